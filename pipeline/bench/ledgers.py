"""What the ledger takes at many entries: ``python -m bench.ledgers FOLDER ENTRIES…``, a process for each size.

The entries are rows for files, written through the ledger's own functions, eight for each document as the pipeline
writes them. Prints one JSON object for each size: seconds, bytes on disk and the rise of resident memory.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.errors import WrongResultError
from bench.probe import high_water
from muniment.ledger import InputRecord, Ledger, OutputRecord
from muniment.store import Digests, digests_of

FILES = {
    "SHA256SUMS": "checksums",
    "provenance.json": "provenance",
    "{}.epub": "epub",
    "{}.html": "html",
    "{}.md": "md",
    "{}.pdf": "pdf",
    "{}.source.txt": "source",
    "{}.xml": "tei",
}
BATCH = 500
"""Documents that are recorded in one transaction while the ledger is made, and looked at together."""
SAMPLE = 1_000
"""Documents that are looked up, recorded and forgotten one by one."""
LABELS = {f"tool {number}": f"{number}" * 12 for number in range(100)}
FIDELITY = {"format": "pdf", "comparison": "words", "units": 30, "words": 796, "text_sha256": "a" * 64}


def identifier(number: int) -> str:
    """The id of the document of a number; ids and numbers have the same order."""
    return f"part-{number // 1000:05}-article-{number:08}"


def records(document: str) -> Iterator[OutputRecord]:
    """The eight rows of a document."""
    digests = digests_of(document.encode())
    own = {"id": document, "source.name": f"{document}.txt", "source.sha256": digests.sha256, "sidecar.sha256": "none"}
    for pattern, format_ in FILES.items():
        derived = format_ not in ("checksums", "provenance")
        yield OutputRecord(
            document=document,
            name=pattern.format(document),
            format=format_,
            media_type="application/octet-stream",
            digests=Digests(sha256=digests.sha256, sha512=digests.sha512, size=12_345),
            stamp="1795391707005400686 1795391707005400686 2951673",
            inputs={**LABELS, "writer": format_, **own} if derived else {},
            fidelity=FIDELITY if derived else {},
            reason="not built before",
            made="2026-01-01T00:00:00Z",
        )


def fill(ledger: Ledger, documents: int) -> None:
    """Record so many documents."""
    for start in range(0, documents, BATCH):
        with ledger.transaction():
            for number in range(start, min(start + BATCH, documents)):
                record(ledger, identifier(number))


def record(ledger: Ledger, document: str) -> None:
    """Record one document with its files and its source, as a build does."""
    ledger.record_document(document, document.encode())
    for one in records(document):
        ledger.record_output(one)
    ledger.record_inputs([InputRecord(path=document.encode(), size=5_000, stamp="1 2 3", sha256="a" * 64)])


@contextmanager
def timed(figures: dict[str, float], name: str, *, each: int = 1) -> Iterator[None]:
    """Add the elapsed seconds of a block to the figures, divided by how often its work was done."""
    start = time.perf_counter()
    yield
    figures[name] = (time.perf_counter() - start) / each


def measure(folder: Path, entries: int) -> dict[str, float]:
    """Make a ledger with so many entries in ``folder`` and measure it. Raises ``WrongResultError``."""
    path = folder / f"{entries}.sqlite"
    documents = max(1, entries // len(FILES))
    figures: dict[str, float] = {"entries": documents * len(FILES), "documents": documents}
    with timed(figures, "fill"), Ledger(path) as ledger:
        fill(ledger, documents)
    figures["bytes"] = path.stat().st_size
    before = high_water()
    with timed(figures, "open"):
        ledger = Ledger(path).__enter__()
    with ledger:
        sample = [identifier(random.Random(at).randrange(documents)) for at in range(SAMPLE)]  # noqa: S311 - no secret
        _look(ledger, sample, documents, figures)
        figures["memory"] = high_water() - before
        _change(ledger, sample, figures)
    return figures


def _look(ledger: Ledger, sample: list[str], documents: int, figures: dict[str, float]) -> None:
    with timed(figures, "look up", each=len(sample)):
        found = [ledger.outputs(one)[one] for one in sample]
    _refuse(any(one != {row.name: row for row in records(name)} for name, one in zip(sample, found, strict=True)))
    with timed(figures, "look up input", each=len(sample)):
        inputs = [ledger.input(one.encode()) for one in sample]
    _refuse(None in inputs)
    seen = 0
    with timed(figures, "survey"):
        for start in range(0, documents, BATCH):
            last = min(start + BATCH, documents) - 1
            seen += sum(len(one) for one in ledger.glimpses(identifier(start), identifier(last)).values())
    _refuse(seen != figures["entries"])
    with timed(figures, "identifiers"):
        count = sum(1 for _ in ledger.identifiers())
    _refuse(count != documents)


def _change(ledger: Ledger, sample: list[str], figures: dict[str, float]) -> None:
    """Each in a transaction of its own, as a build commits."""
    chosen = list(dict.fromkeys(sample))

    def each(name: str, work: Callable[[Ledger, str], None]) -> None:
        with timed(figures, name, each=len(chosen)):
            for one in chosen:
                with ledger.transaction():
                    work(ledger, one)

    each("forget", Ledger.forget_document)
    _refuse(any(ledger.outputs(one) for one in chosen))
    each("record", record)
    _refuse(any(len(ledger.outputs(one)[one]) != len(FILES) for one in chosen))


def _refuse(is_wrong: object) -> None:
    if is_wrong:
        raise WrongResultError("the ledger did not give back what was recorded")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
