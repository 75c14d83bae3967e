"""Workers are made ready at once where a glance shows that there is work, and not at all where there is none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from collection import LETTER, NOTE, Collection, collection
from muniment.cli import early, main
from muniment.config import Folders
from muniment.executors.nursery import Nursery
from muniment.runner import LEDGER


def folders(letters: Collection) -> Folders:
    return Folders(source=letters.source, dist=letters.dist, build=letters.root / "build")


@pytest.fixture
def letters(tmp_path: Path) -> Collection:
    """Two texts, built."""
    made = collection(tmp_path, letter=LETTER, note=NOTE)
    assert made.build("--format=md").code == 0
    return made


def leave(letters: Collection) -> None:
    assert letters.dist.exists()


def touch(letters: Collection) -> None:
    os.utime(letters.source / "note.txt", ns=(1, 1))


def write(letters: Collection) -> None:
    letters.write("note.txt", NOTE + "More.\n")


def lose_ledger(letters: Collection) -> None:
    (letters.root / "build" / LEDGER).unlink()


def lose_outputs(letters: Collection) -> None:
    letters.dist.rename(letters.root / "elsewhere")


def remove_source(letters: Collection) -> None:
    (letters.source / "note.txt").unlink()


def damage_ledger(letters: Collection) -> None:
    (letters.root / "build" / LEDGER).write_bytes(b"no database" * 100)


def lose_sources(letters: Collection) -> None:
    for path in letters.source.iterdir():
        path.unlink()
    lose_ledger(letters)


def lose_everything(letters: Collection) -> None:
    lose_sources(letters)
    letters.source.rmdir()


@pytest.mark.parametrize("change", [touch, write, lose_ledger, lose_outputs])
def test_what_was_touched_or_never_built_is_seen_at_a_glance(
    letters: Collection, change: Callable[[Collection], None]
) -> None:
    change(letters)
    assert early.is_certain(folders(letters))


@pytest.mark.parametrize("change", [leave, remove_source, damage_ledger, lose_sources, lose_everything])
def test_where_nothing_or_nothing_certain_is_seen_nobody_begins(
    letters: Collection, change: Callable[[Collection], None]
) -> None:
    change(letters)
    assert not early.is_certain(folders(letters))


def test_a_build_with_nothing_to_do_starts_no_process(letters: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    starts = counted(monkeypatch)
    assert main([*words(letters), "--executor=processes", "build", "--format=md"]) == 0
    assert starts == []


@pytest.mark.parametrize("executor", ["processes", "serial"])
def test_a_build_with_something_to_do_starts_one_at_once_for_its_processes(
    letters: Collection, monkeypatch: pytest.MonkeyPatch, executor: str
) -> None:
    starts = counted(monkeypatch)
    write(letters)
    assert main([*words(letters), f"--executor={executor}", "build", "--format=md"]) == 0
    assert bool(starts) == (executor == "processes")
    assert letters.run("verify").code == 0


def test_what_a_glance_does_not_show_the_build_finds(letters: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    starts = counted(monkeypatch)
    letters.write("poem.txt", NOTE)
    assert not early.is_certain(folders(letters))
    assert main([*words(letters), "--executor=processes", "build", "--format=md"]) == 0
    assert starts
    assert (letters.dist / "poem" / "poem.md").exists()


def words(letters: Collection) -> list[str]:
    return [f"--{name}={letters.root / name}" for name in ("source", "dist", "build")] + ["--config=/dev/null"]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[Nursery]:
    starts: list[Nursery] = []
    start = Nursery.start

    def remembered(nursery: Nursery) -> None:
        starts.append(nursery)
        start(nursery)

    monkeypatch.setattr(Nursery, "start", remembered)
    return starts


def test_the_ledger_is_looked_for_where_the_build_has_it() -> None:
    assert early.LEDGER == LEDGER
