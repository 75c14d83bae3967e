"""Lines of clean text, measured once.

Only lines that hold something are kept; blank lines are the gaps between them, and so are the lines of nothing but
quote marks that part the paragraphs of a quoted mail.

The measures stand in columns (one array a measure) instead of one object a line, because a book has more lines than
anything else and most of them need no more than a few numbers. What looks at many lines slices the columns.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import islice, pairwise
from operator import add, sub

from muniment.model import Span
from muniment.structure.marks import has_columns

TAB_STOP = 8
"""Columns between tab stops, as terminals and mail readers have them."""

NO_GAP_KNOWN = 1000
"""Stands for the blank lines above the first line and below the last: more than any text has."""

_FIRST_UNSPACED = "\u2e80"
_WIDE_SPACE = "\u3000"
_TAIL = 20
_HEAD = 80
_QUOTE_MARK = ">"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of a text that are not blank, in order. Lines are named by their index in these columns."""

    text: str
    """The whole clean text."""
    numbers: array[int]
    """1-based line number in the text."""
    begins: array[int]
    """Offset of the line's first character, blank or not."""
    starts: array[int]
    """Offset of its first character that is not blank (after quote marks, where it has them)."""
    ends: array[int]
    """Offset just past its last character that is not blank."""
    indents: array[int]
    """Columns of indentation before ``starts`` (after quote marks, where it has them)."""
    quotes: array[int]
    """Number of ``>`` marks that the line begins with, as mail readers quote."""
    first_words: array[int]
    """Length of its first word in code points; 1 where the script breaks lines between any two characters."""
    columned: frozenset[int]
    """The lines that have a wide gap between words, as the cells of a table have."""
    spacing: int = 0
    """Blank lines between the lines of one paragraph: 1 where a text is double-spaced, else 0."""
    settled_gaps: tuple[tuple[int, int], ...] = ()
    """Lines above which something was taken out, each with the number of blank lines that are left there."""
    goes_on: frozenset[int] = frozenset()
    """Lines that go on in the sentence of the line above, whatever was taken out between them."""

    lengths: array[int] = field(init=False)
    """Length of the line's words in code points."""
    edges: array[int] = field(init=False)
    """Column just past the line's last character."""
    gaps: array[int] = field(init=False)
    """Number of blank lines above the line beyond those that stand between any two."""
    reaches: array[int] = field(init=False)
    """Column that the line would reach with the first word of the line below; the last line has none."""

    def __post_init__(self) -> None:
        lengths = array("q", map(sub, self.ends, self.starts))
        edges = array("q", map(add, self.indents, lengths))
        step = 1 + self.spacing
        gaps = array("q", [NO_GAP_KNOWN] if self.numbers else [])
        gaps.extend(max(0, here - above - step) for above, here in pairwise(self.numbers))
        for line, gap in self.settled_gaps:
            gaps[line] = gap
        reaches = array("q", map(add, edges, (1 + word for word in islice(self.first_words, 1, None))))
        object.__setattr__(self, "lengths", lengths)
        object.__setattr__(self, "edges", edges)
        object.__setattr__(self, "gaps", gaps)
        object.__setattr__(self, "reaches", reaches)

    def __len__(self) -> int:
        return len(self.numbers)

    def content(self, line: int) -> str:
        """The line's words, without blanks at either end."""
        return self.text[self.starts[line] : self.ends[line]]

    def head(self, line: int) -> str:
        """The first few characters of the line's words: enough for a marker and what follows it."""
        return self.text[self.starts[line] : min(self.ends[line], self.starts[line] + _HEAD)]

    def tail(self, line: int) -> str:
        """The last few characters of the line's words."""
        return self.text[max(self.starts[line], self.ends[line] - _TAIL) : self.ends[line]]

    def span(self, line: int) -> Span:
        """Where the line's words stand."""
        return Span(start=self.starts[line], end=self.ends[line])

    def gap_after(self, line: int) -> int:
        """Number of blank lines below the line beyond those that stand between any two."""
        return self.gaps[line + 1] if line + 1 < len(self.gaps) else NO_GAP_KNOWN

    def selected(self, kept: Sequence[int], *, gaps: tuple[tuple[int, int], ...], goes_on: frozenset[int]) -> Lines:
        """Some of the lines, by index, ascending. ``gaps`` and ``goes_on`` name lines by their index among these."""
        taken = {one.name: getattr(self, one.name) for one in fields(self) if one.init}
        columns = {
            name: array("q", map(column.__getitem__, kept))
            for name, column in taken.items()
            if isinstance(column, array)
        }
        columned = frozenset(at for at, line in enumerate(kept) if line in self.columned)
        return Lines(**{**taken, **columns, "columned": columned, "settled_gaps": gaps, "goes_on": goes_on})

    def stanzas(self) -> Iterator[tuple[int, int]]:
        """First and last line of every run of lines without a blank line between."""
        first = 0
        for line, gap in enumerate(self.gaps):
            if gap and line:
                yield first, line - 1
                first = line
        if self.gaps:
            yield first, len(self.gaps) - 1


def measure(text: str) -> Lines:
    """Measure the lines of clean text (LF newlines; blank means white space only). Time is linear in its length."""
    numbers, begins, starts, ends, indents, quotes, first_words = (array("q") for _ in range(7))
    columned: set[int] = set()
    begin = 0
    quoted = -1
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.strip()
        if words and quoted == number - 1 and not words.replace(_QUOTE_MARK, "").strip():
            quoted = number
        elif words:
            start = begin + (len(line) - len(line.lstrip()) if line[0].isspace() else 0)
            end = start + len(words)
            indent = columns(text, begin, start) if start > begin else 0
            marks = 0
            if words[0] == _QUOTE_MARK:
                start, indent, marks = _without_quote_marks(text, start, end, indent)
                quoted = number if marks else -1
            if ("   " in words or "\t" in words) and has_columns(text[start:end]):
                columned.add(len(numbers))
            numbers.append(number)
            begins.append(begin)
            starts.append(start)
            ends.append(end)
            indents.append(indent)
            quotes.append(marks)
            first_words.append(_first_word(text[start:end] if marks else words))
        begin += len(line) + 1
    return Lines(
        text=text,
        numbers=numbers,
        begins=begins,
        starts=starts,
        ends=ends,
        indents=indents,
        quotes=quotes,
        first_words=first_words,
        columned=frozenset(columned),
    )


def _without_quote_marks(text: str, start: int, end: int, indent: int) -> tuple[int, int, int]:
    """Where a line's words start after its quote marks, their columns of indentation, and how many marks there are."""
    marks = 0
    while start < end and text[start] == _QUOTE_MARK:
        # A mark stands apart from what it marks, and a line is never emptied.
        after = start + 1
        while after < end and text[after].isspace():
            after += 1
        if after == end or (after == start + 1 and text[after] != _QUOTE_MARK):
            break
        marks += 1
        # One blank belongs to the mark; what is beyond it is indentation.
        indent = max(0, columns(text, start + 1, after) - 1)
        start = after
    return start, indent, marks


def _first_word(words: str) -> int:
    if words[0] >= _FIRST_UNSPACED:
        return 1
    at = words.find(" ")
    return at if at >= 0 else len(words)


def columns(text: str, start: int, end: int) -> int:
    """Columns that a stretch of blanks takes, counted from the left margin; an ideographic space takes two."""
    blanks = text[start:end]
    if not blanks.strip(" "):
        return len(blanks)
    column = 0
    for character in blanks:
        if character == "\t":
            column += TAB_STOP - column % TAB_STOP
        else:
            column += 2 if character == _WIDE_SPACE else 1
    return column
