"""Choices into blocks: lists with depths, quotes that hold together, headings with levels, spans that cover the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from muniment.model import Block, BlockKind, Decision, Evidence, InlineMark, Span
from muniment.structure.candidates import Candidate
from muniment.structure.chapters import titles_below_numbers
from muniment.structure.context import Choice
from muniment.structure.levels import heading_levels
from muniment.structure.lines import Lines, columns
from muniment.structure.listing import Place, place_items
from muniment.structure.making import make_block, make_decision, make_span
from muniment.structure.proposals import Outline
from muniment.structure.tables import as_lines, rows_of_lines

_LOOKED_BACK = 2
_OF_WORDS = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.PARAGRAPH})


def assemble(outline: Outline, choices: Sequence[Choice]) -> tuple[Block, ...]:
    """Turn choices into blocks, in order: one a candidate, but one for a chapter's number and the title below it.

    The outline is used up by it. Time is linear in the text's length.
    """
    kinds = [choice.proposal.kind for choice in choices]
    asked = [candidate.override.level if candidate.override else 0 for candidate in outline.candidates]
    places = place_items(outline.candidates, [kind is BlockKind.LIST_ITEM for kind in kinds], asked)
    levels = bytes(heading_levels(outline, kinds, asked))
    titles = titles_below_numbers(outline, kinds)
    del kinds, asked
    blocks: list[Block] = []
    candidates = outline.candidates
    for index, choice in enumerate(choices):
        place = places[index]
        if _is_plain(candidates[index], choice):
            block = _plain(outline, index, choice, levels[index])
        elif place is not None and _is_plain_item(candidates[index], choice):
            block = _item(outline, index, choice, place)
        else:
            block = _block(outline, index, choice, levels[index], place, blocks[-1] if blocks else None)
        if index > _LOOKED_BACK:
            # Nobody looks so far back: in a long text candidates take as much memory as blocks.
            candidates[index - _LOOKED_BACK] = candidates[0]
        if titles and index in titles and blocks:
            blocks[-1] = _with_title(blocks[-1], block)
        else:
            blocks.append(block)
    return tuple(blocks)


def _with_title(number: Block, title: Block) -> Block:
    """The heading of a chapter's number, with the words of its title added."""
    joined = Evidence(feature="title below", value=f"line {title.decision.first_line}", weight=0.0)
    decision = replace(
        number.decision,
        evidence=(*number.decision.evidence, joined),
        confidence=min(number.decision.confidence, title.decision.confidence),
        span=Span(start=number.decision.span.start, end=title.decision.span.end),
        last_line=title.decision.last_line,
    )
    return replace(number, lines=number.lines + title.lines, decision=decision)


def _is_plain(candidate: Candidate, choice: Choice) -> bool:
    """Whether there is nothing to a block but its words, as with most blocks of a long text."""
    return choice.proposal.kind in _OF_WORDS and not (candidate.quoted or choice.proposal.quoted or candidate.underline)


def _plain(outline: Outline, index: int, choice: Choice, level: int) -> Block:
    """The block of nothing but words."""
    candidate, proposal, lines = outline.candidates[index], choice.proposal, outline.lines
    first, last = candidate.first, candidate.last
    first_line = lines.numbers[first]
    spans: tuple[Span, ...]
    if first == last:
        span = make_span(lines.starts[first], lines.ends[first])
        spans, last_line = (span,), first_line
    else:
        beyond = last + 1
        spans = tuple(map(make_span, lines.starts[first:beyond], lines.ends[first:beyond]))
        span, last_line = make_span(spans[0].start, spans[-1].end), lines.numbers[last]
    decision = make_decision(
        proposal.kind,
        proposal.rule,
        choice.confidence,
        proposal.evidence(index, outline),
        span,
        first_line,
        last_line,
        choice.runner_up,
    )
    return make_block(proposal.kind, spans, decision, level)


def _is_plain_item(candidate: Candidate, choice: Choice) -> bool:
    """Whether there is nothing to an item but its marker and the words of one line."""
    is_line = candidate.first == candidate.last and not candidate.underline
    return is_line and candidate.marker is not None and not (candidate.quoted or choice.proposal.quoted)


def _item(outline: Outline, index: int, choice: Choice, place: Place) -> Block:
    """The block of an item with its marker and one line of words."""
    candidate, proposal, lines = outline.candidates[index], choice.proposal, outline.lines
    marker, line = candidate.marker, candidate.first
    if marker is None:
        raise ValueError("an item of a line begins with its marker")
    start, end, number = lines.starts[line], lines.ends[line], lines.numbers[line]
    decision = make_decision(
        proposal.kind,
        proposal.rule,
        choice.confidence,
        proposal.evidence(index, outline),
        make_span(start, end),
        number,
        number,
        choice.runner_up,
    )
    words = (make_span(start + marker.length, end),)
    return make_block(proposal.kind, words, decision, place.depth, marker.text, place.begins)


def _block(outline: Outline, index: int, choice: Choice, level: int, place: Place | None, above: Block | None) -> Block:
    candidate, lines = outline.candidates[index], outline.lines
    proposal = choice.proposal
    kind = proposal.kind
    quoted = candidate.quoted or proposal.quoted
    indents: tuple[int, ...] = ()
    marker = ""
    if kind is BlockKind.VERSE:
        last = candidate.last + bool(candidate.underline)
        indents = tuple(max(0, lines.indents[line] - candidate.indent) for line in range(candidate.first, last + 1))
    elif kind is BlockKind.SCENE_BREAK:
        marker = candidate.text
    elif kind is BlockKind.LIST_ITEM and candidate.marker is not None:
        marker = candidate.marker.text
    begins_quote = quoted and (above is None or not above.quoted)
    spans = _spans(lines, candidate, kind)
    marks: tuple[InlineMark, ...] = ()
    header = False
    if kind is BlockKind.TABLE:
        table = rows_of_lines(lines, candidate.first, candidate.last + bool(candidate.underline))
        spans, marks = as_lines(table, at=spans[0].start)
        header = table.header
    return Block(
        kind=kind,
        lines=spans,
        decision=_decision(outline, index, choice, spans),
        level=place.depth if place is not None else level,
        marker=marker,
        quoted=quoted,
        starts_group=begins_quote or (place is not None and place.begins),
        indents=indents,
        header=header,
        marks=marks,
    )


def _spans(lines: Lines, candidate: Candidate, kind: BlockKind) -> tuple[Span, ...]:
    """Spans of the block's words, markers left out; a preformatted line keeps the indentation beyond the common one."""
    if kind is BlockKind.SCENE_BREAK:
        return ()
    last = candidate.last
    if candidate.underline and kind is not BlockKind.HEADING and kind is not BlockKind.TITLE:
        # An underline is a mark of a heading; under anything else it is kept as a line of its own.
        last += 1
    numbers = range(candidate.first, last + 1)
    if kind is BlockKind.PREFORMATTED:
        return tuple(
            Span(start=_start_at_column(lines, line, candidate.indent), end=lines.ends[line]) for line in numbers
        )
    first, beyond = numbers.start, numbers.stop
    spans = list(map(make_span, lines.starts[first:beyond], lines.ends[first:beyond]))
    if kind is BlockKind.LIST_ITEM and candidate.marker is not None:
        spans[0] = Span(start=spans[0].start + candidate.marker.length, end=spans[0].end)
    return tuple(spans)


def _start_at_column(lines: Lines, line: int, column: int) -> int:
    """Offset in a line where the given column of indentation is used up."""
    start = lines.starts[line]
    if lines.quotes[line]:
        return start
    at = lines.begins[line]
    while at < start and columns(lines.text, lines.begins[line], at + 1) <= column:
        at += 1
    return at


def _decision(outline: Outline, index: int, choice: Choice, spans: tuple[Span, ...]) -> Decision:
    lines, candidate = outline.lines, outline.candidates[index]
    last = candidate.last + bool(candidate.underline)
    start = lines.starts[candidate.first]
    if lines.quotes[candidate.first]:
        start = lines.begins[candidate.first]
        while lines.text[start].isspace():
            start += 1
    end = lines.ends[last]
    if candidate.quoted:
        # Lines of nothing but quote marks below it are its own.
        below = lines.begins[last + 1] if last + 1 < len(lines) else len(lines.text)
        end += len(lines.text[end:below].rstrip())
    if spans:
        # A preformatted first line may keep blanks before its words.
        start = min(start, spans[0].start)
    first_line = lines.numbers[candidate.first]
    last_line = lines.numbers[last] if last > candidate.first else first_line
    if end > lines.ends[last]:
        last_line += lines.text.count("\n", lines.ends[last], end)
    # Most blocks of a long text are one line, and its span is theirs.
    is_whole = len(spans) == 1 and spans[0].start == start and spans[0].end == end
    return make_decision(
        choice.proposal.kind,
        choice.proposal.rule,
        choice.confidence,
        choice.proposal.evidence(index, outline),
        spans[0] if is_whole else make_span(start, end),
        first_line,
        last_line,
        choice.runner_up,
    )
