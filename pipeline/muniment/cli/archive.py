"""``muniment archive``, and ``muniment verify`` for packages."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from muniment.cli.check import check_built
from muniment.cli.options import clock
from muniment.cli.reporter import Bar, Reporter
from muniment.config import Folders
from muniment.errors import ExitCode, Finding, MunimentError, Place, UsageError


class _PackingWatcher:
    """Shows packing as it goes."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._bar: Bar | None = None

    def waiting(self, folder: Path) -> None:
        self._reporter.say(f"waiting for a build in {folder}", event="waiting", folder=str(folder))

    def begins(self, total: int) -> None:
        self._bar = self._reporter.bar(total, "document")

    def packed(self, document: str, archive: Path, *, sealed: bool) -> None:
        text = f"packed {document}: {archive}{', sealed' if sealed else ', not sealed'}"
        self._reporter.say(text, event="packed", id=document, file=str(archive), sealed=sealed)

    def removed(self, document: str) -> None:
        text = f"removed the package of {document}: the document is gone"
        self._reporter.say(text, event="removed", id=document)

    def failed(self, document: str, error: MunimentError) -> None:
        del document  # the error names its file
        self._reporter.error(error)

    def noticed(self, finding: Finding) -> None:
        self._reporter.finding(finding)

    def finished(self, document: str) -> None:
        del document  # the bar only counts
        if self._bar:
            self._bar.advance()

    def close(self) -> None:
        if self._bar:
            self._bar.close()


def archive_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Make archive packages."""
    from muniment.archive.packing import Request, pack  # noqa: PLC0415 - only where it is asked for

    folders = Folders(source=options.source, dist=options.dist, build=options.build)
    check_built(options.document, folders)
    request = Request(
        folders=folders,
        clock=clock,
        key=options.seal,
        documents=frozenset(options.document) or None,
        wait=not options.no_wait,
    )
    watcher = _PackingWatcher(reporter)
    try:
        summary = pack(request, watcher)
    finally:
        watcher.close()
    counts = {"packed": summary.packed, "current": summary.current, "failed": len(summary.failures)}
    words = {"packed": "packed", "current": "up to date", "failed": "failed"}
    said = "; ".join(f"{count} {words[name]}" for name, count in counts.items() if count)
    reporter.say(said or "no documents: build them first, with make", event="summary", **counts)
    return max((error.exit_code for error in summary.failures), default=ExitCode.OK)


def inspect_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Hold packages against their own records, and against a signer where one is named."""
    from muniment.archive.inspection import inspect  # noqa: PLC0415 - only where it is asked for
    from muniment.archive.opened import opened  # noqa: PLC0415 - the same
    from muniment.archive.seal import check_seal  # noqa: PLC0415 - the same
    from muniment.archive.timestamp import check_timestamp  # noqa: PLC0415 - the same

    if bool(options.signer) != bool(options.allowed_signers):
        raise UsageError(
            "a seal is checked against a name and a file of allowed signers",
            remedy="Give both --signer and --allowed-signers.",
        )
    problems = 0
    for path in options.packages:
        inspection = inspect(path)
        findings = list(inspection.findings)
        seal = "sealed, the seal not checked" if inspection.sealed else "not sealed"
        if options.signer:
            with opened(path) as package:
                wrong = check_seal(package, allowed_signers=options.allowed_signers, signer=options.signer)
            findings += wrong
            seal = "the seal is wrong" if wrong else f"sealed by {options.signer}"
        if options.timestamp_ca:
            with opened(path) as package:
                wrong = check_timestamp(package, authority=options.timestamp_ca)
            findings += wrong
            seal += "; the timestamp is wrong" if wrong else "; timestamped"
        for finding in findings:
            reporter.finding(finding)
        verdict = f"{len(findings)} problems" if findings else "all as recorded"
        facts = {"files": inspection.files, "size": inspection.size, "sealed": inspection.sealed}
        text = f"{path}: {verdict}; {inspection.files} files, {inspection.size:,} bytes; {seal}"
        reporter.say(text, event="inspected", package=str(path), problems=len(findings), **facts)
        problems += len(findings)
    return ExitCode.VERIFICATION if problems else ExitCode.OK


def timestamp_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Put a timestamp request, or the authority's answer, into a package."""
    from muniment.archive.packing import FOLDER  # noqa: PLC0415 - only where it is asked for
    from muniment.archive.stamping import stamp  # noqa: PLC0415 - the same
    from muniment.archive.timestamp import REQUEST  # noqa: PLC0415 - the same

    folders = Folders(source=options.source, dist=options.dist, build=options.build)
    watcher = _PackingWatcher(reporter)
    when = stamp(options.document, options.token, folders, waiting=lambda: watcher.waiting(folders.dist))
    if when is None:
        path = folders.dist / FOLDER / options.document / REQUEST
        text = f"send {path} to a timestamp authority, and accept its answer with this command"
        reporter.say(text, event="timestamp-request", id=options.document, file=str(path))
    else:
        text = (
            f"{options.document}: the answer states {when.isoformat()}; verify --timestamp-ca says whether to trust it"
        )
        reporter.say(text, event="timestamped", id=options.document, time=when.isoformat())
    return ExitCode.OK


def restore_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Regenerate the original from the canonical text and the changes alone."""
    from muniment.archive.opened import opened  # noqa: PLC0415 - only where it is asked for
    from muniment.archive.restore import restore_source  # noqa: PLC0415 - the same

    with opened(options.package) as package:
        restored = restore_source(package)
    same = "the same as the original that the package keeps"
    verdict = same if restored.is_original else "NOT the original that the package keeps"
    if options.output:
        if options.output.exists():
            raise UsageError(
                "there is something already", remedy="Name a new file.", place=Place(file=str(options.output))
            )
        options.output.write_bytes(restored.data)
    text = f"{restored.name}: {len(restored.data):,} bytes regenerated, {verdict}"
    facts = {"name": restored.name, "size": len(restored.data), "isOriginal": restored.is_original}
    reporter.say(text, event="restored", **facts)
    return ExitCode.OK if restored.is_original else ExitCode.VERIFICATION


def rebuild_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Build every edition again from a package alone, and compare."""
    from muniment.archive.opened import opened  # noqa: PLC0415 - only where it is asked for
    from muniment.archive.restore import rebuild  # noqa: PLC0415 - the same
    from muniment.work import Workshop, initialise  # noqa: PLC0415 - brings in the writers

    with tempfile.TemporaryDirectory() as folder, opened(options.package) as package:
        initialise(Path(folder) / "build")
        workshop = Workshop()
        try:
            rows = rebuild(package, Path(folder), workshop.run)
        finally:
            workshop.close()
    for row in rows:
        state = "the same bytes" if row.is_same else "other bytes"
        because = f"; differing: {'; '.join(row.differing)}" if row.differing and not row.is_same else ""
        reporter.say(
            f"{row.name}: {state}{because}",
            event="rebuilt",
            file=row.name,
            isSame=row.is_same,
            differing=row.differing,
        )
    return ExitCode.OK if all(row.is_same for row in rows) else ExitCode.VERIFICATION
