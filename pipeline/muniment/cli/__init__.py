"""The ``muniment`` command. The only room that prints or exits."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from muniment.cli.parser import make_parser
from muniment.cli.remote import run
from muniment.cli.reporter import Reporter
from muniment.errors import ExitCode, MunimentError
from muniment.store import refusal

__all__ = ["main", "make_parser"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code (see ``ExitCode``)."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    reporter = Reporter(out=sys.stdout, err=sys.stderr, as_json=options.json)
    try:
        command: Callable[[argparse.Namespace, Reporter], ExitCode] = options.command
        return int(run(command, options, reporter))
    except MunimentError as error:
        reporter.error(error)
        return int(error.exit_code)
    except KeyboardInterrupt:
        reporter.say("interrupted: what is finished is kept, and the next run goes on from there", event="interrupted")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OK)
    except OSError as error:
        refused = refusal(error)
        if refused is None:
            raise
        reporter.error(refused)
        return int(refused.exit_code)
