"""Clean text into blocks, each with the reasons why it is what it is.

The way: lines are measured (``lines``), page numbers and running heads are taken out (``furniture``), the whole
text's maker is recognised (``layout``), lines are cut into candidates (``grouping``), rule families propose what each
could be (``recognisers``, one file each), the whole text weighs in and a choice is made (``context``), blocks are
assembled (``assembly``), and notes find their references
(``notes``), marks of emphasis each other (``emphasis``), entries of contents the headings they name (``contents``). The reader's corrections (``overrides``) win over every rule.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from muniment.errors import Finding, Place, Severity
from muniment.model import Block, BlockKind, Furniture, Override
from muniment.structure.assembly import assemble
from muniment.structure.contents import with_contents
from muniment.structure.context import choose
from muniment.structure.emphasis import with_emphasis
from muniment.structure.explanation import explain
from muniment.structure.furniture import page_furniture, without_furniture
from muniment.structure.grouping import group
from muniment.structure.layout import Layout, recognise_layout
from muniment.structure.lines import measure
from muniment.structure.notes import with_notes
from muniment.structure.overrides import match
from muniment.structure.proposals import outline
from muniment.structure.spacing import without_double_spacing
from muniment.structure.working import without_collection

__all__ = ["DOUBT", "Structure", "explain", "recognise", "title_of"]

DOUBT = 0.65
"""Confidence below which a judgement is reported as doubtful."""

_MOST_LISTED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The recognised structure of one text."""

    blocks: tuple[Block, ...]
    """Its blocks in source order; with ``furniture`` they hold every character that is not white space."""
    layout: Layout
    """How its lines came to be, with the evidence."""
    findings: tuple[Finding, ...]
    """Corrections that fit no line, what was taken out, and judgements below the confidence stated in ``DOUBT``."""
    furniture: tuple[Furniture, ...] = ()
    """Page numbers and running heads, in source order: lines that no block has."""


@without_collection()
def recognise(
    text: str, *, overrides: tuple[Override, ...] = (), form_feeds: Sequence[int] = (), file: str = ""
) -> Structure:
    """Recognise the structure of clean text (Unicode in NFC, LF newlines, no control characters but tab and LF).

    Total: any text gives a structure, and an empty one gives no blocks. Deterministic, and linear in the text's
    length. ``form_feeds`` are the offsets of the newlines that were form feeds, ascending; ``file`` names the text in
    findings.
    """
    lines = without_double_spacing(measure(text))
    corrections, unmatched = match(lines, overrides, file)
    furniture = page_furniture(lines, form_feeds, corrections)
    if furniture:
        taken = sorted(furniture)
        lines = without_furniture(lines, furniture)
        corrections = {line - bisect_left(taken, line): one for line, one in corrections.items()}
    layout = recognise_layout(lines)
    judged = outline(lines, layout, group(lines, layout, corrections))
    blocks = with_emphasis(text, with_notes(text, assemble(judged, choose(judged))))
    blocks = with_contents(text, blocks)
    taken_out = tuple(furniture[line] for line in sorted(furniture))
    findings = (*unmatched, *_taken_out(taken_out, file), *_doubts(blocks, file))
    return Structure(blocks=blocks, layout=layout, findings=findings, furniture=taken_out)


def title_of(structure: Structure, text: str) -> tuple[str, int] | None:
    """The title's words with white space folded, and its 1-based line; ``None`` where no title was recognised."""
    for block in structure.blocks:
        if block.kind is BlockKind.TITLE:
            words = " ".join(text[span.start : span.end] for span in block.lines)
            return " ".join(words.split()), block.decision.first_line
    return None


def _taken_out(furniture: Sequence[Furniture], file: str) -> tuple[Finding, ...]:
    """One note on all page numbers and running heads."""
    if not furniture:
        return ()
    counts = Counter(one.kind.value.replace("-", " ") for one in furniture)
    what = " and ".join(f"{count} {name}{'s' * (count != 1)}" for name, count in counts.items())
    plural = "s" * (len(furniture) != 1)
    listed = ", ".join(str(one.line) for one in furniture[:_MOST_LISTED])
    more = f" and {len(furniture) - _MOST_LISTED} more" if len(furniture) > _MOST_LISTED else ""
    return (
        Finding(
            code="STR-PAGES",
            severity=Severity.NOTE,
            place=Place(file=file, line=furniture[0].line),
            message=f"Taken out of the text, as recorded changes: {what} (line{plural} {listed}{more}).",
            remedy="To keep one, name its line in the sidecar's structure section with the kind paragraph.",
        ),
    )


def _doubts(blocks: tuple[Block, ...], file: str) -> tuple[Finding, ...]:
    """A note for each judgement that is not sure."""
    return tuple(
        Finding(
            code="STR-DOUBTFUL",
            severity=Severity.NOTE,
            place=Place(file=file, line=block.decision.first_line),
            message=f"Taken for a {_name(block.kind)} with confidence {block.decision.confidence:.2f}"
            + (f"; it could be a {_name(other.kind)}." if (other := block.decision.runner_up) else "."),
            remedy="If that is wrong, name the line's first words and its kind in the sidecar's structure section.",
        )
        for block in blocks
        if block.decision.confidence < DOUBT
    )


def _name(kind: BlockKind) -> str:
    return kind.value.replace("_", " ")
