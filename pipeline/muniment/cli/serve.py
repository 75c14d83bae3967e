"""``muniment serve`` and ``muniment watch``: the catalogue on this machine."""

from __future__ import annotations

import argparse

from muniment import serving
from muniment.cli.options import folders_of
from muniment.cli.reporter import Reporter
from muniment.config import Folders
from muniment.errors import ExitCode

PORT = 8000
LAST_PORT = 65535
MOST_NAMES = 4
"""More changed files than this are counted instead of named."""


def add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands' words, options and help."""
    for name, function, summary in (
        ("serve", serve_command, "serve the catalogue on this machine alone, until Ctrl-C"),
        ("watch", watch_command, "serve the catalogue, build after each change, and reload the pages that are open"),
    ):
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        command.add_argument(
            "--port", type=_port, default=PORT, metavar="N", help=f"where to listen (default: {PORT}; 0: any free port)"
        )
        command.set_defaults(command=function)


def serve_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Serve what is there."""
    serving.require()
    from muniment.serving.server import serve  # noqa: PLC0415 - its packages are optional

    folders = Folders(source=options.source, dist=options.dist, build=options.build)

    def ready(address: str) -> None:
        reporter.say(f"{folders.dist} is at {address}; Ctrl-C ends this", event="serving", address=address)

    try:
        serve(folders, port=options.port, ready=ready)
    except KeyboardInterrupt:
        reporter.say("", event="ended")
    return ExitCode.OK


class _WatchListener:
    """Shows builds as they come."""

    def __init__(self, reporter: Reporter, folders: Folders) -> None:
        self._reporter = reporter
        self._folders = folders

    def ready(self, address: str) -> None:
        text = f"{self._folders.dist} is at {address}; changes in {self._folders.source} are built; Ctrl-C ends this"
        self._reporter.say(text, event="serving", address=address)

    def changed(self, names: tuple[str, ...]) -> None:
        text = f"{len(names)} files" if len(names) > MOST_NAMES else ", ".join(names)
        self._reporter.say(f"changed: {text}", event="changed", files=names)

    def said(self, line: str, is_error: bool) -> None:  # noqa: FBT001 - as ``Listener`` has it
        self._reporter.pass_on(line, is_error=is_error)


def watch_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Serve and build."""
    serving.require()
    from muniment.serving.watch import Request, watch  # noqa: PLC0415 - its packages are optional

    folders = folders_of(options)
    request = Request(folders=folders, config=options.config, port=options.port, options=_words(options))
    try:
        watch(request, _WatchListener(reporter, folders))
    except KeyboardInterrupt:
        reporter.say("", event="ended")
    return ExitCode.OK


def _words(options: argparse.Namespace) -> tuple[str, ...]:
    """The options that every command shares, as words for a build in a process of its own."""
    shared = ("source", "dist", "build", "config", "jobs", "executor")
    words = [f"--{name}={getattr(options, name)}" for name in shared]
    return (*words, *(["--json"] if options.json else []))


def _port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_PORT)) else -1
    if not 0 <= number <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 0 to {LAST_PORT}")
    return number
