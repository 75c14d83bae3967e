"""Who wrote the text, where a name stands alone between title and text: *Jane Doe*, *Jane Doe, 3 May 2011*.

Nothing announces such a name, so its place must: beside the date. A name right below the title with no date beside it
may as well be the subject of the article, and says nothing. The subject of an article is named again in it, a place too; the author is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from muniment.extraction.dates import find_dates, is_only_time
from muniment.extraction.found import Found
from muniment.extraction.names import is_person
from muniment.extraction.page import Line, Page
from muniment.model import BlockKind

_WITH_DATE = 0.82
_BESIDE_DATE = 0.8
_LONG = 80


def find_bare_names(page: Page, text: str) -> Iterator[Found[tuple[str, ...]]]:
    """The name that stands alone before the first long paragraph of a text with a title; at most one."""
    lines = [line for line in page.head if line.passed == 0 and not line.is_prose]
    dated = frozenset(at for at, line in enumerate(lines) if find_dates(line.text))
    title = next((at for at, line in enumerate(lines) if line.kind is BlockKind.TITLE), None)
    if title is None:
        return
    found = [
        (at, name, confidence)
        for at in range(title + 1, len(lines))
        if (name := _name_in(lines[at])) and (confidence := _confidence(at, dated)) and _is_only_credited(name, text)
    ]
    if len({name for _, name, _ in found}) == 1:
        at, name, confidence = found[0]
        number = lines[at].number
        yield Found(value=(name,), first_line=number, last_line=number, confidence=confidence)


def _name_in(line: Line) -> str:
    """The name that is all of a line but a date after it; empty for another line."""
    if line.kind is BlockKind.LIST_ITEM:
        return ""
    dates = find_dates(line.text)
    words = line.text[: dates[0].start] if dates else line.text
    if dates and not is_only_time(line.text[dates[0].end :]):
        return ""
    name = words.strip(" ,;|·•–—-")
    return name if is_person(name) else ""


def _confidence(at: int, dated: frozenset[int]) -> float:
    """How sure the place of a name is; 0 where it says nothing."""
    if at in dated:
        return _WITH_DATE
    return _BESIDE_DATE if not dated.isdisjoint((at - 1, at + 1)) else 0.0


def _is_only_credited(name: str, text: str) -> bool:
    """Whether no long line has the last name, except the last of the text, which may present the author."""
    last = name.rsplit(maxsplit=1)[-1]
    body = text.rstrip().rpartition("\n")[0]
    return last not in body or not any(last in line for line in body.split("\n") if len(line) > _LONG)
