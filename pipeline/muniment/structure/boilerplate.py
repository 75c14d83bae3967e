"""What was put around a text by those who passed it on: today the header and licence of Project Gutenberg.

It is kept, as plain paragraphs; only it is not mistaken for the text's own title and headings. The header's
``Title:`` field tells which line of the text is its title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muniment.structure.grouping import Candidate

_START = ("*** START OF TH", "***START OF TH")
_END = ("*** END OF TH", "***END OF TH")
_NAME = "PROJECT GUTENBERG"
_TITLE_FIELD = "Title:"
_FAREWELL = 40
_SEARCHED = 60
_LEAST_TITLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Where a text's own words stand among the candidates."""

    first: int
    """Index of the first candidate of the text itself."""
    end: int
    """Index just past the last."""
    title: int | None
    """Index of the candidate that the header names as the title; ``None`` where no header names one."""

    @property
    def has_header(self) -> bool:
        """Whether something was put before the text."""
        return self.first > 0


def find_body(candidates: Sequence[Candidate]) -> Body:
    """Find the text between a Project Gutenberg header and licence; all of it where there are none."""
    first, end = 0, len(candidates)
    for index, candidate in enumerate(candidates):
        if candidate.text.startswith(_START) and _NAME in candidate.text and not first:
            first = index + 1
        elif candidate.text.startswith(_END) and _NAME in candidate.text:
            end = index
            break
    while end > first and _is_farewell(candidates[end - 1].text):
        end -= 1
    return Body(first=first, end=end, title=_named_title(candidates, first, end) if first else None)


def _is_farewell(text: str) -> bool:
    return text.startswith("End of ") and _NAME in text[:_FAREWELL].upper()


def _named_title(candidates: Sequence[Candidate], first: int, end: int) -> int | None:
    """The first block near the start of the text that has the words of the header's title, or their beginning."""
    field = next((one.text for one in candidates[:first] if one.text.startswith(_TITLE_FIELD)), "")
    named = _letters(field.removeprefix(_TITLE_FIELD))
    for index in range(first, min(end, first + _SEARCHED)):
        words = _letters(candidates[index].text)
        if len(words) >= _LEAST_TITLE and (named.startswith(words) or words.startswith(named)) and named:
            return index if len(words) * 3 >= len(named) else None
    return None


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
