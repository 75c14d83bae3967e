"""The YAML front matter of canonical Markdown: every field in a fixed order, and how each came to be known.

``render`` and ``parse`` are inverses. Strings are written in double quotes with JSON's escapes, which YAML 1.1 and 1.2
readers and JSON readers all understand alike; what is unknown is ``null``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from muniment import values
from muniment.errors import SourceError
from muniment.model import Attributed, Basis, Metadata
from muniment.nodes import Kind, Node, Origin
from muniment.statements import FIELDS, HINTS, Stated, check_text, read_stated
from muniment.yaml import read

BY_HAND = "front matter"
"""Evidence of a value that somebody wrote into front matter."""

_BLOCK = re.compile(r"---[ \t]*\n(?P<yaml>(?:(?![ \t]*\n)(?:.*\n)*?)?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_KEYS = {field.key: field for field in FIELDS}
_NAMES = {field.name: field.key for field in FIELDS}
_HINTS = {wrong: _NAMES[right] for wrong, right in HINTS.items()} | _NAMES


def render(metadata: Metadata) -> str:
    """Front matter from its first ``---`` to the line feed after its last; a blank line and the body follow.

    The same metadata always gives the same text, and ``parse`` gives the metadata back exactly.
    """
    lines = ["---"]
    bases: list[str] = []
    for field in FIELDS:
        known: Attributed[Any] | None = getattr(metadata, field.name)
        if known is None:
            lines.append(f"{field.key}: null")
            continue
        bases.append(f"  {field.key}: {_basis(known)}")
        if field.many:
            lines += [f"{field.key}:", *(f"  - {_quoted(value)}" for value in known.value)]
        else:
            lines.append(f"{field.key}: {_quoted(known.value)}")
    lines += ["basis:", *bases] if bases else ["basis: {}"]
    return "\n".join([*lines, "---", ""])


def _quoted(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _basis(known: Attributed[Any]) -> str:
    stated = f"{known.basis.value}: {_quoted(known.evidence)}"
    if known.confidence is None:
        return f"{{ {stated} }}"
    # a plain decimal: YAML 1.1 readers take 1e-05 for text
    return f"{{ {stated}, confidence: {Decimal(repr(float(known.confidence))):f} }}"


def parse(text: str, *, file: str) -> tuple[Stated | None, int]:
    """Read the front matter at the head of a clean text (LF newlines), if there is one.

    Returns what it states and the offset in ``text``, in code points, of the line after it; ``(None, 0)`` where the
    text has none. A value without a ``basis`` is one that a person wrote. Raises ``SourceError`` with line, column
    and remedy; its code is ``SRC-FRONT-MATTER-SYNTAX``, ``-KEY`` or ``-VALUE``.
    """
    found = _BLOCK.match(text)
    if found is None:
        return None, 0
    origin = Origin(file=file, noun="front matter", error=SourceError, code="SRC-FRONT-MATTER")
    root = read(found["yaml"], origin=origin, first_line=2)
    if root is None:
        return Stated(), found.end()
    if root.kind is Kind.TEXT:  # words between two thematic breaks
        return None, 0
    written = origin.entries(root, of=origin.noun, known=(*_KEYS, "basis"), hints=_HINTS)
    named = {_KEYS[key].name: node for key, node in written.items() if key in _KEYS}
    stated = read_stated(named, FIELDS, origin=origin, evidence=BY_HAND)
    return _with_bases(stated, written.get("basis"), origin), found.end()


def _with_bases(stated: Stated, node: Node | None, origin: Origin) -> Stated:
    if node is None or node.kind is Kind.NULL:
        return stated
    changed: dict[str, Attributed[Any]] = {}
    bases = origin.entries(node, of="basis", known=_KEYS, hints=_HINTS)
    for key, entry in bases.items():
        name = _KEYS[key].name
        known: Attributed[Any] | None = getattr(stated.metadata, name)
        if known is None:
            message = f"basis speaks of {key}, which has no value here."
            raise origin.refuse(entry, message, remedy=f"State {key} above, or take this line out.")
        changed[name] = _attributed(known.value, entry, key, origin)
    return replace(stated, metadata=replace(stated.metadata, **changed))


def _attributed(value: Any, node: Node, key: str, origin: Origin) -> Attributed[Any]:  # noqa: ANN401 # text or texts
    label = f"basis of {key}"
    bases = tuple(basis.value for basis in Basis)
    written = origin.entries(node, of=label, known=(*bases, "confidence"))
    named = [name for name in bases if name in written]
    if len(named) != 1:
        remedy = 'Write one of asserted, extracted and derived: { extracted: "line 1" }.'
        raise origin.refuse(node, f"The {label} is not one of three.", remedy=remedy)
    return Attributed(
        value=value,
        basis=Basis(named[0]),
        evidence=check_text(written[named[0]], values.text, origin=origin, label=label),
        confidence=_confidence(written, origin, label),
    )


def _confidence(written: Mapping[str, Node], origin: Origin, label: str) -> float | None:
    node = written.get("confidence")
    if node is None:
        return None
    number = re.fullmatch(r"[01](?:\.[0-9]{1,1100})?", node.text)
    if node.kind not in {Kind.INTEGER, Kind.FRACTION} or number is None or float(node.text) > 1:
        message = f"The confidence in the {label} is not a number from 0 to 1."
        raise origin.refuse(node, message, remedy="Write it as a decimal such as 0.75, or leave it out.")
    return float(node.text)
