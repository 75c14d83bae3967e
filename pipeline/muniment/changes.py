"""Recorded edits of a text: making them, applying them, and taking them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muniment.model import Change, Stage


class Recorder:
    """Builds a stage's output from its input while recording every difference.

    The caller walks the input once, from left to right, with ``keep`` and ``replace``; what it does not mention
    before ``finish`` is an error, so nothing can be lost silently.
    """

    def __init__(self, *, text: str, stage: Stage) -> None:
        self._text = text
        self._stage = stage
        self._at = 0
        self._pieces: list[str] = []
        self._changes: list[Change] = []

    @property
    def at(self) -> int:
        """Offset in the input up to which everything is settled."""
        return self._at

    def keep(self, end: int) -> None:
        """Copy the input unchanged up to ``end``."""
        if end < self._at:
            raise ValueError(f"cannot keep up to {end}: already at {self._at}")
        self._pieces.append(self._text[self._at : end])
        self._at = end

    def replace(self, end: int, after: str, rule: str) -> None:
        """Replace the input up to ``end`` by ``after``; records nothing where both are equal."""
        before = self._text[self._at : end]
        if end < self._at:
            raise ValueError(f"cannot replace up to {end}: already at {self._at}")
        if before != after:
            self._changes.append(Change(stage=self._stage, rule=rule, position=self._at, before=before, after=after))
        self._pieces.append(after)
        self._at = end

    def insert(self, after: str, rule: str) -> None:
        """Insert ``after`` at the present place."""
        self.replace(self._at, after, rule)

    def finish(self) -> tuple[str, tuple[Change, ...]]:
        """Return the output and its changes; raises ``ValueError`` if part of the input was not settled."""
        if self._at != len(self._text):
            raise ValueError(f"input settled to {self._at} of {len(self._text)}")
        return "".join(self._pieces), tuple(self._changes)


def apply(text: str, changes: Sequence[Change]) -> str:
    """Regenerate a stage's output from its input. Changes at one position apply in the order recorded."""
    pieces: list[str] = []
    at = 0
    for change in changes:
        end = change.position + len(change.before)
        if change.position < at or text[change.position : end] != change.before:
            raise ValueError(f"change {change.rule!r} at {change.position} does not fit this text")
        pieces += (text[at : change.position], change.after)
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def revert(text: str, changes: Sequence[Change]) -> str:
    """Regenerate a stage's input from its output; the inverse of ``apply``."""
    pieces: list[str] = []
    at = shift = 0
    for change in changes:
        start = change.position + shift
        end = start + len(change.after)
        if start < at or text[start:end] != change.after:
            raise ValueError(f"change {change.rule!r} at {change.position} does not fit this text")
        pieces += (text[at:start], change.before)
        at = end
        shift += len(change.after) - len(change.before)
    pieces.append(text[at:])
    return "".join(pieces)


def output_positions(changes: Iterable[Change], rule: str) -> tuple[int, ...]:
    """Where the changes of a rule stand in the output of their stage, ascending; ``changes`` are all of one stage."""
    shift = 0
    found: list[int] = []
    for change in changes:
        if change.rule == rule:
            found.append(change.position + shift)
        shift += len(change.after) - len(change.before)
    return tuple(found)


def count_by_rule(changes: Iterable[Change]) -> dict[str, int]:
    """Number of changes by rule, sorted by rule."""
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.rule] = counts.get(change.rule, 0) + 1
    return dict(sorted(counts.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """All changes of one stage that share their rule and texts; how a long list is kept short on disk."""

    stage: Stage
    """The step that made them."""
    rule: str
    """Their rule."""
    before: str
    """What stood at each position."""
    after: str
    """What stands there now."""
    turn: int
    """Which of several changes at one position these are, counted from 0; almost always 0."""
    positions: tuple[int, ...]
    """Where each starts in the stage's input, ascending."""


def group(changes: Iterable[Change]) -> tuple[ChangeGroup, ...]:
    """The changes gathered into groups, in order of first occurrence; ``ungroup`` gives them back as they were."""
    positions: dict[tuple[Stage, str, str, str, int], list[int]] = {}
    last: tuple[Stage, int] | None = None
    turn = 0
    for change in changes:
        turn = turn + 1 if last == (change.stage, change.position) else 0
        last = (change.stage, change.position)
        key = (change.stage, change.rule, change.before, change.after, turn)
        positions.setdefault(key, []).append(change.position)
    return tuple(
        ChangeGroup(stage=stage, rule=rule, before=before, after=after, turn=turn, positions=tuple(places))
        for (stage, rule, before, after, turn), places in positions.items()
    )


def ungroup(groups: Iterable[ChangeGroup]) -> tuple[Change, ...]:
    """The changes in their order: by stage, then by position, then by turn."""
    stages = {stage: number for number, stage in enumerate(Stage)}
    placed = [(stages[one.stage], position, one.turn, one) for one in groups for position in one.positions]
    placed.sort(key=lambda item: item[:3])
    return tuple(
        Change(stage=one.stage, rule=one.rule, position=position, before=one.before, after=one.after)
        for _, position, _, one in placed
    )
