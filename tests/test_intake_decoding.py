"""Bytes become text by assertion, by mark, by strict UTF-8 or by a recorded guess, and always come back exactly."""

from __future__ import annotations

import codecs
import encodings.aliases

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.errors import SourceError
from muniment.intake import decode, encode_back
from muniment.intake.codepages import published_name
from muniment.model import Basis, Stage

CODECS = sorted(
    {
        codecs.lookup(name).name
        for name in set(encodings.aliases.aliases.values())
        if name not in {"mbcs", "oem", "punycode", "idna"} and codecs.lookup(name)._is_text_encoding  # noqa: SLF001 - codecs tell text from other transforms nowhere else
    }
)
"""Every character encoding that Python has."""


def read(data: bytes, asserted: str | None = None) -> tuple[str, str, Basis]:
    text, encoding, changes = decode(data, asserted=asserted, file="a.txt")
    assert encode_back(text, encoding, changes) == data
    return text, encoding.name, encoding.basis


def refusal(data: bytes, asserted: str | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        decode(data, asserted=asserted, file="a.txt")
    assert caught.value.remedy
    assert caught.value.place is not None
    assert caught.value.place.file == "a.txt"
    return caught.value


# ------------------------------------------------------------------------------------------ the order


def test_strict_utf_8_is_tried_first() -> None:
    assert read("Größe – 大小".encode()) == ("Größe – 大小", "utf-8", Basis.EXTRACTED)
    assert read(b"Plain.") == ("Plain.", "utf-8", Basis.EXTRACTED)


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_names_the_encoding_and_becomes_a_change(mark: bytes, name: str) -> None:
    text, encoding, (change,) = decode(mark + "Größe 𝄞".encode(name), asserted=None, file="a.txt")
    assert (text, encoding.name, encoding.basis, encoding.confidence) == ("Größe 𝄞", name, Basis.EXTRACTED, 1.0)
    assert encoding.byte_order_mark
    assert (change.stage, change.rule, change.position) == (Stage.DECODE, "byte-order-mark", 0)
    assert (change.before, change.after) == (mark.hex(), "")


def test_a_mark_followed_by_bytes_that_do_not_fit_is_refused() -> None:
    assert refusal(b"\xff\xfea\x00b").code == "SRC-UNDECODABLE"
    assert refusal(b"\xef\xbb\xbfa\xff").code == "SRC-UNDECODABLE"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text", ["Plain words.\n", "Größe\n", "Все люди рождаются.\n", "人人生而自由\n在尊严上\n", "सभी मनुष्य हैं\n"]
)
def test_utf_16_and_32_without_a_mark_are_told_by_their_zero_bytes(name: str, text: str) -> None:
    assert read(text.encode(name)) == (text, name, Basis.DERIVED)


def test_iso_2022_is_told_by_its_escapes() -> None:
    text = "すべての人間は、\n生まれながらにして自由である。\n"
    assert read(text.encode("iso2022_jp")) == (text, "iso2022-jp", Basis.EXTRACTED)


# ------------------------------------------------------------------------------------------ assertions


def test_an_asserted_encoding_wins_over_everything() -> None:
    assert read("é".encode(), "windows-1252") == ("Ã©", "windows-1252", Basis.ASSERTED)
    assert read(b"\xef\xbb\xbfa", "cp1252") == ("ï»¿a", "windows-1252", Basis.ASSERTED)
    assert read(b"a\x00b", "utf-8") == ("a\x00b", "utf-8", Basis.ASSERTED)


@pytest.mark.parametrize("asserted", ["utf-8", "UTF8", "utf-8-sig"])
def test_an_asserted_encoding_may_have_its_mark(asserted: str) -> None:
    assert read(b"\xef\xbb\xbfa", asserted) == ("a", "utf-8", Basis.ASSERTED)
    assert read(b"a", asserted) == ("a", "utf-8", Basis.ASSERTED)


def test_utf_16_asserted_without_an_order_takes_it_from_the_bytes() -> None:
    assert read(b"\xfe\xff\x00a", "UTF-16") == ("a", "utf-16-be", Basis.ASSERTED)
    assert read(b"\x00a\x00b", "utf-16") == ("ab", "utf-16-be", Basis.ASSERTED)
    assert read(b"a\x00b\x00", "utf-16") == ("ab", "utf-16-le", Basis.ASSERTED)
    assert read("人人".encode("utf-16-le"), "utf-16") == ("人人", "utf-16-le", Basis.ASSERTED)


@pytest.mark.parametrize(
    "name", ["utf-9", "rot13", "unicode_escape", "idna", "", "../x", "a\x00b", "base64", "charmap"]
)
def test_an_encoding_that_does_not_exist_is_refused(name: str) -> None:
    error = refusal(b"text", name)
    assert error.code == "SRC-UNDECODABLE"
    assert "does not exist" in error.message


def test_bytes_that_do_not_fit_are_refused_with_offset_and_line() -> None:
    error = refusal(b"first\nsecond \xff line\n", "utf-8")
    assert error.code == "SRC-UNDECODABLE"
    assert "0xFF at offset 13" in error.message
    assert str(error.place) == "a.txt:2"


def test_lone_surrogates_that_a_codec_lets_through_are_refused() -> None:
    assert refusal(b"+2AA-", "utf-7").code == "SRC-UNDECODABLE"


def test_control_characters_read_by_a_mistaken_latin_1_are_refused_rather_than_dropped() -> None:
    error = refusal(b"first\n\x93quoted\x94", "iso-8859-1")
    assert error.code == "SRC-UNDECODABLE"
    assert "0x93 at offset 6" in error.message
    assert "windows-1252" in error.remedy
    assert str(error.place) == "a.txt:2"
    assert read(b"caf\xe9", "latin-1") == ("café", "iso-8859-1", Basis.ASSERTED)


def test_utf_8_with_a_damaged_byte_is_refused_rather_than_guessed() -> None:
    error = refusal("Größe, Übermut, Äpfel\nund ".encode() + b"\xc3" + " öde Straßen".encode())
    assert error.code == "SRC-UNDECODABLE"
    assert str(error.place) == "a.txt:2"


@pytest.mark.parametrize("codec", CODECS)
def test_every_published_name_leads_to_the_same_codec(codec: str) -> None:
    name = published_name(codec)
    if name is not None:
        assert codecs.lookup(name).name == codec
        assert name == name.lower()


# ------------------------------------------------------------------------------------------ no text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\nstream", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "ZIP"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "JPEG"),
        (b"\x1f\x8b\x08\x00\x00", "gzip"),
        (b"{\\rtf1\\ansi text}", "RTF"),
        (b"\x7fELF\x02\x01\x01\x00", "Linux program"),
        (b"a\x00b\x00\x00\x01c\x00\x00\x00d", "zero bytes"),
        (b"\x01\x02\x03 text", "control characters"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, kind: str) -> None:
    error = refusal(data)
    assert error.code == "SRC-BINARY"
    assert kind in error.message


def test_a_text_that_only_begins_like_a_program_is_a_text() -> None:
    for text in ("MZ was her sign.", "RIFF is a word.", "PK stands for pike.", "%PDF is a mark.", "GIF87a or not"):
        assert read(text.encode())[0] == text


def test_a_text_may_hold_an_end_of_file_mark_and_an_escape() -> None:
    assert read(b"Bold \x1b[1m and the end.\x1a")[0] == "Bold \x1b[1m and the end.\x1a"


# ------------------------------------------------------------------------------------------ the way back


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_come_back(data: bytes) -> None:
    try:
        text, encoding, changes = decode(data, asserted=None, file="a.txt")
    except SourceError:
        return
    assert encode_back(text, encoding, changes) == data
    text.encode("utf-8")


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(CODECS))
def test_any_bytes_in_any_asserted_encoding_are_refused_or_come_back(data: bytes, codec: str) -> None:
    try:
        text, encoding, changes = decode(data, asserted=codec, file="a.txt")
    except SourceError:
        return
    assert encode_back(text, encoding, changes) == data


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x0e\x0f\x1b")), st.sampled_from(CODECS))
def test_any_text_in_any_asserted_encoding_comes_back(text: str, codec: str) -> None:
    data = text.encode(codec, "ignore")
    try:
        raw, encoding, changes = decode(data, asserted=codec, file="a.txt")
    except SourceError as error:
        # Only signatures of binary files, C1 controls in ISO 8859 and codecs that Muniment does not offer are refused.
        assert error.code == "SRC-BINARY" or "control character" in error.message or published_name(codec) is None  # noqa: PT017 - either outcome is right
        return
    assert encode_back(raw, encoding, changes) == data


def test_bytes_that_a_codec_would_write_otherwise_are_recorded_one_by_one() -> None:
    data = "一行目\n".encode("cp932") + b"\x87\x90 \xfc\x4b\n"  # places that two characters have twice
    text, encoding, changes = decode(data, asserted="cp932", file="a.txt")
    assert [(change.rule, change.position, change.before, change.after) for change in changes] == [
        ("unusual-bytes", 7, "8790", "≒"),
        ("unusual-bytes", 10, "fc4b", "黑"),
    ]
    assert encode_back(text, encoding, changes) == data


def test_a_codec_with_shift_states_is_restored_piece_by_piece_or_as_a_whole() -> None:
    assert read(b"\x1b$B\x1b$B$3\x1b(B\nplain\n", "iso2022_jp")[0] == "こ\nplain\n"
    _, _, (change,) = decode(b"\x1b$B$3\n$3\x1b(B", asserted="iso2022_jp", file="a.txt")
    assert (change.position, change.after) == (0, "こ\nこ")


def test_changes_that_do_not_belong_to_the_text_are_refused() -> None:
    text, encoding, changes = decode(b"\x87\x90", asserted="cp932", file="a.txt")
    with pytest.raises(ValueError, match="does not fit"):
        encode_back("x" + text, encoding, changes)
    with pytest.raises(ValueError, match="no cp932 text"):
        encode_back("", encoding, [*decode(b"    \x87\x90", asserted="cp932", file="a.txt")[2]])
