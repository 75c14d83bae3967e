"""Guessing the code page of bytes that are not Unicode. A guess stays a guess: it carries its confidence.

Every plausible code page that can decode a sample is scored by how much the result looks like prose; the best one
that can decode the whole is taken. No general detector is asked: on short texts they are wrong too often.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass

from muniment.intake.language import likely_languages
from muniment.intake.plausibility import plausibility

# Where two code pages read the same text from the bytes, the one that stands first is named. Among scores that do
# not differ, too, the first wins: it is the more common one.
CANDIDATES = (
    "cp1252",
    "cp1251",
    "cp1250",
    "iso8859_15",
    "iso8859_2",
    "gb18030",
    "cp932",
    "euc_kr",
    "big5",
    "euc_jp",
    "cp949",
    "big5hkscs",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "koi8_r",
    "koi8_u",
    "cp866",
    "iso8859_5",
    "iso8859_7",
    "iso8859_8",
    "iso8859_6",
    "iso8859_9",
    "iso8859_13",
    "iso8859_4",
    "iso8859_3",
    "iso8859_16",
    "cp874",
    "cp850",
    "cp437",
    "cp852",
    "mac_roman",
    "mac_cyrillic",
    "mac_latin2",
)

_DOUBLE_BYTE = frozenset({"gb18030", "cp932", "euc_kr", "cp949", "big5", "big5hkscs", "euc_jp"})
_GOOD_LIKENESS = 0.2
"""Points for each byte outside ASCII from which only rivals lower the confidence."""
_NOISE = -0.5
"""Points for each byte below which the best reading is still no text; random bytes come near -1."""
_ENOUGH_TO_REFUSE = 8
"""Bytes outside ASCII that suffice to call something noise."""
_SAMPLE_BYTES = 3000
_UNCOMMON = 0.04
"""Points that each step down the list of candidates costs."""
_SHARPNESS = 0.5
"""How fast confidence grows with the lead in points."""

_STRETCHES = 32
_STRETCH_BYTES = 120
_NEARBY = 200
# Bytes below 0x30 are never the second byte of a character in any candidate, so a stretch may begin after one.
_BOUNDARY = re.compile(rb"[\x00-\x2f]")
_WIDE = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A code page that fits."""

    codec: str
    """Python's name of it."""
    text: str
    """The whole source, decoded."""
    confidence: float
    """Between 0 and 0.99."""


def guess(data: bytes) -> Guess | None:
    """The best code page for ``data``, or ``None`` where no candidate makes prose of it or none can decode all."""
    sample = _sample(data)
    ranked = _ranking(sample, likely_languages(_ascii_words(sample)))
    for place, (points, codec, _) in enumerate(ranked):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        rivals = (other for other, _, _ in ranked[place + 1 :])
        doubt = sum(math.exp(max(-50.0, _SHARPNESS * (other - points))) for other in rivals)
        wide = len(_WIDE.findall(sample))
        likeness = points / max(1, wide)
        if likeness < _NOISE and wide >= _ENOUGH_TO_REFUSE:
            return None
        confidence = min(0.99, 1 / (1 + doubt), max(0.01, 0.5 + likeness / _GOOD_LIKENESS / 2))
        return Guess(codec=codec, text=text, confidence=round(confidence, 2))
    return None


def _sample(data: bytes) -> bytes:
    """Stretches around bytes outside ASCII, from all over the data, one a line, each begun between characters.

    Every byte value outside ASCII that the data has is in it at least once: a single rare one often tells two code
    pages apart.
    """
    if len(data) <= _SAMPLE_BYTES:
        return data
    step = len(data) // _STRETCHES + 1
    windows = (_WIDE.search(data, start, start + step) for start in range(0, len(data), step))
    stretches = [_stretch(data, found.start()) for found in windows if found]
    seen = set(b"".join(stretches))
    for value in range(0x80, 0x100):
        at = -1 if value in seen else data.find(value)
        if at >= 0:
            stretches.append(_stretch(data, at))
            seen.update(stretches[-1])
    return b"\n".join(filter(None, stretches)) or data[:_SAMPLE_BYTES]


def _stretch(data: bytes, near: int) -> bytes:
    """Some bytes around ``near``, begun between characters; empty where no such place is known."""
    begin = _between_characters(data, near)
    return b"" if begin is None else data[begin : max(begin, near) + _STRETCH_BYTES]


def _between_characters(data: bytes, near: int) -> int | None:
    """A place close to ``near``, preferably just before it, where a character begins in every candidate."""
    first = max(0, near - _NEARBY)
    ends = [found.end() for found in _BOUNDARY.finditer(data, first, near)]
    if ends or first == 0:
        return ends[-1] if ends else 0
    ahead = _BOUNDARY.search(data, near, near + _NEARBY)
    return ahead.end() if ahead else None


def _ascii_words(sample: bytes) -> str:
    """The words of a sample that hold no byte outside ASCII, which read the same whatever the code page."""
    return " ".join(word.decode("ascii") for word in sample.split() if word.isascii())


def _ranking(sample: bytes, languages: frozenset[str]) -> list[tuple[float, str, str]]:
    """Points, codec and text of every candidate that decodes the sample, best first; one for each distinct text."""
    ranked: dict[str, tuple[float, str, str]] = {}
    for place, codec in enumerate(CANDIDATES):
        try:
            text = _decode_lines(sample, codec)
        except UnicodeDecodeError:
            continue
        if text not in ranked:
            points = (
                plausibility(text, languages=languages, weight=2 if codec in _DOUBLE_BYTE else 1) - _UNCOMMON * place
            )
            ranked[text] = (points, codec, text)
    return sorted(ranked.values(), key=lambda item: -item[0])


def _decode_lines(sample: bytes, codec: str) -> str:
    """Decode a sample line by line; a character that the sample cut in two at the end of a line is left off."""
    decoder = codecs.getincrementaldecoder(codec)
    return "\n".join(decoder().decode(line) for line in sample.split(b"\n"))
