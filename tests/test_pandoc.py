"""The pandoc worker: what it reads, what it refuses, and that it can neither hang nor see anything."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from muniment.errors import MissingToolError, WriterError
from muniment.tools.pandoc import PandocWorker, pandoc_path


@pytest.fixture(scope="module")
def worker() -> Iterator[PandocWorker]:
    with PandocWorker() as worker:
        yield worker


def program(folder: Path, body: str) -> Path:
    """A stand-in for pandoc."""
    path = folder / "pandoc"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


HELLO = "printf 'ok 3\\n3.9'"


def test_it_tells_its_version(worker: PandocWorker) -> None:
    assert worker.version().split(".")[0].isdigit()


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a[^1]\n\n[^1]: n\n", "doc-noteref"),
        ("| a |\n| --- |\n| b |\n", "<td>b</td>"),
        ("| a |\n| --- |\n| b |", "<td>b</td>"),
        ("\"a\" -- b... 'c'\n", "<p>\"a\" -- b... 'c'</p>"),
        ("x^2^ ~y~ ~~z~~\n", "<p>x^2^ ~y~ ~~z~~</p>"),
        ("$x$ :smile: {#id} [a]{.b}\n", "<p>$x$ :smile: {#id} [a]{.b}</p>"),
        ("http://example.org\n", "<p>http://example.org</p>"),
        ("a\nb\n", "<p>a b</p>"),
        ("- [x] a\n", "<li>[x] a</li>"),
        ("::: x\na\n:::\n", "<p>::: x a :::</p>"),
        ("Term\n: def\n", "<p>Term : def</p>"),
        ("i. x\n\n#. x\n\n(1) x\n", "<p>i. x</p>\n<p>#. x</p>\n<p>(1) x</p>"),
        ("> [!NOTE]\n> x\n", "<p>[!NOTE] x</p>"),
        ("---\ntitle: x\n---\n", "<h2>title: x</h2>"),
        ("`x`{=html}\n", "<code>x</code>{=html}"),
        ("\ufeffa\n", "<p>\ufeffa</p>"),
    ],
)
def test_only_footnotes_and_pipe_tables_are_read_beyond_commonmark(
    worker: PandocWorker, markdown: str, html: str
) -> None:
    assert html in worker.html(markdown).replace("&quot;", '"')


@pytest.mark.parametrize("markdown", ["a <b>b</b>\n", "<div>\n", "<!-- x -->\n", "a <img src='/etc/passwd'>\n"])
def test_raw_html_is_refused(worker: PandocWorker, markdown: str) -> None:
    with pytest.raises(WriterError, match="raw HTML") as refusal:
        worker.html(markdown)
    assert refusal.value.code == "WRITE-PANDOC"
    assert "worker.lua" not in str(refusal.value)


def test_an_image_is_refused(worker: PandocWorker) -> None:
    with pytest.raises(WriterError, match="image"):
        worker.html("![x](/etc/passwd)\n")


def test_a_refused_document_does_not_touch_the_next_one(worker: PandocWorker) -> None:
    with pytest.raises(WriterError):
        worker.html("<b>\n")
    assert worker.html("next\n") == "<p>next</p>"


@pytest.mark.parametrize(("reader", "call"), [("rst", ".. include:: {}\n"), ("latex", "\\input{{{}}}\n")])
def test_the_reader_sees_no_file(worker: PandocWorker, tmp_path: Path, reader: str, call: str) -> None:
    secret = tmp_path / "secret.tex"
    secret.write_text("open sesame")
    try:
        html = worker.to("html5", call.format(secret), reader=reader)
    except WriterError as refusal:
        html = refusal.message
    assert "sesame" not in html
    command = [str(pandoc_path()), "--from", reader, "--to", "html5"]
    alone = subprocess.run(command, input=call.format(secret).encode(), capture_output=True, check=True)
    assert b"sesame" in alone.stdout  # pandoc without the sandbox does read it


def test_other_formats_can_be_asked_for(worker: PandocWorker) -> None:
    assert "<hi rend" in worker.to("tei", "an *emphasis*\n")


def test_text_passes_code_point_for_code_point(worker: PandocWorker) -> None:
    odd = "\u00a0\u2003\u3000x\u2028\u200b\u00ad\U0001f600\ufeff\u0085\u202e"
    assert worker.html(f"a{odd}a\n") == f"<p>a{odd}a</p>"


def test_a_killed_process_is_started_again(worker: PandocWorker) -> None:
    worker.html("a\n")
    process = worker._process  # noqa: SLF001 # nobody but the test kills it
    assert process is not None
    os.kill(process._popen.pid, signal.SIGKILL)  # noqa: SLF001 - the process behind the worker has no public name
    assert worker.html("b\n") == "<p>b</p>"


def test_a_document_that_kills_pandoc_twice_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    count = tmp_path / "starts"
    body = f"echo x >> '{count}'; {HELLO}; read line; echo 'out of memory' >&2; exit 251"
    with (
        PandocWorker(program=program(tmp_path, body)) as worker,
        pytest.raises(WriterError, match="out of memory") as e,
    ):
        worker.html("x\n")
    assert e.value.code == "WRITE-PANDOC"
    assert count.read_text().count("x") == 2


# --------------------------------------------------------------------------------------------- asked ahead


def test_what_was_asked_ahead_is_the_answer_to_the_same_text(worker: PandocWorker) -> None:
    for text in ("a\n", "b\n", "x" * 300_000 + "\n"):
        worker.begin(text)
        assert worker.html(text) == f"<p>{text.strip()}</p>"


def test_a_long_text_asked_ahead_is_sent_whole_at_once(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with PandocWorker(program=program(tmp_path, f"{HELLO}; head -c 300000 >'{mark}'; read line")) as worker:
        worker.begin("x" * 400_000)
        deadline = time.monotonic() + 60
        while mark.stat().st_size < 300_000 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert mark.stat().st_size == 300_000


def test_a_process_that_takes_no_text_holds_nobody_up_who_asks_ahead(tmp_path: Path) -> None:
    with PandocWorker(program=program(tmp_path, f"{HELLO}; sleep 60"), time_limit=0.2) as worker:
        worker.begin("x" * 400_000)
        with pytest.raises(WriterError, match="did not answer"):
            worker.html("x" * 400_000)


def test_what_was_asked_ahead_is_never_the_answer_to_another_text(worker: PandocWorker) -> None:
    worker.begin("a\n")
    assert worker.html("b\n") == "<p>b</p>"
    worker.begin("a\n")
    worker.begin("c\n")
    assert worker.html("c\n") == "<p>c</p>"
    worker.begin("a\n")
    assert "<p>a</p>" in worker.to("tei", "a\n")
    worker.begin("a\n")
    assert worker.version() == "3.9"
    assert worker.html("d\n") == "<p>d</p>"


def test_what_is_refused_ahead_is_refused_when_it_is_asked_for(worker: PandocWorker) -> None:
    worker.begin("<b>a</b>\n")
    with pytest.raises(WriterError, match="raw HTML"):
        worker.html("<b>a</b>\n")
    assert worker.html("b\n") == "<p>b</p>"


def test_a_process_that_dies_of_what_was_asked_ahead_is_started_again(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    body = f"{HELLO}; [ -e '{mark}' ] || {{ touch '{mark}'; exit 9; }}; read line; printf 'ok 5\nagain'; read line"
    with PandocWorker(program=program(tmp_path, body)) as worker:
        worker.begin("x\n")
        assert worker.html("x\n") == "again"


def test_no_pandoc_is_told_to_whoever_asks_and_not_ahead(tmp_path: Path) -> None:
    with PandocWorker(program=tmp_path / "none") as worker:
        worker.begin("x\n")
        with pytest.raises(MissingToolError):
            worker.html("x\n")


def test_an_answer_that_does_not_come_in_time_is_an_error(tmp_path: Path) -> None:
    start = time.monotonic()
    with (
        PandocWorker(program=program(tmp_path, f"{HELLO}; exec sleep 60"), time_limit=0.2) as worker,
        pytest.raises(WriterError, match=r"within 0\.2 s"),
    ):
        worker.html("x" * 1_000_000)  # more than a pipe holds: sending must not block either
    assert time.monotonic() - start < 10


def test_after_an_interruption_the_next_answer_is_that_of_the_next_document(tmp_path: Path) -> None:
    body = f"{HELLO}; read line; sleep 0.5; printf 'ok 5\\nfirst'; read line; printf 'ok 6\\nsecond'"

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    old = signal.signal(signal.SIGALRM, interrupt)
    with PandocWorker(program=program(tmp_path, body)) as worker:
        worker.version()
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        try:
            with pytest.raises(KeyboardInterrupt):
                worker.html("x\n")
        finally:
            signal.signal(signal.SIGALRM, old)
        assert worker._process is None  # noqa: SLF001 # the old answer has nobody to go to


@pytest.mark.parametrize("body", ["exit 3", "echo hello world again", "echo 'no such library' >&2; exit 127"])
def test_a_program_that_is_not_pandoc_is_a_missing_tool(tmp_path: Path, body: str) -> None:
    with PandocWorker(program=program(tmp_path, body)) as worker, pytest.raises(MissingToolError) as missing:
        worker.version()
    assert missing.value.remedy


def test_no_program_at_all_is_a_missing_tool(tmp_path: Path) -> None:
    with (
        PandocWorker(program=tmp_path / "pandoc") as worker,
        pytest.raises(MissingToolError, match="cannot be started"),
    ):
        worker.html("x\n")


def test_closing_ends_the_process_and_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with PandocWorker() as worker:
        worker.html("x\n")
        process = worker._process  # noqa: SLF001 - the process behind the worker has no public name
        assert process is not None
        assert list(tmp_path.iterdir()) == []
    assert process._popen.returncode is not None  # noqa: SLF001 - the process behind the worker has no public name


def test_memory_stays_flat_over_many_documents() -> None:
    text = "Some *words* of a paragraph, again and again. " * 100 + "\n"
    with PandocWorker() as worker:
        for _ in range(50):
            worker.html(text)
        before = resident_kilobytes(worker)
        for _ in range(500):
            worker.html(text)
        assert resident_kilobytes(worker) < before * 1.5


def resident_kilobytes(worker: PandocWorker) -> int:
    process = worker._process  # noqa: SLF001 - the process behind the worker has no public name
    assert process is not None
    status = Path(f"/proc/{process._popen.pid}/status").read_text()  # noqa: SLF001 - the process behind the worker has no public name
    return int(status.partition("VmRSS:")[2].split()[0])
