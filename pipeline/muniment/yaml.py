"""Safe reading of small YAML 1.2 files: every value with its place, nothing executed, nothing expanded.

Refused, with a place and a remedy: anchors and aliases (they can expand without bound), tags, duplicate keys, a
second document, a YAML 1.1 directive (it changes what ``no`` means), invisible line breaks, deep nesting, large files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from muniment.errors import MunimentError
from muniment.nodes import Kind, Node, Origin
from muniment.suggestions import shown

LARGEST = 1 << 18
"""Most code points that are read: 262,144."""
DEEPEST = 6
"""Most levels of nesting that are read."""

_UNWANTED = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FRACTION = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def read(text: str, *, origin: Origin, first_line: int = 1) -> Node | None:
    """The one document in ``text``, or ``None`` where it holds nothing (comments, or ``null``).

    ``first_line`` is the line of the file that ``text`` begins with. Raises ``origin.error`` for anything else.
    """
    _check_characters(text, origin, first_line)
    reader = _Reader(origin=origin, first_line=first_line)
    try:
        return reader.document(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Node(kind=Kind.TEXT, line=mark.line + first_line, column=mark.column + 1) if mark else None
        what = " ".join(part for part in (error.context, error.problem) if part)
        raise _syntax(origin, at, f"This is not YAML: {what}.") from error
    except (YAMLError, ValueError, OverflowError) as error:
        # ruamel.yaml hands an escape beyond U+10FFFF straight to chr()
        raise _syntax(origin, reader.last, "This is not YAML: it cannot be read from here on.") from error


def decode(data: bytes, *, origin: Origin) -> str:
    """UTF-8 text of a file, a byte order mark at its start left out. Raises ``origin.error``."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        at = Node(kind=Kind.TEXT, line=line)
        message = f"Byte {error.start + 1} of the file is not UTF-8."
        raise origin.refuse(at, message, remedy="Save the file as UTF-8.", suffix="SYNTAX") from error


def _syntax(origin: Origin, at: Node | None, message: str) -> MunimentError:
    return origin.refuse(
        at, message, remedy="Put the value in double quotes and check the indentation.", suffix="SYNTAX"
    )


def _check_characters(text: str, origin: Origin, first_line: int) -> None:
    if len(text) > LARGEST:
        message = f"This holds {len(text)} characters; at most {LARGEST} are read."
        raise origin.refuse(None, message, remedy="Keep only what describes the text.", suffix="SYNTAX")
    found = _UNWANTED.search(text)
    if found:
        before = re.split(r"\r\n|\r|\n", text[: found.start()])
        at = Node(kind=Kind.TEXT, line=len(before) - 1 + first_line, column=len(before[-1]) + 1)
        code = f"U+{ord(found[0]):04X}"
        raise origin.refuse(at, f"The character {code} may not stand here.", remedy="Take it out.", suffix="SYNTAX")


class _Reader:
    """Builds nodes from the parser's events."""

    def __init__(self, *, origin: Origin, first_line: int) -> None:
        self._origin = origin
        self._first_line = first_line
        self.last: Node | None = None
        """The latest value begun: where to point when the parser fails without a place."""

    def document(self, events: Iterator[Event]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                self._check_document(event, second=root is not None)
                root = self._node(next(events), events, depth=1)
            elif isinstance(event, StreamEndEvent):
                break
        return None if root is not None and root.kind is Kind.NULL else root

    def _check_document(self, event: DocumentStartEvent, *, second: bool) -> None:
        if second:
            message, remedy = "A second document begins here.", "Keep one, and take out the line “---”."
        elif event.version not in (None, (1, 2)) or event.tags:
            message, remedy = "A directive stands above this document.", "Take out the line that begins with “%”."
        else:
            return
        raise self._origin.refuse(self._place(event), message, remedy=remedy, suffix="SYNTAX")

    def _node(self, event: Event, events: Iterator[Event], *, depth: int) -> Node:
        place = self.last = self._place(event)
        self._check_node(event, place, depth)
        if isinstance(event, ScalarEvent):
            return Node(kind=_kind(event), text=_paired(event.value), line=place.line, column=place.column)
        if isinstance(event, SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := next(events), SequenceEndEvent):
                items.append(self._node(event, events, depth=depth + 1))
            return Node(kind=Kind.LIST, items=tuple(items), line=place.line, column=place.column)
        entries: dict[str, tuple[Node, Node]] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key = self._key(event, events, entries, depth)
            entries[key.text] = (key, self._node(next(events), events, depth=depth + 1))
        return Node(kind=Kind.MAPPING, entries=tuple(entries.values()), line=place.line, column=place.column)

    def _key(self, event: Event, events: Iterator[Event], entries: dict[str, tuple[Node, Node]], depth: int) -> Node:
        key = self._node(event, events, depth=depth + 1)
        if not isinstance(event, ScalarEvent):
            message = "A key must be a name."
            raise self._origin.refuse(key, message, remedy="Write “key: value”.", suffix="SYNTAX")
        if key.text in entries:
            first = entries[key.text][0].line
            message = f"The key {shown(key.text)} stands here for the second time (first on line {first})."
            raise self._origin.refuse(key, message, remedy="Keep one of the two.", suffix="KEY")
        return key

    def _check_node(self, event: Event, place: Node, depth: int) -> None:
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            message, remedy = "Anchors (&) and aliases (*) are not read.", "Write the value out, text in double quotes."
        elif isinstance(event, (ScalarEvent, SequenceStartEvent, MappingStartEvent)) and event.ctag is not None:
            message, remedy = "Tags (!) are not read.", "Take the tag out; write text in double quotes."
        elif depth > DEEPEST:
            message, remedy = "This is nested too deeply.", "Write the values flat, as the documentation shows."
        else:
            return
        raise self._origin.refuse(place, message, remedy=remedy, suffix="SYNTAX")

    def _place(self, event: Event) -> Node:
        mark = event.start_mark
        return Node(kind=Kind.TEXT, line=mark.line + self._first_line, column=mark.column + 1)


def _paired(text: str) -> str:
    """``text`` with each surrogate pair that JSON's escapes make joined to its character; half a pair stays."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _kind(event: ScalarEvent) -> Kind:
    """Kind of a scalar by the core schema; a quoted or block scalar is text whatever it holds."""
    if not event.implicit[0]:
        return Kind.TEXT
    for kind, pattern in (
        (Kind.NULL, _NULL),
        (Kind.BOOLEAN, _BOOLEAN),
        (Kind.INTEGER, _INTEGER),
        (Kind.FRACTION, _FRACTION),
    ):
        if pattern.fullmatch(event.value):
            return kind
    return Kind.TEXT
