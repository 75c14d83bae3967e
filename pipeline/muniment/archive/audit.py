"""``make audit``: every byte of an OCFL store read again and held against the inventories.

Long work on large stores: it goes on where it was interrupted, and leaves a dated report. Each object's structure is
judged by ocfl-py; the bytes of its files are read here, so that every altered file is named.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from muniment.archive.deposit import DECLARATION, library
from muniment.errors import Finding, Place, Severity, UsageError
from muniment.store import READ_SIZE, Clock, moment, refused

_OBJECT = "0=ocfl_object_"
_INVENTORY = "inventory.json"


class Watcher(Protocol):
    """Is told what happens; the command line shows it."""

    def begins(self, total: int) -> None:
        """So many bytes are about to be read."""

    def read(self, count: int) -> None:
        """So many bytes more were read, or were read before an interruption."""

    def found(self, finding: Finding) -> None:
        """Something is not as recorded."""


@dataclass(slots=True, kw_only=True)
class Audit:
    """What an audit found."""

    began: str
    """When it began: ISO 8601, UTC."""
    ended: str = ""
    """When it ended."""
    objects: int = 0
    """Objects looked at."""
    files: int = 0
    """Files read."""
    size: int = 0
    """Bytes read."""
    findings: list[Finding] = field(default_factory=list)
    """One for each disagreement; empty where all is as recorded."""


def audit(store: Path, journal: Path, *, clock: Clock, watcher: Watcher) -> Audit:
    """Read the whole store. ``journal`` keeps what is done, so that an interrupted audit goes on; it is removed at the end.

    Raises ``UsageError`` where there is no store, ``StorageError`` where the journal cannot be written.
    """
    if not (store / DECLARATION).is_file():
        place = Place(file=str(store))
        raise UsageError("this is no OCFL 1.1 storage root", remedy="Name the folder of a store.", place=place)
    objects = sorted(path.parent for path in store.rglob(f"{_OBJECT}*"))
    sizes = {path: sum(one.stat().st_size for one in path.rglob("*") if one.is_file()) for path in objects}
    result = Audit(began=moment(clock))
    watcher.begins(sum(sizes.values()))
    try:
        journal.parent.mkdir(parents=True, exist_ok=True)
        done = _resume(journal, store, result)
        with journal.open("a", encoding="utf-8") as stream:
            if not done:
                stream.write(json.dumps({"store": str(store.resolve()), "began": result.began}) + "\n")
            for path in objects:
                name = path.relative_to(store).as_posix()
                if name not in done:
                    row = _object(path, name, watcher)
                    done[name] = row
                    stream.write(json.dumps({"object": name, **row}) + "\n")
                    stream.flush()
                else:
                    watcher.read(sizes[path])
        journal.unlink()
    except OSError as error:
        raise refused(error, journal) from error
    for name in sorted(done):
        _count(result, done[name], watcher)
    result.ended = moment(clock)
    return result


def report(result: Audit) -> bytes:
    """The dated report as UTF-8 JSON."""
    return (json.dumps(asdict(result), ensure_ascii=False, indent=1) + "\n").encode()


def _resume(journal: Path, store: Path, result: Audit) -> dict[str, Mapping[str, Any]]:
    """What an interrupted audit of the same store had done; a line that was cut off does not count."""
    done: dict[str, Mapping[str, Any]] = {}
    lines = journal.read_text(encoding="utf-8").split("\n") if journal.exists() else [""]
    try:
        first = json.loads(lines[0])
        rows = [json.loads(line) for line in lines[1:-1]]
        if first["store"] == str(store.resolve()) and rows:
            result.began = first["began"]
            done = {row.pop("object"): row for row in rows}
    except (ValueError, KeyError, TypeError):
        done = {}
    kept = [lines[0], *(json.dumps({"object": name, **row}) for name, row in done.items()), ""]
    journal.write_text("\n".join(kept) if done else "", encoding="utf-8")
    return done


def _count(result: Audit, row: Mapping[str, Any], watcher: Watcher) -> None:
    result.objects += 1
    result.files += row["files"]
    result.size += row["size"]
    for code, file, message in row["findings"]:
        finding = Finding(
            code=code,
            severity=Severity.ERROR,
            place=Place(file=file),
            message=message,
            remedy="Restore the object from another copy of the store.",
            clause="OCFL 1.1, 3.5",
        )
        result.findings.append(finding)
        watcher.found(finding)


# --------------------------------------------------------------------------------------------- one object


def _object(path: Path, name: str, watcher: Watcher) -> dict[str, Any]:
    findings = [_told(code="OCFL-INVALID", file=name, message=message) for message in _structure(path)]
    files = size = 0
    listed = _listed(path)
    for file in sorted(one for one in path.rglob("*") if one.is_file()):
        relative = file.relative_to(path).as_posix()
        digest, length = _digest(file, watcher)
        files, size = files + 1, size + length
        where = f"{name}/{relative}"
        if "/content/" in f"/{relative}":
            if relative not in listed:
                findings.append(_told(code="OCFL-UNLISTED", file=where, message="No inventory lists this file."))
            elif digest != listed[relative]:
                findings.append(
                    _told(code="OCFL-ALTERED", file=where, message="Its bytes are not those of the inventory.")
                )
        elif file.name.startswith("0=") and file.read_bytes() != f"{file.name[2:]}\n".encode():
            findings.append(_told(code="OCFL-ALTERED", file=where, message="It does not hold its own name."))
        elif file.name == _INVENTORY and not _is_witnessed(file, digest):
            findings.append(
                _told(code="OCFL-ALTERED", file=where, message="Its bytes are not those of the digest beside it.")
            )
    missing = (one for one in listed if not (path / one).is_file())
    gone = "The inventory lists it, and it is not there."
    findings += [_told(code="OCFL-MISSING", file=f"{name}/{one}", message=gone) for one in missing]
    return {"files": files, "size": size, "findings": sorted(set(findings))}


def _told(*, code: str, file: str, message: str) -> tuple[str, str, str]:
    """A finding as the journal keeps it."""
    return code, file, message


def _structure(path: Path) -> Iterable[str]:
    validator = library().validator.Validator(check_digests=False, log_warnings=False)
    if validator.validate_object(str(path)):
        return ()
    return (" ".join(line.split()) for line in validator.log.messages)


def _listed(path: Path) -> dict[str, str]:
    try:
        manifest = json.loads((path / _INVENTORY).read_bytes())["manifest"]
        return {file: digest.lower() for digest, files in manifest.items() for file in files}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}  # the structure's findings say so


def _is_witnessed(file: Path, digest: str) -> bool:
    try:
        witness = file.with_name(f"{_INVENTORY}.sha512").read_text(encoding="ascii")
    except (OSError, ValueError):
        return False
    return re.fullmatch(rf"{digest}[ \t]+inventory\.json\n", witness) is not None


def _digest(file: Path, watcher: Watcher) -> tuple[str, int]:
    seen, length = hashlib.sha512(), 0
    for piece in _pieces(file):
        seen.update(piece)
        length += len(piece)
        watcher.read(len(piece))
    return seen.hexdigest(), length


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while piece := stream.read(READ_SIZE):
            yield piece
