"""OPDS 2.0: the same pages as ``opds.py`` makes, as JSON. https://drafts.opds.io/opds-2.0."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from muniment.catalogue.addresses import Place, moment_of, page_of, sayable
from muniment.catalogue.model import Entry, Site
from muniment.catalogue.shelves import (
    CONTENTS,
    FREE,
    NEW,
    PAGE,
    ROOT,
    Shelf,
    is_drawn_in_pixels,
    picture_type,
    publications,
    shelves,
)

MEDIA_TYPE = "application/opds+json"
"""IANA media type of the feeds."""
NO_COVER = "catalogue/opds/no-cover.png"
"""A blank page, for documents without a picture in pixels: OPDS 2.0 asks for one of each."""

Json: TypeAlias = "str | int | Sequence[Json] | Mapping[str, Json]"

_DATE_LENGTH = len("2026-03-01")
_WIDTH, _HEIGHT = 200, 300


def opds2_files(entries: Sequence[Entry], site: Site) -> dict[str, bytes]:
    """Every feed of the catalogue, by its path below the output folder; the root is ``catalogue/opds.json``."""
    held = shelves(entries)
    files = {f"{shelf.path}.json": _feed(shelf, site) for shelf in (held.new, *held.titles)}
    leads = [(held.new.path, "New and changed", NEW), (held.titles[0].path, "All by title", "subsection")]
    if len(held.titles) > 1:
        leads.append((CONTENTS, "Pages by title", "subsection"))
        pages = [(shelf.path, shelf.title, "subsection") for shelf in held.titles]
        files[f"{CONTENTS}.json"] = _navigation(CONTENTS, f"{site.title}: pages by title", pages, site)
    files[f"{ROOT}.json"] = _navigation(ROOT, site.title, leads, site)
    if any(NO_COVER in _pictures(entry) for shelf in held.titles for entry in shelf.entries):
        files[NO_COVER] = blank_page()
    return files


def _navigation(path: str, title: str, leads: Sequence[tuple[str, str, str]], site: Site) -> bytes:
    """A feed that leads to others: their paths without suffix, titles and link relations."""
    place = Place(site=site, path=f"{path}.json")
    navigation: list[Json] = [
        {"href": place.link(f"{target}.json"), "title": sayable(name), "type": MEDIA_TYPE, "rel": relation}
        for target, name, relation in leads
    ]
    return _written({"metadata": {"title": sayable(title)}, "links": _own_links(place), "navigation": navigation})


def _feed(shelf: Shelf, site: Site) -> bytes:
    place = Place(site=site, path=f"{shelf.path}.json")
    links = _own_links(place)
    for relation, target in shelf.turns.items():
        links.append({"rel": relation, "href": place.link(f"{target}.json"), "type": MEDIA_TYPE})
    metadata: dict[str, Json] = {
        "title": sayable(f"{site.title}: {shelf.title}"),
        "modified": shelf.updated,
        "numberOfItems": shelf.total,
        "itemsPerPage": PAGE,
        "currentPage": shelf.number,
    }
    return _written(
        {"metadata": metadata, "links": links, "publications": [_publication(one, place) for one in shelf.entries]}
    )


def _own_links(place: Place) -> list[Json]:
    return [
        {"rel": "self", "href": place.link(place.path), "type": MEDIA_TYPE},
        {"rel": "start", "href": place.link(f"{ROOT}.json"), "type": MEDIA_TYPE},
        {"rel": "alternate", "href": place.link("index.html"), "type": "text/html"},
    ]


def _publication(entry: Entry, place: Place) -> Json:
    """A publication (section 5.1): https://readium.org/webpub-manifest/schema/metadata.schema.json has its metadata."""
    known: dict[str, Json] = {
        "author": [sayable(name) for name in entry.creators],
        "language": "" if entry.language == "und" else sayable(entry.language),
        "published": entry.date if len(entry.date) == _DATE_LENGTH else "",  # a bare year is no date there
        "publisher": sayable(entry.publisher),
        "subject": [sayable(subject) for subject in entry.subjects],
        "description": sayable(entry.description),
        "identifier": sayable(entry.identifier),
    }
    metadata: dict[str, Json] = {"@type": "http://schema.org/CreativeWork", "title": sayable(entry.title)}
    metadata |= {name: value for name, value in known.items() if value}
    metadata |= {"readingProgression": entry.direction, "modified": moment_of(entry)}
    links: list[Json] = [
        {
            "rel": FREE,
            "href": place.link(one.path),
            "type": one.media_type,
            "title": sayable(one.file_name),
            "size": one.size,
        }
        for one in publications(entry)
    ]
    links.append({"rel": "alternate", "href": place.link(page_of(entry)), "type": "text/html"})
    images: list[Json] = [{"href": place.link(path), "type": picture_type(path)} for path in _pictures(entry)]
    return {"metadata": metadata, "links": links, "images": images}


def _pictures(entry: Entry) -> tuple[str, ...]:
    """Its cover, and the blank page where that is not in pixels, as one picture must be."""
    if not entry.cover:
        return (NO_COVER,)
    return (entry.cover,) if is_drawn_in_pixels(entry.cover) else (entry.cover, NO_COVER)


def _written(feed: Json) -> bytes:
    return f"{json.dumps(feed, ensure_ascii=False)}\n".encode()  # on one line: with lines it takes seven times as long


def blank_page() -> bytes:
    """A blank page of 200 by 300 pixels as PNG, whose bytes depend on no library's way to compress."""
    rows = (b"\x00" + b"\xff" * (_WIDTH // 8)) * _HEIGHT  # 1 bit for each pixel, no filter
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 1, 0, 0, 0, 0)),
        (b"IDAT", _stored(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _stored(data: bytes) -> bytes:
    """A zlib stream (RFC 1950) of one block that is not compressed, of at most 65,535 bytes."""
    block = b"\x01" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data
    return b"\x78\x01" + block + struct.pack(">I", zlib.adler32(data))
