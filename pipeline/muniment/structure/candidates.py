"""The stretches of lines that are judged as one, each with its measures."""

from __future__ import annotations

from muniment.model import Override
from muniment.structure.features import SHORT, share_of_unspaced
from muniment.structure.layout import Layout
from muniment.structure.lines import Lines
from muniment.structure.marks import ListMarker, is_scene_break, list_marker, underline_of
from muniment.structure.shapes import fill
from muniment.structure.working import working

MARK_LETTERS = frozenset("oxOX")
"""Letters that may mark an item or part scenes."""

_BOUND = 2 * SHORT
_OFF_CENTRE = 5
_LEAST_CENTRED = 4
_MOST_HEADING_LINES = 3


@working
class Candidate:
    """A stretch of lines that is judged as one block."""

    first: int
    """Index of its first line."""
    last: int
    """Index of its last line, included; an underline is left out."""
    text: str
    """Its words with white space folded, a list marker included, cut off a little beyond what is short."""
    length: int
    """Code points of its words, all of them, one blank between lines."""
    width: int
    """Its length in columns, about: characters of scripts without word spaces count double."""
    indent: int
    """Columns of its least indented line."""
    filled: float
    """Share of its lines, the last left out, that are full by its own margin; 1.0 for a single line."""
    widest: int
    """Its greatest right edge in columns."""
    gap_before: int
    """Blank lines above it."""
    gap_after: int
    """Blank lines below it."""
    quoted: bool
    """Whether its lines begin with quote marks."""
    marker: ListMarker | None = None
    """The list marker that it begins with."""
    underline: str = ""
    """The line of marks below it that underlines it."""
    scene_break: bool = False
    """Whether it consists of marks alone, as between scenes."""
    spoken_by: int = 0
    """How many lines at its start are a speaker's name; they say nothing about the shape of the rest."""
    override: Override | None = None
    """The reader's correction that begins here."""

    @property
    def lines(self) -> int:
        """How many lines it has, an underline left out."""
        return self.last - self.first + 1


def is_centred(candidate: Candidate, layout: Layout) -> bool:
    """Whether a single line of wrapped text stands in the middle between the margins."""
    off = candidate.indent + candidate.widest - layout.indent - layout.width
    return (
        layout.width > 0
        and candidate.lines == 1
        and candidate.indent > layout.indent + _LEAST_CENTRED
        and abs(off) <= _OFF_CENTRE
    )


def underlines(lines: Lines, first: int, line: int) -> bool:
    """Whether ``line`` is a row of marks that underlines the heading of one to three lines from ``first`` on."""
    if not 1 <= line - first <= _MOST_HEADING_LINES or lines.quotes[line] != lines.quotes[line - 1]:
        return False
    return underline_of(lines.content(line - 1), lines.content(line))


def candidate_of(
    lines: Lines, layout: Layout, override: Override | None, first: int, last: int, *, spoken_by: int
) -> Candidate:
    """The candidate from one line to another, a row of marks that underlines it left out.

    ``spoken_by`` is the number of lines at its start that are a speaker's name.
    """
    underline = ""
    if last > first and underlines(lines, first, last):
        underline = lines.content(last)
        last -= 1
    start = lines.starts[first]
    head = lines.firsts[first]
    gap_after = lines.gap_after(last + bool(underline))
    if first == last:
        last = first  # the same object
        length, indent, filled = lines.lengths[first], lines.indents[first], 1.0
        widest = lines.edges[first] if indent else length
        text = folded(lines.text[start : start + length if length <= _BOUND else start + _BOUND])
    else:
        length = sum(lines.lengths[first : last + 1]) + last - first
        indent, widest = min(lines.indents[first : last + 1]), max(lines.edges[first : last + 1])
        filled = fill(lines, first + spoken_by, last, layout.width)
        end = lines.ends[last]
        if length == end - start and length <= _BOUND:
            # Nothing but newlines between the lines.
            text = folded(lines.text[start:end].replace("\n", " "))
        else:
            text = _beginning(lines, first, last)
    # A letter begins no list marker, and but for these few no row of marks.
    is_word = head.isalpha() and head not in MARK_LETTERS
    content = "" if is_word else lines.content(first)
    return Candidate(
        first,
        last,
        text,
        length,
        length if text.isascii() else length + int(length * share_of_unspaced(text)),
        indent,
        filled,
        widest,
        lines.gaps[first],
        gap_after,
        lines.quotes[first] > 0,
        None if is_word else list_marker(content, typed=not layout.wrapped),
        underline,
        not is_word and first == last and not underline and is_scene_break(content),
        spoken_by,
        override,
    )


def _beginning(lines: Lines, first: int, last: int) -> str:
    """The words of some lines with white space folded, cut off at a line's end a little beyond what is short."""
    pieces: list[str] = []
    length = 0
    for line in range(first, last + 1):
        if length >= _BOUND:
            break
        start = lines.starts[line]
        pieces.append(lines.text[start : min(lines.ends[line], start + _BOUND)])
        length += lines.lengths[line] + (line > first)
    return folded(" ".join(pieces))


def folded(text: str) -> str:
    """A text with white space folded to single spaces, and none at its ends."""
    # The only white space that is printable is a space, so most texts are seen to be folded at a glance.
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text
    return " ".join(text.split())
