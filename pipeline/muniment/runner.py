"""One build: find what is stale, have it made, put it into place, and record it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from muniment.config import Config, Folders
from muniment.dispatch import run_jobs
from muniment.errors import DocumentError, Finding, MunimentError, Place, Severity
from muniment.executors import uninterrupted
from muniment.executors.choice import PROCESSES, Choice, Kind
from muniment.executors.nursery import COPIES, Nursery
from muniment.intake import Candidate, find_sources
from muniment.ledger import Ledger, OutputRecord
from muniment.plan import DocumentPlan, StaleFile
from muniment.provenance import OutputFact
from muniment.removal import Removal
from muniment.store import Clock, exclusive, moment, put, remove, stamp, sync_folder
from muniment.survey import Survey
from muniment.warming import warm
from muniment.work import CHECKSUMS_FORMAT, PROVENANCE_FORMAT, Effort, Job, Made, Result

LEDGER = "ledger.sqlite"


class Watcher(Protocol):
    """Is told what happens during a build; the command line shows it."""

    def waiting(self, folder: Path) -> None:
        """Another build holds the output folder."""

    def begins(self, total: int, current: int) -> None:
        """So many documents are about to be built, and so many are up to date."""

    def built(self, identifier: str, files: tuple[str, ...], reasons: tuple[str, ...], effort: Effort) -> None:
        """A document's files are in place."""

    def failed(self, identifier: str, error: MunimentError) -> None:
        """A document or one of its editions could not be made."""

    def noticed(self, finding: Finding) -> None:
        """Something was seen about a source, a text or an output."""

    def finished(self, identifier: str, effort: Effort) -> None:
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
    """Number of workers on this machine."""
    executor: Choice = PROCESSES
    """Where the work runs."""
    nursery: Nursery | None = None
    """Where processes of this machine come from, if one was made already; the build ends it."""
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
    nursery = request.nursery or Nursery(warm=partial(warm, request.formats))
    with (
        closing(nursery),
        exclusive(folders.dist, wait=request.wait, waiting=lambda: watcher.waiting(folders.dist)) as staging,
        Ledger(folders.build / LEDGER) as ledger,
    ):
        return _Build(request, watcher, ledger, staging, nursery).run()


class _Build:
    def __init__(self, request: Request, watcher: Watcher, ledger: Ledger, staging: Path, nursery: Nursery) -> None:
        self._request = request
        self._nursery = nursery
        self._watcher = watcher
        self._ledger = ledger
        self._staging = staging
        self._summary = Summary()

    def run(self) -> Summary:
        candidates, findings = find_sources(self._request.folders.source)
        for finding in findings:
            self._notice(finding)
        request = self._request
        removal = Removal(folders=request.folders, ledger=self._ledger, watcher=self._watcher, notice=self._notice)
        self._summary.removed = removal.prune(candidates, findings)
        survey = Survey(folders=request.folders, config=request.config, ledger=self._ledger, formats=request.formats)
        stale = self._stale(survey, candidates)
        self._watcher.begins(len(stale), self._summary.current)
        if stale:
            self._make(survey, stale)
        return self._summary

    def _stale(self, survey: Survey, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The sources of documents that need something; counts what is up to date. Plans are made again, one by one."""
        request = self._request
        wanted = [one for one in candidates if request.documents is None or one.id in request.documents]
        before = len(self._summary.failures)
        stale = []
        for plan in survey.plans(wanted, refuse=self._refuse):
            if COPIES and request.executor.kind is Kind.PROCESSES:
                self._nursery.start()  # it loads while the others are looked at
            self._report_damage(plan)
            stale.append(plan.candidate)
        self._summary.current = len(wanted) - len(stale) - (len(self._summary.failures) - before)
        return stale

    def _make(self, survey: Survey, stale: Sequence[Candidate]) -> None:
        """Have documents made and put into place; on Ctrl-C, those that are finished within a moment too."""
        request = self._request
        in_flight: dict[str, DocumentPlan] = {}

        def waiting() -> Iterator[Job]:
            for plan in survey.plans(stale, refuse=self._refuse):
                in_flight[plan.candidate.id] = plan
                yield self._job(plan)

        results = run_jobs(
            waiting(),
            jobs=min(request.jobs, len(stale)),
            build=request.folders.build,
            choice=request.executor,
            nursery=self._nursery,
            notice=self._notice,
        )
        with closing(results):
            try:
                for result in results:
                    self._take(in_flight.pop(result.id), result)
            except KeyboardInterrupt as interrupt:
                result = results.throw(interrupt)  # raises it again where nothing more is finished
                self._take(in_flight.pop(result.id), result)
                for result in results:
                    self._take(in_flight.pop(result.id), result)

    def _take(self, plan: DocumentPlan, result: Result) -> None:
        """Commit a document and tell of it: Ctrl-C waits, so that what is in place is what was told."""
        with uninterrupted():
            self._commit(plan, result)
            self._watcher.finished(result.id, result.effort)

    def _notice(self, finding: Finding) -> None:
        self._summary.findings.append(finding)
        self._watcher.noticed(finding)

    def _fail(self, identifier: str, error: MunimentError) -> None:
        self._summary.failures.append(error)
        self._watcher.failed(identifier, error)

    def _refuse(self, candidate: Candidate, error: OSError) -> None:
        self._fail(candidate.id, _unreadable(candidate, error))

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
        files = tuple(made.fact.name for made in result.made)
        with self._ledger.transaction():
            self._ledger.record_document(result.id, os.fsencode(plan.candidate.relative))
            removed = tuple(name for name in dropped if self._drop(result.id, folder, name))
            for made in result.made:
                self._put(result.id, folder, made, reasons.get(made.fact.name, "follows from the other files"))
            sync_folder(folder)  # once for all of them, and before the ledger says that they are there
        self._summary.built += 1
        self._summary.files += len(files)
        if removed:
            self._watcher.removed(result.id, removed, "made from an earlier state of the source or its settings")
        self._watcher.built(result.id, files, _why(plan.stale), result.effort)

    def _drop(self, identifier: str, folder: Path, name: str) -> bool:
        self._ledger.forget_output(identifier, name)
        return remove(folder / name)

    def _put(self, identifier: str, folder: Path, made: Made, reason: str) -> None:
        target = folder / made.fact.name
        put(made.staged, target, sync=False)
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
