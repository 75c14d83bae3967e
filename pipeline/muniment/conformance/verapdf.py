"""PDF/A-3a and PDF/UA-1 by veraPDF. The two are judged apart, from one reading of the file.

The raw report is in the vocabulary of veraPDF's machine-readable report, without times; of each rule it shows the
first hundred places. Paths, dates and durations are not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree
from lxml.etree import _Element

from muniment.conformance.embedded import PDF_A_3A, PDF_UA_1
from muniment.conformance.java_parts import VERAPDF, Part
from muniment.conformance.java_validator import JavaValidator
from muniment.conformance.model import Outcome, Report
from muniment.errors import Finding, Place, Severity

PROFILES: Final = {PDF_A_3A: "PDFA-3A.xml", PDF_UA_1: "PDFUA-1.xml"}
"""What is claimed, and the file of rules that veraPDF carries for it."""

_PAGE: Final = re.compile(r"pages\[(\d+)\]")


class VeraPDF(JavaValidator):
    """The engine of the veraPDF consortium's validator."""

    @property
    def part(self) -> Part:
        """Its jar and its program."""
        return VERAPDF

    @property
    def formats(self) -> frozenset[str]:
        """PDF only."""
        return frozenset({"pdf"})

    @property
    def profiles(self) -> tuple[str, ...]:
        """PDF/A-3a (ISO 19005-3:2012) and PDF/UA-1 (ISO 14289-1:2014)."""
        return tuple(PROFILES)

    def options(self) -> tuple[str, ...]:
        """The files of rules."""
        return tuple(PROFILES.values())

    def read(self, name: str, texts: Sequence[str]) -> Iterator[Report]:
        """One report for each profile, in their order."""
        for profile, text in zip(self.profiles, texts, strict=True):
            raw = text.encode()
            root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
            findings = tuple(_findings(name, root))
            yield Report(
                tool=self.tool,
                version=self.version() or "",
                profile=profile,
                outcome=Outcome.PASSED if _is_compliant(root) else Outcome.FAILED,
                findings=findings,
                raw=raw,
                suffix=".xml",
            )


def _is_compliant(root: _Element) -> bool:
    """Whether veraPDF read all of the file, judged it to the end, and found every rule kept."""
    report = root.find(".//validationReport")
    if report is None:
        if root.find(".//taskException") is None:
            raise ValueError("there is no verdict")
        return False
    ended = report.get("jobEndStatus") == "normal"
    return ended and report.get("isCompliant") == "true" and report.find(".//rule") is None


def _findings(name: str, root: _Element) -> Iterator[Finding]:
    for error in root.iter("taskException"):
        yield Finding(
            code=error.get("type", "PARSE"),
            severity=Severity.ERROR,
            place=Place(file=name),
            message=f"veraPDF cannot read it as a PDF: {error.findtext('exceptionMessage', '')}.",
            tool=VERAPDF.tool,
            clause="ISO 32000-1:2008, 7.5",
        )
    for rule in root.iter("rule"):
        yield _of_rule(name, rule)


def _of_rule(name: str, rule: _Element) -> Finding:
    """One finding for each rule that is broken, at the first of its places: the raw report has the others."""
    context = rule.findtext("check/context", "")
    said = " ".join((rule.findtext("check/errorMessage") or rule.findtext("description") or "").split())
    specification, clause, number = (rule.get(key, "") for key in ("specification", "clause", "testNumber"))
    count = int(rule.get("failedChecks", ""))
    others = f" ({count} places)" if count > 1 else ""
    page = _PAGE.search(context)
    return Finding(
        code=f"{clause}-{number}",
        severity=Severity.ERROR,
        place=Place(file=f"{name}#page={int(page[1]) + 1}" if page else name),
        message=f"{said}{others}: {context}" if context else f"{said}{others}",
        tool=VERAPDF.tool,
        clause=f"{specification}, {clause}",
    )
