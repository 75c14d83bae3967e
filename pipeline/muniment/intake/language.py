"""Which language a text is in, and which way it runs. A language is stated only where the evidence is good.

The text is sampled in passages from beginning to end. Each passage votes, so that a text in two languages, or one full
of names and tables, shows as a low share of votes instead of a confident mistake. The letters are then compared with
the language's alphabet, because the detector knows 75 languages and calls any other by the name of a neighbour.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from muniment.intake.alphabets import (
    CYRILLIC,
    FUNCTION_WORDS,
    LATIN,
    NEIGHBOURS,
    OTHER,
    SIMPLIFIED_ONLY,
    TRADITIONAL_ONLY,
)
from muniment.intake.votes import LEAST_LETTERS, confidences, votes_of
from muniment.model import Attributed, Basis

LEAST_CONFIDENCE = 0.7
"""Below this the language is left unknown."""
_LEAST_SHARE = 0.55
"""The same for a text of eight passages or more: there a plain majority of them suffices."""
_ENOUGH_LETTERS = 100
_ENOUGH_WIDE_LETTERS = 60
"""With fewer letters than this the detector is often sure and wrong, so confidence falls with their number. Cyrillic
and Arabic need fewer, because there the alphabet has its say too."""
_LEAST_LETTERS_OF_SCRIPT = 8
"""Letters that it must have where the script alone decides."""
_MAIN_SCRIPT = 0.6
"""Share of all letters that the main script must have."""
_SHORTEST_PASSAGE = 120
_LONGEST_PASSAGE = 500
_FEW_PASSAGES = 8
_PASSAGES = 40
_FOREIGN_LETTERS = 0.02
"""Share of letters outside the alphabet from which a language is doubted."""

_SLACK = 0.005
"""Share of foreign letters by which a Cyrillic or Arabic alphabet may fit worse than the best one."""
_COMMONEST = 10
"""Letters of such an alphabet that every text of some length has."""

_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[\d_]+")

# Scripts that write one language in nearly all texts, by the first word of their characters' Unicode names.
_ONE_LANGUAGE = {
    "ARMENIAN": "hy",
    "CHEROKEE": "chr",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "KANNADA": "kn",
    "KHMER": "km",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "ORIYA": "or",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAANA": "dv",
    "THAI": "th",
}
_ALPHABETS: Mapping[str, Mapping[str, str]] = {
    "ARABIC": {language: OTHER[language] for language in ("ar", "fa", "ur")},
    "CYRILLIC": CYRILLIC,
    "LATIN": LATIN,
}

_RIGHT_TO_LEFT_SCRIPTS = frozenset(
    {"adlm", "arab", "aran", "armi", "avst", "chrs", "cprt", "elym", "hatr", "hebr", "hung", "khar", "lydi", "mand"}
    | {"mani", "mend", "merc", "mero", "narb", "nbat", "nkoo", "orkh", "ougr", "palm", "phli", "phlp", "phnx", "prti"}
    | {"rohg", "samr", "sarb", "sogd", "sogo", "syrc", "syre", "syrj", "syrn", "thaa", "yezi"}
)
_RIGHT_TO_LEFT_LANGUAGES = frozenset(
    {"ar", "arc", "arz", "azb", "bal", "bgn", "ckb", "dv", "fa", "glk", "he", "iw", "ji", "ks", "lrc", "mzn", "nqo"}
    | {"pnb", "prs", "ps", "sam", "sd", "skr", "syr", "ug", "ur", "yi"}
)


def detect_language(text: str) -> Attributed[str] | None:
    """The main language of a text as a BCP 47 tag (RFC 5646) with confidence, or ``None`` where it is doubtful.

    Chinese is told apart by script (``zh-Hans``, ``zh-Hant``) where its characters show which. The same text always
    gives the same answer.
    """
    passages = _passages(text)
    scripts: Counter[str] = Counter()
    for char, times in Counter("".join(passages)).items():
        if char.isalpha():
            scripts[_script(char)] += times
    letters = scripts.total()
    if letters < _LEAST_LETTERS_OF_SCRIPT:
        return None
    han = scripts["CJK"] + scripts["HIRAGANA"] + scripts["KATAKANA"]
    script, most = max(scripts.items(), key=lambda item: (item[1], item[0]))
    if han > _MAIN_SCRIPT * letters:
        return _found(_east_asian("".join(passages), scripts), han / letters, "script")
    if most < _MAIN_SCRIPT * letters:
        return None
    if script in _ONE_LANGUAGE:
        return _found(_ONE_LANGUAGE[script], most / letters, "script") if not _is_polytonic(passages) else None
    if letters < LEAST_LETTERS:
        return None
    if script in FUNCTION_WORDS:
        return _by_function_words(passages, script)
    return _by_detector(passages, script) if script in _ALPHABETS else None


def likely_languages(text: str) -> frozenset[str]:
    """ISO 639-1 codes of the languages that a text of some words may be in; empty where nothing can be said."""
    if sum(map(str.isalpha, text)) < LEAST_LETTERS // 2:
        return frozenset()
    return frozenset(language for language, value in confidences(text) if value >= 0.05)  # noqa: PLR2004 - one in twenty


def direction_of(language: str) -> str:
    """``rtl`` or ``ltr``: the base direction of a BCP 47 tag, by its script subtag or else its language."""
    first, *rest = language.lower().replace("_", "-").split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)  # noqa: PLR2004 - RFC 5646, 2.2.3
    is_rtl = script in _RIGHT_TO_LEFT_SCRIPTS if script else first in _RIGHT_TO_LEFT_LANGUAGES
    return "rtl" if is_rtl else "ltr"


def dominant_direction(text: str) -> str | None:
    """``rtl`` or ``ltr``: the direction of most strong characters (UAX 9); ``None`` where there are none.

    Where both are equally many, the first strong character decides.
    """
    right = left = 0
    for char, times in Counter(text).items():
        match unicodedata.bidirectional(char):
            case "L":
                left += times
            case "R" | "AL":
                right += times
    if right != left:
        return "rtl" if right > left else "ltr"
    first = next((kind for char in text if (kind := unicodedata.bidirectional(char)) in {"L", "R", "AL"}), None)
    return None if first is None else "ltr" if first == "L" else "rtl"


def _passages(text: str) -> list[str]:
    """Up to 40 passages of some 500 code points each, evenly spread; the whole of a short text."""
    length = min(_LONGEST_PASSAGE, max(_SHORTEST_PASSAGE, len(text) // _FEW_PASSAGES))
    step = max(length, len(text) // _PASSAGES)
    found = (_NOT_PROSE.sub(" ", text[start : start + length]) for start in range(0, len(text), step))
    return list(found)[:_PASSAGES]


@cache
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def _by_detector(passages: list[str], script: str) -> Attributed[str] | None:
    """The language that most passages speak for, if it leads clearly and its alphabet agrees."""
    counted = Counter("".join(passages).lower())
    letters = Counter({char: times for char, times in counted.items() if char.isalpha() and char != "ـ"})
    fitting = _fitting(letters, script)
    if not fitting:
        return None
    votes, total = votes_of(passages, frozenset() if script == "LATIN" else fitting)
    (language, most), (next_one, second) = (*votes.most_common(2), ("", 0), ("", 0))[:2]
    if language not in fitting:
        return None
    told = _among_neighbours(language, passages)
    if told.is_certain and any({language, next_one} <= family.keys() for family in NEIGHBOURS):
        most += second  # the detector cannot choose between neighbours, but their own words can
    elif second > most / 2:
        return None
    least = LEAST_CONFIDENCE if len(passages) < _FEW_PASSAGES else _LEAST_SHARE
    enough = _ENOUGH_LETTERS if script == "LATIN" else _ENOUGH_WIDE_LETTERS
    share = most / total * min(1.0, letters.total() / enough)
    return _found(told.language, share, "language detector", least)


def _fitting(letters: Counter[str], script: str) -> frozenset[str]:
    """The languages whose alphabets hold nearly all the letters, and that would be written with these letters.

    Cyrillic and Arabic letters are many and telling: there an alphabet must fit as well as the best one does, and its
    commonest letters must all occur.
    """
    alphabets = _ALPHABETS[script]
    told_by = [(letter, times) for letter, times in letters.items() if not letter.isascii()]
    foreign = {
        language: sum(times for letter, times in told_by if letter not in alphabet)
        for language, alphabet in alphabets.items()
    }
    most = _FOREIGN_LETTERS * letters.total()
    if script == "LATIN":
        return frozenset(language for language, count in foreign.items() if count <= most)
    most = min(most, min(foreign.values()) + _SLACK * letters.total())
    commonest = _COMMONEST if letters.total() > _ENOUGH_LETTERS else 0
    return frozenset(
        language
        for language, count in foreign.items()
        if count <= most and all(letter in letters for letter in alphabets[language][:commonest])
    )


class _Told(NamedTuple):
    """The language of a family that a text's words tell."""

    language: str
    is_certain: bool
    """Whether it has more of its own words than any other."""


def _among_neighbours(language: str, passages: list[str]) -> _Told:
    """Of the languages of one close family, the one whose own words occur most; ``language`` where none do."""
    family = next((family for family in NEIGHBOURS if language in family), None)
    if family is None:
        return _Told(language, is_certain=False)
    words = Counter(re.findall(r"\w+", " ".join(passages).lower()))
    found = {one: sum(words[word] for word in own) for one, own in family.items()}
    told = max(found, key=lambda one: (found[one], one == language))
    return _Told(told, is_certain=found[told] > max(count for one, count in found.items() if one != told))


def _found(language: str, confidence: float, evidence: str, least: float = LEAST_CONFIDENCE) -> Attributed[str] | None:
    if confidence < least:
        return None
    return Attributed(
        value=language, basis=Basis.DERIVED, evidence=evidence, confidence=round(min(0.99, confidence), 2)
    )


def _east_asian(text: str, scripts: Counter[str]) -> str:
    """Japanese where there is kana, else Chinese, in one of its scripts if the characters that differ agree."""
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0.05 * scripts["CJK"]:  # far below any Japanese text
        return "ja"
    simplified = sum(char in SIMPLIFIED_ONLY for char in text)
    traditional = sum(char in TRADITIONAL_ONLY for char in text)
    if max(simplified, traditional) < 3 or min(simplified, traditional) > 0.1 * (simplified + traditional):  # noqa: PLR2004 - few, or mixed
        return "zh"
    return "zh-Hans" if simplified > traditional else "zh-Hant"


def _is_polytonic(passages: list[str]) -> bool:
    """Whether Greek is written with breathings, as the ancient language and older modern Greek both are."""
    greek = [char for passage in passages for char in passage if _script(char) == "GREEK"]
    extended = sum("\u1f00" <= char <= "\u1fff" for char in greek)
    return extended > 2 * _FOREIGN_LETTERS * len(greek)


def _by_function_words(passages: list[str], script: str) -> Attributed[str] | None:
    """Tell languages of one script by their commonest words or letters; the detector lacks some of them."""
    words = " ".join(passages).split()
    shares = [
        (sum(word.strip("।,.;:?!'\"()“”‘’") in common for word in words) / len(words), language)
        for language, common in FUNCTION_WORDS[script].items()
    ]
    shares.sort(reverse=True)
    (most, language), (second, _) = shares[:2]
    if most < 0.04:  # noqa: PLR2004 - a quarter of what ordinary prose has
        return None
    return _found(language, most / (most + second), "function words")
