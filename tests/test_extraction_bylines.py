"""Authors are those whom a line near the beginning, or a plain statement at the end, calls so."""

from __future__ import annotations

import pytest

from extraction_texts import FIRST, SECOND, TITLE, article, read
from muniment.extraction.found import LEAST_CONFIDENCE
from muniment.extraction.names import read_names
from muniment.model import Basis


def creators(text: str) -> tuple[str, ...] | None:
    found = read(text).creators
    return found.value if found else None


def test_a_byline_is_extracted_with_its_line_and_confidence() -> None:
    found = read(article("By Jane Doe")).creators
    assert found is not None
    assert (found.value, found.basis, found.evidence) == (("Jane Doe",), Basis.EXTRACTED, "line 3")
    assert found.confidence is not None
    assert LEAST_CONFIDENCE < found.confidence < 1


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("by A. Writer", ("A. Writer",)),
        ("By A. Writer and B. Writer, Staff", ("A. Writer", "B. Writer")),
        ("By Jane Doe, John Smith, and Ann Lee", ("Jane Doe", "John Smith", "Ann Lee")),
        ("By Jane Doe, PhD and John Smith", ("Jane Doe, PhD", "John Smith")),
        ("By Jane Doe, BBC News", ("Jane Doe",)),
        ("By JANE DOE | Harbour Herald", ("JANE DOE",)),
        ("By Jane Doe for the Harbour Herald", ("Jane Doe",)),
        ("By Jane Doe in London and John Smith in Paris", ("Jane Doe", "John Smith")),
        ("By Jane Doe, 3 May 2011", ("Jane Doe",)),
        ("By Jane Doe May 3, 2011 10:20 am", ("Jane Doe",)),
        ("Posted on May 3, 2011 by Jane Doe", ("Jane Doe",)),
        ("Written by José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Jane Doe, Staff Writer", ("Jane Doe",)),
        ("By The Associated Press", ("The Associated Press",)),
        ("By AFP", ("AFP",)),
        ("By\n\nJane Doe", ("Jane Doe",)),
        ("Author: Jane Doe", ("Jane Doe",)),
        ("Authors: Jane Doe, John Smith", ("Jane Doe", "John Smith")),
        ("Von Jana Müller und Karl von Stein", ("Jana Müller", "Karl von Stein")),
        ("Text: Jana Müller", ("Jana Müller",)),
        ("Par Jeanne Dupont", ("Jeanne Dupont",)),
        ("Por Juana Pérez", ("Juana Pérez",)),
        ("Di Carlo Rossi e Anna Bianchi", ("Carlo Rossi", "Anna Bianchi")),
        ("Door Jan de Vries", ("Jan de Vries",)),
        ("Av Anna Svensson", ("Anna Svensson",)),
        ("Oleh Budi Santoso", ("Budi Santoso",)),
        ("Автор: Иван Иванов", ("Иван Иванов",)),
        ("Autor: Jan Kowalski", ("Jan Kowalski",)),
        ("بقلم أحمد علي", ("أحمد علي",)),
        ("نویسنده: سارا کریمی", ("سارا کریمی",)),
        ("作者：张三", ("张三",)),
        ("홍길동 기자", ("홍길동",)),
        ("홍길동 기자 | 2011.05.03 10:20", ("홍길동",)),
        ("文/陈晓明", ("陈晓明",)),
        ("記者林佳蓉／苗栗報導", ("林佳蓉",)),
        ("Interview by Jane Doe", ("Jane Doe",)),
        ("By our special correspondent Jane Doe", ("Jane Doe",)),
        ("News | Written by Jane Doe | Updated: May 3, 2011 9:14 am", ("Jane Doe",)),
        ("Eine Reportage von Jana Müller", ("Jana Müller",)),
        ("Von unserer Redakteurin Jana Müller", ("Jana Müller",)),
        ("Propos recueillis par Jeanne Dupont", ("Jeanne Dupont",)),
        ("Jane Doe in Nairobi", ("Jane Doe",)),
        ("Reuters in Nairobi", ("Reuters",)),
        ("Jane Doe, Reuters", ("Jane Doe",)),
        ("Jane Doe, University of Leeds, John Roe, Monash University", ("Jane Doe", "John Roe")),
        ("By Jane Doe Staff Writer", ("Jane Doe",)),
        ("By Jane O'Doe-Smith", ("Jane O'Doe-Smith",)),
        ("By Ibrahim Al-Sayed", ("Ibrahim Al-Sayed",)),
        ("BY JANE DOE AND JOHN ROE", ("JANE DOE", "JOHN ROE")),
        ("By Jane Doe. Photographs by John Roe.", ("Jane Doe",)),
        ("Jane Doe\n\nHealth correspondent\n\n3 May 2011", ("Jane Doe",)),
        ("Jane Doe\n\nProfessor of Law, University of Leeds", ("Jane Doe",)),
        ("Jane Doe Health correspondent", ("Jane Doe",)),
        ("Jane Doe, Harbour Herald", ("Jane Doe",)),
        ("Jane Doe, special to the Herald", ("Jane Doe",)),
        ("Jane Doe in Kyiv and John Roe in Paris", ("Jane Doe", "John Roe")),
        ("Jane Doe and agencies", ("Jane Doe",)),
        ("Jane Doe\n\n@janedoe\n\nMon 3 May", ("Jane Doe",)),
        ("Jane Doe · May 3", ("Jane Doe",)),
        ("Opinion by Jane Doe", ("Jane Doe",)),
        ("Text and photos: Jane Doe", ("Jane Doe",)),
        ("Door onze redacteur Jan de Vries", ("Jan de Vries",)),
        ("oprac. Jan Kowalski", ("Jan Kowalski",)),
        ("كتب - أحمد علي", ("أحمد علي",)),
    ],
)
def test_bylines_of_many_languages_are_read(line: str, names: tuple[str, ...]) -> None:
    assert creators(article(line)) == names


@pytest.mark.parametrize(
    "line",
    [
        "By Popular Demand",
        "By the numbers",
        "By train to Istanbul",
        "By Sea and Land",
        "By Order of the Council",
        "By King Street in Leeds.",
        "By Jane Doe loved the sea",
        "By Staff",
        "By Our Special Correspondent",
        "By 2030, all walls will be mended",
        "By Jane",
        "By Jane Doe?",
        "Von der Leyen",
        "Translated by Jane Doe",
        "Photo by Jane Doe",
        "Photograph: Jane Doe",
        "Text: we met at dawn",
        "Harbour Doe",
        "Jane Doe, London",
        "Author: not known",
        "بقلم أحمد علي ومحمد حسن",
        "By: अमर संवाददाता",
        "文/书的历史和未来",
        "记者林佳蓉报道了这次会议的经过",
        "News | By the numbers | Sport",
        "- By Jane Doe and others who came to see the wall and to measure it again",
    ],
)
def test_what_only_looks_like_a_byline_names_nobody(line: str) -> None:
    assert creators(article(line)) is None


def test_a_byline_may_stand_below_a_standfirst_but_not_further_down() -> None:
    assert creators(f"{TITLE}\n\n{FIRST}\n\nBy Jane Doe\n\n{SECOND}\n") == ("Jane Doe",)
    assert creators(f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\nBy Jane Doe\n\n{FIRST}\n") is None


def test_the_title_is_no_byline() -> None:
    assert creators(f"By Jane Doe\n\n{FIRST}\n\n{SECOND}\n") is None


def test_bylines_in_two_lines_belong_together() -> None:
    found = read(article("By Jane Doe\nBy John Smith")).creators
    assert found is not None
    assert (found.value, found.evidence) == (("Jane Doe", "John Smith"), "lines 3–4")


def test_a_second_name_that_could_be_a_place_is_left_out_and_lowers_the_confidence() -> None:
    sure, unsure = read(article("By Jane Doe")).creators, read(article("By Jane Doe, New York")).creators
    assert sure is not None
    assert unsure is not None
    assert unsure.value == ("Jane Doe",)
    assert sure.confidence is not None
    assert unsure.confidence is not None
    assert unsure.confidence < sure.confidence


@pytest.mark.parametrize(
    ("tail", "names"),
    [
        ("(Reporting by Jane Doe in London and John Smith; Editing by A. Nother)", ("Jane Doe", "John Smith")),
        ("Author: Jane Doe", ("Jane Doe",)),
        ("About the author\n\nJane Doe is a professor of law.", ("Jane Doe",)),
        ("* * *\n\nJane Doe is a professor of law.", ("Jane Doe",)),
        ("— Jane Doe", ("Jane Doe",)),
        ("Jane Doe", ("Jane Doe",)),
        ("By Jane Doe\n\nShare", ("Jane Doe",)),
    ],
)
def test_the_end_of_a_text_may_name_its_author(tail: str, names: tuple[str, ...]) -> None:
    assert creators(article("", tail=tail)) == names


@pytest.mark.parametrize(
    "tail",
    [
        "Jane Doe is a professor of law.",
        "* * *\n\nJane Doe is the third of the family to see the wall.",
        "* * *\n\nThe wall is a member of a large family.",
        "Jane Doe said no more.\n\n* * *\n\nJane Doe is a professor of law.",
        "“The sea is patient.”\n\n— Jane Doe",
        "— Jane Doe\n\n— John Smith",
        "Editing by Jane Doe",
        "Additional reporting by Jane Doe",
        "Jane Doe\n\nShare",
        "Virginia Beach",
        "The lighthouse is sold\n\nBy Jane Doe",
        "Jane Doe, Leeds",
    ],
)
def test_people_named_at_the_end_are_not_taken_for_authors(tail: str) -> None:
    assert creators(article("", tail=tail)) is None


def test_a_name_alone_under_the_title_counts_where_the_last_lines_confirm_it() -> None:
    note = "Jane Doe is a reporter at the Herald."
    assert creators(article("Jane Doe", tail=note)) == ("Jane Doe",)
    assert creators(article("Tidal Roe", tail=note)) is None


def test_the_head_goes_before_the_end() -> None:
    assert creators(article("By Ann Lee", tail="(Reporting by Jane Doe)")) == ("Ann Lee",)


@pytest.mark.parametrize(
    "words", ["", "the sea", "Sea", "A", "Jane doe", "3 May", "WALL!", "The Way", "张三说今天天气很好"]
)
def test_words_without_the_form_of_a_name_are_none(words: str) -> None:
    assert read_names(words) is None
