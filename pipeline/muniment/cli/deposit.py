"""``muniment deposit`` and ``muniment audit``: packages in an OCFL store."""

from __future__ import annotations

import argparse
import hashlib
import logging
import time
from pathlib import Path

from muniment.cli.options import clock
from muniment.cli.reporter import Bar, Reporter
from muniment.errors import ExitCode, Finding, MunimentError

MEGABYTE = 1_000_000


class _DepositWatcher:
    """Shows a deposit as it goes."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._bar: Bar | None = None

    def waiting(self, folder: Path) -> None:
        self._reporter.say(f"waiting for another deposit into {folder}", event="waiting", folder=str(folder))

    def begins(self, total: int) -> None:
        self._bar = self._reporter.bar(total, "package")

    def deposited(self, package: Path, identifier: str, version: str) -> None:
        text = f"deposited {package.name}: {version} of {identifier}"
        facts = {"id": package.name, "identifier": identifier, "version": version}
        self._reporter.say(text, event="deposited", **facts)

    def failed(self, package: Path, error: MunimentError) -> None:
        del package  # the error names it
        self._reporter.error(error)

    def finished(self, package: Path) -> None:
        del package  # the bar only counts
        if self._bar:
            self._bar.advance()

    def close(self) -> None:
        if self._bar:
            self._bar.close()


class _AuditWatcher:
    """Shows an audit as it goes."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._bar: Bar | None = None

    def begins(self, total: int) -> None:
        self._bar = self._reporter.bar(total, "B")

    def read(self, count: int) -> None:
        if self._bar:
            self._bar.advance(count)

    def found(self, finding: Finding) -> None:
        self._reporter.finding(finding)

    def close(self) -> None:
        if self._bar:
            self._bar.close()


def deposit_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Store packages in an OCFL storage root."""
    from muniment.archive.deposit import deposit  # noqa: PLC0415 - only where it is asked for
    from muniment.archive.packing import FOLDER  # noqa: PLC0415 - the same

    watcher = _DepositWatcher(reporter)
    chatter = logging.root.manager.disable
    logging.disable(logging.WARNING)  # the library tells every step; what goes wrong comes as an error
    try:
        summary = deposit(options.dist / FOLDER, options.store, clock=clock, watcher=watcher)
    finally:
        logging.disable(chatter)
        watcher.close()
    counts = {"deposited": summary.deposited, "current": summary.current, "failed": summary.failed}
    words = {"deposited": "deposited", "current": "in the store already", "failed": "failed"}
    said = "; ".join(f"{count} {words[name]}" for name, count in counts.items() if count)
    reporter.say(said or "no packages: make them first, with make archive", event="summary", **counts)
    return ExitCode.VERIFICATION if summary.failed else ExitCode.OK


def audit_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Read a store again, whole, and leave a dated report."""
    from muniment.archive.audit import audit, report  # noqa: PLC0415 - only where it is asked for

    name = hashlib.sha256(str(options.store.resolve()).encode()).hexdigest()[:12]
    folder = options.build / "audit"
    watcher = _AuditWatcher(reporter)
    began = time.monotonic()
    try:
        result = audit(options.store, folder / f"{name}.journal", clock=clock, watcher=watcher)
    finally:
        watcher.close()
    seconds = max(time.monotonic() - began, 0.001)
    path = options.report or folder / f"{name}-{result.ended.replace(':', '')}.json"
    path.write_bytes(report(result))
    verdict = f"{len(result.findings)} problems" if result.findings else "all as recorded"
    text = (
        f"{verdict}: {result.objects} objects, {result.files} files, {result.size:,} bytes, "
        f"{result.size / seconds / MEGABYTE:.0f} MB/s; report in {path}"
    )
    facts = {"objects": result.objects, "files": result.files, "size": result.size, "report": str(path)}
    reporter.say(text, event="audited", problems=len(result.findings), **facts)
    return ExitCode.VERIFICATION if result.findings else ExitCode.OK
