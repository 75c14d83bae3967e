"""Lists of contents: entries that name headings of the text, each with a link to the heading that it names.

A list is recognised by what it does: at least three short entries close together name headings in the order in which
these stand, all below the list or all above it. Below a heading that says what it is, two are enough, and entries that
look like headings are entries as well, because their words come back as headings further down. An entry that names no
heading stays plain words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from muniment.anchors import names
from muniment.model import Block, BlockKind, Decision, Evidence, InlineMark, MarkKind, RunnerUp, Span
from muniment.structure.entries import (
    Entry,
    Key,
    could_name,
    ends_with_page,
    entries_of,
    keys_of_entry,
    keys_of_heading,
    says_contents,
    variants,
    words_of,
)

CONFIDENCE = 0.93
"""Of an entry in a list whose entries name headings in order."""

FEWEST = 3
"""Entries that name headings and make a list of contents."""

FEWEST_BELOW_ITS_HEADING = 2
"""The same below a heading that says *Contents*."""

_MOST_BETWEEN = 3
_NEAR_HEADING = 3
_SHARE = 0.5
_SHARE_BELOW_HEADING = 0.3
_NAMED = frozenset({BlockKind.TITLE, BlockKind.HEADING})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """A heading that can be linked to."""

    block: int
    """Index of its block."""
    key: Key
    """All its words."""


@dataclass(slots=True, kw_only=True)
class _Run:
    """Entries close together that name headings in order; the working list of one walk over the blocks."""

    entries: list[tuple[Entry, _Target | None]] = field(default_factory=list)
    """All of them from the first that names a heading, with what they name."""
    below_heading: bool = False
    """Whether a heading above says that these are contents."""
    reached: int = -1
    """Number of the heading that was named last."""
    strangers: int = 0
    """How many entries since then name none."""

    def took(self, entry: Entry, number: int | None, targets: Sequence[_Target]) -> bool:
        """Add an entry that names the heading of this number; false where too many have named none."""
        if number is not None:
            self.entries.append((entry, targets[number]))
            self.reached, self.strangers = number, 0
            return True
        self.strangers += 1
        if self.entries:
            self.entries.append((entry, None))
        return self.below_heading or self.strangers <= _MOST_BETWEEN

    def matched(self) -> int:
        """How many entries name a heading."""
        return sum(target is not None for _, target in self.entries)

    def listed(self) -> list[tuple[Entry, _Target | None]]:
        """The entries up to the last one that names a heading."""
        last = max((number for number, (_, target) in enumerate(self.entries) if target is not None), default=-1)
        return self.entries[: last + 1]


def with_contents(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with every list of contents as items or rows with links. Time is linear in the text's length."""
    if sum(block.kind in _NAMED for block in blocks) < FEWEST_BELOW_ITS_HEADING:
        return blocks
    repeated = _repeated_in_contents(text, blocks)
    targets = _targets(text, blocks, repeated)
    by_key: defaultdict[Key, list[int]] = defaultdict(list)
    for number, target in enumerate(targets):
        for key in keys_of_heading(target.key):
            by_key[key].append(number)
    runs = [run for run in _runs(text, blocks, targets, by_key, repeated) if _is_list(run)]
    linked = {entry: target for run in runs for entry, target in run.listed()}
    taken = {entry.block for entry, target in linked.items() if target is not None}
    named = [index for index, block in enumerate(blocks) if _has_name(block) and index not in taken]
    ids = dict(zip(named, names(_without_marks(text, blocks[index]) for index in named), strict=True))
    return _applied(text, blocks, linked, ids) if linked else blocks


def _is_list(run: _Run) -> bool:
    count = run.matched()
    fewest = FEWEST_BELOW_ITS_HEADING if run.below_heading else FEWEST
    return count >= fewest and count >= (_SHARE_BELOW_HEADING if run.below_heading else _SHARE) * len(run.listed())


def _has_name(block: Block) -> bool:
    return block.kind in _NAMED and not block.quoted and not block.note


def _targets(text: str, blocks: Sequence[Block], repeated: frozenset[int]) -> list[_Target]:
    """The headings that an entry may name, in order; what is an entry itself is none of them."""
    return [
        _Target(block=index, key=words_of(_without_marks(text, block)))
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.HEADING and _has_name(block) and index not in repeated
    ]


def _without_marks(text: str, block: Block) -> str:
    """A heading's words as the tree has them: marks of notes and of emphasis left out."""
    pieces: list[str] = []
    for line in block.lines:
        at = line.start
        for mark in block.marks:
            if line.start <= mark.span.start < line.end:
                pieces.append(text[at : mark.span.start])
                at = mark.span.end
        pieces.append(text[at : line.end] + " ")
    return "".join(pieces)


def _repeated_in_contents(text: str, blocks: Sequence[Block]) -> frozenset[int]:
    """What was taken for headings below *Contents* although its words come back as a heading further down.

    The list ends where its first words come back, or at a heading that does not come back.
    """
    keys = {index: words_of(_without_marks(text, block)) for index, block in enumerate(blocks) if _has_name(block)}
    last = {variant: index for index, key in keys.items() for variant in variants(key)}
    found: set[int] = set()
    listing: dict[Key, int] | None = None
    for index, key in keys.items():
        if says_contents(key) and blocks[index].kind is BlockKind.HEADING:
            listing = {}
        elif listing is not None:
            if key in listing or all(last[variant] == index for variant in variants(key)):
                # One or two that come back may be chapters of the same name.
                found.update(listing.values() if len(set(listing.values())) >= FEWEST else ())
                listing = None
            else:
                listing |= dict.fromkeys(variants(key), index)
    return frozenset(found)


# --------------------------------------------------------------------------------------------- runs of entries


def _runs(
    text: str,
    blocks: Sequence[Block],
    targets: Sequence[_Target],
    by_key: dict[Key, list[int]],
    repeated: frozenset[int],
) -> Iterable[_Run]:
    first_words = {key[0] for key in by_key}
    heading_at = -_NEAR_HEADING - 1
    run = _Run()
    for index, block in enumerate(blocks):
        if _has_name(block) and index not in repeated:
            yield run
            is_head = says_contents(words_of(_without_marks(text, block)))
            heading_at = index if is_head else -_NEAR_HEADING - 1
            run = _Run()
            continue
        entries = list(entries_of(text, block, index, is_entry=index in repeated, listed=heading_at >= 0))
        if block.kind is BlockKind.PARAGRAPH and len(entries) > 1 and not _are_telling(text, entries, by_key):
            continue
        for entry in entries:
            number = None
            if could_name(text, entry, first_words):
                number = _named(keys_of_entry(text, entry), by_key, targets, run.reached, at=index)
            if number is not None and not run.entries:
                run.below_heading = heading_at >= 0 and index - heading_at <= _NEAR_HEADING
            if not run.took(entry, number, targets):
                yield run
                run = _Run()
    yield run


def _are_telling(text: str, entries: Sequence[Entry], by_key: dict[Key, list[int]]) -> bool:
    """Whether the lines of a paragraph are entries themselves, and not words about one."""
    telling = sum(any(key in by_key for key in keys_of_entry(text, entry)) for entry in entries)
    return telling >= _SHARE * len(entries)


def _named(
    keys: Sequence[Key], by_key: dict[Key, list[int]], targets: Sequence[_Target], reached: int, *, at: int
) -> int | None:
    """The number of the heading that an entry names: the next after the last one named, first of all below the list."""
    for key in keys:
        numbers = by_key.get(key, [])
        if reached >= 0:
            place = bisect_right(numbers, reached)
        else:
            place = bisect_right(numbers, at, key=lambda number: targets[number].block)
            place = 0 if place == len(numbers) else place
        if place < len(numbers):
            return numbers[place]
    return None


# --------------------------------------------------------------------------------------------- blocks with links


def _applied(
    text: str, blocks: Sequence[Block], linked: dict[Entry, _Target | None], ids: dict[int, str]
) -> tuple[Block, ...]:
    listed: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in linked:
        listed[entry.block].append(entry)
    result: list[Block] = []
    for index, block in enumerate(blocks):
        if index not in listed:
            result.append(block)
            continue
        is_entry = block.kind in _NAMED
        by_line = listed[index][0].lines != block.lines
        own = [(one, linked.get(one)) for one in entries_of(text, block, index, is_entry=is_entry, listed=by_line)]
        begins = not result or result[-1].kind is not BlockKind.LIST_ITEM
        matched = sum(target is not None for _, target in own)
        if len(own) == 1 and not matched and block.kind is BlockKind.PARAGRAPH and ends_with_page(text, own[0][0]):
            # Alone among entries with links, it is one that names no heading.
            result += _as_items(block, own, blocks, ids, begins=begins)
        elif matched < max(1, _SHARE * len(own)):
            result.append(block)
        elif block.kind is BlockKind.TABLE:
            result.append(_with_links(block, [(one.span, ids[target.block]) for one, target in own if target]))
        else:
            result += _as_items(block, own, blocks, ids, begins=begins)
    return tuple(result)


def _with_links(block: Block, links: Iterable[tuple[Span, str]]) -> Block:
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
    own: Sequence[tuple[Entry, _Target | None]],
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
        items.append(_with_links(item, [(entry.span, ids[target.block])]) if target else item)
    return items


def _decision(
    decision: Decision, entry: Entry, target: _Target | None, span: Span, blocks: Sequence[Block]
) -> Decision:
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
