"""Settings of the writers, as ``muniment.toml`` and sidecars state them: one table for each format."""

from __future__ import annotations

import re
from collections.abc import Mapping

from muniment.nodes import Kind, Node, Origin
from muniment.suggestions import shown

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read_parameters(node: Node, origin: Origin, *, of: str, root: str) -> Mapping[str, str]:
    """The settings in a table of tables, ``<writer>.<name>`` to text, sorted by name.

    ``root`` names the outer table in messages; ``of`` names an inner one and has ``{writer}`` in it. Raises
    ``origin.error`` with the place of the first that cannot be used.
    """
    found: dict[str, str] = {}
    for writer, table in _named(node, root, origin).items():
        named = of.format(writer=writer)
        for name, value in _named(table, named, origin).items():
            if value.kind not in {Kind.TEXT, Kind.INTEGER, Kind.BOOLEAN}:
                message = f"{name} in {named} is {value.kind.value}."
                raise origin.refuse(value, message, remedy="Write text in quotes, a whole number, true or false.")
            found[f"{writer}.{name}"] = value.text
    return dict(sorted(found.items()))


def _named(node: Node, of: str, origin: Origin) -> dict[str, Node]:
    """The entries of a table that may have any key that can name a writer or one of its settings."""
    for key, _ in node.entries:
        if not _NAME.fullmatch(key.text):
            remedy = "Use small letters, digits and _, a letter first."
            raise origin.refuse(key, f"{shown(key.text)} cannot name a setting.", remedy=remedy, suffix="KEY")
    return origin.entries(node, of=of, known=(key.text for key, _ in node.entries))
