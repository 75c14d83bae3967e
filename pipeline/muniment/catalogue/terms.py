"""Words as the search sees them. ``assets/catalogue/search.js`` does the same to what somebody types.

Both follow Unicode's properties (UAX #44) and nothing else, so a word is found by the same letters in any accent, case
or width, whichever side read it.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

LONGEST_TERM = 40
"""Characters of a term that count; what follows them is dropped on both sides."""

SPELLED = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ħ": "h",
    "ı": "i",
    "ς": "σ",
}
"""Letters that Unicode does not decompose, as people without them on their keyboard type them."""

# Accents of Latin, Greek and Cyrillic; points of Hebrew; vowel signs and the stretching stroke of Arabic; and what is
# not seen: soft hyphen, joiners and directions. Vowel signs of Indic scripts stay: they are letters there.
_DROPPED = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
_UNSPACED = (
    "\u0e01-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_ASTRAL = 0x10000
_SHORTEST_START = 3
_FIRST_UNSPACED = "\u0900"  # from here on a character or two say as much as a Latin word's beginning
_HAS_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def fold(text: str) -> str:
    """Text without accents, case and width: ``Ångström`` is ``angstrom``, ``ＡＢＣ`` is ``abc``, ``Straße`` is ``strasse``."""
    if text.isascii():
        return text.lower()
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", text)).lower()
    for letter, spelling in SPELLED.items():  # faster than one translate() over a long text
        bare = bare.replace(letter, spelling)
    return unicodedata.normalize("NFC", bare)


def terms_of(text: str) -> list[str]:
    """Its terms in order, with repetitions.

    A term is a run of letters, marks and figures; in scripts that write no space between words (Chinese, Japanese,
    Thai, Lao, Tibetan, Burmese, Khmer) it is each pair of neighbours in the run, and the last character alone, so that
    any character is the beginning of some term.
    """
    folded = fold(text)
    if folded.isascii():
        found = _ASCII_WORD.findall(folded)
    else:
        found = _word(everywhere=_HAS_ASTRAL.search(folded) is not None).findall(folded.replace("_", " "))
        if _HAS_UNSPACED.search(folded):
            found = [term for word in found for term in _split(word)]
    return [term[:LONGEST_TERM] for term in found]


def asked(text: str) -> list[tuple[str, bool]]:
    """What a piece of a question asks for: terms, and whether each may be the beginning of a longer one."""
    folded = fold(text).replace("_", " ")
    wanted: list[tuple[str, bool]] = []
    for word in _word(everywhere=_HAS_ASTRAL.search(folded) is not None).findall(folded):
        for run in _RUN.findall(word):
            if _HAS_UNSPACED.match(run) and len(run) > 1:
                wanted.extend((run[at : at + 2], False) for at in range(len(run) - 1))
            else:
                term = run[:LONGEST_TERM]
                wanted.append((term, len(run) >= _SHORTEST_START or term >= _FIRST_UNSPACED))
    return wanted


def _split(word: str) -> list[str]:
    if not _HAS_UNSPACED.search(word):
        return [word]
    terms: list[str] = []
    for run in _RUN.findall(word):
        if _HAS_UNSPACED.match(run):
            terms.extend(run[at : at + 2] for at in range(len(run)))
        else:
            terms.append(run)
    return terms


@cache
def _word(*, everywhere: bool) -> re.Pattern[str]:
    r"""Letters, figures and marks: ``\w`` has no marks, and words of Indic scripts are not words without them.

    Marks beyond the Basic Multilingual Plane are looked for only where such characters are: they make the pattern slow.
    """
    codes = range(0x300, sys.maxunicode + 1 if everywhere else _ASTRAL)
    marks = (chr(code) for code in codes if unicodedata.category(chr(code)).startswith("M"))
    return re.compile(f"[\\w{''.join(marks)}]+")
