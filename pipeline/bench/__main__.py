"""``python -m bench --build DIR``: measures, prints one table, and writes ``bench/bench.json`` and ``bench.svg``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import structure
from bench.errors import WrongResultError
from bench.history import Run, append_run, comparison, flatten, last_like, read_history
from bench.processes import run
from bench.report import chart, table

STAGE_SIZES = ("5000", "500000")
VALIDATED = "200"
"""Documents that are validated."""
CATALOGUED = "10000"
"""Documents of the catalogue."""
PEER_DOCUMENTS = 40
"""Documents that other programs are given at most: each is started for each document, so more would tell no more."""
SCALED = 200
"""Documents that are made with 1, 2 and 4 workers at most, where the run is not a full one."""
IDLE, IDLE_FULL = 1_000, 10_000
"""Documents of the collection in which there is little to do."""
MANY = 5_000
"""Documents after which a worker's memory is looked at in a full run."""
ENTRIES, ENTRIES_FULL = (10_000, 100_000), (10_000, 100_000, 1_000_000)
"""Entries of the ledgers that are measured."""
LIMIT = 14_400.0
"""Seconds after which a part is ended and refused."""

Part = Callable[[], Any]


def machine() -> dict[str, str]:
    """What the figures depend on beside the code."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{pages * size / 2**30:.0f} GiB",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "pypandoc_binary": version("pypandoc_binary"),
        "WeasyPrint": version("weasyprint"),
        "Muniment": version("muniment"),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor() or "unknown"
    found = re.search(r"(?m)^model name\s*: (.*)$", told)
    return found[1].strip() if found else platform.processor() or "unknown"


def apart(module: str, *words: str, folder: Path) -> dict[str, Any]:
    """The figures that a module prints from a process of its own, or why there are none."""
    command = [sys.executable, "-m", module, *words]
    try:
        found: dict[str, Any] = json.loads(run(command, folder=folder, environment=os.environ, limit=LIMIT).out)
    except WrongResultError as error:
        return {"refused": str(error)}
    return found


def parts(options: argparse.Namespace, folder: Path) -> dict[str, Part]:
    """What can be measured, in the order in which it is; each part runs alone, so that none disturbs another."""
    full = options.full == "yes"
    jobs = str(options.jobs)
    idle, entries = (IDLE_FULL, ENTRIES_FULL) if full else (IDLE, ENTRIES)
    peers = str(min(PEER_DOCUMENTS, options.documents))
    scaled = str(options.documents if full else min(SCALED, options.documents))

    def ledgers() -> list[dict[str, Any]]:
        found = []
        for count in entries:
            place = folder / "ledger" / str(count)
            place.mkdir(parents=True)
            found.append(apart("bench.ledgers", str(place), str(count), folder=folder))
        return found

    def separate(module: str, *words: str) -> Part:
        return partial(apart, f"bench.{module}", str(folder / module), *words, folder=folder)

    contest = str(folder / "contest")
    return {
        "structure": lambda: structure.measure(folder, full=full),
        "hard shapes": lambda: structure.measure_hard(folder),
        "corpus": lambda: structure.measure_corpus(options.corpus.resolve()) if options.corpus else [],
        "stages": lambda: apart("bench.stages", str(folder), *STAGE_SIZES, folder=folder),
        "contest": separate("contest", jobs, str(options.documents)),
        "units": lambda: apart("bench.units", contest, jobs, folder=folder),
        "peers": separate("peers", jobs, peers),
        "workers": separate("workers", scaled, str(MANY if full else 0)),
        "book": separate("book"),
        "idle": separate("idle", jobs, str(idle)),
        "ledger": ledgers,
        "site": separate("site", CATALOGUED),
        "conformance": separate("conformance", VALIDATED, str(options.tools.resolve())),
    }


NEEDS = {"structure": ("hard shapes", "corpus"), "units": ("contest",)}
"""Parts that are measured with another."""


def chosen(names: str, known: Mapping[str, Part]) -> list[str]:
    """The parts that are asked for, in order; all where none is named. Ends the program at a name that is unknown."""
    asked = set(names.split()) or set(known)
    if unknown := asked - set(known):
        sys.exit(f"there is no part {', '.join(sorted(unknown))}: the parts are {', '.join(known)}")
    asked |= {other for name in asked for other in NEEDS.get(name, ())}
    return [name for name in known if name in asked]


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Everything that is asked for, one after the other; says on standard error how far it is."""
    known = parts(options, folder)
    names = chosen(options.parts, known)
    figures: dict[str, Any] = {
        "machine": machine(),
        "jobs": options.jobs,
        "documents": options.documents,
        "idle documents": IDLE_FULL if options.full == "yes" else IDLE,
    }
    for number, name in enumerate(names, 1):
        sys.stderr.write(f"[{number}/{len(names)}] {name} … ")
        sys.stderr.flush()
        start = time.monotonic()
        figures[name] = known[name]()
        sys.stderr.write(f"{time.monotonic() - start:.0f} s\n")
    return figures


def record_of(figures: Mapping[str, Any], options: argparse.Namespace, *, number: int) -> Run:
    """The run as the history keeps it; its number stands for a label where none is given."""
    size = {name: figures[name] for name in ("jobs", "documents", "idle documents")}
    return Run(
        label=options.label or f"run {number}",
        date=options.date,
        machine=figures["machine"],
        size=size,
        figures=flatten(figures),
    )


def main() -> None:
    """Measure and tell. Ends well whatever the figures are."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--tools", type=Path, default=Path(".check"))
    parser.add_argument("--full", choices=("yes", "no"), default="no")
    parser.add_argument("--parts", default="")
    parser.add_argument("--history", type=Path, default=Path("docs/bench-history.json"))
    parser.add_argument("--record", choices=("yes", "no"), default="no")
    parser.add_argument("--label", default="")
    parser.add_argument("--date", default="", help="today, YYYY-MM-DD: no clock is read for it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="muniment-bench-") as folder:
        figures = measure(options, Path(folder))
    target = options.build / "bench"
    target.mkdir(parents=True, exist_ok=True)
    (target / "bench.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (target / "bench.svg").write_text(chart(figures), encoding="utf-8")
    earlier = read_history(options.history)
    now = record_of(figures, options, number=len(earlier) + 1)
    told = "\n".join(comparison(last_like(earlier, now), now))
    sys.stdout.write(f"{table(figures)}{told}\n\nWritten: {target}/bench.json, {target}/bench.svg\n")
    if options.record == "yes":
        append_run(options.history, now)
        sys.stdout.write(f"Recorded: {options.history}\n")


if __name__ == "__main__":
    main()
