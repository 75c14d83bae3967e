"""``make check``: every stale edition through its validators, and what they said put beside it.

Stale is an edition whose bytes, whose validator's version, or whose kept report is not the one that was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Protocol

from muniment.config import Folders
from muniment.conformance import record
from muniment.conformance.embedded import PDF_A_3A, PDF_UA_1, read_embedded, readable_formats
from muniment.conformance.fixity import SUMS_NAME
from muniment.conformance.model import Outcome, Report, Subject, Validator
from muniment.conformance.record import Conformance, EditionRecord, Validation
from muniment.conformance.summary import summary_page
from muniment.conformance.waivers import Waiver, unused, waiver_of
from muniment.errors import Finding, Place, Severity
from muniment.executors import uninterrupted
from muniment.ledger import Ledger, OutputRecord
from muniment.runner import LEDGER
from muniment.store import Clock, Digests, digests_of, digests_of_file, exclusive, moment, put, remove, stage, stamp

BATCH = 64
"""Documents whose reports are in memory at once."""
OPTIONAL = frozenset({PDF_A_3A, PDF_UA_1})
"""Profiles that an edition need not conform to unless it says that it does."""

Key = tuple[str, str]
"""Tool and profile."""


class Watcher(Protocol):
    """Is told what happens; the command line shows it."""

    def waiting(self, folder: Path) -> None:
        """A build holds the output folder."""

    def begins(self, total: int) -> None:
        """So many documents are about to be looked at."""

    def checked(self, document: str, editions: Sequence[EditionRecord]) -> None:
        """A document's reports are in place."""

    def noticed(self, finding: Finding) -> None:
        """An error or a warning that counts."""

    def finished(self, document: str) -> None:
        """A document has been dealt with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for."""

    folders: Folders
    """Where things are."""
    clock: Clock
    """Tells when reports are put into place; only the ledger keeps it."""
    waivers: tuple[Waiver, ...] = ()
    """Findings that do not count."""
    waivers_file: Path = Path("waivers.toml")
    """Where they stand, for messages."""
    documents: frozenset[str] | None = None
    """Only these documents; all where ``None``."""
    wait: bool = True
    """Whether to wait for a build in the same folder."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """How it went."""

    checked: int = 0
    """Documents of which at least one edition was validated now."""
    current: int = 0
    """Documents whose reports were up to date."""
    passed: int = 0
    """Validations that passed, now or before."""
    failed: int = 0
    """Validations that failed."""
    could_not_run: int = 0
    """Validations whose tool could not run."""
    waived: int = 0
    """Findings that a waiver covers."""
    problems: list[Finding] = field(default_factory=list)
    """Errors and warnings that count."""


def check(request: Request, validators: Sequence[Validator], watcher: Watcher) -> Summary:
    """Validate what is stale in ``dist/``. Raises ``MunimentError`` where nothing can be checked at all."""
    folders = request.folders
    with (
        exclusive(folders.dist, wait=request.wait, waiting=lambda: watcher.waiting(folders.dist)) as staging,
        Ledger(folders.build / LEDGER) as ledger,
        ExitStack() as tools,
    ):
        ready = [tools.enter_context(validator) for validator in validators]
        return _Check(request, ready, watcher, ledger, staging).run()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What one document needs."""

    document: str
    """Its id."""
    subjects: tuple[Subject, ...]
    """Its editions."""
    known: Mapping[tuple[str, Key], Validation]
    """Validations that still hold, by file name, tool and profile."""
    reports: Mapping[str, Digests]
    """What the ledger says of the files that validation wrote."""

    def lacks(self, subject: Subject, validator: Validator) -> bool:
        """Whether a validator must look at a subject."""
        keys = [(validator.tool, profile) for profile in validator.profiles]
        return subject.format in validator.formats and any((subject.path.name, key) not in self.known for key in keys)


class _Check:
    def __init__(
        self, request: Request, validators: Sequence[Validator], watcher: Watcher, ledger: Ledger, staging: Path
    ) -> None:
        self._request = request
        self._validators = validators
        self._versions = {one.tool: one.version() for one in validators}
        self._watcher = watcher
        self._ledger = ledger
        self._staging = staging
        self._summary = Summary()
        self._findings: list[Finding] = []

    def run(self) -> Summary:
        wanted = self._request.documents
        documents = [one for one in self._ledger.built() if wanted is None or one in wanted]
        self._watcher.begins(len(documents))
        for first in range(0, len(documents), BATCH):
            batch = documents[first : first + BATCH]
            plans = [self._plan(one) for one in batch]
            fresh = self._validate(plans)
            for plan in plans:
                self._commit(plan, fresh.get(plan.document, {}))
                self._watcher.finished(plan.document)
        if wanted is None:
            for finding in unused(self._request.waivers, self._findings, self._request.waivers_file):
                self._notice(finding)
        return self._summary

    def _notice(self, finding: Finding) -> None:
        self._summary.problems.append(finding)
        self._watcher.noticed(finding)

    # ----------------------------------------------------------------------------------------- what is stale

    def _plan(self, document: str) -> _Plan:
        outputs = self._ledger.outputs(document).get(document, {})
        reports = self._ledger.reports(document).get(document, {})
        subjects = tuple(self._subjects(document, outputs))
        known = dict(self._known(document, subjects, reports))
        return _Plan(document=document, subjects=subjects, known=known, reports=reports)

    def _subjects(self, document: str, outputs: Mapping[str, OutputRecord]) -> Iterator[Subject]:
        """Editions whose bytes are those that were built; any other is an error."""
        for name, output in sorted(outputs.items()):
            if output.format not in readable_formats():
                continue
            path = self._request.folders.dist / document / name
            if _is_as_built(path, output):
                yield Subject(document=document, format=output.format, path=path, sha256=output.digests.sha256)
            else:
                message = "Its bytes are not those that were built, so it was not validated."
                self._notice(
                    _finding(
                        f"{document}/{name}", code="CNF-ALTERED", message=message, remedy="Run make, then make check."
                    )
                )

    def _known(
        self, document: str, subjects: Iterable[Subject], reports: Mapping[str, Digests]
    ) -> Iterator[tuple[tuple[str, Key], Validation]]:
        """Validations of these very bytes by these very versions, whose raw reports are as they were written."""
        folder = self._request.folders.dist / document
        before = _read_record(folder, reports)
        digests = {subject.path.name: subject.sha256 for subject in subjects}
        for edition in before.editions if before else ():
            for one in edition.validations:
                if (
                    edition.sha256 == digests.get(edition.file)
                    and one.outcome is not Outcome.COULD_NOT_RUN
                    and one.version == self._versions.get(one.tool)
                    and _is_intact(folder / one.report, reports.get(one.report))
                ):
                    yield (edition.file, (one.tool, one.profile)), one

    # ----------------------------------------------------------------------------------------- validation

    def _validate(self, plans: Sequence[_Plan]) -> dict[str, dict[str, list[Report]]]:
        """Reports by document and file name. Each validator has a thread: they wait for their own processes."""
        gathered: dict[str, dict[str, list[Report]]] = {}
        lock = Lock()

        def take(subject: Subject, report: Report) -> None:
            with lock:
                gathered.setdefault(subject.document, {}).setdefault(subject.path.name, []).append(report)

        work = [
            (validator, [one for plan in plans for one in plan.subjects if plan.lacks(one, validator)])
            for validator in self._validators
        ]
        busy = [(validator, subjects) for validator, subjects in work if subjects]
        if busy:
            _each_in_a_thread(busy, take)
        return gathered

    # ----------------------------------------------------------------------------------------- results

    def _commit(self, plan: _Plan, fresh: Mapping[str, Sequence[Report]]) -> None:
        """Put a document's reports and its record into place, or take away what speaks of editions that are gone."""
        conformance, raw = _assemble(plan, fresh)
        files = {**raw, record.FILE_NAME: record.to_json(conformance)}
        files[record.SUMMARY_NAME] = summary_page(conformance, self._request.waivers)
        digests = {name: digests_of(data) for name, data in files.items()}
        kept = {one.report for one in plan.known.values() if one.report and one.report not in files}
        digests |= {name: plan.reports[name] for name in kept}
        files[SUMS_NAME] = _sums(digests)
        digests[SUMS_NAME] = digests_of(files[SUMS_NAME])
        self._write(plan, files, digests)
        if any(fresh.values()):
            self._summary.checked += 1
            self._watcher.checked(plan.document, conformance.editions)
        else:
            self._summary.current += 1
        for edition in conformance.editions:
            self._judge(plan.document, edition)

    def _write(self, plan: _Plan, files: Mapping[str, bytes], digests: Mapping[str, Digests]) -> None:
        folder = self._request.folders.dist / plan.document
        changed = [name for name in files if not _is_intact(folder / name, digests[name]) or name not in plan.reports]
        gone = plan.reports.keys() - digests.keys()
        if not changed and not gone:
            return
        staged = {name: stage(self._staging, f"{plan.document}/{name}", files[name]) for name in changed}
        with uninterrupted(), self._ledger.transaction():
            for name in gone:
                remove(folder / name)
            for name in changed:
                put(staged[name], folder / name)
            self._ledger.record_reports(plan.document, digests, moment(self._request.clock))

    def _judge(self, document: str, edition: EditionRecord) -> None:
        for one in edition.validations:
            self._findings += one.findings
            if one.profile in OPTIONAL and one.profile not in edition.declares:
                continue
            self._count(one.outcome)
            counting = [finding for finding in one.findings if finding.severity is not Severity.NOTE]
            waived = [finding for finding in counting if waiver_of(finding, self._request.waivers)]
            self._summary.waived += len(waived)
            for finding in counting:
                if finding not in waived and one.outcome is not Outcome.COULD_NOT_RUN:
                    self._notice(finding)
            if one.outcome is Outcome.FAILED and (len(waived) < len(counting) or not counting):
                self._notice(_failed(f"{document}/{edition.file}", one, declared=one.profile in edition.declares))
            if one.outcome is Outcome.COULD_NOT_RUN:
                for finding in one.findings:
                    self._watcher.noticed(finding)

    def _count(self, outcome: Outcome) -> None:
        match outcome:
            case Outcome.PASSED:
                self._summary.passed += 1
            case Outcome.FAILED:
                self._summary.failed += 1
            case Outcome.COULD_NOT_RUN:
                self._summary.could_not_run += 1


def _each_in_a_thread(
    work: Sequence[tuple[Validator, Sequence[Subject]]], take: Callable[[Subject, Report], None]
) -> None:
    """Run the validators side by side; they wait for their own processes, which Ctrl-C ends."""
    threads = ThreadPoolExecutor(max_workers=len(work))
    try:
        for running in [threads.submit(validator.validate, subjects, take) for validator, subjects in work]:
            running.result()
    except BaseException:
        for validator, _ in work:
            validator.__exit__(None, None, None)
        raise
    finally:
        threads.shutdown(wait=True, cancel_futures=True)


def _assemble(plan: _Plan, fresh: Mapping[str, Sequence[Report]]) -> tuple[Conformance, dict[str, bytes]]:
    """The document's record, and the raw reports that are new, by path below its folder."""
    editions, raw = [], {}
    for subject in plan.subjects:
        by_key = {key: one for (name, key), one in plan.known.items() if name == subject.path.name}
        for report in fresh.get(subject.path.name, ()):
            by_key[report.tool, report.profile] = record.validation_of(subject, report)
            if report.raw:
                raw[record.report_name(subject, report)] = report.raw
        editions.append(
            EditionRecord(
                file=subject.path.name,
                format=subject.format,
                sha256=subject.sha256,
                declares=_declares(subject),
                validations=tuple(by_key[key] for key in sorted(by_key)),
            )
        )
    return Conformance(document=plan.document, editions=tuple(editions)), raw


def _declares(subject: Subject) -> tuple[str, ...]:
    try:
        return read_embedded(subject.format, subject.path.read_bytes()).declares
    except (OSError, ValueError):
        return ()  # the house rules say that it cannot be read


def _is_as_built(path: Path, output: OutputRecord) -> bool:
    try:
        status = path.lstat()
        unchanged = (status.st_size, stamp(status)) == (output.digests.size, output.stamp)
        return unchanged or digests_of_file(path) == output.digests
    except OSError:
        return False


def _is_intact(path: Path, digests: Digests | None) -> bool:
    try:
        return digests is not None and path.is_file() and digests_of_file(path) == digests
    except OSError:
        return False


def _read_record(folder: Path, reports: Mapping[str, Digests]) -> Conformance | None:
    """What was recorded before; ``None`` where it is missing or not as it was written."""
    path = folder / record.FILE_NAME
    if not _is_intact(path, reports.get(record.FILE_NAME)):
        return None
    try:
        return record.from_json(path.read_bytes())
    except (OSError, ValueError):
        return None


def _sums(digests: Mapping[str, Digests]) -> bytes:
    """``SHA256SUMS`` as ``sha256sum -c`` reads it in the folder of reports; the record lies one folder up."""
    rows = {
        name.removeprefix(f"{record.REPORTS}/") if name != record.FILE_NAME else f"../{name}": one.sha256
        for name, one in digests.items()
    }
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(rows.items())).encode()


def _failed(file: str, one: Validation, *, declared: bool) -> Finding:
    if declared:
        message = f"It declares {one.profile}, and {one.tool} {one.version} says that it does not conform."
        remedy = "Report it with the source; until it is mended, take the declaration back: docs/conformance.md."
        return _finding(file, code="CNF-DECLARED", message=message, remedy=remedy)
    return _finding(
        file, code="CNF-FAILED", message=f"{one.tool} {one.version} does not pass it for {one.profile}.", remedy=""
    )


def _finding(file: str, *, code: str, message: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, place=Place(file=file), message=message, remedy=remedy)
