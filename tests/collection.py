"""A small collection in a folder of its own, built through the command line's own entry point."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from muniment.cli import main

LETTER = (
    "A letter\n\nDear reader, this is a short letter that says very little.\n\nIt has two paragraphs, and no more.\n"
)
NOTE = "A note\n\nThe bridge is closed on Monday, because its planks are being replaced one by one.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a command ended."""

    code: int
    """Its exit code."""
    events: tuple[Mapping[str, object], ...]
    """What it said, as ``--json`` gives it."""

    def of(self, event: str) -> list[Mapping[str, object]]:
        return [one for one in self.events if one["event"] == event]

    @property
    def summary(self) -> Mapping[str, object]:
        return self.of("summary")[0]

    def codes(self) -> list[str]:
        return sorted(str(one["code"]) for one in self.events if one["event"] in ("error", "finding"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Sources, outputs and ledger below one folder."""

    root: Path
    """The folder that holds ``source``, ``dist`` and ``build``."""

    @property
    def source(self) -> Path:
        return self.root / "source"

    @property
    def dist(self) -> Path:
        return self.root / "dist"

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def run(self, *words: str) -> Outcome:
        folders = [f"--{name}={self.root / name}" for name in ("source", "dist", "build")]
        config = f"--config={self.root / 'muniment.toml'}"
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*folders, config, "--jobs=1", "--executor=serial", "--json", *words])
        lines = (out.getvalue() + err.getvalue()).splitlines()
        return Outcome(code=code, events=tuple(json.loads(line) for line in lines if line))

    def build(self, *words: str) -> Outcome:
        return self.run("build", *words)

    def files(self) -> dict[str, bytes]:
        """Every file below ``dist`` with its bytes."""
        return {str(path.relative_to(self.dist)): path.read_bytes() for path in self.dist.rglob("*") if path.is_file()}

    def stamps(self) -> dict[str, tuple[int, int]]:
        """Inode and modification time of every file below ``dist``: both stay while a file is not touched."""
        return {
            str(path.relative_to(self.dist)): (path.stat().st_ino, path.stat().st_mtime_ns)
            for path in self.dist.rglob("*")
            if path.is_file()
        }


def collection(root: Path, **texts: str) -> Collection:
    """A collection with the named texts (``letter`` is ``source/letter.txt``), or with two short ones."""
    made = Collection(root=root)
    made.source.mkdir(parents=True)
    for name, text in (texts or {"letter": LETTER, "note": NOTE}).items():
        made.write(f"{name}.txt", text)
    return made
