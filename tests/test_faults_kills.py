"""kill -9 in earnest, of the coordinator and of workers, and a disk that is really full; then the next run completes.

What is killed when is chosen by a seed, where in the work that is, by the machine: it must not matter.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from collection import Collection, collection
from faults import leftovers, rows
from make_scenarios import wait_until
from muniment.dispatch import ATTEMPTS
from muniment.errors import ExitCode

COUNT = 24
FORMAT = "--format=md"
LUCK = random.Random(1918)  # noqa: S311 - a choice of moments, not a secret


def texts() -> dict[str, str]:
    return {
        f"leaf-{number:02}": f"Leaf {number}\n\n" + f"This is one of the sentences of leaf {number}.\n\n" * 6
        for number in range(COUNT)
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    leaves = collection(tmp_path_factory.mktemp("undisturbed"), **texts())
    assert leaves.build(FORMAT).code == 0
    return leaves


@contextmanager
def building(leaves: Collection, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A build in a session of its own, whose lines can be read; it has ended at the end, and so have its workers."""
    command = [sys.executable, "-m", "muniment", "--jobs=2", *words, "build", FORMAT]
    with subprocess.Popen(
        command, cwd=leaves.root, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        yield process
        process.communicate()
    wait_until(lambda: not members(process.pid))


def members(session: int) -> list[int]:
    """Living processes of a session, by Linux's account of them (proc(5): the sixth field of ``stat``)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its_session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue  # it has ended meanwhile
        if int(its_session) == session and state != "Z":
            found.append(int(path.parent.name))
    return found


def parent(pid: int) -> int:
    """The process that started another; 0 where that has ended."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def workers_of(coordinator: int) -> list[int]:
    """The processes that a coordinator has started, and their copies."""
    return [pid for pid in members(coordinator) if coordinator in (parent(pid), parent(parent(pid)))]


def lines(process: subprocess.Popen[str], count: int) -> None:
    """Wait until so many documents are built, or all."""
    assert process.stdout is not None
    for _ in range(count):
        process.stdout.readline()


def assert_complete(leaves: Collection, undisturbed: Collection) -> None:
    assert leaves.build(FORMAT).code == 0
    assert leaves.run("verify").code == 0
    assert leaves.files() == undisturbed.files()
    assert rows(leaves.root) == rows(undisturbed.root), "the ledger has each file once"
    assert leftovers(leaves.root) == []
    assert not (leaves.dist / ".staging").exists()


def test_a_coordinator_that_is_killed_again_and_again_gets_there(tmp_path: Path, undisturbed: Collection) -> None:
    leaves = collection(tmp_path, **texts())
    for _ in range(5):
        with building(leaves) as process:
            lines(process, LUCK.randrange(6))
            os.kill(process.pid, signal.SIGKILL)
        for path in leaves.dist.glob("[!.]*/*"):
            assert path.read_bytes() == (undisturbed.dist / path.relative_to(leaves.dist)).read_bytes()
    assert_complete(leaves, undisturbed)


@pytest.mark.parametrize("kills", [1, ATTEMPTS - 1])
def test_workers_that_are_killed_cost_nothing(tmp_path: Path, undisturbed: Collection, kills: int) -> None:
    leaves = collection(tmp_path, **texts())
    with building(leaves) as process:
        for _ in range(kills):
            lines(process, 1 + LUCK.randrange(4))
            os.kill(LUCK.choice(workers_of(process.pid)), signal.SIGKILL)
    assert process.returncode == 0
    assert leaves.run("verify").code == 0
    assert_complete(leaves, undisturbed)


def test_everything_killed_at_once_leaves_nothing_half_done(tmp_path: Path, undisturbed: Collection) -> None:
    leaves = collection(tmp_path, **texts())
    for _ in range(3):
        with building(leaves) as process:
            lines(process, LUCK.randrange(5))
            os.killpg(process.pid, signal.SIGKILL)
    assert_complete(leaves, undisturbed)


# --------------------------------------------------------------------------------------------- a full disk

SMALL_DISK = """\
set -eu
mount -t tmpfs -o size=400k none "$1"
cp -r source "$1/source"
cd "$1"
status=0
"$2" -m muniment --jobs=1 --executor=serial build --format=md >&2 || status=$?
echo "$status"
mount -o remount,size=64m "$1"
"$2" -m muniment --jobs=1 --executor=serial build --format=md >&2
"$2" -m muniment verify >&2
test ! -e dist/.staging
find dist -type f -exec sha256sum {} + | LC_ALL=C sort -k 2
"""
SMALL_FILES = """\
set -eu
cp -r source "$1/source"
cd "$1"
status=0
(ulimit -f 64; exec "$2" -m muniment --jobs=1 --executor=serial build --format=md >/dev/null 2>error) || status=$?
cat error >&2
echo "$status"
"$2" -m muniment --jobs=1 --executor=serial build --format=md >&2
"$2" -m muniment verify >&2
test ! -e dist/.staging
find dist -type f -exec sha256sum {} + | LC_ALL=C sort -k 2
"""


def can_mount() -> bool:
    """Whether this user may mount in a name space of their own."""
    words = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def run_small(script: str, leaves: Collection, place: Path, *before: str) -> subprocess.CompletedProcess[str]:
    place.mkdir()
    words = [*before, "sh", "-c", script, "sh", str(place), sys.executable]
    return subprocess.run(words, cwd=leaves.root, capture_output=True, text=True, check=False)


def listing(undisturbed: Collection) -> list[str]:
    return [
        f"{hashlib.sha256(data).hexdigest()}  dist/{name}"
        for name, data in sorted(undisturbed.files().items(), key=lambda item: item[0].encode())
    ]


def test_a_disk_that_is_full_stops_the_build_and_with_space_it_is_completed(
    tmp_path: Path, undisturbed: Collection
) -> None:
    """A disk of 400 kB where one can be mounted; where that is not permitted, files that may not grow (EFBIG)."""
    if can_mount():
        done = run_small(SMALL_DISK, undisturbed, tmp_path / "disk", "unshare", "--user", "--map-root-user", "--mount")
    else:
        done = run_small(SMALL_FILES, undisturbed, tmp_path / "disk")
    assert done.returncode == 0, done.stderr
    status, *files = done.stdout.splitlines()
    assert int(status) == ExitCode.STORAGE, done.stderr
    assert files == listing(undisturbed)
    assert "Traceback" not in done.stderr


def test_files_that_may_not_grow_stop_the_build_and_then_it_is_completed(
    tmp_path: Path, undisturbed: Collection
) -> None:
    done = run_small(SMALL_FILES, undisturbed, tmp_path / "disk")
    assert done.returncode == 0, done.stderr
    status, *files = done.stdout.splitlines()
    assert int(status) == ExitCode.STORAGE, done.stderr
    assert files == listing(undisturbed)
    assert "Traceback" not in done.stderr
