"""Work on the machines of a Dask cluster (https://distributed.dask.org).

One thread of the coordinator holds all that is known of the cluster: it looks who is there, greets whoever is new,
gives work to those whose answer pleases, and takes work back from those who left. Each call goes to one worker by
name, so that none reaches a worker that was refused.
"""

from __future__ import annotations

import pickle
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import wait as wait_for
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

from muniment.config import Limits
from muniment.errors import Finding, MissingToolError
from muniment.executors import child, remote
from muniment.executors.connection import Ask, Call, ClusterWorker, connected
from muniment.executors.contract import NO_LIMITS, WorkerLostError, WorkExecutor, WorkFuture

P = ParamSpec("P")
R = TypeVar("R")

Judge = Callable[[str, object], Finding | None]
"""Given a worker's address and its answer to the greeting, or the exception instead: why it is refused, if it is."""

POLL = 0.5
"""Seconds between two looks at who is in the cluster."""
GRACE = 30.0
"""Seconds that a cluster may be without workers: they may be starting, or starting again."""
GRACE_REFUSED = 5.0
"""Seconds that a cluster may have refused workers only."""
CLOSE = 0.5
"""Seconds for saying goodbye."""


class DaskExecutor(WorkExecutor):
    """Runs calls on the workers of a cluster whose answer to ``greeting`` (picklable) ``judge`` accepts.

    Raises ``MissingToolError`` where Dask is not installed or no scheduler answers at ``address``. Where there are no
    workers for ``grace`` seconds, or for a few only refused ones, each call's exception is a ``MissingToolError``.
    """

    def __init__(
        self,
        address: str,
        *,
        initialise: Callable[[], None],
        greeting: Callable[[], object],
        judge: Judge,
        grace: float = GRACE,
    ) -> None:
        self._address = address
        self._client = connected(address)
        self._cluster = self._client.get_executor(pure=False)  # type: ignore[no-untyped-call] # distributed states no types
        self._session = secrets.token_hex(8)
        self._initialise = initialise
        self._greeting = child.call(greeting, (), {})
        self._judge = judge
        self._grace = grace
        self._events: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._notices: SimpleQueue[Finding] = SimpleQueue()
        self._workers: dict[str, ClusterWorker] = {}
        self._waiting: deque[Call] = deque()
        self._open: set[WorkFuture[Any]] = set()
        self._empty_since: float | None = None
        self._gone: MissingToolError | None = None
        self._next_look = 0.0
        self._ending = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    # ----------------------------------------------------------------------------- for the coordinator's threads

    @property
    def capacity(self) -> int:
        """The threads of all accepted workers."""
        return sum(one.threads for one in list(self._workers.values()) if one.accepted)

    def notices(self) -> Iterator[Finding]:
        """Why workers were refused, each told once."""
        with suppress(Empty):
            while True:
                yield self._notices.get_nowait()

    def submit_within(self, limits: Limits, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> WorkFuture[R]:
        """Schedule a call that may take no more than ``limits``."""
        if self._ending:
            raise RuntimeError("no call can be scheduled after the end")
        future: WorkFuture[R] = WorkFuture()
        call = Call(request=child.call(fn, args, kwargs), limits=limits, future=future)
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        self._events.put(partial(self._waiting.append, call))
        return future

    def run_on(self, worker: str, fn: Callable[..., R], *args: object) -> R:
        """Call a quick function inside a worker itself, beside its work. Raises ``WorkerLostError``."""
        try:
            answers: dict[str, R] = self._client.run(fn, *args, workers=[worker])
            return answers[worker]
        except Exception as error:
            raise WorkerLostError(f"{worker} does not answer: {error}") from error

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as the base class has it
        """Take no more calls; where ``wait``, wait until all is done and end the session on the cluster."""
        if cancel_futures:
            self._cancel()
        if wait:
            wait_for(set(self._open))
            self._end()

    def stop(self, *, patience: float) -> None:
        """Cancel what has not begun, give running calls ``patience`` seconds in all, then end the processes."""
        self._cancel()
        wait_for(set(self._open), timeout=patience)
        self._end()

    def _cancel(self) -> None:
        for future in list(self._open):
            if future.cancel():
                future.set_running_or_notify_cancel()  # wakes whoever waits for it

    def _end(self) -> None:
        if self._ending:
            return
        self._ending = True
        self._thread.join(CLOSE)
        for worker in list(self._workers.values()):
            for call in list(worker.calls):
                if call.inner is not None:
                    call.inner.cancel()
        goodbye = threading.Thread(target=self._say_goodbye, daemon=True)
        goodbye.start()
        goodbye.join(CLOSE)
        with suppress(Exception):  # a cluster that is gone needs no goodbye
            self._client.close(timeout=CLOSE)  # type: ignore[no-untyped-call] # the same
        for future in list(self._open):
            if not future.done():
                future.set_exception(WorkerLostError("the work was broken off"))

    def _say_goodbye(self) -> None:
        accepted = [one.address for one in list(self._workers.values()) if one.accepted]
        with suppress(Exception):  # the same
            self._client.run(remote.end_session, self._session, workers=accepted, on_error="ignore")

    # ----------------------------------------------------------------------------- in the thread of the cluster

    def _run(self) -> None:
        while not self._ending:
            try:
                self._step()
            except Exception as error:  # noqa: BLE001 - without this thread every call would wait for ever
                self._give_up(f"The cluster at {self._address} cannot be used: {type(error).__name__}: {error}.")

    def _step(self) -> None:
        """Look who is there when it is time to, wait a moment for something to happen, and give out what waits."""
        if time.monotonic() >= self._next_look:
            self._look()
            self._next_look = time.monotonic() + POLL
        with suppress(Empty):
            self._events.get(timeout=POLL / 5)()
            while True:
                self._events.get_nowait()()
        self._hand_out()

    def _look(self) -> None:
        """See who is in the cluster, and who is no longer."""
        if self._gone is not None:
            return
        try:
            if self._client.status != "running":
                raise OSError("the connection is lost")  # noqa: TRY301 - one way out for all that can go wrong here
            there = self._client.scheduler_info(n_workers=-1)["workers"]
        except Exception as error:  # noqa: BLE001 - Dask raises errors of many kinds where a scheduler is gone
            self._give_up(f"The scheduler at {self._address} is gone: {error}.")
            return
        for address in self._workers.keys() - there.keys():
            for call in self._workers.pop(address).calls:
                self._take_back(call, address)
        for address in there.keys() - self._workers.keys():
            self._greet(address, there[address]["nthreads"])
        self._count_hands()

    def _take_back(self, call: Call, address: str) -> None:
        inner, call.inner = call.inner, None
        if inner is not None:
            inner.cancel()
        if not call.future.done():
            call.future.set_exception(WorkerLostError(f"{address} left the cluster"))

    def _count_hands(self) -> None:
        """Give up where there is nobody to do the work."""
        if any(one.accepted is not False for one in self._workers.values()):
            self._empty_since = None
            return
        now = time.monotonic()
        if self._empty_since is None:
            self._empty_since = now
        waited = now - self._empty_since
        if self._workers and waited >= min(self._grace, GRACE_REFUSED):
            refused = ", ".join(sorted(self._workers))
            self._give_up(f"The cluster at {self._address} has no worker that can be used: {refused} were refused.")
        elif waited >= self._grace:
            self._give_up(f"The cluster at {self._address} has no workers.")

    def _give_up(self, message: str) -> None:
        """Fail every call, those that were given out and, when their turn comes, those that wait."""
        self._gone = MissingToolError(
            message,
            remedy="Start dask worker where Muniment is set up as it is here; what is finished is kept.",
            code="WORKER-NONE",
        )
        for worker in self._workers.values():
            for call in worker.calls:
                call.inner = None
                if not call.future.done():
                    call.future.set_exception(self._gone)
            worker.calls.clear()

    def _greet(self, address: str, threads: int) -> None:
        worker = ClusterWorker(address=address, threads=max(1, threads))
        self._workers[address] = worker
        call = Call(request=self._greeting, limits=NO_LIMITS, future=WorkFuture())
        worker.greeting = call
        call.future.set_running_or_notify_cancel()
        self._give(call, worker)

    def _judged(self, worker: ClusterWorker, answer: Future[Any]) -> None:
        error = answer.exception()
        finding = self._judge(worker.address, error if error is not None else answer.result())
        worker.accepted = finding is None
        if finding is not None:
            self._notices.put(finding)
            self._count_hands()

    def _hand_out(self) -> None:
        while self._waiting:
            call = self._waiting[0]
            if self._gone is not None:
                self._waiting.popleft()
                if not call.future.cancelled() and call.future.set_running_or_notify_cancel():
                    call.future.set_exception(self._gone)
                continue
            worker = max(self._workers.values(), key=lambda one: one.room, default=None)
            if worker is None or worker.room <= 0:
                return
            self._waiting.popleft()
            if call.future.cancelled() or not call.future.set_running_or_notify_cancel():
                continue
            self._give(call, worker)

    def _give(self, call: Call, worker: ClusterWorker) -> None:
        session = remote.Session(id=self._session, initialise=self._initialise, workers=worker.threads)
        call.future.worker = worker.address
        # a worker cannot bear a function that it cannot import: this one it can, and the rest is found by its task
        call.inner = self._cluster.submit(
            pickle.loads,
            pickle.dumps(Ask(session=session, call=call)),
            workers=[worker.address],
            allow_other_workers=False,
        )
        worker.calls.add(call)
        inner = call.inner
        inner.add_done_callback(lambda _: self._events.put(partial(self._answered, call, worker, inner)))

    def _answered(self, call: Call, worker: ClusterWorker, inner: Future[bytes]) -> None:
        worker.calls.discard(call)
        if call.inner is not inner or call.future.done():
            return  # it was taken back meanwhile
        call.inner = None
        try:
            value = child.value_of(_bytes_of(inner))
        except Exception as error:  # noqa: BLE001 - as every executor does: the future carries it
            call.future.set_exception(error)
        else:
            call.future.set_result(value)
        if call is worker.greeting:
            self._judged(worker, call.future)


def _bytes_of(inner: Future[bytes]) -> bytes:
    """The pickled answer. Raises ``WorkerLostError`` where the cluster gave none."""
    try:
        return inner.result()
    except CancelledError as error:
        raise WorkerLostError("the cluster dropped the call") from error
    except Exception as error:
        raise WorkerLostError(f"{type(error).__name__}: {error}") from error
