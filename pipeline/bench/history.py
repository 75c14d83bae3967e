"""The figures of past runs, a line a run, kept in version control; and what became worse since the last like one.

A record holds what was measured, on what machine and with which versions, and the label and date that the caller
gives. Only runs on a like machine, of the same documents and jobs, are compared, and only figures that both have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.tables import ratio

WORSE = 0.15
"""A figure counts as changed when it differs by more than this share: repeated runs differ by a tenth."""
LIKE = ("system", "processor", "cores", "memory", "Python")
"""What makes two machines alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One recorded run."""

    label: str
    """What was new in it, in the caller's words."""
    date: str
    """The day of the run, as the caller gives it: YYYY-MM-DD."""
    machine: Mapping[str, str]
    """The machine, the versions of what was measured, and the load before."""
    size: Mapping[str, int]
    """How many documents the parts were given, and how many jobs."""
    figures: Mapping[str, float]
    """What was measured, by name; the unit stands last in the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure that differs from that of an earlier run by more than ``WORSE``."""

    name: str
    """Its name."""
    before: float
    """What it was."""
    now: float
    """What it is."""
    is_worse: bool
    """Whether it went the wrong way."""


def more_is_better(name: str) -> bool:
    """Whether a figure of this name should be large: speeds and ratios should; times and memory should not."""
    return name.endswith((", MB/s", ", times as long"))


def flatten(figures: Mapping[str, Any]) -> dict[str, float]:
    """The figures of a run that are worth keeping, by name. What was refused or not measured has none."""
    return {name: float(f"{value:.4g}") for name, value in _named(figures) if value}


def _named(figures: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for shape, rows in figures.get("structure", {}).items():
        for row in rows:
            if row.get("seconds"):
                yield f"structure: {shape} of {row['size']:,} bytes, MB/s", row["size"] / row["seconds"] / 1e6
    for stage, sizes in _sound(figures, "stages").items():
        for size, seconds in sizes.items():
            yield f"stage: {stage} of {int(size):,} bytes, ms", seconds * 1000
    for part in ("contest", "peers", "idle"):
        yield from _contest(part, _sound(figures, part))
    yield from _contest("workers", _sound(figures, "workers").get("scaling", {}))
    yield from _contest("book", _sound(figures, "book").get("rows", {}))
    yield from _sizes(figures)


def _sizes(figures: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for row in _sound(figures, "workers").get("memory", ()):
        yield f"workers: largest of {row['documents']:,} documents, MB", row["worker"] / 1e6
    for row in figures.get("ledger", ()):
        if "refused" not in row:
            size = f"ledger of {row['entries']:,} entries"
            yield f"{size}: look up, ms", row["look up"] * 1000
            yield f"{size}: record, ms", row["record"] * 1000
            yield f"{size}: survey, s", row["survey"]
            yield f"{size}: memory, MB", row["memory"] / 1e6
            yield f"{size}: on disk, MB", row["bytes"] / 1e6
    yield from ((f"one document: {name}", one) for name, one in _sound(figures, "units").items() if name != "documents")


def _sound(figures: Mapping[str, Any], part: str) -> Mapping[str, Any]:
    """A part's figures; nothing where it was not measured or refused as a whole."""
    found: Mapping[str, Any] = figures.get(part, {})
    return {} if isinstance(found.get("refused"), str) else found


def _contest(part: str, rows: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    first = next(iter(rows), "")
    for name, row in rows.items():
        if "refused" in row:
            continue
        yield f"{part}: {name}, s", row["seconds"]
        yield f"{part}: {name}, CPU s", row["cpu"]
        if found := ratio(rows, name, first) if name != first and part in ("contest", "peers") else None:
            yield f"{part}: {name} beside {first}, times as long", found[0]


def read_history(path: Path) -> tuple[Run, ...]:
    """The runs recorded in a file, oldest first; none where there is no file. Raises ``ValueError``."""
    if not path.exists():
        return ()
    try:
        return tuple(Run(**run) for run in json.loads(path.read_text(encoding="utf-8"))["runs"])
    except (TypeError, KeyError) as error:
        raise ValueError(f"{path} is no record of benchmarks: {error}") from error


def last_like(runs: tuple[Run, ...], run: Run) -> Run | None:
    """The latest recorded run that this one can be compared with."""

    def key(one: Run) -> object:
        return [one.machine.get(name) for name in LIKE], dict(one.size)

    return next((one for one in reversed(runs) if key(one) == key(run)), None)


def changes(before: Run, now: Run) -> tuple[Change, ...]:
    """The figures that differ by more than ``WORSE``, what became worse first and the most changed first of all."""
    found = []
    for name, value in now.figures.items():
        earlier = before.figures.get(name)
        if earlier and abs(value - earlier) > WORSE * earlier:
            worse = (value < earlier) == more_is_better(name)
            found.append(Change(name=name, before=earlier, now=value, is_worse=worse))
    return tuple(sorted(found, key=lambda one: (not one.is_worse, -max(one.now / one.before, one.before / one.now))))


def append_run(path: Path, run: Run) -> None:
    """Add a run at the end of the file, which is replaced in one go."""
    rows = [json.dumps(asdict(one), ensure_ascii=False) for one in (*read_history(path), run)]
    new = path.with_name(f".{path.name}.new")
    new.write_text('{"runs": [\n' + ",\n".join(rows) + "\n]}\n", encoding="utf-8")
    new.replace(path)


def comparison(before: Run | None, now: Run) -> Iterator[str]:
    """What became of the figures since a run, as lines of text."""
    if before is None:
        yield "\nNo like run is recorded: nothing to compare with. RECORD=yes LABEL='what is new' records this one."
        return
    found = changes(before, now)
    loads = f"load {before.machine.get('load before')} then, {now.machine.get('load before')} now"
    yield f"\nBeside “{before.label}” of {before.date} ({loads}): what differs by more than {WORSE:.0%}\n"
    for one in found:
        word = "worse" if one.is_worse else "better"
        yield f"{word:<7}{one.name:<70}{one.before:>12.4g} → {one.now:.4g}"
    if not found:
        yield "nothing"
