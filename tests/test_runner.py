"""A build that is interrupted or killed ends with all that it started, and the next one goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from collection import LETTER, collection

READY = 1.0
"""Seconds after which the command itself answers Ctrl-C; before that Python is still reading its modules."""


@pytest.mark.parametrize("after", [0.6, 1.2, 2.0])
def test_ctrl_c_ends_soon_keeps_what_is_finished_and_the_next_build_goes_on(tmp_path: Path, after: float) -> None:
    texts = {f"letter-{number:02}": LETTER.replace("short", f"short no. {number}") for number in range(40)}
    letters = collection(tmp_path, **texts)
    words = [sys.executable, "-m", "muniment", "--jobs=2", "build"]
    process = subprocess.Popen(
        words, cwd=tmp_path, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)
    began = time.monotonic()
    _, said = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT), "interrupted, as the exit code says"
    assert after < READY or b"Traceback" not in said
    assert time.monotonic() - began < 10
    if (letters.dist).exists():
        assert not (letters.dist / ".staging").exists()
        assert letters.run("verify").code == 0
    assert letters.build().code == 0
    assert len(list(letters.dist.iterdir())) == len(texts)
    assert letters.run("verify").code == 0


def test_workers_end_when_only_the_coordinator_is_killed(tmp_path: Path) -> None:
    collection(tmp_path, **{f"letter-{number}": LETTER for number in range(40)})
    words = [sys.executable, "-m", "muniment", "--jobs=2", "build"]
    process = subprocess.Popen(
        words, cwd=tmp_path, start_new_session=True, stderr=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()  # the first document is built: the workers are at work
        process.kill()
        process.wait()
    deadline = time.monotonic() + 20
    while members := processes_of_session(process.pid):
        assert time.monotonic() < deadline, members
        time.sleep(0.05)


def processes_of_session(session: int) -> list[int]:
    """Processes of a session that are alive, by Linux's account of them (proc(5): the sixth field of ``stat``)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its_session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue  # it has ended meanwhile
        if int(its_session) == session and state != "Z":
            found.append(int(path.parent.name))
    return found
