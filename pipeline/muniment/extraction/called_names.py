"""Names that stand with what somebody is: *Jane Doe, Staff Writer*, *Jane Doe in Nairobi*, *Jane Doe (à Rome)*."""

from __future__ import annotations

import re

from muniment.extraction.given_names import is_given_name
from muniment.extraction.names import (
    are_persons,
    has_name_form,
    is_agency,
    is_body,
    is_calling,
    is_newspaper,
    is_person,
    without_agencies,
    without_places,
)

_IN_BRACKETS = re.compile(r"^(\S[^()]{3,40}?) \(([^()]{3,40})\)$")
_PLACE_IN_BRACKETS = re.compile(r"(?:in|à|en|au|a|em|aus|da) [A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?$")
_IN_PLACE = re.compile(r"^((?:\S+ ){0,6}\S+) (?:in|en|à|aus|em) [A-ZÀ-Þ][^\s,.]+(?: [A-ZÀ-Þ][^\s,.]+){0,2}$")
_SHIFT = re.compile(r" \((?:now|earlier|later|previously|until \S{2,12}|from \S{2,12})\)")
_SPECIAL_TO = re.compile(r"^(?:special|exclusive) (?:to|for) (?:the )?[A-Z]")
_POST = re.compile(
    r"^(?:(?:Associate|Assistant|Senior|Adjunct|Visiting|Emeritus|Research|Postdoctoral|PhD|Doctoral|Principal|Teaching|Honorary) ){0,3}"
    r"(?:Professor|Lecturer|Researcher|Fellow|Reader|Chair|Director|Scientist|Candidate|Student|Teacher|Scholar|Associate|Analyst|Economist|Historian)\b"
)
_SEMICOLON = re.compile(r"; (?:and |und |et |y |e |en |och |og )?")
_AT_PLACE = re.compile(r"^(\S+(?: \S+){1,2}) at (?:the )?[A-ZÀ-Þ][^\s,.]+(?: [A-ZÀ-Þ][^\s,.]+){0,2}$")
_LONGEST_STANDING = 90


def read_called(text: str) -> tuple[str, ...]:
    """The names in a line that says what somebody is or where; empty for every other line."""
    called = _IN_BRACKETS.match(text)
    if called and is_person(called[1]) and (is_calling(called[2]) or _PLACE_IN_BRACKETS.match(called[2])):
        return (called[1],)
    if _SHIFT.search(text) and (names := are_persons(_SHIFT.sub("", text))):
        return names
    if names := _placed(text):
        return names
    if ";" in text and (names := _each_called(text)):
        return names
    name, comma, calling = text.partition(", ")
    if not comma:
        return _with_calling(text)
    if is_calling(calling):
        return (name,) if any(map(str.isupper, name)) and has_name_form(name) else ()
    if is_person(name) and is_given_name(name.split()[0]) and (is_newspaper(calling) or _SPECIAL_TO.match(calling)):
        return (name,)
    return _with_bodies(text)


def is_standing(text: str) -> bool:
    """Whether a whole line says what somebody is: a calling in few words, or a post at a body of learning."""
    if len(text) > _LONGEST_STANDING:
        return False
    return is_calling(text) or (_POST.match(text) is not None and is_body(text.rpartition(", ")[2]))


def _placed(text: str) -> tuple[str, ...]:
    """Names with the places where they are, or with agencies: *A in Kyiv and B in Paris*, *A and agencies*."""
    if (at := _AT_PLACE.match(text)) and is_person(at[1]) and is_given_name(at[1].split()[0]):
        return (at[1],)
    placed = _IN_PLACE.match(text)
    words = without_agencies(without_places(placed[1] if placed else text))
    if words == text:
        return ()
    if is_person(words) or is_agency(words):
        return (words,)
    return are_persons(words)


def _each_called(text: str) -> tuple[str, ...]:
    """The names in a list whose every part says what somebody is: *Jane Doe, Senior Fellow; and John Roe, Scholar*."""
    names: list[str] = []
    for part in _SEMICOLON.split(text):
        name, _, calling = part.partition(", ")
        if not (is_person(name) and (is_calling(calling) or _POST.match(calling))):
            return ()
        names.append(name)
    return tuple(names)


def _with_calling(text: str) -> tuple[str, ...]:
    """A known given name, another name and a calling with nothing between them: *Jane Doe Health correspondent*."""
    first, second, *rest = (*text.split(), "", "")
    name = f"{first} {second}"
    calling = " ".join(rest).strip()
    return (name,) if is_given_name(first) and is_person(name) and is_calling(calling) else ()


def _with_bodies(text: str) -> tuple[str, ...]:
    """Names with the bodies where they work: *Jane Doe, University of Leeds, John Roe, Monash University*."""
    pieces = re.split(r", (?:and )?| and (?=\w+ \w+, )", text)
    names = pieces[::2]
    if len(pieces) % 2 or not all(map(is_body, pieces[1::2])) or not all(map(is_person, names)):
        return ()
    return tuple(names)
