"""The licence that a text states about itself, where it is one that has a URI of its own.

Only Creative Commons and rightsstatements.org have such URIs, so words like *All rights reserved* give nothing: the
rights then stay "not evaluated". A licence named beside a picture or a quotation is not the text's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.extraction.found import Found
from muniment.extraction.labelled_fields import Fields, find_rights
from muniment.extraction.page import Line

_LABELLED = 0.95
_SENTENCE = 0.9
_LONGEST = 400
_URI = re.compile(
    r"https?://(?:www\.)?(creativecommons\.org/(?:licenses/[a-z-]{2,9}/\d\.\d|publicdomain/(?:zero|mark)/1\.0)(?:/[a-z]{2}(?=/|\b))?"
    r"|rightsstatements\.org/(?:vocab|page)/[A-Za-z-]{2,12}/1\.0)/?(?:deed(?:\.[a-z-]+)?|legalcode)?(?![\w/])"
)
_CODE = re.compile(
    r"^CC[ -](BY(?:-NC)?(?:-SA|-ND)?)[ -](\d\.\d)(?: International)?\.?$|^(CC0)(?: 1\.0)?\.?$", re.IGNORECASE
)
_ABOUT_ITSELF = re.compile(
    r"^(?:©[^.]{0,60}\.\s)?(?:This (?:article|work|text|post|story|page|document|report|book|essay|content)"
    r"|(?:The )?(?:text|content) of this (?:article|page|work|post)) (?:is|was|has been) "
    r"(?:(?:re)?published|licen[sc]ed|released|available|made available|distributed|dedicated)\b",
    re.IGNORECASE,
)


def find_licences(fields: Fields, lines: tuple[Line, ...]) -> Iterator[Found[str]]:
    """URIs of the licence that labelled fields or a sentence about the text itself name."""
    for field, words in find_rights(fields):
        uri = _uri(words) or _by_code(words)
        if uri:
            yield Found(value=uri, first_line=field.line, last_line=field.line, confidence=_LABELLED)
    for line in lines:
        if len(line.text) <= _LONGEST and _ABOUT_ITSELF.match(line.text) and (uri := _uri(line.text)):
            yield Found(value=uri, first_line=line.number, last_line=line.number, confidence=_SENTENCE)


def _uri(words: str) -> str | None:
    """The one licence address in words, as its owner writes it."""
    found = {match[1].replace("/page/", "/vocab/") for match in _URI.finditer(words)}
    if len(found) != 1:
        return None
    address = found.pop()
    return f"http://{address}/" if address.startswith("rights") else f"https://{address}/"


def _by_code(words: str) -> str | None:
    match = _CODE.match(words)
    if match is None:
        return None
    if match[3]:
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
