"""One build: find what is stale, have it made, put it into place, and record it."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Protocol

from muniment.config import Config, Folders
from muniment.errors import DocumentError, Finding, MunimentError, Place, Severity
from muniment.executors import make_executor, stop, uninterrupted
from muniment.intake import Candidate, find_sources
from muniment.ledger import Ledger, OutputRecord
from muniment.plan import DocumentPlan, Inputs, StaleFile, plan_document
from muniment.provenance import OutputFact
from muniment.store import Clock, exclusive, moment, put, remove, stamp
from muniment.work import CHECKSUMS_FORMAT, PROVENANCE_FORMAT, Job, Made, Result, Workshop, initialise

LEDGER = "ledger.sqlite"
PAGE = "index.html"
"""The catalogue's page in a document's folder."""
WINDOW = 4
"""Documents in flight for each worker: enough to keep it busy, few enough to stop soon."""
ATTEMPTS = 2
"""How often a document is tried alone after the death of a process that worked on it."""
PATIENCE = 2.0
"""Seconds that running documents get to finish after Ctrl-C."""


class Watcher(Protocol):
    """Is told what happens during a build; the command line shows it."""

    def waiting(self, folder: Path) -> None:
        """Another build holds the output folder."""

    def begins(self, total: int) -> None:
        """So many documents are about to be built."""

    def built(self, identifier: str, files: tuple[str, ...], reasons: tuple[str, ...]) -> None:
        """A document's files are in place."""

    def failed(self, identifier: str, error: MunimentError) -> None:
        """A document or one of its editions could not be made."""

    def noticed(self, finding: Finding) -> None:
        """Something was seen about a source, a text or an output."""

    def finished(self, identifier: str) -> None:
        """A document has been dealt with, well or badly."""

    def removed(self, identifier: str, files: tuple[str, ...], reason: str) -> None:
        """Files were taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a build is asked for."""

    folders: Folders
    """Where things are."""
    config: Config
    """The collection's configuration."""
    formats: tuple[str, ...]
    """Formats to bring up to date."""
    documents: frozenset[str] | None = None
    """Only these documents; all where ``None``."""
    clock: Clock
    """Tells when files are put into place; only the ledger keeps it."""
    jobs: int = 1
    """Number of workers."""
    wait: bool = True
    """Whether to wait for another build in the same folder."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """How a build went."""

    built: int = 0
    """Documents of which at least one file was made."""
    current: int = 0
    """Documents that were up to date."""
    files: int = 0
    """Files that were made."""
    removed: int = 0
    """Documents whose outputs were taken away because their source is gone."""
    failures: list[MunimentError] = field(default_factory=list)
    """What could not be made, and why."""
    findings: list[Finding] = field(default_factory=list)
    """What was noticed."""


def build(request: Request, watcher: Watcher) -> Summary:
    """Bring ``dist/`` up to date. Raises ``MunimentError`` where nothing can be built at all.

    On ``KeyboardInterrupt`` running documents get a moment to finish; what is in place stays and is recorded.
    """
    folders = request.folders
    with (
        exclusive(folders.dist, wait=request.wait, waiting=lambda: watcher.waiting(folders.dist)) as staging,
        Ledger(folders.build / LEDGER) as ledger,
    ):
        return _Build(request, watcher, ledger, staging).run()


class _Build:
    def __init__(self, request: Request, watcher: Watcher, ledger: Ledger, staging: Path) -> None:
        self._request = request
        self._watcher = watcher
        self._ledger = ledger
        self._staging = staging
        self._summary = Summary()

    def run(self) -> Summary:
        candidates, findings = find_sources(self._request.folders.source)
        for finding in findings:
            self._notice(finding)
        self._prune(candidates, findings)
        plans = {plan.candidate.id: plan for plan in self._plans(candidates)}
        stale = [plan for plan in plans.values() if plan.stale or plan.outdated]
        self._summary.current = len(plans) - len(stale)
        if stale:
            self._watcher.begins(len(stale))
            for plan in stale:
                self._report_damage(plan)
            jobs = [self._job(plan) for plan in stale]
            for result in run_jobs(jobs, jobs=self._request.jobs, build=self._request.folders.build):
                self._commit(plans[result.id], result)
                self._watcher.finished(result.id)
        return self._summary

    def _notice(self, finding: Finding) -> None:
        self._summary.findings.append(finding)
        self._watcher.noticed(finding)

    def _fail(self, identifier: str, error: MunimentError) -> None:
        self._summary.failures.append(error)
        self._watcher.failed(identifier, error)

    def _plans(self, candidates: Iterable[Candidate]) -> Iterator[DocumentPlan]:
        wanted = self._request.documents
        records = self._ledger.outputs()
        inputs = Inputs(folders=self._request.folders, config=self._request.config, known=self._ledger.inputs())
        for candidate in candidates:
            if wanted is not None and candidate.id not in wanted:
                continue
            try:
                yield plan_document(
                    candidate,
                    folders=self._request.folders,
                    inputs=inputs.of(candidate),
                    records=records.get(candidate.id, {}),
                    formats=self._request.formats,
                )
            except OSError as error:
                self._fail(candidate.id, _unreadable(candidate, error))
        with self._ledger.transaction():
            self._ledger.record_inputs(inputs.fresh)

    def _prune(self, candidates: Iterable[Candidate], findings: Iterable[Finding]) -> None:
        """Take away the outputs of sources that are gone; a source that only cannot be used now keeps its own."""
        present = {candidate.id for candidate in candidates}
        gone = [identifier for identifier in self._ledger.documents() if identifier not in present]
        if gone and any(finding.severity is Severity.ERROR for finding in findings):
            self._notice(_kept(gone))
            return
        if not gone:
            return
        records, reports = self._ledger.outputs(), self._ledger.reports()
        for identifier in gone:
            folder = self._request.folders.dist / identifier
            names = [*records.get(identifier, ()), *reports.get(identifier, ())]
            with uninterrupted():
                files = tuple(sorted(name for name in names if remove(folder / name)))
                self._ledger.forget_document(identifier)
                self._remove_folder(identifier, folder)
            self._summary.removed += 1
            self._watcher.removed(identifier, files, "its source is gone")

    def _remove_folder(self, identifier: str, folder: Path) -> None:
        """Remove an emptied folder, with those of reports in it; what somebody else put there stays."""
        try:
            for inner in (path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()):
                inner.rmdir()
            folder.rmdir()
        except FileNotFoundError:
            pass
        except OSError:
            if [path.name for path in folder.iterdir()] == [PAGE]:
                return  # the catalogue's page, which goes when the catalogue is next made
            self._notice(
                Finding(
                    code="OUT-FOREIGN",
                    severity=Severity.WARNING,
                    place=Place(file=str(folder)),
                    message=f"The outputs of {identifier} were removed, but the folder holds files that are not ours.",
                    remedy="Move them elsewhere, or delete the folder.",
                )
            )

    def _report_damage(self, plan: DocumentPlan) -> None:
        for stale in plan.stale:
            if stale.damaged:
                path = self._request.folders.dist / plan.candidate.id / stale.name
                self._notice(
                    Finding(
                        code="OUT-DAMAGED",
                        severity=Severity.WARNING,
                        place=Place(file=str(path)),
                        message="This file was altered after it was written; it is built again.",
                        remedy="If the change was meant, make it in the source or its sidecar.",
                    )
                )

    def _job(self, plan: DocumentPlan) -> Job:
        formats = [stale.format for stale in plan.stale if stale.format not in (PROVENANCE_FORMAT, CHECKSUMS_FORMAT)]
        return Job(
            candidate=plan.candidate,
            config=self._request.config,
            formats={name: plan.inputs[name] for name in formats},
            kept=tuple(_fact(record) for record in plan.current),
            staging=self._staging,
        )

    def _commit(self, plan: DocumentPlan, result: Result) -> None:
        """Put a document's finished files into place and record them; the whole document or nothing of it."""
        for finding in result.findings:
            self._notice(finding)
        for failure in result.failures:
            self._fail(result.id, failure)
        if not result.made:
            return
        reasons = {stale.name: "; ".join(stale.reasons) for stale in plan.stale}
        folder = self._request.folders.dist / result.id
        failed = {stale.name for stale in plan.stale} - {made.fact.name for made in result.made}
        dropped = sorted({record.name for record in plan.outdated} | failed)
        with uninterrupted(), self._ledger.transaction():
            self._ledger.record_document(result.id, os.fsencode(plan.candidate.relative))
            removed = tuple(name for name in dropped if self._drop(result.id, folder, name))
            for made in result.made:
                self._put(result.id, folder, made, reasons.get(made.fact.name, "follows from the other files"))
        if removed:
            self._watcher.removed(result.id, removed, "made from an earlier state of the source or its settings")
        files = tuple(made.fact.name for made in result.made)
        self._summary.built += 1
        self._summary.files += len(files)
        self._watcher.built(result.id, files, _why(plan.stale))

    def _drop(self, identifier: str, folder: Path, name: str) -> bool:
        self._ledger.forget_output(identifier, name)
        return remove(folder / name)

    def _put(self, identifier: str, folder: Path, made: Made, reason: str) -> None:
        target = folder / made.fact.name
        put(made.staged, target)
        self._ledger.record_output(
            OutputRecord(
                document=identifier,
                name=made.fact.name,
                format=made.fact.format,
                media_type=made.fact.media_type,
                digests=made.fact.digests,
                stamp=stamp(target.stat()),
                inputs=made.fact.inputs,
                fidelity=made.fact.fidelity,
                reason=reason,
                made=moment(self._request.clock),
            )
        )


def _why(stale: Iterable[StaleFile]) -> tuple[str, ...]:
    """The reasons of a document's stale files, each once."""
    return tuple(dict.fromkeys(reason for one in stale for reason in one.reasons))


def _kept(gone: Sequence[str]) -> Finding:
    return Finding(
        code="OUT-KEPT",
        severity=Severity.WARNING,
        place=Place(file=gone[0]),
        message=f"The outputs of {', '.join(gone)} stay: the source may be one of those that cannot be used now.",
        remedy="Mend the errors above; if the source is gone then, its outputs are removed.",
    )


def _fact(record: OutputRecord) -> OutputFact:
    return OutputFact(
        name=record.name,
        format=record.format,
        media_type=record.media_type,
        digests=record.digests,
        inputs=record.inputs,
        fidelity=record.fidelity,
    )


def _unreadable(candidate: Candidate, error: OSError) -> DocumentError:
    return DocumentError(
        f"cannot be read: {(error.strerror or str(error)).lower()}",
        remedy="Check its permissions.",
        place=Place(file=candidate.relative),
        code="SRC-UNREADABLE",
    )


# --------------------------------------------------------------------------------------------- running jobs


@cache
def _workshop() -> Workshop:
    """This process's tools; a process has one set."""
    return Workshop()


def _work(job: Job) -> Result:
    return _workshop().run(job)


def run_jobs(
    waiting: Iterable[Job], *, jobs: int, build: Path, work: Callable[[Job], Result] = _work
) -> Iterator[Result]:
    """Do jobs, at most ``WINDOW`` in flight a worker, and give results as they come.

    A worker that dies (killed, out of memory) takes the pool with it; what was in flight is then tried again one by
    one in a process of its own, so that one poisonous document costs only itself.
    """
    queue = deque(waiting)
    workers = min(jobs, len(queue))
    start = partial(initialise, build)
    while queue:
        executor = make_executor(jobs=workers, initialise=start)
        in_flight: dict[Future[Result], Job] = {}
        try:
            yield from _drain(executor, work, queue, in_flight, limit=max(1, workers) * WINDOW)
            executor.shutdown(wait=True)
        except BrokenProcessPool:
            executor.shutdown(wait=False, cancel_futures=True)
            for job in in_flight.values():
                yield _alone(job, work, start)
        except BaseException:
            stop(executor, patience=PATIENCE)
            raise
        finally:
            _close_tools()


def _drain(
    executor: Executor,
    work: Callable[[Job], Result],
    queue: deque[Job],
    in_flight: dict[Future[Result], Job],
    *,
    limit: int,
) -> Iterator[Result]:
    while queue or in_flight:
        while queue and len(in_flight) < limit:
            job = queue.popleft()
            try:
                in_flight[executor.submit(work, job)] = job
            except BrokenProcessPool:
                queue.appendleft(job)
                raise
        done, _ = wait(in_flight, return_when=FIRST_COMPLETED)
        for future in [one for one in in_flight if one in done]:
            result = future.result()
            del in_flight[future]
            yield result


def _alone(job: Job, work: Callable[[Job], Result], start: Callable[[], None]) -> Result:
    """Do one job in a process of its own, and survive its death; tried twice, for it may have died by chance."""
    for _ in range(ATTEMPTS):
        executor = make_executor(jobs=2, initialise=start)
        try:
            return executor.submit(work, job).result()
        except BrokenProcessPool:
            continue
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
    error = DocumentError(
        "the process that worked on it died",
        remedy="It may need more memory than there is; try it alone, with JOBS=1.",
        place=Place(file=job.candidate.relative),
        code="DOC-DIED",
    )
    return Result(id=job.candidate.id, made=(), failures=(error,))


def _close_tools() -> None:
    if _workshop.cache_info().currsize:
        _workshop().close()
