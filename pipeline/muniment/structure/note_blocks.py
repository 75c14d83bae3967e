"""Stretches of blocks that look like notes: what begins with a note's mark, up to the bracket that closes it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from muniment.model import Block, BlockKind, Span
from muniment.structure.note_marks import FIRST_CHARACTERS, Form, Key, Mark, note_mark

LONGEST_NOTE = 40
"""Blocks that a note in brackets may go on for."""

MOST_BETWEEN = 6
"""Blocks that a note in a list of notes may have beside its first."""

_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.VERSE})
_PARTS = frozenset({BlockKind.PARAGRAPH, BlockKind.VERSE, BlockKind.HEADING})
_OVERRIDE = "override"
_BRACKETS = re.compile(r"[\[\]]")
_HEADS = frozenset(
    {"footnotes", "footnote", "notes", "note", "endnotes", "fussnoten", "anmerkungen", "noten", "voetnoten"}
    | {"notas", "noter", "alaviitteet"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A stretch of blocks that looks like a note."""

    mark: Mark
    """The mark that it begins with."""
    first: int
    """Index of its first block."""
    blocks: int
    """How many blocks it has."""
    end: Span | None
    """The bracket that ends it, with the blanks before it; ``None`` where its marker opened none."""


def begins_note(text: str, block: Block) -> Mark | None:
    """The mark of a note that a block begins with."""
    lines = block.lines
    if not lines:
        return None
    if block.kind is BlockKind.LIST_ITEM:
        start = block.decision.span.start
        if block.marker != "*" or not block.starts_group or text[start] != "*" or _is_overridden(block):
            return None
        return note_mark(text, Span(start=start, end=lines[0].end))
    # A glance first, because every block is asked.
    if text[lines[0].start] not in FIRST_CHARACTERS or block.kind not in _PARTS or _is_overridden(block):
        return None
    # A quote mark before it says that somebody else's mail has the note.
    return note_mark(text, lines[0]) if text[block.decision.span.start] != ">" else None


def _is_overridden(block: Block) -> bool:
    return block.decision.rule.startswith(_OVERRIDE)


def parted(text: str, block: Block) -> tuple[Block, ...]:
    """The notes of a block that begins with one and goes on with the next, line by line; else the block itself."""
    mark = begins_note(text, block)
    if mark is None or mark.form is Form.WORD or len(block.lines) == 1:
        return (block,)
    starts = [0]
    for number, line in enumerate(block.lines[1:], start=1):
        other = note_mark(text, line)
        if other and other.form is mark.form and other.key == Key(series=mark.key.series, value=mark.key.value + 1):
            starts.append(number)
            mark = other
    return tuple(
        _part(text, block, first, last) for first, last in zip(starts, [*starts[1:], len(block.lines)], strict=True)
    )


def _part(text: str, block: Block, first: int, last: int) -> Block:
    """Some of a block's lines as a block."""
    if (first, last) == (0, len(block.lines)):
        return block
    lines = block.lines[first:last]
    indents = block.indents[first:last]
    decision = block.decision
    start = decision.span.start if first == 0 else lines[0].start
    end = decision.span.end if last == len(block.lines) else lines[-1].end
    first_line = decision.first_line + text.count("\n", decision.span.start, start)
    decision = replace(
        decision,
        span=Span(start=start, end=end),
        first_line=first_line,
        last_line=first_line + text.count("\n", start, end),
    )
    least = min(indents, default=0)
    return replace(block, lines=lines, indents=tuple(indent - least for indent in indents), decision=decision)


def numbered_notes(text: str, blocks: Sequence[Block]) -> dict[int, Mark]:
    """Items of numbered lists that stand right under a head of notes and count from one, with their marks."""
    found: dict[int, Mark] = {}
    value = 0
    for index, block in enumerate(blocks):
        number = block.marker.rstrip(".)") if block.kind is BlockKind.LIST_ITEM and block.lines else ""
        begins = number == "1" and index > 0 and is_head(text, blocks[index - 1])
        value = value + 1 if begins or value else 0
        counts = number.isdecimal() and int(number) == value and not block.quoted and block.level == 0
        if not counts or block.decision.rule.startswith(_OVERRIDE):
            value = 0
            continue
        span = Span(start=block.lines[0].start, end=block.lines[0].start)
        key = Key(series="figures", value=value)
        found[index] = Mark(form=Form.NUMBER, key=key, span=span, text=block.marker)
    return found


def candidates(text: str, blocks: Sequence[Block]) -> list[Note]:
    """Everything that looks like a note, in order."""
    notes: list[Note] = []
    taken = 0
    numbered = numbered_notes(text, blocks)
    for index, block in enumerate(blocks):
        mark = numbered.get(index) or (begins_note(text, block) if index >= taken else None)
        if mark is None:
            continue
        if mark.form is Form.WORD:
            note = _bracketed(text, blocks, index, mark)
        elif mark.form is Form.SIGN and block.kind is BlockKind.LIST_ITEM and _has_item(blocks, index + 1):
            note = None
        else:
            note = Note(mark=mark, first=index, blocks=1 + _announced(text, blocks, index), end=None)
        if note is not None:
            notes.append(note)
            taken = index + note.blocks
    return _continued(text, blocks, notes)


def _continued(text: str, blocks: Sequence[Block], notes: Sequence[Note]) -> list[Note]:
    """The notes, those in a list under a head of its own with what stands between them and the next."""
    result: list[Note] = []
    headed = False
    for note, follower in itertools.zip_longest(notes, notes[1:]):
        unbroken = headed and result[-1].first + result[-1].blocks == note.first
        headed = unbroken or (note.first > 0 and is_head(text, blocks[note.first - 1]))
        between = blocks[note.first + note.blocks : follower.first if follower else 0]
        goes_on = (
            headed
            and follower is not None
            and len(between) <= MOST_BETWEEN
            and follower.mark.key == Key(series=note.mark.key.series, value=note.mark.key.value + 1)
            and all(one.kind in _TEXT and not one.decision.rule.startswith(_OVERRIDE) for one in between)
        )
        result.append(replace(note, blocks=note.blocks + len(between)) if goes_on and note.end is None else note)
    return result


def _announced(text: str, blocks: Sequence[Block], index: int) -> int:
    """How many stanzas stand below a note that ends with a colon: they are what it announces."""
    end = index + 1
    if text[blocks[index].lines[-1].end - 1] == ":":
        while (
            end < len(blocks)
            and end - index <= MOST_BETWEEN
            and blocks[end].kind is BlockKind.VERSE
            and not blocks[end].quoted
            and not blocks[end].decision.rule.startswith(_OVERRIDE)
            and begins_note(text, blocks[end]) is None
        ):
            end += 1
    return end - index - 1


def _has_item(blocks: Sequence[Block], index: int) -> bool:
    return index < len(blocks) and blocks[index].kind is BlockKind.LIST_ITEM


def _bracketed(text: str, blocks: Sequence[Block], first: int, mark: Mark) -> Note | None:
    """The note that a bracket opens; ``None`` unless the bracket closes where a block ends."""
    depth = 0
    for index in range(first, min(first + LONGEST_NOTE, len(blocks))):
        block = blocks[index]
        if block.kind not in _PARTS or not block.lines or block.decision.rule.startswith(_OVERRIDE):
            return None
        if index > first and begins_note(text, block):
            return None
        for line in block.lines:
            closed = _closing(text, line, depth)
            if isinstance(closed, int):
                depth = closed
                continue
            at = closed.start
            if line != block.lines[-1] or closed.end != line.end:
                return None
            while at > line.start and text[at - 1].isspace():
                at -= 1
            if at <= (mark.span.end if index == first and line == block.lines[0] else line.start):
                return None
            return Note(mark=mark, first=first, blocks=index - first + 1, end=Span(start=at, end=line.end))
    return None


def _closing(text: str, line: Span, depth: int) -> Span | int:
    """Where in a line the outermost bracket closes, or how many brackets are open at its end."""
    for bracket in _BRACKETS.finditer(text, line.start, line.end):
        depth += 1 if bracket[0] == "[" else -1
        if depth <= 0:
            return Span(start=bracket.start(), end=bracket.end())
    return depth


def is_head(text: str, block: Block) -> bool:
    """Whether a block stands over notes, as ``FOOTNOTES:`` does, and begins no chapter."""
    if len(block.lines) != 1:
        return False
    words = " ".join(text[line.start : line.end] for line in block.lines).casefold()
    return words.strip(" .:[]") in _HEADS
