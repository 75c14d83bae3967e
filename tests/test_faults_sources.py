"""Sources that vanish, a source folder that is not there, and clocks that jump: nothing is lost, and what is so is said."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from collection import LETTER, NOTE, Collection, collection
from muniment import assembly, intake, runner
from muniment.errors import ExitCode

FORMAT = "--format=md"


@pytest.fixture
def letters(tmp_path: Path) -> Collection:
    made = collection(tmp_path, letter=LETTER, note=NOTE)
    assert made.build(FORMAT).code == 0
    return made


def after_the_listing(monkeypatch: pytest.MonkeyPatch, happen: Callable[[], object]) -> None:
    """Let something happen between the listing of the sources and the first look at one."""

    def found(root: Path) -> object:
        listing = intake.find_sources(root)
        happen()
        return listing

    monkeypatch.setattr(runner, "find_sources", found)


# --------------------------------------------------------------------------------------------- sources


def test_a_source_that_vanishes_after_the_listing_costs_only_itself_and_keeps_its_outputs(
    letters: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = letters.files()
    letters.write("poem.txt", "A poem\n\nIt is new, and has one line.\n")
    with monkeypatch.context() as patch:
        after_the_listing(patch, (letters.source / "letter.txt").unlink)
        outcome = letters.build(FORMAT)
    assert (outcome.code, outcome.codes()) == (ExitCode.SOURCE, ["SRC-UNREADABLE"])
    assert outcome.summary["built"] == 1
    assert {name: data for name, data in letters.files().items() if "poem" not in name} == before
    assert letters.build(FORMAT).summary["removed"] == 1
    assert letters.run("verify").code == 0
    assert {path.name for path in letters.dist.iterdir()} == {"note", "poem"}


def test_a_source_that_vanishes_when_its_turn_comes_costs_only_itself(
    letters: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.write("letter.txt", LETTER.replace("short", "brief"))
    letters.write("note.txt", NOTE.replace("Monday", "Sunday"))
    before = letters.files()

    def vanish(*_: object) -> bool:
        (letters.source / "letter.txt").unlink(missing_ok=True)
        return True

    with monkeypatch.context() as patch:
        patch.setattr("muniment.work.read_source", lambda one: vanish() and intake.read_source(one))
        outcome = letters.build(FORMAT)
    assert outcome.codes() == ["SRC-UNREADABLE"]
    assert outcome.summary["built"] == 1
    assert {name: data for name, data in letters.files().items() if "letter" in name} == {
        name: data for name, data in before.items() if "letter" in name
    }


def test_a_source_folder_that_vanishes_after_the_listing_keeps_all_outputs(
    letters: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = letters.files()
    letters.write("letter.txt", LETTER.replace("short", "brief"))
    with monkeypatch.context() as patch:
        after_the_listing(patch, lambda: letters.source.rename(letters.root / "elsewhere"))
        outcome = letters.build(FORMAT)
    assert outcome.code == ExitCode.SOURCE
    assert letters.files() == before
    (letters.root / "elsewhere").rename(letters.source)
    assert letters.build(FORMAT).summary["built"] == 1
    assert letters.run("verify").code == 0


def test_a_source_folder_that_is_not_there_is_refused_and_keeps_all_outputs(letters: Collection) -> None:
    before = letters.files()
    letters.source.rename(letters.root / "elsewhere")
    assert letters.build(FORMAT).code == ExitCode.USAGE
    assert letters.files() == before


def test_a_source_folder_without_any_text_keeps_all_outputs(letters: Collection) -> None:
    """As the folder looks below which a disk is to be mounted."""
    before = letters.files()
    shutil.move(letters.source, letters.root / "elsewhere")
    letters.source.mkdir()
    outcome = letters.build(FORMAT)
    assert (outcome.code, outcome.codes()) == (ExitCode.SOURCE, ["SRC-NONE"])
    assert "outputs of 2 documents; they stay" in str(outcome.of("finding")[0]["message"])
    assert letters.files() == before
    letters.source.rmdir()
    shutil.move(letters.root / "elsewhere", letters.source)
    assert letters.build(FORMAT).summary["current"] == 2


def test_where_all_texts_are_to_go_their_folders_can_be_removed_too(letters: Collection) -> None:
    for name in ("letter", "note"):
        (letters.source / f"{name}.txt").unlink()
        shutil.rmtree(letters.dist / name)
    outcome = letters.build(FORMAT)
    assert (outcome.code, outcome.codes(), outcome.summary["removed"]) == (ExitCode.OK, [], 2)
    assert letters.run("verify").code == 0


@pytest.mark.parametrize("accident", [MemoryError("too much"), RecursionError("too deep"), KeyError("nobody knows")])
def test_an_accident_with_one_text_costs_only_this_text(
    letters: Collection, monkeypatch: pytest.MonkeyPatch, accident: Exception
) -> None:
    for name, text in (("letter", LETTER), ("note", NOTE)):
        letters.write(f"{name}.txt", f"{text}\nAnd one line more.\n")

    def clumsy(data: bytes, **facts: Any) -> object:  # noqa: ANN401 - as ``normalise`` takes them
        if facts["identifier"] == "letter":
            raise accident
        return assembly.normalise(data, **facts)

    with monkeypatch.context() as patch:
        patch.setattr("muniment.work.normalise", clumsy)
        outcome = letters.build(FORMAT)
    assert (outcome.code, outcome.codes()) == (ExitCode.SOURCE, ["WRITE-ACCIDENT"])
    assert outcome.summary["built"] == 1
    assert letters.build(FORMAT).summary["built"] == 1


# --------------------------------------------------------------------------------------------- clocks


@pytest.mark.parametrize("jump", [timedelta(days=-4000), timedelta(days=4000)], ids=["back", "forth"])
def test_a_clock_that_jumps_changes_no_output_and_makes_nothing_stale(
    letters: Collection, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    before = letters.files()
    now = datetime.now(UTC) + jump
    monkeypatch.setattr("muniment.cli.build.clock", lambda: now)
    assert letters.build(FORMAT).summary["current"] == 2
    letters.write("poem.txt", "A poem\n\nIt is new, and has one line.\n")
    assert letters.build(FORMAT).summary["built"] == 1
    assert {name: letters.files()[name] for name in before} == before
    assert letters.run("verify").code == 0


@pytest.mark.parametrize("year", [1980, 2026, 2200])
def test_a_change_is_seen_whatever_time_its_file_has(letters: Collection, year: int) -> None:
    path = letters.write("letter.txt", LETTER.replace("short", "brief"))
    moment = datetime(year, 1, 1, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    assert letters.build(FORMAT).summary["built"] == 1
    assert letters.build(FORMAT).summary["current"] == 2


def test_a_change_is_seen_that_keeps_size_and_time_of_the_file(letters: Collection) -> None:
    path = letters.source / "note.txt"
    status = path.stat()
    path.write_text(NOTE.replace("Monday", "Sunday"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert letters.build(FORMAT).summary["built"] == 1


def test_outputs_with_times_in_the_future_are_current(letters: Collection) -> None:
    moment = datetime(2200, 1, 1, tzinfo=UTC).timestamp()
    for path in letters.dist.rglob("*"):
        os.utime(path, (moment, moment))
    assert letters.build(FORMAT).summary["current"] == 2
    assert letters.run("verify").code == 0


# --------------------------------------------------------------------------------------------- what the killed leave


def test_what_a_killed_process_left_half_made_among_the_fonts_is_swept_up(letters: Collection) -> None:
    with subprocess.Popen(["true"]) as gone:
        pass
    fonts = letters.root / "build" / "fonts"
    for number in (gone.pid, os.getpid()):
        (fonts / f".fonts.conf.{number}").write_text("half", encoding="utf-8")
        (fonts / "fonts" / f".Some.ttf.{number}").symlink_to("/nowhere")
    letters.write("note.txt", NOTE.replace("Monday", "Sunday"))
    assert letters.build(FORMAT).summary["built"] == 1
    left = {path.name for path in fonts.rglob(".*")}
    assert left == {f".fonts.conf.{os.getpid()}", f".Some.ttf.{os.getpid()}"}, (
        "those of the living are their own affair"
    )
