"""What was laid out is matched with what was to be laid out: nothing lost, added or moved gets past it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.errors import WriterError
from muniment.tools.alignment import BREAK_HINT, HYPHEN, align


def body(xml: str) -> Element:
    return fromstring(f"<body>{xml}</body>")  # noqa: S314 # the test's own text


def texts(xml: str, *pages: list[str]) -> list[list[str]]:
    return [[piece.text for piece in page] for page in align(body(xml), pages)]


def test_white_space_swallowed_at_a_line_end_comes_back_as_one_space() -> None:
    assert texts("<p>one two\n three</p>", ["one two", "three"]) == [["one two ", "three"]]


def test_a_line_broken_inside_a_word_gets_no_space() -> None:
    assert texts("<p>well-known</p>", ["well-", "known"]) == [["well-", "known"]]


def test_an_inserted_hyphen_becomes_a_soft_one_and_an_authors_hyphen_stays() -> None:
    assert texts("<p>extra-ordinary</p>", ["ex-", "tra-", "ordinary"]) == [["ex" + HYPHEN, "tra-", "ordinary"]]


def test_a_line_break_of_the_authors_reads_as_white_space() -> None:
    assert texts("<p>one<br />two</p>", ["one", "two"]) == [["one ", "two"]]


def test_blocks_end_without_white_space() -> None:
    assert texts("<p>one</p><p>two</p>", ["one", "two"]) == [["one", "two"]]


def test_a_space_drawn_by_the_next_stretch_is_not_doubled() -> None:
    assert texts("<p><em>one</em> two</p>", ["one", " two"]) == [["one", " two"]]


def test_white_space_swallowed_after_a_note_mark_stays_when_the_mark_is_left_out() -> None:
    xml = '<p>one<a role="doc-noteref"><sup>1</sup></a> two</p>'
    assert texts(xml, ["one", "1", "two"]) == [["one ", "1 ", "two"]]
    assert texts(xml, ["one"], ["1"], ["two"]) == [["one "], ["1 "], ["two"]]
    assert texts(xml, ["one", "1", " two"]) == [["one", "1", " two"]]


def test_a_note_mark_at_the_end_of_a_block_leaves_the_word_before_it_alone() -> None:
    xml = '<p>one<a role="doc-noteref"><sup>1</sup></a></p><p>two</p>'
    assert texts(xml, ["one", "1", "two"]) == [["one", "1", "two"]]


def test_a_word_that_goes_on_on_the_next_page_says_so() -> None:
    assert texts("<p>onetwo three four</p>", ["one"], ["two three"], ["four"]) == [
        ["one" + HYPHEN],
        ["two three "],
        ["four"],
    ]


def test_a_paragraph_that_ends_with_the_page_says_nothing() -> None:
    assert texts("<p>one</p><p>two</p>", ["one"], ["two"]) == [["one"], ["two"]]


def test_soft_hyphens_of_the_authors_may_be_drawn_or_not() -> None:
    assert texts(f"<p>ex{HYPHEN}ample</p>", ["example"]) == [["example"]]
    assert texts(f"<p>ex{HYPHEN}ample</p>", [f"ex{HYPHEN}-", "ample"]) == [["ex" + HYPHEN, "ample"]]


def test_break_hints_are_not_read() -> None:
    assert texts(f"<p>one{BREAK_HINT}two</p>", [f"one{BREAK_HINT}", "two"]) == [["one", "two"]]


def test_white_space_at_the_start_of_code_is_its_own() -> None:
    assert texts("<div>\n <p>  x\n    y\nz</p></div>", ["  x", "    y", "z"]) == [["  x", "    y ", "z"]]


def test_note_marks_and_languages_are_known_by_their_elements() -> None:
    pieces = align(body('<p lang="en">a<a role="doc-noteref"><sup>1</sup></a> b</p><p>c</p>'), [["a", "1", " b", "c"]])[
        0
    ]
    assert [piece.note_mark for piece in pieces] == [False, True, False, False]
    assert [piece.language for piece in pieces] == ["en", "en", "en", None]


@pytest.mark.parametrize(
    "page",
    [
        ["one two"],
        ["one two three four"],
        ["two one three"],
        ["one two threw"],
        ["one twothree"],
        ["one t wo three"],
        ["one two three", "three"],
        [],
    ],
    ids=["lost", "added", "moved", "changed", "joined", "parted", "repeated", "empty"],
)
def test_a_difference_is_refused(page: list[str]) -> None:
    with pytest.raises(WriterError) as refusal:
        align(body("<p>one two three</p>"), [page])
    assert refusal.value.code == "WRITE-TEXT"


@given(
    words=st.lists(st.text("abc-é漢", min_size=1), min_size=1, max_size=12),
    breaks=st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_any_breaking_of_lines_reads_as_the_same_text(words: list[str], breaks: list[bool]) -> None:
    lines: list[str] = []
    for word, broken in zip(words, breaks, strict=False):
        if broken or not lines:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    assert "".join(texts(f"<p>{' '.join(words)}</p>", lines)[0]) == " ".join(words)
