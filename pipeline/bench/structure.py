"""How the time and memory of ``recognise`` grow with the text."""

from __future__ import annotations

import itertools
import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from bench.errors import WrongResultError
from bench.processes import run
from bench.texts import HARD_SHAPES, SHAPES, make_text

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
FULL_SIZE = 50_000_000
HARD_SIZES = (3_000, 24_000, 192_000)
LIMIT = 600.0
"""Seconds after which a text is refused: 50 MB of short lines take about a minute, and more on a busy machine."""

Row = dict[str, str | float]


def exponent(points: Iterable[tuple[float, float]]) -> float:
    """Slope of the least-squares line through (size, seconds) on doubly logarithmic paper; 1.0 is linear."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points]
    middle_x = sum(x for x, _ in logs) / len(logs)
    middle_y = sum(y for _, y in logs) / len(logs)
    return sum((x - middle_x) * (y - middle_y) for x, y in logs) / sum((x - middle_x) ** 2 for x, _ in logs)


def steepest(rows: Sequence[Row]) -> float:
    """The largest slope between one size and the next, which a mean over all sizes would hide."""
    points = [(float(row["size"]), float(row["seconds"])) for row in rows if "seconds" in row]
    return max((exponent(pair) for pair in itertools.pairwise(points)), default=math.nan)


def measure_file(path: Path) -> Row:
    """The probe's figures for a text, taken in a fresh process; ``refused`` and the reason where it fails."""
    command = [sys.executable, "-m", "bench.probe", str(path)]
    try:
        cost = run(command, folder=path.parent, environment=os.environ, limit=LIMIT)
    except WrongResultError as error:
        return {"refused": str(error)}
    figures: dict[str, float] = json.loads(cost.out)
    return dict(figures)


def measure_sizes(name: str, make: Callable[[int], str], sizes: Iterable[int], folder: Path) -> list[Row]:
    """One row a size for a shape."""
    rows: list[Row] = []
    for size in sizes:
        path = folder / "text.txt"
        path.write_text(make(size), encoding="utf-8")
        rows.append({"shape": name, "size": size, **measure_file(path)})
        if "refused" in rows[-1]:
            break  # larger ones would only take longer to be refused
    return rows


def measure(folder: Path, *, full: bool, sizes: Sequence[int] = SIZES) -> dict[str, list[Row]]:
    """Every ordinary shape at every size."""
    chosen = (*sizes, FULL_SIZE) if full else tuple(sizes)
    return {name: measure_sizes(name, _maker(name), chosen, folder) for name in SHAPES}


def measure_hard(folder: Path, *, shapes: Mapping[str, Callable[[int], str]] = HARD_SHAPES) -> dict[str, list[Row]]:
    """Every shape that careless rules would take squared time for."""
    return {name: measure_sizes(name, make, HARD_SIZES, folder) for name, make in shapes.items()}


def measure_corpus(corpus: Path) -> list[Row]:
    """Every text below a folder."""
    return [{"shape": str(path.relative_to(corpus)), **measure_file(path)} for path in sorted(corpus.rglob("*.txt"))]


def _maker(name: str) -> Callable[[int], str]:
    return lambda size: make_text(name, size)
