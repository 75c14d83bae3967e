"""Notes in the middle of the text: ``word[Footnote 1: what is to be said of it] and so on``.

Such a note is its own reference: it stands where it is referred to, so no pair has to be found. Its words become a
note, and its place the reference. It must stand after a word, inside a paragraph, with its bracket closed there and no
letter right behind it; where the paragraph has a reference with its mark already, all stays as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from muniment.model import Block, BlockKind, Span
from muniment.structure.note_marks import Key, goes_on, opened_at, references

_BRACKETS = re.compile(r"[\[\]]")
_LONGEST_MARK = 20
_OPENINGS = ("[Footnote", "[footnote", "[FOOTNOTE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """A note inside a paragraph."""

    block: int
    """Index of the paragraph."""
    span: Span
    """All of it, with the blanks before it."""
    lines: tuple[Span, ...]
    """Its words, a span for each source line."""
    opening: str
    """What it begins with: ``[Footnote 1:``."""


def inline_notes(text: str, blocks: Sequence[Block]) -> tuple[Inline, ...]:
    """The notes inside paragraphs, in order. Time is linear in the text's length."""
    if not any(opening in text for opening in _OPENINGS):
        return ()
    return tuple(found for index, block in enumerate(blocks) for found in _of_block(text, index, block))


def _of_block(text: str, index: int, block: Block) -> Iterator[Inline]:
    if block.kind is not BlockKind.PARAGRAPH or block.quoted or not block.lines:
        return
    start, end = block.lines[0].start, block.lines[-1].end
    depth = 0
    opened: tuple[int, int, Key | None] | None = None
    seen = {mark.key for mark in references(text, block)}
    for bracket in _BRACKETS.finditer(text, start, end):
        if opened is None:
            found = opened_at(text, bracket.start(), min(end, bracket.start() + _LONGEST_MARK))
            depth = 1
            opened = (bracket.start(), *found) if found else None
            continue
        depth += 1 if bracket[0] == "[" else -1
        if depth == 0:
            note = _inline(text, index, block, opened[:2], bracket.end())
            if note is not None and opened[2] not in seen:
                yield note
            opened = None


def _inline(text: str, index: int, block: Block, opening: tuple[int, int], end: int) -> Inline | None:
    """The note between a bracket's offset, that of its first word, and the end of the bracket that closes it."""
    bracket, first = opening
    at = bracket
    while at > block.lines[0].start and text[at - 1].isspace():
        at -= 1
    after = text[end : min(end + 1, block.lines[-1].end)]
    if at == block.lines[0].start or text[at - 1] in "[\\^!" or (after and goes_on(after)):
        return None
    lines = tuple(_words(text, block, first, end - 1))
    if not lines:
        return None
    return Inline(block=index, span=Span(start=at, end=end), lines=lines, opening=text[bracket:first].rstrip())


def _words(text: str, block: Block, first: int, last: int) -> Iterator[Span]:
    """The parts of a block's lines between two offsets, without blanks at their ends."""
    for line in block.lines:
        start, end = max(line.start, first), min(line.end, last)
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield Span(start=start, end=end)


def around(block: Block, notes: Sequence[Inline]) -> tuple[Span, ...]:
    """A paragraph's lines, those joined that a note inside it runs over, so that its mark stands in one line."""
    lines: list[Span] = []
    waiting = list(reversed(notes))
    for line in block.lines:
        while waiting and lines and waiting[-1].span.end <= lines[-1].end:
            waiting.pop()
        if lines and waiting and waiting[-1].span.start <= lines[-1].end < waiting[-1].span.end:
            lines[-1] = Span(start=lines[-1].start, end=line.end)
        else:
            lines.append(line)
    return tuple(lines)


def as_block(text: str, paragraph: Block, note: Inline, label: str) -> Block:
    """The note as a block of its own, which stands below its paragraph."""
    first_line = paragraph.decision.first_line
    first_line += text.count("\n", paragraph.decision.span.start, note.lines[0].start)
    start = note.span.end - len(text[note.span.start : note.span.end].lstrip())
    decision = replace(
        paragraph.decision,
        evidence=(),
        span=Span(start=start, end=note.span.end),
        first_line=first_line,
        last_line=first_line + text.count("\n", note.lines[0].start, note.span.end),
    )
    return replace(paragraph, lines=note.lines, indents=(), marks=(), note=label, starts_group=True, decision=decision)
