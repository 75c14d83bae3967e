"""Verse in a text that has no blank lines: where every line is a block, the lines of a poem have to find each other.

Short lines one below the other may be anything: a list, an address, the cells of a table. Lines of verse are of about
one length, begin with capitals, pause at their ends without ending the sentence, and rhyme. All of it is asked for,
because nothing but the words speaks here; a poem without rhymes keeps its lines as paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from muniment.model import Override
from muniment.structure.endings import End, ending
from muniment.structure.layout import Layout, Maker
from muniment.structure.lines import Lines
from muniment.structure.marks import OPENERS, is_scene_break, list_marker
from muniment.structure.rhyme import share_of_rhymes

FEWEST_LINES = 4
"""Lines that such a poem has, at least."""
MOST_LINES = 200
"""And at most."""

_LONGEST = 70
_SHORTEST = 8
_LONGER = 2.5
_FEWEST_RHYMES = 0.5
_PAUSES = 0.5
_MID_SENTENCE = frozenset({End.COMMA, End.OPEN, End.DASH})

Ranges = Sequence[tuple[int, int]]
"""First and last line of each stretch that is judged as one."""


def with_stanzas(
    lines: Lines, layout: Layout, overrides: Mapping[int, Override], ranges: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The ranges, with those of one line that are a poem together made one. Time is linear in the number of lines."""
    if layout.maker is not Maker.LINE_A_BLOCK:
        return ranges
    result: list[tuple[int, int]] = []
    at = 0
    for begin, end in _stretches(lines, ranges):
        for first, last in _runs(lines, overrides, ranges, begin, end):
            if _is_poem([lines.content(line) for line, _ in ranges[first : last + 1]]):
                result += (*ranges[at:first], (ranges[first][0], ranges[last][1]))
                at = last + 1
    return [*result, *ranges[at:]]


def _stretches(lines: Lines, ranges: Ranges) -> Iterator[tuple[int, int]]:
    """Where ranges begin and end between which no blank line stands, if they are enough for a poem."""
    gaps = lines.gaps
    begin = 0
    for index, (first, _) in enumerate(ranges):
        if gaps[first]:
            if index - begin >= FEWEST_LINES:
                yield begin, index
            begin = index
    if len(ranges) - begin >= FEWEST_LINES:
        yield begin, len(ranges)


def _runs(
    lines: Lines, overrides: Mapping[int, Override], ranges: Ranges, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """First and last index, from ``start`` to the one before ``end``, of ranges of one short line each."""
    begin = -1
    for index in range(start, end):
        first, last = ranges[index]
        fits = first == last and first not in overrides and _could_be_verse(lines, first)
        if begin >= 0 and (not fits or index - begin >= MOST_LINES):
            if index - begin >= FEWEST_LINES:
                yield begin, index - 1
            begin = -1
        # A line that ends with a colon announces the poem.
        if fits and begin < 0 and lines.ending(first) is not End.COLON:
            begin = index
    if begin >= 0 and end - begin >= FEWEST_LINES:
        yield begin, end - 1


def _could_be_verse(lines: Lines, line: int) -> bool:
    if not _SHORTEST <= lines.lengths[line] <= _LONGEST or lines.quotes[line] or line in lines.columned:
        return False
    content = lines.content(line)
    return content.lstrip(OPENERS)[:1].isupper() and list_marker(content) is None and not is_scene_break(content)


def _is_poem(contents: Sequence[str]) -> bool:
    lengths = [len(content) for content in contents]
    if max(lengths) > _LONGER * min(lengths):
        return False
    ends = [ending(content) for content in contents]
    pauses = sum(end is not End.OPEN for end in ends)
    goes_on = sum(end in _MID_SENTENCE for end in ends[:-1])
    commas = End.COMMA in ends
    if pauses < _PAUSES * len(ends) or not commas or goes_on < len(ends) // FEWEST_LINES:
        return False
    return share_of_rhymes(contents) >= _FEWEST_RHYMES
