"""Verse: a run of short unequal lines, each begun anew where the poet wanted it and not where the margin was."""

from __future__ import annotations

from muniment.model import BlockKind
from muniment.structure.features import End, ending
from muniment.structure.layout import Maker
from muniment.structure.proposals import Outline, Proposal, Recogniser, Scale

_FEWEST_LINES = 2
_MOST_LINES = 400
_LONGEST_LINE = 75
_NARROW = 0.85
_STARTS = "\"'“‘«(_*—-„ "


def propose(index: int, outline: Outline) -> Proposal | None:
    """Lines that are not full, begin with capitals and often pause at their ends are verse."""
    candidate = outline.candidates[index]
    if candidate.lines < _FEWEST_LINES or candidate.scene_break or candidate.quoted or candidate.underline:
        return None
    looked = range(candidate.first, min(candidate.last + 1, candidate.first + _MOST_LINES))
    contents = [outline.lines.content(line) for line in looked]
    if max(map(len, contents)) > _LONGEST_LINE:
        return None
    count = len(contents)
    scale = Scale()
    scale.add("prior", "verse is rarer than prose", -2.5)
    scale.add("lines not full", f"{1 - candidate.filled:.0%} of {count}", 5.0 * (0.6 - candidate.filled))
    starts = [content.lstrip(_STARTS)[:1] for content in contents]
    small = sum(start.islower() for start in starts)
    cased = sum(start.isupper() for start in starts) + small
    if cased:
        scale.add("capitals at line starts", f"{cased - small} of {cased}", 3.0 * (0.6 - small / cased))
    pauses = sum(ending(content) is not End.OPEN for content in contents)
    scale.add("pauses at line ends", f"{pauses} of {count}", 3.0 * (pauses / count - 0.3))
    margin = outline.layout.width
    if outline.layout.maker in {Maker.VERSE, Maker.LINE_A_BLOCK}:
        scale.add("lines broken on purpose", outline.layout.maker.value, 2.0 if candidate.filled < 1 else 0.5)
    elif count > _FEWEST_LINES and margin:
        narrow = candidate.widest < _NARROW * margin
        scale.add("margin", f"{candidate.widest} of {margin} columns", 1.5 if narrow else -1.5)
    deeper = candidate.indent - outline.layout.indent
    if deeper > 1:
        scale.add("set in", f"by {deeper} columns", 1.5)
    if count == _FEWEST_LINES:
        scale.add("few lines", f"{count}", -1.0)
    return Proposal(kind=BlockKind.VERSE, rule="verse.lines", evidence=scale.weigh())


RECOGNISER = Recogniser(name="verse", propose=propose)
