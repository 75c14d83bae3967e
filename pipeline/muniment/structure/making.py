"""Values of the model, made by filling their slots.

A frozen dataclass sets each field through a call that asks whether it may, which takes twice as long; and recognising
a text makes little else as often as these three. What is made here is equal to what the constructor makes.
"""

from __future__ import annotations

from muniment.model import Block, BlockKind, Decision, Evidence, RunnerUp, Span

_new = object.__new__
_start, _end = (vars(Span)[name].__set__ for name in ("start", "end"))
(
    _decision_kind,
    _rule,
    _confidence,
    _evidence,
    _span,
    _first_line,
    _last_line,
    _runner_up,
) = (
    vars(Decision)[name].__set__
    for name in ("kind", "rule", "confidence", "evidence", "span", "first_line", "last_line", "runner_up")
)
(
    _block_kind,
    _lines,
    _decision,
    _level,
    _marker,
    _quoted,
    _starts_group,
    _indents,
    _note,
    _header,
    _marks,
) = (
    vars(Block)[name].__set__
    for name in (
        "kind",
        "lines",
        "decision",
        "level",
        "marker",
        "quoted",
        "starts_group",
        "indents",
        "note",
        "header",
        "marks",
    )
)


def make_span(start: int, end: int) -> Span:
    """A span between two offsets."""
    made = _new(Span)
    _start(made, start)
    _end(made, end)
    return made


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
    made = _new(Decision)
    _decision_kind(made, kind)
    _rule(made, rule)
    _confidence(made, confidence)
    _evidence(made, evidence)
    _span(made, span)
    _first_line(made, first_line)
    _last_line(made, last_line)
    _runner_up(made, runner_up)
    return made


def make_block(kind: BlockKind, lines: tuple[Span, ...], decision: Decision, level: int) -> Block:
    """A block with nothing to it but its words; ``level`` is that of a heading, else 0."""
    made, no = _new(Block), False
    _block_kind(made, kind)
    _lines(made, lines)
    _decision(made, decision)
    _level(made, level)
    _marker(made, "")
    _quoted(made, no)
    _starts_group(made, no)
    _indents(made, ())
    _note(made, "")
    _header(made, no)
    _marks(made, ())
    return made
