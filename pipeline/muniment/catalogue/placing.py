"""Many small files put into place at once: nothing is touched that has its bytes already."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from muniment.store import digests_of_file, refused


class Placing:
    """Gathers the files of the site in a staging folder, and moves them into place together.

    One sync of the file system stands for that of each file: ten thousand of those would take minutes.
    """

    def __init__(self, dist: Path, staging: Path) -> None:
        self._dist = dist
        self._staging = staging
        self._waiting: dict[str, Path] = {}
        self._sums: dict[str, str] = {}

    @property
    def sums(self) -> dict[str, str]:
        """SHA-256 of every file that the site has so far, by path below the output folder."""
        return dict(self._sums)

    def add(self, path: str, data: bytes) -> None:
        """The file at ``path`` below the output folder is to hold ``data``. Raises ``StorageError``."""
        self._sums[path] = hashlib.sha256(data).hexdigest()
        if _holds(self._dist / path, data):
            return
        place = self.place(str(len(self._waiting)))
        try:
            place.write_bytes(data)
        except OSError as error:
            raise refused(error, place) from error
        self._waiting[path] = place

    def place(self, name: str) -> Path:
        """Where to write a file that ``adopt`` then takes. Raises ``StorageError``."""
        try:
            self._staging.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refused(error, self._staging) from error
        return self._staging / name

    def adopt(self, path: str, written: Path, sha256: str) -> None:
        """A file that was written where ``place`` said is to stand at ``path``."""
        self._sums[path] = sha256
        self._waiting[path] = written

    def keep(self, path: str, sha256: str) -> bool:
        """Leave the file at ``path`` as it is if it has this digest; says whether it has."""
        try:
            if (self._dist / path).is_symlink() or digests_of_file(self._dist / path).sha256 != sha256:
                return False
        except OSError:
            return False
        self._sums[path] = sha256
        return True

    def finish(self) -> tuple[str, ...]:
        """Move everything that waits into place, in the order it came; gives the paths. Raises ``StorageError``."""
        if self._waiting:
            os.sync()  # what is renamed below is on the disk already, whole
        for path, staged in self._waiting.items():
            target = self._dist / path
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                staged.replace(target)
            except OSError as error:
                raise refused(error, target) from error
        if self._waiting:
            os.sync()
        written = tuple(self._waiting)
        self._waiting.clear()
        return written


def _holds(path: Path, data: bytes) -> bool:
    try:
        return not path.is_symlink() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False  # missing or unreadable: it is written
