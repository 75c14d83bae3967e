"""Bad input gets a clear error with file, place and remedy; the other documents are still built."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Never

import pytest

from collection import LETTER, Collection, collection
from muniment.errors import ExitCode, WriterError


def refused(letters: Collection) -> dict[str, object]:
    """Build; the good letter must come out, one complaint must be made, and the exit code must tell."""
    outcome = letters.build()
    assert outcome.code == ExitCode.SOURCE
    assert (letters.dist / "letter" / "letter.pdf").exists()
    assert [path.name for path in letters.dist.iterdir()] == ["letter"]
    complaints = [*outcome.of("error"), *(one for one in outcome.of("finding") if one["severity"] == "error")]
    assert len(complaints) == 1, complaints
    assert complaints[0]["remedy"]
    assert outcome.summary["failed"] == 1
    return dict(complaints[0])


@pytest.fixture
def letters(tmp_path: Path) -> Collection:
    return collection(tmp_path, letter=LETTER)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "SRC-EMPTY"),
        (b" \n\t\n", "SRC-EMPTY"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)), "SRC-BINARY"),
        (bytes(range(256)) * 4, "SRC-BINARY"),
    ],
)
def test_a_file_that_is_no_text_is_refused(letters: Collection, data: bytes, code: str) -> None:
    letters.write("bad.txt", data)
    complaint = refused(letters)
    assert complaint["code"] == code
    assert "bad.txt" in str(complaint["place"])


def test_bytes_that_contradict_the_stated_encoding_are_refused_with_their_place(letters: Collection) -> None:
    letters.write("bad.txt", b"first line\nsecond \xff line\n")
    letters.write("bad.yaml", "encoding: utf-8\n")
    complaint = refused(letters)
    assert complaint["code"] == "SRC-UNDECODABLE"
    assert "'line': 2" in str(complaint["place"])


@pytest.mark.parametrize(
    ("sidecar", "said"),
    [
        ("titel: x\n", "title"),
        ("title: [\n", "line"),
        ("date: yesterday\n", "date"),
        ("title: one\ntitle: two\n", "title"),
    ],
)
def test_a_broken_sidecar_is_refused_and_the_nearest_key_is_named(letters: Collection, sidecar: str, said: str) -> None:
    letters.write("bad.txt", LETTER)
    letters.write("bad.yaml", sidecar)
    complaint = refused(letters)
    assert str(complaint["code"]).startswith("SIDECAR")
    assert said in str(complaint)


def test_a_folder_with_the_name_of_a_text_is_refused(letters: Collection) -> None:
    (letters.source / "bad.txt").mkdir()
    assert refused(letters)["code"] == "SRC-DIRECTORY"


def test_a_link_out_of_the_source_folder_is_refused(letters: Collection) -> None:
    (letters.root / "secret.txt").write_text("not for publication")
    (letters.source / "bad.txt").symlink_to(letters.root / "secret.txt")
    assert refused(letters)["code"] == "SRC-SYMLINK"


def test_two_sources_with_one_id_are_refused_and_both_are_named(letters: Collection) -> None:
    letters.write("a b.txt", LETTER)
    letters.write("a-b.txt", LETTER)
    outcome = letters.build()
    assert outcome.code == ExitCode.SOURCE
    assert set(outcome.codes()) == {"SRC-COLLISION"}
    said = " ".join(str(one) for one in outcome.of("finding"))
    assert "a b.txt" in said
    assert "a-b.txt" in said
    assert [path.name for path in letters.dist.iterdir()] == ["letter"]


def test_file_names_of_every_kind_are_built(letters: Collection) -> None:
    for name in (
        "-rf.txt",
        'it\'s "quoted".txt',
        "line\nbreak.txt",
        "$(HOME).txt",
        "ünïcode 文.TXT",
        "deep/er/than/that.text",
    ):
        letters.write(name, f"A name\n\nThis text has an awkward file name, which is {len(name)} characters long.\n")
    (letters.source / os.fsdecode(b"not-utf8-\xff.txt")).write_text(LETTER)
    outcome = letters.build()
    assert (outcome.code, outcome.codes()) == (ExitCode.OK, [])
    assert outcome.summary["built"] == 8
    assert letters.run("verify").code == ExitCode.OK


def test_one_very_long_line_is_built(letters: Collection) -> None:
    letters.write("long.txt", "word " * 100_000)
    assert letters.build("--format=html", "--format=tei", "--format=epub").code == ExitCode.OK


def test_a_text_that_cannot_be_parsed_is_one_failure_and_keeps_its_markdown(
    letters: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(*_: object, **__: object) -> Never:
        raise WriterError("pandoc did not answer", remedy="Divide the document.", code="WRITE-PANDOC")

    letters.build()
    letters.write("long.txt", "word " * 100)
    monkeypatch.setattr("muniment.work.make_document", too_long)
    outcome = letters.build()
    assert outcome.codes() == ["WRITE-PANDOC"]
    assert {path.name for path in (letters.dist / "long").iterdir()} == {
        "long.md",
        "long.source.txt",
        "provenance.json",
        "SHA256SUMS",
    }


def test_broken_settings_stop_the_build_before_anything_is_written(letters: Collection) -> None:
    (letters.root / "muniment.toml").write_text("[colection]\n")
    outcome = letters.build()
    assert outcome.code == ExitCode.CONFIGURATION
    assert "collection" in str(outcome.of("error")[0])
    assert not letters.dist.exists()


def test_a_missing_source_folder_is_said(tmp_path: Path) -> None:
    outcome = Collection(root=tmp_path).build()
    assert outcome.code == ExitCode.USAGE
    assert outcome.of("error")[0]["remedy"]


HOSTILE = """# not a heading

![picture](file://SECRET) and [a link](javascript:alert(1)) and <img src="http://example.org/x.png">

<script>alert(1)</script> &amp; <!ENTITY x SYSTEM "file://SECRET"> $x$ \\input{SECRET}

::: {.include file=SECRET}

@import url(file://SECRET); {{< include SECRET >}}
"""


def test_nothing_in_a_text_is_taken_for_an_instruction(letters: Collection) -> None:
    secret = letters.root / "secret.txt"
    secret.write_text("the-words-of-another-file")
    letters.write("hostile.txt", "A hostile text\n\n" + HOSTILE.replace("SECRET", str(secret)))
    letters.write("hostile too.md", "# Another\n\n" + HOSTILE.replace("SECRET", str(secret)))
    assert letters.build().code == ExitCode.OK
    for path in [*letters.dist.glob("hostile*/*.html"), *letters.dist.glob("hostile*/*.xml")]:
        page = path.read_text()
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert "<img" not in page
    assert not [path.name for path in letters.dist.rglob("*.*") if b"words-of-another" in path.read_bytes()]
