"""``muniment build``."""

from __future__ import annotations

import argparse
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.cli.options import check_documents, clock, config_of, folders_of
from muniment.cli.reporter import Reporter
from muniment.cli.watching import BuildWatcher, check_report
from muniment.config import Folders
from muniment.errors import ExitCode, Place, Severity, UsageError

if TYPE_CHECKING:
    from muniment.executors.nursery import Nursery


def build_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Bring the outputs up to date."""
    from muniment.cli.early import early_nursery  # noqa: PLC0415 - only where something is built

    folders = folders_of(options)
    check_report(options.report, folders.dist)
    with closing(early_nursery(folders, tuple(options.format), executor=options.executor)) as nursery:
        return _build(options, reporter, folders, nursery)


def _build(options: argparse.Namespace, reporter: Reporter, folders: Folders, nursery: Nursery) -> ExitCode:
    from muniment.executors.choice import parse_choice  # noqa: PLC0415 - only where something is built
    from muniment.plan import all_formats  # noqa: PLC0415 - brings in the writers
    from muniment.runner import Request, build  # noqa: PLC0415 - the same

    documents, formats = _wanted(options, folders)
    request = Request(
        folders=folders,
        clock=clock,
        config=config_of(options),
        formats=tuple(sorted(formats)) or all_formats(),
        documents=frozenset(documents) if documents else None,
        jobs=options.jobs,
        executor=parse_choice(options.executor),
        nursery=nursery,
        wait=not options.no_wait,
    )
    watcher = BuildWatcher(reporter, jobs=options.jobs, report=options.report)
    with watcher.whole_run():
        summary = build(request, watcher)
    problems = [finding for finding in summary.findings if finding.severity is Severity.ERROR]
    codes = [error.exit_code for error in summary.failures] + [ExitCode.SOURCE for _ in problems]
    code = max(codes, default=ExitCode.OK)
    watcher.ended(code)
    return code


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
