"""Block quotes: text set in from the margin of the text around it, or lines that begin with ``>`` as in mail."""

from __future__ import annotations

from collections.abc import Sequence

from muniment.model import BlockKind
from muniment.structure.candidates import Candidate
from muniment.structure.marks import OPENERS
from muniment.structure.proposals import WORDS, Outline, Proposal, Recogniser, Scale
from muniment.structure.rhyme import share_of_rhymes

LEAST_INDENT = 1
"""Columns of indentation beyond the usual that set a wrapped paragraph apart, if all its lines have them."""
LEAST_INDENT_OF_A_LINE = 4
"""The same for a paragraph on one line, where two or three columns may be no more than a habit."""

_FILLED = 0.7
_LEAST_LINE = 40
_FEW = 5
_FEW_OF_VERSE = 4
_REACHES = 0.85


def propose(index: int, outline: Outline) -> Proposal | None:
    """A paragraph whose every line stands in is quoted; one whose first line alone stands in is not."""
    candidate = outline.candidates[index]
    if candidate.scene_break:
        return None
    if candidate.quoted:
        scale = Scale()
        scale.add("quote marks", "lines begin with >", 2.0)
        return Proposal(kind=BlockKind.PARAGRAPH, rule="quote.marks", said=scale.weigh(), quoted=True)
    if candidate.indent < outline.layout.indent + LEAST_INDENT:
        return None  # a glance, because nearly every block is asked
    return _of_a_line(candidate, outline) if candidate.lines == 1 else _of_lines(candidate, outline)


def _of_lines(candidate: Candidate, outline: Outline) -> Proposal | None:
    """A wrapped paragraph whose every line stands in."""
    deeper = candidate.indent - outline.layout.indent
    looked = range(candidate.first, min(candidate.last, candidate.first + _FEW) + 1)
    if candidate.filled < _FILLED or not outline.lines.columned.isdisjoint(looked):
        return None
    scale = Scale()
    scale.add("set in", f"all {candidate.lines} lines by {deeper} columns", 1.5 if deeper > LEAST_INDENT else 0.5)
    scale.add("prose", f"{candidate.filled:.0%} of lines full", 1.0)
    starts = [outline.lines.firsts[line] for line in looked[1:]]
    if all(start.isupper() for start in starts):
        scale.add("capitals at line starts", f"{len(starts)} of {len(starts)}", -1.0)
    if candidate.lines <= _FEW_OF_VERSE:
        _sound(scale, [outline.lines.content(line) for line in looked])
    margin = outline.layout.width
    if margin:
        reaches = candidate.widest >= _REACHES * margin
        scale.add("margin", f"{candidate.widest} of {margin} columns", 1.0 if reaches else -1.5)
    return Proposal(kind=BlockKind.PARAGRAPH, rule="quote.indent", said=scale.weigh(), quoted=True)


def _of_a_line(candidate: Candidate, outline: Outline) -> Proposal | None:
    """A paragraph on one line, set in and below a blank line."""
    deeper = candidate.indent - outline.layout.indent
    paragraphs_stand_in = outline.layout.paragraph_indent > 0
    if deeper < LEAST_INDENT_OF_A_LINE or paragraphs_stand_in or candidate.gap_before == 0:
        return None
    if candidate.length <= max(_LEAST_LINE, outline.layout.width // 2):
        return None
    scale = Scale()
    scale.add("set in", f"a line by {deeper} columns", 0.5)
    scale.add("prose", f"{candidate.length} characters", 1.0)
    return Proposal(kind=BlockKind.PARAGRAPH, rule="quote.indent", said=scale.weigh(), quoted=True)


def _sound(scale: Scale, contents: Sequence[str]) -> None:
    """A few lines begun with capitals that all rhyme, or begin with the same word, are verse of an even length."""
    if not all(content.lstrip(OPENERS)[:1].isupper() for content in contents):
        return
    if share_of_rhymes(contents) == 1:
        scale.add("rhymes", "every line", -2.0)
    if len({content.partition(" ")[0] for content in contents}) == 1:
        scale.add("lines begin with the same word", f"{len(contents)} of {len(contents)}", -1.5)


RECOGNISER = Recogniser(name="quote", propose=propose, looks=WORDS)
