"""What can go wrong, how it is said, and the exit code it leads to.

Two things are told apart. A *finding* is an observation about content, with a stable code; findings are collected.
An *exception* ends the work on one document (``DocumentError``) or on the whole run (every other ``MunimentError``).
Each carries its remedy, because a message that does not say what to do next is half a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """Exit status of the ``muniment`` command; documented in ``docs/cli.md``."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    CONFIGURATION = 3
    SOURCE = 4
    FIDELITY = 5
    VERIFICATION = 6
    MISSING_TOOL = 7
    STORAGE = 8
    BUSY = 9
    CONFORMANCE = 10
    INTERRUPTED = 130


class Severity(StrEnum):
    """How much a finding matters: an error stops what it is about, a warning does not, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the input something was found; every part that is unknown is ``None``."""

    file: str
    """The file as the user named it, relative where it can be."""
    line: int | None = None
    """1-based line."""
    column: int | None = None
    """1-based column, in code points."""

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One coded observation about content."""

    code: str
    """Stable, upper-case, with its area first: ``SRC-EMPTY``, ``FID-LOST``; listed in ``docs/findings.md``."""
    severity: Severity
    """How much it matters."""
    place: Place
    """Where it was seen."""
    message: str
    """What was seen, in one sentence."""
    remedy: str = ""
    """What the reader can do about it; empty where nothing is to be done."""
    tool: str = ""
    """Who says so, where it is not Muniment: ``veraPDF``; ``code`` is then the tool's own."""
    clause: str = ""
    """Link to, or name of, the clause of the specification that it is about."""

    def __str__(self) -> str:
        text = f"{self.place}: {self.severity.value} {self.code}: {self.message}"
        return f"{text} {self.remedy}" if self.remedy else text


class MunimentError(Exception):
    """Base of every error that Muniment raises on purpose."""

    exit_code: ExitCode = ExitCode.INTERNAL
    code: str = "INTERNAL"

    def __init__(self, message: str, *, remedy: str = "", place: Place | None = None, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.place = place
        if code:
            self.code = code

    def __str__(self) -> str:
        head = f"{self.place}: " if self.place else ""
        tail = f" {self.remedy}" if self.remedy else ""
        return f"{head}{self.message}{tail}"

    def __reduce__(self) -> tuple[object, ...]:
        """Keep every attribute when the error crosses a process boundary."""
        return (_rebuild, (type(self), self.message, self.remedy, self.place, self.code))


def _rebuild(kind: type[MunimentError], message: str, remedy: str, place: Place | None, code: str) -> MunimentError:
    return kind(message, remedy=remedy, place=place, code=code)


class UsageError(MunimentError):
    """The command was called with words that do not fit."""

    exit_code = ExitCode.USAGE
    code = "USAGE"


class ConfigurationError(MunimentError):
    """``muniment.toml`` cannot be used: nothing is built until it is mended."""

    exit_code = ExitCode.CONFIGURATION
    code = "CFG"


class DocumentError(MunimentError):
    """One document cannot be built; the others still are."""

    exit_code = ExitCode.SOURCE
    code = "DOC"


class SourceError(DocumentError):
    """The source's bytes or its file cannot be used (empty, binary, undecodable, unreadable, outside ``source/``)."""

    code = "SRC"


class SidecarError(DocumentError):
    """The sidecar beside a source cannot be used."""

    code = "SIDECAR"


class WriterError(DocumentError):
    """A writer or the tool behind it could not make an edition."""

    code = "WRITE"


class FidelityError(DocumentError):
    """An edition's text differs from the canonical text, so the edition is not stored."""

    exit_code = ExitCode.FIDELITY
    code = "FID"


class VerificationError(MunimentError):
    """What is on disk is not what was recorded."""

    exit_code = ExitCode.VERIFICATION
    code = "VERIFY"


class MissingToolError(MunimentError):
    """A program or library that the work needs is not installed, or is one that cannot be used."""

    exit_code = ExitCode.MISSING_TOOL
    code = "TOOL"


class StorageError(MunimentError):
    """The file system refused a write that the work needs."""

    exit_code = ExitCode.STORAGE
    code = "STORE"


class BusyError(MunimentError):
    """Another build holds the same output folder and the caller asked not to wait, or another program the port."""

    exit_code = ExitCode.BUSY
    code = "BUSY"
