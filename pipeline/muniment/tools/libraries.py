"""Finding shared libraries without a compiler."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import util


@contextmanager
def by_name() -> Iterator[None]:
    """Have libraries opened by the names that the system knows them by, ``libpango-1.0.so.0``, and by no others.

    Elsewhere than on Linux this changes nothing. There Python asks the linker's table and then a compiler for each name
    that is none, which takes longer than all else that is done to load WeasyPrint; and it names many that are none.
    """
    if sys.platform != "linux":
        yield
        return
    search = util.find_library
    util.find_library = _not_found
    try:
        yield
    finally:
        util.find_library = search


def _not_found(name: str) -> str | None:
    del name
    return None
