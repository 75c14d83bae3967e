"""The choice: every recogniser proposes, the whole text weighs in (``passes``), and the best proposal wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muniment.model import Evidence, RunnerUp
from muniment.structure.passes import PASSES, Proposals
from muniment.structure.proposals import CERTAIN, OVERRIDE, PLAIN, Outline, Proposal, Propose, shown, winner
from muniment.structure.recognisers import recognisers

_UNDISPUTED = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
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
    families = [recogniser.propose for recogniser in recognisers()]
    proposals: Proposals = [_propose(index, outline, families) for index in range(len(outline.candidates))]
    for weigh in PASSES:
        weigh(outline, proposals)
    return tuple(_best(ranked) for ranked in proposals)


def _propose(index: int, outline: Outline, families: Sequence[Propose]) -> list[Proposal]:
    proposals = [proposal for propose in families if (proposal := propose(index, outline)) is not None]
    override = outline.candidates[index].override
    if override is not None and not override.joined:
        said = Evidence(feature="reader's correction", value=shown(override.text), weight=CERTAIN)
        proposals.append(
            Proposal(kind=override.kind, rule=OVERRIDE, evidence=(said,), level=override.level, quoted=override.quoted)
        )
    return proposals


def _best(proposals: Sequence[Proposal]) -> Choice:
    """The winner, with its confidence and the best of the others; a plain paragraph is as sure as they leave it."""
    best = winner(proposals)
    if len(proposals) == 1 and best.rule in PLAIN:
        return Choice(proposal=best, confidence=max(_UNDISPUTED, best.confidence), runner_up=None)
    others = [one for one in proposals if one is not best]
    if best.rule == OVERRIDE:
        ruled = _best(others)
        overruled = RunnerUp(kind=ruled.proposal.kind, rule=ruled.proposal.rule, confidence=ruled.confidence)
        return Choice(proposal=best, confidence=1.0, runner_up=overruled)
    special = max((one for one in others if one.rule not in PLAIN), key=lambda one: one.score, default=None)
    if best.rule in PLAIN:
        if special is None:
            return Choice(proposal=best, confidence=max(_UNDISPUTED, best.confidence), runner_up=None)
        return Choice(proposal=best, confidence=round(1 - special.confidence, 3), runner_up=_runner_up(special))
    left_over = round(1 - best.confidence, 3)
    if special is not None and special.confidence > left_over:
        return Choice(proposal=best, confidence=best.confidence, runner_up=_runner_up(special))
    plain = next(one for one in others if one.rule in PLAIN)
    as_paragraph = RunnerUp(kind=plain.kind, rule=plain.rule, confidence=left_over)
    return Choice(proposal=best, confidence=best.confidence, runner_up=as_paragraph)


def _runner_up(proposal: Proposal) -> RunnerUp:
    return RunnerUp(kind=proposal.kind, rule=proposal.rule, confidence=proposal.confidence)
