"""A job that goes to another machine and comes back: bytes out with their digest, bytes in with theirs.

The source always travels as bytes. Finished files stay in the staging folder where the worker shares it: it can read
what the coordinator has just written there. Else small ones come back with the answer, and large ones wait on the
worker until they are fetched in pieces. Either way the coordinator digests what has arrived and compares.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from muniment.errors import DocumentError, Place
from muniment.intake import read_source
from muniment.store import READ_SIZE, Digests, Staged, refused
from muniment.work import Job, Made, Result, initialise

MEETING = "meeting"
"""File in the staging folder by which a worker sees whether it shares it."""
LARGEST_ANSWER = 1 << 20
"""Files of a document that are together larger than this do not come with the answer."""
PIECE = 4 << 20
"""Bytes that are fetched at a time."""

Fetch = Callable[[Path, int, int], bytes]
"""Gives at most so many bytes of a worker's file from an offset on."""


class TransferError(Exception):
    """What arrived is not what was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A job as it travels to a worker."""

    job: Job
    """The job; its ``staging`` is a folder of this errand alone, in the coordinator's staging folder."""
    source: bytes
    """The source."""
    sha256: str
    """Of the source, taken by the coordinator; lower-case hex."""
    sidecar: bytes | None
    """The sidecar, where there is one."""
    meeting: Path
    """File that a worker finds where it shares the staging folder."""
    word: str
    """What that file holds; empty where it does not matter, because the staging folder is not to be shared."""
    largest: int
    """Bytes of finished files that come with the answer; more are fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What came of an errand, as it travels back."""

    result: Result
    """The result, with places of finished files as the worker sees them."""
    shared: bool
    """Whether the files are in the coordinator's staging folder."""
    files: Mapping[Path, bytes]
    """Files that came with the answer, by the worker's path."""
    folder: Path | None
    """The worker's folder that is to be discarded when all is fetched; ``None`` where there is none."""


class Ferry:
    """Packs errands for one build. ``share`` false treats every worker as one that shares nothing."""

    def __init__(self, staging: Path, *, share: bool = True) -> None:
        self._staging = staging
        self._numbers = count(1)
        self._meeting = staging / MEETING
        self._word = secrets.token_hex(16) if share else ""
        try:
            staging.mkdir(parents=True, exist_ok=True)
            self._meeting.write_text(self._word)
        except OSError as error:
            raise refused(error, self._meeting) from error

    def pack(self, job: Job, *, share: bool = True) -> Errand:
        """The errand for a job. Raises ``SourceError`` and ``DocumentError`` where a file cannot be read."""
        source, facts = read_source(job.candidate)
        # a worker that was given up may still be writing: no two errands have a folder in common
        staging = self._staging / f"errand-{next(self._numbers)}"
        return Errand(
            job=replace(job, staging=staging),
            source=source,
            sha256=facts.sha256,
            sidecar=_sidecar(job),
            meeting=self._meeting.absolute(),
            word=self._word if share else "",
            largest=LARGEST_ANSWER,
        )


# --------------------------------------------------------------------------------------------- on the worker


def deliver(work: Callable[[Job], Result], errand: Errand) -> Delivery:
    """Do an errand in a worker process. Raises ``TransferError`` where the source did not arrive as it was sent."""
    if hashlib.sha256(errand.source).hexdigest() != errand.sha256:
        raise TransferError(f"{errand.job.candidate.relative} arrived with other bytes than were sent")
    shared = _shares(errand)
    folder = Path(tempfile.mkdtemp(prefix="errand-"))
    job = replace(_unpacked(errand, folder), staging=errand.job.staging if shared else folder / "made")
    result = work(job)
    small = sum(one.fact.digests.size for one in result.made) <= errand.largest
    waiting = not shared and not small
    files = {one.staged.path: one.staged.path.read_bytes() for one in result.made if small and not shared}
    if not waiting:
        shutil.rmtree(folder, ignore_errors=True)
    return Delivery(result=result, shared=shared, files=files, folder=folder if waiting else None)


def initialise_there() -> None:
    """Prepare a worker process on another machine: its folder for temporary files is the only one that is surely there."""
    initialise(Path(tempfile.gettempdir()))


def _shares(errand: Errand) -> bool:
    """Whether what is written into the staging folder here is seen by the coordinator."""
    if not errand.word:
        return False
    try:
        return errand.meeting.read_text() == errand.word and os.access(errand.meeting.parent, os.W_OK)
    except OSError:
        return False


def _unpacked(errand: Errand, folder: Path) -> Job:
    """The job with its source and sidecar in a folder of their own."""
    candidate = errand.job.candidate
    source = folder / "source" / candidate.path.name
    source.parent.mkdir()
    source.write_bytes(errand.source)
    sidecar = None
    if candidate.sidecar is not None and errand.sidecar is not None:
        sidecar = folder / "sidecar" / candidate.sidecar.name  # messages name it
        sidecar.parent.mkdir()
        sidecar.write_bytes(errand.sidecar)
    return replace(errand.job, candidate=replace(candidate, path=source, sidecar=sidecar))


# --------------------------------------------------------------------------------------------- on arrival


def land(errand: Errand, delivery: Delivery, fetch: Fetch, *, together: Callable[..., Iterable[Made]] = map) -> Result:
    """The result of an errand, with its files in the coordinator's staging folder and their digests compared.

    ``together`` is ``map``, or one that works on several files at a time. Raises ``TransferError`` where a file did not
    arrive as it was sent, ``StorageError``, and what ``fetch`` raises.
    """
    made = tuple(together(lambda one: _arrived(errand, one, delivery, fetch), delivery.result.made))
    return replace(delivery.result, made=made)


def _arrived(errand: Errand, made: Made, delivery: Delivery, fetch: Fetch) -> Made:
    there = made.staged.path
    here = errand.job.staging / errand.job.candidate.id / made.fact.name
    if delivery.shared:
        digests = _digested(_read(here))
    elif there in delivery.files:
        digests = _written(here, iter((delivery.files[there],)))
    else:
        digests = _written(here, _fetched(there, made.fact.digests.size, fetch))
    if digests != made.fact.digests:
        raise TransferError(f"{made.fact.name} arrived with other bytes than were sent")
    return replace(made, staged=Staged(path=here, digests=digests))


def _sidecar(job: Job) -> bytes | None:
    if job.candidate.sidecar is None:
        return None
    try:
        return job.candidate.sidecar.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"its sidecar cannot be read: {(error.strerror or str(error)).lower()}",
            remedy="Check its permissions.",
            place=Place(file=job.candidate.relative),
            code="SRC-UNREADABLE",
        ) from error


def _fetched(path: Path, size: int, fetch: Fetch) -> Iterator[bytes]:
    for offset in range(0, size, PIECE):
        yield fetch(path, offset, PIECE)


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while piece := stream.read(READ_SIZE):
                yield piece
    except OSError as error:
        raise TransferError(f"{path.name} did not arrive: {error.strerror}") from error


def _digested(pieces: Iterator[bytes]) -> Digests:
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    for piece in pieces:
        sha256.update(piece)
        sha512.update(piece)
        size += len(piece)
    return Digests(sha256=sha256.hexdigest(), sha512=sha512.hexdigest(), size=size)


def _written(path: Path, pieces: Iterator[bytes]) -> Digests:
    """Write pieces to a file, synced; the digests are those of what came."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:

            def written() -> Iterator[bytes]:
                for piece in pieces:
                    stream.write(piece)
                    yield piece

            digests = _digested(written())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise refused(error, path) from error
    return digests
