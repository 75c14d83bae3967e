"""``muniment serve`` and ``muniment watch`` as processes of their own, and what a client can send them."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

from collection import Collection

PATIENCE = 300
"""Seconds that anything may take, on a machine with much else to do."""

# The machine's own table of media types is wrong here: nothing that is served may depend on it.
PROGRAM = """
import mimetypes, sys
for suffix in ("css", "epub", "html", "js", "json", "md", "pdf", "png", "svg", "txt", "xml", "zip"):
    mimetypes.add_type("application/x-wrong", f".{suffix}")
from muniment.cli import main
sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A server that runs."""

    started: subprocess.Popen[str]
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def send(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, path, skip_host="host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        with connection.getresponse() as response:
            lower = {name.lower(): value for name, value in response.getheaders()}
            answer = Answer(status=response.status, headers=lower, body=response.read())
        connection.close()
        return answer

    def ended(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Send a signal; gives the exit code and what was said since the address."""
        self.started.send_signal(number)
        out, err = self.started.communicate(timeout=PATIENCE)
        return self.started.returncode, out, err

    def children(self) -> list[int]:
        """Ids of the processes that it has started."""
        tasks = Path(f"/proc/{self.started.pid}/task").glob("*/children")
        return [int(number) for path in tasks for number in path.read_text().split()]


def words_of(made: Collection, *command: str) -> list[str]:
    folders = [f"--{name}={made.root / name}" for name in ("source", "dist", "build")]
    return [*folders, f"--config={made.root / 'muniment.toml'}", "--jobs=1", *command]


def run(made: Collection, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    words = [sys.executable, "-m", "muniment", *words_of(made, *command)]
    return subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)


@contextmanager
def running(made: Collection, *command: str, json_lines: bool = False) -> Iterator[Process]:
    """The command on a free port, until the block ends."""
    more = ("--json",) if json_lines else ()
    started = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *more, *words_of(made, *command, "--port=0")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert started.stdout
        first = started.stdout.readline()
        assert "http://127.0.0.1:" in first, first + (started.communicate(timeout=PATIENCE)[1] if not first else "")
        yield Process(started=started, port=int(first.partition("http://127.0.0.1:")[2].partition("/")[0]))
    finally:
        if started.poll() is None:
            started.terminate()
            started.communicate(timeout=PATIENCE)


class Follower:
    """Reads what a watched page is told."""

    def __init__(self, process: Process) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=PATIENCE)
        self._connection.request("GET", "/.muniment/news")
        self._response = self._connection.getresponse()
        assert self._response.headers.get_content_type() == "text/event-stream"

    def until(self, condition: Callable[[Any], object]) -> Any:  # noqa: ANN401 - JSON
        """The first state that fits the condition."""
        deadline = time.monotonic() + PATIENCE
        for line in self._response:
            assert time.monotonic() < deadline, "it was not told"
            if line.startswith(b"data: "):
                state = json.loads(line.removeprefix(b"data: "))
                if condition(state):
                    return state
        raise AssertionError("the stream ended")

    def close(self) -> None:
        self._response.close()
        self._connection.close()


def wait_for(condition: Callable[[], object]) -> None:
    """Wait for something that another process does; too long is a failure."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def replace(path: Path, text: str) -> None:
    """Write a file as many editors do: a new one takes the old one's name."""
    other = path.with_name(f".{path.name}.new")
    other.write_text(text, encoding="utf-8")
    os.replace(other, path)  # noqa: PTH105 - the call that editors make


@contextmanager
def tab(browser: Browser, *expected: str) -> Iterator[Page]:
    """A page in which nothing goes wrong unseen: no error, and nothing that a policy refuses; ``expected`` may be said."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    troubles: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(one in message.text for one in expected):
            troubles.append(f"{message.text} {message.location}")

    page.on("console", heard)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    assert not troubles, troubles


def violations(browser: Browser, address: str, axe: str, ready: Callable[[Page], None]) -> list[str]:
    """Rules of accessibility that a page violates in light or in dark, each with its first place."""
    found = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(address)
        ready(page)
        page.evaluate(axe)
        result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        assert len(result["passes"]) > 10
        found += [f"{scheme}: {one['id']}: {one['nodes'][0]['html']}" for one in result["violations"]]
        context.close()
    return found
