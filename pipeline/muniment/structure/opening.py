"""The opening of an article: between its title and its first long paragraph stand bylines, dates and standfirsts.

And its closing, where nothing but short lines follows. A heading names text, so in neither place is a short line one
as easily as in the middle of the article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.structure.article_words import FURNITURE_ALONE
from muniment.structure.endings import End
from muniment.structure.features import Features
from muniment.structure.likeness import is_name
from muniment.structure.numbering import Numbering
from muniment.structure.proposals import Outline
from muniment.structure.vocabulary import SECTION_LABELS

LONG_TEXT = 110
"""Columns beyond which a block is text that a heading can stand above, and an opening ends."""

_REACH = 9
_FEWEST_WORDS_OF_TITLE = 4
_MOST_WORDS_OF_LABEL = 3
_LONG_STANDFIRST = 70
_LONGEST_STANDFIRST = 300
_NEAR = 3
_SHORT_UNCASED = 14
_SENTENCE = 12
_FEW_WORDS = 2
_CREDIT = re.compile("[:：] ?\\w")
_AFTER_NAME = re.compile(
    r",| \| | \(| (?:and|und|et|y|e|en|og|och|ja|i|и|та|й|ve|și|és|dan|in|en|à|aus|em|from|for) (?=[A-ZÀ-Þ])"
)
_MASTHEAD = frozenset({"byline", "date"})

Weights = dict[int, tuple[str, str, float]]
"""For the index of a candidate: evidence on its being a heading, as feature, value and weight."""


def section_label(features: Sequence[Features | None], texts: Sequence[str]) -> bool:
    """Whether the first of two blocks is the name of a newspaper's section above the title: ``World``, ``OPINION``."""
    if len(features) < 2 or features[0] is None or features[1] is None:  # noqa: PLR2004 - the label and the title
        return False
    label, title = features[0], features[1]
    is_known = label.words <= _MOST_WORDS_OF_LABEL and texts[0].strip(" |:/»›>").casefold() in SECTION_LABELS
    could_be = title.words >= _FEWEST_WORDS_OF_TITLE and title.end in {End.OPEN, End.QUESTION, End.EXCLAMATION}
    return is_known and could_be and not title.resembles and title.number.style is Numbering.NONE


def opening_weights(outline: Outline, title: int) -> Weights:
    """What the place between the title at an index and the first long text says against headings there."""
    first, end = title + 1, _end_of_short_lines(outline, title + 1)
    if end == first and _is_standfirst(outline, first):
        first, end = first + 1, _end_of_short_lines(outline, first + 1)
        if all(
            seen is None or seen.resembles not in _MASTHEAD
            for seen in outline.features[first : min(end, first + _NEAR)]
        ):
            return {}
    weights: Weights = {}
    anchor = title
    for at in range(end - 1, first - 1, -1):
        features = outline.features[at]
        if features is None:
            continue
        if features.resembles in _MASTHEAD:
            anchor = max(anchor, at)
        elif at < anchor:
            weights[at] = "above the byline", "between title and date or byline", -3.0
        elif is_name(_AFTER_NAME.split(outline.candidates[at].text, maxsplit=1)[0].split()):
            anchor = max(anchor, at) if at > title + 1 else anchor
            weights[at] = "a name below the title", "before any text", -2.6
        elif at == title + 1 and features.width > _LONG_STANDFIRST:
            weights[at] = "right below the title", "as a standfirst is", -1.2
        elif not features.cased and features.width <= _SHORT_UNCASED and _beside_masthead(outline, at):
            weights[at] = "beside a date or byline", "as a name is", -1.8
    return weights


def _end_of_short_lines(outline: Outline, first: int) -> int:
    """Index just past the last of the short lines that begin at ``first`` and are no sentences."""
    end = first
    while end < len(outline.candidates) and end < first + _REACH:
        seen, candidate = outline.features[end], outline.candidates[end]
        if seen is None or candidate.marker or seen.sentences or candidate.width > LONG_TEXT or seen.end is End.STOP:
            break
        end += 1
    return end


def _is_standfirst(outline: Outline, at: int) -> bool:
    """Whether a block right below the title is short enough to introduce the article; a byline or date must follow it."""
    return (
        at < len(outline.candidates)
        and outline.candidates[at].length <= _LONGEST_STANDFIRST
        and not outline.candidates[at].marker
    )


def closing_weights(outline: Outline) -> Weights:
    """What it says against headings that no long text and no list follows to the end; the first may head the others."""
    weights: Weights = {}
    first = None
    for at in range(outline.own.end - 1, outline.own.first, -1):
        candidate = outline.candidates[at]
        if candidate.width > LONG_TEXT or candidate.marker or candidate.lines > 2:  # noqa: PLR2004 - a heading may have two
            break
        seen = outline.features[at]
        if candidate.scene_break:
            continue
        if seen is None or seen.sentences or _is_sentence(seen):
            break
        weights[at] = "only short lines follow", "to the end of the text", -1.2
        first = at
    if first is not None:
        del weights[first]
    return weights


def _is_sentence(seen: Features) -> bool:
    """Whether a short line is a sentence, and not an abbreviation (*Example Ltd.*)."""
    if seen.end is not End.STOP or seen.width <= _SENTENCE or seen.title_case:
        return False
    return seen.words > _FEW_WORDS or not seen.cased


def link_weights(outline: Outline) -> Weights:
    """What it says against a heading that a line like *Read more* stands right above it: then it may be a link."""
    weights: Weights = {}
    for at, above in enumerate(outline.features[:-1], start=1):
        if above is None or above.resembles != "page furniture" or above.words > _MOST_WORDS_OF_LABEL:
            continue
        label = outline.candidates[at - 1].text
        if _CREDIT.search(label):
            continue
        if label.strip(" .:|–—-").casefold() not in FURNITURE_ALONE:
            weights[at] = "below a link's label", label, -1.6
    return weights


def _beside_masthead(outline: Outline, at: int) -> bool:
    beside = (outline.features[one] for one in (at - 1, at + 1) if one < len(outline.features))
    return any(one is not None and one.resembles in _MASTHEAD for one in beside)
