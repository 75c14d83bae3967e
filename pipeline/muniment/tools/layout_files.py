"""A file written out: the same bytes as pydyf's, each object's in one go.

pydyf asks of each value of each object what it is, through properties that call each other; a book has some hundred
thousand. The function stands in for its own of the same name (``tools.layout_patches`` puts it in place).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pydyf  # type: ignore[import-untyped] # it carries no types

_WRITE = pydyf.PDF.write


def write(
    self: Any,  # noqa: ANN401 # pydyf has no types
    output: Any,  # noqa: ANN401 # pydyf has no types
    version: bytes | str = b"1.7",
    identifier: bytes | bool = False,  # noqa: FBT001, FBT002 # its signature is pydyf's
    compress: bool = False,  # noqa: FBT001, FBT002 # its signature is pydyf's
) -> None:
    """Write a file without object streams (ISO 32000-1, 7.5): header, objects, cross-reference table, trailer."""
    if compress or identifier:
        _WRITE(self, output, version, identifier, compress)
        return
    if self.info:
        self.add_object(self.info)
    pieces = [b"%PDF-" + serialised(version or b"1.7"), b"%\xf0\x9f\x96\xa4"]
    position = sum(map(len, pieces)) + len(pieces)
    for item in self.objects:
        if item.free == "f":
            continue
        item.offset = position
        piece = b"%d %d obj\n%b\nendobj" % (item.number, item.generation, serialised(item))
        pieces.append(piece)
        position += len(piece) + 1
    self.xref_position = position
    pieces += (b"xref", b"0 %d" % len(self.objects))
    pieces += [b"%010d %05d %b " % (item.offset, item.generation, item.free.encode()) for item in self.objects]
    pieces += (b"trailer", b"<<", b"/Size %d" % len(self.objects), b"/Root " + self.catalog.reference)
    if self.info:
        pieces.append(b"/Info " + self.info.reference)
    pieces += (b">>", b"startxref", b"%d" % position, b"%%EOF", b"")
    data = b"\n".join(pieces)
    self.current_position = len(data)
    output.write(data)


def serialised(item: Any) -> bytes:  # noqa: ANN401 # pydyf has no types
    """A value as it is written (7.3), as pydyf has it."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return] # it was just found to be
    if kind is pydyf.Dictionary:
        parts = [_key(key) + (value if type(value) is bytes else serialised(value)) for key, value in item.items()]
        return b"<<%b>>" % b"".join(parts)
    if kind is pydyf.Array:
        return b"[%b]" % b" ".join([part if type(part) is bytes else serialised(part) for part in item])
    if kind is int:
        return b"%d" % item
    if kind is str:
        return item.encode("ascii")  # type: ignore[no-any-return] # it was just found to be
    if isinstance(item, pydyf.Stream) and not item.compress:
        content = b"\n".join([part if type(part) is bytes else serialised(part) for part in item.stream])
        extra = pydyf.Dictionary({**item.extra, "Length": len(content)})
        return b"\n".join((serialised(extra), b"stream", content, b"endstream"))
    return pydyf._to_bytes(item)  # type: ignore[no-any-return] # noqa: SLF001 # its own way for whatever else there is


@lru_cache(maxsize=500)
def _key(key: str) -> bytes:
    return b"/%b " % serialised(key)
