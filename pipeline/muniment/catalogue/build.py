"""``make site``: the catalogue, written so that only what changed is touched and no file is ever seen half done.

Each file is made in memory and compared with what is there. What differs is staged, synced, and renamed into place;
what the last run wrote and this one does not is taken away. The list of all files comes last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files as resources
from pathlib import Path
from typing import Protocol

from muniment.catalogue.covers import cover, cover_path
from muniment.catalogue.differences import Comparison, compare
from muniment.catalogue.entries import Known, documents_in, read_entry, read_predicate, read_text
from muniment.catalogue.feeds import feed_files, typed_links, write_everything
from muniment.catalogue.fixity import LIST, listed, sums_of
from muniment.catalogue.listing import listing_pages
from muniment.catalogue.machine import EVERYTHING, SUMS
from muniment.catalogue.markup import Markup, tag
from muniment.catalogue.model import Entry, Site
from muniment.catalogue.pages import document_page, page_path
from muniment.catalogue.placing import Placing
from muniment.catalogue.search import search_files
from muniment.catalogue.shell import STYLE, Shell
from muniment.config import Folders
from muniment.errors import MunimentError, Place, VerificationError
from muniment.executors import uninterrupted
from muniment.ledger import Ledger
from muniment.runner import LEDGER
from muniment.store import exclusive, remove


class Watcher(Protocol):
    """Is told what happens; the command line shows it."""

    def waiting(self, folder: Path) -> None:
        """A build holds the output folder."""

    def begins(self, total: int) -> None:
        """So many documents are about to get their pages."""

    def failed(self, document: str, error: MunimentError) -> None:
        """A document cannot be offered, or not all of what is known of it; the others are."""

    def finished(self, document: str) -> None:
        """A document has been dealt with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for."""

    folders: Folders
    """Where things are."""
    site: Site = field(default_factory=Site)
    """What holds for the whole site."""
    wait: bool = True
    """Whether to wait for a build in the same folder."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """How it went."""

    documents: int = 0
    """Documents that are offered."""
    files: int = 0
    """Files that the site has, its list not counted."""
    written: tuple[str, ...] = ()
    """Paths below the output folder of files whose bytes are new."""
    removed: tuple[str, ...] = ()
    """Paths of files that were taken away."""
    failures: list[MunimentError] = field(default_factory=list)
    """What could not be offered, and why."""


def build_site(request: Request, watcher: Watcher) -> Summary:
    """Bring the site in the output folder up to date. Raises ``MunimentError`` where none can be written at all."""
    dist = request.folders.dist
    with exclusive(dist, wait=request.wait, waiting=lambda: watcher.waiting(dist)) as staging:
        return _Building(request, watcher, Placing(dist, staging)).run()


class _Building:
    def __init__(self, request: Request, watcher: Watcher, placing: Placing) -> None:
        self._dist = request.folders.dist
        self._ledger = request.folders.build / LEDGER
        self._site = request.site
        self._watcher = watcher
        self._placing = placing
        self._summary = Summary()

    def run(self) -> Summary:
        entries = self._entries()
        self._add_shared(entries)
        shell = Shell(site=self._site, files=frozenset(self._placing.sums))
        self._watcher.begins(len(entries))
        for entry in entries:
            self._placing.add(cover_path(entry.id), cover(entry))
            self._placing.add(page_path(entry.id), self._page(entry, shell))
            self._watcher.finished(entry.id)
        for path, data in listing_pages(entries, shell):
            self._placing.add(path, data)
        self._put(len(entries))
        return self._summary

    # ----------------------------------------------------------------------------------------- reading

    def _entries(self) -> list[Entry]:
        """Every document that can be offered, by id."""
        known = known_of(self._ledger)
        found = []
        for document in documents_in(self._dist):
            try:
                found.append(read_entry(self._dist, document, known.get(document, Known())))
            except MunimentError as error:
                self._fail(document, error)
        return found

    def _text(self, entry: Entry) -> str:
        """A canonical text; nothing where it cannot be read, which is reported with its page."""
        try:
            return read_text(self._dist, entry)
        except (OSError, ValueError):
            return ""

    def _comparison(self, entry: Entry) -> Comparison | None:
        """What was changed, or ``None`` where the record of it does not fit the text, which is reported."""
        try:
            return compare(read_text(self._dist, entry), read_predicate(self._dist, entry.id))
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"the recorded changes do not fit the canonical text: {error}"
            remedy = "Run make verify, which says what is damaged, then make; then make site again."
            place = Place(file=str(self._dist / entry.id))
            self._fail(entry.id, VerificationError(message, remedy=remedy, place=place, code="VER-ALTERED"))
            return None

    # ----------------------------------------------------------------------------------------- making

    def _add_shared(self, entries: Sequence[Entry]) -> None:
        """Everything that is no page: style, scripts, the search index, feeds, and the one file with everything."""
        style = resources("muniment").joinpath("assets", "catalogue", "style.css").read_bytes()
        self._placing.add(STYLE, style)
        if not entries:
            return
        by_id = {entry.id: entry for entry in entries}
        for path, data in search_files(entries, lambda document: self._text(by_id[document])).items():
            self._placing.add(path, data)
        before = (self._dist / SUMS).read_bytes() if (self._dist / SUMS).is_file() else b""
        shared = feed_files(entries, self._site)
        for path, data in shared.items():
            self._placing.add(path, data)
        self._add_everything(entries, is_same=shared[SUMS] == before)

    def _add_everything(self, entries: Sequence[Entry], *, is_same: bool) -> None:
        """The ZIP file; it depends on the sums alone, so it is kept where they and its own digest are as they were."""
        recorded = self._listed().get(EVERYTHING, "")
        if is_same and self._placing.keep(EVERYTHING, recorded):
            return
        target = self._placing.place("everything.zip")
        try:
            digests = write_everything(entries, self._dist, target)
        except VerificationError as error:
            self._fail("", error)  # the site is written without it
        else:
            self._placing.adopt(EVERYTHING, target, digests.sha256)

    def _page(self, entry: Entry, shell: Shell) -> bytes:
        links = tuple(
            tag("link", rel=link.rel, href=link.href, type=link.type or None)
            for link in (typed_links(entry, self._site) if self._site.base_url else ())
        )
        return document_page(entry, self._comparison(entry), shell, head=_without_repeats(links))

    # ----------------------------------------------------------------------------------------- writing

    def _put(self, documents: int) -> None:
        """Put the new files into place, the list last, and take away what the last list has and this one has not."""
        sums = self._placing.sums
        gone = sorted(self._listed().keys() - sums.keys())
        self._placing.add(LIST, sums_of(sums))
        with uninterrupted():
            written = self._placing.finish()
            self._summary.removed = tuple(path for path in gone if self._remove(path))
        self._summary.written = tuple(path for path in written if path != LIST)
        self._summary.documents, self._summary.files = documents, len(sums)

    def _remove(self, path: str) -> bool:
        """Remove a file and the folders that it leaves empty."""
        was_there = remove(self._dist / path)
        for folder in (self._dist / path).parents:
            if folder == self._dist or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()
        return was_there

    def _listed(self) -> dict[str, str]:
        try:
            return listed(self._dist)
        except ValueError:
            return {}  # a damaged list is written anew; what it named stays, and verifying says so

    def _fail(self, document: str, error: MunimentError) -> None:
        self._summary.failures.append(error)
        self._watcher.failed(document, error)


def known_of(path: Path) -> dict[str, Known]:
    """What the ledger at ``path`` knows of each document; nothing where there is none. Raises ``StorageError``."""
    if not path.exists():
        return {}
    with Ledger(path) as ledger:
        packages = ledger.packages()
        return {
            document: Known(
                times={name: one.made for name, one in outputs.items()} | ledger.report_times(document),
                package=packages.get(document),
            )
            for document, outputs in ledger.outputs().items()
        }


def _without_repeats(links: Sequence[Markup]) -> tuple[Markup, ...]:
    return tuple(dict.fromkeys(links))
