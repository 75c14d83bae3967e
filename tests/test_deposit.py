"""Deposits: a store that keeps every version, in which each flipped byte is found by name."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import bagit  # type: ignore[import-untyped] # it has no types
import pytest

from collection import LETTER, NOTE, Collection, collection
from muniment.archive import deposit as module
from muniment.archive import exchange
from muniment.errors import ExitCode


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    letters = collection(tmp_path_factory.mktemp("deposit"), letter=LETTER, note=NOTE)
    assert letters.build().code == 0
    assert letters.run("archive").code == 0
    assert letters.run("deposit", "--store", str(letters.root / "store")).code == 0
    return letters


@pytest.fixture
def letters(ready: Collection, tmp_path: Path) -> Collection:
    shutil.copytree(ready.root, tmp_path / "own")
    return replace(ready, root=tmp_path / "own")


def store(letters: Collection) -> Path:
    return letters.root / "store"


def deposit(letters: Collection) -> dict[str, object]:
    return dict(letters.run("deposit", "--store", str(store(letters))).summary)


def audit(letters: Collection) -> list[str]:
    outcome = letters.run("audit", "--store", str(store(letters)))
    assert outcome.code == (ExitCode.VERIFICATION if outcome.codes() else ExitCode.OK)
    return outcome.codes()


def objects(letters: Collection) -> dict[str, Path]:
    found = (path.parent for path in store(letters).rglob("0=ocfl_object_1.1"))
    return {json.loads((path / "inventory.json").read_bytes())["id"].rpartition(":")[2]: path for path in found}


def change(letters: Collection) -> None:
    letters.write("letter.txt", LETTER.replace("short", "brief"))
    assert letters.build().code == 0
    assert letters.run("archive").code == 0


def judge(letters: Collection) -> subprocess.CompletedProcess[str]:
    """ocfl-py's own program. Of a storage root it judges the hierarchy alone, so each object is named too."""
    program = Path(sys.executable).with_name("ocfl-validate.py")
    words = [sys.executable, str(program), str(store(letters)), *map(str, objects(letters).values())]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


def test_a_store_is_valid_to_a_judge_that_is_not_us(letters: Collection) -> None:
    assert judge(letters).returncode == 0
    assert sorted(objects(letters)) == ["letter", "note"]
    path = next(store(letters).rglob("letter.pdf"))
    path.write_bytes(path.read_bytes() + b" ")
    assert judge(letters).returncode != 0


def test_what_is_in_the_store_already_is_not_stored_again(letters: Collection) -> None:
    before = sorted(store(letters).rglob("*"))
    assert deposit(letters) == {"event": "summary", "deposited": 0, "current": 2, "failed": 0}
    assert sorted(store(letters).rglob("*")) == before


def test_a_changed_package_is_a_new_version_and_unchanged_files_are_stored_once(letters: Collection) -> None:
    change(letters)
    assert deposit(letters)["deposited"] == 1
    letter = objects(letters)["letter"]
    inventory = json.loads((letter / "inventory.json").read_bytes())
    assert sorted(inventory["versions"]) == ["v1", "v2"]
    assert (letter / "v1/content/data/schemas/muniment-tei.rng").exists()
    assert not (letter / "v2/content/data/schemas").exists()
    assert (letter / "v2/content/data/letter.source.txt").read_text() != LETTER
    assert judge(letters).returncode == 0
    assert audit(letters) == []


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_every_version_is_a_valid_bag(letters: Collection, tmp_path: Path, version: str) -> None:
    change(letters)
    deposit(letters)
    letter = objects(letters)["letter"]
    inventory = json.loads((letter / "inventory.json").read_bytes())
    bag = tmp_path / "bag"
    for digest, names in inventory["versions"][version]["state"].items():
        for name in names:
            (bag / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(letter / inventory["manifest"][digest][0], bag / name)
    bagit.Bag(str(bag)).validate()
    assert letters.run("verify", str(bag)).code == 0


def test_a_stated_identifier_names_the_object(letters: Collection) -> None:
    letters.write("note.yaml", "identifier: https://archive.example/notes/1\n")
    assert letters.build().code == 0
    assert letters.run("archive").code == 0
    assert deposit(letters)["deposited"] == 1
    ids = {json.loads(path.read_bytes())["id"] for path in store(letters).rglob("inventory.json")}
    assert "https://archive.example/notes/1" in ids


def test_a_package_that_is_not_as_recorded_is_refused_and_the_others_are_stored(letters: Collection) -> None:
    shutil.rmtree(store(letters))
    (letters.dist / "archive/letter/data/letter.md").write_text("Another text.")
    assert deposit(letters) == {"event": "summary", "deposited": 1, "current": 0, "failed": 1}
    assert list(objects(letters)) == ["note"]


def test_a_deposit_leaves_the_logs_of_others_as_they_were(letters: Collection) -> None:
    before = logging.root.manager.disable
    deposit(letters)
    assert logging.root.manager.disable == before


def test_what_is_no_store_is_left_alone(letters: Collection, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("Ten years of work.")
    for command in ("deposit", "audit"):
        assert letters.run(command, "--store", str(tmp_path)).code == ExitCode.USAGE
    assert (tmp_path / "thesis.txt").exists()


class Crash(BaseException):
    """The power fails."""


STEPS = ("_link", "_sync", "exchange")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_any_step_leaves_the_last_version_valid(
    letters: Collection, monkeypatch: pytest.MonkeyPatch, step: str, *, after: bool
) -> None:
    change(letters)
    real = getattr(module, step)

    def crashing(*words: object) -> None:
        if after:
            real(*words)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(module, step, crashing)
        with pytest.raises(Crash):
            deposit(letters)
    assert judge(letters).returncode == 0
    assert audit(letters) == []
    stored = deposit(letters)
    assert stored["deposited"] == (0 if (step, after) == ("exchange", True) else 1)
    assert sorted(json.loads((objects(letters)["letter"] / "inventory.json").read_bytes())["versions"]) == ["v1", "v2"]
    assert judge(letters).returncode == 0


def test_a_system_without_the_exchange_call_uses_two_renames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_renamed_at_once", lambda *_: False)
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    exchange.exchange(tmp_path / "new", tmp_path / "old")
    assert [path.name for path in (tmp_path / "old").iterdir()] == ["new"]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["old"]


# --------------------------------------------------------------------------------------------- audits


def test_an_audit_leaves_a_dated_report(letters: Collection) -> None:
    report = letters.root / "report.json"
    outcome = letters.run("audit", "--store", str(store(letters)), "--report", str(report))
    facts = json.loads(report.read_bytes())
    assert facts["began"] <= facts["ended"]
    assert facts["objects"] == 2
    assert (facts["findings"], outcome.code) == ([], 0)
    files = [path for place in objects(letters).values() for path in place.rglob("*") if path.is_file()]
    assert (facts["files"], facts["size"]) == (len(files), sum(path.stat().st_size for path in files))


def places(letters: Collection) -> set[str]:
    outcome = letters.run("audit", "--store", str(store(letters)))
    found = [one["place"] for one in outcome.of("finding") if one["code"] != "OCFL-INVALID"]
    return {str(place["file"]).split("/", 4)[4] for place in found if isinstance(place, dict)}


def flipped(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))


def test_a_flipped_bit_in_any_file_of_a_store_is_found_by_name(letters: Collection) -> None:
    letter = objects(letters)["letter"]
    for path in sorted(path for path in letter.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        flipped(path)
        codes = audit(letters)
        assert codes, path
        if "/content/" in str(path):
            assert places(letters) == {path.relative_to(letter).as_posix()}
            assert "OCFL-ALTERED" in codes
        path.write_bytes(whole)
    assert audit(letters) == []


def test_a_missing_and_an_unlisted_file_are_named(letters: Collection) -> None:
    letter = objects(letters)["letter"]
    (letter / "v1/content/data/letter.md").rename(letter / "v1/content/data/moved.md")
    assert {"OCFL-MISSING", "OCFL-UNLISTED"} <= set(audit(letters))
    assert places(letters) == {"v1/content/data/letter.md", "v1/content/data/moved.md"}


@pytest.fixture
def interrupted(letters: Collection, monkeypatch: pytest.MonkeyPatch) -> Collection:
    """A store whose audit was interrupted after its first object."""
    from muniment.archive import audit as auditing  # noqa: PLC0415 - its function is replaced for a while

    real, seen = auditing._object, list[object]()  # noqa: SLF001 - the step that is interrupted

    def once(*words: object) -> object:
        if seen:
            raise KeyboardInterrupt
        seen.append(words)
        return real(*words)  # type: ignore[arg-type] # the same words

    with monkeypatch.context() as patch:
        patch.setattr(auditing, "_object", once)
        assert letters.run("audit", "--store", str(store(letters))).code == ExitCode.INTERRUPTED
    return letters


def test_an_interrupted_audit_goes_on_where_it_was(interrupted: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    from muniment.archive import audit as auditing  # noqa: PLC0415 - its function is watched

    real, seen = auditing._object, []  # noqa: SLF001 - the step that is watched

    def watched(path: Path, name: str, watcher: auditing.Watcher) -> object:
        seen.append(name)
        return real(path, name, watcher)

    monkeypatch.setattr(auditing, "_object", watched)
    outcome = interrupted.run("audit", "--store", str(store(interrupted)))
    assert len(seen) == 1
    assert outcome.of("audited")[0]["objects"] == 2
    assert audit(interrupted) == []
    assert len(seen) == 3, "a finished audit is not gone on with"


def test_a_journal_that_was_cut_off_costs_only_its_last_line(interrupted: Collection) -> None:
    journal = next((interrupted.root / "build/audit").glob("*.journal"))
    with journal.open("ab") as stream:
        stream.write(b'{"object": "half')
        os.fsync(stream.fileno())
    assert audit(interrupted) == []
