"""What was proposed for all candidates, and how a pass adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from muniment.model import BlockKind
from muniment.structure.proposals import Proposal, winner

Proposals = list[tuple[Proposal, ...]]
"""For each candidate, in order, what it could be. The passes replace proposals in place of this working list."""


def amend(proposals: Proposals, index: int, kind: BlockKind, feature: str, value: str, weight: float) -> None:
    """Add evidence to what was proposed as one kind for the candidate at an index, quotations left out."""
    proposals[index] = _amended(proposals[index], kind, feature, value, weight)


@lru_cache(maxsize=4096)
def _amended(
    found: tuple[Proposal, ...], kind: BlockKind, feature: str, value: str, weight: float
) -> tuple[Proposal, ...]:
    """The same of the same is the same object."""
    return tuple(
        [one.with_evidence(feature, value, weight) if one.kind is kind and not one.quoted else one for one in found]
    )


@lru_cache(maxsize=4096)
def heading_of(found: tuple[Proposal, ...]) -> Proposal | None:
    """The first proposal of a heading."""
    for one in found:
        if one.kind is BlockKind.HEADING:
            return one
    return None


def would_be_heading(found: Sequence[Proposal]) -> bool:
    """Whether a heading would be chosen now."""
    return winner(found).kind is BlockKind.HEADING
