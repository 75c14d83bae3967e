"""Where work runs: in this process, or in a pool of processes. Both are ``concurrent.futures.Executor``."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection
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


class ProcessExecutor(ProcessPoolExecutor):
    """A pool whose processes never see Ctrl-C: it reaches the whole foreground group, but the coordinator decides."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Schedule the call. Processes start here, and keep the signal mask that they are started with."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def make_executor(*, jobs: int, initialise: Callable[[], None]) -> Executor:
    """An executor with ``jobs`` workers, each having called ``initialise`` (picklable) once before its first work.

    Workers are started afresh, never forked from this process: it may hold threads and locks.
    """
    if jobs <= 1:
        return SerialExecutor(initialise)
    return ProcessExecutor(
        max_workers=jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_initialise_worker,
        initargs=(initialise,),
        max_tasks_per_child=TASKS_PER_WORKER,
    )


def stop(executor: Executor, *, patience: float) -> None:
    """Cancel what has not begun, give running work ``patience`` seconds in all, then end the workers."""
    processes: list[Any] = list((getattr(executor, "_processes", None) or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    deadline = time.monotonic() + patience
    for process in processes:
        process.join(max(0.0, deadline - time.monotonic()))
    for process in processes:
        process.kill()
        process.join()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait until the block is done, so that what belongs together is done whole.

    Elsewhere than in the main thread, where Python never interrupts, this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pending: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pending.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pending:
        signal.raise_signal(signal.SIGINT)


def _initialise_worker(initialise: Callable[[], None]) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    initialise()


def _end_with(sentinel: int) -> None:
    """End this process when the coordinator is gone: killed, it cannot tell its workers to stop."""
    connection.wait([sentinel])
    signal.raise_signal(signal.SIGTERM)
