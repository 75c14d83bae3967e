"""``make archive``: a package for each document, as a folder and as one file, made again only when its contents change."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from muniment import __version__
from muniment.archive import bag, mending, seal
from muniment.archive.contents import Known, gather
from muniment.archive.exchange import exchange
from muniment.archive.readme import SIGNATURE
from muniment.config import Folders
from muniment.errors import Finding, MunimentError, Place, Severity
from muniment.executors import uninterrupted
from muniment.intake import find_sources
from muniment.ledger import Ledger, PackageRecord
from muniment.runner import LEDGER
from muniment.store import Clock, digests_of, exclusive, moment, refused

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

    def noticed(self, finding: Finding) -> None:
        """Something was seen about a package."""

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
    """Packages made, mended or sealed anew."""
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
        built, packages = tuple(self._ledger.built()), self._ledger.packages()
        self._prune(packages.keys() - set(built))
        wanted = self._request.documents
        sidecars = {one.id: one.sidecar for one in find_sources(self._request.folders.source)[0]}
        documents = [one for one in built if wanted is None or one in wanted]
        self._watcher.begins(len(documents))
        for document in documents:
            known = Known(
                document=document,
                folder=self._request.folders.dist / document,
                sidecar=sidecars.get(document),
                outputs=self._ledger.outputs(document)[document],
                reports=self._ledger.reports(document).get(document, {}),
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
        if before and before.key.split()[0] == key.split()[0] and self._kept(before, key):
            return
        was_stamped = mending.is_stamped(self._folder / known.document, self._archive(known.document))
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
        self._packed(known.document, sealed=bool(self._request.key))
        if was_stamped:
            self._watcher.noticed(_stamp_gone(self._folder / known.document))

    def _packed(self, document: str, *, sealed: bool) -> None:
        self._summary.packed += 1
        self._watcher.packed(document, self._archive(document), sealed=sealed)

    def _kept(self, record: PackageRecord, key: str) -> bool:
        """Whether the package of the same contents that is there stays, mended and sealed anew where that is needed.

        One that an earlier version made is made again by this one, unless that would lose a timestamp.
        """
        folder, archive = self._folder / record.document, self._archive(record.document)
        whole = mending.forms(record, folder, archive)
        _, maker, signer = key.split()
        _, its_maker, its_signer = record.key.split()
        if not (whole.folder or whole.archive):
            return False
        if maker != its_maker and not mending.is_stamped(archive if whole.archive else folder):
            return False
        if not whole.folder:
            self._restore(record)
        elif not whole.archive and not self._mended(record):
            return False
        if maker != its_maker:
            self._watcher.noticed(_kept_as_it_is(folder))
        if self._request.key and signer != its_signer:
            self._seal(replace(record, key=f"{record.key.split()[0]} {its_maker} {signer}"), self._request.key)
        elif whole.folder and whole.archive:
            self._summary.current += 1
            return True
        self._packed(record.document, sealed=mending.has(folder, SIGNATURE))
        return True

    def _restore(self, record: PackageRecord) -> None:
        """The folder again from the ZIP file: a new package would lose its timestamp."""
        copy, place = self._staging / FOLDER / record.document, self._folder / record.document
        mending.unpack(self._archive(record.document), copy)
        try:
            with uninterrupted():
                exchange(copy, place)
        except OSError as error:
            raise refused(error, place) from error

    def _mended(self, record: PackageRecord) -> bool:
        """Whether the ZIP file could be made again from the folder, for the same reason."""
        folder, archive = self._folder / record.document, self._staging / FOLDER / f"{record.document}.zip"
        archive.parent.mkdir(parents=True, exist_ok=True)
        if bag.write_zip(folder, archive) != record.digests:
            return False
        try:
            archive.replace(self._archive(record.document))
        except OSError as error:
            raise refused(error, self._archive(record.document)) from error
        return True

    def _seal(self, record: PackageRecord, key: Path) -> None:
        """Another seal for the package that is there."""
        copy = self._staging / FOLDER / f"{record.document}.sealed" / record.document
        mending.sealed_anew(self._folder / record.document, copy, key)
        archive = self._staging / FOLDER / f"{record.document}.zip"
        put(self._ledger, replace(record, digests=bag.write_zip(copy, archive)), copy, archive, self._folder)


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
    """What a package is made from, in three words: a digest of its contents, who makes it, who signs; not the time."""
    contents = {
        **{name: one.digests.sha512 for name, one in known.outputs.items()},
        **{name: one.sha512 for name, one in known.reports.items()},
    }
    digest = hashlib.sha256("".join(f"{name}\n{value}\n" for name, value in sorted(contents.items())).encode())
    return f"{digest.hexdigest()} {__version__}/{FORM} {signer or '-'}"


def _kept_as_it_is(package: Path) -> Finding:
    return Finding(
        code="PKG-KEPT",
        severity=Severity.WARNING,
        place=Place(file=str(package)),
        message="An earlier version of Muniment made it; it stays as it is, because it has a timestamp.",
        remedy="To have it made anew without the timestamp, remove the folder and the ZIP file.",
    )


def _stamp_gone(package: Path) -> Finding:
    return Finding(
        code="PKG-RESTAMP",
        severity=Severity.WARNING,
        place=Place(file=str(package)),
        message="It was made anew, for its contents changed or both its forms were damaged: it has no timestamp now.",
        remedy="Ask for a new one, with muniment timestamp. A package that was deposited is in the store as it was.",
    )


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
