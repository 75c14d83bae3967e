"""What was built from what: an embedded database with the digest of every output, taken when it was written.

The ledger is a cache with one duty: to say what is stale and what is damaged. Losing it costs time, never content,
because every document's folder carries its own ``SHA256SUMS`` and ``provenance.json``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from muniment.errors import Place, StorageError
from muniment.store import Digests

SCHEMA_VERSION = 5
SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
  id TEXT PRIMARY KEY, source BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS output (
  document TEXT NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL, media_type TEXT NOT NULL,
  sha256 TEXT NOT NULL, sha512 TEXT NOT NULL, size INTEGER NOT NULL, stamp TEXT NOT NULL,
  inputs TEXT NOT NULL, fidelity TEXT NOT NULL, reason TEXT NOT NULL,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRecord:
    """One file in ``dist/``, as it was when it was written."""

    document: str
    """The document's id."""
    name: str
    """The file's name in the document's folder."""
    format: str
    """The writer's name, or ``source``, ``provenance`` or ``checksums``."""
    media_type: str
    """IANA media type."""
    digests: Digests
    """Taken from the bytes in memory before they were written."""
    stamp: str
    """Its ``store.stamp`` just after it was written; lets an untouched file go unread."""
    inputs: Mapping[str, str]
    """Everything the bytes were made from: label to value; what ``make why`` compares."""
    fidelity: Mapping[str, object]
    """The fidelity gate's result, empty where the gate does not apply."""
    reason: str
    """Why it was last built."""
    made: str
    """When it was put into place: ISO 8601, UTC, whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRecord:
    """The digest of an input file as of a size and a stamp."""

    path: bytes
    """Path relative to the source folder, as the file system has it."""
    size: int
    """Length in bytes."""
    stamp: str
    """Its ``store.stamp`` when it was read."""
    sha256: str
    """Lower-case hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRecord:
    """One archive package, as it was when it was written."""

    document: str
    """The document's id."""
    key: str
    """Digest of everything that it was made from."""
    tag_manifest: str
    """SHA-256 of its tag manifest, lower-case hex."""
    digests: Digests
    """Fixity of its ZIP file."""
    made: str
    """When it was put into place: ISO 8601, UTC, whole seconds."""


class Ledger:
    """The database; open it as a context manager. Raises ``StorageError`` where it cannot be opened or written."""

    def __init__(self, path: Path) -> None:
        self._path = path

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
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.DatabaseError:
            database.close()
            self._path.unlink()  # damaged: a cache is made anew
            database = sqlite3.connect(self._path, isolation_level=None, timeout=60)
        return database

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen together or not at all."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def documents(self) -> dict[str, bytes]:
        """Every document's id and the path of the source it came from, relative to the source folder."""
        return dict(self._database.execute("SELECT id, source FROM document"))

    def outputs(self, document: str | None = None) -> dict[str, dict[str, OutputRecord]]:
        """Records by document and file name; of one document where it is named."""
        where, parameters = ("WHERE document = ?", (document,)) if document else ("", ())
        rows = self._database.execute(f"SELECT * FROM output {where} ORDER BY document, name", parameters)  # noqa: S608 - a constant
        found: dict[str, dict[str, OutputRecord]] = {}
        for row in rows:
            record = _record(row)
            found.setdefault(record.document, {})[record.name] = record
        return found

    def record_document(self, identifier: str, source: bytes) -> None:
        """Note that a document exists and where it came from."""
        self._database.execute("INSERT OR REPLACE INTO document VALUES (?, ?)", (identifier, source))

    def record_output(self, record: OutputRecord) -> None:
        """Note what was written."""
        self._database.execute(
            "INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.document,
                record.name,
                record.format,
                record.media_type,
                record.digests.sha256,
                record.digests.sha512,
                record.digests.size,
                record.stamp,
                json.dumps(dict(record.inputs)),
                json.dumps(dict(record.fidelity)),
                record.reason,
                record.made,
            ),
        )

    def forget_output(self, document: str, name: str) -> None:
        """Drop one output's record."""
        self._database.execute("DELETE FROM output WHERE document = ? AND name = ?", (document, name))

    def forget_document(self, document: str) -> None:
        """Drop a document and the records of its outputs and reports."""
        self._database.execute("DELETE FROM output WHERE document = ?", (document,))
        self._database.execute("DELETE FROM report WHERE document = ?", (document,))
        self._database.execute("DELETE FROM document WHERE id = ?", (document,))

    def reports(self) -> dict[str, dict[str, Digests]]:
        """Fixity of what validation wrote, by document and by path below the document's folder."""
        found: dict[str, dict[str, Digests]] = {}
        for document, name, sha256, sha512, size, _ in self._database.execute("SELECT * FROM report"):
            found.setdefault(document, {})[name] = Digests(sha256=sha256, sha512=sha512, size=size)
        return found

    def report_times(self, document: str) -> dict[str, str]:
        """When what validation wrote for a document was put into place, by path: ISO 8601, UTC, whole seconds."""
        return dict(self._database.execute("SELECT name, made FROM report WHERE document = ?", (document,)))

    def record_reports(self, document: str, reports: Mapping[str, Digests], made: str) -> None:
        """Note what validation wrote for a document, in place of what was noted before.

        ``made`` is the time of what is new; a file with the bytes that it had keeps its time.
        """
        before, times = self.reports().get(document, {}), self.report_times(document)
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
        return {row[0]: _package(row) for row in self._database.execute("SELECT * FROM package")}

    def record_package(self, record: PackageRecord) -> None:
        """Note what was packed."""
        digests = record.digests
        row = (
            record.document,
            record.key,
            record.tag_manifest,
            digests.sha256,
            digests.sha512,
            digests.size,
            record.made,
        )
        self._database.execute("INSERT OR REPLACE INTO package VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def forget_package(self, document: str) -> None:
        """Drop the record of a package."""
        self._database.execute("DELETE FROM package WHERE document = ?", (document,))

    def inputs(self) -> dict[bytes, InputRecord]:
        """Digests of input files as last read, by path."""
        rows = self._database.execute("SELECT path, size, stamp, sha256 FROM input")
        return {row[0]: InputRecord(path=row[0], size=row[1], stamp=row[2], sha256=row[3]) for row in rows}

    def record_inputs(self, records: Iterable[InputRecord]) -> None:
        """Note the digests of input files."""
        self._database.executemany(
            "INSERT OR REPLACE INTO input VALUES (?, ?, ?, ?)",
            ((record.path, record.size, record.stamp, record.sha256) for record in records),
        )


def _record(row: tuple[object, ...]) -> OutputRecord:
    document, name, format_, media_type, sha256, sha512, size, stamp, inputs, fidelity, reason, made = row
    return OutputRecord(
        document=str(document),
        name=str(name),
        format=str(format_),
        media_type=str(media_type),
        digests=Digests(sha256=str(sha256), sha512=str(sha512), size=int(str(size))),
        stamp=str(stamp),
        inputs=json.loads(str(inputs)),
        fidelity=json.loads(str(fidelity)),
        reason=str(reason),
        made=str(made),
    )


def _package(row: tuple[str, str, str, str, str, int, str]) -> PackageRecord:
    document, key, tag_manifest, sha256, sha512, size, made = row
    digests = Digests(sha256=sha256, sha512=sha512, size=size)
    return PackageRecord(document=document, key=key, tag_manifest=tag_manifest, digests=digests, made=made)
