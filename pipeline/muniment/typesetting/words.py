"""The text of a line in pieces that a reader of the PDF gets back character by character, in order.

Most text is drawn and that is all. Where the glyphs cannot say it, a piece states its text (``ActualText``, ISO 32000-1,
14.9.4): white space drawn alone or after a hyphen, which PDFium passes over; a character that no font has; words with
marks, joiners or signs of several characters, whose glyphs are no characters one by one; and every word of a block with
characters that are read from right to left, as readers put those, and what stands beside them, into another order than it
was written in. A piece that states its text has no place inside it where a line could end, since a line may end a page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from muniment.tools.font_families import Family
from muniment.typesetting import faces

LONG = 60
"""Characters of a word that may be wider than a line."""
LONG_IN_A_CELL = 16
"""Characters of a word that may be wider than a cell of a table."""

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})
_WORDS = re.compile(r"(\s+)")
_ADDRESS = re.compile(r"://|@|\bwww\.")
_LONG_WORD = r"[!-~\u00a1-\u024f\u0370-\u052f]{%d,}"
_BREAK_AFTER = re.compile(r"[/?&=._,;:@-]+(?=[^/?&=._,;:@-])|[^/?&=._,;:@-]{16}(?=[^/?&=._,;:@-]{4})")
_WORD = re.compile(r"[^\s/\u200b\u2010-\u2015-]*[\s/\u200b\u2010-\u2015-]*")
_SPACE_AFTER_HYPHEN = r"(?<=[-\u2010\u00ad]) +"
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aad\ua980-\ua9df\uaa60-\uaadf\u2e80-\ua4cf"
    "\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff\u0f00-\u0fff\u1b00-\u1b7f]"
)
"""Scripts in which a line may end inside what white space parts."""
_SIMPLE = re.compile(
    "[\\s -\u02ff\u0370-\u0482\u048a-\u058f\u10a0-\u10ff\u1c80-\u1cbf\u1d00-\u1dbf\u1e00-\u200a\u2010-\u2027\u202f-\u205e"
    "\u2070-\u20cf\u2100-\u218f\u2c60-\u2c7f\u2e80-\u2fdf\u3000-\u3029\u3030-\u3098\u309b-\ua4cf\ua722-\ua7ff\uab30-\uab6f"
    "\uac00-\ud7a3\uf900-\ufaff\ufb00-\ufb06\uff00-\uffef]*"
)
"""Text of which each glyph is a character or a ligature, in scripts without reordering."""
_LEADING_VOWELS = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4")
_FOLLOWING_VOWELS = frozenset("\u0e33\u0eb3")  # drawn in part above the letter before
_SIGNS = re.compile("[\u200c\u200d\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_JOINING = 9  # canonical combining class of a virama


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text in one family."""

    drawn: str
    """The characters that are laid out; empty for a place where a word may be broken without a sign."""
    family: str
    """Name of the family, as ``tools.fonts`` knows it."""
    stated: str | None
    """The characters that it stands for, where its glyphs cannot say them."""
    whole: bool = False
    """Whether layout may put no hyphen into it."""


def is_right_to_left(text: str) -> bool:
    """Whether a text has characters that are read from right to left (UAX #9), Arabic digits and marks included."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)


def pieces(  # what holds for a text, and where it stands
    text: str,
    families: Sequence[Family],
    *,
    instead: Mapping[str, str],
    each_word: bool,
    longest: int = LONG,
    after_element: bool = False,
) -> Iterator[Piece]:
    """A text in one style in pieces, in order; joined, what they stand for is the text.

    Args:
        text: What is to be read; white space as it is to be drawn.
        families: See ``faces.order``.
        instead: Characters that are drawn as another one.
        each_word: State every word.
        longest: Longer words may be broken anywhere, and addresses at their signs.
        after_element: Whether an element of another style comes directly before it.

    A space at the beginning of a style is drawn alone where a line ends there, so it is stated.
    """
    joined = not after_element
    before: Piece | None = None
    for piece in _in_order(text, families, instead, each_word=each_word, longest=longest):
        if before is not None:
            joined = (before.family, before.whole, before.stated) == (piece.family, piece.whole, None)
        if joined or piece.stated is not None or piece.drawn[:1] != " ":
            yield piece
        else:
            yield replace(piece, drawn=" ", stated=" ")
            if piece.drawn[1:]:
                yield replace(piece, drawn=piece.drawn[1:])
        before = piece


def _in_order(
    text: str, families: Sequence[Family], instead: Mapping[str, str], *, each_word: bool, longest: int
) -> Iterator[Piece]:
    for part, whole in _hinted(text, longest):
        if not part:
            yield Piece(drawn="", family=families[0].name, stated=None, whole=True)
            continue
        for words, state in _words(part, each_word=each_word):
            for piece in (_stated if state else _plain)(words, families, instead):
                yield replace(piece, whole=whole)


# --------------------------------------------------------------------------------------------- long words


def _hinted(text: str, longest: int) -> Iterator[tuple[str, bool]]:
    """The text and whether it is a part of a long word; between two parts comes an empty string."""
    if max(map(len, text.split()), default=0) < longest and not _ADDRESS.search(text):
        if text:
            yield text, False
        return
    long = _long(longest)
    plain = ""
    for word in _WORDS.split(text):
        if not (_ADDRESS.search(word) or long.fullmatch(word)):
            plain += word
            continue
        if plain:
            yield plain, False
        plain = ""
        for number, part in enumerate(_BREAK_AFTER.sub(r"\g<0>\n", word).split("\n")):
            if number:
                yield "", True
            yield part, True
    if plain:
        yield plain, False


@lru_cache(maxsize=8)
def _long(characters: int) -> re.Pattern[str]:
    return re.compile(_LONG_WORD % characters)


# --------------------------------------------------------------------------------------------- words that are stated


def _words(text: str, *, each_word: bool) -> Iterator[tuple[str, bool]]:
    """Stretches of the text, and whether each is to be stated; what is not stays together."""
    if not each_word and (text.isascii() or not _is_marked(text)):
        yield text, False
        return
    plain = ""
    for word in _seen(_WORD.findall(text)):
        for part in _clusters(word) if _UNSPACED.search(word) else (word,):
            if part and (each_word or _is_marked(part)):
                if plain:
                    yield plain, False
                    plain = ""
                yield part, True
            else:
                plain += part
    if plain:
        yield plain, False


def _seen(words: Sequence[str]) -> Iterator[str]:
    """The words, those that nothing is drawn of together with the next."""
    held = ""
    for word in words:
        held += word
        if any(unicodedata.category(character)[0] not in "ZC" for character in word):
            yield held
            held = ""
    if held:
        yield held


def _is_marked(text: str) -> bool:
    """Whether glyphs of the text may stand for several of its characters, or several for one."""
    return _SIMPLE.fullmatch(text) is None


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _clusters(word: str) -> Iterator[str]:
    """A word in parts that no line end can part: letters with their marks and what is drawn with them (UAX #29)."""
    cluster = ""
    for character in word:
        if cluster and not _goes_with(cluster[-1], character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _goes_with(before: str, character: str) -> bool:
    return (
        _is_mark(character)
        or character in _FOLLOWING_VOWELS
        or before in _LEADING_VOWELS
        or unicodedata.combining(before) == _JOINING
        or unicodedata.category(character)[0] in "ZCP"
        or _SIGNS.fullmatch(character) is not None
        or before == "\u200d"
    )


# --------------------------------------------------------------------------------------------- pieces


def _plain(text: str, families: Sequence[Family], instead: Mapping[str, str]) -> Iterator[Piece]:
    at = 0
    for match in _unsayable("".join(instead)).finditer(text):
        yield from _in_families(text[at : match.start()], families)
        yield from _stated(match[0], families, instead)
        at = match.end()
    yield from _in_families(text[at:], families)


@lru_cache(maxsize=16)
def _unsayable(characters: str) -> re.Pattern[str]:
    listed = f"|[{re.escape(characters)}]" if characters else ""
    return re.compile(_SPACE_AFTER_HYPHEN + listed)


def _in_families(text: str, families: Sequence[Family]) -> Iterator[Piece]:
    for stretch in faces.stretches(text, families) if text else ():
        stated = None if stretch.text.strip() else stretch.text
        yield Piece(drawn=stretch.text, family=stretch.family, stated=stated)


def _stated(text: str, families: Sequence[Family], instead: Mapping[str, str]) -> Iterator[Piece]:
    drawn = "".join(instead.get(character, character) for character in text)
    at = 0
    for stretch in faces.stretches(drawn, families):
        end = at + len(stretch.text)
        yield Piece(drawn=stretch.text, family=stretch.family, stated=text[at:end])
        at = end
