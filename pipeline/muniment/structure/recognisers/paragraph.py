"""Plain paragraphs: what everything is until something else is shown. Its confidence is what others leave over."""

from __future__ import annotations

from muniment.model import BlockKind
from muniment.structure.features import SHORT, End
from muniment.structure.proposals import Outline, Proposal, Recogniser, Scale


def propose(index: int, outline: Outline) -> Proposal | None:
    """Say what makes a candidate look like a paragraph. Always proposes, so that every text has a structure."""
    candidate, features = outline.candidates[index], outline.features[index]
    scale = Scale()
    if features is None:
        scale.add("long text", f"{candidate.length} characters, more than {SHORT}", 4.0)
    else:
        if features.sentences:
            scale.add("several sentences", f"{features.sentences + 1}", 2.0)
        if features.end in {End.STOP, End.ELLIPSIS, End.COLON}:
            scale.add("ends like a sentence", features.end.value, 1.5)
        scale.add("length", f"{candidate.length} characters", 0.5)
    if candidate.lines > 1 and outline.layout.wrapped:
        scale.add("wrapped lines", f"{candidate.lines} lines, {candidate.filled:.0%} full", 1.0)
    rule = "paragraph.wrapped" if candidate.lines > 1 else "paragraph.line"
    return Proposal(kind=BlockKind.PARAGRAPH, rule=rule, evidence=scale.weigh())


RECOGNISER = Recogniser(name="paragraph", propose=propose)
