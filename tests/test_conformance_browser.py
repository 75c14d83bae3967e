"""axe-core and Ace, in a real headless browser: what is accessible passes, what is broken is named, nothing is loaded."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

import java_samples as samples
from collection import LETTER, Collection, collection
from make_scenarios import wait_until
from muniment.conformance.ace import Ace
from muniment.conformance.axe import Axe
from muniment.conformance.browser import Browser
from muniment.conformance.browser_validator import BrowserValidator
from muniment.conformance.model import Outcome, Report, Subject
from muniment.errors import Severity
from muniment.store import digests_of_file

PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Tides</title></head>'
    "<body><main><h1>Tides</h1>{}</main></body></html>"
)


@pytest.fixture(scope="session")
def tools(project: Path) -> Path:
    """What `make setup-check` installs; without it these tests fail, for they prove nothing."""
    return project / ".check"


@pytest.fixture(scope="module")
def browser(tools: Path) -> Iterator[Browser]:
    with Browser(tools) as browser:
        yield browser


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    letters = collection(tmp_path_factory.mktemp("browser"), letter=LETTER)
    assert letters.build().code == 0
    return letters


def subject(path: Path, format_: str) -> Subject:
    return Subject(document=path.parent.name, format=format_, path=path, sha256=digests_of_file(path).sha256)


def ask(validator: BrowserValidator, path: Path) -> Report:
    found: list[Report] = []
    with validator:
        format_ = next(iter(validator.formats))
        validator.validate([subject(path, format_)], lambda _, report: found.append(report))
    (report,) = found
    return report


def page(tmp_path: Path, body: str = "<p>The tide comes twice a day.</p>", **changes: str) -> Path:
    text = PAGE.format(body)
    for before, after in changes.items():
        text = text.replace(before.replace("_", " "), after)
    path = tmp_path / "tide.html"
    path.write_text(text)
    return path


def codes(report: Report) -> set[str]:
    return {one.code for one in report.findings if one.severity is Severity.ERROR}


# --------------------------------------------------------------------------------------------- axe


def test_a_page_of_ours_passes_in_light_and_in_dark(browser: Browser, built: Collection) -> None:
    report = ask(Axe(browser), built.dist / "letter/letter.html")
    assert (report.findings, report.outcome, report.tool) == ((), Outcome.PASSED, "axe-core")
    for word in (b'"light"', b'"dark"', b"color-contrast", b'"page": "letter/letter.html"'):
        assert word in report.raw
    assert str(built.root).encode() not in report.raw


def test_the_same_page_gets_the_same_report(browser: Browser, built: Collection) -> None:
    path = built.dist / "letter/letter.html"
    assert ask(Axe(browser), path).raw == ask(Axe(browser), path).raw


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<p style="color:#ccc;background:#fff">The tide comes twice a day.</p>', "color-contrast"),
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">', "image-alt"),
        ('<a href="#x"></a>', "link-name"),
        ("<ul><p>No item</p></ul>", "list"),
    ],
)
def test_what_a_reader_could_not_perceive_is_named(browser: Browser, tmp_path: Path, body: str, code: str) -> None:
    report = ask(Axe(browser), page(tmp_path, body))
    assert report.outcome is Outcome.FAILED
    assert code in codes(report)
    assert all(one.clause.startswith("https://dequeuniversity.com/") for one in report.findings)


def test_a_page_without_a_language_is_named(browser: Browser, tmp_path: Path) -> None:
    path = page(tmp_path)
    path.write_text(path.read_text().replace(' lang="en"', ""))
    assert codes(ask(Axe(browser), path)) == {"html-has-lang"}


def test_a_fault_that_only_the_dark_scheme_has_is_found(browser: Browser, tmp_path: Path) -> None:
    dark = "<style>@media (prefers-color-scheme: dark) {{ p {{ color: #eee; background: #fff }} }}</style>".replace(
        "{{", "{"
    )
    report = ask(Axe(browser), page(tmp_path, dark.replace("}}", "}") + "<p>The tide comes twice a day.</p>"))
    assert codes(report) == {"color-contrast"}
    assert all("(dark;" in one.message for one in report.findings if one.severity is Severity.ERROR)


class Ear:
    """A server that counts who connects to it, whatever they speak."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.heard = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                caller, _ = self._socket.accept()
                self.heard += 1
                caller.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()


def callers(address: str) -> str:
    """Markup that tries to reach a server in every way that a page has."""
    return (
        f'<img alt="" src="http://{address}/a"/><script src="http://{address}/b"></script>'
        f'<iframe title="x" src="http://{address}/c"></iframe><link rel="preconnect" href="http://{address}/"/>'
        f"<script>new WebSocket('ws://{address}/d'); window.open('http://{address}/e'); fetch('http://{address}/f');"
        f"navigator.sendBeacon('http://{address}/g'); alert('?')</script>"
    )


def test_a_server_that_is_called_hears_it() -> None:
    with Ear() as ear:
        socket.create_connection(("127.0.0.1", ear.port)).close()
        wait_until(lambda: ear.heard == 1)


def test_a_page_loads_nothing_from_anywhere(browser: Browser, tmp_path: Path) -> None:
    with Ear() as ear:
        report = ask(Axe(browser), page(tmp_path, callers(ear.address)))
        assert report.outcome is not Outcome.COULD_NOT_RUN
        assert ear.heard == 0


def test_a_book_loads_nothing_from_anywhere(browser: Browser, tmp_path: Path) -> None:
    with Ear() as ear:
        text = samples.TEXT.replace("<p>", callers(ear.address) + "<p>")
        report = ask(Ace(browser), book(tmp_path, text))
        assert report.outcome is not Outcome.COULD_NOT_RUN
        assert ear.heard == 0


# --------------------------------------------------------------------------------------------- Ace


def book(tmp_path: Path, text: str = samples.TEXT) -> Path:
    path = tmp_path / "tide.epub"
    path.write_bytes(samples.epub(text=text))
    return path


def test_a_book_of_ours_passes(browser: Browser, built: Collection) -> None:
    report = ask(Ace(browser), built.dist / "letter/letter.epub")
    assert (report.findings, report.outcome, report.tool) == ((), Outcome.PASSED, "Ace")


def test_the_same_book_gets_the_same_report_wherever_it_lies(
    browser: Browser, built: Collection, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "deep" / "down" / "letter" / "letter.epub"
    elsewhere.parent.mkdir(parents=True)
    shutil.copy(built.dist / "letter/letter.epub", elsewhere)
    first, second = (ask(Ace(browser), path).raw for path in (built.dist / "letter/letter.epub", elsewhere))
    assert first == second
    report = json.loads(first)
    assert report["earl:testSubject"]["url"] == "letter/letter.epub"
    assert "dct:date" not in report
    assert tmp_path.name.encode() not in second


def test_a_book_without_accessibility_metadata_is_named(browser: Browser, tmp_path: Path) -> None:
    report = ask(Ace(browser), book(tmp_path))
    assert report.outcome is Outcome.FAILED
    named = {one.code: one.place.file for one in report.findings}
    assert named["metadata-accessmode"] == f"{tmp_path.name}/tide.epub#EPUB/package.opf"
    assert all(one.clause.startswith("http") for one in report.findings)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("<title>Text</title>", ""), "document-title"),
        (
            ("<p>", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="/><p>'),
            "image-alt",
        ),
        (('lang="en" xml:lang="en"', ""), "html-has-lang"),
    ],
)
def test_a_fault_in_a_book_is_named_with_its_place(
    browser: Browser, tmp_path: Path, change: tuple[str, str], code: str
) -> None:
    report = ask(Ace(browser), book(tmp_path, samples.TEXT.replace(*change)))
    (found,) = [one for one in report.findings if one.code == code]
    assert found.place.file == f"{tmp_path.name}/tide.epub#EPUB/text.xhtml"
    assert b'"/4/' in report.raw or code != "image-alt"  # where in the text: EPUB CFI


def test_what_is_no_book_could_not_be_judged(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "tide.epub"
    path.write_bytes(b"This is no book.")
    report = ask(Ace(browser), path)
    assert (report.outcome, report.version, report.raw) == (Outcome.COULD_NOT_RUN, "", b"")
    assert [one.code for one in report.findings] == ["CNF-TOOL"]


# --------------------------------------------------------------------------------------------- troubles


@pytest.mark.parametrize("kind", [Axe, Ace])
def test_what_is_not_installed_has_passed_nothing(tmp_path: Path, tools: Path, kind: type[BrowserValidator]) -> None:
    path = page(tmp_path)
    for absent in (Browser(tmp_path / "nowhere"), Browser(tools, browsers=("no-such-browser",))):
        validator = kind(absent)
        report = ask(validator, path)
        assert validator.version() is None
        assert report.outcome is Outcome.COULD_NOT_RUN
        assert [one.code for one in report.findings] == ["CNF-MISSING-TOOL"]
        assert "make setup-check" in report.findings[0].remedy


def test_a_browser_that_cannot_start_is_said(tmp_path: Path, tools: Path) -> None:
    fake = tmp_path / "fake"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    report = ask(Axe(Browser(tools, browsers=(str(fake),))), page(tmp_path))
    assert [one.code for one in report.findings] == ["CNF-MISSING-TOOL"]


def test_a_page_that_never_comes_to_rest_costs_only_itself(tmp_path: Path, tools: Path) -> None:
    with Browser(tools, time_limit=4) as browser:
        endless = ask(Axe(browser), page(tmp_path, "<script>for (;;) {}</script>"))
        assert [one.code for one in endless.findings] == ["CNF-TIMEOUT"]
        assert endless.outcome is Outcome.COULD_NOT_RUN
    with Browser(tools) as browser:
        assert ask(Axe(browser), page(tmp_path)).outcome is Outcome.PASSED


def test_a_browser_that_was_killed_is_started_again(tmp_path: Path, tools: Path) -> None:
    with Browser(tools) as browser:
        assert ask(Axe(browser), page(tmp_path)).outcome is Outcome.PASSED
        browser.__enter__()
        assert ask(Axe(browser), page(tmp_path)).outcome is Outcome.PASSED
        process = browser._process  # noqa: SLF001 - the process that is killed
        assert process is not None
        os.killpg(process._popen.pid, signal.SIGKILL)  # noqa: SLF001 - the same
        assert [one.code for one in ask(Axe(browser), page(tmp_path)).findings] == ["CNF-DIED"]
        assert ask(Axe(browser), page(tmp_path)).outcome is Outcome.PASSED
        browser.__exit__(None, None, None)


OWNER = """
import sys, time
from pathlib import Path
from muniment.conformance.browser import Browser
with Browser(Path(sys.argv[1])) as browser:
    browser.ask("axe", Path(sys.argv[2]))
    print(browser._process._scratch.name, flush=True)
    time.sleep(600)
"""


def users_of(word: str) -> list[str]:
    """Command lines of processes that are alive and name ``word``."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if word in line and str(os.getpid()) != path.parent.name:
            found.append(line)
    return found


def test_node_and_browser_end_with_the_process_that_asked(tmp_path: Path, tools: Path) -> None:
    words = [sys.executable, "-c", OWNER, str(tools), str(page(tmp_path))]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    with process.stdout:
        scratch = process.stdout.readline().strip()
    assert "muniment-browser-" in scratch
    assert users_of(scratch)
    process.kill()
    process.wait()
    wait_until(lambda: not users_of(scratch))
