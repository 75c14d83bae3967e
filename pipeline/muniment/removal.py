"""Taking away the outputs of documents whose source is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from muniment.config import Folders
from muniment.errors import Finding, Place, Severity
from muniment.executors import uninterrupted
from muniment.intake import Candidate
from muniment.ledger import Ledger
from muniment.store import refused, remove

PAGE = "index.html"
"""The catalogue's page in a document's folder."""


class Watcher(Protocol):
    """Is told what is taken away."""

    def removed(self, identifier: str, files: tuple[str, ...], reason: str) -> None:
        """Files were taken away."""


class Removal:
    """Takes away what belongs to no source any more. ``notice`` is told what is found meanwhile."""

    def __init__(
        self, *, folders: Folders, ledger: Ledger, watcher: Watcher, notice: Callable[[Finding], None]
    ) -> None:
        self._folders = folders
        self._ledger = ledger
        self._watcher = watcher
        self._notice = notice

    def prune(self, candidates: Iterable[Candidate], findings: Iterable[Finding]) -> int:
        """Take away the outputs of sources that are gone; gives the number of documents.

        A source that only cannot be used now keeps its own. Raises ``StorageError``.
        """
        present = {candidate.id for candidate in candidates}
        gone = [identifier for identifier in self._ledger.identifiers() if identifier not in present]
        if gone and any(finding.severity is Severity.ERROR for finding in findings):
            self._notice(_kept(gone))
            return 0
        dist = self._folders.dist
        if not present and (there := [identifier for identifier in gone if (dist / identifier).exists()]):
            self._notice(_no_source(self._folders.source, there))
            gone = [identifier for identifier in gone if identifier not in there]
        for identifier in gone:
            folder = dist / identifier
            records, reports = self._ledger.outputs(identifier), self._ledger.reports(identifier)
            names = [*records.get(identifier, ()), *reports.get(identifier, ())]
            with uninterrupted():
                files = tuple(sorted(name for name in names if remove(folder / name)))
                self._remove_folder(identifier, folder)
                with self._ledger.transaction():  # at last: what the ledger does not know is not removed again
                    self._ledger.forget_document(identifier)
            self._watcher.removed(identifier, files, "its source is gone")
        return len(gone)

    def _remove_folder(self, identifier: str, folder: Path) -> None:
        """Remove an emptied folder, with those of reports in it; what somebody else put there stays."""
        try:
            for inner in (path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()):
                inner.rmdir()
            folder.rmdir()
        except FileNotFoundError:
            pass
        except OSError as error:
            left = [path.name for path in folder.iterdir()]
            if left == [PAGE]:
                return  # the catalogue's page, which goes when the catalogue is next made
            if not left:
                raise refused(error, folder) from error
            self._notice(
                Finding(
                    code="OUT-FOREIGN",
                    severity=Severity.WARNING,
                    place=Place(file=str(folder)),
                    message=f"The outputs of {identifier} were removed, but the folder holds files that are not ours.",
                    remedy="Move them elsewhere, or delete the folder.",
                )
            )


def _no_source(source: Path, there: Sequence[str]) -> Finding:
    """A folder without a single text is sooner a disk that is not mounted than the wish to lose all publications."""
    return Finding(
        code="SRC-NONE",
        severity=Severity.ERROR,
        place=Place(file=str(source)),
        message=f"There is no text in the source folder, and there are outputs of {len(there)} documents; they stay.",
        remedy="Mount or name the right folder. If all texts are to go, remove the folders of their outputs too.",
    )


def _kept(gone: Sequence[str]) -> Finding:
    return Finding(
        code="OUT-KEPT",
        severity=Severity.WARNING,
        place=Place(file=gone[0]),
        message=f"The outputs of {', '.join(gone)} stay: the source may be one of those that cannot be used now.",
        remedy="Mend the errors above; if the source is gone then, its outputs are removed.",
    )
