"""The figures of the whole pipeline, of its workers, of make and of the ledger, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MEGA = 1_000_000

Rows = Mapping[str, Mapping[str, Any]]


def ratio(rows: Rows, slow: str, fast: str) -> tuple[float, float, float] | None:
    """Ratio of the medians, and the least and the most that the repetitions allow; none where one was refused."""
    one, other = rows.get(slow, {}), rows.get(fast, {})
    if "seconds" not in one or "seconds" not in other:
        return None
    return one["seconds"] / other["seconds"], one["least"] / other["most"], one["most"] / other["least"]


def refusal(found: Mapping[str, Any]) -> Iterator[str]:
    """The line that says why a part has no figures at all; nothing where it has some."""
    if isinstance(found.get("refused"), str):
        yield f"refused: {found['refused']}"


def rows_of(rows: Rows) -> Iterator[str]:
    """One line for each contestant, refused ones with their reason."""
    yield f"{'':<28}{'median s':>10}{'from':>9}{'to':>9}{'CPU s':>9}{'peak MB':>9}{'files/s':>9}"
    for name, cost in rows.items():
        if "refused" in cost:
            yield f"{name:<28} refused: {cost['refused']}"
            continue
        times = "".join(f"{cost[key]:>{width}.3f}" for key, width in (("seconds", 10), ("least", 9), ("most", 9)))
        files = f"{cost['files'] / cost['seconds']:>9.1f}" if cost.get("files") else f"{'-':>9}"
        yield f"{name:<28}{times}{cost['cpu']:>9.2f}{cost['peak'] / MEGA:>9.0f}{files}"


def beside(rows: Rows, slow: str, fast: str) -> Iterator[str]:
    """How many times as long one contestant takes as another, where both have a figure."""
    if (found := ratio(rows, slow, fast)) is not None:
        middle, least, most = found
        yield f"{slow} takes {middle:.1f} ({least:.1f} to {most:.1f}) times as long as {fast}"


def contest(found: Mapping[str, Any], *, documents: int, jobs: int) -> Iterator[str]:
    """The whole pipeline against the shell loop."""
    yield f"\nWhole pipeline: {documents} articles of 5 kB, {jobs} jobs\n"
    if any(refusal(found)):
        yield from refusal(found)
        return
    yield from rows_of(found)
    yield from beside(found, "shell loop", "muniment build")


def peers(found: Mapping[str, Any], *, jobs: int) -> Iterator[str]:
    """The whole pipeline against other programs."""
    count = next((row["documents"] for row in found.values() if "documents" in row), 0)
    yield f"\nOther programs, which make fewer formats and prove nothing: {count} articles of 5 kB, {jobs} jobs\n"
    if any(refusal(found)):
        yield from refusal(found)
        return
    yield from rows_of(found)
    for name in found:
        if name != "muniment build":
            yield from beside(found, name, "muniment build")


def idle(found: Mapping[str, Any], *, documents: int) -> Iterator[str]:
    """Make where there is little to do."""
    yield f"\nLittle to do in a collection of {documents:,} documents, all formats\n"
    if any(refusal(found)):
        yield from refusal(found)
        return
    yield from rows_of(found)
    yield from beside(found, "make, nothing to do", "find with size and time")
    yield from beside(found, "make, nothing to do", "bare find")
    large, small = found["make, one changed"], found["make, only that one"]
    if "seconds" in large and "seconds" in small:
        yield f"one changed costs {large['seconds'] - small['seconds']:.2f} s more than where there is no other document"


def workers(found: Mapping[str, Any]) -> Iterator[str]:
    """Workers: how time shrinks with them, and what one takes."""
    yield "\nWorkers\n"
    if any(refusal(found)):
        yield from refusal(found)
        return
    yield from rows_of(found["scaling"])
    for name in found["scaling"]:
        if name != "1 worker":
            yield from beside(found["scaling"], "1 worker", name)
    for row in found["memory"]:
        sizes = f"worker {row['worker'] / MEGA:.0f} MB, coordinator {row['coordinator'] / MEGA:.0f} MB"
        yield f"after {row['documents']:,} documents with {row['jobs']} workers, at most: {sizes}"
    if len(found["memory"]) > 1:
        first, last = found["memory"][0], found["memory"][-1]
        yield f"the largest worker is then {last['worker'] / first['worker']:.2f} times as large"


def book(found: Mapping[str, Any]) -> Iterator[str]:
    """A long book beside plain WeasyPrint."""
    if any(refusal(found)):
        yield "\nA long book\n"
        yield from refusal(found)
        return
    yield f"\nA book of {found['pages']} pages, {found['bytes']:,} bytes, one job\n"
    rows = found["rows"]
    yield from rows_of(rows)
    for name in rows:
        for other in ("plain WeasyPrint", "plain WeasyPrint, tagged"):
            if name.startswith("muniment"):
                yield from beside(rows, other, name)


def ledger(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    """The ledger by its entries."""
    yield "\nLedger: rows for files, eight for each document; times of one document in milliseconds\n"
    names = ("open s", "survey s", "look up", "record", "forget", "memory MB", "disk MB")
    yield f"{'entries':>10}{'fill s':>9}" + "".join(f"{name:>11}" for name in names)
    for row in rows:
        if "refused" in row:
            yield f"refused: {row['refused']}"
            continue
        times = "".join(f"{row[key] * 1000:>11.2f}" for key in ("look up", "record", "forget"))
        sizes = f"{row['memory'] / MEGA:>11.0f}{row['bytes'] / MEGA:>11.0f}"
        yield f"{row['entries']:>10,}{row['fill']:>9.1f}{row['open']:>11.3f}{row['survey']:>11.2f}{times}{sizes}"


def units(found: Mapping[str, Any]) -> Iterator[str]:
    """What one document takes."""
    yield "\nOne document of the contest's collection\n"
    if any(refusal(found)):
        yield from refusal(found)
        return
    for name, value in found.items():
        if name != "documents":
            yield f"{name:<24}{value:>14,.0f}" if "bytes" in name else f"{name:<24}{value:>14.4f}"
