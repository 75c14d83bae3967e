"""What can be seen of a short stretch of text: how it begins and ends, its letters, its number, what it resembles.

Measured once for each short candidate. Longer text is measured by its length alone: nothing of that length is
anything but a paragraph, and that keeps the work linear with a small constant.

Most short texts are nothing but ASCII letters, blanks and a few marks. What is left of them without letters and blanks
tells at a glance which questions need not be asked.
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache

from muniment.structure.endings import CLOSERS, End, ending
from muniment.structure.likeness import bare, resemblance
from muniment.structure.numbering import NO_NUMBER, Number, number_of
from muniment.structure.vocabulary import STANDING_HEADINGS
from muniment.structure.working import working

SHORT = 240
"""Code points up to which a text's features are measured."""


@working
class Features:
    """Observations on one short text."""

    width: int
    """Length in columns, marks left out; characters of scripts without word spaces count double."""
    words: int
    """Number of words; every two characters of a script without word spaces count as one."""
    end: End
    """How it ends."""
    begins_small: bool
    """Whether its first letter is a small one."""
    cased: bool
    """Whether its letters come in capitals and small."""
    capitals: bool
    """Whether all its cased letters are capitals (two at least)."""
    title_case: bool
    """Whether all its longer words after the first begin with a capital, and there are any."""
    sentences: int
    """Sentence ends inside the text, before its last word."""
    letters: int
    """How many letters it has."""
    resembles: str
    """What else it looks like: ``date``, ``byline``, ``address``, ``attribution``, ``link``, ``caption``, ``index entry``,
    ``page furniture``, ``score``; empty for nothing."""
    spoken: bool
    """Whether it begins with an opening quote or a dash, as speech does."""
    pictograph: bool
    """Whether it begins with a pictograph before a word, as some headings are adorned."""
    enclosed: bool
    """Whether it stands as a whole in quotes or brackets."""
    page: bool
    """Whether it ends with a number, as a line of a table of contents does."""
    standing: bool
    """Whether it is a word that is a heading by itself, in one of the languages known."""
    amount: bool
    """Whether it begins with a figure and a small letter, as amounts do: ``2 onions``, ``1.5 litres``."""
    year: bool
    """Whether it ends with a number that can be a year."""
    number: Number = NO_NUMBER
    """The number that it begins with."""


_OPENERS = frozenset("\"'“‘«([{「『（【‹*_„»¿¡")
_SPEECH = frozenset('"“‘«„»—–-')
_FIRST_SYMBOL = "\u2190"
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1780-\u17ff]")
_LETTERS = string.ascii_letters.encode()
_CAPITALS = string.ascii_uppercase.encode()
_SMALL = string.ascii_lowercase.encode()
_WORDS_ALONE = _LETTERS + b" "
_FIGURES = string.digits.encode()
_STOPS = b".!?"
_BEYOND_ASCII = re.compile("[^\u0000-\u007f]")
_BEYOND_LATIN = re.compile("[^\u0000-\u02ff]")
_STOP = re.compile("[.!?。！？।۔؟]")
_INNER_SENTENCE = re.compile("[.!?][\"'”’»)]? +[\"'“‘«(]?[^\\W\\d_]|[。！？].|[।۔؟] .")
_INNER_SENTENCE_OF_ASCII = re.compile("[.!?][\"')]? +[\"'(]?[A-Za-z]")
_NARROW = 60
_FEW_WORDS = 16
_AFTER_YEAR = ".?!\"'’”"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[.?!\"'’”]?")
_AMOUNT = re.compile(r"(?:\d[\d.,/]{0,8})?[\d½¼¾]( |(?:[kcdm]?[gl]|oz|cm|mm|tsp|tbsp|cc|EL|TL|g\.) )([^\W\d_])")
_PAGE = re.compile(r"[^\W\d_][.?!\"'’”]? {1,3}(?:\d{1,3}|[1-9]\d{3})$")


def share_of_unspaced(text: str) -> float:
    """Share of characters of scripts without word spaces."""
    return 0.0 if text.isascii() or not text else len(_UNSPACED.findall(text)) / len(text)


def observe(text: str) -> Features:
    """Observe a short text (white space folded to single spaces). Time is linear in its length."""
    return _observed_before(text) if len(text) <= _FEW_WORDS else _observe(text)


def _observe(text: str) -> Features:
    words = text.split()
    if text.isascii():
        plain = text.encode()
        marks = plain.translate(None, _WORDS_ALONE)
        letters = len(plain) - len(marks) - plain.count(b" ")
        if not marks and letters and text[0] != " ":
            return _observe_letters(text, words, letters)
        capitals, cased = letters > 1 and text.isupper(), letters > 0
        width, count = len(text), len(words)
        has_figures = len(marks.translate(None, _FIGURES)) < len(marks)
        sentences = _inner_sentences_of_ascii(text, marks) if marks else 0
    else:
        has_figures = True
        letters, upper, lower = _count_letters(text)
        capitals, cased = upper > 1 and lower == 0, upper + lower > letters // 2 and letters > 0
        unspaced = len(_UNSPACED.findall(text))
        width, count = unspaced + len(text) - _count_of_marks(text), len(words) + unspaced // 2
        sentences = _inner_sentences(text)
    head = first = text[:1]
    if not first.isalnum():
        first = next((character for character in text if character.isalnum()), "")
    resembles = resemblance(text, words, figured=has_figures)
    number = NO_NUMBER if resembles == "date" else number_of(text, words)
    seen = (
        width,
        count,
        ending(text),
        first.islower(),
        cased,
        capitals,
        _is_title_case(words),
        sentences,
        letters,
        resembles,
        head in _SPEECH,
        head >= _FIRST_SYMBOL and _is_adorned(text),
        (head in _OPENERS or head >= _FIRST_SYMBOL) and _is_enclosed(text),
        has_figures and text[-1:].isdecimal() and _PAGE.search(text) is not None,
        text.strip(" .:_*").casefold() in STANDING_HEADINGS,
        has_figures and (head.isdecimal() or head in "½¼¾") and _is_amount(text),
        has_figures and text[-2:].strip(_AFTER_YEAR).isdecimal() and _YEAR.fullmatch(words[-1]) is not None,
    )
    if number is not NO_NUMBER:
        return Features(*seen, number)
    return _alike(*seen) if width <= _NARROW else Features(*seen)


def _observe_letters(text: str, words: list[str], letters: int) -> Features:
    """Observe ASCII letters and blanks alone: they have no mark to say anything more."""
    seen = (
        len(text),
        len(words),
        End.OPEN,
        text[0].islower(),
        True,  # cased
        letters > 1 and text.isupper(),
        _is_title_case(words),
        0,  # sentences
        letters,
        resemblance(text, words, marked=False, figured=False),
        False,  # spoken
        False,  # pictograph
        False,  # enclosed
        False,  # page
        text.casefold().strip() in STANDING_HEADINGS,
        False,  # amount
        False,  # year
    )
    number = number_of(text, words)
    if number is not NO_NUMBER:
        return Features(*seen, number)
    return _alike(*seen) if len(text) <= _NARROW else Features(*seen)


_observed_before = lru_cache(maxsize=4096)(_observe)
"""Names, answers and single words come back again and again."""

_alike = lru_cache(maxsize=4096)(Features)
"""Very short texts of which the same can be said share one object: a long text has thousands of them."""


def _count_letters(text: str) -> tuple[int, int, int]:
    """How many letters a text has, how many capitals and how many small letters.

    The letters of ASCII are counted by what is left when they are taken out, the others one by one.
    """
    plain = text.encode("ascii", "ignore")
    upper = len(plain) - len(plain.translate(None, _CAPITALS))
    lower = len(plain) - len(plain.translate(None, _SMALL))
    if len(plain) == len(text):
        return upper + lower, upper, lower
    others = _BEYOND_ASCII.findall(text)
    letters = upper + lower + sum(map(str.isalpha, others))
    return letters, upper + sum(map(str.isupper, others)), lower + sum(map(str.islower, others))


def _count_of_marks(text: str) -> int:
    """Number of characters that take no column of their own."""
    return sum(map(_is_mark, _BEYOND_LATIN.findall(text)))


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _inner_sentences(text: str) -> int:
    """Number of sentence ends inside a text: looked for from the first stop on, since most short texts have none."""
    stop = _STOP.search(text)
    return len(_INNER_SENTENCE.findall(text, stop.start())) if stop and stop.end() < len(text) else 0


def _inner_sentences_of_ascii(text: str, marks: bytes) -> int:
    """The same of ASCII text, of which ``marks`` are all characters but letters and blanks."""
    stops = len(marks) - len(marks.translate(None, _STOPS))
    return len(_INNER_SENTENCE_OF_ASCII.findall(text)) if stops > (text[-1] in ".!?") else 0


def _is_adorned(text: str) -> bool:
    if text[:1] < _FIRST_SYMBOL or unicodedata.category(text[0]) != "So":
        return False
    return next((character for character in text[1:] if not character.isspace()), "").isalnum()


def _is_enclosed(text: str) -> bool:
    if text[-1:].isalnum():
        return False
    text = (
        text[1:].lstrip("\ufe0f ") if text[:1] >= _FIRST_SYMBOL and unicodedata.category(text[0]) == "So" else text
    ).rstrip(".,")
    return len(text) > 2 and text[0] in _OPENERS and text[-1] in CLOSERS and text[0] not in "_*¿¡"  # noqa: PLR2004 - two are the marks alone


def _is_amount(text: str) -> bool:
    """Whether a figure at the beginning counts or measures what is named by a small word or after a unit."""
    found = _AMOUNT.match(text)
    return found is not None and (found[2].islower() or found[1] != " ")


def _is_title_case(words: list[str]) -> bool:
    first = ""
    for marked in words[1:]:
        word = marked if marked.isalpha() else bare(marked)
        if len(word) > 3 and word[0].isalpha():  # noqa: PLR2004 - shorter words stay small in title case
            if word[0].islower():
                return False
            first = first or word[0]
    return first.isupper()
