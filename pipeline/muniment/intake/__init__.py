"""Intake: from the bytes of a source to clean Unicode text, with every edit recorded so that the bytes come back."""

from __future__ import annotations

import unicodedata

from muniment.changes import revert
from muniment.errors import Place, SourceError
from muniment.intake.cleaning import clean
from muniment.intake.codepages import encode_back
from muniment.intake.decoding import decode
from muniment.intake.language import detect_language, direction_of, dominant_direction
from muniment.intake.reading import read_source
from muniment.intake.sources import Candidate, find_sources
from muniment.model import CleanText, Stage

__all__ = [
    "Candidate",
    "clean",
    "decode",
    "detect_language",
    "direction_of",
    "dominant_direction",
    "encode_back",
    "find_sources",
    "read_source",
    "restore",
    "take_in",
]


def take_in(data: bytes, *, asserted_encoding: str | None, file: str) -> CleanText:
    """Turn the bytes of a source into clean text.

    ``asserted_encoding`` is what the sidecar states, ``file`` names the source in messages. The text is NFC, has LF
    newlines and is valid in XML 1.0. Raises ``SourceError`` with code ``SRC-UNDECODABLE``, ``SRC-BINARY``, or
    ``SRC-EMPTY`` where nothing but white space and invisible characters remains.
    """
    raw, encoding, decoded = decode(data, asserted=asserted_encoding, file=file)
    text, cleaned = clean(raw)
    if not any(unicodedata.category(char)[0] not in "ZC" for char in text):
        raise SourceError(
            "There is no text in this file, only white space.",
            remedy="Put text into it, or remove it.",
            place=Place(file=file),
            code="SRC-EMPTY",
        )
    return CleanText(text=text, encoding=encoding, changes=(*decoded, *cleaned))


def restore(clean_text: CleanText) -> bytes:
    """Regenerate the source's bytes, exactly; the inverse of ``take_in``.

    Raises ``ValueError`` where text, encoding and changes do not belong together.
    """
    raw = revert(clean_text.text, [change for change in clean_text.changes if change.stage is Stage.INTAKE])
    return encode_back(raw, clean_text.encoding, clean_text.changes)
