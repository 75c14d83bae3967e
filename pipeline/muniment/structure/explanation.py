"""The judgements of structure as text for a terminal of 100 columns."""

from __future__ import annotations

import unicodedata
from collections import Counter, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from muniment.model import Block, BlockKind, Furniture

if TYPE_CHECKING:
    from muniment.structure import Structure

WIDTH = 100
"""Columns of the terminal that the rows are made for."""

_NAMES = {
    BlockKind.TITLE: ("title", "titles"),
    BlockKind.HEADING: ("heading", "headings"),
    BlockKind.PARAGRAPH: ("paragraph", "paragraphs"),
    BlockKind.LIST_ITEM: ("list item", "list items"),
    BlockKind.VERSE: ("stanza", "stanzas"),
    BlockKind.SCENE_BREAK: ("scene break", "scene breaks"),
    BlockKind.PREFORMATTED: ("preformatted block", "preformatted blocks"),
    BlockKind.TABLE: ("table", "tables"),
}
_MOST_EVIDENCE = 6


def explain(structure: Structure, text: str) -> Iterator[str]:
    """Rows that explain every block, then a summary: ``1 title, 6 headings, 11 paragraphs``.

    Each block has a head row (lines, kind, confidence, rule, first words) and a row with its evidence, strongest
    first, each with its weight in log-odds, and the runner-up.
    """
    layout = structure.layout
    yield _cut(f"layout  {layout.confidence:.2f}  {layout.maker.value}")
    for item in layout.evidence:
        yield _cut(f"        {item.feature}: {item.value}")
    yield ""
    taken = deque(structure.furniture)
    for block in structure.blocks:
        while taken and taken[0].span.start < block.decision.span.start:
            yield from _furniture_rows(taken.popleft(), text)
        yield from _rows(block, text)
    for one in taken:
        yield from _furniture_rows(one, text)
    yield ""
    yield summary(structure)


def summary(structure: Structure) -> str:
    """How many blocks of each kind there are, in words."""
    counts = Counter(block.kind for block in structure.blocks)
    parts = [f"{counts[kind]} {names[counts[kind] != 1]}" for kind, names in _NAMES.items() if counts[kind]]
    taken = Counter(one.kind.value.replace("-", " ") for one in structure.furniture)
    parts += [f"{count} {name}{'s' * (count != 1)} taken out" for name, count in taken.items()]
    return ", ".join(parts) or "no blocks"


def _furniture_rows(one: Furniture, text: str) -> Iterator[str]:
    words = " ".join(text[one.span.start : one.span.end].split())
    yield _cut(f"{one.line:>11}  {'taken out':<18} {one.confidence:.2f}  {one.kind.value:<22} {words}")
    yield from _wrapped([f"{item.feature}: {item.value} {item.weight:+.1f}" for item in one.evidence])


def _rows(block: Block, text: str) -> Iterator[str]:
    decision = block.decision
    place = str(decision.first_line)
    if decision.last_line != decision.first_line:
        place += f"-{decision.last_line}"
    kind = decision.kind.value.replace("_", " ")
    if block.kind is BlockKind.HEADING:
        kind += f" {block.level}"
    elif block.kind is BlockKind.LIST_ITEM and block.level:
        kind += f" +{block.level}"
    if block.quoted:
        kind += ", quoted"
    words = " ".join(text[decision.span.start : decision.span.end].split())[:WIDTH]
    yield _cut(f"{place:>11}  {kind:<18} {decision.confidence:.2f}  {decision.rule:<22} {words}")
    reasons = [f"{item.feature}: {item.value} {item.weight:+.1f}" for item in decision.evidence[:_MOST_EVIDENCE]]
    if decision.runner_up is not None:
        other = decision.runner_up
        reasons.append(f"else {other.kind.value.replace('_', ' ')} {other.confidence:.2f} ({other.rule})")
    yield from _wrapped(reasons)


def _wrapped(reasons: list[str]) -> Iterator[str]:
    """Reasons joined by semicolons, in indented rows."""
    margin = " " * 13
    row = margin
    for reason in reasons:
        piece = reason if row == margin else f"; {reason}"
        if row != margin and columns(row + piece) > WIDTH:
            yield _cut(row + ";")
            row, piece = margin, reason
        row += piece
    if row != margin:
        yield _cut(row)


def _cut(row: str) -> str:
    """A row cut off where the terminal ends, with an ellipsis."""
    row = row.rstrip()
    if columns(row) <= WIDTH:
        return row
    kept = row[: WIDTH - 1]
    while columns(kept) > WIDTH - 1:
        kept = kept[:-1]
    return kept + "…"


def columns(row: str) -> int:
    """Columns that a row takes in a terminal."""
    return sum(_width(character) for character in row)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
