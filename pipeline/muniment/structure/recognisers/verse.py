"""Verse: a run of short unequal lines, each begun anew where the poet wanted it and not where the margin was."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from muniment.model import BlockKind, Evidence
from muniment.structure.candidates import Candidate
from muniment.structure.endings import End
from muniment.structure.layout import Maker
from muniment.structure.lines import Lines
from muniment.structure.marks import OPENERS
from muniment.structure.proposals import Look, Outline, Proposal, Recogniser, Scale, Weights, strongest_first
from muniment.structure.rhyme import share_of_rhymes
from muniment.structure.shapes import cells

_FEWEST_LINES = 2
_MOST_LINES = 400
_LONGEST_LINE = 85
_NARROW = 0.85
_SENTENCE_ENDS = frozenset({End.STOP, End.QUESTION, End.EXCLAMATION, End.COLON, End.ELLIPSIS})
_PROSE = 0.8
_FEWEST_RHYMES = 0.4
_SHORTEST = 3
_FEWEST_BEGINNINGS = 3
_FEW_SMALL = 0.1
_INDEX = 0.5
_ALIKE = 0.6
_LONGER = 2
_LEAST_UNFILLED = -0.5
_FEWEST_STEPS = 2
_UNFILLED = 0.6
_DEEP = 8


def propose(index: int, outline: Outline) -> Proposal | None:
    """Lines that are not full, begin with capitals, rhyme and often pause at their ends are verse."""
    candidate = outline.candidates[index]
    first = candidate.first + candidate.spoken_by
    count = min(candidate.last + 1 - first, _MOST_LINES)
    if count < _FEWEST_LINES or candidate.quoted or candidate.underline:
        return None
    lengths = outline.lines.lengths[first : first + count]
    if max(lengths) > _LONGEST_LINE or _is_plain_prose(candidate, outline, first, count):
        return None
    if candidate.filled < _UNFILLED:
        # This is likely to be chosen, so what is weighed is put into words at once.
        scale = Scale()
        _weigh(scale, candidate, outline, range(first, first + count))
        return Proposal(kind=BlockKind.VERSE, rule="verse.lines", said=scale.weigh())
    scale = Weights()
    _weigh(scale, candidate, outline, range(first, first + count))
    return Proposal(kind=BlockKind.VERSE, rule="verse.lines", said=_tell, weights=strongest_first(scale.noted()))


def _tell(index: int, outline: Outline) -> tuple[Evidence, ...]:
    """The same in words."""
    candidate = outline.candidates[index]
    first = candidate.first + candidate.spoken_by
    scale = Scale()
    _weigh(scale, candidate, outline, range(first, min(candidate.last + 1, first + _MOST_LINES)))
    return scale.weigh()


def _weigh(scale: Scale, candidate: Candidate, outline: Outline, looked: range) -> None:
    lines, count = outline.lines, len(looked)
    contents = [lines.content(line) for line in looked]
    ends = [lines.ending(line) for line in looked]
    scale.add("prior", "verse is rarer than prose", -2.5)
    unfilled = 5.0 * (_UNFILLED - candidate.filled)
    if not outline.layout.wrapped or outline.layout.maker is Maker.VERSE:
        # Nothing was wrapped in this text, so lines of about one length are no proof of wrapping.
        unfilled = max(_LEAST_UNFILLED, unfilled)
    scale.add("lines not full", "{:.0%} of {}", unfilled, 1 - candidate.filled, count)
    _steps(scale, candidate, outline, looked)
    _beginnings(scale, lines, looked, ends)
    _ends(scale, contents, ends)
    _gaps(scale, lines, looked)
    _place(scale, candidate, outline, count)
    if count == _FEWEST_LINES:
        scale.add("few lines", "{}", -1.0, count)


def _is_plain_prose(candidate: Candidate, outline: Outline, first: int, count: int) -> bool:
    """Whether its first lines are full and go on with small letters: most of any book, and never worth a closer look."""
    if candidate.filled < _PROSE or count <= _SHORTEST:
        return False
    lines = outline.lines
    if lines.indents[first + 1] != lines.indents[first + 2]:
        return False
    return sum(lines.firsts[line].islower() for line in range(first + 1, first + 4)) > 1


def _beginnings(scale: Scale, lines: Lines, looked: range, ends: Sequence[End]) -> None:
    """A line that goes on with the sentence above it begins small in prose, and in most verse with a capital.

    One that stands in further than the line above may be the end of it, folded.
    """
    starts = [
        _letter(lines, line)
        for line, above in zip(looked[1:], ends, strict=False)
        if above not in _SENTENCE_ENDS and lines.indents[line] <= lines.indents[line - 1] + 1
    ]
    small = sum(map(str.islower, starts))
    cased = sum(map(str.isupper, starts)) + small
    if not cased:
        return
    share = small / cased
    scale.add("capitals in mid-sentence", "{} of {} lines", 3.0 * (0.6 - share), cased - small, cased)
    if share <= _FEW_SMALL and cased >= _FEWEST_BEGINNINGS:
        scale.add("every line begins anew", f"{cased} lines", min(2.0, 0.3 * cased))


def _letter(lines: Lines, line: int) -> str:
    """The character that a line begins with, opening marks left out; empty where it is nothing but such marks."""
    first = lines.firsts[line]
    return first if first not in OPENERS else lines.head(line).lstrip(OPENERS)[:1]


def _ends(scale: Scale, contents: Sequence[str], ends: Sequence[End]) -> None:
    """How lines end: with pauses, rhymes, or numbers as in an index; and whether they begin with the same word."""
    count = len(contents)
    pauses = count - ends.count(End.OPEN)
    scale.add("pauses at line ends", "{} of {}", 3.0 * (pauses / count - 0.3), pauses, count)
    if pauses == count > _FEWEST_LINES:
        scale.add("every line pauses", "{} lines", 0.8, count)
    numbered = sum([content.rstrip(".,;")[-1:].isdigit() for content in contents])
    if numbered > _INDEX * count:
        scale.add("lines end with numbers", f"{numbered} of {count}, as in an index", 2.0)
    alike = sum(above == here for above, here in pairwise([content.partition(" ")[0] for content in contents]))
    # Two lines of prose may begin alike by chance, but hardly with a capital.
    if alike > _ALIKE * (count - 1) and (count > _FEWEST_LINES or contents[0].lstrip(OPENERS)[:1].isupper()):
        scale.add("lines begin with the same word", f"{alike + 1} of {count}", 1.5)
    rhymes = share_of_rhymes(contents)
    if rhymes >= _FEWEST_RHYMES:
        scale.add("rhymes", "{:.0%} of line ends", 2.0 * rhymes, rhymes)


def _gaps(scale: Scale, lines: Lines, looked: range) -> None:
    """Wide gaps between words: the columns of a table, or the pause in the middle of an old verse."""
    count = len(looked)
    columned, aligned = cells(lines, looked)
    if aligned:
        scale.add("aligned columns", f"in {columned} of {count} lines", -3.0 * columned / count)
    elif columned:
        scale.add("pauses within lines", f"in {columned} of {count} lines", 2.0 * columned / count)


def _steps(scale: Scale, candidate: Candidate, outline: Outline, looked: range) -> None:
    """Lines that stand in by turns, and so by more than the first line of a paragraph."""
    indents = outline.lines.indents[looked.start : looked.stop]
    if indents.count(indents[0]) == len(indents):
        return
    steps = sum(here != above for above, here in pairwise(indents))
    if steps >= _FEWEST_STEPS and len(set(indents)) <= max(2, len(indents) // 2) and not candidate.marker:
        scale.add("lines stand in by turns", f"{steps} steps in {len(indents)} lines", 2.0)


def _place(scale: Scale, candidate: Candidate, outline: Outline, count: int) -> None:
    """Where it stands on the page, and in what kind of text."""
    layout = outline.layout
    if layout.maker in {Maker.VERSE, Maker.LINE_A_BLOCK}:
        # Paragraphs much longer than these lines were not broken, so these were broken by somebody.
        is_sure = layout.maker is Maker.VERSE or candidate.filled < 1 or outline.body > _LONGER * candidate.widest
        scale.add("lines broken on purpose", "{}", 2.0 if is_sure else 0.5, layout.maker)
    if count > _FEWEST_LINES and layout.width:
        narrow = candidate.widest < _NARROW * layout.width
        scale.add("margin", "{} of {} columns", 1.5 if narrow else -1.5, candidate.widest, layout.width)
    deeper = candidate.indent - layout.indent
    if deeper > 0:
        weight = 2.0 if deeper >= _DEEP else 1.5 if deeper > 1 else 0.7
        scale.add("set in", "by {} columns", weight, deeper)


RECOGNISER = Recogniser(name="verse", propose=propose, looks=frozenset({Look.LINES}))
