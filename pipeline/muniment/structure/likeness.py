"""What a short text resembles that is no heading: a date, a byline, a caption, a link, the furniture of a page."""

from __future__ import annotations

import re

from muniment.structure.vocabulary import BYLINES, FURNITURE, LABELS, MONTHS

_MOST_WORDS_OF_DATE = 8
_MOST_WORDS_OF_BYLINE = 12
_LINK_ENDS = ("»", "›", "→", ">>", "…more", "↗", "▶")
_ADDRESS = re.compile(r"(?:https?://|www\.|[^\s@]@[^\s@]{1,64}\.\w)")
_PAGE_MARK = re.compile(r"\[(?:Page|page|Seite|p\.) ?\d{1,4}\]$")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_REFERENCE = re.compile(
    r"(?:[^\W\d]|[.)])(?:,[\"”’»_]{0,2}|,?[\"”’»_]) (?:\d{1,4}(?:[-–]\d{1,4})?(?: _?et seq\._?)?, ){0,40}"
    r"\d{1,4}(?:[-–]\d{1,4})?(?: _?et seq\._?)?[.;]?$"
)


def resemblance(text: str, words: list[str]) -> str:
    """The first likeness that holds; empty for none."""
    if not words:
        return ""
    first = bare(words[0]).casefold()
    likenesses = (
        ("address", _ADDRESS.search(text) is not None),
        ("link", text.endswith(_LINK_ENDS) and "«" not in text and "‹" not in text),
        ("index entry", _REFERENCE.search(text) is not None),
        ("caption", _is_caption(text, words)),
        ("attribution", text[0] in "—–―@©" or text.startswith("-- ")),
        ("page furniture", _is_furniture(text, words, first)),
        ("date", _is_date(text, words)),
        ("byline", _is_byline(words, first)),
    )
    return next((name for name, holds in likenesses if holds), "")


def _is_caption(text: str, words: list[str]) -> bool:
    """A text in square brackets, or one that goes on with a credit: ``The pier at dawn. Photo: Anna Berg``."""
    if any(word[-1] in ":：" and bare(word).casefold() in LABELS for word in words[1:-1]):
        return True
    return (text[0] in "[{" and text[1:2].isalpha()) or (text[-1] in "]}" and "[" not in text)


def _is_furniture(text: str, words: list[str], first: str) -> bool:
    return (
        text.casefold().startswith(FURNITURE)
        or _PAGE_MARK.search(text) is not None
        or (words[0][-1] in ":：" and len(words) > 1 and first in LABELS)
    )


def _is_date(text: str, words: list[str]) -> bool:
    digits = sum(map(str.isdigit, text))
    if len(words) > _MOST_WORDS_OF_DATE or digits < 2:  # noqa: PLR2004 - no date has fewer
        return False
    has_month = any(bare(word).casefold() in MONTHS for word in words)
    return (has_month and _YEAR.search(text) is not None) or digits > len(text) // 3


def _is_byline(words: list[str], first: str) -> bool:
    if first not in BYLINES or len(words) > _MOST_WORDS_OF_BYLINE:
        return False
    if len(words) == 1:
        return True
    return words[0].endswith(":") or not words[1][0].islower()


def bare(word: str) -> str:
    """The word without the marks around it."""
    return word.strip("\"'“”‘’«»()[]*_„,.:;!?")
