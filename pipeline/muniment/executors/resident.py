"""How much memory processes hold, as the operating system counts it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
REFRESH = 1.0
"""Seconds after which a group's members are looked for again."""


def resident(pid: int) -> int:
    """Resident bytes of one process, by Linux's account (proc(5), ``statm``); 0 where there is none or it is gone."""
    try:
        return int((PROC / str(pid) / "statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


class GroupMemory:
    """The resident memory of a process group, read cheaply and often. Pages that members share count for each."""

    def __init__(self, group: int) -> None:
        self._group = group
        self._members: tuple[int, ...] = ()
        self._looked = 0.0

    def read(self) -> int:
        """Resident bytes of all members now."""
        if not PROC.joinpath("self").exists():
            return from_ps(self._group)
        now = time.monotonic()
        if not self._members or now - self._looked > REFRESH:
            self._members, self._looked = tuple(members(self._group)), now
        return sum(resident(pid) for pid in self._members)


def members(group: int) -> Iterator[int]:
    """The processes of a group (proc(5): the fifth field of ``stat``)."""
    for path in PROC.glob("[0-9]*/stat"):
        try:
            fields = path.read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[2]) == group:
            yield int(path.parent.name)


def from_ps(group: int) -> int:
    """Resident bytes of a group by the account of ``ps``, for systems without ``/proc``."""
    told = subprocess.run(["ps", "-A", "-o", "pgid=", "-o", "rss="], capture_output=True, text=True, check=False)  # noqa: S607 - POSIX has it
    rows = (line.split() for line in told.stdout.splitlines())
    return sum(int(size) * 1024 for its_group, size in rows if int(its_group) == group)
