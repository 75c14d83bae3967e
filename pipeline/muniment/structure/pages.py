"""Page numbers and running heads of a scanned book: lines that came between two halves of a sentence.

They are kept, as paragraphs of low confidence that a reader is asked to look at; only they are no headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.structure.candidates import Candidate
from muniment.structure.endings import End
from muniment.structure.numbering import Numbering
from muniment.structure.proposals import Outline

_NUMBER = re.compile(r"^\W{0,3}(\d{1,4})\b|\b(\d{1,4})\W{0,3}$")
_LONGEST = 90
_FEWEST = 3
_FEWEST_INTERRUPTIONS = 2
_INTERRUPTING_SHARE = 0.3
_LONGEST_STEP = 4


def page_lines(outline: Outline) -> frozenset[int]:
    """Indices of single lines with a page number that counts on from line to line, where some interrupt a sentence.

    Numbered headings count too, but they never stand in the middle of a sentence. Time is linear.
    """
    runs: list[list[int]] = [[]]
    last = 0
    for index, candidate in enumerate(outline.candidates):
        number = _page_number(index, candidate, outline)
        if not number:
            continue
        if not 0 < number - last <= _LONGEST_STEP:
            runs.append([])
        runs[-1].append(index)
        last = number
    return frozenset(index for run in runs if _is_run_of_pages(run, outline.candidates, outline) for index in run)


def _is_run_of_pages(run: Sequence[int], candidates: Sequence[Candidate], outline: Outline) -> bool:
    interrupting = sum(_interrupts(index, candidates, outline) for index in run)
    return len(run) >= _FEWEST and interrupting >= max(_FEWEST_INTERRUPTIONS, _INTERRUPTING_SHARE * len(run))


def _page_number(index: int, candidate: Candidate, outline: Outline) -> int:
    """The number that a single short line begins or ends with; 0 where there is none."""
    features = outline.features[index]
    if features is None or candidate.last > candidate.first or candidate.length > _LONGEST or candidate.underline:
        return 0
    text = candidate.text
    if text[0].isalpha() and (text[-1].isalpha() or text[-2:-1].isalpha()):
        return 0  # most end with a word, or a word and a stop
    if features.number.style is Numbering.PART:
        return 0
    found = _NUMBER.search(text)
    return int(found[1] or found[2]) if found else 0


def _interrupts(index: int, candidates: Sequence[Candidate], outline: Outline) -> bool:
    """Whether the text above breaks off in mid-sentence and goes on below with a small letter."""
    if not 0 < index < len(candidates) - 1:
        return False
    lines = outline.lines
    above = lines.ending(candidates[index - 1].last)
    return above in {End.OPEN, End.COMMA, End.DASH} and lines.firsts[candidates[index + 1].first].islower()
