"""The parts of pages that the scripts of the catalogue work on: the search form, and the place to check a download."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from lxml.etree import _Element

from muniment.catalogue.model import Download, Entry
from muniment.catalogue.wording import FORMATS
from muniment.extraction.language_names import name_of
from muniment.local_page import element

LISTING_SCRIPTS = ("load.js", "search.js", "verify.js")
"""Scripts of the pages of the listing, in the order they need, in ``catalogue/``."""
DOCUMENT_SCRIPTS = ("load.js", "verify.js")
"""Scripts of a document's page."""

ORDERS = {
    "relevance": "Best match",
    "title": "Title",
    "creator": "Author",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "updated": "Last changed",
}
"""The orders that results can be put in, and what people read."""


def scripts(up: str, *, listing: bool) -> tuple[_Element, ...]:
    """The script elements for a page's head, in their order; ``up`` leads from the page to the output folder: ``../``."""
    names = LISTING_SCRIPTS if listing else DOCUMENT_SCRIPTS
    return tuple(element("script", src=f"{up}catalogue/{name}", defer="defer") for name in names)


def search_form(entries: Sequence[Entry]) -> _Element:
    """The form, for any page of the listing.

    It is hidden until there is a script: style shows it at once where the browser says that it runs scripts, and the
    script in all others. It names what can be chosen but no numbers, so that a changed document does not change every page of the listing.
    """
    languages = sorted({(entry.language, _language(entry.language)) for entry in entries}, key=lambda one: one[::-1])
    present = {download.format for entry in entries for download in entry.downloads}
    years = sorted({int(entry.year) for entry in entries if entry.year.isdecimal()})
    known: list[_Element] = []  # where nobody knows a year or a subject, asking for one would only find nothing
    if years:
        first, last = str(years[0]), str(years[-1])
        known.append(_field("from", "From year", _input("from", "number", min=first, max=last, placeholder=first)))
        known.append(_field("to", "To year", _input("to", "number", min=first, max=last, placeholder=last)))
    if any(entry.subjects for entry in entries):
        subject = _input("subject", "text", list="search-subjects", autocomplete="off")
        known += [_field("subject", "Subject", subject), element("datalist", id="search-subjects")]
    return element(
        "form",
        _field(
            "q", "Search titles, authors and full text", _input("q", "search", autocomplete="off", spellcheck="false")
        ),
        element("button", "Search", type="submit"),
        element(
            "fieldset",
            element("legend", "Narrow and sort"),
            _choice("language", "Language", [("", "Any language"), *languages]),
            _choice(
                "format",
                "Format",
                [("", "Any format"), *((name, short) for name, (_, short, _) in FORMATS.items() if name in present)],
            ),
            *known,
            _choice("sort", "Sort by", ORDERS.items()),
            element("button", "Clear", type="reset"),
        ),
        id="search",
        role="search",
        hidden="hidden",
    )


def verify_section(entry: Entry | None) -> _Element:
    """The place where people check a download: for a document's page, or with ``None`` for the listing.

    What it says works without script; the script adds a button and takes files that are dropped on the page.
    """
    known = None
    if entry is not None:
        downloads = [
            [one.sha256, one.file_name, FORMATS.get(one.format, (one.format,) * 3)[1]] for one in entry.downloads
        ]
        known = json.dumps(downloads, ensure_ascii=False, separators=(",", ":"))
    where = "beside each download" if entry is not None else "on the document’s page"
    return element(
        "section",
        element("h2", "Check a download", id="verify-heading"),
        element(
            "p",
            "A file is the one offered here if its SHA-256 is the one shown ",
            where,
            ". To see a file’s SHA-256, use ",
            element("code", "sha256sum"),
            " (Linux), ",
            element("code", "shasum -a 256"),
            " (macOS) or ",
            element("code", "certutil -hashfile … SHA256"),
            " (Windows).",
        ),
        id="verify",
        aria_labelledby="verify-heading",
        data_digests=known,
    )


def copy_sha256(download: Download) -> _Element:
    """A digest as people read it; the script puts a button beside it that copies it."""
    return element("code", download.sha256, data_sha256=download.sha256, data_name=download.file_name)


def _language(tag: str) -> str:
    return "Not known" if tag == "und" else name_of(tag)


def _field(name: str, label: str, control: _Element) -> _Element:
    return element("p", element("label", label, for_=f"search-{name}"), " ", control)


def _input(name: str, kind: str, **attributes: str | None) -> _Element:
    return element("input", id=f"search-{name}", name=name, type=kind, **attributes)


def _choice(name: str, label: str, options: Iterable[tuple[str, str]]) -> _Element:
    written = [element("option", text, value=value) for value, text in options]
    return _field(name, label, element("select", *written, id=f"search-{name}", name=name))
