"""The catalogue's entries, read from the manifests beside the editions; times come from the ledger where it has them.

A document whose manifest cannot be read, or whose files are not of the recorded size, is not offered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from muniment.archive.packing import FOLDER as PACKAGES
from muniment.catalogue.covers import cover_path
from muniment.catalogue.file_names import file_name
from muniment.catalogue.model import Download, Entry, Step, Verdict
from muniment.conformance import record
from muniment.conformance.model import Outcome
from muniment.errors import Place, VerificationError
from muniment.intake import direction_of
from muniment.intake.slugs import is_reserved
from muniment.ledger import PackageRecord
from muniment.provenance import FILE_NAME
from muniment.store import STAGING

FORMATS = ("html", "epub", "pdf", "tei", "md", "source", "package")
"""The order in which downloads stand; a format that is not among them comes before ``md``."""

_SUFFIXES = {"source": " (source)", "package": " (package)"}
_BY_FORMAT = {name: place for place, name in enumerate(FORMATS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the ledger knows of one document; empty where there is no ledger."""

    times: Mapping[str, str] = field(default_factory=dict)
    """When each file was put into place, by name in the document's folder."""
    package: PackageRecord | None = None
    """Its package."""


def documents_in(dist: Path) -> tuple[str, ...]:
    """Ids of all documents in the output folder, sorted."""
    try:
        names = os.listdir(dist)  # noqa: PTH208 - ten thousand paths would cost more than the look at each
    except OSError:
        return ()
    there = (name for name in names if not is_reserved(name) and name != STAGING)
    return tuple(sorted(name for name in there if os.path.isfile(f"{dist}/{name}/{FILE_NAME}")))  # noqa: PTH113 - the same


def read_entry(dist: Path, document: str, known: Known) -> Entry:
    """What is known of one document. Raises ``VerificationError`` where its manifest and its files do not agree."""
    return read_document(dist, document, known)[0]


def read_document(dist: Path, document: str, known: Known) -> tuple[Entry, Mapping[str, Any]]:
    """What is known of one document, and its manifest's predicate, which is read once. Raises as ``read_entry``."""
    try:
        predicate = read_predicate(dist, document)
        return _entry(document, predicate, known, dist, _validations(dist / document)), predicate
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise VerificationError(
            f"its manifest cannot be read: {error!r}",
            remedy="Run make, which makes it again, and then make site.",
            place=Place(file=str(dist / document / FILE_NAME)),
            code="VER-MALFORMED",
        ) from error


def read_predicate(dist: Path, document: str) -> Mapping[str, Any]:
    """The predicate of a document's ``provenance.json``. Raises ``OSError``, ``ValueError``, ``KeyError``, ``TypeError``."""
    predicate: Mapping[str, Any] = json.loads((dist / document / FILE_NAME).read_bytes())["predicate"]
    return predicate


def read_text(dist: Path, entry: Entry) -> str:
    """A document's canonical Markdown; empty where it was not built. Raises ``OSError`` and ``ValueError``."""
    paths = [one.path for one in entry.downloads if one.format == "md"]
    return (dist / paths[0]).read_bytes().decode("utf-8") if paths else ""


def _entry(
    document: str, predicate: Mapping[str, Any], known: Known, dist: Path, validated: Mapping[str, tuple[Verdict, ...]]
) -> Entry:
    about = {name: one for name, one in predicate["metadata"].items() if one is not None}
    value = {name: one["value"] for name, one in about.items()}
    title = str(value.get("title") or f"[{document}]")
    creators = tuple(map(str, value.get("creators", ())))
    language = str(value.get("language") or "und")
    downloads = tuple(_downloads(document, predicate["outputs"], known, validated, (title, creators)))
    _check_present(dist, downloads)
    steps = _steps(predicate, known, downloads)
    return Entry(
        id=document,
        title=title,
        creators=creators,
        language=language,
        direction=direction_of(language),
        date=str(value.get("date", "")),
        publisher=str(value.get("publisher", "")),
        source_url=str(value.get("source_url", "")),
        rights=str(value.get("rights", "")),
        subjects=tuple(map(str, value.get("subjects", ()))),
        description=str(value.get("description", "")),
        identifier=str(value.get("identifier", "")),
        basis={name: str(one["basis"]) for name, one in about.items()},
        words=max((int(one["fidelity"].get("words", 0)) for one in predicate["outputs"] if one["fidelity"]), default=0),
        changes={str(rule): int(count) for rule, count in predicate["changes"]["byRule"].items()},
        doubtful=tuple(
            (int(one["lines"][0]), int(one["lines"][1]), str(one["kind"]), float(one["confidence"]))
            for one in predicate["decisions"]["doubtful"]
        ),
        downloads=downloads,
        steps=steps,
        cover=cover_path(document),
        updated=max((step.when for step in steps), default=""),
    )


def _downloads(
    document: str,
    outputs: Sequence[Mapping[str, Any]],
    known: Known,
    validated: Mapping[str, tuple[Verdict, ...]],
    named: tuple[str, Sequence[str]],
) -> Iterator[Download]:
    def place(one: Mapping[str, Any]) -> tuple[float, str]:
        return _BY_FORMAT.get(one["format"], _BY_FORMAT["md"] - 0.5), one["name"]

    for one in sorted(outputs, key=place):
        sha256 = str(one["digest"]["sha256"])
        yield Download(
            path=f"{document}/{one['name']}",
            format=str(one["format"]),
            media_type=str(one["mediaType"]),
            size=int(one["size"]),
            sha256=sha256,
            file_name=file_name(*named, _SUFFIXES.get(one["format"], ""), Path(one["name"]).suffix),
            verdicts=validated.get(sha256, ()),
        )
    if known.package:
        digests = known.package.digests
        yield Download(
            path=f"{PACKAGES}/{document}.zip",
            format="package",
            media_type="application/zip",
            size=digests.size,
            sha256=digests.sha256,
            file_name=file_name(*named, _SUFFIXES["package"], ".zip"),
        )


def _check_present(dist: Path, downloads: Sequence[Download]) -> None:
    for one in downloads:
        path = dist / one.path
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            size = -1
        if size != one.size:
            raise VerificationError(
                "a record names this file, but it is not there" if size < 0 else "its size is not the recorded one",
                remedy="Run make, and make archive where it is a package; then make site.",
                place=Place(file=str(path)),
                code="VER-MISSING" if size < 0 else "VER-ALTERED",
            )


def _validations(folder: Path) -> dict[str, tuple[Verdict, ...]]:
    """What validators said, by digest of the bytes that they said it of; a tool that could not run said nothing."""
    path = folder / record.FILE_NAME
    if not path.is_file():
        return {}
    found: dict[str, tuple[Verdict, ...]] = {}
    for edition in record.from_json(path.read_bytes()).editions:
        found[edition.sha256] = tuple(
            Verdict(
                tool=one.tool,
                version=one.version,
                profile=one.profile,
                passed=one.outcome is Outcome.PASSED,
                report=one.report if one.report and (folder / one.report).is_file() else "",
            )
            for one in edition.validations
            if one.outcome is not Outcome.COULD_NOT_RUN
        )
    return found


def _steps(predicate: Mapping[str, Any], known: Known, downloads: Sequence[Download]) -> tuple[Step, ...]:
    source, outputs, times = predicate["source"], predicate["outputs"], known.times
    encoding = source["encoding"]["name"]
    count, doubtful = predicate["changes"]["count"], len(predicate["decisions"]["doubtful"])
    edited = [one for one in outputs if one["format"] not in ("source", "md")]
    verdicts = [verdict for one in downloads for verdict in one.verdicts]
    passed = sum(verdict.passed for verdict in verdicts)
    said = f"{passed} of {len(verdicts)} validations passed" if verdicts else "Not validated"
    judged = f"; {doubtful} doubtful {'judgement' if doubtful == 1 else 'judgements'} of structure" if doubtful else ""
    steps = [
        Step(
            name="received",
            when=times.get(source["copy"], ""),
            detail=f"{source['size']:,} bytes in {encoding}, kept unchanged",
        ),
        Step(
            name="normalised",
            when=_latest(times, outputs, {"md"}),
            detail=f"{count:,} recorded {'change' if count == 1 else 'changes'}, each reversible{judged}",
        ),
        Step(
            name="built",
            when=_latest(times, edited, {one["format"] for one in edited}),
            detail=f"{len(edited)} editions, {sum(_is_faithful(one) for one in edited)} with every word read back",
        ),
        Step(name="checked", when=times.get(record.FILE_NAME, "") if verdicts else "", detail=said),
    ]
    if known.package:
        steps.append(Step(name="packaged", when=known.package.made, detail="For an archive: source, editions, records"))
    return tuple(steps)


def _latest(times: Mapping[str, str], outputs: Sequence[Mapping[str, Any]], formats: set[str]) -> str:
    return max((times.get(one["name"], "") for one in outputs if one["format"] in formats), default="")


def _is_faithful(output: Mapping[str, Any]) -> bool:
    return bool(output["fidelity"]) and output["fidelity"].get("outcome") == "passed"
