"""Fixity of ``dist/archive``: each package against its own records, and both its forms against the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from muniment.archive.bag import DECLARATION_NAME, TAG_MANIFEST_NAME
from muniment.archive.inspection import SEALS, inspect
from muniment.archive.opened import UNREADABLE, opened
from muniment.archive.seal import LARGEST_SIGNATURE
from muniment.errors import Finding, Place, Severity, VerificationError
from muniment.ledger import PackageRecord
from muniment.store import Digests, digests_of_file

_REMEDY = "Run make archive: it makes the package again, or mends it from its other form."
_MOVE = "Move it out of the folder of packages."


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagesFixity:
    """What verifying a folder of packages found."""

    files: int
    """Files read; a ZIP file is one."""
    size: int
    """Bytes read."""
    findings: tuple[Finding, ...]
    """One for each disagreement."""


def verify_packages(folder: Path, records: Mapping[str, PackageRecord]) -> PackagesFixity:
    """Read every package in ``folder``. Without a ledger (no records) each is held against itself alone."""
    findings: list[Finding] = []
    files = size = 0
    present = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in present:
        if path.is_dir() and not path.is_symlink() and (path.name in records or (path / DECLARATION_NAME).exists()):
            inspection = inspect(path)
            files, size = files + inspection.files, size + inspection.size
            findings += inspection.findings
            findings += _against_ledger(path, records)
            findings += _seals(path, path.with_name(f"{path.name}.zip"))
        elif path.suffix == ".zip" and path.is_file() and not path.is_symlink():
            files, size = files + 1, size + path.stat().st_size
            findings += _zip_findings(path, records)
        else:
            findings.append(_finding(path, code="VER-UNLISTED", message="This is no package.", remedy=_MOVE))
    for document in records:
        for path in (folder / document, folder / f"{document}.zip"):
            if path not in present:
                findings.append(_finding(path, code="VER-MISSING", message="The ledger names it; it is not there."))
    return PackagesFixity(files=files, size=size, findings=tuple(findings))


def _against_ledger(path: Path, records: Mapping[str, PackageRecord]) -> Iterator[Finding]:
    if not records:
        return
    record = records.get(path.name)
    if record is None:
        yield _finding(path, code="VER-UNLISTED", message="The ledger does not know this package.", remedy=_MOVE)
    elif _digests(path / TAG_MANIFEST_NAME).sha256 != record.tag_manifest:
        yield _finding(path, code="VER-ALTERED", message="It is a package, but not the one that was made here.")


def _seals(folder: Path, archive: Path) -> Iterator[Finding]:
    """Seals and timestamps are in no manifest: the folder's must be those of the file, whose bytes the ledger knows."""
    try:
        with opened(archive) as package:
            inside = {name: package.read(name, most=LARGEST_SIGNATURE) for name in SEALS if name in package.sizes}
    except (VerificationError, *UNREADABLE):
        return  # the file's own findings say so
    for name in sorted(SEALS):
        path = folder / name
        here = path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST_SIGNATURE else None
        if here != inside.get(name):
            yield _finding(path, code="VER-ALTERED", message=f"It is not the one in {archive.name}.")


def _zip_findings(path: Path, records: Mapping[str, PackageRecord]) -> Iterator[Finding]:
    record = records.get(path.stem)
    if record is not None and _digests(path) == record.digests:
        return
    if record is not None:
        yield _finding(path, code="VER-ALTERED", message="Its bytes are not those that were recorded.")
    elif records:
        yield _finding(path, code="VER-UNLISTED", message="The ledger does not know this package.", remedy=_MOVE)
    try:
        yield from inspect(path).findings
    except VerificationError as error:
        yield _finding(path, code="PKG-UNREADABLE", message=f"{error.message}.")


def _digests(path: Path) -> Digests:
    try:
        return digests_of_file(path)
    except OSError:
        return Digests(sha256="", sha512="", size=0)


def _finding(path: Path, *, code: str, message: str, remedy: str = _REMEDY) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, place=Place(file=str(path)), message=message, remedy=remedy)
