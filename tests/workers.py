"""Work for worker processes that goes well, or wrong in chosen ways; importable by a process that is started afresh."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path

from muniment.config import Config, Limits
from muniment.intake import Candidate
from muniment.work import Job, Result

FATAL = "fatal"
FATAL_ONCE = "fatal-once"
ENDLESS = "endless"
GREEDY = "greedy"
PIECE = 8 << 20
"""Bytes that greedy work takes at a time."""


def job(identifier: str, staging: Path, limits: Limits | None = None) -> Job:
    path = staging / f"{identifier}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"The text of {identifier}.\n")
    candidate = Candidate(
        id=identifier, path=path, name=path.name, relative=path.name, sidecar=None, size=path.stat().st_size, mtime_ns=0
    )
    config = Config(limits=limits or Limits())
    return Job(candidate=candidate, config=config, formats={}, kept=(), staging=staging / "staging")


def work(marks: Path, job: Job) -> Result:
    """Do what the document's name says: die, always or the first time; never end; take all memory; or finish."""
    identifier = job.candidate.id
    mark = marks / f"{identifier}.seen"
    if identifier.startswith(FATAL_ONCE) and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if identifier == FATAL:
        os.kill(os.getpid(), signal.SIGKILL)
    if identifier.startswith(ENDLESS):
        mark.touch()
        while True:
            time.sleep(60)
    if identifier == GREEDY:
        held = []
        while True:
            held.append(os.urandom(PIECE))
    return Result(id=identifier, made=())


def accident(job: Job) -> Result:
    raise ValueError(f"unforeseen in {job.candidate.id}")


def when_told(marks: Path, job: Job) -> Result:
    """Say that the work has begun, and finish it when told."""
    (marks / f"{job.candidate.id}.begun").touch()
    while not (marks / "go").exists():
        time.sleep(0.01)
    return Result(id=job.candidate.id, made=())


# --------------------------------------------------------------------------------------------- single calls


def nothing() -> None:
    pass


def same_everywhere() -> dict[str, str]:
    return {"tool": "1"}


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    raise ValueError(f"{number} is refused")


def unreadable() -> None:
    raise UnreadableError(1, 2)


class UnreadableError(Exception):
    """An error that can be pickled and not read back."""

    def __init__(self, first: int, second: int) -> None:
        super().__init__(first)
        self.second = second


def sign(folder: Path) -> None:
    """An initialiser that leaves a line with its process's number."""
    with (folder / "signed").open("a") as stream:
        stream.write(f"{os.getpid()}\n")


def fail_to_begin() -> None:
    raise ValueError("no worker begins here")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def process() -> int:
    return os.getpid()


def keep(size: int) -> int:
    """Keep memory in this process for ever, as a leaking library would."""
    globals().setdefault("kept", []).append(os.urandom(size))
    return os.getpid()


def started(seconds: float) -> tuple[int, int]:
    """Start a process of a tool's kind that would outlive its parent; both their numbers."""
    child = os.posix_spawnp("sleep", ["sleep", str(seconds)], os.environ)
    return os.getpid(), child


def start_and_never_end(marks: Path) -> None:
    (marks / "tool").write_text(str(started(3600)[1]))
    (marks / "tool.begun").touch()
    while True:
        time.sleep(60)


def signing(folder: Path) -> partial[None]:
    return partial(sign, folder)


# --------------------------------------------------------------------------------------------- loading ahead

LOADED_BY: list[int] = []
"""The process that loaded something ahead, if one did."""


def load() -> None:
    LOADED_BY.append(os.getpid())


def load_with_a_thread() -> None:
    load()
    threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()


def load_in_a_thread() -> None:
    beside = threading.Thread(target=load)
    beside.start()
    beside.join()


def load_badly() -> None:
    load()
    raise ValueError("half of it cannot be loaded")


def loaded_by() -> tuple[int, ...]:
    return tuple(LOADED_BY)
