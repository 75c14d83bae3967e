"""How files of the site are addressed, and text that every format for feeds can hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from muniment.catalogue.model import Entry, Site

EARLIEST = "1980-01-01T00:00:00Z"
"""Stands where a format insists on a moment and none is known; the epoch that every edition embeds by default."""

# All that XML 1.0 (2.2) forbids, and the other control characters, which no reader shows.
_UNSAYABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a file of the site stands, for the links in it."""

    site: Site
    """The site."""
    path: str
    """Path of the file below the output folder."""
    relative: bool = False
    """Whether links are relative though the site has an address: those of an answer lead to the server that gave it."""

    def link(self, target: str) -> str:
        """URI reference to the file at ``target`` below the output folder (RFC 3986).

        An absolute address where the site has one and it is wanted; otherwise relative to this file, so that it holds in any folder.
        """
        if self.site.base_url and not self.relative:
            return f"{self.site.base_url.rstrip('/')}/{quote(target)}"
        folders, onward = self.path.split("/")[:-1], target.split("/")
        shared = 0
        while shared < len(folders) and shared < len(onward) - 1 and folders[shared] == onward[shared]:
            shared += 1
        return quote("../" * (len(folders) - shared) + "/".join(onward[shared:]))


def page_of(entry: Entry) -> str:
    """Path of a document's page below the output folder."""
    return f"{entry.id}/index.html"


def name_for(site: Site, what: str) -> str:
    """A ``urn:uuid:`` that stays the same for as long as the site's address, or without one its title, does.

    Version 5 (RFC 9562, 5.5). ``what`` tells things of one site apart.
    """
    return uuid5(NAMESPACE_URL, sayable(f"{site.base_url.rstrip('/') or 'muniment:' + site.title}/{what}")).urn


def sayable(text: str) -> str:
    """``text`` with U+FFFD for each control character and lone surrogate: XML and JSON cannot hold those."""
    return _UNSAYABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def moment_of(entry: Entry) -> str:
    """When it last changed, as a date and time by RFC 3339; ``EARLIEST`` where that is not known."""
    if _MOMENT.fullmatch(entry.updated):
        return entry.updated
    return f"{entry.updated}T00:00:00Z" if _DAY.fullmatch(entry.updated) else EARLIEST


def newest_first(entries: list[Entry]) -> list[Entry]:
    """By the moment of the last change, latest first; those of one moment by id."""
    return sorted(sorted(entries, key=lambda one: one.id), key=moment_of, reverse=True)
