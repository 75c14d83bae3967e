"""What every executor promises."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

from muniment.config import Limits
from muniment.errors import Finding

P = ParamSpec("P")
R = TypeVar("R")

NO_LIMITS = Limits(seconds=None, memory=None)


class WorkerDiedError(Exception):
    """The process that did the work ended before it had answered: killed, out of memory, or crashed."""


class WorkerLostError(WorkerDiedError):
    """The machine that did the work, or that was to do it, is no longer in the cluster."""


class LimitError(Exception):
    """The work went over one of its limits; its process has been ended."""

    def __init__(self, limit: str, value: int) -> None:
        """``limit`` is the name of the field of ``Limits``, ``value`` what it allowed: seconds or bytes."""
        super().__init__(limit, value)
        self.limit = limit
        self.value = value


class WorkFuture(Future[R]):
    """The outcome of a call, and who came to it."""

    worker: str = ""
    """Names the worker that did the work: the number of a process here, or the address of one in a cluster."""
    began: float | None = None
    """When the work began, in seconds of this machine's monotonic clock; ``None`` where it has not."""
    ended: float | None = None
    """When its outcome was known, in seconds of the same clock."""

    def set_running_or_notify_cancel(self) -> bool:
        """Note that the work begins, as every executor says."""
        self.began = time.monotonic()
        return super().set_running_or_notify_cancel()

    def set_result(self, result: R) -> None:
        """Note the outcome; the time is there before anybody who waits for it wakes."""
        self.ended = time.monotonic()
        super().set_result(result)

    def set_exception(self, exception: BaseException | None) -> None:
        """Note what was raised, likewise."""
        self.ended = time.monotonic()
        super().set_exception(exception)


class WorkExecutor(Executor):
    """An executor whose calls may have limits.

    Outcomes come in any order. An exception of the call is the future's. A call whose process dies fails with
    ``WorkerDiedError``, one over its limits with ``LimitError``; in both cases the process is replaced and no other
    call is touched. Functions, arguments and values are pickled, except by the serial executor.
    """

    @property
    @abstractmethod
    def capacity(self) -> int:
        """How many calls can run at the same time just now."""

    @abstractmethod
    def submit_within(self, limits: Limits, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> WorkFuture[R]:
        """Schedule a call that may take no more than ``limits``."""

    @abstractmethod
    def stop(self, *, patience: float) -> None:
        """Cancel what has not begun, give running calls ``patience`` seconds in all, then end the workers."""

    def run_on(self, worker: str, fn: Callable[..., R], *args: object) -> R:
        """Call a quick function where a worker is, beside its work. Raises ``WorkerLostError`` where it is gone."""
        del worker  # all are here
        return fn(*args)

    def notices(self) -> Iterator[Finding]:
        """What has been found about workers since this was last asked."""
        return iter(())

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> WorkFuture[R]:
        """Schedule a call without limits."""
        return self.submit_within(NO_LIMITS, fn, *args, **kwargs)
