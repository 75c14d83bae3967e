"""Lists: which markers belong together, where a list begins, and how deep an item stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muniment.structure.candidates import Candidate
from muniment.structure.marks import ListMarker

DEEPER = 2
"""Columns of further indentation that put an item one list deeper."""
DEEPEST = 9
"""Depth beyond which indentation is no longer followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an item stands among lists."""

    depth: int
    """0 for an item of an outermost list; never more than one deeper than the item before."""
    begins: bool
    """Whether it is the first item of its list."""


_PLACES = [[Place(depth=depth, begins=begins) for depth in range(DEEPEST + 1)] for begins in (False, True)]
"""Every place that there is, those that begin a list last."""


@dataclass(slots=True, kw_only=True)
class _Open:
    """A list that further items may join."""

    indent: int
    last: Candidate


def fits(one: Candidate, other: Candidate) -> bool:
    """Whether the markers of two candidates, in text order, are neighbours in one list.

    The same bullet, or numbers of one form that count by one (CommonMark 5.3 renumbers any others).
    """
    if one.marker is None or other.marker is None:
        return False
    return continues(one.marker, other.marker)


def continues(one: ListMarker, other: ListMarker) -> bool:
    """Whether ``other`` is the marker that follows ``one`` in a list."""
    if one.ordered != other.ordered or one.text[-1] != other.text[-1]:
        return False
    return not one.ordered or other.value == one.value + 1


def _joins(one: Candidate, other: Candidate) -> bool:
    """Whether two items that stand one below the other are of one list; items without markers come from the reader."""
    return (one.marker is None and other.marker is None) or fits(one, other)


def place_items(candidates: Sequence[Candidate], items: Sequence[bool], depths: Sequence[int]) -> list[Place | None]:
    """Place each candidate that is a list item; ``None`` for the others, which end all lists.

    ``depths`` holds the depth that the reader asked for, 0 where none. Time is linear.
    """
    places: list[Place | None] = []
    opened: list[_Open] = []
    for candidate, is_item, asked in zip(candidates, items, depths, strict=True):
        if not is_item:
            opened = []
            places.append(None)
            continue
        while len(opened) > 1 and candidate.indent < opened[-1].indent and not asked:
            opened.pop()
        if asked:
            opened = opened[: asked + 1]
        deeper = asked >= len(opened) if asked else bool(opened) and candidate.indent >= opened[-1].indent + DEEPER
        if not opened or (deeper and len(opened) <= DEEPEST):
            opened.append(_Open(indent=candidate.indent, last=candidate))
            begins = True
        else:
            begins = not _joins(opened[-1].last, candidate)
            opened[-1].last = candidate
        places.append(_PLACES[begins][len(opened) - 1])
    return places
