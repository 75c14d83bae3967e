"""Who wrote the text, where a name stands alone between title and text: *Jane Doe*, *Jane Doe, 3 May 2011*.

Nothing announces such a name, so its place must: beside the date, or, if it begins with a common given name, right
below the title or its standfirst and above the text. The subject of an article is named again in it, a place too; the
author is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from muniment.extraction.dates import after_time, find_dates, is_only_time, is_recent, whole_date
from muniment.extraction.found import Found
from muniment.extraction.given_names import is_given_name, is_known_name
from muniment.extraction.labels import Role, dating_label, role_of
from muniment.extraction.names import are_persons, is_person
from muniment.extraction.page import Line, Page
from muniment.extraction.uncased_names import uncased_person
from muniment.extraction.words import words_of
from muniment.model import BlockKind

_WITH_DATE = 0.82
_BESIDE_DATE = 0.8
_BELOW_TITLE = 0.76
_STANDFIRST = 40
_LONGEST = 120
_MOST_OTHERS = 2
_MOST_WORDS_OF_PLACE = 3
_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[-–—/]\s+")
_HANDLE = re.compile(r"(?:@\w{2,30}|[^\s@]{1,64}@[^\s@]{1,80})$")
_FOLLOW = words_of("follow following folgen suivre seguir segui volgen obserwuj подписаться フォロー 关注")
"""What a page of many authors offers below the name of one."""
_COMMA = re.compile(r"\s*[,،]\s*")
_CREDIT = re.compile(
    r"^(?:tekst|text|texte|texto|teksti|testo|journalist|journaliste|reporter|words|story|author|autor|autorka|auteur|autore|автор|авторка) (?=[A-ZÀ-Þ])",
    re.IGNORECASE,
)
_ABOUT_SOMEBODY = words_of(
    "interview wywiad entretien entrevista intervista intervju obituary nachruf profile portrait porträt"
)
_LONG = 80
_LINES_OF_MASTHEAD = 3
_FROM_PLACE = re.compile(r"(?:De|Do|Da|Em|No|Na|Dal|Dalla|Desde|From|Aus) [A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+){0,2}$")


_Run = list[tuple[int, tuple[str, ...]]]
"""Lines of names that stand below each other: the index of each, and its names."""


def find_bare_names(page: Page, text: str) -> Iterator[Found[tuple[str, ...]]]:
    """The name that stands alone before the first long paragraph of a text with a title; at most one."""
    lines = [line for line in _masthead(page) if not (_FROM_PLACE.match(line.text) or _is_beside_name(line.text))]
    dated = frozenset(at for at, line in enumerate(lines) if find_dates(line.text))
    title = next((at for at, line in enumerate(lines) if line.kind is BlockKind.TITLE), None)
    if title is None:
        return
    followed = frozenset(at for at, line in enumerate(lines[:-1]) if lines[at + 1].text.casefold() in _FOLLOW)
    runs = [
        (run, confidence)
        for run in _runs(lines, title + 1)
        if (
            confidence := max(_confidence(at, dated, followed) for at, _ in run)
            or _below_title(page, lines, run, title)
        )
        and (_are_listed(run, lines, dated) or all(_is_only_credited(name, text) for _, names in run for name in names))
    ]
    if len({tuple(names for _, names in run) for run, _ in runs}) == 1:
        run, confidence = runs[0]
        yield Found(
            value=tuple(name for _, names in run for name in names),
            first_line=lines[run[0][0]].number,
            last_line=lines[run[-1][0]].number,
            confidence=confidence,
        )


def _runs(lines: Sequence[Line], first: int) -> list[_Run]:
    """The lines that are names, each with its index, from the index ``first`` on.

    Those that stand below each other are one run, if all their given names are known: any other may be a label.
    """
    runs: list[_Run] = []
    for at in range(first, len(lines)):
        if names := _names_in(lines[at]):
            is_below = bool(runs) and runs[-1][-1][0] == at - 1 and _are_known(names) and _are_known(runs[-1][-1][1])
            if is_below and not (find_dates(lines[at].text) or find_dates(lines[at - 1].text)):
                runs[-1].append((at, names))
            else:
                runs.append([(at, names)])
    return runs


def _are_listed(run: _Run, lines: Sequence[Line], dated: frozenset[int]) -> bool:
    """Whether a line of several names stands next to a date that a label calls that of publication."""
    at, names = run[0]
    return len(names) > 1 and any(
        one in dated and (label := dating_label(lines[one].text)) and label[0] is Role.PUBLISHED
        for one in (at - 1, at + 1)
    )


def _masthead(page: Page) -> list[Line]:
    """The lines before the first long paragraph, or the second where a name and a date part it from a standfirst."""
    lines = list(page.masthead)
    first = [line for line in page.head if line.passed == 1 and not line.is_prose][:_LINES_OF_MASTHEAD]
    is_parted = any(_names_in(one) and _is_dated(other.text) for one, other in pairwise(first))
    return [*lines, *(line for line in first if line not in lines)] if is_parted else lines


def _is_dated(text: str) -> bool:
    return whole_date(text) is not None or (dating_label(text) is not None and bool(find_dates(text)))


def _is_beside_name(text: str) -> bool:
    """Whether a line is an address of its author, or a day without a year: neither parts a name from the text."""
    return _HANDLE.match(text) is not None or is_recent(text)


def _names_in(line: Line) -> tuple[str, ...]:
    """The names that are all of a line but a date, a place or a section beside them; empty for another line."""
    if line.kind is BlockKind.LIST_ITEM or len(line.text) > _LONGEST:
        return ()
    dates = find_dates(line.text)
    words = line.text
    for date in reversed(dates):
        words = f"{words[: date.start]} | {words[date.end :]}"
    parts = [after_time(part) for part in _SEPARATOR.split(words) if not _is_of_date(part)]
    if len(parts) == 1 and (names := _names(_CREDIT.sub("", parts[0]).strip(" ,;|·•–—-"))):
        return names
    return _among_places([piece for part in parts for piece in (_COMMA.split(part) if dates else [part])])


def _is_of_date(part: str) -> bool:
    """Whether a part of a line belongs to its date: a time, a weekday, a label such as *Published on*."""
    label = dating_label(part.strip())
    rest = part[label[1] :] if label else part
    return is_only_time(rest) or is_recent(rest)


def _names(plain: str) -> tuple[str, ...]:
    """The names that a part of a line consists of."""
    label, colon, named = plain.replace("：", ":").partition(":")
    if colon and role_of(label) is Role.GENRE:
        plain = named.strip()
    if plain.isupper() and is_given_name(plain.partition(" ")[0]):
        return (plain,) if is_person(plain.title()) else ()
    plain = _HANDLE.sub("", plain).rstrip()
    if plain.isascii():
        return are_persons(plain) or _between_commas(plain)
    return are_persons(plain) or tuple(filter(None, (uncased_person(plain),)))


def _between_commas(plain: str) -> tuple[str, ...]:
    """Names with nothing but commas between them, if a given name tells one of them from a place."""
    names = tuple(_COMMA.split(plain))
    return names if len(names) > 1 and all(map(is_person, names)) and any(map(is_known_name, names)) else ()


def _among_places(parts: list[str]) -> tuple[str, ...]:
    """The names among parts of a line, the others of which are places or sections: only names that a given name tells."""
    plain = [part.strip(" ,;|·•–—-()") for part in parts]
    found = [(part, are_persons(part) or tuple(filter(None, (uncased_person(part),)))) for part in plain if part]
    if len(found) < 2:  # noqa: PLR2004 - a name and something beside it
        return ()
    names = tuple(name for _, ones in found if _are_known(ones) for name in ones)
    others = [part for part, ones in found if not _are_known(ones)]
    return names if len(others) <= _MOST_OTHERS and all(map(_could_be_place, others)) else ()


def _could_be_place(part: str) -> bool:
    words = part.split()
    is_about_somebody = part.casefold() in _ABOUT_SOMEBODY
    return (
        len(words) <= _MOST_WORDS_OF_PLACE
        and not any(word[0].islower() or word[0].isdecimal() for word in words)
        and not is_about_somebody
    )


def _are_known(names: tuple[str, ...]) -> bool:
    return bool(names) and all(map(is_known_name, names))


def _confidence(at: int, dated: frozenset[int], followed: frozenset[int]) -> float:
    """How sure the place of a name is; 0 where it says nothing."""
    if at in dated:
        return _WITH_DATE
    if at in followed:
        return _BESIDE_DATE
    return _BESIDE_DATE if not dated.isdisjoint((at - 1, at + 1)) else 0.0


def _below_title(page: Page, lines: list[Line], run: _Run, title: int) -> float:
    """How sure a name with no date is: it stands alone between the title, or its standfirst, and the text.

    Where other names stand alone further down, each heads the text about somebody.
    """
    at = run[0][0]
    line = lines[at]
    below = at == title + 1 or (at == title + 2 and len(lines[at - 1].text) >= _STANDFIRST)
    if not (below and len(run) == 1 and line.after_blank and at == len(lines) - 1 and _is_known(line)):
        return 0.0
    others = (
        one for one in page.opening if one.number > line.number and not one.is_prose and len(one.text) < _STANDFIRST
    )
    return 0.0 if any(map(_is_known, others)) else _BELOW_TITLE


def _is_known(line: Line) -> bool:
    return _are_known(_names_in(line))


def _is_only_credited(name: str, text: str) -> bool:
    """Whether no long line has the last name, except the last of the text, which may present the author."""
    last = name.rsplit(maxsplit=1)[-1]
    body = text.rstrip().rpartition("\n")[0]
    return last not in body or not any(last in line for line in body.split("\n") if len(line) > _LONG)
