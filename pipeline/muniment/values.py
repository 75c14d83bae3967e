r"""What a stated value must look like: one-line text, language tags, dates, addresses, identifiers.

The patterns are in the syntax that Python and ECMA-262 share, and stand word for word in the JSON Schemas too. What a
pattern cannot say (NFC, the calendar, a known encoding) is checked here alone. Each ends in ``$(?!\n)``, the end of
the text, because Python's ``$`` also stands before a last line feed.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from encodings.aliases import aliases

from muniment.suggestions import advice, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Why a value cannot be used."""

    message: str
    """What is wrong with it, as the end of a sentence that begins with the value's name."""
    remedy: str
    """What to write instead."""


_BLANKS = r"[ \u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]"
NOT_TEXT = rf"^{_BLANKS}|{_BLANKS}$|[\u0000-\u001F\u007F-\u009F\u2028\u2029\uD800-\uDFFF\uFFFE\uFFFF]"
"""Found in text that is not one clean line: blanks at an end, control characters, line breaks, non-characters."""

LANGUAGE = (
    r"^(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(?:-[0-9A-WYZa-wyz](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?|[Xx](?:-[A-Za-z0-9]{1,8})+)$(?!\n)"
)
"""Well-formed by RFC 5646 (BCP 47), 2.1; the irregular grandfathered tags, all deprecated, are left out."""

_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_YEAR = r"(?!0000)[0-9]{4}"
DATE = rf"^{_YEAR}(?:-(?:0[1-9]|1[0-2])(?:-{_DAY})?)?$(?!\n)"
"""ISO 8601 year, year-month or date, years 0001 to 9999."""

MOMENT = (
    rf"^{_YEAR}(?:-(?:0[1-9]|1[0-2])(?:-{_DAY}(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{{1,9}})?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))?)?)?$(?!\n)"
)
"""A ``DATE``, or a date and time with its offset from UTC (RFC 3339, seconds optional)."""

_PATH = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
_TAIL = rf"(?:\?(?:{_PATH}|\?)*)?(?:#(?:{_PATH}|\?)*)?"
_URL = (
    r"https?://(?:[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
    rf"(?:/{_PATH}*)?{_TAIL}"
)
URL = rf"^{_URL}$(?!\n)"
"""An http or https address with a host and without a user name (RFC 3986)."""

IDENTIFIER = rf"^(?:{_URL}|(?:ark|doi|hdl|info|ni|tag|urn):{_PATH}+{_TAIL})$(?!\n)"
"""An address, or a URI of a scheme that names things."""

ENCODING = r"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}[A-Za-z0-9])?$(?!\n)"
"""The shape of an encoding's name."""

_NOT_CHARACTER_SETS = frozenset(
    {"idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_7"}
)


def text(value: str) -> Complaint | None:
    """One line of NFC text that is not blank and has no control characters. Never changed silently."""
    if not value:
        return Complaint(message="is empty.", remedy="Write null where it is unknown.")
    found = re.search(NOT_TEXT, value)
    if found and not found[0].isspace():
        code = f"U+{ord(found[0]):04X}"
        return Complaint(message=f"holds the character {code}, which may not stand in it.", remedy="Take it out.")
    if found or value != value.strip():
        return Complaint(message="has a line break, or a blank at an end.", remedy="Write it as one line, trimmed.")
    if not unicodedata.is_normalized("NFC", value):
        return Complaint(
            message="is not in Unicode normalisation form C.",
            remedy=f"Write {shown(unicodedata.normalize('NFC', value))}.",
        )
    return None


def language(value: str) -> Complaint | None:
    """A well-formed BCP 47 language tag."""
    if re.search(LANGUAGE, value):
        return None
    remedy = "Write a BCP 47 tag such as en, pt-BR, zh-Hant or fa; null where it is unknown."
    return Complaint(message=f"is {shown(value)}, not a language tag.", remedy=remedy)


def date(value: str) -> Complaint | None:
    """An ISO 8601 year, year-month or date that the calendar has."""
    return _dated(value, DATE, "Write a year, a month or a day: 1969, 1969-07 or 1969-07-20.")


def moment(value: str) -> Complaint | None:
    """An ISO 8601 date as in ``date``, or a date-time with its offset from UTC."""
    return _dated(value, MOMENT, "Write 2026, 2026-03, 2026-03-01 or 2026-03-01T09:30:00Z.")


def _dated(value: str, pattern: str, remedy: str) -> Complaint | None:
    if not re.search(pattern, value):
        return Complaint(message=f"is {shown(value)}, not an ISO 8601 date.", remedy=remedy)
    parts = value[:10].split("-")
    if len(parts) == len(("year", "month", "day")):
        year, month, day = map(int, parts)
        if day > monthrange(year, month)[1]:
            return Complaint(message=f"is {value[:10]}, a day that the calendar does not have.", remedy=remedy)
    return None


def url(value: str) -> Complaint | None:
    """An http or https address."""
    if re.search(URL, value):
        return None
    remedy = "Write it from https:// on, without a user name; anything but ASCII letters and signs as %xx."
    return Complaint(message=f"is {shown(value)}, not a web address.", remedy=remedy)


def identifier(value: str) -> Complaint | None:
    """A URI that names a thing: http, https, urn, ark, doi, hdl, info, ni or tag."""
    if re.search(IDENTIFIER, value):
        return None
    remedy = "Write a URI such as urn:isbn:9783161484100, https://doi.org/10.1000/182 or ark:/12148/btv1b8449691v."
    return Complaint(message=f"is {shown(value)}, not an identifier URI.", remedy=remedy)


def encoding(value: str) -> Complaint | None:
    """The name of a character encoding that Python can read."""
    remedy = advice(value, (name.replace("_", "-") for name in {*aliases, *aliases.values()}))
    if re.search(ENCODING, value) and _is_character_set(value):
        return None
    return Complaint(message=f"is {shown(value)}, not a known character encoding.", remedy=remedy)


def _is_character_set(name: str) -> bool:
    try:
        "".encode(name)  # refuses what is no text encoding, such as rot13, with a LookupError
        return codecs.lookup(name).name.replace("-", "_") not in _NOT_CHARACTER_SETS
    except (LookupError, UnicodeError):
        return False
