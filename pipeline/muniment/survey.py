"""Which documents of a collection need something. Nothing is looked at closely that is exactly as it was recorded.

The documents are gone through in the order of their ids, a batch at a time beside the ledger's rows, so that neither
the rows nor the plans of a large collection are ever in memory together.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import Path

from muniment import provenance
from muniment.config import Config, Folders
from muniment.intake import Candidate
from muniment.ledger import Ledger
from muniment.plan import DocumentPlan, FormatInputs, Inputs, file_name, plan_document
from muniment.records import Glimpse, OutputRecord, own_inputs
from muniment.store import stamp
from muniment.work import MARKDOWN_FORMAT, SOURCE_FORMAT

BATCH = 500
"""Documents whose rows are read together."""
MANIFESTS = (provenance.FILE_NAME, provenance.CHECKSUMS_NAME)


class Survey:
    """Compares sources with the ledger and with what is on disk; may be asked again and again during a build."""

    def __init__(self, *, folders: Folders, config: Config, ledger: Ledger, formats: Iterable[str]) -> None:
        self._folders = folders
        self._ledger = ledger
        self._formats = tuple(formats)
        self._wanted = {SOURCE_FORMAT, MARKDOWN_FORMAT, *self._formats}
        self._inputs = Inputs(folders=folders, config=config, known=ledger.input)
        self._numbers = {name: ledger.shared_number(inputs) for name, inputs in self._inputs.shared.items()}

    def plans(
        self, candidates: Iterable[Candidate], *, refuse: Callable[[Candidate, OSError], None]
    ) -> Iterator[DocumentPlan]:
        """The plans of the documents that need something, in the order of ids; the others are up to date.

        ``refuse`` is told of each source that cannot be read. Between two batches the ledger learns the digests and
        stamps that had to be taken anew, and the caller may write to it whenever it has been given a plan.
        """
        ordered = sorted(candidates, key=attrgetter("id"))
        for start in range(0, len(ordered), BATCH):
            batch = ordered[start : start + BATCH]
            glimpses = self._ledger.glimpses(batch[0].id, batch[-1].id)
            touched: list[tuple[OutputRecord, str]] = []
            for candidate in batch:
                try:
                    plan = self._look(candidate, glimpses.get(candidate.id, {}), touched)
                except OSError as error:
                    refuse(candidate, error)
                    continue
                if plan is not None:
                    yield plan
            with self._ledger.transaction():
                self._ledger.record_inputs(self._inputs.take_fresh())
                for record, now in touched:
                    self._ledger.restamp(record, now)

    def _look(
        self, candidate: Candidate, glimpses: Mapping[str, Glimpse], touched: list[tuple[OutputRecord, str]]
    ) -> DocumentPlan | None:
        """What a document needs, if anything. Raises ``OSError`` where its source cannot be read."""
        inputs = self._inputs.of(candidate)
        if self._is_as_recorded(candidate, inputs, glimpses):
            return None
        records = self._ledger.outputs(candidate.id).get(candidate.id, {}) if glimpses else {}
        folder = self._folders.dist / candidate.id
        stamps = {name: _stamp_of(folder / name) for name in records}  # before they are read: what changes later shows
        plan = plan_document(candidate, folders=self._folders, inputs=inputs, records=records, formats=self._formats)
        if plan.stale or plan.outdated:
            return plan
        touched += [(record, stamps[name]) for name, record in records.items() if stamps[name] != record.stamp]
        return None

    def _is_as_recorded(self, candidate: Candidate, inputs: FormatInputs, glimpses: Mapping[str, Glimpse]) -> bool:
        """Whether all that is wanted is recorded, made from the present inputs and untouched since, and nothing more."""
        own = own_inputs(inputs.own)
        folder = f"{self._folders.dist}{os.sep}{candidate.id}{os.sep}"  # text: a path object for each file takes longer
        seen = 0
        for format_, number in self._numbers.items():
            name = file_name(candidate, format_)
            glimpse = glimpses.get(name)
            if glimpse is None and format_ not in self._wanted:
                continue
            if glimpse is None or glimpse[2:] != (own, number) or not _is_untouched(folder + name, glimpse):
                return False
            seen += 1
        for name in MANIFESTS:
            glimpse = glimpses.get(name)
            if glimpse is None or not _is_untouched(folder + name, glimpse):
                return False
            seen += 1
        return seen == len(glimpses)


def _is_untouched(path: str, glimpse: Glimpse) -> bool:
    """Whether a file has the recorded size and stamp, so that it need not be read."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    return status.st_size == glimpse[0] and stamp(status) == glimpse[1]


def _stamp_of(path: Path) -> str:
    """The stamp of a file; empty where there is none."""
    try:
        return stamp(path.lstat())
    except OSError:
        return ""
