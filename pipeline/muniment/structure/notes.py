"""Notes of plain text: a mark in the text, and below the paragraph, the chapter or the book the words that it leads to.

A note is recognised as a pair only. Its counter-examples are many: numbered sections, lists of sources cited again
and again, asterisks of emphasis, formulas. So the note must begin a block with its mark; exactly one reference
with this mark must stand before it, in the book or at least in the chapter; neighbours must count on; and a note that
itself holds a reference is only a note whose reference stays literal. What is less sure stays as it stands.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from muniment.model import Block, BlockKind, Decision, Evidence, InlineMark, MarkKind, RunnerUp, Span
from muniment.structure.note_blocks import Note, begins_note, candidates, is_head, numbered_notes, parted
from muniment.structure.note_inline import Inline, around, as_block, inline_notes
from muniment.structure.note_marks import Form, Key, Mark, references

CONFIDENCE = 0.92
"""Of a note whose pair was found; nothing less is taken for one."""

NEAR = 25
"""Blocks between a sign such as an asterisk and its note, at most."""

_HOLDERS = frozenset({BlockKind.PARAGRAPH, BlockKind.VERSE, BlockKind.HEADING, BlockKind.LIST_ITEM})
_ACCEPTED = {
    Form.WORD: frozenset({Form.BRACKETS, Form.RAISED, Form.PARENTHESES, Form.SIGN}),
    Form.NUMBER: frozenset({Form.BRACKETS, Form.RAISED, Form.PARENTHESES}),
    **{form: frozenset({form}) for form in (Form.BRACKETS, Form.PARENTHESES, Form.RAISED, Form.SIGN)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    """A mark that may refer to a note."""

    mark: Mark
    """The mark."""
    block: int
    """Index of its block."""
    chapter: int
    """Number of the chapter that it stands in."""


def with_notes(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with their notes marked: ``Block.note`` and ``Block.marks``.

    Blocks that hold several notes, one a line, are parted. Time is linear in the text's length.
    """
    inline = inline_notes(text, blocks)
    if not (inline or any(begins_note(text, block) for block in blocks) or numbered_notes(text, blocks)):
        return blocks
    parts = tuple(part for block in blocks for part in parted(text, block))
    inline = inline_notes(text, parts) if inline else ()
    notes = candidates(text, parts)
    pairs = _of_whole_lists(notes, _in_series(_pairs(text, parts, notes, inline)))
    taken = {note.first + offset for note, _ in pairs for offset in range(note.blocks)}
    inline = tuple(one for one in inline if one.block not in taken)
    return _applied(text, parts, pairs, inline) if pairs or inline else blocks


# --------------------------------------------------------------------------------------------- pairs


def _pairs(
    text: str, blocks: Sequence[Block], notes: Sequence[Note], inline: Sequence[Inline]
) -> list[tuple[Note, _Reference]]:
    """Each note with the one reference that it can belong to, in the order of the notes."""
    holes: defaultdict[int, list[Span]] = defaultdict(list)
    for one in inline:
        holes[one.block].append(one.span)
    inside = {note.first + offset for note in notes for offset in range(note.blocks)}
    beginning = {note.first: note for note in notes}
    waiting: defaultdict[Key, list[_Reference]] = defaultdict(list)
    repeated: set[int] = set()
    pairs: list[tuple[Note, _Reference]] = []
    chapter = 0
    for index, block in enumerate(blocks):
        if note := beginning.get(index):
            possible = [one for one in waiting.pop(note.mark.key, ()) if one.mark.form in _ACCEPTED[note.mark.form]]
            near = [one for one in possible if one.chapter == chapter]
            near = possible if len(possible) == 1 else near
            if note.mark.form is Form.SIGN:
                near = [one for one in near if one.chapter == chapter and index - one.block <= NEAR]
            if len(near) == 1:
                pairs.append((note, near[0]))
            elif possible:
                repeated.add(index)
        elif index not in inside and block.kind in _HOLDERS:
            chapter += block.kind is BlockKind.HEADING and not is_head(text, block)
            for mark in references(text, block):
                if any(hole.start <= mark.span.start < hole.end for hole in holes.get(index, ())):
                    continue
                waiting[mark.key].append(_Reference(mark=mark, block=index, chapter=chapter))
    cited = _in_cited_lists(notes, repeated)
    return [pair for pair in pairs if pair[0].first not in cited]


def _in_cited_lists(notes: Sequence[Note], repeated: set[int]) -> set[int]:
    """First blocks of notes in unbroken lists of which some entry is referred to again and again: bibliographies."""
    found: set[int] = set()
    run: list[Note] = []
    for note, follower in itertools.zip_longest(notes, notes[1:]):
        run.append(note)
        if follower is None or follower.first != note.first + note.blocks:
            if any(one.first in repeated for one in run):
                found.update(one.first for one in run)
            run = []
    return found


def _in_series(pairs: list[tuple[Note, _Reference]]) -> list[tuple[Note, _Reference]]:
    """The pairs whose references come in order and that are the first of their series or have a neighbour in it."""
    ordered: list[tuple[Note, _Reference]] = []
    reached: dict[str, int] = {}
    for note, reference in pairs:
        at = reference.mark.span.start
        if at > reached.get(note.mark.key.series, -1):
            reached[note.mark.key.series] = at
            ordered.append((note, reference))
    by_series: defaultdict[str, list[tuple[Note, _Reference]]] = defaultdict(list)
    for pair in ordered:
        by_series[pair[0].mark.key.series].append(pair)
    kept = {
        pair[0].first
        for series, members in by_series.items()
        for number, pair in enumerate(members)
        if series == "signs" or _counts_on(members, number)
    }
    return [pair for pair in ordered if pair[0].first in kept]


def _of_whole_lists(notes: Sequence[Note], pairs: list[tuple[Note, _Reference]]) -> list[tuple[Note, _Reference]]:
    """The pairs without those of numbered lists in which not every item is a note."""
    paired = {note.first for note, _ in pairs}
    lists: list[list[int]] = []
    for note in notes:
        if note.mark.form is Form.NUMBER:
            if note.mark.key.value == 1 or not lists:
                lists.append([])
            lists[-1].append(note.first)
    broken = {first for firsts in lists if not paired.issuperset(firsts) for first in firsts}
    return [pair for pair in pairs if pair[0].first not in broken]


def _counts_on(members: Sequence[tuple[Note, _Reference]], number: int) -> bool:
    value = members[number][0].mark.key.value
    before = members[number - 1][0].mark.key.value if number else None
    after = members[number + 1][0].mark.key.value if number + 1 < len(members) else None
    return value == 1 or before == value - 1 or after == value + 1


# --------------------------------------------------------------------------------------------- blocks with notes


def _applied(
    text: str, blocks: tuple[Block, ...], pairs: Sequence[tuple[Note, _Reference]], inline: Sequence[Inline]
) -> tuple[Block, ...]:
    """The blocks with the notes in them; labels count the references in the order in which they stand."""
    result = list(blocks)
    added: defaultdict[int, list[Block]] = defaultdict(list)
    for index, group in itertools.groupby(inline, key=lambda one: one.block):
        result[index] = replace(result[index], lines=around(blocks[index], tuple(group)))
    by_reference: list[tuple[Span, Note | Inline, int]] = [
        *((reference.mark.span, note, reference.block) for note, reference in pairs),
        *((one.span, one, one.block) for one in inline),
    ]
    for number, (span, note, index) in enumerate(sorted(by_reference, key=lambda item: item[0]), start=1):
        label = str(number)
        mark = InlineMark(kind=MarkKind.NOTE_REFERENCE, span=span, label=label)
        result[index] = replace(result[index], marks=(*result[index].marks, mark))
        line = blocks[index].decision.first_line + text.count("\n", blocks[index].decision.span.start, span.start)
        if isinstance(note, Inline):
            block = as_block(text, blocks[index], note, label)
            decision = _decision(block.decision, BlockKind.PARAGRAPH, "note.inline", note.opening, line)
            added[index].append(replace(block, decision=decision))
            continue
        for offset in range(note.blocks):
            result[note.first + offset] = _in_note(blocks[note.first + offset], note, offset, label, line)
    return tuple(one for index, block in enumerate(result) for one in (block, *added.get(index, ())))


def _in_note(block: Block, note: Note, offset: int, label: str, line: int) -> Block:
    """A block as a part of a note."""
    first, last = offset == 0, offset == note.blocks - 1
    kind = BlockKind.VERSE if block.kind is BlockKind.VERSE else BlockKind.PARAGRAPH
    lines = block.lines
    if first:
        lines = (Span(start=note.mark.span.end, end=lines[0].end), *lines[1:])
    closing = (InlineMark(kind=MarkKind.NOTE_END, span=note.end),) if last and note.end is not None else ()
    return replace(
        block,
        kind=kind,
        lines=lines,
        level=0,
        marker=note.mark.text if first else "",
        quoted=False,
        starts_group=first,
        note=label,
        marks=closing,
        decision=_decision(block.decision, kind, f"note.{note.mark.form.value}", note.mark.text, line),
    )


def _decision(decision: Decision, kind: BlockKind, rule: str, mark: str, line: int) -> Decision:
    other = RunnerUp(kind=decision.kind, rule=decision.rule, confidence=round(1 - CONFIDENCE, 2))
    evidence = Evidence(feature="referred to", value=f"{mark} in line {line}", weight=0.0)
    return replace(
        decision,
        kind=kind,
        rule=rule,
        confidence=CONFIDENCE,
        evidence=(evidence, *decision.evidence),
        runner_up=other,
    )
