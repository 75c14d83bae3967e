"""Lines of clean text, measured once.

Only lines that hold something are kept; blank lines are the gaps between them, and so are the lines of nothing but
quote marks that part the paragraphs of a quoted mail.

The measures stand in columns (one array a measure) instead of one object a line, because a book has more lines than
anything else and most of them need no more than four numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from muniment.model import Span

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
    spacing: int = 0
    """Blank lines between the lines of one paragraph: 1 where a text is double-spaced, else 0."""

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

    def length(self, line: int) -> int:
        """Length of the line's words in code points."""
        return self.ends[line] - self.starts[line]

    def right_edge(self, line: int) -> int:
        """Column just past the line's last character."""
        return self.indents[line] + self.ends[line] - self.starts[line]

    def first_word(self, line: int) -> int:
        """Length of the line's first word in code points; 1 where the script breaks lines between any two characters."""
        if self.text[self.starts[line]] >= _FIRST_UNSPACED:
            return 1
        at = self.text.find(" ", self.starts[line], self.ends[line])
        return self.length(line) if at < 0 else at - self.starts[line]

    def gap_before(self, line: int) -> int:
        """Number of blank lines above the line beyond those that stand between any two."""
        if not line:
            return NO_GAP_KNOWN
        gap = self.numbers[line] - self.numbers[line - 1] - 1
        return gap - self.spacing if gap > self.spacing else 0

    def gap_after(self, line: int) -> int:
        """Number of blank lines below the line beyond those that stand between any two."""
        return self.gap_before(line + 1) if line + 1 < len(self.numbers) else NO_GAP_KNOWN

    def stanzas(self) -> Iterator[tuple[int, int]]:
        """First and last line of every run of lines without a blank line between."""
        first = 0
        numbers = self.numbers
        step = 1 + self.spacing
        for line in range(1, len(numbers)):
            if numbers[line] > numbers[line - 1] + step:
                yield first, line - 1
                first = line
        if numbers:
            yield first, len(numbers) - 1


def measure(text: str) -> Lines:
    """Measure the lines of clean text (LF newlines; blank means white space only). Time is linear in its length."""
    lines = Lines(
        text=text,
        numbers=array("q"),
        begins=array("q"),
        starts=array("q"),
        ends=array("q"),
        indents=array("q"),
        quotes=array("q"),
    )
    begin = 0
    quoted = -1
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if quoted == number - 1 and stripped[:1] == _QUOTE_MARK and not stripped.replace(_QUOTE_MARK, "").strip():
            quoted = number
        elif stripped:
            lead = 0 if not line[0].isspace() else len(line) - len(line.lstrip())
            end = begin + lead + len(stripped)
            _add(lines, number=number, begin=begin, start=begin + lead, end=end)
            quoted = number if lines.quotes[-1] else -1
        begin += len(line) + 1
    return lines


def _add(lines: Lines, *, number: int, begin: int, start: int, end: int) -> None:
    text = lines.text
    indent = columns(text, begin, start) if start > begin else 0
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
    lines.numbers.append(number)
    lines.begins.append(begin)
    lines.starts.append(start)
    lines.ends.append(end)
    lines.indents.append(indent)
    lines.quotes.append(marks)


def columns(text: str, start: int, end: int) -> int:
    """Columns that a stretch of blanks takes, counted from the left margin; an ideographic space takes two."""
    column = 0
    for at in range(start, end):
        character = text[at]
        if character == "\t":
            column += TAB_STOP - column % TAB_STOP
        else:
            column += 2 if character == _WIDE_SPACE else 1
    return column
