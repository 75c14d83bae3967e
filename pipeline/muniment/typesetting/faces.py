"""Which pinned family each stretch of text is set in, chosen before layout.

Typst would choose for itself, but then a space between two words of a script falls to the text face, is drawn alone, and
readers of PDF pass over it. So the choice is made here, in the order that style sheets have (``tools.fonts``), and a
space stays with the word before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from muniment.tools import fonts, typst
from muniment.tools.font_families import CODE, LAST, OTHERS, SCRIPTS, SYMBOLS, TEXT, Family

_EVERYTHING = (TEXT, *SCRIPTS, *SYMBOLS, *OTHERS, *LAST)
_WITH_THE_ONE_BEFORE = frozenset({"Mn", "Me", "Mc", "Zs", "Sk"})
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Text that one family has."""

    family: str
    """Its name, as ``tools.fonts`` knows it."""
    text: str
    """The text, never empty."""


def order(language: str, *, fixed: bool = False) -> tuple[Family, ...]:
    """The families for a language, the first that has a character is to show it.

    Args:
        language: BCP 47 tag; the longest tag that a family names decides, as ``:lang()`` in a style sheet does.
        fixed: Whether it is code or preformatted, for which the family of code comes first.
    """
    own = _own_family(language)
    rest = _EVERYTHING if own is None or fixed else (own, *(family for family in _EVERYTHING if family is not own))
    return (CODE, *rest) if fixed else rest


@cache
def _own_family(language: str) -> Family | None:
    parts = language.lower().split("-")
    while parts:
        tag = "-".join(parts)
        for family in SCRIPTS:
            if tag in (name.lower() for name in family.languages):
                return family
        parts.pop()
    return None


def names(families: Sequence[Family]) -> tuple[str, ...]:
    """What Typst calls the families."""
    known = typst.families()
    return tuple(known[family.name] for family in families)


def stretches(text: str, families: Sequence[Family]) -> tuple[Stretch, ...]:
    """The text in stretches, each in the first of the families that has its characters.

    Marks, joiners and white space stay with what they follow as long as its family has them.
    """
    first = families[0]
    if text and _coverage(first).issuperset(map(ord, text)):
        return (Stretch(family=first.name, text=text),)
    found: list[tuple[Family, list[str]]] = []
    for character in text:
        family = _family(character, tuple(families))
        if found:
            last = found[-1][0]
            follows = unicodedata.category(character) in _WITH_THE_ONE_BEFORE and _has(last, character)
            if family is last or follows or _INVISIBLE.fullmatch(character):
                found[-1][1].append(character)
                continue
            if _INVISIBLE.fullmatch("".join(found[-1][1])):  # it is drawn in no font, so it may be in any
                found[-1] = (family, [*found[-1][1], character])
                continue
        found.append((family, [character]))
    return tuple(Stretch(family=family.name, text="".join(characters)) for family, characters in found)


@cache
def _family(character: str, families: tuple[Family, ...]) -> Family:
    return next((family for family in families if _has(family, character)), families[0])


def _has(family: Family, character: str) -> bool:
    return ord(character) in _coverage(family)


@cache
def _coverage(family: Family) -> frozenset[int]:
    return fonts.coverage(_files()[family.files[0]])


@cache
def _files() -> Mapping[str, Path]:
    return MappingProxyType(dict(fonts.locate()))
