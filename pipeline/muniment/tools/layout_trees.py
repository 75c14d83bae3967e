"""Walks through boxes that stop where there is nothing to be found.

What has no parts of a table in it needs none. A line that has no style of its own, and the text in it, make up most of
a page's boxes; nothing is positioned, linked or transformed there, and no other kind of page is asked for. The functions
stand in for WeasyPrint's of the same name (``tools.layout_patches`` puts them in place).
"""

from __future__ import annotations

from typing import Any

from weasyprint import anchors, stacking  # type: ignore[import-untyped] # it carries no types
from weasyprint.formatting_structure import boxes, build  # type: ignore[import-untyped] # it carries no types

_DISPATCH_CHILDREN = stacking._dispatch_children  # noqa: SLF001 # a part of the function that this stands in for
_GATHER_ANCHORS = anchors.gather_anchors
_TABLE_BOXES_CHILDREN = build.table_boxes_children
_NO_TABLES = frozenset({boxes.BlockBox, boxes.InlineBox, boxes.MarginBox, boxes.TableCellBox})
_PLAIN = {"position": "static", "float": "none", "overflow": "visible", "anchor": None, "bookmark_level": "none"}


def table_boxes_children(box: Any, children: Any) -> Any:  # noqa: ANN401 # WeasyPrint has no types
    """A box with its children, and with whatever parts of a table are missing between them."""
    found = list(children)
    parts = any(child.internal_table_or_caption or child.proper_table_child for child in found)
    if parts or type(box) not in _NO_TABLES:
        return _TABLE_BOXES_CHILDREN(box, found)
    box.children = found
    return box


def dispatch_children(box: Any, *others: Any) -> Any:  # noqa: ANN401 # WeasyPrint has no types
    """A box with those of its children that are not drawn at another time."""
    return box if is_line_of_text(box) else _DISPATCH_CHILDREN(box, *others)


def gather_anchors(box: Any, *others: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
    """Find anchors, links, bookmarks and forms in a box."""
    if not is_line_of_text(box):
        _GATHER_ANCHORS(box, *others)


def page_values(box: Any) -> tuple[str, str]:  # noqa: ANN401 # WeasyPrint has no types
    """The kinds of page that a box begins and ends on: those of its first and last part, down to its lines."""
    own = box.style["page"]
    if isinstance(box, boxes.LineBox) or not box.children:
        return own, own
    first = next(filter(_flows, box.children), None)
    if first is None:
        return own, own
    last = next(filter(_flows, reversed(box.children)))
    begins, ends = first.page_values()
    if last is not first:
        ends = last.page_values()[1]
    return begins or own, ends or own


def _flows(box: Any) -> bool:  # noqa: ANN401 # WeasyPrint has no types
    return bool(box.is_in_normal_flow() or box.is_floated())


def is_line_of_text(box: Any) -> bool:  # noqa: ANN401 # WeasyPrint has no types
    """Whether a box is a line with one box of text in it, and both are where they are, for no other reason."""
    if type(box) is not boxes.LineBox or len(box.children) != 1 or type(box.children[0]) is not boxes.TextBox:
        return False
    text = box.children[0]
    element = box.element
    return _is_plain(box.style) and _is_plain(text.style) and (element is None or element.tag != "form")


def _is_plain(style: Any) -> bool:  # noqa: ANN401 # WeasyPrint has no types
    """Whether a style has nothing to be found; kept on the style itself."""
    try:
        return bool(style.stays)
    except AttributeError:
        style.stays = (
            all(style[name] == value for name, value in _PLAIN.items())
            and not style["transform"]
            and style["opacity"] == 1
        )
        return bool(style.stays)
