"""Preformatted text: lines whose inner blanks are columns, or that are drawn. Their line breaks and blanks are kept."""

from __future__ import annotations

import re

from muniment.model import BlockKind
from muniment.structure.marks import is_leader
from muniment.structure.proposals import Outline, Proposal, Recogniser, Scale
from muniment.structure.shapes import cells

_DRAWN = re.compile("[|+│┃─━┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╬]")
_CODE = re.compile(r"[{}\[]$|\);$|^[}\\$#<]|[=!<>]=|=>|->|::|\(\)|= [#\"'\[{]")
_SIGNS = (*"|+{}[\\$#<>=", "....", ". . .", "……", "::", "()", ");")
_CODE_SHARE = 0.6
_MOST_LINES = 400
_FEWEST_LINES = 2


def propose(index: int, outline: Outline) -> Proposal | None:
    """Several lines with wide inner gaps or drawn with rules are preformatted."""
    candidate = outline.candidates[index]
    if candidate.lines < _FEWEST_LINES or candidate.scene_break:
        return None
    looked = range(candidate.first, min(candidate.last + 1, candidate.first + _MOST_LINES))
    text = outline.lines.text[outline.lines.starts[looked[0]] : outline.lines.ends[looked[-1]]]
    if outline.lines.columned.isdisjoint(looked) and not _has_signs(text):
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
    return Proposal(kind=BlockKind.PREFORMATTED, rule="preformatted.columns", evidence=scale.weigh())


def _has_signs(text: str) -> bool:
    """Whether a text has anything that drawings, leaders or programs are made of: a glance, because most is prose."""
    # Not with any(): a generator takes twice as long, and nearly every block is asked.
    for sign in _SIGNS:
        if sign in text:
            return True
    return not text.isascii() and _DRAWN.search(text) is not None


RECOGNISER = Recogniser(name="preformatted", propose=propose)
