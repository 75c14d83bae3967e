"""From any bytes: either a clear refusal, or clean text from which exactly those bytes can be regenerated."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.errors import SourceError
from muniment.intake import restore, take_in
from muniment.model import Stage
from patience import patience

CODECS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-7", "cp1252", "latin-1", "cp1251", "koi8-r", "cp437"),
    *("mac-roman", "cp037", "cp932", "euc-jp", "iso2022_jp", "shift_jis_2004", "gb18030", "hz", "big5", "euc-kr"),
)


def is_clean(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text) and not any(
        unicodedata.category(char) in {"Cc", "Cs"} and char not in "\t\n" for char in text
    )


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=300), st.none() | st.sampled_from(CODECS))
def test_any_bytes_are_refused_or_can_be_regenerated(data: bytes, asserted: str | None) -> None:
    try:
        taken = take_in(data, asserted_encoding=asserted, file="a.txt")
    except SourceError as error:
        assert error.code in {"SRC-BINARY", "SRC-EMPTY", "SRC-UNDECODABLE"}  # noqa: PT017 - either outcome is right
        assert error.remedy  # noqa: PT017 - the same
        return
    assert restore(taken) == data
    assert is_clean(taken.text)


@settings(max_examples=400, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=80).map(lambda text: text + "words\r\n"),
    st.sampled_from(CODECS),
    st.booleans(),
)
def test_any_text_in_any_encoding_is_refused_or_can_be_regenerated(text: str, codec: str, asserted: bool) -> None:  # noqa: FBT001 - Hypothesis decides
    data = text.encode(codec, "ignore")
    try:
        taken = take_in(data, asserted_encoding=codec if asserted else None, file="a.txt")
    except SourceError:
        return
    assert restore(taken) == data
    assert is_clean(taken.text)


def test_utf_8_is_never_refused_for_its_letters() -> None:
    data = "\ufeffCafe\u0301\r\nΩ\u2126 end\x0c".encode()
    taken = take_in(data, asserted_encoding=None, file="a.txt")
    assert taken.text == "Café\nΩΩ end\n"
    assert [(change.stage, change.rule) for change in taken.changes] == [
        (Stage.DECODE, "byte-order-mark"),
        (Stage.INTAKE, "nfc"),
        (Stage.INTAKE, "newline-crlf"),
        (Stage.INTAKE, "nfc"),
        (Stage.INTAKE, "form-feed"),
    ]
    assert restore(taken) == data


@pytest.mark.parametrize("data", [b"", b" ", b"\r\n\t \x0c", b"\xef\xbb\xbf\n", "\u200b\u00a0\u200e".encode(), b"\x1a"])
def test_a_file_without_visible_text_is_refused_as_empty(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        take_in(data, asserted_encoding=None, file="in/a.txt")
    assert (caught.value.code, str(caught.value.place)) == ("SRC-EMPTY", "in/a.txt")


def test_a_text_that_was_tampered_with_cannot_be_restored() -> None:
    taken = take_in(b"one\r\ntwo\r\n", asserted_encoding=None, file="a.txt")
    with pytest.raises(ValueError, match="does not fit"):
        restore(replace(taken, text="one two\n"))


@pytest.mark.parametrize(
    "data", [b"word " * 2_000_000, "größer ".encode("cp1252") * 1_500_000, "大小".encode() * 1_000_000]
)
def test_one_very_long_line_is_taken_in_in_good_time(data: bytes) -> None:
    with patience():
        taken = take_in(data, asserted_encoding=None, file="a.txt")
    assert restore(taken) == data
