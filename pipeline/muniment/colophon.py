"""The provenance colophon as XHTML, the same in every edition that is made of XHTML."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element

from muniment.model import ColophonEntry
from muniment.xhtml import build, safe_href

HEADING = "About this edition"
"""What the colophon is headed with; its words are English, whatever the document's language."""

_DIGEST = re.compile(r"(?:[a-z0-9:]+:)?[0-9a-f]{32,128}")


def rows(entries: Iterable[ColophonEntry]) -> _Element:
    """A ``dl`` with one ``div`` of ``dt`` and ``dd`` an entry: web addresses as links, digests as ``code``."""
    return build(
        "dl",
        *(build("div", build("dt", entry.term), build("dd", _detail(entry.detail))) for entry in entries),
    )


def _detail(text: str) -> _Element:
    if text.startswith(("http://", "https://")) and safe_href(text):
        return build("a", text, href=text)
    if _DIGEST.fullmatch(text):
        return build("code", text)
    return build("bdi", text)
