"""What is known about a document: taken from every place that may know, the most trustworthy first.

Sidecar, then front matter, then what stands in the source, then the collection's defaults, then what can be computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from muniment import extraction
from muniment.config import Config
from muniment.intake import detect_language
from muniment.model import RIGHTS_NOT_EVALUATED, Attributed, Basis, Block, Metadata, SourceFacts
from muniment.sidecar import Sidecar
from muniment.statements import FIELDS, Stated

UNDETERMINED = "und"
"""BCP 47 subtag for a language that is not known (ISO 639-2)."""


def resolve(
    *,
    config: Config,
    sidecar: Sidecar | None,
    front_matter: Stated | None,
    extracted: Metadata,
    source: SourceFacts,
) -> Metadata:
    """Metadata of one document, each value with its basis.

    ``extracted`` holds what stands in the text and what was computed from it (a detected language): the first goes
    before the collection's defaults, the second after them. A field that the sidecar or the front matter states to
    be unknown stays unknown, except that rights and identifier always have a value.
    """
    stated = tuple(one for one in (sidecar.stated if sidecar else None, front_matter) if one is not None)
    known: dict[str, Attributed[Any] | None] = {
        field.name: _first(field.name, stated, extracted, config.collection) for field in FIELDS
    }
    known["rights"] = known["rights"] or Attributed(
        value=RIGHTS_NOT_EVALUATED, basis=Basis.DERIVED, evidence="no rights statement was given"
    )
    known["identifier"] = known["identifier"] or Attributed(
        value=identifier_of(source.sha256), basis=Basis.DERIVED, evidence="SHA-256 of the source"
    )
    return replace(Metadata(), **known)


def _first(name: str, stated: Sequence[Stated], extracted: Metadata, defaults: Metadata) -> Attributed[Any] | None:
    found: Attributed[Any] | None
    for one in stated:
        found = getattr(one.metadata, name)
        if found is not None or name in one.unknown:
            return found
    found, default = getattr(extracted, name), getattr(defaults, name)
    if found is not None and found.basis is not Basis.DERIVED:
        return found
    return default if default is not None else found


def identifier_of(sha256: str) -> str:
    """A stable identifier from a source's SHA-256 (64 lower-case hex digits), whatever its name or place.

    A ``urn:uuid:`` of version 8 (RFC 9562, 5.8): the digest's first 32 digits, the 13th and the 17th replaced by 8.
    """
    return f"urn:uuid:{sha256[:8]}-{sha256[8:12]}-8{sha256[13:16]}-8{sha256[17:20]}-{sha256[20:32]}"


def extract(text: str, blocks: Sequence[Block]) -> Metadata:
    """What the clean text says about itself, and its language: as it states it, else as it was detected."""
    detected = detect_language(text)
    found = extraction.extract(text, blocks, language=detected.value if detected else None)
    return replace(found, language=found.language or detected)


def display_title(metadata: Metadata, document_id: str) -> str:
    """The title, or the document's id in square brackets: a supplied title is marked as such (ISBD, area 1)."""
    return metadata.title.value if metadata.title else f"[{document_id}]"


def language_tag(metadata: Metadata) -> str:
    """BCP 47 tag of the main language; ``und`` where it is unknown."""
    return metadata.language.value if metadata.language else UNDETERMINED


def as_public_mapping(metadata: Metadata) -> dict[str, dict[str, str | float | list[str] | None] | None]:
    """Every field for JSON: value, basis, evidence and confidence; ``None`` for what is unknown. Fixed order."""
    return {field.name: _public(getattr(metadata, field.name)) for field in FIELDS}


def _public(known: Attributed[Any] | None) -> dict[str, str | float | list[str] | None] | None:
    if known is None:
        return None
    return {
        "value": list(known.value) if isinstance(known.value, tuple) else known.value,
        "basis": known.basis.value,
        "evidence": known.evidence,
        "confidence": known.confidence,
    }
