"""Where work runs: in this process, in processes of this machine, or on the machines of a Dask cluster.

Each is a ``concurrent.futures.Executor`` that keeps the promises of ``executors.contract.WorkExecutor``; one suite of
tests holds all of them to it.
"""

from __future__ import annotations

from collections.abc import Callable

from muniment.executors.contract import (
    LimitError,
    WorkerDiedError,
    WorkerLostError,
    WorkExecutor,
    WorkFuture,
)
from muniment.executors.interrupts import uninterrupted
from muniment.executors.processes import ProcessExecutor
from muniment.executors.serial import SerialExecutor

__all__ = (
    "LimitError",
    "ProcessExecutor",
    "SerialExecutor",
    "WorkExecutor",
    "WorkFuture",
    "WorkerDiedError",
    "WorkerLostError",
    "make_executor",
    "stop",
    "uninterrupted",
)


def make_executor(*, jobs: int, initialise: Callable[[], None]) -> WorkExecutor:
    """An executor with ``jobs`` workers, each having called ``initialise`` (picklable) once before its first work.

    With one job the work runs in this process.
    """
    return SerialExecutor(initialise) if jobs <= 1 else ProcessExecutor(workers=jobs, initialise=initialise)


def stop(executor: WorkExecutor, *, patience: float) -> None:
    """Cancel what has not begun, give running work ``patience`` seconds in all, then end the workers."""
    executor.stop(patience=patience)
