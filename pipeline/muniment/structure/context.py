"""The choice: every recogniser proposes, the whole text weighs in (``passes``), and the best proposal wins."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from muniment.model import BlockKind, Evidence, RunnerUp
from muniment.structure.amending import Proposals
from muniment.structure.passes import PASSES
from muniment.structure.proposals import (
    CERTAIN,
    OVERRIDE,
    PLAIN,
    Look,
    Outline,
    Proposal,
    Propose,
    look,
    shown,
    winner,
)
from muniment.structure.recognisers import recognisers
from muniment.structure.working import working

_UNDISPUTED = 0.9


@working
class Choice:
    """The proposal that won, and the best of the others."""

    proposal: Proposal
    """What the candidate was judged to be."""
    confidence: float
    """How sure: its own for a special kind, what the others left over for a plain paragraph."""
    runner_up: RunnerUp | None
    """The best proposal not chosen."""


def choose(outline: Outline) -> tuple[Choice, ...]:
    """Judge every candidate of an outline; what the reader corrected is not judged. Time is linear in their number."""
    families = {
        one: tuple(recogniser.propose for recogniser in recognisers() if one in recogniser.looks) for one in Look
    }
    proposals: Proposals = [
        _propose(index, outline, families[look(candidate)]) for index, candidate in enumerate(outline.candidates)
    ]
    for weigh in PASSES:
        weigh(outline, proposals)
    choose_best = lru_cache(maxsize=4096)(_best)  # of the same proposals the same is the best
    return tuple([choose_best(found) if len(found) > 1 else _only(found[0]) for found in proposals])


def _propose(index: int, outline: Outline, families: Sequence[Propose]) -> tuple[Proposal, ...]:
    proposals = [proposal for propose in families if (proposal := propose(index, outline)) is not None]
    override = outline.candidates[index].override
    if override is not None and not override.joined:
        said = Evidence(feature="reader's correction", value=shown(override.text), weight=CERTAIN)
        proposals.append(
            Proposal(kind=override.kind, rule=OVERRIDE, said=(said,), level=override.level, quoted=override.quoted)
        )
    return tuple(proposals)


def _only(proposal: Proposal) -> Choice:
    """The choice where nothing but a plain paragraph was proposed."""
    return Choice(proposal, max(_UNDISPUTED, proposal.confidence), None)


def _best(proposals: tuple[Proposal, ...]) -> Choice:
    """The winner, with its confidence and the best of the others; a plain paragraph is as sure as they leave it."""
    best = winner(proposals)
    others = tuple(one for one in proposals if one is not best)
    if best.rule == OVERRIDE:
        ruled = _best(others)
        overruled = _runner_up(ruled.proposal.kind, ruled.proposal.rule, ruled.confidence)
        return Choice(best, 1.0, overruled)
    special = _surest_special(others)
    if best.rule in PLAIN:
        if special is None:
            return Choice(best, max(_UNDISPUTED, best.confidence), None)
        second = _runner_up(special.kind, special.rule, special.confidence)
        return Choice(best, round(1 - special.confidence, 3), second)
    left_over = round(1 - best.confidence, 3)
    if special is not None and special.confidence > left_over:
        second = _runner_up(special.kind, special.rule, special.confidence)
        return Choice(best, best.confidence, second)
    plain = next(one for one in others if one.rule in PLAIN)
    second = _runner_up(plain.kind, plain.rule, left_over)
    return Choice(best, best.confidence, second)


def _surest_special(proposals: Sequence[Proposal]) -> Proposal | None:
    """The first of the highest score that is not a plain paragraph."""
    found: Proposal | None = None
    for one in proposals:
        if one.rule not in PLAIN and (found is None or one.score > found.score):
            found = one
    return found


@lru_cache(maxsize=1024)
def _runner_up(kind: BlockKind, rule: str, confidence: float) -> RunnerUp:
    """The same judgement is the same object: a text has thousands of them, and confidence has three places."""
    return RunnerUp(kind=kind, rule=rule, confidence=confidence)
