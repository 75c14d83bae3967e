"""HTML made of calls, where text cannot become markup: only what a call returned is taken as markup.

Pages of the catalogue are many and shallow, so they are put together as text; a tree would cost several times as much.
See https://html.spec.whatwg.org/multipage/syntax.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from lxml.etree import _Element

from muniment.html5 import serialise
from muniment.local_page import printable

_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta"})
_BLOCKS = frozenset(
    {
        *("html", "head", "body", "header", "main", "footer", "nav", "section", "details", "summary", "div", "p"),
        *(
            "h1",
            "h2",
            "h3",
            "ol",
            "ul",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "thead",
            "tbody",
            "tr",
            "meta",
            "link",
            "title",
        ),
    }
)
_DOCTYPE = "<!DOCTYPE html>\n"
_REFERENCES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "&#13;"))
_NOT_PLAIN = re.compile(r"[^ !#-%'-;=?-~]")  # all but ASCII that means itself


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | None) -> Markup:
    """An element with its children: ``Markup`` as it is, every other text escaped.

    An attribute that is ``None`` is left out. A trailing underscore lets a Python keyword be a name (``class_``), other
    underscores stand for hyphens. A line end follows each block, where it is no part of any text.
    """
    written = ""
    for key, value in attributes.items():
        if value is not None:
            written += f'{_before(key)}{escaped(value)}"'
    start, end = _around(name)
    return Markup(f"{start}{written}>{joined(children)}{end}")


@cache
def _before(key: str) -> str:
    """What stands before an attribute's value."""
    return f' {key.rstrip("_").replace("_", "-")}="'


@cache
def _around(name: str) -> tuple[str, str]:
    """What stands before an element's attributes and after its children."""
    after = "\n" if name in _BLOCKS else ""
    return f"<{name}", after if name in _VOID else f"</{name}>{after}"


def joined(children: Iterable[str]) -> Markup:
    """Pieces one after another, escaped where they are no markup."""
    return Markup("".join([child if child.__class__ is Markup else escaped(child) for child in children]))


def escaped(text: str) -> Markup:
    """Text as it stands between tags or in a quoted attribute; what HTML cannot hold is shown by a sign for it."""
    if not _NOT_PLAIN.search(text):
        return Markup(text)
    shown = printable(text)
    for sign, reference in _REFERENCES:
        shown = shown.replace(sign, reference)
    return Markup(shown)


def from_tree(element: _Element) -> Markup:
    """An XHTML tree as markup."""
    return Markup(serialise(element).removeprefix(_DOCTYPE))


def document(*children: str, **attributes: str | None) -> bytes:
    """A whole page in UTF-8."""
    return f"{_DOCTYPE}{tag('html', *children, **attributes)}".encode()
