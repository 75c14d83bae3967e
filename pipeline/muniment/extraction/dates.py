"""Dates as people write them, read only where they can mean one thing.

Years run from 1500 to 2100: what counts otherwise is left unread (two figures), or converted where the line shows how
it counts (``calendars``). ``03/05/2011`` is two days in two countries: it gives the day where the language settles the order, and
else the year alone. Ranges (*3–5 May 2011*) are events and give nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from muniment import values
from muniment.extraction.calendars import counts_otherwise, language_of, other_days
from muniment.extraction.months import WEEKDAYS, fold, month_named
from muniment.extraction.words import words_of

LONGEST = 240
"""Code points of a line beyond which no date is looked for: such a line is prose."""
_FIRST_YEAR = 1500
_LAST_YEAR = 2100
_REACH = 24
_MONTHS = 12

_DAY_BEFORE_MONTH = frozenset(
    {
        "af",
        "ar",
        "az",
        "be",
        "bg",
        "bn",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "et",
        "fi",
        "fr",
        "gl",
        "he",
        "hi",
        "hr",
        "id",
    }
    | {"is", "it", "lv", "ms", "nl", "no", "nb", "nn", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta"}
    | {"tr", "uk", "ur", "vi"}
)
"""Languages whose readers all take 03/05/2011 for a day in May. English has readers of both kinds."""

_HAS_YEAR = re.compile(r"\d{4}|年")
"""What no date can do without: a glance that spares most lines the rest."""
_YEAR_FIRST = re.compile(
    r"(?<![\d./-])(\d{4})(?:(?P<sign>[-/.])\s?(\d{1,2})(?P=sign)\s?(\d{1,2})(?![\d/-])|\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일])"
)
_DAY_FIRST = re.compile(r"(?<![\d./-])(\d{1,2})(?P<sign>[./-])\s?(\d{1,2})(?P=sign)\s?(\d{4})(?![\d/-])")
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+|,?\s+)(\d{4})(?!\d)", re.IGNORECASE)
_WORD = re.compile(r"[^\s\d.,;:!?/()\[\]|·•–—_\"“”-]+")

_LITTLE = r"(?:of|de|del|di|du|den|der|de l['’]|d['’])"
_DAY_LEFT = re.compile(
    rf"(?<![\d./:-])(?<!\d[-–—/] )(?<!\d [-–—/] )(?<![-–—])(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°|η|ης)?\.?[\s-]?\s?(?:{_LITTLE}\s?)?$",
    re.IGNORECASE,
)
_YEAR_RIGHT = re.compile(
    rf"^[.,-]?\s?(?:(?:{_LITTLE}|del año|m\.|года?|року)\s?)?(?:سنة\s)?(\d{{4}})(?!\d|[-–/]\d)", re.IGNORECASE
)
_DAY_YEAR_RIGHT = re.compile(r"^\.?\s(\d{1,2})(?:st|nd|rd|th)?\s?,?\s(\d{4})(?!\d|[-–/]\d)", re.IGNORECASE)
_YEAR_LEFT = re.compile(r"(?<!\d)(\d{4})(?:\.|\sm\.|,|-)?\s?$")
_DAY_RIGHT = re.compile(r"^[\s-]\s?(\d{1,2})(?:\.|\sd\.?)?(?!\d|[-–/:]\d)")

_TIME = re.compile(
    r"(?:T|\b(?:at|à|um|às|kl\.?|klo|alle|ore|ora|godz\.|om|в|о|a las|las|la|στις|saat|pukul|jam|lúc)\s|\b)\d{1,2}\s?(?:[:h]\s?\d{2}|[.]\d{2})"
    r"(?::\d{2}(?:\.\d{1,9})?)?(?:[+-]\d{2}:\d{2}\b)?"
    r"\s?(?:[ap]\.?m\b\.?|uhr\b|hs?\b|hrs\b|uur\b)?|\b\d{1,2}\s?(?:[ap]\.?m\b\.?|uhr\b|h\b)|\b\d{4}\s?(?:hrs|gmt|utc)\b"
    r"|(?:午前|午後|上午|下午|오전|오후)?\s?\d{1,2}\s?[時时点點시](?:\s?\d{1,2}\s?[分분])?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?<!\w)(?=[A-ZМl+-])(?:Z|UTC|GMT|[A-Z]?[ECMPB][SD]?T|[CEW]ES?T|MSK|МСК|IST|HKT|SGT|JST|KST|AE[SD]T|NZ[SD]?T|SAST|WIB|TRT|IRST"
    r"|ET|CT|MT|PT|UK|local time)?\s?(?:[+-]\d{1,2}:?\d{0,2})?(?!\w)"
)
_TIME_FIRST = re.compile(r"^\s*(?:\d{1,2}[:.]\d{2}(?::\d{2})?|\d{1,2}[時时点]\s?(?:\d{1,2}分)?)\s+")
_FEW = 4
_RECENT = words_of(
    "ago hour hours day days week weeks min mins minute minutes read h hr hrs vor stunden il heures hace horas fa ore"
)
_FILLERS = words_of(
    "on the le el am om den de del di du el la il em op på den dňa dne dnia г года год р року m d a à at um kl klo alle"
    " ore às il y e и ngày năm ה ב في م ص صباحا صباحًا مساء مساءً ora godz r o od vom la pada um στις ч час ч pagi petang"
    " malam tengahari siang sore sáng chiều tối วันที่ วัน น เวลา ماه در ساعت יום בשעה शाम सुबह को বেলা թ ዓ.ም եր საათზე"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A date where it stands in a line."""

    value: str
    """ISO 8601 year, year-month or date, as far as it can mean one thing only."""
    start: int
    """Offset of its first code point in the line."""
    end: int
    """Offset just past its last."""


def find_dates(line: str, language: str | None = None) -> tuple[Written, ...]:
    """Every date written with its year, in order; nothing in a line beyond ``LONGEST`` code points.

    ``language`` is the text's BCP 47 tag where it is known.
    """
    if len(line) > LONGEST:
        return ()
    plain = _ascii_digits(line)
    if _HAS_YEAR.search(plain) is None:
        return ()
    other = [Written(value=one.day.isoformat(), start=one.start, end=one.end) for one in other_days(plain, language)]
    figures = [] if counts_otherwise(language) else _in_figures(plain, language)
    found = [*other, *figures, *_in_words(plain, language)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Written] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def whole_date(line: str, language: str | None = None) -> str | None:
    """The date that is all a line says, besides the day of the week and the time of day; else ``None``."""
    found = find_dates(line, language)
    if len({one.value for one in found}) != 1:
        return None
    bounds = (0, *(end for one in found for end in (one.start, one.end)), len(line))
    rest = " | ".join(line[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True))
    return found[0].value if is_only_time(rest) else None


def after_time(words: str) -> str:
    """Words without the time of day that they begin with."""
    return _TIME_FIRST.sub("", words)


def is_only_time(words: str) -> bool:
    """Whether words say no more than a weekday, a time of day, its zone, or the little words around a date."""
    plain = _ZONE.sub(" ", _TIME.sub(" ", _ascii_digits(words)))
    left = re.split(r"[\s,،;:|()（）\[\]·•–—-]+", plain)
    return all(word.strip(".年") == "" or fold(word) in WEEKDAYS | _FILLERS for word in left)


def is_recent(words: str) -> bool:
    """Whether words say a day without its year, how long ago it was, or how long the text takes: *May 3*, *4 min read*."""
    left = words.replace(",", " ").split()
    has_figures = any(word[0].isdecimal() for word in left)
    return has_figures and len(left) <= _FEW and all(map(_is_recent_word, left))


def _is_recent_word(word: str) -> bool:
    plain = fold(word.rstrip("."))
    is_day = plain.isdecimal() and len(plain) < len("2011")
    return is_day or plain in _RECENT or plain in WEEKDAYS or month_named(plain) is not None


def _ascii_digits(text: str) -> str:
    """The text with decimal digits of every script as ASCII digits, code point for code point."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char for char in text)


def _in_figures(line: str, language: str | None) -> list[Written]:
    found: list[Written | None] = []
    for match in _YEAR_FIRST.finditer(line):
        parts = [part for part in match.groups() if part and part.isdecimal()]
        found.append(_written(match.start(), match.end(), *parts))
    for match in _DAY_FIRST.finditer(line):
        first, sign, second, year = match.groups()
        found.append(_by_order(match, (first, second, year), dotted=sign == ".", language=language))
    for match in _VIETNAMESE.finditer(line):
        day, month, year = match.groups()
        found.append(_written(match.start(), match.end(), year, month, day))
    return [one for one in found if one is not None]


def _by_order(
    match: re.Match[str], parts: tuple[str, str, str], *, dotted: bool, language: str | None
) -> Written | None:
    """A date of three numbers with the year last: the day comes first in dotted form and in most languages."""
    first, second, year = parts
    certain = dotted or first == second or language_of(language) in _DAY_BEFORE_MONTH
    if certain or int(first) > _MONTHS:
        return _written(match.start(), match.end(), year, second, first)
    if int(second) > _MONTHS:
        return _written(match.start(), match.end(), year, first, second)
    return _written(match.start(), match.end(), year)


def _in_words(line: str, language: str | None) -> list[Written]:
    found: list[Written | None] = []
    words = list(_WORD.finditer(line))
    for index, word in enumerate(words):
        end = word.end()
        month = month_named(word[0], language)
        if month is None and index + 1 < len(words):  # the Levantine names have two words
            end = words[index + 1].end()
            month = month_named(line[word.start() : end], language) if end - word.start() < _REACH else None
        if month is not None:
            found.append(_around(line, word.start(), _past_second_name(line, end, month, language), month))
    return [one for one in found if one is not None]


def _past_second_name(line: str, end: int, month: int, language: str | None) -> int:
    """Where the month ends if its other name follows after a slash: أيار/مايو."""
    if line[end : end + 1] == "/":
        second = _WORD.match(line, end + 1)
        if second and month_named(second[0], language) == month:
            return second.end()
    return end


def _around(line: str, start: int, end: int, month: int) -> Written | None:
    """The date around a month's name, in the orders day–month–year, month–day–year, year–month–day, month–year."""
    left = line[max(0, start - _REACH) : start]
    right = line[end : end + _REACH]
    day, year = _DAY_LEFT.search(left), _YEAR_RIGHT.search(right)
    if day and year:
        return _written(start - len(left) + day.start(), end + year.end(), year[1], str(month), day[1])
    if american := _DAY_YEAR_RIGHT.search(right):
        return _written(start, end + american.end(), american[2], str(month), american[1])
    if (before := _YEAR_LEFT.search(left)) and (after := _DAY_RIGHT.search(right)):
        return _written(start - len(left) + before.start(), end + after.end(), before[1], str(month), after[1])
    if year and not re.search(r"[\d/–—-]\s?\S{0,3}$", left):
        return _written(start, end + year.end(), year[1], str(month))
    return None


def _written(start: int, end: int, year: str, *rest: str) -> Written | None:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    value = "-".join((year, *(f"{int(part):02}" for part in rest)))
    return Written(value=value, start=start, end=end) if values.date(value) is None else None
