"""What each published file is, told by its path alone: never by the machine's own table, which differs on each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from muniment.archive.crate import NAME as CRATE_NAME
from muniment.catalogue import atom, machine, opds, opds2, sitemap
from muniment.catalogue.browse import LISTS
from muniment.catalogue.fixity import LIST
from muniment.catalogue.shelves import CONTENTS, ROOT
from muniment.provenance import CHECKSUMS_NAME, FILE_NAME, MEDIA_TYPE

UNKNOWN = "application/octet-stream"
"""What a browser neither shows nor guesses at."""
TEI = "application/tei+xml"
"""The TEI edition: the XML file that is called as its folder is."""

_BY_NAME: Mapping[str, str] = {
    FILE_NAME: MEDIA_TYPE,
    CHECKSUMS_NAME: "text/plain",
    PurePosixPath(LIST).name: "text/plain",
    CRATE_NAME: "application/ld+json",
}

_BY_PATH: Mapping[str, str] = {
    atom.PATH: atom.MEDIA_TYPE,
    machine.SCHEMA: "application/schema+json",
    f"{ROOT}.xml": opds.NAVIGATION,
    f"{ROOT}.json": opds2.MEDIA_TYPE,
    f"{CONTENTS}.xml": opds.NAVIGATION,
}

_BY_FOLDER: Mapping[tuple[str, str], str] = {
    (ROOT, ".xml"): opds.ACQUISITION,
    (ROOT, ".json"): opds2.MEDIA_TYPE,
    (sitemap.LINKSETS, ".json"): sitemap.LINKSET_TYPE,
}
"""By folder below the output folder, and suffix."""

_BY_SUFFIX: Mapping[str, str] = {
    ".css": "text/css",
    ".epub": "application/epub+zip",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rng": "application/xml",
    ".sig": "text/plain",
    ".svg": "image/svg+xml",
    ".tsq": "application/timestamp-query",
    ".tsr": "application/timestamp-reply",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}

_ACTIVE = frozenset({"text/html", "application/xml", "application/tei+xml", "image/svg+xml"})
"""What a browser shows as a document in which script could run."""


def media_type(path: str) -> str:
    """IANA media type of the file at ``path`` below the output folder (``letter/letter.pdf``), without a charset."""
    place = PurePosixPath(path)
    suffix = place.suffix.lower()
    if suffix == ".xml" and place.parts == (place.stem, place.name):
        return TEI
    if path.startswith(LISTS) and suffix == ".xml":
        return opds.NAVIGATION
    return (
        _BY_PATH.get(path)
        or _BY_NAME.get(place.name)
        or _BY_FOLDER.get((str(place.parent), suffix))
        or _BY_SUFFIX.get(suffix, UNKNOWN)
    )


def with_charset(kind: str, charset: str = "utf-8") -> str:
    """The value of ``Content-Type``: text says its encoding (RFC 9110, 8.3), all other types tell it themselves."""
    is_text = kind.startswith("text/") or kind in _ACTIVE or kind.partition(";")[0].endswith("+xml")
    return f"{kind}; charset={charset}" if is_text and charset else kind


def is_active(kind: str) -> bool:
    """Whether a browser would show it as a document in which script could run, so that it needs a policy."""
    return kind in _ACTIVE
