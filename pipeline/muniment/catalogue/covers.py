"""A cover for each document: its title and first author on a ground whose colour follows from its id, as SVG 2.

A cover is shown as an image, so that nothing in it can be a link, a script or a style of the page.
"""

from __future__ import annotations

import unicodedata
import zlib

from muniment.catalogue.markup import Markup, escaped, joined, tag
from muniment.catalogue.model import Entry

WIDTH, HEIGHT = 240, 340
_GROUNDS = ("#7d2b1c", "#2f4a3c", "#28415c", "#5b3a5e", "#5f4b1d", "#1f4d52", "#4a3b32", "#47471f")
_INK = "#fdfcf8"
_SERIF = "'Iowan Old Style', Palatino, 'Source Serif 4', 'Noto Serif', Georgia, serif"
_SIZES = ((24, 6), (19, 8), (15, 11))
"""Sizes of the title to try, each with the most lines that it may take."""
_MARGIN = 22
_NAME_SIZE = 13


def cover_path(identifier: str) -> str:
    """Where a document's cover is, below the output folder."""
    return f"catalogue/covers/{identifier}.svg"


def cover(entry: Entry) -> bytes:
    """The cover as an SVG document in UTF-8."""
    width = WIDTH - 2 * _MARGIN
    for size, most in _SIZES:
        lines = _wrapped(entry.title, width / size)
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], f"{lines[most - 1]}…"]
    author = _wrapped(entry.creators[0], width / _NAME_SIZE)[:2] if entry.creators else []
    ground = _GROUNDS[zlib.crc32(entry.id.encode()) % len(_GROUNDS)]
    drawn = joined(
        (
            tag("rect", width=str(WIDTH), height=str(HEIGHT), fill=ground),
            _path(f"M{_MARGIN} 40H{WIDTH - _MARGIN}M{_MARGIN} {HEIGHT - 40}H{WIDTH - _MARGIN}"),
            *_lines(lines, size, 76, entry.direction),
            *_lines(author, _NAME_SIZE, HEIGHT - 56 - 17 * (len(author) - 1), entry.direction),
        )
    )
    language = "" if entry.language == "und" else f' xml:lang="{escaped(entry.language)}"'
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}{language} font-family="{escaped(_SERIF)}" fill="{_INK}">'
        f"{drawn}</svg>\n"
    ).encode()


def _path(data: str) -> Markup:
    return tag("path", d=data, stroke=_INK, stroke_opacity="0.7")


def _lines(lines: list[str], size: int, top: int, direction: str) -> list[Markup]:
    edge = WIDTH - _MARGIN if direction == "rtl" else _MARGIN
    return [
        Markup(
            f'<text x="{edge}" y="{top + round(number * size * 1.25)}" font-size="{size}" direction="{direction}" '
            f'unicode-bidi="embed">{escaped(line)}</text>'
        )
        for number, line in enumerate(lines)
    ]


def _wrapped(text: str, most: float) -> list[str]:
    """``text`` in lines of at most about ``most`` em, broken at spaces, and inside words that are longer."""
    lines: list[str] = []
    line, used = "", 0.0
    for whole in text.split():
        word, wide = whole, _ems(whole)
        if line and used + 0.25 + wide > most:
            lines.append(line)
            line, used = "", 0.0
        while wide > most:
            count = _fitting(word, most)
            lines.append(word[:count])
            word = word[count:]
            wide = _ems(word)
        line, used = (f"{line} {word}", used + 0.25 + wide) if line else (word, wide)
    return [*lines, line] if line else lines


def _fitting(word: str, most: float) -> int:
    count = 1
    while count < len(word) and (_ems(word[: count + 1]) <= most or unicodedata.combining(word[count])):
        count += 1
    return count


def _ems(text: str) -> float:
    """About how wide a text is in a book face."""
    return sum(
        0.0
        if unicodedata.combining(character)
        else 1.0
        if unicodedata.east_asian_width(character) in "WF"
        else 0.7
        if character.isupper()
        else 0.56
        for character in text
    )
