"""``muniment check``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.cli.options import clock
from muniment.cli.reporter import Bar, Reporter
from muniment.config import Folders
from muniment.errors import ExitCode, Finding, Place, UsageError
from muniment.suggestions import nearest

if TYPE_CHECKING:
    from muniment.conformance.record import EditionRecord
    from muniment.conformance.run import Summary


class _CheckWatcher:
    """Shows a check as it goes."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._bar: Bar | None = None
        self._said: set[str] = set()

    def waiting(self, folder: Path) -> None:
        self._reporter.say(f"waiting for a build in {folder}", event="waiting", folder=str(folder))

    def begins(self, total: int) -> None:
        self._bar = self._reporter.bar(total, "document")

    def checked(self, document: str, editions: Sequence[EditionRecord]) -> None:
        conforming = {edition.file: edition.conforms_to() for edition in editions}
        total = sum(len(edition.validations) for edition in editions)
        passed = sum(map(len, conforming.values()))
        text = f"checked {document}: {passed} of {total} validations passed"
        self._reporter.say(text, event="checked", id=document, conformsTo=conforming, validations=total)

    def noticed(self, finding: Finding) -> None:
        if finding.code == "CNF-MISSING-TOOL":  # the same for every edition: said once
            if finding.message in self._said:
                return
            self._said.add(finding.message)
        self._reporter.finding(finding)

    def finished(self, document: str) -> None:
        del document  # the bar only counts
        if self._bar:
            self._bar.advance()

    def close(self) -> None:
        if self._bar:
            self._bar.close()


def check_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Put every stale edition through its validators."""
    from muniment.conformance import validators  # noqa: PLC0415 - only where it is asked for
    from muniment.conformance.run import Request, check  # noqa: PLC0415 - the same
    from muniment.conformance.waivers import load_waivers  # noqa: PLC0415 - the same

    folders = Folders(source=options.source, dist=options.dist, build=options.build)
    check_built(options.document, folders)
    if options.tei_schema and not options.tei_schema.is_file():
        place = Place(file=str(options.tei_schema))
        raise UsageError("there is no such schema", remedy="Name the file tei_all.rng of TEI P5.", place=place)
    request = Request(
        folders=folders,
        clock=clock,
        waivers=load_waivers(options.waivers),
        waivers_file=options.waivers,
        documents=frozenset(options.document) or None,
        wait=not options.no_wait,
    )
    watcher = _CheckWatcher(reporter)
    try:
        summary = check(request, validators(options.tools, tei_all=options.tei_schema), watcher)
    finally:
        watcher.close()
    return _conclude(summary, reporter)


def check_built(documents: Sequence[str], folders: Folders) -> None:
    """Refuse ids that the output folder does not have, naming the nearest. Raises ``UsageError``."""
    known = sorted(path.name for path in folders.dist.iterdir()) if folders.dist.is_dir() else []
    for name in documents:
        if name not in known:
            near = nearest(name, known)
            raise UsageError(
                f"{folders.dist} has no document {name!r}",
                remedy=f"Did you mean {near}?" if near else "Build it first, with make.",
            )


def _conclude(summary: Summary, reporter: Reporter) -> ExitCode:
    counts = {
        "checked": summary.checked,
        "current": summary.current,
        "passed": summary.passed,
        "failed": summary.failed,
        "couldNotRun": summary.could_not_run,
        "waived": summary.waived,
        "problems": len(summary.problems),
    }
    words = {
        "checked": "documents checked",
        "current": "documents up to date",
        "passed": "validations passed",
        "failed": "failed",
        "couldNotRun": "could not run",
        "waived": "findings waived",
        "problems": "problems",
    }
    said = "; ".join(f"{count} {words[name]}" for name, count in counts.items() if count)
    reporter.say(said or "no documents: build them first, with make", event="summary", **counts)
    if summary.problems:
        return ExitCode.CONFORMANCE
    return ExitCode.MISSING_TOOL if summary.could_not_run else ExitCode.OK
