"""The structure tree of a PDF that Typst made, completed with pikepdf: ISO 32000-1, 14.7 and 14.8.

Typst's code can say that something is a quotation, and has no words for parts, sections, or text stated in place of glyphs.
So the code makes quotations of these too, and a list in the order of reading tells what each stands for. Here they get
their names. Elements that go on on another page get an ``ID``, by which a reader of single pages can join them.

pikepdf hands out numbers and objects of many kinds alike, so elements are ``Any`` here.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from muniment.errors import WriterError
from muniment.tools import typst_hyphens

_QUOTED = {"/Quote": True, "/BlockQuote": False}
_IN_A_LINE = frozenset({"/Span", "/Link", "/Em", "/Strong", "/Code", "/Quote", "/Lbl", "/Reference"})
_CONTINUED = "goes-on-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What an element stands for that Typst takes for a quotation."""

    kind: str
    """The name of its structure type: ``Part``, ``Sect``, ``Span``."""
    text: str | None = None
    """The text that it states in place of its glyphs."""
    language: str | None = None
    """BCP 47 tag, where it has a language of its own."""
    inline: bool = False
    """Whether it stands inside a line."""


def complete(pdf: Pdf, marks: Sequence[Mark], bookmarks: Sequence[str]) -> None:
    """Name the elements, in place.

    Args:
        pdf: A tagged PDF made by Typst.
        marks: What each quotation stands for, in the order of reading.
        bookmarks: The words of each bookmark, in the order of reading.

    Raises:
        WriterError: The file has other elements or bookmarks than were made (``WRITE-TEXT``).
    """
    waiting = iter(marks)
    for element in _elements(pdf):
        inline = _QUOTED.get(str(element.S))
        if inline is None:
            continue
        mark = next(waiting, None)
        if mark is None or mark.inline is not inline:
            raise _differs("other elements than the document")
        _name(element, mark)
    if next(waiting, None) is not None:
        raise _differs("fewer elements than the document")
    _label(pdf, bookmarks)
    typst_hyphens.state(pdf)
    _join_over_pages(pdf)


def _differs(what: str) -> WriterError:
    return WriterError(
        f"page layout by Typst has {what}.",
        remedy='Report this with the document; until then set engine = "weasyprint" for it.',
        code="WRITE-TEXT",
    )


def _elements(pdf: Pdf) -> Iterator[Any]:
    """Structure elements in the order of reading."""
    stack = [kid for kid in reversed(_kids(pdf.Root.StructTreeRoot)) if _is_element(kid)]
    while stack:
        element = stack.pop()
        yield element
        stack += [kid for kid in reversed(_kids(element)) if _is_element(kid)]


def _kids(element: Any) -> list[Any]:  # noqa: ANN401 # see above
    kids = element.get(Name.K)
    if kids is None:
        return []
    return list(kids.as_list()) if isinstance(kids, Array) else [kids]


def _is_element(kid: Any) -> bool:  # noqa: ANN401 # see above
    return isinstance(kid, Object) and Name.S in kid


def _name(element: Any, mark: Mark) -> None:  # noqa: ANN401 # see above
    element.S = Name(f"/{mark.kind}")
    if mark.text is not None:
        element.ActualText = String(codecs.BOM_UTF16_BE + mark.text.encode("utf-16-be"))
    if mark.language is not None:
        element.Lang = String(mark.language)


def _label(pdf: Pdf, bookmarks: Sequence[str]) -> None:
    waiting = iter(bookmarks)

    def settle(items: Sequence[OutlineItem]) -> None:
        for item in items:
            words = next(waiting, None)
            if words is None:
                raise _differs("other bookmarks than the document has headings")
            item.title = words
            settle(item.children)

    with pdf.open_outline(max_depth=10) as outline:
        settle(outline.root)
    if next(waiting, None) is not None:
        raise _differs("fewer bookmarks than the document has headings")


def _join_over_pages(pdf: Pdf) -> None:
    """Give an ``ID`` to each block with content on two pages (14.7.2), listed in the ``IDTree``."""
    numbers: list[Any] = list(pdf.Root.StructTreeRoot.ParentTree.Nums.as_list())
    before: dict[tuple[int, int], Any] = {}
    named: list[Any] = []
    for owners in numbers[1::2]:
        if not isinstance(owners, Array):
            continue
        direct = {owner.objgen: owner for owner in owners.as_list() if isinstance(owner, Dictionary)}
        here = {block.objgen: block for block in map(_block_of, direct.values())}
        for key in sorted(before.keys() & here.keys()):
            if Name.ID not in here[key]:
                here[key].ID = String(f"{_CONTINUED}{len(named):06}")
                named.append(here[key])
        before = here
    _list(pdf, named)


def _block_of(element: Any) -> Any:  # noqa: ANN401 # see above
    while str(element.S) in _IN_A_LINE:
        element = element.P
    return element


def _list(pdf: Pdf, named: Sequence[Any]) -> None:
    """Add elements to the tree of identifiers (14.7.2), which is in the order of the names."""
    root = pdf.Root.StructTreeRoot
    pairs = {bytes(element.ID): element for element in named}
    for name, element in _known(root.get(Name.IDTree)):
        pairs[bytes(name)] = element
    if pairs:
        listed = [part for name in sorted(pairs) for part in (String(name), pairs[name])]
        first, last = min(pairs), max(pairs)
        leaf = Dictionary(Limits=Array([String(first), String(last)]), Names=Array(listed))
        root.IDTree = Dictionary(Kids=Array([pdf.make_indirect(leaf)]))


def _known(node: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 # see above
    if node is None:
        return
    names = list(node.get(Name.Names, Array()).as_list())
    yield from zip(names[::2], names[1::2], strict=True)
    for kid in node.get(Name.Kids, Array()).as_list():
        yield from _known(kid)
