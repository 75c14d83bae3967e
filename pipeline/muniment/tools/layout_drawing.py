"""The content of a page, written as it must be read (``tools.pdf_marks``), plain lines from their words' glyphs.

These stand in for what WeasyPrint has of the same name (``tools.layout_patches`` puts them in place).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from weasyprint.draw import text as draw_text  # type: ignore[import-untyped] # it carries no types
from weasyprint.pdf.stream import Stream  # type: ignore[import-untyped] # it carries no types

from muniment.errors import WriterError
from muniment.tools import pdf_marks
from muniment.tools.layout_lines import PlainLine
from muniment.tools.layout_words import Glyphs, Word
from muniment.tools.pdf_marks import Run, Show

_DRAW_FIRST_LINE = draw_text.draw_first_line
_THOUSANDTHS = 1000


@dataclass(slots=True, kw_only=True)
class Drawing:
    """What one document's pages know of each other while they are drawn."""

    runs: Mapping[Any, Run]
    """What each box of text stands for."""
    fonts: dict[Any, tuple[Any, float]] = field(default_factory=dict)
    """WeasyPrint's font and the size for each of Pango's."""
    drawn: dict[Glyphs, str] = field(default_factory=dict)
    """The characters that glyphs stand for in this document, in the order drawn."""

    def begin(self, stream: MarkedStream, *, mirrored: bool) -> None:
        """Before a page is drawn; ``mirrored`` says that it has right-to-left characters."""
        stream.prepare(self, mirrored=mirrored)


class MarkedStream(Stream):  # type: ignore[misc] # WeasyPrint has no types
    """A page's content, each run of which says what it stands for."""

    drawing: Drawing
    """What the pages of the document know of each other."""
    mirrored: bool
    """Whether the page has right-to-left characters."""

    def prepare(self, drawing: Drawing, *, mirrored: bool) -> None:
        """To be called before anything is drawn."""
        self.drawing = drawing
        self.mirrored = mirrored
        self.made: dict[int, Run] = {}
        self._shows: list[Show] | None = None

    @contextlib.contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:  # noqa: ANN401 # WeasyPrint has no types
        """One run: a box of text."""
        run = self.drawing.runs.get(box)
        if run is None:
            raise WriterError("page layout drew something that is no text.", code="WRITE-TEXT")
        identifier = len(self._tags)
        self._tags[box] = {"tag": tag, "mcid": identifier}
        start = len(self.stream)
        self.stream.append(b"")
        shows: list[Show] = []
        self._shows = shows
        yield
        self._shows = None
        operator, spelled = pdf_marks.begin(identifier, run, shows, mirrored=self.mirrored)
        self.made[identifier] = run if spelled else replace(run, spelled=False)
        self.stream[start] = operator
        self.stream[start + 1 :] = [
            item.data() if isinstance(item, Show) else item for item in self.stream[start + 1 :]
        ]
        self.stream.append(pdf_marks.END)

    def show_text(self, text: str) -> None:
        """Show what Pango set."""
        font = next(font for font in self._fonts.values() if font.hash == self._current_font[0])
        self.show(pdf_marks.read_show(text, font.to_unicode))

    def show(self, show: Show) -> None:
        """Show text inside a run."""
        if self._shows is None:
            raise WriterError("page layout drew text without a tag.", code="WRITE-TEXT")
        self._shows.append(show)
        self.stream.append(show)


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> Any:  # noqa: ANN401 # its signature is WeasyPrint's
    """Draw a box of text; returns the pictures of emoji that are still to be drawn, which plain text has not."""
    line = textbox.pango_layout
    if not isinstance(line, PlainLine):
        return _DRAW_FIRST_LINE(stream, textbox, text_overflow, block_ellipsis, matrix)
    if not textbox.text.strip():
        return []
    stream.set_text_matrix(*matrix.values)
    codes: list[str] = []
    drawn: list[str] = []
    current: Any = None
    size = 1.0
    for word in line.words:
        for glyphs in word.glyphs:
            if glyphs.font != current:
                if codes:
                    stream.show(_show(codes, drawn))
                    codes, drawn = [], []
                current = glyphs.font
                font, size = _font(stream, current)
                stream.set_font_size(font.hash, size)
            drawn.append(_drawn(stream.drawing, glyphs, font))
            codes.append(glyphs.codes)
        if word.stretches and textbox.justification_spacing:
            codes.append(f">{-textbox.justification_spacing * _THOUSANDTHS / size:.1f}<")
    stream.show(_show(codes, drawn, space=_space(stream, line.space, current)))
    return []


def _show(codes: list[str], drawn: list[str], *, space: str = "") -> Show:
    return Show(codes=f"<{''.join(codes)}>".replace("<>", ""), drawn="".join(drawn), space=space)


def _space(stream: Any, word: Word | None, pango_font: Any) -> str:  # noqa: ANN401 # WeasyPrint has no types
    """The code of a space in the font in force; empty where that has none."""
    if word is None or len(word.glyphs) != 1 or word.glyphs[0].font != pango_font:
        return ""
    glyphs = word.glyphs[0]
    return glyphs.codes if _drawn(stream.drawing, glyphs, _font(stream, pango_font)[0]) == " " else ""


def _font(stream: Any, pango_font: Any) -> tuple[Any, float]:  # noqa: ANN401 # WeasyPrint has no types
    known: tuple[Any, float] | None = stream.drawing.fonts.get(pango_font)
    if known is None:
        known = stream.drawing.fonts[pango_font] = stream.add_font(pango_font)
    return known


def _drawn(drawing: Drawing, glyphs: Glyphs, font: Any) -> str:  # noqa: ANN401 # WeasyPrint has no types
    """The characters that the glyphs stand for: for each, what it stood for when it was first met in the document."""
    known = drawing.drawn.get(glyphs)
    if known is None:
        font.widths.update(glyphs.widths)
        said = {glyph: font.to_unicode.setdefault(glyph, text) for glyph, text in glyphs.texts.items()}
        known = glyphs.drawn if said == glyphs.texts else "".join(said[glyph] for glyph in glyphs.order)
        drawing.drawn[glyphs] = known
    return known
