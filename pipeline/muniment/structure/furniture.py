"""What belongs to the pages of a scanned book and not to its text: page numbers and running heads, where they are certain.

They are taken out of the lines before anything is judged, so that a paragraph goes on where a page broke it; each is
kept as a value with its evidence, and canonical Markdown records it as a change. What is not certain stays a paragraph
(``pages``), and so does every line that the reader named.

Certain are numbers that count through the text at about even distances and break into sentences, or stand where pages
end. Running heads are short lines beside them that come back.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from muniment.model import Evidence, Furniture, FurnitureKind
from muniment.structure.endings import End
from muniment.structure.lines import Lines
from muniment.structure.marks import list_marker
from muniment.structure.page_numbers import LONGEST, Form, Numbered, letters_of, numbered_lines

_FEWEST = 3
_LONGEST_STEP = 4
_SMALLEST_PAGE = 120
_BREAKING = 0.3
_BREAKING_WHERE_SAID = 0.1
_FEWEST_BREAKING = 2
_AT_FEEDS = 0.6
_EVEN = (0.4, 2.5)
_EVEN_SHARE = 0.6
_NEAR_SHARE = 0.8
_FEWEST_LETTERS = 3
_LONG_LINE = 40
_LONG_SHARE = 0.5
_FULL_SHARE = 0.7
_NEARLY_FULL = 0.85
_SPACED_SHARE = 0.02
_WIDEST = 130
_OPEN = frozenset({End.OPEN, End.COMMA, End.DASH})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The lines with what is asked of them again and again."""

    lines: Lines
    """All lines."""
    feeds: frozenset[int]
    """Lines right above which a form feed stood."""
    kept: Collection[int]
    """Lines that the reader named."""
    usual: float
    """Median length of a line."""

    def breaks_off(self, above: int, below: int) -> bool:
        """Whether a sentence breaks off at the end of one line and goes on at the start of another."""
        lines = self.lines
        if not 0 <= above < below < len(lines):
            return False
        long = min(self.usual * _LONG_SHARE, _LONG_LINE)
        if lines.lengths[above] < long or lines.ending(above) not in _OPEN:
            return False
        first = lines.firsts[below]
        if list_marker(lines.head(below)) is not None:
            return False
        uncased = first.isalpha() and first.lower() == first.upper()
        return first.islower() or (uncased and lines.lengths[above] >= _FULL_SHARE * min(self.usual, _WIDEST))

    def interrupts(self, line: int) -> bool:
        """Whether a line, or it with a neighbour, stands in the middle of a sentence."""
        around = ((line - 1, line + 1), (line - 2, line + 1), (line - 1, line + 2))
        return any(self.breaks_off(above, below) for above, below in around)

    def at_feed(self, line: int) -> bool:
        """Whether a page ends within one line of a line."""
        return any(near in self.feeds for near in range(line - 1, line + 3))

    def stands_apart(self, line: int) -> bool:
        """Whether a line has blank lines or ends of pages on both sides, or a wide gap inside."""
        lines = self.lines
        above = lines.gaps[line] > 0 or line in self.feeds
        below = lines.gap_after(line) > 0 or line + 1 in self.feeds
        return (above and below) or line in lines.columned


def page_furniture(lines: Lines, feeds: Sequence[int], kept: Collection[int]) -> dict[int, Furniture]:
    """What belongs to pages, by the index of its line.

    ``feeds`` are the offsets of form feeds in the text, ascending; ``kept`` are lines that stay whatever they look
    like. Time is linear but for sorting the lines' lengths, which is only done where some line has a number.
    """
    found = [one for one in numbered_lines(lines) if one.line not in kept]
    if not len(lines) or (len(found) < _FEWEST and len(feeds) < _FEWEST):
        return {}
    text = _Text(
        lines=lines,
        feeds=frozenset(bisect_right(lines.begins, feed) for feed in feeds),
        kept=kept,
        usual=median(lines.lengths),
    )
    furniture: dict[int, Furniture] = {}
    for run in _runs(text, found):
        furniture.update(_certain(text, run))
    furniture.update(_heads(text, furniture))
    return furniture


# --------------------------------------------------------------------------------------------- page numbers


def _runs(text: _Text, found: Sequence[Numbered]) -> list[list[Numbered]]:
    """Numbers that count on, with at least a little text for each page between one and the next."""
    runs: list[list[Numbered]] = []
    last: dict[tuple[int, Form], list[Numbered]] = {}
    for one in found:
        if one.form is Form.HEAD and not text.stands_apart(one.line):
            continue
        run = _run_before(text, one, last)
        if run is None:
            run = []
            runs.append(run)
        else:
            del last[run[-1].value, run[-1].form]
        run.append(one)
        last[one.value, one.form] = run
    return [run for run in runs if len(run) >= _FEWEST]


def _run_before(text: _Text, one: Numbered, last: dict[tuple[int, Form], list[Numbered]]) -> list[Numbered] | None:
    forms = (one.form, *(form for form in Form if form is not one.form and Form.ROMAN not in (form, one.form)))
    for step in range(1, _LONGEST_STEP + 1):
        for form in forms:
            run = last.get((one.value - step, form))
            if run is not None and _size(text, run[-1], one) >= _SMALLEST_PAGE * step:
                return run
    return None


def _size(text: _Text, one: Numbered, other: Numbered) -> int:
    """Code points between two lines."""
    return text.lines.begins[other.line] - text.lines.ends[one.line]


def _certain(text: _Text, run: Sequence[Numbered]) -> dict[int, Furniture]:
    """The lines of a run that are page numbers beyond doubt; none where the run could be something else."""
    sizes = [_size(text, one, other) / (other.value - one.value) for one, other in pairwise(run)]
    page = median(sizes)
    even = [_EVEN[0] * page <= size <= _EVEN[1] * page for size in sizes]
    breaking = [text.interrupts(one.line) for one in run]
    feeds = sum(text.at_feed(one.line) for one in run)
    at_feeds = feeds >= _AT_FEEDS * len(run)
    is_said = at_feeds or all(one.form is Form.WORD for one in run)
    least = max(1 if at_feeds else _FEWEST_BREAKING, (_BREAKING_WHERE_SAID if is_said else _BREAKING) * len(run))
    if sum(even) < _EVEN_SHARE * len(even) or sum(breaking) < least:
        return {}
    evidence = [
        _said("counts on", f"{run[0].value} to {run[-1].value}, {len(run)} lines", 2.0),
        _said("breaks sentences", f"{sum(breaking)} of {len(run)}", 1.5 if is_said else 3.0),
        _said("even distances", f"{sum(even)} of {len(even)}, about {page:.0f} characters a page", 1.0),
    ]
    if feeds:
        evidence.append(_said("form feeds", f"beside {feeds} of {len(run)}", 2.0))
    beside = Counter(one.words for one in run if one.words)
    certain: dict[int, Furniture] = {}
    for index, one in enumerate(run):
        is_short_last = index == len(run) - 1 and sizes[-1] <= page
        regular = (any(even[max(0, index - 1) : index + 1]) or is_short_last) and (
            one.form is not Form.HEAD or beside[one.words] > 1
        )
        if breaking[index] or regular:
            kind = FurnitureKind.RUNNING_HEAD if one.form is Form.HEAD else FurnitureKind.PAGE_NUMBER
            certain[one.line] = _furniture(text, one.line, kind, evidence)
    return certain


# --------------------------------------------------------------------------------------------- running heads


def _heads(text: _Text, numbers: Collection[int]) -> dict[int, Furniture]:
    """Short lines beside page numbers and form feeds that come back there, and hardly anywhere else."""
    near = {line: letters_of(text.lines.content(line)) for line in sorted(_beside(text, numbers))}
    counts = Counter(words for words in near.values() if len(words) >= _FEWEST_LETTERS)
    recurring = {words: count for words, count in counts.items() if count >= _FEWEST}
    if not recurring:
        return {}
    places = _places(text, recurring)
    heads: dict[int, Furniture] = {}
    for line, words in near.items():
        everywhere = places.get(words, ())
        if not everywhere or len(everywhere) * _NEAR_SHARE > recurring[words]:
            continue
        if line == everywhere[0] and _could_be_own(text, line):
            continue
        evidence = [
            _said("comes back", f"{recurring[words]} times beside the ends of pages", 3.0),
            _said("stands elsewhere", f"{len(everywhere) - recurring[words]} of {len(everywhere)}", 1.0),
        ]
        heads[line] = _furniture(text, line, FurnitureKind.RUNNING_HEAD, evidence)
    return heads


def _beside(text: _Text, numbers: Collection[int]) -> set[int]:
    """Short lines next to a page number or a form feed."""
    wanted = {near for line in numbers for near in (line - 1, line + 1)}
    wanted |= {near for line in text.feeds for near in (line - 1, line)}
    count = len(text.lines)
    return {
        line
        for line in wanted
        if 0 <= line < count and text.lines.lengths[line] <= LONGEST and line not in text.kept and line not in numbers
    }


def _places(text: _Text, recurring: Collection[str]) -> dict[str, list[int]]:
    """Where lines with the same letters stand in the whole text."""
    lines = text.lines
    shortest = min(map(len, recurring))
    firsts = {words[0] for words in recurring}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for line, length in enumerate(lines.lengths):
        first = lines.firsts[line]
        if shortest <= length <= LONGEST and (not first.isalpha() or first.casefold()[0] in firsts):
            words = letters_of(lines.content(line))
            if words in recurring:
                places[words].append(line)
    return places


def _could_be_own(text: _Text, line: int) -> bool:
    """Whether the first of lines that come back could be the heading that the others repeat."""
    has_number = any(map(str.isdecimal, text.lines.content(line)))
    return not has_number and line not in text.lines.columned and not text.interrupts(line)


# --------------------------------------------------------------------------------------------- taking out


def without_furniture(lines: Lines, furniture: Collection[int]) -> Lines:
    """The lines that are left, those marked as going on between which a page ended in mid-sentence.

    Blank lines between pages are no blank lines of the text: where the text has hardly any others, none are left.
    Time is linear.
    """
    text = _Text(lines=lines, feeds=frozenset(), kept=(), usual=median(lines.lengths))
    left = [line for line in range(len(lines)) if line not in furniture]
    broken = [(at, *pair) for at, pair in enumerate(pairwise(left), start=1) if pair[1] - pair[0] > 1]
    own_gaps = sum(lines.gaps[line] > 0 for line in left[1:] if line - 1 not in furniture)
    is_spaced = own_gaps > _SPACED_SHARE * len(left)
    goes_on = frozenset(at for at, above, below in broken if _goes_on(text, above, below))
    gaps = tuple(
        (at, int(is_spaced and at not in goes_on and any(lines.gaps[above + 1 : below + 1])))
        for at, above, below in broken
    )
    return lines.selected(left, gaps=gaps, goes_on=goes_on)


def _goes_on(text: _Text, above: int, below: int) -> bool:
    """Whether two lines that a page's end stood between are of one paragraph: in mid-sentence, or full to the margin."""
    if text.breaks_off(above, below):
        return True
    lines = text.lines
    if text.usual > _WIDEST or list_marker(lines.head(below)) is not None:
        return False
    full = lines.lengths[above] >= _NEARLY_FULL * text.usual and lines.lengths[below] >= _FULL_SHARE * text.usual
    return full and lines.indents[above] == lines.indents[below] and lines.ending(above) in _OPEN


def _furniture(text: _Text, line: int, kind: FurnitureKind, evidence: Sequence[Evidence]) -> Furniture:
    score = sum(one.weight for one in evidence)
    return Furniture(
        kind=kind,
        span=text.lines.span(line),
        line=text.lines.numbers[line],
        confidence=round(1 / (1 + math.exp(-score)), 3),
        evidence=tuple(evidence),
    )


def _said(feature: str, value: str, weight: float) -> Evidence:
    return Evidence(feature=feature, value=value, weight=weight)
