"""Having jobs done: a bounded number in flight, each tried again where its worker died, results as they come."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from muniment.carriers import Carrier, Errands, Work
from muniment.config import MEBIBYTE
from muniment.errands import TransferError, initialise_there
from muniment.errors import DocumentError, Finding, Place
from muniment.executors import LimitError, ProcessExecutor, SerialExecutor, WorkerDiedError, WorkerLostError, WorkFuture
from muniment.executors.choice import PROCESSES, Choice, Kind
from muniment.executors.nursery import Nursery
from muniment.handshake import admit, fingerprint
from muniment.work import Effort, Job, Result, Workshop, initialise

WINDOW = 4
"""Documents in flight for each worker: enough to keep it busy, few enough to stop soon."""
BYTES_IN_FLIGHT = 256 << 20
"""No further document is given out while the sources in flight are together larger than this."""
ATTEMPTS = 3
"""How often a document is tried whose worker dies: at once again, and at last alone when all others are done."""
LOSSES = 10
"""How often a document is tried whose machine leaves the cluster: that is hardly ever the document's doing."""
LOOK = 1.0
"""Seconds after which the cluster is looked at again where no result came."""
PATIENCE = 1.2
"""Seconds that running documents get to finish after Ctrl-C."""


@cache
def _workshop() -> Workshop:
    """This process's tools; a process has one set."""
    return Workshop()


def _work(job: Job) -> Result:
    return _workshop().run(job)


def _ignore(_: Finding) -> None:
    """Tell nobody."""


def run_jobs(
    waiting: Iterable[Job],
    *,
    jobs: int,
    build: Path,
    work: Work = _work,
    choice: Choice = PROCESSES,
    nursery: Nursery | None = None,
    notice: Callable[[Finding], None] = _ignore,
) -> Generator[Result, None, None]:
    """Do jobs and give results as they come; each job has exactly one.

    On ``KeyboardInterrupt``, also one that is thrown in, running documents get a moment to finish; their results are
    given before it is raised. ``nursery`` is where processes of this machine come from, and ends with the last job.
    ``notice`` is told what is found about workers. Raises ``MissingToolError`` where there is no worker that can be
    used, and what ``work`` raises.
    """
    carrier = _open(choice, jobs=jobs, build=build, work=work, nursery=nursery)
    dispatch = _Dispatch(carrier, notice)
    try:
        try:
            yield from dispatch.results(iter(waiting))
        except KeyboardInterrupt:
            yield from dispatch.last_results(patience=PATIENCE)
            raise
        carrier.executor.shutdown(wait=True)
    except BaseException:
        carrier.executor.stop(patience=0)
        raise
    finally:
        if _workshop.cache_info().currsize:
            _workshop().close()


def _open(choice: Choice, *, jobs: int, build: Path, work: Work, nursery: Nursery | None) -> Carrier:
    start = partial(initialise, build)
    match choice.kind:
        case Kind.SERIAL:
            return Carrier(SerialExecutor(start), work)
        case Kind.PROCESSES:
            return Carrier(ProcessExecutor(workers=jobs, initialise=start, nursery=nursery), work)
        case Kind.DASK:
            from muniment.executors.cluster import DaskExecutor  # noqa: PLC0415 - an optional part

            judge = partial(admit, fingerprint())
            executor = DaskExecutor(choice.address, initialise=initialise_there, greeting=fingerprint, judge=judge)
            return Errands(executor, work, share=choice.share)


class _Dispatch:
    """Jobs on their way through one executor."""

    def __init__(self, carrier: Carrier, notice: Callable[[Finding], None]) -> None:
        self._carrier = carrier
        self._notice = notice
        self._in_flight: dict[WorkFuture[Any], Job] = {}
        self._again: deque[Job] = deque()
        self._alone: deque[Job] = deque()
        self._deaths: Counter[str] = Counter()
        self._losses: Counter[str] = Counter()

    def results(self, waiting: Iterator[Job]) -> Iterator[Result]:
        """The results of all jobs."""
        while True:
            yield from self._give_out(waiting)
            if not self._in_flight:
                return
            wait(self._in_flight, timeout=LOOK, return_when=FIRST_COMPLETED)
            for finding in self._carrier.executor.notices():
                self._notice(finding)
            yield from self._done()

    def last_results(self, *, patience: float) -> Iterator[Result]:
        """The results of what is running and done within so many seconds; what has not begun is cancelled."""
        deadline = time.monotonic() + patience
        for future in [one for one in self._in_flight if one.cancel()]:
            del self._in_flight[future]
        while self._in_flight and (left := deadline - time.monotonic()) > 0:
            wait(self._in_flight, timeout=left, return_when=FIRST_COMPLETED)
            yield from self._done()

    def _give_out(self, waiting: Iterator[Job]) -> Iterator[Result]:
        while self._has_room():
            job = self._next(waiting)
            if job is None:
                return
            try:
                future = self._carrier.send(job)
            except DocumentError as error:
                yield _failed(job, error)
                continue
            self._in_flight[future] = job
            if future.done():
                return  # the serial executor's always are: what is done is given before the next begins

    def _has_room(self) -> bool:
        if len(self._in_flight) >= max(1, self._carrier.executor.capacity) * WINDOW:
            return False
        return not self._in_flight or sum(job.candidate.size for job in self._in_flight.values()) < BYTES_IN_FLIGHT

    def _next(self, waiting: Iterator[Job]) -> Job | None:
        if self._again:
            return self._again.popleft()
        job = next(waiting, None)
        if job is None and self._alone and not self._in_flight:
            return self._alone.popleft()
        return job

    def _done(self) -> Iterator[Result]:
        for future in [one for one in self._in_flight if one.done()]:
            job = self._in_flight.pop(future)
            result = self._outcome(job, future)
            if result is not None:
                yield replace(result, effort=_effort(future))

    def _outcome(self, job: Job, future: WorkFuture[Any]) -> Result | None:
        """The result of a job; ``None`` where it is to be tried again."""
        try:
            return self._carrier.receive(job, future)
        except LimitError as error:
            return _failed(job, _over_limit(job, error))
        except WorkerLostError as error:
            return self._tried(job, error, self._losses, most=LOSSES)
        except (WorkerDiedError, TransferError) as error:
            return self._tried(job, error, self._deaths, most=ATTEMPTS)

    def _tried(self, job: Job, error: Exception, counted: Counter[str], *, most: int) -> Result | None:
        """Have a job tried again, the last time alone; or its failure, where that was the last time."""
        counted[job.candidate.id] += 1
        left = most - counted[job.candidate.id]
        if left == 0:
            return _failed(job, _died(job, error))
        (self._alone if left == 1 else self._again).append(job)
        return None


def _effort(future: WorkFuture[Result]) -> Effort:
    if future.began is None or future.ended is None:
        return Effort(worker=future.worker)
    return Effort(worker=future.worker, began=future.began, seconds=future.ended - future.began)


def _failed(job: Job, error: DocumentError) -> Result:
    return Result(id=job.candidate.id, made=(), failures=(error,))


def _died(job: Job, error: Exception) -> DocumentError:
    return DocumentError(
        f"the process that worked on it died, also when it was tried alone: {error}",
        remedy="It may need more memory than there is: give it more, or split the text.",
        place=Place(file=job.candidate.relative),
        code="DOC-DIED",
    )


def _over_limit(job: Job, error: LimitError) -> DocumentError:
    place = Place(file=job.candidate.relative)
    if error.limit == "memory":
        return DocumentError(
            f"the work on it took more than {error.value // MEBIBYTE} MiB of memory and was broken off",
            remedy="Split the text, or allow more: memory below [limits] in muniment.toml.",
            place=place,
            code="DOC-MEMORY",
        )
    return DocumentError(
        f"the work on it took more than {error.value} seconds and was broken off",
        remedy="Split the text, or allow more: seconds below [limits] in muniment.toml.",
        place=place,
        code="DOC-SLOW",
    )
