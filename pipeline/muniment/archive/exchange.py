"""Two folders changing places in one step, so that neither name is ever without a folder."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_CURRENT_FOLDER = -100
_EXCHANGE = 2


def exchange(new: Path, place: Path) -> None:
    """Put the folder ``new`` at ``place``; what was there is then at ``new``. Raises ``OSError``.

    On Linux this is ``renameat2(2)`` with ``RENAME_EXCHANGE``. Where there is no such call, two renames follow each
    other, and a crash between them leaves what was there beside its place, with the ending ``.before``.
    """
    if not place.exists():
        new.rename(place)
    elif not _renamed_at_once(new, place):
        before = place.with_name(f"{place.name}.before")
        place.rename(before)
        new.rename(place)
        before.rename(new)
    _sync(place.parent)


def _renamed_at_once(new: Path, place: Path) -> bool:
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done: int = call(_CURRENT_FOLDER, os.fsencode(new), _CURRENT_FOLDER, os.fsencode(place), _EXCHANGE)
    return done == 0


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
