"""``muniment timestamp``: a request or an answer put into a package of ``dist/archive``, folder and ZIP file alike."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from muniment.archive import timestamp
from muniment.archive.bag import TAG_MANIFEST_NAME, write_zip
from muniment.archive.inspection import inspect
from muniment.archive.packing import FOLDER, put
from muniment.config import Folders
from muniment.errors import Place, UsageError, VerificationError
from muniment.ledger import Ledger, PackageRecord
from muniment.runner import LEDGER
from muniment.store import digests_of_file, exclusive, refused


def stamp(document: str, token: Path | None, folders: Folders, *, waiting: Callable[[], None]) -> datetime | None:
    """Put a request into a document's package, or the authority's answer ``token``; gives the time that this states.

    The tag manifest stays as it is. Raises ``UsageError`` where there is no package, ``VerificationError`` where the
    answer is not for it or the package is not the one that was made, ``MissingToolError``, ``StorageError``.
    """
    with exclusive(folders.dist, wait=True, waiting=waiting) as staging, Ledger(folders.build / LEDGER) as ledger:
        place = folders.dist / FOLDER / document
        record = _known(ledger.packages().get(document), place)
        try:
            folder = staging / FOLDER / document
            shutil.copytree(place, folder, symlinks=True)
            when = _add(folder, token)
            archive = staging / FOLDER / f"{document}.zip"
            put(ledger, replace(record, digests=write_zip(folder, archive)), folder, archive, folders.dist / FOLDER)
        except OSError as error:
            raise refused(error, place) from error
    return when


def _known(record: PackageRecord | None, place: Path) -> PackageRecord:
    if record is None:
        raise UsageError("there is no such package", remedy="Make it, with make archive.", place=Place(file=str(place)))
    manifest = place / TAG_MANIFEST_NAME
    same = manifest.is_file() and digests_of_file(manifest).sha256 == record.tag_manifest
    if not same or inspect(place).findings:
        raise VerificationError(
            "this is not the package that was made here",
            remedy="Make it again, with make archive.",
            place=Place(file=str(place)),
            code="VER-ALTERED",
        )
    return record


def _add(folder: Path, token: Path | None) -> datetime | None:
    manifest = folder / TAG_MANIFEST_NAME
    if token is None:
        timestamp.request(manifest)
        return None
    if not token.is_file():
        raise UsageError("there is no such file", remedy="Name the answer, a .tsr file.", place=Place(file=str(token)))
    when = timestamp.stamped(token, manifest)
    shutil.copyfile(token, folder / timestamp.TOKEN)
    return when
