"""Plain paragraphs: what everything is until something else is shown. Its confidence is what others leave over."""

from __future__ import annotations

from functools import lru_cache

from muniment.model import BlockKind
from muniment.structure.endings import End
from muniment.structure.features import SHORT
from muniment.structure.proposals import Outline, Proposal, Recogniser, Scale

_SENTENCE_ENDS = frozenset({End.STOP, End.ELLIPSIS, End.COLON})


def propose(index: int, outline: Outline) -> Proposal | None:
    """Say what makes a candidate look like a paragraph. Always proposes, so that every text has a structure."""
    candidate, features = outline.candidates[index], outline.features[index]
    lines = candidate.last - candidate.first + 1
    full = candidate.filled if lines > 1 and outline.layout.wrapped else None
    if features is None:
        return _paragraph(candidate.length, None, 0, lines, full)
    return _paragraph(candidate.length, features.end, features.sentences, lines, full)


@lru_cache(maxsize=1024)
def _paragraph(length: int, end: End | None, sentences: int, lines: int, full: float | None) -> Proposal:
    """The proposal for a paragraph, ``end`` None for one that is not short; one of the same measures is the same object.

    ``full`` is the share of its lines that are full; ``None`` where that says nothing.
    """
    scale = Scale()
    if end is None:
        scale.add("long text", f"{length} characters, more than {SHORT}", 4.0)
    else:
        if sentences:
            scale.add("several sentences", f"{sentences + 1}", 2.0)
        if end in _SENTENCE_ENDS:
            scale.add("ends like a sentence", end.value, 1.5)
        scale.add("length", f"{length} characters", 0.5)
    if full is not None:
        scale.add("wrapped lines", f"{lines} lines, {full:.0%} full", 1.0)
    rule = "paragraph.wrapped" if lines > 1 else "paragraph.line"
    return Proposal(kind=BlockKind.PARAGRAPH, rule=rule, said=scale.weigh())


RECOGNISER = Recogniser(name="paragraph", propose=propose)
