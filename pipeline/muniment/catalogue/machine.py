"""For programs and for safekeeping: ``catalogue.json``, ``SHA256SUMS``, and everything in one file."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
from collections.abc import Iterable, Sequence
from importlib.resources import files as resources
from pathlib import Path

from muniment.catalogue.addresses import Place, moment_of, page_of, sayable
from muniment.catalogue.model import Download, Entry, Site
from muniment.errors import Place as Where
from muniment.errors import VerificationError
from muniment.store import READ_SIZE, Digests, digests_of_file, refused

CATALOGUE = "catalogue/catalogue.json"
"""Where the catalogue for programs stands below the output folder."""
SCHEMA = "catalogue/catalogue.schema.json"
"""Where its JSON Schema stands."""
SUMS = "catalogue/SHA256SUMS"
"""Where the sums of every file of the collection stand; the paths in it are below the output folder."""
EVERYTHING = "catalogue/everything.zip"
"""Where the one file with everything belongs."""
TOP = "collection"
"""The folder that everything is in, inside that file."""
TYPE = "urn:muniment:catalogue:v1"
"""Names the form of the catalogue; another number means that programs must be changed."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


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
    return "".join(_sum(one) for one in _every(entries)).encode("utf-8", "surrogateescape")


def _every(entries: Iterable[Entry]) -> list[Download]:
    by_path = {download.path: download for entry in entries for download in entry.downloads}
    return [by_path[path] for path in sorted(by_path)]


def _sum(download: Download) -> str:
    """One line; a path with a backslash or a line break is escaped, as GNU coreutils has it."""
    name = download.path.replace("\\", r"\\").replace("\n", r"\n").replace("\r", r"\r")
    return f"{'' if name == download.path else chr(92)}{download.sha256}  {name}\n"


# --------------------------------------------------------------------------------------------- everything


def write_everything(entries: Iterable[Entry], dist: Path, target: Path) -> Digests:
    """Write all files that people can take, and their sums, to one ZIP file at ``target``; gives its fixity.

    It is written piece by piece, nothing in it is compressed (most of it is already), and it depends on ``sums`` alone.
    Raises ``VerificationError`` for a file that is not what was recorded, as a copy would spread the damage, and
    ``StorageError``; either way no file is left at ``target``.
    """
    held = list(entries)
    try:
        with target.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(_member("SHA256SUMS"), sums(held))
                for download in _every(held):
                    _add(archive, download, dist)
            stream.flush()
            os.fsync(stream.fileno())
        return digests_of_file(target)
    except VerificationError:
        target.unlink(missing_ok=True)
        raise
    except OSError as error:
        target.unlink(missing_ok=True)
        raise refused(error, target) from error


def _add(archive: zipfile.ZipFile, download: Download, dist: Path) -> None:
    path, digest, size = dist / download.path, hashlib.sha256(), 0
    member = _member(download.path)
    member.file_size = download.size  # tells whether the member needs ZIP64
    try:
        source = path.open("rb")
    except OSError as error:
        raise _damaged(path, "cannot be read") from error
    with source, archive.open(member, "w") as copy:
        while piece := source.read(READ_SIZE):
            digest.update(piece)
            size += len(piece)
            if size > download.size:
                break
            copy.write(piece)
    if digest.hexdigest() != download.sha256:
        raise _damaged(path, "is not what was recorded when it was written")


def _member(path: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(f"{TOP}/{path}", _ZIP_DATE)
    member.create_system = 3  # Unix, so that the mode counts
    member.external_attr = (stat.S_IFREG | 0o644) << 16
    return member


def _damaged(path: Path, what: str) -> VerificationError:
    return VerificationError(
        f"the file {what}",
        remedy="Run make verify, which says what is damaged, then make; then make site again.",
        place=Where(file=str(path)),
    )
