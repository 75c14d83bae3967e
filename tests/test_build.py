"""A build makes what is stale, and nothing else; what it leaves is always one state of each document."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from collection import LETTER, Collection, collection
from muniment import plan, work
from muniment.changes import revert
from muniment.errors import ExitCode
from muniment.intake import restore
from muniment.model import CleanText, Stage
from muniment.provenance import read_changes
from muniment.writers import writers

FORMATS = sorted(["md", *writers()])
FILES = {
    "letter.md",
    "letter.source.txt",
    "provenance.json",
    "SHA256SUMS",
    *(f"letter{writer.suffix}" for writer in writers().values()),
}


def changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def test_a_document_becomes_every_format_with_source_manifest_and_checksums(tmp_path: Path) -> None:
    letters = collection(tmp_path, letter=LETTER)
    outcome = letters.build()
    assert (outcome.code, outcome.codes()) == (ExitCode.OK, [])
    assert {path.name for path in (letters.dist / "letter").iterdir()} == FILES
    assert (letters.dist / "letter" / "letter.source.txt").read_text() == LETTER
    assert [path.name for path in letters.dist.iterdir()] == ["letter"]
    check = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=letters.dist / "letter", capture_output=True, check=False
    )
    assert check.returncode == 0, check.stderr


def test_the_source_follows_from_the_markdown_and_the_manifest_alone(tmp_path: Path) -> None:
    source = "\ufeffThe café*\r\n\r\nIt opens at 8 a. m. every day but Sunday,\r\nas a rule.\r\n".encode()
    letters = collection(tmp_path, other=LETTER)
    letters.write("cafe.txt", source)
    assert letters.build().code == ExitCode.OK
    folder = letters.dist / "cafe"
    encoding, changes = read_changes(json.loads((folder / "provenance.json").read_bytes()))
    canonical = [change for change in changes if change.stage is Stage.CANONICAL]
    earlier = tuple(change for change in changes if change.stage is not Stage.CANONICAL)
    clean = revert((folder / "cafe.md").read_text(), canonical)
    assert restore(CleanText(text=clean, encoding=encoding, changes=earlier)) == source


def test_a_second_build_makes_nothing_and_touching_every_file_changes_that_not(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.build()
    before = letters.stamps()
    assert letters.build().summary["built"] == 0
    for path in [*letters.source.rglob("*.txt"), *letters.dist.rglob("*.*")]:
        os.utime(path, ns=(1, 1))
    assert letters.build().summary == {
        "event": "summary",
        "files": 0,
        "built": 0,
        "current": 2,
        "removed": 0,
        "failed": 0,
    }
    assert {name: inode for name, (inode, _) in letters.stamps().items()} == {
        name: inode for name, (inode, _) in before.items()
    }


def test_an_edited_source_rebuilds_its_own_files_only(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.build()
    before = letters.stamps()
    letters.write("letter.txt", LETTER.replace("little", "much"))
    assert letters.build().summary["built"] == 1
    assert {name.split("/")[0] for name in changed(before, letters.stamps())} == {"letter"}
    assert "very much" in (letters.dist / "letter" / "letter.md").read_text()


def test_a_new_sidecar_makes_its_document_stale(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.build()
    letters.write("letter.yaml", "creators: Ada Example\n")
    assert letters.build().summary["built"] == 1
    assert 'creator:\n  - "Ada Example"' in (letters.dist / "letter" / "letter.md").read_text()


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_lost_or_damaged_file_alone_is_made_again(tmp_path: Path, name: str) -> None:
    letters = collection(tmp_path)
    letters.build()
    whole, before = letters.files(), letters.stamps()
    path = letters.dist / "letter" / name
    path.unlink()
    lost = letters.build()
    assert (lost.code, lost.codes()) == (ExitCode.OK, [])
    assert changed(before, letters.stamps()) == {f"letter/{name}"}
    before = letters.stamps()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    damaged = letters.build()
    assert (damaged.code, damaged.codes()) == (ExitCode.OK, ["OUT-DAMAGED"])
    assert changed(before, letters.stamps()) == {f"letter/{name}"}
    assert letters.files() == whole


def test_an_edit_that_restores_size_and_time_is_still_seen(tmp_path: Path) -> None:
    letters = collection(tmp_path, letter=LETTER)
    letters.build()
    edits = {
        letters.source / "letter.txt": (b"little", b"Little"),
        letters.dist / "letter" / "letter.html": (b"paragraphs", b"Paragraphs"),
    }
    for path, words in edits.items():
        before = path.stat()
        path.write_bytes(path.read_bytes().replace(*words))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert letters.build().summary["built"] == 1, path.name


def test_a_removed_source_takes_its_outputs_with_it_and_says_so(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.build()
    (letters.source / "note.txt").unlink()
    outcome = letters.build()
    assert outcome.of("removed")[0]["id"] == "note"
    assert [path.name for path in letters.dist.iterdir()] == ["letter"]


def test_nothing_is_removed_while_some_source_cannot_be_used(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.build()
    before = letters.files()
    (letters.source / "note.txt").rename(letters.source / "letter!.txt")
    letters.write("letter-.txt", LETTER)
    outcome = letters.build()
    assert outcome.code == ExitCode.SOURCE
    assert outcome.codes() == ["OUT-KEPT", "SRC-COLLISION", "SRC-COLLISION", "SRC-COLLISION"]
    assert letters.files() == before
    (letters.source / "letter!.txt").unlink()
    (letters.source / "letter-.txt").unlink()
    assert letters.build().of("removed")[0]["id"] == "note"


def test_removing_outputs_leaves_what_somebody_else_put_there(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.build()
    (letters.dist / "note" / "mine.txt").write_text("precious")
    (letters.source / "note.txt").unlink()
    assert letters.build().codes() == ["OUT-FOREIGN"]
    assert [path.name for path in (letters.dist / "note").iterdir()] == ["mine.txt"]


def test_a_source_that_breaks_keeps_its_outputs_until_it_is_mended(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.build()
    before = letters.files()
    letters.write("letter.txt", bytes(range(256)))
    for _ in range(2):
        outcome = letters.build()
        assert (outcome.code, outcome.codes()) == (ExitCode.SOURCE, ["SRC-BINARY"])
    assert letters.files() == before
    letters.write("letter.txt", LETTER)
    assert letters.build().code == ExitCode.OK


def test_an_old_file_that_is_added_is_built(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.build()
    os.utime(letters.write("old.txt", "An old text\n\nIt was written long ago and found again today.\n"), ns=(0, 0))
    assert letters.build().summary["built"] == 1


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "md"])
def test_a_new_version_of_one_writer_rebuilds_that_format_only(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = collection(tmp_path, letter=LETTER)
    letters.build()
    newer = MappingProxyType({**writers(), name: replace(writers()[name], version="another")})
    monkeypatch.setattr(plan, "writers", lambda: newer)
    monkeypatch.setattr(work, "writers", lambda: newer)
    why = {str(row["file"]): row["reasons"] for row in letters.run("why", "letter").events if row["stale"]}
    file = f"letter{writers()[name].suffix}"
    assert why == {file: [f"writer.{name}: {writers()[name].version} → another"]}
    assert letters.build().of("built")[0]["files"] == [file, "provenance.json", "SHA256SUMS"]


def test_building_one_format_leaves_the_others_out_and_a_later_build_adds_them(tmp_path: Path) -> None:
    letters = collection(tmp_path, letter=LETTER)
    assert letters.build("--format=html").code == ExitCode.OK
    assert {path.suffix for path in (letters.dist / "letter").iterdir()} == {".md", ".txt", ".html", ".json", ""}
    assert letters.run("verify").code == ExitCode.OK
    letters.build()
    assert {path.name for path in (letters.dist / "letter").iterdir()} == FILES


def test_an_edition_of_an_earlier_text_does_not_stay_beside_new_ones(tmp_path: Path) -> None:
    letters = collection(tmp_path, letter=LETTER)
    letters.build("--format=html", "--format=tei")
    letters.write("letter.txt", LETTER.replace("little", "much"))
    outcome = letters.build("--format=html")
    assert outcome.of("removed")[0]["files"] == ["letter.xml"]
    assert letters.run("verify").code == ExitCode.OK


def test_one_output_can_be_asked_for_by_its_path(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.build(str(letters.dist / "letter" / "letter.html"))
    assert {path.parent.name for path in letters.dist.rglob("*.html")} == {"letter"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format=htlm"], "no format 'htlm'"),
        (["--document=lettre"], "Did you mean letter?"),
        (["elsewhere/letter/letter.html"], "not an output file"),
    ],
)
def test_words_that_do_not_fit_are_refused(tmp_path: Path, words: list[str], said: str) -> None:
    outcome = collection(tmp_path).build(*words)
    assert outcome.code == ExitCode.USAGE
    assert said in f"{outcome.events[0]['message']} {outcome.events[0]['remedy']}"


def test_an_edition_that_lost_a_word_is_not_stored_and_the_others_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = writers()["html"]
    lossy = replace(whole, write=lambda document: whole.write(document).replace(b"little", b""), version="lossy")
    monkeypatch.setattr(plan, "writers", lambda: {**writers(), "html": lossy})
    monkeypatch.setattr(work, "writers", lambda: {**writers(), "html": lossy})
    letters = collection(tmp_path, letter=LETTER)
    outcome = letters.build()
    assert outcome.code == ExitCode.FIDELITY
    assert "little" in str(outcome.of("error")[0]["message"])
    assert {path.name for path in (letters.dist / "letter").iterdir()} == FILES - {"letter.html"}
    assert letters.run("verify").code == ExitCode.OK


def test_an_accident_in_one_writer_is_told_and_costs_only_its_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall_over(_: object) -> bytes:
        raise ZeroDivisionError("by chance")

    clumsy = {**writers(), "tei": replace(writers()["tei"], write=fall_over)}
    monkeypatch.setattr(work, "writers", lambda: clumsy)
    letters = collection(tmp_path, letter=LETTER)
    outcome = letters.build()
    assert outcome.codes() == ["WRITE-ACCIDENT"]
    assert {path.name for path in (letters.dist / "letter").iterdir()} == FILES - {"letter.xml"}


def test_losing_the_ledger_costs_time_and_nothing_else(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.build()
    whole, before = letters.files(), letters.stamps()
    for path in (tmp_path / "build").glob("ledger*"):
        path.unlink()
    assert letters.build().summary["built"] == 2
    assert letters.files() == whole
    assert letters.stamps() == before


def test_a_canonical_markdown_source_comes_out_byte_for_byte(tmp_path: Path) -> None:
    letters = collection(tmp_path, letter=LETTER)
    letters.build()
    canonical = (letters.dist / "letter" / "letter.md").read_bytes()
    again = Collection(root=tmp_path / "again")
    again.write("letter.md", canonical)
    assert again.build().code == ExitCode.OK
    assert (again.dist / "letter" / "letter.md").read_bytes() == canonical
    assert (again.dist / "letter" / "letter.source.md").read_bytes() == canonical
