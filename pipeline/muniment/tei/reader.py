"""The text of a TEI edition, read back with Python's own parser (Expat), which had no part in writing it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from muniment.errors import WriterError
from muniment.readback import collapse
from muniment.tei.markup import NAMESPACE

_INLINE = frozenset({"hi", "code", "foreign", "ref", "ptr", "lb"})
_SPACE = " \t\n\r\f"


class _RefuseDoctype(ET.TreeBuilder):
    """Builds the tree of a file that declares no document type."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse: a document type can declare entities, and our files have none."""
        raise WriterError(
            f"The TEI file declares a document type ({name}, {pubid}, {system}).",
            remedy="Build the edition again; Muniment writes none.",
            code="TEI-DOCTYPE",
        )


def units(data: bytes) -> tuple[str, ...]:
    """The units of text of a TEI file in reading order: the body's, then those of the notes in ``back``.

    White space folds as in XHTML (runs of space, tab and line feed are one space, none at a unit's ends), but for
    preformatted text, which loses nothing. Lines of verse and lines divided by ``lb`` are joined by a line feed.
    Text that stands where no words belong is a unit too, so that nothing goes unseen.

    Raises ``WriterError`` if the bytes are not a well-formed TEI file with a ``text``, or declare a document type.
    """
    parser = ET.XMLParser(target=_RefuseDoctype())  # noqa: S314 # the target refuses a document type, so no entity can be declared
    try:
        parser.feed(data)
        root = parser.close()
    except (ET.ParseError, ValueError) as error:
        raise WriterError(
            f"The TEI file is not well-formed XML: {error}.", remedy="Build the edition again.", code="TEI-XML"
        ) from error
    text = root.find(f"{{{NAMESPACE}}}text")
    if root.tag != f"{{{NAMESPACE}}}TEI" or text is None:
        raise WriterError("The file is not a TEI document with a text.", remedy="Build it again.", code="TEI-XML")
    return tuple(unit for unit in _units(text) if unit.strip(_SPACE))


def _name(node: ET.Element) -> str:
    return node.tag.removeprefix(f"{{{NAMESPACE}}}")


def _units(node: ET.Element) -> Iterator[str]:
    if _name(node) == "ab" and node.get("type") == "preformatted":
        yield "".join(node.itertext())
        return
    if _name(node) == "lg":
        yield "\n".join(_fold(_words(line)) for line in node)
        yield from (_fold(text) for text in (node.text, *(line.tail for line in node)) if text)
        return
    run = [node.text or ""]
    for child in node:
        if _name(child) in _INLINE:
            run.append(_words(child))
        else:
            yield _fold("".join(run))
            run = []
            yield from _units(child)
        run.append(child.tail or "")
    yield _fold("".join(run))


def _words(node: ET.Element) -> str:
    if _name(node) == "lb":
        return _BREAK
    pieces = [node.text or ""]
    for child in node:
        pieces += (_words(child), child.tail or "")
    return "".join(pieces)


_BREAK = "\x00"
"""Stands for ``lb`` while white space is folded: the one character that no XML file holds."""


def _fold(text: str) -> str:
    return "\n".join(map(collapse, text.split(_BREAK)))
