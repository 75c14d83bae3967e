"""The fidelity gate: an edition whose text is not the canonical text, word for word, is not stored.

The canonical side is read by ``expected_units``, the edition by its writer's ``read_back``: two readers that had no
part in writing it.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import lru_cache

from muniment.checks.comparison import compare, refuse
from muniment.checks.expected import expected_units
from muniment.checks.source import check_source
from muniment.model import Document
from muniment.writers import Comparison, Writer

__all__ = ["FidelityResult", "check_source", "compare", "expected_units", "gate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FidelityResult:
    """What the gate found: an edition that passed."""

    format: str
    """The writer's format."""
    comparison: Comparison
    """How the texts were compared."""
    units: int
    """Units of canonical text."""
    words: int
    """Words of canonical text, as white space divides them."""
    code_points: int
    """Code points of canonical text in its units."""
    text_sha256: str
    """SHA-256, lower-case hex, of the canonical units in UTF-8, each followed by LF LF."""

    def as_mapping(self) -> dict[str, object]:
        """The result as plain values, for the ledger and the provenance manifest."""
        return {**asdict(self), "comparison": self.comparison.value, "outcome": "passed"}


def gate(document: Document, writer: Writer, data: bytes) -> FidelityResult:
    """Read ``data`` back as ``writer``'s format and hold it against the document's canonical Markdown.

    Raises ``FidelityError`` where one word was lost, added, moved or changed, ``WriterError`` where the bytes cannot
    be read as the format.
    """
    expected = expected_units(document.markdown)
    file = f"{document.id}{writer.suffix}"
    findings = compare(expected, writer.read_back(data), writer.comparison, file=file, words=writer.words)
    refuse(findings, what=f"the text of the {writer.format} edition is not the canonical text", file=file)
    words, code_points, sha256 = _measures(expected)
    return FidelityResult(
        format=writer.format,
        comparison=writer.comparison,
        units=len(expected),
        words=words,
        code_points=code_points,
        text_sha256=sha256,
    )


@lru_cache(maxsize=1)  # the same for each edition of a document
def _measures(expected: tuple[str, ...]) -> tuple[int, int, str]:
    """Words, code points and SHA-256 of canonical units, as ``FidelityResult`` has them."""
    digest = hashlib.sha256("".join(f"{unit}\n\n" for unit in expected).encode()).hexdigest()
    return sum(len(unit.split()) for unit in expected), sum(map(len, expected)), digest
