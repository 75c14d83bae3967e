"""Passages in another language, script or direction than the document, marked for those who cannot see them.

WCAG 2.2, 3.1.2 (Language of Parts), asks for the language of each passage or phrase; a screen reader takes its voice
from it, and layout its glyphs and hyphens. No language is guessed: where the evidence is not good (the same that the
document's own language needs), the tag names the script alone, ``und-Arab`` for instance (RFC 5646, section 4.1).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from lxml import etree

from muniment.intake.language import detect_language, likely_languages
from muniment.scripts import WITHOUT_SPACES, covers, script_of, scripts_of, writing_of, writing_of_language
from muniment.xhtml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS: Final = tuple(f"h{level}" for level in range(1, 7))
_BLOCKS: Final = frozenset(
    tag(name) for name in ("p", "ul", "ol", "li", "blockquote", "pre", "table", "th", "td", *_HEADINGS)
)
"""What may say its language and direction."""
_HOLD_WORDS: Final = frozenset(tag(name) for name in ("p", "li", "th", "td", "em", "strong", "a", *_HEADINGS))
"""What a phrase may be marked in; not code, which is in no language."""

_NEXT_TO_NONE: Final = 0.2
"""Share of letters that a name or a term takes in a passage of another script."""
_LETTERS_OF_PHRASE: Final = 12
_WORDS_OF_PHRASE: Final = 2
_LETTERS_WITHOUT_SPACES: Final = 8
"""Fewer letters or words are a name or a term, which 3.1.2 exempts."""

_LETTERS_OF_PASSAGE: Final = 100
_SURE: Final = 0.9
"""What the detector needs to name another language in the same script."""
_COMMON_WORDS: Final = 40
_WORDS_TO_COMPARE: Final = 300
"""Words that a document must have before its commonest are known."""
_TOO_FEW: Final = 1 / 3
"""Share of common words, against the document's, below which a paragraph may be in another language."""
_SMALL_LETTERS: Final = 0.5
"""Share of words without a capital that prose has and a list of names has not."""
_WORD: Final = re.compile(r"\w+")


def mark(root: _Element, *, language: str, direction: str) -> None:
    """Set ``dir`` and ``lang`` where they differ from what surrounds them.

    Args:
        root: The ``article``; blocks get attributes, and phrases inside a line ``span[@lang]``.
        language: BCP 47 tag of the document; ``und`` where unknown.
        direction: ``ltr`` or ``rtl``, the base direction.
    """
    text = "".join(map(str, root.itertext()))
    letters = Counter(text)
    if direction != "ltr" or any(unicodedata.bidirectional(char) in {"R", "AL"} for char in letters):
        _direct(root, direction)
    scripts = scripts_of(letters)
    main = writing_of_language(language) or writing_of(scripts)
    if main is None:
        return
    own = _mark_blocks(root, main, language) if not covers(main, scripts) else dict.fromkeys(root.iter(), main)
    _mark_paragraphs(root, text, own, main, language)
    if not covers(main, scripts):
        _Phrases(letters).mark(root, own)


# --------------------------------------------------------------------------------------------- direction


def _direct(root: _Element, base: str) -> None:
    """Set ``dir`` on each block in which most letters run against the direction around it."""
    balance: Counter[_Element] = Counter()
    for element in reversed(list(root.iter())):
        own = _balance(element.text) + balance[element]
        balance[element] = own
        parent = element.getparent()
        if parent is not None:
            balance[parent] += own + _balance(element.tail)
    inherited: dict[_Element, str] = {root: base}
    for element in root.iterdescendants():
        parent = element.getparent()
        around = inherited[parent] if parent is not None else base
        inherited[element] = around
        if element.tag in _BLOCKS and balance[element]:
            own_direction = "rtl" if balance[element] > 0 else "ltr"
            if own_direction != around:
                element.set("dir", own_direction)
                inherited[element] = own_direction


def _balance(text: str | None) -> int:
    """Letters that run from right to left less those that run from left to right."""
    if not text:
        return 0
    kinds = Counter(map(unicodedata.bidirectional, text))
    return kinds["R"] + kinds["AL"] - kinds["L"]


# --------------------------------------------------------------------------------------------- blocks


def _primary(language: str) -> str:
    return language.lower().partition("-")[0]


def _mark_blocks(root: _Element, main: str, language: str) -> dict[_Element, str]:
    """Set ``lang`` on blocks in another writing system; gives the writing system around each element's words."""
    counts: dict[_Element, Counter[str]] = {}
    for element in reversed(list(root.iter())):
        own = counts.setdefault(element, Counter())
        own.update(scripts_of(Counter(element.text or "")))
        parent = element.getparent()
        if parent is not None:
            above = counts.setdefault(parent, Counter())
            above.update(own)
            above.update(scripts_of(Counter(element.tail or "")))
    around: dict[_Element, tuple[str, str]] = {root: (main, language)}
    for element in root.iterdescendants():
        parent = element.getparent()
        inherited = around[parent] if parent is not None else (main, language)
        around[element] = inherited
        writing = _foreign(counts[element], inherited[0]) if element.tag in _BLOCKS else None
        if writing is not None:
            same = covers(main, (writing,)) and language != "und"
            found = language if same else _language_of("".join(map(str, element.itertext())), writing)
            around[element] = (writing, found)
            if found != inherited[1]:
                element.set("lang", found)
    return {element: writing for element, (writing, _) in around.items()}


def _foreign(scripts: Counter[str], around: str) -> str | None:
    """The writing system of a block that has next to no letter of the one around it; ``None`` for any other block."""
    writing = writing_of(scripts)
    if writing is None or covers(around, (writing,)):
        return None
    own = sum(
        times for script, times in scripts.items() if covers(around, (script,)) and not covers(writing, (script,))
    )
    return writing if own <= _NEXT_TO_NONE * scripts.total() else None


def _language_of(text: str, writing: str) -> str:
    """The language of a text where the evidence is good, else its script alone."""
    found = detect_language(text)
    return found.value if found else f"und-{writing}"


def _mark_paragraphs(root: _Element, text: str, own: Mapping[_Element, str], main: str, language: str) -> None:
    """Set ``lang`` on paragraphs in another language of the same script.

    Those that have few of the document's commonest words are looked at; in a document of no known language, all are.
    """
    if main in WITHOUT_SPACES:
        return
    unusual = _Unusual(text) if language != "und" else None
    for paragraph in root.iter(tag("p")):
        if own[paragraph] != main or paragraph.get("lang") is not None:
            continue
        words = "".join(map(str, paragraph.itertext()))
        if len(words) < _LETTERS_OF_PASSAGE or (unusual is not None and not unusual(words)):
            continue
        found = _surely(words) if _is_prose(words) else None
        if found and _primary(found) != _primary(language) and _primary(language) not in likely_languages(words):
            paragraph.set("lang", found)


def _surely(text: str) -> str | None:
    """The language of a text, if its letters say the same without their marks: vowel signs of length mislead."""
    found = detect_language(text)
    if found is None or (found.confidence or 0) < _SURE:
        return None
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")
    again = detect_language(bare) if bare != text else found
    return found.value if again is not None and again.value == found.value else None


class _Unusual:
    """Whether a paragraph has few of its document's commonest words."""

    def __init__(self, text: str) -> None:
        words = Counter(_WORD.findall(text.lower()))
        ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
        ranked = ranked[: min(_COMMON_WORDS, len(ranked) // 4)]  # few are common in a short text
        total = words.total()
        self._common = frozenset(word for word, _ in ranked)
        self._share: float = sum(times for _, times in ranked) / total if total >= _WORDS_TO_COMPARE else 0.0

    def __call__(self, paragraph: str) -> bool:
        words: list[str] = _WORD.findall(paragraph.lower())
        common = sum(map(self._common.__contains__, words))
        return common < _TOO_FEW * self._share * len(words)


def _is_prose(text: str) -> bool:
    words: list[str] = [word for word in _WORD.findall(text) if word[0].isalpha()]
    return sum(word.islower() for word in words) > _SMALL_LETTERS * len(words)


# --------------------------------------------------------------------------------------------- phrases


class _Phrases:
    """Finds runs of one script among the words of another."""

    def __init__(self, letters: Mapping[str, int]) -> None:
        self._by_script: dict[str, list[str]] = {}
        for char in sorted(letters):
            script = script_of(char)
            if script is not None:
                self._by_script.setdefault("Hani" if script == "Jpan" else script, []).append(char)
        self._marks = "".join(char for char in sorted(letters) if unicodedata.category(char).startswith("M"))
        self._patterns: dict[str, re.Pattern[str]] = {}

    def mark(self, root: _Element, own: Mapping[_Element, str]) -> None:
        """Put the phrases below ``root`` into ``span[@lang]``; ``own`` is the writing system around each element."""
        for element in list(root.iter()):
            if element.tag in _HOLD_WORDS and element.get("role") is None:
                self._wrap_text(element, own[element])
            parent = element.getparent()
            if parent is not None and parent.tag in _HOLD_WORDS:
                self._wrap_tail(parent, element, own[parent])

    def _wrap_text(self, element: _Element, writing: str) -> None:
        pieces = list(self._spans(element.text or "", writing))
        if pieces:
            element.text = pieces[0][0]
            for position, (_, span) in enumerate(pieces):
                element.insert(position, span)

    def _wrap_tail(self, parent: _Element, element: _Element, writing: str) -> None:
        pieces = list(self._spans(element.tail or "", writing))
        if pieces:
            element.tail = pieces[0][0]
            position = parent.index(element) + 1
            for offset, (_, span) in enumerate(pieces):
                parent.insert(position + offset, span)

    def _spans(self, text: str, writing: str) -> Iterator[tuple[str, _Element]]:
        """Each phrase of a text as an element whose tail goes on to the next, with the text before the first one."""
        found = [match for match in self._pattern(writing).finditer(text) if _is_phrase(match[0])]
        if not found:
            return
        ends = [*(match.start() for match in found[1:]), len(text)]
        for match, end in zip(found, ends, strict=True):
            span = etree.Element(
                tag("span"), {"lang": _language_of(match[0], writing_of(scripts_of(Counter(match[0]))) or "")}
            )
            span.text = match[0]
            span.tail = text[match.end() : end] or None
            yield text[: match.start()], span

    def _pattern(self, writing: str) -> re.Pattern[str]:
        """Matches a run of letters of one foreign script, with what stands between them: no other letter or digit."""
        if writing not in self._patterns:
            foreign = [
                re.escape("".join(chars)) for script, chars in self._by_script.items() if not covers(writing, (script,))
            ]
            marks = f"[{re.escape(self._marks)}]*" if self._marks else ""
            runs = "|".join(f"[{chars}](?:[^\\w\\n]*[{chars}])*{marks}" for chars in foreign)
            self._patterns[writing] = re.compile(runs or r"(?!)")
        return self._patterns[writing]


def _is_phrase(run: str) -> bool:
    """Whether it is more than a name or a term."""
    letters = sum(map(str.isalpha, run))
    if writing_of(scripts_of(Counter(run))) in WITHOUT_SPACES:
        return letters >= _LETTERS_WITHOUT_SPACES
    return letters >= _LETTERS_OF_PHRASE and len(run.split()) >= _WORDS_OF_PHRASE
