"""What the headings of a text say about each other: a look that comes back, where they begin, how many stand in a row."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache

from muniment.model import BlockKind
from muniment.structure.amending import Proposals, amend, heading_of, would_be_heading
from muniment.structure.candidates import is_centred
from muniment.structure.endings import End
from muniment.structure.features import Features
from muniment.structure.numbering import Numbering
from muniment.structure.opening import LONG_TEXT
from muniment.structure.proposals import Outline, Proposal, winner

_SAME_INDENT = 4
_LONGEST_RUN = 2
_LAST_OF_RUN = -1.2
_SURE = 0.85
_FEWEST_SURE = 4
_MOST_FLUSH = 0.75
_LIKELY = 0.6
_FEWEST_ALIKE = 1.5
_FEWEST_TITLED = 2
_TITLED_SHARE = 0.6
_FEWEST_OF_SERIES = 3
_WIDEST_REMARK = 60
_FEWEST_REMARKS = 3
_LABEL = re.compile(r"([^\W\d_]{2,20})((?: [\w#]{1,12})?) ?[:：]\s?\S")


@lru_cache(maxsize=1024)
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
    for index, found in enumerate(proposals):
        heading = heading_of(found) if len(found) > 1 else None
        if heading is None or (features := outline.features[index]) is None:
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
            amend(proposals, index, BlockKind.HEADING, "style comes back", f"{others:.0f} others: {style}", 0.6)


def weigh_labels(outline: Outline, proposals: Proposals) -> None:
    """Labels before colons: the same one again and again is that of a field, a word that counts on is a series.

    *Distance: 6 km* below each walk is no heading; *Lesson one: Breathe* and *Lesson two: Let go!* are.
    """
    labelled: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for index in [at for at, found in enumerate(proposals) if len(found) > 1]:
        text = outline.candidates[index].text
        if (":" in text or "：" in text) and (match := _LABEL.match(text)) and heading_of(proposals[index]):
            labelled[match[1]].append((index, match[2]))
    for word, places in labelled.items():
        labels = Counter(label for _, label in places)
        for index, label in places if len(places) > 1 else ():
            if labels[label] > 1:
                value = f"{word}{label}, {labels[label]} times"
                amend(proposals, index, BlockKind.HEADING, "label of a field", value, -2.5)
            elif label and len(labels) >= _FEWEST_OF_SERIES:
                amend(proposals, index, BlockKind.HEADING, "one of a series", f"{word}, {len(labels)} labels", 0.8)


def weigh_alignment(outline: Outline, proposals: Proposals) -> None:
    """Where headings begin at the margin, a short line that is set in is a name or a place, not a heading."""
    flush = outline.layout.indent + _SAME_INDENT
    sure = [
        outline.candidates[index].indent <= flush
        for index, found in enumerate(proposals)
        if len(found) > 1 and _is_sure(found)
    ]
    if len(sure) < _FEWEST_SURE or sum(sure) < _MOST_FLUSH * len(sure):
        return
    for index, candidate in enumerate(outline.candidates):
        if candidate.indent > flush and not is_centred(candidate, outline.layout):
            value = f"by {candidate.indent} columns, unlike most headings"
            amend(proposals, index, BlockKind.HEADING, "set in", value, -1.5)


@lru_cache(maxsize=4096)
def _is_sure(found: tuple[Proposal, ...]) -> bool:
    return any(one.kind is BlockKind.HEADING and one.confidence > _SURE for one in found)


def weigh_chapter_titles(outline: Outline, proposals: Proposals) -> None:
    """Below the numbers of most chapters stands a title: then what stands below the others is one too."""
    below = [index for index in range(1, len(proposals)) if _is_bare_number(outline, proposals, index - 1)]
    titled = [index for index in below if _could_be_title(outline, index) and would_be_heading(proposals[index])]
    if len(titled) < _FEWEST_TITLED or len(titled) < _TITLED_SHARE * len(below):
        return
    for index in below:
        if _could_be_title(outline, index):
            value = f"as in {len(titled)} of {len(below)}"
            amend(proposals, index, BlockKind.HEADING, "below a chapter's number", value, 2.0)


def _is_bare_number(outline: Outline, proposals: Proposals, index: int) -> bool:
    """Whether a candidate would be a heading of nothing but a number: ``CHAPTER IV``, ``3.``."""
    features = outline.features[index]
    return features is not None and features.number.bare and would_be_heading(proposals[index])


def _could_be_title(outline: Outline, index: int) -> bool:
    features, candidate = outline.features[index], outline.candidates[index]
    return features is not None and features.number.style is Numbering.NONE and candidate.marker is None


def weigh_runs(outline: Outline, proposals: Proposals) -> None:
    """A heading is followed by text: a long run of would-be headings is a list of lines. Numbered parts may pile up."""
    kinds = [found[0].kind if len(found) == 1 else _kind_of(found) for found in proposals]
    run: list[int] = []
    for index, kind in enumerate([*kinds, BlockKind.PARAGRAPH]):
        if kind is BlockKind.HEADING:
            run.append(index)
        elif kind is not BlockKind.TITLE:
            for at in run if len(run) > _LONGEST_RUN else ():
                seen = outline.features[at]
                if seen is None or seen.number.style is Numbering.NONE:
                    weight = _LAST_OF_RUN if at == run[-1] and _is_above_text(outline, at) else -2.5
                    amend(proposals, at, BlockKind.HEADING, "run of short lines", f"{len(run)} in a row", weight)
            run = []


def weigh_lone_question(outline: Outline, proposals: Proposals) -> None:
    """One question among short sentences, and no heading in sight, is the writer's: a column, not an explanation."""
    if outline.layout.wrapped:
        return
    found = [index for index, one in enumerate(proposals) if len(one) > 1 and _kind_of(one) is BlockKind.HEADING]
    if len(found) != 1 or (features := outline.features[found[0]]) is None or features.end is not End.QUESTION:
        return
    said = sum(
        seen is not None and seen.end is End.STOP and seen.width <= _WIDEST_REMARK and seen.letters > 0
        for seen in outline.features
    )
    if said >= _FEWEST_REMARKS:
        amend(proposals, found[0], BlockKind.HEADING, "the only question", f"among {said} short sentences", -2.0)


@lru_cache(maxsize=4096)
def _kind_of(found: tuple[Proposal, ...]) -> BlockKind:
    """The kind that would be chosen now; of the same proposals it is the same."""
    return winner(found).kind


def _is_above_text(outline: Outline, index: int) -> bool:
    below = outline.candidate(index + 1)
    return not outline.layout.wrapped and below is not None and below.width > LONG_TEXT
