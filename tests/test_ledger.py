"""The ledger gives back what was recorded, forgets what it is told to, and is made anew when it is damaged."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from muniment.errors import StorageError
from muniment.ledger import InputRecord, Ledger, OutputRecord
from muniment.store import digests_of


def output(document: str = "letter", name: str = "letter.md", reason: str = "never built") -> OutputRecord:
    return OutputRecord(
        document=document,
        name=name,
        format="md",
        media_type="text/markdown",
        digests=digests_of(b"words"),
        stamp="1 2 3",
        inputs={"source.sha256": "ab", "title": "“quoted” \u2028"},
        fidelity={"units": 3},
        reason=reason,
        made="2011-05-03T09:00:00Z",
    )


def test_what_was_recorded_comes_back_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "build" / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.record_document("letter", b"sub/\xff.txt")
        ledger.record_output(output())
        ledger.record_inputs([InputRecord(path=b"\xff", size=1, stamp="2 3 4", sha256="cd")])
    with Ledger(path) as ledger:
        assert ledger.documents() == {"letter": b"sub/\xff.txt"}
        assert ledger.outputs() == {"letter": {"letter.md": output()}}
        assert ledger.outputs("other") == {}
        assert ledger.input(b"\xff") == InputRecord(path=b"\xff", size=1, stamp="2 3 4", sha256="cd")


def test_forgetting_takes_one_output_or_the_whole_document(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for name in ("letter.md", "letter.pdf"):
            ledger.record_output(output(name=name))
        ledger.record_document("letter", b"letter.txt")
        ledger.forget_output("letter", "letter.md")
        assert list(ledger.outputs()["letter"]) == ["letter.pdf"]
        ledger.forget_document("letter")
        assert (ledger.outputs(), ledger.documents()) == ({}, {})


def test_reports_keep_the_time_at_which_their_bytes_were_written(tmp_path: Path) -> None:
    old, new = digests_of(b"passed"), digests_of(b"failed")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.record_reports("letter", {"a": old, "b": old, "c": old}, "2011-05-03T09:00:00Z")
        ledger.record_reports("letter", {"a": old, "b": new}, "2011-05-04T09:00:00Z")
        assert ledger.reports() == {"letter": {"a": old, "b": new}}
        assert ledger.report_times("letter") == {"a": "2011-05-03T09:00:00Z", "b": "2011-05-04T09:00:00Z"}
        ledger.forget_document("letter")
        assert (ledger.reports(), ledger.report_times("letter")) == ({}, {})


def record_and_fail(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.record_output(output())
        raise TypeError


def test_a_transaction_that_fails_records_nothing(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        with pytest.raises(TypeError):
            record_and_fail(ledger)
        assert ledger.outputs() == {}


@pytest.mark.parametrize("damage", [b"not a database, but long enough to look like a file" * 50, b""])
def test_a_damaged_ledger_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(damage)
    with Ledger(path) as ledger:
        ledger.record_output(output())
    with Ledger(path) as ledger:
        assert "letter" in ledger.outputs()


def test_the_ledger_of_another_release_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE output (something_else TEXT)")
        database.execute("PRAGMA user_version = 999")
    database.close()
    with Ledger(path) as ledger:
        assert ledger.outputs() == {}


def test_a_ledger_that_cannot_be_opened_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    with pytest.raises(StorageError, match="cannot open the ledger"), Ledger(tmp_path / "ledger.sqlite"):
        pass


def test_inputs_that_files_share_are_kept_once_and_given_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        for document in ("letter", "note"):
            own = {"id": document, "source.sha256": document}
            ledger.record_output(replace(output(document), inputs={"pandoc": "3.9", "title": "“a”", **own}))
        assert ledger.shared_number({"pandoc": "3.9", "title": "“a”", "id": "any"}) is not None
        assert ledger.shared_number({"pandoc": "3.8", "title": "“a”"}) is None
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM shared").fetchone() == (1,)
    database.close()
    with Ledger(path) as ledger:
        assert ledger.outputs("note")["note"]["letter.md"].inputs == {
            "pandoc": "3.9",
            "title": "“a”",
            "id": "note",
            "source.sha256": "note",
        }


def test_what_a_failed_transaction_noted_of_shared_inputs_is_noted_again(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        with pytest.raises(TypeError):
            record_and_fail(ledger)
        ledger.record_output(replace(output("other"), inputs={"pandoc": "3.9"}))
        ledger.record_output(output())
        assert ledger.outputs("letter")["letter"]["letter.md"] == output()


def test_documents_with_files_are_told_in_order_while_the_ledger_is_written(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for document in ("c", "a", "b"):
            ledger.record_output(output(document))
        told = []
        for document in ledger.built():
            told.append(document)
            ledger.forget_output(document, "letter.md")
        assert told == ["a", "b", "c"]
        assert list(ledger.built()) == []


def test_glimpses_are_of_the_documents_between_two_ids(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for document in ("a", "b", "bb", "c"):
            ledger.record_output(output(document))
        found = ledger.glimpses("b", "bb")
        assert list(found) == ["b", "bb"]
        size, stamp, own, shared = found["b"]["letter.md"]
        assert (size, stamp, own) == (5, "1 2 3", '{"source.sha256": "ab"}')
        assert shared == ledger.shared_number(output().inputs)


def test_a_new_stamp_is_noted_only_for_the_file_that_was_meant(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.record_output(output())
        ledger.restamp(output(), "4 5 6")
        assert ledger.outputs("letter")["letter"]["letter.md"] == replace(output(), stamp="4 5 6")
        ledger.restamp(output(), "7 8 9")  # it is another file by now
        assert ledger.outputs("letter")["letter"]["letter.md"].stamp == "4 5 6"


def test_one_input_is_found_by_its_path(tmp_path: Path) -> None:
    record = InputRecord(path=b"sub/\xff", size=1, stamp="2 3 4", sha256="cd")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.record_inputs([record])
        assert ledger.input(b"sub/\xff") == record
        assert ledger.input(b"sub") is None
