"""A guard against work that would not end within any reasonable time. It measures nothing: speed is the bench's matter.

What it catches takes minutes or hours where it takes tenths of a second now: a regular expression that blows up, or time
that grows with the square of the length.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 60.0
"""Seconds of processor time, hundreds of times what is needed; other processes do not count, so a busy machine cannot
make it fail."""


@contextmanager
def patience(seconds: float = MOST) -> Iterator[None]:
    """Break off, with ``AssertionError``, what takes more processor time of this process than so many seconds."""

    def give_up(*_: object) -> None:
        raise AssertionError(f"not done after {seconds:g} seconds of processor time")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
