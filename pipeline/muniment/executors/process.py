"""Starting Python afresh with one connection to this process."""

from __future__ import annotations

import subprocess
import sys
from multiprocessing.connection import Connection


def started(program: str, theirs: Connection) -> subprocess.Popen[bytes]:
    """A process that runs ``program`` with its end of a connection, as the leader of a process group of its own."""
    # not multiprocessing: in a worker of a Dask cluster that may not start processes
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        process_group=0,
    )
