"""Lines into grids of cells, by bars, by tabs or by columns. Whether a grid is a table is for ``tables`` to say."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from muniment.model import Span
from muniment.structure.lines import TAB_STOP, Lines

Cell = tuple[Span, ...]
"""The spans of a cell's words: none where it is empty, several where it goes on in the next line."""

_PlacedRow = list[tuple[int, int, Cell]]
"""First column, column just past, and words of each cell."""

GUTTER = 2
"""Blank columns in every line that part two columns of a table."""

_RULE = re.compile(r"[-=+|: \t─━═│┃║┌┐└┘├┤┬┴┼╔╗╚╝╠╣╬╞╡╪╤╧╟╢╫╥╨]{3,}")
_DASHES = re.compile("[-=─━═]{2}")
_BAR = re.compile("[|│┃║]")
_WORD = re.compile(r"\S+")
_IN_LINE = 0.9
_STOPS = frozenset(".!?:")
_OUTSIDE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of cells, as many in each."""

    rows: tuple[tuple[Cell, ...], ...]
    """The cells of each row."""
    way: str
    """``bars``, ``tabs`` or ``columns``."""
    heads_at: int
    """How many rows stand above the first rule that has a row above it; 0 where there is none."""
    ruled: bool
    """Whether there are rules."""


def is_rule(content: str) -> bool:
    """Whether a line is drawn: ``+----+----+``, ``|---|:--:|``, ``-----  ----``, ``======``."""
    return _RULE.fullmatch(content) is not None and _DASHES.search(content) is not None


def barred(lines: Lines, numbers: range) -> Grid | None:
    """Lines with bars at the same places and a rule, or with the same number of bars and a rule below the first."""
    rows: list[tuple[int, list[int]]] = []
    rules: list[int] = []
    for line in numbers:
        content = lines.content(line)
        if is_rule(content):
            rules.append(len(rows))
        else:
            bars = [lines.starts[line] + bar.start() for bar in _BAR.finditer(content)]
            if not bars:
                return None
            rows.append((line, bars))
    if len(rows) < GUTTER or not rules:
        return None
    heads_at = next((count for count in rules if count), 0)
    places = {tuple(bar - lines.begins[line] for bar in bars) for line, bars in rows}
    if len({len(bars) for _, bars in rows}) > 1 or (len(places) > 1 and heads_at != 1):
        return None
    outer = [(bars[0] == lines.starts[line], bars[-1] == lines.ends[line] - 1) for line, bars in rows]
    if len(set(outer)) > 1 or _has_taller_rows(rules, len(rows)):
        return None
    cells = tuple(_between_bars(lines, line, bars, outer=outer[0]) for line, bars in rows)
    return Grid(rows=cells, way="bars", heads_at=heads_at if heads_at < len(rows) else 0, ruled=True)


def _has_taller_rows(rules: Sequence[int], count: int) -> bool:
    """Whether rules part rows of which some have several lines: their cells go on side by side."""
    heights = [below - above for above, below in pairwise([*rules, count]) if below > above]
    heights += [rules[0]] if rules and rules[0] else []
    # One tall part below a head is the body of a table whose rows are not parted.
    parted = len(heights) > _OUTSIDE
    return parted and max(heights) > 1


def _between_bars(lines: Lines, line: int, bars: Sequence[int], *, outer: tuple[bool, bool]) -> tuple[Cell, ...]:
    edges = list(bars)
    if not outer[0]:
        edges.insert(0, lines.starts[line] - 1)
    if not outer[1]:
        edges.append(lines.ends[line])
    return tuple(_stripped(lines.text, above + 1, below) for above, below in pairwise(edges))


def _stripped(text: str, start: int, end: int) -> Cell:
    words = text[start:end].strip()
    if not words:
        return ()
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return (Span(start=start, end=start + len(words)),)


def tabbed(lines: Lines, numbers: range) -> Grid | None:
    """Lines with the same number of tabs; rules may stand between them."""
    rows: list[tuple[Cell, ...]] = []
    rules: list[int] = []
    for line in numbers:
        if is_rule(lines.content(line)):
            rules.append(len(rows))
            continue
        begin = lines.begins[line]
        end = lines.text.find("\n", begin)
        raw = lines.text[begin : end if end >= 0 else len(lines.text)]
        cells: list[Cell] = []
        for piece in raw.split("\t"):
            cells.append(_stripped(lines.text, begin, begin + len(piece)))
            begin += len(piece) + 1
        rows.append(tuple(cells))
    widths = {len(row) for row in rows}
    if len(widths) != 1 or widths == {1}:
        return None
    return _grid(rows, rules, "tabs")


def aligned(lines: Lines, numbers: range) -> Grid | None:
    """Lines whose words leave the same columns blank, with words on both sides that begin or end below each other."""
    rules: list[int] = []
    rows: list[list[tuple[int, int, Span]]] = []
    for line in numbers:
        if is_rule(lines.content(line)):
            rules.append(len(rows))
        else:
            rows.append(_placed_words(lines, line))
    if not rows:
        return None
    gutters = _gutters(rows)
    if not gutters:
        return None
    grid = [_in_columns(lines.text, row, gutters) for row in rows]
    if any(cells is None for cells in grid):
        return None
    placed = [cells for cells in grid if cells is not None]
    whole = [row for row in placed if any(cell[2] for cell in row[:-1])]
    if not all(_in_line([row[index] for row in whole]) for index in range(1, len(gutters) + 1)):
        return None
    return _grid(_with_hanging_lines(placed), rules, "columns")


def _with_hanging_lines(rows: Sequence[_PlacedRow]) -> list[tuple[Cell, ...]]:
    """The rows, each with the lines below it that hold words of its last cell alone, set in further than that column."""
    starts = Counter(row[-1][0] for row in rows if row[-1][2])
    edge = max(starts, key=lambda start: (starts[start], -start)) if starts else 0
    joined: list[tuple[Cell, ...]] = []
    for row in rows:
        start, _, words = row[-1]
        own = tuple(cell[2] for cell in row)
        if joined and joined[-1][-1] and not any(own[:-1]) and words and start >= edge + GUTTER:
            joined[-1] = (*joined[-1][:-1], (*joined[-1][-1], *words))
        else:
            joined.append(own)
    return joined


def _grid(rows: Sequence[tuple[Cell, ...]], rules: Sequence[int], way: str) -> Grid:
    heads_at = next((count for count in rules if count), 0)
    return Grid(
        rows=tuple(rows), way=way, heads_at=heads_at if heads_at < len(rows) else 0, ruled=0 < heads_at < len(rows)
    )


def _placed_words(lines: Lines, line: int) -> list[tuple[int, int, Span]]:
    """First column, column just past, and span of each word of a line."""
    begin = lines.begins[line]
    raw = lines.text[begin : lines.ends[line]]
    if raw.isascii() and "\t" not in raw:
        return [
            (word.start(), word.end(), Span(start=begin + word.start(), end=begin + word.end()))
            for word in _WORD.finditer(raw)
        ]
    columns = [0]
    for character in raw:
        columns.append(columns[-1] + _width(character, columns[-1]))
    return [
        (columns[word.start()], columns[word.end()], Span(start=begin + word.start(), end=begin + word.end()))
        for word in _WORD.finditer(raw)
    ]


def _width(character: str, column: int) -> int:
    if character == "\t":
        return TAB_STOP - column % TAB_STOP
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _gutters(rows: Sequence[Sequence[tuple[int, int, Span]]]) -> list[int]:
    """The column just past each run of columns that are blank in every row, outer margins left out.

    In each row at least ``GUTTER`` blanks stand there, though they need not be the same ones in all.
    """
    taken = narrow = 0
    for row in rows:
        for start, end, _ in row:
            taken |= ((1 << (end - start)) - 1) << start
        for (_, past, _), (start, _, _) in pairwise(row):
            narrow |= (start - past < GUTTER) << past
    found: list[int] = []
    begun = width = 0
    for column in range((taken & -taken).bit_length(), taken.bit_length()):
        if not taken >> column & 1:
            begun, width = (begun, width + 1) if width else (column, 1)
        else:
            if width and not narrow >> begun & ((1 << width) - 1):
                found.append(column)
            width = 0
    return found


def _in_columns(text: str, row: Sequence[tuple[int, int, Span]], gutters: Sequence[int]) -> _PlacedRow | None:
    """First column, column past and words of each cell; ``None`` where a wide gap stands inside one."""
    cells: _PlacedRow = [(0, 0, ())] * (len(gutters) + 1)
    index = 0
    for start, end, span in row:
        while index < len(gutters) and start >= gutters[index]:
            index += 1
        first, past, words = cells[index]
        if words:
            gap = start - past
            if gap > GUTTER or (gap == GUTTER and text[words[-1].end - 1] not in _STOPS):
                return None
            cells[index] = (first, end, (Span(start=words[0].start, end=span.end),))
        else:
            cells[index] = (start, end, (span,))
    return cells


def _in_line(cells: Sequence[tuple[int, int, Cell]]) -> bool:
    """Whether nearly all cells of a column begin at one place, or end at one; the first may be a head above figures."""
    filled = [(first, past) for first, past, words in cells if words]
    body = filled[1:] if len(filled) > GUTTER else filled
    if not body:
        return False
    return any(max(Counter(cell[side] for cell in body).values()) >= _IN_LINE * len(body) for side in (0, 1))
