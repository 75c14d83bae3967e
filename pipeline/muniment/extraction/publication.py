"""When the text was published, from a line near its beginning that is a date or announces one.

The strongest line is one that says *Published*. A line that is nothing but a date counts where it stands among the
title, the byline and the like, and where no other such line disagrees. Dates of changes (*Updated …*) never count, nor
do dates of events, dates in sentences, dates without a year, and *yesterday*.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise

from muniment.extraction.dates import LONGEST, Written, find_dates, is_only_time, whole_date
from muniment.extraction.found import Found
from muniment.extraction.labels import Role, dating_label, is_labelled, mentions_update, role_of
from muniment.extraction.names import has_name_form, is_agency, is_newspaper
from muniment.extraction.page import Line, Page
from muniment.model import BlockKind

_PUBLISHED = 0.97
_DATED = 0.93
_ALONE = 0.95
_BESIDE = 0.9
_AFTER_PLACE = 0.8
_DATELINE = 0.8
_AS_OF = 0.76
_BELOW_STANDFIRST = 0.8
_MOST_WORDS_AFTER = 6
_MOST_WORDS_OF_PLACE = 4
_DATELINE_REACH = 120

_CONFIDENCE = {Role.PUBLISHED: _PUBLISHED, Role.DATED: _DATED, Role.AS_OF: _AS_OF}

_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s[-–—/]\s")
_DASH = re.compile(r"^[^\w\n]{0,3}(?:\([^()]{1,40}\)|/[^/]{1,40}/)?\s?(?:[-–—:]{1,3}|/)\s?\S")
_SOURCE = re.compile(r"\s*(?:来源|來源|出典|출처|source|quelle|fonte|fuente|источник)\s?[:：].{1,40}$", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_LABEL = re.compile(r"^([^:：]{1,40}?)\s?[:：]")


def find_publication_dates(page: Page, *, language: str | None, beside: Collection[int] = ()) -> Iterator[Found[str]]:
    """The dates of publication that the head of a text gives, none where its lines disagree or announce an event.

    ``beside`` holds the numbers of lines that are bylines: a bare date next to one counts even after a standfirst.
    """
    if any(_announces_occasion(line.text) for line in page.head):
        return
    bare: list[Found[str]] = []
    skip = 0
    for at, line in enumerate(page.head):
        is_title = line.kind is BlockKind.TITLE and not is_labelled(line.text)
        if is_title or line.kind is BlockKind.LIST_ITEM or len(line.text) > LONGEST:
            continue
        labelled = dating_label(line.text)
        if labelled and labelled[1] == len(line.text):
            skip = at + 1 if labelled[0] is Role.UPDATED else skip
        elif labelled:
            yield from _after_label(line, *labelled, language=language)
        elif not (skip and skip == at) and not line.is_prose and _is_placed(page.head, at, beside):
            bare += _unlabelled(line, language=language, is_byline=line.number in beside)
        elif line in page.masthead and (skip == 0 or skip != at) and _is_day(line, language):
            bare += (
                replace(one, confidence=_BELOW_STANDFIRST)
                for one in _unlabelled(line, language=language, is_byline=False)
            )
    if len({one.value for one in bare}) == 1 and not _recurs(page, bare[0], language):
        yield bare[0]
    if not bare:
        yield from _datelines(page, language)


def _announces_occasion(text: str) -> bool:
    label = _LABEL.match(text)
    return label is not None and role_of(label[1]) is Role.OCCASION


def _is_placed(lines: tuple[Line, ...], at: int, beside: Collection[int]) -> bool:
    """Whether a line stands before the text's first long paragraph, or near a byline: next to it or the second below."""
    near = (lines[one] for one in range(max(at - 2, 0), min(at + 2, len(lines))))
    return lines[at].passed == 0 or any(one.number in beside and one.passed == lines[at].passed for one in near)


def _is_day(line: Line, language: str | None) -> bool:
    """Whether a line names one day; a month with its year may be a heading."""
    return any(len(one.value) == len("2011-05-03") for one in find_dates(line.text, language))


def _after_label(line: Line, role: Role, end: int, *, language: str | None) -> Iterator[Found[str]]:
    """The date that follows a label at once; after it stands little more than a time, a name or a section."""
    if role is Role.UPDATED:
        yield from _after_inner_label(line, language)
        return
    words = line.text[end:]
    dates = find_dates(words, language)
    if not dates or not is_only_time(words[: dates[0].start]):
        return
    rest = words[dates[0].end :]
    others = {one.value for one in dates[1:]} - {dates[0].value}
    if (others or len(rest.split()) > _MOST_WORDS_AFTER) and not mentions_update(rest):
        return
    yield _found(line, dates[0], _CONFIDENCE[role])


def _after_inner_label(line: Line, language: str | None) -> Iterator[Found[str]]:
    """The date of publication that stands in one line after that of a change (*Updated …, published …*)."""
    for earlier, later in pairwise(find_dates(line.text, language)):
        words = line.text[earlier.end : later.start].strip(" |·•–—,;:：()").split()
        ends = (" ".join(words[at:]) for at in range(len(words)))
        if any(
            (label := dating_label(end)) and label[0] is Role.PUBLISHED and is_only_time(end[label[1] :])
            for end in ends
        ):
            yield _found(line, later, _PUBLISHED)
            return


def _unlabelled(line: Line, *, language: str | None, is_byline: bool) -> Iterator[Found[str]]:
    """A line that is a date, with a place or a name before it or a section beside it; or the date at the end of a byline."""
    value = whole_date(line.text, language)
    if value is not None:
        yield Found(value=value, first_line=line.number, last_line=line.number, confidence=_ALONE)
        return
    dates = find_dates(line.text, language)
    if not dates or mentions_update(line.text[: dates[0].start]):
        return
    before, after = line.text[: dates[0].start], _SOURCE.sub("", line.text[dates[0].end :])
    if after and is_agency(after.rpartition(" ")[2]):
        after = after.rpartition(" ")[0]
    elif (name := after.rpartition(", ")[2]) and is_newspaper(name):
        after = after.rpartition(", ")[0]
    if len(dates) > 1 and not mentions_update(after):
        return
    if is_only_time(before) and role_of(after.strip(" ()（）.。")) is Role.PUBLISHED:
        yield _found(line, dates[0], _DATED)
        return
    is_changed = len(dates) > 1 and is_only_time(before) and len(after.split()) <= _MOST_WORDS_AFTER + 2
    is_section = _SEPARATOR.match(after) and len(after.split()) <= _MOST_WORDS_AFTER and not _YEAR.search(after)
    if not (
        is_only_time(after)
        or is_section
        or is_changed
        or (is_byline and (mentions_update(after) or is_only_time(before)))
    ):
        return
    if is_byline or is_only_time(before) or is_only_time(_last_part(before)):
        yield _found(line, dates[0], _BESIDE)
    elif (before.rstrip().endswith((",", "،")) and _is_place(before)) or has_name_form(before.strip(" ,;|·•–—-")):
        yield _found(line, dates[0], _AFTER_PLACE)


def _last_part(words: str) -> str:
    """What stands after the last separator (*News | *), or a word where there is none."""
    ends = [match.end() for match in _SEPARATOR.finditer(words)]
    return words[ends[-1] :] if ends and len(words.split()) <= 2 * _MOST_WORDS_AFTER else "none"


def _is_place(before: str) -> bool:
    words = before.strip(" ,،").replace(",", " ").split()
    if any(is_only_time(word) for word in words):
        return False
    return 0 < len(words) <= _MOST_WORDS_OF_PLACE and all(not word[0].islower() and word.isalpha() for word in words)


def _recurs(page: Page, first: Found[str], language: str | None) -> bool:
    """Whether prose follows another line that is a date, a different one: then dates head the entries of a diary."""
    return any(
        line.number > first.first_line
        and following.passed > 0
        and following.is_prose
        and whole_date(line.text, language) not in {None, first.value}
        for line, following in pairwise(page.opening)
    )


def _datelines(page: Page, language: str | None) -> Iterator[Found[str]]:
    """The date of *LONDON, 3 May 2011 (Reuters) –* at the beginning of the first long paragraph."""
    line = next((line for line in page.head if line.is_prose), None)
    if line is None:
        return
    opening = line.text[:_DATELINE_REACH]
    dates = find_dates(opening, language)
    if dates and _DASH.match(line.text[dates[0].end : dates[0].end + _DATELINE_REACH]):
        before = opening[: dates[0].start].rstrip()
        place, _, agency = before.rstrip(",( ").partition("(")
        is_set_off = before.endswith((",", "(", "،")) or place.isupper()
        if is_set_off and _is_place(place) and (not agency or has_name_form(agency.strip(" ),"))):
            yield _found(line, dates[0], _DATELINE)


def _found(line: Line, date: Written, confidence: float) -> Found[str]:
    return Found(value=date.value, first_line=line.number, last_line=line.number, confidence=confidence)
