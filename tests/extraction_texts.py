"""Small articles for the tests of extraction, with a structure that does not depend on the recognisers."""

from __future__ import annotations

import re

from muniment.extraction import extract
from muniment.model import Block, BlockKind, Decision, Metadata, Span

TITLE = "Harbour wall to be mended"
FIRST = (
    "The council met on Monday evening to settle how the old harbour wall is to be mended before the winter storms, and"
    " heard from three engineers who had measured it stone by stone."
)
SECOND = (
    "Nobody at the meeting doubted that the wall must be mended; the question was only who should pay for the stones,"
    " the boats and the long days of work below the tide line."
)


def blocks_of(text: str) -> list[Block]:
    """One block for each stretch between blank lines: a scene break where it has no letters, the first one the title."""
    found: list[Block] = []
    for stretch in re.finditer(r"\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", text):
        kind = BlockKind.PARAGRAPH if found else BlockKind.TITLE
        if not any(map(str.isalnum, stretch[0])):
            kind = BlockKind.SCENE_BREAK
        lines = tuple(
            Span(start=stretch.start() + line.start(), end=stretch.start() + line.end())
            for line in re.finditer(r"[^\n]+", stretch[0])
        )
        first = text.count("\n", 0, stretch.start()) + 1
        decision = Decision(
            kind=kind,
            rule="test",
            confidence=0.9,
            evidence=(),
            span=Span(start=stretch.start(), end=stretch.end()),
            first_line=first,
            last_line=first + len(lines) - 1,
        )
        found.append(Block(kind=kind, lines=lines, decision=decision))
    return found


def read(text: str, language: str | None = None) -> Metadata:
    """What extraction finds in a text."""
    return extract(text, blocks_of(text), language=language)


def article(head: str, *, tail: str = "") -> str:
    """A title, the lines of ``head``, two paragraphs, and ``tail``."""
    parts = (TITLE, head, FIRST, SECOND, tail)
    return "\n\n".join(part for part in parts if part) + "\n"
