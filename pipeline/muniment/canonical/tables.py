"""A table as a pipe table: the rows in their order, an empty head where the source has none."""

from __future__ import annotations

from collections.abc import Iterator

from muniment.canonical.escape import start_positions
from muniment.canonical.shown import Shown, fold
from muniment.changes import Recorder
from muniment.model import Block, MarkKind

_ROW = "table-row"


def write_table(recorder: Recorder, text: str, block: Block, *, head: str, rule: str, prefix: str) -> None:
    """Write a table; ``head`` stands before its first row, ``prefix`` before each of the others.

    Its lines are rows and its marks part the cells. The rules and bars of the source, and the blanks that aligned its
    columns, are recorded changes.
    """
    rows = fold(text, block)
    columns = 1 + max(sum(sign.mark.kind is MarkKind.CELL for sign in row.signs) for row in rows)
    delimiters = f"{prefix}|{' --- |' * columns}\n{prefix}"
    for number, row in enumerate(rows):
        if number:
            before = f" |\n{delimiters}| " if number == 1 and block.header else f" |\n{prefix}| "
        else:
            # A pipe table must have a head; readers leave an empty one out.
            before = head + ("| " if block.header else f"|{'  |' * columns}\n{delimiters}| ")
        recorder.replace(row.span.start, before, _ROW if number else rule)
        row.copy(recorder, text, sorted({*row.escapes(indented=True), *_starts_of_cells(row)}))
    recorder.insert(" |", _ROW)


def _starts_of_cells(row: Shown) -> Iterator[int]:
    """Where what begins a cell must be escaped: no reader needs it there, but a cell is written as a line is."""
    signs = {sign.start for sign in row.signs if sign.text and sign.mark.kind is not MarkKind.CELL}
    parts = [sign for sign in row.signs if sign.mark.kind is MarkKind.CELL]
    starts = [0, *(sign.end for sign in parts)]
    ends = [*(sign.start for sign in parts), len(row.text)]
    for start, end in zip(starts, ends, strict=True):
        if start not in signs:
            yield from (start + position for position in start_positions(row.text[start:end]))
