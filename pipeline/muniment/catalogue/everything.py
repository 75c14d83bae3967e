"""For safekeeping: everything in one file."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable
from pathlib import Path

from muniment.catalogue.machine import every_download, sums
from muniment.catalogue.model import Download, Entry
from muniment.catalogue.stored_zip import StoredZip
from muniment.errors import Place, VerificationError
from muniment.store import READ_SIZE, refused

EVERYTHING = "catalogue/everything.zip"
"""Where the one file with everything belongs."""
TOP = "collection"
"""The folder that everything is in, inside that file."""


def write_everything(entries: Iterable[Entry], dist: Path, target: Path) -> str:
    """Write all files that people can take, and their sums, to one ZIP file at ``target``; gives its SHA-256.

    It is written piece by piece, nothing in it is compressed (most of it is already), and it depends on ``sums`` alone.
    Raises ``VerificationError`` for a file that is not what was recorded, as a copy would spread the damage, and
    ``StorageError``; either way no file is left at ``target``.
    """
    held = list(entries)
    listed = sums(held)
    try:
        with target.open("wb", buffering=READ_SIZE) as stream:
            archive = StoredZip(stream)
            archive.begin(f"{TOP}/SHA256SUMS", len(listed), zlib.crc32(listed))
            archive.write(listed)
            for download in every_download(held):
                _add(archive, download, dist)
            archive.finish()
            stream.flush()
            os.fsync(stream.fileno())
    except VerificationError:
        target.unlink(missing_ok=True)
        raise
    except OSError as error:
        target.unlink(missing_ok=True)
        raise refused(error, target) from error
    return archive.sha256


def _add(archive: StoredZip, download: Download, dist: Path) -> None:
    """One member: held in memory where it is small, else read twice, as what comes first in the archive is its CRC."""
    path = dist / download.path
    try:
        source = path.open("rb")
    except OSError as error:
        raise _damaged(path, "cannot be read") from error
    with source:
        if download.size < READ_SIZE:
            data = source.read(download.size + 1)
            if hashlib.sha256(data).hexdigest() != download.sha256:
                raise _damaged(path, "is not what was recorded when it was written")
            archive.begin(f"{TOP}/{download.path}", len(data), zlib.crc32(data))
            archive.write(data)
            return
        crc = 0
        while piece := source.read(READ_SIZE):
            crc = zlib.crc32(piece, crc)
        source.seek(0)
        archive.begin(f"{TOP}/{download.path}", download.size, crc)
        digest, left = hashlib.sha256(), download.size
        while piece := source.read(min(READ_SIZE, left + 1)):
            digest.update(piece)
            left -= len(piece)
            archive.write(piece)
        if digest.hexdigest() != download.sha256:
            raise _damaged(path, "is not what was recorded when it was written")


def _damaged(path: Path, what: str) -> VerificationError:
    return VerificationError(
        f"the file {what}",
        remedy="Run make verify, which says what is damaged, then make; then make site again.",
        place=Place(file=str(path)),
    )
