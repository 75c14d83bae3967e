"""The commands that answer questions, and the page that takes corrections."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from dataclasses import asdict

from muniment.cli.options import check_documents, config_of, folders_of
from muniment.cli.reporter import Bar, Reporter
from muniment.config import Folders
from muniment.errors import ExitCode

MARKDOWN_SUMMARY = "canonical Markdown: the text itself, readable for ever"


def formats_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """List the output formats."""
    from muniment.writers import writers  # noqa: PLC0415 - brings in every writer

    del options
    reporter.say(
        f"md    .md     {MARKDOWN_SUMMARY}", event="format", format="md", suffix=".md", summary=MARKDOWN_SUMMARY
    )
    for writer in writers().values():
        text = f"{writer.format:<5} {writer.suffix:<6} {writer.summary}"
        facts = {"format": writer.format, "suffix": writer.suffix, "summary": writer.summary}
        reporter.say(text, event="format", **facts)
    return ExitCode.OK


def verify_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Read all outputs again and compare them with what was recorded."""
    from muniment.cli.archive import inspect_command  # noqa: PLC0415 - only for packages
    from muniment.verify import verify  # noqa: PLC0415 - brings in the writers

    if options.packages:
        return inspect_command(options, reporter)
    folders = Folders(source=options.source, dist=options.dist, build=options.build)
    bars: list[Bar] = []

    def progress(done: int, total: int) -> None:
        if not bars:
            bars.append(reporter.bar(total, "document"))
        elif done:
            bars[0].advance()

    result = verify(folders, progress=progress)
    for bar in bars:
        bar.close()
    for finding in result.findings:
        reporter.finding(finding)
    verdict = f"{len(result.findings)} problems" if result.findings else "all as recorded"
    reporter.say(
        f"{verdict}: {result.files} files of {result.documents} documents, {result.size:,} bytes read",
        event="verified",
        documents=result.documents,
        files=result.files,
        size=result.size,
        problems=len(result.findings),
    )
    return ExitCode.VERIFICATION if result.findings else ExitCode.OK


def explain_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Show how a document's structure was found."""
    from muniment.inspection import explain_document  # noqa: PLC0415 - brings in the recognisers

    folders = folders_of(options)
    check_documents({options.document}, folders)
    text, facts = explain_document(folders, config_of(options), options.document)
    reporter.say(text, event="explanation", **facts)
    return ExitCode.OK


def why_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Show what is stale in a document, and what made it so."""
    from muniment.inspection import why_document  # noqa: PLC0415 - brings in the writers

    folders = folders_of(options)
    check_documents({options.document}, folders)
    for row in why_document(folders, config_of(options), options.document):
        state = "stale" if row.stale else "up to date"
        reasons = "; ".join(row.reasons)
        text = f"{row.name}: {state}: {reasons}" if row.stale else f"{row.name}: {state}; last built because: {reasons}"
        reporter.say(text, event="why", file=row.name, stale=row.stale, reasons=row.reasons)
    return ExitCode.OK


def doctor_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Say what is installed, what is missing and how to get it."""
    from muniment.doctor import examine  # noqa: PLC0415 - only where it is asked for

    del options
    code = ExitCode.OK
    for probe in examine():
        reporter.say(str(probe), event="probe", **asdict(probe))
        if probe.required and not probe.found:
            code = ExitCode.MISSING_TOOL
    return code


def review_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Serve the page where a reader corrects a document's structure, until Ctrl-C."""
    from muniment.review.desk import Desk  # noqa: PLC0415 - brings in the recognisers
    from muniment.review.server import serve  # noqa: PLC0415 - only where it is asked for

    folders = folders_of(options)
    check_documents({options.document}, folders)
    desk = Desk(folders, config_of(options), options.document)

    def ready(address: str) -> None:
        reporter.say(f"review {options.document} at {address}", event="review", id=options.document, address=address)
        if not options.no_browser and _has_display():
            webbrowser.open(address)
        else:
            reporter.say("open this address in a browser on this machine; Ctrl-C ends the review", event="serving")

    try:
        serve(desk, ready=ready)
    except KeyboardInterrupt:
        reporter.say("review ended", event="ended")
    return ExitCode.OK


def _has_display() -> bool:
    """Whether a browser could show anything: a terminal's own browser would take the terminal away."""
    return sys.platform in {"darwin", "win32"} or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
