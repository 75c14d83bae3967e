"""HTML by the Nu Html Checker, with what it checks by default: markup, ARIA, inline CSS, and the language declared.

An error fails; warnings and hints are findings that do not. The checker has no identifiers for what it says, so the
code of a finding is made of its words without the parts that differ: ``Duplicate ID “x”.`` is ``duplicate-id``. The raw
report is its JSON with the file's name in place of its address; there are no times in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from muniment.conformance.java_parts import NU, Part
from muniment.conformance.java_validator import JavaValidator, positive
from muniment.conformance.model import Outcome, Report
from muniment.errors import Finding, Place, Severity

PROFILE: Final = "HTML Living Standard"
"""What is validated against."""

_QUOTED: Final = re.compile(r"“[^”]*”")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_WORDS: Final = 8  # of a message; what follows explains
_HTML: Final = "https://html.spec.whatwg.org/multipage/"
_CSS: Final = "https://www.w3.org/TR/CSS/"


class Nu(JavaValidator):
    """The checker behind validator.w3.org/nu."""

    @property
    def part(self) -> Part:
        """Its jar and its program."""
        return NU

    @property
    def formats(self) -> frozenset[str]:
        """HTML only; the pages inside an EPUB are EPUBCheck's."""
        return frozenset({"html"})

    @property
    def profiles(self) -> tuple[str, ...]:
        """The HTML Living Standard."""
        return (PROFILE,)

    def options(self) -> tuple[str, ...]:
        """The version that it puts into its reports."""
        return (self.version() or "",)

    def read(self, name: str, texts: Sequence[str]) -> Iterator[Report]:
        """The one report."""
        (text,) = texts
        said: dict[str, Any] = json.loads(text)
        for message in said["messages"]:
            if "url" in message:
                message["url"] = name
        findings = tuple(_finding(name, message) for message in said["messages"])
        yield Report(
            tool=self.tool,
            version=self.version() or "",
            profile=PROFILE,
            outcome=Outcome.FAILED if any(one.severity is Severity.ERROR for one in findings) else Outcome.PASSED,
            findings=findings,
            raw=(json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode(),
            suffix=".json",
        )


def _finding(name: str, message: Mapping[str, Any]) -> Finding:
    words = " ".join(message["message"].split())
    last = positive(message.get("lastLine"))
    return Finding(
        code=code_of(words),
        severity=_severity(message),
        place=Place(
            file=name,
            line=positive(message.get("firstLine")) or last,
            column=positive(message.get("firstColumn")) or positive(message.get("lastColumn")),
        ),
        message=words,
        tool=NU.tool,
        clause=_CSS if words.startswith("CSS:") else _HTML,
    )


def _severity(message: Mapping[str, Any]) -> Severity:
    """What the checker could not look at (``non-document-error``) counts as an error too."""
    if message["type"] != "info":
        return Severity.ERROR
    return Severity.WARNING if message.get("subType") == "warning" else Severity.NOTE


def code_of(message: str) -> str:
    """A stable code made of a message's own words: what stands in quotation marks differs from file to file."""
    first = _QUOTED.sub(" ", message).partition(". ")[0]
    words = _WORD.findall(first)[:_WORDS]
    return "-".join(word.lower().replace("'", "").replace("’", "").strip("-") for word in words) or "message"
