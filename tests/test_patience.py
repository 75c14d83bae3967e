"""What would take for ever is broken off, wherever it is stuck; what ends is left alone."""

from __future__ import annotations

import re
import signal

import pytest

from patience import patience


def endless() -> None:
    while True:
        pass


def test_a_loop_that_does_not_end_is_broken_off() -> None:
    with pytest.raises(AssertionError, match="not done"), patience(0.05):
        endless()


def test_an_expression_that_blows_up_is_broken_off() -> None:
    with pytest.raises(AssertionError, match="not done"), patience(0.05):
        re.fullmatch("(a|aa)+b", "a" * 100)


def test_what_ends_is_left_alone_and_the_guard_is_gone() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with patience():
        assert signal.getitimer(signal.ITIMER_PROF)[0] > 0
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    assert signal.getsignal(signal.SIGPROF) is before
