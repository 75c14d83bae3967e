"""Lists of contents: entries lead to the headings that they name, in the Markdown and in the tree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from muniment.canonical import normalise, serialise
from muniment.changes import revert
from muniment.checks.source import check_source
from muniment.model import BlockKind
from muniment.structure import recognise
from muniment.tools.pandoc import PandocWorker
from muniment.tree import read_article
from muniment.xhtml import tag

BODY = "It was written down by somebody who had been there and seen it, and who wanted others to know of it as well."


@pytest.fixture(scope="module")
def worker() -> Iterator[PandocWorker]:
    with PandocWorker() as started:
        yield started


def book(contents: str, *headings: str) -> str:
    """A book with contents and chapters of a few words each."""
    chapters = "\n\n".join(f"{heading}\n\n{BODY}\n\n{BODY}" for heading in headings)
    return f"THE OLD MILL\n\nCONTENTS\n\n{contents}\n\n{chapters}\n"


def markdown_of(text: str) -> str:
    """Canonical Markdown of a text, for which everything was shown that a build shows."""
    blocks = recognise(text).blocks
    markdown, changes = serialise(text, blocks, front_matter="")
    assert revert(markdown, changes) == text
    check_source(text, blocks, markdown)
    assert normalise(markdown, file="test") == markdown
    return markdown


CHAPTERS = ("CHAPTER I. THE RIVER", "CHAPTER II. THE FLOOD", "CHAPTER III. AFTER IT")


def test_entries_with_numbers_and_leaders_lead_to_headings_without() -> None:
    markdown = markdown_of(book("I. The River ..... 3\nII. The Flood ..... 17\nIII. After it ..... 40", *CHAPTERS))

    assert (
        "- [I. The River ..... 3](#chapter-i-the-river)\n- [II. The Flood ..... 17](#chapter-ii-the-flood)\n"
        in markdown
    )


def test_an_entry_that_names_no_heading_stays_plain() -> None:
    markdown = markdown_of(book("I. The River ... 3\nII. The Flood ... 9\nIII. The Calm ... 40", *CHAPTERS))

    assert "\n- III. The Calm ... 40\n" in markdown


def test_rows_of_a_table_of_contents_have_links_in_the_cell_that_names_the_heading() -> None:
    contents = "I. The River         3\nII. The Flood       17\nIII. After it       40"

    assert "| [II. The Flood](#chapter-ii-the-flood) | 17 |" in markdown_of(book(contents, *CHAPTERS))


def test_every_link_leads_to_a_heading_of_the_tree(worker: PandocWorker) -> None:
    text = book("The River ..... 3\nThe Flood ..... 9\nThe River ..... 40", "THE RIVER", "THE FLOOD", "THE RIVER")
    article = read_article(markdown_of(text), language="en", direction="ltr", worker=worker)
    links = [link.get("href") for link in article.root.iter(tag("a"))]

    assert not article.findings
    assert links == ["#the-river", "#the-flood", "#the-river-2"]
    assert {element.get("id") for element in article.root.iter(tag("section"))} >= {
        "the-river",
        "the-flood",
        "the-river-2",
    }


def test_what_looks_like_headings_below_contents_is_a_list_where_it_comes_back() -> None:
    text = book(
        "Introduction\n\nRecognition\n\nConclusion", "I\n\nIntroduction", "II\n\nRecognition", "III\n\nConclusion"
    )
    kinds = [block.kind for block in recognise(text).blocks]

    assert kinds.count(BlockKind.LIST_ITEM) == 3
    assert kinds.count(BlockKind.HEADING) == 4


def test_two_short_lines_that_are_also_headings_are_no_contents() -> None:
    text = f"A Title Here\n\nTHE RIVER\n\n{BODY}\n\nThe river\n\nThe flood\n\n{BODY}\n\nTHE FLOOD\n\n{BODY}\n"

    assert "](#" not in markdown_of(text)
