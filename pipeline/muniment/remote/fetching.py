"""A remote folder into its working copy."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from muniment.errors import Finding, Place, Severity, UsageError
from muniment.remote.address import is_plain
from muniment.remote.filesystem import RemoteFile, RemoteFiles
from muniment.remote.record import Copy, Record, local_state
from muniment.store import refused


def fetch(
    files: RemoteFiles, working: Path, record: Record, *, begins: Callable[[int], None], done: Callable[[], None]
) -> tuple[Finding, ...]:
    """Make the working copy the same as the remote folder: what is new or changed is fetched, what is gone removed.

    ``begins`` is told how many files are to be fetched, ``done`` of each. Raises ``UsageError`` where the folder holds
    nothing (an empty listing may be a slip or an outage, and must not empty the collection) and ``StorageError``.
    """
    listing = files.listing()
    if not listing:
        raise UsageError(
            "there is nothing in this folder",
            remedy="Check the address; to begin a collection, put a text there.",
            place=Place(file=files.folder.url),
        )
    strange = [name for name in listing if not is_plain(name)]
    wanted = {name: remote for name, remote in listing.items() if is_plain(name)}
    known = record.copies()
    stale = [name for name, remote in wanted.items() if not _is_here(working / name, known.get(name), remote)]
    begins(len(stale))
    try:
        _remove_gone(working, wanted, record, known)
        for name in stale:
            _fetch_one(files, working, name, wanted[name], record)
            done()
    except OSError as error:
        raise refused(error, working) from error
    return tuple(_strange(files, name) for name in strange)


def _is_here(path: Path, known: Copy | None, remote: RemoteFile) -> bool:
    try:
        return known is not None and known.remote == remote and known.local == local_state(path)
    except OSError:
        return False


def _fetch_one(files: RemoteFiles, working: Path, name: str, remote: RemoteFile, record: Record) -> None:
    target = working / name
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = working.with_name(f"{working.name}.part")
    sha256 = files.fetch(name, scratch)
    scratch.replace(target)
    record.keep(name, Copy(local=local_state(target), sha256=sha256, remote=remote))


def _remove_gone(working: Path, wanted: dict[str, RemoteFile], record: Record, known: dict[str, Copy]) -> None:
    working.mkdir(parents=True, exist_ok=True)
    for folder, _, names in os.walk(working, topdown=False):
        for name in names:
            path = Path(folder, name)
            if path.relative_to(working).as_posix() not in wanted:
                path.unlink()
        if Path(folder) != working and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    for name in known.keys() - wanted.keys():
        record.forget(name)


def _strange(files: RemoteFiles, name: str) -> Finding:
    return Finding(
        code="REM-NAME",
        severity=Severity.ERROR,
        place=Place(file=f"{files.folder.url}/{name}"),
        message="This name cannot stand in a folder, so the file was left where it is.",
        remedy="Give it a name without empty parts, `.` and `..`.",
    )
