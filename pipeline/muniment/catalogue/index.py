"""The published search index, asked without a browser: the same answers as ``assets/catalogue/search.js`` gives."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from muniment.catalogue.shards import DIGITS, FOLDER
from muniment.catalogue.terms import asked, terms_of

_VALUES = {sign: value for value, sign in enumerate(DIGITS)}
_KEPT = 256  # shards, of some 20 kB each
_LONGER = 0.6  # what a word counts that only begins with the one asked for
_NAME = re.compile(r"index|[0-9a-f]{16}")
_BEFORE, _AFTER = "muniment(", ");\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody looks for. Where every part is empty, that is everything."""

    words: str = ""
    """Words of the text, the title, a name, a subject or the description; with a minus before it, none of these."""
    title: str = ""
    """Words of the title."""
    author: str = ""
    """Words of the authors' names."""


class Index:
    """The index of the site in an output folder, as it was when this was made.

    Every method raises ``OSError`` where a part of the index cannot be read and ``ValueError`` where it is damaged.
    """

    def __init__(self, dist: Path) -> None:
        self._folder = dist / FOLDER
        self._shard = lru_cache(maxsize=_KEPT)(self._read)
        self._index: Mapping[str, Any] = self._read("index")
        self._firsts = [_in_scripts(first) for first, _ in self._index["words"]]

    @property
    def documents(self) -> int:
        """How many there are."""
        return int(self._index["documents"])

    def find(self, question: Question) -> list[int]:
        """Numbers of the documents that have all that is asked for, the best first, equals by title."""
        scores = self._match(question.words)
        for part in (question.title, question.author):
            if asked(part):
                found = self._match(part.replace("-", " ")) or {}
                scores = found if scores is None else {one: scores[one] + found[one] for one in scores if one in found}
        if scores is None:
            scores = dict.fromkeys(range(self.documents), 0.0)
        fields = ((question.title, _title), (question.author, _names))
        wanted = [(asked(text), field) for text, field in fields if asked(text)]
        kept = [one for one in scores if all(_has(field(self.record(one)), terms) for terms, field in wanted)]
        ranks = self._shard(self._index["columns"]["title"])
        return sorted(kept, key=lambda one: (-scores[one], ranks[one], one))

    def record(self, number: int) -> list[Any]:
        """What a result shows of a document: id, title, authors and more, as ``search.py`` writes it."""
        block = int(self._index["block"])
        found: list[Any] = self._shard(self._index["records"][number // block])[number % block]
        return found

    def _read(self, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no part of the index")
        written = (self._folder / f"{name}.js").read_text(encoding="utf-8")
        return json.loads(written.removeprefix(_BEFORE).removesuffix(_AFTER))

    def _match(self, text: str) -> dict[int, float] | None:
        """Scores by document of all that has every word and none of those with a minus; ``None`` where no word is."""
        pieces = text.split()
        without = [term for piece in pieces if _is_not(piece) for term in asked(piece[1:])]
        wanted = [term for piece in pieces if not _is_not(piece) for term in asked(piece)]
        scores: dict[int, float] | None = None
        for weights in (self._look(*one) for one in dict.fromkeys(wanted)):
            rarity = math.log(1 + (self.documents - len(weights) + 0.5) / (len(weights) + 0.5))
            held = dict.fromkeys(weights, 0.0) if scores is None else scores
            scores = {one: held[one] + weight * rarity for one, weight in weights.items() if one in held}
        if scores is None and without:
            scores = dict.fromkeys(range(self.documents), 0.0)
        for weights in (self._look(*one) for one in dict.fromkeys(without)):
            scores = {one: score for one, score in (scores or {}).items() if one not in weights}
        # Signs without letters or figures ask for nothing that is in a word: nothing has them.
        return {} if scores is None and pieces else scores

    def _look(self, term: str, start: bool) -> dict[int, float]:  # noqa: FBT001 - a term as ``asked`` gives it
        """Weights by document of one thing asked for. A longer word than the one asked for counts for less."""
        weights: dict[int, float] = {}
        for name in self._stretches(term, start):
            shard = self._shard(name)
            for candidate, written in zip(shard["terms"].split(" "), shard["postings"], strict=True):
                if candidate == term or (start and candidate.startswith(term)):
                    part = 1.0 if candidate == term else _LONGER
                    for number, weight in _postings(written):
                        weights[number] = max(weights.get(number, 0.0), (weight + 1) * part)
        return weights

    def _stretches(self, term: str, start: bool) -> Iterator[str]:  # noqa: FBT001 - the same
        """Names of the shards in which the term, or one that begins with it, may stand."""
        words = self._index["words"]
        at = bisect_right(self._firsts, _in_scripts(term))
        if at:
            yield words[at - 1][1]
        while start and at < len(words) and words[at][0].startswith(term):
            yield words[at][1]
            at += 1


def _is_not(piece: str) -> bool:
    return len(piece) > 1 and piece.startswith("-")


def _title(record: list[Any]) -> str:
    return str(record[1])


def _names(record: list[Any]) -> str:
    return " ".join(map(str, record[2]))


def _has(text: str, wanted: list[tuple[str, bool]]) -> bool:
    """Whether a text has each term, or one that begins with it where that is enough."""
    there = terms_of(text)
    return all(any(one == term or (start and one.startswith(term)) for one in there) for term, start in wanted)


def _in_scripts(term: str) -> bytes:
    return term.encode("utf-16-be", "surrogatepass")


def _postings(written: str) -> Iterator[tuple[int, int]]:
    """Each document that has a term, with the term's weight there: see ``shards.Postings``."""
    half, number, step, scale = len(DIGITS) // 2, -1, 0, 1
    signs = iter(written)
    for sign in signs:
        value = _VALUES[sign]
        if value >= half:
            step += (value - half) * scale
            scale *= half
        else:
            number += step + value * scale + 1
            yield number, _VALUES[next(signs)]
            step, scale = 0, 1
