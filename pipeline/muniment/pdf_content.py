"""The text of each marked-content sequence of a page of a PDF, as PDFium reads it (ISO 32000-1, 14.6)."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import groupby, repeat
from typing import Any, Final

import pypdfium2.raw as c  # type: ignore[import-untyped] # it carries no types

from muniment import pdf_calls as calls

_HYPHENS: Final = str.maketrans("\x02\ufffe", "--")
"""PDFium's signs for a hyphen-minus at a line end."""
_MAY_BE_INFERRED: Final = re.compile("[ \r\n\x00\x02\ufffe\u00a0-]")
"""What PDFium infers from gaps and line ends, and a text may also have."""

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\ud802\ud803\ud83a\ud83b]"
)
"""What may have PDFium change the order of characters; the last four are halves of characters."""


def marked_content(page: Any) -> dict[int, str]:  # noqa: ANN401 # pypdfium2 has no types
    """The text of each marked-content sequence of a page, by its identifier (``MCID``), in the order drawn.

    White space is as it was drawn; none is inferred. Where a sequence, or a mark in it, states its text
    (``ActualText``), that stands for what it draws.
    """
    handle = calls.address(page.raw)
    found = (calls.object_at(handle, index) for index in range(c.FPDFPage_CountObjects(page)))
    items = [item for item in found if calls.object_type(item) == c.FPDF_PAGEOBJ_TEXT]
    drawn = _drawn_text(page)
    content: dict[int, list[str]] = {}
    said: set[int] = set()
    told: set[int] = set()
    for item in items:
        identifier, stated, mark = _marks(item)
        if identifier is None or identifier in said:
            continue
        text = drawn.get(item, "")
        if stated is not None:
            whole, text = stated
            if whole:  # the words stand for everything that the sequence draws
                said.add(identifier)
            elif mark in told:  # or for everything that the mark in it is around
                continue
            told.add(mark)
        content.setdefault(identifier, []).append(text)
    return {identifier: "".join(pieces) for identifier, pieces in content.items()}


def _marks(item: int) -> tuple[int | None, tuple[bool, str] | None, int]:
    """The identifier of the sequence that a text object stands in, the text stated for it or for all of it, and where."""
    identifier: int | None = None
    stated: tuple[bool, str] | None = None
    place = 0
    number = ctypes.c_int()
    for index in range(calls.count_marks(item)):
        mark = calls.mark_at(item, index)
        whole = bool(calls.mark_number(mark, b"MCID", ctypes.byref(number)))
        if whole:
            identifier = number.value
        text = calls.mark_string(mark, b"ActualText")
        if text is not None:
            stated = whole, text
            place = mark
    return identifier, stated, place


# --------------------------------------------------------------------------------------------- characters


def _drawn_text(page: Any) -> dict[int, str]:  # noqa: ANN401 # pypdfium2 has no types
    """The characters that each text object draws, by the object's address; none that PDFium infers from gaps."""
    text_page = c.FPDFText_LoadPage(page)
    handle = ctypes.c_void_p(calls.address(text_page))
    try:
        text = _characters(text_page)
        owned = list(_each_alone(handle, text) if _RIGHT_TO_LEFT.search(text) else _together(handle, text))
        inferred = [at for at in map(re.Match.start, _MAY_BE_INFERRED.finditer(text)) if calls.is_generated(handle, at)]
    finally:
        c.FPDFText_ClosePage(text_page)
    runs: dict[int, list[str]] = {}
    without = [*reversed(inferred)]
    for start, end, owner in owned:
        while without and without[-1] < end:
            place = without.pop()
            if place >= start:
                runs.setdefault(owner, []).append(text[start:place])
                start = place + 1  # noqa: PLW2901 # the rest of the same run
        runs.setdefault(owner, []).append(text[start:end])
    return {item: _decoded("".join(pieces)) for item, pieces in runs.items()}


def _each_alone(handle: ctypes.c_void_p, text: str) -> Iterator[tuple[int, int, int]]:
    """Where the characters of a text object begin and end, and the object; asked for each character."""
    end = 0
    for owner, run in groupby(map(calls.character_object, repeat(handle), range(len(text)))):
        start, end = end, end + len(tuple(run))
        if owner:
            yield start, end, owner


def _together(handle: ctypes.c_void_p, text: str) -> Iterator[tuple[int, int, int]]:
    """The same where all is read from left to right: then the characters of a text object follow each other."""
    start, count = 0, len(text)
    while start < count:
        owner = calls.character_object(handle, start)
        end = start + 1
        if owner:
            beyond = end
            while beyond < count and calls.character_object(handle, beyond) == owner:
                end = beyond + 1
                beyond += 2 * (beyond - start)
            end += bisect_left(range(end, min(beyond, count)), 1, key=_differs(handle, owner))
            yield start, end, owner
        start = end


def _differs(handle: ctypes.c_void_p, owner: int) -> Callable[[int], bool]:
    """Whether the character there belongs to another text object."""
    return lambda at: calls.character_object(handle, at) != owner


def _characters(text_page: Any) -> str:  # noqa: ANN401 # an opaque pointer of PDFium's
    """The characters of a page: all in one call, or one by one where PDFium leaves some out or counts one as two."""
    count = c.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    if c.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        text = bytes(buffer)[: count * 2].decode("utf-16-le", "surrogatepass")
        return text if len(text) == count else "".join(map(chr, buffer[:count]))
    return "".join(chr(c.FPDFText_GetUnicode(text_page, index)) for index in range(count))


def _decoded(text: str) -> str:
    return text.translate(_HYPHENS).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
