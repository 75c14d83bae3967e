"""Atom (RFC 4287): what all feeds share, and the feed of what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree
from lxml.etree import _Element

from muniment.catalogue.addresses import EARLIEST, Place, moment_of, name_for, newest_first, page_of, sayable
from muniment.catalogue.model import Download, Entry, Site

ATOM = "http://www.w3.org/2005/Atom"
"""The Atom name space."""
PATH = "catalogue/atom.xml"
"""Where the feed of what is new stands below the output folder."""
MEDIA_TYPE = "application/atom+xml"
"""IANA media type of Atom."""
NEWEST = 50
"""How many documents a feed of what is new holds."""
NOBODY = "Not stated"
"""Stands for an author that no one stated: without one, RFC 4287 (4.2.1) would lend the feed's author to the text."""


def news(entries: Sequence[Entry], site: Site) -> bytes:
    """The feed of documents that were added or changed last, latest first."""
    place = Place(site=site, path=PATH)
    shown = newest_first(list(entries))[:NEWEST]
    updated = max(map(moment_of, shown), default=EARLIEST)
    root = feed(place, f"{site.title}: new and changed", updated)
    link(root, rel="self", href=place.link(PATH), type=MEDIA_TYPE)
    link(root, rel="alternate", href=place.link("index.html"), type="text/html")
    for entry in shown:
        element = entry_in(root, entry, place)
        for download in entry.downloads:
            enclosure(element, download, place, rel="enclosure")
    return written(root)


def feed(place: Place, title: str, updated: str, names: Mapping[str, str] | None = None) -> _Element:
    """A feed with what RFC 4287, 4.1.1, requires of one, and no entry yet.

    ``updated`` is when the newest of its own entries was, so that a change elsewhere does not change its bytes.
    ``names`` are further name spaces by their prefixes.
    """
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, **(names or {})})  # type: ignore[dict-item] # None is the default prefix
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    child(root, "id", name_for(place.site, place.path))
    child(root, "title", title)
    child(root, "updated", updated)
    child(child(root, "author"), "name", place.site.title)
    return root


def entry_in(parent: _Element, entry: Entry, place: Place) -> _Element:
    """Add a document to a feed with what RFC 4287, 4.1.2, requires, and a link to its page."""
    element = child(parent, "entry")
    element.set("{http://www.w3.org/XML/1998/namespace}lang", sayable(entry.language))
    child(element, "id", name_for(place.site, f"{entry.id}/"))
    child(element, "title", entry.title)
    child(element, "updated", moment_of(entry))
    for name in entry.creators or (NOBODY,):
        child(child(element, "author"), "name", name)
    for subject in entry.subjects:
        child(element, "category").attrib.update({"term": sayable(subject), "label": sayable(subject)})
    if entry.rights:
        child(element, "rights", entry.rights)
    if entry.description:
        child(element, "summary", entry.description).set("type", "text")
    link(element, rel="alternate", href=place.link(page_of(entry)), type="text/html")
    return element


def enclosure(parent: _Element, download: Download, place: Place, *, rel: str) -> None:
    """Add a link to a file, with its media type, its length and its name for people."""
    href = place.link(download.path)
    link(parent, rel=rel, href=href, type=download.media_type, length=str(download.size), title=download.file_name)


def child(parent: _Element, name: str, text: str = "", *, namespace: str = ATOM) -> _Element:
    """Add an element, with text that XML can hold."""
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    if text:
        element.text = sayable(text)
    return element


def link(parent: _Element, **attributes: str) -> _Element:
    """Add a link (RFC 4287, 4.2.7)."""
    element = child(parent, "link")
    for name, value in attributes.items():
        element.set(name, sayable(value))
    return element


def written(root: _Element) -> bytes:
    """The feed as a file, in UTF-8."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
