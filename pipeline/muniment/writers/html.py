"""HTML: one self-contained page for reading in a browser, on paper too, without script or any remote load."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from lxml import etree, html
from lxml.etree import _Element

from muniment import colophon
from muniment.errors import WriterError
from muniment.html5 import serialise
from muniment.model import Basis, Document
from muniment.readback import units_of_xhtml
from muniment.writers import Comparison, Writer
from muniment.xhtml import Entry, build, edition_article, outline, safe_href, tag, title_heading, unused_id

HEADINGS_FOR_CONTENTS = 3
"""From how many headings on a page has a table of contents."""

_MARKUP_IN_JSON = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def write(document: Document) -> bytes:
    """The page as UTF-8. The same document always gives the same bytes."""
    article = edition_article(document.article)
    for element in list(article.iter(tag("table"), tag("pre"))):
        _let_scroll(element)
    for notes in article.iter(tag("section")):
        if notes.get("role") == "doc-endnotes":
            notes.tag = tag("div")  # a section without a heading would be a hole in the page's outline
            notes.set("aria-label", "Notes")
    page = build(
        "html",
        build("head", *_head(document)),
        build("body", *_body(document, article)),
        lang=document.language,
        dir=document.direction,
    )
    return serialise(page).encode("utf-8")


def read_back(data: bytes) -> tuple[str, ...]:
    """The text inside ``main > article`` but for the article's ``header``, which this writer adds.

    It is parsed by libxml2's HTML parser, which had no part in writing the page.
    """
    try:
        page = html.document_fromstring(data.decode("utf-8"), parser=html.HTMLParser(huge_tree=True, no_network=True))
    except (UnicodeDecodeError, etree.ParserError) as error:
        raise WriterError(f"the HTML edition cannot be read back: {error}", code="WRITE-HTML") from error
    articles = page.findall(".//main/article")
    if len(articles) != 1:
        raise WriterError(f"the HTML edition has {len(articles)} articles in its main part, not 1", code="WRITE-HTML")
    return units_of_xhtml(articles[0], skip=lambda element: element.tag == "header")


def fingerprint() -> Mapping[str, str]:
    """What the page's bytes depend on beyond the document and this code."""
    return {
        "html.css": hashlib.sha256(_style().encode("utf-8")).hexdigest(),
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "lxml": ".".join(map(str, etree.LXML_VERSION)),
    }


@cache
def _style() -> str:
    return files("muniment").joinpath("assets", "html", "page.css").read_text(encoding="utf-8").strip()


# --------------------------------------------------------------------------------------------- head


def _head(document: Document) -> Iterator[_Element]:
    yield build("meta", charset="utf-8")
    facts = _linked_data(document)
    yield build("meta", http_equiv="Content-Security-Policy", content=_policy(facts))
    yield build("title", document.display_title)
    yield build("meta", name="viewport", content="width=device-width, initial-scale=1")
    yield build("meta", name="color-scheme", content="light dark")
    yield build("meta", name="referrer", content="no-referrer")
    yield build("meta", name="generator", content="Muniment")
    source_url = _web_address(document)
    if source_url:
        yield build("link", rel="canonical", href=source_url)
    if document.metadata.description and document.metadata.description.basis is Basis.ASSERTED:
        yield build("meta", name="description", content=document.metadata.description.value)
    yield build("link", rel="schema.dcterms", href="http://purl.org/dc/terms/")
    for name, value in _dublin_core(document):
        yield build("meta", name=f"dcterms.{name}", content=value)
    yield build("script", facts, type="application/ld+json")
    yield build("style", _style())


def _policy(facts: str) -> str:
    """Deny everything but our own style sheet and the facts, each known by its digest: https://www.w3.org/TR/CSP3/.

    The facts are data and would never run; validators ask for their digest all the same.
    """
    style, data = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (_style(), facts))
    return f"default-src 'none'; script-src 'sha256-{data}'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"


def _web_address(document: Document) -> str | None:
    url = document.metadata.source_url
    return url.value if url and url.value.startswith(("http://", "https://")) and safe_href(url.value) else None


def _dublin_core(document: Document) -> Iterator[tuple[str, str]]:
    """What is known, in DCMI terms: https://www.dublincore.org/specifications/dublin-core/dc-html/."""
    known = document.metadata
    for name, values in (
        ("title", known.title and (known.title.value,)),
        ("creator", known.creators and known.creators.value),
        ("language", (document.language,) if document.language != "und" else None),
        ("issued", known.date and (known.date.value,)),
        ("publisher", known.publisher and (known.publisher.value,)),
        ("source", known.source_url and (known.source_url.value,)),
        ("rights", known.rights and (known.rights.value,)),
        ("subject", known.subjects and known.subjects.value),
        ("description", known.description and (known.description.value,)),
        ("identifier", known.identifier and (known.identifier.value,)),
    ):
        for value in values or ():
            yield name, value


def _linked_data(document: Document) -> str:
    """The same for schema.org, as JSON-LD with every character escaped that could end or hide a script element."""
    known = document.metadata
    rights = known.rights.value if known.rights else None
    licence = rights if rights and "://creativecommons.org/" in rights else None
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": known.title and known.title.value,
        "creator": known.creators and list(known.creators.value),
        "inLanguage": document.language if document.language != "und" else None,
        "datePublished": known.date and known.date.value,
        "publisher": known.publisher and known.publisher.value,
        "url": _web_address(document),
        "license": licence,
        "usageInfo": rights if rights != licence else None,
        "keywords": known.subjects and list(known.subjects.value),
        "description": known.description and known.description.value,
        "identifier": known.identifier and known.identifier.value,
        "encodingFormat": "text/html",
        "isBasedOn": {
            "@type": "MediaObject",
            "name": document.source.name,
            "encodingFormat": document.source.media_type,
            "contentSize": f"{document.source.size} B",
            "sha256": document.source.sha256,
        },
    }
    stated = {name: value for name, value in facts.items() if value}
    return json.dumps(stated, ensure_ascii=False, indent=1).translate(_MARKUP_IN_JSON)


# --------------------------------------------------------------------------------------------- body


def _body(document: Document, article: _Element) -> Iterator[_Element]:
    text_id, about_id = unused_id(article, "text"), unused_id(article, "about-this-edition")
    yield build("a", "Skip to the text", class_="skip", href=f"#{text_id}", lang="en", dir="ltr")
    entries = outline(article)
    if sum(entry.size for entry in entries) >= HEADINGS_FOR_CONTENTS:
        yield _contents(entries)
    masthead = _masthead(document, article)
    if masthead is not None:
        article.insert(0, masthead)
    yield build("main", article, id=text_id, tabindex="-1")
    yield build(
        "footer",
        build("h2", colophon.HEADING, id=about_id),
        colophon.rows(document.colophon),
        class_="colophon",
        lang="en",
        dir="ltr",
    )


def _masthead(document: Document, article: _Element) -> _Element | None:
    """Who wrote it, who published it and when, unless the text says so itself; the title where the text has none."""
    known = document.metadata
    parts = [
        value
        for value in (
            known.creators and known.creators.basis is not Basis.EXTRACTED and ", ".join(known.creators.value),
            known.publisher and known.publisher.basis is not Basis.EXTRACTED and known.publisher.value,
            known.date and known.date.basis is not Basis.EXTRACTED and known.date.value,
        )
        if value
    ]
    lines: list[_Element] = []
    if parts:
        lines.append(build("p", *_separated(parts), class_="byline"))
    if title_heading(article) is None:
        supplied = "en" if known.title is None else None
        lines.append(build("h1", document.display_title, lang=supplied, dir="ltr" if supplied else None))
    return build("header", *lines) if lines else None


def _separated(parts: list[str]) -> Iterator[_Element | str]:
    for number, part in enumerate(parts):
        if number:
            yield " · "
        yield build("bdi", part)


def _contents(entries: tuple[Entry, ...]) -> _Element:
    """Folded away on a narrow screen; the style sheet keeps it open in the margin of a wide one."""
    return build(
        "nav",
        build(
            "details", build("summary", "Contents", lang="en"), build("p", "Contents", lang="en"), _entry_list(entries)
        ),
        aria_label="Contents",
    )


def _entry_list(entries: tuple[Entry, ...]) -> _Element:
    return build("ol", *(_entry(entry) for entry in entries))


def _entry(entry: Entry) -> _Element:
    link = build("a", entry.label, href=f"#{entry.target}", dir=entry.direction, lang=entry.language)
    return build("li", link, _entry_list(entry.children)) if entry.children else build("li", link)


def _let_scroll(element: _Element) -> None:
    """Let what may be wider than a small screen scroll by itself, by keyboard too."""
    if element.tag == tag("pre"):
        element.set("tabindex", "0")
        return
    parent = element.getparent()
    if parent is None:
        return
    box = build("div", class_="scroll", tabindex="0", role="group", aria_label="Table", dir=element.get("dir"))
    box.tail, element.tail = element.tail, None
    parent.replace(element, box)
    box.append(element)


WRITER = Writer(
    format="html",
    suffix=".html",
    media_type="text/html",
    version="3",
    summary="One self-contained page for any browser: responsive, light and dark, fit to print.",
    comparison=Comparison.EXACT,
    write=write,
    read_back=read_back,
    fingerprint=fingerprint,
)
