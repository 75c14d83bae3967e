"""What one worker does with one document: normalise, write, read back, prove, stage. It never touches ``dist/``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

from muniment import provenance
from muniment.assembly import Normalised, make_document, normalise
from muniment.attempts import Attempts, accident, unreadable
from muniment.changes import revert
from muniment.checks.fidelity import check_source, gate
from muniment.checks.glyphs import missing_glyphs
from muniment.config import Config
from muniment.errors import FidelityError, Finding, MunimentError, Place
from muniment.intake import Candidate, read_source, restore
from muniment.model import Document, Stage
from muniment.provenance import OutputFact
from muniment.sidecar import parse_sidecar
from muniment.store import Staged, Stager, digests_of
from muniment.tools import fonts
from muniment.tools.pandoc import PandocWorker
from muniment.writers import writers

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

    @property
    def editions(self) -> tuple[str, ...]:
        """The formats that need a tree and a writer."""
        return tuple(name for name in self.formats if name not in PLAIN_FORMATS)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unfinished:
    """A file on its way to the disk; the fields but the last are those of ``OutputFact``."""

    name: str
    """File name."""
    format: str
    """The writer's name, or what else it is."""
    media_type: str
    """IANA media type."""
    inputs: Mapping[str, str]
    """What it was made from."""
    fidelity: Mapping[str, object]
    """What the fidelity gate said."""
    staged: Future[Staged]
    """Where it will be, and its digests."""

    def made(self) -> Made:
        """The finished file, synced. Raises ``StorageError``."""
        staged = self.staged.result()
        fact = OutputFact(
            name=self.name,
            format=self.format,
            media_type=self.media_type,
            digests=staged.digests,
            inputs=self.inputs,
            fidelity=self.fidelity,
        )
        return Made(fact=fact, staged=staged)


_Finish = Callable[..., _Unfinished]
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
        self._stager = Stager()

    def close(self) -> None:
        """End the tools' processes and threads."""
        self._stager.close()
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
            return self._run(job)
        finally:
            self._stager.settle()

    def _run(self, job: Job) -> Result:
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
            if job.editions:
                self.pandoc.begin(normalised.body)  # it reads while this process goes on
            _prove_reversible(normalised, data, file=job.candidate.relative)
        except MunimentError as error:
            return Result(id=job.candidate.id, made=(), failures=(error,))
        except OSError as error:
            return Result(id=job.candidate.id, made=(), failures=(unreadable(error, job.candidate.relative),))
        except Exception as error:  # noqa: BLE001 - as for one edition: the other documents are built
            return Result(id=job.candidate.id, made=(), failures=(accident(error, job.candidate.relative),))
        return self._write(job, normalised, data)

    def _write(self, job: Job, normalised: Normalised, data: bytes) -> Result:
        attempts = Attempts(job.candidate.relative)
        finish = partial(_finish, self._stager, job)
        begun = [
            attempts.get(partial(_plain_output, finish, job, normalised, data, name), what=name)
            for name in PLAIN_FORMATS
            if name in job.formats
        ]
        notices: list[Finding] = []
        if job.editions:  # a text that cannot even be parsed is one failure, not one for each edition
            parse = partial(make_document, normalised, config=job.config, worker=self.pandoc)
            if document := attempts.get(parse, what=""):
                begun += [attempts.get(partial(_edition, finish, document, name), what=name) for name in job.editions]
                for name in job.editions:
                    notices += attempts.get(partial(_unshowable, job, normalised, document, name), what=name) or ()
        made = [attempts.get(one.made, what=one.format) for one in begun if one is not None]
        finished = [one for one in made if one is not None]
        return Result(
            id=job.candidate.id,
            made=(*finished, *_manifest(finish, job, normalised, finished)),
            findings=(*normalised.findings, *notices),
            failures=tuple(attempts.failures),
        )


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


def _plain_output(finish: _Finish, job: Job, normalised: Normalised, data: bytes, name: str) -> _Unfinished:
    if name == SOURCE_FORMAT:
        file_name = provenance.source_copy_name(job.candidate.id, normalised.source)
        return finish(file_name, name, normalised.source.media_type, data)
    fidelity = {"comparison": "reversible", "outcome": "passed"}
    return finish(f"{job.candidate.id}.md", name, "text/markdown", normalised.markdown.encode(), fidelity=fidelity)


def _edition(finish: _Finish, document: Document, name: str) -> _Unfinished:
    writer = writers()[name]
    data = writer.write(document)
    result = gate(document, writer, data)
    return finish(f"{document.id}{writer.suffix}", name, writer.media_type, data, fidelity=result.as_mapping())


def _unshowable(job: Job, normalised: Normalised, document: Document, name: str) -> tuple[Finding, ...]:
    characters = writers()[name].unshowable(document)
    return missing_glyphs(normalised.clean.text, characters, format_=name, file=job.candidate.relative)


def _finish(
    stager: Stager,
    job: Job,
    file_name: str,
    name: str,
    media_type: str,
    data: bytes,
    *,
    fidelity: Mapping[str, object] = MappingProxyType({}),
) -> _Unfinished:
    """Have a file written and synced while the work goes on."""
    return _Unfinished(
        name=file_name,
        format=name,
        media_type=media_type,
        inputs=job.formats.get(name, {}),
        fidelity=dict(fidelity),
        staged=stager.stage(job.staging, f"{job.candidate.id}/{file_name}", data),
    )


def _manifest(finish: _Finish, job: Job, normalised: Normalised, made: list[Made]) -> list[Made]:
    """The provenance manifest and the checksums over what was kept and what was made. Raises ``StorageError``."""
    fresh = {one.fact.name: one.fact for one in made}
    facts = [*fresh.values(), *(one for one in job.kept if one.name not in fresh)]
    manifest = provenance.make(normalised, facts)
    table = {fact.name: fact.digests for fact in facts} | {provenance.FILE_NAME: digests_of(manifest)}
    begun = (
        finish(provenance.FILE_NAME, PROVENANCE_FORMAT, provenance.MEDIA_TYPE, manifest),
        finish(provenance.CHECKSUMS_NAME, CHECKSUMS_FORMAT, "text/plain", provenance.checksums(table)),
    )
    return [one.made() for one in begun]
