"""The report of a run: one page without scripts that loads nothing. What failed stands first, with its remedy."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from functools import cache
from importlib.resources import files

from lxml.etree import _Element

from muniment.errors import Finding, MunimentError
from muniment.local_page import element, page
from muniment.local_page import style as desk_style
from muniment.watching.recording import Outcome, Run, Task, shown
from muniment.watching.timeline import natural, timeline

MOST_SLOW = 50
"""So many of the documents that took longest are listed."""
MOST_ROWS = 2_000
"""So many failures, and so many findings, are listed; the others are counted."""

_OUTCOMES = {
    Outcome.COMPLETE: "Complete: everything is up to date.",
    Outcome.FAILED: "Some documents or editions could not be made; all others are up to date.",
    Outcome.INTERRUPTED: "Interrupted. What is finished is kept, and the next run goes on from there.",
    Outcome.STOPPED: "Stopped by an error. What is finished is kept.",
}


def report_page(run: Run) -> str:
    """The page, as HTML5."""
    began = run.began.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    title = f"Build of {began}"
    return page(
        title,
        _head(),
        element(
            "main",
            element("h1", title),
            element("p", _OUTCOMES[run.outcome], class_="done" if run.outcome is Outcome.COMPLETE else "alert"),
            *_stopped(run.stopped),
            *_failures(run),
            *_findings(run.findings),
            element("h2", "In numbers"),
            _table(("what", "how many"), _numbers(run), "In numbers"),
            *_workers(run),
            *_slowest(run.tasks),
        ),
    )


def _head() -> tuple[_Element, ...]:
    digest = base64.b64encode(hashlib.sha256(_style().encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="referrer", content="no-referrer"),
        element("style", _style()),
    )


@cache
def _style() -> str:
    """Without white space at its ends: validators leave that out when they take the digest."""
    return (desk_style() + files("muniment").joinpath("assets", "desk", "run.css").read_text(encoding="utf-8")).strip()


# --------------------------------------------------------------------------------------------- what went wrong


def _stopped(error: MunimentError | None) -> Iterator[_Element]:
    if error is not None:
        yield element("h2", "What stopped it")
        yield element("p", f"{error.code}: {error}", class_="words")


def _failures(run: Run) -> Iterator[_Element]:
    if not run.failures:
        return
    yield element("h2", "Failed")
    rows = [
        (identifier, str(error.place or ""), error.code, error.message, error.remedy)
        for identifier, error in run.failures[:MOST_ROWS]
    ]
    yield _table(("document", "where", "code", "what", "what to do"), rows, "Failed")
    yield from _rest(len(run.failures))


def _findings(findings: Sequence[Finding]) -> Iterator[_Element]:
    if not findings:
        return
    yield element("h2", "Noticed")
    rows = [(str(one.place), one.severity.value, one.code, one.message, one.remedy) for one in findings[:MOST_ROWS]]
    yield _table(("where", "severity", "code", "what", "what to do"), rows, "Noticed")
    yield from _rest(len(findings))


def _rest(count: int) -> Iterator[_Element]:
    if count > MOST_ROWS:
        yield element("p", f"And {count - MOST_ROWS} more.")


# --------------------------------------------------------------------------------------------- what was done


def _numbers(run: Run) -> Iterator[tuple[str, str]]:
    counts = run.counts
    yield "documents built", f"{counts.built}"
    yield "files made", f"{counts.files}"
    yield "documents up to date already", f"{counts.current}"
    yield "documents removed", f"{counts.removed}"
    yield "documents failed", f"{counts.failed}"
    yield "documents left for the next run", f"{counts.left}"
    yield "duration", shown(run.seconds)
    yield "documents built a second", f"{run.rate:.1f}"


def _workers(run: Run) -> Iterator[_Element]:
    """The picture, and the table that says the same."""
    if not any(task.effort.worker for task in run.tasks):
        return
    yield element("h2", "Who did what when")
    drawn = timeline(run.tasks, seconds=run.seconds)
    caption = "Each row is a worker, each bar the work on a document. A bar with a thick outline failed."
    yield element("figure", _scroll(drawn, "Timeline"), element("figcaption", caption, class_="quiet"))
    heads = ("worker", "documents", "failed", "busy", "share of the run", "first", "last")
    yield _table(heads, _worker_rows(run), "Workers")


def _worker_rows(run: Run) -> Iterator[tuple[str, ...]]:
    by_worker: dict[str, list[Task]] = defaultdict(list)
    for task in run.tasks:
        if task.effort.worker:
            by_worker[task.effort.worker].append(task)
    for worker in sorted(by_worker, key=natural):
        tasks = by_worker[worker]
        busy = sum(task.effort.seconds for task in tasks)
        share = busy / run.seconds if run.seconds > 0 else 0.0
        begins = min(task.effort.began for task in tasks)
        ends = max(task.effort.began + task.effort.seconds for task in tasks)
        failed = sum(1 for task in tasks if task.failures)
        yield (
            *(worker, str(len(tasks)), str(failed), shown(busy), f"{share:.0%}"),
            *(f"after {shown(begins)}", f"after {shown(ends)}"),
        )


def _slowest(tasks: Sequence[Task]) -> Iterator[_Element]:
    worked = [task for task in tasks if task.effort.worker]
    if not worked:
        return
    slowest = sorted(worked, key=lambda one: (-one.effort.seconds, one.document))[:MOST_SLOW]
    yield element("h2", "What took longest")
    rows = [
        (
            *(task.document, shown(task.effort.seconds), task.effort.worker, f"after {shown(task.effort.began)}"),
            *(str(len(task.files)), _reasons(task.reasons)),
        )
        for task in slowest
    ]
    yield _table(("document", "took", "worker", "began", "files", "why it was built"), rows, "What took longest")


def _reasons(reasons: Iterable[str]) -> str:
    counted = Counter(reasons)
    return "; ".join(counted) if counted else "nothing was made"


# --------------------------------------------------------------------------------------------- tables


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], label: str) -> _Element:
    """A table in a box of its own; the first cell of each row is its head."""
    head = element("tr", *(element("th", text, scope="col") for text in heads))
    body = [
        element(
            "tr", element("th", row[0], scope="row", dir="auto"), *(element("td", cell, dir="auto") for cell in row[1:])
        )
        for row in rows
    ]
    return _scroll(element("table", element("thead", head), element("tbody", *body)), label)


def _scroll(inner: _Element, label: str) -> _Element:
    """A box in which something wide scrolls by itself, by keyboard too."""
    return element("div", inner, class_="scroll", tabindex="0", role="region", aria_label=label)
