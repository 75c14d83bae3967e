"""Two texts held against each other, and the differences said in words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from muniment.checks.differences import Difference, Kind, differences
from muniment.errors import FidelityError, Finding, Place, Severity
from muniment.writers import Comparison, plain_words

MOST_FINDINGS: Final = 20
"""How many differences are described one by one."""

_CODES: Final = {
    Kind.LOST: "FID-LOST",
    Kind.ADDED: "FID-ADDED",
    Kind.MOVED: "FID-MOVED",
    Kind.CHANGED: "FID-CHANGED",
}

_AROUND: Final = 6
"""Words shown on either side of a difference."""

_LONGEST: Final = 30
"""Words of a difference that are shown."""

_REMEDY: Final = "It was not stored. This is a defect of Muniment: please report it with the source."

_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Thai, Lao, Burmese, Khmer, and the scripts of China and Japan with their punctuation."""

_UNSPACED_CHARACTER: Final = re.compile(f"[{_UNSPACED}]")
_UNSPACED_OR_WORD: Final = re.compile(f"[{_UNSPACED}]|[^{_UNSPACED}]+")

Words = Callable[[str], tuple[str, ...]]


def refuse(findings: Sequence[Finding], *, what: str, file: str) -> None:
    """Raise ``FidelityError`` with the text and the code of ``findings``, unless there are none."""
    if findings:
        told = "\n".join(f"  {finding.code}: {finding.message}" for finding in findings)
        raise FidelityError(f"{what}:\n{told}\n", remedy=_REMEDY, place=Place(file=file), code=findings[0].code)


def compare(
    expected: Sequence[str],
    actual: Sequence[str],
    comparison: Comparison,
    *,
    file: str = "",
    words: Words = plain_words,
) -> tuple[Finding, ...]:
    """Every difference between two texts given as units; empty only where they are the same.

    Args:
        expected: Units of the canonical text.
        actual: Units of the edition's text.
        comparison: ``EXACT`` compares unit by unit and code point by code point; ``WORDS`` the ordered ``words`` of
            the whole, units not regarded.
        file: What the findings are about.
        words: Divides a text into comparable words.

    Findings have the codes FID-LOST, FID-ADDED, FID-MOVED and FID-CHANGED; after ``MOST_FINDINGS`` comes one FID-MORE.
    """
    if comparison is Comparison.WORDS:
        left, right = (_parted(words("\n".join(units))) for units in (expected, actual))
        described: Iterable[tuple[Kind, str]] = (
            (one.kind, _shown(one, left, right)) for one in differences(left, right)
        )
    else:
        described = _unit_differences(expected, actual)
    return tuple(_findings(described, file=file))


def _parted(words: Iterable[str]) -> tuple[str, ...]:
    """Words, those of scripts without spaces parted into characters: a line or page may end after any of them."""
    whole = tuple(words)
    if _UNSPACED_CHARACTER.search("".join(whole)) is None:
        return whole
    return tuple(itertools.chain.from_iterable(map(_UNSPACED_OR_WORD.findall, whole)))


def _findings(described: Iterable[tuple[Kind, str]], *, file: str) -> Iterator[Finding]:
    place = Place(file=file)
    for number, (kind, message) in enumerate(described):
        if number == MOST_FINDINGS:
            more = "there are more differences than are shown."
            yield Finding(code="FID-MORE", severity=Severity.ERROR, place=place, message=more)
            return
        yield Finding(code=_CODES[kind], severity=Severity.ERROR, place=place, message=message)


def _unit_differences(expected: Sequence[str], actual: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    for difference in differences(expected, actual):
        (a, b), (c, d) = difference.expected, difference.actual
        if difference.kind is not Kind.CHANGED:
            yield difference.kind, f"{_unit_name(a, b)} {_shown(difference, expected, actual)}"
            continue
        pairs = (
            zip(expected[a:b], actual[c:d], strict=True) if b - a == d - c else [_joined(expected[a:b], actual[c:d])]
        )
        for number, (left, right) in enumerate(pairs):
            for kind, message in _word_differences(left, right):
                yield kind, f"unit {a + number + 1}: {message}"


def _unit_name(first: int, last: int) -> str:
    return f"unit {first + 1}:" if last - first <= 1 else f"units {first + 1} to {last}:"


def _joined(left: Sequence[str], right: Sequence[str]) -> tuple[str, str]:
    return "\u2029".join(left), "\u2029".join(right)


def _word_differences(left: str, right: str) -> Iterator[tuple[Kind, str]]:
    """Differences inside a unit (or several whose number changed), by words; by characters where no word differs."""
    if left == right:
        return
    before, after = left.split(), right.split()
    found = differences(before, after)
    for one in found:
        yield one.kind, _shown(one, before, after)
    if not found:
        start = len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))))
        around = slice(max(start - 20, 0), start + 20)
        yield Kind.CHANGED, f"white space or a division differs: {left[around]!a} became {right[around]!a}"


def _shown(difference: Difference, expected: Sequence[str], actual: Sequence[str]) -> str:
    """The words concerned, between marks, with some words around them."""
    (a, b), (c, d) = difference.expected, difference.actual
    match difference.kind:
        case Kind.ADDED:
            return f"“{_clip(actual[c:d])}” was added: {_around(actual, c, d)}"
        case Kind.CHANGED:
            return f"“{_clip(expected[a:b])}” became “{_clip(actual[c:d])}”: {_around(expected, a, b)}"
        case Kind.MOVED:
            return f"“{_clip(expected[a:b])}” was moved: {_around(expected, a, b)} and now {_around(actual, c, d)}"
        case Kind.LOST:
            return f"“{_clip(expected[a:b])}” was lost: {_around(expected, a, b)}"


def _around(items: Sequence[str], first: int, last: int) -> str:
    before = " ".join(items[max(first - _AROUND, 0) : first]).split()[-_AROUND:]
    after = " ".join(items[last : last + _AROUND]).split()[:_AROUND]
    return " ".join(["…", *before, f"[{_clip(items[first:last])}]", *after, "…"])


def _clip(items: Sequence[str]) -> str:
    words = " ".join(items[: _LONGEST + 1]).split()
    return " ".join(words[:_LONGEST]) + (" …" if len(words) > _LONGEST else "")
