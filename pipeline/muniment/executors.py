"""Where work runs: in this process, or in a pool of processes. Both are ``concurrent.futures.Executor``."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

TASKS_PER_WORKER = 250
"""A worker is replaced after so many documents, because layout engines keep memory."""


class SerialExecutor(Executor):
    """Runs each call at once, in this process."""

    def __init__(self, initialise: Callable[[], None]) -> None:
        initialise()

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run the call now and give its finished future."""
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as every executor does: the future carries it
            future.set_exception(error)
        return future


def make_executor(*, jobs: int, initialise: Callable[[], None]) -> Executor:
    """An executor with ``jobs`` workers, each having called ``initialise`` (picklable) once before its first work.

    Workers are started afresh, never forked from this process: it may hold threads and locks.
    """
    if jobs <= 1:
        return SerialExecutor(initialise)
    return ProcessPoolExecutor(
        max_workers=jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_initialise_worker,
        initargs=(initialise,),
        max_tasks_per_child=TASKS_PER_WORKER,
    )


def stop(executor: Executor, *, patience: float) -> None:
    """Cancel what has not begun, give running work ``patience`` seconds, then end the workers."""
    executor.shutdown(wait=False, cancel_futures=True)
    processes: dict[int, Any] = dict(getattr(executor, "_processes", None) or {})
    for process in processes.values():
        process.join(patience)
        if process.is_alive():
            process.terminate()


def _initialise_worker(initialise: Callable[[], None]) -> None:
    # Ctrl-C reaches the whole foreground group; the coordinator decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    initialise()
