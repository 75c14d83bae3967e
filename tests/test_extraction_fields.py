"""Headers and labelled fields are taken at their word, where they cannot be anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extraction_texts import FIRST, SECOND, TITLE, article, blocks_of, read
from muniment.extraction import extract
from muniment.extraction.language_names import tag_of
from muniment.metadata import extract as extract_with_language
from muniment.model import Attributed, Basis, Metadata

HEADER = """The Project Gutenberg EBook of The Old Wall, by Jane Doe and John Smith

Title: The Old Wall
       A Tale of the Sea

Author: Jane Doe and John Smith

Translator: Ann Lee

Release Date: May 3, 2011 [EBook #99999]
Last Updated: June 4, 2012

Language: {language}

*** START OF THIS PROJECT GUTENBERG EBOOK THE OLD WALL ***

By Somebody Else

1 January 1850
"""


def values(known: Metadata) -> dict[str, object]:
    """What was found, without its grounds."""
    names = ("title", "creators", "language", "date", "publisher", "source_url", "rights", "identifier")
    return {name: found.value for name in names if (found := getattr(known, name)) is not None}


def test_a_project_gutenberg_header_gives_its_fields_and_nothing_else_is_asked() -> None:
    known = read(f"{HEADER.format(language='Dutch')}\n{FIRST}\n")
    assert values(known) == {
        "title": "The Old Wall A Tale of the Sea",
        "creators": ("Jane Doe", "John Smith"),
        "language": "nl",
        "date": "2011-05-03",
        "publisher": "Project Gutenberg",
    }
    assert known.title is not None
    assert (known.title.basis, known.title.evidence) == (Basis.EXTRACTED, "lines 3–4")


@pytest.mark.parametrize("author", ["Various", "Anonymous", "Unknown"])
def test_a_header_that_names_no_author_gives_none(author: str) -> None:
    text = HEADER.replace("Author: Jane Doe and John Smith", f"Author: {author}")
    assert read(text).creators is None


def test_a_header_with_several_languages_leaves_the_language_to_detection() -> None:
    assert read(HEADER.format(language="English and French")).language is None


def test_a_stated_language_beats_detection() -> None:
    text = f"{HEADER.format(language='Latin')}\n{FIRST}\n\n{SECOND}\n"
    stated = extract_with_language(text, blocks_of(text)).language
    assert stated == Attributed(value="la", basis=Basis.EXTRACTED, evidence="line 13", confidence=0.98)
    detected = extract_with_language(article(""), blocks_of(article(""))).language
    assert detected is not None
    assert (detected.value, detected.basis) == ("en", Basis.DERIVED)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("English", "en"),
        ("deutsch", "de"),
        ("Русский", "ru"),
        ("中文", "zh"),
        ("pt-BR", "pt-BR"),
        ("Greek, Ancient", "grc"),
        ("English, Latin", None),
        ("plain", None),
        ("in", None),
        ("", None),
    ],
)
def test_languages_are_known_by_name_or_tag(name: str, tag: str | None) -> None:
    assert tag_of(name) == tag


def test_fields_at_the_head_are_taken() -> None:
    head = (
        "Title: The Old Wall\nAuthor: Jane Doe\nDate: 3 May 2011\nLanguage: English\nPublisher: The Harbour Press\n"
        "Source: https://example.org/wall\nDOI: 10.1000/182\nLicense: CC BY-NC-SA 4.0"
    )
    assert values(read(f"{head}\n\n{FIRST}\n\n{SECOND}\n")) == {
        "title": "The Old Wall",
        "creators": ("Jane Doe",),
        "language": "en",
        "date": "2011-05-03",
        "publisher": "The Harbour Press",
        "source_url": "https://example.org/wall",
        "rights": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
        "identifier": "doi:10.1000/182",
    }


def test_fields_are_known_in_other_languages() -> None:
    head = "Titel: Die alte Mauer\nAutorin: Jana Müller\nDatum: 3. Mai 2011\nSprache: Deutsch"
    assert values(read(f"{head}\n\n{FIRST}\n")) == {
        "title": "Die alte Mauer",
        "creators": ("Jana Müller",),
        "date": "2011-05-03",
        "language": "de",
    }


def test_a_label_alone_proves_no_title() -> None:
    known = read(article("Title: the least of their worries"))
    assert values(known) == {"title": TITLE}


@pytest.mark.parametrize(
    "head",
    [
        "Source: the council",
        "Source: https://example.org/a\nSource: https://example.org/b",
        "Language: plain",
        "Publisher: nobody",
        "License: all rights reserved",
        "DOI: ask the editor",
        "Identifier: https://example.org/wall",
        "ISBN: 978-3-16-148410-0",
    ],
)
def test_fields_with_another_kind_of_value_give_nothing(head: str) -> None:
    assert values(read(article(head))) == {"title": TITLE}


def test_the_head_of_an_e_mail_gives_sender_subject_and_date_but_no_address() -> None:
    head = (
        "From: Jane Doe <jane@example.org>\nTo: John Smith <john@example.org>\nSubject: The wall\n"
        "Date: Tue, 03 May 2011 23:20:00 -0500"
    )
    assert values(read(f"{head}\n\n{FIRST}\n")) == {
        "title": "The wall",
        "creators": ("Jane Doe",),
        "date": "2011-05-03",
    }


@pytest.mark.parametrize(
    ("sentence", "uri"),
    [
        (
            "This article is licensed under https://creativecommons.org/licenses/by/3.0/de/deed.de.",
            "https://creativecommons.org/licenses/by/3.0/de/",
        ),
        ("This article is licensed under https://creativecommons.org/licenses/by/4.0/other", None),
        (
            "This article is licensed under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/).",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "The text of this page is available under http://rightsstatements.org/page/InC/1.0/",
            "http://rightsstatements.org/vocab/InC/1.0/",
        ),
        ("This picture is licensed under https://creativecommons.org/licenses/by/4.0/", None),
        ("Photo: Jane Doe, https://creativecommons.org/licenses/by/4.0/", None),
        ("This article is licensed to nobody.", None),
    ],
)
def test_rights_are_the_licence_that_a_text_states_about_itself(sentence: str, uri: str | None) -> None:
    found = read(article("", tail=sentence)).rights
    assert (found.value if found else None) == uri


def test_a_readers_correction_of_the_title_beats_a_field() -> None:
    text = f"The Wall\n\nTitle: The Old Wall\nAuthor: Jane Doe\n\n{FIRST}\n"
    blocks = blocks_of(text)
    assert values(extract(text, blocks))["title"] == "The Old Wall"
    corrected = [replace(blocks[0], decision=replace(blocks[0].decision, rule="override")), *blocks[1:]]
    assert values(extract(text, corrected))["title"] == "The Wall"
