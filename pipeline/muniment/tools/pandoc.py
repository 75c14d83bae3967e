"""pandoc as one long-lived process that answers conversions over its standard streams.

Starting pandoc costs 20 to 110 ms, a conversion of a page 2 ms; so one process serves a whole run. It is started
with no environment, no data folder of the user's, and a reader that is shown no file and no network.
"""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Final, Self

import pypandoc  # type: ignore[import-untyped] # it carries no types

from muniment.errors import MissingToolError, WriterError

READER: Final = "commonmark+footnotes+pipe_tables"
"""How pandoc reads the body of canonical Markdown. Every other extension is off in ``commonmark`` but ``raw_html``,
which cannot be put off: the worker refuses what it finds."""

TIME_LIMIT: Final = 120.0
"""Seconds that one conversion may take; 5 MB of prose take about four."""

_START_LIMIT: Final = 30.0
_MEMORY_LIMIT: Final = "-M6g"  # of the Haskell heap; a document of 5 MB takes 1 GB
_LF: Final = "\n"
_CHUNK: Final = 1 << 16
_LARGE: Final = 1_000_000  # bytes
_STDERR_KEPT: Final = 4096
_REMEDY: Final = "Install the locked dependencies again (`make`), or see `make doctor`."


def pandoc_path() -> Path:
    """The pandoc that came with the Python dependencies, else one found by pypandoc.

    The bundled one goes first so that what is installed elsewhere on the machine cannot change the bytes of an
    edition. Raises ``MissingToolError`` where there is none.
    """
    bundled = Path(pypandoc.__file__).parent / "files" / "pandoc"
    if bundled.is_file():
        return bundled
    try:
        return Path(pypandoc.get_pandoc_path())
    except OSError as error:
        raise MissingToolError("pandoc is not installed.", remedy=_REMEDY, code="TOOL-PANDOC") from error


class _DiedError(Exception):
    """The process ended before it had answered."""


class PandocWorker:
    """One pandoc process, started when it is first needed; a context manager that ends it.

    Not for use by two threads at once, and not to be carried over a fork.
    """

    def __init__(self, *, program: Path | None = None, time_limit: float = TIME_LIMIT) -> None:
        """Prepare; ``program`` is the pandoc to run (the bundled one), ``time_limit`` is seconds a conversion."""
        self._program = program
        self._time_limit = time_limit
        self._process: _Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next conversion starts another."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def version(self) -> str:
        """Pandoc's version: ``3.9``. Raises ``MissingToolError`` where pandoc cannot be started."""
        return self._started().version

    def html(self, markdown: str) -> str:
        """HTML5 in XML syntax of a canonical Markdown body (no front matter), without a page around it."""
        return self.to("html5", markdown)

    def to(self, writer: str, markdown: str, *, reader: str = READER) -> str:
        """A Markdown body in one of pandoc's text formats (``html5``, ``tei``, ``jats``, ``json`` …).

        Raises ``WriterError`` (WRITE-PANDOC) where pandoc refuses the text, exceeds the time limit, or dies of it
        twice; ``MissingToolError`` where pandoc cannot be started.
        """
        # Without a line before the text pandoc drops U+FEFF there, without a final LF it loses a table's last row.
        data = f"\n{markdown.removesuffix(_LF)}\n".encode()
        request = f"{reader} {writer} {len(data)}\n".encode() + data
        for _ in range(2):
            try:
                return self._asked(request)
            except _DiedError as death:
                reason = str(death)
        raise WriterError(
            f"pandoc died twice of this document: {reason}",
            remedy="Take out what is unusual in the text (very deep nesting, very long lines) and report it.",
            code="WRITE-PANDOC",
        )

    def _started(self) -> _Process:
        if self._process is None:
            self._process = _Process(self._program or pandoc_path())
        return self._process

    def _asked(self, request: bytes) -> str:
        process = self._started()
        try:
            word, answer = process.exchange(request, time_limit=self._time_limit)
        except BaseException:
            # Also after Ctrl-C: an answer still on its way must never be taken for that of the next document.
            self.close()
            raise
        if word != "ok":
            raise WriterError(f"pandoc refused this document: {answer}", code="WRITE-PANDOC")
        if len(request) > _LARGE:
            self.close()  # the Haskell heap never shrinks: begin the next document with a small one
        return answer


class _Answer:
    """The bytes of one answer as they arrive: ``<word> <length>`` LF and that many bytes."""

    def __init__(self) -> None:
        self._head = b""
        self._chunks: list[bytes] = []
        self._missing: int | None = None

    def add(self, chunk: bytes) -> None:
        """Take the next bytes; raises ``_DiedError`` where they are not what the worker says."""
        if self._missing is None:
            self._head += chunk
            line, found, chunk = self._head.partition(b"\n")
            if not found:
                return
            words = line.split(b" ")
            if len(words) != 2 or not words[1].isdigit():  # noqa: PLR2004 # a word and a length
                raise _DiedError(f"it said {line[:80]!r}")
            self._head, self._missing = words[0], int(words[1])
        self._chunks.append(chunk)
        self._missing -= len(chunk)

    @property
    def complete(self) -> bool:
        """Whether every byte has come."""
        return self._missing is not None and self._missing <= 0

    def parts(self) -> tuple[str, str]:
        """The word and the text."""
        return self._head.decode(), b"".join(self._chunks).decode()


class _Process:
    """The running process and its three pipes, none of which can hold us up for longer than a time limit."""

    def __init__(self, program: Path) -> None:
        script = resources.files("muniment").joinpath("assets/pandoc/worker.lua")
        # pandoc makes a history file for its Lua prompt as it starts; gone with its folder, it cannot be left behind.
        with resources.as_file(script) as path, TemporaryDirectory(prefix="muniment-pandoc-") as scratch:
            self._popen = _popen(program, path, scratch)
            if self._popen.stdin is None or self._popen.stdout is None or self._popen.stderr is None:
                raise RuntimeError("the worker was started without pipes")
            self._stdin, self._stdout, self._stderr = self._popen.stdin, self._popen.stdout, self._popen.stderr
            self._said = b""
            for pipe in (self._stdin, self._stdout, self._stderr):
                os.set_blocking(pipe.fileno(), False)
            self.version = self._greeting(program)

    def _greeting(self, program: Path) -> str:
        try:
            return self.exchange(b"", time_limit=_START_LIMIT)[1]
        except BaseException as error:
            self.close()
            if isinstance(error, _DiedError | WriterError):
                raise MissingToolError(
                    f"{program} cannot be used as pandoc: {error}", remedy=_REMEDY, code="TOOL-PANDOC"
                ) from error
            raise

    def exchange(self, request: bytes, *, time_limit: float) -> tuple[str, str]:
        """Send ``request`` and return the word and the text of the answer to it.

        Raises ``_DiedError`` where the process ends first and ``WriterError`` after ``time_limit`` seconds.
        """
        unsent = memoryview(request)
        answer = _Answer()
        deadline = time.monotonic() + time_limit
        with selectors.DefaultSelector() as selector:
            selector.register(self._stdout, selectors.EVENT_READ)
            selector.register(self._stderr, selectors.EVENT_READ)
            if request:
                selector.register(self._stdin, selectors.EVENT_WRITE)
            while not answer.complete:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise WriterError(
                        f"pandoc did not answer within {time_limit:g} s.",
                        remedy="Divide the document.",
                        code="WRITE-PANDOC",
                    )
                ready = {key.fileobj for key, _ in selector.select(left)}
                if self._stdin in ready:
                    unsent = unsent[self._send(unsent[:_CHUNK]) :]
                    if not unsent:
                        selector.unregister(self._stdin)
                if self._stderr in ready and not self._listen():
                    selector.unregister(self._stderr)
                if self._stdout in ready:
                    answer.add(self._receive())
        return answer.parts()

    def close(self) -> None:
        """Kill the process, wait for its end, and close the pipes."""
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._stdin, self._stdout, self._stderr):
            pipe.close()

    def _send(self, data: memoryview) -> int:
        try:
            return os.write(self._stdin.fileno(), data)
        except BrokenPipeError:
            raise _DiedError(self._last_words()) from None

    def _receive(self) -> bytes:
        chunk = os.read(self._stdout.fileno(), _CHUNK)
        if not chunk:
            raise _DiedError(self._last_words())
        return chunk

    def _listen(self) -> bool:
        """Take what stands in standard error and keep the end of it; tells whether more can come."""
        chunk = os.read(self._stderr.fileno(), _CHUNK)
        self._said = (self._said + chunk)[-_STDERR_KEPT:]
        return bool(chunk)

    def _last_words(self) -> str:
        """What the process said before it ended, else how it ended."""
        try:
            status = self._popen.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        try:
            while self._listen():
                pass
        except BlockingIOError:
            pass  # a child of the process still holds the pipe: what came is all there is
        said = self._said.decode(errors="backslashreplace").strip()
        return said or f"it ended with status {status} and said nothing"


def _popen(program: Path, script: Path, scratch: str) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 # a fixed command; no text of a document is in it
            [program, "+RTS", _MEMORY_LIMIT, "-RTS", "lua", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd="/",
            env={
                "LC_ALL": "C.UTF-8",
                "HOME": "/nonexistent",
                "TMPDIR": scratch,
            },  # no init.lua of the user's, no LUA_PATH
            start_new_session=True,  # Ctrl-C is ours to handle, the process ends with its standard input
        )
    except OSError as error:
        raise MissingToolError(
            f"{program} cannot be started: {error.strerror}.", remedy=_REMEDY, code="TOOL-PANDOC"
        ) from error
