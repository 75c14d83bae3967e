"""Emphasis of plain text: ``_a word or phrase_`` and ``*a word or phrase*``.

A pair is taken for emphasis where both marks are alone, stand against the words inside and against no word outside, and
all marks of the kind in the block pair off so. ``snake_case``, ``2 * 3``, a lone asterisk, ``__init__`` and rows of
marks are its counter-examples; a block that holds one keeps all marks of that kind as they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from muniment.model import Block, BlockKind, InlineMark, MarkKind, Span

LONGEST = 600
"""Code points between two marks, at most."""

_KINDS = (("_", MarkKind.EMPHASIS), ("*", MarkKind.STRONG))
_HOLDERS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.VERSE, BlockKind.HEADING})
_MARKS = re.compile(r"[_*]")
_OPENING = frozenset("([{\"'“‘«‹„‚¿¡—–-/>")
_CLOSING = frozenset("[)]}\"'”’»›“‘.,;:!?…—–-/<")


def with_emphasis(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with the marks of emphasis in them added to ``Block.marks``. Time is linear in the text's length."""
    if _MARKS.search(text) is None:
        return blocks
    return tuple(_with_marks(text, block) if block.kind in _HOLDERS else block for block in blocks)


def _with_marks(text: str, block: Block) -> Block:
    # A glance first, because every block of a book is asked.
    if _MARKS.search(text, block.lines[0].start, block.lines[-1].end) is None:
        return block
    places = [(found.start(), line) for line in block.lines for found in _MARKS.finditer(text, line.start, line.end)]
    if block.marks:
        places = [(at, line) for at, line in places if not _is_in_mark(block, at)]
    if not places:
        return block
    marks = list(block.marks)
    # One kind a block: emphasis inside emphasis is rare, and readers differ in what they make of it.
    used = {text[at] for at, _ in places}
    for sign, kind in _KINDS:
        mine = [(at, line) for at, line in places if text[at] == sign]
        if used == {sign} and _pairs_off(text, mine, block):
            marks += (InlineMark(kind=kind, span=Span(start=at, end=at + 1)) for at, _ in mine)
    if not marks:
        return block
    return replace(block, marks=tuple(sorted(marks, key=lambda mark: mark.span)))


def _is_in_mark(block: Block, at: int) -> bool:
    return any(mark.span.start <= at < mark.span.end for mark in block.marks)


def _pairs_off(text: str, places: Sequence[tuple[int, Span]], block: Block) -> bool:
    """Whether the marks open and close by turns, each where it may."""
    if len(places) % 2:
        return False
    for number in range(0, len(places), 2):
        (opening, first), (closing, last) = places[number], places[number + 1]
        if closing - opening > LONGEST or not _opens(text, opening, first) or not _closes(text, closing, last):
            return False
        if block.kind is BlockKind.VERSE and first != last:
            return False  # a line's indentation would stand inside the emphasis
        if any(other.span.start == opening + 1 or other.span.end == closing for other in block.marks):
            return False
        if number and places[number - 1][0] + 1 == opening:
            return False
    return True


def _opens(text: str, at: int, line: Span) -> bool:
    """Whether emphasis may begin: after a blank or an opening sign, and right before a word."""
    before = text[at - 1] if at > line.start else " "
    after = text[at + 1] if at + 1 < line.end else " "
    return (before.isspace() or before in _OPENING) and _is_word(after)


def _closes(text: str, at: int, line: Span) -> bool:
    """Whether emphasis may end: right after a word or the stop that ends it, before a blank or a closing sign."""
    before = text[at - 1] if at > line.start else " "
    after = text[at + 1] if at + 1 < line.end else " "
    inside = _is_word(before) or before in ".,;:!?…'’"
    # After a stop Markdown ends emphasis only before a blank or another stop, which every ``after`` here is.
    return inside and (after.isspace() or after in _CLOSING)


def _is_word(character: str) -> bool:
    """Letters and figures, not combining marks, which nothing may part from their letter."""
    return character.isalnum() and not unicodedata.combining(character)
