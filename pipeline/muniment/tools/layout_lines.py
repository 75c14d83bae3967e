"""Boxes of lines of plain text, put together from words that are shaped once (``tools.layout_words``).

These functions stand in for WeasyPrint's of the same name (``tools.layout_patches`` puts them in place). What is not
plain they leave to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped] # it carries no types
from weasyprint.layout import inline  # type: ignore[import-untyped] # it carries no types
from weasyprint.text import line_break  # type: ignore[import-untyped] # it carries no types

from muniment.tools.layout_breaks import first_line
from muniment.tools.layout_words import Word, line_style

_GET_NEXT_LINEBOX = inline.get_next_linebox
_SPLIT_TEXT_BOX = inline.split_text_box
_ADD_WORD_SPACING = inline.add_word_spacing
_STRUT = inline.strut
_SPLIT_FIRST_LINE = line_break.split_first_line

_MOST_MEASURED = 500
_LONGEST_MEASURED = 40  # list markers, figures in tables, page numbers

ROUNDING = 1 + 1e-9
"""WeasyPrint's own allowance for what is lost in adding up."""


class PlainLine:
    """Stands for a ``PangoLayout`` in a box of text whose line was put together from words."""

    __slots__ = ("space", "text", "words")

    first_line_direction = 0
    max_width = None

    def __init__(self, text: str, words: Sequence[Word], space: Word | None) -> None:
        self.text = text
        self.words = words
        self.space = space

    def reactivate(self, style: object) -> None:
        """Nothing was let go."""

    def deactivate(self) -> None:
        """Nothing is to be let go."""


def get_next_linebox(
    context: Any,  # noqa: ANN401 # WeasyPrint has no types
    linebox: Any,  # noqa: ANN401 # WeasyPrint has no types
    position_y: float,
    bottom_space: float,
    skip_stack: Any,  # noqa: ANN401 # WeasyPrint has no types
    containing_block: Any,  # noqa: ANN401 # WeasyPrint has no types
    *others: Any,  # noqa: ANN401 # WeasyPrint has no types
) -> Any:  # noqa: ANN401 # WeasyPrint has no types
    """The next line of a block and where the one after it begins: quickly where the block is nothing but plain text."""
    found = None
    if len(linebox.children) == 1 and not context.excluded_shapes and not any(others[2:]):
        found = _next_plain_linebox(context, linebox, position_y, skip_stack, containing_block)
    if found is None:
        found = _GET_NEXT_LINEBOX(context, linebox, position_y, bottom_space, skip_stack, containing_block, *others)
    return found


def _next_plain_linebox(
    context: Any,  # noqa: ANN401 # WeasyPrint has no types
    linebox: Any,  # noqa: ANN401 # WeasyPrint has no types
    position_y: float,
    skip_stack: Any,  # noqa: ANN401 # WeasyPrint has no types
    containing_block: Any,  # noqa: ANN401 # WeasyPrint has no types
) -> tuple[Any, Any] | None:
    """What WeasyPrint's function comes to for one box of text without floats; ``None`` where it must be asked."""
    child = linebox.children[0]
    if type(child) is not boxes.TextBox or linebox.style["direction"] != "ltr" or line_style(child.style) is None:
        return None
    text = child.text
    skip = (next(iter(skip_stack[0])) or 0) if skip_stack and skip_stack[0] else 0
    rest = text.encode()[skip:]
    skip += len(rest) - len(rest.lstrip(b" "))
    if not rest.strip(b" "):
        return None
    linebox.position_y = position_y
    linebox.width = linebox.height = 0
    position_x, position_y, available_width = inline.avoid_collisions(context, linebox, containing_block, outer=False)
    linebox.position_x = child.position_x = position_x + linebox.text_indent
    linebox.position_x = position_x
    inline.resolve_percentages(child, containing_block)
    child.position_y = linebox.position_y
    room = (position_x + available_width) * ROUNDING - child.position_x
    new_child, resume, broken = split_text_box(context, child, room, skip)
    if new_child is None or broken or type(new_child.pango_layout) is not PlainLine or new_child.margin_width() > room:
        return None
    line = linebox.copy_with_children([new_child])
    line.remove_decoration(start=skip_stack is not None, end=resume is not None)
    line.width = new_child.position_x + new_child.margin_width() - line.content_box_x()
    inline._adjust_line_height(line)  # noqa: SLF001 # a part of the function that this stands in for
    linebox.width, linebox.height = line.width, line.height
    inline.remove_last_whitespace(context, line)
    offset_x = inline.text_align(context, line, available_width, last=resume is None)
    bottom, top = inline.line_box_verticality(line)
    line.baseline, line.position_y, line.height = -top, top, bottom - top
    line.margin_top = line.margin_bottom = 0
    line.translate(offset_x, position_y - top)
    line.position_y = position_y
    return line, None if resume is None else {0: {resume: None}}


def split_text_box(context: Any, box: Any, available_width: Any, skip: int, is_line_start: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 # its signature is WeasyPrint's
    """A box for as much of a box of text as fits, where the next line begins, and whether the text itself ends here."""
    found = first_line(box.text, skip, available_width, box.style) if box.style["font_size"] else None
    known = line_style(box.style)
    words = known.words.line(found.text) if found and found.text and known else None
    if found is None or known is None or not words:
        return _SPLIT_TEXT_BOX(context, box, available_width, skip, is_line_start)
    line = box.copy_with_text(found.text)
    ascent = max(word.ascent for word in words)
    line.width = sum(word.width for word in words)
    line.height = ascent + max(word.descent for word in words)
    line.pango_layout = PlainLine(found.text, words, known.words.word(" "))
    line.margin_top = line.margin_bottom = (strut(box.style)[0] - line.height) / 2
    line.baseline = ascent + line.margin_top
    return line, found.resume, False


def split_first_line(
    text: str,
    style: Any,  # noqa: ANN401 # WeasyPrint has no types
    context: Any,  # noqa: ANN401 # WeasyPrint has no types
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,  # noqa: FBT001, FBT002 # its signature is WeasyPrint's
    minimum: bool = False,  # noqa: FBT001, FBT002 # its signature is WeasyPrint's
) -> Any:  # noqa: ANN401 # WeasyPrint has no types
    """A line and where the next begins; short ones are kept on the style itself, with what they need to be drawn."""
    if len(text) > _LONGEST_MEASURED or justification_spacing:
        return _SPLIT_FIRST_LINE(text, style, context, max_width, justification_spacing, is_line_start, minimum)
    key = text, max_width, is_line_start, minimum
    try:
        known = style.measured
    except AttributeError:
        known = style.measured = {}
    found = known.get(key)
    if found is None:
        if len(known) >= _MOST_MEASURED:
            known.clear()
        found = _SPLIT_FIRST_LINE(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        known[key] = found
    return (copy(found[0]), *found[1:])


def add_word_spacing(context: Any, box: Any, justification_spacing: float, x_advance: float) -> float:  # noqa: ANN401 # its signature is WeasyPrint's
    """Make the spaces in a box wider; how far that moves what stands after it."""
    if not isinstance(box, boxes.TextBox) or not isinstance(box.pango_layout, PlainLine):
        advance: float = _ADD_WORD_SPACING(context, box, justification_spacing, x_advance)
        return advance
    box.justification_spacing = justification_spacing
    box.position_x += x_advance
    wider: float = justification_spacing * inline.count_expandable_spaces(box)
    box.width += wider
    return x_advance + wider


def strut(style: Any) -> Any:  # noqa: ANN401 # WeasyPrint has no types
    """Height and base line of an empty line in a style; kept on the style itself."""
    try:
        return style.strut
    except AttributeError:
        style.strut = _STRUT(style)
        return style.strut
