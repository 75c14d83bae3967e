"""What one document takes, in the collection that the contest left: ``python -m bench.units FOLDER JOBS``.

Bytes of its source, its editions and what stands beside them, of the ledger and of the catalogue; processor seconds of
verifying it and of writing the catalogue. ``docs/scaling.md`` works out very large collections from these.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.contest import Field
from bench.errors import WrongResultError
from bench.processes import run


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def blocks_of(folder: Path) -> int:
    """Bytes that all files below a folder take up on disk, in whole blocks."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def measure(field: Field) -> Mapping[str, float]:
    """Figures for one document. Raises ``WrongResultError`` where there is no collection."""
    documents = sum(1 for _ in (field.folder / "source").rglob("*.txt"))
    before = size_of(field.folder / "dist")
    if not documents or not before:
        raise WrongResultError("the contest left no collection")
    options = [f"--{name}={field.folder / name}" for name in ("source", "dist", "build")]
    command = [sys.executable, "-m", "muniment", *options, f"--jobs={field.jobs}"]
    on_disk = blocks_of(field.folder / "dist")
    verify = run([*command, "verify"], folder=field.project, environment=os.environ)
    site = run([*command, "site"], folder=field.project, environment=os.environ)
    return {
        "documents": documents,
        "source bytes": size_of(field.folder / "source") / documents,
        "dist bytes": before / documents,
        "dist bytes on disk": on_disk / documents,
        "ledger bytes": (field.folder / "build" / "ledger.sqlite").stat().st_size / documents,
        "site bytes": (size_of(field.folder / "dist") - before) / documents,
        "verify CPU s": verify.cpu / documents,
        "site CPU s": site.cpu / documents,
        "site peak bytes": site.peak,
    }


if __name__ == "__main__":
    place = Field(folder=Path(sys.argv[1]), project=Path(__file__).resolve().parents[2], jobs=int(sys.argv[2]))
    sys.stdout.write(json.dumps(measure(place)))
