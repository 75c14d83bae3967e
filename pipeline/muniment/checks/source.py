"""No word of the source is lost between clean text and canonical Markdown, and none is added."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from muniment.checks.comparison import compare, refuse
from muniment.checks.expected import expected_units
from muniment.errors import Finding, Place, Severity
from muniment.model import Block, BlockKind, MarkKind
from muniment.readback import collapse
from muniment.writers import Comparison

_MARKS: Final = frozenset("-=~^>*_#+•‣◦▪●○■□–⁃·∙➢➤►`")
"""What may stand outside every block without being its declared marker: underlines, quote marks, fences."""

_SIGNS: Final = r"[0-9]{1,3}|[A-Za-z]|[⁰¹²³⁴-⁹]{1,3}|\*{1,3}|†{1,3}|‡{1,3}"
_INSIDE: Final = {
    MarkKind.NOTE_REFERENCE: re.compile(rf"(?![A-Za-z0-9])(?:{_SIGNS})|\[(?:{_SIGNS})\]|\([0-9]{{1,3}}\)"),
    MarkKind.NOTE_END: re.compile(r"\s*\]"),
    MarkKind.EMPHASIS: re.compile("_"),
    MarkKind.STRONG: re.compile(r"\*"),
}
"""What a mark inside a block may be: no letter or figure without brackets."""

_INDENT: Final = "\u2003"
_FIRST_UNSPACED: Final = "\u0e00"


def check_source(clean_text: str, blocks: Sequence[Block], markdown: str, *, file: str = "") -> None:
    """Hold the words of a clean text against those of the canonical Markdown made from it.

    Two things are shown: what stands outside the blocks, or is declared a mark inside them, is nothing but white
    space, the blocks' own markers and marks; and each block reads back from the Markdown as its lines do, in order,
    notes last, with nothing between them.

    Args:
        clean_text: The text after intake.
        blocks: Its judged structure, in source order.
        markdown: Canonical Markdown.
        file: The source, as messages name it.

    Raises ``FidelityError`` with FID-OUTSIDE, FID-LOST, FID-ADDED, FID-MOVED or FID-CHANGED.
    """
    outside = (*_outside(clean_text, blocks, file=file), *_hidden(clean_text, blocks, file=file))
    refuse(outside, what="words of the source stand in no block", file=file)
    actual = expected_units(markdown)
    texts = [block for block in blocks if any(map(str.strip, _words(block, clean_text)))]
    # Readers give notes after the text, in the order of the references, which their labels count.
    texts.sort(key=lambda block: int(block.note or 0))
    by_letters: dict[str, set[str]] = {}
    for unit in actual:
        by_letters.setdefault(_letters(unit), set()).add(unit)
    expected = tuple(_as_read(block, clean_text, by_letters) for block in texts)
    findings = compare(expected, actual, Comparison.EXACT, file=file)
    refuse(findings, what="the words of the canonical Markdown are not those of the source", file=file)


def _outside(text: str, blocks: Sequence[Block], *, file: str) -> Iterator[Finding]:
    at = 0
    markers: list[str] = []
    for block in blocks:
        markers += block.marker.split()
        for line in block.lines:
            yield from _stray(text, at, line.start, markers, file=file)
            at, markers = max(at, line.end), []
    yield from _stray(text, at, len(text), markers, file=file)


def _stray(text: str, start: int, end: int, markers: Sequence[str], *, file: str) -> Iterator[Finding]:
    """Words between two lines that are neither markers of the blocks there nor mere marks."""
    left = Counter(markers)
    for word in text[start:end].split():
        if left[word]:
            left[word] -= 1
        elif not _MARKS.issuperset(word):
            line = text.count("\n", 0, start) + text[start:end].partition(word)[0].count("\n") + 1
            yield Finding(
                code="FID-OUTSIDE",
                severity=Severity.ERROR,
                place=Place(file=file, line=line),
                message=f"“{word[:80]}” (line {line}) belongs to no block.",
            )


def _hidden(text: str, blocks: Sequence[Block], *, file: str) -> Iterator[Finding]:
    """Marks inside blocks that do not look like marks: each takes its characters out of what is compared."""
    for block in blocks:
        for mark in block.marks:
            characters = text[mark.span.start : mark.span.end]
            if _INSIDE[mark.kind].fullmatch(characters) is None:
                line = text.count("\n", 0, mark.span.start) + 1
                yield Finding(
                    code="FID-OUTSIDE",
                    severity=Severity.ERROR,
                    place=Place(file=file, line=line),
                    message=f"“{characters[:80]}” (line {line}) is taken for a mark and is none.",
                )


def _as_read(block: Block, text: str, by_letters: Mapping[str, set[str]]) -> str:
    """The unit that says what the block's lines say, else these lines as one unit.

    A verse keeps its lines apart, so where several units have the same letters it wants the one that does.
    """
    lines = _joined(block, text)
    same_letters = by_letters.get(_letters(unicodedata.normalize("NFC", lines)), set())
    units = sorted((unit for unit in same_letters if _says(unit, block, text)), key=lambda unit: unit.count("\n"))
    if not units:
        return lines
    return units[-1] if block.kind is BlockKind.VERSE else units[0]


def _letters(text: str) -> str:
    return "".join(text.split())


def _says(unit: str, block: Block, text: str) -> bool:
    """Whether a unit is the block's lines: spaces folded, joined by LF, a space or (after a hyphen) nothing."""
    if block.kind is BlockKind.PREFORMATTED:
        return unit.split() == _joined(block, text).split()
    at = 0
    for number, line in enumerate(_words(block, text)):
        words = unicodedata.normalize("NFC", collapse(line))
        if number and unit[at : at + 1] in ("\n", " "):
            at += 1
        elif number and _would_fuse(unit[at - 1 : at], words[:1]):
            return False
        while block.kind is BlockKind.VERSE and unit.startswith(_INDENT, at) and not words.startswith(_INDENT):
            at += 1
        if not unit.startswith(words, at):
            return False
        at += len(words)
    return at == len(unit)


def _would_fuse(last: str, first: str) -> bool:
    """Whether two characters side by side make one word of two; scripts from Thai on are written without spaces."""
    return last.isalnum() and first.isalnum() and max(last, first) < _FIRST_UNSPACED


def _joined(block: Block, text: str) -> str:
    separator = "\n" if block.kind in (BlockKind.VERSE, BlockKind.PREFORMATTED) else " "
    return separator.join(map(collapse, _words(block, text)))


def _words(block: Block, text: str) -> tuple[str, ...]:
    """The block's lines without the marks in them."""
    if not block.marks:
        return tuple(text[line.start : line.end] for line in block.lines)
    edges = [edge for mark in block.marks for edge in (mark.span.start, mark.span.end)]
    return tuple(_between(text, line.start, line.end, edges) for line in block.lines)


def _between(text: str, start: int, end: int, edges: Sequence[int]) -> str:
    """What stands outside the marks with the given edges between two offsets, neither of which is inside a mark."""
    inside = [start, *edges[bisect_left(edges, start) : bisect_right(edges, end)], end]
    return "".join(text[a:b] for a, b in zip(inside[::2], inside[1::2], strict=True))
