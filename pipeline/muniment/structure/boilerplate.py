"""What was put around a text by those who passed it on: today the header and licence of Project Gutenberg.

It is kept, word for word, under a rule of its own (``boilerplate.gutenberg``); only it is not mistaken for the text's
own title and headings, and the editions set it apart. The header's ``Title:`` field tells which line of the text is
its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muniment.structure.candidates import Candidate

RULE = "boilerplate.gutenberg"
"""Rule of the blocks around a text of Project Gutenberg."""

_START = re.compile(r"(?:\*{3} ?)?START OF TH(?:E|IS) PROJECT GUTENBERG E|\*END\*? ?THE SMALL PRINT", re.IGNORECASE)
_END = re.compile(r"(?:\*{3} ?)?END OF TH(?:E|IS) PROJECT GUTENBERG E", re.IGNORECASE)
_FIRSTS = frozenset("*SsEe")
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


def text_between(blocks: Iterable[str]) -> tuple[int, int]:
    """Where a text's own blocks begin and end among ``blocks``, of which the first words are enough.

    What begins a text stands above it, ``*** START OF THE PROJECT GUTENBERG EBOOK … ***``; what ends it stands below.
    Without them all blocks are its own. Time is linear.
    """
    words = list(blocks)
    first, end = 0, len(words)
    for index, one in enumerate(words):
        if one[:1] not in _FIRSTS:
            continue
        if not first and _START.match(one) is not None:
            first = index + 1
        elif _END.match(one) is not None:
            end = index
            break
    while end > first and _is_farewell(words[end - 1]):
        end -= 1
    return first, end


def find_body(candidates: Sequence[Candidate]) -> Body:
    """Find the text between a Project Gutenberg header and licence; all of it where there are none."""
    first, end = text_between(candidate.text for candidate in candidates)
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
