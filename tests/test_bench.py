"""The benchmark measures what it says, and refuses a contestant whose result is wrong. No test here looks at a time."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

import pytest

from bench.contest import Field, alternate, refuse_wrong_files
from bench.errors import WrongResultError
from bench.probe import refuse_wrong_blocks
from bench.processes import Cost, run
from bench.report import _beside_aims, chart, table
from bench.structure import exponent, measure_corpus, measure_sizes, steepest
from bench.tables import ratio
from bench.texts import HARD_SHAPES, SHAPES, make_text
from muniment.structure import recognise

COST = Cost(seconds=2.0, cpu=1.0, peak=3_000_000, out="")
ARTICLE = "The boat came in.\n\nNobody was on the quay.\n"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_has_the_size_asked_for_and_follows_from_its_seed(shape: str) -> None:
    text = make_text(shape, 3_000, seed=1)
    assert len(text.encode()) == 3_000
    assert text == make_text(shape, 3_000, seed=1)
    assert text != make_text(shape, 3_000, seed=2)


@pytest.mark.parametrize("shape", HARD_SHAPES)
def test_a_hard_text_has_about_the_size_asked_for(shape: str) -> None:
    assert 0.7 < len(HARD_SHAPES[shape](24_000)) / 24_000 < 1.3


def test_the_exponent_is_the_power_of_the_size() -> None:
    sizes = (10.0, 100.0, 1000.0)
    for power in (0.5, 1.0, 2.0):
        assert exponent((size, 3 * size**power) for size in sizes) == pytest.approx(power)


def test_the_steepest_step_is_not_hidden_by_the_others() -> None:
    rows: list[dict[str, str | float]] = [
        {"size": size, "seconds": seconds} for size, seconds in ((10, 1), (100, 10), (1000, 1000))
    ]
    assert steepest(rows) == pytest.approx(2.0)


def test_each_size_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    rows = measure_sizes("article", lambda size: make_text("article", size), (1_000, 200_000), tmp_path)
    assert [row["size"] for row in rows] == [1_000, 200_000]
    assert all(float(row["seconds"]) > 0 for row in rows)
    assert float(rows[1]["peak"]) > 200_000


def test_every_text_of_a_corpus_is_measured(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text(ARTICLE)
    (row,) = measure_corpus(tmp_path)
    assert (row["shape"], row["size"]) == ("deep/a.txt", len(ARTICLE))


def test_blocks_that_leave_out_words_are_refused() -> None:
    blocks = recognise(ARTICLE).blocks
    refuse_wrong_blocks(ARTICLE, blocks)
    for wrong in (blocks[1:], blocks[:-1]):
        with pytest.raises(WrongResultError):
            refuse_wrong_blocks(ARTICLE, wrong)


def test_a_program_that_fails_or_does_not_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongResultError, match="ended with 3"):
        run([sys.executable, "-c", "raise SystemExit(3)"], folder=tmp_path, environment=os.environ)
    with pytest.raises(WrongResultError, match="ended with -9"):
        run(["sleep", "60"], folder=tmp_path, environment=os.environ, limit=0.2)


def test_the_peak_is_that_of_the_program_and_its_children(tmp_path: Path) -> None:
    inner = "held = b'x' * 200_000_000"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    assert run([sys.executable, "-c", outer], folder=tmp_path, environment=os.environ).peak > 200_000_000


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A contestant's finished folder for the one article ``a``."""
    (tmp_path / "a.txt").write_text(ARTICLE)
    folder = tmp_path / "dist" / "a"
    folder.mkdir(parents=True)
    (folder / "a.html").write_text("<h1>a</h1><p>The boat came in.</p><p>Nobody was on the <em>quay</em>.</p>")
    (folder / "a.pdf").write_bytes(b"%PDF-1.7")
    (folder / "a.xml").write_text("<TEI/>")
    (folder / "SHA256SUMS").write_text("")
    with zipfile.ZipFile(folder / "a.epub", "w") as book:
        book.writestr("mimetype", "application/epub+zip")
    refuse_wrong_files(tmp_path / "dist", [tmp_path / "a.txt"])
    return folder


@pytest.mark.parametrize("name", ["a.html", "a.pdf", "a.xml", "a.epub", "SHA256SUMS"])
def test_a_contestant_that_leaves_out_a_file_is_refused(finished: Path, tmp_path: Path, name: str) -> None:
    (finished / name).unlink()
    with pytest.raises(WrongResultError):
        refuse_wrong_files(tmp_path / "dist", [tmp_path / "a.txt"])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("a.html", "<p>The boat came in. Nobody was on the</p>"),
        ("a.html", "<p>Nobody was on the quay. The boat came in.</p>"),
        ("a.pdf", "no PDF"),
        ("a.epub", "no EPUB"),
    ],
)
def test_a_contestant_whose_files_are_wrong_is_refused(finished: Path, tmp_path: Path, name: str, wrong: str) -> None:
    (finished / name).write_text(wrong)
    with pytest.raises(WrongResultError):
        refuse_wrong_files(tmp_path / "dist", [tmp_path / "a.txt"])


def test_contestants_take_turns_and_a_wrong_one_has_no_figure(tmp_path: Path) -> None:
    turns: list[str] = []

    def right(_: Field) -> Cost:
        turns.append("right")
        return COST

    def wrong(_: Field) -> Cost:
        turns.append("wrong")
        raise WrongResultError("it lost a word")

    field = Field(folder=tmp_path, project=tmp_path, jobs=1)
    found = alternate({"right": right, "other": right, "wrong": wrong}, field, 2)
    assert turns == ["right", "right", "wrong", "right", "right"]
    assert found["wrong"] == {"refused": "it lost a word"}
    assert found["right"] == {"seconds": 2.0, "least": 2.0, "most": 2.0, "cpu": 1.0, "peak": 3_000_000}
    assert ratio(found, "other", "right") == (1.0, 1.0, 1.0)
    assert ratio(found, "wrong", "right") is None


def test_the_aims_are_compared_with_the_slowest_and_the_largest() -> None:
    rows = [
        {"size": 1_000, "seconds": 1.0, "peak": 9_000_000},
        {"size": 1_000_000, "seconds": 0.1, "peak": 24_000_000},
        {"size": 10_000_000, "seconds": 4.0, "peak": 60_000_000},
    ]
    assert _beside_aims("article", rows).split() == ["article", "2.5", "24.0", "50%", "and", "200%", "of", "them"]
    assert _beside_aims("article", rows[:1]).endswith("too small, or refused")


def test_the_table_and_the_chart_show_each_figure_and_each_refusal() -> None:
    figures = {
        "machine": {"cores": "4"},
        "jobs": 1,
        "documents": 1,
        "structure": {"article": [{"size": 1_000_000, "seconds": 0.5, "peak": 3_000_000}]},
        "hard shapes": {"marks": [{"size": 10, "refused": "not done in time"}]},
        "corpus": [],
        "stages": {"intake": {"5000": 0.002}},
        "contest": {"muniment build": {"seconds": 1, "least": 1, "most": 1, "cpu": 1, "peak": 1_000_000}},
    }
    shown = table(figures)
    for line in (
        "article  +1,000,000 +2.0 +3.0",
        "article  +2.0 +3.0 +40% and 25% of them",
        "marks +refused: not done in time",
        "intake +5,000 B +2.00",
    ):
        assert any(part.split() == line.replace("+", " ").split() for part in shown.splitlines())
    assert chart(figures).count("<rect") == 2
