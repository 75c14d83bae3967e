"""List items: a bullet or a number, then words. Numbers must count: whether they do is for the context pass."""

from __future__ import annotations

from functools import lru_cache

from muniment.model import BlockKind
from muniment.structure.endings import End
from muniment.structure.listing import fits
from muniment.structure.marks import TYPED_DASH
from muniment.structure.proposals import Look, Outline, Proposal, Recogniser, Scale

NEIGHBOURS = 2
"""How many candidates away the next item of the same list may stand: an item may have a second paragraph."""

_DASHES = "–—-"


def propose(index: int, outline: Outline) -> Proposal | None:
    """A marker proposes an item; company of its own kind, or a line that leads in, makes it one."""
    candidate = outline.candidates[index]
    marker = candidate.marker
    if marker is None or candidate.scene_break:
        return None
    above = outline.candidate(index - 1)
    led_in = above is not None and outline.lines.ending(above.last) is End.COLON
    return _proposal(marker.text, marker.ordered, _nearest_sibling(index, outline), led_in)


@lru_cache(maxsize=1024)
def _proposal(marker: str, ordered: bool, distance: int, led_in: bool) -> Proposal:  # noqa: FBT001 - lru_cache is quicker without keywords
    """The proposal for an item; one of the same marker in the same company is the same object."""
    scale = Scale()
    rule = "list_item.number" if ordered else "list_item.bullet"
    if ordered:
        scale.add("marker", marker, -1.0)
    else:
        # A dash may also begin a line of dialogue; other bullets have no second meaning.
        scale.add("marker", marker, -0.5 if marker == TYPED_DASH else 0.5 if marker in _DASHES else 2.0)
    if distance:
        scale.add("items of the same list near by", f"{distance} blocks away", 3.0 if distance == 1 else 1.5)
    if led_in:
        scale.add("led in", "the block above ends with a colon", 1.5)
    return Proposal(kind=BlockKind.LIST_ITEM, rule=rule, said=scale.weigh())


def _nearest_sibling(index: int, outline: Outline) -> int:
    """Distance to the nearest candidate whose marker fits; 0 where there is none near."""
    candidate = outline.candidates[index]
    typed = candidate.marker is not None and candidate.marker.text == TYPED_DASH  # farther away it begins a credit
    for distance in range(1, 2 if typed else NEIGHBOURS + 1):
        above, below = outline.candidate(index - distance), outline.candidate(index + distance)
        if (above is not None and fits(above, candidate)) or (below is not None and fits(candidate, below)):
            return distance
    return 0


RECOGNISER = Recogniser(name="list_item", propose=propose, looks=frozenset({Look.ITEM, Look.LINES}))
