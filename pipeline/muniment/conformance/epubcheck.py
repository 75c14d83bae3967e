"""EPUB 3.3 by EPUBCheck, usage messages included.

An error or a fatal error fails; warnings and usage messages are findings that do not. The raw report is EPUBCheck's
JSON without the time of the check and what it took, and with the file's name in place of its path.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from muniment.conformance.java_parts import EPUBCHECK, Part
from muniment.conformance.java_validator import JavaValidator, positive
from muniment.conformance.model import Outcome, Report
from muniment.errors import Finding, Place, Severity

PROFILE: Final = "EPUB 3.3"
"""What is validated against."""

_SEVERITIES: Final = {
    "FATAL": Severity.ERROR,
    "ERROR": Severity.ERROR,
    "WARNING": Severity.WARNING,
    "USAGE": Severity.NOTE,
    "INFO": Severity.NOTE,
}
_TIMES: Final = ("checkDate", "elapsedTime")
_SPECIFICATION: Final = "https://www.w3.org/TR/epub-33/"
_SECTIONS: Final = {
    "ACC": "https://www.w3.org/TR/epub-a11y-11/",
    "HTM": f"{_SPECIFICATION}#sec-xhtml",
    "MED": f"{_SPECIFICATION}#sec-media-overlays",
    "NAV": f"{_SPECIFICATION}#sec-nav",
    "OPF": f"{_SPECIFICATION}#sec-package-doc",
    "PKG": f"{_SPECIFICATION}#sec-ocf",
}


class EPUBCheck(JavaValidator):
    """The official conformance checker for EPUB."""

    @property
    def part(self) -> Part:
        """Its jars and its program."""
        return EPUBCHECK

    @property
    def formats(self) -> frozenset[str]:
        """EPUB only."""
        return frozenset({"epub"})

    @property
    def profiles(self) -> tuple[str, ...]:
        """EPUB 3.3."""
        return (PROFILE,)

    def read(self, name: str, texts: Sequence[str]) -> Iterator[Report]:
        """The one report."""
        (text,) = texts
        said: dict[str, Any] = json.loads(text)
        checker = said["checker"]
        for key in _TIMES:
            checker.pop(key, None)
        checker |= {"path": name, "filename": name.rpartition("/")[2]}
        findings = tuple(_findings(name, said))
        broken = checker["nFatal"] + checker["nError"] > 0 or any(one.severity is Severity.ERROR for one in findings)
        yield Report(
            tool=self.tool,
            version=self.version() or "",
            profile=PROFILE,
            outcome=Outcome.FAILED if broken else Outcome.PASSED,
            findings=findings,
            raw=(json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode(),
            suffix=".json",
        )


def _findings(name: str, said: Mapping[str, Any]) -> Iterator[Finding]:
    """One for each place of each message; EPUBCheck keeps at most 25 places of one message and counts the rest."""
    for message in said["messages"]:
        code = message["ID"]
        words = " ".join(message["message"].split())
        left = message.get("additionalLocations") or 0
        for location in message["locations"] or [{}]:
            yield Finding(
                code=code,
                severity=_SEVERITIES[message["severity"]],
                place=_place(name, location),
                message=f"{words} ({left} more such places)" if left else words,
                remedy="",
                tool=EPUBCHECK.tool,
                clause=_SECTIONS.get(code.partition("-")[0], _SPECIFICATION),
            )


def _place(name: str, location: Mapping[str, Any]) -> Place:
    """Where in the container, or the container itself."""
    inside = location.get("path") or ""
    if inside in (name, "book.epub"):  # the copy that it read goes by this name
        inside = ""
    return Place(
        file=f"{name}#{inside}" if inside else name,
        line=positive(location.get("line")),
        column=positive(location.get("column")),
    )
