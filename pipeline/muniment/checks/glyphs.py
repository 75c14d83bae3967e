"""Characters that an edition cannot show: one finding for each, with where it first stands in the source."""

from __future__ import annotations

from collections.abc import Iterable

from muniment.errors import Finding, Place, Severity
from muniment.tools.fonts import named


def missing_glyphs(text: str, characters: Iterable[str], *, format_: str, file: str) -> tuple[Finding, ...]:
    """A warning for each character, in order.

    Args:
        text: The source's clean text, whose lines are the source's.
        characters: The characters that the edition shows as U+FFFD.
        format_: The edition's format; it begins the code: ``PDF-NO-GLYPH``.
        file: The source, as messages name it.
    """
    return tuple(_finding(text, character, format_=format_, file=file) for character in characters)


def _finding(text: str, character: str, *, format_: str, file: str) -> Finding:
    at = text.find(character)
    line = column = None
    if at >= 0:
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    count = f" ({text.count(character)} in the text)" if at >= 0 else ""
    return Finding(
        code=f"{format_.upper()}-NO-GLYPH",
        severity=Severity.WARNING,
        place=Place(file=file, line=line, column=column),
        message=f"No pinned font has {named(character)}{count}: the pages show U+FFFD in its place.",
        remedy="It can still be read and copied; the other editions have it as it is.",
    )
