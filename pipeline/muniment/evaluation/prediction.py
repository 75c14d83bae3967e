"""One document of a corpus through the real pipeline; what a worker process does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from muniment.assembly import Normalised, normalise
from muniment.config import Config
from muniment.errors import MunimentError
from muniment.evaluation.comparison import Piece, Row, compare
from muniment.evaluation.corpus import Gold, Sample, read_gold
from muniment.intake import Candidate, read_source
from muniment.model import Block, BlockKind

_LINED = {BlockKind.VERSE, BlockKind.PREFORMATTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is asked to do."""

    sample: Sample
    """The document."""
    target: Path
    """Where its canonical Markdown goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What became of one document."""

    id: str
    """``<set>/<id>``."""
    title: str
    """Its true title."""
    rows: tuple[Row, ...]
    """Its recognised beside its true blocks; empty where it failed."""
    failure: str = ""
    """Why it could not be normalised; empty where it could. Its Markdown is empty then, and scores nothing."""


def prepare() -> None:
    """Nothing has to be started before the first document."""


def predict(task: Task) -> Prediction:
    """Normalise one document with the default settings and without a sidecar, and write its Markdown.

    Raises ``UsageError`` where the truth cannot be read, and ``OSError``.
    """
    gold = read_gold(task.sample.gold)
    task.target.parent.mkdir(parents=True, exist_ok=True)
    try:
        normalised = _normalised(task.sample)
    except MunimentError as error:
        task.target.write_bytes(b"")
        return Prediction(id=task.sample.id, title=gold.title, rows=(), failure=str(error))
    task.target.write_bytes(normalised.markdown.encode("utf-8"))
    rows = compare(_true_pieces(gold), tuple(_recognised_pieces(normalised)), levels=gold.has_levels)
    return Prediction(id=task.sample.id, title=gold.title, rows=rows)


def _normalised(sample: Sample) -> Normalised:
    candidate = Candidate(
        id=sample.id.partition("/")[2],
        path=sample.raw,
        name=sample.raw.name,
        relative=f"{sample.id}/{sample.raw.name}",
        sidecar=None,
        size=0,
        mtime_ns=0,
    )
    data, source = read_source(candidate)
    return normalise(
        data, identifier=candidate.id, source=source, sidecar=None, config=Config(), file=candidate.relative
    )


def _true_pieces(gold: Gold) -> tuple[Piece, ...]:
    return tuple(
        Piece(
            kind=block.kind,
            text=block.text,
            level=block.level,
            quoted=block.kind == "quote",
            optional=block.optional,
        )
        for block in gold.blocks
    )


def _recognised_pieces(normalised: Normalised) -> Iterator[Piece]:
    for block in normalised.structure.blocks if normalised.structure else ():
        decision = block.decision
        yield Piece(
            kind=block.kind.value,
            text=_text_of(block, normalised.clean.text),
            level=block.level if block.kind in {BlockKind.HEADING, BlockKind.TITLE} else None,
            quoted=block.quoted,
            note=f"line {decision.first_line}, {decision.rule}, {decision.confidence:.2f}",
        )


def _text_of(block: Block, text: str) -> str:
    lines = [text[span.start : span.end] for span in block.lines]
    return "\n".join(lines) if block.kind in _LINED else " ".join(lines)
