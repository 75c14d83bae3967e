"""Writing BagIt 1.0 bags (RFC 8493), as a folder and as one ZIP file.

The ZIP holds its files uncompressed, sorted, with one fixed date: the same bag gives the same bytes with any zlib, and a
damaged archive costs one file, not all that follow. The editions inside are compressed already where it counts.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import zipfile
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from muniment import __version__
from muniment.archive.model import Contents, Item
from muniment.errors import Place, VerificationError
from muniment.store import READ_SIZE, Digests, digests_of, digests_of_file, refused

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
DECLARATION_NAME = "bagit.txt"
INFO_NAME = "bag-info.txt"
MANIFEST_NAME = "manifest-sha512.txt"
TAG_MANIFEST_NAME = "tagmanifest-sha512.txt"
PROFILE_NAME = "bagit-profile.json"
PAYLOAD = "data"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def profile() -> bytes:
    """Our BagIt profile, as the package carries it (https://bagit-profiles.github.io/bagit-profiles-specification)."""
    return files("muniment").joinpath("assets", "archive", PROFILE_NAME).read_bytes()


def tag_files(contents: Contents) -> dict[str, bytes]:
    """Everything beside the payload but a seal, by name: declaration, information, profile and both manifests."""
    tags = {
        DECLARATION_NAME: DECLARATION,
        INFO_NAME: _information(contents),
        PROFILE_NAME: profile(),
        MANIFEST_NAME: _manifest({f"{PAYLOAD}/{item.path}": item.digests.sha512 for item in contents.items}),
    }
    tags[TAG_MANIFEST_NAME] = _manifest({name: digests_of(data).sha512 for name, data in tags.items()})
    return tags


def _manifest(digests: Mapping[str, str]) -> bytes:
    """RFC 8493, 2.1.3: digest, two blanks, path; also what ``sha512sum -c`` reads."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def _information(contents: Contents) -> bytes:
    """RFC 8493, 2.2.2; labels in a fixed order."""
    size = sum(item.digests.size for item in contents.items)
    rows = {
        "BagIt-Profile-Identifier": json.loads(profile())["BagIt-Profile-Info"]["BagIt-Profile-Identifier"],
        "External-Identifier": contents.value("identifier"),
        "External-Description": contents.value("title") or f"[{contents.document}]",
        "Bagging-Date": contents.packaged[:10],
        "Bag-Software-Agent": f"Muniment {__version__}",
        "Payload-Oxum": f"{size}.{len(contents.items)}",
    }
    return "".join(f"{label}: {' '.join(str(value).split())}\n" for label, value in rows.items()).encode()


# --------------------------------------------------------------------------------------------- folders


def write_folder(contents: Contents, tags: Mapping[str, bytes], folder: Path) -> None:
    """Write a bag into a new folder, each file synced; what is copied is hashed on the way.

    Raises ``StorageError``, and ``VerificationError`` where a copied file is not the one that was recorded.
    """
    try:
        for name, data in tags.items():
            write_file(folder / name, iter((data,)))
        for item in contents.items:
            write_file(folder / PAYLOAD / item.path, _pieces(item))
        for inner in {path.parent for path in folder.rglob("*")}:
            sync(inner)
    except OSError as error:
        raise refused(error, folder) from error


def _pieces(item: Item) -> Iterator[bytes]:
    """An item's bytes in pieces; its end is an error where they were not those of its digest."""
    seen = hashlib.sha512()
    if item.data is not None:
        yield item.data
        return
    if item.origin is None:
        raise ValueError(f"{item.path} has no bytes")
    with item.origin.open("rb") as stream:
        while piece := stream.read(READ_SIZE):
            seen.update(piece)
            yield piece
    if seen.hexdigest() != item.digests.sha512:
        raise VerificationError(
            "it changed while the package was made",
            remedy="Make the package again when nothing else writes there.",
            place=Place(file=str(item.origin)),
        )


def write_file(path: Path, pieces: Iterator[bytes]) -> None:
    """Write a new file and sync it. Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        for piece in pieces:
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())


def sync(folder: Path) -> None:
    """Have a folder's entries on the disk itself. Raises ``OSError``."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --------------------------------------------------------------------------------------------- one file


def write_zip(folder: Path, target: Path) -> Digests:
    """Write the bag in ``folder`` as one file, below the folder's name; gives its fixity. Raises ``StorageError``."""
    try:
        with target.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                    _add(archive, path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
            stream.flush()
            os.fsync(stream.fileno())
        return digests_of_file(target)
    except OSError as error:
        raise refused(error, target) from error


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, _ZIP_DATE)
    entry.create_system = 3  # Unix, so that the mode counts
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(entry, "w") as target:
        shutil.copyfileobj(source, target, READ_SIZE)
