"""EPUB 3.3: a book for reading systems, with navigation, accessibility metadata and the provenance colophon.

The package document is ebooklib's work; the content documents and the navigation are ready bytes by the time ebooklib
sees them, as it would parse and change them otherwise. What it would zip is packed here, as its archives carry the time.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from posixpath import dirname, join
from urllib.parse import unquote

import ebooklib.epub as ebooklib  # type: ignore[import-untyped] # it has no types
from lxml import etree
from lxml.etree import _Element

from muniment import colophon, zipped
from muniment.chapters import Book, Part, cut
from muniment.errors import WriterError
from muniment.model import Document
from muniment.readback import units_of_xhtml
from muniment.writers import Comparison, Writer
from muniment.xhtml import NAMESPACE, Entry, build, outline, tag, title_heading

MEDIA_TYPE = "application/epub+zip"
"""What the file called ``mimetype`` says: https://www.w3.org/TR/epub-33/#sec-zip-container-mime."""

_XHTML = "application/xhtml+xml"
_OPS = "http://www.idpf.org/2007/ops"
_PACKAGE = "EPUB/content.opf"
_OPF = "{http://www.idpf.org/2007/opf}"
_EPUB_TYPE = f"{{{_OPS}}}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FURNITURE = frozenset({"titlepage", "colophon", "toc"})
_SUMMARY = (
    "All content is text in a logical reading order, structured with headings and a linked table of contents; "
    "there are no images, sounds or time limits."
)


def write(document: Document) -> bytes:
    """The book as a ZIP container. The same document always gives the same bytes.

    Raises ``WriterError`` where ebooklib fails.
    """
    book = cut(document.article, title=document.display_title)
    pages = dict(_pages(document, book))
    package = _package(document, book, pages)
    options = {"epub2_guide": False, "epub3_landmark": False, "epub3_pages": False, "mtime": document.epoch}
    try:
        members = _Members.of(ebooklib.EpubWriter("", package, options))
    except Exception as error:
        raise WriterError(f"ebooklib could not make the EPUB edition: {error}", code="WRITE-EPUB") from error
    members[_PACKAGE] = _with_language(members[_PACKAGE], document.language)
    return zipped.pack(members, when=document.epoch, first="mimetype")


class _Members(dict[str, bytes]):
    """What ebooklib puts into its archive, name to bytes, without an archive that would be unpacked at once."""

    @classmethod
    def of(cls, writer: ebooklib.EpubWriter) -> _Members:
        """The members in the order of ``EpubWriter.write``, which would make the archive itself."""
        members = cls(mimetype=MEDIA_TYPE.encode("ascii"))
        writer.out = members
        writer._write_container()  # noqa: SLF001 # no call that takes less makes the members without the archive
        writer._write_opf()  # noqa: SLF001 # as above
        writer._write_items()  # noqa: SLF001 # as above
        return members

    def writestr(self, name: str, data: bytes | str) -> None:
        """Take one member, as ``zipfile.ZipFile.writestr`` would."""
        if name in self:
            raise ValueError(f"{name!r} comes twice")
        self[name] = data if isinstance(data, bytes) else data.encode()


def _with_language(package: bytes, language: str) -> bytes:
    """The package document with the language that its own metadata are in, which ebooklib leaves unsaid."""
    root = etree.fromstring(package)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def fingerprint() -> Mapping[str, str]:
    """What the book's bytes depend on beyond the document and this code."""
    return {
        "ebooklib": version("EbookLib"),
        "epub.css": hashlib.sha256(_style()).hexdigest(),
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "lxml": ".".join(map(str, etree.LXML_VERSION)),
        **zipped.fingerprint(),
    }


@cache
def _style() -> bytes:
    return files("muniment").joinpath("assets", "epub", "book.css").read_bytes()


# --------------------------------------------------------------------------------------------- content documents


def _pages(document: Document, book: Book) -> Iterator[tuple[str, bytes]]:
    """File name to bytes of every content document, in reading order."""
    yield "titlepage.xhtml", _page(document, document.display_title, _title_page(document), kind="titlepage")
    yield "nav.xhtml", _page(document, "Contents", *_navigation(document, book))
    for part in book.parts:
        kind = "backmatter" if part.name == "notes.xhtml" else "bodymatter"
        yield part.name, _page(document, part.title, _with_epub_types(part), kind=kind)
    yield "colophon.xhtml", _page(document, colophon.HEADING, _colophon(document), kind="backmatter")


def _page(document: Document, title: str, *content: _Element, kind: str | None = None) -> bytes:
    body = build("body", *content, dir=document.direction)
    if kind:
        body.set(_EPUB_TYPE, kind)
    root = etree.Element(tag("html"), nsmap={None: NAMESPACE, "epub": _OPS})  # type: ignore[dict-item] # as in build
    for name, value in (("lang", document.language), (_XML_LANG, document.language), ("dir", document.direction)):
        root.set(name, value)
    head = build("head", build("meta", charset="utf-8"), build("title", title))
    head.append(build("link", rel="stylesheet", type="text/css", href="style.css"))
    root.extend((head, body))
    for element in root.iter():
        if element.get("lang") is not None:
            element.set(_XML_LANG, element.get("lang", ""))
    etree.cleanup_namespaces(root, keep_ns_prefixes=["epub"])
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>") + b"\n"


def _title_page(document: Document) -> _Element:
    known = document.metadata
    supplied = "en" if known.title is None else None
    lines = [build("p", document.display_title, class_="title", lang=supplied, dir="ltr" if supplied else None)]
    lines += [build("p", name, class_="creator") for name in (known.creators.value if known.creators else ())]
    imprint = [value.value for value in (known.publisher, known.date) if value]
    lines += [build("p", line, class_="imprint") for line in imprint]
    return build("section", *lines, class_="titlepage")


def _colophon(document: Document) -> _Element:
    section = build(
        "section",
        build("h2", colophon.HEADING),
        colophon.rows(document.colophon),
        class_="colophon",
        role="doc-colophon",
        aria_label=colophon.HEADING,
        lang="en",
        dir="ltr",
    )
    section.set(_EPUB_TYPE, "colophon")
    return section


def _with_epub_types(part: Part) -> _Element:
    """The part's content with the semantics that reading systems look for; its text stays as it is."""
    content = part.content
    if part.name.startswith("chapter-"):
        for section in content.iterchildren(tag("section")):
            section.set(_EPUB_TYPE, "chapter")
            section.set("role", "doc-chapter")
    for element in content.iter(tag("section"), tag("a")):
        role = element.get("role")
        if role == "doc-noteref":
            element.set(_EPUB_TYPE, "noteref")
        elif role == "doc-endnotes":
            element.set(_EPUB_TYPE, "endnotes")
            element.set("aria-label", "Notes")
    return content


# --------------------------------------------------------------------------------------------- navigation


def _navigation(document: Document, book: Book) -> tuple[_Element, _Element]:
    """The table of contents and the landmarks: https://www.w3.org/TR/epub-33/#sec-nav."""
    start = book.parts[0].name
    items = [build("li", build("a", document.display_title, href=start))]
    items += [_nav_item(entry, book) for part in book.parts for entry in outline(part.content)]
    if book.parts[-1].name == "notes.xhtml":
        items.append(_english_item("Notes", "notes.xhtml"))
    items.append(_english_item(colophon.HEADING, "colophon.xhtml"))
    contents = build("nav", build("h1", "Contents", lang="en"), build("ol", *items), role="doc-toc", id="toc")
    contents.set(_EPUB_TYPE, "toc")
    return contents, _landmarks(book)


def _nav_item(entry: Entry, book: Book) -> _Element:
    link = build("a", entry.label, href=book.address(entry.target), dir=entry.direction, lang=entry.language)
    below = [_nav_item(child, book) for child in entry.children]
    return build("li", link, build("ol", *below)) if below else build("li", link)


def _english_item(text: str, href: str) -> _Element:
    return build("li", build("a", text, href=href, lang="en"))


def _landmarks(book: Book) -> _Element:
    marks = [
        ("titlepage", "Title page", "titlepage.xhtml"),
        ("toc", "Contents", "nav.xhtml"),
        ("bodymatter", "Text", book.parts[0].name),
    ]
    if book.parts[-1].name == "notes.xhtml":
        marks.append(("endnotes", "Notes", "notes.xhtml"))
    marks.append(("colophon", colophon.HEADING, "colophon.xhtml"))
    items = []
    for kind, text, href in marks:
        item = _english_item(text, href)
        item[0].set(_EPUB_TYPE, kind)
        items.append(item)
    landmarks = build("nav", build("h2", "Landmarks", lang="en"), build("ol", *items), id="landmarks", hidden="hidden")
    landmarks.set(_EPUB_TYPE, "landmarks")
    return landmarks


# --------------------------------------------------------------------------------------------- package


def _package(document: Document, book: Book, pages: Mapping[str, bytes]) -> ebooklib.EpubBook:
    package = ebooklib.EpubBook()
    package.metadata.clear()  # a random identifier and ebooklib's own name
    identifier = document.metadata.identifier
    package.set_identifier(identifier.value if identifier else f"urn:sha256:{document.source.sha256}")
    package.title = document.display_title
    package.set_language(document.language)
    package.set_direction(document.direction)
    for name, value, attributes in _dublin_core(document):
        package.add_metadata("DC", name, value, attributes)
    for name, value in _accessibility(document):
        package.add_metadata("OPF", "meta", value, {"property": f"schema:{name}"})
    package.add_item(ebooklib.EpubItem("style", "style.css", "text/css", _style()))
    for name, data in pages.items():
        item = ebooklib.EpubItem(name.removesuffix(".xhtml"), name, _XHTML, data)
        item.properties = ["nav"] if name == "nav.xhtml" else []
        package.add_item(item)
        package.spine.append(item)
    package.add_item(ebooklib.EpubNcx())
    package.toc = [ebooklib.Link(part.name, part.title, f"ncx-{part.name}") for part in book.parts]
    return package


def _dublin_core(document: Document) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What is known, and the title that EPUB insists on: https://www.w3.org/TR/epub-33/#sec-metadata-elem."""
    known = document.metadata
    own_words = {_XML_LANG: document.language, "dir": document.direction}
    supplied = {_XML_LANG: "en", "dir": "ltr"}
    yield "title", document.display_title, own_words if known.title else supplied
    for creator in known.creators.value if known.creators else ():
        yield "creator", creator, {}
    for subject in known.subjects.value if known.subjects else ():
        yield "subject", subject, {}
    for name, value in (
        ("description", known.description),
        ("publisher", known.publisher),
        ("date", known.date),
        ("source", known.source_url),
        ("rights", known.rights),
    ):
        if value:
            yield name, value.value, {}


def _accessibility(document: Document) -> Iterator[tuple[str, str]]:
    """Facts of this book in schema.org's words, no claim of conformance: https://www.w3.org/TR/epub-a11y-11/."""
    yield "accessMode", "textual"
    yield "accessModeSufficient", "textual"
    yield "accessibilityFeature", "tableOfContents"
    yield "accessibilityFeature", "readingOrder"
    if title_heading(document.article) is not None or outline(document.article):
        yield "accessibilityFeature", "structuralNavigation"
    yield "accessibilityFeature", "displayTransformability"
    yield "accessibilityHazard", "none"
    yield "accessibilitySummary", _SUMMARY


# --------------------------------------------------------------------------------------------- reading back


def read_back(data: bytes) -> tuple[str, ...]:
    """The text of the content documents in spine order, without title page, contents and colophon.

    It is found the way a reading system finds it: container, package document, spine. Raises ``WriterError``.
    """
    try:
        return tuple(
            unit for root in _content(zipped.unpack(data)) for unit in units_of_xhtml(root, skip=_is_furniture)
        )
    except KeyError as error:
        raise WriterError(f"the EPUB edition lacks {error}", code="WRITE-EPUB") from error
    except (zipfile.BadZipFile, zlib.error, ValueError, etree.XMLSyntaxError) as error:
        raise WriterError(f"the EPUB edition cannot be read back: {error}", code="WRITE-EPUB") from error


def _content(members: Mapping[str, bytes]) -> Iterator[_Element]:
    if members["mimetype"] != MEDIA_TYPE.encode("ascii"):
        raise ValueError("its mimetype is not EPUB's")
    container = _parse(members["META-INF/container.xml"])
    root_file = container.find(".//{*}rootfile")
    path = root_file.get("full-path", "") if root_file is not None else ""
    package = _parse(members[path])
    hrefs = {item.get("id"): unquote(item.get("href", "")) for item in package.iterfind(f".//{_OPF}item")}
    for itemref in package.iterfind(f".//{_OPF}itemref"):
        body = _parse(members[join(dirname(path), hrefs[itemref.get("idref")])]).find(tag("body"))
        if body is None:
            raise ValueError(f"{itemref.get('idref')} has no body")
        yield body


def _parse(data: bytes) -> _Element:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    doctype = root.getroottree().docinfo.internalDTD
    if doctype is not None and doctype.entities():  # type: ignore[union-attr] # missing from the stubs
        raise ValueError("a file in it declares entities of its own")
    return root


def _is_furniture(element: _Element) -> bool:
    return not _FURNITURE.isdisjoint(element.get(_EPUB_TYPE, "").split())


WRITER = Writer(
    format="epub",
    suffix=".epub",
    media_type=MEDIA_TYPE,
    version="4",
    summary="An EPUB 3.3 book for reading systems: navigation, accessibility metadata, one file a chapter when long.",
    comparison=Comparison.EXACT,
    write=write,
    read_back=read_back,
    fingerprint=fingerprint,
)
