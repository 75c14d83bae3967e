"""Literal text stays literal: where a backslash must stand so that no reader takes a character for markup.

The rules follow CommonMark 0.31.2, with pipe tables and footnotes on, and hold for pandoc's ``commonmark`` reader and
for markdown-it-py. They escape a little more than the specification needs, and never less: a stray backslash can be
taken away again, a swallowed asterisk cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ANYWHERE = re.compile(
    r"[\\`*_\[\]<|]"  # emphasis, code, links, notes, raw HTML, tables (sections 2.4, 6.1 to 6.6)
    r"|&(?=\#?[0-9A-Za-z]{1,48};)"  # character references (section 2.5)
    r"|~(?=~)|(?<=~)~"  # strike-through, in readers that have it on
)
"""Characters that need a backslash wherever they stand in a line."""

LINE_START = re.compile(
    r"(?:"
    r"\#{1,6}(?=[ \t]|$)"  # headings (section 4.2)
    r"|[-+](?=[ \t]|$)"  # bullets (section 5.2)
    r"|-(?=[- \t]*$)"  # thematic breaks and heading underlines (sections 4.1, 4.3)
    r"|=(?==*[ \t]*$)"  # heading underlines (section 4.3)
    r"|>"  # block quotes (section 5.1)
    r"|:(?=[-:])"  # delimiter rows of tables, whose bars are escaped already
    r"|-(?=[-:]+)"  # the same
    r")"
)
"""Markup that only counts at the start of a line; the backslash goes before it."""

ORDERED_START = re.compile(r"[0-9]{1,9}(?=[.)](?:[ \t]|$))")
"""A number that would begin an ordered list (section 5.2); the backslash goes after it."""

CLOSING_HASHES = re.compile(r"(?:(?<=[ \t])|^)#(?=#*$)")
"""A closing sequence of a heading (section 4.2); the backslash goes before it."""


def inside_positions(text: str) -> list[int]:
    """Offsets in ``text`` before which a backslash must stand wherever ``text`` stands in its line, ascending."""
    return [match.start() for match in ANYWHERE.finditer(text)]


def start_positions(line: str) -> set[int]:
    """Offsets in ``line`` before which a backslash must stand because of what begins the line; at most one."""
    if start := LINE_START.match(line):
        return {start.start()}
    if number := ORDERED_START.match(line):
        return {number.end()}
    return set()


def closing_positions(heading: str) -> set[int]:
    """Offsets in a heading's words before which a backslash must stand because of what ends them; at most one."""
    closing = CLOSING_HASHES.search(heading)
    return {closing.start()} if closing else set()


def escape_positions(line: str, *, heading: bool = False) -> list[int]:
    """Offsets in ``line`` before which a backslash must stand, ascending and without repetition.

    ``line`` is one line of a block's words: no line feed, no white space at either end.
    """
    found = start_positions(line).union(inside_positions(line))
    return sorted(found | closing_positions(line) if heading else found)


def with_backslashes(line: str, positions: Iterable[int]) -> str:
    """``line`` with a backslash before each of the ascending offsets ``positions``."""
    pieces: list[str] = []
    at = 0
    for position in positions:
        pieces += (line[at:position], "\\")
        at = position
    pieces.append(line[at:])
    return "".join(pieces)


def escape(line: str, *, heading: bool = False) -> str:
    """``line``, a whole line of a block's words, with every character that could be taken for markup escaped."""
    return with_backslashes(line, escape_positions(line, heading=heading))


def escape_inside(text: str) -> str:
    """``text``, a part of a line, with every character escaped that could be taken for markup wherever it stands."""
    return with_backslashes(text, inside_positions(text))


def fence_for(code: str) -> str:
    """A code fence longer than any run of backticks in ``code`` (section 4.5)."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    return "`" * max(3, longest + 1)
