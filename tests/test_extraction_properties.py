"""Extraction is total over any text, gives only values that fit their fields, and takes time in line with the length."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction_texts import FIRST, article, blocks_of, read
from muniment.extraction import LEAST_CONFIDENCE, extract
from muniment.model import Basis
from muniment.statements import FIELDS
from patience import patience

WORDS = (
    "By |Von |Author: |作者：|Jane |Doe| and |, |PhD|3 May 2011|03/05/2011|2011|* * *|— |Published |Updated |Date: |en|“|年|"
    "Language: |Source: https://example.org/|*** START OF THE PROJECT GUTENBERG EBOOK|Title: |Release Date: | is a writer|"
    "٣ مايو |١|License: |From: |<a@b>|Subject: | |CC BY 4.0|DOI: 10.1000/|(Reuters) - |\n|\n\n|\t|\u200f|\u0301"
)
PIECES = st.sampled_from((*WORDS.split("|"), FIRST))
TEXTS = st.one_of(
    st.lists(PIECES, max_size=30).map("".join),
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=200),
)


@given(TEXTS)
def test_any_text_gives_values_that_their_fields_can_hold(text: str) -> None:
    known = read(text)
    for field in FIELDS:
        found: Any = getattr(known, field.name)
        if found is not None:
            for value in found.value if field.many else (found.value,):
                assert field.name == "title" or field.check(value) is None
            assert found.basis is Basis.EXTRACTED
            assert found.confidence is not None
            assert LEAST_CONFIDENCE <= found.confidence <= 1


@given(TEXTS)
def test_names_stand_in_the_text_as_they_are_given(text: str) -> None:
    found = read(text).creators
    folded = " ".join(text.split())
    assert all(name in folded for name in (found.value if found else ()))


@given(TEXTS)
def test_the_evidence_is_a_line_of_the_text(text: str) -> None:
    known = read(text)
    for field in FIELDS:
        found = getattr(known, field.name)
        if found is not None:
            last = int(found.evidence.removeprefix("lines ").removeprefix("line ").rpartition("–")[2])
            assert text.split("\n")[last - 1].strip()


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "1",
        "1.",
        "By A ",
        "Jane ",
        "3 May ",
        "2011-",
        "(",
        "http://",
        "A.",
        ", A B",
        "—",
        "is ",
        "\n",
        ": ",
        "年1",
        "T1:",
        "文",
        "取材・文",
        "记者陈晓明、",
        "김민수·",
        "기자 ",
        "Беседовала ",
        "۱۳ اردیبهشت ",
    ],
)
def test_no_run_of_signs_makes_it_slow(piece: str) -> None:
    run = piece * (1_000_000 // len(piece))
    texts = [
        run,
        f"By {run}",
        f"{article('')}\n{run}",
        f"Title: {run}",
        f"{run}\n\n3 May 2011",
        article(f"By {run[:130]}"),
    ]
    blocks = [blocks_of(text)[:50] if "\n" not in piece else [] for text in texts]
    with patience():
        for text, ones in zip(texts, blocks, strict=True):
            extract(text, ones)


def test_a_text_with_dates_of_its_own_has_no_date_of_publication() -> None:
    known = read(
        f"A minister travels\n\nThe minister arrives on February 15th. {FIRST}\n\nOn February 14th, 2016\n\n{FIRST}\n"
    )
    assert (known.creators, known.date) == (None, None)
    assert known.title is not None
    assert known.title.evidence == "line 1"
