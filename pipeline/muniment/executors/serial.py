"""Work in this process, one call after the other: for debuggers and profilers, and where nothing can go wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from muniment.config import Limits
from muniment.executors.contract import WorkExecutor, WorkFuture

P = ParamSpec("P")
R = TypeVar("R")


class SerialExecutor(WorkExecutor):
    """Runs each call at once, in this process. No limit can be kept here, and no death survived."""

    def __init__(self, initialise: Callable[[], None]) -> None:
        initialise()

    @property
    def capacity(self) -> int:
        """One."""
        return 1

    def submit_within(self, limits: Limits, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> WorkFuture[R]:
        """Run the call now and give its finished future."""
        del limits  # nobody is there to watch
        future: WorkFuture[R] = WorkFuture()
        future.worker = "1"
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as every executor does: the future carries it
            future.set_exception(error)
        return future

    def stop(self, *, patience: float) -> None:
        """Nothing runs between two calls."""
        del patience
