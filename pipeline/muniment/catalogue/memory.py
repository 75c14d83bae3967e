"""What the last run of the catalogue knew, so that the next one looks only at what has changed since.

It is a cache in the build folder: without it everything is looked at again, and the site's bytes are the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from muniment.catalogue import entry_json
from muniment.catalogue.model import Entry
from muniment.errors import Place, StorageError

FILE_NAME = "catalogue-1.sqlite"
"""Its name in the build folder; another number when the tables change."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, watched TEXT NOT NULL, files TEXT NOT NULL, digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS content (id TEXT PRIMARY KEY, entry TEXT NOT NULL, words TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS place (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, stamp TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS whole (key TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One document, as it was when it was last looked at."""

    document: str
    """Its id."""
    key: str
    """Digest of everything that its part of the site follows from; empty where it is to be looked at again."""
    watched: tuple[str, ...]
    """Paths below the output folder of what was looked at; ``key`` has their stamps in it."""
    files: Mapping[str, str]
    """SHA-256 of its part of the site, by path below the output folder."""
    digest: str
    """Of what the pages about all documents take from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the pages about all documents take from one of them."""

    entry: str
    """It, as ``entry_json`` writes it."""
    words: str
    """Its ``search.words_of``."""


class Memory:
    """The database; open it as a context manager. Raises ``StorageError`` where it cannot be opened or written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._database = self._open()
            except sqlite3.DatabaseError:
                self._path.unlink(missing_ok=True)  # damaged: a cache is made anew
                self._database = self._open()
        except (OSError, sqlite3.Error) as error:
            raise StorageError(
                f"cannot open what the last run of the catalogue knew: {error}",
                remedy="Check the build folder, or remove this file: the next run makes it anew.",
                place=Place(file=str(self._path)),
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._database.close()
        if isinstance(error, sqlite3.Error):
            raise StorageError(
                f"what the catalogue knows cannot be read or written: {error}",
                remedy="See that there is space and leave to write in the build folder, and run again.",
                place=Place(file=str(self._path)),
            ) from error

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, isolation_level=None, timeout=60)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.executescript(_SCHEMA)
        except BaseException:
            database.close()
            raise
        return database

    def documents(self) -> dict[str, Remembered]:
        """Every document by id, in the order of ids."""
        rows = self._database.execute("SELECT id, key, watched, files, digest FROM document ORDER BY id")
        return {
            row[0]: Remembered(
                document=row[0],
                key=row[1],
                watched=tuple(row[2].split("\n")),
                files=dict(line.split(" ", 1)[::-1] for line in row[3].split("\n")),
                digest=row[4],
            )
            for row in rows
        }

    def remember(self, documents: Iterable[tuple[Remembered, Content]]) -> None:
        """Note documents in place of what was noted of them before."""
        held = list(documents)
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany(
            "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?)",
            (
                (
                    one.document,
                    one.key,
                    "\n".join(one.watched),
                    "\n".join(f"{sha256} {path}" for path, sha256 in one.files.items()),
                    one.digest,
                )
                for one, _ in held
            ),
        )
        self._database.executemany(
            "INSERT OR REPLACE INTO content VALUES (?, ?, ?)",
            ((one.document, content.entry, content.words) for one, content in held),
        )
        self._database.execute("COMMIT")

    def forget(self, documents: Iterable[str]) -> None:
        """Drop documents that are not offered any more."""
        gone = [(document,) for document in documents]
        self._database.executemany("DELETE FROM document WHERE id = ?", gone)
        self._database.executemany("DELETE FROM content WHERE id = ?", gone)

    def entries(self) -> list[Entry]:
        """All documents that are offered, by id."""
        rows = self._database.execute("SELECT entry FROM content ORDER BY id")
        return [entry_json.read(row[0]) for row in rows]

    def words(self) -> Iterator[str]:
        """The words of each of them, in the same order."""
        return (row[0] for row in self._database.execute("SELECT words FROM content ORDER BY id"))

    def places(self) -> dict[str, tuple[str, str]]:
        """SHA-256 and stamp of every file of the site when it was last put into place, by path."""
        rows = self._database.execute("SELECT path, sha256, stamp FROM place")
        return {path: (sha256, stamp) for path, sha256, stamp in rows}

    def whole(self) -> str:
        """Digest of everything that the pages about all documents were last made from; empty where unknown."""
        row = self._database.execute("SELECT key FROM whole").fetchone()
        return row[0] if row else ""

    def settle(self, places: Mapping[str, tuple[str, str]], whole: str) -> None:
        """Note where the files now are and what they were made from, in place of what was noted before."""
        before = self.places()
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany(
            "DELETE FROM place WHERE path = ?", ((one,) for one in before.keys() - places.keys())
        )
        self._database.executemany(
            "INSERT OR REPLACE INTO place VALUES (?, ?, ?)",
            ((path, *one) for path, one in places.items() if before.get(path) != one),
        )
        self._database.execute("DELETE FROM whole")
        self._database.execute("INSERT INTO whole VALUES (?)", (whole,))
        self._database.execute("COMMIT")
