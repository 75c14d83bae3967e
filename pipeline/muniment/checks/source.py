"""No word of the source is lost between clean text and canonical Markdown, and none is added."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from muniment.checks.comparison import compare, refuse
from muniment.checks.expected import expected_units
from muniment.errors import Finding, Place, Severity
from muniment.model import Block, BlockKind, Furniture, FurnitureKind, InlineMark, MarkKind, Span
from muniment.readback import collapse
from muniment.writers import Comparison

_MARKS: Final = frozenset("-=~^>*_#+•‣◦▪●○■□–⁃·∙➢➤►`|:─━═│┃║┌┐└┘├┤┬┴┼╔╗╚╝╠╣╬╞╡╪╤╧╟╢╫╥╨")
"""What may stand outside every block without being its declared marker: underlines, quote marks, fences, the rules and bars of tables."""

_SIGNS: Final = r"[0-9]{1,3}|[A-Za-z]|[⁰¹²³⁴-⁹]{1,3}|\*{1,3}|†{1,3}|‡{1,3}|§{1,3}"
_OPEN_SIGNS: Final = r"\*{1,3}|†{1,3}|‡{1,3}|§{1,3}"
_INSIDE: Final = {
    MarkKind.NOTE_REFERENCE: re.compile(
        rf"(?![A-Za-z0-9])(?:{_SIGNS})|\[(?:{_SIGNS})\]|\([0-9]{{1,3}}\)|\(?(?:{_OPEN_SIGNS})\)"
    ),
    MarkKind.NOTE_END: re.compile(r"\s*\]"),
    MarkKind.EMPHASIS: re.compile("_"),
    MarkKind.STRONG: re.compile(r"\*"),
    MarkKind.CELL: re.compile(r"\s*(?:[|│┃║]\s*){0,500}"),
    MarkKind.CELL_LINE: re.compile(r"\s+"),
    MarkKind.LINK: re.compile(""),
    MarkKind.LINK_END: re.compile(""),
}
"""What a mark inside a block may be: no letter or figure without brackets."""
_EMPTIED: Final = re.compile(rf"\s*\[Footnote(?: (?:{_SIGNS}))?:\s*\]", re.IGNORECASE)
"""What a note in the middle of the text leaves where the words are taken out that stand in the note's own block."""

_HYPHENS: Final = frozenset("-\u2010\u00ad\u00ac")
_LONGEST_FURNITURE: Final = 90
_LONGEST_NUMBER: Final = 30
_ROMAN: Final = re.compile(r"\W{0,6}[ivxl]{1,8}\W{0,6}")
_INDENT: Final = "\u2003"
_COLUMNS: Final = 2
"""How many columns of the source one indent stands for."""
_FIRST_UNSPACED: Final = "\u0e00"


def check_source(
    clean_text: str,
    blocks: Sequence[Block],
    markdown: str,
    *,
    furniture: Sequence[Furniture] = (),
    file: str = "",
) -> None:
    """Hold the words of a clean text against those of the canonical Markdown made from it.

    Two things are shown: what stands outside the blocks, or is declared a mark inside them, is nothing but white
    space, the blocks' own markers and marks, and ``furniture`` that looks like it; and each block reads back from the Markdown as its lines do, in order,
    notes last, with nothing between them.

    Args:
        clean_text: The text after intake.
        blocks: Its judged structure, in source order.
        markdown: Canonical Markdown.
        furniture: Lines that belong to pages, in source order: the only words that the Markdown may lack.
        file: The source, as messages name it.

    Raises ``FidelityError`` with FID-OUTSIDE, FID-LOST, FID-ADDED, FID-MOVED or FID-CHANGED.
    """
    outside = (
        *_outside(clean_text, blocks, furniture, file=file),
        *_hidden(clean_text, blocks, file=file),
        *_unlike_furniture(clean_text, furniture, file=file),
    )
    refuse(outside, what="words of the source stand in no block", file=file)
    actual = expected_units(markdown)
    texts = [block for block in blocks if any(map(str.strip, _words(block, clean_text)))]
    # Readers give notes after the text, in the order of the references, which their labels count.
    texts.sort(key=lambda block: int(block.note or 0))
    by_letters: dict[str, set[str]] = {}
    for unit in actual:
        by_letters.setdefault(_letters(unit), set()).add(unit)
    expected = tuple(itertools.chain.from_iterable(_units(block, clean_text, by_letters) for block in texts))
    findings = compare(expected, actual, Comparison.EXACT, file=file)
    refuse(findings, what="the words of the canonical Markdown are not those of the source", file=file)


def _outside(text: str, blocks: Sequence[Block], furniture: Sequence[Furniture], *, file: str) -> Iterator[Finding]:
    at = 0
    markers: list[str] = []
    taken = deque(one.span for one in furniture)
    for block in blocks:
        markers += block.marker.split()
        for line in block.lines:
            while taken and taken[0].start < line.start:
                yield from _stray(text, at, taken[0].start, markers, file=file)
                at = max(at, taken.popleft().end)
            yield from _stray(text, at, line.start, markers, file=file)
            at, markers = max(at, line.end), []
    for span in taken:
        yield from _stray(text, at, span.start, markers, file=file)
        at = max(at, span.end)
    yield from _stray(text, at, len(text), markers, file=file)


def _unlike_furniture(text: str, furniture: Sequence[Furniture], *, file: str) -> Iterator[Finding]:
    """What is said to belong to pages and does not look like it: it must be a short line of its own.

    A page number says little but a number; a running head comes back, or has a number.
    """
    heads = Counter(_capitals(text[one.span.start : one.span.end]) for one in furniture)
    for one in furniture:
        words = text[one.span.start : one.span.end]
        start, end = text.rfind("\n", 0, one.span.start) + 1, text.find("\n", one.span.end)
        is_line = text[start : end if end >= 0 else len(text)].strip() == words and len(words) <= _LONGEST_FURNITURE
        has_number = any(map(str.isdecimal, words))
        if one.kind is FurnitureKind.PAGE_NUMBER:
            is_like = len(words) <= _LONGEST_NUMBER and (has_number or _ROMAN.fullmatch(words) is not None)
        else:
            is_like = has_number or heads[_capitals(words)] > 1
        if not (is_line and is_like):
            yield Finding(
                code="FID-OUTSIDE",
                severity=Severity.ERROR,
                place=Place(file=file, line=one.line),
                message=f"“{words[:80]}” (line {one.line}) is taken for a line of a page and does not look like one.",
            )


def _capitals(words: str) -> str:
    """The letters of some words as capitals."""
    return "".join(filter(str.isalpha, words.upper()))


def _stray(text: str, start: int, end: int, markers: Sequence[str], *, file: str) -> Iterator[Finding]:
    """Words between two lines that are neither markers of the blocks there nor mere marks."""
    words = text[start:end].split()
    if not words:
        return
    left = Counter(markers)
    for word in words:
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
    notes: dict[str, list[Span]] = {}
    for block in blocks:
        notes.setdefault(block.note, []).extend(block.lines if block.note else ())
    for block in blocks:
        for mark in block.marks:
            characters = text[mark.span.start : mark.span.end]
            if _INSIDE[mark.kind].fullmatch(characters) is None and not _only_a_note(text, mark, notes):
                line = text.count("\n", 0, mark.span.start) + 1
                yield Finding(
                    code="FID-OUTSIDE",
                    severity=Severity.ERROR,
                    place=Place(file=file, line=line),
                    message=f"“{characters[:80]}” (line {line}) is taken for a mark and is none.",
                )


def _units(block: Block, text: str, by_letters: Mapping[str, set[str]]) -> Iterator[str]:
    """The units that a block must read back as: one, or one for each cell of a table that is not empty."""
    if block.kind is not BlockKind.TABLE:
        yield _as_read(block, text, by_letters)
        return
    for row in block.lines:
        cells = [""]
        at = row.start
        for mark in block.marks:
            if row.start <= mark.span.start <= row.end:
                cells[-1] += text[at : mark.span.start]
                at = mark.span.end
                if mark.kind is MarkKind.CELL:
                    cells.append("")
                elif mark.kind is MarkKind.CELL_LINE:
                    cells[-1] += " "
        cells[-1] += text[at : row.end]
        yield from filter(None, (collapse(unicodedata.normalize("NFC", cell)) for cell in cells))


def _only_a_note(text: str, mark: InlineMark, notes: Mapping[str, Sequence[Span]]) -> bool:
    """Whether a reference holds nothing but the words of the note that it refers to, which that note's block has."""
    if mark.kind is not MarkKind.NOTE_REFERENCE:
        return False
    lines = [line for line in notes.get(mark.label, ()) if mark.span.start <= line.start and line.end <= mark.span.end]
    edges = [mark.span.start, *(edge for line in lines for edge in (line.start, line.end)), mark.span.end]
    rest = "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    return _EMPTIED.fullmatch(rest) is not None


def _as_read(block: Block, text: str, by_letters: Mapping[str, set[str]]) -> str:
    """The unit that says what the block's lines say, else these lines as one unit.

    A verse keeps its lines apart, so where several units have the same letters it wants the one that does, and of
    those the one whose lines stand as far in as its own: a refrain may come back in another shape.
    """
    lines = _joined(block, text)
    same_letters = by_letters.get(_letters(unicodedata.normalize("NFC", lines)), set())
    units = sorted(unit for unit in same_letters if _says(unit, block, text))
    if not units:
        return lines
    if block.kind is BlockKind.VERSE:
        return min(units, key=lambda unit: (-unit.count("\n"), _misplacement(unit, block)))
    return min(units, key=lambda unit: unit.count("\n"))


def _misplacement(unit: str, block: Block) -> int:
    """How many columns, over all lines, the lines of a verse's unit stand away from where the block has them."""
    depths = (_COLUMNS * (len(line) - len(line.lstrip(_INDENT))) for line in unit.split("\n"))
    return sum(abs(depth - columns) for depth, columns in itertools.zip_longest(depths, block.indents, fillvalue=0))


def _letters(text: str) -> str:
    letters = "".join(text.split())
    for hyphen in _HYPHENS:
        letters = letters.replace(hyphen, "")
    return letters


def _says(unit: str, block: Block, text: str) -> bool:
    """Whether a unit is the block's lines: spaces folded, joined by LF, a space or (after a hyphen) nothing.

    A hyphen between letters at a line's end may be missing, but not in verse, whose lines are its own.
    """
    if block.kind is BlockKind.PREFORMATTED:
        return unit.split() == _joined(block, text).split()
    at = 0
    hyphen_missing = False
    lines = [unicodedata.normalize("NFC", collapse(line)) for line in _words(block, text)]
    for number, (words, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True)):
        if hyphen_missing:
            hyphen_missing = False
        elif number and unit[at : at + 1] in ("\n", " "):
            at += 1
        elif number and _would_fuse(unit[at - 1 : at], words[:1]):
            return False
        while block.kind is BlockKind.VERSE and unit.startswith(_INDENT, at) and not words.startswith(_INDENT):
            at += 1
        if not unit.startswith(words, at):
            hyphen_missing = _breaks_a_word(words, following) and block.kind is not BlockKind.VERSE
            if not hyphen_missing or not unit.startswith(words[:-1], at):
                return False
        at += len(words) - hyphen_missing
    return at == len(unit)


def _breaks_a_word(line: str, following: str) -> bool:
    """Whether a line ends with a hyphen between letters."""
    return line[-1:] in _HYPHENS and line[-2:-1].isalpha() and following[:1].isalpha()


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
