"""The text of a PDF edition as a reader of its tags gets it, by PDFium, which had no part in making the file.

Only marked content that hangs in the structure tree below a ``Part`` is the document's text: what is an artefact, or
stands in no ``Part`` (title block, colophon), is furniture. ``Lbl`` (list markers) and ``Reference`` (note marks) are
left out by their tags; what stands in a ``Note`` comes after everything else. Nothing is guessed from where text stands or what it says. See ISO 32000-1, 14.7 and 14.8.
"""

from __future__ import annotations

import codecs
import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped] # it carries no types
import pypdfium2.raw as c  # type: ignore[import-untyped] # it carries no types

from muniment.errors import WriterError

_HYPHEN = "\N{SOFT HYPHEN}"
_LEFT_OUT = frozenset({"Lbl", "Reference"})
_INSIDE_A_LINE = frozenset({"Span", "NonStruct", "Link", "Em", "Strong", "Code", "Quote"})
_NOTE = "Note"
_TEXT_ROOT = "Part"
_PDFIUM_HYPHENS = str.maketrans("\x02\ufffe", "--")  # PDFium's signs for a hyphen-minus at a line end
_MAY_BE_INFERRED = frozenset(map(ord, " \r\n\x00\x02\ufffe\u00a0-"))  # what PDFium infers from gaps and line ends
_NUL_BYTES = 2  # strings are UTF-16
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
        roots = [c.FPDF_StructTree_GetChildAtIndex(tree, index) for index in range(count)]
        content = _marked_content(page)
        return [unit for root in _text_roots(roots) for unit in _Blocks(content).read(root)]
    finally:
        if tree:
            c.FPDF_StructTree_Close(tree)
        page.close()


# --------------------------------------------------------------------------------------------- structure elements


def _text_roots(elements: list[Any]) -> Iterator[Any]:
    """The outermost ``Part`` elements, in order."""
    for element in elements:
        if _kind(element) == _TEXT_ROOT:
            yield element
        else:
            yield from _text_roots([child for child in _children(element) if not isinstance(child, int)])


class _Blocks:
    """Walks a structure element and gathers the text of each block in it."""

    def __init__(self, content: dict[int, str], *, note: bool = False) -> None:
        self._content = content
        self._note = note
        self._pieces: list[str] = []
        self._units: list[_Unit] = []

    def read(self, element: Any) -> list[_Unit]:  # noqa: ANN401 # an opaque pointer of PDFium's
        self._element(element, "")
        return self._units

    def _element(self, element: Any, block_around: str) -> None:  # noqa: ANN401 # an opaque pointer of PDFium's
        kind = _kind(element)
        if kind in _LEFT_OUT:
            return
        if kind == _NOTE and not self._note:
            self._units += _Blocks(self._content, note=True).read(element)
            return
        block = kind not in _INSIDE_A_LINE
        if block:
            self._end(block_around)
        identifier = _identifier(element) if block else block_around
        stated = _string(lambda buffer, size: c.FPDF_StructElement_GetActualText(element, buffer, size))
        if stated:
            self._pieces.append(stated)
        else:
            for child in _children(element):
                if isinstance(child, int):
                    self._pieces.append(self._content.get(child, ""))
                else:
                    self._element(child, identifier)
        if block:
            self._end(identifier)

    def _end(self, identifier: str) -> None:
        text = "".join(self._pieces)
        self._pieces = []
        if text.strip():
            self._units.append(_Unit(text=text, identifier=identifier, note=self._note))


def _children(element: Any) -> Iterator[Any]:  # noqa: ANN401 # an opaque pointer of PDFium's
    """Child elements, and marked-content identifiers as ``int``; references to annotations are passed over."""
    for index in range(c.FPDF_StructElement_CountChildren(element)):
        child = c.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            yield child
            continue
        identifier = c.FPDF_StructElement_GetChildMarkedContentID(element, index)
        if identifier >= 0:
            yield int(identifier)


def _kind(element: Any) -> str:  # noqa: ANN401 # an opaque pointer of PDFium's
    return _string(lambda buffer, size: c.FPDF_StructElement_GetType(element, buffer, size))


def _identifier(element: Any) -> str:  # noqa: ANN401 # an opaque pointer of PDFium's
    return _string(lambda buffer, size: c.FPDF_StructElement_GetID(element, buffer, size))


def _string(call: Callable[[Any, int], int]) -> str:
    """A string of PDFium's that comes as UTF-16LE with its length in bytes, final NUL included."""
    size = call(None, 0)
    if size <= _NUL_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(buffer, size)
    return buffer.raw[: size - _NUL_BYTES].decode("utf-16-le", "surrogatepass")


# --------------------------------------------------------------------------------------------- page content


def _marked_content(page: Any) -> dict[int, str]:  # noqa: ANN401 # pypdfium2 has no types
    """The text of each marked-content sequence of a page, by its identifier, in the order drawn."""
    drawn = _drawn_text(page)
    content: dict[int, list[str]] = {}
    said: set[int] = set()
    told: set[int] = set()
    for index in range(c.FPDFPage_CountObjects(page)):
        item = c.FPDFPage_GetObject(page, index)
        if c.FPDFPageObj_GetType(item) != c.FPDF_PAGEOBJ_TEXT:
            continue
        identifier, stated, mark = _marks(item)
        if identifier is None or identifier in said:
            continue
        address = ctypes.addressof(item.contents)
        text = drawn.get(address, "")
        if stated is not None:
            whole, text = stated
            if whole:  # the words stand for everything that the sequence draws
                said.add(identifier)
            elif mark in told:  # or for everything that the mark in it is around
                continue
            told.add(mark)
        content.setdefault(identifier, []).append(text)
    return {identifier: "".join(pieces) for identifier, pieces in content.items()}


def _marks(item: Any) -> tuple[int | None, tuple[bool, str] | None, int]:  # noqa: ANN401 # an opaque pointer of PDFium's
    """The identifier of the sequence that a text object stands in, the text stated for it or for all of it, and where."""
    identifier: int | None = None
    stated: tuple[bool, str] | None = None
    place = 0
    number = ctypes.c_int()
    for index in range(c.FPDFPageObj_CountMarks(item)):
        mark = c.FPDFPageObj_GetMark(item, index)
        whole = bool(c.FPDFPageObjMark_GetParamIntValue(mark, b"MCID", number))
        if whole:
            identifier = number.value
        text = _mark_string(mark, b"ActualText")
        if text is not None:
            stated = whole, text
            place = ctypes.addressof(mark.contents)
    return identifier, stated, place


def _mark_string(mark: Any, key: bytes) -> str | None:  # noqa: ANN401 # an opaque pointer of PDFium's
    """A text string of a mark's properties (ISO 32000-1, 7.9.2.2); PDFium's own call for it takes UTF-8 for granted."""
    size = ctypes.c_ulong()
    if not c.FPDFPageObjMark_GetParamBlobValue(mark, key, None, 0, size):
        return None
    buffer = (ctypes.c_ubyte * size.value)()
    c.FPDFPageObjMark_GetParamBlobValue(mark, key, buffer, size.value, size)
    raw = bytes(buffer)
    if raw.startswith(codecs.BOM_UTF16_BE):
        return raw.removeprefix(codecs.BOM_UTF16_BE).decode("utf-16-be", "surrogatepass")
    return raw.decode("ascii", "backslashreplace")


def _drawn_text(page: Any) -> dict[int, str]:  # noqa: ANN401 # pypdfium2 has no types
    """The characters that each text object draws, by the object's address; none that PDFium infers from gaps."""
    text_page = c.FPDFText_LoadPage(page)
    units: dict[int, list[int]] = {}
    generated, text_object = _character_calls()
    handle = ctypes.cast(text_page, ctypes.c_void_p).value
    try:
        for index, code in enumerate(_codes(text_page)):
            item = text_object(handle, index)
            if item and not (code in _MAY_BE_INFERRED and generated(handle, index)):
                known = units.get(item)
                if known is None:
                    known = units[item] = []
                known.append(code)
    finally:
        c.FPDFText_ClosePage(text_page)
    return {address: _decoded(codes) for address, codes in units.items()}


def _codes(text_page: Any) -> list[int]:  # noqa: ANN401 # an opaque pointer of PDFium's
    """The code of each character of a page: all in one call, or one by one where PDFium leaves some out."""
    count = c.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    if c.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        codes: list[int] = buffer[:count]
        return codes
    return [c.FPDFText_GetUnicode(text_page, index) for index in range(count)]


@cache
def _character_calls() -> tuple[Callable[..., int], Callable[..., int | None]]:
    """PDFium's calls for one character, addresses as numbers: made for each character, they must cost little."""
    pointer, number = ctypes.c_void_p, ctypes.c_int
    made = (
        (c.FPDFText_IsGenerated, ctypes.CFUNCTYPE(number, pointer, number)),
        (c.FPDFText_GetTextObject, ctypes.CFUNCTYPE(pointer, pointer, number)),
    )
    generated, text_object = (kind(ctypes.cast(call, pointer).value or 0) for call, kind in made)
    return generated, text_object


def _decoded(codes: list[int]) -> str:
    text = "".join(map(chr, codes)).translate(_PDFIUM_HYPHENS)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
