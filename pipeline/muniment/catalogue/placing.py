"""Many small files put into place at once: nothing is touched that has its bytes already."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from muniment.store import READ_SIZE, refused, stamp

FEW = 64
"""Up to so many new files are synced one by one; for more, one sync of the file systems stands for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that the site is to have."""

    path: str
    """Path below the output folder."""
    sha256: str
    """Of its bytes, lower-case hex."""
    new: bool
    """Whether it waits in the staging folder; else it is in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The two folders that a file goes through; any process may offer files for different places."""

    dist: Path
    """The output folder."""
    staging: Path
    """Where new files wait, in the same file system."""

    def offer(self, path: str, data: bytes) -> Made:
        """The file at ``path`` is to hold ``data``. Raises ``StorageError``."""
        sha256 = hashlib.sha256(data).hexdigest()
        if _holds(f"{self.dist}/{path}", data):
            return Made(path=path, sha256=sha256, new=False)
        place = self.place(path)
        try:
            with open(place, "wb") as stream:  # noqa: PTH123 - twenty thousand of them
                stream.write(data)
        except OSError as error:
            raise refused(error, place) from error
        return Made(path=path, sha256=sha256, new=True)

    def place(self, path: str) -> Path:
        """Where the file that belongs at ``path`` waits. Raises ``StorageError``."""
        try:
            os.makedirs(self.staging, exist_ok=True)  # noqa: PTH103 - the same
        except OSError as error:
            raise refused(error, self.staging) from error
        return self.staging / path.replace("/", "!")  # no id has one

    def adopt(self, path: str, sha256: str) -> Made:
        """A file with this digest was written to ``place(path)``; it is dropped where the same is there already."""
        waiting, target = self.place(path), self.dist / path
        try:
            same = not target.is_symlink() and target.stat().st_size == waiting.stat().st_size
            if same and sha256_of(target) == sha256:
                waiting.unlink()
                return Made(path=path, sha256=sha256, new=False)
        except OSError:
            pass  # missing or unreadable: it is replaced
        return Made(path=path, sha256=sha256, new=True)


class Placing:
    """Gathers the files of the site, and moves those that are new into place together."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._made: dict[str, Made] = {}

    @property
    def sums(self) -> dict[str, str]:
        """SHA-256 of every file that the site has so far, by path below the output folder."""
        return {path: made.sha256 for path, made in self._made.items()}

    def take(self, made: Iterable[Made]) -> None:
        """The site is to have these too."""
        self._made.update((one.path, one) for one in made)

    def finish(self) -> tuple[str, ...]:
        """Move everything that waits into place, in the order it came; gives the paths. Raises ``StorageError``."""
        waiting = [path for path, made in self._made.items() if made.new]
        if len(waiting) > FEW:
            os.sync()  # what is renamed below is on the disk already, whole
        for path in waiting:
            staged, target = self._stage.place(path), self._stage.dist / path
            try:
                if len(waiting) <= FEW:
                    _sync(staged)
                _move(staged, target)
            except OSError as error:
                raise refused(error, target) from error
        if len(waiting) > FEW:
            os.sync()
        else:
            for folder in {(self._stage.dist / path).parent for path in waiting}:
                _sync(folder)
        return tuple(waiting)


def stamp_of(path: str) -> str:
    """The ``store.stamp`` of a file; empty where there is none."""
    try:
        return stamp(os.lstat(path))
    except OSError:
        return ""


def sha256_of(path: Path) -> str:
    """Lower-case hex of a file, read in pieces. Raises ``OSError``."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(READ_SIZE):
            digest.update(piece)
    return digest.hexdigest()


def _holds(path: str, data: bytes) -> bool:
    try:
        if os.path.islink(path) or os.stat(path).st_size != len(data):  # noqa: PTH114, PTH116 - twenty thousand of them
            return False
        with open(path, "rb") as stream:  # noqa: PTH123 - the same
            return stream.read() == data
    except OSError:
        return False  # missing or unreadable: it is written


def _move(staged: Path, target: Path) -> None:
    try:
        os.replace(staged, target)  # noqa: PTH105 - the same
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged, target)  # noqa: PTH105 - the same


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
