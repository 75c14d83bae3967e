"""Block quotes: text set in from the margin of the text around it, or lines that begin with ``>`` as in mail."""

from __future__ import annotations

from muniment.model import BlockKind
from muniment.structure.marks import has_columns
from muniment.structure.proposals import Outline, Proposal, Recogniser, Scale

LEAST_INDENT = 1
"""Columns of indentation beyond the usual that set a wrapped paragraph apart, if all its lines have them."""
LEAST_INDENT_OF_A_LINE = 4
"""The same for a paragraph on one line, where two or three columns may be no more than a habit."""

_FILLED = 0.7
_LEAST_LINE = 40
_FEW = 5
_REACHES = 0.85


def propose(index: int, outline: Outline) -> Proposal | None:
    """A paragraph whose every line stands in is quoted; one whose first line alone stands in is not."""
    candidate = outline.candidates[index]
    if candidate.scene_break:
        return None
    scale = Scale()
    if candidate.quoted:
        scale.add("quote marks", "lines begin with >", 2.0)
        return Proposal(kind=BlockKind.PARAGRAPH, rule="quote.marks", evidence=scale.weigh(), quoted=True)
    deeper = candidate.indent - outline.layout.indent
    if candidate.lines > 1:
        looked = range(candidate.first, min(candidate.last, candidate.first + _FEW) + 1)
        if deeper < LEAST_INDENT or candidate.filled < _FILLED:
            return None
        if any(has_columns(outline.lines.content(line)) for line in looked):
            return None
        scale.add("set in", f"all {candidate.lines} lines by {deeper} columns", 1.5 if deeper > LEAST_INDENT else 0.5)
        scale.add("prose", f"{candidate.filled:.0%} of lines full", 1.0)
        starts = [outline.lines.text[outline.lines.starts[line]] for line in looked[1:]]
        if all(start.isupper() for start in starts):
            scale.add("capitals at line starts", f"{len(starts)} of {len(starts)}", -1.0)
        margin = outline.layout.width
        if margin:
            reaches = candidate.widest >= _REACHES * margin
            scale.add("margin", f"{candidate.widest} of {margin} columns", 1.0 if reaches else -1.5)
        return Proposal(kind=BlockKind.PARAGRAPH, rule="quote.indent", evidence=scale.weigh(), quoted=True)
    paragraphs_stand_in = outline.layout.paragraph_indent > 0
    if deeper < LEAST_INDENT_OF_A_LINE or paragraphs_stand_in or candidate.gap_before == 0:
        return None
    if candidate.length <= max(_LEAST_LINE, outline.layout.width // 2):
        return None
    scale.add("set in", f"a line by {deeper} columns", 0.5)
    scale.add("prose", f"{candidate.length} characters", 1.0)
    return Proposal(kind=BlockKind.PARAGRAPH, rule="quote.indent", evidence=scale.weigh(), quoted=True)


RECOGNISER = Recogniser(name="quote", propose=propose)
