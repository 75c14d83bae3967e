"""Lines into candidates: the stretches that are judged as one. Nothing is judged here but where blocks may end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from muniment.model import Override
from muniment.structure.candidates import MARK_LETTERS, Candidate, candidate_of, underlines
from muniment.structure.drama import speakers
from muniment.structure.endings import End, ending
from muniment.structure.layout import MARKER_STARTS, Layout, Maker, least_reach
from muniment.structure.lines import Lines
from muniment.structure.marks import is_leader, is_scene_break, is_table_rule, list_marker
from muniment.structure.shapes import is_stepped, runs_on
from muniment.structure.stanzas import with_stanzas
from muniment.structure.tables import stretches

_MARKS = MARKER_STARTS | frozenset("=-~^")
_HANGING = 2
_EARLY_END = 0.72


def group(lines: Lines, layout: Layout, overrides: Mapping[int, Override]) -> list[Candidate]:
    """Cut the lines into candidates, in order. ``overrides`` maps a line's index to the correction that begins there.

    Time is linear in the text's length.
    """
    ranges: list[tuple[int, int]] = []
    for first, last, is_table in _with_tables(lines, overrides):
        if is_table or (first == last and first not in overrides):
            ranges.append((first, last))
            continue
        starts = [first, *_starts_within(lines, layout, overrides, first, last)]
        for begin, following in zip(starts, [*starts[1:], last + 1], strict=True):
            override = overrides.get(begin)
            if override is not None and override.joined and ranges:
                ranges[-1] = (ranges[-1][0], following - 1)
            else:
                ranges.append((begin, following - 1))
    return _joined_to_speakers(lines, layout, overrides, with_stanzas(lines, layout, overrides, ranges))


def _with_tables(lines: Lines, overrides: Mapping[int, Override]) -> Iterator[tuple[int, int, bool]]:
    """First and last line of each stanza, or of the parts around a table in it, and whether it is one for certain.

    Where the reader's correction begins inside a table, it is cut like any other lines.
    """
    tables = iter([one for one in stretches(lines) if overrides.keys().isdisjoint(range(one[0] + 1, one[1] + 1))])
    table = next(tables, None)
    for first, last in lines.stanzas():
        while table is not None and table[0] <= last:
            if table[0] > first:
                yield first, table[0] - 1, False
            yield *table, True
            first = table[1] + 1  # noqa: PLW2901 - what is left of the stanza
            table = next(tables, None)
        if first <= last:
            yield first, last, False


def _joined_to_speakers(
    lines: Lines, layout: Layout, overrides: Mapping[int, Override], ranges: list[tuple[int, int]]
) -> list[Candidate]:
    """One candidate a range, but one for a speaker's name and the speech below it, where the reader said nothing."""
    named = speakers(lines, ranges)
    candidates: list[Candidate] = []
    above = -1
    for at, (first, last) in enumerate(ranges):
        if named and at in named and not {first, ranges[at + 1][0]} & overrides.keys():
            above = first
            continue
        begin = first if above < 0 else above
        candidates.append(candidate_of(lines, layout, overrides.get(begin), begin, last, spoken_by=int(above >= 0)))
        above = -1
    return candidates


def _starts_within(lines: Lines, layout: Layout, overrides: Mapping[int, Override], first: int, last: int) -> list[int]:
    """Lines of a stanza after its first that begin a new candidate."""
    if first == last:
        return []
    separate = not runs_on(lines, layout, first, last)
    stepped = separate or not (layout.wrapped or lines.spacing) or is_stepped(lines, layout, first, last)
    # Where only blank lines part paragraphs, a capital begins none.
    capitals = stepped or (layout.spaced and not layout.paragraph_indent and not lines.spacing)
    starts: list[int] = []
    begin = first
    following = range(first + 1, last + 1)
    firsts = lines.firsts
    # Lines of a block each, of which none is marked: nothing could hold them together.
    plain = separate and not (layout.wrapped or lines.goes_on)
    for line in following if separate else _not_going_on(lines, following, overrides, capitals=capitals):
        is_plain = plain and begin == line - 1 and firsts[begin] not in _MARKS and firsts[line] not in _MARKS
        if not is_plain and line not in overrides:
            if line in lines.goes_on:
                continue
            if underlines(lines, begin, line):
                continue
            if not (
                underlines(lines, begin, line - 1)
                or _begins(lines, layout, begin, line, last, separate=separate, stepped=stepped)
            ):
                continue
        starts.append(line)
        begin = line
    return starts


def _not_going_on(
    lines: Lines, following: range, overrides: Mapping[int, Override], *, capitals: bool
) -> Iterator[int]:
    """The lines, each of which stands below another, that need a closer look, and those that the reader corrected.

    Not those that begin with a small letter right below words at the same indentation, as most lines of prose do; or,
    where ``capitals`` begin nothing either, with any letter.
    """
    indents, quotes = lines.indents, lines.quotes
    if not overrides and capitals and _all_go_on(lines, following.start - 1, following.stop):
        return
    firsts = lines.firsts
    above = firsts[following.start - 1]
    for line in following:
        first = firsts[line]
        goes_on = (
            (first.islower() or (capitals and first.isupper() and above not in MARK_LETTERS))
            and first not in MARK_LETTERS
            and above.isalpha()
            and indents[line] == indents[line - 1]
            and quotes[line] == quotes[line - 1]
        )
        if not goes_on or line in overrides:
            yield line
        above = first


def _all_go_on(lines: Lines, first: int, beyond: int) -> bool:
    """A glance at the lines of a stanza: whether all begin with an ASCII letter at the same indentation."""
    beginnings = lines.firsts[first:beyond]
    if not (beginnings.isalpha() and beginnings.isascii() and MARK_LETTERS.isdisjoint(beginnings)):
        return False
    indents, quotes = lines.indents[first:beyond], lines.quotes[first:beyond]
    return indents.count(indents[0]) == len(indents) and quotes.count(quotes[0]) == len(quotes)


def _begins(lines: Lines, layout: Layout, first: int, line: int, last: int, *, separate: bool, stepped: bool) -> bool:
    """Whether a block begins at ``line``, which stands directly below another line."""
    above, here = lines.content(line - 1), lines.content(line)
    if lines.quotes[line] != lines.quotes[line - 1]:
        return True
    if is_leader(here) and is_leader(above) and layout.wrapped:
        return False
    opening = list_marker(lines.head(first))
    hangs = lines.indents[line] >= lines.indents[first] + _HANGING and not _is_first_line(lines, layout, line, last)
    if opening and hangs and not list_marker(here):
        return False
    if separate or _is_break(lines, line) or _is_break(lines, line - 1):
        return True
    if list_marker(here) and (opening or ending(above) in {End.COLON, End.STOP}):
        return True
    return not stepped and _paragraph_begins(lines, layout, line, last)


def _is_first_line(lines: Lines, layout: Layout, line: int, last: int) -> bool:
    """Whether a line stands in as first lines of paragraphs do in this text, and the line below does not."""
    deeper = lines.indents[line] - layout.indent
    if not 0 < layout.paragraph_indent == deeper or line == last or lines.indents[line + 1] != layout.indent:
        return False
    return list_marker(lines.head(line + 1)) is None


def _is_break(lines: Lines, line: int) -> bool:
    """Whether a line parts scenes; a row of marks in groups next to the cells of a table is the table's rule."""
    content = lines.content(line)
    if not is_scene_break(content):
        return False
    beside = {other for other in (line - 1, line + 1) if 0 <= other < len(lines) and not lines.gaps[max(line, other)]}
    return not is_table_rule(content) or not beside & lines.columned


def _paragraph_begins(lines: Lines, layout: Layout, line: int, last: int) -> bool:
    """Whether a wrapped paragraph begins here: by indentation, or because the line above ended early."""
    if lines.spacing and lines.reaches[line - 1] < least_reach(layout.width):
        return True
    deeper = lines.indents[line] - layout.indent
    ended = ending(lines.content(line - 1)) in {End.STOP, End.QUESTION, End.EXCLAMATION, End.COLON, End.ELLIPSIS}
    if layout.paragraph_indent and deeper == layout.paragraph_indent and lines.indents[line - 1] <= lines.indents[line]:
        follows = line == last or lines.indents[line + 1] in {layout.indent, lines.indents[line]}
        return follows and (ended or lines.indents[line - 1] != lines.indents[line])
    if layout.maker is Maker.WRAPPED_INDENTED:
        # What stands in further than first lines do is a quotation, a poem or a centred line.
        edge = layout.indent + layout.paragraph_indent
        return (lines.indents[line] > edge) is not (lines.indents[line - 1] > edge)
    if lines.indents[line] != lines.indents[line - 1]:
        return False
    return ended and not layout.spaced and lines.edges[line - 1] < _EARLY_END * layout.width
