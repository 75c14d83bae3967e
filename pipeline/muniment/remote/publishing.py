"""A working copy into its remote folder, and what is there held against it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from muniment.errors import Finding, Place, Severity, StorageError
from muniment.remote.address import rank
from muniment.remote.filesystem import RemoteFile, RemoteFiles
from muniment.remote.record import Copy, Record, local_state
from muniment.store import digests_of_file, refused

_AT_ONCE = 8
"""Files that are sent at the same time: most of the time is waiting."""


@dataclass(slots=True, kw_only=True)
class Published:
    """How a publication went."""

    sent: int = 0
    """Files whose bytes were sent and read back."""
    removed: int = 0
    """Files that were taken away because they are gone here."""
    findings: list[Finding] = field(default_factory=list)
    """What was there and should not have been, or the other way round."""


def publish(
    files: RemoteFiles, working: Path, record: Record, *, begins: Callable[[int], None], done: Callable[[], None]
) -> Published:
    """Make the remote folder the same as the working copy, as far as the files are ours; others there stay.

    ``begins`` is told how many files are to be sent, ``done`` of each. Raises ``StorageError``: REM-REFUSED, and
    REM-DIGEST for bytes that came back different twice.
    """
    result = Published()
    try:
        there, known, here = files.listing(), record.copies(), dict(_local(working))
        for name in [name for name in here if name in there and name not in known]:
            _adopt(files, here[name], name, there[name], record)
        known = record.copies()
        result.findings += _altered(files, here, known, there)
        stale = [name for name, path in here.items() if not _is_there(path, known.get(name), there.get(name))]
        begins(len(stale))
        for level in sorted({rank(name) for name in stale}):
            for name, copy in _sent(files, here, [name for name in stale if rank(name) == level]):
                record.keep(name, copy)
                result.sent += 1
                done()
        for name in sorted(known.keys() - here.keys(), key=lambda name: (-rank(name), name)):
            files.remove(name)
            record.forget(name)
            result.removed += 1
    except OSError as error:
        raise refused(error, working) from error
    return result


def compare(files: RemoteFiles, working: Path) -> Iterator[Finding]:
    """Read every remote file that stands for a local one, and tell which are missing or have other bytes."""
    there = files.listing()
    for name, path in _local(working):
        if name not in there:
            yield _finding(files, name, "REM-MISSING", "This file is not in the remote folder.", Severity.ERROR)
        elif files.digest(name) != digests_of_file(path).sha256:
            message = "The remote file has other bytes than were published."
            yield _finding(files, name, "REM-ALTERED", message, Severity.ERROR)


def _local(working: Path) -> Iterator[tuple[str, Path]]:
    """Every file of the working copy in order of names; hidden ones are not published."""
    for folder, folders, names in os.walk(working):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and not path.is_symlink():
                yield path.relative_to(working).as_posix(), path


def _adopt(files: RemoteFiles, path: Path, name: str, remote: RemoteFile, record: Record) -> None:
    """Record a file that is there without our knowing, if its bytes are those that we would send."""
    if remote.size == path.stat().st_size and (sha256 := files.digest(name)) == digests_of_file(path).sha256:
        record.keep(name, Copy(local=local_state(path), sha256=sha256, remote=remote))


def _is_there(path: Path, known: Copy | None, remote: RemoteFile | None) -> bool:
    return known is not None and remote == known.remote and local_state(path) == known.local


def _altered(
    files: RemoteFiles, here: Iterable[str], known: dict[str, Copy], there: dict[str, RemoteFile]
) -> Iterator[Finding]:
    for name in here:
        copy = known.get(name)
        if copy is None or there.get(name) == copy.remote:
            continue
        if name in there:
            message = "The remote file was altered after it was published; it is published again."
            yield _finding(files, name, "REM-ALTERED", message, Severity.WARNING)
        else:
            message = "The remote file was taken away after it was published; it is published again."
            yield _finding(files, name, "REM-MISSING", message, Severity.WARNING)


def _sent(files: RemoteFiles, here: dict[str, Path], names: list[str]) -> Iterator[tuple[str, Copy]]:
    """Send files of one rank, several at a time, and give each as it is proved to be there."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            yield from zip(names, pool.map(lambda name: _send(files, here[name], name), names), strict=True)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _send(files: RemoteFiles, path: Path, name: str) -> Copy:
    state, sha256 = local_state(path), digests_of_file(path).sha256
    for _ in range(2):
        remote = files.send(path, name)
        if files.digest(name) == sha256:
            return Copy(local=state, sha256=sha256, remote=remote)
    raise StorageError(
        "the store gives other bytes back than it was sent, twice",
        remedy="Run again; if it stays so, do not trust this store.",
        place=Place(file=f"{files.folder.url}/{name}"),
        code="REM-DIGEST",
    )


def _finding(files: RemoteFiles, name: str, code: str, message: str, severity: Severity) -> Finding:
    remedy = "Run make again, which publishes what differs." if severity is Severity.ERROR else ""
    return Finding(
        code=code, severity=severity, place=Place(file=f"{files.folder.url}/{name}"), message=message, remedy=remedy
    )
