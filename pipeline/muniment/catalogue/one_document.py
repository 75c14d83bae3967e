"""One document's part of the site: its page and its cover, and what the pages about all documents take from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.catalogue import entry_json
from muniment.catalogue.covers import cover, cover_path
from muniment.catalogue.differences import Comparison, compare
from muniment.catalogue.entries import Known, read_document, read_text
from muniment.catalogue.feeds import typed_links
from muniment.catalogue.markup import Markup, tag
from muniment.catalogue.memory import Content, Remembered
from muniment.catalogue.model import Entry, Site
from muniment.catalogue.pages import document_page, page_path
from muniment.catalogue.placing import Made, Stage, stamp_of
from muniment.catalogue.search import words_of
from muniment.catalogue.shell import ON_EVERY_PAGE, Shell
from muniment.conformance import record
from muniment.errors import MunimentError, Place, VerificationError
from muniment.provenance import FILE_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to look at."""

    document: str
    """A document's id."""
    known: Known
    """What the ledger knows of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What holds for all tasks of a run."""

    stage: Stage
    """Where files go."""
    site: Site
    """Of what site they are."""
    form: str
    """Digest of the site's settings and of the code that makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of one task."""

    document: str
    """The document's id."""
    offered: tuple[Remembered, Content] | None = None
    """What to remember of it; ``None`` where it cannot be offered."""
    made: tuple[Made, ...] = ()
    """Its page and its cover."""
    failures: tuple[MunimentError, ...] = ()
    """What is wrong with it."""


def look(work: Work, tasks: Sequence[Task]) -> list[Looked]:
    """Look at some documents and make their pages. Raises ``StorageError``."""
    return [_look(work, task) for task in tasks]


def key_of(work: Work, task: Task, watched: Iterable[str]) -> str:
    """Digest of all that a document's part follows from, with the stamps of the files that are watched for it."""
    known = task.known
    package = known.package
    stamps = [f"{path} {stamp_of(f'{work.stage.dist}/{path}')}" for path in watched]
    about = [work.form, sorted(known.times.items()), package and (package.digests.sha256, package.made), stamps]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()


def _look(work: Work, task: Task) -> Looked:
    dist = work.stage.dist
    try:
        entry, predicate = read_document(dist, task.document, task.known)
    except VerificationError as error:
        return Looked(document=task.document, failures=(error,))
    watched = (*_beside(task.document), *(one.path for one in entry.downloads))
    key = key_of(work, task, watched)
    text, comparison, failures = _text_of(dist, entry, predicate)
    made = (
        work.stage.offer(cover_path(entry.id), cover(entry)),
        work.stage.offer(page_path(entry.id), _page(entry, comparison, work.site)),
    )
    content = Content(entry=entry_json.written(entry), words=words_of(entry, text))
    remembered = Remembered(
        document=entry.id,
        key="" if failures else key,  # what is wrong is said in every run
        watched=watched,
        files={one.path: one.sha256 for one in made},
        digest=hashlib.sha256(f"{content.entry}\n{content.words}".encode()).hexdigest(),
    )
    return Looked(document=entry.id, offered=(remembered, content), made=made, failures=failures)


def _beside(document: str) -> tuple[str, ...]:
    """What is read of a document beside what it offers; a folder's stamp changes when files come or go."""
    return tuple(f"{document}/{name}" for name in (FILE_NAME, record.FILE_NAME, record.REPORTS))


def _text_of(
    dist: Path, entry: Entry, predicate: Mapping[str, Any]
) -> tuple[str, Comparison | None, tuple[MunimentError, ...]]:
    """The canonical text, what was changed in it, and what is wrong where the record of that does not fit."""
    text = ""
    try:
        text = read_text(dist, entry)
        return text, compare(text, predicate), ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        wrong = VerificationError(
            f"the recorded changes do not fit the canonical text: {error}",
            remedy="Run make verify, which says what is damaged, then make; then make site again.",
            place=Place(file=str(dist / entry.id)),
            code="VER-ALTERED",
        )
        return text, None, (wrong,)


def _page(entry: Entry, comparison: Comparison | None, site: Site) -> bytes:
    links = typed_links(entry, site) if site.base_url else ()
    head = dict.fromkeys(tag("link", rel=link.rel, href=link.href, type=link.type or None) for link in links)
    return document_page(entry, comparison, Shell(site=site, files=ON_EVERY_PAGE), head=tuple[Markup, ...](head))
