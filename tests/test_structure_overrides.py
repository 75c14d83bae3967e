"""The reader's corrections win over every rule, and hold in a source that changed elsewhere."""

from __future__ import annotations

import pytest

from muniment.model import BlockKind, Override
from muniment.structure import recognise

TEXT = """\
Ferry service to return in spring

The island council has voted to bring the ferry back after two winters without a crossing. The boat will run daily.

Nobody was surprised.

The old vessel failed its inspection in the autumn of the storm, and no money could be found for a new engine.

Nobody was surprised.

Half of the cost comes from the region and half from a loan that fares must repay within twenty years or so.
"""
WRAPPED = """\
The island council has voted to bring the ferry back after two
winters without a crossing. The boat will run three times a day
from the first week of April, and twice a day on Sundays.

Half of the cost comes from the region and half from a loan that
fares must repay within twenty years, if the boat lasts so long.
"""


def kinds(text: str, *overrides: Override) -> list[BlockKind]:
    return [block.kind for block in recognise(text, overrides=overrides).blocks]


def test_a_correction_wins_and_says_so() -> None:
    override = Override(text="Nobody was surprised", kind=BlockKind.HEADING, level=3)

    block = recognise(TEXT, overrides=(override,)).blocks[2]

    assert (block.kind, block.level) == (BlockKind.HEADING, 3)
    assert (block.decision.rule, block.decision.confidence) == ("override", 1.0)
    assert block.decision.runner_up is not None
    assert block.decision.runner_up.kind is BlockKind.PARAGRAPH


def test_an_occurrence_is_counted_over_lines_that_begin_so() -> None:
    override = Override(text="Nobody  was\tsurprised", kind=BlockKind.HEADING, occurrence=2)

    assert [index for index, kind in enumerate(kinds(TEXT, override)) if kind is BlockKind.HEADING] == [4]


def test_it_holds_after_the_source_changed_elsewhere() -> None:
    override = Override(text="Nobody was surprised.", kind=BlockKind.HEADING)
    changed = "An entirely new beginning of this text that was not here before, in a long enough line.\n\n" + TEXT

    heading = next(
        block for block in recognise(changed, overrides=(override,)).blocks if block.decision.rule == "override"
    )

    assert changed[heading.lines[0].start : heading.lines[0].end] == "Nobody was surprised."


def test_of_several_that_fit_the_longest_wins() -> None:
    short = Override(text="Nobody", kind=BlockKind.VERSE)
    long = Override(text="Nobody was", kind=BlockKind.HEADING)

    for overrides in ((short, long), (long, short)):
        assert kinds(TEXT, *overrides)[2] is BlockKind.HEADING


def test_one_that_fits_no_line_is_reported_and_changes_nothing() -> None:
    override = Override(text="Everybody was surprised", kind=BlockKind.HEADING)

    structure = recognise(TEXT, overrides=(override,), file="source/ferry.txt")

    warning = structure.findings[0]
    assert warning.code == "STR-OVERRIDE-UNMATCHED"
    assert "Everybody was surprised" in warning.message
    assert warning.place.file == "source/ferry.txt"
    assert [block.kind for block in structure.blocks] == kinds(TEXT)


def test_one_whose_occurrence_is_missing_is_reported() -> None:
    override = Override(text="Nobody was surprised", kind=BlockKind.HEADING, occurrence=3)

    assert recognise(TEXT, overrides=(override,)).findings[0].code == "STR-OVERRIDE-UNMATCHED"


def test_it_begins_a_block_within_wrapped_lines() -> None:
    override = Override(text="winters without", kind=BlockKind.PARAGRAPH)

    blocks = recognise(WRAPPED, overrides=(override,)).blocks

    assert [(block.decision.first_line, block.decision.last_line) for block in blocks] == [(1, 1), (2, 3), (5, 6)]


def test_a_joined_line_belongs_to_the_block_before_even_across_a_blank_line() -> None:
    override = Override(text="Half of the cost", kind=BlockKind.PARAGRAPH, joined=True)

    blocks = recognise(WRAPPED, overrides=(override,)).blocks

    assert [(block.decision.first_line, block.decision.last_line) for block in blocks] == [(1, 6)]
    assert len(blocks[0].lines) == 5


@pytest.mark.parametrize("kind", [kind for kind in BlockKind if kind is not BlockKind.SCENE_BREAK])
def test_any_kind_can_be_asked_for_and_keeps_every_word(kind: BlockKind) -> None:
    override = Override(text="The old vessel", kind=kind)

    block = recognise(TEXT, overrides=(override,)).blocks[3]

    assert block.kind is kind
    assert TEXT[block.lines[0].start : block.lines[0].end].startswith("The old vessel failed")


def test_a_quotation_can_be_asked_for() -> None:
    override = Override(text="The old vessel", kind=BlockKind.PARAGRAPH, quoted=True)

    block = recognise(TEXT, overrides=(override,)).blocks[3]

    assert (block.quoted, block.starts_group) == (True, True)


def test_a_named_title_replaces_the_one_that_was_recognised() -> None:
    override = Override(text="Nobody was surprised", kind=BlockKind.TITLE)

    found = kinds(TEXT, override)

    assert found[0] is not BlockKind.TITLE
    assert found[2] is BlockKind.TITLE


def test_a_second_title_becomes_a_heading_and_is_reported() -> None:
    first = Override(text="Nobody was surprised", kind=BlockKind.TITLE)
    second = Override(text="Half of the cost", kind=BlockKind.TITLE)

    structure = recognise(TEXT, overrides=(first, second))

    assert [block.kind for block in structure.blocks].count(BlockKind.TITLE) == 1
    assert structure.blocks[5].kind is BlockKind.HEADING
    assert "STR-TITLE-TWICE" in [finding.code for finding in structure.findings]


def test_preformatted_lines_keep_their_indentation_beyond_the_common_one() -> None:
    text = "What stands below is a program, and it is short enough to be read:\n\n      begin\n    end\n"
    override = Override(text="begin", kind=BlockKind.PREFORMATTED)

    block = recognise(
        text, overrides=(override, Override(text="end", kind=BlockKind.PREFORMATTED, joined=True))
    ).blocks[1]

    assert [text[span.start : span.end] for span in block.lines] == ["  begin", "end"]
    assert block.decision.span.start == block.lines[0].start
