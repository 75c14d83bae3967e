"""pandoc and markdown-it-py, which have nothing in common, read canonical Markdown to the same structure and words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from canonical_blocks import lines, texts_with_blocks
from markdown_fixtures import BLOCKS
from muniment.canonical import escape, serialise
from muniment.checks.expected import expected_outline, expected_units
from muniment.model import Block
from muniment.readback import collapse, units_of_xhtml
from muniment.tools.pandoc import PandocWorker
from muniment.tree import make_article

if TYPE_CHECKING:
    from lxml.etree import _Element

ANONYMOUS = {"section", "article"}
BLOCK_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "th", "td", "pre"}
WORKER = PandocWorker()


@pytest.fixture(scope="module", autouse=True)
def _end_of_the_worker() -> Iterator[None]:
    yield
    WORKER.close()


def article(markdown: str) -> _Element:
    return make_article(markdown, language="en", direction="ltr", worker=WORKER)


def name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def outline(root: _Element) -> tuple[tuple[str, str], ...]:
    """The same pairs as ``expected_outline``, from the tree."""
    return tuple(pair for pair in _pairs(root, ()) if pair[1] or pair[0].endswith("hr"))


def _pairs(element: _Element, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    kind = name(element)
    if element.get("role") == "doc-endnotes":
        for note in element[0]:
            for child in note:
                yield from _pairs(child, ("notes", "note"))
        return
    path = path if kind in ANONYMOUS else (*path, kind)
    if kind == "hr":
        yield "/".join(path), ""
    elif kind in BLOCK_TAGS and not (kind == "li" and any(name(child) in ("p", "pre") for child in element)):
        own = path if kind != "li" else (*path, "p")  # a tight item's words are a paragraph to the other reader
        nested = [child for child in element if name(child) in ("ul", "ol", "blockquote", "pre", "table", "hr")]
        yield "/".join(own), "".join(units_of_xhtml(element, skip=lambda part: part in nested))
        for child in nested:
            yield from _pairs(child, path)
    else:
        for child in element:
            yield from _pairs(child, path)


def read(markdown: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in expected_outline(markdown) if pair[1] or pair[0].endswith("hr"))


@pytest.mark.parametrize("markdown", BLOCKS.values(), ids=BLOCKS.keys())
def test_both_readers_see_the_same_structure_and_words_in_every_kind_of_block(markdown: str) -> None:
    root = article(markdown)
    assert outline(root) == read(markdown)
    assert units_of_xhtml(root) == expected_units(markdown)


def test_the_outline_is_not_blind() -> None:
    assert outline(article("## a\n")) != read("### a\n")
    assert outline(article("- a\n  - b\n")) != read("- a\n- b\n")
    assert outline(article("a\n\n* * *\n\nb\n")) != read("a\n\nb\n")


@settings(max_examples=300, deadline=None)
@given(texts_with_blocks())
def test_both_readers_see_the_same_in_whatever_the_serialiser_writes(case: tuple[str, tuple[Block, ...]]) -> None:
    text, blocks = case
    markdown, _ = serialise(text, blocks, front_matter="")
    # pandoc composes characters; intake did so before, but this strategy's texts have not been through intake.
    assert outline(article(markdown)) == read(unicodedata.normalize("NFC", markdown))


@settings(max_examples=300, deadline=None)
@given(lines)
def test_an_escaped_line_reads_as_its_own_characters_to_both(line: str) -> None:
    words = unicodedata.normalize("NFC", collapse(line)).strip()
    if words:
        markdown = f"{escape(words)}\n"
        assert expected_units(markdown) == (words,)
        assert units_of_xhtml(article(markdown)) == (words,)


def test_front_matter_is_no_part_of_the_text() -> None:
    assert expected_units('---\ntitle: "a --- b"\n---\n\nwords\n') == ("words",)
    assert expected_units("---\n---\n\nwords\n") == ("words",)
    assert expected_units("words\n\n* * *\n\n---\n\nmore\n") == ("words", "more")
