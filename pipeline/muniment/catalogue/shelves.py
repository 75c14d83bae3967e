"""What the OPDS feeds hold, in either of their forms: documents in an order, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from unicodedata import bidirectional

from muniment.catalogue.addresses import EARLIEST, moment_of, newest_first
from muniment.catalogue.atom import NEWEST
from muniment.catalogue.model import Download, Entry

PAGE = 50
"""Documents on a page: some 100 kB, and no more pictures than a reading device wants to fetch at a time."""
ROOT = "catalogue/opds"
"""Where the first feed stands below the output folder, without its suffix."""
CONTENTS = f"{ROOT}/contents"
"""The list of pages, likewise."""
FREE = "http://opds-spec.org/acquisition/open-access"
"""The relation of a link to a whole publication that asks for nothing, neither money nor a name (OPDS 1.2, 5.2.1)."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """All feeds of documents."""

    new: Shelf
    """The latest, the newest first."""
    titles: tuple[Shelf, ...]
    """The pages with all documents, by title; at least one."""


def shelves(entries: Sequence[Entry]) -> Shelves:
    """The documents on their shelves.

    A document without any file is left out, as OPDS asks for a link to one (1.2, section 5).
    """
    held = [entry for entry in entries if entry.downloads]
    latest = tuple(newest_first(held)[:NEWEST])
    by_title = sorted(held, key=lambda one: (one.title.casefold(), one.id))
    pages = [tuple(by_title[start : start + PAGE]) for start in range(0, len(by_title), PAGE)] or [()]
    titles = tuple(
        Shelf(
            stem="titles",
            title=_titled(page, only=len(pages) == 1),
            entries=page,
            number=number,
            count=len(pages),
            total=len(held),
        )
        for number, page in enumerate(pages, 1)
    )
    return Shelves(new=Shelf(stem="new", title="New and changed", entries=latest, total=len(latest)), titles=titles)


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


def _titled(page: tuple[Entry, ...], *, only: bool) -> str:
    """What a page is called: all, or from which title to which."""
    if only:
        return "All by title"
    return " – ".join(dict.fromkeys((_short(page[0].title), _short(page[-1].title))))


def _short(title: str) -> str:
    """The beginning of a title; one in a script from right to left is kept from turning its neighbours round."""
    shown = title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…"
    turning = any(bidirectional(letter) in {"R", "AL"} for letter in shown)
    return f"{_ISOLATE}{shown}{_END}" if turning else shown
