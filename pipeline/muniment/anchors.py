"""The names of headings that links lead to: one rule for the tree that has them and for the lists that point at them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

_NOTE_ID: Final = re.compile(r"fn(?:ref)?[0-9]+(?:-[0-9]+)?")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_APOSTROPHES: Final = "'’ʼ"
_SLUG_LENGTH: Final = 60


def slug(text: str) -> str:
    """An ASCII name of a heading for ``id``: letters, digits and hyphens, a letter first; empty where none is left."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in _APOSTROPHES)
    name = _NOT_SLUG.sub("-", plain).strip("-")
    if len(name) > _SLUG_LENGTH:
        name = name[: _SLUG_LENGTH + 1].rpartition("-")[0] or name[:_SLUG_LENGTH]
    if name and (not name[0].isalpha() or _NOTE_ID.fullmatch(name)):
        name = f"section-{name}"
    return name


def names(headings: Iterable[str]) -> Iterator[str]:
    """A name for each heading of a document, the title included, in the order of the text: no two are alike."""
    used: Counter[str] = Counter()
    taken: set[str] = set()
    for number, words in enumerate(headings, start=1):
        wanted = slug(words) or f"section-{number}"
        name = wanted
        while name in taken:
            used[wanted] += 1
            name = f"{wanted}-{used[wanted] + 1}"
        taken.add(name)
        yield name
