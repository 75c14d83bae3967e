"""One evaluation from the corpus to the pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

from muniment.errors import Place, StorageError
from muniment.evaluation import history, report
from muniment.evaluation.corpus import Sample, Variant, find_samples, fingerprint
from muniment.evaluation.history import Run
from muniment.evaluation.own import OwnFigure, own_figures
from muniment.evaluation.prediction import Prediction, Task, predict, prepare
from muniment.evaluation.scoring import Scores, score
from muniment.executors import make_executor, stop

PATIENCE = 5.0
"""Seconds that running work is given when an evaluation is broken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be evaluated."""

    corpus: Path
    """Folder with ``split.json`` and ``<set>/<id>/``."""
    variant: Variant
    """Which form of the raw texts is read."""
    scorer: Path
    """The corpus's scorer."""
    build: Path
    """Folder under which ``eval/<variant>/`` is made anew."""
    history: Path
    """File of recorded runs."""
    jobs: int
    """Number of workers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What an evaluation found."""

    scores: Scores
    """The scorer's figures."""
    own: Mapping[str, Mapping[str, OwnFigure]]
    """Muniment's own figures by measure and set."""
    losses: tuple[Prediction, ...]
    """Documents that lost a word of the raw text without a record; none, unless something is wrong."""
    failures: tuple[Prediction, ...]
    """Documents that could not be normalised, by id; they score nothing."""
    corpus: str
    """Fingerprint of texts and truths."""
    before: Run | None
    """The last recorded run that it can be compared with."""
    index: Path
    """The page that leads to all others."""

    def change(self, name: str, measure: str) -> float | None:
        """Points gained or lost by a set in a measure since the last recorded run; ``None`` where not known."""
        now = self.scores.sets.get(name, {}).get(measure)
        then = self.before.scores.get(name, {}).get(measure) if self.before else None
        return None if now is None or then is None else round(now - then, 2)


def evaluate(request: Request, *, progress: Callable[[int, int], None]) -> Evaluation:
    """Normalise, score and show a corpus. ``progress`` is told how many documents of how many are done.

    Raises ``UsageError`` where corpus, scorer or history cannot be used, ``MissingToolError`` where the scorer fails,
    and ``StorageError``.
    """
    samples = find_samples(request.corpus, request.variant)
    mark = fingerprint(samples)
    runs = history.read_history(request.history)
    folder = request.build / "eval" / request.variant.value
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        predictions = _predictions(samples, folder, jobs=request.jobs, progress=progress)
        scores = score(request.scorer, folder, request.corpus, jobs=request.jobs, result=folder / "scores.json")
        evaluation = Evaluation(
            scores=scores,
            own=own_figures(predictions, scores),
            losses=tuple(one for one in predictions if one.wording and (one.wording.lost or one.wording.missed)),
            failures=tuple(one for one in predictions if one.failure),
            corpus=mark,
            before=history.last_run(runs, variant=request.variant.value, corpus=mark),
            index=folder / "index.html",
        )
        _write_pages(folder, predictions, evaluation, request.variant)
    except OSError as error:
        raise StorageError(
            f"the evaluation cannot be written: {error.strerror}",
            remedy="Check the folder, or name another with --build (make BUILD=…).",
            place=Place(file=str(folder)),
        ) from error
    return evaluation


def record(request: Request, evaluation: Evaluation, *, label: str) -> None:
    """Add an evaluation's figures to the history. Raises ``UsageError`` and ``StorageError``."""
    runs = history.read_history(request.history)
    run = Run(
        label=label or f"run {len(runs) + 1}",
        variant=request.variant.value,
        corpus=evaluation.corpus,
        documents=len(evaluation.scores.documents),
        scores=evaluation.scores.sets,
    )
    history.append_run(request.history, run)


def _predictions(
    samples: tuple[Sample, ...], folder: Path, *, jobs: int, progress: Callable[[int, int], None]
) -> tuple[Prediction, ...]:
    tasks = [Task(sample=one, target=folder / f"{one.id}.md") for one in samples]
    progress(0, len(tasks))
    executor = make_executor(jobs=min(jobs, len(tasks)), initialise=prepare)
    try:
        futures = [executor.submit(predict, task) for task in tasks]
        for done, _ in enumerate(as_completed(futures), start=1):
            progress(done, len(tasks))
        return tuple(future.result() for future in futures)
    finally:
        stop(executor, patience=PATIENCE)


def _write_pages(folder: Path, predictions: tuple[Prediction, ...], evaluation: Evaluation, variant: Variant) -> None:
    by_id = {one.id: one for one in predictions}
    listed = [by_id[name] for name in evaluation.scores.worst_first() if name in by_id]
    text = report.index_page(listed, evaluation.scores, evaluation.own, variant=variant.value, change=evaluation.change)
    evaluation.index.write_text(text, encoding="utf-8", newline="\n")
    for prediction in predictions:
        page = report.document_page(prediction, evaluation.scores)
        (folder / f"{prediction.id}.html").write_text(page, encoding="utf-8", newline="\n")
