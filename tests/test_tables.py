"""Tables of plain text: their cells, their canonical form, and that nothing of them is lost or made up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.canonical import normalise, serialise
from muniment.changes import revert
from muniment.checks.expected import expected_units
from muniment.checks.source import check_source
from muniment.errors import FidelityError
from muniment.model import BlockKind, MarkKind, Override
from muniment.structure import recognise

FARES = """\
The fares for the coming year were agreed upon at the meeting on Monday.

Fare       Price   Way
--------   -----   ---------------
adult       4.50   one way, or two
                   by the same boat
child       2.00   one way
bicycle            either way

Those who live on the island pay half of these fares on any day.
"""


def markdown_of(text: str, *overrides: Override) -> str:
    """Canonical Markdown of a text, for which everything was shown that a build shows."""
    blocks = recognise(text, overrides=overrides).blocks
    markdown, changes = serialise(text, blocks, front_matter="")
    assert revert(markdown, changes) == text
    check_source(text, blocks, markdown)
    assert normalise(markdown, file="test") == markdown
    return markdown


def test_a_rule_makes_a_head_and_an_empty_cell_stays_empty() -> None:
    assert markdown_of(FARES).split("\n\n")[1].splitlines() == [
        "| Fare | Price | Way |",
        "| --- | --- | --- |",
        "| adult | 4.50 | one way, or two by the same boat |",
        "| child | 2.00 | one way |",
        "| bicycle |  | either way |",
    ]


def test_the_columns_padding_is_recorded_as_changes() -> None:
    _, changes = serialise(FARES, recognise(FARES).blocks, front_matter="")
    cells = [change for change in changes if change.rule == MarkKind.CELL.value]

    assert {(change.before, change.after) for change in cells} >= {("       ", " | "), ("            ", " | ")}
    assert [change.before for change in changes if change.rule == MarkKind.CELL_LINE.value] == ["\n                   "]


def test_words_above_figures_are_a_head_without_a_rule() -> None:
    table = "Boat      Seats\nHeron        12\nPetrel        9\nTern          4\n"

    assert markdown_of(table).startswith("| Boat | Seats |\n| --- | --- |\n")


def test_a_table_without_a_head_has_an_empty_one_that_no_reader_shows() -> None:
    markdown = markdown_of("Heron     grey    tall\nPetrel    dark    small\nTern      white   quick\n")

    assert markdown.startswith("|  |  |  |\n| --- | --- | --- |\n| Heron |")
    assert expected_units(markdown)[0] == "Heron"


@pytest.mark.parametrize(
    "text",
    [
        "int a;     // first\nint bb;    // second\nchar c;    // third\n",
        "1.\tone\n2.\ttwo\n3.\tthree\n",
        "Anna    }\nBeata   }  maids\nClara   }\n",
        "Mary:\tWho is there?\nJohn:\tIt is me.\nMary:\tThen come in.\n",
        "the first half       of a line\nthe other     half of it\nand a third half     that ends\n",
        "Name      Count\n          of all\nHeron        12\nboats and\nPetrel        9\n",
    ],
    ids=["program", "numbered list", "braces", "speakers", "pauses", "rows of one cell"],
)
def test_what_is_not_certain_is_no_table(text: str) -> None:
    assert all(block.kind is not BlockKind.TABLE for block in recognise(text).blocks)


def test_the_reader_can_say_that_lines_are_a_table() -> None:
    text = "Anna    }\nBeata   }  maids\nClara   }\n"
    joined = (Override(text=name, kind=BlockKind.PARAGRAPH, joined=True) for name in ("Beata", "Clara"))
    markdown = markdown_of(text, Override(text="Anna", kind=BlockKind.TABLE), *joined)

    assert markdown.splitlines()[2:] == [
        "| Anna | } |  |",
        "| Beata | } | maids |",
        "| Clara | } |  |",
    ]


def test_the_reader_can_say_that_a_table_is_preformatted() -> None:
    text = "Heron     grey    tall\nPetrel    dark    small\nTern      white   quick\n"

    assert markdown_of(text, Override(text="Heron", kind=BlockKind.PREFORMATTED)).startswith("```\nHeron     grey")


def test_a_cell_that_is_lost_is_found_missing() -> None:
    blocks = recognise(FARES).blocks
    markdown, _ = serialise(FARES, blocks, front_matter="")

    with pytest.raises(FidelityError) as refused:
        check_source(FARES, blocks, markdown.replace("| 2.00 |", "|  |"))
    assert refused.value.code == "FID-LOST"


def test_a_word_that_is_taken_for_what_parts_cells_is_found() -> None:
    blocks = list(recognise(FARES).blocks)
    number = next(number for number, block in enumerate(blocks) if block.kind is BlockKind.TABLE)
    first = blocks[number].marks[0]
    wider = replace(first, span=replace(first.span, start=first.span.start - 1))
    blocks[number] = replace(blocks[number], marks=(wider, *blocks[number].marks[1:]))

    with pytest.raises(FidelityError) as refused:
        check_source(FARES, blocks, serialise(FARES, blocks, front_matter="")[0])
    assert refused.value.code == "FID-OUTSIDE"


cell = st.lists(
    st.sampled_from(["word", "12", "4.50", "*", "\\", "|", "#", "1.", "-", "[a]", "字", "é", "`x`", "---", "&amp;"]),
    min_size=1,
    max_size=3,
).map(" ".join)


@st.composite
def written_tables(draw: st.DrawFn) -> str:
    """Rows with columns that are padded, with tabs or with bars, whatever stands in the cells."""
    columns = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=2, max_size=6))
    widths = [max(len(row[column]) for row in rows) for column in range(columns)]
    gap = draw(st.sampled_from(["   ", "\t", " | ", "  "]))
    padded = gap != "\t"
    lines = [
        gap.join(words.ljust(width) if padded else words for words, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    if draw(st.booleans()):
        lines.insert(1, gap.replace(" ", "-").join("-" * width for width in widths) if "|" in gap else "-" * 20)
    return "\n".join(lines) + "\n"


@given(text=written_tables())
def test_any_table_keeps_its_words_and_can_be_undone(text: str) -> None:
    markdown_of(text)


@given(text=written_tables())
def test_any_lines_that_the_reader_calls_a_table_keep_their_words(text: str) -> None:
    start = " ".join(text.split("\n", 1)[0].split())
    markdown_of(text, Override(text=start, kind=BlockKind.TABLE))
