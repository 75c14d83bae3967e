"""The worker's side: a process that is started afresh, answers one call after the other, and ends with its parent."""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

BOOTSTRAP = """\
import sys
from multiprocessing.connection import Connection
connection = Connection(int(sys.argv[1]))
try:
    sys.path[:] = connection.recv()
    from muniment.executors.child import serve
    serve(connection)
except EOFError:
    pass
"""
"""The program of a worker: where to find modules is the first thing that it is told. A coordinator that is gone before
it has told everything is nothing to complain about."""


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
