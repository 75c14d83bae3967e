"""The running pandoc: its start, its three pipes, and what goes through them."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from contextlib import suppress
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from muniment.errors import MissingToolError, WriterError

REMEDY: Final = "Install the locked dependencies again (`make`), or see `make doctor`."

_START_LIMIT: Final = 30.0
_MEMORY_LIMIT: Final = "-M6g"  # of the Haskell heap; a document of 5 MB takes 1 GB
_FEW_COLLECTIONS: Final = "-O64m"  # what the heap may grow to before it is looked through: a sixth less work
_AT_ONCE: Final = 0.05  # seconds; a process that waits for a request takes what a pipe holds in less
_CHUNK: Final = 1 << 16
_STDERR_KEPT: Final = 4096


class DiedError(Exception):
    """The process ended before it had answered."""


class _Answer:
    """The bytes of one answer as they arrive: ``<word> <length>`` LF and that many bytes."""

    def __init__(self) -> None:
        self._head = b""
        self._chunks: list[bytes] = []
        self._missing: int | None = None

    def add(self, chunk: bytes) -> None:
        """Take the next bytes; raises ``DiedError`` where they are not what the worker says."""
        if self._missing is None:
            self._head += chunk
            line, found, chunk = self._head.partition(b"\n")
            if not found:
                return
            words = line.split(b" ")
            if len(words) != 2 or not words[1].isdigit():  # noqa: PLR2004 # a word and a length
                raise DiedError(f"it said {line[:80]!r}")
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


class Process:
    """The running process and its three pipes, none of which can hold us up for longer than a time limit."""

    def __init__(self, program: Path) -> None:
        """Start it. Raises ``MissingToolError`` where that is not pandoc, or cannot be started."""
        script = resources.files("muniment").joinpath("assets/pandoc/worker.lua")
        # pandoc makes a history file for its Lua prompt as it starts; gone with its folder, it cannot be left behind.
        with resources.as_file(script) as path, TemporaryDirectory(prefix="muniment-pandoc-") as scratch:
            self._popen = _popen(program, path, scratch)
            if self._popen.stdin is None or self._popen.stdout is None or self._popen.stderr is None:
                raise RuntimeError("the worker was started without pipes")
            self._stdin, self._stdout, self._stderr = self._popen.stdin, self._popen.stdout, self._popen.stderr
            self._said = b""
            self._unsent = memoryview(b"")
            for pipe in (self._stdin, self._stdout, self._stderr):
                os.set_blocking(pipe.fileno(), False)
            self.version = self._greeting(program)

    def _greeting(self, program: Path) -> str:
        try:
            return self.answer(time_limit=_START_LIMIT)[1]
        except BaseException as error:
            self.close()
            if isinstance(error, DiedError | WriterError):
                raise MissingToolError(
                    f"{program} cannot be used as pandoc: {error}", remedy=REMEDY, code="TOOL-PANDOC"
                ) from error
            raise

    def send(self, request: bytes) -> None:
        """Send as much of a request as the process takes at once. Raises ``DiedError`` where it has ended."""
        self._unsent = memoryview(request)
        with selectors.DefaultSelector() as selector:
            selector.register(self._stdin, selectors.EVENT_WRITE)
            while self._unsent and selector.select(_AT_ONCE):
                with suppress(BlockingIOError):
                    self._unsent = self._unsent[self._send(self._unsent[:_CHUNK]) :]

    def answer(self, *, time_limit: float) -> tuple[str, str]:
        """Send what is left of the request, and return the word and the text of the answer to it.

        Raises ``DiedError`` where the process ends first and ``WriterError`` after ``time_limit`` seconds.
        """
        answer = _Answer()
        deadline = time.monotonic() + time_limit
        with selectors.DefaultSelector() as selector:
            selector.register(self._stdout, selectors.EVENT_READ)
            selector.register(self._stderr, selectors.EVENT_READ)
            if self._unsent:
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
                    self._unsent = self._unsent[self._send(self._unsent[:_CHUNK]) :]
                    if not self._unsent:
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
            raise DiedError(self._last_words()) from None

    def _receive(self) -> bytes:
        chunk = os.read(self._stdout.fileno(), _CHUNK)
        if not chunk:
            raise DiedError(self._last_words())
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
            [program, "+RTS", _MEMORY_LIMIT, _FEW_COLLECTIONS, "-RTS", "lua", script],
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
            f"{program} cannot be started: {error.strerror}.", remedy=REMEDY, code="TOOL-PANDOC"
        ) from error
