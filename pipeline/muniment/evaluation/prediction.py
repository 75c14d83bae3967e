"""One document of a corpus through the real pipeline; what a worker process does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from muniment.assembly import Normalised, normalise
from muniment.config import Config
from muniment.errors import MunimentError
from muniment.evaluation.comparison import FOOTNOTE, Piece, Row, compare
from muniment.evaluation.corpus import Gold, Sample, read_gold
from muniment.evaluation.stated import stated
from muniment.evaluation.wording import Wording, agreement_of_notes, wording
from muniment.intake import Candidate, read_source
from muniment.model import Block, BlockKind, MarkKind

_LINED = {BlockKind.VERSE, BlockKind.PREFORMATTED, BlockKind.TABLE}
_OF_NOTES = {MarkKind.NOTE_REFERENCE, MarkKind.NOTE_END}


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
    stated: frozenset[str] = frozenset()
    """Measures of what the text says about itself whose true value stands in it as such: ``title``, ``author`` …"""
    wording: Wording | None = None
    """What became of its words; ``None`` where it failed."""
    notes: float | None = None
    """Agreement of its notes in per cent, however they are divided; ``None`` where it truly has none, or failed."""
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
    pieces = tuple(_recognised_pieces(normalised))
    return Prediction(
        id=task.sample.id,
        title=gold.title,
        rows=compare(_true_pieces(gold), pieces, levels=gold.has_levels),
        stated=stated(gold, normalised.clean.text),
        wording=wording(gold, normalised),
        notes=agreement_of_notes(gold, [piece.text for piece in pieces if piece.kind == FOOTNOTE]),
    )


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
    """The blocks one by one, but all blocks of a note as the one note that they are."""
    text = normalised.clean.text
    blocks = normalised.structure.blocks if normalised.structure else ()
    for label, group in groupby(blocks, key=lambda block: block.note):
        together = tuple(group)
        for block in together[:1] if label else together:
            decision = block.decision
            words = [_text_of(part, text) for part in together] if label else [_text_of(block, text)]
            yield Piece(
                kind=FOOTNOTE if label else block.kind.value,
                text=" ".join((block.marker, *words)) if label else words[0],
                level=block.level if block.kind in {BlockKind.HEADING, BlockKind.TITLE} else None,
                quoted=block.quoted,
                note=f"line {decision.first_line}, {decision.rule}, {decision.confidence:.2f}",
            )


def _text_of(block: Block, text: str) -> str:
    """The words of a block, or of a block of a note, without the marks of notes in them."""
    pieces = []
    for line in block.lines:
        marks = [one.span for one in block.marks if one.kind in _OF_NOTES and line.start <= one.span.start < line.end]
        edges = [line.start, *(edge for span in marks for edge in (span.start, span.end)), line.end]
        pieces.append("".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)).strip())
    return ("\n" if block.kind in _LINED and not block.note else " ").join(pieces)
