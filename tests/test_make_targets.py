"""The Makefile's own manners: help, errors, verbosity, cleaning up."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from make_scenarios import Done, Project, lay_out

TARGETS = [
    "all",
    "help",
    "doctor",
    "setup",
    "setup-check",
    "normalise",
    "html",
    "epub",
    "pdf",
    "xml",
    "check",
    "archive",
    "deposit",
    "audit",
    "site",
    "serve",
    "watch",
    "verify",
    "explain",
    "why",
    "review",
    "eval",
    "test",
    "lint",
    "clean",
    "distclean",
]
VARIABLES = ("SOURCE", "DIST", "BUILD", "JOBS", "V", "DOC", "CORPUS", "VARIANT", "PYTHON")
FORMATS = ("md", "html", "epub", "pdf", "tei")


@pytest.fixture
def scenario(project: Path, tmp_path: Path) -> Project:
    """A project in which the pipeline itself is not needed: it only notes that it was called."""
    scenario = lay_out(tmp_path / "project", project)
    command = scenario.root / ".venv" / "bin" / "muniment"
    command.write_text('#!/bin/sh\necho "$*" >>starts.log\n')
    return scenario


def said(done: Done) -> list[str]:
    """What was said, without make's own last word."""
    return [line for line in done.text.splitlines() if not line.startswith("make: ***")]


@pytest.mark.parametrize("target", TARGETS)
def test_help_tells_every_target(scenario: Project, target: str) -> None:
    assert re.search(rf"(?m)^  make {target} +\S", scenario.built("help").out)


@pytest.mark.parametrize("variable", VARIABLES)
def test_help_tells_every_variable_with_its_present_value(scenario: Project, variable: str) -> None:
    assert re.search(
        rf"(?m)^  {variable}=not its default +\S", scenario.built("help", f"{variable}=not its default").out
    )


def test_help_tells_the_formats_that_are_there(scenario: Project) -> None:
    (line,) = (line for line in scenario.built("help").out.splitlines() if line.startswith("A format is a target too"))
    assert set(FORMATS) <= set(line.partition(":")[2].split())


def test_help_needs_nothing_installed(scenario: Project) -> None:
    scenario.run("help", "VENV=none", "PYTHON=none")
    assert not (scenario.root / "none").exists()


@pytest.mark.parametrize("goal", ["htlm", "dist", "README.md", "source/ferry.txt", "Makefile", "all-of-it"])
def test_an_unknown_target_is_an_error_before_anything_is_done(scenario: Project, goal: str) -> None:
    done = scenario.run("all", goal)
    assert done.code == 2
    assert f"There is no target or format called {goal}. `make help` lists them." in done.err
    assert scenario.starts() == []
    assert not (scenario.root / "build").exists()


def test_plain_make_is_make_all(scenario: Project) -> None:
    scenario.built()
    assert scenario.starts() == ["--source=source --dist=dist --build=build --jobs=1 build"]


@pytest.mark.parametrize(
    ("goal", "words"), [("html", "--format html"), ("xml", "--format tei"), ("normalise", "--format md")]
)
def test_a_format_target_builds_that_format(scenario: Project, goal: str, words: str) -> None:
    scenario.built(goal)
    (start,) = scenario.starts()
    assert start.endswith(f"build {words}")


@pytest.mark.parametrize("goal", ["explain", "why", "review"])
def test_a_target_about_one_document_asks_for_it(scenario: Project, goal: str) -> None:
    done = scenario.make(goal)
    assert done.code != 0
    assert f"write make {goal} DOC=<id>" in done.err
    scenario.built(goal, "DOC=it's")
    assert scenario.starts() == [f"--source=source --dist=dist --build=build {goal} it's"]


def test_an_evaluation_asks_for_its_corpus(scenario: Project) -> None:
    done = scenario.make("eval")
    assert done.code != 0
    assert "write make eval CORPUS=<folder>" in done.err
    assert scenario.starts() == []


def test_an_evaluation_is_told_its_corpus_and_what_to_do_with_it(scenario: Project) -> None:
    scenario.built("eval", "CORPUS=a corpus")
    scenario.built("eval", "CORPUS=c", "VARIANT=tight", "SCORER=s.py", "RECORD=yes", "LABEL=it's new")
    first, second = scenario.starts()
    assert first.endswith(" eval --variant=raw -- a corpus")
    assert second.endswith(" eval --variant=tight --scorer=s.py --record=it's new -- c")


def test_by_default_no_command_is_shown_and_v_shows_them(scenario: Project) -> None:
    assert scenario.built("verify").text == ""
    assert "verify" in scenario.built("verify", "V=1").out


def test_an_old_make_is_refused_with_the_way_out(scenario: Project) -> None:
    done = scenario.run(".FEATURES=target-specific order-only")
    assert done.code == 2
    assert "needs GNU make 4.3 or newer" in done.err
    assert "gmake" in done.err


def test_the_environment_does_not_redirect_a_build(scenario: Project) -> None:
    scenario.run("SETUP=no", SOURCE="elsewhere", DIST="/", BUILD="/", V="1")
    assert scenario.starts() == ["--source=source --dist=dist --build=build build"]


def test_a_failing_pipeline_fails_make_and_is_run_again(scenario: Project) -> None:
    command = scenario.root / ".venv" / "bin" / "muniment"
    command.write_text('#!/bin/sh\necho "$*" >>starts.log\nexit 4\n')
    assert [scenario.make().code for _ in range(2)] == [2, 2]
    assert len(scenario.starts()) == 2


def fill(scenario: Project) -> None:
    for name in ("dist/ferry/ferry.md", "build/ledger", ".mypy_cache/x", "pipeline/muniment/__pycache__/x.pyc"):
        path = scenario.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def test_clean_removes_what_can_be_made_again_and_never_the_publications(scenario: Project) -> None:
    fill(scenario)
    assert scenario.run("clean").code == 0
    assert (scenario.root / "dist" / "ferry" / "ferry.md").exists()
    assert (scenario.root / ".venv").exists()
    for name in ("build", ".mypy_cache", "pipeline/muniment/__pycache__"):
        assert not (scenario.root / name).exists()
    assert scenario.run("clean").code == 0, "twice is no error"


def test_distclean_first_only_says_what_it_would_remove(scenario: Project) -> None:
    fill(scenario)
    done = scenario.run("distclean")
    assert done.code != 0
    for name in ("dist (1 files", "build (1 files", ".venv (1 files", ".mypy_cache (1 files"):
        assert name in done.out
    assert "Nothing was removed. To remove it: make distclean CONFIRM=yes" in done.err
    assert (scenario.root / "dist" / "ferry" / "ferry.md").exists()
    assert (scenario.root / "build").exists()


def test_distclean_removes_it_when_confirmed(scenario: Project) -> None:
    fill(scenario)
    done = scenario.run("distclean", "CONFIRM=yes")
    assert "dist (1 files" in done.out
    assert {path.name for path in scenario.root.iterdir()}.isdisjoint({"dist", "build", ".venv", ".mypy_cache"})
    assert (scenario.source / "ferry.txt").exists()


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("DIST", ".", "this project is in it"),
        ("DIST", "..", "this project is in it"),
        ("DIST", "source", "the sources are in it"),
        ("DIST", "pipeline/make", "it belongs to the project"),
        ("DIST", "{home}", "home folder"),
        ("DIST", "link", "it is a link"),
        ("DIST", "other", "it is a repository"),
        ("BUILD", ".", "this project is in it"),
    ],
)
def test_a_folder_named_by_mistake_is_never_removed(
    scenario: Project, tmp_path: Path, variable: str, value: str, reason: str
) -> None:
    home = tmp_path / "home"
    (home / "photographs").mkdir(parents=True)
    (scenario.root / "other" / ".git").mkdir(parents=True)
    (scenario.root / "link").symlink_to(home)
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    done = scenario.run("distclean", "CONFIRM=yes", f"{variable}={value.format(home=home)}", HOME=str(home))
    assert done.code != 0
    assert reason in done.err
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_the_listing_is_the_same_idea_without_gnu_find(scenario: Project, tmp_path: Path) -> None:
    """With another find (busybox, BSD) stat takes its place, and a change is still seen."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "find").write_text('#!/bin/sh\ncase $* in *-printf*) exit 1 ;; esac\nexec /usr/bin/find "$@"\n')
    (folder / "find").chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    assert scenario.run("SETUP=no", PATH=path).out == ""
    assert "Nothing to do" in scenario.run("SETUP=no", PATH=path).out
    scenario.write("ferry.txt", "Another text\n")
    assert "Nothing to do" not in scenario.run("SETUP=no", PATH=path).out
    assert len(scenario.starts()) == 2


@pytest.mark.parametrize(
    "script", sorted(Path(__file__).parent.parent.glob("pipeline/make/*.sh")), ids=lambda it: it.name
)
def test_the_helper_scripts_are_sound_posix_shell(script: Path) -> None:
    for shell in ("sh", "bash --posix"):
        subprocess.run([*shell.split(), "-n", str(script)], check=True)
    assert " [[ " not in script.read_text()
    assert "local " not in script.read_text()


def test_continuous_integration_runs_make_test(project: Path) -> None:
    script = project / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "CI=true exec make test"


def test_where_documents_are_built_reaches_the_pipeline_and_nothing_else_does(scenario: Project) -> None:
    scenario.built("EXECUTOR=serial")
    words = "--source=source --dist=dist --build=build --jobs=1 --executor=serial build"
    assert scenario.starts() == [words]


def test_what_a_cluster_needs_is_set_up_only_where_one_is_asked_for(scenario: Project) -> None:
    dry = {name: scenario.make("-n", "setup", f"EXECUTOR={name}").out for name in ("processes", "dask:tcp://h:1")}
    assert "setup.sh dask" not in dry["processes"]
    assert "setup.sh dask" in dry["dask:tcp://h:1"]
