"""Answers to questions as OPDS feeds, and what tells reading apps how to ask: for a server, as files answer nothing.

OPDS 1.2, 3, with OpenSearch 1.1 (https://github.com/dewitt/opensearch), and OPDS 2.0, 3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from lxml import etree

from muniment.catalogue.addresses import EARLIEST, Place, moment_of, name_for, sayable
from muniment.catalogue.atom import ATOM, child, feed, link
from muniment.catalogue.model import Site
from muniment.catalogue.opds import ACQUISITION, NAMES, NAVIGATION, OPENSEARCH, with_entries, written_entries
from muniment.catalogue.opds2 import MEDIA_TYPE, Json, with_publications
from muniment.catalogue.opds2 import written_entries as written_publications
from muniment.catalogue.published import Found
from muniment.catalogue.shelves import ROOT

ANSWERS = f"{ROOT}/search"
"""Path of the answers below the site's address, without suffix; no file is called so."""
DESCRIPTION = f"{ROOT}/search-description.xml"
"""Path of what tells apps how to ask, likewise."""
DESCRIPTION_TYPE = "application/opensearchdescription+xml"
"""Its media type (OPDS 1.2, 3)."""

_SHORT, _LONG = 16, 48  # characters of names (OpenSearch 1.1, "ShortName", "LongName")
_START = re.compile(rb'<link rel="start"')


def atom_answer(found: Found, site: Site) -> bytes:
    """One page of an answer as a feed of publications (OPDS 1.2, 2.3). Its links lead to the server that gave it."""
    place = Place(site=site, path=f"{ANSWERS}.xml", relative=True)
    updated = max(map(moment_of, found.entries), default=EARLIEST)
    root = feed(place, _title(found, site), updated, NAMES)
    named = root.find(f"{{{ATOM}}}id")
    if named is not None:
        named.text = name_for(site, f"{ANSWERS}?{_query(found, found.page)}")
    link(root, rel="start", href=place.link(f"{ROOT}.xml"), type=NAVIGATION)
    link(root, rel="up", href=place.link(f"{ROOT}.xml"), type=NAVIGATION)
    link(root, rel="search", href=place.link(DESCRIPTION), type=DESCRIPTION_TYPE)
    for relation, page in _turns(found):
        link(root, rel=relation, href=f"{place.link(place.path)}?{_query(found, page)}", type=ACQUISITION)
    counts = {"totalResults": found.total, "startIndex": (found.page - 1) * found.size + 1, "itemsPerPage": found.size}
    for name, count in counts.items():
        child(root, name, str(count), namespace=OPENSEARCH)
    asked = child(root, "Query", namespace=OPENSEARCH)
    asked.attrib.update({"role": "request", "searchTerms": sayable(found.question.words), "startPage": str(found.page)})
    return with_entries(root, written_entries(found.entries, site, relative=True).values())


def json_answer(found: Found, site: Site, address: str) -> bytes:
    """The same by OPDS 2.0; ``address`` is that of the site on this server, ending in ``/``."""
    place = Place(site=site, path=f"{ANSWERS}.json", relative=True)
    links: list[Json] = [
        {"rel": relation, "href": f"{place.link(place.path)}?{_query(found, page)}", "type": MEDIA_TYPE}
        for relation, page in _turns(found)
    ]
    links.append({"rel": "start", "href": place.link(f"{ROOT}.json"), "type": MEDIA_TYPE})
    links.append(_template(address))
    metadata: dict[str, Json] = {
        "title": sayable(_title(found, site)),
        "numberOfItems": found.total,
        "itemsPerPage": found.size,
        "currentPage": found.page,
    }
    known: dict[str, Json] = {"metadata": metadata, "links": links}
    return with_publications(known, written_publications(found.entries, site, relative=True).values())


def description(site: Site, address: str) -> bytes:
    """The OpenSearch description document; ``address`` is that of the site on this server, ending in ``/``."""
    root = etree.Element(f"{{{OPENSEARCH}}}OpenSearchDescription", nsmap={None: OPENSEARCH, "atom": ATOM})  # type: ignore[dict-item] # None is the default prefix
    parts = {
        "ShortName": site.title[:_SHORT].strip() or "Catalogue",
        "LongName": site.title[:_LONG].strip() or "Catalogue",
        "Description": "Full text, titles, authors and subjects. A minus before a word: without it.",
        "Language": "*",
        "InputEncoding": "UTF-8",
        "OutputEncoding": "UTF-8",
    }
    for name, text in parts.items():
        child(root, name, text, namespace=OPENSEARCH)
    fields = "query={searchTerms}&title={atom:title?}&author={atom:author?}&page={startPage?}&count={count?}"
    urls = (
        (ACQUISITION, "results", f"{address}{ANSWERS}.xml?{fields}"),
        (MEDIA_TYPE, "results", f"{address}{ANSWERS}.json?{fields}"),
        ("text/html", "results", f"{address}index.html#q={{searchTerms}}"),
        (DESCRIPTION_TYPE, "self", f"{address}{DESCRIPTION}"),
    )
    for kind, relation, template in urls:
        url = child(root, "Url", namespace=OPENSEARCH)
        url.attrib.update({"type": kind, "rel": relation, "template": template, "indexOffset": "1", "pageOffset": "1"})
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def is_feed(path: str) -> bool:
    """Whether the file at ``path`` below the output folder is one of the OPDS feeds."""
    return path.startswith((f"{ROOT}.", f"{ROOT}/")) and path.endswith((".xml", ".json"))


def with_search(path: str, data: bytes, address: str) -> bytes:
    """The feed of the file at ``path`` with a link to the search; as it is, where it is not one that was made here."""
    if path.endswith(".xml"):
        added = f'<link rel="search" href="{address}{DESCRIPTION}" type="{DESCRIPTION_TYPE}"/>\n  <link rel="start"'
        return _START.sub(lambda _: added.encode(), data, count=1)
    try:
        known = json.loads(data)
        known["links"].append(_template(address))
    except (ValueError, KeyError, TypeError, AttributeError):
        return data
    return f"{json.dumps(known, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")


def _template(address: str) -> Json:
    href = f"{address}{ANSWERS}.json{{?query,title,author}}"
    return {"rel": "search", "href": href, "type": MEDIA_TYPE, "templated": True}


def _title(found: Found, site: Site) -> str:
    asked = (found.question.words, found.question.title, found.question.author)
    return f"{site.title}: search for {', '.join(filter(None, asked)) or 'everything'}"


def _query(found: Found, page: int) -> str:
    question = found.question
    parts = {"query": question.words, "title": question.title, "author": question.author}
    stated = {name: text for name, text in parts.items() if text or name == "query"}
    return urlencode({**stated, "page": page, "count": found.size})


def _turns(found: Found) -> Iterator[tuple[str, int]]:
    """This page and others by link relation (RFC 5005, 3)."""
    yield "self", found.page
    yield "first", 1
    if found.page > 1:
        yield "previous", min(found.page - 1, found.last)
    if found.page < found.last:
        yield "next", found.page + 1
    yield "last", found.last
