"""The passes: what the whole text says about each proposal.

A recogniser sees a candidate and what stands next to it. Some things only show over the whole text: whether numbers
count, whether a style of heading comes back, whether what was taken for headings is a list of lines. Each of these is
one small pass that adds evidence to proposals, in time linear in their number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from muniment.model import BlockKind, Evidence
from muniment.structure.amending import Proposals, amend
from muniment.structure.asides import aside_weights
from muniment.structure.boilerplate import RULE as BOILERPLATE
from muniment.structure.endings import End
from muniment.structure.heading_passes import (
    weigh_alignment,
    weigh_chapter_titles,
    weigh_labels,
    weigh_lone_question,
    weigh_runs,
    weigh_style,
)
from muniment.structure.interview import FEWEST, questions_answered, questions_asked
from muniment.structure.letters import head_of_letter
from muniment.structure.numbering import Numbering
from muniment.structure.opening import closing_weights, link_weights, opening_weights
from muniment.structure.pages import page_lines
from muniment.structure.proposals import ACCEPTED, CERTAIN, OVERRIDE, PLAIN, Outline, Proposal, winner

_SAME_INDENT = 4
_WIDEST_ITEM = 120
_UNSURE = 0.5
_LONGEST_NAME = 30


def weigh_title(outline: Outline, proposals: Proposals) -> None:
    """There is one title: where the reader named one no rule proposes another, and it is not also a heading."""
    named = any(one.override is not None and one.override.kind is BlockKind.TITLE for one in outline.candidates)
    for index in {0, min(1, len(proposals) - 1), outline.own.title or 0} if proposals else ():
        if named:
            proposals[index] = tuple(
                one for one in proposals[index] if one.kind is not BlockKind.TITLE or one.rule == OVERRIDE
            )
        if any(one.kind is BlockKind.TITLE and one.confidence >= ACCEPTED for one in proposals[index]):
            proposals[index] = tuple(one for one in proposals[index] if one.kind is not BlockKind.HEADING)


def weigh_place(outline: Outline, proposals: Proposals) -> None:
    """Between the title and the first long text, and after the last, a short line is less often a heading."""
    if outline.layout.wrapped:
        return
    title = next((at for at, found in enumerate(proposals[:2]) if _would_be_title(found)), None)
    weights = closing_weights(outline) | link_weights(outline) | aside_weights(outline)
    if title is not None:
        weights |= opening_weights(outline, title)
        if title:
            weights[0] = "name of a section", "above the title", -4.0
    for index, (feature, value, weight) in weights.items():
        amend(proposals, index, BlockKind.HEADING, feature, value, weight)


def _would_be_title(found: Sequence[Proposal]) -> bool:
    return any(one.kind is BlockKind.TITLE and one.confidence >= ACCEPTED for one in found)


def weigh_series(outline: Outline, proposals: Proposals) -> None:
    """Below a line that ends with a colon stands what it announces: short lines there are items without markers."""
    colons = outline.lines.ending_with(End.COLON)
    below = [at for at, above in enumerate(outline.candidates, start=1) if above.last in colons] if colons else []
    end = 0
    for index in below:
        if index < end:
            continue
        end = index
        while end < len(proposals) and _could_be_item(outline, end):
            end += 1
        for at in range(index, end):
            # The last of a run may be the heading of what follows, and a run of one the more so.
            weight = -2.5 if at < end - 1 else -1.8 if end - index > 1 else -1.0
            amend(
                proposals, at, BlockKind.HEADING, "announced", f"by a colon, {at - index + 1} of {end - index}", weight
            )


def _could_be_item(outline: Outline, index: int) -> bool:
    """Whether a block could be an item of a list without markers."""
    features, candidate = outline.features[index], outline.candidates[index]
    return (
        features is not None
        and not candidate.marker
        and features.end is not End.COLON
        and features.number.style is Numbering.NONE
        and features.width <= _WIDEST_ITEM
        and not features.standing
    )


def weigh_stanzas(outline: Outline, proposals: Proposals) -> None:
    """Stanzas come in company: one beside a sure one, at about the same indentation, is likelier to be one.

    What that makes sure speaks for the next in turn, down the text and then up.
    """
    count = len(proposals)
    # Only what could be verse gains by this, and only such a block can be the one beside it.
    verse = [at for at, found in enumerate(proposals) if len(found) > 1 and _could_be_verse(found)]
    for step, side in ((1, "above"), (-1, "below")):
        for index in verse if step > 0 else reversed(verse):
            other = index - step
            if not 0 <= other < count or not _is_stanza(proposals[other]):
                continue
            off = abs(outline.candidates[other].indent - outline.candidates[index].indent)
            if off <= _SAME_INDENT:
                is_set_in = off == 0 and outline.candidates[index].indent > outline.layout.indent
                amend(proposals, index, BlockKind.VERSE, "beside a stanza", side, 1.8 if is_set_in else 1.2)


@lru_cache(maxsize=4096)
def _could_be_verse(found: tuple[Proposal, ...]) -> bool:
    return any(one.kind is BlockKind.VERSE for one in found)


def _is_stanza(proposals: Sequence[Proposal]) -> bool:
    return any(one.kind is BlockKind.VERSE and one.score > 1 for one in proposals)


def weigh_boilerplate(outline: Outline, proposals: Proposals) -> None:
    """What was put around a text says so by its rule, whatever its form; the reader's word stands."""
    own = outline.own
    for index in (*range(own.first), *range(own.end, len(proposals))):
        best = winner(proposals[index])
        if best.rule != OVERRIDE:
            place = "above the line that begins the text" if index < own.first else "below the line that ends it"
            said = Evidence(feature="around the text", value=place, weight=CERTAIN)
            plain = (one for one in proposals[index] if one.rule in PLAIN)
            around = Proposal(
                kind=best.kind,
                rule=BOILERPLATE,
                said=(said, *best.evidence(index, outline)),
                level=best.level,
                quoted=best.quoted,
            )
            proposals[index] = (around, *plain)


def weigh_pages(outline: Outline, proposals: Proposals) -> None:
    """Page numbers and running heads are no headings; what they are is left to the reader."""
    for index in page_lines(outline):
        amend(proposals, index, BlockKind.HEADING, "page line", "counts on, in the middle of sentences", -6.0)
        amend(proposals, index, BlockKind.LIST_ITEM, "page line", "counts on, in the middle of sentences", -6.0)
        said = Evidence(
            feature="page line", value="a number that counts on, in the middle of sentences", weight=_UNSURE
        )
        page = Proposal(kind=BlockKind.PARAGRAPH, rule="paragraph.page", said=(said,))
        proposals[index] = (*proposals[index], page)


def weigh_interview(outline: Outline, proposals: Proposals) -> None:
    """Questions that begin with the same name and a colon are asked by somebody; they are speech, not headings."""
    asked: dict[str, list[int]] = {}
    for index, features in enumerate(outline.features):
        if features is not None and features.end is End.QUESTION:
            name, colon, _ = outline.candidates[index].text[:_LONGEST_NAME].partition(":")
            if colon:
                asked.setdefault(name, []).append(index)
    for name, indices in asked.items():
        for index in indices if len(indices) > 1 else ():
            amend(proposals, index, BlockKind.HEADING, "asked by somebody", f"{name}, {len(indices)} times", -3.5)


def weigh_letter(outline: Outline, proposals: Proposals) -> None:
    """The address and the date of a letter are not its title."""
    for index in head_of_letter(outline):
        amend(proposals, index, BlockKind.TITLE, "head of a letter", "above a salutation", -6.0)
        amend(proposals, index, BlockKind.HEADING, "head of a letter", "above a salutation", -4.0)


def weigh_questions(outline: Outline, proposals: Proposals) -> None:
    """The questions of an interview are speech, not headings; several with a sentence below each are headings."""
    asked = questions_asked(outline)
    for index in asked:
        amend(proposals, index, BlockKind.HEADING, "question of an interview", f"one of {len(asked)}", -3.5)
    answered = () if asked or outline.layout.wrapped else questions_answered(outline)
    for index in answered if len(answered) >= FEWEST else ():
        amend(proposals, index, BlockKind.HEADING, "answered below", f"one of {len(answered)} questions", 0.5)


PASSES: tuple[Callable[[Outline, Proposals], None], ...] = (
    weigh_letter,
    weigh_title,
    weigh_place,
    weigh_series,
    weigh_labels,
    weigh_style,
    weigh_alignment,
    weigh_chapter_titles,
    weigh_runs,
    weigh_lone_question,
    weigh_stanzas,
    weigh_interview,
    weigh_questions,
    weigh_pages,
    weigh_boilerplate,
)
"""The passes in the order in which they run."""
