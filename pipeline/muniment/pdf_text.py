"""The text of a PDF edition as a reader of its tags gets it, by PDFium, which had no part in making the file.

Only marked content that hangs in the structure tree below a ``Part`` is the document's text: what is an artefact, or
stands in no ``Part`` (title block, colophon), is furniture. ``Lbl`` (list markers) and ``Reference`` (note marks) are
left out by their tags; what stands in a ``Note`` comes after everything else. Nothing is guessed from where text stands or what it says. See ISO 32000-1, 14.7 and 14.8.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped] # it carries no types
import pypdfium2.raw as c  # type: ignore[import-untyped] # it carries no types

from muniment import pdf_calls as calls
from muniment.errors import WriterError
from muniment.pdf_content import marked_content

_HYPHEN = "\N{SOFT HYPHEN}"
_LEFT_OUT = frozenset({"Lbl", "Reference"})
_INSIDE_A_LINE = frozenset({"Span", "NonStruct", "Link", "Em", "Strong", "Code", "Quote"})
_NOTE = "Note"
_TEXT_ROOT = "Part"
_GOES_ON = (_HYPHEN, " ")


def comparable_words(text: str) -> tuple[str, ...]:
    """The ordered words of a text, for comparing a PDF's with the canonical text's; put both through this.

    NFKC, because a font may draw a ligature or a compatibility form; soft hyphens vanish, because layout may use them
    up; then white space parts words. Nothing else is folded: case, accents, digits, punctuation, joiners and the order
    of words all count.
    """
    return tuple(unicodedata.normalize("NFKC", text.replace(_HYPHEN, "")).split())


def read_units(data: bytes) -> tuple[str, ...]:
    """The text of a PDF edition in reading order, one string for each block, for ``comparable_words``.

    A block that goes on on the next page, as its text tells by the white space or soft hyphen that it ends with on the
    first, or its element by an ``ID``, is one string. White space is as it was drawn, and hyphens made by layout are gone.

    Raises:
        WriterError: The bytes are no PDF, or one without tags (``PDF-UNREADABLE``).
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise WriterError(f"the PDF cannot be read back: {error}", code="PDF-UNREADABLE") from error
    try:
        pages = [_page_units(document[index]) for index in range(len(document))]
    finally:
        document.close()
    if all(page is None for page in pages):
        raise WriterError("the PDF has no tags to read its text by.", code="PDF-UNREADABLE")
    texts = _joined([[unit for unit in page or () if not unit.note] for page in pages])
    notes = _joined([[unit for unit in page or () if unit.note] for page in pages])
    return tuple(text.replace(_HYPHEN, "").strip() for text in (*texts, *notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """The text of one block on one page."""

    text: str
    """As it was drawn or stated."""
    identifier: str
    """``ID`` of its element, empty where it has none."""
    note: bool
    """Whether it stands in a note."""


def _joined(pages: list[list[_Unit]]) -> list[str]:
    """The texts of all pages in order, those of one block as one."""
    texts: list[str] = []
    begun: dict[str, int] = {}
    for page in pages:
        before = dict(begun)
        for number, unit in enumerate(page):
            if unit.identifier in before:
                texts[before.pop(unit.identifier)] += unit.text
            elif number == 0 and texts and texts[-1].endswith(_GOES_ON):
                texts[-1] += unit.text
            else:
                texts.append(unit.text)
                if unit.identifier:
                    begun[unit.identifier] = len(texts) - 1
    return texts


def _page_units(page: Any) -> list[_Unit] | None:  # noqa: ANN401 # pypdfium2 has no types
    """The units of one page; ``None`` where it has no structure elements."""
    tree = c.FPDF_StructTree_GetForPage(page)
    try:
        count = c.FPDF_StructTree_CountChildren(tree) if tree else 0
        if count < 1:
            return None
        roots = [calls.address(c.FPDF_StructTree_GetChildAtIndex(tree, index)) for index in range(count)]
        parts = list(_text_roots(roots))
        content = marked_content(page) if parts else {}
        return [unit for part in parts for unit in _Blocks(content).read(part)]
    finally:
        if tree:
            c.FPDF_StructTree_Close(tree)
        page.close()


# --------------------------------------------------------------------------------------------- structure elements


def _text_roots(elements: list[int]) -> Iterator[int]:
    """The outermost ``Part`` elements, in order."""
    for element in elements:
        if calls.string(calls.element_type, element) == _TEXT_ROOT:
            yield element
        else:
            yield from _text_roots([child for is_element, child in _children(element) if is_element])


class _Blocks:
    """Walks a structure element and gathers the text of each block in it."""

    def __init__(self, content: dict[int, str], *, note: bool = False) -> None:
        self._content = content
        self._note = note
        self._pieces: list[str] = []
        self._units: list[_Unit] = []

    def read(self, element: int) -> list[_Unit]:
        self._element(element, "")
        return self._units

    def _element(self, element: int, block_around: str) -> None:
        kind = calls.string(calls.element_type, element)
        if kind in _LEFT_OUT:
            return
        if kind == _NOTE and not self._note:
            self._units += _Blocks(self._content, note=True).read(element)
            return
        block = kind not in _INSIDE_A_LINE
        if block:
            self._end(block_around)
        identifier = calls.string(calls.element_id, element) if block else block_around
        stated = calls.string(calls.element_actual_text, element)
        if stated:
            self._pieces.append(stated)
        else:
            for is_element, child in _children(element):
                if is_element:
                    self._element(child, identifier)
                else:
                    self._pieces.append(self._content.get(child, ""))
        if block:
            self._end(identifier)

    def _end(self, identifier: str) -> None:
        text = "".join(self._pieces)
        self._pieces = []
        if text.strip():
            self._units.append(_Unit(text=text, identifier=identifier, note=self._note))


def _children(element: int) -> Iterator[tuple[bool, int]]:
    """Child elements (true), and marked-content identifiers (false); references to annotations are passed over."""
    for index in range(calls.count_children(element)):
        child = calls.child_at(element, index)
        if child:
            yield True, child
            continue
        identifier = calls.child_content(element, index)
        if identifier >= 0:
            yield False, identifier
