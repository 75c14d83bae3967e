"""Finding the sources below the source folder.

The source folder belongs to the user: any depth, any name that a file system allows. Nothing in it can stop the run;
what cannot be used becomes a finding that names the file and the remedy, and the other sources go on. Names are read
as bytes and decoded as UTF-8 whatever the locale, so that ids never depend on the machine.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from muniment.errors import ConfigurationError, Finding, Place, Severity
from muniment.intake.slugs import shown, slug

SOURCE_SUFFIXES = (b".txt", b".text", b".md", b".markdown")
SIDECAR_SUFFIXES = (b".yaml", b".yml")
_Identity = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One source that was found and not yet read."""

    id: str
    """Safe slug of the path below the source folder; see ``slugs.slug``."""
    path: Path
    """Absolute path of the file."""
    name: str
    """File name without its folders, fit to be shown and published."""
    relative: str
    """Path below the source folder with ``/`` between folders, fit to be shown."""
    sidecar: Path | None
    """Absolute path of the YAML file beside it, where there is one."""
    size: int
    """Length in bytes when it was found."""
    mtime_ns: int
    """Modification time in nanoseconds when it was found; it wakes a build and never decides one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One directory entry that was looked at."""

    name: bytes
    """Its name in the folder."""
    relative: bytes
    """Its path below the source folder."""
    path: bytes
    """Its absolute path."""
    status: os.stat_result | None
    """What it is once links are followed; ``None`` where it cannot be used, which has been reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    """A folder still to be looked at."""

    path: bytes
    """Its absolute path."""
    relative: bytes
    """Its path below the source folder; empty for that folder itself."""
    above: frozenset[_Identity]
    """Device and inode of this folder and of those that it stands in."""


def find_sources(root: Path) -> tuple[tuple[Candidate, ...], tuple[Finding, ...]]:
    """Find every source below ``root``; returns the usable ones and all findings, both sorted by path bytes.

    A source is a regular file whose name ends in ``.txt``, ``.text``, ``.md`` or ``.markdown`` in any case. What
    cannot be used is left out and reported, so while there is an error finding a missing id does not mean that its
    source was removed. Raises ``ConfigurationError`` where ``root`` itself is not a folder that can be listed.
    """
    top = os.path.realpath(os.fsencode(root))
    try:
        status = os.stat(top)  # noqa: PTH116 - names are bytes here, and Path holds text only
        os.scandir(top).close()
    except OSError as error:
        raise ConfigurationError(
            f"The source folder {shown(os.fsencode(root).decode('utf-8', 'surrogateescape'))} cannot be listed:"
            f" {error.strerror}.",
            remedy="Create it, make it readable, or name another one (make SOURCE=folder).",
            code="SRC-FOLDER",
        ) from error
    walk = _Walk(top=top, identity=(status.st_dev, status.st_ino))
    found, collisions = _without_collisions(walk.found)
    findings = sorted(
        walk.findings + collisions, key=lambda item: (item.place.file.encode("utf-8", "surrogateescape"), item.code)
    )
    return tuple(sorted(found, key=lambda item: os.fsencode(item.path))), tuple(findings)


class _Walk:
    """One walk over the source folder: what it found so far."""

    def __init__(self, *, top: bytes, identity: _Identity) -> None:
        self._top = top
        self.found: list[Candidate] = []
        self.findings: list[Finding] = []
        self._waiting = [_Folder(path=top, relative=b"", above=frozenset({identity}))]
        while self._waiting:
            self._folder(self._waiting.pop())

    def _folder(self, folder: _Folder) -> None:
        """Look at one folder and put those in it on the waiting list."""
        try:
            with os.scandir(folder.path) as listing:
                entries = [item for item in listing if not item.name.startswith(b".") and not _is_backup(item.name)]
        except OSError as error:
            self._report(
                "SRC-UNREADABLE", folder.relative, f"The folder cannot be listed: {error.strerror}.", _MAY_READ
            )
            return
        looked = [self._look(item, folder.relative) for item in sorted(entries, key=lambda item: item.name)]
        files: list[_Entry] = []
        for item in looked:
            if item.status is not None and stat.S_ISDIR(item.status.st_mode):
                self._subfolder(item, item.status, folder.above)
            else:
                files.append(item)
        self._files(files)

    def _subfolder(self, item: _Entry, status: os.stat_result, above: frozenset[_Identity]) -> None:
        if _is_source(item.name):
            self._report(
                "SRC-DIRECTORY",
                item.relative,
                "This is a folder, though its name ends like that of a text.",
                "Rename the folder; the texts in it are built all the same.",
            )
        identity = (status.st_dev, status.st_ino)
        if identity in above:
            self._report("SRC-SYMLINK", item.relative, "This link leads back to a folder above it.", _UNLINK)
        else:
            self._waiting.append(_Folder(path=item.path, relative=item.relative, above=above | {identity}))

    def _look(self, item: os.DirEntry[bytes], folder: bytes) -> _Entry:
        """Find out what an entry is, following a link that stays inside; report what cannot be used."""
        relative = folder + b"/" + item.name if folder else item.name
        status: os.stat_result | None = None
        try:
            if item.is_symlink() and not self._stays_inside(item.path):
                self._report("SRC-SYMLINK", relative, "This link leads out of the source folder or nowhere.", _UNLINK)
            else:
                status = item.stat()
        except OSError as error:
            self._report("SRC-UNREADABLE", relative, f"This cannot be looked at: {error.strerror}.", _MAY_READ)
        return _Entry(name=item.name, relative=relative, path=item.path, status=status)

    def _stays_inside(self, path: bytes) -> bool:
        try:
            target = os.path.realpath(path, strict=True)
        except OSError:  # dangling, or a loop of links
            return False
        return target == self._top or target.startswith(self._top.rstrip(b"/") + b"/")

    def _files(self, entries: list[_Entry]) -> None:
        """Pair the sources of one folder with their sidecars."""
        sources = {item.name: item for item in entries if _is_source(item.name)}
        sidecars: dict[bytes, list[_Entry]] = {}
        for item in entries:
            if _is_sidecar(item.name):
                sidecars.setdefault(_stem(item.name), []).append(item)
            elif item.name not in sources and item.status is not None:
                self._report("SRC-IGNORED", item.relative, "This is neither a text nor a sidecar.", "", Severity.NOTE)
        for item in sources.values():
            # `a.txt.yaml` belongs to `a.txt`, even where there is an `a.txt.txt` as well.
            names = {item.name, *({_stem(item.name)} - sources.keys())}
            self._source(item, [sidecar for name in sorted(names) for sidecar in sidecars.pop(name, ())])
        for stem, items in sidecars.items():
            for item in items:
                self._report(
                    "SIDECAR-ORPHAN",
                    item.relative,
                    "No text stands beside this sidecar.",
                    f"Name it after its text ({shown(_text(stem))}.yaml goes with {shown(_text(stem))}.txt), or remove it.",
                    Severity.WARNING,
                )

    def _source(self, item: _Entry, beside: list[_Entry]) -> None:
        usable = [self._is_usable(entry) for entry in (item, *beside)]
        if len(beside) > 1:
            names = " and ".join(shown(_text(entry.name)) for entry in beside)
            self._report(
                "SRC-TWO-SIDECARS",
                item.relative,
                f"More than one sidecar stands beside this text: {names}.",
                "Keep one of them.",
            )
        elif all(usable) and item.status is not None:
            self.found.append(_candidate(item, item.status, beside[0].path if beside else None))

    def _is_usable(self, entry: _Entry) -> bool:
        """Whether an entry is a regular file that may be read; reports what is not."""
        if entry.status is None:
            return False
        if not stat.S_ISREG(entry.status.st_mode):
            kind = _KINDS.get(stat.S_IFMT(entry.status.st_mode), "special file")
            self._report("SRC-SPECIAL", entry.relative, f"This is a {kind}, not a file.", "Remove or rename it.")
            return False
        if not os.access(entry.path, os.R_OK):
            self._report("SRC-UNREADABLE", entry.relative, "The file cannot be read: Permission denied.", _MAY_READ)
            return False
        return True

    def _report(
        self, code: str, relative: bytes, message: str, remedy: str, severity: Severity = Severity.ERROR
    ) -> None:
        place = Place(file=shown(_text(relative)) or ".")
        self.findings.append(Finding(code=code, severity=severity, place=place, message=message, remedy=remedy))


_MAY_READ = "Give yourself the right to read it (chmod u+rX), or move it away."
_UNLINK = "Replace the link by the text itself."
_KINDS = {
    stat.S_IFDIR: "folder",
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "block device",
    stat.S_IFCHR: "character device",
}


def _without_collisions(found: list[Candidate]) -> tuple[list[Candidate], list[Finding]]:
    """Leave out candidates that share an id, with a finding for each that names the others."""
    by_id: dict[str, list[Candidate]] = {}
    for item in found:
        by_id.setdefault(item.id, []).append(item)
    findings = [
        Finding(
            code="SRC-COLLISION",
            severity=Severity.ERROR,
            place=Place(file=item.relative),
            message=f"The id {item.id} would also be that of "
            + " and ".join(other.relative for other in group if other is not item)
            + ".",
            remedy="Rename one of the files.",
        )
        for group in by_id.values()
        if len(group) > 1
        for item in group
    ]
    return [group[0] for group in by_id.values() if len(group) == 1], findings


def _candidate(entry: _Entry, status: os.stat_result, sidecar: bytes | None) -> Candidate:
    relative = _text(entry.relative)
    return Candidate(
        id=slug(relative.removesuffix(_suffix(relative))),
        path=Path(os.fsdecode(entry.path)),
        name=shown(_text(entry.name)),
        relative=shown(relative),
        sidecar=None if sidecar is None else Path(os.fsdecode(sidecar)),
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
    )


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _suffix(name: str) -> str:
    """The part of a name from its last full stop on."""
    return name[name.rfind(".") :] if "." in name else ""


def _stem(name: bytes) -> bytes:
    return name[: name.rfind(b".")]


def _is_source(name: bytes) -> bool:
    return name.lower().endswith(SOURCE_SUFFIXES)


def _is_sidecar(name: bytes) -> bool:
    return name.lower().endswith(SIDECAR_SUFFIXES)


def _is_backup(name: bytes) -> bool:
    return name.endswith((b"~", b".swp"))
