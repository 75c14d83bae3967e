"""The timeline of a run: for each worker a row, for each document a bar as long as the work on it took.

The picture says nothing that the tables beside it do not say. A run of any size gives a picture of bounded size: bars
that would be narrower than can be seen are drawn together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from muniment.local_page import element
from muniment.watching.recording import Task, shown

WIDTH = 960
"""Of the rows, in the picture's units."""
_MARGIN = 96
"""Room for the names of workers, left of the rows."""
_ROW = 28
_BAR = 18
_AXIS = 32
_FINEST = 1.0
"""Units: a bar is at least as wide, and a gap that is narrower is not shown."""
_TICKS = 8
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One or more documents that a worker did without a pause that can be seen."""

    begin: float
    """Seconds since the run began."""
    end: float
    """Likewise."""
    tasks: int
    """How many documents."""
    failed: int
    """How many of them with an error."""
    name: str
    """The id of the first."""


def bars(tasks: Sequence[Task], *, seconds: float) -> dict[str, list[Bar]]:
    """The bars of each worker, in the order of time; workers in the order of their names."""
    finest = seconds * _FINEST / WIDTH
    rows: dict[str, list[Bar]] = {}
    for task in sorted(tasks, key=lambda one: one.effort.began):
        if not task.effort.worker:
            continue
        row = rows.setdefault(task.effort.worker, [])
        begin, end = task.effort.began, task.effort.began + task.effort.seconds
        bar = Bar(begin=begin, end=end, tasks=1, failed=int(bool(task.failures)), name=task.document)
        if row and _are_one(row[-1], bar, finest):
            row[-1] = _joined(row[-1], bar)
        else:
            row.append(bar)
    return {worker: rows[worker] for worker in sorted(rows, key=natural)}


def natural(worker: str) -> tuple[int, str]:
    """The order of workers: the tenth stands after the ninth."""
    return (int(worker) if worker.isdigit() else 0, worker)


def _are_one(before: Bar, bar: Bar, finest: float) -> bool:
    """Whether two bars cannot be told apart; a failure is never hidden among successes."""
    both_short = before.end - before.begin < 2 * finest or bar.end - bar.begin < finest
    return bool(before.failed) == bool(bar.failed) and both_short and bar.begin - before.end < finest


def _joined(before: Bar, bar: Bar) -> Bar:
    return Bar(
        begin=before.begin,
        end=max(before.end, bar.end),
        tasks=before.tasks + bar.tasks,
        failed=before.failed + bar.failed,
        name=before.name,
    )


def timeline(tasks: Sequence[Task], *, seconds: float) -> _Element:
    """The picture, as an ``svg`` element without styles of its own."""
    rows = bars(tasks, seconds=seconds)
    height = _ROW * len(rows) + _AXIS
    label = f"What each of {len(rows)} workers did during {shown(seconds)}. The tables below say the same."
    return element(
        "svg",
        element("title", label),
        *_axis(seconds, height),
        *(part for number, (worker, row) in enumerate(rows.items()) for part in _row(worker, row, number, seconds)),
        viewBox=f"0 0 {_MARGIN + WIDTH + 1} {height}",
        width=str(_MARGIN + WIDTH + 1),
        height=str(height),
        role="img",
        aria_label=label,
        class_="timeline",
    )


def _axis(seconds: float, height: int) -> Iterator[_Element]:
    step = _step(seconds)
    for number in range(int(seconds / step) + 1):
        x = _x(number * step, seconds)
        yield element("path", d=f"M{x:.1f} 0V{height - _AXIS + 4}", class_="grid")
        yield element("text", shown(number * step), x=f"{x:.1f}", y=str(height - 8), class_="tick")


def _step(seconds: float) -> float:
    """Seconds between two ticks: 1, 2 or 5 times a power of ten, so that there are at most ``_TICKS``."""
    power = 0.001
    while True:
        for factor in _STEPS:
            if seconds <= factor * power * _TICKS:
                return factor * power
        power *= 10


def _row(worker: str, row: Sequence[Bar], number: int, seconds: float) -> Iterator[_Element]:
    top = number * _ROW + (_ROW - _BAR) / 2
    yield element("text", worker, x=str(_MARGIN - 8), y=f"{top + _BAR - 5:g}", class_="worker")
    for bar in row:
        x = _x(bar.begin, seconds)
        width = max(_FINEST, _x(bar.end, seconds) - x)
        more = f" and {bar.tasks - 1} more" if bar.tasks > 1 else ""
        failed = ", failed" if bar.failed else ""
        yield element(
            "rect",
            element("title", f"{bar.name}{more}: {shown(bar.end - bar.begin)}{failed}"),
            x=f"{x:.1f}",
            y=f"{top:g}",
            width=f"{width:.1f}",
            height=str(_BAR),
            class_="failed" if bar.failed else "made",
        )


def _x(second: float, seconds: float) -> float:
    return _MARGIN + WIDTH * (second / seconds if seconds > 0 else 0.0)
