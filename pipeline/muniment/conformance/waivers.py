"""Waivers: findings that the collection accepts, each with its reason. They live in ``waivers.toml``.

A waiver silences nothing: the finding stays in every report, marked with the reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from pathlib import Path

from muniment.errors import ConfigurationError, Finding, Place, Severity

FILE_NAME = "waivers.toml"
_REQUIRED = ("tool", "code", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One kind of finding that does not count, and why."""

    tool: str
    """The tool that says it: ``EPUBCheck``."""
    code: str
    """Its code of the finding."""
    reason: str
    """Why it is accepted, in a sentence that people will read beside the finding."""
    file: str = "*"
    """Pattern for the place's file, with ``*`` and ``?``."""
    contains: str = ""
    """Words that the finding's message must contain; empty for any."""

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding."""
        return (
            (self.tool, self.code) == (finding.tool, finding.code)
            and fnmatchcase(finding.place.file, self.file)
            and self.contains in finding.message
        )


def load_waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers in the file at ``path``, none where there is no such file. Raises ``ConfigurationError``."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise _refused(path, f"it cannot be read: {error}", "SYNTAX") from error
    entries = tables.pop("waiver", [])
    if tables or not isinstance(entries, list):
        raise _refused(path, f"{next(iter(tables), 'waiver')} is not a list of [[waiver]] tables", "KEY")
    return tuple(_waiver(path, number, entry) for number, entry in enumerate(entries, start=1))


def _waiver(path: Path, number: int, entry: object) -> Waiver:
    known = [one.name for one in fields(Waiver)]
    if not isinstance(entry, dict):
        raise _refused(path, f"waiver {number} is not a table", "VALUE")
    for key, value in entry.items():
        if key not in known:
            raise _refused(path, f"waiver {number} has the unknown key {key!r}; known are {', '.join(known)}", "KEY")
        if not isinstance(value, str) or not value.strip():
            raise _refused(path, f"{key} of waiver {number} is not text", "VALUE")
    for key in _REQUIRED:
        if key not in entry:
            raise _refused(path, f"waiver {number} has no {key}", "VALUE")
    return Waiver(**entry)


def _refused(path: Path, message: str, suffix: str) -> ConfigurationError:
    return ConfigurationError(
        message,
        remedy="docs/conformance.md shows the form of a waiver.",
        place=Place(file=str(path)),
        code=f"CFG-{suffix}",
    )


def waiver_of(finding: Finding, waivers: Sequence[Waiver]) -> Waiver | None:
    """The first waiver that covers a finding."""
    return next((one for one in waivers if one.covers(finding)), None)


def unused(waivers: Sequence[Waiver], findings: Sequence[Finding], file: Path) -> tuple[Finding, ...]:
    """An error for each waiver that covers nothing: it would hide the next finding of its kind."""
    return tuple(
        Finding(
            code="CNF-WAIVER",
            severity=Severity.ERROR,
            place=Place(file=str(file)),
            message=f"The waiver of {one.tool} {one.code} ({one.reason}) covers no finding.",
            remedy="Remove it.",
        )
        for one in waivers
        if not any(one.covers(finding) for finding in findings)
    )
