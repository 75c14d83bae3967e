"""PDFium's calls that are made for each element, mark or character of a page, in the form in which one costs least.

Pointers are plain numbers, 0 or ``None`` for a null pointer, and no call lets go of Python's lock: each takes less time
than that would. What the calls mean is said in PDFium's own headers, ``fpdf_structtree.h``, ``fpdf_edit.h`` and
``fpdf_text.h``.
"""

from __future__ import annotations

import codecs
import ctypes
from collections.abc import Callable
from typing import Any, Final

import pypdfium2.raw as c  # type: ignore[import-untyped] # it carries no types

_POINTER: Final = ctypes.c_void_p
_NUMBER: Final = ctypes.c_int
_SIZE: Final = ctypes.c_ulong
_NUL_BYTES: Final = 2  # strings are UTF-16
_ROOM: Final = 1024
"""Bytes that a string is first given; nearly all are shorter."""
_Room: Final = ctypes.c_char * _ROOM


def _quick(call: object, result: Any, *arguments: Any) -> Callable[..., Any]:  # noqa: ANN401 # types of ctypes
    """A call of PDFium's with other types than those that come with it."""
    address = ctypes.cast(call, ctypes.c_void_p).value  # type: ignore[arg-type] # functions may be cast, say the docs
    return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)


count_children = _quick(c.FPDF_StructElement_CountChildren, _NUMBER, _POINTER)
child_at = _quick(c.FPDF_StructElement_GetChildAtIndex, _POINTER, _POINTER, _NUMBER)
child_content = _quick(c.FPDF_StructElement_GetChildMarkedContentID, _NUMBER, _POINTER, _NUMBER)
element_type = _quick(c.FPDF_StructElement_GetType, _SIZE, _POINTER, _POINTER, _SIZE)
element_id = _quick(c.FPDF_StructElement_GetID, _SIZE, _POINTER, _POINTER, _SIZE)
element_actual_text = _quick(c.FPDF_StructElement_GetActualText, _SIZE, _POINTER, _POINTER, _SIZE)

object_at = _quick(c.FPDFPage_GetObject, _POINTER, _POINTER, _NUMBER)
object_type = _quick(c.FPDFPageObj_GetType, _NUMBER, _POINTER)
count_marks = _quick(c.FPDFPageObj_CountMarks, _NUMBER, _POINTER)
mark_at = _quick(c.FPDFPageObj_GetMark, _POINTER, _POINTER, _SIZE)
mark_number = _quick(c.FPDFPageObjMark_GetParamIntValue, _NUMBER, _POINTER, ctypes.c_char_p, _POINTER)
mark_bytes = _quick(c.FPDFPageObjMark_GetParamBlobValue, _NUMBER, _POINTER, ctypes.c_char_p, _POINTER, _SIZE, _POINTER)

# These are made for each character. Told no types, ctypes passes a ``c_void_p`` and a number as they are, which takes
# half the time.
character_object = _quick(c.FPDFText_GetTextObject, _POINTER)
is_generated = _quick(c.FPDFText_IsGenerated, _NUMBER)


def address(pointer: Any) -> int:  # noqa: ANN401 # pypdfium2 has no types
    """The address that a pointer of pypdfium2's holds, 0 where it is null."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def string(call: Callable[..., int], *arguments: int) -> str:
    """What a call gives that takes a buffer and its size in bytes last: UTF-16LE with a final NUL.

    The call gives the size that it needs, final NUL included, and fills a buffer only if that is enough.
    """
    room: ctypes.Array[ctypes.c_char] = _Room()
    size = call(*arguments, room, _ROOM)
    if size > _ROOM:
        room = ctypes.create_string_buffer(size)
        call(*arguments, room, size)
    return room.raw[: size - _NUL_BYTES].decode("utf-16-le", "surrogatepass") if size > _NUL_BYTES else ""


def mark_string(mark: int, key: bytes) -> str | None:
    """A text string of a mark's properties (ISO 32000-1, 7.9.2.2); PDFium's own call for it takes UTF-8 for granted."""
    size = _SIZE()
    if not mark_bytes(mark, key, None, 0, ctypes.byref(size)):
        return None
    room = ctypes.create_string_buffer(size.value)
    mark_bytes(mark, key, room, size.value, ctypes.byref(size))
    raw = room.raw[: size.value]
    if raw.startswith(codecs.BOM_UTF16_BE):
        return raw.removeprefix(codecs.BOM_UTF16_BE).decode("utf-16-be", "surrogatepass")
    return raw.decode("ascii", "backslashreplace")
