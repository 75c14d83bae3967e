"""What canonical Markdown says, read with markdown-it-py: the text that every edition must give back.

pandoc, which the editions are made with, has no part in this: where the two readers differ, the gate must close.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from muniment.readback import collapse

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)


def body_of(markdown: str) -> str:
    """Canonical Markdown without its YAML front matter."""
    front = _FRONT_MATTER.match(markdown)
    return markdown[front.end() :] if front else markdown


def expected_units(markdown: str) -> tuple[str, ...]:
    """The units of text of canonical Markdown (front matter not included), in reading order, notes last.

    A unit is a heading, paragraph, list item paragraph, table cell or code block. Hard breaks are LF, other white
    space is folded as HTML does, marks of notes and lists are left out, and so are empty units.
    """
    return _units(body_of(markdown).lstrip("\n"))


@lru_cache(maxsize=2)  # the source and each edition of a document are held against the same units
def _units(body: str) -> tuple[str, ...]:
    units = (_unit(token) for token in _reader().parse(body))
    return tuple(unit for unit in units if unit is not None and unit.strip(" \t\n"))


def expected_outline(markdown: str) -> tuple[tuple[str, str], ...]:
    """Structure and text of canonical Markdown as pairs, to be held against another reader's.

    A pair is the path of open blocks with the block's own kind last (``ul/li/p``, ``h2``), and its text as in
    ``expected_units``; scene breaks are ``hr`` with no text.
    """
    return tuple(_outline(_reader().parse(body_of(markdown))))


@cache
def _reader() -> MarkdownIt:
    # Below ``maxNesting`` (20 by default, two a list) markdown-it passes over words without a sign.
    options = {"html": False, "maxNesting": 100}
    reader = MarkdownIt("commonmark", options).enable("table").use(footnote_plugin)
    return reader.disable(["html_block", "html_inline", "footnote_inline"])


def _unit(token: Token) -> str | None:
    if token.type == "inline":
        return "\n".join(collapse(line) for line in "".join(_inline(token.children or ())).split("\n"))
    return token.content.removesuffix("\n") if token.type in ("fence", "code_block") else None


def _inline(children: Iterable[Token]) -> Iterator[str]:
    for child in children:
        if child.type == "hardbreak":
            yield "\n"
        elif child.type == "softbreak":
            yield " "
        elif child.type in ("text", "code_inline", "image"):
            yield child.content.replace("\n", " ")


def _outline(tokens: Iterable[Token]) -> Iterator[tuple[str, str]]:
    path: list[str] = []
    for token in tokens:
        unit = _unit(token)
        if unit is not None:
            kind = [*path, "pre"] if token.type != "inline" else path
            yield "/".join(kind), unit
        elif token.type == "hr":
            yield "/".join([*path, "hr"]), ""
        elif token.nesting > 0:
            path.append(_tag(token))
        elif token.nesting < 0:
            path.pop()


def _tag(token: Token) -> str:
    return {"footnote_block": "notes", "footnote": "note"}.get(token.type.removesuffix("_open"), token.tag)
