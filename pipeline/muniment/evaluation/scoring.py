"""The corpus's own scorer, run as a program of its own: Muniment does not judge itself.

It is called as ``SCORER PREDICTIONS --corpus CORPUS --split open --skip-missing --json FILE -j N`` and writes into FILE::

    {"sets": {"<set>": {"<measure>": {"value": 0.9, "macro": 0.9} or {"f1": 0.9, "macro_f1": 0.9}}},
     "docs": {"<set>/<id>": {"<measure>": [right, of all] or [right, recognised, found, true]}}}

Of each measure of a set the mean over its documents is taken, where the scorer gives one.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.errors import MissingToolError, Place, UsageError
from muniment.evaluation.corpus import SPLIT

SECONDS = 3600
"""How long a scorer may take."""
ALL = "ALL"
"""Name of the set that holds all documents."""
LOWER_IS_BETTER = frozenset({"extra"})
"""Measures of what should not be there."""

_SHARE = 2
_BOTH_WAYS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What the scorer said, in per cent."""

    sets: Mapping[str, Mapping[str, float]]
    """Measures of each set, in the scorer's order, ``ALL`` last."""
    documents: Mapping[str, Mapping[str, float]]
    """Measures of each document by ``<set>/<id>``."""

    def measures(self) -> tuple[str, ...]:
        """Every measure of any set, in the scorer's order."""
        last = self.sets.get(ALL, {})
        return tuple(dict.fromkeys((*last, *(name for found in self.sets.values() for name in found))))

    def mean(self, identifier: str) -> float:
        """The mean of a document's measures, each so that 100 is best; what is not measured in it does not count."""
        values = [
            100 - value if name in LOWER_IS_BETTER else value
            for name, value in self.documents.get(identifier, {}).items()
        ]
        return sum(values) / len(values) if values else 0.0

    def worst_first(self) -> tuple[str, ...]:
        """The documents' ids by rising mean."""
        return tuple(sorted(self.documents, key=lambda name: (self.mean(name), name)))


def score(scorer: Path, predictions: Path, corpus: Path, *, jobs: int, result: Path) -> Scores:
    """Run the scorer; ``result`` is the file that it writes. Raises ``UsageError`` and ``MissingToolError``."""
    if not scorer.is_file():
        raise UsageError(
            "there is no such scorer",
            remedy="Name the corpus's scorer: make eval CORPUS=<folder> SCORER=<file>.",
            place=Place(file=str(scorer)),
        )
    result.unlink(missing_ok=True)
    options = [f"--corpus={corpus}", f"--split={SPLIT}", "--skip-missing", f"--json={result}", f"-j{jobs}"]
    command = [sys.executable, str(scorer), str(predictions), *options]
    try:
        done = subprocess.run(  # noqa: S603 - the scorer that the caller names is to be run
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(scorer, str(error)) from error
    if done.returncode:
        raise _failed(scorer, (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1])
    try:
        return parse(json.loads(result.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _failed(scorer, f"its result cannot be read: {error!r}") from error


def _failed(scorer: Path, reason: str) -> MissingToolError:
    return MissingToolError(
        f"the scorer failed: {reason}",
        remedy="Its packages are in requirements/eval.lock, which make eval installs.",
        place=Place(file=str(scorer)),
    )


def parse(facts: Any) -> Scores:  # noqa: ANN401 - JSON of somebody else's program; what does not fit raises
    """Scores from the scorer's JSON. Raises ``ValueError``, ``TypeError``, ``KeyError`` or ``AttributeError``."""
    sets = {
        name: {measure: _per_cent(_mean(found)) for measure, found in measures.items()}
        for name, measures in facts["sets"].items()
    }
    documents = {
        name: {measure: _per_cent(_ratio(found)) for measure, found in measures.items()}
        for name, measures in facts["docs"].items()
    }
    return Scores(sets=dict(sorted(sets.items(), key=lambda item: item[0] == ALL)), documents=documents)


def _mean(found: Mapping[str, float | None]) -> float:
    for name in ("macro_f1", "macro", "f1", "value"):
        value = found.get(name)
        if value is not None:
            return value
    raise ValueError(f"no figure in {found}")


def _ratio(found: list[float]) -> float:
    if len(found) == _SHARE:
        right, total = found
        return right / total if total else 1.0
    if len(found) != _BOTH_WAYS:
        raise ValueError(f"{found} is neither a share nor a count both ways")
    right, recognised, seen, true = found
    if not recognised and not true:
        return 1.0
    precision, recall = right / recognised if recognised else 0.0, seen / true if true else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _per_cent(value: float) -> float:
    figure = round(100 * float(value), 2)
    if not math.isfinite(figure):
        raise ValueError(f"{value} is not a share")
    return figure
