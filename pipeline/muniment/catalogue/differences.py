"""The recorded changes of a document as lines of the source beside lines of the canonical text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muniment.catalogue.markup import escaped
from muniment.changes import revert
from muniment.model import Change, Stage
from muniment.provenance import read_changes

MOST_ROWS = 40
"""Places that are shown of one document; its ``provenance.json`` has them all."""
MOST_BYTES = 30_000
"""Bytes that all places together may take in a page, so that no script or sign makes a page too heavy to load."""
MOST_CHARACTERS = 400
"""Characters that are shown of one side of one place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of one side."""

    text: str
    """The characters."""
    changed: bool
    """Whether they are on this side only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place where lines of the two texts differ."""

    first_line: int
    """1-based first line in the source's text."""
    last_line: int
    """1-based last line there."""
    before: tuple[Piece, ...]
    """The source's lines."""
    after: tuple[Piece, ...]
    """The lines of the canonical text."""
    rules: tuple[str, ...]
    """Rules of the changes, each once, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A document's differences."""

    rows: tuple[Row, ...]
    """The first places, in order, up to ``MOST_ROWS`` and ``MOST_BYTES``; front matter, which only adds, is not one."""
    total: int
    """How many places there are."""
    source: tuple[str, ...]
    """Lines of the source's text, after decoding and cleaning."""


def compare(markdown: str, predicate: Mapping[str, Any]) -> Comparison:
    """The differences that a manifest's predicate records about its canonical text.

    Raises ``ValueError``, ``KeyError`` or ``TypeError`` where they do not fit each other.
    """
    changes = [one for one in read_changes({"predicate": predicate})[1] if one.stage is Stage.CANONICAL]
    source = revert(markdown, changes)
    rows: list[Row] = []
    total, left = 0, MOST_BYTES
    line, counted = 1, 0
    for start, end, inside in _places(source, changes):
        total += 1
        if len(rows) < MOST_ROWS and left > 0:
            line += source.count("\n", counted, start)
            counted = start
            row = _row(source, start, end, inside, line)
            left -= sum(len(escaped(piece.text).encode()) for piece in (*row.before, *row.after))
            if left > 0 or not rows:
                rows.append(row)
    return Comparison(rows=tuple(rows), total=total, source=tuple(source.split("\n")))


def _places(source: str, changes: Sequence[Change]) -> Iterator[tuple[int, int, Sequence[Change]]]:
    """Stretches of whole lines with the changes in them: start and end offsets in the source's text."""
    start = end = -1
    inside: list[Change] = []
    for change in changes:
        if change.rule == "front-matter":
            continue
        if change.position > end:
            if inside:
                yield start, end, inside
            start, inside = source.rfind("\n", 0, change.position) + 1, []
        inside.append(change)
        stop = source.find("\n", change.position + len(change.before))
        end = max(end, len(source) if stop < 0 else stop)
    if inside:
        yield start, end, inside


def _row(source: str, start: int, end: int, changes: Sequence[Change], line: int) -> Row:
    before: list[Piece] = []
    after: list[Piece] = []
    at = start
    for change in changes:
        kept = Piece(text=source[at : change.position], changed=False)
        before += (kept, Piece(text=change.before, changed=True))
        after += (kept, Piece(text=change.after, changed=True))
        at = change.position + len(change.before)
    rest = Piece(text=source[at:end], changed=False)
    return Row(
        first_line=line,
        last_line=line + source.count("\n", start, end),
        before=_short((*before, rest)),
        after=_short((*after, rest)),
        rules=tuple(dict.fromkeys(change.rule for change in changes)),
    )


def _short(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces that hold something, up to ``MOST_CHARACTERS``; long ones without a change keep their two ends."""
    kept: list[Piece] = []
    left = MOST_CHARACTERS
    for piece in pieces:
        text = piece.text if piece.changed or len(piece.text) <= 90 else f"{piece.text[:40]} … {piece.text[-40:]}"  # noqa: PLR2004 - about a line
        if not text:
            continue
        if len(text) > left:
            kept.append(Piece(text=f"{text[:left]}…", changed=piece.changed))
            break
        left -= len(text)
        kept.append(Piece(text=text, changed=piece.changed))
    return tuple(kept)
