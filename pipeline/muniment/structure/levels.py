"""Levels of headings, from their numbers and from their looks."""

from __future__ import annotations

from collections.abc import Sequence

from muniment.model import BlockKind
from muniment.structure.features import NO_NUMBER, Number, Numbering
from muniment.structure.proposals import Outline

TOP = 2
"""Level of the highest heading under the title."""
DEEPEST = 6
"""Lowest level that there is."""
_LOWEST_RANK = 3


def heading_levels(outline: Outline, kinds: Sequence[BlockKind], asked: Sequence[int]) -> list[int]:
    """Level of each block: 1 for the title, 2 to 6 for headings, 0 for all else. ``asked`` holds the reader's own.

    A decimal number shows its depth (``2.1`` stands under ``2``) and words for parts have ranks (a scene stands in an
    act). Where a count begins again, or scenes have no act, headings in words stand above the numbered ones.
    """
    numbers = [
        features.number if features is not None and kind is BlockKind.HEADING else None
        for features, kind in zip(outline.features, kinds, strict=True)
    ]
    under_words = _stands_under_words(outline, numbers)
    ranks = sorted({number.depth for number in numbers if number is not None and number.style is Numbering.PART})
    levels: list[int] = []
    for kind, number, own in zip(kinds, numbers, asked, strict=True):
        if kind is BlockKind.TITLE:
            levels.append(1)
        elif kind is not BlockKind.HEADING:
            levels.append(0)
        elif own:
            levels.append(max(TOP, min(DEEPEST, own)))
        else:
            levels.append(min(DEEPEST, TOP + _depth(number or NO_NUMBER, ranks, under_words=under_words)))
    return levels


def _depth(number: Number, ranks: Sequence[int], *, under_words: bool) -> int:
    """How deep a heading stands below the highest, by its number."""
    if number.style is Numbering.DECIMAL and not number.bare:
        return number.depth - 1
    if number.style is Numbering.PART:
        return ranks.index(number.depth) + under_words
    if number.bare and number.style is not Numbering.NONE:
        return len(ranks) + under_words
    return 0


def _stands_under_words(outline: Outline, numbers: Sequence[Number | None]) -> bool:
    """Whether headings in words stand above the numbered ones.

    They do if the highest numbered heading of a kind comes twice with the same words (``ACT I`` in two plays), or if
    the highest numbered parts are of a rank that has another above it.
    """
    plain = [index for index, number in enumerate(numbers) if number is not None and number.style is Numbering.NONE]
    if not plain:
        return False
    parts = [number.depth for number in numbers if number is not None and number.style is Numbering.PART]
    highest = min(parts, default=0)
    if highest == _LOWEST_RANK:
        return True
    seen: set[str] = set()
    for index, number in enumerate(numbers):
        if number is None or number.style is Numbering.NONE:
            continue
        if number.depth == highest if parts else number.bare:
            words = outline.candidates[index].text.casefold()
            if words in seen:
                return True
            seen.add(words)
    return False
