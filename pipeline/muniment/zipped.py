"""ZIP archives whose bytes depend on their members alone."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO

_OLDEST = (1980, 1, 1, 0, 0, 0)
_NEWEST = (2107, 12, 31, 23, 59, 58)
_UNIX = 3
_REGULAR_FILE = 0o100644
_LEVEL = 9


def pack(members: Mapping[str, bytes], *, when: datetime, first: str = "") -> bytes:
    """A ZIP archive of ``members`` (name to bytes), the same for the same arguments and zlib.

    The member called ``first`` comes first and is stored, so that its bytes stand at a fixed place (EPUB's
    ``mimetype``, https://www.w3.org/TR/epub-33/#sec-zip-container-mime); the others follow in the order of their
    names, deflated. Every member has mode 0644 and the date ``when`` in UTC, at the nearest that ZIP can say
    (1980 to 2107, in steps of two seconds).
    """
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(members, key=lambda name: (name != first, name)):
            information = zipfile.ZipInfo(name, date_time=_zip_date(when))
            information.create_system = _UNIX
            information.external_attr = _REGULAR_FILE << 16
            information.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            archive.writestr(information, members[name], compresslevel=_LEVEL)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The members of a ZIP archive, name to bytes, in its order.

    Raises ``zipfile.BadZipFile``, ``zlib.error`` or ``ValueError`` (a name that comes twice, an encrypted member).
    """
    members: dict[str, bytes] = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for information in archive.infolist():
            if information.filename in members:
                raise ValueError(f"{information.filename!r} comes twice")
            try:
                members[information.filename] = archive.read(information)
            except (RuntimeError, NotImplementedError) as error:
                raise ValueError(str(error)) from error
    return members


def fingerprint() -> dict[str, str]:
    """The version of the library that deflates."""
    return {"zlib": zlib.ZLIB_RUNTIME_VERSION}


def _zip_date(when: datetime) -> tuple[int, int, int, int, int, int]:
    utc = when.astimezone(UTC)
    stamp = (utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second)
    return min(max(stamp, _OLDEST), _NEWEST)
