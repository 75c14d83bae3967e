"""The payload of a package, gathered from a document's folder and from what is generated about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from muniment.archive.crate import NAME as CRATE_NAME
from muniment.archive.crate import crate
from muniment.archive.dublin_core import dublin_core
from muniment.archive.model import Contents, Item, Role
from muniment.archive.premis import premis
from muniment.archive.readme import NAME as README_NAME
from muniment.archive.readme import readme
from muniment.conformance import record
from muniment.errors import Place, VerificationError
from muniment.ledger import OutputRecord
from muniment.provenance import CHECKSUMS_NAME
from muniment.provenance import FILE_NAME as PROVENANCE_NAME
from muniment.store import Digests, digests_of, digests_of_file
from muniment.work import MARKDOWN_FORMAT, PROVENANCE_FORMAT, SOURCE_FORMAT

PREMIS_NAME = "metadata/premis.xml"
DUBLIN_CORE_NAME = "metadata/dublin-core.xml"
SIDECAR_SUFFIX = ".source.yaml"
_SCHEMAS = {"schemas/provenance.schema.json": "schemas", "schemas/muniment-tei.rng": "tei"}
_REPORT_TYPES = {".html": "text/html", ".json": "application/json", ".xml": "application/xml"}
"""Stated here, because a machine's own table of media types may say otherwise."""
_ROLES = {SOURCE_FORMAT: Role.ORIGINAL, MARKDOWN_FORMAT: Role.CANONICAL, PROVENANCE_FORMAT: Role.RECORD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is recorded about one document when its package is made."""

    document: str
    """Its id."""
    folder: Path
    """Its folder in the output folder."""
    sidecar: Path | None
    """The sidecar of its source, where there is one."""
    outputs: Mapping[str, OutputRecord]
    """What was built, by file name."""
    reports: Mapping[str, Digests]
    """What validation wrote, by path below the folder."""
    report_times: Mapping[str, str]
    """When it was written: ISO 8601, UTC."""


def gather(known: Known, *, packaged: str) -> Contents:
    """The whole payload; ``packaged`` is the present moment, ISO 8601, UTC.

    Raises ``VerificationError`` where a file is not the one that was recorded.
    """
    built = tuple(_built(known))
    conformance = _conformance(known, built)
    schemas = tuple(_schemas())
    contents = Contents(
        document=known.document,
        predicate=_predicate(known),
        conformance=conformance,
        validated=known.report_times,
        items=tuple(sorted((*built, *_reports(known, conformance), *schemas), key=lambda item: item.path)),
        packaged=packaged,
    )
    described = _with(contents, _generated(DUBLIN_CORE_NAME, Role.RECORD, "application/xml", dublin_core(contents)))
    described = _with(described, _generated(PREMIS_NAME, Role.RECORD, "application/xml", premis(described)))
    guide = _generated(README_NAME, Role.GUIDE, "text/plain", readme(described))
    described = _with(described, guide)
    return _with(described, _generated(CRATE_NAME, Role.RECORD, "application/ld+json", crate(described)))


def _with(contents: Contents, item: Item) -> Contents:
    return replace(contents, items=tuple(sorted((*contents.items, item), key=lambda one: one.path)))


def _generated(path: str, role: Role, media_type: str, data: bytes) -> Item:
    return Item(path=path, role=role, media_type=media_type, digests=digests_of(data), data=data)


def _built(known: Known) -> Iterator[Item]:
    yield from _sidecar(known)
    for name, output in known.outputs.items():
        if name == CHECKSUMS_NAME:
            continue  # the manifest of the package takes its place: each digest of a list of files stands once
        path = known.folder / name
        _require(path, output.digests)
        role = _ROLES.get(output.format, Role.EDITION)
        yield Item(
            path=name,
            role=role,
            media_type=output.media_type,
            digests=output.digests,
            made=output.made,
            format=output.format if role is Role.EDITION else "",
            origin=path,
        )


def _sidecar(known: Known) -> Iterator[Item]:
    """A copy of the sidecar that the document was built with."""
    sha256 = next((one.inputs["sidecar.sha256"] for one in known.outputs.values() if one.inputs), "none")
    if sha256 == "none":
        return
    data = known.sidecar.read_bytes() if known.sidecar else b""
    digests = digests_of(data)
    if digests.sha256 != sha256:
        place = Place(file=str(known.sidecar or known.document))
        message = "the sidecar is not the one that the document was built with, so no package was made"
        raise VerificationError(message, remedy="Run make; then make the package again.", place=place)
    name = f"{known.document}{SIDECAR_SUFFIX}"
    yield Item(path=name, role=Role.STATEMENT, media_type="application/yaml", digests=digests, data=data)


def _conformance(known: Known, built: Sequence[Item]) -> record.Conformance | None:
    """What validators said of these very bytes; what they said of earlier ones is not taken along."""
    if record.FILE_NAME not in known.reports:
        return None
    conformance = record.from_json((known.folder / record.FILE_NAME).read_bytes())
    digests = {item.path: item.digests.sha256 for item in built}
    if any(edition.sha256 != digests.get(edition.file) for edition in conformance.editions):
        return None
    return conformance


def _reports(known: Known, conformance: record.Conformance | None) -> Iterator[Item]:
    if conformance is None:
        return
    for name, digests in known.reports.items():
        path = known.folder / name
        _require(path, digests)
        media_type = _REPORT_TYPES.get(PurePosixPath(name).suffix, "text/plain")
        role = Role.RECORD if name == record.FILE_NAME else Role.REPORT
        made = known.report_times[name]
        yield Item(path=name, role=role, media_type=media_type, digests=digests, made=made, origin=path)


def _schemas() -> Iterator[Item]:
    for path, folder in _SCHEMAS.items():
        name = path.rpartition("/")[2]
        data = files("muniment").joinpath("assets", folder, name).read_bytes()
        media_type = "application/schema+json" if name.endswith(".json") else "application/xml"
        yield _generated(path, Role.SCHEMA, media_type, data)


def _predicate(known: Known) -> Mapping[str, Any]:
    predicate: Mapping[str, Any] = json.loads((known.folder / PROVENANCE_NAME).read_bytes())["predicate"]
    return predicate


def _require(path: Path, digests: Digests) -> None:
    """Refuse a file that is not as it was recorded: a package must not bless damage."""
    try:
        if path.is_file() and not path.is_symlink() and digests_of_file(path) == digests:
            return
        message = "its bytes are not those that were recorded, so no package was made"
    except OSError as error:
        message = f"it cannot be read, so no package was made: {error.strerror}"
    raise VerificationError(
        message, remedy="Run make, and make verify; then make the package again.", place=Place(file=str(path))
    )
