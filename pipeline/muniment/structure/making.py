"""Values of the model, made by filling their slots.

A frozen dataclass sets each field through a call that asks whether it may, which takes several times as long; and
recognising a text makes little else as often as these three. So each is filled as an object of a class with the same
slots that is not frozen, and becomes one of the model's class then. What is made here is equal to what the constructor
makes.
"""

from __future__ import annotations

from typing import cast

from muniment.model import Block, BlockKind, Decision, Evidence, InlineMark, RunnerUp, Span

_new = object.__new__


class _Span:
    __slots__ = Span.__slots__
    start: int
    end: int


class _Decision:
    __slots__ = Decision.__slots__
    kind: BlockKind
    rule: str
    confidence: float
    evidence: tuple[Evidence, ...]
    span: Span
    first_line: int
    last_line: int
    runner_up: RunnerUp | None


class _Block:
    __slots__ = Block.__slots__
    kind: BlockKind
    lines: tuple[Span, ...]
    decision: Decision
    level: int
    marker: str
    quoted: bool
    starts_group: bool
    indents: tuple[int, ...]
    note: str
    header: bool
    marks: tuple[InlineMark, ...]


def make_span(start: int, end: int) -> Span:
    """A span between two offsets."""
    made = _new(_Span)
    made.start = start
    made.end = end
    made.__class__ = Span  # type: ignore[assignment] # of the same slots
    return cast("Span", made)


def make_decision(
    kind: BlockKind,
    rule: str,
    confidence: float,
    evidence: tuple[Evidence, ...],
    span: Span,
    first_line: int,
    last_line: int,
    runner_up: RunnerUp | None,
) -> Decision:
    """A judgement, with its fields in their order."""
    made = _new(_Decision)
    made.kind = kind
    made.rule = rule
    made.confidence = confidence
    made.evidence = evidence
    made.span = span
    made.first_line = first_line
    made.last_line = last_line
    made.runner_up = runner_up
    made.__class__ = Decision  # type: ignore[assignment] # of the same slots
    return cast("Decision", made)


def make_block(
    kind: BlockKind,
    lines: tuple[Span, ...],
    decision: Decision,
    level: int,
    marker: str = "",
    starts_group: bool = False,  # noqa: FBT001, FBT002 - keywords take longer
) -> Block:
    """A block with nothing to it but its words and perhaps the marker of an item.

    ``level`` is that of a heading or an item, else 0.
    """
    made = _new(_Block)
    made.kind = kind
    made.lines = lines
    made.decision = decision
    made.level = level
    made.marker = marker
    made.quoted = made.header = False
    made.starts_group = starts_group
    made.indents = ()
    made.note = ""
    made.marks = ()
    made.__class__ = Block  # type: ignore[assignment] # of the same slots
    return cast("Block", made)
