"""A date of publication is a line that says so, or that is nothing but a date at the head of a text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction_texts import FIRST, SECOND, TITLE, article, read
from muniment.extraction.dates import find_dates, whole_date
from muniment.extraction.months import month_named
from muniment.model import Basis


def published(head: str, language: str | None = None) -> str | None:
    found = read(article(head), language).date
    return found.value if found else None


@pytest.mark.parametrize(
    "line",
    [
        "3 May 2011",
        "May 3, 2011",
        "May 3rd, 2011",
        "Tuesday, May 3, 2011 10:20 AM EDT",
        "Sunday 3 May 2011 10.20 BST",
        "Tue, 03 May 2011 10:20:00 +0000",
        "03-May-2011",
        "2011-05-03",
        "2011-05-03T10:20:00Z",
        "03.05.2011",
        "3.5.2011, 10.20 Uhr",
        "3. Mai 2011",
        "Mardi 3 mai 2011 à 10h20",
        "3 de mayo de 2011",
        "3 de Maio de 2011 às 10h20",
        "3 maggio 2011",
        "3. toukokuuta 2011",
        "2011. május 3.",
        "2011 m. gegužės 3 d.",
        "3 maja 2011",
        "3 мая 2011 г.",
        "3 травня 2011 року",
        "3 Μαΐου 2011",
        "3 Mayıs 2011",
        "٣ مايو ٢٠١١",
        "3 أيار/مايو 2011",
        "۳ مه ۲۰۱۱",
        "3 במאי 2011",
        "3 मई 2011",
        "Ngày 3 tháng 5 năm 2011",
        "2011年5月3日",
        "2011년 5월 3일",
        "2011.05.03 10:20",
        "2011年5月3日（火）10時20分",
        "2011년 5월 3일 오전 10시 20분",
        "Tuesday 3 May 2011 10:20, UK",
        "الثلاثاء 3 مايو 2011 10:20 ص",
    ],
)
def test_a_day_is_read_in_many_forms(line: str) -> None:
    assert whole_date(line) == "2011-05-03"
    assert published(line) == "2011-05-03"


@pytest.mark.parametrize(
    "line",
    [
        "yesterday",
        "3 May",
        "February 15th",
        "10:20",
        "2011",
        "3/5/11",
        "30 February 2011",
        "3–5 May 2011",
        "May 3-5, 2011",
        "5 May 2011 – 7 May 2011",
        "April–May 2011",
        "13 ordibehesht 1390",
        "اردیبهشت ۱۳۹۰",
        "1390/02/13",
        "۳۲ اردیبهشت ۱۳۹۰",
        "3 พฤษภาคม 2454",
        "31 กุมภาพันธ์ 2554",
        "١ رمضان ١٤٣٢",
        "5. listopada 2011.",
        "1.2.3.2011",
        "In May 2011 we left",
        "The wall was built on 3 May 2011",
    ],
)
def test_what_could_mean_something_else_gives_no_date(line: str) -> None:
    assert whole_date(line) is None
    assert published(line) is None


def test_a_month_with_its_year_is_a_date() -> None:
    assert published("May 2011") == "2011-05"


def test_two_numbers_that_could_change_places_give_the_year_alone() -> None:
    assert published("03/05/2011") == "2011"
    assert published("03/05/2011", language="en") == "2011"
    assert published("13/05/2011") == published("05/13/2011") == "2011-05-13"
    assert published("03/03/2011") == "2011-03-03"


def test_the_language_settles_the_order_and_the_month() -> None:
    assert published("Publié le 03/05/2011 à 10h20", language="fr") == "2011-05-03"
    assert published("03/05/2011 - 10:20", language="es") == "2011-05-03"
    assert whole_date("5. listopada 2011.", "hr") == "2011-10-05"
    assert whole_date("5 listopada 2011", "pl") == "2011-11-05"
    assert month_named("Listopad") is None


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2100, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y"]))
def test_every_day_of_the_calendar_comes_back_from_unambiguous_figures(day: date, form: str) -> None:
    written = form.replace("%Y", f"{day.year:04}").replace("%m", f"{day.month:02}").replace("%d", f"{day.day:02}")
    assert whole_date(written) == day.isoformat()


@pytest.mark.parametrize(
    "head",
    [
        "Reuters 3 May 2011, 13:40",
        "2011-05-03 07:20 来源：都市日报",
        "Thứ ba, 3.5.2011, 06:00 (GMT+7)",
        "Published 3 May 2011",
        "Published on: 3 May 2011 | News",
        "Published 3 May 2011\nUpdated 5 May 2011",
        "Published\n\n3 May 2011",
        "First published: 3 May 2011, updated 5 May 2011",
        "Veröffentlicht am 3. Mai 2011",
        "Опубликовано 3 мая 2011",
        "입력 2011.05.03 10:20 수정 2011.05.04 09:00",
        "发布时间：2011-05-03 10:20",
        "تاريخ النشر: 3 مايو 2011",
        "Date: 3 May 2011",
        "By Jane Doe, 3 May 2011",
        "By Jane Doe | Published: May 3, 2011 | Updated: May 5, 2011",
        "Jane Doe | May 3, 2011 | News",
        "Geneva, 3 May 2011",
        "3 мая 2011, 10:20 ТАСС",
        "Giriş: 03.05.2011 - 10:20",
        "Updated 5 May 2011 (first published 3 May 2011)",
        "Uppdaterad 2011-05-05 Publicerad 2011-05-03",
        "3 May 2011 (updated: 5 May 2011 08:00)",
        "This article was published on 3 May 2011.",
        "Mis en ligne le 3 mai 2011",
        "Dodano: wtorek, 3 maja 2011 r., godz. 10:20",
        "Zveřejněno 3. 5. 2011",
        "Data publicării: 3 mai 2011",
        "Публикувано на 3 май 2011, 10:20 ч.",
        "Δημοσίευση: 3 Μαΐου 2011",
        "Dipublikasikan 3 Mei 2011",
        "Đăng ngày 3 tháng 5 năm 2011",
        "வெளியிடப்பட்டது: 3 மே 2011",
        "เผยแพร่: 3 พ.ค. 2554 10:20 น.",
        "გამოქვეყნდა: 3 მაისი, 2011",
        "Հրապարակվել է 3 մայիսի 2011",
        "Imechapishwa Jumanne, 3 Mei 2011",
        "2011年5月3日公開",
        "3 मई 2011 को प्रकाशित",
        "발행일: 2011년 5월 3일",
    ],
)
def test_a_line_that_announces_the_date_is_believed(head: str) -> None:
    assert published(head) == "2011-05-03"


@pytest.mark.parametrize(
    "head",
    [
        "Updated 5 May 2011",
        "Updated\n\n5 May 2011",
        "Last modified on Thu 5 May 2011 10.20 BST",
        "Aktualisiert am 5. Mai 2011",
        "更新时间：2011-05-03",
        "2011年5月3日 更新",
        "Updated 5 May 2011, after the report published on Monday",
        "Published: 1 hour ago",
        "Published May 3, 2011, the report found that nobody had ever looked at the wall",
        "Date: May 3, 2011\nTime: 7 pm\nPlace: Town Hall",
        "© 2011 The Harbour Herald",
        "3 May 2011\n\n5 May 2011",
        "- 3 May 2011 and other days on which somebody went to look at the wall",
    ],
)
def test_changes_events_and_sentences_give_no_date(head: str) -> None:
    assert published(head) is None


def test_the_date_of_which_a_text_stands_counts_where_no_other_is_given() -> None:
    assert published("Stand: 03.05.2011, 10:20 Uhr") == "2011-05-03"
    assert published("1. Mai 2011\n\nStand: 03.05.2011, 10:20 Uhr") == "2011-05-01"
    assert published("Stand der Dinge, 03.05.2011") is None


def test_a_date_is_extracted_with_its_line() -> None:
    found = read(article("By Jane Doe\n3 May 2011")).date
    assert found is not None
    assert (found.basis, found.evidence) == (Basis.EXTRACTED, "line 4")


def test_a_dateline_counts_with_its_year_and_less_than_a_line_of_its_own() -> None:
    def opening(line: str) -> str:
        return f"{TITLE}\n\n{line}{FIRST}\n\n{SECOND}\n"

    dateline = read(opening("LONDON, 3 May 2011 (Reuters) - ")).date
    alone = read(article("3 May 2011")).date
    assert dateline is not None
    assert alone is not None
    assert dateline.value == alone.value == "2011-05-03"
    assert dateline.confidence is not None
    assert alone.confidence is not None
    assert dateline.confidence < alone.confidence
    assert read(opening("LONDON, 3 May (Reuters) - ")).date is None
    assert read(opening("WASHINGTON (AP) — ")).date is None
    assert read(opening("On May 3, 2011 – a Tuesday – it rained. ")).date is None
    assert read(opening("By Monday, May 3, 2011 – the deadline – it rained. ")).date is None


def test_the_entries_of_a_diary_do_not_date_it() -> None:
    assert read(f"Diary of a wall\n\n3 May 2011\n\n{FIRST}\n\n4 May 2011\n\n{SECOND}\n").date is None
    assert read(f"Diary of a wall\n\n3 May 2011\n\n{FIRST}\n\nThe end\n\n{SECOND}\n").date is not None


def test_dates_further_down_are_the_texts_own_matter() -> None:
    assert read(f"{TITLE}\n\n{FIRST}\n\n3 May 2011\n\n{SECOND}\n").date is None
    assert read(f"{TITLE}\n\n{FIRST}\n\nBy Jane Doe\n\n3 May 2011\n\n{SECOND}\n").date is not None
    assert read(f"{TITLE}\n\n{FIRST}\n\nBy Jane Doe\n\nHarbour\n\n3 May 2011\n\n{SECOND}\n").date is not None


def test_a_date_below_a_standfirst_is_no_date_further_down() -> None:
    standfirst = "How a wall that everybody in the old town leaned on was forgotten, and who should pay for its stones"

    assert published(f"{standfirst}\n\nMay 3rd 2011 | LEEDS") == "2011-05-03"
    assert published(f"{standfirst}\n\nTuesday May 3 2011, 1.01am, The Chronicle") == "2011-05-03"
    assert published(f"{standfirst}\n\nMay 2011") is None
    assert published(f"{standfirst}.\n\n3 May 2011") is None


def test_a_long_line_is_prose_and_is_not_searched() -> None:
    assert find_dates("3 May 2011 " + "and so on " * 40) == ()
