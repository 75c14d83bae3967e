"""The parts of the site that are about all documents, each made for itself, so that they can be made side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path

from muniment.catalogue.everything import EVERYTHING, write_everything
from muniment.catalogue.feeds import feed_files
from muniment.catalogue.listing import listing_pages
from muniment.catalogue.machine import SUMS, sums
from muniment.catalogue.memory import Memory
from muniment.catalogue.model import Entry, Site
from muniment.catalogue.placing import Made, Stage, sha256_of
from muniment.catalogue.search import index_files
from muniment.catalogue.shell import ON_EVERY_PAGE, STYLE, Shell
from muniment.errors import MunimentError, VerificationError

PARTS = ("index", "listing", "feeds")
"""Names of the parts: the search index; the listing with everything in one file; the feeds. The longest comes first."""
ZIPPED = (SUMS, EVERYTHING)
"""What follows from the documents' files alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What all parts are made from."""

    memory: Path
    """The database with all documents."""
    stage: Stage
    """Where files go."""
    site: Site
    """Of what site they are."""
    untouched: Mapping[str, str]
    """SHA-256 by path of what the last run put into place and nobody has touched since."""
    listed: Mapping[str, str]
    """SHA-256 by path as the list of the last run has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What came of one part."""

    made: tuple[Made, ...]
    """Its files, in the order in which they should be put into place."""
    failures: tuple[MunimentError, ...] = ()
    """What could not be made, and why."""


def make_part(name: str, whole: Whole) -> Part:
    """Make one of ``PARTS``. Raises ``StorageError``."""
    with Memory(whole.memory) as memory:
        entries = memory.entries()
        if name == "listing":
            return _listing(entries, whole)
        if not entries:
            return Part(made=())
        files = index_files(entries, memory.words()) if name == "index" else feed_files(entries, whole.site)
    return Part(made=tuple(whole.stage.offer(path, data) for path, data in files.items()))


def _listing(entries: Sequence[Entry], whole: Whole) -> Part:
    style = resources("muniment").joinpath("assets", "catalogue", "style.css").read_bytes()
    made = [whole.stage.offer(STYLE, style)]
    failures: list[MunimentError] = []
    if entries:
        try:
            made.append(_everything(entries, whole))
        except VerificationError as error:
            failures.append(error)  # the site is written without it
    links = {SUMS, *ON_EVERY_PAGE, *(one.path for one in made)} if entries else ()
    shell = Shell(site=whole.site, files=frozenset(links))
    return Part(made=(*made, *_pages(entries, shell, whole)), failures=tuple(failures))


def _pages(entries: Sequence[Entry], shell: Shell, whole: Whole) -> Iterator[Made]:
    for path, data in listing_pages(entries, shell):
        yield whole.stage.offer(path, data)


def _everything(entries: Sequence[Entry], whole: Whole) -> Made:
    """The ZIP file; it depends on the sums alone, so it is kept where they are as they were."""
    before = _as_recorded(EVERYTHING, whole)
    if before and hashlib.sha256(sums(entries)).hexdigest() == _as_recorded(SUMS, whole):
        return Made(path=EVERYTHING, sha256=before, new=False)
    return whole.stage.adopt(EVERYTHING, write_everything(entries, whole.stage.dist, whole.stage.place(EVERYTHING)))


def _as_recorded(path: str, whole: Whole) -> str:
    """The recorded SHA-256 of a file of the last run, if it has it still; empty where it has not."""
    if path in whole.untouched:
        return whole.untouched[path]
    try:
        return whole.listed[path] if sha256_of(whole.stage.dist / path) == whole.listed[path] else ""
    except (OSError, KeyError):
        return ""
