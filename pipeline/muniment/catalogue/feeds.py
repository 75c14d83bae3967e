"""Everything in the catalogue that is not for a browser: feeds for apps, and lists for crawlers and programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from muniment.catalogue import atom
from muniment.catalogue.browse import ways
from muniment.catalogue.machine import machine_files
from muniment.catalogue.model import Entry, Site
from muniment.catalogue.opds import opds_files
from muniment.catalogue.opds2 import opds2_files
from muniment.catalogue.sitemap import TypedLink, linkset_files, linkset_path, sitemap_files, typed_links

__all__ = ["TypedLink", "feed_files", "linkset_path", "typed_links"]


def feed_files(entries: Sequence[Entry], site: Site) -> Mapping[str, bytes]:
    """The files by their paths below the output folder; the same for the same arguments, in whichever order.

    OPDS 1.2 and 2.0, Atom, ``catalogue.json`` with its schema, and ``SHA256SUMS``; where the site has an address, also
    ``sitemap.xml`` and a link set for each document.
    """
    found = ways(entries)
    return {
        atom.PATH: atom.news(entries, site),
        **opds_files(found, site),
        **opds2_files(found, site),
        **machine_files(entries, site),
        **sitemap_files(entries, site),
        **linkset_files(entries, site),
    }
