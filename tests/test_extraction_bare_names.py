"""A name that nothing announces is the author's where a date stands beside it and the text does not speak of it."""

from __future__ import annotations

import pytest

from extraction_texts import FIRST, SECOND, TITLE, article, read


def creators(text: str, language: str | None = None) -> tuple[str, ...] | None:
    found = read(text, language).creators
    return found.value if found else None


@pytest.mark.parametrize(
    "head",
    [
        "Jane Doe\n\n3 May 2011",
        "3 May 2011, 10:20\n\nJane Doe",
        "Jane Doe, 3 May 2011",
        "Jane Doe | 2011-05-03 10:20",
        "News\n\n3 May 2011\n\nJane Doe\n\nHarbour",
        "Jane Doe\n\nDo Recife\n\n3 May 2011",
        (
            "The wall has stood for two hundred years and has been mended eleven times, but nobody wrote down how, and the"
            " masons who knew took it with them\n\nJane Doe\n\n3 May 2011"
        ),
    ],
)
def test_a_name_beside_the_date_is_the_author(head: str) -> None:
    assert creators(article(head)) == ("Jane Doe",)


@pytest.mark.parametrize(
    "head",
    [
        "Jane Doe\n\nHarbour\n\n3 May 2011",
        "Jane Doe\n\nJohn Smith\n\n3 May 2011\n\nMary Major",
        "New York\n\n3 May 2011",
        "Harbour News\n\n3 May 2011",
        "Staff Writer\n\n3 May 2011",
        "Jane\n\n3 May 2011",
        "HARBOUR DOE\n\n3 May 2011",
        "Jane Doe, 3 May 2011 in Leeds",
        "Do Recife\n\n3 May 2011",
        "Posted Tue 3 May 2011",
        "नई दिल्ली\n\n3 मई 2011",
        "العربي الجديد\n\n3 مايو 2011",
        "أخبار عربية\n\n3 مايو 2011",
        "정치부\n\n2011년 5월 3일",
        "共同通信\n\n2011年5月3日",
        "高雄市\n\n2011年5月3日",
    ],
)
def test_a_place_a_newspaper_or_a_name_elsewhere_is_not(head: str) -> None:
    assert creators(article(head)) is None


def test_a_name_in_capitals_counts_if_its_given_name_is_known() -> None:
    assert creators(article("JANE DOE\n\n3 May 2011")) == ("JANE DOE",)
    assert creators(article("Jane Doe (now) and John Roe (earlier)\n\n3 May 2011")) == ("Jane Doe", "John Roe")


def test_a_name_that_the_text_speaks_of_is_its_subject() -> None:
    spoken_of = SECOND.replace("Nobody at the meeting", "Nobody but the widow Doe")

    assert creators(f"{TITLE}\n\nJane Doe\n\n3 May 2011\n\n{FIRST}\n\n{spoken_of}\n\n{FIRST}\n") is None


def test_a_name_that_only_credits_repeat_is_the_author() -> None:
    credited = f"{TITLE}\n\nJane Doe\n\n3 May 2011\n\n{FIRST}\n\nPhoto: Jane Doe\n\n{SECOND}\n"

    assert creators(credited) == ("Jane Doe",)


def test_a_byline_goes_before_a_name_alone() -> None:
    assert creators(article("By John Smith\n\n3 May 2011\n\nJane Doe")) == ("John Smith",)


def test_na_is_by_in_swahili_only() -> None:
    text = article("Na Juma Hassan, Mtwara")

    assert creators(text, "sw") == ("Juma Hassan",)
    assert creators(text, "pl") is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("ليلى منصور\n\n22 سبتمبر 2019", "ليلى منصور"),
        ("सुनीता वर्मा, देहरादून\n\n14 अगस्त 2021", "सुनीता वर्मा"),
        ("佐藤健一\n\n2022年4月10日 7時00分", "佐藤健一"),
        ("周建国\n\n2022年4月10日", "周建国"),
        ("김민수\n\n2022년 4월 10일", "김민수"),
    ],
)
def test_a_name_without_capitals_counts_beside_the_date(head: str, name: str) -> None:
    assert creators(article(head)) == (name,)


def test_two_names_beside_the_date_are_two_authors() -> None:
    assert creators(article("Jane Doe and John Roe\n\n3 May 2011")) == ("Jane Doe", "John Roe")


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("3 May 2011\n\nJane Doe\n\nThomas Roe", ("Jane Doe", "Thomas Roe")),
        ("Published 3 May 2011\n\nJane Doe @janedoe\n\nMary Major", ("Jane Doe", "Mary Major")),
        ("Published: 3 May 2011\n\nJane Doe, Thomas Roe", ("Jane Doe", "Thomas Roe")),
        ("A month without a boat\n\nJane Doe\n\nFollow\n\nMay 3 · 7 min read", ("Jane Doe",)),
    ],
)
def test_names_below_each_other_beside_commas_and_above_an_offer_to_follow(head: str, names: tuple[str, ...]) -> None:
    assert creators(article(head)) == names


@pytest.mark.parametrize(
    "head", ["3 May 2011\n\nKey Points", "3 May 2011\n\nHarbour Pier, Castle Street", "3 May 2011\n\nQuick Facts"]
)
def test_labels_of_a_page_and_places_beside_commas_are_no_names(head: str) -> None:
    assert creators(article(head)) is None


@pytest.mark.parametrize("label", ["Key Points", "Harbour View", "Grand Pier"])
def test_a_label_below_a_name_is_no_second_author(label: str) -> None:
    assert creators(article(f"3 May 2011\n\nJane Doe\n\n{label}")) == ("Jane Doe",)
