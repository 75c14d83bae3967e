"""A document as a whole in Typst's code, and the tagged PDF that Typst makes of it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from types import MappingProxyType

from lxml.etree import _Element
from pikepdf import Pdf

from muniment import colophon
from muniment.model import Document
from muniment.tools import fonts, typst, typst_tags
from muniment.tools.typst_tags import Mark
from muniment.typesetting.blocks import Blocks, shortened
from muniment.typesetting.lines import Line, Record, Setting, language
from muniment.typesetting.literals import call, string
from muniment.xhtml import edition_article, tag, title_heading

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_SEPARATORS = dict.fromkeys("\x0b\x1c\x1d\x1e\x1f\x85\u2028\u2029", "\N{EN SPACE}")
_PRIVATE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))
_SIZES = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ug", "sd", "ckb", "prs"), "12.5pt"),
    **dict.fromkeys(("he", "yi"), "11.5pt"),
}
"""Arabic letters and Hebrew ones stand smaller on their body than Latin ones."""
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo", "dz"})
"""Where spaces do not part words, stretching them to justify a line tears it apart."""
_INDENTED = {"zh": "2em", "ja": "1em"}
_ENGLISH = "en"


def lay_out(document: Document) -> Pdf:
    """The document as a tagged PDF without metadata and attachments of ours; ``fonts.prepare`` must have been run.

    Raises:
        WriterError: Typst refuses or complains (``WRITE-LAYOUT``), or the file is not as it was told (``WRITE-TEXT``).
    """
    code, record, bookmarks = translate(document)
    pdf = Pdf.open(io.BytesIO(typst.compile_pdf(code, moment=document.epoch)))
    typst_tags.complete(pdf, record.marks, bookmarks)
    pdf.Root.Lang = document.language
    for name in ("/Metadata", "/Info"):
        if name in pdf.Root:
            del pdf.Root[name]
    return pdf


def translate(document: Document) -> tuple[str, Record, tuple[str, ...]]:
    """The document as Typst's code, what its elements stand for, and the words of its bookmarks."""
    article = edition_article(document.article)
    record = Record(
        instead=_instead(document, article),
        targets=frozenset(str(element.get("id")) for element in article.iter() if element.get("id")),
    )
    notes = {str(note.get("id")): note for note in article.iter(tag("li")) if note.get("id")}
    blocks = Blocks(record, notes)
    setting = Setting(language=document.language)
    pieces = [_title_block(document, record, setting, blocks, has_title=title_heading(article) is not None)]
    pieces.append(blocks.part(article))
    pieces.append(_colophon(document, record, blocks))
    head = _page_setting(document, record, setting)
    code = "".join((style(), record.declarations(), head, "#{", "\n".join(pieces), "}\n"))
    return code, record, tuple(blocks.bookmarks)


@cache
def style() -> str:
    """The functions that the code calls."""
    return resources.files("muniment").joinpath("assets/pdf/book.typ").read_text(encoding="utf-8")


def fingerprint() -> Mapping[str, str]:
    """Versions and digests of what the bytes depend on, fonts apart."""
    return {"typst": typst.version(), "typst style": hashlib.sha256(style().encode()).hexdigest()}


def unshowable(document: Document) -> tuple[str, ...]:
    """Characters that the pages show as U+FFFD: no pinned font has them, or they are for private use."""
    return tuple(
        character
        for character, drawn in _instead(document, edition_article(document.article)).items()
        if drawn == _REPLACEMENT
    )


def _instead(document: Document, article: _Element) -> Mapping[str, str]:
    """What is drawn in place of characters that cannot be, or that PDF/A wants no glyph of (ISO 19005-3, 6.2.11.7)."""
    title_block = [document.display_title, *(document.metadata.creators.value if document.metadata.creators else ())]
    text = "\n".join(
        [*title_block, *map(str, article.itertext()), *(f"{row.term} {row.detail}" for row in document.colophon)]
    )
    missing = fonts.without_glyph(text) if not text.isascii() else ()
    private = [one for one in dict.fromkeys(text) if any(ord(one) in block for block in _PRIVATE)]
    replaced = dict.fromkeys((*missing, *private), _REPLACEMENT)
    return MappingProxyType({**{one: space for one, space in _SEPARATORS.items() if one in text}, **replaced})


def _page_setting(document: Document, record: Record, setting: Setting) -> str:
    primary = document.language.partition("-")[0].lower()
    running = "".join(record.instead.get(one, one) for one in shortened(document.display_title))
    return (
        "#show: "
        + call(
            "book.with",
            f"title: {string(document.display_title)}",
            f"running: {string(running)}",
            f"date: {_date(document.epoch)}",
            f"dir: {'rtl' if document.direction == 'rtl' else 'ltr'}",
            f"language: arguments({language(document.language)})",
            f"font: {record.font(setting.families)}",
            f"size: {_SIZES.get(primary, '10.5pt')}",
            f"justify: {'false' if primary in _UNSPACED else 'true'}",
            f"indent: {_INDENTED.get(primary, '1.5em')}",
            f"all-indented: {'true' if primary in _INDENTED else 'false'}",
        )
        + "\n"
    )


def _date(moment: datetime) -> str:
    parts = ("year", "month", "day", "hour", "minute", "second")
    return call("datetime", *(f"{part}: {getattr(moment, part)}" for part in parts))


def _title_block(document: Document, record: Record, setting: Setting, blocks: Blocks, *, has_title: bool) -> str:
    """What the title page of a book would say and the text does not: who, when, and a title where it has none."""
    known = document.metadata
    creators = ", ".join(known.creators.value) if known.creators else None
    day = known.date.value if known.date else None
    pieces = []
    if creators or day:
        lines = (Line(record, setting).text(text) if text else "none" for text in (creators, day))
        pieces.append(call("titled", *lines))
    if not has_title:
        pieces.append(blocks.title(document.display_title, setting))
    return "\n".join(pieces)


def _colophon(document: Document, record: Record, blocks: Blocks) -> str:
    setting = Setting(language=_ENGLISH)
    foreign = document.language != _ENGLISH

    def body() -> str:
        heading = blocks.title(colophon.HEADING, setting, look=2)
        cells: list[str] = []
        for term, detail in colophon.rows(document.colophon):
            cells.append(Line(record, setting).text(term.text or ""))
            cells.append(Line(record, setting).children(detail))
        font = record.font(setting.families)
        return call("colophon", f"arguments({language(_ENGLISH)})", font, heading, *cells)

    return record.block(Mark(kind="Sect", language=_ENGLISH if foreign else None), body)
