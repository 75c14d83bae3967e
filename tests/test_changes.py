"""Recorded edits can be applied, taken back, and packed without loss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.changes import Recorder, apply, count_by_rule, group, revert, ungroup
from muniment.model import Change, Stage

edits = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["", "x", "yz", "\n"]), st.booleans()), max_size=12)


def record(text: str, plan: list[tuple[int, str, bool]]) -> tuple[str, tuple[Change, ...]]:
    recorder = Recorder(text=text, stage=Stage.INTAKE)
    for length, after, kept in plan:
        end = min(len(text), recorder.at + length)
        if kept:
            recorder.keep(end)
        else:
            recorder.replace(end, after, f"rule-{len(after)}")
    recorder.keep(len(text))
    return recorder.finish()


@given(st.text(max_size=30), edits)
def test_a_recorded_edit_can_be_applied_and_taken_back(text: str, plan: list[tuple[int, str, bool]]) -> None:
    output, changes = record(text, plan)
    assert apply(text, changes) == output
    assert revert(output, changes) == text


@given(st.text(max_size=30), edits)
def test_packing_changes_loses_nothing_and_keeps_their_order(text: str, plan: list[tuple[int, str, bool]]) -> None:
    _, changes = record(text, plan)
    assert ungroup(group(changes)) == changes


def test_changes_of_several_stages_come_back_stage_by_stage() -> None:
    changes = tuple(
        Change(stage=stage, rule="r", position=position, before="a", after="b")
        for stage in Stage
        for position in (0, 7)
    )
    assert ungroup(group(changes)) == changes


def test_two_insertions_at_one_place_keep_their_order_even_if_the_second_was_seen_before() -> None:
    def insertion(position: int, after: str) -> Change:
        return Change(stage=Stage.CANONICAL, rule="r", position=position, before="", after=after)

    changes = (insertion(2, "A"), insertion(5, "B"), insertion(5, "A"))
    assert ungroup(group(changes)) == changes


def test_a_change_that_does_not_fit_the_text_is_refused_in_both_directions() -> None:
    change = Change(stage=Stage.INTAKE, rule="r", position=1, before="b", after="X")
    assert apply("abc", [change]) == "aXc"
    with pytest.raises(ValueError, match="does not fit"):
        apply("axc", [change])
    with pytest.raises(ValueError, match="does not fit"):
        revert("abc", [change])


def test_a_recorder_refuses_to_lose_text_or_to_go_back() -> None:
    recorder = Recorder(text="abc", stage=Stage.INTAKE)
    recorder.keep(2)
    with pytest.raises(ValueError, match="already at 2"):
        recorder.keep(1)
    with pytest.raises(ValueError, match="already at 2"):
        recorder.replace(1, "", "r")
    with pytest.raises(ValueError, match="settled to 2 of 3"):
        recorder.finish()


def test_replacing_by_the_same_text_is_no_change() -> None:
    recorder = Recorder(text="abc", stage=Stage.INTAKE)
    recorder.replace(3, "abc", "r")
    assert recorder.finish() == ("abc", ())


def test_changes_are_counted_by_rule_in_a_fixed_order() -> None:
    changes = [Change(stage=Stage.INTAKE, rule=rule, position=0, before="", after="x") for rule in "bab"]
    assert list(count_by_rule(changes).items()) == [("a", 1), ("b", 2)]
