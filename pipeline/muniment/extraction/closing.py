"""Who wrote the text, from its last lines: *Reporting by A. Writer*, *Author: …*, *Беседовала …*, *— A. Writer*.

The end of a text also names people it is about, so these lines only count where the head names nobody, and each form
asks for more than a name. *Jane Doe is a professor of law* is an author's note only below a break or where the name also
stands alone at the head, and only if the text does not speak of Jane Doe elsewhere: an author seldom appears in the
third person, the subject of an article always does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from muniment.extraction.announcements import end_of_opening
from muniment.extraction.bylines import read_statement
from muniment.extraction.found import Found
from muniment.extraction.given_names import is_known_name
from muniment.extraction.labels import Role, role_of
from muniment.extraction.names import has_name_form, is_person, read_names, without_places
from muniment.extraction.page import Line, Page
from muniment.model import BlockKind

_LABELLED = 0.9
_REPORTING = 0.85
_ABOUT = 0.85
_CONFIRMED = 0.85
_NOTE = 0.78
_DASHED = 0.75
_NOTE_WORDS = 60
_LAST = 2
_NOT_AT_END = frozenset({"by", "von", "par", "por", "di", "door", "av", "af"})
"""Words that may as well begin the line below the next article's title."""

_LABEL = re.compile(r"^([^:：՝፦]{1,40}?)\s?[:：՝፦]\s?(\S.*)$")
_REPORTED = re.compile(r"^\(?(?:Reporting|Written|Words|Story) by ([^;()]{3,120}?)(?:;.*|\.?\)?)$")
_ABOUT_HEADING = re.compile(r"^about the authors?:?$", re.IGNORECASE)
_DASH = re.compile(r"^(?:[–—]|--?)\s?(\S.{2,60})$")
_QUOTES = ("”", '"', "»", "’", "“", "「", "」")
_IS = re.compile(r"^((?:\S+ ){1,4}\S+?),? (?:is|was|are|writes|works|serves|teaches|covers|reports) ")
_WORK = re.compile(
    r"\b(?:analyst|associate|attorney|author|blogger|chair|chief|columnist|consultant|contributor|coordinator"
    r"|correspondent|critic|deputy|designer|director|economist|editor|engineer|fellow|founder|head|historian|intern"
    r"|journalist|lawyer|lead|lecturer|manager|member|officer|philosopher|photographer|physician|poet|president"
    r"|producer|professor|reader|reporter|researcher|scholar|scientist|secretary|senior|specialist|staff|strategist"
    r"|student|teacher|writer)\b",
    re.IGNORECASE,
)


def find_closing_names(page: Page, text: str) -> Iterator[Found[tuple[str, ...]]]:
    """The names that the last lines of a text give as its authors'."""
    for line in page.tail:
        label = _LABEL.match(line.text)
        reported = _REPORTED.match(line.text)
        if label and role_of(label[1]) is Role.AUTHOR and label[1].casefold() not in _NOT_AT_END:
            yield from _names(line, label[2], _LABELLED)
        elif reported:
            yield from _names(line, reported[1], _REPORTING)
        elif not line.is_prose and (found := read_statement(line)):
            yield replace(found, confidence=min(found.confidence, _REPORTING))
    yield from _from_note(page, text)
    yield from _from_dash(page)
    yield from _signed(page, text)


def _names(line: Line, words: str, confidence: float) -> Iterator[Found[tuple[str, ...]]]:
    names = read_names(without_places(words).rstrip("."))
    if names is not None and names.complete:
        yield Found(value=names.names, first_line=line.number, last_line=line.number, confidence=confidence)


def _from_note(page: Page, text: str) -> Iterator[Found[tuple[str, ...]]]:
    """A note on the author at the very end, under its own heading or told by what it says."""
    for at, line in enumerate(page.tail):
        name = _described(line)
        if name is None:
            continue
        if at and _ABOUT_HEADING.match(page.tail[at - 1].text):
            yield _found(line, name, _ABOUT)
        elif at == len(page.tail) - 1 and _is_only_here(name, text):
            if any(one.text == name for one in page.head):
                yield _found(line, name, _CONFIRMED)
            elif at and page.tail[at - 1].kind is BlockKind.SCENE_BREAK:
                yield _found(line, name, _NOTE)


def _described(line: Line) -> str | None:
    """The person whom a short paragraph introduces by name and work."""
    match = _IS.match(line.text)
    if match is None or len(line.text.split()) > _NOTE_WORDS or not _WORK.search(line.text, match.end()):
        return None
    return match[1] if any(map(str.isupper, match[1])) and has_name_form(match[1]) else None


def _is_only_here(name: str, text: str) -> bool:
    """Whether the text names the person nowhere else, not even by the last name, except as a line of its own."""
    last = name.rsplit(maxsplit=1)[-1]
    return text.count(last) == 1 + text.count(f"\n{name}\n")


def _signed(page: Page, text: str) -> Iterator[Found[tuple[str, ...]]]:
    """A known given name and another right below the last paragraph, or *By* and a name there, that the text names nowhere else.

    Above the next article's byline stands its title, and below somebody's words stands who said them.
    """
    last = max((at for at, line in enumerate(page.tail) if line.is_prose), default=-1)
    if last < 0 or last + 1 >= len(page.tail) or any(sign in page.tail[last].text for sign in _QUOTES):
        return
    line = page.tail[last + 1]
    name = line.text[end_of_opening(line.text) :]
    is_signed = line is page.tail[-1] or name != line.text
    is_named = line.after_blank and is_person(name) and is_known_name(name)
    if is_signed and is_named and text.count(name.rsplit(maxsplit=1)[-1]) == 1:
        yield _found(line, name, _DASHED)


def _from_dash(page: Page) -> Iterator[Found[tuple[str, ...]]]:
    """A last line *— A. Writer*, unless it stands under a quotation or is one of several."""
    dashed = [line for line in page.tail if _DASH.match(line.text)]
    if len(dashed) != 1 or dashed[0] is not page.tail[-1] or len(page.tail) < _LAST:
        return
    before = page.tail[-2]
    name = dashed[0].text.lstrip("–—- ")
    if before.kind is not BlockKind.PARAGRAPH or any(sign in before.text for sign in _QUOTES) or not before.is_prose:
        return
    if dashed[0].kind is not BlockKind.LIST_ITEM and any(map(str.isupper, name)) and has_name_form(name):
        yield _found(dashed[0], name, _DASHED)


def _found(line: Line, name: str, confidence: float) -> Found[tuple[str, ...]]:
    return Found(value=(name,), first_line=line.number, last_line=line.number, confidence=confidence)
