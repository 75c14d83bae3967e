"""The document under review: how its structure was found, and the reader's corrections of it.

Nothing is kept but the place of the files: each question reads them again, so that what is shown is what the next
build will see.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock

from muniment import metadata as metadata_rules
from muniment import store
from muniment.assembly import Normalised
from muniment.config import Config, Folders
from muniment.errors import Place, SidecarError, SourceError, UsageError
from muniment.inspection import find_candidate, normalise_candidate
from muniment.intake import Candidate
from muniment.model import Block, BlockKind, Override
from muniment.review.edits import edited
from muniment.sidecar import parse_sidecar
from muniment.structure import DOUBT, Structure
from muniment.structure.lines import Lines, measure
from muniment.structure.overrides import fold, match

LONGEST_NAME = 60
"""Code points of a line that a correction names it by, if that many are enough."""


class OutdatedError(UsageError):
    """The files changed on disk since they were shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a reader says of one line."""

    line: int
    """1-based line of the clean text."""
    kind: BlockKind
    """What begins there."""
    level: int
    """Heading level or depth in a list; 0 leaves it to the rules."""
    joined: bool
    """Whether the line belongs to the block above it instead."""
    quoted: bool
    """Whether it stands inside a block quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The document as it is now."""

    id: str
    """Its id."""
    title: str
    """Its title, or a supplied one in square brackets."""
    source: str
    """Its source, below the source folder."""
    sidecar: str
    """Name of the sidecar that corrections are in or will be in."""
    version: str
    """Digest of source and sidecar: a correction is only taken of what was shown."""
    text: str
    """The clean text."""
    structure: Structure
    """Its recognised structure."""
    corrections: Mapping[int, Override]
    """The corrections that some line answers to, by 1-based line."""

    def doubtful(self) -> tuple[Block, ...]:
        """Blocks whose judgement is not sure, the least certain first."""
        found = (block for block in self.structure.blocks if block.decision.confidence < DOUBT)
        return tuple(sorted(found, key=lambda block: (block.decision.confidence, block.decision.first_line)))


class Desk:
    """One document under review."""

    def __init__(self, folders: Folders, config: Config, identifier: str) -> None:
        """Find the document. Raises ``UsageError`` where there is none, or where its structure is not judged."""
        self._candidate = find_candidate(folders, identifier)
        self._config = config
        self._target = self._candidate.sidecar or _new_sidecar(self._candidate)
        self._lock = RLock()
        self._kept: State | None = None
        self.state()

    def state(self) -> State:
        """Read and recognise the document as it is now. Raises ``DocumentError`` and ``UsageError``."""
        with self._lock:
            data = self._sidecar()
            version = self._version(data)
            if self._kept is None or self._kept.version != version:
                self._kept = self._read(data, version)
            return self._kept

    def correct(self, correction: Correction, *, version: str) -> None:
        """Write a correction into the sidecar, in place of one that is about the same line.

        Raises ``OutdatedError`` where the files changed since they had this ``version``, ``UsageError`` where no such
        line can be named, ``SidecarError`` where the sidecar cannot be changed safely, and ``StorageError``.
        """
        with self._lock:
            state = self._current(version)
            lines = measure(state.text)
            index = _index_of(lines, correction.line)
            before = state.corrections.get(correction.line)
            after = self._named(correction, before, lines, index)
            self._write(state, before, after)

    def withdraw(self, line: int, *, version: str) -> None:
        """Take the correction that is about a line out of the sidecar; raises as ``correct`` does."""
        with self._lock:
            state = self._current(version)
            before = state.corrections.get(line)
            if before is None:
                raise UsageError(f"no correction is about line {line}", remedy="Load the page again.")
            self._write(state, before, None)

    # ----------------------------------------------------------------------------------------- reading

    def _sidecar(self) -> bytes | None:
        try:
            return self._target.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SidecarError(
                f"the sidecar cannot be read: {error.strerror}",
                remedy="Give yourself the right to read it (chmod u+rw).",
                place=Place(file=self._target.name),
            ) from error

    def _version(self, sidecar: bytes | None) -> str:
        try:
            source = self._candidate.path.read_bytes()
        except OSError as error:
            raise SourceError(
                f"the source cannot be read any more: {error.strerror}",
                remedy="Put it back, or end the review.",
                place=Place(file=self._candidate.relative),
                code="SRC-UNREADABLE",
            ) from error
        parts = (source, b"absent" if sidecar is None else b"present", sidecar or b"")
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def _read(self, sidecar: bytes | None, version: str) -> State:
        candidate = replace(self._candidate, sidecar=None if sidecar is None else self._target)
        normalised = normalise_candidate(candidate, self._config)
        structure = judged(normalised)
        text = normalised.clean.text
        overrides = parse_sidecar(sidecar, file=self._target.name).overrides if sidecar else ()
        lines = measure(text)
        return State(
            id=normalised.id,
            title=metadata_rules.display_title(normalised.metadata, normalised.id),
            source=candidate.relative,
            sidecar=self._target.name,
            version=version,
            text=text,
            structure=structure,
            corrections={lines.numbers[index]: one for index, one in _answered(lines, overrides).items()},
        )

    def _current(self, version: str) -> State:
        state = self.state()
        if state.version != version:
            raise _outdated()
        return state

    # ----------------------------------------------------------------------------------------- writing

    def _named(self, correction: Correction, before: Override | None, lines: Lines, index: int) -> Override:
        """The correction as the sidecar says it: the line's first words and which of the lines that begin so."""
        said = Override(
            text="",
            kind=BlockKind.PARAGRAPH if correction.joined else correction.kind,
            level=0 if correction.joined else correction.level,
            joined=correction.joined,
            quoted=correction.quoted and not correction.joined,
        )
        if before is not None:
            return replace(said, text=before.text, occurrence=before.occurrence)
        data = self._sidecar()
        others = parse_sidecar(data, file=self._target.name).overrides if data else ()
        for text in _names(lines, index):
            after = replace(said, text=text, occurrence=_occurrence(lines, index, text))
            if _answered(lines, (*others, after)).get(index) == after:
                return after
        raise UsageError(
            f"line {lines.numbers[index]} cannot be told from others by its first words",
            remedy="Correct the line above or below it instead.",
        )

    def _write(self, state: State, before: Override | None, after: Override | None) -> None:
        shown = self._sidecar()
        data = edited(shown or b"", before=before, after=after, file=self._target.name)
        target = self._target.resolve()
        staged = store.stage(target.parent, f".{target.name}.{secrets.token_hex(8)}", data)
        try:
            if self._version(shown) != state.version or self._sidecar() != shown:
                raise _outdated()
            if shown is not None:
                staged.path.chmod(target.stat().st_mode & 0o777)
            store.put(staged, target)
        except OSError as error:
            raise store.refused(error, target) from error
        finally:
            staged.path.unlink(missing_ok=True)


def _outdated() -> OutdatedError:
    return OutdatedError(
        "the source or the sidecar changed on disk since this page was shown, so nothing was saved.",
        remedy="This is how the document is now; make the correction again if it is still needed.",
    )


def judged(normalised: Normalised) -> Structure:
    """A document's judged structure. Raises ``UsageError`` where it is stated instead."""
    if normalised.structure is None:
        raise UsageError(
            f"{normalised.id} is Markdown already: its structure is stated, not judged",
            remedy="Correct the source itself.",
        )
    return normalised.structure


def _new_sidecar(candidate: Candidate) -> Path:
    """Where a sidecar for a source without one belongs; a name that is another source's is completed first."""
    beside = candidate.path.with_suffix(".yaml")
    other = candidate.path.with_suffix("")
    return candidate.path.with_name(f"{candidate.path.name}.yaml") if other.exists() else beside


def _answered(lines: Lines, overrides: tuple[Override, ...]) -> dict[int, Override]:
    """The corrections that lines answer to, by index, as they are written."""
    found = match(lines, overrides, "")[0]
    written = {(fold(one.text), one.occurrence): one for one in overrides}
    return {index: written[fold(one.text), one.occurrence] for index, one in found.items()}


def _index_of(lines: Lines, number: int) -> int:
    try:
        return lines.numbers.index(number)
    except ValueError as error:
        raise UsageError(f"there is nothing on line {number}", remedy="Load the page again.") from error


def _names(lines: Lines, index: int) -> tuple[str, ...]:
    """What a line can be named by: its first words, and all of it."""
    whole = fold(lines.content(index))
    short = whole[:LONGEST_NAME]
    if len(whole) > LONGEST_NAME and " " in short[LONGEST_NAME // 2 :]:
        short = short.rpartition(" ")[0]
    return tuple(dict.fromkeys((short.rstrip(), whole)))


def _occurrence(lines: Lines, index: int, text: str) -> int:
    return sum(fold(lines.content(line)).startswith(text) for line in range(index + 1))
