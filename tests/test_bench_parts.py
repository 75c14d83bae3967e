"""The parts of the benchmark measure what they say, and refuse what is wrong. No test here looks at a time."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bench import book, idle, ledgers, peers, units, workers
from bench.__main__ import chosen
from bench.contest import Field, write_texts
from bench.errors import WrongResultError
from bench.peers import PEERS, Peer
from bench.processes import Cost
from bench.report import chart, table
from muniment.ledger import Ledger

COST = Cost(seconds=2.0, cpu=1.0, peak=3_000_000, out="")
ROW = {"seconds": 2.0, "least": 1.0, "most": 4.0, "cpu": 1.0, "peak": 3_000_000}
ARTICLE = "The boat came in.\n\nNobody was on the quay.\n"


@pytest.fixture
def field(tmp_path: Path) -> Field:
    """A contest's place without anything in it."""
    return Field(folder=tmp_path, project=tmp_path, jobs=1)


# ------------------------------------------------------------------------------------------------- the ledger


def test_a_ledger_of_any_size_is_measured_and_gives_back_what_was_recorded(tmp_path: Path) -> None:
    figures = ledgers.measure(tmp_path, 80)
    assert (figures["entries"], figures["documents"]) == (80, 10)
    assert {"fill", "open", "look up", "survey", "identifiers", "record", "forget", "memory", "bytes"} <= figures.keys()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("outputs", lambda *_: {ledgers.identifier(number): {} for number in range(10)}),
        ("glimpses", lambda *_: {}),
        ("identifiers", lambda *_: iter(())),
        ("input", lambda *_: None),
        ("forget_document", lambda *_: None),
    ],
)
def test_a_ledger_that_gives_back_something_else_has_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, wrong: object
) -> None:
    monkeypatch.setattr(Ledger, name, wrong)
    with pytest.raises(WrongResultError):
        ledgers.measure(tmp_path, 80)


# ------------------------------------------------------------------------------------------------- make


def test_a_make_that_finds_work_where_there_is_none_is_refused(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle, "make", lambda _: replace(COST, out="3 up to date"))
    with pytest.raises(WrongResultError, match="found work"):
        idle.nothing_to_do(field)


@pytest.mark.parametrize("said", ["Nothing to do", "2 built (16 files)"])
def test_a_make_that_does_not_build_just_what_changed_is_refused(
    field: Field, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    source = field.folder / "source" / "a.txt"
    source.parent.mkdir()
    source.write_text(ARTICLE)
    monkeypatch.setattr(idle, "make", lambda _: replace(COST, out=said))
    with pytest.raises(WrongResultError, match="did not build one"):
        idle.one_changed(field)
    assert source.read_text() != ARTICLE


def test_finds_look_at_both_trees(field: Field) -> None:
    for name in ("source", "dist"):
        (field.folder / name).mkdir()
    assert idle.looking_find(field).out == idle.find(field).out == ""
    (field.folder / "dist").rmdir()
    with pytest.raises(WrongResultError):
        idle.find(field)


# ------------------------------------------------------------------------------------------------- other programs

COPIER = Peer(
    command="sh",
    script='name=$(basename "$1" .txt); mkdir -p "$2/$name"; cp "$1" "$2/$name/$name.html"',
    suffixes=(".html",),
    page=PEERS["ebookmaker"].page,
    environment={},
)
LOSER = replace(COPIER, script=COPIER.script.replace("cp", "tail -n 1 <").replace('" "$2', '" >"$2'))
ABSENT = replace(COPIER, command="a-program-that-nobody-has")


def test_peers_are_measured_where_installed_and_refused_where_wrong(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "ours", lambda _: COST)
    found = peers.measure(field, 2, peers={"copier": COPIER, "loser": LOSER, "absent": ABSENT})
    assert (found["copier"]["files"], found["copier"]["documents"]) == (2, 2)
    assert found["absent"] == {"refused": "not installed"}
    assert "lacks the word" in str(found["loser"]["refused"])


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_that_leaves_out_a_format_is_refused(tmp_path: Path, name: str) -> None:
    source = tmp_path / "a.txt"
    source.write_text(ARTICLE)
    folder = tmp_path / "a"
    folder.mkdir()
    peer = PEERS[name]
    for suffix in peer.suffixes:
        (folder / f"a{suffix}").write_text(ARTICLE)
    with zipfile.ZipFile(folder / "a.htmlz", "w") as archive:
        archive.writestr("index.html", ARTICLE)
    peers.refuse_wrong_editions(tmp_path, [source], peer)
    (folder / "a.epub").unlink()
    with pytest.raises(WrongResultError, match=r"no \.epub"):
        peers.refuse_wrong_editions(tmp_path, [source], peer)


# ------------------------------------------------------------------------------------------------- workers


def test_workers_are_the_python_processes_that_a_process_has_started() -> None:
    script = "import subprocess, sys, time\nsubprocess.Popen(['sleep', '60'])\nprint(flush=True)\ntime.sleep(60)"
    outer = (
        f"import subprocess, sys\ninner = subprocess.Popen([sys.executable, '-c', {script!r}], stdout=subprocess.PIPE)\n"
        "inner.stdout.readline()\nprint(inner.pid, flush=True)\nsys.stdin.read()\ninner.kill()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", outer], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        inner = int(process.stdout.readline())
        assert workers.workers_of(process.pid) == [inner]
        assert workers.workers_of(inner) == [], "sleep is no worker"
        sleeping = workers.children(inner)
        assert workers.peak(inner) > 1_000_000
        process.communicate("")
    subprocess.run(["kill", *map(str, sleeping)], check=True)
    assert workers.peak(process.pid) == 0


def test_builds_apart_make_each_document_once_and_one_that_fails_is_refused(tmp_path: Path) -> None:
    field = Field(folder=tmp_path, project=Path(__file__).parents[1], jobs=2)
    write_texts(tmp_path / "source", 3)
    assert workers.builds_apart(field).seconds > 0
    made = [path.name for path in tmp_path.glob("apart/*/dist/article-*")]
    assert sorted(made) == ["article-000", "article-001", "article-002"]
    assert workers.builds_apart(field).cpu > 0, "it begins anew each time"
    (tmp_path / "source" / "article-001.txt").write_bytes(b"")
    with pytest.raises(WrongResultError, match="sh ended"):
        workers.builds_apart(field)


def test_a_build_that_fails_has_no_memory_figure(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file where the build folder should be")
    with pytest.raises(WrongResultError, match="a build of 1 documents"):
        workers.memory(tmp_path, 1, project=tmp_path, jobs=1)


# ------------------------------------------------------------------------------------------------- book, units


def test_the_book_is_laid_out_as_the_page_and_the_style_of_its_pdf_edition(tmp_path: Path) -> None:
    book.lay_out(tmp_path, 3_000)
    assert (tmp_path / "source" / "book.txt").stat().st_size == 3_000
    assert "<main" in (tmp_path / "page.html").read_text()
    assert "@page" in (tmp_path / "page.css").read_text()


def test_the_book_alone_is_laid_out_as_its_pdf_edition_is(tmp_path: Path) -> None:
    field = Field(folder=tmp_path, project=Path(__file__).parents[1], jobs=1)
    book.lay_out(tmp_path, 9_000)
    assert book.layout(field).seconds > 0
    book.ours(field, formats=("pdf",))
    assert book.pages(tmp_path / "layout.pdf") == book.pages(tmp_path / "dist" / "book" / "book.pdf") > 3


@pytest.mark.parametrize("data", [b"", b"no PDF"])
def test_what_is_no_pdf_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    with pytest.raises(WrongResultError):
        book.pages(path)
    path.write_bytes(data)
    with pytest.raises(WrongResultError):
        book.pages(path)


def test_without_a_collection_there_are_no_unit_costs(field: Field) -> None:
    with pytest.raises(WrongResultError):
        units.measure(field)


def test_sizes_are_those_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a").write_bytes(b"x" * 10)
    (tmp_path / "b").write_bytes(b"x" * 20)
    assert units.size_of(tmp_path) == 30
    assert units.blocks_of(tmp_path) >= 30


# ------------------------------------------------------------------------------------------------- all together


def test_parts_are_chosen_in_order_with_those_that_they_need() -> None:
    known = dict.fromkeys(("structure", "hard shapes", "corpus", "contest", "units", "idle"), lambda: None)
    assert chosen("", known) == list(known)
    assert chosen("idle contest", known) == ["contest", "idle"]
    assert chosen("units", known) == ["contest", "units"]
    assert chosen("structure", known) == ["structure", "hard shapes", "corpus"]
    with pytest.raises(SystemExit, match="no part speed"):
        chosen("idle speed", known)


FIGURES = {
    "machine": {"cores": "4"},
    "jobs": 2,
    "documents": 9,
    "idle documents": 1_000,
    "contest": {"muniment build": {**ROW, "files": 72}, "shell loop": {**ROW, "seconds": 20.0, "most": 20.0}},
    "units": {"documents": 9, "dist bytes": 98_645.4, "verify CPU s": 0.0302},
    "peers": {"muniment build": {**ROW, "documents": 9, "files": 72}, "calibre": {"refused": "not installed"}},
    "workers": {
        "scaling": {"1 worker": {**ROW, "seconds": 7.0}, "4 workers": ROW},
        "memory": [{"documents": count, "jobs": 4, "worker": size, "coordinator": 1} for count, size in ((100, 2e8), (5_000, 3e8))],
    },
    "book": {"pages": 453, "bytes": 1_190_000, "rows": {"muniment build": ROW, "plain WeasyPrint": ROW}},
    "idle": {"make, nothing to do": ROW, "bare find": ROW, "make, one changed": {**ROW, "seconds": 3.5}, "make, only that one": ROW},
    "ledger": [
        {**dict.fromkeys(("fill", "open", "survey", "look up", "record", "forget"), 0.5), "entries": 1_000_000, "memory": 4e7, "bytes": 6e8},
        {"refused": "it gave back something else"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "muniment build 2.000 1.000 4.000 1.00 3 36.0",
        "shell loop takes 10.0 (0.2 to 20.0) times as long as muniment build",
        "dist bytes 98,645",
        "verify CPU s 0.0302",
        "calibre refused: not installed",
        "1 worker takes 3.5 (0.2 to 4.0) times as long as 4 workers",
        "after 5,000 documents with 4 workers, at most: worker 300 MB, coordinator 0 MB",
        "the largest worker is then 1.50 times as large",
        "A book of 453 pages, 1,190,000 bytes, one job",
        "plain WeasyPrint takes 1.0 (0.2 to 4.0) times as long as muniment build",
        "make, nothing to do takes 1.0 (0.2 to 4.0) times as long as bare find",
        "one changed costs 1.50 s more than where there is no other document",
        "1,000,000 0.5 0.500 0.50 500.00 500.00 500.00 40 600",
        "refused: it gave back something else",
    ],
)
def test_the_table_shows_each_figure(line: str) -> None:
    assert line.split() in [shown.split() for shown in table(FIGURES).splitlines()]


@pytest.mark.parametrize("part", ["contest", "units", "peers", "workers", "book", "idle"])
def test_a_part_that_could_not_be_measured_is_shown_with_its_reason(part: str) -> None:
    figures = {**FIGURES, part: {"refused": "it could not begin"}}
    assert "refused: it could not begin" in table(figures).splitlines()
    chart(figures)


def test_figures_survive_being_written_and_drawn() -> None:
    figures = json.loads(json.dumps(FIGURES))
    assert table(figures) == table(FIGURES)
    assert chart(figures).count("<rect") == 11


def test_a_part_that_was_not_measured_is_left_out() -> None:
    shown = table({name: FIGURES[name] for name in ("machine", "jobs", "documents", "idle documents", "idle")})
    assert "bare find" in shown
    assert "Workers" not in shown
