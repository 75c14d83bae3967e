"""Levels of headings, from their numbers and from their looks."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from muniment.model import BlockKind
from muniment.structure.numbering import NO_NUMBER, Number, Numbering
from muniment.structure.proposals import Outline

TOP = 2
"""Level of the highest heading under the title."""
DEEPEST = 6
"""Lowest level that there is."""
_LOWEST_RANK = 3
_LEAST_COUNTED = 3
_LEAST_IN_CAPITALS = 2


def heading_levels(outline: Outline, kinds: Sequence[BlockKind], asked: Sequence[int]) -> list[int]:
    """Level of each block: 1 for the title, 2 to 6 for headings, 0 for all else. ``asked`` holds the reader's own.

    A decimal number shows its depth (``2.1`` stands under ``2``) and words for parts have ranks (a scene stands in an
    act). Where a count begins again, or scenes have no act, headings in words stand above the numbered ones. A number
    alone stands under the heading above it if its count begins again elsewhere, or under the part that it stands in.
    Headings in words between two that count on stand under the first of these, and may stand above several.
    """
    numbers = [
        features.number if features is not None and kind is BlockKind.HEADING else None
        for features, kind in zip(outline.features, kinds, strict=True)
    ]
    under_words = _stands_under_words(outline, numbers)
    ranks = sorted({number.depth for number in numbers if number is not None and number.style is Numbering.PART})
    again = _counts_again(numbers)
    nested = _nested(numbers) | _below_capitals(outline, numbers)
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
            above = min(DEEPEST, TOP + _depth(number or NO_NUMBER, ranks, under_words=under_words) + (index in nested))
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


def _nested(numbers: Sequence[Number | None]) -> frozenset[int]:
    """Where headings stand one level lower because of others that count on from one (``1) …``, ``2) …``, ``3) …``).

    Headings in words between two of these do; where one stands above the first, the numbers may count on through such
    headings, and only several between the same two do. Where headings in words stand right above two or more of the
    numbered ones, and above the first, it is these that stand lower.
    """
    counted = _counting(numbers)
    if not counted:
        return frozenset()
    if _is_in_words(numbers, counted[0] - 1) and sum(_is_in_words(numbers, index - 1) for index in counted) > 1:
        return frozenset(counted)
    least = 2 if any(_is_in_words(numbers, index) for index in range(counted[0])) else 1
    between = [
        [index for index in range(above + 1, below) if _is_in_words(numbers, index)]
        for above, below in pairwise(counted)
    ]
    return frozenset(index for run in between if len(run) >= least for index in run)


def _below_capitals(outline: Outline, numbers: Sequence[Number | None]) -> frozenset[int]:
    """Where headings stand under one in capitals: where the first of them stands right below it, up to the next such.

    Where that is so of half of those in capitals, it is so of all. Books set title pages in capitals as well, so this
    is said of texts alone that are not wrapped.
    """
    found = [index for index, number in enumerate(numbers) if number is not None]
    capitals = [index for index in found if _is_in_words(numbers, index) and _is_in_capitals(outline, index)]
    if outline.layout.wrapped or len(capitals) < _LEAST_IN_CAPITALS:
        return frozenset()
    others = frozenset(found).difference(capitals)
    above = {index for index in capitals if index + 1 in others}
    heads = frozenset(capitals) if 2 * len(above) >= len(capitals) else above
    return frozenset(index for index in others if (at := bisect_left(capitals, index)) and capitals[at - 1] in heads)


def _is_in_capitals(outline: Outline, index: int) -> bool:
    features = outline.features[index]
    return features is not None and features.capitals


def _counting(numbers: Sequence[Number | None]) -> list[int]:
    """The headings of the highest numbers, where these have words to them and count from one without a gap."""
    found = [(index, number) for index, number in enumerate(numbers) if number and number.style is not Numbering.NONE]
    highest = [(index, number) for index, number in found if number.depth <= 1]
    is_plain = len({number.style for _, number in found}) == 1 and not any(number.bare for _, number in highest)
    if len(highest) < _LEAST_COUNTED or not is_plain or highest[0][1].style is Numbering.PART:
        return []
    counts = [number.value for _, number in highest] == list(range(1, len(highest) + 1))
    return [index for index, _ in highest] if counts else []


def _is_in_words(numbers: Sequence[Number | None], index: int) -> bool:
    """Whether there is a heading at an index, and it has no number."""
    number = numbers[index] if index >= 0 else None
    return number is not None and number.style is Numbering.NONE


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
