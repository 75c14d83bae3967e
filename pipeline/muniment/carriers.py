"""How jobs get to an executor, and how their results come back: as they are, or as errands to other machines."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from muniment.config import Limits
from muniment.errands import Delivery, Errand, Ferry, TransferError, deliver, land
from muniment.executors import WorkerLostError, WorkExecutor, WorkFuture, remote
from muniment.work import Job, Result

Work = Callable[[Job], Result]
THREADS = 8
"""Files of a document that are written at a time: a disk that is asked to keep several is hardly slower than with one."""


class Carrier:
    """Gives jobs to an executor of this machine as they are."""

    def __init__(self, executor: WorkExecutor, work: Work) -> None:
        self.executor = executor
        self._work = work

    def send(self, job: Job) -> WorkFuture[Any]:
        """Have a job done within the limits of its collection. Raises ``DocumentError`` where it cannot be sent."""
        return self.executor.submit_within(_limits(job), self._work, job)

    def receive(self, job: Job, future: WorkFuture[Any]) -> Result:
        """The result of a job that was sent; raises what the future raises, and ``TransferError``."""
        del job  # the result knows it
        result: Result = future.result()
        return result


class Errands(Carrier):
    """Sends jobs to the machines of a cluster, and brings back what they make."""

    def __init__(self, executor: WorkExecutor, work: Work, *, share: bool = True) -> None:
        super().__init__(executor, work)
        self._share = share
        self._under_way: dict[WorkFuture[Any], Errand] = {}
        self._unshared: set[str] = set()
        self._ferry: Ferry | None = None
        self._threads = ThreadPoolExecutor(THREADS)

    def send(self, job: Job) -> WorkFuture[Any]:
        """Have a job done within the limits of its collection. Raises ``DocumentError`` where it cannot be read."""
        if self._ferry is None:
            self._ferry = Ferry(job.staging, share=self._share)
        errand = self._ferry.pack(job, share=job.candidate.id not in self._unshared)
        future = self.executor.submit_within(_limits(job), deliver, self._work, errand)
        self._under_way[future] = errand
        return future

    def receive(self, job: Job, future: WorkFuture[Any]) -> Result:
        """The result of a job that was sent; raises what the future raises, and ``TransferError``."""
        errand = self._under_way.pop(future)
        delivery: Delivery = future.result()
        try:
            fetch = partial(self.executor.run_on, future.worker, remote.read_piece)
            return land(errand, delivery, fetch, together=self._threads.map)
        except TransferError:
            self._unshared.add(job.candidate.id)  # what seemed to be shared may not be
            raise
        finally:
            if delivery.folder is not None:
                with suppress(WorkerLostError):
                    self.executor.run_on(future.worker, remote.discard, delivery.folder)


def _limits(job: Job) -> Limits:
    return job.config.limits.for_source(job.candidate.size)
