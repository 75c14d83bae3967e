"""One worker process, as the thread that gives it work sees it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe

from muniment.config import Limits
from muniment.executors import child
from muniment.executors.contract import LimitError, WorkerDiedError
from muniment.executors.nursery import Copy, Nursery
from muniment.executors.process import started
from muniment.executors.resident import GroupMemory, resident

START_SECONDS = 120.0
"""A worker that has not begun after so long is given up."""
CLOSE_SECONDS = 5.0
"""Seconds that a worker gets to end by itself."""
TICK = 0.1
"""Seconds between two looks at the limits."""


class Worker:
    """A process of its own that answers one call at a time. Only ``kill`` may be called from another thread."""

    def __init__(self, folder: str, nursery: Nursery | None = None) -> None:
        """Start the process, as a copy where there is a nursery; ``folder`` is where it keeps temporary files.

        Raises ``WorkerDiedError`` where the nursery does not live, and ``NoCopyError``.
        """
        self.answered = 0
        self._connection, theirs = Pipe()
        self._process: Copy | subprocess.Popen[bytes]
        try:
            with theirs:
                self._process = nursery.copy(theirs) if nursery else started(child.WORKER, theirs)
        except BaseException:
            self._connection.close()
            raise
        self._memory = GroupMemory(self._process.pid)
        self._begun_with = 0
        self._to_tell = (folder,) if nursery else (sys.path, folder)

    def begin(self, initialise: bytes) -> None:
        """Have the initialiser called; raises what it raises, or ``WorkerDiedError``."""
        try:
            for word in self._to_tell:
                self._connection.send(word)
            self._connection.send_bytes(initialise)
            if not self._connection.poll(START_SECONDS):
                raise WorkerDiedError(f"it did not begin within {START_SECONDS:.0f} seconds")
            answer = self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise WorkerDiedError(self._how_it_ended()) from error
        child.value_of(answer)
        self._begun_with = resident(self._process.pid)

    def send(self, request: bytes) -> None:
        """Have a call begun. Raises ``WorkerDiedError``."""
        try:
            self._connection.send_bytes(request)
        except OSError as error:
            raise WorkerDiedError(self._how_it_ended()) from error

    def answer(self, limits: Limits, *, clock: Callable[[], float]) -> bytes:
        """The answer to the call. Raises ``WorkerDiedError``; and ``LimitError``, after which it must be killed."""
        try:
            self._watch(limits, clock)
            answer = self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise WorkerDiedError(self._how_it_ended()) from error
        self.answered += 1
        return answer

    def _watch(self, limits: Limits, clock: Callable[[], float]) -> None:
        """Wait for the answer, and look at the limits meanwhile."""
        began = clock()
        while not self._connection.poll(TICK):
            if limits.seconds is not None and clock() - began > limits.seconds and not self._connection.poll():
                raise LimitError("seconds", limits.seconds)
            if limits.memory is not None and self._memory.read() > limits.memory:
                raise LimitError("memory", limits.memory)

    def growth(self) -> int:
        """Resident bytes more than when it began; 0 where the system does not tell."""
        return resident(self._process.pid) - self._begun_with

    def kill(self) -> None:
        """End it at once, with what it has started."""
        if self._process.returncode is None:  # else the number may be another's by now
            with suppress(ProcessLookupError, PermissionError):  # the second is what macOS says of a dead group
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Let it end by itself, and see that it does."""
        self._connection.close()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()

    def _how_it_ended(self) -> str:
        try:
            status = self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            return "it closed its connection"
        if status >= 0:
            return f"it ended with exit status {status}"
        return f"it was ended by {signal.Signals(-status).name}"
