"""Lines of clean text, measured once.

Only lines that hold something are kept; blank lines are the gaps between them, and so are the lines of nothing but
quote marks that part the paragraphs of a quoted mail.

The measures stand in columns (one array a measure) instead of one object a line, because a book has more lines than
anything else and most of them need no more than a few numbers. What looks at many lines slices the columns.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import accumulate, compress, count, islice, repeat
from operator import add, sub

from muniment.model import Span
from muniment.structure.endings import CLOSERS, END_OF, End, ending
from muniment.structure.marks import has_columns

TAB_STOP = 8
"""Columns between tab stops, as terminals and mail readers have them."""

NO_GAP_KNOWN = 1000
"""Stands for the blank lines above the first line and below the last: more than any text has."""

_LAST_OF = {
    end: re.compile(f"[{re.escape(''.join({one for one in END_OF if END_OF[one] is end} | CLOSERS))}]")
    for end in (End.COLON, End.QUESTION)
}
_FIRST_UNSPACED = "\u2e80"
_WIDE_SPACE = "\u3000"
_TAIL = 20
_HEAD = 80
_QUOTE_MARK = ">"
_SMALL, _LARGE = "i", "q"
_MOST_SMALL = 2**31 - NO_GAP_KNOWN


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

    firsts: str = field(init=False)
    """The character at ``starts`` of each line, one after the other: what begins many lines is seen at one glance."""
    lasts: str = field(init=False)
    """The character before ``ends`` of each line."""
    lengths: array[int] = field(init=False)
    """Length of the line's words in code points."""
    edges: array[int] = field(init=False)
    """Column just past the line's last character."""
    gaps: array[int] = field(init=False)
    """Number of blank lines above the line beyond those that stand between any two."""
    reaches: array[int] = field(init=False)
    """Column that the line would reach with the first word of the line below; the last line has none."""

    def __post_init__(self) -> None:
        code = self.starts.typecode
        lengths = array(code, map(sub, self.ends, self.starts))
        edges = array(code, map(add, self.indents, lengths))
        gaps = array(code, [NO_GAP_KNOWN] if self.numbers else [])
        steps = map(sub, islice(self.numbers, 1, None), self.numbers)
        gaps.extend(
            map(max, map(sub, steps, repeat(1 + self.spacing)), repeat(0))
            if self.spacing
            else map(sub, steps, repeat(1))
        )
        for line, gap in self.settled_gaps:
            gaps[line] = gap
        reaches = array(code, map(add, edges, map(add, islice(self.first_words, 1, None), repeat(1))))
        at = self.text.__getitem__
        object.__setattr__(self, "firsts", "".join(map(at, self.starts)))
        object.__setattr__(self, "lasts", "".join(map(at, map(sub, self.ends, repeat(1)))))
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

    def ending(self, line: int) -> End:
        """How the line ends."""
        last = self.lasts[line]
        if last in CLOSERS:
            return ending(self.tail(line))
        if last == "." and self.text.endswith("...", 0, self.ends[line]):
            return End.ELLIPSIS
        return END_OF.get(last, End.OPEN)

    def ending_with(self, end: End) -> frozenset[int]:
        """The lines that end with a colon, or with a question mark."""
        # A glance at all last characters first, because most lines end otherwise.
        likely = (found.start() for found in _LAST_OF[end].finditer(self.lasts))
        return frozenset(line for line in likely if self.ending(line) is end)

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
            name: array(column.typecode, map(column.__getitem__, kept))
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
    """Measure the lines of clean text (LF newlines; blank means white space only). Time is linear in its length.

    Column by column, because a step over all lines at once takes a fraction of the time that one a line takes.
    """
    code = _SMALL if len(text) < _MOST_SMALL else _LARGE
    rows = text.split("\n")
    stripped = list(map(str.strip, rows))
    begins = array(code, compress(accumulate(map(add, map(len, rows), repeat(1)), initial=0), stripped))
    numbers = array(code, compress(count(1), stripped))
    rows = list(compress(rows, stripped))
    blanks = array(code, map(sub, map(len, rows), map(len, map(str.lstrip, rows))))
    del rows
    words = list(filter(None, stripped))
    del stripped
    starts = array(code, map(add, begins, blanks))
    ends = array(code, map(add, starts, map(len, words)))
    indents = blanks
    if "\t" in text or not text.isascii():
        for line in compress(count(), blanks):
            indents[line] = columns(text, begins[line], starts[line])
    quotes = array(code, bytes(len(words) * blanks.itemsize))
    first_words = array(code, map(_first_word, words))
    wide: Sequence[int] = ()
    if "   " in text or "\t" in text:
        wide = [line for line, one in enumerate(words) if "   " in one or "\t" in one]
    lines = Lines(
        text=text,
        numbers=numbers,
        begins=begins,
        starts=starts,
        ends=ends,
        indents=indents,
        quotes=quotes,
        first_words=first_words,
        columned=frozenset(line for line in wide if has_columns(words[line])),
    )
    quoted = [line for line, one in enumerate(words) if one[0] == _QUOTE_MARK] if _QUOTE_MARK in text else []
    del words
    return _unquoted(lines, quoted) if quoted else lines


def _unquoted(lines: Lines, quoted: Sequence[int]) -> Lines:
    """The lines, those with quote marks measured after them, and those of nothing but marks below such lines left out."""
    text, starts, ends = lines.text, lines.starts[:], lines.ends
    indents, quotes, first_words = lines.indents[:], lines.quotes[:], lines.first_words[:]
    columned = set(lines.columned)
    blank: set[int] = set()
    last = -1
    for line in quoted:
        start, end, number = starts[line], ends[line], lines.numbers[line]
        if last == number - 1 and not text[start:end].replace(_QUOTE_MARK, "").strip():
            blank.add(line)
            last = number
            continue
        start, indents[line], quotes[line] = _without_quote_marks(text, start, end, indents[line])
        last = number if quotes[line] else -1
        starts[line], first_words[line] = start, _first_word(text[start:end])
        if line in columned and not has_columns(text[start:end]):
            columned.remove(line)
    measured = replace(
        lines, starts=starts, indents=indents, quotes=quotes, first_words=first_words, columned=frozenset(columned)
    )
    if not blank:
        return measured
    return measured.selected([line for line in range(len(lines)) if line not in blank], gaps=(), goes_on=frozenset())


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
    at = words.find(" ")
    return 1 if words[0] >= _FIRST_UNSPACED else at if at >= 0 else len(words)


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
