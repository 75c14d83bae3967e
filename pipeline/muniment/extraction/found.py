"""A value with the line that it stands in and how sure it is: what every kind of evidence gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from muniment.model import Attributed, Basis

LEAST_CONFIDENCE = 0.75
"""Below this a value is left unknown."""

T = TypeVar("T")
V = TypeVar("V", str, tuple[str, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T]):
    """One value that stands in the text."""

    value: T
    """The value."""
    first_line: int
    """1-based line of the clean text in which it begins."""
    last_line: int
    """1-based line in which it ends."""
    confidence: float
    """Between 0 and 1."""


def surest(found: Iterable[Found[V] | None]) -> Found[V] | None:
    """The one with the highest confidence, of several the first; ``None`` where none reaches ``LEAST_CONFIDENCE``."""
    enough = [one for one in found if one is not None and one.confidence >= LEAST_CONFIDENCE]
    return max(enough, key=lambda one: one.confidence, default=None)


def as_extracted(found: Found[V] | None) -> Attributed[V] | None:
    """The value as metadata, with its place as evidence."""
    if found is None:
        return None
    first, last = found.first_line, found.last_line
    return Attributed(
        value=found.value,
        basis=Basis.EXTRACTED,
        evidence=f"line {first}" if first == last else f"lines {first}–{last}",
        confidence=found.confidence,
    )
