"""The structure tree that WeasyPrint made, with half as many elements: lines are content of their paragraphs.

WeasyPrint puts each line into a ``Span`` of its own. Nobody is told anything by it, and it makes up most of a book's
objects: to write, to read, and to walk through for whoever listens to the text.
"""

from __future__ import annotations

from typing import Any

import pydyf  # type: ignore[import-untyped] # it carries no types

_HOLD_TEXT = frozenset({"/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/Lbl", "/LBody", "/TD", "/TH", "/NonStruct"})
"""Elements that may have marked content of their own (ISO 32000-1, 14.8.4.3 and 14.8.4.4)."""


def merge_lines(_document: object, file: Any) -> None:  # noqa: ANN401 # pydyf has no types
    """Take the spans of lines out of a tagged file before it is written (WeasyPrint's ``finisher``)."""
    lines = {}
    for element in file.objects:
        if isinstance(element, pydyf.Dictionary) and element.get("S") == "/Span" and _is_line(element):
            parent = file.objects[int(element["P"].split()[0])]
            if parent["S"] in _HOLD_TEXT:
                lines[element.reference] = element
    for parent in {element["P"]: None for element in lines.values()}:
        kids = file.objects[int(parent.split()[0])]["K"]
        kids[:] = [lines[kid]["K"][0] if kid in lines else kid for kid in kids]
    root = file.objects[int(file.catalog["StructTreeRoot"].split()[0])]
    numbers = file.objects[int(root["ParentTree"].split()[0])]["Nums"]
    for elements in numbers[1::2]:
        if isinstance(elements, pydyf.Array):
            elements[:] = [lines[element]["P"] if element in lines else element for element in elements]
    for element in lines.values():
        element.free = "f"


def _is_line(element: Any) -> bool:  # noqa: ANN401 # pydyf has no types
    kids = element["K"]
    return len(kids) == 1 and isinstance(kids[0], int)
