"""What an engine of the PDF edition is: a value with a function from the document to an unfinished PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pikepdf import Pdf

from muniment.model import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One way to lay out the pages. What the file says of itself as a whole, and what is attached, is the writer's part."""

    name: str
    """How the setting ``engine`` names it."""
    producer: Callable[[], str]
    """Program and version, as the file's metadata name them."""
    lay_out: Callable[[Document], Pdf]
    """Makes a tagged PDF without metadata and attachments; the caller closes it. ``fonts.prepare`` must have been run.
    Raises ``WriterError`` and ``MissingToolError``."""
    fingerprint: Callable[[], Mapping[str, str]]
    """Versions and digests of what its bytes depend on, fonts apart; found without loading it."""
    unshowable: Callable[[Document], tuple[str, ...]]
    """Characters that its pages show as U+FFFD, in order of appearance."""
