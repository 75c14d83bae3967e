"""Work in processes of this machine, each watched by a thread of its own.

A process is never forked from the coordinator, which holds threads and locks, but from a process that only loads what
workers need (``nursery``); where that cannot be, it is started afresh. It is ended and replaced alone: when it dies,
when a call goes over its limits, after a number of calls, and when it has kept much memory. Each is the leader of its
own process group: Ctrl-C does not reach it, and what it has started ends with it.
"""

from __future__ import annotations

import pickle
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

from muniment.config import Limits
from muniment.errors import MissingToolError
from muniment.executors import child
from muniment.executors.contract import WorkerDiedError, WorkExecutor, WorkFuture
from muniment.executors.nursery import COPIES, NoCopyError, Nursery
from muniment.executors.worker import CLOSE_SECONDS, Worker

P = ParamSpec("P")
R = TypeVar("R")

TASKS_PER_WORKER = 250
"""A worker is replaced after so many calls, because layout engines keep memory."""
GROWTH = 256 << 20
"""A worker that holds so many bytes more than when it began is replaced after its call, for the same reason."""
IDLE_SECONDS = 60.0
"""A worker without work is ended after so long; the next call starts another."""
MOST_FAILED_STARTS = 5
"""So many workers in a row may die before they have begun; then something is wrong with this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """One call that waits or runs."""

    request: bytes
    """The pickled call."""
    limits: Limits
    """What it may take."""
    future: WorkFuture[Any]
    """Its outcome."""
    read: Callable[[bytes], Any]
    """Makes the future's value of the worker's answer."""


class ProcessExecutor(WorkExecutor):
    """A pool of processes that are started when they are first needed.

    ``nursery`` is where they come from, for instance one that has been started long ago; it is ended with the pool.
    Without ``copies`` each is started afresh. ``clock`` tells seconds, for time limits.
    """

    def __init__(
        self,
        *,
        workers: int,
        initialise: Callable[[], None],
        nursery: Nursery | None = None,
        copies: bool = COPIES,
        clock: Callable[[], float] = time.monotonic,
        tasks_per_worker: int = TASKS_PER_WORKER,
        growth: int = GROWTH,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._most = workers
        self._initialise = child.initialiser(initialise)
        self._clock = clock
        self._tasks_per_worker = tasks_per_worker
        self._growth = growth
        self._idle_seconds = idle_seconds
        self._nursery = nursery
        self._copies = copies
        self._waiting: SimpleQueue[_Task | None] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._alive: set[Worker] = set()
        self._closed = False
        self._failed_starts = 0
        self._stopping = False
        self._folder = tempfile.mkdtemp(prefix="muniment-")
        self._clean = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    @property
    def capacity(self) -> int:
        """The number of processes."""
        return self._most

    def submit_within(self, limits: Limits, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> WorkFuture[R]:
        """Schedule a call that may take no more than ``limits``."""
        return self._schedule(child.call(fn, args, kwargs), limits, child.value_of)

    def submit_pickled(self, request: bytes, limits: Limits) -> WorkFuture[bytes]:
        """Schedule a call that is pickled already (``child.call``); the outcome is the pickled answer."""
        return self._schedule(request, limits, bytes)

    def _schedule(self, request: bytes, limits: Limits, read: Callable[[bytes], Any]) -> WorkFuture[Any]:
        task = _Task(request=request, limits=limits, future=WorkFuture(), read=read)
        with self._lock:
            if self._closed:
                raise RuntimeError("no call can be scheduled after the end")
            self._waiting.put(task)
            if not self._idle.acquire(blocking=False) and len(self._threads) < self._most:
                thread = threading.Thread(target=self._serve, args=(str(len(self._threads) + 1),), daemon=True)
                self._threads.append(thread)
                thread.start()
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as the base class has it
        """Take no more calls; the workers end when all is done, which ``wait`` waits for."""
        with self._lock:
            self._closed = True
            if cancel_futures:
                self._cancel_waiting()
            for _ in self._threads:
                self._waiting.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            self._close_nursery()
            self._clean()

    def stop(self, *, patience: float) -> None:
        """Cancel what has not begun, give running calls ``patience`` seconds in all, then end the workers."""
        self.shutdown(wait=False, cancel_futures=True)
        deadline = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        with self._lock:
            self._stopping = True
            alive = tuple(self._alive)
        for worker in alive:
            worker.kill()
        self._close_nursery()
        for thread in self._threads:
            thread.join(CLOSE_SECONDS)
        self._clean()

    def _cancel_waiting(self) -> None:
        with suppress(Empty):
            while True:
                task = self._waiting.get_nowait()
                if task is not None and task.future.cancel():
                    task.future.set_running_or_notify_cancel()  # wakes whoever waits for it

    # ----------------------------------------------------------------------------- in the thread of one worker

    def _serve(self, name: str) -> None:
        worker: Worker | None = None
        told = ExitStack()  # tells the outcome of the call before, as late as when the worker has its next one
        while True:
            try:
                task = self._waiting.get_nowait()
            except Empty:
                told.close()
                self._idle.release()
                task, worker = self._wait(worker)
            if task is None:
                break
            if task.future.set_running_or_notify_cancel():
                task.future.worker = name
                worker = self._do(task, worker, told)
        told.close()
        self._end(worker)

    def _wait(self, worker: Worker | None) -> tuple[_Task | None, Worker | None]:
        """The next call; a worker that waits too long for it is ended."""
        if worker is not None:
            try:
                return self._waiting.get(timeout=self._idle_seconds), worker
            except Empty:
                self._end(worker)
        return self._waiting.get(), None

    def _do(self, task: _Task, worker: Worker | None, told: ExitStack) -> Worker | None:
        """Do one call; gives the worker for the next, or ``None`` where another must be started."""
        try:
            if worker is None:
                told.close()
                worker = self._start()
            worker.send(task.request)
            told.close()
            answer = worker.answer(task.limits, clock=self._clock)
        except Exception as error:  # noqa: BLE001 - as every executor does: the future carries it
            told.close()
            self._end(worker, at_once=True)
            task.future.set_exception(error)
            return None
        told.callback(_tell, task, answer)
        if worker.answered < self._tasks_per_worker and worker.growth() <= self._growth:
            return worker
        told.close()
        self._end(worker)
        return None

    def _start(self) -> Worker:
        """A worker that has called the initialiser; raises what that raises, or ``WorkerDiedError``."""
        worker = None
        try:
            worker = self._new_worker()
            with self._lock:
                self._alive.add(worker)
                stopping = self._stopping
            if stopping:
                worker.kill()  # too late to be seen by whoever stops the others
            worker.begin(self._initialise)
        except Exception as error:
            self._end(worker, at_once=True)
            if isinstance(error, WorkerDiedError) and not self._stopping:
                self._count_failed_start(error)
            raise
        self._failed_starts = 0
        return worker

    def _new_worker(self) -> Worker:
        """A process, from another nursery where the first has died. Raises ``WorkerDiedError`` where that does too."""
        nursery = self._nursery_of_now()
        try:
            return Worker(self._folder, nursery)
        except NoCopyError:
            self._copies = False
        except WorkerDiedError:
            if self._stopping:
                raise
        if nursery is not None:
            nursery.close()
        return Worker(self._folder, self._nursery_of_now())

    def _nursery_of_now(self) -> Nursery | None:
        """A nursery that is at work; ``None`` where there are to be no copies."""
        with self._lock:
            if not self._copies or self._stopping:
                return None
            if self._nursery is None or self._nursery.has_ended:
                self._nursery = Nursery(warm=partial(pickle.loads, self._initialise))
            self._nursery.start()
            return self._nursery

    def _close_nursery(self) -> None:
        if self._nursery is not None:
            self._nursery.close()

    def _count_failed_start(self, error: WorkerDiedError) -> None:
        self._failed_starts += 1
        if self._failed_starts >= MOST_FAILED_STARTS:
            raise MissingToolError(
                f"Worker processes die before they have begun: {error}.",
                remedy="Look at this machine's memory and limits (ulimit -a), or try EXECUTOR=serial.",
                code="WORKER-START",
            ) from error

    def _end(self, worker: Worker | None, *, at_once: bool = False) -> None:
        if worker is not None:
            if at_once:
                worker.kill()
            worker.close()
            with self._lock:
                self._alive.discard(worker)


def _tell(task: _Task, answer: bytes) -> None:
    """Have the outcome of a call known."""
    try:
        value = task.read(answer)
    except Exception as error:  # noqa: BLE001 - as every executor does: the future carries it
        task.future.set_exception(error)
    else:
        task.future.set_result(value)
