"""A paragraph of plain text measured once: where it may be broken, and how wide it is up to there.

Pango gives widths in whole units of 1/1024 px, which binary fractions hold exactly. So it makes no difference in which
order they are added up, and a line's width is the difference of two sums.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import add

from muniment.tools.layout_breaks import Paragraph, paragraph, parts
from muniment.tools.layout_words import LineStyle, Word, Words, tokens

_MOST_PARAGRAPHS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredLine:
    """One line's share of a paragraph."""

    text: str
    """What is drawn, with a hyphen where a word is broken."""
    words: Sequence[Word]
    """Its words and the spaces between them."""
    width: float
    """In CSS pixels."""
    resume: int | None
    """Where the next line begins, in characters from the beginning of the text; ``None`` after the last."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measures:
    """A paragraph all of whose words are plain, in one style."""

    text: str
    """The whole text."""
    paragraph: Paragraph
    """Where it may be broken."""
    shaper: Words
    """Words in its style."""
    words: Sequence[Word]
    """Its words and the spaces between them."""
    bounds: Sequence[int]
    """Where each of these words begins, in characters; the last is the end of the text."""
    sums: Sequence[float]
    """How wide the text is up to each of these bounds, in CSS pixels."""
    before: Sequence[float]
    """The same up to each start of the paragraph, shaped stretch by stretch."""
    ends: Sequence[float]
    """The same up to the end of each stretch, without the spaces after it."""

    def first_line(self, first: int, room: float, style: LineStyle) -> MeasuredLine | None:
        """As much of the text from the character ``first`` on as fits; ``tools.layout_breaks`` says when it is ``None``."""
        starts = self.paragraph.starts
        index = bisect_right(starts, first)
        moved = -self.before[index - 1]
        if starts[index - 1] != first:  # within a stretch, after a hyphen
            stretch = self.text[first : starts[index]]
            bare = stretch.rstrip(" ")
            own, space = self.shaper.width(bare), self.shaper.width(" ")
            if own is None or space is None:
                return None
            if own > room:
                return self._ended(first, first, stretch, room=room, width=0.0, style=style)
            moved = own + space * (len(stretch) - len(bare)) - self.before[index]
        else:
            index -= 1
        ends = self.ends
        at = bisect_right(ends, room - moved, index)
        while at > index and ends[at - 1] + moved > room:  # what was lost in the subtraction
            at -= 1
        while at < len(ends) and ends[at] + moved <= room:
            at += 1
        if at == len(ends):
            return self._line(first, len(self.text), resume=None)
        start = starts[at]
        stretch = self.text[start : starts[at + 1]]
        return self._ended(first, start, stretch, room=room, width=self.before[at] + moved, style=style)

    def _ended(
        self, first: int, at: int, stretch: str, *, room: float, width: float, style: LineStyle
    ) -> MeasuredLine | None:
        """The line that ends before ``stretch`` or, where a word in it can be hyphenated, in it."""
        end = first + len(self.text[first:at].rstrip(" "))
        if style.hyphenation:
            zone = style.zone[0] + style.zone[1] * room
            found = self._span(first, end)
            unspaced = 0.0 if found is None else found[1]
            for part in parts(stretch, style.hyphenation, style.limits) if room - unspaced > zone else ():
                own = self.shaper.width(part + style.hyphen)
                if own is not None and width + own <= room:
                    resume = at + len(part)
                    return self._line(first, resume, resume=resume, hyphen=style.hyphen)
        return None if at == first else self._line(first, end, resume=at)

    def _line(self, first: int, end: int, *, resume: int | None, hyphen: str = "") -> MeasuredLine | None:
        found = self._span(first, end, hyphen)
        if not found or not found[0]:
            return None
        return MeasuredLine(text=self.text[first:end] + hyphen, words=found[0], width=found[1], resume=resume)

    def _span(self, first: int, end: int, hyphen: str = "") -> tuple[Sequence[Word], float] | None:
        """The words from one character to another, and their width; ``None`` where one of those cut is not plain."""
        if first >= end:
            return (), 0.0
        bounds = self.bounds
        left = bisect_right(bounds, first) - 1
        right = bisect_left(bounds, end)
        if bounds[left] == first and bounds[right] == end and not hyphen:
            return self.words[left:right], self.sums[right] - self.sums[left]
        if right - left == 1:
            word = self.shaper.word(self.text[first:end] + hyphen)
            return None if word is None else ((word,), word.width)
        head = self.words[left] if bounds[left] == first else self.shaper.word(self.text[first : bounds[left + 1]])
        tail = self.words[right - 1]
        if hyphen or bounds[right] != end:
            last = self.shaper.word(self.text[bounds[right - 1] : end] + hyphen)
            if last is None:
                return None
            tail = last
        if head is None:
            return None
        width = head.width + (self.sums[right - 1] - self.sums[left + 1]) + tail.width
        return (head, *self.words[left + 1 : right - 1], tail), width


@lru_cache(maxsize=_MOST_PARAGRAPHS)
def measures(text: str, language: str | None, words: Words) -> Measures | None:
    """A text's measures; ``None`` where it is not plain, or one of its words is not."""
    broken = paragraph(text, language)
    pieces = tokens(text)
    found = None if broken is None else words.each(pieces)
    space = words.width(" ")
    if broken is None or found is None or space is None:
        return None
    stretches = [text[start:end] for start, end in pairwise(broken.starts)]
    bare = [stretch.rstrip(" ") for stretch in stretches]
    own = words.widths(bare)
    if own is None:
        return None
    spaces = [space * (len(stretch) - len(word)) for stretch, word in zip(stretches, bare, strict=True)]
    before = [0.0, *accumulate(map(add, own, spaces))]
    return Measures(
        text=text,
        paragraph=broken,
        shaper=words,
        words=found,
        bounds=(0, *accumulate(map(len, pieces))),
        sums=(0.0, *accumulate([word.width for word in found])),
        before=before,
        ends=list(map(add, before, own)),
    )
