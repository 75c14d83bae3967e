"""What happens in a build, as it is told to a watcher: counts always, and every document where a report is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from muniment.errors import Finding, MunimentError, Severity
from muniment.store import Clock

if TYPE_CHECKING:
    from muniment.work import Effort


class Outcome(StrEnum):
    """How a build ended."""

    COMPLETE = "complete"
    """Everything is up to date."""
    FAILED = "failed"
    """Some document or edition could not be made; all others are up to date."""
    INTERRUPTED = "interrupted"
    """Ctrl-C; what is finished is kept."""
    STOPPED = "stopped"
    """An error ended the whole build: no space, a missing tool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Where times come from; tests bring others."""

    wall: Clock
    """The present moment, with its time zone. It may jump."""
    ticks: Callable[[], float]
    """Seconds of the clock that ``Effort.began`` is told in. It only goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many documents came to what."""

    built: int
    """Documents of which at least one file was made."""
    files: int
    """Files that were made."""
    current: int
    """Documents that were up to date."""
    removed: int
    """Documents of which files were taken away, and none made."""
    failed: int
    """Documents, or files that are none, with at least one error."""
    left: int
    """Stale documents that were not dealt with, because the build ended early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One document that was dealt with."""

    document: str
    """Its id."""
    effort: Effort
    """Who worked on it; ``began`` counts from the begin of the run."""
    files: tuple[str, ...]
    """Names of the files that were made."""
    reasons: tuple[str, ...]
    """Why it was stale."""
    failures: tuple[MunimentError, ...]
    """What could not be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A build that has ended."""

    began: datetime
    """When."""
    seconds: float
    """How long it took."""
    outcome: Outcome
    """How it ended."""
    counts: Counts
    """How many documents came to what."""
    tasks: tuple[Task, ...]
    """Documents in the order in which they were finished; empty where they were not kept."""
    failures: tuple[tuple[str, MunimentError], ...]
    """What could not be made, and the id of its document."""
    findings: tuple[Finding, ...]
    """What was noticed, errors first."""
    stopped: MunimentError | None = None
    """What ended the whole build."""

    @property
    def rate(self) -> float:
        """Documents that were built, a second; 0 where none was."""
        return self.counts.built / self.seconds if self.seconds > 0 else 0.0


@dataclass(slots=True)
class _Document:
    files: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    failures: list[MunimentError] = field(default_factory=list)


class Recording:
    """Is told what happens as ``runner.Watcher`` is. ``keep`` also keeps each document: it takes memory."""

    def __init__(self, clocks: Clocks, *, keep: bool) -> None:
        self._clocks = clocks
        self._keep = keep
        self._began = clocks.wall()
        self._first = clocks.ticks()
        self._total = self._current = self._built = self._files = self._finished = 0
        self._removed: set[str] = set()
        self._failed: set[str] = set()
        self._open: dict[str, _Document] = {}
        self._tasks: list[Task] = []
        self._failures: list[tuple[str, MunimentError]] = []
        self._findings: list[Finding] = []

    def begins(self, total: int, current: int) -> None:
        """So many documents are stale, and so many are up to date."""
        self._total, self._current = total, current
        self._open.clear()  # what could not even be looked at is not among them

    def built(self, identifier: str, files: tuple[str, ...], reasons: tuple[str, ...]) -> None:
        """A document's files are in place."""
        self._built += 1
        self._files += len(files)
        self._removed.discard(identifier)
        document = self._open.setdefault(identifier, _Document())
        document.files, document.reasons = files, reasons

    def failed(self, identifier: str, error: MunimentError) -> None:
        """A document or one of its editions could not be made."""
        self._failed.add(identifier)
        self._failures.append((identifier, error))
        self._open.setdefault(identifier, _Document()).failures.append(error)

    def noticed(self, finding: Finding) -> None:
        """Something was seen."""
        if finding.severity is Severity.ERROR:
            self._failed.add(f"{finding.place} {finding.code}")
        if finding.severity is not Severity.NOTE:
            self._findings.append(finding)

    def removed(self, identifier: str) -> None:
        """Files of a document were taken away."""
        self._removed.add(identifier)

    def finished(self, identifier: str, effort: Effort) -> None:
        """A document has been dealt with."""
        self._finished += 1
        document = self._open.pop(identifier, _Document())
        if self._keep:
            since = replace(effort, began=max(0.0, effort.began - self._first))
            self._tasks.append(
                Task(
                    document=identifier,
                    effort=since,
                    files=document.files,
                    reasons=document.reasons,
                    failures=tuple(document.failures),
                )
            )

    def end(self, outcome: Outcome | None = None, *, error: MunimentError | None = None) -> Run:
        """The build has ended; without an ``outcome``, by itself."""
        return Run(
            began=self._began,
            seconds=self._clocks.ticks() - self._first,
            outcome=outcome or (Outcome.FAILED if self._failed else Outcome.COMPLETE),
            counts=Counts(
                built=self._built,
                files=self._files,
                current=self._current,
                removed=len(self._removed),
                failed=len(self._failed),
                left=self._total - self._finished - len(self._open),
            ),
            tasks=tuple(self._tasks),
            failures=tuple(self._failures),
            findings=tuple(sorted(self._findings, key=lambda one: one.severity is not Severity.ERROR)),
            stopped=error,
        )


def shown(seconds: float) -> str:
    """A duration for people: ``0.25 s``, ``12 s``, ``3 min 20 s``, ``2 h 05 min``."""
    if seconds < 10:  # noqa: PLR2004 - from here on nobody asks for hundredths
        return f"{seconds:.2f}".rstrip("0").rstrip(".") + " s"
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 - a minute
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"
