"""The PDF edition: A4 pages like a book's, tagged, with the canonical Markdown attached as its source.

It declares PDF/A-3a and PDF/UA-1, or what the setting ``declare`` names; that it conforms is for a validator to say. The
setting ``engine`` names what lays out the pages: WeasyPrint, or Typst where time counts.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from copy import deepcopy
from functools import cache, lru_cache
from importlib import resources
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pikepdf
from lxml.etree import _Element
from pikepdf import Name, Pdf

from muniment import colophon, pdf_text
from muniment.errors import WriterError
from muniment.model import Document
from muniment.tools import fonts, layout_loading, pdf_claims, pdf_description, pdf_structure, typst, weasyprint
from muniment.tools.alignment import BREAK_HINT
from muniment.typesetting import edition
from muniment.typesetting.engine import Engine
from muniment.writers import Comparison, Writer
from muniment.xhtml import build, edition_article, label, local_name, tag, title_heading

_WEASYPRINT = "weasyprint"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_RUNNING_HEAD = 72  # characters: what fits on one line of a running head
_WORDS = re.compile(r"(\s+)")
_LONG_WORD = re.compile(r"[!-~\u00a1-\u024f\u0370-\u052f]{100,}")  # scripts in which a word is not broken of itself
_MAY_BE_LONG = re.compile(rf"://|@|www\.|{_LONG_WORD.pattern}")
_BREAK_AFTER = re.compile(r"[/?&=._,;:@-]+(?=[^/?&=._,;:@-])|[^/?&=._,;:@-]{16}(?=[^/?&=._,;:@-]{4})")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_SEPARATORS = dict.fromkeys("\x0b\x1c\x1d\x1e\x1f\x85\u2028\u2029", "\N{EN SPACE}")
"""White space that no font has, and what it looks like."""


def write(document: Document) -> bytes:
    """The document as a tagged PDF 1.7 file.

    The same document gives the same bytes as long as ``fingerprint`` is the same. ``fonts.prepare`` must have been
    run in this process.

    Raises:
        MissingToolError: A library or a font is missing.
        WriterError: Layout failed, lost text, or was asked to load something; or the setting ``declare`` cannot be
            used (``PDF-DECLARE``), or ``engine`` (``PDF-ENGINE``).
    """
    profiles = _profiles(document)
    engine = _engine(document)
    with engine.lay_out(document) as pdf:
        pdf_description.describe(pdf, document, producer=engine.producer())
        pdf_claims.declare(pdf, profiles)
        if Name.OutputIntents not in pdf.Root:
            pdf_claims.state_colours(pdf)
        pdf_description.attach_source(pdf, document)
        output = io.BytesIO()
        pdf.save(
            output,
            deterministic_id=True,
            fix_metadata_version=pdf_claims.states_version(pdf),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()


def _engine(document: Document) -> Engine:
    setting = document.parameters.get("pdf.engine", _WEASYPRINT)
    engine = _engines().get(setting)
    if engine is None:
        raise WriterError(
            f"there is no engine {setting!r} for the PDF edition.",
            remedy="Write " + " or ".join(f'engine = "{name}"' for name in _engines()) + ".",
            code="PDF-ENGINE",
        )
    return engine


def _lay_out(document: Document) -> Pdf:
    page = _plain(_page(document))
    instead = {**_SEPARATORS, **dict.fromkeys(_without_glyph(page), _REPLACEMENT)}
    languages = {element.get("lang", "") for element in page.iter()}
    rendering = weasyprint.render(page, _stylesheet(frozenset(languages)), instead=instead)
    if rendering.unsupported:
        raise WriterError(
            f"no font has the character {', '.join(map(fonts.named, rendering.unsupported))} as it stands in the text.",
            remedy="Report this with the document.",
            code="PDF-NO-GLYPH",
        )
    pdf = Pdf.open(io.BytesIO(rendering.data))
    pdf_structure.mend(pdf, rendering.pages, language=document.language)
    return pdf


def _profiles(document: Document) -> tuple[pdf_claims.Profile, ...]:
    setting = document.parameters.get("pdf.declare", pdf_claims.EVERYTHING)
    try:
        return pdf_claims.read_profiles(setting)
    except ValueError as error:
        raise WriterError(
            f"the PDF edition cannot declare {setting!r}.",
            remedy=f'Write declare = "{pdf_claims.EVERYTHING}", one of these, or "{pdf_claims.NONE}".',
            code="PDF-DECLARE",
        ) from error


def fingerprint() -> Mapping[str, str]:
    """Versions and digests of what the bytes depend on, whichever engine; found without loading one."""
    return {
        **{label: value for engine in _engines().values() for label, value in engine.fingerprint().items()},
        "pikepdf": pikepdf.__version__,
        "qpdf": pikepdf.__libqpdf_version__,
        **_font_digests(),
    }


def _weasyprint_fingerprint() -> Mapping[str, str]:
    return {**weasyprint.versions(), "stylesheet": hashlib.sha256(_stylesheet().encode()).hexdigest()}


def _font_digests() -> dict[str, str]:
    """A label for each font, but one for all of those that few texts need."""
    rare = {file for family in fonts.OTHERS for file in family.files}
    digests = fonts.digests()
    summary = "".join(f"{digest}  {name}\n" for name, digest in digests.items() if name in rare)
    named = {f"font {name}": digest for name, digest in digests.items() if name not in rare}
    return {**named, "fonts of other scripts": hashlib.sha256(summary.encode()).hexdigest()}


# --------------------------------------------------------------------------------------------- the page


@lru_cache(maxsize=16)
def _stylesheet(languages: frozenset[str] | None = None) -> str:
    """The style sheet of a document that states these language tags, or of all."""
    book = resources.files("muniment").joinpath("assets/pdf/book.css").read_text(encoding="utf-8")
    return fonts.stylesheet(languages) + book


def _plain(source: _Element) -> Element:
    """A copy as layout wants it, without namespaces."""
    copy = Element(local_name(source), {str(name): str(value) for name, value in source.attrib.items()})
    copy.text = source.text
    for child in source:
        if isinstance(child.tag, str):
            copy.append(_plain(child))
            copy[-1].tail = child.tail
    return copy


def _without_glyph(page: Element) -> tuple[str, ...]:
    """Characters of a page that no pinned font can show, running heads included."""
    heads = (element.get("data-head", "") for element in page.iter())
    return fonts.without_glyph("".join((*page.itertext(), *heads)))


def _page(document: Document) -> _Element:
    """The HTML that is laid out: title block, article, colophon.

    Only what is inside ``main`` is the document's text; the tags keep this (``Part``), and reading back relies on it.
    """
    article = _article(document.article)
    body = build("body", data_head=_shortened(document.display_title))
    block = _title_block(document, has_title=title_heading(article) is not None)
    if len(block):
        body.append(block)
    body.append(build("main", article))
    body.append(_colophon(document))
    head = build("head", build("meta", charset="utf-8"), build("title", document.display_title))
    return build("html", head, body, lang=document.language, dir=document.direction)


def _article(source: _Element) -> _Element:
    article = edition_article(source)
    for heading in article.iter(*map(tag, _HEADINGS)):
        _label(heading, label(heading))
    for block in list(article.iter(tag("pre"))):
        # A paragraph, because preformatted text would be tagged as nothing in particular.
        block.tag = tag("p")
        block.set("class", "code")
    for numbered in article.iter(tag("ol")):
        # The layout engine takes no notice of the attribute.
        first = int(numbered.get("start", "1"))
        if first != 1:
            numbered.set("style", f"counter-reset: list-item {first - 1}")
    _drop_dead_links(article)
    for element in list(article.iter()):
        _break_long_words(element)
    return article


def _drop_dead_links(article: _Element) -> None:
    """A link into the document that leads nowhere is reduced to its words."""
    targets = {element.get("id") for element in article.iter()}
    for link in article.iter(tag("a")):
        href = link.get("href", "")
        if href.startswith("#") and unquote(href[1:]) not in targets:
            del link.attrib["href"]


def _break_long_words(element: _Element) -> None:
    """Let addresses and very long words be broken without a hyphen; layout would take minutes over a long one else."""
    lead, pieces = _broken(element.text)
    element.text = lead
    for position, piece in enumerate(pieces):
        element.insert(position, piece)
    for child in list(element)[len(pieces) :]:
        lead, pieces = _broken(child.tail)
        child.tail = None
        for piece in reversed(pieces):
            child.addnext(piece)
        child.tail = lead


def _broken(text: str | None) -> tuple[str | None, list[_Element]]:
    """``text`` up to its first long word, then that word and each later one, with hints where to break it."""
    lead = ""
    pieces: list[_Element] = []
    if not text or not _MAY_BE_LONG.search(text):
        return text or None, pieces
    for word in _WORDS.split(text):
        if _is_address(word) or _LONG_WORD.fullmatch(word):
            pieces.append(build("span", _BREAK_AFTER.sub(rf"\g<0>{BREAK_HINT}", word), class_="unbroken"))
        elif pieces:
            pieces[-1].tail = (pieces[-1].tail or "") + word
        else:
            lead += word
    return lead or None, pieces


def _is_address(word: str) -> bool:
    return "://" in word or "@" in word or word.startswith("www.")


def _title_block(document: Document, *, has_title: bool) -> _Element:
    """What the title page of a book would say and the text does not: who, when, and a title where it has none."""
    block = build("div", class_="title-block")
    known = document.metadata
    if known.creators is not None:
        block.append(build("p", ", ".join(known.creators.value), class_="creators"))
    if known.date is not None:
        block.append(build("p", known.date.value, class_="date"))
    if not has_title:
        block.append(_label(build("h1", document.display_title), document.display_title))
    return block


def _colophon(document: Document) -> _Element:
    table = build("table", build("tbody"))
    for row in colophon.rows(document.colophon):
        term, detail = row
        heading = build("th", term.text or "", scope="row")
        cell = _cell(detail[0])
        table[0].append(build("tr", heading, cell))
    heading = _label(build("h2", colophon.HEADING), colophon.HEADING)
    return build("section", heading, table, class_="colophon", lang="en", dir="ltr")


def _cell(detail: _Element) -> _Element:
    """What a row says, without an element within the cell where the cell can stand for it: such a line is laid out faster."""
    if detail.tag == tag("a"):
        return build("td", deepcopy(detail))
    return build("td", detail.text or "", **({"class_": "code"} if detail.tag == tag("code") else {}))


def _label(heading: _Element, text: str) -> _Element:
    """The heading with its text for the bookmark and, separately, for the running head, where each sign is drawn."""
    for name in ("data-label", "data-head"):
        heading.set(name, _shortened(text))
    return heading


def _shortened(text: str) -> str:
    """At most one running head's length, cut between words where there are any."""
    line = " ".join(text.split())
    if len(line) <= _RUNNING_HEAD:
        return line
    cut = line[: _RUNNING_HEAD - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def unshowable(document: Document) -> tuple[str, ...]:
    """Characters that the pages show as U+FFFD, because no pinned font has them; they can still be read and copied."""
    return _engine(document).unshowable(document)


def _unshowable(document: Document) -> tuple[str, ...]:
    return _without_glyph(_plain(_page(document)))


@cache
def _engines() -> Mapping[str, Engine]:
    """Every engine by its name. Another one is another value here."""
    weasy = Engine(
        name=_WEASYPRINT,
        producer=lambda: f"WeasyPrint {weasyprint.version()}",
        lay_out=_lay_out,
        fingerprint=_weasyprint_fingerprint,
        unshowable=_unshowable,
    )
    quick = Engine(
        name="typst",
        producer=lambda: f"Typst {typst.version()}",
        lay_out=edition.lay_out,
        fingerprint=edition.fingerprint,
        unshowable=edition.unshowable,
    )
    return {engine.name: engine for engine in (weasy, quick)}


WRITER = Writer(
    format="pdf",
    suffix=".pdf",
    media_type="application/pdf",
    version="5",
    summary="A4 pages to print and to read as a book, tagged, with the canonical Markdown attached",
    comparison=Comparison.WORDS,
    write=write,
    read_back=pdf_text.read_units,
    words=pdf_text.comparable_words,
    fingerprint=fingerprint,
    settings={"declare": pdf_claims.EVERYTHING, "engine": _WEASYPRINT},
    unshowable=unshowable,
    load=layout_loading.load,
)
