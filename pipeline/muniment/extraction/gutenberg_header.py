"""The header that Project Gutenberg puts before its texts: a list of fields above a line ``*** START OF …``.

Its ``Release Date`` is when Project Gutenberg published this text, so date and publisher belong together; when the work
itself first appeared the header does not say. A translator, an editor or an illustrator is no author.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from muniment.extraction.dates import find_dates
from muniment.extraction.found import Found
from muniment.extraction.language_names import tag_of
from muniment.extraction.names import has_name_form
from muniment.extraction.page import Line

_CERTAIN = 0.98
_START = re.compile(r"^(?:\*{3} ?)?START OF TH(?:E|IS) PROJECT GUTENBERG", re.IGNORECASE)
_FIELD = re.compile(r"^([A-Z][A-Za-z ]{2,30}): ?(.*)$")
_NOTE = re.compile(r"\s*\[[^\]]*\]?\s*$")
_NOBODY = frozenset({"anonymous", "unknown", "various", "none", "n/a"})
_NAME = "Project Gutenberg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a Project Gutenberg header says."""

    end: int
    """Number of the line that ends it."""
    title: Found[str] | None
    """The title with its subtitle."""
    creators: Found[tuple[str, ...]] | None
    """The authors."""
    language: Found[str] | None
    """BCP 47 tag, where one language is named."""
    date: Found[str] | None
    """When Project Gutenberg released the text."""
    publisher: Found[str]
    """Project Gutenberg itself."""


def find_header(lines: tuple[Line, ...]) -> Header | None:
    """The Project Gutenberg header among the first lines of a text, or ``None``."""
    end = next((at for at, line in enumerate(lines) if _START.match(line.text)), None)
    if end is None:
        return None
    fields = _fields(lines[:end])
    title = fields.get("Title", [])
    return Header(
        end=lines[end].number,
        title=_joined(title),
        creators=_authors(fields.get("Author", [])),
        language=_language(fields.get("Language", [])),
        date=_date(fields.get("Release Date", [])),
        publisher=Found(value=_NAME, first_line=lines[end].number, last_line=lines[end].number, confidence=_CERTAIN),
    )


def _fields(lines: tuple[Line, ...]) -> dict[str, list[tuple[int, str]]]:
    """Each field's lines, number and words; an indented line continues the field above it."""
    found: dict[str, list[tuple[int, str]]] = {}
    name = ""
    for line in lines:
        match = _FIELD.match(line.text)
        if match and not line.is_indented:
            name = match[1]
            found.setdefault(name, []).append((line.number, match[2]))
        elif name and line.is_indented and not line.after_blank:
            found[name].append((line.number, line.text))
        else:
            name = ""
    return found


def _joined(parts: list[tuple[int, str]]) -> Found[str] | None:
    words = " ".join(text for _, text in parts).strip()
    return _found(parts, words) if words else None


def _authors(parts: list[tuple[int, str]]) -> Found[tuple[str, ...]] | None:
    """One author a line; *A and B* are two where both have the form of a name."""
    names: list[str] = []
    for _, text in parts:
        both = text.split(" and ")
        names += both if len(both) > 1 and all(map(has_name_form, both)) else [text]
    names = [name for name in names if name]
    if not names or any(name.casefold() in _NOBODY for name in names):
        return None
    return Found(value=tuple(names), first_line=parts[0][0], last_line=parts[-1][0], confidence=_CERTAIN)


def _language(parts: list[tuple[int, str]]) -> Found[str] | None:
    tag = tag_of(parts[0][1]) if len(parts) == 1 else None
    return _found(parts, tag) if tag else None


def _date(parts: list[tuple[int, str]]) -> Found[str] | None:
    if not parts:
        return None
    dates = find_dates(_NOTE.sub("", parts[0][1]), "en")
    return _found(parts[:1], dates[0].value) if dates else None


def _found(parts: list[tuple[int, str]], value: str) -> Found[str]:
    return Found(value=value, first_line=parts[0][0], last_line=parts[-1][0], confidence=_CERTAIN)
