"""Small tools for building TEI elements: names, text, pointers, identifiers, indentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from lxml import etree
from lxml.etree import _Element

from muniment.errors import WriterError

NAMESPACE = "http://www.tei-c.org/ns/1.0"
"""The name space of TEI P5."""

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_MIXED_OR_BLOCKS = frozenset({"item", "quote", "note", "change"})
_MIXED = frozenset(
    {
        *("head", "p", "l", "ab", "cell", "hi", "code", "ref", "foreign"),
        *("title", "author", "publisher", "idno", "licence", "date", "measure", "term", "label", "num"),
        *("language", "catDesc"),
    }
)
_BLOCKS = frozenset({"p", "lg", "list", "quote", "ab", "table", "milestone"})

_NOT_IN_A_POINTER = re.compile(r'[\s\x00-\x20\x7f-\x9f"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})|(?<=#)#|[\[\]]')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_AUTHORITY = re.compile(r"(?P<scheme>(?:[A-Za-z][A-Za-z0-9+.-]*:)?//)(?P<authority>[^/?#]*)")
_GOOD_AUTHORITY = re.compile(r"(?:[^@:\[\]]*(?::[^@\[\]]*)?@)?(?:[^@:\[\]]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_NOT_A_NAME_CHARACTER = re.compile(r"[^\w.-]")
_NAME_START = re.compile(r"[^\W\d]")


def element(name: str, *children: _Element | str, **attributes: str | None) -> _Element:
    """A new TEI element with its children, strings becoming text, and its attributes in the order given.

    An attribute that is ``None`` is left out; ``xml_id``, ``xml_lang`` and ``xml_space`` stand for the attributes of
    the XML name space. Raises ``WriterError`` for a character that XML 1.0 cannot hold (section 2.2).
    """
    made = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={None: NAMESPACE})  # type: ignore[dict-item] # the stubs miss the default name space
    for key, value in attributes.items():
        if value is not None:
            set_attribute(made, key, value)
    for child in children:
        append(made, child)
    return made


def set_attribute(target: _Element, name: str, value: str) -> None:
    """Set one attribute; ``name`` is spelt as in ``element``. Raises ``WriterError`` as ``element`` does."""
    try:
        target.set({"xml_id": XML_ID, "xml_lang": XML_LANG, "xml_space": XML_SPACE}.get(name, name), value)
    except ValueError as error:
        raise _unwritable(value) from error


def append(target: _Element, child: _Element | str) -> None:
    """Add an element or text at the end of ``target``. Raises ``WriterError`` as ``element`` does."""
    if not isinstance(child, str):
        target.append(child)
        return
    if not child:
        return
    try:
        if len(target):
            target[-1].tail = (target[-1].tail or "") + child
        else:
            target.text = (target.text or "") + child
    except ValueError as error:
        raise _unwritable(child) from error


def _unwritable(text: str) -> WriterError:
    return WriterError(
        f"XML cannot hold a character of {text[:40]!r}.",
        remedy="Take the control character out of the metadata or the source.",
        code="TEI-CHARACTER",
    )


def local_name(node: _Element) -> str:
    """The name of an element without its name space; empty for comments and processing instructions."""
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""


def pointer(address: str) -> str | None:
    """``address`` as a value of TEI's ``teidata.pointer`` (a URI reference without white space), or ``None`` if empty.

    What RFC 3986 does not allow where it stands is percent-encoded; all else is kept code point for code point, so
    ``https://example.org/é`` stays as the author wrote it. A relative reference that would be read as one with a
    scheme is given the ``./`` of section 4.2.
    """
    if not address:
        return None
    start, _, fragment = address.partition("#")
    found = _AUTHORITY.match(start)
    head = ""
    if found:
        authority = found["authority"]
        good = _GOOD_AUTHORITY.fullmatch(authority) is not None
        head = found["scheme"] + (_encode(authority, keep="[]") if good else quote(authority, safe="%"))
        start = start[found.end() :]
    elif ":" in start.partition("/")[0] and not _SCHEME.match(start):
        head = "./"
    tail = f"#{_encode(fragment)}" if "#" in address else ""
    return head + _encode(start) + tail.replace("#", "%23").replace("%23", "#", 1)


def _encode(part: str, *, keep: str = "") -> str:
    return _NOT_IN_A_POINTER.sub(lambda bad: bad.group() if bad.group() in keep else _percent(bad.group()), part)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def identifiers(wanted: Iterable[str], *, reserved: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of each wanted identifier and the ``xml:id`` that stands for it, in the order given.

    An ``xml:id`` is an NCName (XML 1.0 section 2.3, Namespaces in XML section 3) and unique in the file: characters
    that cannot stand in one become ``_``, a first character that cannot start one gets ``_`` before it, and a
    repetition gets ``-2``, ``-3`` and so on.
    """
    taken = set(reserved)
    for name in wanted:
        base = _NOT_A_NAME_CHARACTER.sub("_", name)
        base = base if _NAME_START.match(base) else f"_{base}"
        base = base if _is_name(base) else "_" + "_".join(f"{ord(character):x}" for character in name)
        candidate, number = base, 1
        while candidate in taken:
            number += 1
            candidate = f"{base}-{number}"
        taken.add(candidate)
        yield name, candidate


def _is_name(text: str) -> bool:
    try:
        etree.QName(text)
    except ValueError:
        return False
    return True


def indent(root: _Element) -> None:
    """Put each block on a line of its own, two spaces deeper than its parent, and never touch white space in text.

    An element whose content model mixes text and elements is left alone; ``item``, ``quote`` and ``note`` hold either
    text or blocks, and are indented only where they hold blocks.
    """
    stack = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        if not len(node) or not _holds_blocks(node):
            if local_name(node) == "p":
                stack += [(child, depth) for child in node if local_name(child) == "list"]
            continue
        node.text = "\n" + "  " * (depth + 1)
        for child in node:
            child.tail = node.text
        node[-1].tail = "\n" + "  " * depth
        stack += [(child, depth + 1) for child in node]


def _holds_blocks(node: _Element) -> bool:
    name = local_name(node)
    if name in _MIXED_OR_BLOCKS:
        return local_name(node[0]) in _BLOCKS
    return name not in _MIXED
