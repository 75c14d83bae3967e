"""Ctrl-C between two files of one document left the first in place and unrecorded."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from collection import LETTER, NOTE, collection
from muniment import store
from muniment.executors import uninterrupted


def interrupts_after(function: Callable[..., bool], seen: list[Path]) -> Callable[..., bool]:
    def put(staged: object, target: Path, *, sync: bool = True) -> bool:
        result = function(staged, target, sync=sync)
        seen.append(target)
        if len(seen) == 2:
            signal.raise_signal(signal.SIGINT)
        return result

    return put


def test_the_document_is_completed_before_the_build_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = collection(tmp_path, letter=LETTER, note=NOTE)
    seen: list[Path] = []
    monkeypatch.setattr("muniment.runner.put", interrupts_after(store.put, seen))
    assert letters.build().code == 130
    assert len(seen) > 2
    assert {path.parent.name for path in seen} == {"letter"}, "the other document was not begun"
    assert letters.run("verify").code == 0
    assert letters.build().summary["built"] == 1


def test_ctrl_c_waits_for_the_end_of_the_block_and_is_not_lost() -> None:
    done: list[str] = []

    def work() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("the rest")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["the rest"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
