"""Entries of lists of contents: what could be one, and by which words it could name a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from muniment.model import Block, BlockKind, MarkKind, Span
from muniment.structure.vocabulary import PART_RANKS

Key = tuple[str, ...]
"""Words in lower case without punctuation."""

LONGEST = 200
"""Code points of an entry, at most."""

_WORD = re.compile(r"[^\W_]+")
_PAGE = re.compile(r"(?:\d{1,4}|[ivxlcdm]{1,8})")
_ROMAN = re.compile(r"[ivxlcdm]{1,8}")
_LABELS = frozenset({"page", "pag", "p", "seite", "s", "str", "bladz", "blz", "стр", "σελ"})
_CONTENTS = frozenset(
    {
        *("contents", "inhalt", "inhaltsverzeichnis", "sommaire", "índice", "indice", "inhoud", "содержание"),
        *("оглавление", "περιεχόμενα", "içindekiler", "目录", "目錄", "目次", "차례", "sumário"),
        *(
            "spis",
            "obsah",
            "innehåll",
            "indhold",
            "sisällys",
            "tartalom",
            "cuprins",
            "зміст",
            "المحتويات",
            "فهرست",
            "विषयसूची",
        ),
    }
)
_PHRASES = frozenset({("table", "des", "matières"), ("tabla", "de", "contenidos"), ("spis", "treści")})
_LONGEST_HEADING = 6
_FEWEST_LISTED = 3
_GLANCE = 40
_FIRST_BEYOND_ASCII = "\x80"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line, or a short block, that could name a heading."""

    block: int
    """Index of its block."""
    below: int
    """How many lines of the block stand above it."""
    lines: tuple[Span, ...]
    """Spans of its lines."""
    span: Span
    """What would be linked: all of it, or one cell of a row."""
    cells: tuple[Span, ...] = ()
    """The cells of a row that are not empty and not the number of a page; none outside tables."""


def words_of(text: str) -> Key:
    """The words of a text in lower case, without punctuation."""
    return tuple(_WORD.findall(text.casefold()))


def says_contents(key: Key) -> bool:
    """Whether a heading says that contents stand below it."""
    return len(key) <= _LONGEST_HEADING and (key in _PHRASES or not _CONTENTS.isdisjoint(key[:1] + key[-1:]))


def keys_of_heading(words: Key) -> set[Key]:
    """The words by which an entry can name a heading: all, those after its number, its number."""
    number, rest = _numbered(words)
    found = {words, rest, number}
    if len(number) > 1:
        found.add(number[-1:])
    return found - {()}


def _keys(words: Key) -> tuple[Key, ...]:
    """The words by which something can name a heading that may end with the number of a page."""
    shorter = words
    if len(words) > 1 and _PAGE.fullmatch(words[-1]):
        shorter = words[:-1]
        if len(shorter) > 1 and shorter[-1] in _LABELS:
            shorter = shorter[:-1]
    found: list[Key] = []
    for key in (words, shorter):
        number, rest = _numbered(key)
        found += [key, rest] if len("".join(rest)) > 1 else [key]
        if number == key:
            found.append(number[-1:])
    return tuple(dict.fromkeys(key for key in found if key))


def _numbered(words: Key) -> tuple[Key, Key]:
    """A number at the start, with the word for a part before it, and the words after it."""
    at = 1 if words and words[0] in PART_RANKS else 0
    if len(words) > at and (words[at].isdecimal() or _ROMAN.fullmatch(words[at])):
        return words[: at + 1], words[at + 1 :]
    return (), words


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginnings:
    """The keys of headings and how they begin: enough to see that a text names none of them."""

    keys: frozenset[Key]
    """All of them."""

    words: frozenset[str]
    """The first word of each."""
    pairs: frozenset[Key]
    """The first two words of each that has two."""
    alone: frozenset[str]
    """Those of one word."""

    @classmethod
    def of(cls, keys: Iterable[Key]) -> Beginnings:
        """How some keys begin, none of which is empty."""
        every = frozenset(keys)
        pairs = frozenset(key[:2] for key in every)
        return cls(
            keys=every,
            words=frozenset(pair[0] for pair in pairs),
            pairs=pairs,
            alone=frozenset(pair[0] for pair in pairs if len(pair) == 1),
        )


def could_name(text: str, entry: Entry, beginnings: Beginnings) -> bool:
    """A glance at an entry's first words: whether a heading begins with them, or they number something."""
    return bool(entry.cells) or _begins(text, entry.lines[0].start, entry.lines[0].end, entry.span.end, beginnings)


def is_whole(block: Block, *, listed: bool) -> bool:
    """Whether a block could be no more than one entry as a whole."""
    if block.kind is BlockKind.PARAGRAPH:
        return not listed or len(block.lines) < _FEWEST_LISTED
    return block.kind is BlockKind.LIST_ITEM


def begins_block(text: str, block: Block, beginnings: Beginnings) -> bool:
    """A glance at the first words of a block that could be an entry as a whole."""
    lines = block.lines
    if not lines:
        return False
    start, end = lines[0].start, lines[-1].end
    return end - start <= LONGEST and _begins(text, start, lines[0].end, end, beginnings)


def _begins(text: str, start: int, line_end: int, end: int, beginnings: Beginnings) -> bool:
    """Whether the words between two offsets begin as some heading does, or with a number."""
    glance = min(line_end, start + _GLANCE)
    found = _WORD.search(text, start, glance)
    if found is None:
        return False
    word, at = found[0].casefold(), found.end()
    if not word.isascii() and _WORD.fullmatch(word) is None:
        return True  # folding its case divides the word: ǰ becomes j and a mark
    if word in PART_RANKS or _PAGE.fullmatch(word) is not None:
        return True
    if word not in beginnings.words:
        return False
    if word.isdecimal() or at == glance < end or text[at : at + 1] >= _FIRST_BEYOND_ASCII:
        return True
    second = _WORD.search(text[at:end].casefold())
    if second is None or _PAGE.fullmatch(second[0]) is not None or second[0] in _LABELS:
        return word in beginnings.alone or (second is not None and (word, second[0]) in beginnings.pairs)
    # In a long text some heading begins with nearly any two words.
    return (word, second[0]) in beginnings.pairs and _is_key(words_of(text[start:end]), beginnings)


def _is_key(words: Key, beginnings: Beginnings) -> bool:
    """Whether words that no number begins are a key, or could be one before the number of a page."""
    return words in beginnings.keys or _PAGE.fullmatch(words[-1]) is not None


def keys_of_entry(text: str, entry: Entry) -> tuple[Key, ...]:
    """Words by which an entry could name a heading, the most telling first.

    A row of a table names one by the cell that would be linked, by all its cells, or by the first.
    """
    if not entry.cells:
        return _keys(words_of(text[entry.span.start : entry.span.end]))
    words = [words_of(text[cell.start : cell.end]) for cell in entry.cells]
    told = words_of(text[entry.span.start : entry.span.end])
    together = [told, tuple(chain.from_iterable(words)), words[0]]
    return tuple(dict.fromkeys(key for one in together if one for key in _keys(one)))


def entries_of(text: str, block: Block, index: int, *, is_entry: bool, listed: bool) -> Iterator[Entry]:
    """What in a block could be entries, in order: all of its words, or none.

    ``is_entry``: it looks like a heading and stands among entries. ``listed``: it stands below *Contents*, where lines
    are entries even of what looks like a paragraph.
    """
    if block.note or not block.lines or (block.marks and _has_reference(block)):
        return
    if block.kind is BlockKind.TABLE:
        for number, line in enumerate(block.lines):
            yield from _of_row(text, block, index, number, line)
        return
    long = block.kind is BlockKind.PARAGRAPH and len(block.lines) >= _FEWEST_LISTED and listed
    if long or block.kind in {BlockKind.VERSE, BlockKind.PREFORMATTED}:
        if any(line.end - line.start > LONGEST for line in block.lines):
            return
        for number, line in enumerate(block.lines):
            span = _stripped(text, line)
            if span.start < span.end:
                yield Entry(block=index, below=number, lines=(span,), span=span)
    elif block.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM} or is_entry:
        span = Span(start=block.lines[0].start, end=block.lines[-1].end)
        if 0 < span.end - span.start <= LONGEST:
            yield Entry(block=index, below=0, lines=block.lines, span=span)


def _has_reference(block: Block) -> bool:
    return any(mark.kind is MarkKind.NOTE_REFERENCE for mark in block.marks)


def _stripped(text: str, line: Span) -> Span:
    words = text[line.start : line.end]
    start = line.start + len(words) - len(words.lstrip())
    return Span(start=start, end=max(start, line.start + len(words.rstrip())))


def _without_page(text: str, cells: tuple[Span, ...]) -> tuple[Span, ...]:
    """The cells of a row without the number of a page at its end, and the word or mark for a page before it."""
    words = [words_of(text[cell.start : cell.end]) for cell in cells]
    count = len(cells)
    if count > 1 and len(words[-1]) == 1 and _PAGE.fullmatch(words[-1][0]):
        count -= 1
        while count > 1 and _LABELS.issuperset(words[count - 1]):
            count -= 1
    return cells[:count]


def ends_with_page(text: str, entry: Entry) -> bool:
    """Whether an entry ends with a number, as of a page."""
    return text[entry.span.end - 1].isdecimal()


def variants(words: Key) -> set[Key]:
    """The words of a heading, with and without its number."""
    return {words, _numbered(words)[1]} - {()}


def _of_row(text: str, block: Block, index: int, number: int, line: Span) -> Iterator[Entry]:
    """A row, of which the cell with the most letters would be linked."""
    parts = [one.span for one in block.marks if one.kind is MarkKind.CELL and line.start <= one.span.start <= line.end]
    edges = [line.start, *(edge for span in parts for edge in (span.start, span.end)), line.end]
    cells = tuple(Span(start=start, end=end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end > start)
    cells = _without_page(text, cells)
    if cells and line.end - line.start <= LONGEST:
        told = max(cells, key=lambda cell: sum(map(str.isalpha, text[cell.start : cell.end])))
        yield Entry(block=index, below=number, lines=(line,), span=told, cells=cells)
