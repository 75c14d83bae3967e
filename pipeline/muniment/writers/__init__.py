"""The writers, one file a format. A new format is a new file here that defines ``WRITER``; nothing else changes.

A writer is a value: it turns a ``Document`` into bytes with a plain function, and never opens an output file. It also
knows how to read its own product back, with a library that it did not write it with, so that the fidelity gate can
compare what came out with what went in.
"""

from __future__ import annotations

import importlib
import pkgutil
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from muniment.model import Document


class Comparison(StrEnum):
    """How the fidelity gate compares an edition's text with the canonical text."""

    EXACT = "exact"
    """Unit by unit, code point for code point."""
    WORDS = "words"
    """The ordered words of the whole text, after NFKC and de-hyphenation, list markers included."""


def nothing(_document: Document) -> tuple[str, ...]:
    """No characters: what a writer says whose product can hold any."""
    return ()


def load_nothing() -> None:
    """What a writer does ahead of its first document that needs nothing more than its module."""


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text after NFKC, as white space divides them."""
    return tuple(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """One output format."""

    format: str
    """Short name, used by ``--format`` and as a make target: ``html``."""
    suffix: str
    """File suffix with its dot: ``.html``."""
    media_type: str
    """IANA media type of the product."""
    version: str
    """Changed by hand whenever the same document would give other bytes; it makes this format stale, and only it."""
    summary: str
    """What the format is good for, in one line."""
    comparison: Comparison
    """How its text is compared with the canonical text."""
    write: Callable[[Document], bytes]
    """Makes the edition's bytes. Raises ``WriterError``."""
    read_back: Callable[[bytes], tuple[str, ...]]
    """The text of the edition's content in reading order, one string a unit (see ``checks/fidelity.py``), without
    page furniture, colophon, navigation, list markers made by style and note reference marks. Raises ``WriterError``
    where the bytes are not readable as the format."""
    fingerprint: Callable[[], Mapping[str, str]]
    """What the bytes depend on beyond the document: label to version or digest (tools, style sheets, fonts)."""
    words: Callable[[str], tuple[str, ...]] = plain_words
    """Divides text into the words that ``Comparison.WORDS`` compares; given the units joined by LF."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """What it can be told in ``[writers.<format>]`` or in a sidecar: name to the value that holds where nothing is said."""
    unshowable: Callable[[Document], tuple[str, ...]] = nothing
    """The characters of a document that its product shows as a sign that something is missing, in order of appearance;
    each becomes a finding."""
    load: Callable[[], object] = load_nothing
    """Loads what its first document would else wait for: modules and libraries. It begins no thread and no process."""


@cache
def writers() -> Mapping[str, Writer]:
    """Every writer of this package by its format, sorted; found by looking, not listed by hand."""
    found: dict[str, Writer] = {}
    for module in pkgutil.iter_modules(__path__):
        writer = getattr(importlib.import_module(f"{__name__}.{module.name}"), "WRITER", None)
        if isinstance(writer, Writer):
            found[writer.format] = writer
    return dict(sorted(found.items()))


def default_parameters() -> Mapping[str, str]:
    """The settings of all writers where nothing is said: ``<writer>.<name>`` to text."""
    return {f"{one.format}.{name}": value for one in writers().values() for name, value in one.settings.items()}
