"""The catalogue's facts in words that people know."""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.catalogue.model import Verdict

FORMATS = {
    "html": ("Read online", "HTML", "One page for any browser; works offline once saved."),
    "epub": ("E-book", "EPUB", "For e-readers and reading apps: text size and font are yours to choose."),
    "pdf": ("PDF", "PDF", "For printing and citing: pages that look the same everywhere."),
    "tei": ("TEI XML", "TEI", "For research: the structure marked up in the scholarly standard."),
    "md": ("Markdown", "Markdown", "For editing and reuse: the plain text that every edition is made from."),
    "source": ("Source", "Source", "The text as it was received, byte for byte."),
    "package": ("Archive package", "Package", "For archives: source, editions and records, which verifies itself."),
}
"""For each format: what to call the download, its name in short, and what it is good for."""

BASES = {
    "asserted": "stated by the collection",
    "extracted": "found in the text",
    "derived": "worked out",
}
"""How a fact came to be known."""

_STATEMENTS = {
    "InC": "In copyright",
    "InC-OW-EU": "In copyright, EU orphan work",
    "InC-EDU": "In copyright, educational use permitted",
    "InC-NC": "In copyright, non-commercial use permitted",
    "InC-RUU": "In copyright, rights holder unlocatable or unidentifiable",
    "NoC-CR": "No copyright, contractual restrictions",
    "NoC-NC": "No copyright, non-commercial use only",
    "NoC-OKLR": "No copyright, other known legal restrictions",
    "NoC-US": "No copyright in the United States",
    "CNE": "Copyright not evaluated",
    "UND": "Copyright undetermined",
    "NKC": "No known copyright",
}
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_THOUSAND = 1000


def rights(uri: str) -> str:
    """A rights statement or licence in words: those of https://rightsstatements.org and Creative Commons; else its URI."""
    if found := re.fullmatch(r"https?://rightsstatements\.org/(?:vocab|page)/([A-Za-z-]+)/1\.0/?.*", uri):
        return _STATEMENTS.get(found[1], uri)
    if found := re.fullmatch(r"https?://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)/?.*", uri):
        return f"CC {found[1].upper()} {found[2]}"
    if re.match(r"https?://creativecommons\.org/publicdomain/zero/", uri):
        return "CC0: no rights reserved"
    if re.match(r"https?://creativecommons\.org/publicdomain/mark/", uri):
        return "Public domain"
    return uri


def size(count: int) -> str:
    """A length in decimal units (IEC 80000-13): ``912 bytes``, ``24 kB``, ``1.3 MB``."""
    value, unit = float(count), 0
    while round(value, 1 if value < 10 else 0) >= _THOUSAND and unit + 1 < len(_UNITS):  # noqa: PLR2004 - one decimal below ten
        value, unit = value / _THOUSAND, unit + 1
    figures = f"{value:.1f}" if unit and value < 9.95 else f"{value:.0f}"  # noqa: PLR2004 - the same
    return f"{figures} {_UNITS[unit]}"


def verdict(one: Verdict) -> str:
    """What a validator said, in a sentence: ``Passed EPUB 3.3, says EPUBCheck 5.3.0``."""
    said = "Passed" if one.passed else "Did not pass"
    return f"{said} {one.profile}, says {one.tool}{f' {one.version}' if one.version else ''}"


def counted(count: int, one: str, many: str) -> str:
    """``1 word``, ``2,300 words``."""
    return f"{count:,} {one if count == 1 else many}"


def names(people: Sequence[str], *, most: int = 6) -> tuple[str, ...]:
    """The first few of some names, and how many more there are."""
    return tuple(people[:most]) + ((f"{len(people) - most} more",) if len(people) > most else ())
