"""What was built from what: an embedded database with the digest of every output, taken when it was written.

The ledger is a cache with one duty: to say what is stale and what is damaged. Losing it costs time, never content,
because every document's folder carries its own ``SHA256SUMS`` and ``provenance.json``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from muniment.errors import Place, StorageError
from muniment.records import (
    Glimpse,
    InputRecord,
    OutputRecord,
    PackageRecord,
    output_record,
    output_row,
    package_record,
    package_row,
    shared_inputs,
)
from muniment.store import Digests

__all__ = ["InputRecord", "Ledger", "OutputRecord", "PackageRecord"]

PAGE_SIZE = 16_384
"""Bytes in a page of the database: rows of some 600 bytes lie in the tree itself, and many must fit into a page."""
CACHE_SIZE = 65_536
"""Kilobytes of pages that are kept in memory at most."""
SCHEMA_VERSION = 6
SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
  id TEXT PRIMARY KEY, source BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shared (
  id INTEGER PRIMARY KEY, inputs TEXT NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS output (
  document TEXT NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL, media_type TEXT NOT NULL,
  sha256 BLOB NOT NULL, sha512 BLOB NOT NULL, size INTEGER NOT NULL, stamp TEXT NOT NULL,
  own TEXT NOT NULL, shared INTEGER NOT NULL, fidelity TEXT NOT NULL, reason TEXT NOT NULL,
  made TEXT NOT NULL,
  PRIMARY KEY (document, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS report (
  document TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, sha512 TEXT NOT NULL, size INTEGER NOT NULL,
  made TEXT NOT NULL, PRIMARY KEY (document, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS package (
  document TEXT PRIMARY KEY, key TEXT NOT NULL, tag_manifest TEXT NOT NULL,
  sha256 TEXT NOT NULL, sha512 TEXT NOT NULL, size INTEGER NOT NULL, made TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS input (
  path BLOB PRIMARY KEY, size INTEGER NOT NULL, stamp TEXT NOT NULL, sha256 TEXT NOT NULL
) WITHOUT ROWID;
"""


class Ledger:
    """The database; open it as a context manager. Raises ``StorageError`` where it cannot be opened or written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shared: dict[int, dict[str, str]] = {}
        self._numbers: dict[str, int] = {}

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._database = self._open()
        except (OSError, sqlite3.Error) as error:
            raise StorageError(
                f"cannot open the ledger: {error}",
                remedy="Check the build folder, or remove it: the next build makes the ledger anew.",
                place=Place(file=str(self._path)),
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._database.close()
        if isinstance(error, sqlite3.Error):
            raise StorageError(
                f"the ledger cannot be read or written: {error}",
                remedy="See that there is space and leave to write in the build folder, and run again; "
                "what is finished is kept.",
                place=Place(file=str(self._path)),
            ) from error

    def _open(self) -> sqlite3.Connection:
        database = self._connect()
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, SCHEMA_VERSION):  # another release's ledger: a cache is made anew, not migrated
            database.close()
            self._path.unlink()
            database = self._connect()
        database.executescript(SCHEMA)
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return database

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, isolation_level=None, timeout=60)
        try:
            database.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.DatabaseError:
            database.close()
            self._path.unlink()  # damaged: a cache is made anew
            database = sqlite3.connect(self._path, isolation_level=None, timeout=60)
        database.execute(f"PRAGMA cache_size = -{CACHE_SIZE}")
        return database

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen together or not at all."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._database.in_transaction:  # else the database has rolled back by itself, as on a full disk
                self._database.execute("ROLLBACK")
            self._numbers.clear()  # some may have been given inside
            self._shared.clear()
            raise
        self._database.execute("COMMIT")

    def documents(self) -> dict[str, bytes]:
        """Every document's id and the path of the source it came from, relative to the source folder."""
        return dict(self._database.execute("SELECT id, source FROM document"))

    def identifiers(self) -> Iterator[str]:
        """Every document's id, in order. Nothing may be written before the last is read."""
        return (row[0] for row in self._database.execute("SELECT id FROM document ORDER BY id"))

    def built(self) -> Iterator[str]:
        """The id of every document that has files, in order; what is written meanwhile may or may not be among them."""
        last = ""
        while row := self._database.execute(
            "SELECT document FROM output WHERE document > ? ORDER BY document LIMIT 1", (last,)
        ).fetchone():
            last = str(row[0])
            yield last

    def outputs(self, document: str | None = None) -> dict[str, dict[str, OutputRecord]]:
        """Records by document and file name; of one document where it is named, for all take much memory."""
        where, parameters = ("WHERE document = ?", (document,)) if document else ("", ())
        rows = self._database.execute(f"SELECT * FROM output {where} ORDER BY document, name", parameters)  # noqa: S608 - a constant
        found: dict[str, dict[str, OutputRecord]] = {}
        for row in rows:
            record = output_record(row, self._shared_inputs(row[9]))
            found.setdefault(record.document, {})[record.name] = record
        return found

    def glimpses(self, first: str, last: str) -> dict[str, dict[str, Glimpse]]:
        """What is soonest compared of every file of the documents from ``first`` to ``last``, by document and name."""
        found: dict[str, dict[str, Glimpse]] = {}
        for document, name, *glimpse in self._database.execute(
            "SELECT document, name, size, stamp, own, shared FROM output WHERE document BETWEEN ? AND ?", (first, last)
        ):
            found.setdefault(document, {})[name] = tuple(glimpse)
        return found

    def shared_number(self, inputs: Mapping[str, str]) -> int | None:
        """The number under which the shared ones among these inputs are recorded, if any file was made from them."""
        return self._number(shared_inputs(inputs))

    def _number(self, text: str) -> int | None:
        if text not in self._numbers:
            row = self._database.execute("SELECT id FROM shared WHERE inputs = ?", (text,)).fetchone()
            if row is None:
                return None
            self._numbers[text] = row[0]
        return self._numbers[text]

    def _shared_inputs(self, number: int) -> dict[str, str]:
        if number not in self._shared:
            (text,) = self._database.execute("SELECT inputs FROM shared WHERE id = ?", (number,)).fetchone()
            self._shared[number] = json.loads(text)
        return self._shared[number]

    def record_document(self, identifier: str, source: bytes) -> None:
        """Note that a document exists and where it came from."""
        self._database.execute("INSERT OR REPLACE INTO document VALUES (?, ?)", (identifier, source))

    def record_output(self, record: OutputRecord) -> None:
        """Note what was written."""
        text = shared_inputs(record.inputs)
        number = self._number(text)
        if number is None:
            number = self._database.execute("INSERT INTO shared (inputs) VALUES (?)", (text,)).lastrowid or 0
        self._database.execute(
            "INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", output_row(record, number)
        )

    def restamp(self, record: OutputRecord, now: str) -> None:
        """Note that a file with the recorded bytes has another stamp now."""
        parameters = (now, record.document, record.name, record.stamp)
        self._database.execute("UPDATE output SET stamp = ? WHERE document = ? AND name = ? AND stamp = ?", parameters)

    def forget_output(self, document: str, name: str) -> None:
        """Drop one output's record."""
        self._database.execute("DELETE FROM output WHERE document = ? AND name = ?", (document, name))

    def forget_document(self, document: str) -> None:
        """Drop a document and the records of its outputs and reports."""
        self._database.execute("DELETE FROM output WHERE document = ?", (document,))
        self._database.execute("DELETE FROM report WHERE document = ?", (document,))
        self._database.execute("DELETE FROM document WHERE id = ?", (document,))

    def reports(self, document: str | None = None) -> dict[str, dict[str, Digests]]:
        """Fixity of what validation wrote, by document and by path below the document's folder; of one where named."""
        where, parameters = ("WHERE document = ?", (document,)) if document else ("", ())
        found: dict[str, dict[str, Digests]] = {}
        rows = self._database.execute(f"SELECT document, name, sha256, sha512, size FROM report {where}", parameters)  # noqa: S608 - a constant
        for owner, name, sha256, sha512, size in rows:
            found.setdefault(owner, {})[name] = Digests(sha256=sha256, sha512=sha512, size=size)
        return found

    def report_times(self, document: str) -> dict[str, str]:
        """When what validation wrote for a document was put into place, by path: ISO 8601, UTC, whole seconds."""
        return dict(self._database.execute("SELECT name, made FROM report WHERE document = ?", (document,)))

    def times(self) -> dict[str, dict[str, str]]:
        """When each file in ``dist/`` was put into place, by document and name: ISO 8601, UTC, whole seconds."""
        found: dict[str, dict[str, str]] = {}
        rows = "SELECT document, name, made FROM output UNION ALL SELECT document, name, made FROM report"
        for document, name, made in self._database.execute(rows):
            found.setdefault(document, {})[name] = made
        return found

    def record_reports(self, document: str, reports: Mapping[str, Digests], made: str) -> None:
        """Note what validation wrote for a document, in place of what was noted before.

        ``made`` is the time of what is new; a file with the bytes that it had keeps its time.
        """
        before, times = self.reports(document).get(document, {}), self.report_times(document)
        self._database.execute("DELETE FROM report WHERE document = ?", (document,))
        self._database.executemany(
            "INSERT INTO report VALUES (?, ?, ?, ?, ?, ?)",
            (
                (document, name, one.sha256, one.sha512, one.size, times[name] if before.get(name) == one else made)
                for name, one in reports.items()
            ),
        )

    def packages(self) -> dict[str, PackageRecord]:
        """Archive packages by document."""
        return {row[0]: package_record(row) for row in self._database.execute("SELECT * FROM package")}

    def record_package(self, record: PackageRecord) -> None:
        """Note what was packed."""
        self._database.execute("INSERT OR REPLACE INTO package VALUES (?, ?, ?, ?, ?, ?, ?)", package_row(record))

    def forget_package(self, document: str) -> None:
        """Drop the record of a package."""
        self._database.execute("DELETE FROM package WHERE document = ?", (document,))

    def input(self, path: bytes) -> InputRecord | None:
        """The digest of one input file as last read."""
        row = self._database.execute("SELECT path, size, stamp, sha256 FROM input WHERE path = ?", (path,)).fetchone()
        return InputRecord(path=row[0], size=row[1], stamp=row[2], sha256=row[3]) if row else None

    def record_inputs(self, records: Iterable[InputRecord]) -> None:
        """Note the digests of input files."""
        self._database.executemany(
            "INSERT OR REPLACE INTO input VALUES (?, ?, ?, ?)",
            ((record.path, record.size, record.stamp, record.sha256) for record in records),
        )
