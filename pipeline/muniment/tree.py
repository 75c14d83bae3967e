"""The one XHTML tree of a document, which every writer reads: pandoc's HTML brought to a small, closed vocabulary.

The shape, in the XHTML name space (``docs/architecture.md`` says more)::

    article[@lang][@dir]
      h1[@id]                                the title
      p | p[@class="verse"]                  verse: its lines end in br
      p[@class="boilerplate"], …             put around the text: Project Gutenberg's header and licence
      ul | ol[@start] | blockquote | pre/code | table | hr
      section[@id][@class="level2"…]         nested by heading level, its h2…h6 first
      section[@role="doc-endnotes"][@class="footnotes"]/ol/li[@id="fn1"]

Inside a line: ``em``, ``strong``, ``code``, ``a[@href]``, ``br``, ``span[@lang]`` and ``a[@role="doc-noteref"]/sup``. A
block has ``dir`` where its script runs against what surrounds it, and ``lang`` where it is in another language or
script; a phrase in another one is a ``span``. Nothing else occurs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from lxml import etree

from muniment import anchors, passages
from muniment.errors import Finding, Place, Severity, WriterError
from muniment.notes import referred_labels, settle
from muniment.structure.boilerplate import text_between
from muniment.xhtml import NAMESPACE, label, local_name, safe_href, tag

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}

_KEPT_ATTRIBUTES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("article", "p", "ul", "li", "blockquote", "pre", "code", "hr", "em", "strong", "br", "sup"), ()),
    **dict.fromkeys(("table", "thead", "tbody", "tr", "th", "td", *HEADINGS), ()),
    "section": ("role",),
    "ol": ("start",),
    "a": ("href", "role"),
}
"""Every element that may occur, with those of pandoc's attributes that stay."""

_CONTAINERS: Final = frozenset(
    tag(name) for name in ("article", "section", "ul", "ol", "blockquote", "table", "thead", "tbody", "tr")
)
_BLOCKS_IN_ITEMS: Final = frozenset(tag(name) for name in ("p", "ul", "ol", "blockquote", "pre", "table", "hr"))
_SET_APART: Final = frozenset(tag(name) for name in ("p", "ul", "ol", "blockquote", "pre", "table"))
_ASCII_SPACE: Final = " \t\n\r\f"
_UNWRAP: Final = "unwrap"


class HtmlReader(Protocol):
    """What turns Markdown into HTML: ``tools.pandoc.PandocWorker``, or a double in a test."""

    def html(self, markdown: str) -> str:
        """HTML5 in XML syntax of a Markdown body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A tree and what was seen while it was made."""

    root: _Element
    """The ``article`` element."""
    findings: tuple[Finding, ...]
    """Links that were reduced to their words (TREE-LINK), in reading order."""


def make_article(markdown_body: str, *, language: str, direction: str, worker: HtmlReader) -> _Element:
    """The tree of a canonical Markdown body, without the findings; see ``read_article``."""
    return read_article(markdown_body, language=language, direction=direction, worker=worker).root


def read_article(markdown_body: str, *, language: str, direction: str, worker: HtmlReader) -> Article:
    """The tree of a canonical Markdown body (front matter excluded).

    Args:
        markdown_body: Canonical Markdown, LF newlines.
        language: BCP 47 tag for ``lang``; ``und`` where unknown.
        direction: ``ltr`` or ``rtl``, the base direction.
        worker: Reads the Markdown.

    Raises ``WriterError``: WRITE-TREE for anything that canonical Markdown cannot hold (images, raw HTML, styles),
    WRITE-NOTE for notes on notes, WRITE-PANDOC for what the worker cannot read.
    """
    labels = referred_labels(markdown_body)
    html = worker.html(markdown_body)
    root = _parsed(html)
    _reduce(root)
    root.set("lang", language)
    root.set("dir", direction)
    settle(root, labels)
    _nest_sections(root)
    _set_apart(root)
    _name_headings(root)
    findings = tuple(_check_links(root))
    etree.strip_tags(root, _UNWRAP)
    passages.mark(root, language=language, direction=direction)
    return Article(root=root, findings=findings)


def _parsed(html: str) -> _Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(f'<article xmlns="{NAMESPACE}">{html}</article>', parser)
    except etree.XMLSyntaxError as error:
        raise _unexpected(f"pandoc's HTML is not well-formed: {error.msg}") from error


def _unexpected(message: str) -> WriterError:
    return WriterError(
        message, remedy="Canonical Markdown holds no raw HTML and no images; see docs/markdown.md.", code="WRITE-TREE"
    )


# --------------------------------------------------------------------------------------------- vocabulary


def _reduce(root: _Element) -> None:
    """Leave only the vocabulary's elements, attributes and white space."""
    for element in list(root.iter()):
        name = local_name(element)
        if name == "colgroup":
            _remove(element)
            continue
        if name == "col":
            continue
        parent = element.getparent()
        misplaced = name == "sup" and (parent is None or parent.get("role") != "doc-noteref")
        if name not in _KEPT_ATTRIBUTES or misplaced:
            raise _unexpected(f"there is no place for <{name or 'a comment or instruction'}> in the document.")
        for attribute in element.keys():  # noqa: SIM118 # an element's keys are its attributes, itself its children
            if attribute not in _KEPT_ATTRIBUTES[name]:
                del element.attrib[attribute]
        _drop_layout_space(element)
        if name == "p" and element.find(f".//{tag('br')}") is not None:
            element.set("class", "verse")


def _drop_layout_space(element: _Element) -> None:
    """Drop the white space that only lays out pandoc's HTML source."""
    in_item = element.tag == tag("li")
    if element.tag in _CONTAINERS or (in_item and any(child.tag in _BLOCKS_IN_ITEMS for child in element)):
        for child in element:
            if child.tag in _BLOCKS_IN_ITEMS or not in_item:
                child.tail = (child.tail or "").strip(_ASCII_SPACE) or None
        element.text = (element.text or "").strip(_ASCII_SPACE) or None
    if element.tag == tag("br"):
        element.tail = (element.tail or "").lstrip(_ASCII_SPACE) or None


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


# --------------------------------------------------------------------------------------------- sections


def _nest_sections(root: _Element) -> None:
    """Put each heading and what follows it into a section inside the nearest section of a higher rank.

    The first ``h1`` is the title and stays in the article; a later one begins a section as the others do.
    """
    children = list(root)
    del root[:]
    opened: list[tuple[int, _Element]] = []
    titled = False
    for child in children:
        level = HEADINGS.get(local_name(child), 0)
        if level or child.tag == tag("section"):
            while opened and opened[-1][0] >= level:
                opened.pop()
        if level > 1 or (level and titled):
            parent = opened[-1][1] if opened else root
            section = etree.SubElement(parent, tag("section"), {"class": f"level{level}"})
            opened.append((level, section))
        titled = titled or level == 1
        (opened[-1][1] if opened else root).append(child)


def _set_apart(root: _Element) -> None:
    """Mark the blocks that were put around a text by those who passed it on; they stay where they stand."""
    holders = (holder for holder in root.iter(tag("article"), tag("section")) if holder.get("role") is None)
    blocks = [child for holder in holders for child in holder if child.tag != tag("section")]
    first, end = text_between("".join(islice(map(str, block.itertext()), 1)) for block in blocks)
    for block in (*blocks[:first], *blocks[end:]):
        if block.tag in _SET_APART:
            block.set("class", " ".join(filter(None, (block.get("class"), "boilerplate"))))


def _name_headings(root: _Element) -> None:
    """Give the title and each section an id made from the heading's words, unique in the document."""
    holders = list(_named(root))
    headings = (label(holder[0] if holder.tag == tag("section") else holder) for holder in holders)
    for holder, name in zip(holders, anchors.names(headings), strict=True):
        holder.set("id", name)


def _named(root: _Element) -> Iterator[_Element]:
    for element in root.iter(tag("h1"), tag("section")):
        is_title = element.tag == tag("h1") and element.getparent() is root
        if is_title or (element.tag == tag("section") and element.get("role") is None):
            yield element


# --------------------------------------------------------------------------------------------- links


def _check_links(root: _Element) -> Iterator[Finding]:
    """Mark the links that lead nowhere or could run something for unwrapping; their words stay."""
    ids = {element.get("id") for element in root.iter()}
    for link in root.iter(tag("a")):
        href = link.get("href", "")
        safe = safe_href(href)
        if safe is not None and (not safe.startswith("#") or safe[1:] in ids):
            continue
        if link.get("role") is not None:
            raise _unexpected(f"the note mark {href!r} leads nowhere.")
        link.tag = _UNWRAP
        yield Finding(
            code="TREE-LINK",
            severity=Severity.WARNING,
            place=Place(file=""),
            message=f"the link to {href[:80]!r} is not http, https, mailto or inside the document; its words stay.",
        )
