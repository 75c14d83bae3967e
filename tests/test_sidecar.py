"""A sidecar states what a person knows about one source, and every slip in it is named with its place."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.errors import SidecarError
from muniment.model import RIGHTS_NOT_EVALUATED, Attributed, Basis, BlockKind, Metadata, Override
from muniment.sidecar import KEYS, Sidecar, parse_sidecar
from muniment.yaml import LARGEST

FULL = """\
# What we know of this text.
title: "On Tides"
creators:
  - A. Mariner
  - B. Pilot
language: en-GB
date: 1969-07
publisher: The Harbour Press
source_url: https://example.org/tides
captured: 2026-03-01T09:30:00Z
capture_method: copied by hand
rights: https://creativecommons.org/publicdomain/zero/1.0/
subjects: tides
description: null
identifier: urn:isbn:9783161484100
encoding: windows-1252
structure:
  - text: The Turn
    kind: heading
    level: 2
  - text: of the tide
    joined: true
    occurrence: 2
writers:
  pdf: {declare: none}
"""


def parse(text: str) -> Sidecar:
    return parse_sidecar(text.encode(), file="tides.yaml")


def refusal(text: str) -> SidecarError:
    with pytest.raises(SidecarError) as caught:
        parse(text)
    return caught.value


def test_every_key_is_read_and_each_value_is_an_assertion_of_the_sidecar() -> None:
    sidecar = parse(FULL)
    known = sidecar.stated.metadata
    assert known.title == Attributed(value="On Tides", basis=Basis.ASSERTED, evidence="sidecar")
    assert known.creators is not None
    assert known.creators.value == ("A. Mariner", "B. Pilot")
    assert known.date is not None
    assert known.date.value == "1969-07"
    assert known.captured is not None
    assert known.captured.value == "2026-03-01T09:30:00Z"
    assert known.subjects is not None
    assert known.subjects.value == ("tides",)
    assert sidecar.stated.unknown == {"description"}
    assert sidecar.encoding == "windows-1252"
    assert sidecar.overrides == (
        Override(text="The Turn", kind=BlockKind.HEADING, level=2),
        Override(text="of the tide", kind=BlockKind.PARAGRAPH, occurrence=2, joined=True),
    )
    assert sidecar.parameters == {"pdf.declare": "none"}
    assert all(f"{key}:" in FULL for key in KEYS)


@pytest.mark.parametrize("text", ["", "# nothing known\n", "---\n", "{}", "\ufeff# mark\r\n"])
def test_a_sidecar_may_state_nothing(text: str) -> None:
    assert parse(text) == Sidecar()


def test_what_yaml_1_1_would_change_stays_as_written() -> None:
    known = parse("title: no\npublisher: 12:30:45\ndescription: on\ndate: 2016-02-15\n").stated.metadata
    assert [one.value for one in (known.title, known.publisher, known.description, known.date) if one] == [
        "no",
        "12:30:45",
        "on",
        "2016-02-15",
    ]


def test_a_bare_year_is_a_date_but_a_bare_number_is_no_title() -> None:
    date = parse("date: 1984\n").stated.metadata.date
    assert date is not None
    assert date.value == "1984"
    assert 'Write it in quotes: "1984"' in str(refusal("title: 1984\n"))


def test_a_character_written_as_json_escapes_it_is_read_as_one() -> None:
    title = parse(r'title: "\ud83d\ude00"').stated.metadata.title
    assert title is not None
    assert title.value == "\N{GRINNING FACE}"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("titel", "title"),
        ("Title", "title"),
        ("capture-method", "capture_method"),
        ("author", "creators"),
        ("licence", "rights"),
        ("lang", "language"),
        ("encodng", "encoding"),
    ],
)
def test_a_misspelt_key_is_named_with_its_place_and_the_nearest_one(wrong: str, right: str) -> None:
    error = refusal(f"# first\ndate: 2001\n{wrong}: x\n")
    assert str(error.place) == "tides.yaml:3:1"
    assert error.code == "SIDECAR-KEY"
    assert f'"{wrong}"' in error.message
    assert error.remedy == f'Did you mean "{right}"?'


def test_a_key_like_no_other_is_answered_with_all_of_them() -> None:
    assert all(key in refusal("zzzzzz: 1\n").remedy for key in KEYS)


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("title: ''\n", "1:8", "empty"),
        ("title: |\n  On\n  Tides\n", "1:8", "line break"),
        ('title: "On\\u2028Tides"\n', "1:8", "line break"),
        ('title: "\\ud83d"\n', "1:8", "U+D83D"),
        ('title: " On Tides"\n', "1:8", "blank at an end"),
        ('title: "Cafe\\u0301"\n', "1:8", "normalisation"),
        ("title: [a]\n", "1:8", "a list"),
        ("creators: [a, {b: c}]\n", "1:15", "a set of keys"),
        ("creators:\n  - a\n  - 3\n", "3:5", "creators[2]"),
        ("creators: []\n", "1:11", "empty list"),
        ("language: english_UK\n", "1:11", "language tag"),
        ("language: en-\n", "1:11", "language tag"),
        ("date: 15 February 2016\n", "1:7", "ISO 8601"),
        ("date: 2016-02-30\n", "1:7", "calendar"),
        ("date: 2016-13\n", "1:7", "ISO 8601"),
        ("date: 2016-02-15T10:00:00Z\n", "1:7", "ISO 8601"),
        ("captured: 2016-02-15T10:00:00\n", "1:11", "ISO 8601"),
        ("date: 16\n", "1:7", "a number"),
        ("source_url: example.org\n", "1:13", "web address"),
        ("source_url: javascript:alert(1)\n", "1:13", "web address"),
        ("source_url: https://user:secret@example.org/\n", "1:13", "web address"),
        ("source_url: https://example.org/ä\n", "1:13", "web address"),
        ("rights: CC0\n", "1:9", "web address"),
        ("identifier: 978-3-16-148410-0\n", "1:13", "identifier URI"),
        ("encoding: windows-1525\n", "1:11", "encoding"),
        ("encoding: rot13\n", "1:11", "encoding"),
        ("encoding: unicode_escape\n", "1:11", "encoding"),
        ("structure: heading\n", "1:12", "list of corrections"),
        ("structure:\n  - kind: heading\n", "2:5", "which line"),
        ("structure:\n  - text: a\n", "2:5", "what the line is"),
        ("structure:\n  - {text: a, kind: headline}\n", "2:21", "kind of block"),
        ("structure:\n  - {text: a, kind: heading, level: 7}\n", "2:37", "1 to 6"),
        ("structure:\n  - {text: a, kind: heading, level: 0x2}\n", "2:37", "1 to 6"),
        ("structure:\n  - {text: a, kind: verse, quoted: yes}\n", "2:36", "quoted is text"),
        ("structure:\n  - {text: a, kind: verse}\n  - {text: c}\n", "3:5", "what the line is"),
        ("structure:\n  - {text: a  b, kind: verse}\n  - {text: a b, kind: heading}\n", "3:5", "second correction"),
        ("structure:\n  - {txt: a, kind: verse}\n", "2:6", '"txt"'),
        ("- title\n", "1:1", "a list"),
        ("just words\n", "1:1", "not keys with values"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_place(text: str, place: str, says: str) -> None:
    error = refusal(text)
    assert str(error.place) == f"tides.yaml:{place}"
    assert says in error.message
    assert error.remedy


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("title: a\ndate: 2001\ntitle: b\n", "3:1", "second time (first on line 1)"),
        ("title: &a x\ndescription: *a\n", "1:8", "aliases"),
        ("title: *a\n", "1:8", "aliases"),
        ("title: !!str 1984\n", "1:8", "Tags"),
        ("title: !!python/object:os.system x\n", "1:8", "Tags"),
        ("%YAML 1.1\n---\ntitle: no\n", "2:1", "directive"),
        ("title: a\n---\ntitle: b\n", "2:1", "second document"),
        ("? [a]\n: b\n", "1:3", "key must be a name"),
        ("title: [[[[[[[[a]]]]]]]]\n", "1:13", "nested too deeply"),
        ("title: a: b\n", "1:9", "not YAML"),
        ("title: [a\n", "2:1", "not YAML"),
        ('title: "\\UFFFFFFFF"\n', "1:1", "not YAML"),
        ("title: a\u2028b\n", "1:9", "U+2028"),
        ("date: 2001\ntitle: a\x00b\n", "2:9", "U+0000"),
    ],
)
def test_yaml_that_is_broken_or_dangerous_is_refused_with_its_place(text: str, place: str, says: str) -> None:
    error = refusal(text)
    assert str(error.place) == f"tides.yaml:{place}"
    assert says in error.message
    assert error.remedy


def test_a_sidecar_that_is_not_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(SidecarError, match=r"tides.yaml:2: Byte 16 of the file is not UTF-8\. Save the file as UTF-8"):
        parse_sidecar(b"# head\ntitle: M\xfcll\n", file="tides.yaml")


def test_a_huge_sidecar_is_refused_unread() -> None:
    assert "at most" in refusal("#" * (LARGEST + 1)).message


def test_a_sidecar_and_its_errors_cross_process_boundaries() -> None:
    assert pickle.loads(pickle.dumps(parse(FULL))) == parse(FULL)  # noqa: S301 # our own bytes
    error = pickle.loads(pickle.dumps(refusal("titel: x\n")))  # noqa: S301 # our own bytes
    assert str(error) == str(refusal("titel: x\n"))


PIECES = [
    "title: ",
    "- ",
    "a",
    "[",
    "{",
    "}",
    ": ",
    "\n",
    "  ",
    '"',
    "'",
    "\\U0011",
    "|",
    "> ",
    "&x ",
    "!",
    "%",
    "---",
    "#",
]


ANY_TEXT = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=12).map("".join)


@given(st.binary(max_size=40) | ANY_TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_either_read_or_refused_with_a_place(data: bytes) -> None:
    try:
        outcome: Sidecar | SidecarError = parse_sidecar(data, file="any.yaml")
    except SidecarError as error:
        outcome = error
    if isinstance(outcome, SidecarError):
        assert outcome.remedy
        assert outcome.place is not None
        assert outcome.place.line is not None


SIDECARS = sorted((Path(__file__).parent.parent / "source").rglob("*.yaml"))


@pytest.mark.parametrize("path", SIDECARS, ids=lambda path: path.stem)
def test_each_sidecar_of_this_collection_can_be_read_and_states_rights(path: Path) -> None:
    known = parse_sidecar(path.read_bytes(), file=path.name).stated.metadata
    assert path.with_suffix(".txt").is_file()
    assert known.rights is not None


def test_the_text_that_came_without_a_word_on_its_origin_has_none_invented() -> None:
    path = next(path for path in SIDECARS if path.stem == "000_8fd222300cf64b86")
    stated = parse_sidecar(path.read_bytes(), file=path.name).stated
    assert stated.metadata == Metadata(
        rights=Attributed(value=RIGHTS_NOT_EVALUATED, basis=Basis.ASSERTED, evidence="sidecar")
    )
    assert stated.unknown == {"creators", "date", "publisher", "source_url", "captured", "capture_method"}
