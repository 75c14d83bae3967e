"""Page layout by WeasyPrint: HTML and a style sheet in, an unfinished PDF and what was laid out where.

WeasyPrint may reach neither files nor the network here, sees only the pinned fonts (``tools.fonts``), and whatever it
complains about is an error. Import of WeasyPrint costs half a second, so it happens on first use.

The *runs* tell which text each marked-content sequence of the PDF stands for (ISO 32000-1, 14.6 and 14.7.4). They
come from aligning the boxes of the finished layout with the text of the HTML, in order; so layout that lost, added or
moved a character is found here, and a white space swallowed at a line end is known from a word broken there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element

from muniment.errors import WriterError
from muniment.tools import layout_engine
from muniment.tools.alignment import align
from muniment.tools.layout_engine import version, versions
from muniment.tools.pdf_marks import Run, RunKind, is_right_to_left

__all__ = ("Rendering", "Run", "RunKind", "render", "version", "versions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What layout made of a document."""

    data: bytes
    """A tagged PDF without metadata of its own."""
    pages: tuple[Mapping[int, Run], ...]
    """For each page, its runs by marked-content identifier."""
    unsupported: tuple[str, ...]
    """Other characters that were laid out without a glyph, in order of appearance; PDF/A and PDF/UA forbid that."""


def render(html: str | Element, stylesheet: str, *, instead: Mapping[str, str] = MappingProxyType({})) -> Rendering:
    """Lay out an HTML document and draw it as a tagged PDF.

    Args:
        html: A whole HTML document, whose body's text is what is to be read: as text, or as a tree of elements without
            namespaces, which is changed.
        stylesheet: CSS without imports and without ``url()``.
        instead: Characters that are drawn as another character and still read as themselves. They are replaced in text
            and in the attribute that running heads are made of, ``data-head``.

    Raises:
        MissingToolError: A library is missing (``TOOL-PANGO``, ``TOOL-HARFBUZZ``) or ``fonts.prepare`` was not run
            in this process (``TOOL-FONTS``).
        WriterError: The HTML asks for a file or an address (``WRITE-DENIED``), layout complained (``WRITE-LAYOUT``)
            or its text is not the text of the HTML (``WRITE-TEXT``).
    """
    layout_engine.engine()
    from muniment.tools import layout_patches  # noqa: PLC0415 # it loads WeasyPrint

    with layout_patches.replaced(), layout_engine.without_collection():
        return _render(html, stylesheet, instead)  # what it leaves is gone before the search for cycles goes on


def _render(html: str | Element, stylesheet: str, instead: Mapping[str, str]) -> Rendering:
    from muniment.tools import layout_drawing, layout_tags  # noqa: PLC0415 # they load WeasyPrint

    with layout_engine.complaints():
        source = layout_engine.read(html)
        instead = _needed(source.etree_element, instead)
        replaced = _replace(source.etree_element, instead)
        configuration, sheet = layout_engine.styles(stylesheet)
        document = source.render(font_config=configuration, stylesheets=[sheet])
    runs = _runs(source.etree_element, document.pages, replaced, instead)
    drawing = layout_drawing.Drawing(runs={box: run for page in runs for box, run in page.items()})
    streams: list[Any] = []
    for page, on_page in zip(document.pages, runs, strict=True):
        mirrored = any(is_right_to_left(run.text) for run in on_page.values())
        page.paint = partial(_paint, page.paint, partial(drawing.begin, mirrored=mirrored), streams)
    with layout_engine.complaints() as unsupported:
        data: bytes = document.write_pdf(
            finisher=layout_tags.merge_lines, pdf_tags=True, pdf_version="1.7", uncompressed_pdf=True
        )
    for page in document.pages:
        del page.paint  # it refers to the page
    made: list[Mapping[int, Run]] = [stream.made for stream in streams]
    if sum(map(len, made)) != len(drawing.runs):
        raise WriterError("page layout did not draw all of the text.", code="WRITE-TEXT")
    return Rendering(data=data, pages=tuple(made), unsupported=tuple(unsupported))


# --------------------------------------------------------------------------------------------- characters without a glyph


def _needed(root: Any, instead: Mapping[str, str]) -> Mapping[str, str]:  # noqa: ANN401 # WeasyPrint has no types
    """The stand-ins for characters that there are."""
    heads = (element.get("data-head", "") for element in root.iter())
    present = set("".join((*root.itertext(), *heads)))
    return {character: stand_in for character, stand_in in instead.items() if character in present}


def _replace(root: Any, instead: Mapping[str, str]) -> Sequence[str]:  # noqa: ANN401 # WeasyPrint has no types
    """Put the stand-ins; return, in reading order, what each of them in the body now stands for (often for itself)."""
    if not instead:
        return ()
    table = {ord(character): stand_in for character, stand_in in instead.items()}
    wanted = {*instead, *instead.values()}
    replaced = [character for text in root.find("body").itertext() for character in text if character in wanted]
    for element in root.iter():
        element.text = element.text and element.text.translate(table)
        element.tail = element.tail and element.tail.translate(table)
        if "data-head" in element.attrib:
            element.set("data-head", element.get("data-head").translate(table))
    return replaced


# --------------------------------------------------------------------------------------------- runs


def _paint(paint: Any, begin: Any, streams: list[Any], stream: Any, scale: float) -> None:  # noqa: ANN401 # no types
    """Draw one page."""
    begin(stream)
    streams.append(stream)
    paint(stream, scale)


def _runs(
    root: Any,  # noqa: ANN401 # no types
    pages: Any,  # noqa: ANN401 # no types
    replaced: Sequence[str],
    instead: Mapping[str, str],
) -> list[Mapping[Any, Run]]:
    """What each box of text on each page stands for."""
    originals = iter(replaced)
    stand_ins = frozenset(instead.values())
    drawn = [list(_text_boxes(page._page_box)) for page in pages]  # noqa: SLF001 # the layout's own tree
    texts = [[box for box, kind in boxes if kind is RunKind.TEXT] for boxes in drawn]
    aligned = align(root.find("body"), [[box.text for box in boxes] for boxes in texts])
    result: list[Mapping[Any, Run]] = []
    for boxes, pieces in zip(drawn, aligned, strict=True):
        found: dict[Any, Run] = {}
        matched = iter(pieces)
        for box, kind in boxes:
            if kind is not RunKind.TEXT:
                found[box] = Run(kind=kind, text=box.text, language=None)
                continue
            piece = next(matched)
            text = piece.text
            if stand_ins:
                text = "".join([next(originals) if one in stand_ins else one for one in text])
            found[box] = Run(kind=RunKind.NOTE_MARK if piece.note_mark else kind, text=text, language=piece.language)
        result.append(found)
    return result


def _text_boxes(page_box: Any) -> Iterator[tuple[Any, RunKind]]:  # noqa: ANN401 # WeasyPrint has no types
    """Boxes of text in reading order: in a margin, made by the style sheet (``li::marker``), or of the document."""
    boxes = import_module("weasyprint.formatting_structure.boxes")
    stack = [(page_box, False)]
    while stack:
        box, in_margin = stack.pop()
        if not isinstance(box, boxes.TextBox):
            in_margin = in_margin or isinstance(box, boxes.MarginBox)
            stack += [(child, in_margin) for child in reversed(getattr(box, "children", ()))]
        elif in_margin:
            yield box, RunKind.PAGE
        else:
            yield box, RunKind.MARKER if "::" in box.element_tag else RunKind.TEXT
