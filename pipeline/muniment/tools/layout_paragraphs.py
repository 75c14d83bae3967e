"""The lines of a paragraph of plain text, one after the other, from measures taken once (``tools.layout_measures``).

What WeasyPrint works out for each line of any block is here worked out for the first one, in the same order of
arithmetic. The function stands in for WeasyPrint's of the same name (``tools.layout_patches`` puts it in place) and
leaves to it what is not plain, from whichever line on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped] # it carries no types
from weasyprint.layout import inline, percent  # type: ignore[import-untyped] # it carries no types

from muniment.tools.layout_lines import ROUNDING, PlainLine, strut
from muniment.tools.layout_measures import MeasuredLine, Measures, measures
from muniment.tools.layout_styles import fixed_lengths, is_in_normal_flow, resolve_percentages
from muniment.tools.layout_words import LineStyle, line_style

_ITER_LINE_BOXES = inline.iter_line_boxes
_SIDES = ("top", "right", "bottom", "left")
_NO_SPACE = dict.fromkeys(
    (
        *(f"{name}_{side}" for name in ("margin", "padding") for side in _SIDES),
        *(f"border_{side}_width" for side in _SIDES),
    ),
    0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alignment:
    """How lines are placed between the margins."""

    within: str
    """``start``, ``end``, ``center`` or ``justify``."""
    last: str
    """The same for the last line."""


@dataclass(slots=True, kw_only=True)
class _Heights:
    """What follows from how high the words of a line are."""

    key: tuple[float, float]
    """Ascent and descent of the highest word."""
    text: dict[str, object]
    """Attributes of the box of text."""
    text_top: float
    """Where it begins, from the base line down."""
    top: float
    """Where the line begins."""
    bottom: float
    """Where the line ends."""


def iter_line_boxes(
    context: Any,  # noqa: ANN401 # WeasyPrint has no types
    linebox: Any,  # noqa: ANN401 # WeasyPrint has no types
    position_y: float,
    bottom_space: float,
    skip_stack: Any,  # noqa: ANN401 # WeasyPrint has no types
    containing_block: Any,  # noqa: ANN401 # WeasyPrint has no types
    *others: Any,  # noqa: ANN401 # WeasyPrint has no types
) -> Iterator[tuple[Any, Any]]:
    """Each line of a block, and where the one after it begins."""
    plain = None if any(others[2:]) else _Plain.of(linebox, containing_block)
    if plain is not None:
        resolve_percentages(linebox, containing_block)
        if skip_stack is None:
            percent.resolve_one_percentage(linebox, "text_indent", containing_block.width)
        else:
            linebox.text_indent = 0
        plain.prepare(linebox, containing_block)
        while not context.excluded_shapes:
            found = plain.line(context, linebox, position_y, skip_stack)
            if found is None:
                break
            line, skip_stack = found
            position_y = line.position_y + line.height
            yield found
            if skip_stack is None:
                return
            linebox.text_indent = 0
    yield from _ITER_LINE_BOXES(context, linebox, position_y, bottom_space, skip_stack, containing_block, *others)


class _Plain:
    """A line box that has nothing in it but one box of plain text."""

    def __init__(self, child: Any, style: LineStyle, measured: Measures, alignment: _Alignment) -> None:  # noqa: ANN401 # WeasyPrint has no types
        self._child = child
        self._style = style
        self._measured = measured
        self._alignment = alignment
        self._space = style.words.word(" ")
        self._heights: _Heights | None = None
        self._left = 0.0
        self._available = 0.0
        self._attributes: dict[str, object] = {}

    @classmethod
    def of(cls, linebox: Any, containing_block: Any) -> _Plain | None:  # noqa: ANN401 # WeasyPrint has no types
        """``None`` where it is not so, or where WeasyPrint has more to think of."""
        if len(linebox.children) != 1 or type(linebox.children[0]) is not boxes.TextBox:
            return None
        child = linebox.children[0]
        known = line_style(child.style)
        if known is None or child.is_leader or containing_block.style["direction"] != "ltr" or not child.text:
            return None
        try:
            alignment = linebox.style.plain_alignment
        except AttributeError:
            alignment = linebox.style.plain_alignment = _alignment(linebox)
        try:
            simple = child.style.plain_text
        except AttributeError:
            simple = child.style.plain_text = _is_simple(child) and child.style["vertical_align"] == "baseline"
        if alignment is None or not simple:
            return None
        measured = measures(child.text, known.language, known.words)
        return None if measured is None else cls(child, known, measured, alignment)

    def prepare(self, linebox: Any, containing_block: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
        """To be called once the used lengths of the line box are known."""
        self._left = containing_block.content_box_x()
        self._available = self._left + containing_block.width - self._left
        self._attributes = {**self._child.__dict__, **(fixed_lengths(self._child.style) or {})}
        linebox.width = linebox.height = 0
        linebox.position_x = self._left

    def line(
        self,
        context: Any,  # noqa: ANN401 # WeasyPrint has no types
        linebox: Any,  # noqa: ANN401 # WeasyPrint has no types
        position_y: float,
        skip_stack: Any,  # noqa: ANN401 # WeasyPrint has no types
    ) -> tuple[Any, Any] | None:
        """The next line and where the one after it begins; ``None`` where WeasyPrint must find it."""
        measured = self._measured
        text = measured.text
        broken = measured.paragraph
        first = broken.character((next(iter(skip_stack[0])) or 0) if skip_stack and skip_stack[0] else 0)
        while text.startswith(" ", first):
            first += 1
        if first == len(text):
            return None
        position_x = self._left + linebox.text_indent
        room = (self._left + self._available) * ROUNDING - position_x
        found = measured.first_line(first, room, self._style)
        if found is None or found.width > room:
            return None
        line = self._box(linebox, found, position_x)
        sides = line.remove_decoration_sides
        if skip_stack is not None:
            sides.add("top")
        if found.resume is not None:
            sides.add("bottom")
        if found.text.endswith(" "):
            inline.remove_last_whitespace(context, line)
        self._place(line, position_y, last=found.resume is None)
        return line, None if found.resume is None else {0: {broken.offset(found.resume): None}}

    def _box(self, linebox: Any, found: MeasuredLine, position_x: float) -> Any:  # noqa: ANN401 # WeasyPrint has no types
        """A line box with a box of text in it, one beside the other, not yet put into its place."""
        heights = self._heights
        words = found.words
        key = max([word.ascent for word in words]), max([word.descent for word in words])
        if heights is None or heights.key != key:
            heights = self._heights = self._settle(linebox, key)
        text = boxes.TextBox.__new__(boxes.TextBox)
        text.__dict__.update(self._attributes)
        text.__dict__.update(heights.text)
        text.text = found.text
        text.position_x = position_x
        text.width = found.width
        text.pango_layout = PlainLine(found.text, words, self._space)
        line = linebox.copy_with_children([text])
        line.position_x = self._left
        line.width = position_x + found.width - self._left
        return line

    def _settle(self, linebox: Any, key: tuple[float, float]) -> _Heights:  # noqa: ANN401 # WeasyPrint has no types
        ascent, descent = key
        height = ascent + descent
        half_leading = (strut(self._child.style)[0] - height) / 2
        text_top = 0 - (ascent + half_leading)
        text_bottom = text_top + (height + half_leading + half_leading)
        line_height, baseline = strut(linebox.style)
        font_size = linebox.style["font_size"]
        half_line = (line_height - font_size) / 2
        top = 0 - baseline
        bottom = top + (font_size + half_line + half_line)
        return _Heights(
            key=key,
            text={
                "height": height,
                "margin_top": half_leading,
                "margin_bottom": half_leading,
                "baseline": ascent + half_leading,
            },
            text_top=text_top,
            top=min(top, text_top),
            bottom=max(bottom, text_bottom),
        )

    def _place(self, line: Any, position_y: float, *, last: bool) -> None:  # noqa: ANN401 # WeasyPrint has no types
        """Put a line and its text between the margins, the line's top at ``position_y``."""
        heights = self._heights
        if heights is None:
            raise ValueError("a line has a height before it has a place")
        (text,) = line.children
        moved = 0.0
        if line.width < self._available:
            alignment = self._alignment.last if last else self._alignment.within
            empty = self._available - line.width
            if alignment == "justify":
                self._justify(line, text, empty)
            elif alignment != "start":
                moved = empty / 2 if alignment == "center" else empty
        if moved:
            line.position_x += moved
            text.position_x += moved
        text.position_y = heights.text_top + (position_y - heights.top)
        line.position_y = position_y
        line.baseline = -heights.top
        line.height = heights.bottom - heights.top
        line.margin_top = line.margin_bottom = 0

    @staticmethod
    def _justify(line: Any, text: Any, empty: float) -> None:  # noqa: ANN401 # WeasyPrint has no types
        spaces = text.text.count(" ") + text.text.count("\u00a0")
        if spaces:
            text.justification_spacing = empty / spaces
            wider = text.justification_spacing * spaces
            text.width += wider
            line.width += wider


def _is_simple(box: Any) -> bool:  # noqa: ANN401 # WeasyPrint has no types
    """Whether a box is in the flow, and neither it nor its style leaves space around it."""
    fixed = fixed_lengths(box.style)
    return fixed is not None and is_in_normal_flow(box) and all(fixed[name] == 0 for name in _NO_SPACE)


def _alignment(linebox: Any) -> _Alignment | None:  # noqa: ANN401 # WeasyPrint has no types
    """How the lines of a block are placed; ``None`` where WeasyPrint must say."""
    style = linebox.style
    plain = {"direction": "ltr", "white_space": "normal", "float": "none"}
    if any(style[name] != value for name, value in plain.items()) or not style["font_size"] or not _is_simple(linebox):
        return None
    within, last = style["text_align_all"], style["text_align_last"]
    names = {"left": "start", "right": "end"}
    within = names.get(within, within)
    last = within if last == "auto" else names.get(last, last)
    known = ("start", "end", "center", "justify")
    return _Alignment(within=within, last=last) if within in known and last in known else None
