"""``python -m bench --build DIR``: measures, prints one table, and writes ``bench/bench.json`` and ``bench.svg``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import structure
from bench.errors import WrongResultError
from bench.processes import run
from bench.report import chart, table

STAGE_SIZES = ("5000", "500000")
VALIDATED = "200"
"""Documents that are validated."""
LIMIT = 7200.0
"""Seconds after which a part is ended and refused."""


def machine() -> dict[str, str]:
    """What the figures depend on beside the code."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{pages * size / 2**30:.0f} GiB",
        "Python": platform.python_version(),
        "pypandoc_binary": version("pypandoc_binary"),
        "WeasyPrint": version("weasyprint"),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def apart(module: str, *words: str, folder: Path) -> dict[str, Any]:
    """The figures that a module prints from a process of its own, or why there are none."""
    command = [sys.executable, "-m", module, *words]
    try:
        found: dict[str, Any] = json.loads(run(command, folder=folder, environment=os.environ, limit=LIMIT).out)
    except WrongResultError as error:
        return {"refused": str(error)}
    return found


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Everything, one after the other, so that nothing of ours disturbs what is being measured."""
    jobs = options.jobs or os.cpu_count() or 1
    place = str(folder / "contest")
    return {
        "machine": machine(),
        "jobs": jobs,
        "documents": options.documents,
        "structure": structure.measure(folder, full=options.full == "yes"),
        "hard shapes": structure.measure_hard(folder),
        "corpus": structure.measure_corpus(options.corpus.resolve()) if options.corpus else [],
        "stages": apart("bench.stages", str(folder), *STAGE_SIZES, folder=folder),
        "contest": apart("bench.contest", place, str(jobs), str(options.documents), folder=folder),
        "conformance": apart(
            "bench.conformance", str(folder / "conformance"), VALIDATED, str(options.tools.resolve()), folder=folder
        ),
    }


def main() -> None:
    """Measure and tell. Ends well whatever the figures are."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--tools", type=Path, default=Path(".check"))
    parser.add_argument("--full", choices=("yes", "no"), default="no")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="muniment-bench-") as folder:
        figures = measure(options, Path(folder))
    target = options.build / "bench"
    target.mkdir(parents=True, exist_ok=True)
    (target / "bench.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (target / "bench.svg").write_text(chart(figures), encoding="utf-8")
    sys.stdout.write(f"{table(figures)}\nWritten: {target}/bench.json, {target}/bench.svg\n")


if __name__ == "__main__":
    main()
