"""The passes: what the whole text says about each proposal.

A recogniser sees a candidate and what stands next to it. Some things only show over the whole text: whether numbers
count, whether a style of heading comes back, whether what was taken for headings is a list of lines. Each of these is
one small pass that adds evidence to proposals, in time linear in their number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from muniment.model import BlockKind, Evidence
from muniment.structure.boilerplate import RULE as BOILERPLATE
from muniment.structure.features import End, Features, Numbering, ending
from muniment.structure.grouping import is_centred
from muniment.structure.interview import questions_asked
from muniment.structure.letters import head_of_letter
from muniment.structure.lines import Lines
from muniment.structure.opening import LONG_TEXT, closing_weights, link_weights, opening_weights
from muniment.structure.pages import page_lines
from muniment.structure.proposals import ACCEPTED, CERTAIN, OVERRIDE, PLAIN, Outline, Proposal, winner

_SAME_INDENT = 4
_LONGEST_RUN = 2
_LAST_OF_RUN = -1.2
_SURE = 0.85
_FEWEST_SURE = 4
_MOST_FLUSH = 0.75
_LIKELY = 0.6
_FEWEST_ALIKE = 1.5
_WIDEST_ITEM = 120
_FEWEST_TITLED = 2
_TITLED_SHARE = 0.6
_UNSURE = 0.5
_LONGEST_NAME = 30

Proposals = list[list[Proposal]]
"""For each candidate, in order, what it could be. The passes replace proposals in place of this working list."""


def _amend(proposals: Proposals, index: int, kind: BlockKind, feature: str, value: str, weight: float) -> None:
    found = proposals[index]
    for at, one in enumerate(found):
        if one.kind is kind and not one.quoted:
            found[at] = one.with_evidence(feature, value, weight)


def _heading(found: Sequence[Proposal]) -> Proposal | None:
    for one in found:
        if one.kind is BlockKind.HEADING:
            return one
    return None


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
    support: defaultdict[str, float] = defaultdict(float)
    seen: list[tuple[int, str, float]] = []
    for index, (features, found) in enumerate(zip(outline.features, proposals, strict=True)):
        heading = _heading(found) if features is not None else None
        if features is None or heading is None:
            continue
        likely = heading.confidence if heading.confidence > _LIKELY else 0.0
        style = _style(features)
        seen.append((index, style, likely))
        if likely:
            support[style] += likely
    if not support:
        return
    for index, style, likely in seen:
        others = support[style] - likely
        if others >= _FEWEST_ALIKE:
            _amend(proposals, index, BlockKind.HEADING, "style comes back", f"{others:.0f} others: {style}", 0.6)


def weigh_alignment(outline: Outline, proposals: Proposals) -> None:
    """Where headings begin at the margin, a short line that is set in is a name or a place, not a heading."""
    flush = outline.layout.indent + _SAME_INDENT
    sure = [
        outline.candidates[index].indent <= flush
        for index, found in enumerate(proposals)
        if len(found) > 1 and any(one.kind is BlockKind.HEADING and one.confidence > _SURE for one in found)
    ]
    if len(sure) < _FEWEST_SURE or sum(sure) < _MOST_FLUSH * len(sure):
        return
    for index, candidate in enumerate(outline.candidates):
        if candidate.indent > flush and not is_centred(candidate, outline.layout):
            value = f"by {candidate.indent} columns, unlike most headings"
            _amend(proposals, index, BlockKind.HEADING, "set in", value, -1.5)


def weigh_runs(outline: Outline, proposals: Proposals) -> None:
    """A heading is followed by text: a long run of would-be headings is a list of lines. Numbered parts may pile up."""
    kinds = [(found[0] if len(found) == 1 else winner(found)).kind for found in proposals]
    run: list[int] = []
    for index, kind in enumerate([*kinds, BlockKind.PARAGRAPH]):
        if kind is BlockKind.HEADING:
            run.append(index)
        elif kind is not BlockKind.TITLE:
            for at in run if len(run) > _LONGEST_RUN else ():
                seen = outline.features[at]
                if seen is None or seen.number.style is Numbering.NONE:
                    weight = _LAST_OF_RUN if at == run[-1] and _is_above_text(outline, at) else -2.5
                    _amend(proposals, at, BlockKind.HEADING, "run of short lines", f"{len(run)} in a row", weight)
            run = []


def _is_above_text(outline: Outline, index: int) -> bool:
    below = outline.candidate(index + 1)
    return not outline.layout.wrapped and below is not None and below.width > LONG_TEXT


def weigh_title(outline: Outline, proposals: Proposals) -> None:
    """There is one title: where the reader named one no rule proposes another, and it is not also a heading."""
    named = any(one.override is not None and one.override.kind is BlockKind.TITLE for one in outline.candidates)
    for index in {0, min(1, len(proposals) - 1), outline.own.title or 0} if proposals else ():
        if named:
            proposals[index] = [
                one for one in proposals[index] if one.kind is not BlockKind.TITLE or one.rule == OVERRIDE
            ]
        if any(one.kind is BlockKind.TITLE and one.confidence >= ACCEPTED for one in proposals[index]):
            proposals[index] = [one for one in proposals[index] if one.kind is not BlockKind.HEADING]


def weigh_place(outline: Outline, proposals: Proposals) -> None:
    """Between the title and the first long text, and after the last, a short line is less often a heading."""
    if outline.layout.wrapped:
        return
    title = next((at for at, found in enumerate(proposals[:2]) if _would_be_title(found)), None)
    weights = closing_weights(outline) | link_weights(outline)
    if title is not None:
        weights |= opening_weights(outline, title)
        if title:
            weights[0] = "name of a section", "above the title", -4.0
    for index, (feature, value, weight) in weights.items():
        _amend(proposals, index, BlockKind.HEADING, feature, value, weight)


def _would_be_title(found: Sequence[Proposal]) -> bool:
    return any(one.kind is BlockKind.TITLE and one.confidence >= ACCEPTED for one in found)


def weigh_series(outline: Outline, proposals: Proposals) -> None:
    """Below a line that ends with a colon stands what it announces: short lines there are items without markers."""
    index = 1
    while index < len(proposals):
        above = outline.candidates[index - 1]
        if not _ends_with_colon(outline.lines, above.last):
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


def _ends_with_colon(lines: Lines, line: int) -> bool:
    # A glance first, because every block is asked.
    return not lines.text[lines.ends[line] - 1].isalnum() and ending(lines.tail(line)) is End.COLON


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
                _amend(proposals, index, BlockKind.VERSE, "beside a stanza", side, 1.8 if is_set_in else 1.2)


def _could_be_verse(found: Sequence[Proposal]) -> bool:
    return any(one.kind is BlockKind.VERSE for one in found)


def _is_stanza(proposals: Sequence[Proposal]) -> bool:
    return any(one.kind is BlockKind.VERSE and one.score > 1 for one in proposals)


def weigh_chapter_titles(outline: Outline, proposals: Proposals) -> None:
    """Below the numbers of most chapters stands a title: then what stands below the others is one too."""
    below = [index for index in range(1, len(proposals)) if is_bare_number(outline, proposals, index - 1)]
    titled = [index for index in below if _could_be_title(outline, index) and _would_be_heading(proposals[index])]
    if len(titled) < _FEWEST_TITLED or len(titled) < _TITLED_SHARE * len(below):
        return
    for index in below:
        if _could_be_title(outline, index):
            value = f"as in {len(titled)} of {len(below)}"
            _amend(proposals, index, BlockKind.HEADING, "below a chapter's number", value, 2.0)


def is_bare_number(outline: Outline, proposals: Proposals, index: int) -> bool:
    """Whether a candidate would be a heading of nothing but a number: ``CHAPTER IV``, ``3.``."""
    features = outline.features[index]
    return features is not None and features.number.bare and _would_be_heading(proposals[index])


def _could_be_title(outline: Outline, index: int) -> bool:
    features, candidate = outline.features[index], outline.candidates[index]
    return features is not None and features.number.style is Numbering.NONE and candidate.marker is None


def _would_be_heading(found: Sequence[Proposal]) -> bool:
    return winner(found).kind is BlockKind.HEADING


def weigh_boilerplate(outline: Outline, proposals: Proposals) -> None:
    """What was put around a text says so by its rule, whatever its form; the reader's word stands."""
    own = outline.own
    for index in (*range(own.first), *range(own.end, len(proposals))):
        best = winner(proposals[index])
        if best.rule != OVERRIDE:
            place = "above the line that begins the text" if index < own.first else "below the line that ends it"
            said = Evidence(feature="around the text", value=place, weight=CERTAIN)
            plain = [one for one in proposals[index] if one.rule in PLAIN]
            around = Proposal(
                kind=best.kind,
                rule=BOILERPLATE,
                evidence=(said, *best.evidence),
                level=best.level,
                quoted=best.quoted,
            )
            proposals[index] = [around, *plain]


def weigh_pages(outline: Outline, proposals: Proposals) -> None:
    """Page numbers and running heads are no headings; what they are is left to the reader."""
    for index in page_lines(outline):
        _amend(proposals, index, BlockKind.HEADING, "page line", "counts on, in the middle of sentences", -6.0)
        _amend(proposals, index, BlockKind.LIST_ITEM, "page line", "counts on, in the middle of sentences", -6.0)
        said = Evidence(
            feature="page line", value="a number that counts on, in the middle of sentences", weight=_UNSURE
        )
        proposals[index] = [
            *proposals[index],
            Proposal(kind=BlockKind.PARAGRAPH, rule="paragraph.page", evidence=(said,)),
        ]


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
            _amend(proposals, index, BlockKind.HEADING, "asked by somebody", f"{name}, {len(indices)} times", -3.5)


def weigh_letter(outline: Outline, proposals: Proposals) -> None:
    """The address and the date of a letter are not its title."""
    for index in head_of_letter(outline):
        _amend(proposals, index, BlockKind.TITLE, "head of a letter", "above a salutation", -6.0)
        _amend(proposals, index, BlockKind.HEADING, "head of a letter", "above a salutation", -4.0)


def weigh_questions(outline: Outline, proposals: Proposals) -> None:
    """The questions of an interview are speech, not headings."""
    asked = questions_asked(outline)
    for index in asked:
        _amend(proposals, index, BlockKind.HEADING, "question of an interview", f"one of {len(asked)}", -3.5)


PASSES: tuple[Callable[[Outline, Proposals], None], ...] = (
    weigh_letter,
    weigh_title,
    weigh_place,
    weigh_series,
    weigh_style,
    weigh_alignment,
    weigh_chapter_titles,
    weigh_runs,
    weigh_stanzas,
    weigh_interview,
    weigh_questions,
    weigh_pages,
    weigh_boilerplate,
)
"""The passes in the order in which they run."""
