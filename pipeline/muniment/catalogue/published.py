"""The catalogue as it is published, read back: what answers a question where there is a server."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.catalogue.covers import cover_path
from muniment.catalogue.index import Index, Question
from muniment.catalogue.machine import CATALOGUE
from muniment.catalogue.model import Download, Entry, Site
from muniment.catalogue.shards import FOLDER
from muniment.store import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of an answer."""

    question: Question
    """What was asked."""
    page: int
    """Which page, from 1."""
    size: int
    """Most documents on a page."""
    total: int
    """Number of documents on all pages."""
    entries: tuple[Entry, ...]
    """Those on this page, the best first."""

    @property
    def last(self) -> int:
        """The last page; 1 where nothing was found."""
        return max(1, -(-self.total // self.size))


class Catalogue:
    """The catalogue in an output folder, as it was when this was made.

    Raises:
        OSError: a file of it cannot be read.
        ValueError: one is damaged, or was replaced while another was read.
    """

    def __init__(self, dist: Path) -> None:
        head, *lines = (dist / CATALOGUE).read_bytes().split(b"\n")
        known = json.loads(head + b"]}")
        self.site = Site(title=str(known["title"]), base_url=str(known["base_url"] or ""))
        self._lines = lines[: int(known["count"])]
        self._index = Index(dist)
        if len(self._lines) != self._index.documents:
            raise ValueError("the index is not that of this catalogue")

    def answer(self, question: Question, *, page: int, size: int) -> Found:
        """The documents on one page of the answer; none beyond the last."""
        numbers = self._index.find(question)
        entries = tuple(self._entry(one) for one in numbers[(page - 1) * size : page * size])
        return Found(question=question, page=page, size=size, total=len(numbers), entries=entries)

    def _entry(self, number: int) -> Entry:
        known = json.loads(self._lines[number].removesuffix(b","))
        if known["id"] != self._index.record(number)[0]:
            raise ValueError("the index is not that of this catalogue")
        return entry_of(known)


def stamps(dist: Path) -> tuple[str, ...]:
    """Changes whenever the catalogue is another. Raises ``OSError`` where there is none."""
    return tuple(stamp((dist / path).lstat()) for path in (CATALOGUE, f"{FOLDER}/index.js"))


def entry_of(known: Mapping[str, Any]) -> Entry:
    """A document as ``machine.catalogue_json`` writes it, as far as feeds show it."""
    return Entry(
        id=known["id"],
        title=known["title"],
        creators=tuple(known["creators"]),
        language=known["language"] or "und",
        direction=known["direction"],
        date=known["date"] or "",
        publisher=known["publisher"] or "",
        source_url=known["source_url"] or "",
        rights=known["rights"] or "",
        subjects=tuple(known["subjects"]),
        description=known["description"] or "",
        identifier=known["identifier"] or "",
        basis=known["basis"],
        words=known["words"],
        changes=known["changes"],
        doubtful=(),
        downloads=tuple(_downloads(known["downloads"])),
        steps=(),
        updated=known["updated"],
        cover=cover_path(known["id"]) if known["cover"] else "",
    )


def _downloads(known: Sequence[Mapping[str, Any]]) -> list[Download]:
    names = ("path", "format", "media_type", "size", "sha256", "file_name")
    return [Download(**{name: one[name] for name in names}) for one in known]
