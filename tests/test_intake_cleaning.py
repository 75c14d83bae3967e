"""Clean text has LF newlines, NFC and no control characters, and every edit can be taken back."""

from __future__ import annotations

import unicodedata
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from muniment.changes import apply, revert
from muniment.intake import clean
from patience import patience

# Characters that newline, normalisation and control rules fight over.
troublesome = st.text(
    st.sampled_from(
        "ab \n\t\r\x0b\x0c\x85\u2028\u2029\x00\x07\x1a\x7f\x9f\ufeff\ufdd0\uffff\U0001fffe"
        "e\u0301\u0316\u0327\u0345\u0344\u1e0b\u0323\u212b\u2126\u0958\u09c7\u09be\u0f73\u1100\u1161\u11a8\uac00"
        "\U0001d15e\U00011131\U00011127\u00ad\u200d\u200f"
    ),
    max_size=40,
)


def rules(raw: str) -> list[str]:
    return [change.rule for change in clean(raw)[1]]


@settings(max_examples=500, deadline=None)
@given(st.one_of(troublesome, st.text()))
@example("e\x00\u0301")
@example("e\r\u0301")
@example("\u1100\x01\u1161\x02\u11a8")
def test_any_text_comes_out_clean_and_can_be_restored(raw: str) -> None:
    text, changes = clean(raw)
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(char) == "Cc" for char in text if char not in "\t\n")
    assert not any(char in "\ufeff\u2028\u2029" or ord(char) & 0xFFFE == 0xFFFE for char in text)
    assert revert(text, changes) == raw
    assert apply(raw, changes) == text
    assert clean(text) == (text, ())


@settings(deadline=None)
@given(st.one_of(troublesome, st.text()))
def test_nothing_is_lost_but_what_the_rules_name(raw: str) -> None:
    expected = raw.replace("\r\n", "\n")
    for newline in "\r\x0b\x0c\x85\u2028\u2029":
        expected = expected.replace(newline, "\n")
    kept = "".join(
        char
        for char in expected
        if (unicodedata.category(char) != "Cc" or char in "\t\n")
        and char != "\ufeff"
        and not 0xFDD0 <= ord(char) <= 0xFDEF
        and ord(char) & 0xFFFE != 0xFFFE
    )
    assert clean(raw)[0] == unicodedata.normalize("NFC", kept)


@settings(deadline=None)
@given(st.one_of(troublesome, st.text()))
def test_clean_text_is_valid_xml(raw: str) -> None:
    text = clean(raw)[0]
    assert etree.fromstring(f"<p>{escape(text)}</p>").text == (text or None)


@pytest.mark.parametrize(
    ("newline", "rule"),
    [
        ("\r\n", "newline-crlf"),
        ("\r", "newline-cr"),
        ("\x0b", "newline-vt"),
        ("\x0c", "form-feed"),
        ("\x85", "newline-nel"),
        ("\u2028", "newline-ls"),
        ("\u2029", "newline-ps"),
    ],
)
def test_each_newline_becomes_lf_by_its_own_rule(newline: str, rule: str) -> None:
    assert clean(f"one{newline}two")[0] == "one\ntwo"
    assert rules(f"one{newline}two") == [rule]
    assert rules(f"one\x01{newline}two") == ["control", rule]


def test_a_run_of_controls_is_removed_as_one_change_at_its_place() -> None:
    text, (change,) = clean("ab\x00\x01\ufeffc")
    assert (text, change.rule, change.position, change.before, change.after) == (
        "abc",
        "control",
        2,
        "\x00\x01\ufeff",
        "",
    )


def test_composition_is_recorded_letter_by_letter() -> None:
    text, changes = clean("re\u0301sume\u0301")
    assert text == "résumé"
    assert [(change.rule, change.position, change.before, change.after) for change in changes] == [
        ("nfc", 1, "e\u0301", "é"),
        ("nfc", 6, "e\u0301", "é"),
    ]


def test_a_control_between_a_letter_and_its_accent_goes_with_them() -> None:
    text, (change,) = clean("re\x02\u0301s")
    assert (text, change.rule, change.before, change.after) == ("rés", "control-nfc", "e\x02\u0301", "é")


def test_hangul_letters_become_syllables() -> None:
    assert clean(unicodedata.normalize("NFD", "한국어"))[0] == "한국어"


def test_what_an_author_may_mean_is_kept() -> None:
    text = "soft\u00adhyphen, क्\u200dष, می\u200cخواهم, \u200fعربي\u200e, a\u00a0b, \ufffd, \ufff9\t\U0001f600"
    assert clean(text) == (text, ())


def test_ordinary_text_passes_in_good_time() -> None:
    text = "The tide came in at four, and with it the “Margaret”.\n" * 200_000
    with patience():
        assert clean(text) == (text, ())


def test_one_line_of_many_megabytes_passes_in_good_time() -> None:
    text = "word " * 4_000_000
    with patience():
        assert clean(text) == (text, ())


def test_five_megabytes_of_crlf_pass_in_good_time() -> None:
    line = "The tide came in at four, and with it the Margaret."
    with patience():
        text, changes = clean(f"{line}\r\n" * 100_000)
    assert (text, len(changes)) == (f"{line}\n" * 100_000, 100_000)


def test_a_long_run_of_marks_in_the_wrong_order_takes_linear_time() -> None:
    raw = "e" + "\u0315\u0316" * 100_000
    with patience():  # minutes, if sorted by insertion
        text, changes = clean(raw)
    assert text == "e" + "\u0316" * 100_000 + "\u0315" * 100_000
    assert revert(text, changes) == raw
