"""How much a decoded text looks like writing: the measure by which code pages are compared.

Only characters outside ASCII are judged, since every code page considered agrees on ASCII. Each earns points (roughly
a log-likelihood ratio against noise): letters by how usual they are in one language, marks and quotes by what stands
around them, Chinese characters by how common they are. Characters that no prose holds cost points.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache

from muniment.intake.alphabets import COMMON_HAN, CYRILLIC, LATIN, OTHER

_WIDE = re.compile(r"[^\x00-\x7f]")
_ELISION = re.compile(r"(?:\b[a-z]{1,2}|\b[jq]us?q?u)’[^\W\d_]|[^\W\d_]’(?:s|t|d|m|re|ve|ll)\b", re.IGNORECASE)
"""An apostrophe where English, French and Italian put one."""
_BETWEEN_WORDS = re.compile(r"[^\W\d_]{2}[–—][^\W\d_]{2}")
"""A dash without blanks, as American English has it; a lone letter on one side is rather part of a broken word."""
_STRANGE = -4.0
"""Points of a control character, an unassigned or a private code point."""
_FOREIGN = -2.0
"""Points of a letter outside the language's alphabet."""

_UNLIKELY = 1.5
"""Points that a letter loses when its language is not one of those expected."""
_FEW = 0.25
"""Letters of another script than Latin that are fewer than this share of the ASCII letters are doubtful."""

_VOWELS = frozenset("aeiouyæøœıαεηιουωаеиоуыэюяіїєўѝөү")
_VOWEL_SCRIPTS = frozenset({"latin", "cyrillic", "greek"})
_OPENING = frozenset("“„‘‚«‹¿¡『「《（")
_CLOSING = frozenset("”’»›』」》）。，、；：？！…“‘")
_DASHES = frozenset("–—―•·")
_BESIDE_FIGURES = frozenset("°£€§%‰²³½¼¾±×ºª№¥")


def plausibility(text: str, *, languages: frozenset[str] = frozenset(), weight: int = 1) -> float:
    """Points of a text; above 0 it looks like prose, below 0 like a wrong guess.

    ``languages`` are those that the ASCII words of the text may be in; empty for any. ``weight`` is the number of
    bytes behind one character outside ASCII, so that texts decoded from the same bytes can be compared.
    """
    letters: dict[str, Counter[str]] = {}
    points = 0.0
    for found in _WIDE.finditer(text):
        at = found.start()
        char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
        script = script_of(char)
        if script in _ALPHABETS:
            letters.setdefault(script, Counter())[char.lower()] += 1
            points += _in_word(char, before, after, script)
        elif char == "’" and _ELISION.search(text, max(0, at - 3), at + 4):
            points += 1.5
        elif char in "–—" and before.isalpha() and after.isalpha():
            points += 0.6 if _BETWEEN_WORDS.match(text, max(0, at - 2)) else -0.5
        else:
            points += _standing_alone(char, before, after, script)
    ascii_letters = sum(char.isascii() and char.isalpha() for char in text)
    for script, count in letters.items():
        points += _best_language(count, _ALPHABETS[script], languages if script == "latin" else frozenset())
        if script != "latin" and count.total() < _FEW * ascii_letters:
            points -= 2.5 * count.total()
    return points * weight


@cache
def script_of(char: str) -> str:
    """A short name of the script of a letter; empty for what is no letter."""
    if not char or not (char.isalpha() or unicodedata.combining(char)):
        return ""
    if char.isascii():
        return "latin"
    for script, first, last in _SCRIPTS:
        if first <= char <= last:
            return script
    return "latin" if unicodedata.name(char, "").startswith("LATIN") else "other"


_SCRIPTS = (
    ("greek", "\u0370", "\u03ff"),
    ("cyrillic", "\u0400", "\u052f"),
    ("hebrew", "\u0590", "\u05ff"),
    ("arabic", "\u0600", "\u06ff"),
    ("thai", "\u0e00", "\u0e7f"),
    ("kana", "\u3041", "\u30ff"),
    ("han", "\u3400", "\u9fff"),
    ("hangul", "\uac00", "\ud7a3"),
    ("halfwidth", "\uff66", "\uff9f"),
)

_ALPHABETS: Mapping[str, Mapping[str, str]] = {
    "latin": LATIN,
    "cyrillic": CYRILLIC,
    "greek": {"el": OTHER["el"]},
    "hebrew": {"he": OTHER["he"]},
    "arabic": {code: OTHER[code] for code in ("ar", "fa", "ur")},
    "thai": {"th": OTHER["th"]},
}
_LATIN_ALPHABETS = frozenset(LATIN.values())
_LOANS_ONLY = frozenset(LATIN[language] for language in ("en", "id", "la", "nl", "tl"))
"""Alphabets of languages that write letters outside ASCII in few words, and quotation marks more often than those."""


@cache
def _weights(alphabet: str) -> Mapping[str, float]:
    """Points of each letter of an alphabet, from its place in the order of frequency.

    A whole alphabet (Cyrillic, Greek) is weighed against chance, so that a text with its letters permuted scores
    low; of the few Latin letters outside ASCII the mere presence in the alphabet says most.
    """
    top, fall = (0.5, 0.5) if alphabet in _LOANS_ONLY else (1.2, 0.8) if alphabet in _LATIN_ALPHABETS else (1.3, 3.6)
    return {letter: top - fall * place / len(alphabet) for place, letter in enumerate(alphabet)}


def _best_language(count: Counter[str], alphabets: Mapping[str, str], likely: frozenset[str]) -> float:
    return max(
        _points(count, _weights(alphabet)) - (0.0 if language in likely or not likely else _UNLIKELY * count.total())
        for language, alphabet in alphabets.items()
    )


def _points(count: Counter[str], weights: Mapping[str, float]) -> float:
    return sum(times * weights.get(letter, _FOREIGN) for letter, times in count.items())


def _in_word(char: str, before: str, after: str, script: str) -> float:
    """Points of a letter for its neighbours: one script, sensible capitals, vowels and consonants in turn."""
    points = 0.0
    for other in (before, after):
        if other and script_of(other) not in {"", script} and not unicodedata.combining(other):
            points -= 1.5
    if char.isupper() and before.isalpha():
        points -= 3.0 if before.islower() else 0.3
    if char.islower() and after.isupper() and (before.isupper() or before.islower()):
        points -= 2.0
    if before.isdigit() or after.isdigit():
        points -= 0.3
    if not before.isalpha() and not after.isalpha() and script == "latin" and not _is_vowel(char):
        points -= 2.0
    if script in _VOWEL_SCRIPTS and before.isalpha():
        points += 0.25 if _is_vowel(char) != _is_vowel(before) else -0.25
    return points


@cache
def _is_vowel(char: str) -> bool:
    return unicodedata.normalize("NFD", char.lower())[0] in _VOWELS


def _standing_alone(char: str, before: str, after: str, script: str) -> float:
    """Points of a character that belongs to no alphabet."""
    if script in {"han", "hangul", "halfwidth", "kana"} and (
        script_of(before) == "latin" or script_of(after) == "latin"
    ):
        return -1.5
    match script:
        case "han":
            return 1.0 if char in COMMON_HAN else _rarity(char)
        case "hangul":
            return 0.7 if _encodes(char, "euc_kr") else -2.0
        case "kana":
            return 1.0
        case "halfwidth":
            return -0.6
        case "other":
            return -1.0
    if unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"}:
        return _STRANGE
    return _sign(char, before, after)


def _sign(char: str, before: str, after: str) -> float:
    """Points of a quotation mark, dash or symbol, by what stands around it."""
    inside_word = before.isalpha() and after.isalpha()
    if char == "’" and before.isalpha():
        return 0.3 if inside_word else 0.8
    if char in _OPENING and not before.isalnum() and (after.isalnum() or after in _OPENING):
        return 0.8
    if char in _CLOSING and (before.isalnum() or before in ".,;:!?…)") and not after.isalnum():
        return 0.8
    if "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e":
        return 0.4
    if char in _DASHES and not inside_word:
        return 0.6
    if char in "«»" and not inside_word:
        return 0.3
    if char == "\u00a0":
        return 0.3 if before and after and not inside_word else -0.3
    if char in _BESIDE_FIGURES and (before.isdigit() or after.isdigit()) and not (before.isalpha() or after.isalpha()):
        return 0.5
    return -2.0 if inside_word else -0.6


@cache
def _rarity(char: str) -> float:
    """Points of a less common Chinese character: the level that the national standards gave it by use."""
    for codec, first_rare in (("gb2312", 0xD8), ("big5", 0xC9), ("euc_jp", 0xD0)):
        if _encodes(char, codec) and char.encode(codec)[0] < first_rare:
            return -0.1
    return -1.2


@cache
def _encodes(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
