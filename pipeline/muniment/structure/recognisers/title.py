"""The title: the first words of a text, where they look like one (or the next, below a section's name), or the line that a header names."""

from __future__ import annotations

from muniment.model import BlockKind
from muniment.structure.endings import End
from muniment.structure.features import Features
from muniment.structure.opening import section_label
from muniment.structure.proposals import CERTAIN, WORDS, Outline, Proposal, Recogniser, Scale, shown

_LONG_TITLE = 160
_MOST_LINES = 3
_WIDE = 0.8

_ENDS = {End.OPEN: 1.5, End.QUESTION: 0.5, End.EXCLAMATION: 0.5, End.STOP: -2.0, End.COMMA: -5.0}
_OTHER_ENDS = -3.0


def propose(index: int, outline: Outline) -> Proposal | None:
    """The first block, or the next below the name of a section, if it is short, is not a sentence, and text follows it."""
    candidate, features = outline.candidates[index], outline.features[index]
    is_late = index > 1 and outline.own.title != index
    if is_late or features is None or candidate.scene_break or candidate.marker or candidate.quoted:
        return None
    scale = Scale()
    if outline.own.title == index and features.letters:
        scale.add("named in the header", shown(candidate.text), CERTAIN)
        return Proposal(kind=BlockKind.TITLE, rule="title.named", said=scale.weigh(), level=1)
    if (
        not features.letters
        or outline.own.has_header
        or candidate.lines > _MOST_LINES
        or not _first(scale, index, outline)
    ):
        return None
    scale.add("text follows", f"{len(outline.candidates) - 1} blocks", 0.5)
    if candidate.underline:
        scale.add("underlined", shown(candidate.underline), CERTAIN)
    _form(scale, candidate.text, features)
    if outline.body > 2 * candidate.length:
        scale.add("shorter than the text", f"{candidate.length} against {outline.body} characters", 1.0)
    elif outline.body and outline.body < 1.5 * candidate.length:
        scale.add("as long as the text", f"{candidate.length} against {outline.body} characters", -2.0)
    if candidate.lines > 1 and outline.layout.width and candidate.widest > _WIDE * outline.layout.width:
        scale.add("wrapped at the margin", f"{candidate.widest} of {outline.layout.width} columns", -1.5)
    if candidate.indent > outline.layout.width // 2 > 0:
        scale.add("set to the right", f"begins at column {candidate.indent} of {outline.layout.width}", -4.0)
    if candidate.gap_after:
        scale.add("stands apart", f"blank lines below: {candidate.gap_after}", 0.5)
    return Proposal(kind=BlockKind.TITLE, rule="title.first-line", said=scale.weigh(), level=1)


def _first(scale: Scale, index: int, outline: Outline) -> bool:
    """Weigh whether one of the first two blocks is the first but for the name of a section; that name is no title."""
    if index > 1 or len(outline.candidates) == 1:
        return False
    below_label = section_label(outline.features[:2], [one.text for one in outline.candidates[:2]])
    if below_label and not index:
        scale.add("name of a section", "above what looks like a title", -6.0)
    scale.add("first block", "below the name of a section" if index else "nothing stands above", 1.5)
    return below_label or not index


def _form(scale: Scale, text: str, features: Features) -> None:
    """Weigh what the words themselves look like."""
    scale.add("ends", features.end.value, _ENDS.get(features.end, _OTHER_ENDS))
    if features.width > _LONG_TITLE:
        scale.add("length", f"{features.width} columns", -2.0)
    if features.title_case or features.capitals:
        scale.add("capitals", "title case" if features.title_case else "all", 1.0)
    if features.sentences:
        scale.add("several sentences", f"{features.sentences + 1}", -0.5)
    if features.resembles:
        scale.add("resembles", features.resembles, -2.5)
    if features.cased and features.begins_small:
        scale.add("begins with a small letter", shown(text), -1.0)


RECOGNISER = Recogniser(name="title", propose=propose, looks=WORDS)
