"""Laid-out text against the text that was to be laid out, in order, character by character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from muniment.errors import WriterError

HYPHEN = "\N{SOFT HYPHEN}"
"""How text says that layout broke a word here (ISO 32000-1, 14.8.2.2.3)."""

INSERTED = "-"
"""What layout draws where it hyphenates a word: ``hyphenate-character`` in the style sheet."""

BREAK_HINT = "\N{WORD JOINER}\N{ZERO WIDTH SPACE}"
"""Put into text before layout where a long word may be broken without a sign; it is no part of what is read. The joiner
tells it from a zero width space of the author's, and the pair is never parted (UAX #14, LB8 and LB11)."""

_SPACE = " \t\n\r\f"
_EDGE = "\x00"
_SKIPPED = _SPACE + _EDGE
_INLINE = frozenset({"a", "bdi", "code", "em", "span", "strong", "sub", "sup"})
_NOTE_ROLES = frozenset({"doc-noteref", "doc-backlink"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One stretch of text on one line, in one style, matched with the text that was to be laid out."""

    text: str
    """What it stands for: the stretch itself; then a space where white space was swallowed at the line end, or
    U+00AD instead of the hyphen that layout inserted, or after the stretch where a word goes on on the next page. The
    author's own soft hyphens are left out."""
    note_mark: bool
    """Whether it stands in a note reference mark or in a backlink."""
    language: str | None
    """Language tag of the nearest element around it that states one."""


@dataclass(slots=True, kw_only=True)
class _Found:
    """A piece whose text is not settled before the next one is found."""

    text: str
    """As in a piece."""
    note_mark: bool
    """As in a piece."""
    language: str | None
    """As in a piece."""


def align(body: Element, pages: Sequence[Sequence[str]]) -> list[list[Piece]]:
    """Match the stretches of text on each page, in reading order, with the text below ``body``.

    Raises:
        WriterError: The pages have not the same characters in the same order, white space apart (``WRITE-TEXT``).
    """
    script = _Script(body)
    result: list[list[_Found]] = []
    at = 0
    last: _Found | None = None
    last_page = 0
    word: _Found | None = None
    for number, page in enumerate(pages):
        pieces: list[_Found] = []
        result.append(pieces)
        for stretch in page:
            start, end, text = script.match(stretch, at)
            if last is not None and start < end:
                gap = script.text[at:start]
                last.text = _joined(last.text, gap, new_page=last_page < number)
                word = None if _EDGE in gap else word
                if gap and word is not None and last.note_mark:
                    # Who leaves out the note mark leaves out the space with it: the word before needs one too.
                    word.text = word.text.rstrip(_SPACE + HYPHEN) + " "
            found = script.found(text, start)
            pieces.append(found)
            if start < end:
                last, last_page = found, number
                word = word if found.note_mark else found
                at = end
    if script.text[at:].strip(_SKIPPED):
        raise _differs(script.text[at:].strip(_SKIPPED), "nothing")
    return [
        [Piece(text=found.text, note_mark=found.note_mark, language=found.language) for found in page]
        for page in result
    ]


def _joined(text: str, gap: str, *, new_page: bool) -> str:
    """``text`` with what tells how it goes on, given what stands between it and the next stretch."""
    if _EDGE in gap:
        return text
    if gap:
        return f"{text} "
    return text + HYPHEN if new_page and text[-1:] not in (*_SPACE, HYPHEN) else text


class _Script:
    """All text below an element as one string, blocks set apart by NUL, and which element has what."""

    def __init__(self, body: Element) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []
        self._owners: list[tuple[bool, str | None]] = []
        length = 0

        def add(text: str | None, owner: tuple[bool, str | None]) -> None:
            nonlocal length
            text = (text or "").replace(HYPHEN, "")
            if text:
                self._starts.append(length)
                self._owners.append(owner)
                pieces.append(text)
                length += len(text)

        # An element is visited twice: before what it holds, and after it, with the owner of the text that follows.
        stack: list[tuple[Element, tuple[bool, str | None], bool]] = [(body, (False, None), False)]
        while stack:
            element, outer, seen = stack.pop()
            inline = element.tag in _INLINE
            if seen:
                add(None if inline or element.tag == "br" else _EDGE, outer)
                add(element.tail if element is not body else None, outer)
                continue
            owner = (outer[0] or element.get("role") in _NOTE_ROLES, element.get("lang", outer[1]))
            add("\n" if element.tag == "br" else None if inline else _EDGE, owner)
            add(element.text, owner)
            stack.append((element, outer, True))
            stack += [(child, owner, False) for child in reversed(element)]
        self.text = "".join(pieces)

    def match(self, stretch: str, at: int) -> tuple[int, int, str]:
        """Where the stretch starts and ends from ``at`` on, and its text with an inserted hyphen made U+00AD."""
        bare = stretch.replace(HYPHEN, "")
        start = at
        while start < len(self.text) and self.text[start] in _SKIPPED:
            start += 1
        if bare[:1] in _SPACE:  # its own white space is not to be passed over, only that between blocks
            start = max(at, self.text.rfind(_EDGE, at, start) + 1)
        end = self._walk(bare, start)
        if end is not None:
            return start, end, bare
        if not bare.strip(_SPACE):
            return at, at, bare
        end = self._walk(bare.removesuffix(INSERTED), start) if bare.endswith(INSERTED) else None
        if end is None:
            raise _differs(self.text[start : start + len(bare)], bare)
        return start, end, bare.removesuffix(INSERTED) + HYPHEN

    def _walk(self, stretch: str, start: int) -> int | None:
        """The end of the stretch from ``start`` on, runs of white space counting as one; ``None`` where it differs."""
        text = self.text
        if text.startswith(stretch, start):
            return start + len(stretch)
        at = start
        for character in stretch:
            if character not in _SPACE:
                while at > start and text[at - 1] in _SPACE and text[at : at + 1] and text[at] in _SPACE:
                    at += 1
                if text[at : at + 1] != character:
                    return None
            elif not text[at : at + 1] or text[at] not in _SPACE:
                return None
            at += 1
        return at

    def found(self, text: str, start: int) -> _Found:
        """The stretch with the facts of the element that has the character at ``start``."""
        note_mark, language = self._owners[max(bisect_right(self._starts, start) - 1, 0)]
        return _Found(text=text.replace(BREAK_HINT, ""), note_mark=note_mark, language=language)


def _differs(wanted: str, found: str) -> WriterError:
    return WriterError(
        f"page layout has {found[:60]!r} where the document has {wanted[:60]!r}.",
        remedy="Report this with the document: its text was not laid out as it stands.",
        code="WRITE-TEXT",
    )
