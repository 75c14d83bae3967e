"""Cutting one article into content documents that a reading system can open one at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml.etree import _Element

from muniment.xhtml import build, edition_article, heading_of, label, local_name, tag

LONG = 30_000
"""From how many characters on an article is cut at its outermost sections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One content document of a book."""

    name: str
    """Its file name: ``text.xhtml``, or ``chapter-001.xhtml`` and on, and ``notes.xhtml``."""
    title: str
    """What it is headed with."""
    content: _Element
    """The article, a section of it, or its notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """An article as content documents, its links mended."""

    parts: tuple[Part, ...]
    """In reading order; never empty."""
    places: dict[str, str]
    """From each ``id`` to the file name of the part that holds it."""

    def address(self, target: str) -> str:
        """The address of an ``id`` from any document beside the parts: ``chapter-002.xhtml#id``."""
        return f"{self.places[target]}#{target}"


def cut(article: _Element, *, title: str, long: int = LONG) -> Book:
    """Copy ``article`` into the parts of a book. No part repeats or leaves out any of its text.

    A text of less than ``long`` characters, or one with fewer than two sections, stays whole, its notes at its end.
    A longer one is cut at its outermost sections; what stands before the first goes with it if it is no more than
    the title, and the notes come last, in a part of their own.
    """
    copy = edition_article(article)
    sections = [child for child in copy.iterchildren(tag("section")) if heading_of(child) is not None]
    length = sum(len(piece) for piece in copy.itertext())
    whole = length < long or len(sections) < 2  # noqa: PLR2004 # one section is no reason to cut
    parts = (Part(name="text.xhtml", title=title, content=copy),) if whole else tuple(_parts(copy, title))
    places = {name: part.name for part in parts for name in _ids(part.content)}
    for part in parts:
        _mend_links(part, places)
    return Book(parts=parts, places=places)


def _parts(article: _Element, title: str) -> Iterable[Part]:
    groups: list[list[_Element]] = [[]]
    notes: _Element | None = None
    for child in list(article):
        if child.get("role") == "doc-endnotes":
            notes = child
            continue
        if local_name(child) == "section" and not _only_title(groups[-1]):
            groups.append([])
        groups[-1].append(child)
    for number, group in enumerate(groups, start=1):
        content = build("article", *group, lang=article.get("lang"), dir=article.get("dir"))
        yield Part(name=f"chapter-{number:03}.xhtml", title=_title_of(group) or title, content=content)
    if notes is not None:
        yield Part(name="notes.xhtml", title="Notes", content=notes)


def _title_of(group: list[_Element]) -> str | None:
    """The heading of the section that a group is about; ``None`` where the group begins with the whole text's title."""
    heading = heading_of(group[0]) if local_name(group[0]) == "section" else None
    return label(heading) if heading is not None else None


def _only_title(group: list[_Element]) -> bool:
    return all(local_name(element) == "h1" for element in group)


def _ids(root: _Element) -> Iterable[str]:
    return (name for element in root.iter() if (name := element.get("id")) is not None)


def _mend_links(part: Part, places: dict[str, str]) -> None:
    """Let links within the text find the part that their target is in now; those that lead nowhere keep only words."""
    for link in part.content.iter(tag("a")):
        href = link.get("href") or ""
        if not href.startswith("#"):
            continue
        place = places.get(href[1:])
        if place is None:
            del link.attrib["href"]
        elif place != part.name:
            link.set("href", place + href)
