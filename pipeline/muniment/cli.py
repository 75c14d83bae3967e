"""The ``muniment`` command. The only module that prints or exits."""

from __future__ import annotations

import argparse
import json
import os
import sys
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from muniment import __version__
from muniment.config import Config, Folders, check_writers, load_config
from muniment.errors import ExitCode, Finding, MunimentError, Place, Severity, UsageError

if TYPE_CHECKING:
    from muniment.evaluation import Evaluation

MOST_DOCUMENTS = 40
"""So many documents of an evaluation are listed; its page has them all."""
MARKDOWN_SUMMARY = "canonical Markdown: the text itself, readable for ever"
MOST_NAMES = 4
"""More files than this are counted instead of named."""
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code (see ``ExitCode``)."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    reporter = _Reporter(out=sys.stdout, err=sys.stderr, as_json=options.json)
    try:
        command: Callable[[argparse.Namespace, _Reporter], ExitCode] = options.command
        return int(command(options, reporter))
    except MunimentError as error:
        reporter.error(error)
        return int(error.exit_code)
    except KeyboardInterrupt:
        reporter.say("interrupted: what is finished is kept, and the next run goes on from there", event="interrupted")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OK)


def make_parser() -> argparse.ArgumentParser:
    """The command's words, options and help."""
    parser = argparse.ArgumentParser(
        prog="muniment",
        description="Raw text in, publications that can be trusted for decades out.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"muniment {__version__}")
    parser.add_argument("--source", type=Path, default=Path("source"), help="folder of raw texts (default: source)")
    parser.add_argument("--dist", type=Path, default=Path("dist"), help="folder for outputs (default: dist)")
    parser.add_argument("--build", type=Path, default=Path("build"), help="folder for the ledger (default: build)")
    parser.add_argument("--config", type=Path, default=Path("muniment.toml"), help="settings (default: muniment.toml)")
    parser.add_argument("--jobs", type=_positive, default=os.cpu_count() or 1, help="workers (default: one a core)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, for machines")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_build(commands)
    for name, function, summary in (
        ("verify", _verify, "read all outputs again and compare them with what was recorded"),
        ("formats", _formats, "list the output formats"),
        ("doctor", _doctor, "say what is installed, what is missing and how to get it"),
    ):
        commands.add_parser(name, help=summary, description=summary).set_defaults(command=function)
    for name, function, summary in (
        ("explain", _explain, "show how a document's structure was found, with the reasons"),
        ("why", _why, "show what is stale in a document, and what made it so"),
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
    build.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="only this file: DIST/<id>/<file>")
    build.set_defaults(command=_build)


def _add_review(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "correct a document's structure in the browser"
    review = commands.add_parser(
        "review", help=summary, description="Show source and structure side by side and write corrections."
    )
    review.add_argument("document", metavar="ID", help="the document's id: the name of its folder in dist/")
    review.add_argument("--no-browser", action="store_true", help="only print the address")
    review.set_defaults(command=_review)


def _add_eval(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "measure the recogniser on a corpus with known structure"
    command = commands.add_parser("eval", help=summary, description=summary)
    command.add_argument("corpus", type=Path, metavar="CORPUS", help="folder with split.json and <set>/<id>/raw.txt")
    command.add_argument("--variant", choices=("raw", "tight", "bytes"), default="raw", help="which raw texts")
    command.add_argument("--scorer", type=Path, help="the corpus's scorer (default: CORPUS/../eval/score.py)")
    command.add_argument("--history", type=Path, default=Path("docs/eval-history.json"), help="file of recorded runs")
    command.add_argument("--record", nargs="?", const="", metavar="LABEL", help="add this run to the recorded ones")
    command.set_defaults(command=_eval)


def _positive(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of workers: 1 or more")
    return number


class _Reporter:
    """Shows what happens: plain lines, or JSON lines; a progress bar where a person watches."""

    def __init__(self, *, out: TextIO, err: TextIO, as_json: bool) -> None:
        self._out = out
        self._err = err
        self._json = as_json

    def say(self, text: str, *, event: str, **facts: object) -> None:
        """One line of plain text, or one JSON event."""
        line = json.dumps({"event": event, **facts}, ensure_ascii=False) if self._json else text
        if line:
            _print(line, self._out)

    def error(self, error: MunimentError) -> None:
        """One error, on standard error."""
        facts = {
            "code": error.code,
            "message": error.message,
            "remedy": error.remedy,
            "place": asdict(error.place) if error.place else None,
            "exitCode": int(error.exit_code),
        }
        text = f"error {error.code}: {error}"
        _print(json.dumps({"event": "error", **facts}, ensure_ascii=False) if self._json else text, self._err)

    def finding(self, finding: Finding) -> None:
        """One finding; errors and warnings on standard error, notes only for machines."""
        if self._json:
            facts = asdict(finding) | {"severity": finding.severity.value}
            _print(json.dumps({"event": "finding", **facts}, ensure_ascii=False), self._out)
        elif finding.severity is not Severity.NOTE:
            _print(str(finding), self._err)

    def bar(self, total: int, unit: str) -> _Bar:
        """A progress bar, shown only on a terminal."""
        return _Bar(self._err, total=total, unit=unit, shown=self._err.isatty() and not self._json)


def _print(text: str, stream: TextIO) -> None:
    from tqdm import tqdm  # noqa: PLC0415 - only where something is said: a line must not tear a progress bar

    encoding = stream.encoding or "utf-8"
    tqdm.write(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)
    stream.flush()


class _Bar:
    def __init__(self, stream: TextIO, *, total: int, unit: str, shown: bool) -> None:
        from tqdm import tqdm  # noqa: PLC0415 - as above

        self._bar = tqdm(total=total, unit=unit, file=stream, disable=not shown, leave=False, dynamic_ncols=True)

    def advance(self, count: int = 1) -> None:
        self._bar.update(count)

    def close(self) -> None:
        self._bar.close()


class _BuildWatcher:
    """Shows a build as it goes."""

    def __init__(self, reporter: _Reporter) -> None:
        self._reporter = reporter
        self._bar: _Bar | None = None

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


def _folders(options: argparse.Namespace) -> Folders:
    folders = Folders(source=options.source, dist=options.dist, build=options.build)
    if not folders.source.is_dir():
        raise UsageError(
            "there is no such folder of raw texts",
            remedy="Make it and put texts into it, or name another with --source (make SOURCE=…).",
            place=Place(file=str(folders.source)),
        )
    return folders


def _config(options: argparse.Namespace) -> Config:
    from muniment.writers import writers  # noqa: PLC0415 - brings in every writer

    config = load_config(options.config)
    check_writers(config, writers())
    return config


def _build(options: argparse.Namespace, reporter: _Reporter) -> ExitCode:
    from muniment.plan import all_formats  # noqa: PLC0415 - brings in the writers
    from muniment.runner import Request, build  # noqa: PLC0415 - the same

    folders = _folders(options)
    documents, formats = _wanted(options, folders)
    request = Request(
        folders=folders,
        config=_config(options),
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
    _check_documents(documents, folders)
    return documents, formats


def _check_documents(documents: set[str], folders: Folders) -> None:
    from muniment.intake import find_sources  # noqa: PLC0415 - only where documents are named
    from muniment.suggestions import nearest  # noqa: PLC0415 - the same

    if not documents:
        return
    known = sorted(candidate.id for candidate in find_sources(folders.source)[0])
    for name in sorted(documents - set(known)):
        near = nearest(name, known)
        hint = f"Did you mean {near}?" if near else f"Its sources are in {folders.source}."
        raise UsageError(f"there is no document {name!r}", remedy=hint)


def _formats(options: argparse.Namespace, reporter: _Reporter) -> ExitCode:
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


def _verify(options: argparse.Namespace, reporter: _Reporter) -> ExitCode:
    from muniment.verify import verify  # noqa: PLC0415 - brings in the writers

    folders = Folders(source=options.source, dist=options.dist, build=options.build)
    bars: list[_Bar] = []

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


def _explain(options: argparse.Namespace, reporter: _Reporter) -> ExitCode:
    from muniment.inspection import explain_document  # noqa: PLC0415 - brings in the recognisers

    folders = _folders(options)
    _check_documents({options.document}, folders)
    text, facts = explain_document(folders, _config(options), options.document)
    reporter.say(text, event="explanation", **facts)
    return ExitCode.OK


def _why(options: argparse.Namespace, reporter: _Reporter) -> ExitCode:
    from muniment.inspection import why_document  # noqa: PLC0415 - brings in the writers

    folders = _folders(options)
    _check_documents({options.document}, folders)
    for row in why_document(folders, _config(options), options.document):
        state = "stale" if row.stale else "up to date"
        reasons = "; ".join(row.reasons)
        text = f"{row.name}: {state}: {reasons}" if row.stale else f"{row.name}: {state}; last built because: {reasons}"
        reporter.say(text, event="why", file=row.name, stale=row.stale, reasons=row.reasons)
    return ExitCode.OK


def _doctor(options: argparse.Namespace, reporter: _Reporter) -> ExitCode:
    from muniment.doctor import examine  # noqa: PLC0415 - only where it is asked for

    del options
    code = ExitCode.OK
    for probe in examine():
        reporter.say(str(probe), event="probe", **asdict(probe))
        if probe.required and not probe.found:
            code = ExitCode.MISSING_TOOL
    return code


def _review(options: argparse.Namespace, reporter: _Reporter) -> ExitCode:
    from muniment.review.desk import Desk  # noqa: PLC0415 - brings in the recognisers
    from muniment.review.server import serve  # noqa: PLC0415 - only where it is asked for

    folders = _folders(options)
    _check_documents({options.document}, folders)
    desk = Desk(folders, _config(options), options.document)

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


def _eval(options: argparse.Namespace, reporter: _Reporter) -> ExitCode:
    from muniment.evaluation import Request, Variant, evaluate, record  # noqa: PLC0415 - brings in the recognisers

    request = Request(
        corpus=options.corpus,
        variant=Variant(options.variant),
        scorer=options.scorer or options.corpus / ".." / "eval" / "score.py",
        build=options.build,
        history=options.history,
        jobs=options.jobs,
    )
    bars: list[_Bar] = []

    def progress(done: int, total: int) -> None:
        if not bars:
            bars.append(reporter.bar(total, "document"))
        elif done:
            bars[0].advance()

    try:
        evaluation = evaluate(request, progress=progress)
    finally:
        for bar in bars:
            bar.close()
    _show_scores(evaluation, reporter)
    for failure in evaluation.failures:
        reporter.say(f"failed: {failure.id}: {failure.failure}", event="failed", id=failure.id, reason=failure.failure)
    if options.record is not None:
        record(request, evaluation, label=options.record)
        reporter.say(f"recorded in {options.history}", event="recorded", history=str(options.history))
    reporter.say(f"every document, beside the truth: {evaluation.index}", event="pages", index=str(evaluation.index))
    return ExitCode.SOURCE if evaluation.failures else ExitCode.OK


def _show_scores(evaluation: Evaluation, reporter: _Reporter) -> None:
    """The table of all figures with what changed, then the documents from the worst on."""
    scores = evaluation.scores
    before = evaluation.before
    since = f" (change since “{before.label}”)" if before else ""
    reporter.say(f"per cent, mean of the documents{since}", event="compared", since=before.label if before else None)
    reporter.say(" " * 12 + "".join(f"{name:>18}" for name in scores.sets), event="sets", sets=tuple(scores.sets))
    for measure in scores.measures():
        changes = {name: evaluation.change(name, measure) for name in scores.sets}
        values = {name: scores.sets[name].get(measure) for name in scores.sets}
        cells = "".join(f"{_figure(values[name], changes[name]):>18}" for name in scores.sets)
        reporter.say(f"{measure:<12}{cells}", event="score", measure=measure, values=values, changes=changes)
    listed = scores.worst_first()
    reporter.say("worst first", event="documents", count=len(listed))
    for name in listed[:MOST_DOCUMENTS]:
        found = sorted(scores.documents[name].items(), key=lambda item: item[1])
        low = ", ".join(f"{measure} {value:.1f}" for measure, value in found[:4] if measure != "extra")
        mean = scores.mean(name)
        reporter.say(f"{mean:7.2f}  {name}: {low}", event="document", id=name, mean=mean, scores=dict(found))


def _figure(value: float | None, change: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if change is None else f"{value:.2f} ({change:+.2f})"
