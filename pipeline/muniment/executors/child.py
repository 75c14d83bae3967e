"""The side of a worker, which answers one call after the other, and of a nursery, whose copies do; both end with their parent."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from queue import SimpleQueue
from typing import Any

PROGRAM = """\
import os, sys
from multiprocessing.connection import Connection
connection = Connection(int(sys.argv[1]))
try:
    sys.path[:] = connection.recv()
    from muniment.executors import child
    {serve}
except EOFError:
    pass
sys.stdout.flush()
sys.stderr.flush()
os._exit(0)
"""
"""What is run in a process that is started afresh: where to find modules is the first thing that it is told. A
coordinator that is gone before it has told everything is nothing to complain about. In the end nothing is tidied up:
that would take long, and there is nothing that the system does not free by itself."""
WORKER = PROGRAM.format(serve="child.serve(connection)")
NURSERY = PROGRAM.format(serve="child.serve(child.raise_copies(connection))")
LOAD, COPY, STATUS = b"L", b"C", b"S"
"""With what messages to a nursery begin: a pickled call follows; a connection is handed over next; a process's number
follows."""
UNKNOWN = 255
"""Exit status of a process of which nobody knows how it ended."""
TASKS = "/proc/self/task"
LINGERING = 0.1
"""Seconds that a thread may take to be gone."""


def serve(connection: Connection) -> None:
    """Answer calls until the other end is closed. Raises ``EOFError`` where that happens before the first.

    Messages to a worker: the folder for temporary files, the pickled initialiser, then pickled calls ``(function,
    positional, named)``. It answers the initialiser and each call with a pickled ``(True, value)`` or ``(False,
    exception)``, in order.
    """
    os.set_inheritable(connection.fileno(), False)  # noqa: FBT003 - it has no name; else a tool's process would keep the connection open
    tempfile.tempdir = connection.recv()
    requests: SimpleQueue[bytes | None] = SimpleQueue()
    busy = threading.Event()
    threading.Thread(target=_listen, args=(connection, requests, busy), daemon=True).start()
    while (request := requests.get()) is not None:
        busy.set()
        answer = _answer(request)
        busy.clear()
        try:
            connection.send_bytes(answer)
        except OSError:
            return


def raise_copies(connection: Connection) -> Connection:
    """Load what is asked for, and become as many workers as are wanted: gives, in each of these, whom it is to serve.

    Messages: ``LOAD``, not answered; ``COPY``, answered with the number of the new process, or with nothing where there
    can be none; ``STATUS``, answered with the exit status of a process, or with nothing where it runs. Raises
    ``EOFError`` where nobody wants more.
    """
    os.set_inheritable(connection.fileno(), False)  # noqa: FBT003 - as above
    while True:
        message = connection.recv_bytes()
        kind, rest = message[:1], message[1:]
        if kind == LOAD:
            _answer(rest)
        elif kind == STATUS:
            connection.send_bytes(_status(int(rest)))
        else:
            served = Connection(recv_handle(connection))
            pid = _copied()
            if pid == 0:
                connection.close()
                return served
            served.close()
            connection.send_bytes(str(pid or "").encode())


def _copied() -> int | None:
    """Fork: the number of the new process, and there 0; ``None`` where threads forbid it."""
    if not is_alone():
        return None
    gc.freeze()  # what is loaded stays: no copy need search it for what is no longer used
    pid = os.fork()
    with suppress(OSError):  # both say so, that it is true as soon as either goes on
        os.setpgid(pid, pid)
    return pid


def is_alone() -> bool:
    """Whether this process has one thread. One that Python has done with may take a moment until the system has, too."""
    deadline = time.monotonic() + LINGERING
    while len(os.listdir(TASKS)) > 1:  # noqa: PTH208 - it is their number that counts
        if threading.active_count() > 1 or time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True


def _status(pid: int) -> bytes:
    try:
        ended, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return str(UNKNOWN).encode()
    return str(os.waitstatus_to_exitcode(status)).encode() if ended else b""


def initialiser(function: Callable[[], None]) -> bytes:
    """The message that makes a worker call ``function``; a worker's first."""
    return call(function, (), {})


def call(function: Callable[..., Any], positional: tuple[Any, ...], named: dict[str, Any]) -> bytes:
    """The message that makes a worker call ``function``. Raises what ``pickle`` raises."""
    return pickle.dumps((function, positional, named), protocol=pickle.HIGHEST_PROTOCOL)


def value_of(answer: bytes) -> Any:  # noqa: ANN401 - whatever the function returns
    """What a call returned; raises what it raised."""
    succeeded, value = pickle.loads(answer)  # noqa: S301 - from a process that we started
    if not succeeded:
        raise value
    return value


def failure(error: BaseException) -> bytes:
    """The answer that raises ``error``; where that cannot be pickled, a ``RuntimeError`` with its words."""
    try:
        answer = pickle.dumps((False, error), protocol=pickle.HIGHEST_PROTOCOL)
        pickle.loads(answer)  # noqa: S301 - our own; some errors can be pickled but not read back
    except Exception:  # noqa: BLE001 - pickling runs code of the error's class, which may raise anything
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
    return answer


def _answer(request: bytes) -> bytes:
    try:
        function, positional, named = pickle.loads(request)  # noqa: S301 - from the process that started this one
        return pickle.dumps((True, function(*positional, **named)), protocol=pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - as every executor does: the future carries it
        error.add_note("In a worker:\n" + traceback.format_exc())
        return failure(error)


def _listen(connection: Connection, requests: SimpleQueue[bytes | None], busy: threading.Event) -> None:
    """Take requests; when the coordinator is gone, end at once with all that this process has started."""
    try:
        while True:
            requests.put(connection.recv_bytes())
    except (EOFError, OSError):
        requests.put(None)
    if busy.is_set():
        os.killpg(os.getpgrp(), signal.SIGKILL)
