"""Headings: short texts that name what follows. Most are short lines without final punctuation above longer text."""

from __future__ import annotations

from functools import lru_cache

from muniment.model import BlockKind, Evidence
from muniment.structure.candidates import Candidate, is_centred
from muniment.structure.endings import End
from muniment.structure.features import Features
from muniment.structure.listing import fits
from muniment.structure.numbering import NO_NUMBER, Numbering
from muniment.structure.proposals import (
    CERTAIN,
    LONGER_TEXT,
    WORDS,
    Outline,
    Proposal,
    Recogniser,
    Scale,
    Weights,
    strongest_first,
)

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
_NEAR = 4
_SENTENCE = 25
_TALK = 0.12
_SENTENCES = frozenset({End.STOP, End.COLON})
_ASKS = frozenset({End.QUESTION, End.EXCLAMATION})


def propose(index: int, outline: Outline) -> Proposal | None:
    """A short text above other text is a heading as far as its form and its surroundings say so."""
    candidate, features = outline.candidates[index], outline.features[index]
    if features is None or features.width > LONGEST or candidate.last - candidate.first >= MOST_LINES:
        return None
    if not outline.own.first <= index < outline.own.end:
        return None
    if not features.letters and features.number is NO_NUMBER:
        return None
    if candidate.underline or features.enclosed:
        scale = Weights()
        rule = _form(scale, candidate, features, wrapped=outline.layout.wrapped)
    else:
        rule, noted = _form_alone(features, outline.layout.wrapped)
        scale = Weights(noted)
    _place(scale, index, outline)
    return _proposal(rule, scale.noted())


@lru_cache(maxsize=4096)
def _proposal(rule: str, weights: tuple[float, ...]) -> Proposal:
    return Proposal(kind=BlockKind.HEADING, rule=rule, said=_tell, weights=strongest_first(weights))


def _tell(index: int, outline: Outline) -> tuple[Evidence, ...]:
    """The same in words."""
    candidate, features = outline.candidates[index], outline.features[index]
    if features is None:
        raise ValueError("no heading was proposed here")
    scale = Scale()
    _form(scale, candidate, features, wrapped=outline.layout.wrapped)
    _place(scale, index, outline)
    return scale.weigh()


@lru_cache(maxsize=4096)
def _form_alone(features: Features, wrapped: bool) -> tuple[str, tuple[float, ...]]:  # noqa: FBT001 - lru_cache is quicker without keywords
    """Rule and weights of a text that has no underline and does not stand in brackets: its features say it all."""
    scale = Weights()
    return _form(scale, None, features, wrapped=wrapped), scale.noted()


def _form(scale: Scale, candidate: Candidate | None, features: Features, *, wrapped: bool) -> str:
    """Weigh what the text looks like, and return the name of the rule that fits best."""
    text = candidate.text if candidate is not None else ""
    scale.add("prior", "most blocks are paragraphs", -1.6)
    scale.add("length", "{} columns", _WEIGHT_OF_LENGTH[max(0, features.width)], features.width)
    _ending(scale, features)
    _case(scale, text, features)
    _likeness(scale, text, features, wrapped=wrapped)
    return _name(scale, text, candidate.underline if candidate is not None else "", features)


def _place(scale: Scale, index: int, outline: Outline) -> None:
    """Weigh what stands above and below."""
    _below(scale, index, outline)
    _gaps(scale, index, outline)
    _marks(scale, index, outline)


def _ending(scale: Scale, features: Features) -> None:
    """A heading seldom ends like a sentence; after a number or in capitals a full stop means less."""
    weight = _ENDS[features.end]
    numbered = features.number is not NO_NUMBER
    if features.end is End.STOP:
        if numbered:
            weight = _STOP_AFTER_BARE_NUMBER if features.number.bare else _STOP_AFTER_NUMBER
        elif features.capitals:
            weight = _STOP_AFTER_CAPITALS
        elif features.pictograph:
            weight = _STOP_AFTER_PICTOGRAPH
    scale.add("ends", "{}", weight, features.end)
    if features.sentences > int(numbered):
        scale.add("several sentences", "{}", -1.5, features.sentences + 1)


def _case(scale: Scale, text: str, features: Features) -> None:
    """Capitals speak where the script has them; where it has none, nothing is said."""
    if features.capitals:
        scale.show("all capitals", text, 1.5)
    elif features.title_case:
        scale.show("title case", text, 0.9)
    elif features.cased and features.begins_small:
        scale.show("begins with a small letter", text, -2.0)
    elif features.amount:
        scale.show("an amount", text, -1.2)


def _likeness(scale: Scale, text: str, features: Features, *, wrapped: bool) -> None:
    """What else it looks like: an adorned heading, a known one, speech, a date, a byline."""
    if features.pictograph:
        scale.add("adorned", text[:1], 1.5)
    if features.enclosed:
        # Newspapers set short quotations as headings, books do not; what stands in brackets is an aside in both.
        is_aside = text[0] in "([{（［【"
        is_quotation = not is_aside and features.end is End.OPEN and not wrapped
        weight = -3.5 if is_aside and not wrapped else -0.3 if is_quotation else -1.5
        scale.add("enclosed", f"{text[:1]} {text[-1:]}", weight)
    if features.page and features.number is NO_NUMBER:
        weight = -2.5 if wrapped else -0.5 if features.year else -1.5
        scale.add("ends with a number", "like a line of contents", weight)
    if features.spoken and features.end is not End.OPEN:
        scale.add("like speech", text[:1], -2.0)
    if features.standing:
        scale.show("known heading", text, 2.0)
    if features.resembles:
        scale.add("resembles", features.resembles, -3.5)


def _name(scale: Scale, text: str, underline: str, features: Features) -> str:
    """Weigh number and underline, and return the name of the rule that fits best."""
    if underline:
        scale.show("underlined", underline, CERTAIN)
        return "heading.underlined"
    number = features.number
    if number is NO_NUMBER:
        return "heading.capitals" if features.capitals else "heading.short-line"
    if number.style is Numbering.PART:
        scale.show("part word", text, 2.5)
        return "heading.part"
    # A decimal number alone is more often that of a page, a verse or a line.
    alone = number.bare and number.style is Numbering.DECIMAL
    scale.add("number", f"{number.style.value}{', alone' if number.bare else ''}", -1.0 if alone else 1.0)
    return "heading.number"


def _below(scale: Scale, index: int, outline: Outline) -> None:
    """A heading names something larger that follows it."""
    if index + 1 >= outline.own.end:
        scale.add("nothing follows", "end of text", -3.5)
        return
    candidate, below = outline.candidates[index], outline.candidates[index + 1]
    if not _text_near_below(index, outline):
        weight = -1.5 if outline.layout.wrapped else -0.5
        scale.add("no text near below", "{} short blocks follow", weight, _NEAR)
    if below.width > 2 * candidate.width and below.width > LONGER_TEXT:
        scale.add("above longer text", "{} characters", 0.8, below.length)
    elif below.marker is not None and not _ends_with_colon(index, outline):
        scale.add("above a list", below.marker.text, 0.8)
    elif below.width < 2 * candidate.width and below.gap_before <= outline.layout.usual_gap:
        seen = outline.features[index + 1]
        if seen is None or seen.end not in _SENTENCES:
            scale.add("above a short text", "{} characters", -0.8, below.length)


def _ends_with_colon(index: int, outline: Outline) -> bool:
    features = outline.features[index]
    return features is not None and features.end is End.COLON


def _text_near_below(index: int, outline: Outline) -> bool:
    """Whether one of the next few blocks is what a heading could be about: longer text, several lines or an item."""
    beyond = min(index + 1 + _NEAR, outline.own.end)
    if 1 in outline.larger[index + 1 : beyond]:
        return True
    if outline.layout.wrapped:
        return False
    below = (seen for seen in outline.features[index + 1 : beyond] if seen is not None)
    return any(seen.end is End.STOP and _says_much(seen) for seen in below)


def _says_much(seen: Features) -> bool:
    """Whether a short block is a whole paragraph, as articles have them, and not a last word."""
    return seen.sentences > 0 or seen.width > _SENTENCE


def _gaps(scale: Scale, index: int, outline: Outline) -> None:
    """Blank lines above, compared with what is usual; lines and questions in wrapped prose."""
    candidate, features, layout = outline.candidates[index], outline.features[index], outline.layout
    if layout.usual_gap and layout.spaced and index:
        more = candidate.gap_before - layout.usual_gap
        if candidate.gap_before == 0:
            scale.add("no blank line above", "where they are usual", -1.5)
        elif more > 0:
            scale.add("more blank lines above", "{}", min(2.0, 0.7 * more), candidate.gap_before)
    if layout.wrapped:
        if features is not None and features.end in _ASKS:
            # Where people talk, a short question is somebody's; in an article it is a heading.
            weight = -2.0 if outline.talk > _TALK else -0.5
            scale.add("among wrapped prose", "ends with {}, {:.0%} short sentences", weight, features.end, outline.talk)
        if candidate.last > candidate.first:
            scale.add("lines", "{}", -0.5 * (candidate.last - candidate.first), candidate.lines)
        if is_centred(candidate, layout):
            value = f"from column {candidate.indent} to {candidate.widest} of {layout.width}"
            scale.add("centred", value, 0.3)
        elif candidate.first == candidate.last and candidate.indent > layout.width // 2 > 0:
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


RECOGNISER = Recogniser(name="heading", propose=propose, looks=WORDS)
