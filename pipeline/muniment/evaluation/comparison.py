"""Recognised beside true blocks: which belong together, and how they differ.

This is for the eye. The figures come from the corpus's own scorer, which has its own, finer alignment.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

MOST_PAIRS = 4_000_000
"""Beyond so many pairs of words, a stretch that differs is shown as one row instead of being aligned."""

_WORD = re.compile(r"[^\W_]+")
_BREAK = "\u2042"
_NUMBER_OF_NOTE = re.compile(r"\W*(?:footnote\W+)?(?:[0-9]+|[a-z*])\W", re.IGNORECASE)
FOOTNOTE = "footnote"
"""Kind of a note."""


class Difference(StrEnum):
    """How a row's two sides differ; the gravest first."""

    MISSING = "block missing"
    EXTRA = "block that is not in the truth"
    MISSED_HEADING = "heading missed"
    FALSE_HEADING = "not a heading"
    JOINED = "blocks joined"
    DIVIDED = "block divided"
    MIXED = "divided elsewhere"
    WORDS = "some words differ"
    KIND = "other kind"
    LINES = "other lines"
    LEVEL = "other level"
    QUOTE = "quotation not seen or not there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One block of either side."""

    kind: str
    """Its kind; ``title`` counts as a heading, ``quote`` as a quoted paragraph."""
    text: str
    """Its words, lines divided by LF where they must stay apart."""
    level: int | None = None
    """Heading level, where there is one."""
    quoted: bool = False
    """Whether it stands in a quotation."""
    optional: bool = False
    """True block: it neither gains nor loses."""
    note: str = ""
    """Recognised block: where it stands and why it was judged so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What belongs together."""

    true: tuple[Piece, ...]
    """The true blocks; empty where nothing true belongs to the recognised ones."""
    recognised: tuple[Piece, ...]
    """The recognised blocks; empty where the true ones are missing."""
    differences: tuple[Difference, ...] = ()
    """How they differ, the gravest first; empty where they agree or nothing is to be judged."""


def compare(true: Sequence[Piece], recognised: Sequence[Piece], *, levels: bool) -> tuple[Row, ...]:
    """Align two readings of one text, in reading order, and judge each row; ``levels`` are judged only if asked."""
    rows = [Row(true=tuple(ours), recognised=tuple(theirs)) for ours, theirs in _aligned(true, recognised)]
    offset = _level_offset(rows) if levels else None
    matched = [index for index, row in enumerate(rows) if row.true and row.recognised]
    inside = range(matched[0], matched[-1] + 1) if matched else range(len(rows))
    return tuple(
        replace(row, differences=tuple(_differences(row, offset))) if index in inside or row.true else row
        for index, row in enumerate(rows)
    )


# --------------------------------------------------------------------------------------------- alignment

_Side = Sequence[Piece]


def _aligned(true: _Side, recognised: _Side) -> Iterator[tuple[_Side, _Side]]:
    """Groups of blocks that belong together: whole blocks that are equal first, then by words in between."""
    ours, theirs = ([" ".join(words(piece)) for piece in side] for side in (true, recognised))
    for tag, first, last, begin, end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            for one, other in zip(true[first:last], recognised[begin:end], strict=True):
                yield (one,), (other,)
        else:
            yield from _by_words(true[first:last], recognised[begin:end])


def _by_words(true: _Side, recognised: _Side) -> Iterator[tuple[_Side, _Side]]:
    if not true or not recognised:
        yield from (((one,), ()) for one in true)
        yield from (((), (one,)) for one in recognised)
        return
    one, other = ([(word, at) for at, piece in enumerate(side) for word in words(piece)] for side in (true, recognised))
    if len(one) * len(other) > MOST_PAIRS:
        yield true, recognised
        return
    left = right = 0
    for first, last, begin, end in _groups(_links(one, other)):
        yield from (((piece,), ()) for piece in true[left:first])
        yield from (((), (piece,)) for piece in recognised[right:begin])
        yield true[first : last + 1], recognised[begin : end + 1]
        left, right = last + 1, end + 1
    yield from (((piece,), ()) for piece in true[left:])
    yield from (((), (piece,)) for piece in recognised[right:])


def _links(one: list[tuple[str, int]], other: list[tuple[str, int]]) -> list[tuple[int, int]]:
    """Pairs of blocks that share, in order, at least half of the words of the shorter."""
    shared: Counter[tuple[int, int]] = Counter()
    matcher = SequenceMatcher(None, [word for word, _ in one], [word for word, _ in other], autojunk=False)
    for match in matcher.get_matching_blocks():
        for step in range(match.size):
            shared[one[match.a + step][1], other[match.b + step][1]] += 1
    sizes = Counter(at for _, at in one), Counter(at for _, at in other)
    return sorted(pair for pair, count in shared.items() if 2 * count >= min(sizes[0][pair[0]], sizes[1][pair[1]]))


def _groups(links: list[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Links that share a block, as first and last block of either side."""
    group: tuple[int, int, int, int] | None = None
    for one, other in links:
        if group is not None and (one <= group[1] or other <= group[3]):
            group = (group[0], max(one, group[1]), min(other, group[2]), max(other, group[3]))
            continue
        if group is not None:
            yield group
        group = (one, one, other, other)
    if group is not None:
        yield group


def words(piece: Piece) -> list[str]:
    """The words that blocks are compared by; a scene break is one sign."""
    if piece.kind == "scene_break":
        return [_BREAK]
    text = without_number(piece.text) if piece.kind == FOOTNOTE else piece.text
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def without_number(note: str) -> str:
    """The words of a note without the number, letter or sign that it begins with, which editions write differently."""
    return _NUMBER_OF_NOTE.sub("", note, count=1) if _NUMBER_OF_NOTE.match(note) else note


# --------------------------------------------------------------------------------------------- judgement


def _differences(row: Row, offset: int | None) -> Iterator[Difference]:
    true, recognised = row.true, row.recognised
    if all(piece.optional for piece in true) and true:
        return
    if not recognised or not true:
        yield Difference.MISSING if true else Difference.EXTRA
        return
    found = set(_of_words(row)) | set(_of_headings(row)) | set(_of_division(row))
    if len(true) == len(recognised) == 1 and not found & {Difference.MISSED_HEADING, Difference.FALSE_HEADING}:
        found |= set(_of_kind(true[0], recognised[0], offset))
    yield from (one for one in Difference if one in found)


def _of_words(row: Row) -> Iterator[Difference]:
    one, other = ([word for piece in side for word in words(piece)] for side in (row.true, row.recognised))
    if one != other:
        yield Difference.WORDS


def _of_headings(row: Row) -> Iterator[Difference]:
    one, other = (sum(is_heading(piece) for piece in side) for side in (row.true, row.recognised))
    if one and not other:
        yield Difference.MISSED_HEADING
    elif other and not one:
        yield Difference.FALSE_HEADING


def _of_division(row: Row) -> Iterator[Difference]:
    if len(row.true) > 1 and len(row.recognised) > 1:
        yield Difference.MIXED
    elif len(row.true) > 1:
        yield Difference.JOINED
    elif len(row.recognised) > 1:
        yield Difference.DIVIDED


def _of_kind(true: Piece, recognised: Piece, offset: int | None) -> Iterator[Difference]:
    if is_heading(true):
        if offset is not None and _level_step(true, recognised) not in {None, offset}:
            yield Difference.LEVEL
        return
    if _plain(true) != _plain(recognised):
        yield Difference.KIND
    elif true.kind == "verse" and true.text.count("\n") != recognised.text.count("\n"):
        yield Difference.LINES
    if true.kind != "verse" and (true.kind == "quote" or true.quoted) != recognised.quoted:
        yield Difference.QUOTE


def is_heading(piece: Piece) -> bool:
    """Whether a block is a heading or the title."""
    return piece.kind in {"heading", "title"}


def _plain(piece: Piece) -> str:
    return "paragraph" if piece.kind == "quote" else piece.kind


def _level_step(true: Piece, recognised: Piece) -> int | None:
    """Recognised less true level; ``None`` where one is not known or the block is the title."""
    if true.level is None or recognised.level is None or recognised.kind == "title":
        return None
    return recognised.level - true.level


def _level_offset(rows: Sequence[Row]) -> int | None:
    """The most common difference of levels: where headings start counting does not matter."""
    steps = Counter(
        step
        for row in rows
        if len(row.true) == len(row.recognised) == 1 and is_heading(row.true[0]) and is_heading(row.recognised[0])
        if (step := _level_step(row.true[0], row.recognised[0])) is not None
    )
    return min(steps, key=lambda step: (-steps[step], abs(step))) if steps else None
