"""What the catalogue knows of a document. All of it comes from the manifests beside the editions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one validator said of one edition, about these very bytes."""

    tool: str
    """Its name."""
    version: str
    """Its version."""
    profile: str
    """What it validated against."""
    passed: bool
    """Whether it passed."""
    report: str
    """Path of the raw report below the document's folder; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file that people can take."""

    path: str
    """Path below the output folder: ``letter/letter.pdf``, ``archive/letter.zip``."""
    format: str
    """``html``, ``epub``, ``pdf``, ``tei``, ``md``, ``source`` or ``package``."""
    media_type: str
    """IANA media type."""
    size: int
    """Length in bytes."""
    sha256: str
    """Lower-case hex."""
    file_name: str
    """A name for people, with the title in it: ``The harbour clock - Ada Mariner.pdf``."""
    verdicts: tuple[Verdict, ...] = ()
    """What validators said of these very bytes; empty where none was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a document's way, for its timeline."""

    name: str
    """``received``, ``normalised``, ``built``, ``checked`` or ``packaged``."""
    when: str
    """ISO 8601, UTC; empty where no time is known."""
    detail: str
    """What was done, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document."""

    id: str
    """Its id."""
    title: str
    """Its title, or its id in square brackets."""
    creators: tuple[str, ...]
    """Authors in order; empty where unknown."""
    language: str
    """BCP 47 tag; ``und`` where unknown."""
    direction: str
    """``ltr`` or ``rtl``, from the language's script."""
    date: str
    """ISO 8601 date of publication; empty where unknown."""
    publisher: str
    """Empty where unknown."""
    source_url: str
    """Empty where unknown."""
    rights: str
    """URI of the rights statement or licence."""
    subjects: tuple[str, ...]
    """Subject terms."""
    description: str
    """A stated description; never generated."""
    identifier: str
    """Stable identifier."""
    basis: Mapping[str, str]
    """For each known field whether it was asserted, extracted or derived."""
    words: int
    """Words of the canonical text."""
    changes: Mapping[str, int]
    """Number of recorded changes by rule."""
    doubtful: tuple[tuple[int, int, str, float], ...]
    """Doubtful judgements: first and last line of the source, kind, confidence."""
    downloads: tuple[Download, ...]
    """Files, reading formats first."""
    steps: tuple[Step, ...]
    """Its way, in order."""
    updated: str
    """When anything of it last changed: ISO 8601, UTC."""
    cover: str = ""
    """Path of a picture of it (PNG, JPEG or SVG) below the output folder; empty where there is none."""

    @property
    def year(self) -> str:
        """The year of publication; empty where unknown."""
        return self.date[:4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What holds for the whole catalogue."""

    title: str = "Catalogue"
    """Its name, at the head of every page."""
    base_url: str = ""
    """Where it will be published, ending in ``/``; empty where that is not known: every link is relative then."""
