"""Ways into the catalogue for reading apps: by author, by language, by year and by subject, each value on a shelf.

How many files there are stays within bounds, and where they stand follows from the values alone: a document that
changes changes the feeds that it is on, and the lists that count them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from muniment.catalogue.addresses import EARLIEST
from muniment.catalogue.model import Entry
from muniment.catalogue.shelves import (
    EVERYTHING,
    ROOT,
    Facet,
    Shelf,
    by_title,
    latest,
    offered,
    paged,
    shown,
    titles,
)
from muniment.catalogue.terms import fold
from muniment.extraction.language_names import name_of

MOST = 100
"""Values that one list names; more are divided by the letter, or the decade, that they begin with."""
FEW = 5
"""Documents from which on a value has its own shelf where the values are many; those of rarer ones share one."""
LISTS = f"{ROOT}/by-"
"""What the path of every list of values begins with; of feeds of documents none does."""
AT_ONCE = 12
"""Values up to which a list is shown with the first feed, in the form that can (OPDS 2.0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What documents are told apart by."""

    name: str
    """In names of files."""
    title: str
    """The list's title."""
    group: str
    """What one value is."""
    counted: tuple[str, str]
    """One value, several values."""
    every: str
    """What leads away from one value to all documents."""
    values: Callable[[Entry], Sequence[str]]
    """The values of a document; none where they are not known."""
    shown: Callable[[str], str] = str
    """A value for people."""
    section: Callable[[str], str] = lambda key: key[:1].upper()
    """The part of a long list that a value with this key is in."""


KINDS = (
    Kind(
        name="author",
        title="By author",
        group="Author",
        counted=("author", "authors"),
        every="All authors",
        values=lambda entry: entry.creators,
    ),
    Kind(
        name="language",
        title="By language",
        group="Language",
        counted=("language", "languages"),
        every="All languages",
        values=lambda entry: () if entry.language in {"", "und"} else (entry.language,),
        shown=name_of,
    ),
    Kind(
        name="year",
        title="By year",
        group="Year",
        counted=("year", "years"),
        every="All years",
        values=lambda entry: (entry.year,) if entry.year else (),
        section=lambda key: f"{key[:3]}0s",
    ),
    Kind(
        name="subject",
        title="By subject",
        group="Subject",
        counted=("subject", "subjects"),
        every="All subjects",
        values=lambda entry: entry.subjects,
    ),
)
"""In the order in which they are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value, or the rare ones of a section together, with the documents that have it."""

    title: str
    """For people."""
    shelves: tuple[Shelf, ...]
    """Its pages; at least one."""

    @property
    def updated(self) -> str:
        """When anything that has it last changed."""
        return max(shelf.updated for shelf in self.shelves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The part of a long list whose values begin alike."""

    path: str
    """Path of its list below the output folder, without suffix."""
    title: str
    """For people: ``A``, ``1910s``."""
    count: int
    """Number of values in it."""
    values: tuple[Value, ...]
    """Those with a shelf of their own in order, then the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """All values of one kind."""

    kind: Kind
    """Which kind."""
    count: int
    """Number of values."""
    values: tuple[Value, ...]
    """In order; empty where there are sections."""
    sections: tuple[Section, ...] = ()
    """The parts of a long list; empty where it is short."""

    @property
    def path(self) -> str:
        """Path of its list below the output folder, without suffix."""
        return _path(self.kind)

    @property
    def updated(self) -> str:
        """When anything in it last changed."""
        return max((value.updated for value in self.every_value()), default=EARLIEST)

    def every_value(self) -> Iterator[Value]:
        """All values, those of sections included."""
        yield from self.values
        for section in self.sections:
            yield from section.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Everything that the feeds hold, in either of their forms."""

    new: Shelf
    """The latest, the newest first."""
    titles: tuple[Shelf, ...]
    """The pages with all documents, by title; at least one."""
    guides: tuple[Guide, ...]
    """The documents by what they are told apart by; none that would only lead to all of them."""

    def shelves(self) -> Iterator[Shelf]:
        """Every page of every feed of documents."""
        yield self.new
        yield from self.titles
        for guide in self.guides:
            for value in guide.every_value():
                yield from value.shelves


def ways(entries: Sequence[Entry]) -> Ways:
    """The documents on their shelves; the first page of all documents leads to what they can be narrowed to."""
    held = offered(entries)
    found = tuple(one for one in (_guide(kind, held) for kind in KINDS) if one)
    first, *others = titles(held)
    return Ways(new=latest(held), titles=(replace(first, facets=tuple(_facets(found))), *others), guides=found)


def _facets(found: Sequence[Guide]) -> Iterator[Facet]:
    """What all documents can be narrowed to, from the short lists, with the way that one is on: all of them."""
    for guide in found:
        if guide.values:
            yield Facet(group=guide.kind.group, title=guide.kind.every, path=EVERYTHING, active=True)
        for value in guide.values:
            shelf = value.shelves[0]
            yield Facet(group=guide.kind.group, title=value.title, path=shelf.path, count=shelf.total)


def _guide(kind: Kind, entries: Sequence[Entry]) -> Guide | None:
    held: dict[str, list[Entry]] = {}
    for entry in entries:
        for value in dict.fromkeys(filter(None, kind.values(entry))):
            held.setdefault(value, []).append(entry)
    if all(len(one) == len(entries) for one in held.values()):
        return None
    ordered = sorted(held, key=lambda value: (_key(kind, value), value))
    if len(ordered) <= MOST:
        values = tuple(_value(kind, one, held[one], _path(kind)) for one in ordered)
        return Guide(kind=kind, count=len(held), values=values)
    divided: dict[str, list[str]] = {}
    for value in ordered:
        divided.setdefault(kind.section(_key(kind, value)), []).append(value)
    sections = tuple(_section(kind, title, values, held) for title, values in divided.items())
    return Guide(kind=kind, count=len(held), values=(), sections=sections)


def _section(kind: Kind, title: str, values: Sequence[str], held: Mapping[str, Sequence[Entry]]) -> Section:
    path = f"{_path(kind)}-{_digest(title)}"
    own = [_value(kind, one, held[one], path) for one in values if len(held[one]) >= FEW]
    rare = [one for one in values if len(held[one]) < FEW]
    if rare:
        together = {entry.id: entry for one in rare for entry in by_title(held[one])}  # some have two of them
        name = f"{title}: {'other' if own else 'all'} {kind.counted[1]}"
        own.append(_shelved(kind, name, f"others {title}", tuple(together.values()), path))
    return Section(path=path, title=title, count=len(values), values=tuple(own))


def _value(kind: Kind, value: str, entries: Sequence[Entry], above: str) -> Value:
    return _shelved(kind, kind.shown(value), f"value {value}", by_title(entries), above)


def _shelved(kind: Kind, title: str, named: str, entries: Sequence[Entry], above: str) -> Value:
    """The shelf, which leads to all documents and says which facet of them it is (OPDS 1.2, 4)."""
    stem = f"{kind.name}-{_digest(named)}"
    facets = (
        Facet(group=kind.group, title=kind.every, path=EVERYTHING),
        Facet(group=kind.group, title=title, path=f"{ROOT}/{stem}-1", active=True),
    )
    return Value(title=title, shelves=paged(stem, shown(title), entries, facets, above))


def _path(kind: Kind) -> str:
    return f"{LISTS}{kind.name}"


def _key(kind: Kind, value: str) -> str:
    """A value as it is put in order: folded, without the sign that it begins with."""
    folded = fold(kind.shown(value))
    return next((folded[at:] for at, sign in enumerate(folded) if sign.isalnum()), folded)


def _digest(text: str) -> str:
    """A name for a file that any text can have, whatever its signs and case: no text is a safe name on every disk."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
