"""Where two sequences of text differ: lost, added, moved or changed stretches, found in near-linear time."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_SMALL: Final = 250_000
"""Up to this product of lengths two stretches are compared exhaustively; above it, only around unique anchors."""

Stretch = tuple[int, int, int, int]
"""``expected[a:b]`` stands where ``actual[c:d]`` does: ``(a, b, c, d)``."""


class Kind(StrEnum):
    """What happened to a stretch of text."""

    LOST = "lost"
    ADDED = "added"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One stretch that differs. Offsets count items; an absent side has equal start and end at its place."""

    kind: Kind
    """What happened."""
    expected: tuple[int, int]
    """Half-open range in the expected sequence."""
    actual: tuple[int, int]
    """Half-open range in the actual sequence."""


def differences(expected: Sequence[str], actual: Sequence[str]) -> tuple[Difference, ...]:
    """Every stretch in which ``actual`` departs from ``expected``, in order of the expected sequence.

    Empty only where the two are equal.
    """
    if tuple(expected) == tuple(actual):
        return ()
    return tuple(_with_moves(tuple(_stretches(expected, actual)), expected, actual))


def _stretches(expected: Sequence[str], actual: Sequence[str]) -> Iterator[Stretch]:
    start, end = _common_ends(expected, actual, (0, len(expected), 0, len(actual)))
    middle = (start, len(expected) - end, start, len(actual) - end)
    if _size(middle) <= _SMALL:
        yield from _exhaustive(expected, actual, middle)
        return
    a, c = middle[0], middle[2]
    for at, other in [*_anchors(expected, actual, middle), (middle[1], middle[3])]:
        yield from _between_anchors(expected, actual, (a, at, c, other))
        a, c = at + 1, other + 1


def _between_anchors(expected: Sequence[str], actual: Sequence[str], gap: Stretch) -> Iterator[Stretch]:
    start, end = _common_ends(expected, actual, gap)
    trimmed = (gap[0] + start, gap[1] - end, gap[2] + start, gap[3] - end)
    if _size(trimmed) > _SMALL:
        yield trimmed
    else:
        yield from _exhaustive(expected, actual, trimmed)


def _size(stretch: Stretch) -> int:
    a, b, c, d = stretch
    return max(b - a, 1) * max(d - c, 1) if b > a or d > c else 0


def _common_ends(expected: Sequence[str], actual: Sequence[str], stretch: Stretch) -> tuple[int, int]:
    """Lengths of the longest common start and of the longest common end of what remains."""
    a, b, c, d = stretch
    shorter = min(b - a, d - c)
    start = 0
    while start < shorter and expected[a + start] == actual[c + start]:
        start += 1
    end = 0
    while end < shorter - start and expected[b - 1 - end] == actual[d - 1 - end]:
        end += 1
    return start, end


def _exhaustive(expected: Sequence[str], actual: Sequence[str], stretch: Stretch) -> Iterator[Stretch]:
    start, end = _common_ends(expected, actual, stretch)
    a, b, c, d = stretch[0] + start, stretch[1] - end, stretch[2] + start, stretch[3] - end
    matcher = SequenceMatcher(None, expected[a:b], actual[c:d], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            yield a + i, a + j, c + k, c + m


def _anchors(expected: Sequence[str], actual: Sequence[str], stretch: Stretch) -> list[tuple[int, int]]:
    """Places of items that occur once on either side, as many as keep their order (patience sorting)."""
    a, b, c, d = stretch
    here, there = Counter(expected[a:b]), Counter(actual[c:d])
    place = {actual[at]: at for at in range(c, d) if there[actual[at]] == 1}
    pairs = [(at, place[expected[at]]) for at in range(a, b) if here[expected[at]] == 1 and expected[at] in place]
    tails: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for row, (_, other) in enumerate(pairs):
        length = bisect_left(tails, other)
        before.append(rows[length - 1] if length else -1)
        tails[length : length + 1] = [other]
        rows[length : length + 1] = [row]
    chain: list[tuple[int, int]] = []
    row = rows[-1] if rows else -1
    while row >= 0:
        chain.append(pairs[row])
        row = before[row]
    return chain[::-1]


def _with_moves(stretches: Sequence[Stretch], expected: Sequence[str], actual: Sequence[str]) -> Iterator[Difference]:
    """Tell a stretch that was moved from one that was lost here and another that was added there."""
    arrivals: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for row, (_, _, c, d) in enumerate(stretches):
        if d > c:
            arrivals[tuple(actual[c:d])].append(row)
    destination: dict[int, int] = {}
    for row, (a, b, _, _) in enumerate(stretches):
        places = arrivals.get(tuple(expected[a:b]))
        if b > a and places:
            destination[row] = places.popleft()
    arrived = set(destination.values())
    for row, (a, b, c, d) in enumerate(stretches):
        if row in destination:
            to = stretches[destination[row]]
            yield Difference(kind=Kind.MOVED, expected=(a, b), actual=(to[2], to[3]))
        has_lost, has_added = b > a and row not in destination, d > c and row not in arrived
        if has_lost and has_added:
            yield Difference(kind=Kind.CHANGED, expected=(a, b), actual=(c, d))
        elif has_lost:
            yield Difference(kind=Kind.LOST, expected=(a, b), actual=(c, c))
        elif has_added:
            yield Difference(kind=Kind.ADDED, expected=(b, b), actual=(c, d))
