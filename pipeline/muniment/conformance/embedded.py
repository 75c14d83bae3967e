"""What an edition says of itself, read from its own bytes with a reader that had no part in writing it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import pikepdf
from lxml import etree, html
from lxml.etree import _Element

from muniment.zipped import unpack

PDF_A_3A = "PDF/A-3a"
PDF_UA_1 = "PDF/UA-1"

_NAMES = {
    "container": "urn:oasis:names:tc:opendocument:xmlns:container",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "h": "http://www.w3.org/1999/xhtml",
    "opf": "http://www.idpf.org/2007/opf",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "tei": "http://www.tei-c.org/ns/1.0",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_UNREADABLE = (etree.LxmlError, pikepdf.PdfError, zipfile.BadZipFile, zlib.error)
_HEADING = re.compile(r"h([1-6])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """An edition's own statements; what it does not say is empty."""

    title: str = ""
    """Its title."""
    creators: tuple[str, ...] = ()
    """Its authors, in order."""
    language: str = ""
    """BCP 47 tag of its main language, as the format's reading systems take it."""
    date: str = ""
    """Date of publication."""
    identifier: str = ""
    """Its identifier."""
    declares: tuple[str, ...] = ()
    """Profiles that it claims to conform to."""
    headings: tuple[int, ...] = ()
    """Levels of its headings in reading order, one list a content document joined in spine order."""
    unlabelled: tuple[str, ...] = ()
    """Pictures without alternative text, by their source."""


def read_embedded(format_: str, data: bytes) -> Embedded:
    """What the bytes of an edition say. Raises ``ValueError`` where they cannot be read as the format."""
    try:
        return _READERS[format_](data)
    except (*_UNREADABLE, KeyError, IndexError, AttributeError, OSError) as error:
        raise ValueError(f"it cannot be read as {format_}: {error}") from error


def readable_formats() -> frozenset[str]:
    """Formats that ``read_embedded`` knows."""
    return frozenset(_READERS)


def _texts(root: _Element, path: str) -> tuple[str, ...]:
    found = cast("list[_Element | str]", root.xpath(path, namespaces=_NAMES))
    texts = (one if isinstance(one, str) else "".join(map(str, one.itertext())) for one in found)
    return tuple(" ".join(text.split()) for text in texts)


def _first(root: _Element, path: str) -> str:
    return next(iter(_texts(root, path)), "")


def _levels(root: _Element) -> tuple[int, ...]:
    names = (etree.QName(one).localname for one in root.iter() if isinstance(one.tag, str))
    return tuple(int(found[1]) for name in names if (found := _HEADING.fullmatch(name)))


def _html(data: bytes) -> Embedded:
    root = html.document_fromstring(data.decode("utf-8"))
    named = "//meta[@name='dcterms.{}']/@content"
    return Embedded(
        title=_first(root, "//head/title"),
        creators=_texts(root, named.format("creator")),
        language=root.get("lang", ""),
        date=_first(root, named.format("issued")),
        identifier=_first(root, named.format("identifier")),
        headings=_levels(root),
        unlabelled=_texts(root, "//img[not(@alt)]/@src"),
    )


def _epub(data: bytes) -> Embedded:
    members = unpack(data)
    container = _xml(members["META-INF/container.xml"])
    path = _texts(container, "//container:rootfile/@full-path")[0]
    folder = path.rpartition("/")[0]
    package = _xml(members[path])
    items = {item.get("id"): item.get("href") for item in package.iterfind("opf:manifest/opf:item", _NAMES)}
    spine = [items[one] for one in _texts(package, "opf:spine/opf:itemref/@idref")]
    pages = [_xml(members[f"{folder}/{name}" if folder else str(name)]) for name in spine]
    return Embedded(
        title=_first(package, "opf:metadata/dc:title"),
        creators=_texts(package, "opf:metadata/dc:creator"),
        language=_first(package, "opf:metadata/dc:language"),
        date=_first(package, "opf:metadata/dc:date"),
        identifier=_first(package, "opf:metadata/dc:identifier"),
        declares=_texts(package, "opf:metadata/opf:meta[@property='dcterms:conformsTo']"),
        headings=tuple(level for page in pages for level in _levels(page)),
        unlabelled=tuple(source for page in pages for source in _texts(page, "//h:img[not(@alt)]/@src")),
    )


def _tei(data: bytes) -> Embedded:
    root = _xml(data)
    statement = "tei:teiHeader/tei:fileDesc/tei:titleStmt"
    return Embedded(
        title=_first(root, f"{statement}/tei:title"),
        creators=_texts(root, f"{statement}/tei:author"),
        language=_first(root, "@xml:lang"),
        date=_first(root, "tei:teiHeader//tei:sourceDesc//tei:date[@type='publication']/@when"),
        identifier=_first(root, "tei:teiHeader//tei:publicationStmt/tei:idno[@type='URN']"),
    )


def _pdf(data: bytes) -> Embedded:
    with pikepdf.open(io.BytesIO(data)) as document:
        stream = document.Root.get("/Metadata")
        root = _xml(bytes(stream.read_bytes())) if isinstance(stream, pikepdf.Stream) else etree.Element("none")
        language = str(document.Root.get("/Lang", ""))
    return Embedded(
        title=_first(root, "//dc:title//rdf:li"),
        creators=_texts(root, "//dc:creator//rdf:li"),
        language=language,
        date=_first(root, "//dc:date//rdf:li"),
        identifier=_first(root, "//dc:identifier"),
        declares=_pdf_profiles(root),
    )


def _pdf_profiles(root: _Element) -> tuple[str, ...]:
    """ISO 19005-3, 6.6.4 and ISO 14289-1, 5: the version identification in the metadata stream, element or attribute."""

    def value(name: str) -> str:
        return _first(root, f"//{name}") or _first(root, f"//@{name}")

    part, level, universal = value("pdfaid:part"), value("pdfaid:conformance"), value("pdfuaid:part")
    archival = (f"PDF/A-{part}{level.lower()}",) if part else ()
    return (*archival, f"PDF/UA-{universal}") if universal else archival


def _xml(data: bytes) -> _Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


_READERS: Mapping[str, Callable[[bytes], Embedded]] = {"html": _html, "epub": _epub, "tei": _tei, "pdf": _pdf}
