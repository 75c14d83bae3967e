"""What every page of the catalogue has around its content: head, policy, the way home, the foot."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from muniment.catalogue.controls import LISTING_SCRIPTS
from muniment.catalogue.markup import Markup, document, joined, tag
from muniment.catalogue.model import Site

FOLDER = "catalogue"
"""Folder for all that is not a page of a document or the first page of the listing, below the output folder."""
STYLE = f"{FOLDER}/style.css"
FIRST = "index.html"
"""The first page of the listing, and the page in each document's folder."""

# `file:` lets a page opened from a folder load its own style and scripts: there 'self' matches nothing. On a server it
# allows nothing more, as no browser lets a page from a server load files.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types muniment"
)
"""The content security policy of every page: no inline script or style, and nothing from elsewhere."""

_FEEDS = (
    ("catalogue/atom.xml", "application/atom+xml", "New documents (Atom)"),
    ("catalogue/opds.xml", "application/atom+xml;profile=opds-catalog;kind=navigation", "For e-book readers (OPDS)"),
    ("catalogue/opds.json", "application/opds+json", "For e-book readers (OPDS 2.0)"),
    ("catalogue/catalogue.json", "application/json", "For machines (JSON)"),
)
_TAKE = (
    ("catalogue/SHA256SUMS", "Checksums of all downloads"),
    ("catalogue/everything.zip", "All documents in one file (ZIP)"),
)
ON_EVERY_PAGE = frozenset({*(path for path, _, _ in _FEEDS), *(f"{FOLDER}/{name}" for name in LISTING_SCRIPTS)})
"""Files that are there whenever there is a document; the page of one leads to no other file about all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What pages share."""

    site: Site
    """Of what site they are."""
    files: Collection[str]
    """Paths of the files of the site that are no pages, below the output folder: only these are linked."""

    def page(
        self, *content: Markup, title: str, root: str, head: Iterable[Markup] = (), scripts: Iterable[str] = ()
    ) -> bytes:
        """A whole page. ``root`` leads from it to the output folder: ending in ``/``, or empty for the first page.

        That page has the site's name for its heading; all others lead to it by that name.
        """
        sources = [name for name in scripts if f"{FOLDER}/{name}" in self.files]
        return document(
            tag(
                "head",
                tag("meta", charset="utf-8"),
                tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
                tag("title", title),
                tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
                tag("meta", name="color-scheme", content="light dark"),
                tag("meta", name="referrer", content="no-referrer"),
                tag("link", rel="stylesheet", href=f"{root}{STYLE}"),
                *(
                    tag("link", rel="alternate", type=kind, href=root + path, title=name)
                    for path, kind, name in self._feeds()
                ),
                *head,
                *(tag("script", src=f"{root}{FOLDER}/{name}", defer="") for name in sources),
            ),
            tag(
                "body",
                tag("a", "Skip to the content", href="#main", class_="skip"),
                tag("header", tag("p", tag("a", tag("bdi", self.site.title), href=root + FIRST)), class_="site")
                if root
                else Markup(),
                *content,
                self._foot(root),
            ),
            lang="en",
        )

    def _feeds(self) -> list[tuple[str, str, str]]:
        return [one for one in _FEEDS if one[0] in self.files]

    def _foot(self, root: str) -> Markup:
        links = [(path, name) for path, _, name in self._feeds()] + [one for one in _TAKE if one[0] in self.files]
        items = [tag("li", tag("a", name, href=root + path)) for path, name in links]
        made = tag("p", "Made from the manifests beside the editions: what they do not know is not said here.")
        return tag("footer", tag("ul", *items) if items else Markup(), made, class_="site")


def isolated(text: str, language: str = "", **attributes: str | None) -> Markup:
    """Other people's words in a page in English: their own direction, their own language where it is known."""
    return tag("bdi", text, lang=language if language not in ("", "und") else None, **attributes)


def sentence(*pieces: str) -> Markup:
    """Pieces that are there, with a dot between them."""
    there = [piece for piece in pieces if piece]
    return joined(piece for number, one in enumerate(there) for piece in ([" · "] if number else []) + [one])
