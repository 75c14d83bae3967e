"""A package that is there already: which of its two forms is whole, the other made again from it, and a new seal.

A package that is kept keeps its timestamp, which no new one could have: it vouches for these bytes at that time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from muniment.archive import bag, seal
from muniment.archive.inspection import SEALS, inspect
from muniment.archive.opened import UNREADABLE, opened
from muniment.archive.readme import SIGNATURE
from muniment.archive.timestamp import TOKEN
from muniment.errors import VerificationError
from muniment.ledger import PackageRecord
from muniment.store import READ_SIZE, digests_of_file, refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Which forms of a package are as they were recorded, to the last byte."""

    folder: bool
    """The folder."""
    archive: bool
    """The ZIP file."""


def forms(record: PackageRecord, folder: Path, archive: Path) -> Forms:
    """Read both forms whole and compare them with what was recorded, and seals and timestamps with each other."""
    try:
        is_archive = digests_of_file(archive) == record.digests
    except OSError:
        is_archive = False
    try:
        is_folder = (
            digests_of_file(folder / bag.TAG_MANIFEST_NAME).sha256 == record.tag_manifest
            and not inspect(folder).findings
            and (not is_archive or _seals(folder) == _seals(archive))
        )
    except (VerificationError, *UNREADABLE):
        is_folder = False
    return Forms(folder=is_folder, archive=is_archive)


def _seals(package: Path) -> dict[str, bytes]:
    with opened(package) as one:
        return {name: one.read(name, most=seal.LARGEST_MANIFEST) for name in SEALS if name in one.sizes}


def has(package: Path, name: str) -> bool:
    """Whether a package, folder or ZIP file, is there and has that file."""
    try:
        with opened(package) as one:
            return name in one.sizes
    except (VerificationError, *UNREADABLE):
        return False


def is_stamped(*packages: Path) -> bool:
    """Whether one of these forms has a timestamp."""
    return any(has(package, TOKEN) for package in packages)


def unpack(archive: Path, folder: Path) -> None:
    """Write the files of a ZIP file that is as it was recorded into a new folder. Raises ``StorageError``."""
    try:
        with opened(archive) as package:
            for name in package.sizes:
                with package.open(name) as stream:
                    bag.write_file(folder / name, _pieces(stream))
        for inner in {path.parent for path in folder.rglob("*")}:
            bag.sync(inner)
    except OSError as error:
        raise refused(error, folder) from error


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(READ_SIZE):
        yield piece


def sealed_anew(folder: Path, copy: Path, key: Path) -> None:
    """A copy of a package with another seal; its tag manifest stays, and so does its timestamp.

    Raises ``StorageError``, and what ``seal.sign`` raises.
    """
    try:
        shutil.copytree(folder, copy, symlinks=True)
        (copy / SIGNATURE).unlink(missing_ok=True)
    except OSError as error:
        raise refused(error, copy) from error
    seal.sign(copy / bag.TAG_MANIFEST_NAME, key)
