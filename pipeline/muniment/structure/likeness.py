"""What a short text resembles that is no heading: a date, a byline, a caption, a link, the furniture of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from muniment.structure.article_words import COUNTED, FURNITURE, FURNITURE_ALONE, LABELS, SIDES
from muniment.structure.vocabulary import BYLINES, CONTRIBUTIONS, MONTHS, NAME_PARTICLES, OUR

_MOST_WORDS_OF_DATE = 8
_MOST_WORDS_OF_DATES = 20
_BEFORE_DATES = BYLINES | {"last", "first", "originally", "zuletzt", "stand", "mis", "modifié", "última", "laatst"}
_DIGITS_OF_DATE = 6
_MOST_WORDS_OF_BYLINE = 12
_MOST_WORDS_OF_NAME = 4
_LATEST_BY = 4
_MOST_WORDS_ALONE = 3
_FEW = 2
_LONGEST_LABEL = 13
_LONGEST_SIDE = 20
_LINK_ENDS = ("»", "›", "→", ">>", "…more", "↗", "▶")
_LINK_LAST = frozenset(end[-1] for end in _LINK_ENDS)
_ADDRESS = re.compile(r"(?:https?://|www\.|[^\s@]@[^\s@]{1,64}\.\w)")
_PAGE_MARK = re.compile(r"\[(?:Page|page|Seite|p\.) ?\d{1,4}\]$")
_LONGEST_ET_SEQ = len("seq._.")
_DIGIT = re.compile("[0-9]")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_FURNITURE_BY_START = {
    start: tuple(words for words in FURNITURE if words.startswith(start))
    for start in {words[:2] for words in FURNITURE}
}
_FIRSTS_OF_FURNITURE = frozenset(words.partition(" ")[0] for words in FURNITURE)
_WORDS_OF_FURNITURE = tuple(words for words in FURNITURE if " " not in words)
_FIRSTS_ALONE = frozenset(words.partition(" ")[0] for words in FURNITURE_ALONE)
_REFERENCE = re.compile(
    r"(?:[^\W\d]|[.)])(?:,[\"”’»_]{0,2}|,?[\"”’»_]) (?:\d{1,4}(?:[-–]\d{1,4})?(?: _?et seq\._?)?, ){0,40}"
    r"\d{1,4}(?:[-–]\d{1,4})?(?: _?et seq\._?)?[.;]?$"
)

_TIME = re.compile(
    r"\d{1,2}(?:[:.h]\d{2}){1,2} ?(?:[ap]\.?m\.?|uhr|hs?|hrs|uur)?(?: \(?[A-Z]{2,4}\)?)?(?: ?[-–—:|])?", re.IGNORECASE
)
_IN_FIGURES = re.compile(
    r"(?<![\d.])(?:\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2})(?!\d)"
)
_SCORE = re.compile(r"[^\W\d]\.? {1,2}\d{1,3} ?[-–:] ?\d{1,3}(?: \(\d{1,3}[-–:]\d{1,3}\)$| ([^\W\d]))")
_UNSPACED_BYLINE = re.compile(
    "(?:文|图|圖|图文|撰文|摄影|编辑|取材|写真|撮影)(?:[・/／と](?:文|图|摄影|写真|撮影|取材|構成))?[/／|｜＝=]|(?:本报|本報|特约)?(?:记者|記者)[^。，]{2,20}$|[가-힣]{2,4} ?(?:기자|특파원)(?: =|$| \\S+@)"
)


def resemblance(text: str, words: list[str], *, marked: bool = True, figured: bool = True) -> str:
    """The first likeness that holds; empty for none.

    ``marked`` is false for a text that is known to be ASCII letters and blanks alone, and ``figured`` for one that is
    known to be ASCII without figures: such a text cannot have most of the likenesses, and most texts are such.
    """
    if not words:
        return ""
    if not marked and all(map(_is_quiet, words[:_LATEST_BY])):
        return ""
    first = _folded(words[0])
    for name, holds in _LIKENESSES if figured else _WITHOUT_FIGURES if marked else _OF_LETTERS:
        if holds(text, words, first):
            return name
    return ""


@lru_cache(maxsize=1024)
def _folded(word: str) -> str:
    """The same few words begin most lines."""
    return bare(word).casefold()


@lru_cache(maxsize=4096)
def _is_quiet(word: str) -> bool:
    """Whether a word is in no byline and begins nothing of a page's furniture."""
    plain = _folded(word)
    return plain not in BYLINES and plain not in _FIRSTS_ALONE and not _begins_furniture(plain)


def _begins_furniture(word: str) -> bool:
    return word in _FIRSTS_OF_FURNITURE or word.startswith(_WORDS_OF_FURNITURE)


# Every short text is asked everything, so each answer begins with a glance at what it cannot do without.


def _is_address(text: str, _words: list[str], _first: str) -> bool:
    return ("@" in text or "://" in text or "www." in text) and _ADDRESS.search(text) is not None


def _is_link(text: str, _words: list[str], _first: str) -> bool:
    return text[-1] in _LINK_LAST and text.endswith(_LINK_ENDS) and "«" not in text and "‹" not in text


def _is_index_entry(text: str, _words: list[str], _first: str) -> bool:
    if text[-1].isalpha():
        return False
    could_be = text[-1].isdecimal() or text[-2:-1].isdecimal() or "seq" in text[-_LONGEST_ET_SEQ:]
    return could_be and _REFERENCE.search(text) is not None


def _is_attribution(text: str, _words: list[str], _first: str) -> bool:
    return text[0] in "—–―@©" or text.startswith("-- ")


def _is_caption(text: str, words: list[str], _first: str) -> bool:
    """A text in square brackets, or one that goes on with a credit: ``The pier at dawn. Photo: Anna Berg``."""
    labelled = ":" in text or "：" in text
    if labelled and any(word[-1] in ":：" and bare(word).casefold() in LABELS for word in words[1:-1]):
        return True
    if "(" in text and _names_side(text):
        return True
    if text[-1] in "])" and _is_credit_in_brackets(text):
        return True
    is_labelled = text[0] == "[" and 0 < text.find("]") <= _LONGEST_LABEL and len(words) > _MOST_WORDS_ALONE
    if is_labelled and text[-1] != "]":
        return False
    return (text[0] in "[{" and text[1:2].isalpha()) or (text[-1] in "]}" and "[" not in text)


def _names_side(text: str) -> bool:
    """Whether a line says in brackets where somebody stands in a picture: ``Ada (left) and Ben``, ``(à droite)``."""
    start = text.find("(")
    held = text[start + 1 : text.find(")", start)]
    return start > 0 and len(held) <= _LONGEST_SIDE and any(bare(word).casefold() in SIDES for word in held.split())


def _is_credit_in_brackets(text: str) -> bool:
    """Whether a line goes on, after some words, with who took the picture: ``… [Ada Writer/Agency]``."""
    start = text.rfind("[" if text[-1] == "]" else "(")
    held = text[start + 1 : -1]
    if start < 1 or " " not in text[:start].strip():
        return False
    return ("/" in held and held[:1].isupper() and held[-1:].isalpha()) or (text[-1] == "]" and is_name(held.split()))


def _is_furniture(text: str, words: list[str], first: str) -> bool:
    return (
        (
            (phrases := _FURNITURE_BY_START.get(text[:2].casefold()[:2])) is not None
            and text.casefold().startswith(phrases)
        )
        or (len(words) <= _MOST_WORDS_ALONE and text.strip(" .:|–—-").casefold() in FURNITURE_ALONE)
        or (text[-1] == "]" and _PAGE_MARK.search(text) is not None)
        or (words[0][-1] in ":：" and len(words) > 1 and first in LABELS)
        or ("|" in text and text.count(" | ") >= _FEW)
        or (text[0].isdecimal() and _is_tally(words))
        or ("：" in words[0][1:-1] and words[0].partition("：")[0] in LABELS)
    )


def _is_tally(words: list[str]) -> bool:
    """Whether a line is what a web page counts: ``12 Comments``, ``4.8 stars (127 reviews)``."""
    is_alone = len(words) == _FEW or (len(words) > _FEW and words[_FEW][0] == "(")
    return is_alone and words[0].replace(".", "").replace(",", "").isdecimal() and words[1].casefold() in COUNTED


def _is_date(text: str, words: list[str], first: str) -> bool:
    if len(words) > _MOST_WORDS_OF_DATE and (first not in _BEFORE_DATES or len(words) > _MOST_WORDS_OF_DATES):
        return False
    if text.isascii() and _DIGIT.search(text) is None:
        return False
    digits = sum(map(str.isdigit, text))
    if digits < 2:  # noqa: PLR2004 - no date has fewer
        return False
    has_month = any(bare(word).casefold() in MONTHS for word in words)
    if (
        (has_month and _YEAR.search(text) is not None)
        or _TIME.fullmatch(text)
        or (digits >= _DIGITS_OF_DATE and _IN_FIGURES.search(text))
    ):
        return True
    return digits > len(text) // 3 and len(words) <= _MOST_WORDS_OF_DATE and digits > sum(map(str.isalpha, text))


def _is_score(text: str, words: list[str], _first: str) -> bool:
    """The result of a match between two sides: ``Rovers 2-2 United``."""
    if len(words) > _MOST_WORDS_OF_BYLINE or not ("-" in text or "–" in text or ":" in text):
        return False
    found = _SCORE.search(text) if words[0][-1] not in ".:" and _YEAR.search(text) is None else None
    return found is not None and not (found[1] or "").islower()


def _is_byline(text: str, words: list[str], first: str) -> bool:
    if "|" in words[1:]:
        words = words[: words.index("|", 1)]
    if len(words) > _MOST_WORDS_OF_BYLINE:
        return False
    if first in BYLINES and (len(words) == 1 or words[0].endswith(":") or not words[1][0].islower()):
        return True
    if first in BYLINES and bare(words[1]).casefold() in OUR:
        return True
    return _is_credit(text, words) or (not text.isascii() and _UNSPACED_BYLINE.match(text) is not None)


def _is_credit(text: str, words: list[str]) -> bool:
    """What somebody contributed, and a name: ``Words by Ada Writer``, ``Foto di …``, ``Röportaj: …``."""
    if ":" not in text and "：" not in text and BYLINES.isdisjoint(map(_folded, words[1:_LATEST_BY])):
        return False
    for at, word in enumerate(words[:_LATEST_BY]):
        plain = _folded(word)
        if plain in BYLINES and at:
            contributed = any(_folded(one) in CONTRIBUTIONS for one in words[:at])
            return contributed and len(words) > at + 1 and not words[at + 1][0].islower()
        if word[-1] in ":：" and plain in CONTRIBUTIONS:
            return is_name(words[at + 1 :])
    return False


def is_name(words: list[str]) -> bool:
    """Whether words have the form of one person's name: two to four, with capitals, not all in capitals."""
    if not 2 <= len(words) <= _MOST_WORDS_OF_NAME or words[-1][0].islower():  # noqa: PLR2004 - a given and a family name
        return False
    capitals = 0
    for word in words:
        letters = word.replace(".", "").replace("-", "").replace("'", "").replace("’", "")
        if not letters.isalpha():
            return False
        if letters[0].isupper():
            capitals += 1
        elif word not in NAME_PARTICLES:
            return False
    return capitals > 1 and not all(word.isupper() for word in words)


_Likeness = tuple[str, Callable[[str, list[str], str], bool]]

_LIKENESSES: tuple[_Likeness, ...] = (
    ("address", _is_address),
    ("link", _is_link),
    ("index entry", _is_index_entry),
    ("caption", _is_caption),
    ("attribution", _is_attribution),
    ("page furniture", _is_furniture),
    ("date", _is_date),
    ("byline", _is_byline),
    ("score", _is_score),
)
_OF_FIGURES = frozenset({"index entry", "date", "score"})
_WITHOUT_FIGURES = tuple(one for one in _LIKENESSES if one[0] not in _OF_FIGURES)
_OF_LETTERS = tuple(one for one in _LIKENESSES if one[0] in {"page furniture", "byline"})


def bare(word: str) -> str:
    """The word without the marks around it."""
    return word.strip("\"'“”‘’«»()[]*_„,.:;!?")
