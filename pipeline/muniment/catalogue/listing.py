"""The listing: every document by title, a hundred to a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from muniment.catalogue import wording
from muniment.catalogue.controls import LISTING_SCRIPTS, search_form, verify_section
from muniment.catalogue.markup import Markup, from_tree, joined, tag
from muniment.catalogue.model import Download, Entry
from muniment.catalogue.pages import address, page_path
from muniment.catalogue.shell import FIRST, FOLDER, Shell, isolated, sentence
from muniment.extraction.language_names import name_of

SIZE = 100
"""Documents on one page."""
_SHOWN = ("html", "epub", "pdf")
_AROUND = 2


def listing_path(number: int) -> str:
    """Where a page of the listing is, below the output folder; they are counted from 1."""
    return FIRST if number == 1 else f"{FOLDER}/page-{number}.html"


def listing_pages(entries: Sequence[Entry], shell: Shell) -> Iterator[tuple[str, bytes]]:
    """Every page of the listing with its path below the output folder."""
    ordered = sorted(entries, key=lambda entry: (_sorting(entry.title), entry.id))
    count = max(1, -(-len(ordered) // SIZE))
    form = from_tree(search_form(entries)) if entries else Markup()
    check = from_tree(verify_section(None)) if entries else Markup()
    for number in range(1, count + 1):
        root = "" if number == 1 else "../"
        there = ordered[(number - 1) * SIZE : number * SIZE]
        heading = tag("h2", f"All documents, page {number} of {count}" if count > 1 else "All documents")
        main = tag(
            "main",
            tag("h1", tag("bdi", shell.site.title)),
            tag("p", _total(len(entries)), class_="quiet"),
            form,
            tag(
                "section",
                heading,
                tag("ul", *(_item(one, f"t{at}", root) for at, one in enumerate(there)), class_="listing")
                if there
                else "",
                _pages(number, count, root),
                id="documents",
            ),
            check,
            id="main",
        )
        title = shell.site.title if number == 1 else f"{shell.site.title}, page {number}"
        head = [tag("link", rel=name, href=root + listing_path(to)) for name, to in _beside(number, count)]
        yield listing_path(number), shell.page(main, title=title, root=root, head=head, scripts=LISTING_SCRIPTS)


def _total(count: int) -> str:
    if not count:
        return "There is nothing here yet."
    return f"{wording.counted(count, 'document', 'documents')} to read, download and check."


def _sorting(title: str) -> str:
    """A title as it is put in order: without case, marks, and the sign or bracket that it begins with."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", title) if not unicodedata.combining(one)).casefold()
    return next((plain[at:] for at, one in enumerate(plain) if one.isalnum()), plain)


def _item(entry: Entry, name: str, root: str) -> Markup:
    """A document in the list; ``name`` is its own on the page, and links to its files are heard with its title."""
    by = sentence(*(isolated(name) for name in wording.names(entry.creators, most=3)))
    about = sentence(by, entry.date[:4], name_of(entry.language) if entry.language != "und" else "")
    files = [_file(one, name, root) for one in entry.downloads if one.format in _SHOWN]
    return tag(
        "li",
        tag("p", tag("a", isolated(entry.title, entry.language), href=root + page_path(entry.id), id=name)),
        tag("p", about, class_="quiet") if about else "",
        tag("p", joined(piece for one in files for piece in (one, " ")), class_="files") if files else "",
    )


def _file(one: Download, name: str, root: str) -> Markup:
    own = f"{name}-{one.format}"
    under = None if one.format == "html" else one.file_name
    return tag(
        "a",
        wording.FORMATS[one.format][1],
        href=address(one, root),
        download=under,
        id=own,
        aria_labelledby=f"{own} {name}",
    )


def _beside(number: int, count: int) -> Iterator[tuple[str, int]]:
    if number > 1:
        yield "prev", number - 1
    if number < count:
        yield "next", number + 1


def _pages(number: int, count: int, root: str) -> Markup:
    if count == 1:
        return Markup()
    shown = sorted({1, count, *range(max(1, number - _AROUND), min(count, number + _AROUND) + 1)})
    items: list[Markup] = []
    last = 0
    for one in shown:
        if one > last + 1:
            items.append(tag("li", "…"))
        current = "page" if one == number else None
        items.append(tag("li", tag("a", f"{one}", href=root + listing_path(one), aria_current=current)))
        last = one
    return tag("nav", tag("ul", *items), aria_label="Pages of the listing", class_="pages")
