"""The official validators written in Java: one warm machine for a run, against one process for each file.

Runs in a process of its own (``python -m bench.conformance FOLDER DOCUMENTS TOOLS``), on two cores at most, for which
the target is stated. It prints one JSON object: seconds for a document (its PDF, EPUB and HTML), of the run in the warm
machine with its start included, and of a sample of documents with a process for each file, two at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.contest import Field, ours, write_texts
from bench.errors import WrongResultError
from muniment.conformance.epubcheck import EPUBCheck
from muniment.conformance.java import JavaWorker
from muniment.conformance.java_validator import JavaValidator
from muniment.conformance.model import Outcome, Subject
from muniment.conformance.nu import Nu
from muniment.conformance.verapdf import VeraPDF

CORES = 2
SAMPLE = 8
"""Documents that are validated with a process for each file."""

Verdicts = dict[tuple[str, str], str]
"""Outcome by file and profile."""

_FORMATS = {".pdf": "pdf", ".epub": "epub", ".html": "html"}


def subjects_of(dist: Path) -> list[Subject]:
    """The editions to validate, document by document."""
    found = [path for path in sorted(dist.glob("*/*")) if path.suffix in _FORMATS]
    return [
        Subject(
            document=path.parent.name,
            format=_FORMATS[path.suffix],
            path=path,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in found
    ]


def validate(worker: JavaWorker, subjects: Sequence[Subject]) -> Verdicts:
    """Outcomes of all three validators, side by side. Raises ``WrongResultError`` where one could not run."""
    verdicts: Verdicts = {}

    def run(validator: JavaValidator) -> None:
        with validator:
            mine = [subject for subject in subjects if subject.format in validator.formats]
            validator.validate(
                mine, lambda one, report: verdicts.update({(str(one.path), report.profile): report.outcome})
            )

    with worker, ThreadPoolExecutor(max_workers=3) as threads:
        for running in [threads.submit(run, kind(worker)) for kind in (VeraPDF, EPUBCheck, Nu)]:
            running.result()
    if Outcome.COULD_NOT_RUN in verdicts.values():
        raise WrongResultError("a validator could not run: make setup-check")
    return verdicts


def timed(work: Callable[[], Verdicts]) -> tuple[float, Verdicts]:
    """Elapsed seconds, and what came of it."""
    start = time.perf_counter()
    verdicts = work()
    return time.perf_counter() - start, verdicts


def one_process_each(tools: Path, subjects: Sequence[Subject]) -> Verdicts:
    """The same with a Java machine started for every file, as many at once as there are cores."""
    verdicts: Verdicts = {}
    with ThreadPoolExecutor(max_workers=CORES) as threads:
        for found in threads.map(lambda one: validate(JavaWorker(tools, jobs=1), [one]), subjects):
            verdicts |= found
    return verdicts


def measure(folder: Path, documents: int, tools: Path) -> Mapping[str, float]:
    """Both, on so many short articles. Raises ``WrongResultError`` where the two disagree about a file."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    write_texts(folder / "source", documents)
    ours(Field(folder=folder, project=Path(__file__).resolve().parents[2], jobs=CORES))
    subjects = subjects_of(folder / "dist")
    sample = subjects[: SAMPLE * len(_FORMATS)]
    validate(JavaWorker(tools, jobs=CORES), sample[: len(_FORMATS)])  # compiled, and the jars read once
    warm, verdicts = timed(lambda: validate(JavaWorker(tools, jobs=CORES), subjects))
    cold, alone = timed(lambda: one_process_each(tools, sample))
    if not alone.items() <= verdicts.items():
        raise WrongResultError("a file is judged otherwise in a machine of its own")
    each, each_cold = warm / documents, cold / min(SAMPLE, documents)
    return {"documents": documents, "warm": each, "process each": each_cold, "ratio": each_cold / each}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
