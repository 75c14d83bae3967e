"""Marks that are not words: list markers, scene breaks, underlines."""

from __future__ import annotations

import re
from dataclasses import dataclass

BULLETS = frozenset("-*+•‣◦▪●○■□–⁃·∙➢➤►")
"""Characters that mark an item of an unordered list."""

TYPED_DASH = "--"
"""A dash as typewriters write it, which marks items too."""

OPENERS = "\"'“‘«»(_*—-„ "
"""Characters that may stand before the first letter of a line."""

LONGEST_NUMBER = 9
"""Digits that CommonMark allows in the number of a list item (section 5.2)."""

_NUMBER = re.compile(r"(\d{1,9})([.)])[ \t\u00a0]+(?=\S)")
_COLUMNS = re.compile(r"[^\s.] {3,}(?=\S)|\S\t(?=\S)")
_SCENE_CHARACTERS = frozenset("*-_~=#§•·⁂❦❧☙✻✽✶+oO0xX.")
_ALONE = frozenset("*#§⁂❦❧☙✻✽✶~•")
_REPEATED = frozenset("*-_~=#§•·⁂✻✽✶+")
_LONGEST_SCENE_BREAK = 200
_FEWEST_UNDERLINE = 3
_LEADER = re.compile(r"(?:\.{4}|(?:\. ){3}|…{2})[. …]{0,200} ?(?:\d{1,4}|[ivxlc]{1,8})\.?$")
_LEADER_ENDS = frozenset("0123456789ivxlc.")
_LONGEST_LEADER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMarker:
    """The marker at the start of a line."""

    text: str
    """As it stands: ``-``, ``3.``."""
    length: int
    """Code points up to the item's first word, the blanks after the marker included."""
    ordered: bool
    """Whether it is a number."""
    value: int = 0
    """The number."""


def list_marker(content: str, *, typed: bool = False) -> ListMarker | None:
    """The list marker that a line's content begins with; nothing after it makes it a plain character.

    With ``typed``, the dash of typewriters (``--``) is one too; in wrapped text a line may begin with it by chance.
    """
    head = content[0]
    if head in BULLETS:
        mark = TYPED_DASH if typed and content.startswith(TYPED_DASH) else head
        if not content[len(mark) : len(mark) + 1].isspace():
            return None
        words = content[len(mark) :].lstrip()
        return ListMarker(text=mark, length=len(content) - len(words), ordered=False) if words else None
    if head.isdecimal() and head.isascii():
        found = _NUMBER.match(content)
        if found and (found[1][0] != "0" or found[1] == "0"):
            return ListMarker(text=found[1] + found[2], length=found.end(), ordered=True, value=int(found[1]))
    return None


def is_scene_break(content: str) -> bool:
    """Whether a line holds nothing but the marks that part scenes: ``* * *``, ``***``, ``---``, ``⁂``, ``#``."""
    if content[0] not in _SCENE_CHARACTERS or len(content) > _LONGEST_SCENE_BREAK:
        return False
    marks = "".join(content.split())
    if len(marks) == 1:
        return marks in _ALONE
    return len(set(marks)) == 1 and marks[0] in _REPEATED and len(marks) >= 3  # noqa: PLR2004 - two are a dash or a typing error


def is_table_rule(content: str) -> bool:
    """Whether a line of marks comes in several groups, as the rule below the heads of a table's columns does."""
    groups = content.split()
    return len(groups) > 1 and all(len(group) >= _FEWEST_UNDERLINE for group in groups)


def is_leader(content: str) -> bool:
    """Whether dots lead from the words of a line to a number at its end, as in a table of contents."""
    # A glance first, because every line of a book is asked.
    if content[-1] not in _LEADER_ENDS or not ("...." in content or ". . ." in content or "……" in content):
        return False
    return _LEADER.search(content[-_LONGEST_LEADER:]) is not None


def has_columns(content: str) -> bool:
    """Whether a line has a wide gap between words, as the cells of a table have."""
    return ("   " in content or "\t" in content) and _COLUMNS.search(content) is not None


def underline_of(above: str, below: str) -> bool:
    """Whether ``below`` underlines ``above``: one mark repeated to about the same length."""
    mark = below[0]
    if mark not in "=-~^" or len(below) < _FEWEST_UNDERLINE or len(above) > _LONGEST_SCENE_BREAK:
        return False
    # A line that itself ends with the mark goes on in the row below: omitted words, not an underline.
    if below != mark * len(below) or above[-1] == mark or not any(character.isalnum() for character in above):
        return False
    return abs(len(below) - len(above)) <= max(2, len(above) // 4)
