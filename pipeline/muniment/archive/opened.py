"""A package opened for reading, whether it is a folder or a ZIP file. Nothing is ever extracted or trusted.

Names come from strangers: one that is absolute, climbs out, or could stand for two files is a finding, and no file is
opened by a name that was not first seen in the listing.
"""

from __future__ import annotations

import os
import stat
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from muniment.errors import Finding, Place, Severity, VerificationError

MOST_FILES = 200_000
"""Entries that a package may have; far more than any of ours."""
MOST_EXPANSION = 200
"""How many times its stored size a compressed entry may claim to be."""
SMALL = 1 << 20
"""Bytes below which expansion does not matter."""

UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What reading an entry of a damaged package raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A package's files by path below its root, and what is wrong with its listing."""

    name: str
    """The package as the user named it."""
    sizes: Mapping[str, int]
    """Size in bytes of every regular file, by path with ``/`` between folders."""
    findings: tuple[Finding, ...]
    """Names and kinds of entries that no package of ours has."""
    open: Callable[[str], AbstractContextManager[IO[bytes]]] = field(repr=False)
    """Opens a listed file for reading. Raises one of ``UNREADABLE``."""

    def read(self, path: str, *, most: int) -> bytes:
        """A small file whole. Raises ``ValueError`` where it is larger than ``most`` bytes, else ``UNREADABLE``."""
        with self.open(path) as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise ValueError(f"larger than {most} bytes")
        return data


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open a package. Raises ``VerificationError`` where there is none that can be read."""
    try:
        if path.is_dir():
            yield _folder(path)
            return
        with zipfile.ZipFile(path) as archive:
            yield _zip(archive, path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _refused(path, "there is no such package") from error
    except (OSError, zipfile.BadZipFile) as error:
        raise _refused(path, f"it cannot be read as a package: {error}") from error


def _refused(path: Path, message: str) -> VerificationError:
    remedy = "Name a folder that holds bagit.txt, or its ZIP file."
    return VerificationError(message, remedy=remedy, place=Place(file=str(path)), code="PKG-UNREADABLE")


# --------------------------------------------------------------------------------------------- folders


def _folder(root: Path) -> Opened:
    sizes: dict[str, int] = {}
    findings: list[Finding] = []
    for folder, names, files in os.walk(root, followlinks=False):
        names.sort()
        for name in sorted([*files, *(one for one in names if (Path(folder) / one).is_symlink())]):
            path = Path(folder) / name
            relative = path.relative_to(root).as_posix()
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                sizes[relative] = status.st_size
            else:
                message = "It is a link or a special file, and packages hold regular files only."
                findings.append(_finding(root, relative, code="PKG-LINK", message=message))
    findings += _odd_names(root, sizes)
    return Opened(name=str(root), sizes=sizes, findings=tuple(findings), open=lambda path: (root / path).open("rb"))


# --------------------------------------------------------------------------------------------- ZIP files


def _zip(archive: zipfile.ZipFile, path: Path) -> Opened:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise _refused(path, f"it lists {len(entries)} files, and at most {MOST_FILES} are read")
    root = _root_of(entries)
    known: dict[str, zipfile.ZipInfo] = {}
    findings: list[Finding] = []
    for entry in entries:
        relative = entry.filename.removeprefix(root)
        fault = _fault(entry, again=relative in known)
        if fault is None:
            if not entry.is_dir():
                known[relative] = entry
        else:
            findings.append(_finding(path, relative, code=fault[0], message=fault[1]))
    sizes = {name: entry.file_size for name, entry in known.items()}
    findings += _odd_names(path, sizes)
    return Opened(name=str(path), sizes=sizes, findings=tuple(findings), open=lambda name: archive.open(known[name]))


def _root_of(entries: list[zipfile.ZipInfo]) -> str:
    """The one folder that everything stands in (RFC 8493, 4.1.1), with its slash; empty where there is no such."""
    first = {entry.filename.split("/", 1)[0] for entry in entries if "/" in entry.filename}
    together = all("/" in entry.filename for entry in entries)
    return f"{first.pop()}/" if together and len(first) == 1 else ""


def _fault(entry: zipfile.ZipInfo, *, again: bool) -> tuple[str, str] | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if again:
        return "PKG-COLLISION", "The archive lists it twice."
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "PKG-LINK", "It is a link or a special file, and packages hold regular files only."
    if entry.flag_bits & 1:
        return "PKG-ENCRYPTED", "It is encrypted, so nobody can verify it."
    if entry.file_size > SMALL and entry.file_size > MOST_EXPANSION * max(entry.compress_size, 1):
        return "PKG-BOMB", f"It claims to be {entry.file_size:,} bytes and is stored in {entry.compress_size:,}."
    return None


# --------------------------------------------------------------------------------------------- names


def _odd_names(package: Path, sizes: Mapping[str, int]) -> Iterator[Finding]:
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name in sizes:
        alike[unicodedata.normalize("NFC", name).casefold()].append(name)
        if not is_safe(name):
            message = "Its name is absolute, climbs out of the package, or is none that every system can hold."
            yield _finding(package, name, code="PKG-PATH", message=message)
    for names in alike.values():
        for name in names[1:]:
            message = f"It and {names[0]} are one file on systems that do not tell such names apart."
            yield _finding(package, name, code="PKG-COLLISION", message=message)


def is_safe(name: str) -> bool:
    """Whether a path is relative, stays below its root on every system, and holds no control character."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and not name.startswith("/")
        and ".." not in parts
        and "\\" not in name
        and ":" not in name
        and all(unicodedata.category(character) not in ("Cc", "Cs") for character in name)
        and "/".join(parts) == name
    )


def _finding(package: Path, name: str, *, code: str, message: str) -> Finding:
    shown = name.encode("unicode_escape").decode("ascii") if not name.isprintable() else name
    return Finding(
        code=code,
        severity=Severity.ERROR,
        place=Place(file=f"{package}#{shown}"),
        message=message,
        remedy="Do not extract this package; ask where it came from.",
        clause="RFC 8493, 5",
    )
