"""Double-spaced text: typed with an empty line below every line, so that a blank line parts nothing."""

from __future__ import annotations

from dataclasses import replace

from muniment.structure.endings import End
from muniment.structure.lines import Lines

_FEWEST_LINES = 8
_TIGHT_SHARE = 0.02
_RUNNING_SHARE = 0.25
_LONGEST_LINE = 130
_USUAL = 0.9
_LONG = 0.7


def without_double_spacing(lines: Lines) -> Lines:
    """The lines of a double-spaced text with that spacing taken off; any others as they are. Time is linear.

    Lines of a double-spaced text are hardly ever on neighbouring rows, and many of the longer ones break off in
    mid-sentence and go on below an empty line, which blocks do not.
    """
    count = len(lines)
    if count < _FEWEST_LINES:
        return lines
    most = sorted(lines.lengths)[int(_USUAL * (count - 1))]
    if most > _LONGEST_LINE:
        return lines
    gaps = lines.gaps[1:]
    if gaps.count(0) > _TIGHT_SHARE * count or 3 * gaps.count(1) < count:
        return lines
    running = sum(
        gap == 1
        and length >= _LONG * most
        and not lines.firsts[line + 1].isupper()
        and lines.ending(line) in {End.OPEN, End.COMMA}
        for line, (gap, length) in enumerate(zip(gaps, lines.lengths, strict=False))
    )
    return lines if running < _RUNNING_SHARE * count else replace(lines, spacing=1)
