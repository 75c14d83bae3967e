"""A corpus: ``<set>/<id>/`` with the raw text in one or more variants, ``gold.json``, and ``split.json`` above all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from muniment.errors import Place, UsageError

SPLIT = "open"
"""The part of a corpus that one may look at while developing."""


class Variant(StrEnum):
    """Which form of each raw text is read."""

    RAW = "raw"
    """``raw.txt``: what a user would have."""
    TIGHT = "tight"
    """``raw_tight.txt``: without blank lines between blocks."""
    BYTES = "bytes"
    """``raw_bytes.txt``: in its original encoding."""

    @property
    def file_name(self) -> str:
        """Name of the file that holds it."""
        return "raw.txt" if self is Variant.RAW else f"raw_{self.value}.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One document of a corpus."""

    id: str
    """``<set>/<id>``."""
    raw: Path
    """Its raw text."""
    gold: Path
    """Its true structure."""

    @property
    def set(self) -> str:
        """The set that it belongs to."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldBlock:
    """One block of the truth."""

    kind: str
    """``heading``, ``paragraph``, ``list_item``, ``verse``, ``quote``, ``scene_break``, ``footnote``, ``table`` …"""
    text: str
    """Its words; lines of verse are divided by LF."""
    level: int | None
    """Heading level, where known."""
    optional: bool
    """Whether it neither gains nor loses: title page, byline, list of contents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """The truth about one document, as far as pages show it."""

    title: str
    """Its title; empty where unknown."""
    has_levels: bool
    """Whether the levels of its headings can be relied on."""
    blocks: tuple[GoldBlock, ...]
    """Its blocks in reading order."""
    authors: tuple[str, ...] = ()
    """Its authors; empty where unknown."""
    language: str = ""
    """Its language as a BCP 47 tag; empty where unknown."""
    date: str = ""
    """When it was published, ISO 8601 as far as known; empty where unknown."""


def find_samples(corpus: Path, variant: Variant) -> tuple[Sample, ...]:
    """The open documents of a corpus that have this variant, sorted by id. Raises ``UsageError`` where there are none."""
    listing = corpus / "split.json"
    listed = _object(listing, _json(listing)).get(SPLIT)
    if not isinstance(listed, list) or not all(isinstance(name, str) and _is_inside(name) for name in listed):
        raise _not_a_corpus(listing, f"it has no list of ids under {SPLIT!r}")
    samples = tuple(
        Sample(id=name, raw=corpus / name / variant.file_name, gold=corpus / name / "gold.json")
        for name in sorted(set(listed))
        if (corpus / name / variant.file_name).is_file()
    )
    if not samples:
        raise _not_a_corpus(corpus, f"no open document has a {variant.file_name}")
    return samples


def fingerprint(samples: Iterable[Sample]) -> str:
    """What scores are comparable by: 16 hexadecimal digits of the digest of all ids, texts and truths."""
    digest = hashlib.sha256()
    for sample in samples:
        for data in (sample.id.encode("utf-8"), sample.raw.read_bytes(), sample.gold.read_bytes()):
            digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()[:16]


def read_gold(path: Path) -> Gold:
    """Read a ``gold.json``. Raises ``UsageError`` where it is none."""
    facts = _object(path, _json(path))
    blocks = facts.get("blocks")
    if not isinstance(blocks, list):
        raise _not_a_corpus(path, "it has no list of blocks")
    return Gold(
        title=str(facts.get("title") or ""),
        has_levels=bool(facts.get("has_levels")),
        blocks=tuple(_block(path, one) for one in blocks),
        authors=_names(facts.get("authors")),
        language=str(facts.get("language") or ""),
        date=str(facts.get("date") or ""),
    )


def _names(value: object) -> tuple[str, ...]:
    """The texts of a list; a name that is itself a list gives each of its texts."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(name for one in value for name in _names(one)) if isinstance(value, list) else ()


def _block(path: Path, value: object) -> GoldBlock:
    facts = _object(path, value)
    level = facts.get("level")
    return GoldBlock(
        kind=str(facts.get("type", "")),
        text=str(facts.get("text") or ""),
        level=level if isinstance(level, int) else None,
        optional=bool(facts.get("optional")),
    )


def _is_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return len(parts) == len(("set", "id")) and ".." not in parts and not name.startswith("/")


def _json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _not_a_corpus(path, f"it cannot be read: {error}") from error


def _object(path: Path, value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _not_a_corpus(path, "it holds something else than keys with values")
    return value


def _not_a_corpus(path: Path, reason: str) -> UsageError:
    return UsageError(
        f"this is no corpus to evaluate with: {reason}",
        remedy="Name a folder with split.json and <set>/<id>/raw.txt and gold.json: make eval CORPUS=<folder>.",
        place=Place(file=str(path)),
    )
