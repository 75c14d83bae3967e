"""The lines of a text in which it may say something about itself: those before and around its beginning, and its last.

Everything that extraction reads is one of these few lines, so its cost does not grow with the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from muniment.model import Block, BlockKind

_HEAD = 12_000
_TAIL = 6_000
_HEAD_LINES = 24
_TAIL_LINES = 12
_HEAD_BLOCKS = 120
_TAIL_BLOCKS = 40
_PROSE = 160
_WIDE_PROSE = 60
_OPENING_LINES = 2
_STANDFIRST = 300
_STOPS = '.!?…:;,。！？：।؟۔"”»'
_LINES_BELOW_STANDFIRST = 5
_WIDE = re.compile(r"[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that is not blank."""

    number: int
    """1-based line of the clean text."""
    text: str
    """Its words, with white space folded and marks of emphasis around it left out."""
    is_indented: bool
    """Whether white space stands before it."""
    after_blank: bool
    """Whether a blank line, or the beginning of the text, stands before it."""
    kind: BlockKind | None
    """What the block that it belongs to was judged to be; ``None`` where it belongs to none."""
    is_prose: bool
    """Whether it is part of a paragraph as long as the text's own."""
    passed: int
    """How many such paragraphs stand before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What extraction reads of a text."""

    opening: tuple[Line, ...]
    """Every line of the first 12,000 code points."""
    head: tuple[Line, ...]
    """The first lines, to the end of the first long paragraph and the short lines after it."""
    masthead: tuple[Line, ...]
    """The short lines of ``head`` before the text: before its first long paragraph, and those right below a standfirst."""
    tail: tuple[Line, ...]
    """The last lines, none of them also in ``head``."""


def read_page(text: str, blocks: Sequence[Block]) -> Page:
    """Cut a clean text's first and last lines out, with what its blocks say about them."""
    start = text[:_HEAD]
    if len(text) > _HEAD:
        start = start[: start.rfind("\n") + 1]  # a line cut in two is not read
    opening = _lines(start, 0, 1, blocks[:_HEAD_BLOCKS])
    head = tuple(line for line in opening if line.passed < 2 and not (line.is_prose and line.passed))[:_HEAD_LINES]  # noqa: PLR2004 - a standfirst and the first paragraph
    last = head[-1].number if head else 0
    begin = max(len(text) - _TAIL, 0)
    if begin:
        begin = text.find("\n", begin) + 1 or len(text)
    tail = _lines(text[begin:], begin, text.count("\n", 0, begin) + 1, blocks[-_TAIL_BLOCKS:])
    masthead = (*(line for line in head if not line.passed and not line.is_prose), *_below_standfirst(head, opening))
    return Page(
        opening=opening,
        head=head,
        masthead=masthead,
        tail=tuple(line for line in tail if line.number > last)[-_TAIL_LINES:],
    )


def _below_standfirst(head: tuple[Line, ...], opening: tuple[Line, ...]) -> tuple[Line, ...]:
    """The first short lines between a standfirst right below the title and the text; a paragraph would end with a stop."""
    title = next((at for at, line in enumerate(head) if line.kind is BlockKind.TITLE), None)
    below = head[title + 1 :] if title is not None else ()
    if (
        not below
        or len(below[0].text) > _STANDFIRST
        or below[0].text[-1] in _STOPS
        or any(line.passed > 1 for line in below)
    ):
        return ()
    found = tuple(line for line in below[1:] if line.passed == 1 and not line.is_prose)
    goes_on = any(line.passed and line.is_prose for line in opening)
    return found[:_LINES_BELOW_STANDFIRST] if goes_on and not any(line.passed == 0 for line in below[1:]) else ()


def _lines(text: str, offset: int, number: int, blocks: Sequence[Block]) -> tuple[Line, ...]:
    starts = [block.decision.span.start for block in blocks]
    prose = [_is_prose(block) for block in blocks]
    found: list[Line] = []
    blank = True
    in_block, within, passed = -1, 0, 0
    for row in text.split("\n"):
        words = " ".join(row.split())
        if words:
            at = bisect_right(starts, offset + len(row) - len(row.lstrip())) - 1
            if at != in_block:
                passed += in_block >= 0 and prose[in_block]
                in_block, within = at, 0
            within += 1
            found.append(
                Line(
                    number=number,
                    text=words.strip("*_ ") or words,
                    is_indented=row[0].isspace(),
                    after_blank=blank,
                    kind=blocks[at].kind if at >= 0 else None,
                    is_prose=at >= 0 and prose[at] and not _opens(blocks[at], words, within),
                    passed=passed,
                )
            )
        blank = not words
        offset += len(row) + 1
        number += 1
    return tuple(found)


def _is_prose(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and sum(line.end - line.start for line in block.lines) >= _WIDE_PROSE


def _opens(block: Block, words: str, within: int) -> bool:
    """Whether a line of a paragraph may still stand apart from it: short, and one of the first of several."""
    least = _WIDE_PROSE if _WIDE.search(words) else _PROSE
    length = sum(line.end - line.start for line in block.lines)
    return length < least or (len(block.lines) > within <= _OPENING_LINES and len(words) < _WIDE_PROSE)
