"""Lines that say on which page of a scanned book they stood, by their form alone: ``12``, ``- 12 -``, ``Page 12``.

Whether such a line is one is not said here: a chapter's number and a year look the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from muniment.structure.lines import Lines

LONGEST = 90
"""Code points up to which a line can be one that a page has at its top or foot."""

_SIDE = r"[\-–—~*•·|\[\](){}<>.:_=\s]{0,6}"
_WORDS = (
    r"page|pg|p|seite|s|pagina|página|pág|pag|страница|стр|с|σελίδα|σελ|sida|sid|side|sivu|strona|str|strana|oldal"
    r"|sayfa|halaman|trang|صفحة|صفحه|ص|पृष्ठ|第"
)
_TOTAL = r"(?:\s*(?:/|of|von|de|di|van|av|af|z|ze|из|sur)\s*\d{1,4})?"
_ALONE = re.compile(rf"{_SIDE}(\d{{1,4}}){_SIDE}")
_ROMAN = re.compile(rf"{_SIDE}([ivxl]{{1,8}}){_SIDE}")
_WORD = re.compile(rf"{_SIDE}(?:{_WORDS})\.?\s*(\d{{1,4}}){_TOTAL}\s*(?:頁|页|ページ)?{_SIDE}", re.IGNORECASE)
_OF = re.compile(rf"{_SIDE}(\d{{1,4}})\s*(?:/|of|von|de|di|van|из|sur)\s*\d{{1,4}}{_SIDE}", re.IGNORECASE)
_BEFORE = re.compile(r"[\[(]?(\d{1,4})[\])]?\s+(?=[^\W\d])")
_AFTER = re.compile(rf"(?<=\S)(?:\s+|\s*[\[(])(?:(?:{_WORDS})\.?\s*)?(\d{{1,4}})[\])]?$", re.IGNORECASE)
_NUMBER_FIRST = re.compile(r"\d")
_NUMBER_LAST = re.compile(r"[\d\])]")
_SHORT_LAST = re.compile(r"[-–—~*•·|\])}>.:_=ivxl頁页ジ]")
_SHORT = 30
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


class Form(Enum):
    """How a line says a number."""

    ALONE = auto()
    """The number, perhaps between dashes or brackets."""
    WORD = auto()
    """With a word for a page, or the number of all pages."""
    ROMAN = auto()
    """In small Roman figures, alone."""
    HEAD = auto()
    """Beside other words, as in a running head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A line that a page number could stand in."""

    line: int
    """Its index."""
    value: int
    """The number."""
    form: Form
    """How it is said."""
    words: str
    """The letters beside it, in small letters; empty where it stands alone."""


def numbered_lines(lines: Lines) -> Iterator[Numbered]:
    """Every line that a page number could stand in. Time is linear; almost every line is passed over at a glance."""
    short = {found.start() for found in _SHORT_LAST.finditer(lines.lasts)}
    likely = {found.start() for found in _NUMBER_LAST.finditer(lines.lasts)}
    likely |= {found.start() for found in _NUMBER_FIRST.finditer(lines.firsts)}
    lengths = lines.lengths
    likely |= {line for line in short if lengths[line] <= _SHORT}
    for line in sorted(likely):
        if lengths[line] <= LONGEST and not lines.quotes[line]:
            found = _numbered(line, lines.content(line), short=lengths[line] <= _SHORT)
            if found is not None:
                yield found


def _numbered(line: int, content: str, *, short: bool) -> Numbered | None:
    if short and (found := _by_itself(content)) is not None:
        value, form = found
        return Numbered(line=line, value=value, form=form, words="")
    beside = _BEFORE.match(content) or _AFTER.search(content)
    if beside is None:
        return None
    words = letters_of(content[: beside.start()] + content[beside.end() :])
    return Numbered(line=line, value=int(beside[1]), form=Form.HEAD, words=words) if words else None


def _by_itself(content: str) -> tuple[int, Form] | None:
    if found := _ALONE.fullmatch(content):
        return int(found[1]), Form.ALONE
    if found := _WORD.fullmatch(content) or _OF.fullmatch(content):
        return int(found[1]), Form.WORD
    if found := _ROMAN.fullmatch(content):
        return _roman(found[1]), Form.ROMAN
    return None


def _roman(figures: str) -> int:
    values = [_VALUES[figure] for figure in figures]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def letters_of(content: str) -> str:
    """The letters of a line, in small letters: what a running head keeps from page to page."""
    return "".join(filter(str.isalpha, content)).casefold()
