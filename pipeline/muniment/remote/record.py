"""What is known of the files that went between a working copy and a remote folder. SQLite, one row a file."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from muniment.remote.filesystem import RemoteFile

_SCHEMA = """
CREATE TABLE IF NOT EXISTS copy (
    name TEXT PRIMARY KEY,
    local TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    tag TEXT NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One file that was the same here and there."""

    local: str
    """The local file's size and times when it was; another value means that it may have changed."""
    sha256: str
    """Of its bytes, lower-case hex."""
    remote: RemoteFile
    """What the store said of it."""


class Record:
    """The rows of one working copy; each is written at once, so that an interruption loses none."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def copies(self) -> dict[str, Copy]:
        """Every row, by name."""
        rows = self._database.execute("SELECT name, local, sha256, size, tag FROM copy ORDER BY name")
        return {
            name: Copy(local=local, sha256=sha256, remote=RemoteFile(size=size, tag=tag))
            for name, local, sha256, size, tag in rows
        }

    def keep(self, name: str, copy: Copy) -> None:
        """Record a file that is the same here and there now."""
        row = (name, copy.local, copy.sha256, copy.remote.size, copy.remote.tag)
        self._database.execute("INSERT OR REPLACE INTO copy VALUES (?, ?, ?, ?, ?)", row)

    def forget(self, name: str) -> None:
        """Take a file's row away."""
        self._database.execute("DELETE FROM copy WHERE name = ?", (name,))


def local_state(path: Path) -> str:
    """Size and times of a local file. Raises ``OSError``."""
    status = path.stat()
    return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ino}"
