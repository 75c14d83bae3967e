"""Names that people can read for the files that they take: the title, the first author, the suffix."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 180
"""Most bytes of a name in UTF-8; every file system in use holds 255, and some tools add to a name."""

# Forbidden in names by FAT, NTFS or POSIX, or invisible: controls, line separators, marks of direction, lone surrogates.
_UNFIT = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+'
)
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


def file_name(title: str, creators: Sequence[str], kind: str, suffix: str) -> str:
    """``The harbour clock - Ada Mariner (source).txt``: a name that every file system takes, in NFC.

    ``kind`` is put before the suffix; a title too long for a name ends in ``…``, and what has no fit character is
    called ``document``.
    """
    author = _fit(creators[0]) if creators else ""
    ending = f"{kind}{suffix}"
    by = f" - {author}" if author else ""
    if len(by.encode()) > LONGEST // 3:
        by = f"{_cut(by, LONGEST // 3)}"
    name = _cut(_fit(title) or "document", LONGEST - len((by + ending).encode()))
    return f"{'_' if _DEVICE.match(name) else ''}{name}{by}{ending}"


def _fit(text: str) -> str:
    spaced = " ".join(_UNFIT.sub(" ", unicodedata.normalize("NFC", text)).split())
    return spaced.strip(". -")


def _cut(text: str, most: int) -> str:
    """``text`` in at most so many bytes of UTF-8, cut between characters and never before a combining mark."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: most - len("…".encode())].decode("utf-8", "ignore")
    while kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return f"{kept.rstrip(' .-')}…"
