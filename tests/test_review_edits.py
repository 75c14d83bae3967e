"""A correction is written into a sidecar, and every other byte of it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.errors import SidecarError
from muniment.model import BlockKind, Override
from muniment.review.edits import edited
from muniment.sidecar import parse_sidecar

HEADING = Override(text="The north wall", kind=BlockKind.HEADING, level=3)
JOINED = Override(text="and so on", kind=BlockKind.PARAGRAPH, joined=True)
METADATA = """\
# What the family told us, in June.
title:   "The   wall"      # as on the cover
rights: 'http://rightsstatements.org/vocab/CNE/1.0/'
subjects: [walls,  "dry stone"]
"""
CORRECTIONS = """\
structure:
# first the easy ones
-   text: The south wall   # a running head
    kind: heading          # see page 3
    level: 2

# and this is a guess
-   text: 'Who built it?'
    kind: paragraph

# that is all
"""
SOUTH_LINES = "-   text: The south wall   # a running head\n    kind: heading          # see page 3\n    level: 2\n"
SOUTH = Override(text="The south wall", kind=BlockKind.HEADING, level=2)
WHO = Override(text="Who built it?", kind=BlockKind.PARAGRAPH)


def edit(text: str, before: Override | None, after: Override | None) -> str:
    return edited(text.encode(), before=before, after=after, file="wall.yaml").decode()


def test_a_new_sidecar_holds_the_correction_alone() -> None:
    assert edit("", None, HEADING) == 'structure:\n  - text: "The north wall"\n    kind: heading\n    level: 3\n'


@pytest.mark.parametrize("before", [METADATA, METADATA.rstrip("\n"), "# only a comment\n", "---\n" + METADATA])
def test_a_section_is_added_below_what_is_there(before: str) -> None:
    after = edit(before, None, HEADING)
    assert after.startswith(before)
    assert after.removeprefix(before).lstrip("\n").startswith("structure:\n")


def test_a_correction_is_added_to_the_others_in_their_own_style() -> None:
    added = '-   text: "The north wall"\n    kind: heading\n    level: 3\n'
    place = CORRECTIONS.index("\n# that is all")
    after = edit(CORRECTIONS + METADATA, None, HEADING)
    assert after == CORRECTIONS[:place] + added + CORRECTIONS[place:] + METADATA


@pytest.mark.parametrize(
    ("after", "item"),
    [
        (
            Override(text="The south wall", kind=BlockKind.PARAGRAPH, quoted=True),
            "-   text: The south wall   # a running head\n    kind: paragraph          # see page 3\n    quoted: true\n",
        ),
        (
            Override(text="The south wall", kind=BlockKind.PARAGRAPH, joined=True),
            "-   text: The south wall   # a running head\n    kind: paragraph          # see page 3\n    joined: true\n",
        ),
        (
            Override(text="The south wall", kind=BlockKind.LIST_ITEM, level=1),
            "-   text: The south wall   # a running head\n    kind: list_item          # see page 3\n    level: 1\n",
        ),
    ],
)
def test_a_changed_correction_keeps_its_comments_and_what_stands_around_it(after: Override, item: str) -> None:
    assert edit(METADATA + CORRECTIONS, SOUTH, after) == METADATA + CORRECTIONS.replace(SOUTH_LINES, item)


@pytest.mark.parametrize(
    "text",
    [
        "structure:\n- level: 2\n  kind: heading\n  text: The south wall\n",
        'structure: [{text: The south wall, "kind": heading, level: 2}] # one\n',
        "structure:\n- {text: The south wall, kind: heading, level: 2}\ntitle: Walls\n",
        "structure:\n- text: The\n    south wall\n  kind: heading\n  level: 2\n",
    ],
)
def test_a_correction_in_another_form_is_changed_or_left_alone(text: str) -> None:
    after = Override(text="The south wall", kind=BlockKind.PARAGRAPH)
    try:
        changed = edit(text, SOUTH, after)
    except SidecarError as error:
        assert "by hand" in str(error)  # noqa: PT017 - either outcome is right, a third one is not
        return
    assert parse_sidecar(changed.encode(), file="x").overrides == (after,)
    assert changed.endswith("title: Walls\n") == text.endswith("title: Walls\n")
    assert ("# one" in changed) == ("# one" in text)


def test_a_correction_is_taken_out_with_its_lines_and_no_others() -> None:
    after = edit(METADATA + CORRECTIONS, SOUTH, None)
    assert after == METADATA + CORRECTIONS.replace(SOUTH_LINES, "")


def test_the_last_correction_takes_the_section_with_it() -> None:
    once = edit(METADATA, None, HEADING)
    assert edit(once, HEADING, None) == METADATA


@pytest.mark.parametrize(
    "text",
    [
        "structure: []\ntitle: Walls # yes\n",
        "structure: ~\ntitle: Walls # yes\n",
        "structure:\ntitle: Walls # yes\n",
        'structure: [{text: "Who built it?", kind: paragraph}] # one\ntitle: Walls # yes\n',
        '{"title": "Walls", "structure": [{"text": "Who built it?", "kind": "paragraph"}]} # yes\n',
        "structure:\n  -\n    text: Who built it?\n    kind: paragraph\ntitle: Walls # yes\n",
    ],
)
def test_other_ways_of_writing_a_list_are_understood(text: str) -> None:
    after = edit(text, None, HEADING)
    old, new = parse_sidecar(text.encode(), file="x"), parse_sidecar(after.encode(), file="x")
    assert new.overrides == (*old.overrides, HEADING)
    assert new.stated == old.stated
    assert "# yes" in after


def test_line_ends_and_a_byte_order_mark_stay_as_they_are() -> None:
    before = b"\xef\xbb\xbftitle: Walls\r\n"
    after = edited(before, before=None, after=HEADING, file="wall.yaml")
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n") == 5


def test_a_correction_that_is_gone_is_not_replaced() -> None:
    with pytest.raises(SidecarError, match="does not hold this correction any more"):
        edit(CORRECTIONS, JOINED, HEADING)


def test_what_cannot_be_changed_safely_is_refused_with_the_lines_to_write() -> None:
    literal = "structure:\n  - kind: heading\n    text: |-\n      # 1\n"
    number = Override(text="# 1", kind=BlockKind.HEADING)
    assert parse_sidecar(literal.encode(), file="x").overrides == (number,)
    with pytest.raises(SidecarError, match="by hand"):
        edit(literal, None, number)


def test_a_broken_sidecar_is_refused_as_the_build_refuses_it() -> None:
    with pytest.raises(SidecarError, match="is not a key"):
        edit("structur: []\n", None, HEADING)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(text=TEXTS, kind=st.sampled_from(BlockKind), level=st.integers(0, 6), quoted=st.booleans())
def test_any_words_come_back_as_they_were_or_are_refused(
    text: str, kind: BlockKind, level: int, *, quoted: bool
) -> None:
    override = Override(text=text, kind=kind, level=level, quoted=quoted)
    try:
        after = edit(METADATA + CORRECTIONS, None, override)
    except SidecarError:
        return
    assert parse_sidecar(after.encode(), file="x").overrides == (SOUTH, WHO, override)
    assert edit(after, override, None) == METADATA + CORRECTIONS
