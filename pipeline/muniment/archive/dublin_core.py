"""Dublin Core: the known metadata for catalogues, in the form of the OAI Dublin Core schema (DCMES 1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from muniment.archive.model import Contents, Role
from muniment.archive.xml import maker, written

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
_element = maker(DC, {"dc": DC})
_root = maker(OAI_DC, {"oai_dc": OAI_DC, "dc": DC})
_FIELDS = {
    "title": "title",
    "creators": "creator",
    "subjects": "subject",
    "description": "description",
    "publisher": "publisher",
    "date": "date",
    "identifier": "identifier",
    "source_url": "source",
    "language": "language",
    "rights": "rights",
}


def dublin_core(contents: Contents) -> bytes:
    """The record as UTF-8 XML. What is not known is not there."""
    return written(_root("dc", *_elements(contents)))


def _elements(contents: Contents) -> Iterator[_Element]:
    for field, name in _FIELDS.items():
        value = contents.value(field)
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                yield _element(name, str(one))
    yield _element("type", "Text")
    for item in contents.items:
        if item.role is Role.EDITION:
            yield _element("format", item.media_type)
