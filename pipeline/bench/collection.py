"""A large collection in which everything is built, made in seconds: one document is built, and the others are copies.

Its sources, files and ledger are as many, as large and as current as after a real build; only the words of the
editions are those of the first document. It serves to measure what looking at a collection costs. Runs as
``python -m bench.collection FOLDER COUNT SETTINGS``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from bench.processes import run
from bench.texts import make_text
from muniment.config import Folders, load_config
from muniment.intake import Candidate, find_sources
from muniment.ledger import Ledger, OutputRecord
from muniment.plan import Inputs
from muniment.runner import LEDGER
from muniment.store import digests_of, stamp
from muniment.work import MARKDOWN_FORMAT, SOURCE_FORMAT

SIZE = 5_000
PER_FOLDER = 1_000
"""Sources in one folder."""


def folders_in(folder: Path) -> Folders:
    """The three folders of a collection that lives in one."""
    return Folders(source=folder / "source", dist=folder / "dist", build=folder / "build")


def make_collection(folder: Path, count: int, *, settings: Path | None = None) -> None:
    """Make ``count`` documents in ``folder``/source, /dist and /build, as a build with these settings would.

    Raises ``WrongResultError``.
    """
    folders = folders_in(folder)
    _write_source(folders.source, 0)
    config_file = settings or folder / "muniment.toml"
    if settings is None:
        config_file.touch()
    options = [f"--{name}={folder / name}" for name in ("source", "dist", "build")]
    command = [sys.executable, "-m", "muniment", *options, f"--config={config_file}", "--jobs=1", "build"]
    run(command, folder=folder, environment=os.environ)
    (first,), _ = find_sources(folders.source)
    with Ledger(folders.build / LEDGER) as ledger:
        model = ledger.outputs(first.id)[first.id]
        contents = {name: (folders.dist / first.id / name).read_bytes() for name in model}
        for number in range(1, count):
            _write_source(folders.source, number)
        candidates, _ = find_sources(folders.source)
        inputs = Inputs(folders=folders, config=load_config(config_file), known=ledger.input)
        with ledger.transaction():
            for candidate in candidates:
                if candidate.id != first.id:
                    ledger.record_document(candidate.id, candidate.relative.encode())
                    for record in _copies(first, candidate, model, contents, folders, inputs.of(candidate)):
                        ledger.record_output(record)
            ledger.record_inputs(inputs.take_fresh())


def _write_source(folder: Path, number: int) -> None:
    path = folder / f"part-{number // PER_FOLDER:03}" / f"article-{number:06}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(make_text("article", SIZE, seed=0)[:-8] + f"{number:07}\n", encoding="utf-8")


def _copies(
    first: Candidate,
    candidate: Candidate,
    model: Mapping[str, OutputRecord],
    contents: Mapping[str, bytes],
    folders: Folders,
    inputs: Mapping[str, Mapping[str, str]],
) -> Iterable[OutputRecord]:
    """Write the first document's files under another name, and give their records."""
    folder = folders.dist / candidate.id
    folder.mkdir()
    for name, record in model.items():
        data = candidate.path.read_bytes() if record.format == SOURCE_FORMAT else contents[name]
        path = folder / name.replace(first.id, candidate.id)
        path.write_bytes(data)
        yield replace(
            record,
            document=candidate.id,
            name=path.name,
            digests=digests_of(data),
            stamp=stamp(path.stat()),
            inputs=inputs.get(record.format, inputs[MARKDOWN_FORMAT] if record.inputs else {}),
        )


if __name__ == "__main__":
    make_collection(Path(sys.argv[1]), int(sys.argv[2]), settings=Path(sys.argv[3]))
