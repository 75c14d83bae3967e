"""Dates of other calendars, where the line says which one and each of their days is one day of the Gregorian calendar.

Solar Hijri (Iran: a month's name, or a year of the 13th or 14th century in a Persian text), Buddhist years (Thailand,
since its year begins in January, 1941), the eras of Japan since it took the Gregorian calendar (1873), the years of
the Republic of China, and figures written with Chinese characters. A month of the Solar Hijri calendar is in two
Gregorian ones, so there nothing but a whole day is read. Lunar Hijri months begin when the moon is seen, Ethiopian and
Nepali years look like Gregorian ones: none of them is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

_OWN_YEARS = frozenset({"am", "ne", "ti"})
"""Languages whose figures for years look like Gregorian ones and mostly are not."""

_PERSIAN_MONTHS = "فروردین;اردیبهشت اردی‌بهشت;خرداد;تیر;مرداد امرداد;شهریور;مهر;آبان;آذر;دی;بهمن;اسفند"
_THAI_MONTHS = (
    "มกราคม ม.ค.;กุมภาพันธ์ ก.พ.;มีนาคม มี.ค.;เมษายน เม.ย.;พฤษภาคม พ.ค.;มิถุนายน มิ.ย.;กรกฎาคม ก.ค.;สิงหาคม ส.ค.;กันยายน ก.ย.;"
    "ตุลาคม ต.ค.;พฤศจิกายน พ.ย.;ธันวาคม ธ.ค."
)


def _numbered(months: str) -> dict[str, int]:
    return {name: number for number, names in enumerate(months.split(";"), start=1) for name in names.split()}


_PERSIAN = _numbered(_PERSIAN_MONTHS)
_THAI = _numbered(_THAI_MONTHS)
_ERAS = {
    "明治": (1867, 6),
    "大正": (1911, 1),
    "昭和": (1925, 1),
    "平成": (1988, 1),
    "令和": (2018, 1),
    "民國": (1911, 1),
    "民国": (1911, 1),
}
"""The year before an era's first one, and the first of its years to be read."""

_PERSIAN_DAY = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?[-ِ]?\s?({'|'.join(_PERSIAN)})[\s\u200c]?(?:ماه\s?)?(?:سال\s)?،?\s?(1[34]\d\d)(?!\d)"
)
_PERSIAN_FIGURES = re.compile(r"(?<![\d./-])(1[34]\d\d)([/-])(\d{1,2})\2(\d{1,2})(?![\d/-])")
_THAI_DAY = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?({'|'.join(map(re.escape, _THAI))})\s?(?:พ\.ศ\.|ค\.ศ\.)?\s?(\d{{4}})(?!\d)"
)
_THAI_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})([/-])(\d{1,2})\2(2[45]\d\d)(?![\d/-])")
_ERA_DAY = re.compile(rf"({'|'.join(_ERAS)})\s?(\d{{1,3}}|元)年\s?(\d{{1,2}})月\s?(\d{{1,2}})日")
_HAN_DAY = re.compile(
    r"([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_HAN = {"〇": 0, "○": 0, "零": 0} | {char: number for number, char in enumerate("一二三四五六七八九", start=1)}

_BUDDHIST = 543
_FIRST_BUDDHIST = 2484
_LAST_GREGORIAN = 2100
_NEW_YEAR_1390 = date(2011, 3, 21)
_LONG_MONTHS = 6


class Day(NamedTuple):
    """A day of another calendar where it stands in a line."""

    day: date
    """The same day in the Gregorian calendar."""
    start: int
    """Offset of its first code point."""
    end: int
    """Offset just past its last."""


def other_days(line: str, language: str | None) -> Iterator[Day]:
    """Every day of another calendar that a line names; its digits are ASCII."""
    code = language_of(language)
    if not line.isascii():
        for match in _PERSIAN_DAY.finditer(line):
            yield from _at(match, solar_hijri(int(match[3]), _PERSIAN[match[2]], int(match[1])))
        for match in _THAI_DAY.finditer(line):
            yield from _at(match, _thai(int(match[3]), _THAI[match[2]], int(match[1])))
        for match in _ERA_DAY.finditer(line):
            yield from _at(
                match, _of_era(match[1], 1 if match[2] == "元" else int(match[2]), int(match[3]), int(match[4]))
            )
        for match in _HAN_DAY.finditer(line):
            year = int("".join(str(_HAN[char]) for char in match[1]))
            yield from _at(match, _gregorian(year, _han_number(match[2]), _han_number(match[3])))
    if code == "fa":
        for match in _PERSIAN_FIGURES.finditer(line):
            yield from _at(match, solar_hijri(int(match[1]), int(match[3]), int(match[4])))
    elif code == "th":
        for match in _THAI_FIGURES.finditer(line):
            yield from _at(match, _thai(int(match[4]), int(match[3]), int(match[1])))


def counts_otherwise(language: str | None) -> bool:
    """Whether texts in a language mostly write years of a calendar that look like Gregorian ones."""
    return language_of(language) in _OWN_YEARS


def language_of(tag: str | None) -> str:
    """The language of a BCP 47 tag, lower case; empty where none is known."""
    return (tag or "").partition("-")[0].lower()


def solar_hijri(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of one in the Solar Hijri calendar; ``None`` where that calendar has no such day.

    Eight years in 33 have 366 days, which agrees with the astronomical calendar from 1178 to 1633 (1799–2254).
    """
    is_long = month <= _LONG_MONTHS
    last = 31 if is_long else 30 if month < 12 or _is_leap(year) else 29  # noqa: PLR2004 - the months of the calendar
    if not (1 <= month <= 12 and 1 <= day <= last):  # noqa: PLR2004 - twelve months
        return None
    days = 31 * (month - 1) if is_long else 30 * (month - 1) + _LONG_MONTHS
    return _NEW_YEAR_1390 + timedelta(days=_before(year) - _before(1390) + days + day - 1)


def _before(year: int) -> int:
    """Days before a Solar Hijri year, from a fixed day."""
    return 365 * year + (8 * year + 21) // 33


def _is_leap(year: int) -> bool:
    return _before(year + 1) - _before(year) > 365  # noqa: PLR2004 - days of a common year


def _thai(year: int, month: int, day: int) -> date | None:
    """A day with a Buddhist year, or with a Gregorian one where the year can be no other."""
    if year > _LAST_GREGORIAN:
        return _gregorian(year - _BUDDHIST, month, day) if year >= _FIRST_BUDDHIST else None
    return _gregorian(year, month, day)


def _of_era(era: str, year: int, month: int, day: int) -> date | None:
    before, first = _ERAS[era]
    return _gregorian(before + year, month, day) if year >= first else None


def _gregorian(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _han_number(written: str) -> int:
    """A number below a hundred: 三, 十二, 二十, 三十一."""
    tens, ten, ones = written.rpartition("十")
    return 10 * _HAN.get(tens or "一", 0) + _HAN.get(ones, 0) if ten else _HAN.get(written, 0)


def _at(match: re.Match[str], day: date | None) -> Iterator[Day]:
    if day is not None:
        yield Day(day, match.start(), match.end())
