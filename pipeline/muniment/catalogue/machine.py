"""For programs: ``catalogue.json`` with its schema, and ``SHA256SUMS``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib.resources import files as resources

from muniment.catalogue.addresses import Place, moment_of, page_of, sayable
from muniment.catalogue.model import Download, Entry, Site

CATALOGUE = "catalogue/catalogue.json"
"""Where the catalogue for programs stands below the output folder."""
SCHEMA = "catalogue/catalogue.schema.json"
"""Where its JSON Schema stands."""
SUMS = "catalogue/SHA256SUMS"
"""Where the sums of every file of the collection stand; the paths in it are below the output folder."""
TYPE = "urn:muniment:catalogue:v1"
"""Names the form of the catalogue; another number means that programs must be changed."""


def machine_files(entries: Sequence[Entry], site: Site) -> dict[str, bytes]:
    """The catalogue, its schema and the sums, by their paths below the output folder."""
    return {
        CATALOGUE: catalogue_json(entries, site),
        SCHEMA: resources("muniment").joinpath("assets", "catalogue", "catalogue.schema.json").read_bytes(),
        SUMS: sums(entries),
    }


def catalogue_json(entries: Sequence[Entry], site: Site) -> bytes:
    """All that is known of every document, by id, one on a line, in UTF-8; ``null`` where something is not known.

    ``catalogue.schema.json`` describes it. Links are relative to it where the site has no address.
    """
    place = Place(site=site, path=CATALOGUE)
    head = {
        "$schema": place.link(SCHEMA),
        "type": TYPE,
        "title": sayable(site.title),
        "base_url": site.base_url or None,
        "updated": max(map(moment_of, entries), default=None),
        "count": len(entries),
    }
    lines = ",\n".join(_json(_document(entry, place)) for entry in sorted(entries, key=lambda one: one.id))
    return f'{_json(head)[:-1]}, "documents": [\n{lines}\n]}}\n'.encode()


def _document(entry: Entry, place: Place) -> dict[str, object]:
    return {
        "id": entry.id,
        "page": place.link(page_of(entry)),
        "identifier": _known(entry.identifier),
        "title": sayable(entry.title),
        "creators": [sayable(name) for name in entry.creators],
        "language": None if entry.language == "und" else sayable(entry.language),
        "direction": entry.direction,
        "date": _known(entry.date),
        "publisher": _known(entry.publisher),
        "source_url": _known(entry.source_url),
        "rights": _known(entry.rights),
        "subjects": [sayable(subject) for subject in entry.subjects],
        "description": _known(entry.description),
        "basis": dict(sorted(entry.basis.items())),
        "words": entry.words,
        "changes": dict(sorted(entry.changes.items())),
        "doubtful": [
            {"lines": [first, last], "kind": kind, "confidence": confidence}
            for first, last, kind, confidence in entry.doubtful
        ],
        "cover": place.link(entry.cover) if entry.cover else None,
        "downloads": [_download(one, entry, place) for one in entry.downloads],
        "steps": [
            {"name": step.name, "when": _known(step.when), "detail": sayable(step.detail)} for step in entry.steps
        ],
        "updated": moment_of(entry),
    }


def _download(download: Download, entry: Entry, place: Place) -> dict[str, object]:
    return {
        "href": place.link(download.path),
        "path": sayable(download.path),
        "format": download.format,
        "media_type": download.media_type,
        "size": download.size,
        "sha256": download.sha256,
        "file_name": sayable(download.file_name),
        "verdicts": [
            {
                "tool": sayable(verdict.tool),
                "version": sayable(verdict.version),
                "profile": sayable(verdict.profile),
                "passed": verdict.passed,
                "report": place.link(f"{entry.id}/{verdict.report}") if verdict.report else None,
            }
            for verdict in download.verdicts
        ],
    }


def _known(text: str) -> str | None:
    return sayable(text) or None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# --------------------------------------------------------------------------------------------- sums


def sums(entries: Iterable[Entry]) -> bytes:
    """Sums of all files that people can take, as ``sha256sum -c`` reads them in the output folder, sorted by path."""
    return "".join(_sum(one) for one in every_download(entries)).encode("utf-8", "surrogateescape")


def every_download(entries: Iterable[Entry]) -> list[Download]:
    """All files that people can take, each once, by path."""
    by_path = {download.path: download for entry in entries for download in entry.downloads}
    return [by_path[path] for path in sorted(by_path)]


def _sum(download: Download) -> str:
    """One line; a path with a backslash or a line break is escaped, as GNU coreutils has it."""
    name = download.path.replace("\\", r"\\").replace("\n", r"\n").replace("\r", r"\r")
    return f"{'' if name == download.path else chr(92)}{download.sha256}  {name}\n"
