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
_EXCERPT = 150
"""Characters that suffice where the language is plain: judging takes time in proportion to them."""


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
    that shares enough words with them is in it too; any other is judged like the first three. Of these three only an
    excerpt is judged, unless that leaves a doubt.
    """
    counted = [(sum(map(str.isalpha, passage)), passage) for passage in passages]
    enough = [item for item in counted if item[0] >= LEAST_LETTERS]
    if not enough:
        enough = [(sum(count for count, _ in counted), " ".join(passages))]
    judged = _first_judgements([passage for _, passage in enough], languages)
    if language := _agreed(judged):
        words = {word for index in judged for word in _words(enough[index][1])}
        mean = sum(value for _, value in judged.values()) / len(judged)
        for index, (_, passage) in enumerate(enough):
            if index not in judged and _share(words, passage) >= _SHARED_WORDS:
                judged[index] = (language, mean)
    votes: Counter[str] = Counter()
    for index, (letters, passage) in enumerate(enough):
        spoken, value = judged[index] if index in judged else _likeliest(passage, languages)
        votes[spoken] += round(letters * value)
    return votes, sum(letters for letters, _ in enough)


def _first_judgements(passages: list[str], languages: frozenset[str]) -> dict[int, tuple[str, float]]:
    """Language and confidence of up to three passages by their place; of excerpts, where these leave no doubt."""
    places = sorted({0, len(passages) // 2, len(passages) - 1})
    if len(places) == _AGREEING:
        judged = {place: _likeliest(_excerpt(passages[place]), languages) for place in places}
        if _agreed(judged):
            return judged
    return {place: _likeliest(passages[place], languages) for place in places}


def _agreed(judged: dict[int, tuple[str, float]]) -> str | None:
    """The language that all of three judgements are sure of."""
    names = {name for name, _ in judged.values()}
    is_sure = len(judged) == _AGREEING and min(value for _, value in judged.values()) >= _SURE
    return names.pop() if is_sure and len(names) == 1 else None


def _excerpt(passage: str) -> str:
    """The middle of a passage that is much longer."""
    start = max(0, len(passage) - _EXCERPT) // 2
    return passage[start : start + _EXCERPT]


def _words(passage: str) -> list[str]:
    return re.findall(r"\w+", passage.lower())


def _share(known: set[str], passage: str) -> float:
    """Share of a passage's words that are among those known."""
    words = _words(passage)
    return sum(map(known.__contains__, words)) / max(1, len(words))
