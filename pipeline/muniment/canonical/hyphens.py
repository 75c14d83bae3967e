"""Hyphens at the ends of wrapped lines: which go when the lines are joined, and which are part of a word.

A soft hyphen always goes. Any other goes where the text itself writes the word without it elsewhere, and stays where
the text writes the word with it. Where the text says nothing, the language may: one that writes compounds as one word
(German, Dutch, the Nordic languages, Finnish, Hungarian, Estonian) hyphenates at line ends only; in others it must be
a long text that is broken like this throughout, and a part of the word must be no word itself. In doubt the hyphen
stays, and so it does in languages and scripts that do not hyphenate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain, pairwise

from muniment.model import Block, BlockKind

_SOFT = "\u00ad\u00ac"
_HARD = "-\u2010"
_AT_LINE_END = re.compile(rf"[{_HARD}{_SOFT}][ \t]*\n")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_FOLD = str.maketrans({"\u2010": "-", "\u2019": "'", "\u00ad": None})
_CHUNK = 1 << 16
_LONGEST_WORD = 60
_LETTERS = ("\u0041-\u058f", "\u10a0-\u10ff", "\u1c90-\u1cbf", "\u1e00-\u1fff", "\u2c60-\u2c7f", "\ua720-\ua7ff")
_HYPHENATED = re.compile(f"[{''.join(_LETTERS)}]")
_UNHYPHENATED = frozenset({"vi", "ar", "fa", "he", "ur", "hi", "zh", "ja", "ko", "th"})
_CLOSED = frozenset({"de", "nl", "af", "sv", "da", "nb", "nn", "no", "is", "fo", "fi", "et", "hu", "lb"})
_SUSPENDED: Mapping[str, frozenset[str]] = {
    "de": frozenset({"und", "oder", "bzw", "sowie", "bis", "noch", "als", "wie", "statt"}),
    "en": frozenset({"and", "or", "nor", "to"}),
    "nl": frozenset({"en", "of"}),
    "sv": frozenset({"och", "eller"}),
    "da": frozenset({"og", "eller"}),
    "nb": frozenset({"og", "eller"}),
    "nn": frozenset({"og", "eller"}),
    "no": frozenset({"og", "eller"}),
    "fi": frozenset({"ja", "tai"}),
    "et": frozenset({"ja", "või"}),
    "hu": frozenset({"és", "vagy"}),
}
_FIRST_PARTS = (
    "well self half ill ex non all vice cross far high low long short full hard old new mid co two three four five six"
    " seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety great grand by on off in out up down"
)
_COMPOUNDING = frozenset(_FIRST_PARTS.split())
_ENOUGH_TO_KNOW_WORDS = 50_000
_FEWEST_BROKEN = 3
_TO_ONE = 4
_SHORTEST_PART = 2
_JOINED_KINDS = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})


class Join(Enum):
    """How a line that ends with a hyphen is joined to the next, where not as it stands."""

    DROPPED = auto()
    """Without the hyphen."""
    SPACED = auto()
    """With the hyphen and a space: it stands for the rest of a word, as in *Ein- und Ausgang*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Break:
    """A word broken at a line's end."""

    end: int
    """Offset just past the hyphen."""
    left: str
    """What stands before the hyphen, folded."""
    right: str
    """What stands in the next line, folded."""
    soft: bool
    """Whether the hyphen is a soft one."""
    capital: bool
    """Whether the second part begins with a capital and the first is not all capitals."""
    word_follows: bool
    """Whether the second part is followed by a blank."""

    @property
    def joined(self) -> str:
        """The word without the hyphen."""
        return self.left + self.right

    @property
    def hyphenated(self) -> str:
        """The word with it."""
        return f"{self.left}-{self.right}"

    @property
    def parts(self) -> tuple[str, str]:
        """What stands right before and right behind the hyphen."""
        return self.left.rpartition("-")[2], self.right.partition("-")[0]


def hyphen_joins(text: str, blocks: Sequence[Block], *, language: str | None) -> Mapping[int, Join]:
    """How lines that end with a hyphen are joined, by the offset just past the hyphen; the others keep it, unspaced.

    ``language`` is the BCP 47 tag of the main language, where it is known. Time is linear in the text's length.
    """
    if _AT_LINE_END.search(text) is None:
        return {}
    breaks = tuple(_breaks(text, blocks))
    joins = {one.end: Join.DROPPED for one in breaks if one.soft}
    tongue = (language or "").partition("-")[0].casefold()
    hard = [one for one in breaks if not one.soft]
    if not hard or tongue in _UNHYPHENATED:
        return joins
    counts = _counted(text, hard)
    suspended = {one.end for one in hard if one.word_follows and one.right in _SUSPENDED.get(tongue, ())}
    joins.update(dict.fromkeys(suspended, Join.SPACED))
    hard = [one for one in hard if one.end not in suspended and not one.capital]
    known = [one for one in hard if counts[one.joined] or counts[one.hyphenated]]
    dropped = [one for one in known if not counts[one.hyphenated]]
    joins.update((one.end, Join.DROPPED) for one in dropped)
    if (len(known) - len(dropped)) * _TO_ONE > len(dropped):
        return joins
    is_long = len(text) >= _ENOUGH_TO_KNOW_WORDS and len(dropped) >= _FEWEST_BROKEN
    for one in hard:
        if not counts[one.joined] and not counts[one.hyphenated] and min(map(len, one.parts)) >= _SHORTEST_PART:
            broken = tongue in _CLOSED or (is_long and bool(tongue) and _has_fragment(one, counts))
            joins.update([(one.end, Join.DROPPED)] if broken else ())
    return joins


def _has_fragment(one: _Break, counts: Counter[str]) -> bool:
    """Whether a part is no word that the text has elsewhere, as parts of compounds are."""
    return one.parts[0] not in _COMPOUNDING and not all(counts[part] > 0 for part in one.parts)


def _breaks(text: str, blocks: Iterable[Block]) -> Iterator[_Break]:
    """Every hyphen between letters at the end of a line that is joined to the next."""
    for block in blocks:
        if block.kind not in _JOINED_KINDS or len(block.lines) == 1:
            continue
        for before, after in pairwise(block.lines):
            last = text[before.end - 1]
            if last not in _HARD and last not in _SOFT:
                continue
            left = _last_word(text[max(before.start, before.end - 1 - _LONGEST_WORD) : before.end - 1])
            right = _WORD.match(_folded(text[after.start : min(after.end, after.start + _LONGEST_WORD)]))
            if not left or right is None or not (_HYPHENATED.match(left[-1]) and _HYPHENATED.match(right[0])):
                continue
            end = after.start + right.end()
            yield _Break(
                end=before.end,
                left=left.casefold(),
                right=right[0].casefold(),
                soft=last in _SOFT,
                capital=right[0][0].isupper() and not left.isupper(),
                word_follows=end >= after.end or text[end].isspace(),
            )


def _last_word(words: str) -> str:
    """The word that some words end with; empty where they do not end with a letter."""
    folded = _folded(words)
    at = len(folded)
    while at and (folded[at - 1].isalpha() or (folded[at - 1] in "-'" and at < len(folded))):
        at -= 1
    return folded[at:].lstrip("-'")


def _folded(words: str) -> str:
    return words.translate(_FOLD)


def _counted(text: str, breaks: Sequence[_Break]) -> Counter[str]:
    """How often the words in question stand in the text elsewhere; broken halves of words do not count."""
    wanted = {word for one in breaks for word in (one.joined, one.hyphenated, *one.parts)}
    counts: Counter[str] = Counter()
    at = 0
    while at < len(text):
        end = text.find("\n", at + _CHUNK) + 1 or len(text)
        counts.update(filter(wanted.__contains__, _WORD.findall(_folded(text[at:end].casefold()))))
        at = end
    counts.subtract(chain.from_iterable(one.parts for one in breaks))
    return counts
