"""What is recognised in texts of many makers. The cases are prose: a name, a text, and the blocks it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from muniment.model import Block, BlockKind
from muniment.structure import DOUBT, Structure, explain, recognise, title_of
from muniment.structure.layout import Maker

FIXTURES = Path(__file__).with_name("structure")


def cases() -> list[tuple[str, str, list[str]]]:
    """Name, text and expected rows of every case in the fixture files."""
    found = []
    for path in sorted(FIXTURES.glob("*.txt")):
        pieces = ("\n" + path.read_text(encoding="utf-8")).split("\n.\n")
        for at in range(0, len(pieces) - 1, 2):
            expected, _, _ = pieces[at + 2].partition("\n\n") if at + 2 < len(pieces) else ("", "", "")
            name = pieces[at].rpartition("\n\n")[2].strip() if at else pieces[at].strip()
            found.append((name, pieces[at + 1], expected.strip().split("\n")))
    return found


CASES = cases()


def row(text: str, block: Block) -> str:
    """A block as the fixtures write it."""
    words = text[block.decision.span.start : block.decision.span.end]
    match block.kind:
        case BlockKind.HEADING:
            name = f"heading {block.level}"
        case BlockKind.LIST_ITEM:
            name = f"item {block.level}{' begins' if block.starts_group else ''}"
        case BlockKind.VERSE:
            name = f"verse {' '.join(map(str, block.indents))}"
        case BlockKind.SCENE_BREAK:
            name = "break"
        case _:
            name = block.kind.value
    if block.quoted:
        name += " quoted" + (" begins" if block.starts_group else "")
    return f"{name}: {' '.join(words.split())}"


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_case(text: str, expected: list[str]) -> None:
    rows = [row(text, block) for block in recognise(text).blocks]

    assert len(rows) == len(expected), "\n".join(rows)
    for got, wanted in zip(rows, expected, strict=True):
        assert got.startswith(wanted)


ARTICLE = """\
Ferry service to return in spring

The island council has voted to bring the ferry back after two winters without a crossing. The boat will run daily.

Why the ferry stopped

The old vessel failed its inspection in the autumn of the storm, and no money could be found for a new engine.
"""


def test_every_case_is_read_from_the_fixtures() -> None:
    assert len(CASES) == sum(path.read_text(encoding="utf-8").count("\n.\n") for path in FIXTURES.glob("*.txt")) / 2
    assert len({case[0] for case in CASES}) == len(CASES)


def test_the_title_is_given_with_its_line() -> None:
    text = (
        "\n\nFerry service\n  to return in spring\n===================\n\nThe island council has voted to bring the ferry\n"
        "back after two winters without any crossing, and\nthe boat will run three times a day from the first\nof April.\n"
    )

    assert title_of(recognise(text), text) == ("Ferry service to return in spring", 3)


def test_a_text_without_a_title_has_none() -> None:
    text = "The boat came in at four, and nobody on the quay had expected her before the spring of the year."

    assert title_of(recognise(text), text) is None


@pytest.mark.parametrize("text", ["", "\n", " \t\u00a0\u2028\u3000\n\n"])
def test_white_space_has_no_blocks(text: str) -> None:
    structure = recognise(text)

    assert structure.blocks == ()
    assert structure.layout.maker is Maker.EMPTY
    assert list(explain(structure, text))[-1] == "no blocks"


def test_every_block_is_explained_within_a_hundred_columns() -> None:
    structure = recognise(ARTICLE)

    rows = list(explain(structure, ARTICLE))

    assert rows[-1] == "1 title, 1 heading, 2 paragraphs"
    assert max(map(len, rows)) <= 100
    heading = next(row for row in rows if "heading 2" in row)
    assert heading.split()[:3] == ["5", "heading", "2"]
    assert "Why the ferry stopped" in heading
    assert any("ends: no punctuation +1.6" in row for row in rows)
    assert any("else paragraph" in row for row in rows)


def test_evidence_shows_words_whole_where_they_are_few_and_else_cut_with_an_ellipsis() -> None:
    short, long = "How to Take a Reading", "How to Take a Reading of the Tide Gauge at the Pier"

    def values(heading: str) -> dict[str, str]:
        block = recognise(ARTICLE.replace("Why the ferry stopped", heading)).blocks[2]
        return {item.feature: item.value for item in block.decision.evidence}

    assert values(short)["title case"] == short
    assert values(long)["title case"] == "How to Take a Reading of the Tide Gauge…"
    assert len(values(long)["title case"]) == 40


def test_wide_characters_are_counted_as_two_columns() -> None:
    text = "渡" * 300

    rows = list(explain(recognise(text), text))

    row = next(row for row in rows if "渡" in row)
    assert sum(2 if character == "渡" else 1 for character in row) <= 100


def test_a_confidence_is_the_logistic_function_of_the_weights() -> None:
    decision = recognise(ARTICLE).blocks[2].decision

    odds = sum(item.weight for item in decision.evidence)
    assert decision.confidence == pytest.approx(1 / (1 + 2.718281828**-odds), abs=0.001)


def test_a_doubtful_judgement_is_reported_and_plain_paragraph_wins() -> None:
    text = ARTICLE.replace("Why the ferry stopped", "Why the old ferry stopped, and what it would cost to mend her,")

    structure = recognise(text, file="ferry.txt")

    doubtful = [block for block in structure.blocks if block.decision.confidence < DOUBT]
    notes = [finding for finding in structure.findings if finding.code == "STR-DOUBTFUL"]
    assert [note.place.line for note in notes] == [block.decision.first_line for block in doubtful]
    for block in doubtful:
        assert block.decision.confidence >= 0.6 or block.kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    ("text", "maker"),
    [
        (ARTICLE, Maker.LINE_A_BLOCK),
        (
            "The boat will run three times a day\nfrom the first week of April and then\n"
            "twice a day on Sundays if the crew\nand the weather let it do so.\n\n" * 3,
            Maker.WRAPPED,
        ),
        ("The boat went out,\nThe moon came in\nAt noon,\nAnd all was well with us again.\n\n" * 5, Maker.VERSE),
    ],
)
def test_the_maker_of_a_text_is_recognised(text: str, maker: Maker) -> None:
    layout = recognise(text).layout

    assert layout.maker is maker
    assert 0 <= layout.confidence <= 1
    assert layout.evidence


def test_a_structure_is_a_value() -> None:
    assert isinstance(recognise(ARTICLE), Structure)
    assert hash(recognise(ARTICLE)) == hash(recognise(ARTICLE))
