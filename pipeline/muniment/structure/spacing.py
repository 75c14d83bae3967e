"""Double-spaced text: typed with an empty line below every line, so that a blank line parts nothing."""

from __future__ import annotations

from dataclasses import replace

from muniment.structure.features import End, ending
from muniment.structure.lines import Lines

_FEWEST_LINES = 8
_TIGHT_SHARE = 0.02
_RUNNING_SHARE = 0.4
_LONGEST_LINE = 130


def without_double_spacing(lines: Lines) -> Lines:
    """The lines of a double-spaced text with that spacing taken off; any others as they are. Time is linear.

    Lines of a double-spaced text are hardly ever on neighbouring rows, and many of them break off in mid-sentence and
    go on below an empty line with a small letter, which blocks do not.
    """
    count = len(lines)
    if count < _FEWEST_LINES:
        return lines
    tight = single = running = 0
    for line in range(count - 1):
        gap = lines.gap_after(line)
        tight += gap == 0
        if gap == 1 and lines.length(line) <= _LONGEST_LINE:
            single += 1
            below = lines.text[lines.starts[line + 1]]
            running += below.islower() and ending(lines.tail(line)) in {End.OPEN, End.COMMA}
    if tight > _TIGHT_SHARE * count or running < _RUNNING_SHARE * count or 2 * single < count:
        return lines
    return replace(lines, spacing=1)
