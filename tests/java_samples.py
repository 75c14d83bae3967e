"""Small editions for the official validators: good ones, and for each one broken in one way."""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pikepdf
from weasyprint import HTML  # type: ignore[import-untyped] # it carries no types

import factory
from muniment.conformance.model import Subject
from muniment.writers import tei

FORMATS = {".pdf": "pdf", ".epub": "epub", ".html": "html", ".xml": "tei"}

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The Harbour</title><style>p{color:#222}</style></head>
<body><h1>The Harbour</h1><p id="one">The tide came in at four, and with it the ship that nobody had expected.</p></body></html>
"""

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:x:harbour</dc:identifier>
<dc:title>The Harbour</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="text" href="text.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="text"/></spine></package>
"""
NAVIGATION = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>Contents</title></head><body><nav epub:type="toc"><ol><li><a href="text.xhtml">Text</a></li></ol></nav></body></html>
"""
TEXT = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"><head><title>Text</title></head>
<body><p>The tide came in at four.</p></body></html>
"""
PARTS = {
    "META-INF/container.xml": CONTAINER,
    "EPUB/package.opf": PACKAGE,
    "EPUB/nav.xhtml": NAVIGATION,
    "EPUB/text.xhtml": TEXT,
}


def subject(path: Path, data: bytes) -> Subject:
    """Write ``data`` and describe it; the document is called as its folder is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return Subject(document=path.parent.name, format=FORMATS[path.suffix], path=path, sha256=digest)


@cache
def pdf(variant: str | None) -> bytes:
    """A PDF that declares and keeps ``pdf/a-3a`` or ``pdf/ua-1``, or one that does neither."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves the colour profile open
        data: bytes = HTML(string=PAGE).write_pdf(pdf_variant=variant)
    return data


def untagged(data: bytes) -> bytes:
    """A PDF without its structure tree; what it declares stays."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        del opened.Root.StructTreeRoot
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def epub(*, mimetype: bool = True, **changed: str) -> bytes:
    """An EPUB; ``changed`` replaces parts by the first word of their name: ``nav="…"``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        if mimetype:
            book.writestr("mimetype", "application/epub+zip")
        for name, text in PARTS.items():
            book.writestr(name, changed.get(Path(name).stem, text))
    return out.getvalue()


@cache
def tei_edition() -> bytes:
    """What our own writer makes."""
    return tei.WRITER.write(factory.document())


GOOD: Mapping[str, Callable[[], bytes]] = {
    "a.pdf": lambda: pdf("pdf/a-3a"),
    "a.epub": epub,
    "a.html": PAGE.encode,
    "a.xml": tei_edition,
}
