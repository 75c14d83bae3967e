"""Fixity of the site's own files: ``catalogue/SITE-SHA256SUMS`` lists every one of them but itself.

The list is written last, from the bytes in memory. Its paths are below the output folder, so that
``sha256sum -c catalogue/SITE-SHA256SUMS`` works there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from muniment.archive.packing import FOLDER as PACKAGES
from muniment.catalogue.shell import FIRST, FOLDER
from muniment.errors import Finding, Place, Severity
from muniment.intake.slugs import is_reserved
from muniment.store import STAGING, digests_of_file

LIST = f"{FOLDER}/SITE-SHA256SUMS"
"""Where the list is, below the output folder."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_REMEDY = "Run make site: it writes the file again."


def is_site_file(path: str) -> bool:
    """Whether a path below the output folder belongs to the site and to no document: ``letter/index.html`` does."""
    folder, _, rest = path.partition("/")
    if not rest:
        return is_reserved(path) and path not in (FOLDER, PACKAGES)
    return folder == FOLDER or (rest == FIRST and folder not in (PACKAGES, STAGING))


def sums_of(digests: Mapping[str, str]) -> bytes:
    """The list: paths to SHA-256 in lower-case hex, sorted by path, as ``sha256sum -c`` reads it."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def listed(dist: Path) -> dict[str, str]:
    """What the list says: SHA-256 by path; nothing where there is none. Raises ``ValueError`` where it is no list."""
    try:
        text = (dist / LIST).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error
    lines = [_LINE.fullmatch(line) for line in text.removesuffix("\n").split("\n")] if text else []
    found = {line[2]: line[1] for line in lines if line and is_site_file(line[2]) and _is_plain(line[2])}
    if sums_of(found).decode() != text:
        raise ValueError("not a list of the site's files as it was written")
    return found


def _is_plain(path: str) -> bool:
    return not {"", ".", ".."} & set(path.split("/"))


def site_files(dist: Path) -> tuple[str, ...]:
    """Paths of everything in the output folder that is in a place of the site's, the list too; sorted."""
    if not dist.is_dir():
        return ()
    return tuple(sorted(path for path in _places(dist) if is_site_file(path)))


def _places(dist: Path) -> Iterator[str]:
    for path in dist.iterdir():
        if path.is_symlink() or not path.is_dir():
            yield path.name
        elif path.name == FOLDER:
            yield from (str(one.relative_to(dist)) for one in path.rglob("*") if one.is_symlink() or not one.is_dir())
        elif (path / FIRST).exists() or (path / FIRST).is_symlink():
            yield f"{path.name}/{FIRST}"


def site_findings(dist: Path) -> tuple[Finding, ...]:
    """Every disagreement between the site's files and their list; nothing where there is no site."""
    try:
        sums = listed(dist)
    except ValueError as error:
        return (_finding(dist / LIST, code="VER-MALFORMED", message=f"{error}."),)
    present = set(site_files(dist)) - {LIST}
    found = []
    for path in sorted(present | sums.keys()):
        where = dist / path
        if path not in present:
            found.append(_finding(where, code="VER-MISSING", message="A record names this file, but it is not there."))
        elif path not in sums:
            found.append(_finding(where, code="VER-UNLISTED", message="No record names this file."))
        elif where.is_symlink() or not where.is_file():
            found.append(_finding(where, code="VER-UNLISTED", message="This is not a regular file."))
        else:
            found += _differences(where, sums[path])
    return tuple(found)


def _differences(path: Path, sha256: str) -> Iterator[Finding]:
    try:
        actual = digests_of_file(path).sha256
    except OSError as error:
        yield _finding(path, code="VER-UNREADABLE", message=f"It cannot be read: {error.strerror}.")
        return
    if actual != sha256:
        yield _finding(path, code="VER-ALTERED", message="Its bytes are not those that were recorded.")


def _finding(path: Path, *, code: str, message: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, place=Place(file=str(path)), message=message, remedy=_REMEDY)
