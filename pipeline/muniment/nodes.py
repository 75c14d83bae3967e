"""Values as a person wrote them in YAML or TOML, each with its place, and the questions a reader asks of them.

A scalar keeps its text as written; only its kind is judged (YAML 1.2.2, 10.3.2, the core schema), so that no value
changes on the way: ``no`` stays text, and ``2016-02`` too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from muniment.errors import MunimentError, Place
from muniment.suggestions import advice, shown


class Kind(StrEnum):
    """What a written value is; the value is its name in messages."""

    NULL = "null"
    BOOLEAN = "true or false"
    INTEGER = "a number"
    FRACTION = "a number with a fraction"
    MOMENT = "a date or time"
    TEXT = "text"
    LIST = "a list"
    MAPPING = "a set of keys with values"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One written value."""

    kind: Kind
    """What it is."""
    text: str = ""
    """A scalar's text: as written, quotes and escapes resolved. Empty for lists and mappings."""
    items: tuple[Node, ...] = ()
    """A list's values."""
    entries: tuple[tuple[Node, Node], ...] = ()
    """A mapping's keys and values in the order written; no key occurs twice."""
    line: int | None = None
    """1-based line of its first character, where known."""
    column: int | None = None
    """1-based column of its first character in code points, where known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file that is being read, and how to complain about it."""

    file: str
    """The file as the user named it."""
    noun: str
    """What it is, for messages: ``a sidecar``."""
    error: type[MunimentError]
    """The exception that a bad value raises."""
    code: str
    """Stem of the finding codes: ``<code>-SYNTAX``, ``<code>-KEY``, ``<code>-VALUE``."""

    def refuse(self, at: Node | None, message: str, *, remedy: str, suffix: str = "VALUE") -> MunimentError:
        """The exception to raise about ``at``."""
        place = Place(file=self.file, line=at.line if at else None, column=at.column if at else None)
        return self.error(message, remedy=remedy, place=place, code=f"{self.code}-{suffix}")

    def entries(
        self, node: Node, *, of: str, known: Iterable[str], hints: Mapping[str, str] | None = None
    ) -> dict[str, Node]:
        """The values of a mapping by key. An unknown key is refused, with the nearest known one as the remedy."""
        if node.kind is not Kind.MAPPING:
            raise self.refuse(
                node, f"{of} is {node.kind.value}, not keys with values.", remedy="Write one “key: value” a line."
            )
        names = tuple(known)
        for key, _ in node.entries:
            if key.kind is not Kind.TEXT or key.text not in names:
                remedy = advice(key.text, names, hints=hints)
                raise self.refuse(key, f"{shown(key.text)} is not a key of {of}.", remedy=remedy, suffix="KEY")
        return {key.text: value for key, value in node.entries}

    def text(self, node: Node, *, of: str) -> str:
        """A scalar that is text."""
        if node.kind is Kind.TEXT:
            return node.text
        remedy = f"Write it in quotes: {shown(node.text)}." if node.text else "Write text in double quotes."
        raise self.refuse(node, f"{of} is {node.kind.value}, not text.", remedy=remedy)

    def boolean(self, node: Node, *, of: str) -> bool:
        """A scalar that is ``true`` or ``false``."""
        if node.kind is not Kind.BOOLEAN:
            raise self.refuse(node, f"{of} is {node.kind.value}.", remedy="Write true or false, without quotes.")
        return node.text.lower() == "true"

    def integer(self, node: Node, *, of: str, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most`` in decimal digits."""
        written = node.text if node.kind is Kind.INTEGER and node.text.isdecimal() else ""
        value = int(written) if written and len(written) <= len(str(most)) else None
        if value is None or not least <= value <= most:
            raise self.refuse(
                node,
                f"{of} is not a whole number from {least} to {most}.",
                remedy="Write it in digits, without quotes.",
            )
        return value
