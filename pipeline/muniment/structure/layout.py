"""Who made this text: does a line hold a whole block, or were its paragraphs wrapped at a margin?

Everything that follows depends on this one question, so it is asked first, of the whole text, and answered with its
evidence. The test that decides it is the one that wrapping obeys: a line is *full* when the first word of the line
below would not have fitted on it.
"""

from __future__ import annotations

import string
from array import array
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from muniment.model import Evidence
from muniment.structure.endings import CLOSERS, END_OF, End, ending
from muniment.structure.lines import Lines
from muniment.structure.marks import BULLETS, list_marker

LONGEST_WRAP = 130
"""No text in use is wrapped at a wider margin (code points); longer lines were never wrapped."""
SHORTEST_WRAP = 30
"""Nor at a narrower one."""
LONGEST_BESIDE = 1.5
"""Times the margin that a line may have before it was plainly not wrapped at it."""
SHORTEST_UNWRAPPED = 100
"""Code points below which a line is not called long, whatever the margin."""
FULL_LINE_SLACK = 12
"""The part of the margin by which a full line may miss it (a twelfth): hand-made wrapping is ragged."""
MARKER_STARTS = BULLETS | frozenset(string.digits)
"""Characters that a list marker begins with."""

_ENDING_MARKS = CLOSERS | END_OF.keys()
_WRAPPED_SHARE = 0.6
_LONG_LINE = 160
_LONG_SHARE_OF_MIXED = 0.02
_MOST_BEYOND = 0.5
_MOST_BEYOND_NARROW = 0.2
_NARROWEST_PAGE = 60
_MID_SENTENCE = frozenset({End.OPEN, End.COMMA, End.DASH})
_LEAST_IN_SENTENCE = 0.4
_FEW_JOINTS = 3
_BROKEN_SHARE_OF_VERSE = 0.3
_FEWEST_BROKEN = 4
_LONGEST_VERSE = 75


class Maker(StrEnum):
    """How the lines of a text came to be."""

    EMPTY = "empty"
    """It has no words."""
    LINE_A_BLOCK = "one line a block"
    """Each paragraph is one line, however long; blank lines between blocks or not."""
    WRAPPED = "hard-wrapped, blank lines between paragraphs"
    """Paragraphs run over several lines of limited length and blank lines part them."""
    WRAPPED_INDENTED = "hard-wrapped, paragraphs begun by indentation"
    """The same without blank lines: the first line of a paragraph is indented."""
    VERSE = "short lines, broken on purpose"
    """Stanzas of short unequal lines between blank lines: a book of verse."""
    MIXED = "mixed"
    """Some stretches are wrapped, others hold a block a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The judgement on a whole text."""

    maker: Maker
    """How its lines came to be."""
    confidence: float
    """Between 0 and 1."""
    spaced: bool
    """Whether blank lines stand between most blocks."""
    width: int
    """Column at which it was wrapped; 0 where it was not."""
    indent: int
    """Columns of indentation of most lines."""
    paragraph_indent: int
    """Columns by which first lines of paragraphs stand in beyond ``indent``; 0 where they do not."""
    usual_gap: int
    """The commonest number of blank lines between blocks; 0 where there are none."""
    evidence: tuple[Evidence, ...]
    """What was counted."""
    wrapped: bool = field(init=False, repr=False)
    """Whether a block may run over several lines."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "wrapped", self.maker not in {Maker.LINE_A_BLOCK, Maker.EMPTY})


def recognise_layout(lines: Lines) -> Layout:
    """Judge how a text's lines came to be. Time is linear in the number of lines."""
    if not len(lines):
        return Layout(
            maker=Maker.EMPTY,
            confidence=1.0,
            spaced=False,
            width=0,
            indent=0,
            paragraph_indent=0,
            usual_gap=0,
            evidence=(),
        )
    gaps = Counter(lines.gaps[1:])
    gaps_seen = sum(count for gap, count in gaps.items() if gap)
    spaced = gaps_seen >= 0.4 * max(1, len(lines) - 1) or _stanzas_are_blocks(lines, gaps)
    usual_gap = max((gap for gap in gaps if gap), key=lambda gap: (gaps[gap], -gap), default=0)
    width = wrap_width(lines)
    share, joints = _share_of_full_lines(lines, width)
    running = _lines_that_run_on(lines) if joints < _FEW_JOINTS else 0
    long_share = sum(map(_LONG_LINE.__lt__, lines.lengths)) / len(lines)
    beyond = _share_beyond(lines, width)
    indent = _commonest(lines.indents)
    paragraph_indent = _paragraph_indent(lines, indent) if width else 0
    maker, confidence = _judge(
        share=share,
        broken=_broken_lines(lines) if spaced else 0.0,
        few=joints < _FEW_JOINTS and not 0 < joints == running,
        long_share=long_share,
        unwrapped=beyond > (_MOST_BEYOND if width > _NARROWEST_PAGE else _MOST_BEYOND_NARROW),
        spaced=spaced,
        indented=bool(paragraph_indent),
    )
    if maker is Maker.LINE_A_BLOCK:
        width = 0
    return Layout(
        maker=maker,
        confidence=confidence,
        spaced=spaced,
        width=width,
        indent=indent,
        paragraph_indent=paragraph_indent,
        usual_gap=usual_gap,
        evidence=(
            Evidence(feature="full lines", value=f"{share:.0%} of {joints} lines at {width} columns", weight=share),
            Evidence(feature="long lines", value=f"{long_share:.0%} over {_LONG_LINE} characters", weight=-long_share),
            Evidence(feature="beyond the margin", value=f"{beyond:.0%} of the characters", weight=-beyond),
            Evidence(feature="blank lines", value=f"{gaps_seen} gaps between {len(lines)} lines", weight=0.0),
        ),
    )


def _judge(
    *, share: float, broken: float, few: bool, long_share: float, unwrapped: bool, spaced: bool, indented: bool
) -> tuple[Maker, float]:
    if unwrapped:
        return Maker.LINE_A_BLOCK, 0.9
    if share < _WRAPPED_SHARE or few:
        if not long_share and broken > _BROKEN_SHARE_OF_VERSE:
            return Maker.VERSE, round(max(broken, 1 - share), 2)
        doubt = share * (0.5 if few else 0.8)
        return Maker.LINE_A_BLOCK, round(1 - doubt / 2, 2)
    if long_share > _LONG_SHARE_OF_MIXED:
        return Maker.MIXED, round(0.5 + share / 3, 2)
    if indented and not spaced:
        return Maker.WRAPPED_INDENTED, round(share, 2)
    return Maker.WRAPPED, round(share, 2)


def _share_beyond(lines: Lines, width: int) -> float:
    """Share of the text that stands in lines too long to have been wrapped, at the margin that the others keep to."""
    most = max(LONGEST_BESIDE * width, SHORTEST_UNWRAPPED)
    return sum(length for length in lines.lengths if length > most) / sum(lines.lengths)


def wrap_width(lines: Lines) -> int:
    """The margin that lines with a line directly below keep to: a high quantile of their right edges, 0 where none."""
    histogram = Counter(
        edge for edge, gap in zip(lines.edges, lines.gaps[1:], strict=False) if not gap and edge <= LONGEST_WRAP
    )
    wanted = 0.97 * histogram.total()
    seen = 0
    for edge in sorted(histogram):
        seen += histogram[edge]
        if seen >= wanted:
            return edge if edge >= SHORTEST_WRAP else 0
    return 0


def least_reach(width: int) -> int:
    """Column that a full line reaches with the first word of the line below, which had to begin a new one."""
    return width - width // FULL_LINE_SLACK + 1


def _share_of_full_lines(lines: Lines, width: int) -> tuple[float, int]:
    """Among lines of body length with a line directly below: the share that are full, and how many there are.

    No line counts as full where hardly any breaks off in mid-sentence: then they are blocks of about one length.
    """
    full = joints = in_sentence = 0
    least, reach = width // 2, least_reach(width)
    columned, firsts, lasts, reaches = lines.columned, lines.firsts, lines.lasts, lines.reaches
    for line, (edge, gap) in enumerate(zip(lines.edges, lines.gaps[1:], strict=False) if width else ()):
        if gap or edge < least or line in columned:
            continue
        if firsts[line + 1] in MARKER_STARTS and _has_marker(lines, line + 1):
            continue
        joints += 1
        if edge <= LONGEST_WRAP and reaches[line] >= reach:
            full += 1
            in_sentence += lasts[line].isalnum() or lines.ending(line) in _MID_SENTENCE
    if in_sentence < _LEAST_IN_SENTENCE * full:
        return 0.0, joints
    return (full / joints if joints else 0.0), joints


def _has_marker(lines: Lines, line: int) -> bool:
    # A glance first, because every line is asked.
    return lines.firsts[line] in MARKER_STARTS and list_marker(lines.head(line)) is not None


def _broken_lines(lines: Lines) -> float:
    """Share of lines that are short and have another such line, not an item or a row of cells, directly below."""
    count = sum(
        lines.gaps[line + 1] == 0
        and edge <= _LONGEST_VERSE
        and line not in lines.columned
        and not _has_marker(lines, line + 1)
        for line, edge in enumerate(lines.edges[:-1])
    )
    return count / len(lines) if count >= _FEWEST_BROKEN else 0.0


def _lines_that_run_on(lines: Lines) -> int:
    """How many lines break off in mid-sentence and go on below with a small letter."""
    return sum(
        gap == 0
        and first.islower()
        and length <= LONGEST_WRAP
        and (last not in _ENDING_MARKS or ending(lines.content(line)) in {End.OPEN, End.COMMA})
        and line not in lines.columned
        for line, (gap, length, first, last) in enumerate(
            zip(lines.gaps[1:], lines.lengths, lines.firsts[1:], lines.lasts, strict=False)
        )
    )


def _stanzas_are_blocks(lines: Lines, gaps: Counter[int]) -> bool:
    """Whether runs of lines are short enough to be blocks parted by blank lines."""
    runs = 1 + sum(count for gap, count in gaps.items() if gap)
    return runs > 1 and len(lines) / runs < 25  # noqa: PLR2004 - longer runs than any paragraph are whole texts


def _commonest(values: array[int]) -> int:
    counts = Counter(values)
    return max(counts, key=lambda value: (counts[value], -value))


def _paragraph_indent(lines: Lines, indent: int) -> int:
    """Columns by which single lines stand in before a line at the usual indentation; 0 where that is rare."""
    counts: Counter[int] = Counter()
    for line, own in enumerate(lines.indents[:-1]):
        deeper = own - indent
        if 0 < deeper <= 10 and lines.gaps[line + 1] == 0 and lines.indents[line + 1] == indent:  # noqa: PLR2004 - nobody sets a first line in further
            # Above a marker it is rather the last line of an item than the first of a paragraph.
            counts[deeper] += list_marker(lines.head(line + 1)) is None
    if counts.total() < max(2, len(lines) // 40):
        return 0
    return max(counts, key=lambda value: (counts[value], -value))
