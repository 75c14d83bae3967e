"""A ZIP file of members that are stored as they are, written once from front to back while its digest is taken.

The format is that of APPNOTE 6.3.10 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT): sizes and CRC stand
before each member's bytes, so that every reader can take it from a stream; ZIP64 (4.5.3) only where it is needed.
Python's own module goes back to write them, and an archive must then be read again for its digest.
"""

from __future__ import annotations

import hashlib
import struct
from typing import IO

_VERSION, _VERSION_64 = 10, 45
_MADE_BY = 3 << 8
"""Unix, so that the mode counts."""
_MODE = 0o100644 << 16
_DATE = 1 << 5 | 1
"""The first of January 1980, the earliest that ZIP can say; the time is midnight."""
_UTF_8 = 1 << 11
_ELSEWHERE, _SHORT = 0xFFFFFFFF, 0xFFFF
_WIDE = _ELSEWHERE
"""From here on a length or a place stands in a field of 64 bits, and ``_ELSEWHERE`` where it would else."""


class StoredZip:
    """Writes one to a stream that is open for writing bytes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self._offset = 0
        self._index: list[bytes] = []

    @property
    def sha256(self) -> str:
        """Of all that has been written, in lower-case hex."""
        return self._digest.hexdigest()

    def begin(self, name: str, size: int, crc: int) -> None:
        """Start a member with a path, a length and a CRC-32; ``write`` must then give exactly its bytes."""
        encoded = name.encode("utf-8", "surrogateescape")
        flags = 0 if name.isascii() else _UTF_8
        wide = size >= _WIDE
        about = struct.pack("<HHHHH", _VERSION_64 if wide else _VERSION, flags, 0, 0, _DATE)
        sizes = struct.pack("<LLL", crc, *([_ELSEWHERE, _ELSEWHERE] if wide else [size, size]))
        extra = struct.pack("<HHQQ", 1, 16, size, size) if wide else b""
        start = self._offset
        self.write(b"PK\x03\x04" + about + sizes + struct.pack("<HH", len(encoded), len(extra)) + encoded + extra)
        self._index.append(_entry(encoded, about, sizes, start, [size, size] if wide else []))

    def write(self, data: bytes) -> None:
        """A piece of the member that was begun last."""
        self._digest.update(data)
        self._stream.write(data)
        self._offset += len(data)

    def finish(self) -> None:
        """Write the index of all members, which ends the file."""
        start, count = self._offset, len(self._index)
        index = b"".join(self._index)
        self.write(index)
        if count >= _SHORT or max(start, len(index)) >= _WIDE:
            record = struct.pack(
                "<QHHLLQQQQ", 44, _MADE_BY | _VERSION_64, _VERSION_64, 0, 0, count, count, len(index), start
            )
            where = self._offset
            self.write(b"PK\x06\x06" + record + b"PK\x06\x07" + struct.pack("<LQL", 0, where, 1))
        short = min(count, _SHORT)
        self.write(b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, short, short, _narrow(len(index)), _narrow(start), 0))


def _entry(name: bytes, about: bytes, sizes: bytes, start: int, wide: list[int]) -> bytes:
    """A member as the index has it (4.3.12)."""
    values = [*wide, start] if start >= _WIDE else wide
    extra = struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values) if values else b""
    made_by = _MADE_BY | (_VERSION_64 if values else _VERSION)
    if values:
        about = struct.pack("<H", _VERSION_64) + about[2:]
    rest = struct.pack("<HHHHHLL", len(name), len(extra), 0, 0, 0, _MODE, _narrow(start))
    return b"PK\x01\x02" + struct.pack("<H", made_by) + about + sizes + rest + name + extra


def _narrow(value: int) -> int:
    return value if value < _WIDE else _ELSEWHERE
