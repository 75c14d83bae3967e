"""``muniment site``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.cli.reporter import Bar, Reporter
from muniment.config import Folders, load_config
from muniment.errors import ExitCode, MunimentError, UsageError

if TYPE_CHECKING:
    from muniment.catalogue.build import Summary
    from muniment.catalogue.model import Site


class _SiteWatcher:
    """Shows the making of the catalogue as it goes."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._bar: Bar | None = None

    def waiting(self, folder: Path) -> None:
        self._reporter.say(f"waiting for a build in {folder}", event="waiting", folder=str(folder))

    def begins(self, total: int) -> None:
        self._bar = self._reporter.bar(total, "page")

    def failed(self, document: str, error: MunimentError) -> None:
        del document  # the error names its file
        self._reporter.error(error)

    def finished(self, document: str) -> None:
        del document  # the bar only counts
        if self._bar:
            self._bar.advance()

    def close(self) -> None:
        if self._bar:
            self._bar.close()


def add_site(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command's words, options and help."""
    summary = "write the catalogue: pages where people read, check and download"
    site = commands.add_parser("site", help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    site.add_argument("--base-url", metavar="URL", help="where it will be published; without it all links are relative")
    site.add_argument("--title", metavar="TEXT", help="its name (default: Catalogue)")
    site.add_argument("--no-wait", action="store_true", help="fail at once where a build is running")
    site.set_defaults(command=site_command)


def site_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Bring the catalogue up to date."""
    from muniment.catalogue.build import Request, build_site  # noqa: PLC0415 - only where it is asked for

    folders = Folders(source=options.source, dist=options.dist, build=options.build)
    request = Request(folders=folders, site=_site(options), jobs=options.jobs, wait=not options.no_wait)
    watcher = _SiteWatcher(reporter)
    try:
        summary = build_site(request, watcher)
    finally:
        watcher.close()
    _say(summary, folders.dist, reporter)
    return max((error.exit_code for error in summary.failures), default=ExitCode.OK)


def _site(options: argparse.Namespace) -> Site:
    """The site's name and address: the option's, else the settings'. Raises ``UsageError``, ``ConfigurationError``."""
    from muniment.catalogue.model import Site  # noqa: PLC0415 - only where it is asked for
    from muniment.values import url  # noqa: PLC0415 - the same

    if options.base_url and (complaint := url(options.base_url)):
        raise UsageError(f"--base-url {options.base_url!r} {complaint.message}", remedy=complaint.remedy)
    config = load_config(options.config)
    base_url = options.base_url or config.site_base_url
    return Site(
        title=options.title or config.site_title,
        base_url=f"{base_url.rstrip('/')}/" if base_url else "",
    )


def _say(summary: Summary, dist: Path, reporter: Reporter) -> None:
    counts = {
        "documents": summary.documents,
        "files": summary.files,
        "written": len(summary.written),
        "removed": len(summary.removed),
        "failed": len(summary.failures),
    }
    words = f"{counts['documents']} documents; {counts['written']} files written"
    others = f"{counts['files'] - counts['written']} up to date"
    gone = f"; {counts['removed']} removed" if summary.removed else ""
    failed = f"; {counts['failed']} failed" if summary.failures else ""
    page = dist / "index.html"
    reporter.say(f"{words}, {others}{gone}{failed}: open {page}", event="summary", page=str(page), **counts)
