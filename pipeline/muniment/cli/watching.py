"""A build as people and machines see it: lines or events as it goes, a summary, and a report where one is wanted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.cli.options import clock
from muniment.cli.reporter import Bar, Reporter
from muniment.errors import ExitCode, Finding, MunimentError, Place, UsageError
from muniment.store import moment, put, refusal, stage
from muniment.watching.recording import Clocks, Outcome, Recording, Run, shown

if TYPE_CHECKING:
    from muniment.work import Effort

MOST_NAMES = 4
"""More files than this are counted instead of named."""
MOST_FAILURES = 20
"""So many failures are named in the summary."""
CLOCKS = Clocks(wall=clock, ticks=time.monotonic)


class BuildWatcher:
    """Shows a build as it goes, and how it ended. ``report`` is where the page about it goes, if anywhere."""

    def __init__(self, reporter: Reporter, *, jobs: int, report: Path | None, clocks: Clocks = CLOCKS) -> None:
        self._reporter = reporter
        self._jobs = jobs
        self._report = report
        self._clocks = clocks
        self._recording = Recording(clocks, keep=report is not None)
        self._bar: Bar | None = None
        self._has_begun = False

    # ----------------------------------------------------------------------------- what the build tells

    def waiting(self, folder: Path) -> None:
        """Another build holds the output folder."""
        self._reporter.say(f"waiting for another build in {folder}", event="waiting", folder=str(folder))

    def begins(self, total: int, current: int) -> None:
        """So many documents are stale, and so many are up to date."""
        self._has_begun = True
        self._recording.begins(total, current)
        facts = {"documents": total, "current": current, "jobs": self._jobs, "time": moment(self._clocks.wall)}
        self._reporter.say("", event="begin", **facts)
        if total:
            self._bar = self._reporter.bar(total, "document")

    def built(self, identifier: str, files: tuple[str, ...], reasons: tuple[str, ...], effort: Effort) -> None:
        """A document's files are in place."""
        self._recording.built(identifier, files, reasons)
        names = f"{len(files)} files" if len(files) > MOST_NAMES else ", ".join(files)
        facts = {"files": files, "reasons": reasons, "seconds": round(effort.seconds, 3), "worker": effort.worker}
        self._reporter.say(f"built {identifier}: {names}", event="built", id=identifier, **facts)

    def failed(self, identifier: str, error: MunimentError) -> None:
        """A document or one of its editions could not be made."""
        self._recording.failed(identifier, error)
        self._reporter.error(error, document=identifier)
        if self._bar:
            self._bar.failed()

    def noticed(self, finding: Finding) -> None:
        """Something was seen about a source, a text or an output."""
        self._recording.noticed(finding)
        self._reporter.finding(finding)

    def removed(self, identifier: str, files: tuple[str, ...], reason: str) -> None:
        """Files were taken away."""
        self._recording.removed(identifier)
        text = f"removed {identifier}: {', '.join(files) or 'nothing left'} ({reason})"
        self._reporter.say(text, event="removed", id=identifier, files=files, reason=reason)

    def finished(self, identifier: str, effort: Effort) -> None:
        """A document has been dealt with, well or badly."""
        self._recording.finished(identifier, effort)
        if self._bar:
            self._bar.advance()

    # ----------------------------------------------------------------------------- how it ends

    @contextmanager
    def whole_run(self) -> Iterator[None]:
        """Everything that the build does: whatever ends it, the end is told and the report written.

        Raises ``StorageError`` where the report cannot be written.
        """
        from muniment.executors import uninterrupted  # noqa: PLC0415 - only where something is built

        try:
            yield
        except KeyboardInterrupt:
            with uninterrupted():
                self._end(self._recording.end(Outcome.INTERRUPTED), ExitCode.INTERRUPTED)
            raise
        except MunimentError as error:
            self._end(self._recording.end(Outcome.STOPPED, error=error), error.exit_code)
            raise
        except OSError as error:
            if refused := refusal(error):
                self._end(self._recording.end(Outcome.STOPPED, error=refused), refused.exit_code)
                raise refused from error
            raise
        finally:
            self._close()

    def ended(self, code: ExitCode) -> None:
        """The build has come to its own end."""
        self._close()
        self._end(self._recording.end(), code)

    def _close(self) -> None:
        if self._bar:
            self._bar.close()
            self._bar = None

    def _end(self, run: Run, code: ExitCode) -> None:
        self._close()
        if not self._has_begun:
            return  # what did not begin has no end: another build is at work, or nothing can be read
        counts = run.counts
        summary = {
            "built": counts.built,
            "current": counts.current,
            "removed": counts.removed,
            "failed": counts.failed,
        }
        self._reporter.say(sentence(run), event="summary", files=counts.files, **summary)
        for line in failure_lines(run):
            self._reporter.note(line)
        if self._report:
            self._write(run, self._report)
        facts = {"outcome": run.outcome.value, "exitCode": int(code), "left": counts.left, "files": counts.files}
        when = {"seconds": round(run.seconds, 3), "time": moment(self._clocks.wall)}
        self._reporter.say("", event="end", **facts, **summary, **when)

    def _write(self, run: Run, path: Path) -> None:
        from muniment.watching.page import report_page  # noqa: PLC0415 - only where a report is wanted

        put(stage(path.parent, f".{path.name}.part", report_page(run).encode()), path)
        self._reporter.say(f"the report is {path}", event="report", file=str(path))


def check_report(path: Path | None, dist: Path) -> None:
    """Refuse a place where a report cannot be, before anything is built. Raises ``UsageError``."""
    if path is None:
        return
    if path.is_dir() or dist.resolve() in path.resolve().parents:
        raise UsageError(
            "a report cannot be there",
            remedy="Name a file outside the output folder, which holds nothing that has times.",
            place=Place(file=str(path)),
        )


def sentence(run: Run) -> str:
    """A run in one line."""
    counts = run.counts
    words = (
        (counts.built, f"built ({counts.files} files)"),
        (counts.current, "up to date"),
        (counts.removed, "removed"),
        (counts.failed, "failed"),
        (counts.left, "left for the next run"),
    )
    said = "; ".join(f"{count} {word}" for count, word in words if count)
    if not counts.built:
        return said or "no documents"
    return f"{said}; {shown(run.seconds)}, {run.rate:.1f} documents a second"


def failure_lines(run: Run) -> Iterator[str]:
    """What failed and why, shortly: the remedies were told when it happened."""
    rows = [(str(error.place or identifier), error.code, error.message) for identifier, error in run.failures]
    rows += [(str(one.place), one.code, one.message) for one in run.findings if one.severity.value == "error"]
    if not rows:
        return
    width = max(len(code) for _, code, _ in rows[:MOST_FAILURES])
    yield "failed:"
    for place, code, message in rows[:MOST_FAILURES]:
        yield f"  {code:<{width}}  {place}: {message}"
    if len(rows) > MOST_FAILURES:
        yield f"  and {len(rows) - MOST_FAILURES} more"
