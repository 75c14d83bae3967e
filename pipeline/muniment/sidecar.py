"""Sidecars: what a person states about one source, in a YAML file of the same name beside it.

The keys and their values are described in ``docs/metadata.md`` and in ``assets/schemas/sidecar.schema.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from muniment import values
from muniment.errors import SidecarError
from muniment.model import BlockKind, Override
from muniment.nodes import Kind, Node, Origin
from muniment.parameters import read_parameters
from muniment.statements import FIELDS, HINTS, Stated, check_text, read_stated
from muniment.suggestions import advice, shown
from muniment.yaml import decode, read

KEYS: tuple[str, ...] = (*(one.name for one in FIELDS), "encoding", "structure", "writers")
"""Every key of a sidecar."""

OVERRIDE_KEYS: tuple[str, ...] = ("text", "kind", "level", "occurrence", "joined", "quoted")
"""Every key of one correction under ``structure``."""

DEEPEST_LEVEL = 6
MOST_OCCURRENCES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """What a sidecar states."""

    stated: Stated = field(default_factory=Stated)
    """Metadata, and which of it is known to be unknown."""
    encoding: str | None = None
    """Name of the source's character encoding, as written; ``None`` lets intake find out."""
    overrides: tuple[Override, ...] = ()
    """Corrections of structure in the order written; no two are about the same line start and occurrence."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Settings of the writers for this document, ``<writer>.<name>`` to text, sorted by name."""


def parse_sidecar(data: bytes, *, file: str) -> Sidecar:
    """Read a sidecar's bytes (UTF-8, YAML 1.2); ``file`` is its name for messages. An empty one states nothing.

    Raises ``SidecarError`` with line, column and remedy; its code is ``SIDECAR-SYNTAX``, ``-KEY`` or ``-VALUE``.
    """
    origin = Origin(file=file, noun="a sidecar", error=SidecarError, code="SIDECAR")
    root = read(decode(data, origin=origin), origin=origin)
    if root is None:
        return Sidecar()
    written = origin.entries(root, of=origin.noun, known=KEYS, hints=HINTS)
    return Sidecar(
        stated=read_stated(written, FIELDS, origin=origin, evidence="sidecar"),
        encoding=_encoding(written.get("encoding"), origin),
        overrides=_overrides(written.get("structure"), origin),
        parameters=_parameters(written.get("writers"), origin),
    )


def _encoding(node: Node | None, origin: Origin) -> str | None:
    if node is None or node.kind is Kind.NULL:
        return None
    return check_text(node, values.encoding, origin=origin, label="encoding")


def _parameters(node: Node | None, origin: Origin) -> Mapping[str, str]:
    if node is None or node.kind is Kind.NULL:
        return {}
    return read_parameters(node, origin, of="{writer} under writers", root="writers")


def _overrides(node: Node | None, origin: Origin) -> tuple[Override, ...]:
    if node is None or node.kind is Kind.NULL:
        return ()
    if node.kind is not Kind.LIST:
        message = f"structure is {node.kind.value}, not a list of corrections."
        raise origin.refuse(node, message, remedy="Begin each correction with “- text: …”.")
    overrides: dict[tuple[str, int], Override] = {}
    for item in node.items:
        override = _override(item, origin)
        about = (" ".join(override.text.split()), override.occurrence)
        if about in overrides:
            message = f"A second correction is about occurrence {about[1]} of {shown(about[0])}."
            raise origin.refuse(item, message, remedy="Keep one, or set occurrence: 2 for the next such line.")
        overrides[about] = override
    return tuple(overrides.values())


def _override(node: Node, origin: Origin) -> Override:
    written = origin.entries(node, of="a correction under structure", known=OVERRIDE_KEYS)
    if "text" not in written:
        message = "This correction does not say which line it is about."
        raise origin.refuse(node, message, remedy="Add “text:” with the first words of the line.", suffix="KEY")
    joined, quoted = (origin.boolean(written[key], of=key) if key in written else False for key in ("joined", "quoted"))
    return Override(
        text=check_text(written["text"], values.text, origin=origin, label="text"),
        kind=_kind(written.get("kind"), node, origin, joined=joined),
        level=_number(written, "level", 0, DEEPEST_LEVEL, origin),
        occurrence=_number(written, "occurrence", 1, MOST_OCCURRENCES, origin),
        joined=joined,
        quoted=quoted,
    )


def _number(written: dict[str, Node], key: str, default: int, most: int, origin: Origin) -> int:
    return origin.integer(written[key], of=key, least=1, most=most) if key in written else default


def _kind(node: Node | None, correction: Node, origin: Origin, *, joined: bool) -> BlockKind:
    """What the line is; a line joined to the block before it need not say."""
    if node is None and joined:
        return BlockKind.PARAGRAPH
    kinds = [kind.value for kind in BlockKind]
    if node is None:
        message = "This correction does not say what the line is."
        raise origin.refuse(correction, message, remedy=f"Add “kind:” with one of: {', '.join(kinds)}.", suffix="KEY")
    name = origin.text(node, of="kind")
    if name not in kinds:
        raise origin.refuse(node, f"{shown(name)} is not a kind of block.", remedy=advice(name, kinds))
    return BlockKind(name)
