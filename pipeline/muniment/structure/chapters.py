"""Chapters: a number on one line and the title below it are one heading, as they are in a table of contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from muniment.model import BlockKind
from muniment.structure.numbering import Numbering
from muniment.structure.proposals import Outline

_FEWEST = 2
_SHARE = 0.6
_MOST_GAP = 2


def titles_below_numbers(outline: Outline, kinds: Sequence[BlockKind]) -> frozenset[int]:
    """Indices of headings in words that are the title of the number right above them.

    A single such pair may be a chapter and its first section, so most numbers of a kind must have a title below.
    """
    numbers: Counter[tuple[Numbering, int]] = Counter()
    titled: dict[int, tuple[Numbering, int]] = {}
    for index, kind in enumerate(kinds):
        features = outline.features[index]
        if kind is not BlockKind.HEADING or features is None or not features.number.bare:
            continue
        depth = features.number.depth if features.number.style is Numbering.PART else 0
        style = (features.number.style, depth)
        numbers[style] += 1
        if index + 1 < len(kinds) and kinds[index + 1] is BlockKind.HEADING and _is_title(outline, index + 1):
            titled[index + 1] = style
    found = Counter(titled.values())
    return frozenset(index for index, style in titled.items() if found[style] >= max(_FEWEST, _SHARE * numbers[style]))


def _is_title(outline: Outline, index: int) -> bool:
    """Whether a heading is in words, stands near below the one above, and neither is the reader's own."""
    features, candidate = outline.features[index], outline.candidates[index]
    if candidate.override is not None or outline.candidates[index - 1].override is not None:
        return False
    is_near = candidate.gap_before <= _MOST_GAP and not outline.candidates[index - 1].underline
    return is_near and features is not None and features.number.style is Numbering.NONE
