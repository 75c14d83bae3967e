"""The ledger gives back what was recorded, forgets what it is told to, and is made anew when it is damaged."""

from __future__ import annotations

import sqlite3
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
        assert ledger.inputs() == {b"\xff": InputRecord(path=b"\xff", size=1, stamp="2 3 4", sha256="cd")}


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
