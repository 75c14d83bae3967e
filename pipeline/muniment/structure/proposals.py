"""What recognisers see and say.

A recogniser looks at one candidate in its outline and says what the candidate could be, with evidence. Each piece of
evidence carries a weight in log-odds; their sum, through the logistic function, is the confidence. So every judgement
is bounded, its parts can be added up by hand, and a new rule is one more addend.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import lru_cache
from operator import attrgetter
from statistics import median
from typing import Final

from muniment.model import BlockKind, Evidence
from muniment.structure.boilerplate import Body, find_body
from muniment.structure.candidates import Candidate
from muniment.structure.endings import End
from muniment.structure.features import SHORT, Features, observe
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
DRAWING_SIGNS = "|+│┃─━┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╬"
"""What rules are drawn with."""

LONGER_TEXT = 80
"""Columns beyond which a block is longer than what may stand above it as a heading."""

_SIGNS = (*DRAWING_SIGNS, *"{}[\\$#<>=", "....", ". . .", "……", "::", "()", ");")
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
    candidates: list[Candidate]
    """The stretches to be judged, in order; a working list, of which assembling lets go one after the other."""
    features: tuple[Features | None, ...]
    """What was observed of each; ``None`` for a text that is not short."""
    larger: bytes
    """1 for each candidate that a heading could be about: longer text, several lines or an item; else 0."""
    own: Body
    """Which candidates are the text's own, and which were put around it."""
    body: int
    """Median length in code points of the texts that are paragraphs beyond doubt; 0 where there are none."""
    signs: tuple[str, ...]
    """What drawings, leaders and programs are made of, as far as the text has any of it."""
    talk: float
    """Share of blocks that are one short sentence, as in dialogue; items of lists and questions left out."""

    def candidate(self, index: int) -> Candidate | None:
        """The candidate at an index that may lie outside."""
        return self.candidates[index] if 0 <= index < len(self.candidates) else None


def outline(lines: Lines, layout: Layout, candidates: list[Candidate]) -> Outline:
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
        # A pair of lines may be a heading itself.
        larger=bytes(
            [one.width > LONGER_TEXT or one.last - one.first > 1 or one.marker is not None for one in candidates]
        ),
        own=find_body(candidates),
        body=int(median(lengths)) if lengths else 0,
        signs=tuple(sign for sign in _SIGNS if sign in lines.text),
        talk=_share_of_talk(candidates, features),
    )


def _share_of_talk(candidates: Sequence[Candidate], features: Sequence[Features | None]) -> float:
    short = sum(
        seen is not None and seen.width <= _LONGEST_LINE and seen.end in _SENTENCE_ENDS and candidate.marker is None
        for candidate, seen in zip(candidates, features, strict=True)
    )
    return short / len(candidates) if short >= _FEWEST_SHORT else 0.0


Tell = Callable[[int, Outline], tuple[Evidence, ...]]
"""Puts into words why a family of rules proposed what it did for the candidate at an index of the outline."""


class Proposal:
    """What a candidate could be, according to one rule. Compared by identity, like all ``working`` values.

    Most of what is proposed is not chosen, so evidence may be put into words only when it is asked for; then proposals
    of the same weights are one object, which tells for each candidate its own words.
    """

    __slots__ = ("_added", "_said", "confidence", "kind", "level", "quoted", "rule", "score")

    def __init__(
        self,
        *,
        kind: BlockKind,
        rule: str,
        said: tuple[Evidence, ...] | Tell,
        weights: Iterable[float] | None = None,
        level: int = 0,
        quoted: bool = False,
    ) -> None:
        """``said`` is the evidence, or tells it; then ``weights`` are its weights, in the same order."""
        self.kind: Final = kind
        """The kind of block."""
        self.rule: Final = rule
        """Name of the rule: ``heading.short-line``."""
        self.level: Final = level
        """Heading level or list depth, where the rule knows it."""
        self.quoted: Final = quoted
        """Whether it stands in a block quote."""
        self._said: Final = said
        self._added: tuple[Evidence, ...] = ()
        self.score = sum(map(_WEIGHT, said) if isinstance(said, tuple) else weights or ())
        """Sum of the weights: the log-odds that the rule is right."""
        self.confidence = _confidence(self.score)
        """Between 0 and 1: the logistic function of the score, rounded to three places."""

    def evidence(self, index: int, outline: Outline) -> tuple[Evidence, ...]:
        """What speaks for and against it as a judgement on the candidate at an index, in log-odds."""
        said = self._said
        return (said if isinstance(said, tuple) else said(index, outline)) + self._added

    def with_evidence(self, feature: str, value: str, weight: float) -> Proposal:
        """The same proposal with one more observation; the same of the same is the same object."""
        return _with_evidence(self, feature, value, weight)


@lru_cache(maxsize=4096)
def _with_evidence(proposal: Proposal, feature: str, value: str, weight: float) -> Proposal:
    more = copy(proposal)
    more._added = (*proposal._added, _evidence(feature, value, weight))  # noqa: SLF001 - the class's own other half
    more.score = proposal.score + weight
    more.confidence = _confidence(more.score)
    return more


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


class Look(StrEnum):
    """What a candidate looks like at a glance, so that only those are asked who could have something to say."""

    LINE = auto()
    """One line that begins with no list marker."""
    ITEM = auto()
    """One line that begins with a list marker."""
    LINES = auto()
    """Several lines."""
    MARKS = auto()
    """Marks alone, as between scenes."""


WORDS = frozenset({Look.LINE, Look.ITEM, Look.LINES})
"""Looks of what has words."""


def look(candidate: Candidate) -> Look:
    """What a candidate looks like at a glance."""
    if candidate.scene_break:
        return Look.MARKS
    if candidate.last > candidate.first or candidate.underline:
        return Look.LINES
    return Look.LINE if candidate.marker is None else Look.ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """One family of rules."""

    name: str
    """Its name, which begins the names of its rules: ``heading``."""
    propose: Propose
    """Judges the candidate at an index of the outline; ``None`` where the family has nothing to say."""
    looks: frozenset[Look] = frozenset(Look)
    """The looks that a candidate must have for the family to be asked."""


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

    def add(self, feature: str, value: str, weight: float, *seen: object) -> None:
        """Note one observation and its weight in log-odds; ``value`` has a pair of braces for each thing ``seen``."""
        if weight:
            self._evidence.append(_evidence(feature, value.format(*seen) if seen else value, weight))
            self._strengths.append(-abs(weight))

    def show(self, feature: str, words: str, weight: float) -> None:
        """Note an observation on words of the text, which are shown."""
        self.add(feature, shown(words), weight)

    def weigh(self) -> tuple[Evidence, ...]:
        """Everything noted, strongest first."""
        order = sorted(range(len(self._evidence)), key=self._strengths.__getitem__)
        return tuple(map(self._evidence.__getitem__, order))


class Weights(Scale):
    """A scale that notes the weights alone, and puts nothing into words."""

    __slots__ = ("_weights",)

    def __init__(self, weights: Iterable[float] = ()) -> None:
        self._weights = list(weights)

    def add(self, feature: str, value: str, weight: float, *seen: object) -> None:  # noqa: ARG002 - said by the other scale
        """Note one weight in log-odds."""
        if weight:
            self._weights.append(weight)

    def show(self, feature: str, words: str, weight: float) -> None:  # noqa: ARG002 - said by the other scale
        """Note one weight in log-odds."""
        self._weights.append(weight)

    def noted(self) -> tuple[float, ...]:
        """All weights in the order in which they were noted."""
        return tuple(self._weights)


def strongest_first(weights: Iterable[float]) -> list[float]:
    """Weights in the order in which a scale has its evidence."""
    return sorted(weights, key=abs, reverse=True)
