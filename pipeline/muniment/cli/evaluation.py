"""``muniment eval``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from muniment.cli.reporter import Bar, Reporter
from muniment.errors import ExitCode

if TYPE_CHECKING:
    from muniment.evaluation import Evaluation

MOST_DOCUMENTS = 40
"""So many documents of an evaluation are listed; its page has them all."""


def eval_command(options: argparse.Namespace, reporter: Reporter) -> ExitCode:
    """Score the recognition of structure against a corpus with known structure."""
    from muniment.evaluation import Request, Variant, evaluate, record  # noqa: PLC0415 - brings in the recognisers

    request = Request(
        corpus=options.corpus,
        variant=Variant(options.variant),
        scorer=options.scorer or options.corpus / ".." / "eval" / "score.py",
        build=options.build,
        history=options.history,
        jobs=options.jobs,
    )
    bars: list[Bar] = []

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


def _show_scores(evaluation: Evaluation, reporter: Reporter) -> None:
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
    _show_own(evaluation, reporter)
    listed = scores.worst_first()
    reporter.say("worst first", event="documents", count=len(listed))
    for name in listed[:MOST_DOCUMENTS]:
        found = sorted(scores.documents[name].items(), key=lambda item: item[1])
        low = ", ".join(f"{measure} {value:.1f}" for measure, value in found[:4] if measure != "extra")
        mean = scores.mean(name)
        reporter.say(f"{mean:7.2f}  {name}: {low}", event="document", id=name, mean=mean, scores=dict(found))


def _show_own(evaluation: Evaluation, reporter: Reporter) -> None:
    """Muniment's own figures, and every word that is gone without a record."""
    from muniment.evaluation.report import own_figure  # noqa: PLC0415 - brings in the recognisers

    reporter.say("beside the scorer: per cent of so many documents", event="beside")
    for measure, found in evaluation.own.items():
        cells = "".join(f"{own_figure(found.get(name)):>18}" for name in evaluation.scores.sets)
        values = {name: one.value for name, one in found.items()}
        counts = {name: one.documents for name, one in found.items()}
        reporter.say(f"{measure:<14}{cells[2:]}", event="own", measure=measure, values=values, documents=counts)
    for one in evaluation.losses:
        words = {**one.wording.lost, **one.wording.missed} if one.wording else {}
        reporter.say(f"lost words: {one.id}: {', '.join(words)}", event="lost", id=one.id, words=words)


def _figure(value: float | None, change: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if change is None else f"{value:.2f} ({change:+.2f})"
