"""TEI P5: the archival XML edition, for reading by programs in decades to come."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from muniment import __version__
from muniment.checks import tei_schema
from muniment.errors import WriterError
from muniment.model import Document
from muniment.tei.body import body_and_back
from muniment.tei.header import header, reserved_identifiers
from muniment.tei.markup import element, indent
from muniment.tei.reader import units
from muniment.writers import Comparison, Writer


def write(document: Document) -> bytes:
    """The TEI file of a document: UTF-8 with an XML declaration and one final line feed, valid against our subset.

    Blocks stand on lines of their own; inside a block every character is text. Raises ``WriterError`` where the tree
    or a value has no place in TEI, and where the file made breaks the subset, which names the line.
    """
    try:
        data = _file(document)
        tei_schema.check(data, file=f"{document.id}.xml")
    except RecursionError as error:
        raise WriterError(
            "The document's lists, quotations or emphasis are nested too deeply for the TEI edition.",
            remedy="Check whether the source is what it should be; overrule its structure in the sidecar if it is.",
            code="TEI-DEPTH",
        ) from error
    return data


def _file(document: Document) -> bytes:
    schema = (tei_schema.SCHEMA_NAME, tei_schema.digest())
    style = "direction: rtl" if document.direction == "rtl" else None
    parts = body_and_back(document.article, reserved=reserved_identifiers(document))
    text = element("text", *parts, xml_lang=document.language, style=style)
    root = element("TEI", header(document, schema=schema), text, xml_lang=document.language)
    indent(root)
    declaration = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    return declaration + etree.tostring(root, encoding="UTF-8", xml_declaration=False) + b"\n"


def fingerprint() -> Mapping[str, str]:
    """What the bytes depend on beyond the document: this package, lxml, libxml2 and our schema."""
    return {
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "lxml": etree.__version__,
        "muniment": __version__,
        tei_schema.SCHEMA_NAME: tei_schema.digest(),
    }


WRITER = Writer(
    format="tei",
    suffix=".xml",
    media_type="application/tei+xml",
    version="1",
    summary="TEI P5 XML with a full header, for archives and for programs",
    comparison=Comparison.EXACT,
    write=write,
    read_back=units,
    fingerprint=fingerprint,
)
