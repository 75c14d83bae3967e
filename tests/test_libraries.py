"""Shared libraries are opened by the names that the system has for them, without asking a compiler."""

from __future__ import annotations

import sys
from ctypes import util

import pytest

from muniment.tools import libraries


def test_no_compiler_is_asked_on_linux_and_the_search_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    search = util.find_library
    with libraries.by_name():
        assert util.find_library("c") is None
    assert util.find_library is search
    with pytest.raises(OSError, match="none"), libraries.by_name():
        raise OSError("none")
    assert util.find_library is search


def test_elsewhere_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    search = util.find_library
    with libraries.by_name():
        assert util.find_library is search
