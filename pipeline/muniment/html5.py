"""XHTML trees written as HTML5: https://html.spec.whatwg.org/multipage/parsing.html#serialising-html-fragments."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from muniment.xhtml import local_name

_VOID = frozenset({"br", "col", "hr", "input", "link", "meta"})
_RAW = frozenset({"script", "style"})
_HOLDS_BLOCKS = frozenset(
    {
        *("html", "head", "body", "header", "nav", "main", "article", "section", "footer", "details", "div"),
        *("ol", "ul", "dl", "blockquote", "table", "thead", "tbody", "tr"),
    }
)
_BLOCKS = _HOLDS_BLOCKS | frozenset(
    {
        *("meta", "link", "title", "style", "script", "summary", "p", "pre", "hr", "li", "dt", "dd", "th", "td"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    }
)


def serialise(root: _Element) -> str:
    """The HTML5 document of an XHTML ``html`` element, from its doctype to one final newline.

    A line end is put after each block, where it is no part of any text. Comments and processing instructions are
    left out; text in ``style`` and ``script`` is written raw, and a ``ValueError`` says so if it would end there.
    """
    pieces = ["<!DOCTYPE html>\n"]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local_name(element)
        if event == "start":
            pieces.append(_start_tag(element, name))
            if not element.text and name in _HOLDS_BLOCKS:
                pieces.append("\n")
            pieces.append(_raw(element.text or "", name) if name in _RAW else _text(element.text))
            continue
        if name not in _VOID:
            pieces.append(f"</{name}>")
        if name in _BLOCKS and not (element.tail or "").startswith("\n"):
            pieces.append("\n")
        if element is not root:
            pieces.append(_text(element.tail))
    return "".join(pieces)


def _start_tag(element: _Element, name: str) -> str:
    attributes = "".join(f' {key!s}="{_attribute(str(value))}"' for key, value in element.attrib.items())
    lost_newline = "\n" if name == "pre" and (element.text or "").startswith("\n") else ""
    return f"<{name}{attributes}>{lost_newline}"


def _text(text: str | None) -> str:
    if not text:
        return ""
    return text.replace("&", "&amp;").replace("\u00a0", "&nbsp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(value: str) -> str:
    return _text(value).replace('"', "&quot;")


def _raw(text: str, name: str) -> str:
    if f"</{name}" in text.lower() or "<!--" in text:
        raise ValueError(f"text would end or hide the rest of its {name} element")
    return text
