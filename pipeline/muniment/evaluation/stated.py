"""What a raw text says about itself: the true values that stand in it as such, and not only somewhere in its prose.

A scorer counts a title, author or date that nobody could find as missed. So it is also told how the recogniser did
where the text has the value. The criterion is the same for every text and knows nothing of what was recognised:

- A title or the names of all authors *are stated* where the words of each stand in a row, and the line in which they
  stand (or the lines, where they are divided) has at most ``BESIDE`` words that belong to none of them: the line of a
  title, a byline, a signature, a short note on the author. A name in a long paragraph says that it is about somebody.
- A date is stated where a line names that day (or month, or year, as far as the true value goes).
- A language is stated by every text that has words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muniment.evaluation.corpus import Gold
from muniment.evaluation.wording import words
from muniment.extraction.dates import find_dates

BESIDE = 12
"""Other words in the line of a title or of names, at most: ``By``, a role, a place, a date."""


def stated(gold: Gold, text: str) -> frozenset[str]:
    """Those of ``title``, ``author``, ``date`` and ``lang`` that have a true value which the text states."""
    return frozenset(_stated(gold, text))


def _stated(gold: Gold, text: str) -> Iterator[str]:
    lines = text.split("\n")
    worded = [found for line in lines if (found := words(line))]
    if gold.title and _have_lines(worded, (gold.title,)):
        yield "title"
    if gold.authors and _have_lines(worded, gold.authors):
        yield "author"
    if gold.date and any(found.value.startswith(gold.date) for line in lines for found in find_dates(line.strip())):
        yield "date"
    if gold.language and worded:
        yield "lang"


def _have_lines(lines: Sequence[Sequence[str]], values: Sequence[str]) -> bool:
    """Whether each value stands in a row in lines that have few words besides the values."""
    stream = [word for line in lines for word in line]
    line_of = [number for number, line in enumerate(lines) for _ in line]
    names = [words(value) for value in values]
    most = BESIDE + sum(map(len, names))
    return all(name and _has_line(lines, stream, line_of, name, most) for name in names)


def _has_line(
    lines: Sequence[Sequence[str]], stream: list[str], line_of: Sequence[int], name: list[str], most: int
) -> bool:
    for at, word in enumerate(stream):
        end = at + len(name)
        if word == name[0] and stream[at:end] == name:
            touched = lines[line_of[at] : line_of[end - 1] + 1]
            if sum(map(len, touched)) <= most:
                return True
    return False
