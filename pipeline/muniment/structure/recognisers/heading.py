"""Headings: short texts that name what follows. Most are short lines without final punctuation above longer text."""

from __future__ import annotations

from muniment.model import BlockKind
from muniment.structure.features import End, Features, Numbering
from muniment.structure.grouping import Candidate, is_centred
from muniment.structure.listing import fits
from muniment.structure.proposals import CERTAIN, Outline, Proposal, Recogniser, Scale, shown

LONGEST = 150
"""Columns beyond which nothing is a heading."""
MOST_LINES = 4
"""Lines over which a heading may run in wrapped text."""

_ENDS = {
    End.OPEN: 1.6,
    End.QUESTION: 1.2,
    End.EXCLAMATION: 0.6,
    End.STOP: -2.2,
    End.COLON: -2.4,
    End.COMMA: -3.5,
    End.ELLIPSIS: -1.0,
    End.DASH: -2.0,
}
_STOP_AFTER_NUMBER = -1.0
_STOP_AFTER_BARE_NUMBER = 0.3
_STOP_AFTER_CAPITALS = -0.5
_STOP_AFTER_PICTOGRAPH = -1.0
_LENGTHS = ((45, 1.0), (70, 0.7), (90, 0.3), (110, -0.8), (LONGEST, -2.5))
_WEIGHT_OF_LENGTH = tuple(next(weight for most, weight in _LENGTHS if width <= most) for width in range(LONGEST + 1))
_LONGER_TEXT = 80
_NEAR = 4
_TALK = 0.12


def propose(index: int, outline: Outline) -> Proposal | None:
    """A short text above other text is a heading as far as its form and its surroundings say so."""
    candidate, features = outline.candidates[index], outline.features[index]
    if features is None or candidate.scene_break or features.width > LONGEST or candidate.lines > MOST_LINES:
        return None
    if not outline.own.first <= index < outline.own.end:
        return None
    if not features.letters and features.number.style is Numbering.NONE:
        return None
    scale = Scale()
    scale.add("prior", "most blocks are paragraphs", -1.6)
    scale.add("length", f"{features.width} columns", _WEIGHT_OF_LENGTH[max(0, features.width)])
    _ending(scale, features)
    _case(scale, candidate.text, features)
    _likeness(scale, candidate.text, features, wrapped=outline.layout.wrapped)
    rule = _name(scale, candidate, features)
    _below(scale, index, features, outline)
    _gaps(scale, index, outline)
    _marks(scale, index, outline)
    return Proposal(kind=BlockKind.HEADING, rule=rule, evidence=scale.weigh())


def _ending(scale: Scale, features: Features) -> None:
    """A heading seldom ends like a sentence; after a number or in capitals a full stop means less."""
    weight = _ENDS[features.end]
    numbered = features.number.style is not Numbering.NONE
    if features.end is End.STOP:
        if numbered:
            weight = _STOP_AFTER_BARE_NUMBER if features.number.bare else _STOP_AFTER_NUMBER
        elif features.capitals:
            weight = _STOP_AFTER_CAPITALS
        elif features.pictograph:
            weight = _STOP_AFTER_PICTOGRAPH
    scale.add("ends", features.end.value, weight)
    if features.sentences > int(numbered):
        scale.add("several sentences", f"{features.sentences + 1}", -1.5)


def _case(scale: Scale, text: str, features: Features) -> None:
    """Capitals speak where the script has them; where it has none, nothing is said."""
    if features.capitals:
        scale.add("all capitals", shown(text), 1.5)
    elif features.title_case:
        scale.add("title case", shown(text), 0.9)
    elif features.cased and features.begins_small:
        scale.add("begins with a small letter", shown(text), -2.0)


def _likeness(scale: Scale, text: str, features: Features, *, wrapped: bool) -> None:
    """What else it looks like: an adorned heading, a known one, speech, a date, a byline."""
    if features.pictograph:
        scale.add("adorned", text[:1], 1.5)
    if features.enclosed:
        # Newspapers set short quotations as headings, books do not; what stands in brackets is an aside in both.
        is_quotation = text[0] not in "([{" and features.end is End.OPEN and not wrapped
        scale.add("enclosed", f"{text[:1]} {text[-1:]}", -0.3 if is_quotation else -1.5)
    if features.page and features.number.style is Numbering.NONE:
        scale.add("ends with a number", "like a line of contents", -2.5)
    if features.spoken and features.end is not End.OPEN:
        scale.add("like speech", text[:1], -2.0)
    if features.standing:
        scale.add("known heading", shown(text), 2.0)
    if features.resembles:
        scale.add("resembles", features.resembles, -3.5)


def _name(scale: Scale, candidate: Candidate, features: Features) -> str:
    """Weigh number and underline, and return the name of the rule that fits best."""
    if candidate.underline:
        scale.add("underlined", shown(candidate.underline), CERTAIN)
        return "heading.underlined"
    number = features.number
    if number.style is Numbering.PART:
        scale.add("part word", shown(candidate.text), 2.5)
        return "heading.part"
    if number.style is not Numbering.NONE:
        # A decimal number alone is more often that of a page, a verse or a line.
        alone = number.bare and number.style is Numbering.DECIMAL
        scale.add("number", f"{number.style.value}{', alone' if number.bare else ''}", -1.0 if alone else 1.0)
        return "heading.number"
    return "heading.capitals" if features.capitals else "heading.short-line"


def _below(scale: Scale, index: int, features: Features, outline: Outline) -> None:
    """A heading names something larger that follows it."""
    candidate = outline.candidates[index]
    if index + 1 >= outline.own.end:
        scale.add("nothing follows", "end of text", -3.5)
        return
    if not _text_near_below(index, outline):
        scale.add("no text near below", f"{_NEAR} short blocks follow", -1.5 if outline.layout.wrapped else -0.5)
    below, seen = outline.candidates[index + 1], outline.features[index + 1]
    is_sentence = seen is not None and (seen.end is End.STOP or seen.end is End.COLON)
    if below.width > 2 * candidate.width and below.width > _LONGER_TEXT:
        scale.add("above longer text", f"{below.length} characters", 0.8)
    elif below.marker is not None and features.end is not End.COLON:
        scale.add("above a list", below.marker.text, 0.8)
    elif below.width < 2 * candidate.width and below.gap_before <= outline.layout.usual_gap and not is_sentence:
        scale.add("above a short text", f"{below.length} characters", -0.8)


def _text_near_below(index: int, outline: Outline) -> bool:
    """Whether one of the next few blocks is what a heading could be about: longer text, several lines or an item."""
    candidates = outline.candidates
    for near in range(index + 1, min(index + 1 + _NEAR, outline.own.end)):
        below = candidates[near]
        if below.width > _LONGER_TEXT or below.last - below.first > 1 or below.marker is not None:
            # A pair of lines may be a heading itself.
            return True
    return False


def _gaps(scale: Scale, index: int, outline: Outline) -> None:
    """Blank lines above, compared with what is usual; lines and questions in wrapped prose."""
    candidate, features, layout = outline.candidates[index], outline.features[index], outline.layout
    if layout.usual_gap and layout.spaced and index:
        more = candidate.gap_before - layout.usual_gap
        if candidate.gap_before == 0:
            scale.add("no blank line above", "where they are usual", -1.5)
        elif more > 0:
            scale.add("more blank lines above", f"{candidate.gap_before}", min(2.0, 0.7 * more))
    if layout.wrapped:
        if features is not None and (features.end is End.QUESTION or features.end is End.EXCLAMATION):
            # Where people talk, a short question is somebody's; in an article it is a heading.
            talks = outline.talk > _TALK
            value = f"ends with {features.end.value}, {outline.talk:.0%} short sentences"
            scale.add("among wrapped prose", value, -2.0 if talks else -0.5)
        if candidate.last > candidate.first:
            scale.add("lines", f"{candidate.lines}", -0.5 * (candidate.lines - 1))
        if is_centred(candidate, layout):
            scale.add("centred", f"from column {candidate.indent} to {candidate.widest} of {layout.width}", 0.3)
        elif candidate.lines == 1 and candidate.indent > layout.width // 2 > 0:
            scale.add("set to the right", f"begins at column {candidate.indent} of {layout.width}", -2.5)


def _marks(scale: Scale, index: int, outline: Outline) -> None:
    """A bullet, a number that goes on right beside it, or quote marks speak against."""
    candidate = outline.candidates[index]
    if candidate.marker is not None:
        above, below = outline.candidate(index - 1), outline.candidate(index + 1)
        if not candidate.marker.ordered:
            scale.add("bullet", candidate.marker.text, -3.0)
        elif (above and fits(above, candidate)) or (below and fits(candidate, below)):
            scale.add("item of a list", "the next number stands right beside it", -3.0)
    if candidate.quoted:
        scale.add("quote marks", ">", -3.0)


RECOGNISER = Recogniser(name="heading", propose=propose)
