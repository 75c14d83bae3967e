"""The text of an XHTML or HTML tree as a reader meets it, for the fidelity gate.

A *unit* is the text of one heading, paragraph, list item paragraph, table cell or code block. This reader knows HTML
and nothing of how the tree was made, so that what a writer did wrong cannot be excused here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_NOTE_MARKS = frozenset({"noteref", "backlink", "doc-noteref", "doc-backlink"})

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "ruby",
        "rp",
        "rt",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
"""Elements that stand inside a line; every other element begins and ends a unit."""

_TEXTLESS = frozenset({"head", "script", "style", "template"})
"""Elements whose characters no reader is shown."""

_ASCII_SPACE = " \t\n\r\f"
_ASCII_SPACES = re.compile(r"[ \t\n\r\f]+")


def units_of_xhtml(root: _Element, *, skip: Callable[[_Element], bool] | None = None) -> tuple[str, ...]:
    """Return the units of text below ``root`` in document order.

    White space collapses as HTML has it: runs of space, tab, LF, CR and FF become one space and vanish at either end
    of a line; no other code point is touched (U+00A0, U+2003 and U+3000 stay). ``br`` becomes LF. Inside ``pre``
    every character stays but one final LF. Note reference marks, backlinks, comments, ``hidden`` elements and
    elements without shown text are left out, and so are empty units.

    Args:
        root: An element of an XHTML tree or of a tree parsed from HTML (in the XHTML namespace or in none).
        skip: Says of an element whether it is page furniture; neither it nor what it holds is read.
    """
    reader = _Reader()
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start":
            name = _name(node.tag)
            shown = not (name in _TEXTLESS or _is_left_out(node) or (skip is not None and skip(node)))
            reader.enter(name, node.text if shown else None, shown=shown)
            if not shown:
                walker.skip_subtree()
            continue
        if event == "end":
            reader.leave(_name(node.tag))
        if node is not root:
            reader.text(node.tail)
    reader.end_unit()
    return tuple(reader.units)


def collapse(text: str) -> str:
    """Fold the white space of one line as HTML does: ASCII white space only, none at either end."""
    if "  " in text or "\n" in text or "\t" in text or "\r" in text or "\f" in text:
        text = _ASCII_SPACES.sub(" ", text)
    return text.strip(_ASCII_SPACE)


def local_name(element: _Element) -> str:
    """Name of an element without its namespace, in lower case."""
    return _name(element.tag)


@lru_cache(maxsize=256)  # documents have few names, each many times
def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()


def _is_left_out(element: _Element) -> bool:
    if not element.keys():  # an element's keys are its attributes
        return False
    if element.get("hidden") is not None:
        return True
    roles = f"{element.get('role', '')} {element.get(_EPUB_TYPE, '')}"
    return not _NOTE_MARKS.isdisjoint(roles.split())


class _Reader:
    """Gathers the pieces of one line, the lines of one unit, and the units."""

    def __init__(self) -> None:
        self.units: list[str] = []
        self._lines: list[list[str]] = [[]]
        self._pre = 0

    def enter(self, name: str, text: str | None, *, shown: bool) -> None:
        if name not in _INLINE:
            self.end_unit()
        if name == "pre":
            self._pre += 1
        if name == "br" and shown:
            self._lines.append([])
        self.text(text)

    def leave(self, name: str) -> None:
        if name not in _INLINE:
            self.end_unit()
        if name == "pre":
            self._pre -= 1

    def text(self, text: str | None) -> None:
        if text:
            self._lines[-1].append(text)

    def end_unit(self) -> None:
        if self._lines == [[]]:
            return
        lines = ["".join(pieces) for pieces in self._lines]
        self._lines = [[]]
        unit = "\n".join(lines).removesuffix("\n") if self._pre else "\n".join(map(collapse, lines))
        if unit.strip(_ASCII_SPACE):
            self.units.append(unit)
