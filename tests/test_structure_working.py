"""Values that live while one text is judged, and the search for cycles that rests meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from muniment.structure import recognise
from muniment.structure.working import without_collection, working

PLAY = "ANN.\n\nNo, I do not.\n\nBOB.\n\nYes, you do.\n\n" * 4
MANY = 200_000
TEXT = f"{PLAY}A River\n\n- one\n- two\n\nIt was said [1] that it rises in the hills.\n\n[1] By _whom_?\n"


@working
class _Pair:
    """Two numbers."""

    one: int
    """The first."""
    two: int = 2
    """The second."""


@pytest.fixture
def collection() -> Iterator[None]:
    """The search for cycles as it was, whatever a test does to it."""
    was_on = gc.isenabled()
    yield
    if was_on:
        gc.enable()
    else:
        gc.disable()


def test_a_working_value_is_slotted_and_compared_by_identity() -> None:
    pair = _Pair(one=1)
    assert (pair.one, pair.two) == (1, 2)
    assert not hasattr(pair, "__dict__")
    assert pair != _Pair(one=1)
    assert len({pair, _Pair(one=1)}) == 2


@pytest.mark.usefixtures("collection")
@pytest.mark.parametrize("on", [True, False])
def test_the_search_for_cycles_rests_and_then_is_as_it_was(on: bool) -> None:  # noqa: FBT001 - the two cases of one test
    (gc.enable if on else gc.disable)()
    with without_collection():
        assert not gc.isenabled()
    assert gc.isenabled() is on
    with pytest.raises(ValueError, match="broken"), without_collection():
        raise ValueError("broken")
    assert gc.isenabled() is on


@pytest.mark.usefixtures("collection")
def test_what_was_set_aside_from_the_search_for_cycles_stays_so() -> None:
    gc.enable()
    with without_collection():
        made: list[list[int]] = [[] for _ in range(MANY)]
    assert gc.get_freeze_count() == 0
    assert any(one is made for one in gc.get_objects(generation=2))
    gc.freeze()
    try:
        with without_collection():
            others: list[list[int]] = [[] for _ in range(MANY)]
        assert len(others) == MANY
        assert not any(one is made for one in gc.get_objects())
    finally:
        gc.unfreeze()


@pytest.mark.usefixtures("collection")
def test_what_was_set_aside_is_not_counted_for_a_few_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    def counted() -> int:
        raise AssertionError

    monkeypatch.setattr(gc, "get_freeze_count", counted)
    gc.enable()
    with without_collection():
        pass
    with pytest.raises(AssertionError), without_collection():
        others: list[list[int]] = [[] for _ in range(MANY)]
    assert len(others) == MANY


@pytest.mark.usefixtures("collection")
def test_judging_a_text_makes_no_cycles_that_the_search_would_have_to_find() -> None:
    recognise(TEXT)  # what is made once and kept is made here
    for _ in range(9):  # what other tests left may need several: what is freed lets go of more
        gc.collect()
    gc.disable()
    assert recognise(TEXT).blocks
    assert gc.collect() == 0


def test_a_row_of_marks_below_a_speakers_name_is_not_a_speech_without_lines() -> None:
    blocks = recognise(f"{PLAY}ANN.\n\n----\n\nBOB.\n\nWell then.\n").blocks
    assert blocks[-1].lines
