"""Ids are safe everywhere, readable where they can be, and different for different names where that is possible."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.intake.slugs import is_reserved, shown, slug

names = st.binary(min_size=1).map(lambda name: name.decode("utf-8", "surrogateescape"))
paths = st.one_of(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=150), names)


@pytest.mark.parametrize(
    ("relative", "expected"),
    [
        ("000_8fd222300cf64b86", "000_8fd222300cf64b86"),
        ("A Letter to the Editor", "a-letter-to-the-editor"),
        ("letters/1911/First", "letters-1911-first"),
        ("Æsop's Größe — naïve œuvre", "aesop-s-grosse-naive-oeuvre"),
        ("--draft..", "draft"),
        ("version 1.2", "version-1.2"),
        ("ﬁne ①", "fine-1"),
        ("İstanbul ıssız", "istanbul-issiz"),
    ],
)
def test_an_id_reads_like_its_path(relative: str, expected: str) -> None:
    assert slug(relative) == expected


def test_a_name_without_any_ascii_letter_gets_a_short_digest() -> None:
    assert re.fullmatch(r"u-[0-9a-f]{12}", slug("春望"))
    assert slug("春望") == slug("春望")
    assert slug("春望") != slug("春曉")
    assert slug("...") != slug("---")


def test_a_name_that_is_partly_lost_keeps_what_can_be_read_and_stays_distinct() -> None:
    assert re.fullmatch(r"1-[0-9a-f]{8}", slug("Глава 1"))
    assert slug("Глава 1") != slug("Письмо 1")
    assert re.fullmatch(r"caf-[0-9a-f]{8}", slug("caf\udce9"))


@pytest.mark.parametrize("name", ["archive", "Catalogue", "index.html", "sitemap.xml", "Sitemap-12.xml"])
def test_a_name_that_stands_for_something_else_is_no_id(name: str) -> None:
    assert is_reserved(name)
    assert re.fullmatch(rf"{name.lower()}-[0-9a-f]{{8}}", slug(name))
    assert not is_reserved(slug(name))
    assert not is_reserved(f"{name}-1")


def test_a_long_name_is_cut_and_stays_distinct() -> None:
    assert len(slug("word " * 60)) <= 100
    assert slug("word " * 60) != slug("word " * 61)
    assert slug("a" * 100) == "a" * 100


@settings(deadline=None)
@given(paths)
def test_any_path_gives_a_safe_id(relative: str) -> None:
    made = slug(relative)
    assert re.fullmatch(r"[a-z0-9_][a-z0-9._-]{0,99}", made)
    assert not made.endswith((".", "-"))
    assert slug(relative) == made


@settings(deadline=None)
@given(paths, paths)
def test_two_names_never_look_alike(one: str, other: str) -> None:
    assert (shown(one) == shown(other)) == (one == other)


@settings(deadline=None)
@given(st.binary(min_size=1))
def test_a_shown_name_is_valid_text_on_one_line(name: bytes) -> None:
    text = shown(name.decode("utf-8", "surrogateescape"))
    text.encode("utf-8")
    assert len(text.splitlines()) == 1


def test_ordinary_names_are_shown_as_they_are() -> None:
    for name in ("Größe.txt", "100%.txt", "50% of it.txt", "春望.txt", "a/b c.txt"):
        assert shown(name) == name
