"""What a short text resembles that is no heading: a date, a byline, a caption, a link, the furniture of a page."""

from __future__ import annotations

import re
from collections.abc import Callable

from muniment.structure.vocabulary import BYLINES, FURNITURE, LABELS, MONTHS

_MOST_WORDS_OF_DATE = 8
_MOST_WORDS_OF_BYLINE = 12
_LINK_ENDS = ("»", "›", "→", ">>", "…more", "↗", "▶")
_ADDRESS = re.compile(r"(?:https?://|www\.|[^\s@]@[^\s@]{1,64}\.\w)")
_PAGE_MARK = re.compile(r"\[(?:Page|page|Seite|p\.) ?\d{1,4}\]$")
_LONGEST_ET_SEQ = len("seq._.")
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
    return next((name for name, holds in _LIKENESSES if holds(text, words, first)), "")


# Every short text is asked everything, so each answer begins with a glance at what it cannot do without.


def _is_address(text: str, _words: list[str], _first: str) -> bool:
    return ("@" in text or "://" in text or "www." in text) and _ADDRESS.search(text) is not None


def _is_link(text: str, _words: list[str], _first: str) -> bool:
    return text.endswith(_LINK_ENDS) and "«" not in text and "‹" not in text


def _is_index_entry(text: str, _words: list[str], _first: str) -> bool:
    could_be = text[-1].isdecimal() or text[-2:-1].isdecimal() or "seq" in text[-_LONGEST_ET_SEQ:]
    return could_be and _REFERENCE.search(text) is not None


def _is_attribution(text: str, _words: list[str], _first: str) -> bool:
    return text[0] in "—–―@©" or text.startswith("-- ")


def _is_caption(text: str, words: list[str], _first: str) -> bool:
    """A text in square brackets, or one that goes on with a credit: ``The pier at dawn. Photo: Anna Berg``."""
    labelled = ":" in text or "：" in text
    if labelled and any(word[-1] in ":：" and bare(word).casefold() in LABELS for word in words[1:-1]):
        return True
    return (text[0] in "[{" and text[1:2].isalpha()) or (text[-1] in "]}" and "[" not in text)


def _is_furniture(text: str, words: list[str], first: str) -> bool:
    return (
        text.casefold().startswith(FURNITURE)
        or (text[-1] == "]" and _PAGE_MARK.search(text) is not None)
        or (words[0][-1] in ":：" and len(words) > 1 and first in LABELS)
    )


def _is_date(text: str, words: list[str], _first: str) -> bool:
    if len(words) > _MOST_WORDS_OF_DATE:
        return False
    digits = sum(map(str.isdigit, text))
    if digits < 2:  # noqa: PLR2004 - no date has fewer
        return False
    has_month = any(bare(word).casefold() in MONTHS for word in words)
    return (has_month and _YEAR.search(text) is not None) or digits > len(text) // 3


def _is_byline(_text: str, words: list[str], first: str) -> bool:
    if first not in BYLINES or len(words) > _MOST_WORDS_OF_BYLINE:
        return False
    if len(words) == 1:
        return True
    return words[0].endswith(":") or not words[1][0].islower()


_LIKENESSES: tuple[tuple[str, Callable[[str, list[str], str], bool]], ...] = (
    ("address", _is_address),
    ("link", _is_link),
    ("index entry", _is_index_entry),
    ("caption", _is_caption),
    ("attribution", _is_attribution),
    ("page furniture", _is_furniture),
    ("date", _is_date),
    ("byline", _is_byline),
)


def bare(word: str) -> str:
    """The word without the marks around it."""
    return word.strip("\"'“”‘’«»()[]*_„,.:;!?")
