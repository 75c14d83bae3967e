"""The page for an address where nothing is, in the looks of the catalogue."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path

from muniment.catalogue.markup import tag
from muniment.catalogue.model import Site
from muniment.catalogue.shell import FIRST, FOLDER, Shell

_TITLE = re.compile(r"<title>([^<]*)</title>")
_HEAD = 4096


def lost_page(dist: Path) -> bytes:
    """The page that says so; its links begin at the root, as the address that it is shown at may be of any depth."""
    shell = Shell(site=Site(title=_name_of(dist)), files=frozenset(_there(dist)))
    main = tag(
        "main",
        tag("h1", "There is nothing at this address"),
        tag("p", "It may have been renamed or taken away, or the address is not complete."),
        tag("p", tag("a", "All documents", href=f"/{FIRST}")),
        id="main",
    )
    return shell.page(main, title="There is nothing at this address", root="/")


def _name_of(dist: Path) -> str:
    """What the catalogue calls itself on its first page."""
    try:
        with (dist / FIRST).open("rb") as page:
            found = _TITLE.search(page.read(_HEAD).decode("utf-8", "replace"))
    except OSError:
        found = None
    return html.unescape(found[1]) if found else Site().title


def _there(dist: Path) -> Iterable[str]:
    """Paths of what stands in the catalogue's own folder."""
    try:
        return [f"{FOLDER}/{path.name}" for path in (dist / FOLDER).iterdir()]
    except OSError:
        return []
