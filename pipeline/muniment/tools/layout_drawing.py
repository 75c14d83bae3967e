"""The content of a page, written as it must be read (``tools.pdf_marks``), plain lines from their words' glyphs.

These stand in for what WeasyPrint has of the same name (``tools.layout_patches`` puts them in place).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from weasyprint import draw  # type: ignore[import-untyped] # it carries no types
from weasyprint.draw import text as draw_text  # type: ignore[import-untyped] # it carries no types
from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped] # it carries no types
from weasyprint.pdf.stream import Stream  # type: ignore[import-untyped] # it carries no types

from muniment.errors import WriterError
from muniment.tools import pdf_marks
from muniment.tools.layout_lines import PlainLine
from muniment.tools.layout_words import Glyphs, Word
from muniment.tools.pdf_marks import Run, Show

_DRAW_INLINE_LEVEL = draw.draw_inline_level
_DRAW_FIRST_LINE = draw_text.draw_first_line
_THOUSANDTHS = 1000
_SHORT = 40  # characters of list markers, figures in tables, page numbers

_Step = tuple[tuple[str, float], Show]  # the font in force and its size, and what is shown in it


@dataclass(slots=True, kw_only=True)
class Drawing:
    """What one document's pages know of each other while they are drawn."""

    runs: Mapping[Any, Run]
    """What each box of text stands for."""
    fonts: dict[Any, tuple[Any, float]] = field(default_factory=dict)
    """WeasyPrint's font and the size for each of Pango's."""
    drawn: dict[Glyphs, str] = field(default_factory=dict)
    """The characters that glyphs stand for in this document, in the order drawn."""
    again: dict[tuple[int, str] | None, tuple[_Step, ...]] = field(default_factory=dict)
    """How short texts were drawn that WeasyPrint draws, each in its style."""

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
        self.steps: list[_Step] | None = None
        self._shows: list[Show] | None = None
        self._run: tuple[int, Run, int] = (0, Run(kind=pdf_marks.RunKind.PAGE, text="", language=None), 0)

    @contextlib.contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:  # noqa: ANN401 # WeasyPrint has no types
        """One run: a box of text."""
        self.begin_run(box, tag)
        yield
        self.end_run()

    def begin_run(self, box: Any, tag: str) -> None:  # noqa: ANN401 # WeasyPrint has no types
        """Before a box of text is drawn."""
        run = self.drawing.runs.get(box)
        if run is None:
            raise WriterError("page layout drew something that is no text.", code="WRITE-TEXT")
        identifier = len(self._tags)
        self._tags[box] = {"tag": tag, "mcid": identifier}
        self._run = identifier, run, len(self.stream)
        self.stream.append(b"")
        self._shows = []

    def end_run(self) -> None:
        """After a box of text is drawn."""
        identifier, run, start = self._run
        shows = self._shows or []
        self._shows = None
        operator, spelled = pdf_marks.begin(identifier, run, shows, mirrored=self.mirrored)
        self.made[identifier] = run if spelled else replace(run, spelled=False)
        self.stream[start] = operator
        for at in range(start + 1, len(self.stream)):
            item = self.stream[at]
            if isinstance(item, Show):
                self.stream[at] = item.data()
        self.stream.append(pdf_marks.END)

    def place_text(self, x: float, y: float) -> None:
        """Begin a line at a point of the page, whose vertical axis points down."""
        self.stream.append(b"1 0 0 -1 %b %b Tm" % (number(x), number(y)))

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
        if self.steps is not None:
            self.steps.append((self._current_font, replace(show)))  # a run may change what it shows


def draw_inline_level(
    stream: Any,  # noqa: ANN401 # WeasyPrint has no types
    page: Any,  # noqa: ANN401 # WeasyPrint has no types
    box: Any,  # noqa: ANN401 # WeasyPrint has no types
    offset_x: float = 0,
    text_overflow: str = "clip",
    block_ellipsis: str = "none",
) -> None:
    """Draw a line, or what is in one; at once where the line is nothing but plain text."""
    if type(box) is boxes.LineBox and len(box.children) == 1 and is_bare(box):
        (text,) = box.children
        if type(text) is boxes.TextBox and _is_plain(text.style):
            is_words = type(text.pango_layout) is PlainLine
            again = None if is_words else stream.drawing.again.get(_key_of(text, box.text_overflow, box.block_ellipsis))
            if is_words or again is not None:
                _draw_line(stream, text, again)
                return
    _DRAW_INLINE_LEVEL(stream, page, box, offset_x, text_overflow, block_ellipsis)


def _draw_line(stream: Any, text: Any, again: tuple[_Step, ...] | None) -> None:  # noqa: ANN401 # WeasyPrint has no types
    """Draw a line of plain text, or one that was drawn before in the same document."""
    stream.begin_run(text, "Span")
    stream.set_color(text.style["color"])
    stream.begin_text()
    x, y = text.position_x, text.position_y + text.baseline
    if again is None:
        _draw_words(stream, text, x, y)
    else:
        stream.place_text(x, y)
        for (font, size), show in again:
            stream.set_font_size(font, size)
            stream.show(replace(show))
    stream.end_text()
    stream.end_run()


def _key_of(text: Any, text_overflow: str, block_ellipsis: str) -> tuple[int, str] | None:  # noqa: ANN401 # WeasyPrint has no types
    """What a short text that WeasyPrint draws depends on, but for its place; styles live as long as their document."""
    shown: str = text.pango_layout.text
    if len(shown) > _SHORT or text.justification_spacing or (text_overflow, block_ellipsis) != ("clip", "none"):
        return None
    return (id(text.style), shown) if text.text.strip() else None


def _is_plain(style: Any) -> bool:  # noqa: ANN401 # WeasyPrint has no types
    """Whether text is to be seen, and nothing is drawn at it; kept on the style itself."""
    try:
        return bool(style.plain_drawn)
    except AttributeError:
        style.plain_drawn = style["visibility"] == "visible" and style["text_decoration_line"] == "none"
        return bool(style.plain_drawn)


def is_bare(box: Any) -> bool:  # noqa: ANN401 # WeasyPrint has no types
    """Whether nothing is drawn behind or around a box."""
    style = box.style
    try:
        frameless = style.frameless
    except AttributeError:
        frameless = style.frameless = (
            style["mask_border_source"][0] == style["border_image_source"][0] == "none"
            and style["visibility"] == "visible"
        )
    if not frameless or box.background is not None:
        return False
    return not (box.border_top_width or box.border_right_width or box.border_bottom_width or box.border_left_width)


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> Any:  # noqa: ANN401 # its signature is WeasyPrint's
    """Draw a box of text; returns the pictures of emoji that are still to be drawn, which plain text has not."""
    if not isinstance(textbox.pango_layout, PlainLine):
        return _draw_recorded(stream, textbox, text_overflow, block_ellipsis, matrix)
    *_, x, y = matrix.values
    _draw_words(stream, textbox, x, y)
    return []


def _draw_recorded(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> Any:  # noqa: ANN401 # its signature is WeasyPrint's
    """Have WeasyPrint draw a text, and remember a short one."""
    start = len(stream.stream) + 1  # after the text matrix
    steps: list[_Step] = []
    stream.steps = steps
    emojis = _DRAW_FIRST_LINE(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.steps = None
    key = _key_of(textbox, text_overflow, block_ellipsis)
    if key is not None and steps and not emojis:
        others = (item for item in stream.stream[start:] if not isinstance(item, Show))
        if all(isinstance(item, bytes) and item.endswith(b" Tf") for item in others):
            stream.drawing.again[key] = tuple(steps)
    return emojis


def _draw_words(stream: Any, textbox: Any, x: float, y: float) -> None:  # noqa: ANN401 # WeasyPrint has no types
    """Draw a box of plain text, its base line beginning at a point on the page."""
    if not textbox.text.strip():
        return
    line = textbox.pango_layout
    stream.place_text(x, y)
    codes: list[str] = []
    drawn: list[str] = []
    current: Any = None
    size = 1.0
    gap = ""
    known = stream.drawing.drawn
    for word in line.words:
        for glyphs in word.glyphs:
            if glyphs.font is not current and glyphs.font != current:
                if codes:
                    stream.show(_show(codes, drawn))
                    codes, drawn = [], []
                current = glyphs.font
                font, size = _font(stream, current)
                stream.set_font_size(font.hash, size)
                if spacing := textbox.justification_spacing:
                    gap = f">{-spacing * _THOUSANDTHS / size:.1f}<"
            drawn.append(known.get(glyphs) or _drawn(stream.drawing, glyphs, font))
            codes.append(glyphs.codes)
        if gap and word.stretches:
            codes.append(gap)
    stream.show(_show(codes, drawn, space=_space(stream, line.space, current)))


def number(value: float) -> bytes:
    """A number as pydyf writes it: six places, without zeros at the end."""
    if isinstance(value, int) or value.is_integer():
        return b"%d" % int(value)
    return f"{value:f}".rstrip("0").encode("ascii")


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
