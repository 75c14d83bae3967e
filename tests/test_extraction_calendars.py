"""Dates of other calendars are converted where the line says which one, and the day can be no other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from extraction_texts import article, read
from muniment.extraction.calendars import solar_hijri
from muniment.extraction.dates import whole_date


@pytest.mark.parametrize(
    ("line", "language", "value"),
    [
        ("۱۳ اردیبهشت ۱۳۹۰", None, "2011-05-03"),
        ("سه‌شنبه ۱۳ اردیبهشت‌ماه ۱۳۹۰ - ۱۰:۲۰", "fa", "2011-05-03"),
        ("۳ مه ۲۰۱۱ - ۱۳ اردیبهشت ۱۳۹۰", "fa", "2011-05-03"),
        ("۱۳۹۰/۰۲/۱۳", "fa", "2011-05-03"),
        ("۳۰ اسفند ۱۳۹۹", "fa", "2021-03-20"),
        ("3 พฤษภาคม 2554", "th", "2011-05-03"),
        ("วันอังคารที่ 3 พ.ค. 2554", "th", "2011-05-03"),
        ("3 พฤษภาคม พ.ศ. 2554", "th", "2011-05-03"),
        ("3 พฤษภาคม 2011", "th", "2011-05-03"),
        ("03/05/2554", "th", "2011-05-03"),
        ("平成23年5月3日", "ja", "2011-05-03"),
        ("令和元年5月3日", "ja", "2019-05-03"),
        ("民國100年5月3日", "zh-Hant", "2011-05-03"),
        ("二〇一一年五月三日", "zh-Hans", "2011-05-03"),
        ("二〇一一年十二月三十一日", "zh-Hans", "2011-12-31"),
    ],
)
def test_a_day_that_shows_its_calendar_is_converted(line: str, language: str | None, value: str) -> None:
    assert whole_date(line, language) == value


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("1390/02/13", "en"),
        ("۱۳۹۰/۱۳/۰۱", "fa"),
        ("۳۰ اسفند ۱۴۰۰", "fa"),
        ("مهر ۱۳۹۰", "fa"),
        ("03/05/2554", "vi"),
        ("3/5/2011", "am"),
        ("2068-01-20", "ne"),
        ("明治3年5月3日", "ja"),
        ("平成23年13月3日", "ja"),
        ("二〇一一年五月三十二日", "zh-Hans"),
    ],
)
def test_what_could_be_of_another_calendar_gives_no_date(line: str, language: str) -> None:
    found = read(article(line), language).date
    assert found is None


def test_years_of_the_solar_hijri_calendar_follow_each_other() -> None:
    for year in range(1300, 1450):
        last = solar_hijri(year, 12, 30) or solar_hijri(year, 12, 29)
        assert last is not None
        assert solar_hijri(year + 1, 1, 1) == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("year", "day"),
    [(1300, date(1921, 3, 21)), (1375, date(1996, 3, 20)), (1400, date(2021, 3, 21)), (1403, date(2024, 3, 20))],
)
def test_new_years_days_are_those_of_the_calendar(year: int, day: date) -> None:
    assert solar_hijri(year, 1, 1) == day
