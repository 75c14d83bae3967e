"""Watching a build: a bar with rate and time left, a summary, events for machines, and a page about the run."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import html
from tqdm import tqdm

import java_samples as samples
from collection import LETTER, NOTE, Collection, collection
from make_scenarios import lay_out
from muniment import store
from muniment.cli import main
from muniment.cli.reporter import BAR, Bar, Reporter
from muniment.cli.watching import MOST_FAILURES, BuildWatcher, failure_lines
from muniment.conformance.axe import Axe
from muniment.conformance.browser import Browser
from muniment.conformance.java import JavaWorker
from muniment.conformance.model import Outcome as Verdict
from muniment.conformance.model import Report
from muniment.conformance.nu import Nu
from muniment.errors import DocumentError, ExitCode, Finding, Place, Severity, StorageError
from muniment.watching.page import report_page
from muniment.watching.recording import Clocks, Outcome, Recording, Run, shown
from muniment.watching.timeline import WIDTH, bars
from muniment.work import Effort

SCHEMA = json.loads((files("muniment") / "assets/schemas/events.schema.json").read_text(encoding="utf-8"))
EVENTS = Draft202012Validator(SCHEMA)
GUIDE = (Path(__file__).parent.parent / "docs" / "watching.md").read_text(encoding="utf-8")
PDF = b"%PDF-1.7 \x00\x01"
BROKEN = "<script>alert('no')</script>"


def clocks(*, start: float = 1000.0, step: float = 0.0) -> Clocks:
    """A wall clock that stands still and ticks that go on by ``step`` seconds a look."""
    ticks = count()
    return Clocks(wall=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC), ticks=lambda: start + step * next(ticks))


def failure(identifier: str, message: str = "it cannot be read") -> DocumentError:
    return DocumentError(
        message, remedy="Mend it.", place=Place(file=f"{identifier}.txt", line=3), code="SRC-UNREADABLE"
    )


def recorded(tasks: Sequence[tuple[str, str, float, float, bool]], *, outcome: Outcome | None = None) -> Run:
    """A run of ten seconds with tasks ``(document, worker, begin, seconds, whether it failed)``."""
    recording = Recording(clocks(step=10.0), keep=True)
    recording.begins(len(tasks), 5)
    for document, worker, begin, seconds, fails in tasks:
        if fails:
            recording.failed(document, failure(document))
        else:
            recording.built(document, (f"{document}.html",), ("not built before",))
        recording.finished(document, Effort(worker=worker, began=1000.0 + begin, seconds=seconds))
    return recording.end(outcome)


# --------------------------------------------------------------------------------------------- the bar


def test_the_bar_tells_how_far_how_long_still_and_how_fast() -> None:
    line = tqdm.format_meter(30, 120, 10.0, ncols=79, bar_format=BAR, unit=" documents")
    assert line.startswith("30/120, 00:30 left,  3.00 documents/s ")
    assert len(line) == 79


def test_slow_work_is_told_in_documents_a_second_too() -> None:
    assert " 0.05 documents/s" in tqdm.format_meter(1, 4, 20.0, ncols=79, bar_format=BAR, unit=" documents")


@contextlib.contextmanager
def terminal(columns: int) -> Iterator[tuple[Any, Callable[[], str]]]:
    """A terminal of that width: where to write, and what has been shown since it was last asked."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def seen() -> str:
        stream.write("\a")  # everything before the bell has arrived when the bell has
        stream.flush()
        shown = b""
        while not shown.endswith(b"\a"):
            shown += os.read(master, 1 << 16)
        return shown[:-1].decode()

    with os.fdopen(slave, "w", encoding="utf-8") as stream:
        yield stream, seen
    os.close(master)


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_the_bar_fits_into_the_terminal_and_is_gone_at_the_end(columns: int) -> None:
    with terminal(columns) as (stream, seen):
        bar = Bar(stream, total=12_000, unit="document", shown=True)
        bar.advance(40)
        bar.failed()
        bar.show()
        drawn = re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", seen()))
        assert max(len(line) for line in drawn) <= columns
        assert "40/12000, 1 failed"[:columns] in drawn[-1]
        if columns >= 80:
            assert " left, " in drawn[-1]
            assert "documents/s" in drawn[-1]
        bar.close()
        assert seen().split("\r")[-2].strip() == ""


def test_where_nobody_watches_there_is_no_bar() -> None:
    quiet = io.StringIO()
    bar = Reporter(out=io.StringIO(), err=quiet, as_json=False).bar(100, "document")
    bar.advance(50)
    bar.show()
    bar.close()
    assert quiet.getvalue() == ""


def test_machines_see_no_bar_on_a_terminal_either() -> None:
    with terminal(80) as (stream, seen):
        bar = Reporter(out=io.StringIO(), err=stream, as_json=True).bar(100, "document")
        bar.advance(50)
        bar.show()
        bar.close()
        assert seen() == ""


# --------------------------------------------------------------------------------------------- events


def said(letters: Collection, *words: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, events on standard output, and standard error."""
    folders = [f"--{name}={letters.root / name}" for name in ("source", "dist", "build")]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([*folders, "--jobs=1", "--executor=serial", "--json", "build", *words])
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def names(events: Sequence[dict[str, Any]]) -> list[str]:
    for event in events:
        EVENTS.validate(event)
    return [str(event["event"]) for event in events]


@pytest.fixture
def letters(tmp_path: Path) -> Collection:
    made = collection(tmp_path, letter=LETTER, note=NOTE)
    made.write("scan.txt", PDF)
    return made


def test_a_build_is_told_from_begin_to_end_and_every_event_is_as_the_schema_says(letters: Collection) -> None:
    code, events, err = said(letters, "--format=md")
    assert names(events) == ["begin", "built", "built", "error", "summary", "end"]
    assert (code, err) == (ExitCode.SOURCE, "")
    begin, letter, _, error, summary, end = events
    assert (begin["documents"], begin["current"], begin["jobs"]) == (3, 0, 1)
    assert (letter["id"], letter["worker"]) == ("letter", "1")
    assert letter["files"] == ["letter.source.txt", "letter.md", "provenance.json", "SHA256SUMS"]
    assert letter["reasons"] == ["not built before"]
    assert (error["id"], error["code"]) == ("scan", "SRC-BINARY")
    assert end["outcome"] == "failed"
    assert end["exitCode"] == code
    assert {key: end[key] for key in summary if key != "event"} == {
        key: summary[key] for key in summary if key != "event"
    }


def test_what_is_removed_and_what_is_noticed_are_events(letters: Collection) -> None:
    (letters.source / "scan.txt").unlink()
    said(letters, "--format=md")
    (letters.source / "note.txt").unlink()
    (letters.dist / "letter" / "letter.md").write_text("Something else.\n", encoding="utf-8")
    _, events, _ = said(letters, "--format=md")
    assert sorted(names(events)) == ["begin", "built", "end", "finding", "removed", "summary"]
    assert events[-1]["outcome"] == "complete"


def test_ctrl_c_ends_the_events_with_what_is_left(letters: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    def put(staged: store.Staged, target: Path, **named: Any) -> bool:  # noqa: ANN401 - as ``store.put`` takes it
        if target.name == "note.md":
            signal.raise_signal(signal.SIGINT)  # waits until the document is whole
        return store.put(staged, target, **named)

    monkeypatch.setattr("muniment.runner.put", put)
    report = letters.root / "report.html"
    code, events, _ = said(letters, "--format=md", f"--report={report}")
    assert names(events)[-4:] == ["summary", "report", "end", "interrupted"]
    end = events[-2]
    assert (code, end["outcome"], end["exitCode"]) == (ExitCode.INTERRUPTED, "interrupted", ExitCode.INTERRUPTED)
    assert end["built"] + end["failed"] + end["left"] == 3
    assert "Interrupted." in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("moment", ["built", "finished"])
def test_ctrl_c_between_commit_and_count_counts_what_is_in_place(
    letters: Collection, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    counted = getattr(Recording, moment)

    def interrupted(recording: Recording, *told: object) -> None:
        signal.raise_signal(signal.SIGINT)
        counted(recording, *told)

    monkeypatch.setattr(Recording, moment, interrupted)
    _, events, _ = said(letters, "--format=md")
    monkeypatch.undo()
    *_, end, last = events
    assert last == {"event": "interrupted"}
    assert end["built"] + end["left"] == 3
    assert letters.build("--format=md").summary["current"] == end["built"] > 0


@pytest.mark.parametrize(
    "error",
    [
        StorageError("cannot write: no space left on device", remedy="Free some space.", place=Place(file="x")),
        OSError(errno.ENOSPC, "No space left on device", "x"),
    ],
    ids=["foreseen", "anywhere"],
)
def test_an_error_that_stops_the_build_ends_the_events_too(
    letters: Collection, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def full(_: object, _target: Path, **_named: object) -> bool:
        raise error

    monkeypatch.setattr("muniment.runner.put", full)
    report = letters.root / "report.html"
    code, events, _ = said(letters, "--format=md", f"--report={report}")
    assert names(events) == ["begin", "summary", "report", "end", "error"]
    assert (code, events[-2]["outcome"], events[-2]["exitCode"]) == (ExitCode.STORAGE, "stopped", ExitCode.STORAGE)
    page = report.read_text(encoding="utf-8")
    assert page.index("no space left on device") < page.index("In numbers")


def test_ctrl_c_in_earnest_ends_the_events_with_end_and_leaves_the_report(tmp_path: Path) -> None:
    letters = collection(tmp_path, **{f"letter-{number}": LETTER for number in range(60)})
    words = [sys.executable, "-m", "muniment", "--jobs=2", "--json", "build", "--format=md", "--report=run.html"]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = [process.stdout.readline() for _ in range(3)]
        process.send_signal(signal.SIGINT)
        rest = process.stdout.readlines()
    events = [json.loads(line) for line in first + rest]
    *_, report, end, last = events
    assert names(events)[-3:] == ["report", "end", "interrupted"]
    assert (process.returncode, end["outcome"], last) == (130, "interrupted", {"event": "interrupted"})
    assert report["file"] == "run.html"
    assert end["built"] + end["left"] == 60
    assert letters.build("--format=md").summary["current"] == end["built"]


def test_the_schema_is_one_and_its_examples_are_events() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for example in SCHEMA["examples"]:
        EVENTS.validate(example)


@pytest.mark.parametrize(
    "event",
    [
        {"event": "ended"},
        {"event": "begin", "documents": 1, "current": 0, "jobs": 0, "time": "2026-11-23T09:00:00Z"},
        {"event": "begin", "documents": 1, "current": 0, "jobs": 1, "time": "yesterday"},
        {"event": "summary", "files": 0, "built": 0, "current": 0, "removed": 0},
        {"event": "interrupted", "why": "x"},
    ],
)
def test_the_schema_refuses_what_is_no_event(event: dict[str, Any]) -> None:
    assert not EVENTS.is_valid(event)


def test_the_guide_explains_every_event_and_every_fact_of_it() -> None:
    for reference in SCHEMA["oneOf"]:
        name = reference["$ref"].rpartition("/")[2]
        row = next(line for line in GUIDE.splitlines() if line.startswith(f"| `{name}`"))
        for fact in SCHEMA["$defs"][name]["properties"]:
            assert fact == "event" or f"`{fact}`" in row, (name, fact)


# --------------------------------------------------------------------------------------------- the summary


def test_the_summary_says_what_was_built_what_failed_and_why(
    letters: Collection, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [f"--{name}={letters.root / name}" for name in ("source", "dist", "build")]
    main([*folders, "--jobs=1", "--executor=serial", "build", "--format=md"])
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"2 built \(8 files\); 1 failed; [0-9.]+ s, [0-9.]+ documents a second", lines[-3])
    assert lines[-2:] == ["failed:", "  SRC-BINARY  scan.txt: This looks like a PDF file, not text."]
    main([*folders, "--jobs=1", "--executor=serial", "build", "--format=md"])
    assert "2 up to date; 1 failed\n" in capsys.readouterr().out


def test_the_summary_of_many_failures_is_short() -> None:
    run = recorded([(f"d{number}", "1", 0.0, 0.0, True) for number in range(MOST_FAILURES + 30)])
    lines = list(failure_lines(run))
    assert len(lines) == MOST_FAILURES + 2
    assert lines[-1] == "  and 30 more"


def test_nothing_is_said_of_a_build_that_never_began(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = BuildWatcher(
        Reporter(out=io.StringIO(), err=io.StringIO(), as_json=True), jobs=1, report=None, clocks=clocks()
    )
    with pytest.raises(StorageError), watcher.whole_run():
        raise StorageError("cannot open the ledger", remedy="Check it.")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, "0 s"), (0.254, "0.25 s"), (9.999, "10 s"), (59.4, "59 s"), (200, "3 min 20 s"), (3599.7, "1 h 00 min")],
)
def test_durations_are_told_for_people(seconds: float, words: str) -> None:
    assert shown(seconds) == words


# --------------------------------------------------------------------------------------------- the page


EXAMPLE = (
    ("alpha", "1", 0.0, 4.0, False),
    ("beta", "2", 0.5, 1.0, True),
    ("gamma", "2", 1.5, 0.5, False),
    ("delta", "10", 2.0, 6.0, False),
)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page about a run with successes, failures, warnings and something that stopped it."""
    recording = Recording(clocks(step=10.0), keep=True)
    recording.begins(6, 40)
    for document, worker, begin, seconds, fails in EXAMPLE:
        if fails:
            recording.failed(document, failure(document, message=BROKEN))
        else:
            recording.built(document, (f"{document}.html", "SHA256SUMS"), ("not built before",))
        recording.finished(document, Effort(worker=worker, began=1000.0 + begin, seconds=seconds))
    for severity in (Severity.WARNING, Severity.ERROR):
        recording.noticed(
            Finding(code="OUT-KEPT", severity=severity, place=Place(file="מכתב.txt"), message="Kept.", remedy="Look.")
        )
    run = recording.end(Outcome.STOPPED, error=StorageError("no space left", remedy="Free some."))
    path = tmp_path_factory.mktemp("page") / "run" / "run.html"
    path.parent.mkdir()
    path.write_text(report_page(run), encoding="utf-8")
    return path


def tree_of(page: str) -> Any:  # noqa: ANN401 - what xpath gives has no one type
    return html.fromstring(page)


def rows(page: str, label: str) -> list[list[str]]:
    tree = tree_of(page)
    (table,) = tree.xpath(f'//div[@aria-label="{label}"]/table')
    return [[cell.text_content().strip() for cell in row.iter("th", "td")] for row in table.iter("tr")][1:]


def test_what_failed_stands_first_with_its_remedy(example: Path) -> None:
    page = example.read_text(encoding="utf-8")
    assert rows(page, "Failed") == [["beta", "beta.txt:3", "SRC-UNREADABLE", BROKEN, "Mend it."]]
    heads = [str(one.text_content()).strip() for one in tree_of(page).iter("h2")]
    assert heads == ["What stopped it", "Failed", "Noticed", "In numbers", "Who did what when", "What took longest"]
    assert [row[1] for row in rows(page, "Noticed")] == ["error", "warning"]


def test_the_tables_say_what_the_picture_shows(example: Path) -> None:
    page = example.read_text(encoding="utf-8")
    assert rows(page, "Workers") == [
        ["1", "1", "0", "4 s", "40%", "after 0 s", "after 4 s"],
        ["2", "2", "1", "1.5 s", "15%", "after 0.5 s", "after 2 s"],
        ["10", "1", "0", "6 s", "60%", "after 2 s", "after 8 s"],
    ]
    assert [row[:4] for row in rows(page, "What took longest")] == [
        ["delta", "6 s", "10", "after 2 s"],
        ["alpha", "4 s", "1", "after 0 s"],
        ["beta", "1 s", "2", "after 0.5 s"],
        ["gamma", "0.5 s", "2", "after 1.5 s"],
    ]
    numbers = {what: how_many for what, how_many in rows(page, "In numbers")}  # noqa: C416 - says that there are two
    assert numbers["documents built"] == "3"
    assert numbers["documents up to date already"] == "40"
    assert numbers["documents left for the next run"] == "2"
    assert numbers["duration"] == "10 s"


def test_the_picture_has_a_row_a_worker_and_a_bar_a_document(example: Path) -> None:
    tree = tree_of(example.read_text(encoding="utf-8"))
    drawn = tree.xpath("//*[local-name()='rect']")
    assert [one.get("class") for one in drawn] == ["made", "failed", "made", "made"]
    assert [float(one.get("x")) for one in drawn] == [
        96.0,
        96.0 + WIDTH * 0.05,
        96.0 + WIDTH * 0.15,
        96.0 + WIDTH * 0.2,
    ]
    assert len({one.get("y") for one in drawn}) == 3
    assert tree.xpath("//*[local-name()='svg']/*[local-name()='title']/text()")


def test_the_page_runs_nothing_and_loads_nothing(example: Path) -> None:
    page = example.read_text(encoding="utf-8")
    assert BROKEN not in page
    assert "<script" not in page
    assert "default-src 'none'; style-src 'sha256-" in page
    assert not re.search(r"(?:src|href|url)\s*[=(]", page.partition("</style>")[2])


def test_the_page_passes_nu_and_axe(example: Path, project: Path) -> None:
    """What axe cannot judge is a note: it does not know what is behind the words of a picture."""
    found: list[Report] = []
    about = samples.subject(example, example.read_bytes())
    with JavaWorker(project / ".check") as java, Nu(java) as nu:
        nu.validate([about], lambda _, report: found.append(report))
    with Browser(project / ".check") as browser, Axe(browser) as axe:
        axe.validate([about], lambda _, report: found.append(report))
    for report in found:
        told = [one for one in report.findings if one.severity is not Severity.NOTE]
        assert (told, report.outcome) == ([], Verdict.PASSED), report.tool
    assert len(found) == 2


def test_a_run_of_a_hundred_thousand_documents_gives_a_page_of_bounded_size() -> None:
    tasks = [(f"d{n}", str(n % 4 + 1), n * 0.0001, 0.0003, n % 5_000 == 7) for n in range(100_000)]
    page = report_page(recorded(tasks))
    assert len(page) < 1_000_000
    assert page.count('class="failed"') == 20, "a failure is never hidden among successes"


def test_bars_that_could_not_be_seen_apart_are_one_and_others_are_not() -> None:
    run = recorded(
        [("a", "1", 0.0, 0.001, False), ("b", "1", 0.0015, 0.001, False), ("c", "1", 5.0, 1.0, False)], outcome=None
    )
    (row,) = bars(run.tasks, seconds=run.seconds).values()
    assert [(bar.name, bar.tasks) for bar in row] == [("a", 2), ("c", 1)]


def test_a_run_without_work_has_a_page_too() -> None:
    page = report_page(recorded([]))
    assert "Complete: everything is up to date." in page
    assert "<svg" not in page


def test_a_real_run_leaves_its_page_and_dist_knows_nothing_of_it(letters: Collection) -> None:
    report = letters.root / "reports" / "run.html"
    _, events, _ = said(letters, "--format=md", f"--report={report}")
    assert {row[0] for row in rows(report.read_text(encoding="utf-8"), "What took longest")} == {
        "letter",
        "note",
        "scan",
    }
    assert [path.name for path in report.parent.iterdir()] == ["run.html"]
    assert events[-2] == {"event": "report", "file": str(report)}
    assert letters.run("verify").code == 0


@pytest.mark.parametrize("place", ["dist/run.html", "dist/letter/run.html", "source"])
def test_a_report_is_refused_where_outputs_are_and_nothing_is_built(letters: Collection, place: str) -> None:
    code, events, _ = said(letters, f"--report={letters.root / place}")
    assert (code, names(events)) == (ExitCode.USAGE, ["error"])
    assert not letters.dist.exists()


def test_make_writes_the_page_also_where_there_is_nothing_to_do(project: Path, tmp_path: Path) -> None:
    scenario = lay_out(tmp_path / "project", project, {"letter.txt": LETTER})
    report = scenario.root / "run.html"
    for built in ("1", "0"):
        scenario.built("md", "REPORT=run.html")
        assert rows(report.read_text(encoding="utf-8"), "In numbers")[0] == ["documents built", built]
        report.unlink()
