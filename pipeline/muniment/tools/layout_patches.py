"""The functions of WeasyPrint that are replaced while a page is made, so that it is quick and says what it draws.

- Lines of plain text are put together from words that are shaped once (``tools.layout_lines``, ``layout_paragraphs``,
  ``layout_drawing``).
- Styles are kept between documents, and few questions are asked to find them (``tools.layout_styles``,
  ``layout_cascade``, ``layout_heads``).
- Walks through a finished page stop at lines of text (``tools.layout_trees``), and the file is written in one go
  (``tools.layout_files``).
- The content of a page is written as it must be read (``tools.pdf_marks``), not mended afterwards.
- The list of pages is not made anew for each structure element.

What is replaced belongs to one version of WeasyPrint, ``layout_engine.VERSION``; others are refused there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped] # it carries no types
from weasyprint import anchors, css, document, draw, layout, pdf, stacking  # type: ignore[import-untyped] # it carries no types
from weasyprint.css import StyleFor  # type: ignore[import-untyped] # it carries no types
from weasyprint.draw import text as draw_text  # type: ignore[import-untyped] # it carries no types
from weasyprint.formatting_structure import boxes, build  # type: ignore[import-untyped] # it carries no types
from weasyprint.layout import background, block, inline, page, preferred  # type: ignore[import-untyped] # it carries no types

from muniment.tools import (
    layout_cascade,
    layout_drawing,
    layout_files,
    layout_heads,
    layout_lines,
    layout_paragraphs,
    layout_styles,
    layout_trees,
)


def _page_references(file: Any) -> list[bytes]:  # noqa: ANN401 # pydyf has no types
    """The references to all pages so far; pydyf makes them anew for each structure element."""
    numbers = file.pages["Kids"]
    known: list[bytes] = file.__dict__.setdefault("known_references", [])
    known += [f"{number} 0 R".encode("ascii") for number in numbers[3 * len(known) :: 3]]
    return known


_PERCENTAGES = tuple(
    module
    for name, module in vars(layout).items()
    if getattr(module, "resolve_percentages", None) is layout_styles.RESOLVE_PERCENTAGES
)

_REPLACED = (
    (document, "get_html_metadata", layout_heads.get_html_metadata),
    (css, "find_stylesheets", layout_heads.find_stylesheets),
    (css, "find_style_attributes", layout_heads.find_style_attributes),
    (block, "iter_line_boxes", layout_paragraphs.iter_line_boxes),
    (inline, "get_next_linebox", layout_lines.get_next_linebox),
    (inline, "split_text_box", layout_lines.split_text_box),
    (inline, "add_word_spacing", layout_lines.add_word_spacing),
    (inline, "strut", layout_lines.strut),
    (preferred, "split_first_line", layout_lines.split_first_line),
    (inline, "split_first_line", layout_lines.split_first_line),
    (boxes.Box, "is_in_normal_flow", layout_styles.is_in_normal_flow),
    (boxes.ParentBox, "page_values", layout_trees.page_values),
    (StyleFor, "__init__", layout_cascade.style_for),
    (StyleFor, "set_computed_styles", layout_styles.set_computed_styles),
    (page, "set_page_type_computed_styles", layout_styles.set_page_type_computed_styles),
    *((place, "resolve_percentages", layout_styles.resolve_percentages) for place in _PERCENTAGES),
    (background, "layout_box_backgrounds", layout_styles.layout_box_backgrounds),
    (draw, "draw_inline_level", layout_drawing.draw_inline_level),
    (draw_text, "draw_first_line", layout_drawing.draw_first_line),
    (pdf, "Stream", layout_drawing.MarkedStream),
    *((place, "gather_anchors", layout_trees.gather_anchors) for place in (anchors, document)),
    (build, "table_boxes_children", layout_trees.table_boxes_children),
    (stacking, "_dispatch_children", layout_trees.dispatch_children),
    (pydyf.PDF, "write", layout_files.write),
    (pydyf.PDF, "page_references", property(_page_references)),
)


@contextlib.contextmanager
def replaced() -> Iterator[None]:
    """Have WeasyPrint use the functions of this module."""
    before = [(place, name, place.__dict__[name]) for place, name, _ in _REPLACED]
    try:
        for place, name, ours in _REPLACED:
            setattr(place, name, ours)
        yield
    finally:
        for place, name, theirs in before:
            setattr(place, name, theirs)
