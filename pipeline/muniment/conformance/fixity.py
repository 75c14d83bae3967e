"""Fixity of what validation wrote: ``conformance.json`` and the folder of reports against their ``SHA256SUMS``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from muniment.conformance import record
from muniment.errors import Finding, Place, Severity
from muniment.store import Digests, digests_of_file

SUMS_NAME = f"{record.REPORTS}/SHA256SUMS"
_SUM_LINE = re.compile(r"([0-9a-f]{64})  (\.\./)?([^/\n]+)")
_REMEDY = "Run make check: it validates the editions again."


def is_report(path: Path) -> bool:
    """Whether an entry of a document's folder comes from validation and not from a build."""
    if path.is_symlink():
        return False
    return path.name == record.FILE_NAME or (path.name == record.REPORTS and path.is_dir())


class Reports:
    """What validation wrote for one document, with its two records: its checksums and the ledger."""

    def __init__(self, folder: Path, recorded: Mapping[str, Digests]) -> None:
        """``recorded`` is the ledger's word, by path below the folder; empty where there is no ledger."""
        self._folder = folder
        self._recorded = recorded
        self._odd: list[Finding] = []
        self.actual = dict(self._read())

    def _read(self) -> Iterator[tuple[str, Digests]]:
        inner = self._folder / record.REPORTS
        paths = [path for path in (self._folder / record.FILE_NAME,) if path.exists() and is_report(path)]
        paths += sorted(inner.iterdir()) if inner.is_dir() and not inner.is_symlink() else []
        for path in paths:
            if path.is_symlink() or not path.is_file():
                self._odd.append(
                    _finding(path, code="VER-UNLISTED", message="This is not a regular file, and no record names it.")
                )
                continue
            try:
                yield str(path.relative_to(self._folder)), digests_of_file(path)
            except OSError as error:
                self._odd.append(_finding(path, code="VER-UNREADABLE", message=f"It cannot be read: {error.strerror}."))

    def findings(self) -> list[Finding]:
        """Every disagreement; nothing where nothing was ever validated."""
        found = list(self._odd)
        sums = self._sums(found)
        stated = self._stated(found)
        for name in sorted({*self.actual, *sums, *stated, *self._recorded}):
            found += self._compare(name, sums, stated)
        return found

    def _compare(self, name: str, sums: Mapping[str, str], stated: Mapping[str, str]) -> Iterator[Finding]:
        path = self._folder / name
        actual = self.actual.get(name)
        listed = name in sums or name in self._recorded or name == SUMS_NAME
        if actual is None:
            if not any(Path(one.place.file) == path for one in self._odd):
                yield _finding(path, code="VER-MISSING", message="A record names this file, but it is not there.")
        elif not listed:
            yield _finding(
                path,
                code="VER-UNLISTED",
                message="No record names this file.",
                remedy="Move it out of the output folder.",
            )
        elif (
            actual.sha256 != sums.get(name, actual.sha256)
            or actual.sha256 != stated.get(name, actual.sha256)
            or actual != self._recorded.get(name, actual)
        ):
            yield _finding(path, code="VER-ALTERED", message="Its bytes are not those that were recorded.")
        elif (self._recorded and name not in self._recorded) or (name not in sums and name != SUMS_NAME):
            yield _finding(path, code="VER-DISAGREE", message="One record names it, and another does not.")

    def _sums(self, found: list[Finding]) -> dict[str, str]:
        if SUMS_NAME not in self.actual:
            return {}
        path = self._folder / SUMS_NAME
        try:
            lines = path.read_bytes().decode("utf-8").split("\n")
        except UnicodeDecodeError:
            lines = [""]
        matches = [_SUM_LINE.fullmatch(line) for line in lines[:-1]]
        if lines[-1] != "" or None in matches or len(lines) == 1:
            found.append(
                _finding(path, code="VER-MALFORMED", message="This is not a list of checksums as it was written.")
            )
        rows = [match.groups() for match in matches if match]
        return {name if above else f"{record.REPORTS}/{name}": sha256 for sha256, above, name in rows}

    def _stated(self, found: list[Finding]) -> dict[str, str]:
        """Raw reports by path, as ``conformance.json`` states their digests."""
        if record.FILE_NAME not in self.actual:
            return {}
        path = self._folder / record.FILE_NAME
        try:
            conformance = record.from_json(path.read_bytes())
        except ValueError:
            found.append(
                _finding(path, code="VER-MALFORMED", message="This is not a record of conformance as it was written.")
            )
            return {}
        return {one.report: one.report_sha256 for one in conformance.validations() if one.report}


def _finding(path: Path, *, code: str, message: str, remedy: str = _REMEDY) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, place=Place(file=str(path)), message=message, remedy=remedy)
