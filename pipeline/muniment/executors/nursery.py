"""A process that has loaded what workers need, and of which they are copies: all loading is done once.

Nothing but loading is ever done in it, so it has no threads, locks or open files that a copy (fork(2)) could inherit in
an unknown state. It is started itself as every worker is where there can be no copies, and it is the parent of its
copies: what became of one is known to it alone, and until it is asked the number of that process is not given again.
"""

from __future__ import annotations

import math
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from pathlib import Path
from typing import Any

from muniment.executors import child
from muniment.executors.contract import WorkerDiedError
from muniment.executors.process import started

COPIES = sys.platform == "linux"
"""Elsewhere libraries of the system may have threads from the beginning, and workers are started afresh."""
START_SECONDS = 120.0
"""A nursery that has not answered after so long is given up."""
SHORTEST_PAUSE = 0.0005
LONGEST_PAUSE = 0.05
"""Seconds between two questions whether a process has ended."""


class NoCopyError(Exception):
    """What was loaded has begun threads, so that there can be no copies."""


class Copy:
    """A process that is a copy of a nursery's, with what of ``subprocess.Popen`` a worker needs."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery = nursery
        self.pid = pid
        self.returncode: int | None = None

    def wait(self, timeout: float = math.inf) -> int:
        """How it ended, as ``subprocess`` says it. Raises ``subprocess.TimeoutExpired``."""
        deadline = time.monotonic() + timeout
        pause = SHORTEST_PAUSE
        while self.returncode is None:
            self.returncode = self._nursery.status(self.pid)
            if self.returncode is None:
                if time.monotonic() > deadline:
                    raise subprocess.TimeoutExpired("a copy", timeout)
                time.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        return self.returncode


class Nursery:
    """Makes workers. Threads may use it at the same time; ``start`` and ``close`` may be called more than once."""

    def __init__(self, *, warm: Callable[[], object] | None = None) -> None:
        """``warm`` (picklable) loads what workers will need; whatever it raises, workers will meet again."""
        self._warm = warm
        self._turn = threading.Lock()
        self._state = threading.Lock()
        self._connection: Connection | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def start(self) -> None:
        """Begin to load, without waiting for it, nor for whoever waits for a copy."""
        with self._state:
            if self._process is not None or self._closed:
                return
            connection, theirs = Pipe()
            with theirs:
                self._process = started(child.NURSERY, theirs)
            with suppress(OSError):  # it has died: who wants a copy will be told
                connection.send(sys.path)
                if self._warm is not None:
                    connection.send_bytes(child.LOAD + child.call(self._warm, (), {}))
            self._connection = connection

    @property
    def has_ended(self) -> bool:
        """Whether there can be no more copies: it was closed, or has died."""
        with self._state:
            return self._closed or (self._process is not None and self._process.poll() is not None)

    def copy(self, connection: Connection) -> Copy:
        """A process that serves ``connection``. Raises ``NoCopyError`` and ``WorkerDiedError``."""
        with self._turn:
            answer = self._asked(child.COPY, connection)
        if not answer:
            raise NoCopyError
        return Copy(self, int(answer))

    def status(self, pid: int) -> int | None:
        """How one of its copies ended, as ``subprocess`` says it; ``None`` where it has not."""
        with self._turn:
            try:
                answer = self._asked(child.STATUS + str(pid).encode())
            except WorkerDiedError:
                return None if _is_there(pid) else child.UNKNOWN
        return int(answer) if answer else None

    def close(self) -> None:
        """End it at once. Its copies go on; who serves them ends them."""
        with self._state:
            self._closed = True
            if self._process is not None:
                self._process.kill()
                self._process.wait()
        # whoever waits for an answer has learned of its end, so that nobody is in the way of this
        with self._turn:
            if self._connection is not None:
                self._connection.close()

    def _open(self) -> Connection:
        if self._connection is None or self._connection.closed:
            raise OSError("there is no nursery")
        return self._connection

    def _asked(self, request: bytes, *handed: Any) -> bytes:  # noqa: ANN401 - connections
        try:
            connection = self._open()
            connection.send_bytes(request)
            for one in handed:
                send_handle(connection, one.fileno(), None)
            if not connection.poll(START_SECONDS):
                raise WorkerDiedError(f"nothing was loaded within {START_SECONDS:.0f} seconds")
            return connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise WorkerDiedError("the process that workers are copied from ended") from error


def _is_there(pid: int) -> bool:
    """Whether a process is there and not only waits to be taken notice of (proc(5): the third field of ``stat``)."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    except OSError:
        return False
