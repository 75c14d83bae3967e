"""OPDS 2.0: the same pages as ``opds.py`` makes, as JSON. https://specs.opds.io/opds-2.0."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from muniment.catalogue.addresses import Place, moment_of, page_of, sayable
from muniment.catalogue.browse import AT_ONCE, Guide, Value, Ways
from muniment.catalogue.model import Entry, Site
from muniment.catalogue.shelves import (
    CONTENTS,
    FREE,
    NEW,
    PAGE,
    ROOT,
    Facet,
    Shelf,
    is_drawn_in_pixels,
    picture_type,
    publications,
)

MEDIA_TYPE = "application/opds+json"
"""IANA media type of the feeds."""
NO_COVER = "catalogue/opds/no-cover.png"
"""A blank page, for documents without a picture in pixels: OPDS 2.0 asks for one of each."""

Json: TypeAlias = "str | int | Sequence[Json] | Mapping[str, Json]"

_DATE_LENGTH = len("2026-03-01")
_WIDTH, _HEIGHT = 200, 300


def opds2_files(found: Ways, site: Site) -> dict[str, bytes]:
    """Every feed of the catalogue, by its path below the output folder; the root is ``catalogue/opds.json``."""
    every = [entry for shelf in found.titles for entry in shelf.entries]
    written_once = written_entries(every, site)
    files = {f"{shelf.path}.json": _feed(shelf, site, written_once) for shelf in found.shelves()}
    leads = [(found.new.path, "New and changed", NEW), (found.titles[0].path, "All by title", "subsection")]
    if len(found.titles) > 1:
        leads.append((CONTENTS, "Pages by title", "subsection"))
        pages = [(shelf.path, shelf.title, "subsection") for shelf in found.titles]
        files[f"{CONTENTS}.json"] = _written(_navigation(CONTENTS, f"{site.title}: pages by title", pages, site))
    for guide in found.guides:
        leads.append((guide.path, guide.kind.title, "subsection"))
        files |= _guide_files(guide, site)
    root = _navigation(ROOT, site.title, leads, site)
    place = Place(site=site, path=f"{ROOT}.json")
    groups = [_group(guide, place) for guide in found.guides if 0 < len(guide.values) <= AT_ONCE]
    files[f"{ROOT}.json"] = _written({**root, "groups": groups} if groups else root)
    if any(NO_COVER in _pictures(entry) for entry in every):
        files[NO_COVER] = blank_page()
    return files


def _guide_files(guide: Guide, site: Site) -> Iterator[tuple[str, bytes]]:
    """The list of a kind, and the lists that a long one is divided into."""
    title = f"{site.title}: {guide.kind.title.lower()}"
    leads = [(one.path, one.title, "subsection") for one in guide.sections] or list(map(_lead, guide.values))
    yield f"{guide.path}.json", _written(_navigation(guide.path, title, leads, site))
    for section in guide.sections:
        inside = _navigation(section.path, f"{title}: {section.title}", list(map(_lead, section.values)), site)
        yield f"{section.path}.json", _written(inside)


def _lead(value: Value) -> tuple[str, str, str]:
    return value.shelves[0].path, value.title, "subsection"


def _group(guide: Guide, place: Place) -> Json:
    """A short list, to be shown with the first feed (section 2.5)."""
    return {
        "metadata": {"title": guide.kind.title},
        "links": [{"rel": "self", "href": place.link(f"{guide.path}.json"), "type": MEDIA_TYPE}],
        "navigation": [
            {
                "href": place.link(f"{one.shelves[0].path}.json"),
                "title": sayable(one.title),
                "type": MEDIA_TYPE,
                "rel": "subsection",
                "properties": {"numberOfItems": one.shelves[0].total},
            }
            for one in guide.values
        ],
    }


def _navigation(path: str, title: str, leads: Sequence[tuple[str, str, str]], site: Site) -> dict[str, Json]:
    """A feed that leads to others: their paths without suffix, titles and link relations."""
    place = Place(site=site, path=f"{path}.json")
    navigation: list[Json] = [
        {"href": place.link(f"{target}.json"), "title": sayable(name), "type": MEDIA_TYPE, "rel": relation}
        for target, name, relation in leads
    ]
    return {"metadata": {"title": sayable(title)}, "links": own_links(place), "navigation": navigation}


def _feed(shelf: Shelf, site: Site, entries: Mapping[str, str]) -> bytes:
    place = Place(site=site, path=f"{shelf.path}.json")
    links = own_links(place)
    links.append({"rel": "up", "href": place.link(f"{shelf.above}.json"), "type": MEDIA_TYPE})
    for relation, target in shelf.turns.items():
        links.append({"rel": relation, "href": place.link(f"{target}.json"), "type": MEDIA_TYPE})
    metadata: dict[str, Json] = {
        "title": sayable(f"{site.title}: {shelf.title}"),
        "modified": shelf.updated,
        "numberOfItems": shelf.total,
        "itemsPerPage": PAGE,
        "currentPage": shelf.number,
    }
    known: dict[str, Json] = {"metadata": metadata, "links": links}
    if shelf.facets:
        known["facets"] = _facets(shelf.facets, place)
    return with_publications(known, (entries[entry.id] for entry in shelf.entries))


def _facets(facets: Sequence[Facet], place: Place) -> list[Json]:
    """Groups of facets (section 2.4)."""
    groups: dict[str, list[Json]] = {}
    for facet in facets:
        link: dict[str, Json] = {
            "href": place.link(f"{facet.path}.json"),
            "type": MEDIA_TYPE,
            "title": sayable(facet.title),
        }
        if facet.active:
            link["rel"] = "self"
        if facet.count is not None:
            link["properties"] = {"numberOfItems": facet.count}
        groups.setdefault(facet.group, []).append(link)
    return [{"metadata": {"title": group}, "links": links} for group, links in groups.items()]


def own_links(place: Place) -> list[Json]:
    """The links that every feed has: to itself, to the first feed, to the page for people."""
    return [
        {"rel": "self", "href": place.link(place.path), "type": MEDIA_TYPE},
        {"rel": "start", "href": place.link(f"{ROOT}.json"), "type": MEDIA_TYPE},
        {"rel": "alternate", "href": place.link("index.html"), "type": "text/html"},
    ]


def written_entries(entries: Iterable[Entry], site: Site, *, relative: bool = False) -> dict[str, str]:
    """Each document by its id as it stands in any feed of publications; all of these are in one folder."""
    place = Place(site=site, path=f"{ROOT}/any.json", relative=relative)
    return {entry.id: json.dumps(_publication(entry, place), ensure_ascii=False) for entry in entries}


def with_publications(feed: Mapping[str, Json], entries: Iterable[str]) -> bytes:
    """The feed as a file with documents as ``written_entries`` gives them."""
    return f'{json.dumps(feed, ensure_ascii=False)[:-1]}, "publications": [{", ".join(entries)}]}}\n'.encode()


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
