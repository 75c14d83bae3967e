"""The settings of a collection: ``muniment.toml`` as one frozen value.

The keys are described in ``docs/metadata.md`` and in ``assets/schemas/muniment.schema.json``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from muniment import values
from muniment.errors import ConfigurationError
from muniment.model import Metadata
from muniment.nodes import Kind, Node, Origin
from muniment.parameters import read_parameters
from muniment.statements import FIELDS, HINTS, check_text, read_stated
from muniment.suggestions import advice

FILE_NAME = "muniment.toml"
"""The file's name, beside ``source/``."""

DEFAULT_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest moment that every format can hold: ZIP counts from 1980."""

LAST_EPOCH_YEAR = 2107
"""The last year that ZIP can hold."""

DEFAULT_SECONDS = 600
MOST_SECONDS = 86_400
MEBIBYTE = 1 << 20
LEAST_MEBIBYTES = 256
"""Less than this a worker takes before it has begun."""
MOST_MEBIBYTES = 1 << 20

LARGEST = 1 << 18
"""Most bytes that are read: 262,144."""

TABLES = ("collection", "build", "limits", "site", "writers")
"""Every table of the file."""
COLLECTION_KEYS = ("creators", "language", "publisher", "captured", "capture_method", "rights", "subjects")
"""Every key of ``[collection]``: what may be true of a whole collection."""
BUILD_KEYS = ("epoch",)
"""Every key of ``[build]``."""
LIMITS_KEYS = ("seconds", "memory")
"""Every key of ``[limits]``."""
SITE_KEYS = ("title", "base_url")
"""Every key of ``[site]``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where things are."""

    source: Path
    """The raw texts and their sidecars."""
    dist: Path
    """The outputs."""
    build: Path
    """The ledger and caches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the work on one document may take before it is broken off."""

    seconds: int | None = DEFAULT_SECONDS
    """How long, in seconds; ``None`` for as long as it takes."""
    memory: int | None = None
    """Resident memory of its worker and of the tools that this has started, in bytes; ``None`` for what there is."""

    def for_source(self, size: int) -> Limits:
        """The limits for a source of ``size`` bytes: the time is for each MiB that it begins."""
        if self.seconds is None:
            return self
        return replace(self, seconds=self.seconds * max(1, -(-size // MEBIBYTE)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that ``muniment.toml`` can say."""

    collection: Metadata = field(default_factory=Metadata)
    """What holds for each document that does not say otherwise; each value asserted, evidence ``muniment.toml``."""
    epoch: datetime = DEFAULT_EPOCH
    """The one date and time that outputs embed where a format insists on one: UTC, whole seconds."""
    limits: Limits = field(default_factory=Limits)
    """What the work on one document may take."""
    site_title: str = "Catalogue"
    """Name of the catalogue."""
    site_base_url: str = ""
    """Where the catalogue will be published; empty where that is not known."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Settings of the writers, ``<writer>.<name>`` to text, sorted by name."""

    def fingerprint(self) -> Mapping[str, str]:
        """Every setting that editions depend on, by label, in a fixed order: not limits, not the catalogue's."""
        labels = {"build.epoch": self.epoch.strftime("%Y-%m-%dT%H:%M:%SZ")}
        for one in FIELDS:
            known = getattr(self.collection, one.name)
            if known is not None:
                labels[f"collection.{one.name}"] = json.dumps(known.value, ensure_ascii=False)
        labels |= {f"writers.{name}": value for name, value in self.parameters.items()}
        return dict(sorted(labels.items()))


def load_config(path: Path) -> Config:
    """The settings in the file at ``path``; the defaults where there is none. Raises ``ConfigurationError``."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise ConfigurationError(
            f"{path.name} cannot be read: {error.strerror}.",
            remedy="Make it a readable file, or remove it to use the defaults.",
            code="CFG-SYNTAX",
        ) from error
    return parse_config(data, file=path.name)


def parse_config(data: bytes, *, file: str) -> Config:
    """Read the bytes of a ``muniment.toml`` (TOML 1.0, UTF-8); ``file`` is its name for messages.

    Raises ``ConfigurationError`` with its remedy; its code is ``CFG-SYNTAX``, ``CFG-KEY`` or ``CFG-VALUE``.
    """
    origin = Origin(file=file, noun="muniment.toml", error=ConfigurationError, code="CFG")
    text, written = _toml(data, origin)
    tables = origin.entries(_node(written, _Lines(text), ()), of=origin.noun, known=TABLES)
    empty = Node(kind=Kind.MAPPING)
    collection = origin.entries(tables.get("collection", empty), of="[collection]", known=COLLECTION_KEYS, hints=HINTS)
    build = origin.entries(tables.get("build", empty), of="[build]", known=BUILD_KEYS)
    limits = origin.entries(tables.get("limits", empty), of="[limits]", known=LIMITS_KEYS)
    site = origin.entries(tables.get("site", empty), of="[site]", known=SITE_KEYS)
    fields = [one for one in FIELDS if one.name in COLLECTION_KEYS]
    return Config(
        collection=read_stated(collection, fields, origin=origin, evidence=FILE_NAME).metadata,
        epoch=_epoch(build.get("epoch"), origin),
        limits=Limits(seconds=_seconds(limits.get("seconds"), origin), memory=_memory(limits.get("memory"), origin)),
        site_title=_text(site.get("title"), values.text, origin, "title", default="Catalogue"),
        site_base_url=_text(site.get("base_url"), values.url, origin, "base_url", default=""),
        parameters=read_parameters(tables.get("writers", empty), origin, of="[writers.{writer}]", root="[writers]"),
    )


def check_writers(config: Config, formats: Iterable[str]) -> None:
    """Refuse settings for writers that do not exist; ``formats`` are those that do. Raises ``ConfigurationError``."""
    known = tuple(formats)
    for name in config.parameters:
        writer = name.partition(".")[0]
        if writer not in known:
            raise ConfigurationError(
                f"[writers.{writer}] in {FILE_NAME}: there is no such writer.",
                remedy=advice(writer, known),
                code="CFG-KEY",
            )


def _toml(data: bytes, origin: Origin) -> tuple[str, dict[str, Any]]:
    at: Node | None = None
    try:
        if len(data) <= LARGEST:
            text = data.decode("utf-8").removeprefix("\ufeff")
            return text, tomllib.loads(text)
        message = f"The file holds {len(data)} bytes; at most {LARGEST} are read."
    except tomllib.TOMLDecodeError as error:
        message = f"This is not TOML: {error}."
        if place := re.search(r"at line (\d+), column (\d+)", str(error)):
            at = Node(kind=Kind.TEXT, line=int(place[1]), column=int(place[2]))
    except UnicodeDecodeError as error:
        message = f"Byte {error.start + 1} of the file is not UTF-8."
    except ValueError as error:
        message = f"This holds a number that cannot be read: {error}."
    except RecursionError:
        message = "This is nested too deeply."
    raise origin.refuse(at, message, remedy="See https://toml.io/en/v1.0.0 for the syntax.", suffix="SYNTAX")


class _Lines:
    """Finds the lines that keys stand on: the TOML reader does not tell."""

    def __init__(self, text: str) -> None:
        self._places: dict[tuple[str, ...], tuple[int, int]] = {}
        table: tuple[str, ...] = ()
        for number, line in enumerate(text.split("\n"), start=1):
            if header := re.match(r"\s*\[([^\[\]]+)\]", line):
                table = _dotted(header[1])
                self._places.setdefault(table, (number, header.start(1) + 1))
            elif entry := re.match(r"\s*([A-Za-z0-9_.\" -]+?)\s*=", line):
                self._places.setdefault((*table, *_dotted(entry[1])), (number, entry.start(1) + 1))

    def at(self, path: tuple[str, ...]) -> tuple[int | None, int | None]:
        return self._places.get(path, (None, None))


def _dotted(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip('"') for part in name.split("."))


def _node(value: object, lines: _Lines, path: tuple[str, ...]) -> Node:
    """A TOML value as a node; ``path`` names the keys that lead to it."""
    line, column = lines.at(path)
    if isinstance(value, dict):
        entries = tuple(
            (_node(key, lines, (*path, key)), _node(inner, lines, (*path, key))) for key, inner in value.items()
        )
        return Node(kind=Kind.MAPPING, entries=entries, line=line, column=column)
    if isinstance(value, list):
        items = tuple(_node(item, lines, path) for item in value)
        return Node(kind=Kind.LIST, items=items, line=line, column=column)
    kind, text = _scalar(value)
    return Node(kind=kind, text=text, line=line, column=column)


def _scalar(value: object) -> tuple[Kind, str]:
    match value:
        case str():
            return Kind.TEXT, value
        case bool():
            return Kind.BOOLEAN, str(value).lower()
        case int():
            # Python refuses to write out very long numbers in decimal
            return Kind.INTEGER, str(value) if abs(value) < 1 << 63 else hex(value)
        case datetime() | date() | time():
            return Kind.MOMENT, value.isoformat()
        case _:
            return Kind.FRACTION, repr(value)


def _text(
    node: Node | None, check: Callable[[str], values.Complaint | None], origin: Origin, label: str, *, default: str
) -> str:
    return default if node is None else check_text(node, check, origin=origin, label=label)


def _epoch(node: Node | None, origin: Origin) -> datetime:
    if node is None:
        return DEFAULT_EPOCH
    if node.kind is Kind.MOMENT and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", node.text):
        moment = datetime.fromisoformat(node.text)
        if moment.utcoffset() == timedelta(0) and DEFAULT_EPOCH.year <= moment.year <= LAST_EPOCH_YEAR:
            return moment.astimezone(UTC)
    message = f"epoch is not a moment in UTC from {DEFAULT_EPOCH.year} to {LAST_EPOCH_YEAR}, in whole seconds."
    raise origin.refuse(node, message, remedy="Write it without quotes: epoch = 1980-01-01T00:00:00Z.")


def _seconds(node: Node | None, origin: Origin) -> int:
    if node is None:
        return DEFAULT_SECONDS
    return origin.integer(node, of="seconds", least=1, most=MOST_SECONDS)


def _memory(node: Node | None, origin: Origin) -> int | None:
    if node is None:
        return None
    return origin.integer(node, of="memory", least=LEAST_MEBIBYTES, most=MOST_MEBIBYTES) * MEBIBYTE
