"""The walk from clean text to canonical Markdown, on which what belongs to pages is taken out wherever it stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from muniment.changes import Recorder
from muniment.model import Furniture, Stage


class TextRecorder(Recorder):
    """A recorder of stage ``canonical`` that takes page numbers and running heads out, each as a change of its own."""

    def __init__(self, *, text: str, furniture: Sequence[Furniture]) -> None:
        """``furniture`` is in source order and lies outside everything that is kept."""
        super().__init__(text=text, stage=Stage.CANONICAL)
        self._furniture = furniture
        self._next = 0

    def replace(self, end: int, after: str, rule: str) -> None:
        """Replace the input up to ``end`` by ``after``, which stands before whatever is taken out on the way."""
        while self._next < len(self._furniture) and self._furniture[self._next].span.start < end:
            one = self._furniture[self._next]
            self._next += 1
            super().replace(one.span.start, after, rule)
            super().replace(one.span.end, "", one.kind.value)
            after = ""
        super().replace(end, after, rule)

    def takes_out(self, start: int, end: int) -> bool:
        """Whether something is taken out of a stretch of the input, a line for instance."""
        at = bisect_left(self._furniture, start, key=lambda one: one.span.start)
        return at < len(self._furniture) and self._furniture[at].span.start < end
