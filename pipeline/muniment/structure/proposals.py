"""What recognisers see and say.

A recogniser looks at one candidate in its outline and says what the candidate could be, with evidence. Each piece of
evidence carries a weight in log-odds; their sum, through the logistic function, is the confidence. So every judgement
is bounded, its parts can be added up by hand, and a new rule is one more addend.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from statistics import median
from typing import Final

from muniment.model import BlockKind, Evidence
from muniment.structure.boilerplate import Body, find_body
from muniment.structure.features import SHORT, End, Features, observe
from muniment.structure.grouping import Candidate
from muniment.structure.layout import Layout
from muniment.structure.lines import Lines

CERTAIN = 6.0
"""Weight of evidence that settles a question by itself (a confidence of 0.998)."""

ACCEPTED = 0.6
"""Confidence below which nothing but a plain paragraph is accepted."""

OVERRIDE = "override"
"""Rule of a judgement that the reader made."""

PLAIN = frozenset({"paragraph.line", "paragraph.wrapped"})
"""Rules of plain paragraphs, which win where nothing else is sure enough."""


_LONGEST_LINE = 80
_FEWEST_SHORT = 3
_LONGEST_SHOWN = 40
_WEIGHT = attrgetter("weight")
_SENTENCE_ENDS = frozenset({End.STOP, End.EXCLAMATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A whole text as candidates, with what was observed of each."""

    lines: Lines
    """The measured lines."""
    layout: Layout
    """How the lines came to be."""
    candidates: tuple[Candidate, ...]
    """The stretches to be judged, in order."""
    features: tuple[Features | None, ...]
    """What was observed of each; ``None`` for a text that is not short."""
    own: Body
    """Which candidates are the text's own, and which were put around it."""
    body: int
    """Median length in code points of the texts that are paragraphs beyond doubt; 0 where there are none."""

    talk: float
    """Share of blocks that are one short sentence, as in dialogue; items of lists and questions left out."""

    def candidate(self, index: int) -> Candidate | None:
        """The candidate at an index that may lie outside."""
        return self.candidates[index] if 0 <= index < len(self.candidates) else None


def outline(lines: Lines, layout: Layout, candidates: tuple[Candidate, ...]) -> Outline:
    """Observe each candidate once."""
    features = tuple(
        observe(candidate.text) if candidate.length <= SHORT and not candidate.scene_break else None
        for candidate in candidates
    )
    lengths = [
        candidate.length
        for candidate, seen in zip(candidates, features, strict=True)
        if (seen is None or seen.sentences or candidate.length > SHORT // 2) and not candidate.scene_break
    ]
    return Outline(
        lines=lines,
        layout=layout,
        candidates=candidates,
        features=features,
        own=find_body(candidates),
        body=int(median(lengths)) if lengths else 0,
        talk=_share_of_talk(candidates, features),
    )


def _share_of_talk(candidates: Sequence[Candidate], features: Sequence[Features | None]) -> float:
    short = sum(
        seen is not None and seen.width <= _LONGEST_LINE and seen.end in _SENTENCE_ENDS and candidate.marker is None
        for candidate, seen in zip(candidates, features, strict=True)
    )
    return short / len(candidates) if short >= _FEWEST_SHORT else 0.0


class Proposal:
    """What a candidate could be, according to one rule. Compared by identity, like all ``working`` values."""

    __slots__ = ("confidence", "evidence", "kind", "level", "quoted", "rule", "score")

    def __init__(
        self, *, kind: BlockKind, rule: str, evidence: tuple[Evidence, ...], level: int = 0, quoted: bool = False
    ) -> None:
        self.kind: Final = kind
        """The kind of block."""
        self.rule: Final = rule
        """Name of the rule: ``heading.short-line``."""
        self.evidence: Final = evidence
        """What speaks for and against, in log-odds."""
        self.level: Final = level
        """Heading level or list depth, where the rule knows it."""
        self.quoted: Final = quoted
        """Whether it stands in a block quote."""
        self.score: Final[float] = sum(map(_WEIGHT, evidence))
        """Sum of the weights: the log-odds that the rule is right."""
        self.confidence: Final = _confidence(self.score)
        """Between 0 and 1: the logistic function of the score, rounded to three places."""

    def with_evidence(self, feature: str, value: str, weight: float) -> Proposal:
        """The same proposal with one more observation."""
        return Proposal(
            kind=self.kind,
            rule=self.rule,
            evidence=(*self.evidence, _evidence(feature, value, weight)),
            level=self.level,
            quoted=self.quoted,
        )


@lru_cache(maxsize=1024)
def _confidence(score: float) -> float:
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 3)


def winner(proposals: Sequence[Proposal]) -> Proposal:
    """The proposal that would be chosen now.

    The reader's word, else the surest special proposal if it is sure enough, else the plain paragraph, which is what
    a block is until more is shown.
    """
    best = plain = None
    for one in proposals:
        if one.rule == OVERRIDE:
            return one
        if one.rule in PLAIN:
            plain = one
        elif best is None or (one.score, best.rule) > (best.score, one.rule):
            best = one
    if plain is None or (best is not None and best.confidence >= ACCEPTED):
        plain = best
    if plain is None:
        raise ValueError("no rule proposed anything")
    return plain


Propose = Callable[[int, Outline], Proposal | None]
"""What a family of rules says of the candidate at an index of the outline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """One family of rules."""

    name: str
    """Its name, which begins the names of its rules: ``heading``."""
    propose: Propose
    """Judges the candidate at an index of the outline; ``None`` where the family has nothing to say."""


@lru_cache(maxsize=2048)
def _evidence(feature: str, value: str, weight: float) -> Evidence:
    """One observation; the same one is the same object, because a book makes the same ones thousands of times."""
    return Evidence(feature=feature, value=value, weight=weight)


def shown(words: str) -> str:
    """Words of the text as evidence shows them: whole where they are few, else cut with an ellipsis."""
    return words if len(words) <= _LONGEST_SHOWN else words[: _LONGEST_SHOWN - 1].rstrip() + "…"


class Scale:
    """Collects evidence while a rule looks; what did not count is left out."""

    __slots__ = ("_evidence", "_strengths")

    def __init__(self) -> None:
        self._evidence: list[Evidence] = []
        self._strengths: list[float] = []

    def add(self, feature: str, value: str, weight: float) -> None:
        """Note one observation and its weight in log-odds."""
        if weight:
            self._evidence.append(_evidence(feature, value, weight))
            self._strengths.append(-abs(weight))

    def weigh(self) -> tuple[Evidence, ...]:
        """Everything noted, strongest first."""
        order = sorted(range(len(self._evidence)), key=self._strengths.__getitem__)
        return tuple(map(self._evidence.__getitem__, order))
