"""Work for worker processes that goes wrong in chosen ways; importable by a process that is started afresh."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from muniment.config import Config
from muniment.intake import Candidate
from muniment.work import Job, Result

FATAL = "fatal"
FATAL_ONCE = "fatal-once"


def job(identifier: str, staging: Path) -> Job:
    path = staging / f"{identifier}.txt"
    candidate = Candidate(
        id=identifier, path=path, name=path.name, relative=path.name, sidecar=None, size=0, mtime_ns=0
    )
    return Job(candidate=candidate, config=Config(), formats={}, kept=(), staging=staging)


def work(job: Job) -> Result:
    """Kill this process for a fatal document, always or the first time; else finish."""
    identifier = job.candidate.id
    mark = job.staging / f"{identifier}.seen"
    if identifier.startswith(FATAL_ONCE) and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if identifier == FATAL:
        os.kill(os.getpid(), signal.SIGKILL)
    return Result(id=identifier, made=())


def accident(job: Job) -> Result:
    raise ValueError(f"unforeseen in {job.candidate.id}")
