"""Lists of contents: entries that name headings of the text, each with a link to the heading that it names.

A list is recognised by what it does: at least three short entries close together name headings in the order in which
these stand, all below the list or all above it. Below a heading that says what it is, two are enough, and entries that
look like headings are entries as well, because their words come back as headings further down. An entry that names no
heading stays plain words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from muniment.anchors import names
from muniment.model import Block, BlockKind
from muniment.structure.entries import (
    Beginnings,
    Entry,
    Key,
    begins_block,
    could_name,
    entries_of,
    is_whole,
    keys_of_entry,
    keys_of_heading,
    says_contents,
    variants,
    words_of,
)
from muniment.structure.links import NAMED, SHARE, Target, with_links

FEWEST = 3
"""Entries that name headings and make a list of contents."""

FEWEST_BELOW_ITS_HEADING = 2
"""The same below a heading that says *Contents*."""

_MOST_BETWEEN = 3
_NEAR_HEADING = 3
_SHARE_BELOW_HEADING = 0.3


@dataclass(slots=True, kw_only=True)
class _Run:
    """Entries close together that name headings in order; the working list of one walk over the blocks."""

    entries: list[tuple[Entry, Target | None]] = field(default_factory=list)
    """All of them from the first that names a heading, with what they name."""
    below_heading: bool = False
    """Whether a heading above says that these are contents."""
    reached: int = -1
    """Number of the heading that was named last."""
    strangers: int = 0
    """How many entries since then name none."""

    def took(self, entry: Entry, number: int | None, targets: Sequence[Target]) -> bool:
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

    def listed(self) -> list[tuple[Entry, Target | None]]:
        """The entries up to the last one that names a heading."""
        last = max((number for number, (_, target) in enumerate(self.entries) if target is not None), default=-1)
        return self.entries[: last + 1]


def with_contents(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with every list of contents as items or rows with links. Time is linear in the text's length."""
    named = [index for index, block in enumerate(blocks) if block.kind in NAMED and _has_name(block)]
    if len(named) < FEWEST_BELOW_ITS_HEADING:
        return blocks
    words = {index: words_of(_without_marks(text, blocks[index])) for index in named}
    repeated = _repeated_in_contents(blocks, words)
    targets = [
        Target(block=index, key=key)
        for index, key in words.items()
        if blocks[index].kind is BlockKind.HEADING and index not in repeated
    ]
    by_key: defaultdict[Key, list[int]] = defaultdict(list)
    for number, target in enumerate(targets):
        for key in keys_of_heading(target.key):
            by_key[key].append(number)
    heads = {index: says_contents(key) for index, key in words.items() if index not in repeated}
    runs = [run for run in _runs(text, blocks, targets, by_key, heads) if _is_list(run)]
    linked = {entry: target for run in runs for entry, target in run.listed()}
    if not linked:
        return blocks
    taken = {entry.block for entry, target in linked.items() if target is not None}
    left = [index for index in named if index not in taken]
    ids = dict(zip(left, names(_without_marks(text, blocks[index]) for index in left), strict=True))
    return with_links(text, blocks, linked, ids)


def _is_list(run: _Run) -> bool:
    count = run.matched()
    fewest = FEWEST_BELOW_ITS_HEADING if run.below_heading else FEWEST
    return count >= fewest and count >= (_SHARE_BELOW_HEADING if run.below_heading else SHARE) * len(run.listed())


def _has_name(block: Block) -> bool:
    """Whether a heading or a title is one that editions have in their contents."""
    return not block.quoted and not block.note


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


def _repeated_in_contents(blocks: Sequence[Block], keys: Mapping[int, Key]) -> frozenset[int]:
    """What was taken for headings below *Contents* although its words come back as a heading further down.

    The list ends where its first words come back, or at a heading that does not come back.
    """
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
    targets: Sequence[Target],
    by_key: dict[Key, list[int]],
    heads: Mapping[int, bool],
) -> Iterable[_Run]:
    """Runs of entries between headings; ``heads`` are these, and whether each says that contents stand below it."""
    beginnings = Beginnings.of(by_key)
    heading_at = -_NEAR_HEADING - 1
    run = _Run()
    for index, block in enumerate(blocks):
        is_entry = block.kind in NAMED and _has_name(block)
        if is_entry and index in heads:
            yield run
            heading_at = index if heads[index] else -_NEAR_HEADING - 1
            run = _Run()
            continue
        listed = heading_at >= 0
        # Most blocks are a paragraph that names nothing; while there is no run that it could end, a glance is enough.
        if not run.entries and is_whole(block, listed=listed) and not begins_block(text, block, beginnings):
            continue
        entries = list(entries_of(text, block, index, is_entry=is_entry, listed=listed))
        if block.kind is BlockKind.PARAGRAPH and len(entries) > 1 and not _are_telling(text, entries, by_key):
            continue
        for entry in entries:
            number = None
            if could_name(text, entry, beginnings):
                number = _named(keys_of_entry(text, entry), by_key, targets, run.reached, at=index)
            if number is not None and not run.entries:
                run.below_heading = listed and index - heading_at <= _NEAR_HEADING
            if not run.took(entry, number, targets):
                yield run
                run = _Run()
    yield run


def _are_telling(text: str, entries: Sequence[Entry], by_key: dict[Key, list[int]]) -> bool:
    """Whether the lines of a paragraph are entries themselves, and not words about one."""
    telling = sum(any(key in by_key for key in keys_of_entry(text, entry)) for entry in entries)
    return telling >= SHARE * len(entries)


def _named(
    keys: Sequence[Key], by_key: dict[Key, list[int]], targets: Sequence[Target], reached: int, *, at: int
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
