"""The words, options and help of the command."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from muniment import __version__
from muniment.cli.archive import archive_command, rebuild_command, restore_command, timestamp_command
from muniment.cli.build import build_command
from muniment.cli.check import check_command
from muniment.cli.deposit import audit_command, deposit_command
from muniment.cli.evaluation import eval_command
from muniment.cli.questions import (
    doctor_command,
    explain_command,
    formats_command,
    review_command,
    verify_command,
    why_command,
)
from muniment.cli.serve import add_serve
from muniment.cli.site import add_site
from muniment.remote.address import location

EXAMPLES = """\
examples:
  muniment build                          bring every document and format in dist/ up to date
  muniment build --format pdf             only the PDF editions (and the Markdown they are made from)
  muniment build dist/letter/letter.epub  only this file
  muniment explain letter                 how the structure of source/letter.txt was found
  muniment why letter                     what is stale, and what made it so
  muniment verify                         read all of dist/ again and compare it with what was recorded

exit codes: see docs/cli.md
"""


def make_parser() -> argparse.ArgumentParser:
    """The command's words, options and help."""
    parser = argparse.ArgumentParser(
        prog="muniment",
        description="Raw text in, publications that can be trusted for decades out.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"muniment {__version__}")
    parser.add_argument(
        "--source", type=location, default=Path("source"), help="folder or URL of raw texts (default: source)"
    )
    parser.add_argument("--dist", type=location, default=Path("dist"), help="folder or URL for outputs (default: dist)")
    parser.add_argument("--build", type=Path, default=Path("build"), help="folder for the ledger (default: build)")
    parser.add_argument("--config", type=Path, default=Path("muniment.toml"), help="settings (default: muniment.toml)")
    parser.add_argument("--jobs", type=_positive, default=os.cpu_count() or 1, help="workers (default: one a core)")
    parser.add_argument(
        "--executor", default="processes", metavar="E", help="serial, processes (default) or dask:tcp://HOST:PORT"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line, for machines")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_build(commands)
    _add_check(commands)
    _add_archive(commands)
    _add_timestamp(commands)
    _add_store(commands)
    _add_back(commands)
    add_site(commands)
    add_serve(commands)
    _add_verify(commands)
    for name, function, summary in (
        ("formats", formats_command, "list the output formats"),
        ("doctor", doctor_command, "say what is installed, what is missing and how to get it"),
    ):
        commands.add_parser(name, help=summary, description=summary).set_defaults(command=function)
    for name, function, summary in (
        ("explain", explain_command, "show how a document's structure was found, with the reasons"),
        ("why", why_command, "show what is stale in a document, and what made it so"),
    ):
        command = commands.add_parser(name, help=summary, description=summary)
        command.add_argument("document", metavar="ID", help="the document's id: the name of its folder in dist/")
        command.set_defaults(command=function)
    _add_review(commands)
    _add_eval(commands)
    return parser


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    build = commands.add_parser(
        "build", help="bring the outputs up to date", description="Build what is stale: all of it, or what is named."
    )
    build.add_argument("--format", action="append", default=[], metavar="F", help="only this format (may be repeated)")
    build.add_argument("--document", action="append", default=[], metavar="ID", help="only this document (likewise)")
    build.add_argument("--no-wait", action="store_true", help="fail at once where another build is running")
    build.add_argument("--report", type=Path, metavar="FILE", help="write a page about this run there, with a timeline")
    build.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="only this file: DIST/<id>/<file>")
    build.set_defaults(command=build_command)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "put the editions through their official validators"
    check = commands.add_parser(
        "check", help=summary, description="Validate what is stale, and keep what the validators said beside it."
    )
    check.add_argument("--document", action="append", default=[], metavar="ID", help="only this document (repeatable)")
    check.add_argument("--tools", type=Path, default=Path(".check"), help="folder of the validators (default: .check)")
    check.add_argument("--tei-schema", type=Path, metavar="FILE", help="tei_all.rng, to validate against all of TEI P5")
    check.add_argument(
        "--waivers", type=Path, default=Path("waivers.toml"), help="accepted findings (default: waivers.toml)"
    )
    check.add_argument("--no-wait", action="store_true", help="fail at once where a build is running")
    check.set_defaults(command=check_command)


def _add_archive(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "make archive packages"
    archive = commands.add_parser(
        "archive", help=summary, description="Make a package for each document, as a folder and as one file."
    )
    archive.add_argument(
        "--document", action="append", default=[], metavar="ID", help="only this document (repeatable)"
    )
    archive.add_argument("--seal", type=Path, metavar="KEY", help="SSH key to sign the packages with")
    archive.add_argument("--no-wait", action="store_true", help="fail at once where a build is running")
    archive.set_defaults(command=archive_command)


def _add_timestamp(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "write an RFC 3161 request into a package, or accept the authority's answer to it"
    stamp = commands.add_parser("timestamp", help=summary, description=f"{summary.capitalize()}.")
    stamp.add_argument("document", metavar="ID", help="the document's id: the name of its folder in dist/archive/")
    stamp.add_argument("token", nargs="?", type=Path, metavar="TOKEN", help="the answer, a .tsr file")
    stamp.set_defaults(command=timestamp_command)


def _add_store(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "store packages in an OCFL storage root, a new version where content changed"
    deposit = commands.add_parser("deposit", help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    deposit.add_argument(
        "--store", type=location, required=True, metavar="DIR", help="the storage root, or its URL; made if absent"
    )
    deposit.set_defaults(command=deposit_command)
    summary = "read a store again, whole, and leave a dated report"
    audit = commands.add_parser("audit", help=summary, description=f"{summary.capitalize()}.")
    audit.add_argument("--store", type=location, required=True, metavar="DIR", help="the storage root, or its URL")
    audit.add_argument("--report", type=Path, metavar="FILE", help="where the report goes (default: BUILD/audit/…)")
    audit.set_defaults(command=audit_command)


def _add_back(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "regenerate the original of a package from its canonical text and the recorded changes"
    restore = commands.add_parser("restore", help=summary, description=f"{summary.capitalize()}.")
    restore.add_argument("package", type=Path, metavar="PACKAGE", help="folder or ZIP file of a package")
    restore.add_argument("--output", type=Path, metavar="FILE", help="write the original there; only compare if absent")
    restore.set_defaults(command=restore_command)
    summary = "build the editions of a package again from the package alone, and compare"
    rebuild = commands.add_parser("rebuild", help=summary, description=f"{summary.capitalize()}.")
    rebuild.add_argument("package", type=Path, metavar="PACKAGE", help="folder or ZIP file of a package")
    rebuild.set_defaults(command=rebuild_command)


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "read outputs or packages again and compare them with what was recorded"
    verify = commands.add_parser("verify", help=summary, description=f"{summary.capitalize()}.")
    verify.add_argument("packages", nargs="*", type=Path, metavar="PACKAGE", help="folder or ZIP file of a package")
    verify.add_argument("--allowed-signers", type=Path, metavar="FILE", help="whom to trust (ssh-keygen's format)")
    verify.add_argument("--signer", metavar="NAME", help="who must have sealed the packages")
    verify.add_argument(
        "--timestamp-ca", type=Path, metavar="FILE", help="PEM file: whose timestamp packages must have"
    )
    verify.set_defaults(command=verify_command)


def _add_review(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "correct a document's structure in the browser"
    review = commands.add_parser(
        "review", help=summary, description="Show source and structure side by side and write corrections."
    )
    review.add_argument("document", metavar="ID", help="the document's id: the name of its folder in dist/")
    review.add_argument("--no-browser", action="store_true", help="only print the address")
    review.set_defaults(command=review_command)


def _add_eval(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "measure the recogniser on a corpus with known structure"
    command = commands.add_parser("eval", help=summary, description=summary)
    command.add_argument("corpus", type=Path, metavar="CORPUS", help="folder with split.json and <set>/<id>/raw.txt")
    command.add_argument("--variant", choices=("raw", "tight", "bytes"), default="raw", help="which raw texts")
    command.add_argument("--scorer", type=Path, help="the corpus's scorer (default: CORPUS/../eval/score.py)")
    command.add_argument("--history", type=Path, default=Path("docs/eval-history.json"), help="file of recorded runs")
    command.add_argument("--record", nargs="?", const="", metavar="LABEL", help="add this run to the recorded ones")
    command.set_defaults(command=eval_command)


def _positive(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of workers: 1 or more")
    return number
