"""What each stage costs for one document, in one warm process: ``python -m bench.stages FOLDER SIZE…``."""

from __future__ import annotations

import hashlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.errors import WrongResultError
from bench.texts import make_text
from muniment.assembly import make_document, normalise
from muniment.canonical import serialise
from muniment.config import Config, parse_config
from muniment.intake import take_in
from muniment.model import SourceFacts
from muniment.structure import recognise
from muniment.tools import fonts
from muniment.tools.pandoc import PandocWorker
from muniment.tree import make_article
from muniment.writers import writers

WARM_SIZE = 2_000
RUNS = 5
PATIENCE = 2.0
"""Seconds after which a stage is not run once more."""


def timed(work: Callable[[], object], *, runs: int) -> float:
    """Median of the elapsed seconds: pandoc works in another process, so processor time would miss it."""
    tries: list[float] = []
    while not tries or (len(tries) < runs and sum(tries) < PATIENCE):
        start = time.perf_counter()
        result = work()
        tries.append(time.perf_counter() - start)
        if not result:
            raise WrongResultError(f"{work} gave nothing")
    return statistics.median(tries)


def stages(size: int, *, config: Config, worker: PandocWorker) -> dict[str, Callable[[], object]]:
    """The work of each stage on a book of ``size`` bytes, each given what the one before it made."""
    data = make_text("book", size).encode()
    source = SourceFacts(
        name="text.txt",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        sha512=hashlib.sha512(data).hexdigest(),
        media_type="text/plain",
    )
    made = normalise(data, identifier="text", source=source, sidecar=None, config=config, file="text.txt")
    document = make_document(made, config=config, worker=worker)
    blocks = recognise(made.clean.text).blocks
    found: dict[str, Callable[[], object]] = {
        "intake": lambda: take_in(data, asserted_encoding=None, file="text.txt"),
        "structure": lambda: recognise(made.clean.text),
        "canonical": lambda: serialise(made.clean.text, blocks, front_matter=""),
        "tree": lambda: (
            make_article(made.body, language=document.language, direction=document.direction, worker=worker) is not None
        ),
    }
    for name, writer in writers().items():
        found[f"write {name}"] = partial(writer.write, document)
    return found


def measure(folder: Path, sizes: list[int]) -> dict[str, dict[int, float]]:
    """Seconds of each stage at each size."""
    fonts.prepare(folder / "fonts")
    config = parse_config(b"", file="muniment.toml")
    figures: dict[str, dict[int, float]] = {}
    with PandocWorker() as worker:
        for work in stages(WARM_SIZE, config=config, worker=worker).values():
            work()
        for size in sizes:
            for name, work in stages(size, config=config, worker=worker).items():
                figures.setdefault(name, {})[size] = timed(work, runs=RUNS)
    return figures


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), [int(size) for size in sys.argv[2:]])))
