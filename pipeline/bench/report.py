"""The figures as one table for people and as a bar chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from bench import site, tables
from bench.structure import exponent, steepest

MEGA = 1_000_000
SMALLEST_FOR_MEMORY = 100_000
"""Below so many bytes the size of a memory page hides what a text takes."""
LEAST_SPEED, MOST_MEMORY = 5.0, 12.0
"""What structure recognition is meant to reach: megabytes a second, and peak memory as a multiple of the text."""
BAR, ROW, LEFT, WIDE = 16, 22, 260, 640


def table(figures: Mapping[str, Any]) -> str:
    """Everything measured, as lines of text; what was not measured is left out."""
    documents, jobs = figures["documents"], figures["jobs"]
    sections: dict[str, Callable[[Any], Iterator[str]]] = {
        "structure": lambda _: _structure(figures),
        "stages": lambda _: _stages(figures),
        "contest": lambda found: tables.contest(found, documents=documents, jobs=jobs),
        "units": tables.units,
        "peers": lambda found: tables.peers(found, jobs=jobs),
        "workers": tables.workers,
        "book": tables.book,
        "idle": lambda found: tables.idle(found, documents=figures["idle documents"]),
        "ledger": tables.ledger,
        "site": site.lines,
        "conformance": lambda _: _conformance(figures),
    }
    measured = [line for name, section in sections.items() if name in figures for line in section(figures[name])]
    return "\n".join([*_machine(figures), *measured, ""])


def _machine(figures: Mapping[str, Any]) -> Iterator[str]:
    yield ", ".join(f"{name} {value}" for name, value in figures["machine"].items())


def _structure(figures: Mapping[str, Any]) -> Iterator[str]:
    yield "\nStructure: a fresh process for each figure; memory as a multiple of the text\n"
    yield f"{'shape':<30}{'bytes':>12}{'MB/s':>8}{'memory':>8}"
    for shape, rows in figures["structure"].items():
        yield from (_structure_row(shape, row) for row in rows)
    for row in figures.get("corpus", ()):
        yield _structure_row(row["shape"][-29:], row)
    yield f"\n{'from 100 kB on, beside the aims':<34}{f'{LEAST_SPEED:g} MB/s':>10}{f'{MOST_MEMORY:g} x':>8}"
    yield from (_beside_aims(shape, rows) for shape, rows in figures["structure"].items())
    yield f"\n{'growth of time (1.0 is linear)':<34}{'overall':>8}{'steepest':>10}"
    for group in ("structure", "hard shapes"):
        for shape, rows in figures[group].items():
            whole = [row for row in rows if "seconds" in row]
            if len(whole) > 1:
                overall = exponent((row["size"], row["seconds"]) for row in whole)
                yield f"{shape:<34}{overall:>8.2f}{steepest(whole):>10.2f}"
            yield from (f"{shape:<34} refused: {row['refused']}" for row in rows if "refused" in row)


def _structure_row(shape: str, row: Mapping[str, Any]) -> str:
    if "refused" in row:
        return f"{shape:<30} refused: {row['refused']}"
    memory = f"{row['peak'] / row['size']:.1f}" if row["size"] >= SMALLEST_FOR_MEMORY else "-"
    speed = row["size"] / row["seconds"] / MEGA if row["seconds"] else 0.0
    return f"{shape:<30}{row['size']:>12,}{speed:>8.1f}{memory:>8}"


def _beside_aims(shape: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The least speed and the most memory of a shape, each as it is and as a share of the aim."""
    large = [row for row in rows if row.get("seconds") and row["size"] >= SMALLEST_FOR_MEMORY]
    if not large:
        return f"{shape:<34} too small, or refused"
    speed = min(row["size"] / row["seconds"] / MEGA for row in large)
    memory = max(row["peak"] / row["size"] for row in large)
    return f"{shape:<34}{speed:>10.1f}{memory:>8.1f}   {speed / LEAST_SPEED:.0%} and {memory / MOST_MEMORY:.0%} of them"


def _stages(figures: Mapping[str, Any]) -> Iterator[str]:
    yield "\nStages: milliseconds for a document, in one warm process\n"
    if "refused" in figures["stages"]:
        yield f"refused: {figures['stages']['refused']}"
        return
    for stage, sizes in figures["stages"].items():
        yield f"{stage:<18}" + "".join(f"{int(size):>10,} B {seconds * 1000:>10.2f}" for size, seconds in sizes.items())


def _conformance(figures: Mapping[str, Any]) -> Iterator[str]:
    yield "\nValidators: seconds for a short document's PDF, EPUB and HTML, on two cores at most\n"
    found = figures.get("conformance", {"refused": "not measured"})
    if "refused" in found:
        yield f"refused: {found['refused']}"
        return
    warm, each = found["warm"], found["process each"]
    yield f"{found['documents']} documents in one warm machine: {warm:.3f}; a process for each file: {each:.3f}"
    yield f"a process for each file takes {found['ratio']:.0f} times as long"


def chart(figures: Mapping[str, Any]) -> str:
    """Bars as SVG: throughput of structure by shape and size, then seconds of the contests."""
    bars = [
        (f"{shape}, {row['size']:,} bytes", row["size"] / row["seconds"] / MEGA, "MB/s")
        for shape, rows in figures.get("structure", {}).items()
        for row in rows
        if row.get("seconds")
    ]
    parts = {name: figures.get(name, {}) for name in ("contest", "peers", "idle")}
    parts |= {"workers": parts_of(figures, "workers", "scaling"), "book": parts_of(figures, "book", "rows")}
    bars += [
        (f"{part}: {name}", cost["seconds"], f"s ({part})")
        for part, rows in parts.items()
        for name, cost in rows.items()
        if isinstance(cost, dict) and "seconds" in cost
    ]
    largest = {unit: max(value for _, value, of in bars if of == unit) for _, _, unit in bars}
    drawn = "".join(_bar(at, label, value, unit, largest[unit]) for at, (label, value, unit) in enumerate(bars))
    size = f'width="{LEFT + WIDE + 160}" height="{ROW * len(bars) + ROW}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">{drawn}</svg>\n'


def parts_of(figures: Mapping[str, Any], part: str, name: str) -> Mapping[str, Any]:
    """A table within a part; empty where there is none."""
    found: Mapping[str, Any] = figures.get(part, {}).get(name, {})
    return found


def _bar(at: int, label: str, value: float, unit: str, largest: float) -> str:
    top = ROW * at + ROW // 2
    length = WIDE * value / largest
    return (
        f'<text x="{LEFT - 8}" y="{top + 12}" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{LEFT}" y="{top}" width="{length:.1f}" height="{BAR}" fill="#35618f"/>'
        f'<text x="{LEFT + length + 6:.1f}" y="{top + 12}">{value:.3g} {unit}</text>'
    )
