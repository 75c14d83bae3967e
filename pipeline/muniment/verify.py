"""Fixity of ``dist/``: every file is read again and compared with what was recorded when it was written.

Three records are compared with the bytes and with each other: each folder's ``SHA256SUMS``, its ``provenance.json``
and the ledger. So a change to a record is found as surely as a change to a file, and a file that no record names is
an error too. What validators said lies beside the editions and has a ``SHA256SUMS`` of its own (``conformance``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from muniment.archive.fixity import verify_packages
from muniment.archive.packing import FOLDER as PACKAGES
from muniment.catalogue.fixity import is_site_file, site_findings
from muniment.catalogue.shell import FOLDER as CATALOGUE
from muniment.config import Folders
from muniment.conformance.fixity import Reports, is_report
from muniment.errors import Finding, Place, Severity
from muniment.ledger import Ledger, OutputRecord
from muniment.provenance import CHECKSUMS_NAME, FILE_NAME
from muniment.runner import LEDGER
from muniment.store import STAGING, Digests, digests_of_file

SUM_LINE = re.compile(r"([0-9a-f]{64})  ([^/\n]+)")
REBUILD = "Run make: it builds damaged and missing files again from the source."


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What verifying found."""

    documents: int
    """Documents looked at."""
    files: int
    """Files read."""
    size: int
    """Bytes read."""
    findings: tuple[Finding, ...]
    """One for each disagreement; empty where all is as recorded."""


def verify(folders: Folders, *, progress: Callable[[int, int], None]) -> Verification:
    """Read every file of ``dist/`` and compare; ``progress`` is told (documents done, documents in all).

    Raises ``StorageError`` where the ledger cannot be read.
    """
    path = folders.build / LEDGER
    with Ledger(path) if path.exists() else nullcontext() as ledger:
        return _verify(folders, ledger, progress)


def _verify(folders: Folders, ledger: Ledger | None, progress: Callable[[int, int], None]) -> Verification:
    archive = folders.dist / PACKAGES
    apart = {archive, folders.dist / CATALOGUE}
    present = {path.name: path for path in _entries(folders.dist) if path not in apart and not is_site_file(path.name)}
    built = ledger.built() if ledger else ()
    names = sorted({*built, *(name for name, path in present.items() if path.is_dir() and not path.is_symlink())})
    findings = [
        _finding(
            path, code="VER-UNLISTED", message="No document owns this file.", remedy="Move it out of the output folder."
        )
        for name, path in present.items()
        if name not in names
    ]
    files = size = 0
    for number, name in enumerate(names):
        progress(number, len(names))
        folder = _Folder(folders.dist / name, ledger.outputs(name).get(name, {}) if ledger else {})
        findings += folder.findings()
        validated = Reports(folders.dist / name, ledger.reports(name).get(name, {}) if ledger else {})
        findings += validated.findings()
        actual = [*folder.actual.values(), *validated.actual.values()]
        files += len(actual)
        size += sum(one.size for one in actual)
    packed = verify_packages(archive, ledger.packages() if ledger else {})
    findings += packed.findings
    findings += site_findings(folders.dist)
    files, size = files + packed.files, size + packed.size
    progress(len(names), len(names))
    return Verification(documents=len(names), files=files, size=size, findings=tuple(findings))


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name != STAGING)


def _finding(path: Path, *, code: str, message: str, remedy: str = REBUILD) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, place=Place(file=str(path)), message=message, remedy=remedy)


class _Folder:
    """One document's folder, with its bytes and its three records."""

    def __init__(self, path: Path, records: Mapping[str, OutputRecord]) -> None:
        self._path = path
        self._records = records
        self._unreadable: list[Finding] = []
        self.actual = dict(self._read())

    def _read(self) -> Iterator[tuple[str, Digests]]:
        for path in _entries(self._path):
            if is_report(path) or is_site_file(f"{self._path.name}/{path.name}"):
                continue
            if path.is_symlink() or not path.is_file():
                message = "This is not a regular file, and no record names it."
                self._unreadable.append(
                    _finding(path, code="VER-UNLISTED", message=message, remedy="Move it out of the output folder.")
                )
                continue
            try:
                yield path.name, digests_of_file(path)
            except OSError as error:
                message = f"It cannot be read: {(error.strerror or str(error)).lower()}."
                self._unreadable.append(
                    _finding(path, code="VER-UNREADABLE", message=message, remedy="Check its permissions.")
                )

    def findings(self) -> list[Finding]:
        found = list(self._unreadable)
        sums = self._sums(found)
        stated = self._stated(found)
        for name in sorted({*self.actual, *sums, *stated, *self._records}):
            found += self._compare(name, sums, stated)
        return found

    def _compare(self, name: str, sums: Mapping[str, str], stated: Mapping[str, Digests]) -> Iterator[Finding]:
        path = self._path / name
        actual = self.actual.get(name)
        record = self._records.get(name)
        listed = name in sums or name in stated or record or name == CHECKSUMS_NAME
        if actual is None:
            if not any(Path(one.place.file) == path for one in self._unreadable):
                yield _finding(path, code="VER-MISSING", message="A record names this file, but it is not there.")
        elif not listed:
            remedy = "Move it out of the output folder."
            yield _finding(path, code="VER-UNLISTED", message="No record names this file.", remedy=remedy)
        else:
            yield from self._differences(path, actual, sums.get(name), stated.get(name))

    def _differences(
        self, path: Path, actual: Digests, summed: str | None, stated: Digests | None
    ) -> Iterator[Finding]:
        record = self._records.get(path.name)
        against = {
            CHECKSUMS_NAME: summed is None or summed == actual.sha256,
            FILE_NAME: stated is None or stated == actual,
            "the ledger": record is None or record.digests == actual,
        }
        differing = [name for name, agrees in against.items() if not agrees]
        if differing:
            message = f"Its bytes are not those recorded in {' and '.join(differing)}."
            yield _finding(path, code="VER-ALTERED", message=message)
        unnamed = [
            record_name
            for record_name, missing in (
                (CHECKSUMS_NAME, summed is None and path.name != CHECKSUMS_NAME),
                (FILE_NAME, stated is None and path.name not in (CHECKSUMS_NAME, FILE_NAME)),
                ("the ledger", record is None and bool(self._records)),
            )
            if missing
        ]
        if unnamed:
            yield _finding(
                path, code="VER-DISAGREE", message=f"It is not named in {' and '.join(unnamed)}, but elsewhere it is."
            )

    def _sums(self, found: list[Finding]) -> dict[str, str]:
        """``SHA256SUMS`` as name to digest, read strictly: every byte of it counts."""
        path = self._path / CHECKSUMS_NAME
        if CHECKSUMS_NAME not in self.actual:
            return {}
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except UnicodeDecodeError:
            lines = [""]
        matches = [SUM_LINE.fullmatch(line) for line in lines[:-1]]
        names = [match.group(2) for match in matches if match]
        if lines[-1] != "" or None in matches or names != sorted(set(names)):
            found.append(
                _finding(path, code="VER-MALFORMED", message="This is not a list of checksums as it was written.")
            )
        return {match.group(2): match.group(1) for match in matches if match}

    def _stated(self, found: list[Finding]) -> dict[str, Digests]:
        """The files that ``provenance.json`` states."""
        path = self._path / FILE_NAME
        if FILE_NAME not in self.actual:
            return {}
        try:
            outputs = json.loads(path.read_bytes())["predicate"]["outputs"]
            return {
                str(one["name"]): Digests(
                    sha256=str(one["digest"]["sha256"]),
                    sha512=str(one["digest"]["sha512"]),
                    size=int(one["size"]),
                )
                for one in outputs
            }
        except (ValueError, KeyError, TypeError):
            found.append(
                _finding(path, code="VER-MALFORMED", message="This is not a provenance manifest as it was written.")
            )
            return {}
