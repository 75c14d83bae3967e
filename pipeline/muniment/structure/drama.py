"""Plays: the names of speakers that stand on a line of their own above what they say.

Printed plays run the name into the speech; a name that ends with a full stop or a colon still shows it. Such a name
belongs to the speech below, even across a blank line. One name proves nothing: names count when several come back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from muniment.structure.lines import Lines
from muniment.structure.vocabulary import PART_RANKS

_LONGEST = 80
_MOST_WORDS = 4
_FEWEST_TURNS = 3
_FEWEST_NAMES = 2
_LEAST_SHARE = 0.12
_EMPHASIS = "_*="
_LAST = frozenset(".:" + _EMPHASIS)


def speakers(lines: Lines, ranges: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Positions in ``ranges`` (first and last line of each stretch) that are a speaker's name above its speech.

    Empty unless two names at least come back three times and together make a good part of the text.
    """
    found: dict[int, tuple[str, str]] = {}
    for at, (first, last) in enumerate(ranges):
        # A glance first, because every line is asked.
        if first == last and lines.lengths[first] <= _LONGEST and lines.lasts[first] in _LAST:
            name = speaker(lines.content(first))
            if name:
                found[at] = name
    turns = Counter(found.values())
    forms = Counter(form for _, form in found.values())
    usual = max(forms, key=lambda form: (forms[form], form), default="")
    recurring = {name for name, count in turns.items() if count >= _FEWEST_TURNS and name[1] == usual}
    if len(recurring) < _FEWEST_NAMES or sum(turns[name] for name in recurring) < _LEAST_SHARE * len(ranges):
        return frozenset()
    # Where names have a form of their own, one that comes once is known by it; else a short answer would pass for one.
    named = {at for at, name in found.items() if name in recurring or (usual and name[1] == usual)}
    return frozenset(at for at in named if at + 1 < len(ranges) and at + 1 not in named)


def speaker(content: str) -> tuple[str, str] | None:
    """The name in a line that is nothing but a name with its stop or colon, and perhaps a direction in brackets.

    With it the line's form: ``emphasis``, ``capitals`` or nothing; ``None`` where it is no such line.
    """
    bare = content.strip(_EMPHASIS)
    if bare[-1:] not in {".", ":"} or not bare[:1].isupper():
        return None
    name = bare[:-1]
    for bracket in "([":
        name = name.partition(bracket)[0]
    name = name.partition(",")[0].strip(_EMPHASIS + " .:")
    words = name.split()
    if not words or len(words) > _MOST_WORDS or any(character.isdigit() or character in '.!?"' for character in name):
        return None
    if words[0].casefold() in PART_RANKS or (len(words) > 1 and words[1].casefold() in PART_RANKS):
        return None
    if content[0] in _EMPHASIS:
        return name.casefold(), "emphasis"
    return name.casefold(), "capitals" if name.isupper() else ""
