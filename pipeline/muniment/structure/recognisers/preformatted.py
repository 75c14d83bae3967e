"""Preformatted text: lines whose inner blanks are columns, or that are drawn. Their line breaks and blanks are kept."""

from __future__ import annotations

import re

from muniment.model import BlockKind
from muniment.structure.marks import is_leader
from muniment.structure.proposals import DRAWING_SIGNS, Look, Outline, Proposal, Recogniser, Scale
from muniment.structure.shapes import cells

_DRAWN = re.compile(f"[{DRAWING_SIGNS}]")
_CODE = re.compile(r"[{}\[]$|\);$|^[}\\$#<]|[=!<>]=|=>|->|::|\(\)|= [#\"'\[{]")
_CODE_SHARE = 0.6
_MOST_LINES = 400


def propose(index: int, outline: Outline) -> Proposal | None:
    """Several lines with wide inner gaps or drawn with rules are preformatted."""
    candidate = outline.candidates[index]
    if candidate.last == candidate.first:
        return None
    looked = range(candidate.first, min(candidate.last + 1, candidate.first + _MOST_LINES))
    if outline.lines.columned.isdisjoint(looked) and not _has_signs(outline, looked):
        return None
    contents = [outline.lines.content(line)[:400] for line in looked]
    count = len(contents)
    columned, aligned = cells(outline.lines, looked)
    drawn = sum(len(_DRAWN.findall(content)) >= 3 for content in contents)  # noqa: PLR2004 - one bar may stand in prose
    led = sum(is_leader(content) for content in contents)
    coded = sum(_CODE.search(content) is not None for content in contents)
    if not columned and not drawn and not led and coded < _CODE_SHARE * count:
        return None
    scale = Scale()
    scale.add("prior", "preformatted text is rare", -3.0)
    value = f"in {columned} of {count} lines, {'aligned' if aligned else 'not aligned'}"
    scale.add("wide inner gaps", value, (5.0 if aligned else 2.0) * columned / count)
    scale.add("drawn with rules", f"in {drawn} of {count} lines", 5.0 * drawn / count)
    scale.add("dots lead to numbers", f"in {led} of {count} lines", 5.0 * led / count)
    if coded >= _CODE_SHARE * count:
        scale.add("marks of a program", f"in {coded} of {count} lines", 5.0 * coded / count)
    return Proposal(kind=BlockKind.PREFORMATTED, rule="preformatted.columns", said=scale.weigh())


def _has_signs(outline: Outline, looked: range) -> bool:
    """Whether lines have anything that drawings, leaders or programs are made of: a glance, because most are prose."""
    if not outline.signs:
        return False
    text = outline.lines.text[outline.lines.starts[looked[0]] : outline.lines.ends[looked[-1]]]
    for sign in outline.signs:  # noqa: SIM110 - a generator takes twice as long, and nearly every block is asked
        if sign in text:
            return True
    return False


RECOGNISER = Recogniser(name="preformatted", propose=propose, looks=frozenset({Look.LINES}))
