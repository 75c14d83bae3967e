"""OPDS 1.2: the catalogue for reading apps, as Atom feeds. https://specs.opds.io/opds-1.2.

The root leads to what is new, to all documents by title, where these fill several pages to a list of the pages with
the titles that each begins and ends with, and to the documents by author, language, year and subject. There is no
search among them: it takes a server that answers questions, and a promise that files cannot keep is worse than none.
``muniment.serving`` adds it to the feeds that it sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from lxml import etree
from lxml.etree import _Element

from muniment.catalogue.addresses import Place, name_for
from muniment.catalogue.atom import ATOM, child, enclosure, entry_in, feed, link, written
from muniment.catalogue.browse import Guide, Section, Value, Ways
from muniment.catalogue.model import Entry, Site
from muniment.catalogue.shelves import (
    CONTENTS,
    FACET,
    FREE,
    NEW,
    ROOT,
    Facet,
    Shelf,
    is_drawn_in_pixels,
    picture_type,
    publications,
)

DC = "http://purl.org/dc/terms/"
"""The name space of Dublin Core's terms."""
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
"""The name space of the counts of results."""
OPDS = "http://opds-spec.org/2010/catalog"
"""The name space of what says which facet a link is (OPDS 1.2, 4)."""
THREAD = "http://purl.org/syndication/thread/1.0"
"""The name space of how many documents a facet has (RFC 4685)."""
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
"""Media type of a feed that leads to feeds (OPDS 1.2, 2.2)."""
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
"""Media type of a feed of publications (OPDS 1.2, 2.3)."""

NAMES: Mapping[str, str] = MappingProxyType({"dc": DC, "opds": OPDS, "opensearch": OPENSEARCH, "thr": THREAD})
"""Name spaces that feeds of publications declare, by their prefixes."""

_END = b"</feed>"


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


def opds_files(found: Ways, site: Site) -> dict[str, bytes]:
    """Every feed of the catalogue, by its path below the output folder; the root is ``catalogue/opds.xml``."""
    new, everything = _lead(found.new, "New and changed"), _lead(found.titles[0], "All by title")
    everything = replace(everything, content=_counted(found.titles[0].total, "document"))
    leads = [replace(new, relation=NEW), everything]
    written_once = written_entries((entry for shelf in found.titles for entry in shelf.entries), site)
    files = {f"{shelf.path}.xml": _acquisition(shelf, site, written_once) for shelf in found.shelves()}
    if len(found.titles) > 1:
        pages = [_lead(shelf, shelf.title) for shelf in found.titles]
        files[f"{CONTENTS}.xml"] = _navigation(f"{CONTENTS}.xml", f"{site.title}: pages by title", pages, site)
        updated = max(page.updated for page in pages)
        leads.append(_lists(CONTENTS, "Pages by title", _counted(len(pages), "page"), updated))
    for guide in found.guides:
        content = _counted(guide.count, *guide.kind.counted)
        leads.append(_lists(guide.path, guide.kind.title, content, guide.updated))
        files |= _guide_files(guide, site)
    files[f"{ROOT}.xml"] = _navigation(f"{ROOT}.xml", site.title, leads, site)
    return files


def _guide_files(guide: Guide, site: Site) -> Iterator[tuple[str, bytes]]:
    """The list of a kind, and the lists that a long one is divided into."""
    title = f"{site.title}: {guide.kind.title.lower()}"
    leads = [_section_lead(guide, one) for one in guide.sections] or [_value_lead(one) for one in guide.values]
    yield f"{guide.path}.xml", _navigation(f"{guide.path}.xml", title, leads, site)
    for section in guide.sections:
        path, inside = f"{section.path}.xml", [_value_lead(one) for one in section.values]
        yield path, _navigation(path, f"{title}: {section.title}", inside, site, up=f"{guide.path}.xml")


def _section_lead(guide: Guide, section: Section) -> _Lead:
    content = _counted(section.count, *guide.kind.counted)
    return _lists(section.path, section.title, content, max(one.updated for one in section.values))


def _value_lead(value: Value) -> _Lead:
    lead = _lead(value.shelves[0], value.title)
    return replace(lead, content=_counted(value.shelves[0].total, "document"), updated=value.updated)


def _lists(path: str, title: str, content: str, updated: str) -> _Lead:
    return _Lead(title=title, content=content, updated=updated, path=f"{path}.xml", media_type=NAVIGATION)


def _lead(shelf: Shelf, title: str) -> _Lead:
    content = _counted(len(shelf.entries), "document")
    return _Lead(title=title, content=content, updated=shelf.updated, path=f"{shelf.path}.xml")


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def _navigation(path: str, title: str, leads: Sequence[_Lead], site: Site, up: str = f"{ROOT}.xml") -> bytes:
    """A feed that leads to feeds (OPDS 1.2, 2.2)."""
    place = Place(site=site, path=path)
    root = feed(place, title, max(lead.updated for lead in leads))
    own_links(root, place, NAVIGATION)
    if path != up:
        link(root, rel="up", href=place.link(up), type=NAVIGATION)
    for lead in leads:
        element = child(root, "entry")
        child(element, "id", name_for(site, lead.path))
        child(element, "title", lead.title)
        child(element, "updated", lead.updated)
        child(element, "content", lead.content).set("type", "text")
        link(element, rel=lead.relation, href=place.link(lead.path), type=lead.media_type)
    return written(root)


def _acquisition(shelf: Shelf, site: Site, entries: Mapping[str, bytes]) -> bytes:
    place = Place(site=site, path=f"{shelf.path}.xml")
    root = feed(place, f"{site.title}: {shelf.title}", shelf.updated, NAMES)
    own_links(root, place, ACQUISITION)
    link(root, rel="up", href=place.link(f"{shelf.above}.xml"), type=NAVIGATION)
    for relation, target in shelf.turns.items():
        link(root, rel=relation, href=place.link(f"{target}.xml"), type=ACQUISITION)
    for facet in shelf.facets:
        _facet(root, facet, place)
    child(root, "totalResults", str(shelf.total), namespace=OPENSEARCH)
    return with_entries(root, (entries[entry.id] for entry in shelf.entries))


def own_links(root: _Element, place: Place, media_type: str) -> None:
    """Add the links that every feed has: to itself, to the first feed, to the page for people."""
    link(root, rel="self", href=place.link(place.path), type=media_type)
    link(root, rel="start", href=place.link(f"{ROOT}.xml"), type=NAVIGATION)
    link(root, rel="alternate", href=place.link("index.html"), type="text/html")


def _facet(root: _Element, facet: Facet, place: Place) -> None:
    element = link(root, rel=FACET, href=place.link(f"{facet.path}.xml"), type=ACQUISITION, title=facet.title)
    element.set(f"{{{OPDS}}}facetGroup", facet.group)
    if facet.active:
        element.set(f"{{{OPDS}}}activeFacet", "true")
    if facet.count is not None:
        element.set(f"{{{THREAD}}}count", str(facet.count))


def written_entries(entries: Iterable[Entry], site: Site, *, relative: bool = False) -> dict[str, bytes]:
    """Each document by its id as it stands in any feed of publications: written once, as it is on several of them.

    All these feeds are in one folder, so that links are the same in each.
    """
    place = Place(site=site, path=f"{ROOT}/any.xml", relative=relative)
    return {entry.id: _written_entry(entry, place) for entry in entries}


def _written_entry(entry: Entry, place: Place) -> bytes:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, **NAMES})  # type: ignore[dict-item] # None is the default prefix
    _publication(root, entry, place)
    data = etree.tostring(root, encoding="UTF-8", pretty_print=True)
    return data[data.index(b">\n") + 2 : data.rindex(_END)]


def with_entries(root: _Element, entries: Iterable[bytes]) -> bytes:
    """The feed as a file with documents as ``written_entries`` gives them after what it holds."""
    return b"".join((written(root).removesuffix(_END + b"\n"), *entries, _END, b"\n"))


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
