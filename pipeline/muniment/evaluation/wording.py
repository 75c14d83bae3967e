"""Words on their way from the raw text to the Markdown: how many arrive, and which recorded changes the others left by.

Words are counted here, not aligned; that each stands in its place is proved by ``checks.source`` for every document
that is built. A word that the raw text has more often than the Markdown must be in the ``before`` of a recorded change
(the figure of a note's reference, the number of a list item) or be one that a change joined to its neighbour (a word
divided at a line's end). What neither explains is lost, and no document may lose any.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from muniment.assembly import Normalised
from muniment.changes import revert
from muniment.evaluation.comparison import FOOTNOTE, without_number
from muniment.evaluation.corpus import Gold
from muniment.model import Change, Stage

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[{_IDEOGRAPHS}]|[^\\W_{_IDEOGRAPHS}]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\ufeff]")
_SYNTAX = re.compile(r"(?<!\\)(?:\[\^[0-9]+\]:?|&emsp;)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What became of the words of one document."""

    raw: int
    """Words of the raw text."""
    left_out: Mapping[str, int]
    """Words of the raw text that the Markdown has not as words, by the rule of the change that took them out."""
    lost: Mapping[str, int]
    """Words of the raw text that are gone without a record, with how often; empty unless something is wrong."""
    true: int
    """Words of the true blocks that count."""
    absent: Mapping[str, int]
    """True words that the raw text has not, or not as often: nobody could find them."""
    changed: Mapping[str, int]
    """True words that the raw text has and a recorded change took out, as it does with the figures of notes."""
    missed: Mapping[str, int]
    """True words that the raw text has and the Markdown has not, without a record; empty unless something is wrong."""

    @property
    def kept(self) -> float:
        """Per cent of the raw text's words that arrived or left by a recorded change; 100.0 only where all did."""
        return _share(self.raw - sum(self.lost.values()), self.raw)

    @property
    def found(self) -> float:
        """Per cent of the true words that the raw text has which arrived or left by a recorded change."""
        there = self.true - sum(self.absent.values())
        return _share(there - sum(self.missed.values()), there)


def words(text: str) -> list[str]:
    """Its words without regard to capitals and compatibility forms; an ideograph is a word."""
    return _WORD.findall(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold())


def wording(gold: Gold, normalised: Normalised) -> Wording:
    """Count the words of a document on either side. Time is linear in the length of text and changes."""
    by_stage = {stage: [one for one in normalised.changes if one.stage is stage] for stage in Stage}
    clean = normalised.clean.text
    text = revert(clean, by_stage[Stage.INTAKE])
    raw, present = Counter(words(text)), Counter(words(_SYNTAX.sub(" ", normalised.body)))
    taken = [*_taken(text, by_stage[Stage.INTAKE]), *_taken(clean, by_stage[Stage.CANONICAL])]
    recorded = sum((counts for _, counts in taken), Counter[str]())
    gone = raw - present
    true = Counter(word for block in gold.blocks if not block.optional for word in words(block.text))
    missing = true - present
    absent = missing & (true - raw)
    changed = (missing - absent) & recorded
    return Wording(
        raw=raw.total(),
        left_out=_by_rule(taken, gone),
        lost=gone - recorded,
        true=true.total(),
        absent=absent,
        changed=changed,
        missed=missing - absent - changed,
    )


def agreement_of_notes(gold: Gold, notes: Sequence[str]) -> float | None:
    """Agreement (F1, per cent) of true and recognised notes, however they are divided; ``None`` where none is true.

    A recognised note is right where its words stand in a row in a true one, and a true note is found where a recognised
    one stands in it or holds it: some truths have several notes, or what follows them, in one block.
    """
    true = _in_a_row(block.text for block in gold.blocks if block.kind == FOOTNOTE)
    found = _in_a_row(notes)
    if not true:
        return None
    every = "\n".join(true)
    right = sum(one in every for one in found) / len(found) if found else 0.0
    seen = sum(any(one in here or here in one for one in found) for here in true) / len(true)
    return round(200 * right * seen / (right + seen), 2) if right and seen else 0.0


def _in_a_row(notes: Iterable[str]) -> list[str]:
    """The words of each note that has some, with a space on either side of each word."""
    rows = (words(without_number(note)) for note in notes)
    return [f" {' '.join(row)} " for row in rows if row]


def _taken(text: str, changes: Sequence[Change]) -> Iterator[tuple[str, Counter[str]]]:
    """For each change that takes words out of a stage's input, or joins two, its rule and these words."""
    for change in changes:
        end = change.position + len(change.before)
        left, right = text[max(0, change.position - 1) : change.position], text[end : end + 1]
        joins = not change.after and left.isalnum() and right.isalnum()
        if not joins and _WORD.search(change.before) is None:
            continue
        start, stop = _run(text, change.position, -1), _run(text, end, 1)
        # What canonical Markdown writes in place of words is its own: the label of a note, the number of an item.
        after = change.after if change.stage is Stage.INTAKE else _WORD.sub(" ", change.after)
        whole = Counter(words(text[start:stop]))
        taken = whole - Counter(words(text[start : change.position] + after + text[end:stop]))
        if taken:
            yield change.rule, taken


def _run(text: str, at: int, step: int) -> int:
    """Where the word ends that reaches from ``at`` to the left (-1) or to the right (1)."""
    while 0 <= at - (step < 0) < len(text) and text[at - (step < 0)].isalnum():
        at += step
    return at


def _by_rule(taken: Sequence[tuple[str, Counter[str]]], gone: Counter[str]) -> Mapping[str, int]:
    """How many of the words that are gone each rule took; a word taken twice counts where it was taken first."""
    left = Counter(gone)
    counts: Counter[str] = Counter()
    for rule, words_taken in taken:
        mine = words_taken & left
        left.subtract(mine)
        counts[rule] += mine.total()
    return {rule: count for rule, count in sorted(counts.items()) if count}


def _share(part: int, whole: int) -> float:
    """Per cent, rounded down, so that only everything is 100."""
    return math.floor(10_000 * part / whole) / 100 if whole else 100.0
