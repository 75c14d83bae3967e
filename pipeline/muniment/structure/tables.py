"""Tables of plain text: which runs of lines are rows for certain, and where their cells stand.

Three ways of writing a table are known: bars between the cells with a rule below the head, the same number of tabs
in every line, and columns that stand one below the other with a white gutter between. A run of lines is a table only
if every line fits. What fits nearly (a cell that goes on in the next line beside another one that does, a drawing, a
program, verse with a pause) stays what it is, because a wrong cell says more than a plain line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from muniment.model import InlineMark, MarkKind, Span
from muniment.structure.grid import Cell, Grid, aligned, barred, is_rule, tabbed
from muniment.structure.lines import Lines
from muniment.structure.marks import is_leader, list_marker

FEWEST_ROWS = 3
"""Rows without a rule that make a table; a head and one row below a rule do too."""

MOST_ROWS = 50_000
"""Rows beyond which nothing is taken for one table."""

_FEWEST_RULED = 2
_LONGEST_ROW = 1000
_WIDEST_LAST = 60
_STANDS_IN = 4
_PROGRAM = re.compile(r"[{};]$|\);?$|^[}\\$#<]|[=!<>]=|=>|->|::|\(\)|//|= [\"'\[{]")
_PROGRAM_SHARE = 0.3
_BARRED = re.compile(r"^[ \t]*[|+│┌╔┃].*[|+│┐╗┃][ \t]*$|^[ \t]*:?-{3,}:?[ \t]*\|", re.MULTILINE)
_NUMERIC = re.compile(r"[-+−–(]?[£$€¥%]?[ ]?\d[\d.,:/ %'’\u00a0\u202f]*[%)*†]?|[-–—.…]+|n/?a", re.IGNORECASE)
_ENUMERATOR = re.compile(r"[(\[]?(?:\d{1,4}|[A-Za-z]|[ivxlcIVXLC]{1,7})[.)\]:]?|[-*+•‣◦▪●○■□–·➢➤►]")
_YEAR = re.compile("1[5-9][0-9]{2}|20[0-9]{2}")
_ROMAN = re.compile("[ivxlcdm]+[.]?", re.IGNORECASE)
_SPEAKER = re.compile(r".{1,30}[:.]")
_FULL_STOPS = frozenset(".!?;:,…»”\"'’)。！？")
_FEWEST_WRAPPED_WORDS = 3
_MOST_WRAPPED = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a table."""

    rows: tuple[tuple[Cell, ...], ...]
    """The cells of each row, as many in each; a cell is the spans of its words, none where it is empty."""
    header: bool
    """Whether the first row heads the columns."""
    way: str
    """How it is written: ``bars``, ``tabs``, ``columns``; ``lines`` where only the reader's word makes it a table."""
    ruled: bool
    """Whether rules are drawn in it."""

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.rows[0])


def read_table(lines: Lines, first: int, last: int) -> Table | None:
    """The table that the lines are, where that is certain; else ``None``. Time is linear in their length."""
    numbers = range(first, last + 1)
    if not _FEWEST_RULED <= len(numbers) <= MOST_ROWS or any(lines.quotes[line] for line in numbers):
        return None
    if any(lines.edges[line] > _LONGEST_ROW for line in numbers):
        return None
    for read in (barred, tabbed, aligned):
        grid = read(lines, numbers)
        if grid is not None:
            return _certain(lines.text, grid)
    return None


def rows_of_lines(lines: Lines, first: int, last: int) -> Table:
    """The table that a reader says the lines are: what looks like a row is one, any other line is a single cell."""
    found = read_table(lines, first, last)
    if found is not None:
        return found
    spans = [_split(lines, line) for line in range(first, last + 1) if not is_rule(lines.content(line))]
    spans = spans or [_split(lines, line) for line in range(first, last + 1)]
    width = max(map(len, spans))
    rows = tuple((*((span,) for span in row), *((),) * (width - len(row))) for row in spans)
    ruled = len(spans) < last - first + 1
    header = ruled and last > first and len(spans) > 1 and is_rule(lines.content(first + 1))
    return Table(rows=rows, header=header, way="lines", ruled=ruled)


def stretches(lines: Lines) -> Iterator[tuple[int, int]]:
    """First and last line of every run of lines that is a table for certain, in order.

    Only lines that look like rows are read, so that prose costs nothing.
    """
    text = lines.text
    likely = set(lines.columned)
    if "|" in text or "│" in text or "┃" in text or "+-" in text:
        starts = {begin: line for line, begin in enumerate(lines.begins)}
        likely.update(starts[found.start()] for found in _BARRED.finditer(text) if found.start() in starts)
    done = -1
    for line in sorted(likely):
        if line <= done:
            continue
        first, margin = line, lines.indents[line]
        while first > done + 1 and not lines.gaps[first] and _is_row(lines, first - 1, likely, margin):
            first -= 1
        last = line
        while last + 1 < len(lines) and not lines.gaps[last + 1] and _is_row(lines, last + 1, likely, margin):
            last += 1
        done = last
        table = read_table(lines, first, last)
        if table is not None and (table.way != "columns" or _stands_alone(lines, first, last)):
            yield first, last


def _is_row(lines: Lines, line: int, likely: set[int], margin: int) -> bool:
    """Whether a line beside a row looks like one, or stands in like the end of one."""
    if lines.quotes[line]:
        return False
    if line in likely or lines.indents[line] >= margin + _STANDS_IN:
        return True
    content = lines.content(line)
    return "  " in content or "\t" in content or " | " in content or is_rule(content)


def _stands_alone(lines: Lines, first: int, last: int) -> bool:
    """Whether nothing stands beside the lines that could belong to a row: nothing, or a sentence that leads to them."""
    led_in = not first or lines.gaps[first] or lines.lasts[first - 1] in _FULL_STOPS
    return bool(led_in and lines.gap_after(last))


def _split(lines: Lines, line: int) -> list[Span]:
    """A line's cells where only the reader's word makes it a row: bars part them, else tabs, else wide gaps."""
    content = lines.content(line)
    start = lines.starts[line]
    separator = r"\s*[|│┃]\s*" if re.search("[|│┃]", content) else r"\s*\t\s*" if "\t" in content else r" {2,}"
    cells: list[Span] = []
    at = 0
    for gap in [*re.finditer(separator, content), None]:
        end = gap.start() if gap else len(content)
        if end > at:
            cells.append(Span(start=start + at, end=start + end))
        at = gap.end() if gap else at
    return cells or [lines.span(line)]


# --------------------------------------------------------------------------------------------- certainty


def _certain(text: str, grid: Grid) -> Table | None:
    """The grid as a table, unless something in it speaks against that."""
    rows = _without_empty_columns(grid.rows)
    fewest = _FEWEST_RULED if grid.ruled else FEWEST_ROWS
    if len(rows) < fewest or len(rows[0]) < 2:  # noqa: PLR2004 - one column is a list
        return None
    header = grid.heads_at == 1 or (not grid.ruled and _heads_by_its_look(text, rows))
    if grid.way == "columns":
        joined = _with_continuations(text, rows, header=header)
        if joined is None or len(joined) < fewest or any(_wraps(text, column) for column in zip(*joined, strict=True)):
            return None
        rows = joined
    words = [[_words(text, cell) for cell in row] for row in rows]
    if _speaks_against(words, grid) or not all(
        any(map(_says_something, column)) for column in zip(*words, strict=True)
    ):
        return None
    return Table(rows=tuple(map(tuple, rows)), header=header, way=grid.way, ruled=grid.ruled)


def _without_empty_columns(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    kept = [index for index, column in enumerate(zip(*rows, strict=True)) if any(column)]
    return [[row[index] for index in kept] for row in rows]


def _words(text: str, cell: Cell) -> str:
    return " ".join(text[span.start : span.end] for span in cell)


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _speaks_against(words: Sequence[Sequence[str]], grid: Grid) -> bool:
    """Whether the cells read like something else than a table."""
    joined = [" ".join(filter(None, row)) for row in words]
    led = sum(is_leader(row) for row in joined if row)
    coded = sum(_PROGRAM.search(row) is not None for row in joined)
    if led * 2 >= len(joined) or coded >= _PROGRAM_SHARE * len(joined):
        return True
    if grid.way == "bars":
        # A row without its first cell goes on with the row above, unless it heads the columns.
        return any(not row[0] for row in words[1:])
    if any(sum(map(bool, row)) < 2 for row in words):  # noqa: PLR2004 - a row of one cell is a caption or goes on
        return True
    if len(words[0]) == 2:  # noqa: PLR2004 - two columns may be marks and what they mark
        first, second = zip(*words, strict=True)
        if all(_ENUMERATOR.fullmatch(cell) or (cell and list_marker(f"{cell} x")) for cell in first):
            return True
        if all(map(_SPEAKER.fullmatch, first)) and len(set(first)) < len(first):
            return True
        if sum(map(len, second)) > _WIDEST_LAST * len(second):
            return True
    return False


def _wraps(text: str, cells: Sequence[Cell]) -> bool:
    """Whether sentences go on from cell to cell: the next word had no room, and begins small."""
    # A cell that is known to go on does so within itself.
    column = [_words(text, cell) if len(cell) == 1 else "" for cell in cells]
    width = max(map(len, column))
    on = sum(
        len(above.split()) >= _FEWEST_WRAPPED_WORDS
        and below[:1].islower()
        and above[-1] not in _FULL_STOPS
        and len(above) + 1 + len(below.split()[0]) > width
        for above, below in pairwise(column)
        if above and below
    )
    return on > _MOST_WRAPPED * len(column)


def _with_continuations(text: str, rows: Sequence[list[Cell]], *, header: bool) -> list[list[Cell]] | None:
    """Rows with lines joined that go on with the last cell of the row above; ``None`` where that is not certain.

    It is where nothing else stands in the line, every other row has its first cell, and the words begin small below
    a cell that ends without a stop.
    """
    joined: list[list[Cell]] = []
    for number, row in enumerate(rows):
        if row[0] or (number == 0 and header):
            joined.append(list(row))
            continue
        if not joined or any(row[:-1]) or not joined[-1][-1] or not joined[-1][0]:
            return None
        above, here = _words(text, joined[-1][-1]), _words(text, row[-1])
        if not here[:1].islower() or above[-1] in ".!?。！？":
            return None
        joined[-1][-1] = (*joined[-1][-1], *row[-1])
    return joined


def _heads_by_its_look(text: str, rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first row is words above columns of figures, or capitals above words that are none."""
    first, *rest = [[_words(text, cell) for cell in row] for row in rows]
    columns = list(zip(*rest, strict=True))
    if all(map(_YEAR.fullmatch, first[1:])):
        return not any(map(_YEAR.fullmatch, (cell for column in columns[1:] for cell in column)))
    if any(any(map(str.isdigit, cell)) for cell in first) or not all(first[1:]) or any(map(_ROMAN.fullmatch, first)):
        return False
    figures = sum(all(_NUMERIC.fullmatch(cell) for cell in column if cell) for column in columns[1:])
    if figures:
        return True
    body = " ".join(cell for row in rest for cell in row)
    return (
        " ".join(first).isupper()
        and not any(group for group, _ in groupby("".join(row).isupper() for row in rest) if group)
        and any(map(str.islower, body))
    )


# --------------------------------------------------------------------------------------------- rows as lines with marks


def as_lines(table: Table, *, at: int) -> tuple[tuple[Span, ...], tuple[InlineMark, ...]]:
    """The rows as a block has them: one span a row, and marks that part its cells and the lines of one cell.

    ``at`` is where a row stands that has no words at all.
    """
    spans: list[Span] = []
    marks: list[InlineMark] = []
    for row in table.rows:
        words = [span for cell in row for span in cell]
        own = Span(start=words[0].start, end=words[-1].end) if words else Span(start=at, end=at)
        spans.append(own)
        marks += _parting(row, own)
        at = own.end
    return tuple(spans), tuple(marks)


def _parting(row: Sequence[Cell], own: Span) -> Iterator[InlineMark]:
    end = own.start
    for number, cell in enumerate(row):
        if number:
            # The gap before the next words is all in one mark; beside an empty cell there is nothing left for another.
            start = cell[0].start if cell else end
            yield InlineMark(kind=MarkKind.CELL, span=Span(start=end, end=start))
            end = start
        for above, below in pairwise(cell):
            yield InlineMark(kind=MarkKind.CELL_LINE, span=Span(start=above.end, end=below.start))
        end = cell[-1].end if cell else end
