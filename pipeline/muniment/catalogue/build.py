"""``make site``: the catalogue, written so that only what changed is touched and no file is ever seen half done.

What the last run knew says which documents to look at. Each file is made in memory and compared with what is there;
what differs is staged, synced, and renamed into place; what the last run wrote and this one does not is taken away.
The list of all files comes last.
"""

from __future__ import annotations

import hashlib
import json
import platform
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Protocol, TypeVar

from muniment.catalogue.all_documents import PARTS, ZIPPED, Whole, make_part
from muniment.catalogue.entries import Known, documents_in
from muniment.catalogue.fixity import LIST, listed, sums_of
from muniment.catalogue.memory import FILE_NAME, Memory, Remembered
from muniment.catalogue.model import Site
from muniment.catalogue.one_document import Looked, Task, Work, key_of, look
from muniment.catalogue.placing import Made, Placing, Stage, stamp_of
from muniment.config import Folders
from muniment.errors import MunimentError
from muniment.executors import WorkerDiedError, WorkExecutor, make_executor, uninterrupted
from muniment.ledger import Ledger
from muniment.runner import LEDGER
from muniment.store import exclusive, remove

MANY = 400
"""From so many documents on, starting processes costs less than they save."""
AT_A_TIME = 40
"""Documents that are handed to a process together."""

_T = TypeVar("_T")


class Watcher(Protocol):
    """Is told what happens; the command line shows it."""

    def waiting(self, folder: Path) -> None:
        """A build holds the output folder."""

    def begins(self, total: int) -> None:
        """So many documents are about to get their pages."""

    def failed(self, document: str, error: MunimentError) -> None:
        """A document cannot be offered, or not all of what is known of it; the others are."""

    def finished(self, document: str) -> None:
        """A document has been dealt with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for."""

    folders: Folders
    """Where things are."""
    site: Site = field(default_factory=Site)
    """What holds for the whole site."""
    jobs: int = 1
    """How many processes may work at once."""
    wait: bool = True
    """Whether to wait for a build in the same folder."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """How it went."""

    documents: int = 0
    """Documents that are offered."""
    looked_at: int = 0
    """Documents that were looked at, because something of theirs may have changed."""
    files: int = 0
    """Files that the site has, its list not counted."""
    written: tuple[str, ...] = ()
    """Paths below the output folder of files whose bytes are new."""
    removed: tuple[str, ...] = ()
    """Paths of files that were taken away."""
    failures: list[MunimentError] = field(default_factory=list)
    """What could not be offered, and why."""


def build_site(request: Request, watcher: Watcher) -> Summary:
    """Bring the site in the output folder up to date. Raises ``MunimentError`` where none can be written at all."""
    dist = request.folders.dist
    with (
        exclusive(dist, wait=request.wait, waiting=lambda: watcher.waiting(dist)) as staging,
        Memory(request.folders.build / FILE_NAME) as memory,
    ):
        return _Building(request, watcher, Stage(dist=dist, staging=staging), memory).run()


class _Building:
    def __init__(self, request: Request, watcher: Watcher, stage: Stage, memory: Memory) -> None:
        self._request = request
        self._dist = stage.dist
        self._watcher = watcher
        self._stage = stage
        self._memory = memory
        self._placing = Placing(stage)
        self._summary = Summary()
        self._form = form_of(request.site, Path(str(resources.files("muniment"))))
        self._places = memory.places()
        self._untouched = {path: sha256 for path, (sha256, _) in self._places.items() if self._is_as_placed(path)}
        try:
            self._listed = listed(self._dist)
        except ValueError:
            self._listed = {}  # a damaged list is written anew; what it named stays, and verifying says so

    def run(self) -> Summary:
        known = known_of(self._request.folders.build / LEDGER)
        tasks = [Task(document=one, known=known.get(one, Known())) for one in documents_in(self._dist)]
        with _workers(self._request.jobs if len(tasks) >= MANY else 1) as workers:
            self._look(tasks, workers)
            whole = self._whole(workers)
        self._put(whole)
        return self._summary

    # ----------------------------------------------------------------------------------------- each document

    def _look(self, tasks: Iterable[Task], workers: WorkExecutor) -> None:
        """Look at what may have changed, and forget what is gone."""
        remembered = self._memory.documents()
        work = Work(stage=self._stage, site=self._request.site, form=self._form)
        stale = []
        for task in tasks:
            one = remembered.pop(task.document, None)
            if one and self._is_current(one, task, work):
                self._placing.take(Made(path=path, sha256=sha256, new=False) for path, sha256 in one.files.items())
            else:
                stale.append(task)
        gone = set(remembered)
        self._watcher.begins(len(stale))
        parts = [(work, stale[start : start + AT_A_TIME]) for start in range(0, len(stale), AT_A_TIME)]
        for looked in _each(workers, look, parts):
            self._take(looked)
            gone.update(one.document for one in looked if not one.offered)
        self._memory.forget(sorted(gone))
        self._summary.looked_at = len(stale)

    def _is_current(self, one: Remembered, task: Task, work: Work) -> bool:
        intact = all(self._untouched.get(path) == sha256 for path, sha256 in one.files.items())
        return bool(one.key) and intact and one.key == key_of(work, task, one.watched)

    def _take(self, looked: list[Looked]) -> None:
        self._memory.remember(one.offered for one in looked if one.offered)
        for one in looked:
            self._placing.take(one.made)
            for error in one.failures:
                self._fail(one.document, error)
            self._watcher.finished(one.document)

    # ----------------------------------------------------------------------------------------- all documents

    def _whole(self, workers: WorkExecutor) -> str:
        """What is about all documents; gives the digest of everything that it follows from."""
        documents = self._memory.documents()
        self._summary.documents = len(documents)
        about = [self._form, [(one.document, one.digest) for one in documents.values()]]
        key = hashlib.sha256(json.dumps(about).encode()).hexdigest()
        own = {path for one in documents.values() for path in one.files}
        shared = self._places.keys() - own - {LIST}
        if self._memory.whole() == key and all(path in self._untouched for path in shared):
            self._placing.take(Made(path=path, sha256=self._untouched[path], new=False) for path in sorted(shared))
            return key
        whole = Whole(
            memory=self._request.folders.build / FILE_NAME,
            stage=self._stage,
            site=self._request.site,
            untouched={path: self._untouched[path] for path in ZIPPED if path in self._untouched},
            listed={path: self._listed[path] for path in ZIPPED if path in self._listed},
        )
        failures: list[MunimentError] = []
        for part in _each(workers, make_part, [(name, whole) for name in PARTS]):
            self._placing.take(part.made)
            failures += part.failures
        for error in failures:
            self._fail("", error)
        return "" if failures else key  # what is wrong is said in every run

    # ----------------------------------------------------------------------------------------- writing

    def _put(self, whole: str) -> None:
        """Put the new files into place, the list last, and take away what the last list has and this one has not."""
        sums = self._placing.sums
        gone = sorted(self._listed.keys() - sums.keys())
        self._placing.take([self._stage.offer(LIST, sums_of(sums))])
        with uninterrupted():
            written = self._placing.finish()
            self._summary.removed = tuple(path for path in gone if self._remove(path))
            self._memory.settle(
                {path: (sha256, self._stamp(path)) for path, sha256 in self._placing.sums.items()}, whole
            )
        self._summary.written = tuple(path for path in written if path != LIST)
        self._summary.files = len(sums)

    def _remove(self, path: str) -> bool:
        """Remove a file and the folders that it leaves empty."""
        was_there = remove(self._dist / path)
        for folder in (self._dist / path).parents:
            if folder == self._dist or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()
        return was_there

    def _stamp(self, path: str) -> str:
        return stamp_of(f"{self._dist}/{path}")

    def _is_as_placed(self, path: str) -> bool:
        stamp = self._places[path][1]
        return stamp != "" and stamp == self._stamp(path)

    def _fail(self, document: str, error: MunimentError) -> None:
        self._summary.failures.append(error)
        self._watcher.failed(document, error)


def known_of(path: Path) -> dict[str, Known]:
    """What the ledger at ``path`` knows of each document; nothing where there is none. Raises ``StorageError``."""
    if not path.exists():
        return {}
    with Ledger(path) as ledger:
        packages = ledger.packages()
        return {
            document: Known(times=times, package=packages.get(document)) for document, times in ledger.times().items()
        }


def form_of(site: Site, package: Path) -> str:
    """Digest of the site's settings and of all code in ``package``: with other code every page is made anew."""
    digest = hashlib.sha256(f"{site} {platform.python_version()} {unicodedata.unidata_version}".encode())
    for path in sorted([*package.rglob("*.py"), *(package / "assets" / "catalogue").iterdir()]):
        digest.update(f"{path.relative_to(package)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


# --------------------------------------------------------------------------------------------- processes


@contextmanager
def _workers(jobs: int) -> Iterator[WorkExecutor]:
    executor = make_executor(jobs=jobs, initialise=_ready)
    try:
        yield executor
    except BaseException:
        executor.stop(patience=0.0)
        raise
    executor.shutdown()


def _ready() -> None:
    """Importing this module is all that a worker needs."""


def _each(workers: WorkExecutor, do: Callable[..., _T], calls: Iterable[tuple[Any, ...]]) -> Iterator[_T]:
    """The results of the calls in their order; what a worker that died had in hand is done here."""
    waiting: deque[tuple[Future[_T], tuple[Any, ...]]] = deque()
    for call in calls:
        waiting.append((workers.submit(do, *call), call))
        if len(waiting) >= 2 * workers.capacity:  # so that results do not pile up
            yield _result(*waiting.popleft(), do)
    while waiting:
        yield _result(*waiting.popleft(), do)


def _result(future: Future[_T], call: tuple[Any, ...], do: Callable[..., _T]) -> _T:
    try:
        return future.result()
    except WorkerDiedError:
        return do(*call)
