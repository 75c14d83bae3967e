"""The values that pass between stages. All are frozen: a stage returns a new value and never edits what it was given.

Offsets count Unicode code points unless a field says bytes; spans are half-open. Nothing here does any work beyond
small derived properties, and nothing here imports another room of the package except ``errors``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from lxml.etree import _Element

T = TypeVar("T")

RIGHTS_NOT_EVALUATED = "http://rightsstatements.org/vocab/CNE/1.0/"


# --------------------------------------------------------------------------------------------- places and changes


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A half-open range of code points in a text."""

    start: int
    """Offset of the first code point."""
    end: int
    """Offset just past the last code point; ``end >= start``."""


class Stage(StrEnum):
    """The step that made a change; also says which text the change's position counts in."""

    DECODE = "decode"
    """Bytes to raw text. Positions count bytes of the source; ``before`` holds those bytes as lower-case hex."""
    INTAKE = "intake"
    """Raw text to clean text (newlines, NFC, control characters). Positions count code points of the raw text."""
    CANONICAL = "canonical"
    """Clean text to canonical Markdown. Positions count code points of the clean text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One recorded edit: at ``position`` of the stage's input, ``before`` was replaced by ``after``.

    The changes of one stage are sorted by position and never overlap, so the stage's input can be regenerated from
    its output (``changes.revert``) and the output from the input (``changes.apply``).
    """

    stage: Stage
    """The step that made it."""
    rule: str
    """Stable name of the reason, for instance ``newline-crlf``, ``nfc``, ``unwrap``, ``escape``."""
    position: int
    """Offset in the stage's input where ``before`` starts."""
    before: str
    """What stood there; empty for an insertion."""
    after: str
    """What stands there now; empty for a removal."""


# --------------------------------------------------------------------------------------------- metadata


class Basis(StrEnum):
    """How a value came to be known."""

    ASSERTED = "asserted"
    """A person stated it, in a sidecar, in front matter or in the collection's configuration."""
    EXTRACTED = "extracted"
    """It stands in the source text and was taken from there."""
    DERIVED = "derived"
    """It was computed (a detected language, an identifier made from a digest)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed(Generic[T]):
    """A value together with how it came to be known."""

    value: T
    """The value itself."""
    basis: Basis
    """Asserted, extracted or derived."""
    evidence: str
    """Where it comes from, in a few words: ``sidecar``, ``muniment.toml``, ``line 1``, ``language detector``."""
    confidence: float | None = None
    """Between 0 and 1 for a judgement, ``None`` for a statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known about a document. Unknown is ``None``; nothing is invented."""

    title: Attributed[str] | None = None
    """The document's title."""
    creators: Attributed[tuple[str, ...]] | None = None
    """Authors in the order given."""
    language: Attributed[str] | None = None
    """BCP 47 tag of the main language."""
    date: Attributed[str] | None = None
    """Date of publication: ISO 8601 year, year-month or full date."""
    publisher: Attributed[str] | None = None
    """Who published it."""
    source_url: Attributed[str] | None = None
    """Where it was published, as a URL."""
    captured: Attributed[str] | None = None
    """When the raw text was captured: ISO 8601 date or date-time."""
    capture_method: Attributed[str] | None = None
    """How it was captured, in words."""
    rights: Attributed[str] | None = None
    """URI of the rights statement or licence."""
    subjects: Attributed[tuple[str, ...]] | None = None
    """Subject terms in the order given."""
    description: Attributed[str] | None = None
    """A description that somebody stated; never generated."""
    identifier: Attributed[str] | None = None
    """Stable identifier; derived from the source's digest unless asserted."""


# --------------------------------------------------------------------------------------------- source and text


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """The character encoding that a source was read with."""

    name: str
    """Python codec name in its IANA-like lower-case form: ``utf-8``, ``windows-1252``."""
    basis: Basis
    """``asserted`` (sidecar), ``extracted`` (byte order mark, or strict UTF-8 passed), ``derived`` (a guess)."""
    confidence: float
    """1.0 for an assertion, a byte order mark or strict UTF-8; the detector's score for a guess."""
    byte_order_mark: bool
    """Whether the bytes began with a byte order mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What is known of the source's bytes without interpreting them; safe to publish (no folder, no time)."""

    name: str
    """File name without its folders; bytes that are not UTF-8 are percent-encoded."""
    size: int
    """Length in bytes."""
    sha256: str
    """Lower-case hex."""
    sha512: str
    """Lower-case hex."""
    media_type: str
    """``text/plain`` or ``text/markdown``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """A source as clean Unicode text: NFC, LF newlines, no control characters but tab and LF."""

    text: str
    """The clean text."""
    encoding: Encoding
    """How the bytes were decoded."""
    changes: tuple[Change, ...]
    """Every edit between the source's bytes and ``text``: stage ``decode`` first, then stage ``intake``."""


# --------------------------------------------------------------------------------------------- structure


class BlockKind(StrEnum):
    """What a stretch of text is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    VERSE = "verse"
    SCENE_BREAK = "scene_break"
    PREFORMATTED = "preformatted"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One observation that spoke for or against a judgement."""

    feature: str
    """Name of the observation, for instance ``short line``."""
    value: str
    """What was observed, in words or figures."""
    weight: float
    """How much it counted; negative speaks against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerUp:
    """The best judgement that was not made."""

    kind: BlockKind
    """What else the block could have been."""
    rule: str
    """The rule that said so."""
    confidence: float
    """Between 0 and 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One recorded judgement of structure: what a block is, and why."""

    kind: BlockKind
    """What it was judged to be."""
    rule: str
    """The rule that won, for instance ``heading.short-line``, or ``override``."""
    confidence: float
    """Between 0 and 1; 1.0 for an override."""
    evidence: tuple[Evidence, ...]
    """What was observed, strongest first."""
    span: Span
    """The block's whole extent in the clean text, markers included."""
    first_line: int
    """1-based first line in the clean text."""
    last_line: int
    """1-based last line in the clean text."""
    runner_up: RunnerUp | None = None
    """The best judgement not made, where there was one."""


class MarkKind(StrEnum):
    """What characters inside a block's words say, where they are not words; also the rule of the recorded change."""

    NOTE_REFERENCE = "note-reference"
    """It refers to a note: ``[1]``, ``*``, a raised figure."""
    NOTE_END = "note-mark"
    """The bracket that ends a note whose marker opened it."""
    EMPHASIS = "emphasis-mark"
    """It begins or ends emphasis: an underscore."""
    STRONG = "strong-mark"
    """It begins or ends strong emphasis: an asterisk."""
    CELL = "table-cell"
    """It parts two cells of a table's row: blanks, a tab, a bar; nothing where a cell beside it is empty."""
    CELL_LINE = "table-cell-line"
    """It parts two lines of one cell of a table: a line feed and blanks."""
    LINK = "link-mark"
    """Nothing in the source: here begins the entry of a list of contents that names a heading."""
    LINK_END = "link-end"
    """Nothing in the source: here it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineMark:
    """Characters inside a line of a block that canonical Markdown has other signs for."""

    kind: MarkKind
    """What they say."""
    span: Span
    """Where they stand in the clean text; inside one of the block's lines."""
    label: str = ""
    """Reference: the label of the note. End of a link: the ``id`` that it leads to. Else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of clean text with its judged structure.

    ``lines`` are the spans of the block's words, one per source line, with indentation, list markers, quote marks,
    underlines and trailing blanks left out. Blocks come in source order and their lines never overlap, but for a note
    in the middle of the text: its lines lie inside the reference that the paragraph before it has, in one line of that
    paragraph. Every character of the clean text outside all lines is white space or a marker.
    """

    kind: BlockKind
    """What it is."""
    lines: tuple[Span, ...]
    """Spans of its words in the clean text; empty only for a scene break."""
    decision: Decision
    """Why it is that."""
    level: int = 0
    """Heading: 1 to 6 (the title is 1, headings under it start at 2). List item: depth from 0. Else 0."""
    marker: str = ""
    """As it stands in the source. List item: ``-``, ``3.``, ``•``. Scene break: its marks. Note: ``[1]``, where it begins."""
    quoted: bool = False
    """Whether it stands inside a block quote."""
    starts_group: bool = False
    """List item: it begins a new list. Quoted block: it begins a new quote. Block of a note: it begins the note."""
    indents: tuple[int, ...] = ()
    """Verse: columns of indentation of each line beyond the least indented one; else empty."""
    note: str = ""
    """Label of the note that it belongs to (a paragraph or verse, never quoted); empty outside notes."""
    header: bool = False
    """Table: whether its first row heads the columns. A table has a line for each row."""
    marks: tuple[InlineMark, ...] = ()
    """Signs inside its lines that are not words, in order; they never overlap."""


class FurnitureKind(StrEnum):
    """What a line is that belongs to the pages of a scanned book; also the rule of the recorded change."""

    PAGE_NUMBER = "page-number"
    """The number of the page, alone or with a word for a page."""
    RUNNING_HEAD = "running-head"
    """A line that comes back at the top or foot of pages, perhaps with their numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """A line of the clean text that belongs to its pages and not to its words: no block has it, and a change takes it out."""

    kind: FurnitureKind
    """What it is."""
    span: Span
    """Its words in the clean text: one line without the blanks at either end."""
    line: int
    """1-based line in the clean text."""
    confidence: float
    """Between 0 and 1."""
    evidence: tuple[Evidence, ...]
    """What was observed, strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A reader's correction of structure, from the sidecar.

    It names its block by words, so that it still holds after the source has changed elsewhere.
    """

    text: str
    """The first words of the line that it is about, white space folded; the longest matching line start wins."""
    kind: BlockKind
    """What the block is."""
    level: int = 0
    """Heading level or list depth; 0 leaves it to the rules."""
    occurrence: int = 1
    """Which of the lines that begin so, counted from 1."""
    joined: bool = False
    """Whether the line belongs to the block before it instead of beginning one."""
    quoted: bool = False
    """Whether it stands inside a block quote."""


# --------------------------------------------------------------------------------------------- documents and editions


@dataclass(frozen=True, slots=True, kw_only=True)
class ColophonEntry:
    """One row of the provenance colophon that HTML, EPUB and PDF show."""

    term: str
    """What it is, in English: ``Source SHA-256``."""
    detail: str
    """The value as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Everything a writer may use. The same document and parameters always give the same bytes."""

    id: str
    """Safe slug of the source's path: ``[a-z0-9._-]``; the name of the folder and the stem of every output."""
    metadata: Metadata
    """What is known about it."""
    display_title: str
    """The title, or a supplied one in square brackets where no title is known; never empty."""
    language: str
    """BCP 47 tag for ``lang`` attributes; ``und`` where unknown."""
    direction: str
    """``ltr`` or ``rtl``: the base direction of the main language."""
    markdown: str
    """Canonical Markdown, front matter included; what is stored as ``<id>.md``."""
    article: _Element
    """The one XHTML tree (see ``tree.py``). Writers copy it before changing anything."""
    source: SourceFacts
    """Facts about the source's bytes."""
    encoding: Encoding
    """How the source was decoded."""
    changes: Mapping[str, int]
    """Number of changes by rule, in a fixed order."""
    colophon: tuple[ColophonEntry, ...]
    """Rows of the provenance colophon, in order."""
    epoch: datetime
    """The only date and time a writer may embed where a format insists on one; time zone aware, UTC."""
    parameters: Mapping[str, str]
    """Settings of the writers from ``muniment.toml``, as ``<writer>.<name>`` to text, in a fixed order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One output format of one document, as bytes ready to be stored."""

    format: str
    """Name of the writer: ``html``, ``epub``, ``pdf``, ``tei`` or ``md``."""
    file_name: str
    """``<id>.<suffix>``."""
    media_type: str
    """IANA media type."""
    data: bytes
    """The file's bytes."""
