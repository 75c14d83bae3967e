"""A machine gets work only where it would make the same bytes."""

from __future__ import annotations

from pathlib import Path

from collection import LETTER, collection
from muniment.handshake import CODE, admit, fingerprint
from muniment.ledger import Ledger
from muniment.records import OWN_LABELS
from muniment.runner import LEDGER

WORKER = "tcp://10.0.0.2:4567"


def test_everything_that_the_ledger_holds_is_compared_but_for_settings_and_sources(tmp_path: Path) -> None:
    letters = collection(tmp_path, letter=LETTER)
    assert letters.build().code == 0
    with Ledger(tmp_path / "build" / LEDGER) as ledger:
        records = ledger.outputs("letter")["letter"].values()
    labels = {label: value for record in records for label, value in record.inputs.items()}
    settings = {label for label in labels if label.startswith(("build.", "writers.", "collection."))}
    compared = {label: value for label, value in labels.items() if label not in OWN_LABELS | settings}
    assert {"muniment", "pandoc", "weasyprint", "writer.pdf"} <= compared.keys()
    assert any(label.startswith("font ") for label in compared)
    assert compared.items() <= fingerprint().items()


def test_the_same_answer_is_accepted() -> None:
    assert admit({"pandoc": "3.9"}, WORKER, {"pandoc": "3.9"}) is None


def test_a_difference_is_named_with_both_versions() -> None:
    finding = admit({"pandoc": "3.9", "pango": "1.56.3"}, WORKER, {"pandoc": "3.8", "pango": "1.56.3"})
    assert finding is not None
    assert finding.code == "WORKER-REFUSED"
    assert finding.place.file == WORKER
    assert "pandoc is 3.8 there and 3.9 here" in finding.message
    assert "pango" not in finding.message


def test_a_font_that_is_missing_and_one_that_differs_are_named_by_file_and_digest() -> None:
    ours = {"font A.ttf": "a" * 64, "font B.ttf": "b" * 64}
    finding = admit(ours, WORKER, {"font A.ttf": "c" * 64})
    assert finding is not None
    assert f"font A.ttf is {'c' * 12}… there and {'a' * 12}… here" in finding.message
    assert f"font B.ttf is missing there and {'b' * 12}… here" in finding.message


def test_many_differences_are_counted() -> None:
    finding = admit({f"tool-{number}": "1" for number in range(9)}, WORKER, {})
    assert finding is not None
    assert "tool-4 is missing" in finding.message
    assert "and 4 more" in finding.message
    assert "tool-5" not in finding.message


def test_other_code_of_the_same_release_is_another_release() -> None:
    finding = admit({CODE: "a" * 64}, WORKER, {CODE: "b" * 64})
    assert finding is not None
    assert CODE in finding.message
    versions = admit({CODE: "a" * 64, "muniment": "1"}, WORKER, {CODE: "b" * 64, "muniment": "2"})
    assert versions is not None
    assert CODE not in versions.message


def test_a_worker_that_cannot_answer_is_refused_with_its_reason() -> None:
    finding = admit({}, WORKER, ModuleNotFoundError("No module named 'muniment'"))
    assert finding is not None
    assert "it cannot run Muniment (No module named 'muniment')" in finding.message
