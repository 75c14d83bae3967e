"""``make archive``: a package for each document, as a folder and as one file, made again only when its contents change."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from muniment import __version__
from muniment.archive import bag, seal
from muniment.archive.contents import Known, gather
from muniment.archive.exchange import exchange
from muniment.config import Folders
from muniment.errors import MunimentError
from muniment.executors import uninterrupted
from muniment.intake import find_sources
from muniment.ledger import Ledger, PackageRecord
from muniment.runner import LEDGER
from muniment.store import Clock, digests_of, digests_of_file, exclusive, moment, refused

FOLDER = "archive"
"""Where packages are, below the output folder."""
FORM = "1"
"""Changed by hand whenever the same contents would give another package."""


class Watcher(Protocol):
    """Is told what happens; the command line shows it."""

    def waiting(self, folder: Path) -> None:
        """A build holds the output folder."""

    def begins(self, total: int) -> None:
        """So many documents are about to be looked at."""

    def packed(self, document: str, archive: Path, *, sealed: bool) -> None:
        """A package is in place, as a folder and as a file."""

    def removed(self, document: str) -> None:
        """The package of a document that is gone was taken away."""

    def failed(self, document: str, error: MunimentError) -> None:
        """A package could not be made; the others still are."""

    def finished(self, document: str) -> None:
        """A document has been dealt with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for."""

    folders: Folders
    """Where things are."""
    clock: Clock
    """Tells when packages are made."""
    key: Path | None = None
    """SSH key to seal with; packages are not sealed where ``None``."""
    documents: frozenset[str] | None = None
    """Only these documents; all where ``None``."""
    wait: bool = True
    """Whether to wait for a build in the same folder."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """How it went."""

    packed: int = 0
    """Packages made."""
    current: int = 0
    """Packages that were up to date."""
    failures: list[MunimentError] = field(default_factory=list)
    """What could not be made, and why."""


def pack(request: Request, watcher: Watcher) -> Summary:
    """Bring ``dist/archive/`` up to date. Raises ``MunimentError`` where nothing can be packed at all."""
    folders = request.folders
    signer = seal.fingerprint(request.key) if request.key else ""
    with (
        exclusive(folders.dist, wait=request.wait, waiting=lambda: watcher.waiting(folders.dist)) as staging,
        Ledger(folders.build / LEDGER) as ledger,
    ):
        return _Packing(request, signer, watcher, ledger, staging).run()


class _Packing:
    def __init__(self, request: Request, signer: str, watcher: Watcher, ledger: Ledger, staging: Path) -> None:
        self._request = request
        self._signer = signer
        self._watcher = watcher
        self._ledger = ledger
        self._staging = staging
        self._folder = request.folders.dist / FOLDER
        self._summary = Summary()

    def run(self) -> Summary:
        outputs, reports, packages = self._ledger.outputs(), self._ledger.reports(), self._ledger.packages()
        self._prune(packages.keys() - outputs.keys())
        wanted = self._request.documents
        sidecars = {one.id: one.sidecar for one in find_sources(self._request.folders.source)[0]}
        documents = [one for one in sorted(outputs) if wanted is None or one in wanted]
        self._watcher.begins(len(documents))
        for document in documents:
            known = Known(
                document=document,
                folder=self._request.folders.dist / document,
                sidecar=sidecars.get(document),
                outputs=outputs[document],
                reports=reports.get(document, {}),
                report_times=self._ledger.report_times(document),
            )
            try:
                self._pack(known, packages.get(document))
            except MunimentError as error:
                self._summary.failures.append(error)
                self._watcher.failed(document, error)
            self._watcher.finished(document)
        return self._summary

    def _prune(self, gone: set[str]) -> None:
        for document in sorted(gone):
            with uninterrupted():
                _remove(self._folder / document)
                _remove(self._archive(document))
                self._ledger.forget_package(document)
            self._watcher.removed(document)

    def _archive(self, document: str) -> Path:
        return self._folder / f"{document}.zip"

    def _pack(self, known: Known, before: PackageRecord | None) -> None:
        key = _key(known, self._signer)
        if before and before.key == key and self._is_intact(before):
            self._summary.current += 1
            return
        if before and before.key == key and self._mended(before):
            self._summary.packed += 1
            self._watcher.packed(known.document, self._archive(known.document), sealed=bool(self._request.key))
            return
        contents = gather(known, packaged=moment(self._request.clock))
        folder = self._staging / FOLDER / known.document
        tags = bag.tag_files(contents)
        bag.write_folder(contents, tags, folder)
        if self._request.key:
            seal.sign(folder / bag.TAG_MANIFEST_NAME, self._request.key)
        archive = self._staging / FOLDER / f"{known.document}.zip"
        digests = bag.write_zip(folder, archive)
        record = PackageRecord(
            document=known.document,
            key=key,
            tag_manifest=digests_of(tags[bag.TAG_MANIFEST_NAME]).sha256,
            digests=digests,
            made=contents.packaged,
        )
        put(self._ledger, record, folder, archive, self._folder)
        self._summary.packed += 1
        self._watcher.packed(known.document, self._archive(known.document), sealed=bool(self._request.key))

    def _mended(self, record: PackageRecord) -> bool:
        """Whether the ZIP file could be made again from the folder: a new package would lose its timestamp."""
        folder, archive = self._folder / record.document, self._staging / FOLDER / f"{record.document}.zip"
        if not folder.is_dir():
            return False
        archive.parent.mkdir(parents=True, exist_ok=True)
        if bag.write_zip(folder, archive) != record.digests:
            return False
        try:
            archive.replace(self._archive(record.document))
        except OSError as error:
            raise refused(error, self._archive(record.document)) from error
        return True

    def _is_intact(self, record: PackageRecord) -> bool:
        manifest = self._folder / record.document / bag.TAG_MANIFEST_NAME
        try:
            return (
                digests_of_file(manifest).sha256 == record.tag_manifest
                and digests_of_file(self._archive(record.document)) == record.digests
            )
        except OSError:
            return False


def put(ledger: Ledger, record: PackageRecord, folder: Path, archive: Path, place: Path) -> None:
    """Both forms of a package into the folder ``place``, and what the ledger says of them. Raises ``StorageError``.

    A crash in between leaves whole files that the ledger does not know: verifying names them, packing mends them.
    """
    try:
        place.mkdir(parents=True, exist_ok=True)
        with uninterrupted(), ledger.transaction():
            exchange(folder, place / record.document)
            archive.replace(place / f"{record.document}.zip")
            ledger.record_package(record)
    except OSError as error:
        raise refused(error, place / record.document) from error


def _key(known: Known, signer: str) -> str:
    """What a package is made from, as one digest: contents, version and signer; not the time."""
    facts: Mapping[str, str] = {
        **{name: one.digests.sha512 for name, one in known.outputs.items()},
        **{name: one.sha512 for name, one in known.reports.items()},
        "version": f"{__version__} {FORM}",
        "signer": signer,
    }
    return hashlib.sha256("".join(f"{name}\n{value}\n" for name, value in sorted(facts.items())).encode()).hexdigest()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
