"""Beginning before it is known what there is to do: what workers need is loaded while the command itself is."""

from __future__ import annotations

import os
import sqlite3
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.request import pathname2url

from muniment.config import Folders
from muniment.executors.choice import Kind
from muniment.executors.nursery import COPIES, Nursery
from muniment.store import stamp
from muniment.warming import warm

LEDGER = "ledger.sqlite"
"""The ledger's file; ``muniment.runner`` has the name too, and much else that is not wanted here."""
MOST = 500
"""So many sources are looked at: that takes no time to speak of. A change elsewhere is found by the build itself."""


def early_nursery(folders: Folders, formats: tuple[str, ...], *, executor: str) -> Nursery:
    """Where a build's workers come from, at work already where it is certain that there is something to build."""
    nursery = Nursery(warm=partial(warm, formats))
    if COPIES and executor == Kind.PROCESSES and is_certain(folders):
        nursery.start()
    return nursery


def is_certain(folders: Folders) -> bool:
    """Whether a glance shows that something must be built: nothing ever was, or a source was touched since.

    Never raises: what cannot be looked at here, the build will name.
    """
    try:
        if not (folders.build / LEDGER).exists() or not folders.dist.exists():
            with os.scandir(folders.source) as listing:
                return any(not entry.name.startswith(".") for entry in listing)
        return any(_was_touched(folders.source, *row) for row in _recorded(folders.build / LEDGER))
    except (OSError, ValueError, sqlite3.Error):
        return False


def _recorded(ledger: Path) -> list[tuple[bytes, int, str]]:
    """Paths below the source folder, sizes and stamps of some sources."""
    database = sqlite3.connect(f"file:{pathname2url(str(ledger.absolute()))}?mode=ro", uri=True)
    try:
        return list(islice(database.execute("SELECT path, size, stamp FROM input"), MOST))
    finally:
        database.close()


def _was_touched(source: Path, path: bytes, size: int, recorded: str) -> bool:
    try:
        status = os.stat(os.path.join(os.fsencode(source), path))  # noqa: PTH116, PTH118 - names are bytes here
    except FileNotFoundError:
        return False  # what is gone needs no worker
    return (status.st_size, stamp(status)) != (size, recorded)
