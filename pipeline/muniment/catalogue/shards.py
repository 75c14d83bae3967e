"""The search index as many small scripts, each fetched only when somebody's question needs it.

They are scripts that call one function, because a page opened from a folder may load scripts but not read files. Each
is named by its own digest: what has not changed keeps its name and its bytes, and a server may let it be cached for
ever. Only ``index.js``, which lists the others, keeps its name while its contents change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

FOLDER = "catalogue/search"
"""Where they are, below the output folder."""

DIGITS = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"\\')
"""Signs that postings are written with, by value: printable ASCII without what JSON escapes, 92 of them."""
HIGHEST = len(DIGITS) - 1
"""The highest weight that one sign can tell."""

_BASE = len(DIGITS) // 2
_SMALL = 12_000
_LARGE = 48_000
_SEAM = 16
_CLOSE = 200
_NOT_IN_SCRIPTS = (("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


@dataclass(slots=True, kw_only=True)
class Shards:
    """A growing collection of scripts."""

    files: dict[str, bytes] = field(default_factory=dict)
    """Their bytes by path below the output folder."""

    def add(self, value: object) -> str:
        """Add one value, of what JSON can hold; its name is returned: 16 hexadecimal digits of its script's SHA-256."""
        content = script(value)
        name = hashlib.sha256(content).hexdigest()[:16]
        self.files[f"{FOLDER}/{name}.js"] = content
        return name


def script(value: object) -> bytes:
    """A script in UTF-8 that hands a value to the search: ``muniment({...});`` and a newline."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in _NOT_IN_SCRIPTS:
        written = written.replace(sign, escape)
    return f"muniment({written});\n".encode("utf-8", "backslashreplace")


@dataclass(slots=True, kw_only=True)
class Postings:
    """Which documents have which terms, and how much each says about them."""

    _signs: dict[str, list[Any]] = field(default_factory=dict)
    """For each term the last document that has it, then what is written for each, which terms share."""

    def add(self, document: int, weights: Mapping[str, int]) -> None:
        """Add one document's terms with their weights, from 0 to ``HIGHEST``; numbers of documents must rise."""
        self.add_written(document, weights, "".join(DIGITS[weight] for weight in weights.values()))

    def add_written(self, document: int, terms: Iterable[str], signs: str) -> None:
        """The same, with the sign of each term's weight in ``signs``."""
        held, close = self._signs, _close()
        for term, sign in zip(terms, signs, strict=True):
            pieces = held.get(term)
            if pieces is None:
                pieces = held[term] = [-1]
            step = document - pieces[0] - 1
            pieces.append(close[step][sign] if 0 <= step < _CLOSE else number(step) + sign)
            pieces[0] = document

    def shards(self) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Stretches of the terms in the order that scripts compare text in, by UTF-16 units, each with its first term.

        ``terms`` has them with a space between; ``postings`` has for each, document by document, the number of
        documents passed over and the weight. Where one stretch ends and the next begins follows from the terms near
        the seam alone, so a new term changes one stretch and not all that follow.
        """
        terms = sorted(self._signs, key=_as_in_scripts)
        for stretch in _stretches((term, "".join(self._signs[term][1:])) for term in terms):
            yield (
                stretch[0][0],
                {"terms": " ".join([term for term, _ in stretch]), "postings": [signs for _, signs in stretch]},
            )


@cache
def _close() -> list[dict[str, str]]:
    """What is written for each short step and each sign, made once: most postings are, and share these texts."""
    return [{sign: number(step) + sign for sign in DIGITS} for step in range(_CLOSE)]


@lru_cache(maxsize=1 << 14)
def number(value: int) -> str:
    """A whole number from 0, lowest part first; each sign but the last has the base (46) added to it.

    Raises:
        ValueError: it is negative, as a step is when documents come out of order.
    """
    if value < 0:
        raise ValueError(f"{value} is negative")
    signs = []
    while value >= _BASE:
        value, low = divmod(value, _BASE)
        signs.append(DIGITS[_BASE + low])
    return "".join(signs) + DIGITS[value]


def _as_in_scripts(term: str) -> bytes:
    return term.encode("utf-16-be", "surrogatepass")


def _stretches(postings: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    stretch: list[tuple[str, str]] = []
    size = 0
    for term, signs in postings:
        written = term.encode()
        own = len(written) + len(signs) + 4
        seam = size > _SMALL and crc32(written) % _SEAM == 0
        if stretch and (seam or size + own > _LARGE):
            yield stretch
            stretch, size = [], 0
        stretch.append((term, signs))
        size += own
    if stretch:
        yield stretch
