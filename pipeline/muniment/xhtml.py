"""Small tools over XHTML trees that the page-like editions share: building, labelling, outlining, making links safe.

Everything here works on lxml elements in the XHTML name space, as ``tree.py`` makes them.
"""

from __future__ import annotations

import re
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urlsplit

from lxml import etree
from lxml.etree import _Element

NAMESPACE = "http://www.w3.org/1999/xhtml"
"""The XHTML name space."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HOST = re.compile(r"[\w~-]+(?:\.[\w~-]+)*\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
_NOT_IN_A_URL = re.compile(r"[\s\"<>\[\\\]^`{|}#]|%(?![0-9A-Fa-f]{2})")
_HIGHEST_PORT = 65_535


def tag(name: str) -> str:
    """The qualified name of an XHTML element: ``tag("p")`` is ``{http://www.w3.org/1999/xhtml}p``."""
    return f"{{{NAMESPACE}}}{name}"


def local_name(element: _Element) -> str:
    """The name of an element without its name space; empty for comments and processing instructions."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def build(name: str, /, *children: _Element | str, **attributes: str | None) -> _Element:
    """A new XHTML element with its children, strings becoming text, and its attributes.

    An attribute that is ``None`` is left out. A trailing underscore lets a Python keyword be a name (``class_``),
    other underscores stand for hyphens (``aria_label``).
    """
    element = etree.Element(tag(name), nsmap={None: NAMESPACE})  # type: ignore[dict-item] # None is the default prefix
    for key, value in attributes.items():
        if value is not None:
            element.set(key.rstrip("_").replace("_", "-"), value)
    for child in children:
        if not isinstance(child, str):
            element.append(child)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + child
        else:
            element.text = (element.text or "") + child
    return element


# --------------------------------------------------------------------------------------------- headings


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One heading in a table of contents."""

    label: str
    """The heading's text on one line, without note reference marks."""
    target: str
    """``id`` of the section that it heads."""
    direction: str | None
    """``ltr`` or ``rtl`` where the heading says so itself, else ``None``."""
    language: str | None
    """BCP 47 tag where the heading states one of its own, else ``None``."""
    children: tuple[Entry, ...]
    """Headings under it."""

    @property
    def size(self) -> int:
        """Number of headings, itself included."""
        return 1 + sum(child.size for child in self.children)


def label(element: _Element) -> str:
    """The words of an element on one line: note reference marks left out, line breaks and runs of space as one."""
    pieces: list[str] = []
    _collect(element, pieces)
    return " ".join("".join(pieces).split())


def _collect(element: _Element, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        if local_name(child) == "br":
            pieces.append(" ")
        elif child.get("role") != "doc-noteref":
            _collect(child, pieces)
        pieces.append(child.tail or "")


def title_heading(article: _Element) -> _Element | None:
    """The document's title in the tree: its first ``h1``, or ``None`` where it has none."""
    return article.find(f".//{tag('h1')}")


def heading_of(section: _Element) -> _Element | None:
    """The heading that a section begins with, or ``None``."""
    return section[0] if len(section) and local_name(section[0]) in _HEADINGS else None


def outline(parent: _Element) -> tuple[Entry, ...]:
    """The headings of the sections under ``parent``, nested as the sections are.

    A section without ``id`` is not listed, as nothing could lead to it.
    """
    entries: list[Entry] = []
    for section in parent.iterchildren(tag("section"), tag("div")):
        if section.tag == tag("div"):
            entries += outline(section)
            continue
        heading = heading_of(section)
        target = section.get("id")
        if heading is None or target is None:
            continue
        entries.append(
            Entry(
                label=label(heading),
                target=target,
                direction=heading.get("dir"),
                language=heading.get("lang"),
                children=outline(section),
            )
        )
    return tuple(entries)


def unused_id(root: _Element, wanted: str) -> str:
    """``wanted``, or ``wanted-2`` and so on: an ``id`` that no element under ``root`` has."""
    taken = {element.get("id") for element in root.iter()}
    candidate, number = wanted, 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


# --------------------------------------------------------------------------------------------- links


def safe_href(href: str) -> str | None:
    """``href`` as a valid URL, where following it can only open a web page, begin a letter or move within the document.

    Characters that a URL may not hold are percent-encoded, as a browser would do. Other schemes (``javascript:``,
    ``data:``, ``file:``), relative references, which lead nowhere from a single file, names and passwords before a
    host, and hosts that cannot exist give ``None``. See https://url.spec.whatwg.org/#valid-url-string.
    """
    if _CONTROL.search(href):
        return None
    if href.startswith("#"):
        return href if len(href) > 1 else None
    try:
        parts = urlsplit(href)
        port = parts.port
    except ValueError:
        return None
    tail = "".join(
        mark + _encode(text)
        for mark, text in (("", parts.path), ("?", parts.query), ("#", parts.fragment))
        if text or not mark
    )
    if parts.scheme == "mailto":
        return f"mailto:{tail}" if "@" in parts.path and not parts.netloc else None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not _is_host(parts.hostname or ""):
        return None
    host = parts.netloc if port is not None else parts.netloc.removesuffix(":")
    return f"{parts.scheme}://{host}{tail}" if port is None or port <= _HIGHEST_PORT else None


def _encode(text: str) -> str:
    return _NOT_IN_A_URL.sub(lambda match: quote(match[0], safe=""), text)


def _is_host(name: str) -> bool:
    """Whether a host can be called so: https://url.spec.whatwg.org/#host-writing."""
    with suppress(ValueError):
        if ":" in name:
            return bool(IPv6Address(name))
        if _NUMBER.fullmatch(name.removesuffix(".").rpartition(".")[2]):
            return bool(IPv4Address(name))
        return bool(_HOST.fullmatch(name) and name.encode("idna").decode("idna"))
    return False


# --------------------------------------------------------------------------------------------- content


def edition_article(article: _Element) -> _Element:
    """A copy of the article for a page, with the same text, code point for code point.

    Each line of verse stands in a ``span.line`` that can hang its turnover; links that are not safe are only words;
    a heading that skips a level stands just below the one it is under, as HTML wants it
    (https://html.spec.whatwg.org/multipage/sections.html#headings-and-outlines-2); one without words is none.
    """
    copy = deepcopy(article)
    copy.tail = None
    for section in list(copy.iter(tag("section"))):
        _without_empty_heading(section)
    _close_gaps(copy, 1)
    for verse in copy.iter(tag("p")):
        if "verse" in (verse.get("class") or "").split():
            _split_lines(verse)
    for link in copy.iter(tag("a")):
        href = link.get("href")
        if href is None:
            continue
        safe = safe_href(href)
        if safe is None:
            del link.attrib["href"]
        else:
            link.set("href", safe)
    return copy


def _without_empty_heading(section: _Element) -> None:
    """Make a section whose heading has no words a plain division: nobody could hear or name such a heading (WCAG 2.4.6)."""
    heading = heading_of(section)
    if heading is None or label(heading).strip():
        return
    section.tag = tag("div")
    if len(heading):
        heading.tag = tag("p")  # it holds the reference of a note
    else:
        section.remove(heading)


def _close_gaps(parent: _Element, level: int) -> None:
    for section in parent.iterchildren(tag("section"), tag("div")):
        heading = heading_of(section)
        if section.tag == tag("div"):
            _close_gaps(section, level)
        elif heading is not None:
            here = min(int(local_name(heading)[1]), level + 1)
            heading.tag = tag(f"h{here}")
            _close_gaps(section, here)


def _split_lines(verse: _Element) -> None:
    """Wrap each line, its final ``br`` included: a ``br`` that ends a block makes no line of its own."""
    lines = _lines_of(verse)
    for line in lines:
        line.tag = tag("span")
        line.attrib.clear()
        line.set("class", "line")
    verse[:] = lines
    verse.text = None


def _lines_of(element: _Element) -> list[_Element]:
    """Copies of an element's shell with one line each; what runs over a line end is split there, and named once."""
    own = {str(name): str(value) for name, value in element.attrib.items()}
    shell = {name: value for name, value in own.items() if name != "id"}
    lines = [etree.Element(element.tag, own)]
    lines[0].text = element.text
    for child in list(element):
        tail, child.tail = child.tail, None
        pieces = _lines_of(child) if child.find(f".//{tag('br')}") is not None else [child]
        lines[-1].append(pieces[0])
        for piece in pieces[1:]:
            lines.append(etree.Element(element.tag, shell))
            lines[-1].append(piece)
        if local_name(child) == "br":
            lines.append(etree.Element(element.tag, shell))
            lines[-1].text = tail
        else:
            lines[-1][-1].tail = tail
    return lines
