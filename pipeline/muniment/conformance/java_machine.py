"""One Java process, and the exchange with it over its standard streams; see ``assets/java/Worker.java``."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import IO, Final

from muniment.conformance.java_parts import REMEDY, Part
from muniment.conformance.model import Subject
from muniment.errors import MissingToolError

_START_LIMIT: Final = 60.0
_STDERR_KEPT: Final = 2000
_OPTIONS: Final = (
    # No name is known and no address can be reached; Worker.java denies addresses by name besides.
    "-Djdk.net.hosts.file=/dev/null",
    "-DsocksProxyHost=127.0.0.1",
    "-DsocksProxyPort=9",
    "-DsocksNonProxyHosts=",
    "-Djava.awt.headless=true",
    "-Duser.language=en",
    "-Duser.country=GB",
    "-Duser.timezone=UTC",
    "-Dfile.encoding=UTF-8",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    "-XX:+UseSerialGC",
    "-Xss4m",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One file for one validator."""

    part: Part
    """The validator."""
    subject: Subject
    """The file. The answer is about these very bytes, or there is none."""
    options: tuple[str, ...] = ()
    """What else the validator is told; see its program."""

    @property
    def name(self) -> str:
        """What the file is called in reports: ``<id>/<file name>``."""
        return f"{self.subject.document}/{self.subject.path.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of it."""

    reports: tuple[str, ...] = ()
    """What the validator said; empty where it could not run."""
    trouble: str = ""
    """Why it could not run: ``CNF-MISSING-TOOL``, ``CNF-DIED``, ``CNF-TIMEOUT``, ``CNF-TOOL``; empty where it ran."""
    message: str = ""
    """The same in a sentence; without paths of this machine."""
    remedy: str = ""
    """What to do about it."""


class DiedError(Exception):
    """The machine ended before it had answered."""


class RefusedError(Exception):
    """The validator raised something."""


class Machine:
    """The running process. Answers are sorted out by a thread that reads until the process ends."""

    def __init__(self, java: str, options: Sequence[str], paths: Mapping[str, str], jobs: int) -> None:
        """Start it. ``paths`` are those of ``class_paths``. Raises ``MissingToolError`` where that fails."""
        self._pending: dict[str, Future[tuple[str, str]]] = {"0": Future()}
        self._count = 0
        self._lock = threading.Lock()
        self._closing = threading.Lock()
        self._ended = False
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._scratch = tempfile.TemporaryDirectory(prefix="muniment-java-")
        validators = [word for name, path in paths.items() if name for word in (name, path)]
        program = ["-cp", paths[""], "muniment.Worker", str(jobs), *validators]
        greeting = self._pending["0"]
        try:
            self._popen = subprocess.Popen(  # noqa: S603 # a fixed command; no text of a document is in it
                [java, *_OPTIONS, *options, f"-Djava.io.tmpdir={self._scratch.name}", *program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                cwd=self._scratch.name,
                env={"LC_ALL": "C.UTF-8", "HOME": self._scratch.name},
                start_new_session=True,  # Ctrl-C is ours to handle; the process ends with its standard input
            )
        except OSError as error:
            self._tidy()
            raise MissingToolError(f"Java cannot be started: {error.strerror}.", remedy=REMEDY) from error
        self._reader = threading.Thread(target=self._read, args=(self._popen.stdout,), daemon=True)
        self._reader.start()
        try:
            greeting.result(_START_LIMIT)
        except (DiedError, TimeoutError) as error:
            self.close()
            raise MissingToolError(f"Java cannot be used: {error}.", remedy=REMEDY) from error
        except BaseException:
            self.close()
            raise

    def ask(self, question: Question, time_limit: float) -> Answer:
        """The answer. Raises ``DiedError``, ``RefusedError`` and ``TimeoutError``."""
        subject = question.subject
        fields = (str(subject.path.absolute()), subject.sha256, question.name, *question.options)
        payload = "\0".join(fields).encode(errors="surrogateescape")
        future: Future[tuple[str, str]] = Future()
        with self._lock:
            if self._ended or self._popen.stdin is None:
                raise DiedError("it had ended")
            self._count += 1
            number = str(self._count)
            self._pending[number] = future
            try:
                self._popen.stdin.write(f"{number} {question.part.class_name} {len(payload)}\n".encode() + payload)
                self._popen.stdin.flush()
            except OSError:
                raise DiedError("it had ended") from None
        word, text = future.result(time_limit)
        text = text.replace(f"{self._scratch.name}/", "").replace(str(subject.path.absolute()), question.name)
        if word != "ok":
            raise RefusedError(text)
        return Answer(reports=tuple(text.split("\0")))

    def close(self) -> None:
        """Kill the process and wait for its end; once is enough, whichever threads ask for it."""
        with self._closing:
            self._popen.kill()
            self._reader.join()
            if self._popen.stdin:
                with contextlib.suppress(OSError):  # what was not yet written is of no use
                    self._popen.stdin.close()
            if self._popen.stdout:
                self._popen.stdout.close()
            self._tidy()

    def _tidy(self) -> None:
        self._stderr.close()
        self._scratch.cleanup()

    def _read(self, pipe: IO[bytes]) -> None:
        try:
            while head := pipe.readline():
                number, word, length = head.decode("ascii").split()
                text = pipe.read(int(length)).decode("utf-8", errors="replace")
                with self._lock:
                    future = self._pending.pop(number, None)
                if future:
                    future.set_result((word, text))
        except ValueError:
            self._popen.kill()  # it does not speak our language
        with self._lock:
            self._ended = True
            pending, self._pending = self._pending, {}
        reason = self._last_words()
        for future in pending.values():
            future.set_exception(DiedError(reason))

    def _last_words(self) -> str:
        status = self._popen.wait()
        self._stderr.seek(0, 2)
        self._stderr.seek(max(0, self._stderr.tell() - _STDERR_KEPT))
        said = self._stderr.read().decode(errors="replace").strip()
        return said.replace(self._scratch.name, "") or f"it ended with status {status} and said nothing"
