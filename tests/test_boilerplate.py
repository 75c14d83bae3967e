"""What Project Gutenberg puts around a text is kept, word for word, and set apart from it in every edition."""

from __future__ import annotations

import pytest

import factory
from muniment.assembly import Normalised, make_document, normalise
from muniment.config import Config
from muniment.model import BlockKind, Document, Override
from muniment.structure import recognise
from muniment.structure.boilerplate import text_between
from muniment.tools.pandoc import PandocWorker
from muniment.tree import make_article
from muniment.writers import writers
from muniment.xhtml import local_name

HEADER = """\
The Project Gutenberg EBook of The Old Wall, by Jane Doe

This eBook is for the use of anyone anywhere at no cost and with
almost no restrictions whatsoever.

Title: The Old Wall

Author: Jane Doe

Release Date: May 1, 2011 [EBook #1234]
Posting Date: May 3, 2011
Last Updated: June 6, 2016

Language: English

*** START OF THE PROJECT GUTENBERG EBOOK THE OLD WALL ***
"""
TEXT = """\
THE OLD WALL

CHAPTER I

The council of the island met in the hall of the old school, and every
member of it had something to say about the harbour.

CHAPTER II

The light at its entrance had been dark since the storm of that year,
and nobody had the money to mend it.
"""
LICENCE = """\
End of the Project Gutenberg EBook of The Old Wall, by Jane Doe

*** END OF THE PROJECT GUTENBERG EBOOK THE OLD WALL ***

THE FULL PROJECT GUTENBERG LICENSE

Section 1.  General Terms of Use

  - You pay a royalty fee of 20%.
"""
WHOLE = f"{HEADER}\n{TEXT}\n{LICENCE}"


def normalised(text: str = WHOLE) -> Normalised:
    return normalise(
        text.encode(),
        identifier="wall",
        source=factory.document().source,
        sidecar=None,
        config=Config(),
        file="wall.txt",
    )


@pytest.fixture(scope="module")
def document() -> Document:
    with PandocWorker() as worker:
        return make_document(normalised(), config=Config(), worker=worker)


def test_blocks_around_the_text_say_so_by_their_rule() -> None:
    blocks = recognise(WHOLE).blocks

    around = [block.decision.rule == "boilerplate.gutenberg" for block in blocks]
    assert around.count(False) == 5
    for block, outside in zip(blocks, around, strict=True):
        inside = WHOLE.index("THE OLD WALL\n\nCHAPTER") <= block.decision.span.start < WHOLE.index("End of the")
        assert outside is not inside
        assert block.decision.evidence[0].feature != "around the text" or outside


def test_nothing_around_the_text_is_a_title_or_a_heading() -> None:
    headings = [block for block in recognise(WHOLE).blocks if block.kind in {BlockKind.TITLE, BlockKind.HEADING}]

    words = [WHOLE[block.decision.span.start : block.decision.span.end] for block in headings]
    assert words == ["THE OLD WALL", "CHAPTER I", "CHAPTER II"]


def test_the_readers_word_stands() -> None:
    override = Override(text="THE FULL PROJECT", kind=BlockKind.HEADING)

    rules = [block.decision.rule for block in recognise(WHOLE, overrides=(override,)).blocks]

    assert rules.count("override") == 1


def test_its_fields_are_metadata_with_their_line_as_evidence() -> None:
    known = normalised().metadata

    assert known.title is not None
    assert (known.title.value, known.title.evidence) == ("The Old Wall", "line 6")
    assert known.creators is not None
    assert known.creators.value == ("Jane Doe",)
    assert known.language is not None
    assert known.language.value == "en"
    assert known.date is not None
    assert known.date.value == "2011-05-01"


@pytest.mark.parametrize(
    ("blocks", "between"),
    [
        (["a", "b"], (0, 2)),
        (["head", "*** START OF THIS PROJECT GUTENBERG EBOOK X ***", "a"], (2, 3)),
        (
            ["head", "***START OF THE PROJECT GUTENBERG EBOOK X***", "a", "*** END OF THE PROJECT GUTENBERG EBOOK"],
            (2, 3),
        ),
        (["a", "End of Project Gutenberg's X", "*** END OF THIS PROJECT GUTENBERG EBOOK X ***", "licence"], (0, 1)),
        (["terms", "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*", "a"], (2, 3)),
        (["Start of the Project", "End of the wall", "*** END OF THE STORY ***"], (0, 3)),
        ([], (0, 0)),
    ],
)
def test_the_text_stands_between_two_lines(blocks: list[str], between: tuple[int, int]) -> None:
    assert text_between(blocks) == between


def test_the_tree_sets_it_apart_where_it_stands(document: Document) -> None:
    marked = [element for element in document.article.iter() if "boilerplate" in element.get("class", "")]
    words = ["".join(map(str, element.itertext())) for element in marked]

    assert words[0].startswith("The Project Gutenberg EBook")
    assert words[-1].strip() == "You pay a royalty fee of 20%."
    assert not any("council" in one or "money" in one for one in words)
    assert {local_name(element) for element in marked} == {"p", "ul"}
    assert [one.get("class") for one, said in zip(marked, words, strict=True) if "Posting" in said] == [
        "verse boilerplate"
    ]


def test_a_markdown_text_without_it_has_nothing_set_apart() -> None:
    with PandocWorker() as worker:
        article = make_article("# A\n\nOne.\n\n## B\n\nTwo.\n", language="en", direction="ltr", worker=worker)

    assert not any("boilerplate" in element.get("class", "") for element in article.iter())


@pytest.mark.parametrize("name", ["html", "epub", "tei"])
def test_every_edition_keeps_its_words(name: str, document: Document) -> None:
    writer = writers()[name]

    units = writer.read_back(writer.write(document))

    assert any("almost no restrictions whatsoever" in unit for unit in units)
    assert any("royalty fee" in unit for unit in units)


def test_pages_and_tei_say_that_it_is_apart(document: Document) -> None:
    assert b'<p class="boilerplate">' in writers()["html"].write(document)
    assert b'<p rend="boilerplate">' in writers()["tei"].write(document)
