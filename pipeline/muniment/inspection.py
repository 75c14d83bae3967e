"""Answers about one document: how its structure was found, and what is stale in it. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from muniment.assembly import Normalised, normalise
from muniment.config import Config, Folders
from muniment.errors import UsageError
from muniment.intake import Candidate, find_sources, read_source
from muniment.ledger import Ledger
from muniment.plan import Inputs, all_formats, plan_document
from muniment.runner import LEDGER
from muniment.sidecar import parse_sidecar
from muniment.structure import explain


@dataclass(frozen=True, slots=True, kw_only=True)
class Staleness:
    """The state of one output file."""

    name: str
    """The file's name."""
    stale: bool
    """Whether the next build makes it."""
    reasons: tuple[str, ...]
    """Why it is stale, or why it was last built."""


def explain_document(folders: Folders, config: Config, identifier: str) -> tuple[str, dict[str, object]]:
    """How a document's structure was found: as text for a terminal, and as facts for machines.

    Raises ``DocumentError`` where the source cannot be used and ``UsageError`` where it has no judged structure.
    """
    normalised = normalise_candidate(find_candidate(folders, identifier), config)
    structure = normalised.structure
    if structure is None:
        raise UsageError(
            f"{identifier} is Markdown already: its structure is stated, not judged",
            remedy="Look at the source itself.",
        )
    decisions = [
        {
            "kind": block.kind.value,
            "level": block.level,
            "lines": [block.decision.first_line, block.decision.last_line],
            "rule": block.decision.rule,
            "confidence": block.decision.confidence,
            "evidence": [
                {"feature": one.feature, "value": one.value, "weight": one.weight} for one in block.decision.evidence
            ],
        }
        for block in structure.blocks
    ]
    taken_out = [
        {
            "rule": one.kind.value,
            "line": one.line,
            "confidence": one.confidence,
            "evidence": [
                {"feature": item.feature, "value": item.value, "weight": item.weight} for item in one.evidence
            ],
        }
        for one in structure.furniture
    ]
    facts: dict[str, object] = {"id": identifier, "decisions": decisions, "takenOut": taken_out}
    return "\n".join(explain(structure, normalised.clean.text)), facts


def why_document(folders: Folders, config: Config, identifier: str) -> tuple[Staleness, ...]:
    """The state of each of a document's files. Raises ``StorageError`` and ``OSError``."""
    candidate = find_candidate(folders, identifier)
    with Ledger(folders.build / LEDGER) as ledger:
        records = ledger.outputs(identifier).get(identifier, {})
        inputs = Inputs(folders=folders, config=config, known=ledger.input).of(candidate)
    plan = plan_document(candidate, folders=folders, inputs=inputs, records=records, formats=all_formats())
    stale = {one.name: Staleness(name=one.name, stale=True, reasons=one.reasons) for one in plan.stale}
    fresh = {
        name: Staleness(name=name, stale=False, reasons=(record.reason,))
        for name, record in records.items()
        if name not in stale
    }
    return tuple(sorted((*stale.values(), *fresh.values()), key=lambda row: row.name))


def find_candidate(folders: Folders, identifier: str) -> Candidate:
    """The source of a document. Raises ``UsageError`` where there is none."""
    for candidate in find_sources(folders.source)[0]:
        if candidate.id == identifier:
            return candidate
    raise UsageError(f"there is no document {identifier!r}", remedy=f"Its sources are in {folders.source}.")


def normalise_candidate(candidate: Candidate, config: Config) -> Normalised:
    """A source in canonical form, with what its sidecar says. Raises ``DocumentError``."""
    data, facts = read_source(candidate)
    sidecar = candidate.sidecar
    stated = parse_sidecar(sidecar.read_bytes(), file=sidecar.name) if sidecar else None
    return normalise(
        data, identifier=candidate.id, source=facts, sidecar=stated, config=config, file=candidate.relative
    )
