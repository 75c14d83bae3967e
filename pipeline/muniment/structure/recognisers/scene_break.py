"""Breaks between scenes: a line of nothing but marks, such as ``* * *``, ``---`` or ``⁂``."""

from __future__ import annotations

from muniment.model import BlockKind
from muniment.structure.proposals import CERTAIN, Look, Outline, Proposal, Recogniser, Scale, shown


def propose(index: int, outline: Outline) -> Proposal | None:
    """A line of marks alone is a scene break; nothing else is."""
    candidate = outline.candidates[index]
    if not candidate.scene_break:
        return None
    scale = Scale()
    scale.add("marks alone", shown(outline.lines.content(candidate.first)), CERTAIN)
    return Proposal(kind=BlockKind.SCENE_BREAK, rule="scene_break.marks", said=scale.weigh())


RECOGNISER = Recogniser(name="scene_break", propose=propose, looks=frozenset({Look.MARKS}))
