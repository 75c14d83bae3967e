"""Levels of headings, from their numbers and from their looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from muniment.model import BlockKind
from muniment.structure.numbering import NO_NUMBER, Number, Numbering
from muniment.structure.proposals import Outline

TOP = 2
"""Level of the highest heading under the title."""
DEEPEST = 6
"""Lowest level that there is."""
_LOWEST_RANK = 3
_LEAST_COUNTED = 3


def heading_levels(outline: Outline, kinds: Sequence[BlockKind], asked: Sequence[int]) -> list[int]:
    """Level of each block: 1 for the title, 2 to 6 for headings, 0 for all else. ``asked`` holds the reader's own.

    A decimal number shows its depth (``2.1`` stands under ``2``) and words for parts have ranks (a scene stands in an
    act). Where a count begins again, or scenes have no act, headings in words stand above the numbered ones. A number
    alone stands under the heading above it if its count begins again elsewhere, or under the part that it stands in.
    Headings in words between two that count on stand under the first of these.
    """
    numbers = [
        features.number if features is not None and kind is BlockKind.HEADING else None
        for features, kind in zip(outline.features, kinds, strict=True)
    ]
    under_words = _stands_under_words(outline, numbers)
    ranks = sorted({number.depth for number in numbers if number is not None and number.style is Numbering.PART})
    again = _counts_again(numbers)
    within = _between_counted(numbers)
    levels: list[int] = []
    above = in_part = 0
    for index, (kind, number, own) in enumerate(zip(kinds, numbers, asked, strict=True)):
        if kind is BlockKind.TITLE:
            levels.append(1)
        elif kind is not BlockKind.HEADING:
            levels.append(0)
        elif own:
            levels.append(max(TOP, min(DEEPEST, own)))
        elif number is not None and _is_alone(number):
            parent = above if again[number.style] else in_part
            levels.append(min(DEEPEST, max(TOP, parent + 1)))
        else:
            above = min(DEEPEST, TOP + _depth(number or NO_NUMBER, ranks, under_words=under_words) + (index in within))
            if number is not None and number.style is Numbering.PART:
                in_part = above
            levels.append(above)
    return levels


def _is_alone(number: Number) -> bool:
    """Whether a heading is a number with no word to it."""
    return number.bare and number.style not in {Numbering.NONE, Numbering.PART}


def _counts_again(numbers: Sequence[Number | None]) -> dict[Numbering, bool]:
    """For each style of number: whether headings of nothing but that number begin to count more than once."""
    firsts = Counter(
        number.style for number in numbers if number is not None and _is_alone(number) and number.value == 1
    )
    return {style: firsts[style] > 1 for style in Numbering}


def _between_counted(numbers: Sequence[Number | None]) -> frozenset[int]:
    """Where headings in words stand between others that count on from one (``1) …``, ``2) …``, ``3) …``).

    None do where one stands above the first of these: then the numbers may count on through such headings.
    """
    found = [(index, number) for index, number in enumerate(numbers) if number is not None]
    counted = [(index, number) for index, number in found if number.style is not Numbering.NONE]
    if len(counted) < _LEAST_COUNTED or len({(number.style, number.depth) for _, number in counted}) > 1:
        return frozenset()
    first, last = counted[0], counted[-1]
    if first[1].style is Numbering.PART or found[0][0] != first[0] or any(number.bare for _, number in counted):
        return frozenset()
    if [number.value for _, number in counted] != list(range(1, len(counted) + 1)):
        return frozenset()
    return frozenset(index for index, number in found if first[0] < index < last[0] and number.style is Numbering.NONE)


def _depth(number: Number, ranks: Sequence[int], *, under_words: bool) -> int:
    """How deep a heading stands below the highest, by its number."""
    if number.style is Numbering.DECIMAL:
        return number.depth - 1
    if number.style is Numbering.PART:
        return ranks.index(number.depth) + under_words
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
