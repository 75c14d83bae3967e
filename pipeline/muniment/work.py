"""What one worker does with one document: normalise, write, read back, prove, stage. It never touches ``dist/``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from muniment import provenance
from muniment.assembly import Normalised, make_document, normalise
from muniment.changes import revert
from muniment.checks.fidelity import check_source, gate
from muniment.checks.glyphs import missing_glyphs
from muniment.config import Config
from muniment.errors import DocumentError, FidelityError, Finding, MunimentError, Place, WriterError
from muniment.intake import Candidate, read_source, restore
from muniment.model import Document, Stage
from muniment.provenance import OutputFact
from muniment.sidecar import parse_sidecar
from muniment.store import Digests, Staged, stage
from muniment.tools import fonts
from muniment.tools.pandoc import PandocWorker
from muniment.writers import writers

T = TypeVar("T")

MARKDOWN_FORMAT = "md"
SOURCE_FORMAT = "source"
PLAIN_FORMATS = (SOURCE_FORMAT, MARKDOWN_FORMAT)
"""What needs no tree and no writer."""
PROVENANCE_FORMAT = "provenance"
CHECKSUMS_FORMAT = "checksums"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document's stale files."""

    candidate: Candidate
    """The source."""
    config: Config
    """The collection's configuration."""
    formats: Mapping[str, Mapping[str, str]]
    """The formats to write, each with the labelled inputs that its record will hold; ``md`` and ``source`` too."""
    kept: tuple[OutputFact, ...]
    """Files that are up to date and stay as they are."""
    staging: Path
    """Folder for finished files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One finished file that waits to be put into place."""

    fact: OutputFact
    """What it is."""
    staged: Staged
    """Where it waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Who worked on a document, and when. Only those who watch a build are told; no output depends on it."""

    worker: str = ""
    """Names the worker; empty where nobody has worked."""
    began: float = 0.0
    """When the work began: seconds of the coordinator's monotonic clock."""
    seconds: float = 0.0
    """How long it took."""


NOBODY = Effort()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a job."""

    id: str
    """The document's id."""
    made: tuple[Made, ...]
    """Finished files, the manifest and the checksums last."""
    findings: tuple[Finding, ...] = ()
    """What was noticed about the text."""
    failures: tuple[MunimentError, ...] = field(default=())
    """Why the document, or some of its editions, could not be made."""
    effort: Effort = NOBODY
    """Who worked on it; the coordinator fills it in."""


class Workshop:
    """The tools that one process keeps between documents. Use it as a context manager."""

    def __init__(self) -> None:
        self._pandoc: PandocWorker | None = None

    def close(self) -> None:
        """End the tools' processes."""
        if self._pandoc is not None:
            self._pandoc.close()
            self._pandoc = None

    @property
    def pandoc(self) -> PandocWorker:
        """The pandoc process, started when it is first needed."""
        if self._pandoc is None:
            self._pandoc = PandocWorker()
        return self._pandoc

    def run(self, job: Job) -> Result:
        """Do a job. Never raises for what is wrong with the document: that is part of the result."""
        try:
            data, facts = read_source(job.candidate)
            sidecar = job.candidate.sidecar
            stated = parse_sidecar(sidecar.read_bytes(), file=sidecar.name) if sidecar else None
            normalised = normalise(
                data,
                identifier=job.candidate.id,
                source=facts,
                sidecar=stated,
                config=job.config,
                file=job.candidate.relative,
            )
            _prove_reversible(normalised, data, file=job.candidate.relative)
        except MunimentError as error:
            return Result(id=job.candidate.id, made=(), failures=(error,))
        except OSError as error:
            return Result(id=job.candidate.id, made=(), failures=(_unreadable(error, job),))
        except Exception as error:  # noqa: BLE001 - as for one edition: the other documents are built
            return Result(id=job.candidate.id, made=(), failures=(_accident(error, job, ""),))
        return self._write(job, normalised, data)

    def _write(self, job: Job, normalised: Normalised, data: bytes) -> Result:
        attempts = _Attempts(job)
        made = [
            attempts.get(partial(_plain_output, job, normalised, data, name), what=name)
            for name in PLAIN_FORMATS
            if name in job.formats
        ]
        editions = [name for name in job.formats if name not in PLAIN_FORMATS]
        notices: list[Finding] = []
        if editions:  # a text that cannot even be parsed is one failure, not one for each edition
            parse = partial(make_document, normalised, config=job.config, worker=self.pandoc)
            if document := attempts.get(parse, what=""):
                made += [attempts.get(partial(_edition, job, document, name), what=name) for name in editions]
                for name in editions:
                    notices += attempts.get(partial(_unshowable, job, normalised, document, name), what=name) or ()
        finished = [one for one in made if one is not None]
        return Result(
            id=job.candidate.id,
            made=(*finished, *_manifest(job, normalised, finished)),
            findings=(*normalised.findings, *notices),
            failures=tuple(attempts.failures),
        )


class _Attempts:
    """Gathers the failures of a document's files, so that each costs only itself."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.failures: list[MunimentError] = []

    def get(self, make: Callable[[], T], *, what: str) -> T | None:
        """What ``make`` gives, or ``None`` where it failed; ``what`` names the edition, or is empty."""
        try:
            return make()
        except MunimentError as error:
            self.failures.append(_placed(error, self._job, what))
        except Exception as error:  # noqa: BLE001 - one document's accident must not end the others
            self.failures.append(_accident(error, self._job, what))
        return None


def initialise(build: Path) -> None:
    """Prepare a worker process: our own font configuration, before anything loads fonts."""
    fonts.prepare(build / "fonts")


def _prove_reversible(normalised: Normalised, data: bytes, *, file: str) -> None:
    """The source's bytes must follow from the Markdown and the recorded changes alone."""
    canonical = [change for change in normalised.changes if change.stage is Stage.CANONICAL]
    clean = revert(normalised.markdown, canonical)
    if clean != normalised.clean.text or restore(normalised.clean) != data:
        raise FidelityError(
            "the recorded changes do not lead back to the source",
            remedy="This is a defect of Muniment: please report it with the source.",
            place=Place(file=file),
            code="FID-REVERSE",
        )
    if normalised.structure is not None:
        structure = normalised.structure
        check_source(normalised.clean.text, structure.blocks, normalised.body, furniture=structure.furniture, file=file)


def _plain_output(job: Job, normalised: Normalised, data: bytes, name: str) -> Made:
    if name == SOURCE_FORMAT:
        file_name = provenance.source_copy_name(job.candidate.id, normalised.source)
        return _finish(job, file_name, name, normalised.source.media_type, data, fidelity={})
    fidelity = {"comparison": "reversible", "outcome": "passed"}
    markdown = normalised.markdown.encode()
    return _finish(job, f"{job.candidate.id}.md", name, "text/markdown", markdown, fidelity=fidelity)


def _edition(job: Job, document: Document, name: str) -> Made:
    writer = writers()[name]
    data = writer.write(document)
    result = gate(document, writer, data)
    return _finish(job, f"{document.id}{writer.suffix}", name, writer.media_type, data, fidelity=result.as_mapping())


def _unshowable(job: Job, normalised: Normalised, document: Document, name: str) -> tuple[Finding, ...]:
    characters = writers()[name].unshowable(document)
    return missing_glyphs(normalised.clean.text, characters, format_=name, file=job.candidate.relative)


def _finish(
    job: Job, file_name: str, name: str, media_type: str, data: bytes, *, fidelity: Mapping[str, object]
) -> Made:
    staged = stage(job.staging, f"{job.candidate.id}/{file_name}", data)
    inputs = job.formats.get(name, {})
    fact = OutputFact(
        name=file_name, format=name, media_type=media_type, digests=staged.digests, inputs=inputs, fidelity=fidelity
    )
    return Made(fact=fact, staged=staged)


def _manifest(job: Job, normalised: Normalised, made: list[Made]) -> list[Made]:
    """The provenance manifest and the checksums over what was kept and what was made."""
    fresh = {one.fact.name: one.fact for one in made}
    facts = [*fresh.values(), *(one for one in job.kept if one.name not in fresh)]
    manifest = _finish(
        job,
        provenance.FILE_NAME,
        PROVENANCE_FORMAT,
        provenance.MEDIA_TYPE,
        provenance.make(normalised, facts),
        fidelity={},
    )
    table: dict[str, Digests] = {fact.name: fact.digests for fact in (*facts, manifest.fact)}
    sums = _finish(
        job, provenance.CHECKSUMS_NAME, CHECKSUMS_FORMAT, "text/plain", provenance.checksums(table), fidelity={}
    )
    return [manifest, sums]


def _placed(error: MunimentError, job: Job, name: str) -> MunimentError:
    """The error with its place, where it has none."""
    if error.place is not None:
        return error
    place = Place(file=_named(job, name))
    return type(error)(error.message, remedy=error.remedy, place=place, code=error.code)


def _named(job: Job, name: str) -> str:
    return f"{job.candidate.relative} ({name})" if name else job.candidate.relative


def _accident(error: Exception, job: Job, name: str) -> MunimentError:
    return WriterError(
        f"unexpected {type(error).__name__}: {error}",
        remedy="This is a defect of Muniment: please report it with the source. The other documents are built.",
        place=Place(file=_named(job, name)),
        code="WRITE-ACCIDENT",
    )


def _unreadable(error: OSError, job: Job) -> DocumentError:
    return DocumentError(
        f"cannot be read: {(error.strerror or str(error)).lower()}",
        remedy="Check its permissions.",
        place=Place(file=job.candidate.relative),
        code="SRC-UNREADABLE",
    )
