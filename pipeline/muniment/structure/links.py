"""Blocks of a list of contents as items or rows with links to the headings that their entries name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from muniment.model import Block, BlockKind, Decision, Evidence, InlineMark, MarkKind, RunnerUp, Span
from muniment.structure.entries import Entry, Key, ends_with_page, entries_of

CONFIDENCE = 0.93
"""Of an entry in a list whose entries name headings in order."""

SHARE = 0.5
"""Of the entries in a block that must name headings, for the block to be taken for entries."""

NAMED = frozenset({BlockKind.TITLE, BlockKind.HEADING})
"""Kinds of blocks that name what follows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A heading that can be linked to."""

    block: int
    """Index of its block."""
    key: Key
    """All its words."""


def with_links(
    text: str, blocks: Sequence[Block], linked: dict[Entry, Target | None], ids: dict[int, str]
) -> tuple[Block, ...]:
    """The blocks with every entry that names a heading linked to it.

    ``linked`` holds the entries of all lists with what they name, ``ids`` the ``id`` of each heading by its block.
    """
    listed: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in linked:
        listed[entry.block].append(entry)
    result: list[Block] = []
    for index, block in enumerate(blocks):
        if index not in listed:
            result.append(block)
            continue
        is_entry = block.kind in NAMED
        by_line = listed[index][0].lines != block.lines
        own = [(one, linked.get(one)) for one in entries_of(text, block, index, is_entry=is_entry, listed=by_line)]
        begins = not result or result[-1].kind is not BlockKind.LIST_ITEM
        matched = sum(target is not None for _, target in own)
        if len(own) == 1 and not matched and block.kind is BlockKind.PARAGRAPH and ends_with_page(text, own[0][0]):
            # Alone among entries with links, it is one that names no heading.
            result += _as_items(block, own, blocks, ids, begins=begins)
        elif matched < max(1, SHARE * len(own)):
            result.append(block)
        elif block.kind is BlockKind.TABLE:
            result.append(_linked(block, [(one.span, ids[target.block]) for one, target in own if target]))
        else:
            result += _as_items(block, own, blocks, ids, begins=begins)
    return tuple(result)


def _linked(block: Block, links: Iterable[tuple[Span, str]]) -> Block:
    marks = list(block.marks)
    for span, name in links:
        start, end = Span(start=span.start, end=span.start), Span(start=span.end, end=span.end)
        # What begins at the same place stands inside the link, and so does what ends there; cells stand outside it.
        inside = [mark for mark in marks if mark.span.start >= span.start and mark.kind is not MarkKind.CELL]
        before = [mark for mark in marks if mark.span.end <= span.start and mark not in inside]
        within = [mark for mark in inside if mark.span.end <= span.end]
        after = marks[len(before) + len(within) :]
        marks = [
            *before,
            InlineMark(kind=MarkKind.LINK, span=start),
            *within,
            InlineMark(kind=MarkKind.LINK_END, span=end, label=name),
            *after,
        ]
    return replace(block, marks=tuple(marks))


def _as_items(
    block: Block,
    own: Sequence[tuple[Entry, Target | None]],
    blocks: Sequence[Block],
    ids: dict[int, str],
    *,
    begins: bool,
) -> list[Block]:
    """The block as one item an entry; an item that has a marker keeps it."""
    items: list[Block] = []
    whole = len(own) == 1 and own[0][0].lines == block.lines
    for number, (entry, target) in enumerate(own):
        span = block.decision.span if whole else Span(start=entry.span.start, end=entry.span.end)
        is_item = block.kind is BlockKind.LIST_ITEM
        item = replace(
            block,
            kind=BlockKind.LIST_ITEM,
            lines=entry.lines,
            level=block.level if is_item else 0,
            quoted=False,
            indents=(),
            starts_group=block.starts_group if is_item else begins and number == 0,
            marks=tuple(mark for mark in block.marks if entry.span.start <= mark.span.start <= entry.span.end),
            decision=_decision(block.decision, entry, target, span, blocks),
        )
        items.append(_linked(item, [(entry.span, ids[target.block])]) if target else item)
    return items


def _decision(decision: Decision, entry: Entry, target: Target | None, span: Span, blocks: Sequence[Block]) -> Decision:
    line = blocks[target.block].decision.first_line if target else 0
    value = f"the heading in line {line}" if target else "no heading; it stands among entries that do"
    runner_up = RunnerUp(kind=decision.kind, rule=decision.rule, confidence=round(1 - CONFIDENCE, 2))
    return replace(
        decision,
        kind=BlockKind.LIST_ITEM,
        rule="contents.entry",
        confidence=CONFIDENCE,
        evidence=(Evidence(feature="names", value=value, weight=0.0), *decision.evidence),
        span=span,
        first_line=decision.first_line + entry.below,
        last_line=decision.first_line + entry.below + len(entry.lines) - 1
        if span != decision.span
        else decision.last_line,
        runner_up=runner_up if decision.kind is not BlockKind.LIST_ITEM else decision.runner_up,
    )
