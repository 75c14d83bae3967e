"""Muniment's own figures beside the scorer's: what its figures cannot tell for themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muniment.evaluation.prediction import Prediction
from muniment.evaluation.scoring import ALL, Scores

STATED = ("title", "author", "lang", "date")
"""Measures of the scorer that are also given for those texts only that state the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigure:
    """One figure of one set."""

    value: float
    """Per cent, mean of the documents."""
    documents: int
    """How many documents it is the mean of."""


def own_figures(predictions: Sequence[Prediction], scores: Scores) -> Mapping[str, Mapping[str, OwnFigure]]:
    """Figures by measure and set; a set in which nothing is to be measured is left out.

    ``<measure>, stated`` is the scorer's figure over the texts that state the true value (see ``stated``); ``raw words``
    and ``true words`` are ``Wording.kept`` and ``Wording.found``; ``notes`` is ``agreement_of_notes``.
    """
    values: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in predictions:
        for name, value in _of_one(one, scores.documents.get(one.id, {})).items():
            for group in (one.id.partition("/")[0], ALL):
                values[name][group].append(value)
    names = [*(f"{measure}, stated" for measure in STATED), "raw words", "true words", "notes"]
    return {
        name: {group: OwnFigure(value=_mean(found), documents=len(found)) for group, found in values[name].items()}
        for name in names
        if name in values
    }


def _of_one(prediction: Prediction, found: Mapping[str, float]) -> dict[str, float]:
    figures = {f"{name}, stated": found[name] for name in STATED if name in found and name in prediction.stated}
    if prediction.wording is not None:
        figures |= {"raw words": prediction.wording.kept, "true words": prediction.wording.found}
    if prediction.notes is not None:
        figures["notes"] = prediction.notes
    return figures


def _mean(values: Sequence[float]) -> float:
    """The mean; that of several hundreds is 100 only where all are, as two places would otherwise hide it."""
    mean = sum(values) / len(values)
    return 100.0 if min(values) == 100.0 else min(round(mean, 2), 99.99)  # noqa: PLR2004 - per cent
