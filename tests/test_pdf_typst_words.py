"""Text on its way into Typst's code: no character is lost, changed, or taken for code."""

from __future__ import annotations

import json
import unicodedata

import pytest
import typst as compiler
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.tools import fonts
from muniment.typesetting import faces, words
from muniment.typesetting.lines import language
from muniment.typesetting.literals import string, strings

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30) | st.text(
    '"\\{}u#$@*_`<>[]()\n\t\r ;/=-~é\u200b', max_size=30
)
LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])
    | st.sampled_from(" -\u00ad\u200d\u0301\u05d0\u0e33字"),
    max_size=40,
)
ENGLISH = faces.order("en")


@pytest.fixture(scope="module", autouse=True)
def _pinned_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))


def pieces(text: str, *, each_word: bool = False, longest: int = words.LONG) -> list[words.Piece]:
    return list(words.pieces(text, ENGLISH, instead={"\ue000": "\ufffd"}, each_word=each_word, longest=longest))


@settings(deadline=None)
@given(TEXTS)
def test_a_literal_means_its_text_to_typst(text: str) -> None:
    assert json.loads(compiler.eval(b"", string(text), format="json")) == text
    assert json.loads(compiler.eval(b"", strings([text, "a"]), format="json")) == [text, "a"]


def test_a_literal_holds_no_sign_that_cannot_be_seen() -> None:
    literal = string("a\u202eb\u2028c\x00d\ue000")
    assert literal == '"a\\u{202e}b\\u{2028}c\\u{0}d\ue000"'
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Zl", "Zp"} for character in literal)


@settings(deadline=None)
@given(LINES, st.booleans(), st.sampled_from([words.LONG, words.LONG_IN_A_CELL]))
def test_pieces_say_the_text_and_no_more(text: str, each_word: bool, longest: int) -> None:  # noqa: FBT001 # given by name
    found = pieces(text, each_word=each_word, longest=longest)
    assert "".join(piece.drawn if piece.stated is None else piece.stated for piece in found) == text
    assert all(piece.drawn.strip() or piece.stated or not piece.drawn for piece in found), "white space alone is stated"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("plain words, well-known – «quoted»", []),
        ("Ελληνικά кириллица հայերեն ქართული 日本語 한국어", []),
        ("pre- and", [" "]),
        (" ", [" "]),
        ("a हर b", ["हर "]),
        ("x\u0308 y", ["x\u0308 "]),
        ("👩\u200d🚀 on", ["👩\u200d🚀 "]),
        ("a\ue000b", ["a\ue000b"]),
        ("see @name and", [" "]),
    ],
)
def test_what_glyphs_cannot_say_is_stated(text: str, stated: list[str]) -> None:
    assert [piece.stated for piece in pieces(text) if piece.stated is not None] == stated


def test_every_word_of_a_block_is_stated_where_some_run_from_right_to_left() -> None:
    assert words.is_right_to_left("a שלום")
    assert words.is_right_to_left("\u200f1")
    assert not words.is_right_to_left("plain — “text” 字")
    assert [piece.stated for piece in pieces("one two-three", each_word=True)] == ["one ", "two-", "three"]


def test_what_is_stated_has_no_line_end_inside() -> None:
    stated = [piece.stated for piece in pieces("ភាសាខ្មែរ ทุกคนกำ") if piece.stated is not None]
    assert stated == ["ភា", "សា", "ខ្មែ", "រ ", "ทุ", "ก", "ค", "น", "กำ"], "a letter with its subscript and its vowels"


def test_a_long_word_may_be_broken_and_gets_no_hyphen() -> None:
    found = pieces("x" * 100)
    assert [len(piece.drawn) for piece in found] == [16, 0, 16, 0, 16, 0, 16, 0, 16, 0, 16, 0, 4]
    assert all(piece.whole for piece in found if piece.drawn)
    assert [piece.drawn for piece in pieces("see www.example.org/a")] == [
        "see ",
        "www.",
        "",
        "example.",
        "",
        "org/",
        "",
        "a",
    ]
    assert len(pieces("x" * 40)) == 1
    assert len(pieces("x" * 40, longest=words.LONG_IN_A_CELL)) > 1


def test_families_come_in_the_order_of_the_style_sheet() -> None:
    rules = dict(line.removesuffix(" }").split(" { font-family: ") for line in fonts.stylesheet().splitlines())
    stacks = {selector: [name.strip('"') for name in stack.split(", ")] for selector, stack in rules.items()}
    assert [family.name for family in faces.order("en")] == stacks["html"]
    assert [family.name for family in faces.order("en", fixed=True)] == stacks["code, .code"]
    for tag in ("ar", "he", "zh", "zh-TW", "ja", "am"):
        assert [family.name for family in faces.order(tag)] == stacks[f":lang({tag})"]
    assert faces.order("zh-Hant-HK")[0].name == "Noto Serif CJK HK"
    assert faces.order("FA-ir")[0].name == "Noto Naskh Arabic"


def test_a_stretch_is_in_the_first_family_that_has_it_and_keeps_its_spaces() -> None:
    found = faces.stretches("one שלום two 字", faces.order("en"))
    assert [(one.family, one.text) for one in found] == [
        ("Noto Serif", "one "),
        ("Noto Serif Hebrew", "שלום "),
        ("Noto Serif", "two "),
        ("Noto Serif CJK SC", "字"),
    ]
    assert [one.text for one in faces.stretches("\u200fא\ufe0f", faces.order("en"))] == ["\u200fא\ufe0f"]


@pytest.mark.parametrize(
    ("tag", "arguments"),
    [
        ("en", 'lang: "en", region: none, script: auto'),
        ("pt-BR", 'lang: "pt", region: "BR", script: auto'),
        ("zh-Hant-HK", 'lang: "zh", region: "HK", script: "hant"'),
        ("und-Arab", 'lang: "und", region: none, script: "arab"'),
        ("x-private", 'lang: "und", region: none, script: auto'),
        ("de-1901", 'lang: "de", region: none, script: auto'),
    ],
)
def test_typst_is_told_what_it_can_know_of_a_language(tag: str, arguments: str) -> None:
    assert language(tag) == arguments
