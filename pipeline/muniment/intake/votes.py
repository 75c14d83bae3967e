"""What the language detector says of the passages of a text."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder

LEAST_LETTERS = 40
"""Letters that a text must have for a judgement by its words."""
_AGREEING = 3
_SURE = 0.9
_SHARED_WORDS = 0.2
"""Share of words that a passage has in common with three others of the same language; about twice that is usual, and
a passage in another language has next to none."""


@cache
def _detector(languages: frozenset[str]) -> LanguageDetector:
    """A detector for the ISO 639-1 codes given, or for all languages that it knows."""
    if not languages:
        return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()
    codes = [getattr(IsoCode639_1, language.upper()) for language in sorted(languages)]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()


def confidences(text: str, languages: frozenset[str] = frozenset()) -> list[tuple[str, float]]:
    """The languages that a text may be in, by ISO 639-1 codes, with the detector's confidence, likeliest first."""
    return [
        (item.language.iso_code_639_1.name.lower(), item.value)
        for item in _detector(languages).compute_language_confidence_values(text)
    ]


def _likeliest(text: str, languages: frozenset[str]) -> tuple[str, float]:
    """The first of ``confidences``."""
    best = _detector(languages).compute_language_confidence_values(text)[0]
    return best.language.iso_code_639_1.name.lower(), best.value


def votes_of(passages: list[str], languages: frozenset[str]) -> tuple[Counter[str], int]:
    """Votes of the passages, weighed by their letters and the detector's confidence, and the letters in all.

    The detector is slow. Where three passages from beginning, middle and end are surely in one language, a passage
    that shares enough words with them is in it too; any other is judged like the first three.
    """
    counted = [(sum(map(str.isalpha, passage)), passage) for passage in passages]
    enough = [item for item in counted if item[0] >= LEAST_LETTERS]
    if not enough:
        enough = [(sum(count for count, _ in counted), " ".join(passages))]
    first = sorted({0, len(enough) // 2, len(enough) - 1})
    judged = {index: _likeliest(enough[index][1], languages) for index in first}
    agreed = {name for name, _ in judged.values()} if len(first) == _AGREEING else set()
    if len(agreed) == 1 and min(value for _, value in judged.values()) >= _SURE:
        (language,) = agreed
        words = {word for index in first for word in _words(enough[index][1])}
        mean = sum(value for _, value in judged.values()) / len(judged)
        for index, (_, passage) in enumerate(enough):
            if index not in judged and _share(words, passage) >= _SHARED_WORDS:
                judged[index] = (language, mean)
    votes: Counter[str] = Counter()
    for index, (letters, passage) in enumerate(enough):
        spoken, value = judged[index] if index in judged else _likeliest(passage, languages)
        votes[spoken] += round(letters * value)
    return votes, sum(letters for letters, _ in enough)


def _words(passage: str) -> list[str]:
    return re.findall(r"\w+", passage.lower())


def _share(known: set[str], passage: str) -> float:
    """Share of a passage's words that are among those known."""
    words = _words(passage)
    return sum(map(known.__contains__, words)) / max(1, len(words))
