"""Fields that a text begins with, one a line: *Title: …*, *Author: …*, *Date: …*, *Source: https://…*.

A label alone proves little (*Title: the least of their worries*), so fields count where two or more of them stand
together, or where the value can be nothing else: a web address, a language, a name. The head of an e-mail is the same
thing with other labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from muniment import values
from muniment.extraction.dates import find_dates
from muniment.extraction.found import Found, V
from muniment.extraction.labels import Role, role_of
from muniment.extraction.language_names import tag_of
from muniment.extraction.names import read_names
from muniment.extraction.page import Line

_TOGETHER = 0.95
_ALONE = 0.8
_LONGEST = 300
_LABEL = re.compile(r"^([^:：]{1,40}?)\s?[:：]\s?(\S.*)$")
_ADDRESS = re.compile(r"^<?(https?://\S+?)>?$")
_SENDER = re.compile(r"^\"?([^<>@\"]+?)\"?\s*<[^<>\s]+@[^<>\s]+>$")
_DOI = re.compile(r"^(?:doi:\s?|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[A-Za-z0-9._;()/:-]+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A line that is a label and a value."""

    role: Role
    """What its label announces."""
    value: str
    """What stands after the colon."""
    line: int
    """Its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The labelled lines at the head of a text."""

    fields: tuple[Field, ...]
    """In order."""
    roles: frozenset[Role]
    """What they announce together."""

    def values(self, role: Role) -> Iterator[Field]:
        """The fields of one role, in order."""
        return (field for field in self.fields if field.role is role)


def read_fields(lines: tuple[Line, ...]) -> Fields:
    """The labelled lines among the first lines of a text, up to its first long paragraph."""
    fields = tuple(field for line in lines if not line.passed and not line.is_prose for field in _field(line))
    return Fields(fields=fields, roles=frozenset(field.role for field in fields))


def _field(line: Line) -> Iterator[Field]:
    match = _LABEL.match(line.text) if len(line.text) <= _LONGEST else None
    role = role_of(match[1]) if match else None
    if match and role:
        yield Field(role=role, value=match[2].strip("*_ "), line=line.number)


def find_title(fields: Fields) -> Found[str] | None:
    """The title of a field *Title:* with another field beside it, or the subject of an e-mail."""
    role = Role.SUBJECT if _is_mail(fields) else Role.TITLE
    for field in fields.values(role):
        if field.value and len(fields.roles - {Role.OCCASION}) > 1:
            return _found(field, field.value, _TOGETHER)
    return None


def find_sender(fields: Fields) -> Found[tuple[str, ...]] | None:
    """Who wrote an e-mail, by the name beside the address; the address itself is not taken."""
    if not _is_mail(fields):
        return None
    for field in fields.values(Role.SENDER):
        match = _SENDER.match(field.value)
        names = read_names(match[1]) if match else None
        if names is not None:
            return _found(field, names.names, _TOGETHER)
    return None


def find_sending_date(fields: Fields) -> Found[str] | None:
    """The date of an e-mail (RFC 5322, 3.6.1)."""
    for field in fields.values(Role.DATED) if _is_mail(fields) else ():
        dates = find_dates(field.value, "en")
        if dates:
            return _found(field, dates[0].value, _TOGETHER)
    return None


def _is_mail(fields: Fields) -> bool:
    return fields.roles >= {Role.SENDER, Role.SUBJECT} and bool(fields.roles & {Role.DATED, Role.RECEIVER})


def find_language(fields: Fields) -> Found[str] | None:
    """The language that a field names, where it names one."""
    found = {tag: field for field in fields.values(Role.LANGUAGE) if (tag := tag_of(field.value))}
    if len(found) != 1:
        return None
    ((tag, field),) = found.items()
    return _found(field, tag, _confidence(fields))


def find_publisher(fields: Fields) -> Found[str] | None:
    """The publisher of a field that stands together with a title or an author."""
    if not fields.roles & {Role.TITLE, Role.AUTHOR}:
        return None
    return next((_found(field, field.value, _TOGETHER) for field in fields.values(Role.PUBLISHER)), None)


def find_address(fields: Fields) -> Found[str] | None:
    """The web address where the text was published, where the fields give one and no second."""
    found = [
        (field, match[1])
        for field in fields.values(Role.ADDRESS)
        if (match := _ADDRESS.match(field.value)) and values.url(match[1]) is None
    ]
    if len({address for _, address in found}) != 1:
        return None
    return _found(*found[0], _confidence(fields))


def find_identifier(fields: Fields) -> Found[str] | None:
    """The DOI, or other identifier URI, that a field states."""
    for field in fields.values(Role.IDENTIFIER):
        doi = _DOI.match(field.value)
        value = f"doi:{doi[1]}" if doi else field.value
        if ":" in value and not value.startswith("http") and values.identifier(value) is None:
            return _found(field, value, _TOGETHER)
    return None


def find_rights(fields: Fields) -> Iterator[tuple[Field, str]]:
    """The fields about rights, with their words."""
    return ((field, field.value) for field in fields.values(Role.RIGHTS))


def _confidence(fields: Fields) -> float:
    return _TOGETHER if len(fields.roles) > 1 else _ALONE


def _found(field: Field, value: V, confidence: float) -> Found[V]:
    return Found(value=value, first_line=field.line, last_line=field.line, confidence=confidence)
