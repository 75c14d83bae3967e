"""What can be seen of a short stretch of text: how it begins and ends, its letters, its number, what it resembles.

Measured once for each short candidate. Longer text is measured by its length alone: nothing of that length is
anything but a paragraph, and that keeps the work linear with a small constant.
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from muniment.structure.likeness import bare, resemblance
from muniment.structure.vocabulary import ORDINALS, PART_RANKS, STANDING_HEADINGS
from muniment.structure.working import working

SHORT = 240
"""Code points up to which a text's features are measured."""


class End(StrEnum):
    """How a text ends, closing quotes and brackets left aside."""

    OPEN = "no punctuation"
    STOP = "full stop"
    QUESTION = "question mark"
    EXCLAMATION = "exclamation mark"
    COLON = "colon"
    COMMA = "comma or semicolon"
    ELLIPSIS = "ellipsis"
    DASH = "dash"


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


@working
class Features:
    """Observations on one short text."""

    width: int
    """Length in columns, marks left out; characters of scripts without word spaces count double."""
    words: int
    """Number of words; every two characters of a script without word spaces count as one."""
    end: End
    """How it ends."""
    begins_small: bool
    """Whether its first letter is a small one."""
    cased: bool
    """Whether its letters come in capitals and small."""
    capitals: bool
    """Whether all its cased letters are capitals (two at least)."""
    title_case: bool
    """Whether all its longer words after the first begin with a capital, and there are any."""
    sentences: int
    """Sentence ends inside the text, before its last word."""
    number: Number
    """The number that it begins with."""
    letters: int
    """How many letters it has."""
    resembles: str
    """What else it looks like: ``date``, ``byline``, ``address``, ``attribution``, ``link``, ``caption``, ``index entry``,
    ``page furniture``, ``score``; empty for nothing."""
    spoken: bool
    """Whether it begins with an opening quote or a dash, as speech does."""
    pictograph: bool
    """Whether it begins with a pictograph before a word, as some headings are adorned."""
    enclosed: bool
    """Whether it stands as a whole in quotes or brackets."""
    page: bool
    """Whether it ends with a number, as a line of a table of contents does."""
    standing: bool
    """Whether it is a word that is a heading by itself, in one of the languages known."""


_CLOSERS = frozenset("\"'”’»)]}」』）】›*_")
_OPENERS = frozenset("\"'“‘«([{「『（【‹*_„»¿¡")
_SPEECH = frozenset('"“‘«„»—–-')
_FIRST_SYMBOL = "\u2190"
_ENDS = {
    End.STOP: ".。．।۔։។॥",
    End.QUESTION: "?？؟՞",
    End.EXCLAMATION: "!！",
    End.COLON: ":：",
    End.COMMA: ",，、;；؛،",
    End.ELLIPSIS: "…",
    End.DASH: "—–-",
}
_END_OF = {character: end for end, characters in _ENDS.items() for character in characters}
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1780-\u17ff]")
_CAPITALS = string.ascii_uppercase.encode()
_SMALL = string.ascii_lowercase.encode()
_BEYOND_ASCII = re.compile("[^\u0000-\u007f]")
_BEYOND_LATIN = re.compile("[^\u0000-\u02ff]")
_STOP = re.compile("[.!?。！？।۔؟]")
_INNER_SENTENCE = re.compile("[.!?][\"'”’»)]? +[\"'“‘«(]?[^\\W\\d_]|[。！？].|[।۔؟] .")
_DECIMAL = re.compile(r"(?:§ ?)?(\d{1,4}(?:\.\d{1,4}){0,5})([.):]?)(?=\s|$)")
_ROMAN = re.compile(r"([IVXLCDM]{1,8})([.):]?)(?=\s|$|[—–-])")
_LETTER = re.compile(r"([A-Z])([.)])(?=\s|$)")
_CJK_PART = re.compile("第?\\s?[0-9一二三四五六七八九十百零]{1,6}\\s?[章节節回部卷편장절부]")
_CJK_PART_STARTS = frozenset("第0123456789一二三四五六七八九十百零")
_PAGE = re.compile(r"[^\W\d_][.?!\"'’”]? {1,3}(?:\d{1,3}|[1-9]\d{3})$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def share_of_unspaced(text: str) -> float:
    """Share of characters of scripts without word spaces."""
    return 0.0 if text.isascii() or not text else len(_UNSPACED.findall(text)) / len(text)


def observe(text: str) -> Features:
    """Observe a short text (white space folded to single spaces). Time is linear in its length."""
    unspaced, marks = (0, 0) if text.isascii() else (len(_UNSPACED.findall(text)), _count_of_marks(text))
    words = text.split()
    letters, upper, lower = _count_letters(text)
    first = text[:1]
    if not first.isalnum():
        first = next((character for character in text if character.isalnum()), "")
    resembles = resemblance(text, words)
    return Features(
        width=unspaced + len(text) - marks,
        words=len(words) + unspaced // 2,
        end=ending(text),
        begins_small=first.islower(),
        cased=upper + lower > letters // 2 and letters > 0,
        capitals=upper > 1 and lower == 0,
        title_case=_is_title_case(words),
        sentences=_inner_sentences(text),
        number=NO_NUMBER if resembles == "date" else _number(text, words),
        letters=letters,
        spoken=text[:1] in _SPEECH,
        pictograph=_is_adorned(text),
        enclosed=_is_enclosed(text),
        page=text[-1:].isdecimal() and _PAGE.search(text) is not None,
        resembles=resembles,
        standing=text.strip(" .:_*").casefold() in STANDING_HEADINGS,
    )


def ending(text: str) -> End:
    """How a text ends."""
    at = len(text)
    if text[-1:].isalnum():
        return End.OPEN
    while at and text[at - 1] in _CLOSERS:
        at -= 1
    end = _END_OF.get(text[at - 1], End.OPEN) if at else End.OPEN
    return End.ELLIPSIS if end is End.STOP and text.endswith("...", 0, at) else end


def _count_letters(text: str) -> tuple[int, int, int]:
    """How many letters a text has, how many capitals and how many small letters.

    The letters of ASCII are counted by what is left when they are taken out, the others one by one.
    """
    plain = text.encode("ascii", "ignore")
    upper = len(plain) - len(plain.translate(None, _CAPITALS))
    lower = len(plain) - len(plain.translate(None, _SMALL))
    if len(plain) == len(text):
        return upper + lower, upper, lower
    others = _BEYOND_ASCII.findall(text)
    letters = upper + lower + sum(map(str.isalpha, others))
    return letters, upper + sum(map(str.isupper, others)), lower + sum(map(str.islower, others))


def _count_of_marks(text: str) -> int:
    """Number of characters that take no column of their own."""
    return sum(unicodedata.category(character)[0] == "M" for character in _BEYOND_LATIN.findall(text))


def _inner_sentences(text: str) -> int:
    """Number of sentence ends inside a text: looked for from the first stop on, since most short texts have none."""
    stop = _STOP.search(text)
    return len(_INNER_SENTENCE.findall(text, stop.start())) if stop and stop.end() < len(text) else 0


def _is_adorned(text: str) -> bool:
    if text[:1] < _FIRST_SYMBOL or unicodedata.category(text[0]) != "So":
        return False
    return next((character for character in text[1:] if not character.isspace()), "").isalnum()


def _is_enclosed(text: str) -> bool:
    if text[-1:].isalnum():
        return False
    text = (
        text[1:].lstrip("\ufe0f ") if text[:1] >= _FIRST_SYMBOL and unicodedata.category(text[0]) == "So" else text
    ).rstrip(".,")
    return len(text) > 2 and text[0] in _OPENERS and text[-1] in _CLOSERS and text[0] not in "_*¿¡"  # noqa: PLR2004 - two are the marks alone


def _is_title_case(words: list[str]) -> bool:
    first = ""
    for marked in words[1:]:
        word = marked if marked.isalpha() else bare(marked)
        if len(word) > 3 and word[0].isalpha():  # noqa: PLR2004 - shorter words stay small in title case
            if word[0].islower():
                return False
            first = first or word[0]
    return first.isupper()


def _number(text: str, words: list[str]) -> Number:
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
    if not "A" <= head <= "Z":
        return NO_NUMBER
    if (found := _ROMAN.match(text)) and (found[2] or found.end() == len(text)):
        value = _roman(found[1])
        if value:
            return Number(style=Numbering.ROMAN, value=value, bare=found.end() == len(text))
    if found := _LETTER.match(text):
        return Number(style=Numbering.LETTER, value=ord(found[1]) - 64, bare=found.end() == len(text))
    return NO_NUMBER


def _part(words: list[str]) -> Number | None:
    """A word for a part with its number on either side: ``Chapter 4``, ``FIRST ACT``, ``ACT I``."""
    folded = [_folded(word) for word in words[:2]]
    if not (folded[0] in PART_RANKS or folded[-1] in PART_RANKS):
        return None
    rank = PART_RANKS.get(folded[0], 0)
    if rank and len(words) == 1 and words[0].isupper():
        return Number(style=Numbering.PART, depth=rank, bare=True)
    if rank and len(folded) > 1 and _is_count(words[1], folded[1]):
        return Number(style=Numbering.PART, depth=rank, value=_value(words[1]), bare=len(words) == 2)  # noqa: PLR2004 - a word and its number
    rank = PART_RANKS.get(folded[1], 0) if len(folded) > 1 else 0
    if rank and folded[0] in ORDINALS:
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
