"""``muniment build``."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path

from muniment.cli.options import check_documents, clock, config_of, folders_of
from muniment.cli.reporter import Bar, Reporter
from muniment.config import Folders
from muniment.errors import ExitCode, Finding, MunimentError, Place, Severity, UsageError

MOST_NAMES = 4
"""More files than this are counted instead of named."""


class _BuildWatcher:
    """Shows a build as it goes."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._bar: Bar | None = None

    def waiting(self, folder: Path) -> None:
        self._reporter.say(f"waiting for another build in {folder}", event="waiting", folder=str(folder))

    def begins(self, total: int) -> None:
        self._bar = self._reporter.bar(total, "document")

    def built(self, identifier: str, files: tuple[str, ...], reasons: tuple[str, ...]) -> None:
        names = f"{len(files)} files" if len(files) > MOST_NAMES else ", ".join(files)
        self._reporter.say(f"built {identifier}: {names}", event="built", id=identifier, files=files, reasons=reasons)

    def failed(self, identifier: str, error: MunimentError) -> None:
        del identifier  # the error names its file
        self._reporter.error(error)

    def noticed(self, finding: Finding) -> None:
        self._reporter.finding(finding)

    def removed(self, identifier: str, files: tuple[str, ...], reason: str) -> None:
        text = f"removed {identifier}: {', '.join(files) or 'nothing left'} ({reason})"
        self._reporter.say(text, event="removed", id=identifier, files=files, reason=reason)

    def close(self) -> None:
        if self._bar:
            self._bar.close()

    def finished(self, identifier: str) -> None:
        del identifier  # the bar only counts
        if self._bar:
            self._bar.advance()


def build_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Bring the outputs up to date."""
    from muniment.plan import all_formats  # noqa: PLC0415 - brings in the writers
    from muniment.runner import Request, build  # noqa: PLC0415 - the same

    folders = folders_of(options)
    documents, formats = _wanted(options, folders)
    request = Request(
        folders=folders,
        clock=clock,
        config=config_of(options),
        formats=tuple(sorted(formats)) or all_formats(),
        documents=frozenset(documents) if documents else None,
        jobs=options.jobs,
        wait=not options.no_wait,
    )
    watcher = _BuildWatcher(reporter)
    try:
        summary = build(request, watcher)
    finally:
        watcher.close()
    problems = [finding for finding in summary.findings if finding.severity is Severity.ERROR]
    counts = {
        "built": summary.built,
        "current": summary.current,
        "removed": summary.removed,
        "failed": len({str(error.place) for error in summary.failures}) + len(problems),
    }
    reporter.say(_sentence(counts, files=summary.files), event="summary", files=summary.files, **counts)
    codes = [error.exit_code for error in summary.failures] + [ExitCode.SOURCE for _ in problems]
    return max(codes, default=ExitCode.OK)


def _sentence(counts: Mapping[str, int], *, files: int) -> str:
    words = {"built": f"built ({files} files)", "current": "up to date", "removed": "removed", "failed": "failed"}
    said = [f"{count} {words[name]}" for name, count in counts.items() if count]
    return "; ".join(said) if said else "no documents"


def _wanted(options: argparse.Namespace, folders: Folders) -> tuple[set[str], set[str]]:
    """The documents and formats that the options name; empty sets mean all. Raises ``UsageError``."""
    from muniment.plan import all_formats  # noqa: PLC0415 - brings in the writers
    from muniment.writers import writers  # noqa: PLC0415 - the same

    documents, formats = set(options.document), set(options.format)
    for name in formats - set(all_formats()):
        raise UsageError(f"there is no format {name!r}", remedy=f"The formats are {', '.join(all_formats())}.")
    suffixes = {".md": "md", **{writer.suffix: writer.format for writer in writers().values()}}
    for path in options.paths:
        inside = Path(os.path.relpath(path, folders.dist)).parts
        format_ = suffixes.get(path.suffix)
        if len(inside) != 2 or inside[0] == ".." or format_ is None:  # noqa: PLR2004 - <id>/<file>
            raise UsageError(
                "this is not an output file",
                remedy=f"Name a file as {folders.dist}/<id>/<id>.<format>, for instance with the ending .pdf.",
                place=Place(file=str(path)),
            )
        documents.add(inside[0])
        formats.add(format_)
    check_documents(documents, folders)
    return documents, formats
