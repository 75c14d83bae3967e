"""What is stale, and why: sources and settings compared with the ledger and with what is on disk. Nothing is changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from muniment import provenance
from muniment.assembly import tool_versions
from muniment.config import Config, Folders
from muniment.intake import Candidate
from muniment.ledger import InputRecord, OutputRecord
from muniment.store import digests_of_file, stamp
from muniment.tools.pandoc import PandocWorker
from muniment.work import CHECKSUMS_FORMAT, MARKDOWN_FORMAT, PROVENANCE_FORMAT, SOURCE_FORMAT
from muniment.writers import Writer, writers

SHORTEST_DIGEST = 32
"""Hexadecimal values at least this long are shown shortened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleFile:
    """One output that must be made, and why."""

    format: str
    """The writer's name, ``md``, ``source``, ``provenance`` or ``checksums``."""
    name: str
    """The file's name."""
    reasons: tuple[str, ...]
    """What changed, one line each."""
    damaged: bool = False
    """Whether the file on disk is not the one that was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPlan:
    """What one document needs."""

    candidate: Candidate
    """The source."""
    inputs: Mapping[str, Mapping[str, str]]
    """The labelled inputs of every format."""
    stale: tuple[StaleFile, ...]
    """What must be made now."""
    current: tuple[OutputRecord, ...]
    """What is up to date."""
    outdated: tuple[OutputRecord, ...]
    """What came from another source or other settings and is not asked for now: it must not stay beside new files."""


class FormatInputs(Mapping[str, Mapping[str, str]]):
    """The labelled inputs of one document's outputs by format; what documents share is held once."""

    __slots__ = ("_shared", "own")

    def __init__(self, *, shared: Mapping[str, Mapping[str, str]], own: Mapping[str, str]) -> None:
        self._shared = shared
        self.own = own

    def __getitem__(self, format_: str) -> Mapping[str, str]:
        return {**self._shared[format_], **self.own}

    def __iter__(self) -> Iterator[str]:
        return iter(self._shared)

    def __len__(self) -> int:
        return len(self._shared)


class Inputs:
    """The labelled inputs of outputs, with the digests of input files read only when size or time have changed.

    ``known`` gives the digest of an input file as last read, by its path below the source folder.
    """

    def __init__(self, *, folders: Folders, config: Config, known: Callable[[bytes], InputRecord | None]) -> None:
        self._source = folders.source
        self._top = f"{os.path.realpath(folders.source)}{os.sep}"
        self._known = known
        self._fresh: list[InputRecord] = []
        settings = {label: value for label, value in config.fingerprint().items() if not label.startswith("writers.")}
        self._shared = {**tool_versions(), **settings}
        with PandocWorker() as worker:
            pandoc = worker.version()
        editions = {writer.format: _edition_inputs(writer, config, pandoc) for writer in writers().values()}
        self.shared: Mapping[str, Mapping[str, str]] = {
            SOURCE_FORMAT: {},
            MARKDOWN_FORMAT: self._shared,
            **{name: {**self._shared, **inputs} for name, inputs in editions.items()},
        }

    def take_fresh(self) -> list[InputRecord]:
        """The digests that had to be taken anew since this was last asked."""
        taken, self._fresh = self._fresh, []
        return taken

    def of(self, candidate: Candidate) -> FormatInputs:
        """Labelled inputs by format for one source. Raises ``OSError`` where a file cannot be read."""
        own = {"id": candidate.id, "source.name": candidate.name, "source.sha256": self._digest(candidate.path)}
        own["sidecar.sha256"] = self._digest(candidate.sidecar) if candidate.sidecar else "none"
        return FormatInputs(shared=self.shared, own=own)

    def _digest(self, path: Path) -> str:
        status = path.stat()
        key = self._key(path)
        known = self._known(key)
        if known and (known.size, known.stamp) == (status.st_size, stamp(status)):
            return known.sha256
        sha256 = digests_of_file(path).sha256
        self._fresh.append(InputRecord(path=key, size=status.st_size, stamp=stamp(status), sha256=sha256))
        return sha256

    def _key(self, path: Path) -> bytes:
        text = str(path)
        below = text.removeprefix(self._top) if text.startswith(self._top) else os.path.relpath(path, self._source)
        return os.fsencode(below)


def _edition_inputs(writer: Writer, config: Config, pandoc: str) -> dict[str, str]:
    own = f"writers.{writer.format}."
    settings = {f"{own}{name}": value for name, value in writer.settings.items()}
    settings |= {label: value for label, value in config.fingerprint().items() if label.startswith(own)}
    return {"pandoc": pandoc, f"writer.{writer.format}": writer.version, **writer.fingerprint(), **settings}


def is_markdown(candidate: Candidate) -> bool:
    """Whether a source states its structure itself."""
    return candidate.name.lower().endswith((".md", ".markdown"))


def file_name(candidate: Candidate, format_: str) -> str:
    """Name of the output of a format."""
    if format_ == SOURCE_FORMAT:
        return f"{candidate.id}.source{'.md' if is_markdown(candidate) else '.txt'}"
    if format_ == MARKDOWN_FORMAT:
        return f"{candidate.id}.md"
    return f"{candidate.id}{writers()[format_].suffix}"


def all_formats() -> tuple[str, ...]:
    """Every format that can be asked for."""
    return (MARKDOWN_FORMAT, *writers())


def plan_document(
    candidate: Candidate,
    *,
    folders: Folders,
    inputs: Mapping[str, Mapping[str, str]],
    records: Mapping[str, OutputRecord],
    formats: Iterable[str],
) -> DocumentPlan:
    """Compare one source with what is recorded and on disk."""
    wanted = {SOURCE_FORMAT, MARKDOWN_FORMAT, *formats}
    folder = folders.dist / candidate.id
    stale: list[StaleFile] = []
    current: list[OutputRecord] = []
    outdated: list[OutputRecord] = []
    names = {file_name(candidate, format_): format_ for format_ in inputs}
    for name, format_ in names.items():
        record = records.get(name)
        reasons, damaged = _reasons(record, inputs[format_], folder / name)
        if not reasons and record:
            current.append(record)
        elif format_ in wanted:
            stale.append(StaleFile(format=format_, name=name, reasons=reasons, damaged=damaged))
        elif record and (damaged or _other_text(record.inputs, inputs[MARKDOWN_FORMAT])):
            outdated.append(record)
        elif record:
            current.append(record)
    outdated += [record for name, record in records.items() if name not in names and not _is_manifest(record)]
    stale += _stale_manifests(folder, records, remade=bool(stale or outdated))
    return DocumentPlan(
        candidate=candidate, inputs=inputs, stale=tuple(stale), current=tuple(current), outdated=tuple(outdated)
    )


def _stale_manifests(folder: Path, records: Mapping[str, OutputRecord], *, remade: bool) -> list[StaleFile]:
    """The manifest and the checksums follow from the other files; here only their loss or damage counts."""
    stale = []
    for name, format_ in (
        (provenance.FILE_NAME, PROVENANCE_FORMAT),
        (provenance.CHECKSUMS_NAME, CHECKSUMS_FORMAT),
    ):
        record = records.get(name)
        reasons, damaged = _reasons(record, record.inputs if record else {}, folder / name)
        if reasons and (damaged or not remade):
            stale.append(StaleFile(format=format_, name=name, reasons=reasons, damaged=damaged))
    return stale


def _is_manifest(record: OutputRecord) -> bool:
    return record.format in (PROVENANCE_FORMAT, CHECKSUMS_FORMAT)


def _other_text(recorded: Mapping[str, str], markdown_inputs: Mapping[str, str]) -> bool:
    """Whether an edition was made from other canonical Markdown than the present one."""
    return any(recorded.get(label) != value for label, value in markdown_inputs.items())


def _reasons(record: OutputRecord | None, inputs: Mapping[str, str], path: Path) -> tuple[tuple[str, ...], bool]:
    """Why a file must be made (nothing where it is up to date), and whether it is damaged."""
    if record is None:
        return ("not built before",), False
    state = _state(record, path)
    if state == "missing":
        return ("the file is missing",), False
    if state == "damaged":
        return ("the file on disk is not the one that was written",), True
    labels = sorted({*record.inputs, *inputs})
    changed = [label for label in labels if record.inputs.get(label) != inputs.get(label)]
    return tuple(_said(label, record.inputs.get(label), inputs.get(label)) for label in changed), False


def _said(label: str, before: str | None, now: str | None) -> str:
    return f"{label}: {_short(before)} → {_short(now)}"


def _short(value: str | None) -> str:
    if value is None:
        return "nothing"
    is_digest = len(value) >= SHORTEST_DIGEST and all(character in "0123456789abcdef" for character in value)
    return f"{value[:12]}…" if is_digest else value


def _state(record: OutputRecord, path: Path) -> str:
    """``sound``, ``missing`` or ``damaged``; the file is read only where its size or time differ."""
    try:
        status = path.lstat()
    except OSError:
        return "missing"
    if (status.st_size, stamp(status)) == (record.digests.size, record.stamp) and not path.is_symlink():
        return "sound"
    try:
        if path.is_symlink() or not path.is_file():
            return "damaged"
        return "sound" if digests_of_file(path) == record.digests else "damaged"
    except OSError:
        return "damaged"
