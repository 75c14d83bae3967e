"""Shapes of runs of lines: wrapped prose, verse, cells. What a run looks like decides whether its lines belong together."""

from __future__ import annotations

import re
from collections import Counter

from muniment.structure.endings import End
from muniment.structure.layout import FULL_LINE_SLACK, Layout, Maker, least_reach
from muniment.structure.lines import Lines
from muniment.structure.marks import has_columns
from muniment.structure.rhyme import share_of_rhymes

_GAP = re.compile(r"(?<=\S)(?: {3,}|[ \t]*\t[ \t]*)(?=\S)")
_TAB = 0
_ALIGNED = 0.6
_LONGEST_ROW = 400
_FEWEST_LINES_FOR_SHAPE = 3
_FILLED = 0.72
_NARROWEST = 0.75
_NARROW = 0.85
_FEWEST_STEPPED = 2
_MOST_STEPPED = 100
_LONGEST_VERSE = 60
_RHYMING = 0.5


def runs_on(lines: Lines, layout: Layout, first: int, last: int) -> bool:
    """Whether the lines of a stanza belong together until something begins a new block."""
    if first == last:
        return True
    if layout.maker in {Maker.WRAPPED, Maker.WRAPPED_INDENTED, Maker.VERSE}:
        return True
    if max(lines.lengths[first : last + 1]) > 120:  # noqa: PLR2004 - longer than any verse or wrapped line
        return False
    if last - first + 1 < _FEWEST_LINES_FOR_SHAPE or (not layout.spaced and layout.maker is Maker.LINE_A_BLOCK):
        return False
    if sum(line in lines.columned for line in range(first, last + 1)) * 2 > last - first:
        return True
    return fill(lines, first, last) >= _FILLED or _looks_like_verse(lines, first, last)


def cells(lines: Lines, looked: range) -> tuple[int, bool]:
    """How many lines have wide gaps between words, and whether what follows the gaps stands one below the other.

    The cells of a table begin or end at the same columns; a pause within lines of verse does not. A tab aligns.
    """
    if not lines.columned or lines.columned.isdisjoint(looked):
        return 0, False
    count = 0
    edges: Counter[int] = Counter()
    for line in looked:
        if line not in lines.columned:
            continue
        content = lines.content(line)[:_LONGEST_ROW]
        if not has_columns(content):
            continue
        count += 1
        indent = lines.indents[line]
        starts = {_TAB if "\t" in gap[0] else indent + gap.end() for gap in _GAP.finditer(content)}
        edges.update(starts | {-indent - len(content)})
    return count, bool(edges) and max(edges.values()) >= _ALIGNED * count


def is_stepped(lines: Lines, layout: Layout, first: int, last: int) -> bool:
    """Whether the lines of a stanza stand in by turns, as rhymes do, so that indentation begins no paragraph there.

    All of them stop short of the margin, and some line that stands in goes on with the sentence above it.
    """
    if not layout.paragraph_indent or not _FEWEST_STEPPED <= last - first + 1 <= _MOST_STEPPED:
        return False
    if max(lines.edges[first : last + 1]) > _NARROW * layout.width:
        return False
    return any(
        lines.indents[line] > lines.indents[line - 1] and lines.ending(line - 1) in {End.OPEN, End.COMMA, End.DASH}
        for line in range(first + 1, last + 1)
    )


def _looks_like_verse(lines: Lines, first: int, last: int) -> bool:
    """Short lines between blank lines of which some pause with a comma, or which rhyme."""
    count = last - first + 1
    if count < _FEWEST_LINES_FOR_SHAPE or max(lines.lengths[first : last + 1]) > _LONGEST_VERSE:
        return False
    ends = [lines.ending(line) for line in range(first, last + 1)]
    if any(end in {End.COMMA, End.DASH} for end in ends):
        return sum(end in {End.STOP, End.OPEN} for end in ends) < count
    return (
        count > _FEWEST_LINES_FOR_SHAPE
        and share_of_rhymes([lines.content(line) for line in range(first, last + 1)]) >= _RHYMING
    )


def fill(lines: Lines, first: int, last: int, margin: int = 0) -> float:
    """Share of lines from ``first`` to the one before ``last`` that are full by the widest of them all.

    Where the whole text keeps to a ``margin`` (columns; 0 where it does not), lines that stop far short of it are not
    full, however alike they are: a narrow column of prose is rarer than verse.
    """
    if first == last:
        return 1.0
    width = max(lines.edges[first : last + 1])
    indent = min(lines.indents[first : last + 1])
    if indent > margin // 3:
        # What is set to the right may go on to the margin.
        width = max(width, margin)
    elif indent > 1:
        # What is set in is narrower on the right by as much at most.
        width = max(width, margin - indent - margin // FULL_LINE_SLACK)
    width = max(width, int(_NARROWEST * margin))
    return sum(map(least_reach(width).__le__, lines.reaches[first:last])) / (last - first)
