"""Marks that refer to notes and marks that notes begin with: how they look, line by line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from muniment.model import Block, Span

LONGEST_RUN = 3
"""Figures or signs in one mark."""

_FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹"
FIRST_CHARACTERS = frozenset("[(*†‡§" + _FIGURES)
"""Characters that a mark begins with."""

_VALUES = str.maketrans(_FIGURES, "0123456789")
_SIGNS = r"\*{1,3}|†{1,3}|‡{1,3}|§{1,3}"
_REFERENCE = re.compile(
    rf"\[(?:[0-9]{{1,3}}|[A-Za-z]|{_SIGNS})\]|\((?:[0-9]{{1,3}}|{_SIGNS})\)|[{_FIGURES}]{{1,3}}|(?:{_SIGNS})\)?"
)
_OPENED = re.compile(rf"\[Footnote ([0-9]{{1,3}}|[A-Za-z]|{_SIGNS}):", re.IGNORECASE)
_OPENED_INSIDE = re.compile(rf"\[Footnote(?: ([0-9]{{1,3}}|[A-Za-z]|{_SIGNS}))?:\s{{0,3}}", re.IGNORECASE)
_FIRST = re.compile(rf"[\[(*†‡§{_FIGURES}]")
_CLOSING = frozenset(".,;:!?…'\"’”»›)]_")
_FIRST_UNSPACED = "\u0e00"
_SIGN_ORDER = {sign * times: number for number, (times, sign) in enumerate((t, s) for t in (1, 2, 3) for s in "*†‡§")}


class Form(StrEnum):
    """How a mark is written."""

    BRACKETS = "brackets"
    """``[1]``, ``[A]``, ``[*]``."""
    PARENTHESES = "parentheses"
    """``(1)``, ``(*)``."""
    RAISED = "raised"
    """``¹``."""
    SIGN = "sign"
    """``*``, ``†``, ``‡``, ``§``, and ``*)`` as German books have it."""
    WORD = "word"
    """``[Footnote 1: …]``: a note in brackets with the word in front."""
    NUMBER = "number"
    """``1.``: an item of a numbered list under a head that says that notes follow; never a reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a reference and its note have in common."""

    series: str
    """``figures``, ``capitals``, ``letters`` or ``signs``."""
    value: int
    """Place in the series, counted from 1; for signs, which of them it is, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark."""

    form: Form
    """How it is written."""
    key: Key
    """What it says."""
    span: Span
    """Where it stands; at the head of a note, up to the note's first word."""
    text: str
    """As it stands, without blanks at its ends."""


def note_mark(text: str, line: Span) -> Mark | None:
    """The mark of a note that a line begins with: ``[1] Words``, ``[Footnote 1: words``, ``* Words``."""
    if text[line.start] not in FIRST_CHARACTERS:
        return None
    opened = _OPENED.match(text, line.start, line.end)
    found = opened or _REFERENCE.match(text, line.start, line.end)
    if found is None:
        return None
    at = found.end()
    while at < line.end and text[at].isspace():
        at += 1
    core = opened[1] if opened else found[0]
    form = Form.WORD if opened else _form(core)
    # A sign or a raised figure may stand against the note's first word; other marks are parted from it.
    alone = form is Form.WORD or (form in {Form.RAISED, Form.SIGN} and text[at : at + 1].isalpha())
    if at == line.end or not (alone or at > found.end()):
        return None
    return Mark(form=form, key=_key(core), span=Span(start=line.start, end=at), text=found[0])


def opened_at(text: str, at: int, end: int) -> tuple[int, Key | None] | None:
    """Where the words of a note begin that a bracket at ``at`` opens, and what its mark says, if it has one.

    ``None`` where the bracket opens something else.
    """
    found = _OPENED_INSIDE.match(text, at, end)
    return (found.end(), _key(found[1]) if found[1] else None) if found else None


def references(text: str, block: Block) -> Iterator[Mark]:
    """The marks in a block's lines that may refer to notes, in order."""
    lines = block.lines
    # A glance first, and then a closer look where a mark could begin: to try all of them everywhere takes its time.
    if not lines or _FIRST.search(text, lines[0].start, lines[-1].end) is None:
        return
    for line in lines:
        at = line.start
        for first in _FIRST.finditer(text, line.start, line.end):
            found = _REFERENCE.match(text, first.start(), line.end) if first.start() >= at else None
            if found is None:
                continue
            at = found.end()
            mark = Mark(
                form=_form(found[0]),
                key=_key(found[0]),
                span=Span(start=found.start(), end=found.end()),
                text=found[0],
            )
            if _may_refer(text, line, mark):
                yield mark


def _may_refer(text: str, line: Span, mark: Mark) -> bool:
    """Whether a mark stands where references stand: after a word or the stop that ends one, before no word."""
    start, end = mark.span.start, mark.span.end
    if start == line.start:
        return False
    before, after = text[start - 1], text[end : min(end + 1, line.end)]
    if after and goes_on(after):
        return False
    if mark.form is Form.BRACKETS:
        return before not in "[\\^"
    if mark.form is Form.SIGN and text.count(mark.text[0], line.start, line.end) > mark.text.count(mark.text[0]):
        return False  # emphasis, or a row of them
    return before.isalpha() or before in _CLOSING


def goes_on(after: str) -> bool:
    """Whether a character right after a mark says that it is none, or would make a link's words of it in Markdown."""
    if after in "([{*†‡§" or unicodedata.category(after).startswith("M"):
        return True
    # Chinese, Thai and their neighbours are written without spaces.
    return after.isalnum() and not (after >= _FIRST_UNSPACED and after.isalpha())


def _form(mark: str) -> Form:
    if mark[0] == "[":
        return Form.BRACKETS
    if mark[0] == "(":
        return Form.PARENTHESES
    return Form.RAISED if mark[0] in _FIGURES else Form.SIGN


def _key(mark: str) -> Key:
    core = mark.strip("[]()").translate(_VALUES)
    if core in _SIGN_ORDER:
        return Key(series="signs", value=_SIGN_ORDER[core])
    if core.isdecimal():
        return Key(series="figures", value=int(core))
    return Key(series="capitals" if core.isupper() else "letters", value=ord(core.upper()) - ord("A") + 1)
