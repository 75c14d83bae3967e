"""Where a line of plain text ends: its words (``tools.layout_words``) added up until there is no more room.

Where a line may end at all is Pango's judgement (UAX #14), and where a word may be broken the hyphenation dictionary's,
under the same conditions as in WeasyPrint.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

import pyphen  # type: ignore[import-untyped] # it carries no types
from weasyprint.text import line_break  # type: ignore[import-untyped] # it carries no types
from weasyprint.text.ffi import ffi  # type: ignore[import-untyped] # it carries no types

from muniment.tools.layout_words import LineStyle, line_style

_PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u024f\u0386\u0388-\u03ff\u0400-\u0482\u048a-\u052f\u1e00-\u1fff"
    "\u2010-\u2015\u2018-\u2022\u2026\u2030-\u203a\u20ac\u2116\u2122]*"
)
"""Latin, Greek and Cyrillic, composed: here no letter changes its form or its place because of another word."""

_SIGN = re.compile(r"\W")
_SIGNS = " -\N{EN DASH}\N{EM DASH}"
_ONE = re.compile(b"\x01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line's share of a text."""

    text: str
    """What is drawn, with a hyphen where a word is broken."""
    resume: int | None
    """Where the next line begins, in bytes of UTF-8 from the beginning of the text; ``None`` after the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A text that can be put into lines from words, and where these may end."""

    starts: tuple[int, ...]
    """Where each stretch begins that no line may end in, in characters; the last is the end of the text."""
    offsets: tuple[int, ...] | None
    """Bytes of UTF-8 before each character; ``None`` where all are ASCII."""

    def character(self, offset: int) -> int:
        """The character that stands after so many bytes."""
        return offset if self.offsets is None else bisect_right(self.offsets, offset) - 1

    def offset(self, character: int) -> int:
        """How many bytes stand before a character."""
        return character if self.offsets is None else self.offsets[character]


@cache
def _line_breaks() -> tuple[int, int, bytes]:
    """How many bytes Pango has for a character, in which of them it says that a line may end before it, and which say so.

    The last is a table that makes those 1 and all others 0.
    """
    attribute = ffi.new("PangoLogAttr *")
    attribute.is_line_break = 1
    data = bytes(ffi.buffer(attribute))
    at_byte = next(at for at, byte in enumerate(data) if byte)
    return len(data), at_byte, bytes(bool(byte & data[at_byte]) for byte in range(256))


@lru_cache(maxsize=64)
def paragraph(text: str, language: str | None) -> Paragraph | None:
    """Where a text may be broken; ``None`` where it is not plain."""
    if not _PLAIN.fullmatch(text):
        return None
    size, at_byte, breaks = _line_breaks()
    attributes = bytes(ffi.buffer(line_break.get_log_attrs(text, language)))[at_byte::size]
    places = [found.start() for found in _ONE.finditer(attributes.translate(breaks), 1, len(text))]
    inside = [
        at for at in places if text[at - 1] in _SIGNS or _SIGN.fullmatch(text[at - 1]) or _SIGN.fullmatch(text[at])
    ]
    offsets = None if text.isascii() else (0, *accumulate(len(character.encode()) for character in text))
    return Paragraph(starts=(0, *inside, len(text)), offsets=offsets)


def first_line(text: str, skip: int, room: float | None, style: Any) -> Line | None:  # noqa: ANN401 # no types
    """As much of a text as fits.

    Args:
        text: The whole text.
        skip: Bytes of UTF-8 that stand in earlier lines.
        room: Width of the line in CSS pixels; ``None`` or infinite for all of the text.
        style: WeasyPrint's style of the text.

    Returns:
        ``None`` where WeasyPrint must find the line: text that is not plain, or not even its first word fits.
    """
    known = line_style(style)
    broken = None if known is None else paragraph(text, known.language)
    if known is None or broken is None:
        return None
    first = broken.character(skip)
    if room is None:
        return Line(text=text[first:], resume=None)
    at = first
    width = 0.0
    space = known.words.width(" ")
    starts = broken.starts
    for end in starts[bisect_right(starts, first) :]:
        stretch = text[at:end]
        bare = stretch.rstrip(" ")
        own = known.words.width(bare)
        if own is None or space is None:
            return None
        if width + own > room:
            return _ended(text, first, at, stretch, room=room, width=width, known=known, paragraph=broken)
        width += own + space * (len(stretch) - len(bare))
        at = end
    return Line(text=text[first:], resume=None)


def _ended(
    text: str,
    first: int,
    at: int,
    stretch: str,
    *,
    room: float,
    width: float,
    known: LineStyle,
    paragraph: Paragraph,
) -> Line | None:
    """The line that ends before ``stretch`` or, where a word in it can be hyphenated, in it."""
    if known.hyphenation:
        zone = known.zone[0] + known.zone[1] * room
        before = text[first:at]
        unspaced = known.words.width(before.rstrip(" ")) if before else 0.0
        for part in parts(stretch, known.hyphenation, known.limits) if room - (unspaced or 0.0) > zone else ():
            own = known.words.width(part + known.hyphen)
            if own is not None and width + own <= room:
                return Line(text=before + part + known.hyphen, resume=paragraph.offset(at + len(part)))
    if at == first:
        return None
    return Line(text=text[first:at].rstrip(" "), resume=paragraph.offset(at))


@lru_cache(maxsize=4_000)
def parts(stretch: str, dictionary: str, limits: tuple[int, int, int]) -> tuple[str, ...]:
    """Where the first long word of a stretch can be hyphenated: the text up to there, the longest first."""
    total, left, right = limits
    at = 0
    while found := line_break.get_next_word_boundaries(stretch[at:], dictionary):
        start, end = (at + bound for bound in found)
        if end - start >= total:
            word = stretch[start:end]
            cut = pyphen.Pyphen(lang=dictionary, left=left, right=right).iterate(word)
            return tuple(stretch[:start] + head for head, _ in cut)
        at = end
    return ()
