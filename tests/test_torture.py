"""The torture text: every kind of block and every script in one document, which must be built without loss."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from muniment.assembly import make_document, normalise
from muniment.checks.fidelity import gate
from muniment.config import Config
from muniment.model import Document, SourceFacts
from muniment.sidecar import parse_sidecar
from muniment.tools import fonts
from muniment.tools.pandoc import PandocWorker
from muniment.writers import writers

TEXTS = Path(__file__).parent / "texts"
SCRIPTS = 30


@pytest.fixture(scope="module")
def torture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))
    data = (TEXTS / "torture.md").read_bytes()
    facts = SourceFacts(
        name="torture.md",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        sha512=hashlib.sha512(data).hexdigest(),
        media_type="text/markdown",
    )
    sidecar = parse_sidecar((TEXTS / "torture.yaml").read_bytes(), file="torture.yaml")
    normalised = normalise(
        data, identifier="torture", source=facts, sidecar=sidecar, config=Config(), file="torture.md"
    )
    with PandocWorker() as worker:
        yield make_document(normalised, config=Config(), worker=worker)


@pytest.mark.parametrize("format_", sorted(writers()))
def test_every_edition_has_every_word_of_it(torture: Document, format_: str) -> None:
    writer = writers()[format_]
    assert gate(torture, writer, writer.write(torture)).as_mapping()["outcome"] == "passed"


@pytest.mark.parametrize("format_", sorted(writers()))
def test_every_edition_can_show_every_character_of_it(torture: Document, format_: str) -> None:
    assert writers()[format_].unshowable(torture) == ()


def test_it_has_every_kind_of_block_and_many_scripts(torture: Document) -> None:
    names = {str(element.tag).rpartition("}")[2] for element in torture.article.iter()}
    assert names >= {
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br"),
        *("table", "thead", "tbody", "th", "td", "em", "strong", "a", "sup", "section"),
    }
    letters = {character for character in torture.markdown if unicodedata.category(character).startswith("L")}
    assert len({unicodedata.name(letter).partition(" ")[0] for letter in letters}) > SCRIPTS
    assert {"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\u200f", "\u0301", "\U0001f600"} <= set(torture.markdown)
