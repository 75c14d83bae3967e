"""Commands on remote folders: fetched before the work, published or compared after it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from muniment.cli.archive import archive_command, timestamp_command
from muniment.cli.build import build_command
from muniment.cli.check import check_command
from muniment.cli.deposit import audit_command, deposit_command
from muniment.cli.questions import explain_command, verify_command, why_command
from muniment.cli.reporter import Reporter
from muniment.cli.site import site_command
from muniment.errors import ExitCode, Finding, Place, Severity, UsageError
from muniment.remote.address import RemoteFolder

Command = Callable[[argparse.Namespace, Reporter], ExitCode]

_FETCHES_SOURCE = frozenset({build_command, check_command, archive_command, why_command, explain_command})
_PUBLISHES_DIST = frozenset({build_command, check_command, archive_command, timestamp_command, site_command})
_READS_DIST = frozenset({verify_command, why_command, explain_command, deposit_command})
_STORES: frozenset[Command] = frozenset({deposit_command, audit_command})


def run(command: Command, options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Run a command; the remote folders among its options are replaced by working copies while it runs.

    Raises ``UsageError`` for a command that works on local folders only, and what the command and the store raise.
    """
    remote = {
        name: value
        for name in ("source", "dist", "store")
        if isinstance(value := getattr(options, name, None), RemoteFolder)
    }
    if not remote:
        return command(options, reporter)
    if command not in _FETCHES_SOURCE | _PUBLISHES_DIST | _READS_DIST | _STORES:
        raise UsageError(
            "this command works on local folders only",
            remedy="Name folders of this machine with --source and --dist.",
            place=Place(file=str(next(iter(remote.values())))),
        )
    for name, folder in remote.items():
        setattr(options, name, folder.working_copy(options.build))
    if "source" in remote and command in _FETCHES_SOURCE:
        _fetch(remote["source"], options.source, reporter)
    if "store" in remote:
        _fetch_store(remote["store"], options.store, reporter)
    code = command(options, reporter)
    if "dist" in remote and command in _PUBLISHES_DIST:
        _publish(remote["dist"], options.dist, reporter)
    if "store" in remote and command is deposit_command:
        _publish(remote["store"], options.store, reporter)
    if "dist" in remote and command is verify_command and not options.packages:
        code = max(code, _compare(remote["dist"], options.dist, reporter))
    if "store" in remote and command is audit_command:
        code = max(code, _compare(remote["store"], options.store, reporter))
    return code


class _Progress:
    """A bar that begins when the number of files is known."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._bar = reporter.bar(0, "file")

    def begins(self, total: int) -> None:
        self._bar.close()
        self._bar = self._reporter.bar(total, "file")

    def done(self) -> None:
        self._bar.advance()

    def close(self) -> None:
        self._bar.close()


def _record_of(working: Path) -> Path:
    return working.with_name("record.sqlite")


def _fetch(folder: RemoteFolder, working: Path, reporter: Reporter) -> None:
    from muniment.remote.fetching import fetch  # noqa: PLC0415 - only where a folder is remote
    from muniment.remote.filesystem import RemoteFiles  # noqa: PLC0415 - the same
    from muniment.remote.record import Record  # noqa: PLC0415 - the same

    progress = _Progress(reporter)
    try:
        with Record(_record_of(working)) as record:
            findings = fetch(RemoteFiles(folder), working, record, begins=progress.begins, done=progress.done)
    finally:
        progress.close()
    for finding in findings:
        reporter.finding(finding)


def _fetch_store(folder: RemoteFolder, working: Path, reporter: Reporter) -> None:
    """Fetch a store as it is; a place with nothing in it becomes a new store."""
    from muniment.remote.filesystem import RemoteFiles  # noqa: PLC0415 - only where a folder is remote

    if RemoteFiles(folder).listing():
        _fetch(folder, working, reporter)


def _publish(folder: RemoteFolder, working: Path, reporter: Reporter) -> None:
    from muniment.remote.filesystem import RemoteFiles  # noqa: PLC0415 - only where a folder is remote
    from muniment.remote.publishing import publish  # noqa: PLC0415 - the same
    from muniment.remote.record import Record  # noqa: PLC0415 - the same

    progress = _Progress(reporter)
    try:
        with Record(_record_of(working)) as record:
            result = publish(RemoteFiles(folder), working, record, begins=progress.begins, done=progress.done)
    finally:
        progress.close()
    for finding in result.findings:
        reporter.finding(finding)
    if result.sent or result.removed:
        text = f"published to {folder}: {result.sent} files sent and read back, {result.removed} removed"
        reporter.say(text, event="published", folder=str(folder), sent=result.sent, removed=result.removed)


def _compare(folder: RemoteFolder, working: Path, reporter: Reporter) -> ExitCode:
    from muniment.remote.filesystem import RemoteFiles  # noqa: PLC0415 - only where a folder is remote
    from muniment.remote.publishing import compare  # noqa: PLC0415 - the same

    findings: list[Finding] = []
    for finding in compare(RemoteFiles(folder), working):
        reporter.finding(finding)
        findings.append(finding)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    if not failed:
        reporter.say(f"{folder}: every file as it was published", event="compared", folder=str(folder))
    return ExitCode.VERIFICATION if failed else ExitCode.OK
