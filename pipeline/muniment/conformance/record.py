"""What is kept of validations: ``conformance.json`` beside the editions, and the raw reports below it.

The file says of each edition, by its digest, which tool of which version said what under which profile. It changes
when validators do; ``provenance.json`` holds what the build alone determines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from muniment.conformance.model import Outcome, Report, Subject
from muniment.errors import Finding, Place, Severity
from muniment.store import digests_of

FILE_NAME = "conformance.json"
REPORTS = "reports"
SUMMARY_NAME = f"{REPORTS}/index.html"
FORM = "urn:muniment:conformance:v1"
MOST_FINDINGS = 100
"""Findings that are kept of one report; the raw report has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """One tool's word about one edition under one profile."""

    tool: str
    """Its name."""
    version: str
    """Its version; empty where it could not run."""
    profile: str
    """What it validated against."""
    outcome: Outcome
    """How it ended."""
    report: str
    """Path of the raw report below the document's folder; empty where there is none."""
    report_sha256: str
    """Digest of the raw report, lower-case hex; empty where there is none."""
    findings: tuple[Finding, ...]
    """What it said, the first ``MOST_FINDINGS``, errors first."""
    total: int
    """How many findings the report has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRecord:
    """One edition and everything that was said of it."""

    file: str
    """Its file's name."""
    format: str
    """Its format."""
    sha256: str
    """Digest of the bytes that were judged, lower-case hex."""
    declares: tuple[str, ...]
    """Profiles that it claims."""
    validations: tuple[Validation, ...]
    """By tool and profile."""

    def conforms_to(self) -> tuple[str, ...]:
        """Profiles that a validator passed for these very bytes: all that may be claimed."""
        return tuple(one.profile for one in self.validations if one.outcome is Outcome.PASSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """All that is known about one document's editions."""

    document: str
    """Its id."""
    editions: tuple[EditionRecord, ...]
    """By file name."""

    def validations(self) -> tuple[Validation, ...]:
        """Every validation of every edition."""
        return tuple(one for edition in self.editions for one in edition.validations)


def report_name(subject: Subject, report: Report) -> str:
    """Where a raw report is kept, below the document's folder: ``reports/pdf.verapdf.pdf-a-3a.xml``."""
    words = "".join(character if character.isalnum() else "-" for character in report.profile.lower())
    return f"{REPORTS}/{subject.format}.{report.tool.lower()}.{'-'.join(filter(None, words.split('-')))}{report.suffix}"


def validation_of(subject: Subject, report: Report) -> Validation:
    """The record of a report."""
    ranks = list(Severity)
    ordered = sorted(report.findings, key=lambda one: ranks.index(one.severity))
    return Validation(
        tool=report.tool,
        version=report.version,
        profile=report.profile,
        outcome=report.outcome,
        report=report_name(subject, report) if report.raw else "",
        report_sha256=digests_of(report.raw).sha256 if report.raw else "",
        findings=tuple(ordered[:MOST_FINDINGS]),
        total=len(ordered),
    )


def to_json(conformance: Conformance) -> bytes:
    """UTF-8 JSON with one final line feed; the same facts always give the same bytes."""
    editions = [
        {
            "file": edition.file,
            "format": edition.format,
            "sha256": edition.sha256,
            "declares": list(edition.declares),
            "conformsTo": list(edition.conforms_to()),
            "validations": [_as_mapping(one) for one in edition.validations],
        }
        for edition in conformance.editions
    ]
    whole = {"form": FORM, "document": conformance.document, "editions": editions}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _as_mapping(one: Validation) -> dict[str, object]:
    report = {"file": one.report, "sha256": one.report_sha256} if one.report else None
    return {
        "tool": one.tool,
        "version": one.version,
        "profile": one.profile,
        "outcome": one.outcome.value,
        "report": report,
        "total": one.total,
        "findings": [_known(asdict(finding)) for finding in one.findings],
    }


def _known(facts: Mapping[str, object]) -> dict[str, object]:
    """Without what is empty or unknown."""
    return {key: _known(value) if isinstance(value, dict) else value for key, value in facts.items() if value}


def from_json(data: bytes) -> Conformance:
    """What ``to_json`` wrote. Raises ``ValueError`` where it is anything else."""
    try:
        whole = json.loads(data)
        if whole["form"] != FORM:
            raise ValueError(f"not of the form {FORM}")
        return Conformance(
            document=str(whole["document"]), editions=tuple(_edition(one) for one in _list(whole["editions"]))
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a record of conformance: {error!r}") from error


def _edition(one: Mapping[str, Any]) -> EditionRecord:
    return EditionRecord(
        file=str(one["file"]),
        format=str(one["format"]),
        sha256=str(one["sha256"]),
        declares=tuple(map(str, _list(one["declares"]))),
        validations=tuple(_validation(each) for each in _list(one["validations"])),
    )


def _validation(one: Mapping[str, Any]) -> Validation:
    report = one["report"] or {"file": "", "sha256": ""}
    return Validation(
        tool=str(one["tool"]),
        version=str(one["version"]),
        profile=str(one["profile"]),
        outcome=Outcome(one["outcome"]),
        report=str(report["file"]),
        report_sha256=str(report["sha256"]),
        findings=tuple(_finding(each) for each in _list(one["findings"])),
        total=int(one["total"]),
    )


def _finding(one: Mapping[str, Any]) -> Finding:
    place = one["place"]
    return Finding(
        code=str(one["code"]),
        severity=Severity(one["severity"]),
        place=Place(file=str(place["file"]), line=place.get("line"), column=place.get("column")),
        message=str(one["message"]),
        remedy=str(one.get("remedy", "")),
        tool=str(one.get("tool", "")),
        clause=str(one.get("clause", "")),
    )


def _list(value: object) -> Sequence[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value
