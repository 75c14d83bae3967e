"""Writing to disk so that a crash at any moment leaves either the old file or the new one, whole.

Everything is first written to a staging folder on the same file system, synced, and then renamed into place.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from muniment.errors import BusyError, Place, StorageError

STAGING = ".staging"
STAGING_THREADS = 4
"""Files of a document that are synced at a time."""
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0)
READ_SIZE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """The fixity of some bytes; the one table that every copy of a digest is taken from."""

    sha256: str
    """Lower-case hex."""
    sha512: str
    """Lower-case hex."""
    size: int
    """Length in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A complete file that waits in the staging folder."""

    path: Path
    """Where it waits."""
    digests: Digests
    """Taken from the bytes in memory, before they were written."""


def digests_of(data: bytes) -> Digests:
    """Digests of bytes in memory."""
    return Digests(sha256=hashlib.sha256(data).hexdigest(), sha512=hashlib.sha512(data).hexdigest(), size=len(data))


def digests_of_file(path: Path) -> Digests:
    """Digests of a file, read in pieces. Raises ``OSError``."""
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with path.open("rb") as stream:
        while piece := stream.read(READ_SIZE):
            sha256.update(piece)
            sha512.update(piece)
            size += len(piece)
    return Digests(sha256=sha256.hexdigest(), sha512=sha512.hexdigest(), size=size)


Clock = Callable[[], datetime]
"""Tells the present moment, with its time zone. Only the command line brings a real one."""


def moment(clock: Clock) -> str:
    """The present moment as records hold it: ISO 8601, UTC, whole seconds."""
    return clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp(status: os.stat_result) -> str:
    """What changes whenever a file is written or replaced: times of content and of the directory entry's inode.

    Unlike the modification time alone, it cannot be put back after an edit.
    """
    return f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def stage(folder: Path, name: str, data: bytes) -> Staged:
    """Write ``data`` to a file in the staging ``folder`` and sync it. Raises ``StorageError``."""
    path = folder / name
    return _synced(_written(path, data), Staged(path=path, digests=digests_of(data)))


def _written(path: Path, data: bytes) -> int:
    """A new file with ``data``, its folder made where it is missing, open and not yet synced. Raises ``StorageError``."""
    try:
        try:
            handle = os.open(path, _NEW_FILE, mode=0o666)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, _NEW_FILE, mode=0o666)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
        except BaseException:
            os.close(handle)
            raise
    except OSError as error:
        raise refused(error, path) from error
    return handle


def _synced(handle: int, staged: Staged) -> Staged:
    """``staged``, whose bytes are on the disk itself now; closes ``handle``. Raises ``StorageError``."""
    try:
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise refused(error, staged.path) from error
    return staged


class Stager:
    """Stages files and syncs them in threads of its own: a disk that is asked to keep several is hardly slower than with one.

    To write them takes next to no time, and is done at once: threads that do more than wait would be in each other's way.
    Threads begin with the first file. What has been begun must be settled before its folder is left to others.
    """

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._under_way: list[Future[Staged]] = []

    def stage(self, folder: Path, name: str, data: bytes) -> Future[Staged]:
        """As the function ``stage``, without waiting for the disk: its outcome is the future's."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(STAGING_THREADS)
        path = folder / name
        try:
            handle = _written(path, data)
        except StorageError as error:
            failed: Future[Staged] = Future()
            failed.set_exception(error)
            return failed
        future = self._threads.submit(_synced, handle, Staged(path=path, digests=digests_of(data)))
        self._under_way.append(future)
        return future

    def settle(self) -> None:
        """Wait until nothing is being written any more, whatever came of it."""
        wait(self._under_way)
        self._under_way.clear()

    def close(self) -> None:
        """Settle, and end the threads; the next file starts others."""
        self.settle()
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None


def put(staged: Staged, target: Path, *, sync: bool = True) -> bool:
    """Move a staged file into place; ``False`` if the same bytes were there already and nothing was touched.

    Where several files go into one folder, ``sync`` is false and the caller calls ``sync_folder`` after the last.
    Raises ``StorageError``.
    """
    try:
        if _same_bytes(target, staged):
            staged.path.unlink()
            return False
        try:
            staged.path.replace(target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.path.replace(target)
    except OSError as error:
        raise refused(error, target) from error
    if sync:
        sync_folder(target.parent)
    return True


def remove(path: Path) -> bool:
    """Remove a file if it is there; says whether it was. Raises ``StorageError``."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise refused(error, path) from error
    return True


def _same_bytes(target: Path, staged: Staged) -> bool:
    try:
        if target.is_symlink() or not target.is_file() or target.stat().st_size != staged.digests.size:
            return False
        return digests_of_file(target) == staged.digests
    except OSError:
        return False  # an unreadable target is replaced


def sync_folder(folder: Path) -> None:
    """Have a folder's entries on the disk itself, so that a power cut cannot undo them. Raises ``StorageError``."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise refused(error, folder) from error


def refusal(error: OSError) -> StorageError | None:
    """The storage error of a write that nobody awaited to fail; ``None`` where it is something else that went wrong."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO):
        return None
    told = refused(error, Path(error.filename or ""))
    return told if error.filename else StorageError(told.message, remedy=told.remedy)


def refused(error: OSError, path: Path) -> StorageError:
    """The storage error that says what the operating system refused, and what to do."""
    remedies = {
        errno.ENOSPC: "Free some space and run again; what is finished is kept.",
        errno.EDQUOT: "Free some space and run again; what is finished is kept.",
        errno.EROFS: "The file system is read-only: choose another output folder.",
        errno.EACCES: "Check who owns the folder and its permissions.",
        errno.EPERM: "Check who owns the folder and its permissions.",
    }
    return StorageError(
        f"cannot write: {(error.strerror or str(error)).lower()}",
        remedy=remedies.get(error.errno or 0, "Check the folder and run again; what is finished is kept."),
        place=Place(file=str(path)),
    )


@contextmanager
def exclusive(folder: Path, *, wait: bool, waiting: Callable[[], None]) -> Iterator[Path]:
    """Hold ``folder`` against other builds and give its emptied staging folder.

    The lock is on the folder itself (``flock``), so that no lock file stays behind and a killed holder frees it.
    ``waiting`` is called once if another build holds it; with ``wait`` false that raises ``BusyError`` instead.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise refused(error, folder) from error
    try:
        _lock(handle, folder, wait=wait, waiting=waiting)
        staging = folder / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path, *, wait: bool, waiting: Callable[[], None]) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        if not wait:
            raise BusyError(
                "another build is writing to this folder",
                remedy="Wait for it, or choose another DIST.",
                place=Place(file=str(folder)),
            ) from error
        waiting()
        fcntl.flock(handle, fcntl.LOCK_EX)
