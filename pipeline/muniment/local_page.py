"""Pages that people look at while they work: the reports of an evaluation, and the review of one document.

They are no editions. They show other people's text, so every string goes through ``element``, which leaves nothing
that could be taken for markup, and each page forbids scripts and loads that it does not bring itself.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from lxml.etree import _Element

from muniment import xhtml
from muniment.html5 import serialise

_NOT_XML = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROL_PICTURES = 0x2400
_SPACE = 0x20


def element(name: str, /, *children: _Element | str, **attributes: str | None) -> _Element:
    """``xhtml.build`` for any text: what markup cannot hold is shown by a sign that stands for it."""
    return xhtml.build(
        name,
        *(printable(child) if isinstance(child, str) else child for child in children),
        **{key: None if value is None else printable(value) for key, value in attributes.items()},
    )


def printable(text: str) -> str:
    """Text in which each character that XML 1.0 forbids is replaced by its control picture, or by U+FFFD."""
    return _NOT_XML.sub(
        lambda found: chr(_CONTROL_PICTURES + ord(found[0])) if ord(found[0]) < _SPACE else "\ufffd", text
    )


def page(title: str, head: tuple[_Element, ...], *body: _Element) -> str:
    """A whole page in English as HTML5; ``head`` is what it needs beside its title."""
    return serialise(
        element(
            "html",
            element(
                "head",
                element("meta", charset="utf-8"),
                *head,
                element("title", title),
                element("meta", name="viewport", content="width=device-width, initial-scale=1"),
                element("meta", name="color-scheme", content="light dark"),
            ),
            element("body", *body),
            lang="en",
        )
    )


def own_style() -> tuple[_Element, ...]:
    """Head of a page that is opened as a file: its style is in it, and nothing else may be loaded."""
    digest = base64.b64encode(hashlib.sha256(style().encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="referrer", content="no-referrer"),
        element("style", style()),
    )


@cache
def style() -> str:
    """The style sheet of these pages."""
    return _asset("desk.css")


@cache
def script() -> str:
    """The script of the review page, which works without it too."""
    return _asset("review.js")


def _asset(name: str) -> str:
    return files("muniment").joinpath("assets", "desk", name).read_text(encoding="utf-8")
