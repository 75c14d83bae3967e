"""The number that a heading carries: ``2.1``, ``IV.``, ``B)``, ``Chapter 4``, ``第三章``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from muniment.structure.likeness import bare
from muniment.structure.vocabulary import ORDINALS, PART_RANKS


class Numbering(StrEnum):
    """What kind of number a heading carries."""

    NONE = "none"
    DECIMAL = "decimal number"
    ROMAN = "Roman number"
    LETTER = "letter"
    PART = "part word with number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """The number that a text begins with."""

    style: Numbering
    """Its kind."""
    depth: int = 0
    """Decimal: how many numbers stand between the points. Part: rank of the word."""
    value: int = 0
    """The last number's value; 0 where it was not read."""
    bare: bool = False
    """Whether nothing follows the number."""


NO_NUMBER = Number(style=Numbering.NONE)

_DECIMAL = re.compile(r"(?:§ ?)?(\d{1,4}(?:\.\d{1,4}){0,5})([.):]?)(?=\s|$)")
_ROMAN = re.compile(r"([IVXLCDM]{1,8})([.):]?)(?=\s|$|[—–-])")
_LETTER = re.compile(r"([A-Z])([.)])(?=\s|$)")
_CJK_PART = re.compile("第?\\s?[0-9一二三四五六七八九十百零]{1,6}\\s?[章节節回部卷편장절부]")
_CJK_PART_STARTS = frozenset("第0123456789一二三四五六七八九十百零")
_LETTER_MARKS = frozenset(".)")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def number_of(text: str, words: list[str]) -> Number:
    """The number that a text begins with, ``words`` being its words."""
    if not words:
        return NO_NUMBER
    head = text[0]
    if (
        (head.isdecimal() or head == "§")
        and (found := _DECIMAL.match(text))
        and ("." in found[1] or found[2] or text.startswith("§"))
    ):
        parts = found[1].split(".")
        return Number(
            style=Numbering.DECIMAL, depth=len(parts), value=int(parts[-1]), bare=found.end() == len(text.rstrip())
        )
    part = _part(words)
    if part:
        return part
    if head in _CJK_PART_STARTS and _CJK_PART.match(text):
        return Number(style=Numbering.PART, depth=2)
    if head in _ROMAN_VALUES and (found := _ROMAN.match(text)) and (found[2] or found.end() == len(text)):
        value = _roman(found[1])
        if value:
            return Number(style=Numbering.ROMAN, value=value, bare=found.end() == len(text))
    if text[1:2] in _LETTER_MARKS and (found := _LETTER.match(text)):
        return Number(style=Numbering.LETTER, value=ord(found[1]) - 64, bare=found.end() == len(text))
    return NO_NUMBER


def _part(words: list[str]) -> Number | None:
    """A word for a part with its number on either side: ``Chapter 4``, ``FIRST ACT``, ``ACT I``."""
    first = _folded(words[0])
    second = _folded(words[1]) if len(words) > 1 else ""
    rank = PART_RANKS.get(first, 0)
    if rank and len(words) == 1 and words[0].isupper():
        return Number(style=Numbering.PART, depth=rank, bare=True)
    if rank and second and _is_count(words[1], second):
        return Number(style=Numbering.PART, depth=rank, value=_value(words[1]), bare=len(words) == 2)  # noqa: PLR2004 - a word and its number
    rank = PART_RANKS.get(second, 0)
    if rank and first in ORDINALS:
        return Number(style=Numbering.PART, depth=rank, bare=len(words) == 2)  # noqa: PLR2004 - a word and its number
    return None


@lru_cache(maxsize=1024)
def _folded(word: str) -> str:
    """A word as words for parts are known by; the same few begin most lines."""
    return _without_marks(bare(word).casefold())


def _without_marks(word: str) -> str:
    """The word without the length and stress marks that schoolbooks write; spelled so only where that makes it known."""
    if word.isascii() or word in PART_RANKS or word in ORDINALS:
        return word
    return "".join(one for one in unicodedata.normalize("NFD", word) if unicodedata.category(one) != "Mn")


def _is_count(word: str, folded: str) -> bool:
    return folded.isdigit() or folded in ORDINALS or _roman(bare(word)) > 0 or (len(folded) == 1 and word[0].isupper())


def _value(word: str) -> int:
    name = bare(word)
    return int(name) if name.isdecimal() and len(name) < 7 else _roman(name)  # noqa: PLR2004 - numbers of parts are small


def _roman(word: str) -> int:
    """Value of a Roman number in capitals; 0 where the letters do not form one."""
    total = largest = 0
    for character in reversed(word):
        value = _ROMAN_VALUES.get(character, 0)
        if not value:
            return 0
        total += value if value >= largest else -value
        largest = max(largest, value)
    return total
