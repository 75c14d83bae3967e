"""The context pass: what the whole text says about each proposal, and then the choice.

A recogniser sees a candidate and what stands next to it. Some things only show over the whole text: whether numbers
count, whether a style of heading comes back, whether what was taken for headings is a list of lines. Each of these is
one small pass that adds evidence to proposals; after them the best proposal of each candidate is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from muniment.model import BlockKind, Evidence, RunnerUp
from muniment.structure.features import End, Features, Numbering, ending
from muniment.structure.proposals import ACCEPTED, CERTAIN, Outline, Proposal
from muniment.structure.recognisers import recognisers

OVERRIDE = "override"
"""Rule of a judgement that the reader made."""

PLAIN = frozenset({"paragraph.line", "paragraph.wrapped"})
"""Rules of plain paragraphs, which win where nothing else is sure enough."""

_SAME_INDENT = 4
_LONGEST_RUN = 2
_SURE = 0.85
_FEWEST_SURE = 4
_MOST_FLUSH = 0.75
_UNDISPUTED = 0.9

Proposals = list[list[Proposal]]
"""For each candidate, in order, what it could be. The passes replace proposals in place of this working list."""


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
    proposals: Proposals = [_propose(index, outline) for index in range(len(outline.candidates))]
    for weigh in PASSES:
        weigh(outline, proposals)
    return tuple(_best(ranked) for ranked in proposals)


def _propose(index: int, outline: Outline) -> list[Proposal]:
    found = (recogniser.propose(index, outline) for recogniser in recognisers())
    proposals = [proposal for proposal in found if proposal is not None]
    override = outline.candidates[index].override
    if override is not None and not override.joined:
        said = Evidence(feature="reader's correction", value=override.text[:40], weight=CERTAIN)
        proposals.append(
            Proposal(kind=override.kind, rule=OVERRIDE, evidence=(said,), level=override.level, quoted=override.quoted)
        )
    return proposals


def winner(proposals: Sequence[Proposal]) -> Proposal:
    """The proposal that would be chosen now.

    The reader's word, else the surest special proposal if it is sure enough, else the plain paragraph, which is what
    a block is until more is shown.
    """
    best = plain = None
    for one in proposals:
        if one.rule == OVERRIDE:
            return one
        if one.rule in PLAIN:
            plain = one
        elif best is None or (one.score, best.rule) > (best.score, one.rule):
            best = one
    if plain is None or (best is not None and best.confidence >= ACCEPTED):
        plain = best
    if plain is None:
        raise ValueError("no rule proposed anything")
    return plain


def _best(proposals: Sequence[Proposal]) -> Choice:
    """The winner, with its confidence and the best of the others; a plain paragraph is as sure as they leave it."""
    best = winner(proposals)
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


# --------------------------------------------------------------------------------------------- the passes


def _amend(proposals: Proposals, index: int, kind: BlockKind, feature: str, value: str, weight: float) -> None:
    proposals[index] = [
        one.with_evidence(feature, value, weight) if one.kind is kind and not one.quoted else one
        for one in proposals[index]
    ]


def _style(features: Features) -> str:
    """The look of a heading, as far as plain text has one."""
    if features.number.style is not Numbering.NONE:
        return f"{features.number.style.value}{', alone' if features.number.bare else ''}"
    if features.capitals:
        return "all capitals"
    if features.pictograph:
        return "adorned"
    return f"{'title case' if features.title_case else 'sentence case'}, {features.end.value}"


def weigh_style(outline: Outline, proposals: Proposals) -> None:
    """Headings of one text look alike: a style that comes back speaks for its doubtful members."""
    styles: Counter[str] = Counter()
    sure: list[tuple[int, str, float]] = []
    for index, features in enumerate(outline.features):
        heading = next((one for one in proposals[index] if one.kind is BlockKind.HEADING), None)
        if features is None or heading is None:
            continue
        style = _style(features)
        sure.append((index, style, heading.confidence))
        styles[style] += heading.confidence > _SURE
    for index, style, confidence in sure:
        others = styles[style] - (confidence > _SURE)
        if others >= 2:  # noqa: PLR2004 - one other may be chance
            _amend(proposals, index, BlockKind.HEADING, "style comes back", f"{others} others: {style}", 0.6)


def weigh_alignment(outline: Outline, proposals: Proposals) -> None:
    """Where headings begin at the margin, a short line that is set in is a name or a place, not a heading."""
    flush = outline.layout.indent + _SAME_INDENT
    sure = [
        outline.candidates[index].indent <= flush
        for index, found in enumerate(proposals)
        if any(one.kind is BlockKind.HEADING and one.confidence > _SURE for one in found)
    ]
    if len(sure) < _FEWEST_SURE or sum(sure) < _MOST_FLUSH * len(sure):
        return
    for index, candidate in enumerate(outline.candidates):
        if candidate.indent > flush:
            value = f"by {candidate.indent} columns, unlike most headings"
            _amend(proposals, index, BlockKind.HEADING, "set in", value, -1.5)


def weigh_runs(outline: Outline, proposals: Proposals) -> None:
    """A heading is followed by text: a long run of would-be headings is a list of lines. Numbered parts may pile up."""
    kinds = [winner(found).kind for found in proposals]
    run: list[int] = []
    for index, kind in enumerate([*kinds, BlockKind.PARAGRAPH]):
        if kind is BlockKind.HEADING:
            run.append(index)
        elif kind is not BlockKind.TITLE:
            for at in run if len(run) > _LONGEST_RUN else ():
                seen = outline.features[at]
                if seen is None or seen.number.style is Numbering.NONE:
                    _amend(proposals, at, BlockKind.HEADING, "run of short lines", f"{len(run)} in a row", -2.5)
            run = []


def weigh_title(outline: Outline, proposals: Proposals) -> None:
    """There is one title: where the reader named one no rule proposes another, and it is not also a heading."""
    named = any(one.override is not None and one.override.kind is BlockKind.TITLE for one in outline.candidates)
    for index in {0, outline.own.title or 0} if proposals else ():
        if named:
            proposals[index] = [
                one for one in proposals[index] if one.kind is not BlockKind.TITLE or one.rule == OVERRIDE
            ]
        if any(one.kind is BlockKind.TITLE and one.confidence >= ACCEPTED for one in proposals[index]):
            proposals[index] = [one for one in proposals[index] if one.kind is not BlockKind.HEADING]


def weigh_series(outline: Outline, proposals: Proposals) -> None:
    """Below a line that ends with a colon stands what it announces: short lines there are items without markers."""
    index = 1
    while index < len(proposals):
        above = outline.candidates[index - 1]
        if ending(outline.lines.tail(above.last)) is not End.COLON:
            index += 1
            continue
        end = index
        while end < len(proposals) and _could_be_item(outline, end):
            end += 1
        for at in range(index, end):
            # The last of a run may be the heading of what follows, and a run of one the more so.
            weight = -2.5 if at < end - 1 else -1.8 if end - index > 1 else -1.0
            _amend(
                proposals, at, BlockKind.HEADING, "announced", f"by a colon, {at - index + 1} of {end - index}", weight
            )
        index = max(end, index + 1)


def _could_be_item(outline: Outline, index: int) -> bool:
    """Whether a block could be an item of a list without markers."""
    features, candidate = outline.features[index], outline.candidates[index]
    return (
        features is not None
        and not candidate.marker
        and features.end is not End.COLON
        and features.number.style is Numbering.NONE
        and not features.standing
    )


def weigh_stanzas(outline: Outline, proposals: Proposals) -> None:
    """Stanzas come in company: one beside a sure one, at about the same indentation, is likelier to be one.

    What that makes sure speaks for the next in turn, down the text and then up.
    """
    count = len(proposals)
    for step, side in ((1, "above"), (-1, "below")):
        for index in range(count) if step > 0 else range(count - 1, -1, -1):
            other = index - step
            if not 0 <= other < count or not _is_stanza(proposals[other]):
                continue
            if abs(outline.candidates[other].indent - outline.candidates[index].indent) <= _SAME_INDENT:
                _amend(proposals, index, BlockKind.VERSE, "beside a stanza", side, 1.2)


def _is_stanza(proposals: Sequence[Proposal]) -> bool:
    return any(one.kind is BlockKind.VERSE and one.score > 1 for one in proposals)


PASSES: tuple[Callable[[Outline, Proposals], None], ...] = (
    weigh_title,
    weigh_series,
    weigh_style,
    weigh_alignment,
    weigh_runs,
    weigh_stanzas,
)
"""The passes in the order in which they run."""
