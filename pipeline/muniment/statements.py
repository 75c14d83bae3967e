"""What people state about documents: the fields they may state, and how a written value becomes a stated one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from muniment import values
from muniment.model import Attributed, Basis, Metadata
from muniment.nodes import Kind, Node, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One piece of metadata."""

    name: str
    """Its name in ``Metadata``, in sidecars, in ``muniment.toml`` and in JSON."""
    key: str
    """Its name in the front matter of canonical Markdown: the Dublin Core element where there is one."""
    check: Callable[[str], values.Complaint | None]
    """What is wrong with a value, or ``None``."""
    many: bool = False
    """Whether it holds several values."""
    dated: bool = False
    """Whether a bare number is read as a year."""


FIELDS: tuple[Field, ...] = (
    Field(name="title", key="title", check=values.text),
    Field(name="creators", key="creator", check=values.text, many=True),
    Field(name="language", key="language", check=values.language),
    Field(name="date", key="date", check=values.date, dated=True),
    Field(name="publisher", key="publisher", check=values.text),
    Field(name="source_url", key="source", check=values.url),
    Field(name="captured", key="captured", check=values.moment, dated=True),
    Field(name="capture_method", key="capture_method", check=values.text),
    Field(name="rights", key="rights", check=values.url),
    Field(name="subjects", key="subject", check=values.text, many=True),
    Field(name="description", key="description", check=values.text),
    Field(name="identifier", key="identifier", check=values.identifier),
)
"""Every field, in the order of the front matter."""

HINTS: Mapping[str, str] = {
    "author": "creators",
    "authors": "creators",
    "by": "creators",
    "creator": "creators",
    "keywords": "subjects",
    "lang": "language",
    "licence": "rights",
    "license": "rights",
    "source": "source_url",
    "subject": "subjects",
    "summary": "description",
    "tags": "subjects",
    "url": "source_url",
}
"""Names that people try first, and the field they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What one file states about a document."""

    metadata: Metadata = field(default_factory=Metadata)
    """The values it states."""
    unknown: frozenset[str] = frozenset()
    """Names of the fields that it states to be unknown (``null``): nothing else may supply them."""


def read_stated(written: Mapping[str, Node], fields: Iterable[Field], *, origin: Origin, evidence: str) -> Stated:
    """The statements among ``written``, a mapping from field name to value; other keys are left alone.

    Raises ``origin.error`` with the place of the first value that cannot be used.
    """
    stated: dict[str, Attributed[Any]] = {}
    unknown: set[str] = set()
    for one in fields:
        if one.name in written:
            value = read_value(written[one.name], one, origin=origin, label=one.name)
            if value is None:
                unknown.add(one.name)
            else:
                stated[one.name] = Attributed(value=value, basis=Basis.ASSERTED, evidence=evidence)
    return Stated(metadata=replace(Metadata(), **stated), unknown=frozenset(unknown))


def read_value(node: Node, field: Field, *, origin: Origin, label: str) -> str | tuple[str, ...] | None:
    """One written value, checked; ``None`` for ``null``. A field with several values takes one or a list."""
    if node.kind is Kind.NULL:
        return None
    if not field.many:
        return _checked(node, field, origin, label)
    if node.kind is not Kind.LIST:
        return (_checked(node, field, origin, label),)
    if not node.items:
        raise origin.refuse(node, f"{label} is an empty list.", remedy="Write null where it is unknown.")
    return tuple(_checked(item, field, origin, f"{label}[{at}]") for at, item in enumerate(node.items, start=1))


def check_text(node: Node, check: Callable[[str], values.Complaint | None], *, origin: Origin, label: str) -> str:
    """Text that passes ``check``; raises ``origin.error`` at its place."""
    text = origin.text(node, of=label)
    complaint = check(text)
    if complaint is not None:
        raise origin.refuse(node, f"{label} {complaint.message}", remedy=complaint.remedy)
    return text


def _checked(node: Node, field: Field, origin: Origin, label: str) -> str:
    if field.dated and node.kind is Kind.INTEGER and len(node.text) == len("1969") and node.text[0] in "123456789":
        node = replace(node, kind=Kind.TEXT)
    return check_text(node, field.check, origin=origin, label=label)
