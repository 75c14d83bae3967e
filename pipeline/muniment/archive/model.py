"""What a package holds, before it is written: one table of files, each with its fixity, from which all records copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from muniment.conformance.record import Conformance
from muniment.store import Digests


class Role(StrEnum):
    """What a file is for in the package."""

    ORIGINAL = "original"
    """The source, byte for byte."""
    STATEMENT = "statement"
    """What people stated about the source, and how they corrected its structure: the sidecar."""
    CANONICAL = "canonical"
    """The canonical text, from which every edition is made."""
    EDITION = "edition"
    """A publication made from the canonical text."""
    RECORD = "record"
    """Metadata: provenance, preservation, description."""
    REPORT = "report"
    """What a validator said."""
    SCHEMA = "schema"
    """A schema that files of the package follow."""
    GUIDE = "guide"
    """For people who find the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One payload file. Its bytes are in memory or in a file, never both."""

    path: str
    """Where it stands below ``data/``, with ``/`` between folders."""
    role: Role
    """What it is for."""
    media_type: str
    """IANA media type."""
    digests: Digests
    """Taken when it was written; what is copied is compared with it."""
    made: str = ""
    """When it was made: ISO 8601, UTC, whole seconds; empty for what is made together with the package."""
    format: str = ""
    """The writer's name for an edition, else empty."""
    origin: Path | None = None
    """The file that it is copied from."""
    data: bytes | None = None
    """Its bytes, where it is generated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything that is known about one document when its package is made."""

    document: str
    """Its id."""
    predicate: Mapping[str, Any]
    """The predicate of its provenance manifest (``docs/provenance.md``)."""
    conformance: Conformance | None
    """What validators said of these very editions; ``None`` where none was asked."""
    validated: Mapping[str, str]
    """When each raw report was made, by path below the document's folder: ISO 8601, UTC."""
    items: tuple[Item, ...]
    """The payload, sorted by path."""
    packaged: str
    """When the package is made: ISO 8601, UTC, whole seconds."""

    def one(self, role: Role) -> Item:
        """The only item of a role. Raises ``StopIteration`` where there is none."""
        return next(item for item in self.items if item.role is role)

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The known metadata: field to mapping with ``value``, ``basis`` and ``evidence``; ``None`` where unknown."""
        metadata: Mapping[str, Any] = self.predicate["metadata"]
        return metadata

    def value(self, field: str) -> Any:  # noqa: ANN401 - a text or a list of texts, by field
        """The bare value of a metadata field; ``None`` where unknown."""
        known = self.metadata.get(field)
        return known["value"] if known else None
