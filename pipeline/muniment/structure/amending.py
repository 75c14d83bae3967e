"""What was proposed for all candidates, and how a pass adds to it."""

from __future__ import annotations

from collections.abc import Sequence

from muniment.model import BlockKind
from muniment.structure.proposals import Proposal, winner

Proposals = list[tuple[Proposal, ...]]
"""For each candidate, in order, what it could be. The passes replace proposals in place of this working list."""


def amend(proposals: Proposals, index: int, kind: BlockKind, feature: str, value: str, weight: float) -> None:
    """Add evidence to what was proposed as one kind for the candidate at an index, quotations left out."""
    proposals[index] = tuple(
        [
            one.with_evidence(feature, value, weight) if one.kind is kind and not one.quoted else one
            for one in proposals[index]
        ]
    )


def heading_of(found: Sequence[Proposal]) -> Proposal | None:
    """The first proposal of a heading."""
    for one in found:
        if one.kind is BlockKind.HEADING:
            return one
    return None


def would_be_heading(found: Sequence[Proposal]) -> bool:
    """Whether a heading would be chosen now."""
    return winner(found).kind is BlockKind.HEADING
