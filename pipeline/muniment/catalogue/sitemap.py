"""For crawlers, where the site's address is known: ``sitemap.xml`` and signposting."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from muniment.catalogue.addresses import Place, moment_of, page_of, sayable
from muniment.catalogue.model import Entry, Site

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
"""The name space of site maps."""
PATH = "sitemap.xml"
"""Where the site map stands below the output folder."""
MOST = 50_000
"""Pages that one site map may hold; https://www.sitemaps.org/protocol.html."""
LINKSETS = "catalogue/links"
"""The folder of link sets below the output folder."""
LINKSET_TYPE = "application/linkset+json"
"""IANA media type of a link set (RFC 9264)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLink:
    """A link that says what it leads to."""

    rel: str
    """IANA link relation."""
    href: str
    """URI or relative reference."""
    type: str = ""
    """IANA media type; empty where the target is no file."""


def sitemap_files(entries: Sequence[Entry], site: Site) -> dict[str, bytes]:
    """The site map of the listing and of every document's page; of several parts where there are very many.

    Nothing where the site has no address: a site map holds absolute addresses only.
    """
    if not site.base_url:
        return {}
    place = Place(site=site, path=PATH)
    newest = max(map(moment_of, entries), default="")
    pages = [(place.link("index.html"), newest)]
    pages += [(place.link(page_of(entry)), moment_of(entry)) for entry in sorted(entries, key=lambda one: one.id)]
    parts = [pages[start : start + MOST] for start in range(0, len(pages), MOST)]
    if len(parts) == 1:
        return {PATH: _listed("urlset", "url", pages)}
    # Parts stand beside the first, as a map speaks only for its own folder; no document has such an id (``intake.slugs``).
    files = {f"sitemap-{number}.xml": _listed("urlset", "url", part) for number, part in enumerate(parts, 1)}
    newest_in = [(place.link(name), max(when for _, when in part)) for name, part in zip(files, parts, strict=True)]
    return {PATH: _listed("sitemapindex", "sitemap", newest_in), **files}


def _listed(kind: str, item: str, pages: Sequence[tuple[str, str]]) -> bytes:
    root = etree.Element(f"{{{NAMESPACE}}}{kind}", nsmap={None: NAMESPACE})  # type: ignore[dict-item] # None is the default prefix
    for address, when in pages:
        element = etree.SubElement(root, f"{{{NAMESPACE}}}{item}")
        etree.SubElement(element, f"{{{NAMESPACE}}}loc").text = address
        if when:
            etree.SubElement(element, f"{{{NAMESPACE}}}lastmod").text = when
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def typed_links(entry: Entry, site: Site) -> tuple[TypedLink, ...]:
    """The links from a document's page that machines follow: https://signposting.org/FAIR/.

    For ``link`` elements in the page's head; its link set says the same without them. The page is cited by the document's identifier
    where that is an address. What rightsstatements.org says of a document is no licence, so it is not called one.
    """
    place = Place(site=site, path=page_of(entry))
    found = [TypedLink(rel="type", href="https://schema.org/AboutPage")]
    found.append(TypedLink(rel="type", href="https://schema.org/CreativeWork"))
    if entry.identifier.startswith(("http://", "https://")):
        found.append(TypedLink(rel="cite-as", href=sayable(entry.identifier)))
    if entry.rights and "//rightsstatements.org/" not in entry.rights:
        found.append(TypedLink(rel="license", href=sayable(entry.rights)))
    found += [TypedLink(rel="item", href=place.link(one.path), type=one.media_type) for one in entry.downloads]
    found.append(TypedLink(rel="collection", href=place.link("index.html"), type="text/html"))
    if site.base_url:
        found.append(TypedLink(rel="linkset", href=place.link(linkset_path(entry)), type=LINKSET_TYPE))
    return tuple(found)


def linkset_path(entry: Entry) -> str:
    """Where a document's link set stands below the output folder, if the site has an address."""
    return f"{LINKSETS}/{entry.id}.json"


def linkset_files(entries: Sequence[Entry], site: Site) -> dict[str, bytes]:
    """A link set (RFC 9264, 4.2) for each document; nothing where the site has no address, which anchors need."""
    if not site.base_url:
        return {}
    return {linkset_path(entry): _linkset(entry, site) for entry in entries}


def _linkset(entry: Entry, site: Site) -> bytes:
    place = Place(site=site, path=linkset_path(entry))
    page = place.link(page_of(entry))
    links: dict[str, list[dict[str, str]]] = {}
    for one in typed_links(entry, site):
        if one.rel == "linkset":
            continue
        links.setdefault(one.rel, []).append({"href": one.href, **({"type": one.type} if one.type else {})})
    back = [
        {"anchor": place.link(one.path), "collection": [{"href": page, "type": "text/html"}]} for one in entry.downloads
    ]
    return f"{json.dumps({'linkset': [{'anchor': page, **links}, *back]}, ensure_ascii=False, indent=1)}\n".encode()
