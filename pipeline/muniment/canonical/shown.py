"""A line of a block as canonical Markdown shows it: runs of blanks folded, signs in place of the source's marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from muniment.canonical.escape import closing_positions, inside_positions, start_positions
from muniment.changes import Recorder
from muniment.model import Block, InlineMark, MarkKind, Span

_SIGNS = {
    MarkKind.NOTE_END: "",
    MarkKind.EMPHASIS: "*",
    MarkKind.STRONG: "**",
    MarkKind.CELL: " | ",
    MarkKind.CELL_LINE: " ",
    MarkKind.LINK: "[",
}
SPACE_RUN = re.compile(r"[ \t]{2,}|\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What stands for a mark."""

    start: int
    """Offset in the shown line."""
    text: str
    """The Markdown; empty where the mark only goes."""
    mark: InlineMark
    """The mark in the source."""

    @property
    def end(self) -> int:
        """Offset just past it."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One line, or several joined into one, not escaped yet."""

    span: Span
    """Where it stands in the clean text."""
    text: str
    """Its words with signs in place of marks."""
    signs: tuple[Sign, ...] = ()
    """The signs in it, in order."""

    def escapes(self, *, heading: bool = False, indented: bool = False) -> list[int]:
        """Offsets before which a backslash must stand, ascending.

        ``indented``: something is written before the line, so that nothing in it stands at a line's start.
        """
        found = set(inside_positions(self.text))
        # What begins or ends a line with a sign does not begin or end it with a word.
        if not indented and not (self.signs and self.signs[0].start == 0):
            found |= start_positions(self.text)
        if heading and not (self.signs and self.signs[-1].end == len(self.text)):
            found |= closing_positions(self.text)
        for sign in self.signs:
            found.difference_update(range(sign.start, sign.end))
            # An exclamation mark and a bracket would begin an image (CommonMark, section 6.4).
            if sign.text.startswith("[") and self.text.startswith("!", max(0, sign.start - 1)):
                found.add(sign.start - 1)
        return sorted(found)

    def copy(self, recorder: Recorder, text: str, escapes: Sequence[int]) -> None:
        """Write the line of the clean text: its words kept, each difference recorded, a backslash before each offset of ``escapes``."""
        at, shown = self.span.start, 0
        marks = iter(escapes)
        mark = next(marks, None)
        for sign in (*self.signs, None):
            stop = sign.mark.span.start if sign else self.span.end
            while at < stop:
                run = SPACE_RUN.search(text, at, stop)
                words = run.start() if run else stop
                while mark is not None and mark < shown + (words - at):
                    recorder.keep(at + mark - shown)
                    recorder.insert("\\", "escape")
                    mark = next(marks, None)
                recorder.keep(words)
                shown += words - at
                at = words
                if run:
                    recorder.replace(run.end(), " ", "space-run")
                    shown += 1
                    at = run.end()
            if sign:
                recorder.replace(sign.mark.span.end, sign.text, sign.mark.kind.value)
                shown += len(sign.text)
                at = sign.mark.span.end


def fold(text: str, block: Block) -> tuple[Shown, ...]:
    """The lines of a block."""
    starts = [line.start for line in block.lines]
    by_line: list[list[InlineMark]] = [[] for _ in block.lines]
    for mark in block.marks:
        by_line[bisect_right(starts, mark.span.start) - 1].append(mark)
    return tuple(_folded(text, line, marks) for line, marks in zip(block.lines, by_line, strict=True))


def _folded(text: str, line: Span, marks: Sequence[InlineMark]) -> Shown:
    shown = ""
    at = line.start
    signs: list[Sign] = []
    for mark in marks:
        shown += SPACE_RUN.sub(" ", text[at : mark.span.start])
        signs.append(Sign(start=len(shown), text=_sign(mark), mark=mark))
        shown += signs[-1].text
        at = mark.span.end
    return Shown(span=line, text=shown + SPACE_RUN.sub(" ", text[at : line.end]), signs=tuple(signs))


def _sign(mark: InlineMark) -> str:
    match mark.kind:
        case MarkKind.NOTE_REFERENCE:
            return f"[^{mark.label}]"
        case MarkKind.LINK_END:
            return f"](#{mark.label})"
        case kind:
            return _SIGNS[kind]


def joined_with(glues: Sequence[str], lines: Sequence[Shown]) -> Shown:
    """The lines as one, each after its glue."""
    pieces: list[str] = []
    signs: list[Sign] = []
    length = 0
    for glue, line in zip(glues, lines, strict=True):
        length += len(glue)
        signs += (Sign(start=length + sign.start, text=sign.text, mark=sign.mark) for sign in line.signs)
        pieces += (glue, line.text)
        length += len(line.text)
    return Shown(span=Span(start=lines[0].span.start, end=lines[-1].span.end), text="".join(pieces), signs=tuple(signs))
