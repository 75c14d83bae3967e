"""OPDS 1.2: the catalogue for reading apps, as Atom feeds. https://specs.opds.io/opds-1.2.

The root leads to what is new, to all documents by title, and, where these fill several pages, to a list of the pages
with the titles that each begins and ends with. There is no search among them: it takes a server that answers
questions, and a promise that files cannot keep is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree
from lxml.etree import _Element

from muniment.catalogue.addresses import Place, name_for
from muniment.catalogue.atom import child, enclosure, entry_in, feed, link, written
from muniment.catalogue.model import Entry, Site
from muniment.catalogue.shelves import (
    CONTENTS,
    FREE,
    NEW,
    ROOT,
    Shelf,
    is_drawn_in_pixels,
    picture_type,
    publications,
    shelves,
)

DC = "http://purl.org/dc/terms/"
"""The name space of Dublin Core's terms."""
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
"""The name space of the counts of results."""
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
"""Media type of a feed that leads to feeds (OPDS 1.2, 2.2)."""
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
"""Media type of a feed of publications (OPDS 1.2, 2.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    """An entry that leads to another feed."""

    title: str
    """What it leads to, for people."""
    content: str
    """How much is there."""
    updated: str
    """When anything there last changed."""
    path: str
    """Path of that feed below the output folder."""
    relation: str = "subsection"
    """Link relation to it."""
    media_type: str = ACQUISITION
    """Which kind of feed it is."""


def opds_files(entries: Sequence[Entry], site: Site) -> dict[str, bytes]:
    """Every feed of the catalogue, by its path below the output folder; the root is ``catalogue/opds.xml``."""
    held = shelves(entries)
    new, everything = _lead(held.new, "New and changed"), _lead(held.titles[0], "All by title")
    everything = replace(everything, content=_counted(held.titles[0].total, "document"))
    leads = [replace(new, relation=NEW), everything]
    files = {f"{shelf.path}.xml": _acquisition(shelf, site) for shelf in (held.new, *held.titles)}
    if len(held.titles) > 1:
        pages = [_lead(shelf, shelf.title) for shelf in held.titles]
        files[f"{CONTENTS}.xml"] = _navigation(f"{CONTENTS}.xml", f"{site.title}: pages by title", pages, site)
        contents = _Lead(
            title="Pages by title",
            content=_counted(len(pages), "page"),
            updated=max(page.updated for page in pages),
            path=f"{CONTENTS}.xml",
            media_type=NAVIGATION,
        )
        leads.append(contents)
    files[f"{ROOT}.xml"] = _navigation(f"{ROOT}.xml", site.title, leads, site)
    return files


def _lead(shelf: Shelf, title: str) -> _Lead:
    content = _counted(len(shelf.entries), "document")
    return _Lead(title=title, content=content, updated=shelf.updated, path=f"{shelf.path}.xml")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _navigation(path: str, title: str, leads: Sequence[_Lead], site: Site) -> bytes:
    """A feed that leads to feeds (OPDS 1.2, 2.2)."""
    place = Place(site=site, path=path)
    root = feed(place, title, max(lead.updated for lead in leads))
    _own_links(root, place, NAVIGATION)
    for lead in leads:
        element = child(root, "entry")
        child(element, "id", name_for(site, lead.path))
        child(element, "title", lead.title)
        child(element, "updated", lead.updated)
        child(element, "content", lead.content).set("type", "text")
        link(element, rel=lead.relation, href=place.link(lead.path), type=lead.media_type)
    return written(root)


def _acquisition(shelf: Shelf, site: Site) -> bytes:
    place = Place(site=site, path=f"{shelf.path}.xml")
    root = feed(place, f"{site.title}: {shelf.title}", shelf.updated)
    _own_links(root, place, ACQUISITION)
    link(root, rel="up", href=place.link(f"{ROOT}.xml"), type=NAVIGATION)
    for relation, target in shelf.turns.items():
        link(root, rel=relation, href=place.link(f"{target}.xml"), type=ACQUISITION)
    child(root, "totalResults", str(shelf.total), namespace=OPENSEARCH)
    for entry in shelf.entries:
        _publication(root, entry, place)
    etree.cleanup_namespaces(root, top_nsmap={"dc": DC, "opensearch": OPENSEARCH})
    return written(root)


def _own_links(root: _Element, place: Place, media_type: str) -> None:
    link(root, rel="self", href=place.link(place.path), type=media_type)
    link(root, rel="start", href=place.link(f"{ROOT}.xml"), type=NAVIGATION)
    link(root, rel="alternate", href=place.link("index.html"), type="text/html")


def _publication(root: _Element, entry: Entry, place: Place) -> None:
    """A complete entry (OPDS 1.2, 5.1.2): all that is known, and every form that it comes in."""
    element = entry_in(root, entry, place)
    terms = {
        "identifier": entry.identifier,
        "language": "" if entry.language == "und" else entry.language,
        "issued": entry.date,
        "publisher": entry.publisher,
        "source": entry.source_url,
    }
    for name, value in terms.items():
        if value:
            child(element, name, value, namespace=DC)
    if entry.cover and is_drawn_in_pixels(entry.cover):  # none is better than one that an app cannot draw
        for relation in ("http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"):
            link(element, rel=relation, href=place.link(entry.cover), type=picture_type(entry.cover))
    for download in publications(entry):
        enclosure(element, download, place, rel=FREE)
