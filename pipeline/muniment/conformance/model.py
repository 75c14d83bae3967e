"""What validators say of editions. A claim of conformance is one report that passed, about one digest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from muniment.errors import Finding


class Outcome(StrEnum):
    """How a validation ended. A tool that could not run has never passed anything."""

    PASSED = "passed"
    FAILED = "failed"
    COULD_NOT_RUN = "could-not-run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One edition on disk that is to be validated."""

    document: str
    """Id of the document."""
    format: str
    """``pdf``, ``epub``, ``html`` or ``tei``."""
    path: Path
    """Where the file is."""
    sha256: str
    """Digest of its bytes, lower-case hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one tool said of one edition under one profile."""

    tool: str
    """Name of the validator, as its makers write it: ``veraPDF``, ``EPUBCheck``."""
    version: str
    """Its version; empty where it could not run."""
    profile: str
    """What was validated against: ``PDF/A-3a``, ``EPUB 3.3``, ``WCAG 2.2 AA``."""
    outcome: Outcome
    """How it ended."""
    findings: tuple[Finding, ...]
    """Everything that it said, in its order. ``place.file`` is ``<id>/<file name>``, its parts inside a container after
    a colon-free ``#``: ``moby/moby.epub#EPUB/text.xhtml``. Where it could not run: one finding that says why and what
    to install."""
    raw: bytes
    """The tool's own report, byte for byte, except that paths of this machine are made relative to the output folder;
    empty where it could not run."""
    suffix: str
    """Suffix of the raw report's file: ``.xml``, ``.json``, ``.txt``."""


class Validator(Protocol):
    """One official validator. It is a context manager: what it starts, it ends."""

    @property
    def tool(self) -> str:
        """Its name as its makers write it."""

    @property
    def formats(self) -> frozenset[str]:
        """Formats of editions that it judges."""

    @property
    def profiles(self) -> tuple[str, ...]:
        """What it validates against; one report each for every subject."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def version(self) -> str | None:
        """Its version, found without much work; ``None`` where it cannot run."""

    def validate(self, subjects: Sequence[Subject], report: Callable[[Subject, Report], None]) -> None:
        """Judge each subject under every profile and hand in each report as it comes, in any order.

        Never raises for what is in a file: a file that stops the tool gets a ``could-not-run`` report that says so.
        """
