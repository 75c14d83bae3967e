"""Who wrote the text, from a line near its beginning that says so: *By A. Writer*, *Von …*, *Автор: …*, *作者：…*.

A byline is a whole line. After its names may stand a calling, a place, a newspaper or a date. Words that only look like
a byline (*By Popular Demand*, *By train to Istanbul*) have not the form of names; words after the names that are no
known tail make a sentence of the line, and then it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from muniment.extraction.announcements import before_statement, end_of_opening, end_of_statement, own_preposition
from muniment.extraction.calendars import language_of
from muniment.extraction.called_names import is_standing, read_called
from muniment.extraction.dates import after_time, find_dates, is_only_time
from muniment.extraction.east_asian_bylines import read_east_asian, read_in_prose
from muniment.extraction.found import Found
from muniment.extraction.labels import Role, dating_label, is_labelled, role_of
from muniment.extraction.names import (
    is_agency,
    is_person,
    read_names,
    with_small_and,
    without_agencies,
    without_calling,
    without_places,
)
from muniment.extraction.page import Line
from muniment.extraction.words import words_of
from muniment.model import BlockKind

LABELLED = 0.97
"""Confidence in names after a label (*Author:*)."""
_PLAIN = 0.95
_FAR = 0.85
_INCOMPLETE = 0.76
_ROLE = 0.85
_LONGEST = 140
_NEAR = 3
_LONGEST_TAIL = 6

_BESIDE_AUTHORS = frozenset({Role.ADDRESS, Role.PUBLISHED, Role.DATED, Role.PUBLISHER})
_CREDITS = words_of(
    "foto fotos photo photos bild bilder beeld foton kuva kuvat fotografia fotografie zdjęcia fot fotó fotoğraf фото снимки φωτογραφίες"
    " ảnh gambar picha 图 图片 摄影 編集 编辑 写真 撮影 사진 تصوير صور عکس צילום"
)
"""Labels of what others than the author did."""
_OTHER_CREDIT = re.compile(
    r"\.\s+(?=(?:Photo|Illustrat|Video|Image|Picture|Graphic|Additional|Edit|Translat|Produc|Foto|Bild|Фото))"
)
_OPENING_ALONE = re.compile(r"^(?:by|von|par|por|di|door|av|af|written by)\s*:?$", re.IGNORECASE)
_LABEL = re.compile(r"^([^:：՝፦]{1,40}?)(?:\s?[:：՝፦]\s?| [–—] )(\S.*)$")
_INNER_LABEL = re.compile(r"[\s,;|/]([^\s:：,;|/]{2,20})\s?[:：]\s?(?=\S)")
_NEXT_LABEL = re.compile(r"[,;/|·–—-]?\s[^\s:：]{2,20}\s?[:：]")
_WITH_AGENCY = re.compile(r"[ ,(]+(?:avec|mit|con|com|with|med|met|ile|z|s|с|із|з) ([^\s)]+)\)?$")
_TAIL = re.compile(
    r"\s*(?:\s[-–—/|·•]+\s?|[–—|·•(@<\[]|https?:|\S+@\S|\d|\s(?:for|in|of|at|on|from|via|special to|updated|published|posted|"
    r"für|aus|pour|à|para|en|per|voor|för|для|в|из|pada|em|med|fra|från|din|la|з|із|у|від|στις|tarihinde|le|am|il|em|op|den|el|on)\s|\s(?:Updated|Published|Posted|Last|Special to)\b)"
)
_OPENING_IN_PART = re.compile(r"^(?:written|reported|posted|edited|story|words|von|par|por|door|di|by) ", re.IGNORECASE)


def find_bylines(lines: tuple[Line, ...], *, language: str | None = None) -> Iterator[Found[tuple[str, ...]]]:
    """The bylines among lines near the beginning of a text, in order.

    ``language`` is the BCP 47 tag of the text where it is known: *na* is *by* in Swahili only.
    """
    lines = tuple(_in_language(line, language_of(language)) for line in lines)
    for at, line in enumerate(lines):
        is_title = line.kind is BlockKind.TITLE and not is_labelled(line.text)
        if line.is_prose and not line.passed and not is_title and (names := read_in_prose(line.text)):
            yield _found(line, names, _ROLE)
        if is_title or line.is_prose or line.kind is BlockKind.LIST_ITEM:
            continue
        found = read_byline(line) or _called(lines, at)
        if found is None and at + 1 < len(lines) and _OPENING_ALONE.match(line.text):
            found = _divided(line, lines[at + 1])
        if found is not None:
            yield found


def _called(lines: tuple[Line, ...], at: int) -> Found[tuple[str, ...]] | None:
    """A line below the title that is a name and what somebody is, in one line or two."""
    if not 0 < at <= _NEAR:
        return None
    if names := read_called(lines[at].text):
        return _found(lines[at], names, _ROLE)
    if (
        at + 1 < len(lines)
        and not lines[at + 1].is_prose
        and is_person(lines[at].text)
        and is_standing(lines[at + 1].text)
    ):
        return _found(lines[at], (lines[at].text,), _ROLE)
    return None


def read_byline(line: Line) -> Found[tuple[str, ...]] | None:
    """The names in a line that announces them; ``None`` for every other line."""
    text = line.text
    if len(text) > _LONGEST:
        return None
    if not text.isascii() and (names := read_east_asian(text) or read_east_asian(_after_date(text))):
        return _found(line, names, _ROLE)
    if text[0] in "([（" and text[-1] in ")]）":
        text = text[1:-1].strip()
    undated = _after_date(text)
    for words in dict.fromkeys((text, undated)):
        if (start := _after_label(words)) is not None:
            return _announced(line, words[start:], LABELLED, several=True)
    text = _part_that_opens(undated)
    if text.endswith(("!", "?", ":", "…", ",")):
        return None
    if is_person(before := before_statement(text)):
        return _found(line, (before,), _ROLE)
    end = end_of_opening(text)
    return _announced(line, text[end:], _PLAIN if not line.passed else _FAR, several=False) if end else None


def _after_label(text: str) -> int | None:
    """Where the words begin that follow a label of authors: at the beginning, or after another one (*Foto: … Text: …*)."""
    label = _LABEL.match(text)
    if label is None:
        return None
    if role_of(label[1]) is Role.AUTHOR:
        return label.start(2)
    if role_of(label[1]) not in _BESIDE_AUTHORS and label[1].casefold() not in _CREDITS:
        return None
    inner = (match for match in _INNER_LABEL.finditer(text) if role_of(match[1]) is Role.AUTHOR)
    return next((match.end() for match in inner), None)


def read_statement(line: Line) -> Found[tuple[str, ...]] | None:
    """The names in a line that says who wrote, not just *by*: such a line counts at the end of a text too."""
    text = line.text
    if len(text) > _LONGEST:
        return None
    if not text.isascii() and (names := read_east_asian(text)):
        return _found(line, names, _ROLE)
    if text[0] in "([（" and text[-1] in ")]）":
        text = text[1:-1].strip()
    end = end_of_statement(text)
    found = _announced(line, text[end:].removesuffix("."), _ROLE, several=False) if end else None
    return found if found and found.confidence == _ROLE else None


def _in_language(line: Line, language: str) -> Line:
    """The line with the words of its language that mean other things elsewhere: *Na* in Swahili, *en* in Dutch."""
    text = line.text
    if language == "nl" and " en " in text:
        return replace(line, text=text.replace(" en ", " & "))
    opening, _, rest = text.partition(" ")
    if rest and opening == own_preposition(language) and rest[0].isupper():
        return replace(line, text=f"By {rest}")
    return line


def _part_that_opens(text: str) -> str:
    """The part of a line in parts (*News | Written by A. Writer | Updated …*) that begins as a byline, or the line."""
    parts = text.split(" | ")
    return next((part for part in parts[1:] if _OPENING_IN_PART.match(part)), text)


def _after_date(text: str) -> str:
    """What follows the date that a line begins with (*Posted on 3 May 2011 by A. Writer*), or the line itself."""
    dates = find_dates(text)
    if not dates:
        return text
    label = dating_label(text)
    before = text[label[1] if label and label[1] <= dates[0].start else 0 : dates[0].start]
    return after_time(text[dates[0].end :]).lstrip(" ,;|·•-–—") if is_only_time(before) else text


def _announced(line: Line, words: str, confidence: float, *, several: bool) -> Found[tuple[str, ...]] | None:
    """Names at the beginning of words, up to a date, an address or a known tail."""
    words = without_places(without_agencies(_OTHER_CREDIT.split(words, maxsplit=1)[0]))
    if following := _NEXT_LABEL.search(words):
        words = words[: following.start()]
    if (
        (agency := _WITH_AGENCY.search(words))
        and agency.start()
        and is_agency(agency[1])
        and " " in words[: agency.start()]
    ):
        words = words[: agency.start()]
    dates = find_dates(words)
    end = dates[0].start if dates else len(words)
    tail = _TAIL.search(words, 0, end)
    rest = words[tail.end() : end] if tail else ""
    kept = words[: tail.start() if tail else end].strip(" ,;，、")
    if not kept or (tail and (words.endswith(".") or len(rest.split()) > _LONGEST_TAIL)):
        return None
    kept = without_calling(with_small_and(kept))
    if kept.endswith(".") and len(kept.rpartition(" ")[2]) > len("Esq."):
        kept = kept[:-1]
    names = read_names(kept, several=several)
    if names is None:
        return None
    return _found(line, names.names, confidence if names.complete and " and " not in rest else _INCOMPLETE)


def _divided(opening: Line, line: Line) -> Found[tuple[str, ...]] | None:
    """*By* in a line of its own, and the names in the next."""
    names = read_names(line.text)
    if names is None or not names.complete:
        return None
    return Found(value=names.names, first_line=opening.number, last_line=line.number, confidence=_FAR)


def _found(line: Line, names: tuple[str, ...], confidence: float) -> Found[tuple[str, ...]]:
    return Found(value=names, first_line=line.number, last_line=line.number, confidence=confidence)
