"""``make deposit``: packages into an OCFL 1.1 storage root, a new version only where content changed.

A version is assembled beside the object, with the files of earlier versions linked instead of copied, validated, and
exchanged with the object in one step. So a crash at any moment leaves the last version, whole.

Source: Oxford Common File Layout Specification 1.1, https://ocfl.io/1.1/spec/.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from muniment import __version__
from muniment.archive import bag
from muniment.archive.exchange import exchange
from muniment.archive.inspection import SEALS, inspect
from muniment.errors import MissingToolError, MunimentError, Place, StorageError, UsageError, VerificationError
from muniment.model import Basis
from muniment.provenance import FILE_NAME as PROVENANCE_NAME
from muniment.store import Clock, digests_of_file, exclusive, moment, refused

LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
DECLARATION = "0=ocfl_1.1"


class Watcher(Protocol):
    """Is told what happens; the command line shows it."""

    def waiting(self, folder: Path) -> None:
        """Somebody else deposits into the same store."""

    def begins(self, total: int) -> None:
        """So many packages are about to be looked at."""

    def deposited(self, package: Path, identifier: str, version: str) -> None:
        """A new version is in place."""

    def failed(self, package: Path, error: MunimentError) -> None:
        """A package could not be deposited; the others still are."""

    def finished(self, package: Path) -> None:
        """A package has been dealt with."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """How a deposit went."""

    deposited: int = 0
    """Packages of which a new version was stored."""
    current: int = 0
    """Packages whose content is in the store already."""
    failed: int = 0
    """Packages that could not be deposited."""


def deposit(packages: Path, store: Path, *, clock: Clock, watcher: Watcher) -> Summary:
    """Store every package in the folder ``packages``. Raises ``MunimentError`` where nothing can be stored at all."""
    if not packages.is_dir():
        raise UsageError(
            "there are no packages", remedy="Make them first, with make archive.", place=Place(file=str(packages))
        )
    work = store.with_name(f".{store.name}.work")
    with exclusive(work, wait=True, waiting=lambda: watcher.waiting(store)) as staging:
        root = _root(store)
        summary = Summary()
        folders = sorted(path for path in packages.iterdir() if path.is_dir())
        watcher.begins(len(folders))
        for package in folders:
            try:
                _deposit(package, root, staging, clock, watcher, summary)
            except MunimentError as error:
                summary.failed += 1
                watcher.failed(package, error)
            watcher.finished(package)
    shutil.rmtree(work, ignore_errors=True)
    return summary


@dataclass(frozen=True, slots=True, kw_only=True)
class _Root:
    path: Path
    place: Any

    def object_path(self, identifier: str) -> Path:
        return self.path / str(self.place.object_path(identifier))


def _root(store: Path) -> _Root:
    ocfl = library()
    try:
        root = ocfl.StorageRoot(root=str(store), layout_name=LAYOUT)
        if store.is_dir() and not any(store.iterdir()):
            store.rmdir()  # a crash before the first declaration, or an empty folder that was made for us
        if not store.exists():
            store.parent.mkdir(parents=True, exist_ok=True)
            root.initialize(spec_version="1.1")
        elif not (store / DECLARATION).is_file():
            raise UsageError(
                "this is no OCFL 1.1 storage root",
                remedy="Name a folder that does not exist yet, or a store that was made here.",
                place=Place(file=str(store)),
            )
    except OSError as error:
        raise refused(error, store) from error
    return _Root(path=store, place=root)


def library() -> Any:  # noqa: ANN401 - the library has no types
    """ocfl-py, which is an optional part of the installation. Raises ``MissingToolError`` where it is not there."""
    try:
        return importlib.import_module("ocfl")
    except ImportError as error:
        raise MissingToolError(
            "there is no ocfl-py",
            remedy="Run make deposit, which installs it, or pip install ocfl-py.",
            code="TOOL-OCFL",
        ) from error


def _deposit(package: Path, root: _Root, staging: Path, clock: Clock, watcher: Watcher, summary: Summary) -> None:
    findings = inspect(package).findings
    if findings:
        raise VerificationError(
            f"the package is not as recorded: {findings[0].code}: {findings[0].message}",
            remedy="Make it again, with make archive.",
            place=findings[0].place,
        )
    identifier = _identifier(package)
    place = root.object_path(identifier)
    if place.exists() and _state(place) == dict(_content(package)):
        summary.current += 1
        return
    version = _store(package, identifier, place, staging / place.name, moment(clock))
    summary.deposited += 1
    watcher.deposited(package, identifier, version)


def _identifier(package: Path) -> str:
    """What stays the same through all versions: the stated identifier, else the document's id.

    An identifier that was derived from the source's digest changes with the source, and would make each version an
    object of its own.
    """
    predicate = json.loads((package / bag.PAYLOAD / PROVENANCE_NAME).read_bytes())["predicate"]
    stated = predicate["metadata"]["identifier"]
    if stated["basis"] == Basis.ASSERTED.value:
        return str(stated["value"])
    return f"urn:muniment:document:{predicate['document']}"


def _content(package: Path) -> Iterator[tuple[str, str]]:
    """Path and SHA-512 of every file of a package that has just been inspected."""
    for name in (bag.MANIFEST_NAME, bag.TAG_MANIFEST_NAME):
        for line in (package / name).read_text(encoding="utf-8").splitlines():
            digest, path = line.split("  ", 1)
            yield path, digest
    for name in (bag.TAG_MANIFEST_NAME, *SEALS):
        if (package / name).exists():
            yield name, digests_of_file(package / name).sha512


def _state(place: Path) -> dict[str, str]:
    """Path and SHA-512 of every file of an object's last version."""
    inventory = library().Object(path=str(place)).parse_inventory()
    return {path: digest for digest, paths in inventory.current_version.state.items() for path in paths}


def _store(package: Path, identifier: str, place: Path, staged: Path, when: str) -> str:
    """Assemble the next version beside the object, have it validated, and put it into its place in one step."""
    ocfl = library()
    metadata = ocfl.VersionMetadata(
        created=when, message="Archive package", name=f"Muniment {__version__}", address="urn:muniment:tool:muniment"
    )
    try:
        if place.exists():
            _link(place, staged)
            thing = ocfl.Object(path=str(staged))
            inventory = thing.add_version_with_content(objdir=str(staged), srcdir=str(package), metadata=metadata)
        else:
            staged.parent.mkdir(parents=True, exist_ok=True)
            thing = ocfl.Object(identifier=identifier, spec_version="1.1")
            inventory = thing.create(srcdir=str(package), metadata=metadata, objdir=str(staged))
        valid, _ = ocfl.Object(path=str(staged)).validate(objdir=str(staged), log_warnings=False)
        if not valid:
            raise StorageError(
                "the new version is not valid OCFL, so the store was not touched",
                remedy="This is a defect of Muniment: please report it.",
                place=Place(file=str(place)),
            )
        _sync(staged)
        place.parent.mkdir(parents=True, exist_ok=True)
        exchange(staged, place)
    except OSError as error:
        raise refused(error, place) from error
    return str(inventory.head)


def _link(place: Path, staged: Path) -> None:
    """A copy of an object whose content files are the same files: content never changes, inventories do."""

    def copy(source: str, target: str) -> str:
        if "/content/" in source.removeprefix(str(place)):
            os.link(source, target)
            return target
        return shutil.copy2(source, target)

    shutil.copytree(place, staged, copy_function=copy)


def _sync(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        with _descriptor(path) as handle:
            os.fsync(handle)


@contextmanager
def _descriptor(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)
