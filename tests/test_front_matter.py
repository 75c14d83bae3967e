"""Front matter tells what is known about a document and how it came to be known, for people and for any YAML reader."""

from __future__ import annotations

import subprocess
from typing import Any

import pypandoc  # type: ignore[import-untyped] # it carries no types
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from muniment.errors import Place, SourceError
from muniment.front_matter import parse, render
from muniment.model import Attributed, Basis, Metadata
from muniment.statements import FIELDS, Stated
from statement_values import METADATA

KNOWN = Metadata(
    title=Attributed(value='On "Tides": a study', basis=Basis.EXTRACTED, evidence="line 1", confidence=0.97),
    creators=Attributed(value=("A. Mariner", "B. Pilot"), basis=Basis.ASSERTED, evidence="sidecar"),
    language=Attributed(value="en", basis=Basis.DERIVED, evidence="language detector", confidence=0.00001),
    rights=Attributed(
        value="http://rightsstatements.org/vocab/CNE/1.0/", basis=Basis.ASSERTED, evidence="muniment.toml"
    ),
)
RENDERED = """\
---
title: "On \\"Tides\\": a study"
creator:
  - "A. Mariner"
  - "B. Pilot"
language: "en"
date: null
publisher: null
source: null
captured: null
capture_method: null
rights: "http://rightsstatements.org/vocab/CNE/1.0/"
subject: null
description: null
identifier: null
basis:
  title: { extracted: "line 1", confidence: 0.97 }
  creator: { asserted: "sidecar" }
  language: { derived: "language detector", confidence: 0.00001 }
  rights: { asserted: "muniment.toml" }
---
"""


def stated(text: str) -> Stated:
    found, _ = parse(text, file="tides.md")
    assert found is not None
    return found


def refusal(text: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        parse(text, file="tides.md")
    assert caught.value.remedy
    return caught.value


def test_every_field_is_written_in_a_fixed_order_with_its_basis() -> None:
    assert render(KNOWN) == RENDERED


def test_nothing_known_is_written_as_such() -> None:
    text = render(Metadata())
    assert text.count(": null\n") == len(FIELDS)
    assert text.endswith("basis: {}\n---\n")
    assert stated(text).unknown == {field.name for field in FIELDS}


@given(METADATA)
@example(Metadata())
def test_what_is_written_is_read_back_exactly(known: Metadata) -> None:
    text = render(known) + "\n# Body\n"
    found, offset = parse(text, file="any.md")
    assert found is not None
    assert found.metadata == known
    assert found.unknown == {field.name for field in FIELDS if getattr(known, field.name) is None}
    assert text[offset:] == "\n# Body\n"
    assert render(found.metadata) == text[:offset]


@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
def test_other_yaml_readers_read_the_same(version: tuple[int, int]) -> None:
    @given(METADATA)
    def check(known: Metadata) -> None:
        reader = YAML(typ="safe", pure=True)
        reader.version = version
        told: dict[str, Any] = reader.load(render(known).removeprefix("---\n").removesuffix("---\n"))
        assert list(told) == [*(field.key for field in FIELDS), "basis"]
        for field in FIELDS:
            one = getattr(known, field.name)
            assert told[field.key] == (None if one is None else list(one.value) if field.many else one.value)
            if one is not None:
                assert told["basis"][field.key].get("confidence") == one.confidence
                assert told["basis"][field.key][one.basis.value] == one.evidence

    check()


def test_pandoc_reads_the_same_title() -> None:
    ran = subprocess.run(
        [
            pypandoc.get_pandoc_path(),
            "--from=commonmark+yaml_metadata_block",
            "--to=plain",
            "--standalone",
            "--wrap=none",
        ],
        input=render(KNOWN) + "\nBody.\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith('On "Tides": a study\n')
    assert ran.stdout.endswith("\n\nBody.\n")


def test_a_person_may_write_just_some_keys() -> None:
    text = "---\ntitle: My text\ncreator: A. Mariner\ndate: 2001\n---\nBody\n"
    known = stated(text).metadata
    assert known == Metadata(
        title=Attributed(value="My text", basis=Basis.ASSERTED, evidence="front matter"),
        creators=Attributed(value=("A. Mariner",), basis=Basis.ASSERTED, evidence="front matter"),
        date=Attributed(value="2001", basis=Basis.ASSERTED, evidence="front matter"),
    )
    assert text[parse(text, file="x.md")[1] :] == "Body\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Title\n",
        "---\n",
        "---\n\ntitle: after a blank line, the first line is a scene break\n\n---\n",
        "---\nWords between two scene breaks\n---\n",
        "----\ntitle: a\n----\n",
        "\n---\ntitle: a\n---\n",
        " ---\ntitle: a\n---\n",
        "---\ntitle: never closed\n",
    ],
)
def test_a_text_may_have_none(text: str) -> None:
    assert parse(text, file="tides.md") == (None, 0)


@pytest.mark.parametrize("text", ["---\n---\n", "---\n# only a comment\n---\n", "---\nbasis:\n---"])
def test_front_matter_may_state_nothing(text: str) -> None:
    assert parse(text, file="tides.md") == (Stated(), len(text))


def test_front_matter_may_end_with_dots_and_with_the_file() -> None:
    text = "--- \ntitle: a\n..."
    assert parse(text, file="tides.md")[1] == len(text)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("author", "creator"),
        ("creators", "creator"),
        ("lang", "language"),
        ("source_url", "source"),
        ("url", "source"),
        ("tags", "subject"),
        ("titel", "title"),
    ],
)
def test_a_misspelt_key_is_named_with_its_place_and_the_nearest_one(wrong: str, right: str) -> None:
    error = refusal(f"---\ndate: 2001\n{wrong}: x\n---\n")
    assert str(error.place) == "tides.md:3:1"
    assert error.code == "SRC-FRONT-MATTER-KEY"
    assert error.remedy == f'Did you mean "{right}"?'


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("date: yesterday\n", "2:7", "ISO 8601"),
        ("title: a\n- b\n", "3:1", "not YAML"),
        ("- a\n- b\n", "2:1", "a list"),
        ("title: a\nbasis:\n  title: extracted\n", "4:10", "not keys with values"),
        ("title: a\nbasis:\n  title: { guessed: x }\n", "4:12", '"guessed"'),
        ("title: a\nbasis:\n  title: { asserted: x, derived: y }\n", "4:10", "not one of three"),
        ("title: a\nbasis:\n  title: { confidence: 1 }\n", "4:10", "not one of three"),
        ("title: a\nbasis:\n  title: { derived: 1 }\n", "4:21", "a number"),
        ("title: a\nbasis:\n  title: { derived: x, confidence: 1.5 }\n", "4:36", "0 to 1"),
        ("title: a\nbasis:\n  title: { derived: x, confidence: high }\n", "4:36", "0 to 1"),
        ('title: a\nbasis:\n  title: { derived: x, confidence: "1" }\n', "4:36", "0 to 1"),
        ("title: null\nbasis:\n  title: { derived: x }\n", "4:10", "has no value"),
        ("title: a\nbasis:\n  date: { derived: x }\n", "4:9", "has no value"),
        ("title: a\nbasis:\n  titel: { derived: x }\n", "4:3", '"titel"'),
    ],
)
def test_front_matter_that_cannot_be_used_is_refused_with_its_place(text: str, place: str, says: str) -> None:
    error = refusal(f"---\n{text}---\n")
    assert str(error.place) == f"tides.md:{place}"
    assert says in error.message


@given(
    st.lists(st.sampled_from(["---\n", "title: ", "basis:\n", "  ", "a", "\n", '"', "{", "derived: ", "..."])).map(
        "".join
    )
)
def test_any_text_is_either_read_or_refused(text: str) -> None:
    try:
        found, offset = parse(text, file="any.md")
    except SourceError as error:
        place = error.place
    else:
        place = Place(file="any.md", line=1)
        assert (found is None) == (offset == 0)
        assert 0 <= offset <= len(text)
    assert place is not None
    assert place.line is not None
