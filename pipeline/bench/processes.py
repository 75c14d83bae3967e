"""Starting a program and knowing what it cost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.errors import WrongResultError

LIMIT = 900.0
"""Seconds after which a program is ended and refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a program and all its descendants cost."""

    seconds: float
    """Elapsed time."""
    cpu: float
    """Processor seconds, of user and system together."""
    peak: int
    """Highest resident size of its largest single process, in bytes."""
    out: str
    """What it printed."""


def run(command: Sequence[str], *, folder: Path, environment: Mapping[str, str], limit: float = LIMIT) -> Cost:
    """Run a program to its end. Raises ``WrongResultError`` where it fails or is not done in time."""
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - the command is put together here, from no input
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    timer = threading.Timer(limit, os.killpg, (process.pid, signal.SIGKILL))
    timer.start()
    with process:
        out = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    timer.cancel()
    if process.returncode != 0:
        raise WrongResultError(f"{command[0]} ended with {process.returncode} after {seconds:.0f} s: {out[-500:]}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(seconds=seconds, cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss * unit, out=out)
