"""What runs inside a worker of a Dask cluster. It does no work itself: it has processes of its own that do.

So a document that kills its process does not take the worker with it, limits and recycling are those of every other
executor, and a worker with several threads needs no code that could bear them.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from muniment.config import Limits
from muniment.executors import child
from muniment.executors.contract import WorkerLostError
from muniment.executors.processes import ProcessExecutor

FORGOTTEN_AFTER = 600.0
"""Seconds after which the processes of a coordinator that never said goodbye are given up, when another comes."""

REMEMBERED = 1000
"""Sessions that are known to have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One coordinator's use of a cluster."""

    id: str
    """Names it."""
    initialise: Callable[[], None]
    """What each process calls before its first work."""
    workers: int
    """Processes of this worker: one for each of its threads."""


class _Sessions:
    """The processes of this worker, by session. Threads of the worker use it at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pools: dict[str, tuple[ProcessExecutor, float]] = {}
        self._ended: deque[str] = deque(maxlen=REMEMBERED)

    def pool(self, session: Session) -> ProcessExecutor:
        now = time.monotonic()
        with self._lock:
            if session.id in self._ended:
                raise WorkerLostError("the session has ended")
            if session.id not in self._pools:
                for name in [name for name, (_, used) in self._pools.items() if now - used > FORGOTTEN_AFTER]:
                    self._pools.pop(name)[0].stop(patience=0)
                pool = ProcessExecutor(workers=session.workers, initialise=session.initialise)
            else:
                pool = self._pools[session.id][0]
            self._pools[session.id] = (pool, now)
            return pool

    def end(self, name: str) -> None:
        with self._lock:
            self._ended.append(name)  # what is still queued here for it must not begin
            pool = self._pools.pop(name, None)
        if pool is not None:
            pool[0].stop(patience=0)


@cache
def _sessions() -> _Sessions:
    """This process's sessions; a worker has one set."""
    return _Sessions()


def answer(session: Session, request: bytes, limits: Limits) -> bytes:
    """Do one pickled call within limits; the pickled answer, also where its process died. Runs in a thread."""
    try:
        return _sessions().pool(session).submit_pickled(request, limits).result()
    except Exception as error:  # noqa: BLE001 - it travels as an answer, as the coordinator expects
        return child.failure(error)


def end_session(name: str) -> None:
    """End a session's processes, whatever they do."""
    _sessions().end(name)


def read_piece(path: Path, offset: int, size: int) -> bytes:
    """A piece of a file that waits here. Raises ``OSError``."""
    with path.open("rb") as stream:
        stream.seek(offset)
        return stream.read(size)


def discard(folder: Path) -> None:
    """Remove a folder that was fetched."""
    shutil.rmtree(folder, ignore_errors=True)
