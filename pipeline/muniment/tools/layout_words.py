"""Words shaped once for each font and size: what makes page layout quick.

WeasyPrint has Pango shape about four lines of text to find where one ends, and that line once more to draw it. In most
scripts a word looks the same wherever it stands, so here each is shaped once in a process, and a line is put together
from its words. Text of other scripts, and whatever else is not plain, is left to WeasyPrint and Pango.

What is remembered follows from a text, a style and the pinned fonts alone, so it never changes what is drawn; it is
forgotten when there is too much of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyphen  # type: ignore[import-untyped] # it carries no types
from weasyprint.text import line_break  # type: ignore[import-untyped] # it carries no types
from weasyprint.text.ffi import FROM_UNITS, ffi, pango  # type: ignore[import-untyped] # it carries no types
from weasyprint.text.fonts import get_pango_font_key  # type: ignore[import-untyped] # it carries no types

_TOKENS = re.compile("[ \u00a0]|[^ \u00a0]+")  # what is stretched to justify a line, and what is not
_SPACES = (" ", "\u00a0")
_MOST_WORDS = 5_000
_MOST_STYLES = 200
_GLYPH = 1000
"""Units of a glyph's width for one font size (ISO 32000-1, 9.2.4)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glyphs:
    """Glyphs of one font in a word."""

    font: Any
    """Pango's font; ``Words`` keeps it alive."""
    codes: str
    """Hexadecimal codes of four digits each; where the next glyph is nearer or farther, ``>12<`` between them."""
    widths: Mapping[int, int]
    """Each glyph's own width, in thousandths of the font's size."""
    texts: Mapping[int, str]
    """What each glyph stands for in this word."""
    order: tuple[int, ...]
    """The glyphs in the order drawn."""
    drawn: str
    """The characters in the order drawn."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Word:
    """A word as it is drawn in one style."""

    width: float
    """In CSS pixels."""
    ascent: float
    """From the top of its line to the base line, in CSS pixels."""
    descent: float
    """From the base line to the bottom of its line, in CSS pixels."""
    glyphs: tuple[Glyphs, ...]
    """Its glyphs, font by font."""
    stretches: bool
    """Whether it is a space that is made wider to justify a line."""


class Words:
    """The words of one style, each shaped when it is first met."""

    def __init__(self, style: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
        self._style = style
        self._known: dict[str, Word | None] = {}
        self._layouts: dict[object, object] = {}  # for each font, a layout that keeps it alive

    def word(self, text: str) -> Word | None:
        """A word, a space or a no-break space; ``None`` where it takes more to draw than codes in a row."""
        try:
            return self._known[text]
        except KeyError:
            if len(self._known) >= _MOST_WORDS:
                self._known.clear()
            word = self._known[text] = self._shaped(text)
            return word

    def line(self, text: str) -> list[Word] | None:
        """The words of a text and the spaces between them; ``None`` where one of them is not plain."""
        return self.each(tokens(text))

    def each(self, pieces: list[str]) -> list[Word] | None:
        """Words, spaces and no-break spaces; ``None`` where one of them is not plain."""
        known = self._known
        found = [known.get(piece) or self.word(piece) for piece in pieces]
        return found if None not in found else None  # type: ignore[return-value] # that is what is asked

    def width(self, text: str) -> float | None:
        """Width of a text on one line, in CSS pixels."""
        word = self._known.get(text)
        if word is not None:
            return word.width
        found = self.line(text)
        return None if found is None else sum(word.width for word in found)

    def widths(self, texts: list[str]) -> list[float] | None:
        """Width of each text on one line, in CSS pixels; ``None`` where one of them is not plain."""
        known = self._known
        found = [self.width(text) if (word := known.get(text)) is None else word.width for text in texts]
        return found if None not in found else None  # type: ignore[return-value] # that is what is asked

    def _shaped(self, text: str) -> Word | None:
        layout = line_break.Layout(self._style)
        layout.set_text(text)
        line, _ = layout.get_first_line()
        width, height = line_break.line_size(line, self._style)
        baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        glyphs: list[Glyphs] = []
        encoded = layout.text.encode()
        run = line.runs[0]
        while run != ffi.NULL:
            found = _glyphs(run.data, encoded, self._style)
            if found is None:
                return None
            self._layouts.setdefault(found.font, layout)
            glyphs.append(found)
            run = run.next
        return Word(
            width=width, ascent=baseline, descent=height - baseline, glyphs=tuple(glyphs), stretches=text in _SPACES
        )


def tokens(text: str) -> list[str]:
    """The words of a text, and each space between them by itself."""
    return _TOKENS.findall(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStyle:
    """What of a style decides how text is put into lines."""

    words: Words
    """The words in its font."""
    language: str | None
    """Language tag of the text."""
    hyphenation: str | None
    """Name of the hyphenation dictionary; ``None`` where words are not hyphenated."""
    limits: tuple[int, int, int]
    """Letters that a word needs to be hyphenated, before the hyphen and after it."""
    zone: tuple[float, float]
    """How much room may stay empty before a word is hyphenated: in CSS pixels, and as a share of the line's width."""
    hyphen: str
    """What is drawn at the end of the line."""


_words: dict[tuple[object, ...], Words] = {}


def line_style(style: Any) -> LineStyle | None:  # noqa: ANN401 # WeasyPrint has no types
    """How text in a style is put into lines; ``None`` where WeasyPrint must do it. Kept on the style itself."""
    try:
        found: LineStyle | None = style.line_style
    except AttributeError:
        found = style.line_style = _line_style(style)
    return found


def _line_style(style: Any) -> LineStyle | None:  # noqa: ANN401 # WeasyPrint has no types
    plain = {
        "white_space": "normal",
        "letter_spacing": "normal",
        "word_spacing": 0,
        "direction": "ltr",
        "text_decoration_line": "none",
        "word_break": "normal",
        "font_variation_settings": "normal",
    }
    if any(style[name] != value for name, value in plain.items()) or style["font_size"] < 1:
        return None
    if getattr(style["hyphenate_limit_zone"], "unit", None) not in ("px", "%"):
        return None
    key = (id(style.font_config), line_break._font_style_cache_key(style), style["font_size"], style["font_kerning"])  # noqa: SLF001 # its own names of what a font depends on
    words = _words.get(key)
    if words is None:
        if len(_words) >= _MOST_STYLES:
            _words.clear()
        words = _words[key] = Words(style)
    language = style["lang"]
    zone = style["hyphenate_limit_zone"]
    wanted = style["hyphens"] == "auto" and language
    return LineStyle(
        words=words,
        language=language,
        hyphenation=pyphen.language_fallback(language) if wanted else None,
        limits=tuple(style["hyphenate_limit_chars"]),
        zone=(0, zone.value / 100) if zone.unit == "%" else (zone.value, 0),
        hyphen=style["hyphenate_character"],
    )


def _glyphs(item: Any, encoded: bytes, style: Any) -> Glyphs | None:  # noqa: ANN401 # WeasyPrint has no types
    font = item.item.analysis.font
    size = get_pango_font_key(font)[2] or style["font_size"]
    count = item.glyphs.num_glyphs
    starts = [*item.glyphs.log_clusters[0:count], item.item.length]
    codes: list[str] = []
    order: list[int] = []
    widths: dict[int, int] = {}
    texts: dict[int, str] = {}
    rectangle = ffi.new("PangoRectangle *")
    for index, info in enumerate(item.glyphs.glyphs[0:count]):
        glyph, place = info.glyph, info.geometry
        if glyph >= pango.PANGO_GLYPH_EMPTY or place.x_offset or place.y_offset:
            return None
        pango.pango_font_get_glyph_extents(font, glyph, ffi.NULL, rectangle)
        widths[glyph] = round(rectangle.width * _GLYPH * FROM_UNITS / size)
        said = encoded[item.item.offset + starts[index] : item.item.offset + starts[index + 1]].decode()
        if texts.setdefault(glyph, said) != said or not said:
            return None
        order.append(glyph)
        codes.append(f"{glyph:04x}")
        if gap := int(widths[glyph] - place.width * _GLYPH * FROM_UNITS / size):
            codes.append(f">{gap}<")
    drawn = encoded[item.item.offset : item.item.offset + item.item.length].decode()
    return Glyphs(font=font, codes="".join(codes), widths=widths, texts=texts, order=tuple(order), drawn=drawn)
