"""One page a document: what each validator said of each edition, in words, with links to the raw reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml.etree import _Element

from muniment.conformance.model import Outcome
from muniment.conformance.record import REPORTS, Conformance, EditionRecord, Validation
from muniment.conformance.waivers import Waiver, waiver_of
from muniment.errors import Finding
from muniment.local_page import element, own_style, page

_VERDICTS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.COULD_NOT_RUN: "could not run",
}


def summary_page(conformance: Conformance, waivers: Sequence[Waiver]) -> bytes:
    """The page as UTF-8; it lies among the raw reports."""
    title = f"Validation of {conformance.document}"
    sections = [_edition(one, waivers) for one in conformance.editions]
    text = page(title, own_style(), element("main", element("h1", title), _preface(), *sections))
    return text.encode()


def _preface() -> _Element:
    return element(
        "p",
        "Each edition is named by the digest of the bytes that were judged. It conforms to a profile where a validator "
        "passed it, and to nothing else.",
    )


def _edition(edition: EditionRecord, waivers: Sequence[Waiver]) -> _Element:
    rows = [_row(one) for one in edition.validations]
    head = element("tr", *(element("th", name, scope="col") for name in ("Tool", "Version", "Profile", "Verdict")))
    table = element("table", element("thead", head), element("tbody", *rows))
    claims = ", ".join(edition.declares) or "nothing"
    return element(
        "section",
        element("h2", edition.file),
        element("p", "SHA-256 ", element("code", edition.sha256), f". It declares: {claims}."),
        table,
        *_findings(edition, waivers),
    )


def _row(one: Validation) -> _Element:
    verdict: _Element | str = _VERDICTS[one.outcome]
    if one.report:
        verdict = element("a", verdict, href=one.report.removeprefix(f"{REPORTS}/"))
    cells = (one.tool, one.version or "unknown", one.profile, verdict)
    return element("tr", *(element("td", cell) for cell in cells))


def _findings(edition: EditionRecord, waivers: Sequence[Waiver]) -> Iterator[_Element]:
    for one in edition.validations:
        if not one.findings:
            continue
        more = "" if one.total == len(one.findings) else f"; the first {len(one.findings)} of {one.total}"
        yield element("h3", f"{one.tool}, {one.profile}: findings{more}")
        yield element("ul", *(_item(finding, waiver_of(finding, waivers)) for finding in one.findings))


def _item(finding: Finding, waiver: Waiver | None) -> _Element:
    said = element("li", f"{finding.severity.value} ", element("code", finding.code), f" at {finding.place}: ")
    said.append(element("span", finding.message))
    for text in (finding.clause, finding.remedy, f"Waived: {waiver.reason}" if waiver else ""):
        if text:
            said.append(element("br"))
            said.append(element("small", text))
    return said
