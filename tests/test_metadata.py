"""Metadata comes from every place that may know, the most trustworthy first, and says where each value is from."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.config import Config
from muniment.metadata import as_public_mapping, display_title, extract, identifier_of, language_tag, resolve
from muniment.model import (
    RIGHTS_NOT_EVALUATED,
    Attributed,
    Basis,
    Block,
    BlockKind,
    Decision,
    Metadata,
    SourceFacts,
    Span,
)
from muniment.sidecar import Sidecar
from muniment.statements import FIELDS, Stated
from statement_values import METADATA

SOURCE = SourceFacts(
    name="tides.txt",
    size=3,
    sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    sha512="",
    media_type="text/plain",
)
GUIDE = Path(__file__).parent.parent / "docs" / "metadata.md"


def value(text: str, basis: Basis = Basis.ASSERTED, evidence: str = "test") -> Attributed[Any]:
    return Attributed(value=text, basis=basis, evidence=evidence)


def resolved(
    *,
    sidecar: Stated | None = None,
    front_matter: Stated | None = None,
    extracted: Metadata | None = None,
    collection: Metadata | None = None,
) -> Metadata:
    return resolve(
        config=Config(collection=collection or Metadata()),
        sidecar=Sidecar(stated=sidecar) if sidecar else None,
        front_matter=front_matter,
        extracted=extracted or Metadata(),
        source=SOURCE,
    )


def test_the_most_trustworthy_source_of_a_value_wins() -> None:
    detected = Metadata(language=value("de", Basis.DERIVED))
    collection = Metadata(language=value("fr"))
    stands_in_text = Metadata(language=value("nl", Basis.EXTRACTED))
    front_matter = Stated(metadata=Metadata(language=value("es")))
    sidecar = Stated(metadata=Metadata(language=value("fa")))
    assert resolved(extracted=detected).language == value("de", Basis.DERIVED)
    assert resolved(extracted=detected, collection=collection).language == value("fr")
    assert resolved(extracted=stands_in_text, collection=collection).language == value("nl", Basis.EXTRACTED)
    assert resolved(extracted=stands_in_text, front_matter=front_matter).language == value("es")
    assert resolved(sidecar=sidecar, front_matter=front_matter).language == value("fa")


def test_a_value_that_nobody_knows_is_none() -> None:
    known = resolved()
    assert {field.name for field in FIELDS if getattr(known, field.name) is not None} == {"rights", "identifier"}


@pytest.mark.parametrize("place", ["sidecar", "front_matter"])
def test_a_value_stated_to_be_unknown_is_not_supplied_from_below(place: str) -> None:
    below = Metadata(publisher=value("The Harbour Press"), title=value("On Tides", Basis.EXTRACTED))
    stated = Stated(unknown=frozenset({"publisher", "title"}))
    known = resolved(
        sidecar=stated if place == "sidecar" else None,
        front_matter=stated if place == "front_matter" else None,
        extracted=below,
        collection=below,
    )
    assert (known.publisher, known.title) == (None, None)


def test_a_sidecar_may_know_what_the_front_matter_does_not() -> None:
    sidecar = Stated(metadata=Metadata(title=value("On Tides")))
    front_matter = Stated(unknown=frozenset({"title"}))
    assert resolved(sidecar=sidecar, front_matter=front_matter).title == value("On Tides")


@pytest.mark.parametrize("unknown", [frozenset[str](), frozenset({"rights", "identifier"})])
def test_rights_and_identifier_always_have_a_value_that_says_it_is_derived(unknown: frozenset[str]) -> None:
    known = resolved(sidecar=Stated(unknown=unknown))
    assert known.rights == value(RIGHTS_NOT_EVALUATED, Basis.DERIVED, "no rights statement was given")
    assert known.identifier == value(identifier_of(SOURCE.sha256), Basis.DERIVED, "SHA-256 of the source")


def test_rights_that_somebody_stated_are_asserted() -> None:
    stated = Stated(metadata=Metadata(rights=value(RIGHTS_NOT_EVALUATED, evidence="sidecar")))
    assert resolved(sidecar=stated).rights == value(RIGHTS_NOT_EVALUATED, evidence="sidecar")


def test_the_identifier_depends_on_the_bytes_and_not_on_the_name() -> None:
    other = replace(SOURCE, name="elsewhere.txt")
    known = resolve(config=Config(), sidecar=None, front_matter=None, extracted=Metadata(), source=other)
    assert known.identifier is not None
    assert known.identifier.value == "urn:uuid:ba7816bf-8f01-8fea-8141-40de5dae2223"


@given(st.binary(max_size=9))
def test_the_identifier_is_a_uuid_of_version_8_that_begins_like_the_digest(data: bytes) -> None:
    digest = hashlib.sha256(data).hexdigest()
    one = uuid.UUID(identifier_of(digest))
    assert (one.version, one.variant, one.hex[:12]) == (8, uuid.RFC_4122, digest[:12])


def test_a_stranger_can_recompute_the_identifier_with_the_documented_command(tmp_path: Path) -> None:
    command = re.search(r"```sh\n(sha256sum .*)\n```", GUIDE.read_text(encoding="utf-8"))
    assert command is not None
    (tmp_path / "source.txt").write_bytes(b"abc")
    ran = subprocess.run(["sh", "-c", command[1]], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout == identifier_of(SOURCE.sha256) + "\n"


def block(kind: BlockKind, *lines: Span, first_line: int = 1) -> Block:
    whole = Span(start=lines[0].start, end=lines[-1].end)
    decision = Decision(
        kind=kind,
        rule="title.first",
        confidence=0.9,
        evidence=(),
        span=whole,
        first_line=first_line,
        last_line=first_line + len(lines) - 1,
    )
    return Block(kind=kind, lines=lines, decision=decision)


def test_the_title_is_taken_from_the_text_with_its_lines_and_confidence() -> None:
    text = "word\n  On\tTides \n and Ebb\n"
    title = block(BlockKind.TITLE, Span(start=7, end=16), Span(start=18, end=25), first_line=2)
    assert extract(text, [block(BlockKind.PARAGRAPH, Span(start=0, end=4)), title]) == Metadata(
        title=Attributed(value="On Tides and Ebb", basis=Basis.EXTRACTED, evidence="lines 2–3", confidence=0.9)
    )
    single = block(BlockKind.TITLE, Span(start=0, end=4))
    assert extract(text, [single]).title == Attributed(
        value="word", basis=Basis.EXTRACTED, evidence="line 1", confidence=0.9
    )


def test_a_text_without_a_title_block_gives_no_title() -> None:
    assert extract("word\n", [block(BlockKind.PARAGRAPH, Span(start=0, end=4))]) == Metadata()


def test_a_supplied_title_stands_in_square_brackets() -> None:
    assert display_title(Metadata(), "on-tides") == "[on-tides]"
    assert display_title(Metadata(title=value("On Tides")), "on-tides") == "On Tides"


def test_an_unknown_language_is_und() -> None:
    assert language_tag(Metadata()) == "und"
    assert language_tag(Metadata(language=value("fa"))) == "fa"


@given(METADATA)
def test_the_public_mapping_tells_every_field_and_survives_json(known: Metadata) -> None:
    public = as_public_mapping(known)
    assert list(public) == [field.name for field in FIELDS]
    for field in FIELDS:
        one, told = getattr(known, field.name), public[field.name]
        assert (one is None) == (told is None)
        if told is not None:
            assert told["basis"] == one.basis
            assert (told["evidence"], told["confidence"]) == (one.evidence, one.confidence)
            assert told["value"] == (list(one.value) if field.many else one.value)
    assert json.loads(json.dumps(public)) == public
