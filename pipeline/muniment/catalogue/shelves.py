"""What the OPDS feeds hold, in either of their forms: documents in an order, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from unicodedata import bidirectional

from muniment.catalogue.addresses import EARLIEST, moment_of, newest_first
from muniment.catalogue.atom import NEWEST
from muniment.catalogue.model import Download, Entry

PAGE = 50
"""Documents on a page: some 100 kB, and no more pictures than a reading device wants to fetch at a time."""
ROOT = "catalogue/opds"
"""Where the first feed stands below the output folder, without its suffix."""
TITLES = "titles"
"""Stem of the feed of all documents."""
EVERYTHING = f"{ROOT}/{TITLES}-1"
"""Its first page, below the output folder, without its suffix."""
CONTENTS = f"{ROOT}/contents"
"""The list of pages, likewise."""
FREE = "http://opds-spec.org/acquisition/open-access"
"""The relation of a link to a whole publication that asks for nothing, neither money nor a name (OPDS 1.2, 5.2.1)."""
FACET = "http://opds-spec.org/facet"
"""The relation of a link to a part of what is listed (OPDS 1.2, 4)."""
NEW = "http://opds-spec.org/sort/new"
"""The relation of a link to what is new (OPDS 1.2, 6)."""

# Reading apps take the first form that they know.
_FORMS: Mapping[str, int] = MappingProxyType({"epub": 0, "pdf": 1, "html": 2, "tei": 3, "md": 4})
_PICTURES: Mapping[str, str] = MappingProxyType(
    {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml"}
)
_LONGEST_TITLE = 40
_ISOLATE, _END = "\u2068", "\u2069"  # first strong isolate, pop directional isolate (UAX #9, 2.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A link from a shelf to a part of what stands there, or away from such a part (OPDS 1.2, 4)."""

    group: str
    """What its values are: ``Language``."""
    title: str
    """Its value for people."""
    path: str
    """Path of the first page of that shelf below the output folder, without suffix."""
    active: bool = False
    """Whether the shelf that has the link is what it leads to."""
    count: int | None = None
    """How many documents are there; ``None`` where that is not said, so that another document changes no other feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One feed of documents, or one page of it."""

    stem: str
    """Its name, without page number."""
    title: str
    """Its title for people."""
    entries: tuple[Entry, ...]
    """What stands on it."""
    number: int = 1
    """Which page of how many: 1 to ``count``."""
    count: int = 1
    """Number of pages."""
    total: int
    """Number of documents on all pages."""
    facets: tuple[Facet, ...] = ()
    """What it can be narrowed or widened to."""
    above: str = ROOT
    """Path of the list that leads to it, without suffix."""

    @property
    def path(self) -> str:
        """Path below the output folder, without suffix."""
        return self.page(self.number)

    @property
    def updated(self) -> str:
        """When anything on it last changed."""
        return max(map(moment_of, self.entries), default=EARLIEST)

    @property
    def turns(self) -> Mapping[str, str]:
        """Paths of other pages by link relation: ``first``, ``previous``, ``next``, ``last`` (RFC 5005, 3)."""
        if self.count == 1:
            return {}
        turns = {"first": self.page(1), "last": self.page(self.count)}
        if self.number > 1:
            turns["previous"] = self.page(self.number - 1)
        if self.number < self.count:
            turns["next"] = self.page(self.number + 1)
        return turns

    def page(self, number: int) -> str:
        """Path of another of its pages."""
        return f"{ROOT}/{self.stem}-{number}" if self.stem != "new" else f"{ROOT}/new"


def latest(entries: Sequence[Entry]) -> Shelf:
    """What is new, the newest first."""
    found = tuple(newest_first(list(entries))[:NEWEST])
    return Shelf(stem="new", title="New and changed", entries=found, total=len(found))


def titles(entries: Sequence[Entry]) -> tuple[Shelf, ...]:
    """The pages with all documents, by title; at least one."""
    pages = paged(TITLES, "All by title", by_title(entries))
    return tuple(replace(page, title=_titled(page.entries)) for page in pages) if len(pages) > 1 else pages


def offered(entries: Sequence[Entry]) -> list[Entry]:
    """Those that stand on shelves: one without any file does not, as OPDS asks for a link to one (1.2, section 5)."""
    return [entry for entry in entries if entry.downloads]


def by_title(entries: Sequence[Entry]) -> list[Entry]:
    """In the order of titles without case; those of one title by id."""
    return sorted(entries, key=lambda one: (one.title.casefold(), one.id))


def paged(
    stem: str, title: str, entries: Sequence[Entry], facets: tuple[Facet, ...] = (), above: str = ROOT
) -> tuple[Shelf, ...]:
    """The pages of one feed in the order given; one, where there is nothing."""
    pages = [tuple(entries[start : start + PAGE]) for start in range(0, len(entries), PAGE)] or [()]
    return tuple(
        Shelf(
            stem=stem,
            title=title,
            entries=page,
            number=at,
            count=len(pages),
            total=len(entries),
            facets=facets,
            above=above,
        )
        for at, page in enumerate(pages, 1)
    )


def publications(entry: Entry) -> tuple[Download, ...]:
    """The files that are the document itself, for readers, in the order in which apps should prefer them.

    Its source and its package are offered only where there is nothing else.
    """
    known = sorted((one for one in entry.downloads if one.format in _FORMS), key=lambda one: _FORMS[one.format])
    return tuple(known) or entry.downloads


def picture_type(path: str) -> str:
    """IANA media type of a cover."""
    return _PICTURES[path.rpartition(".")[2]]


def is_drawn_in_pixels(path: str) -> bool:
    """Whether a cover is in a format that every reading app must know (OPDS 1.2, 5.2.2)."""
    return picture_type(path) != "image/svg+xml"


def shown(text: str) -> str:
    """The beginning of a text; one in a script from right to left is kept from turning its neighbours round."""
    beginning = text if len(text) <= _LONGEST_TITLE else f"{text[:_LONGEST_TITLE].rstrip()}…"
    turning = any(bidirectional(letter) in {"R", "AL"} for letter in beginning)
    return f"{_ISOLATE}{beginning}{_END}" if turning else beginning


def _titled(page: tuple[Entry, ...]) -> str:
    """What a page is called: from which title to which."""
    return " – ".join(dict.fromkeys((shown(page[0].title), shown(page[-1].title))))
