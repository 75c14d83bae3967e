"""The structure tree of a PDF that WeasyPrint made, mended with pikepdf: ISO 32000-1, 14.7 and 14.8.

Running heads and page numbers have no elements, note marks are ``Reference`` elements (14.8.4.4), and what the pages
cannot say is stated on the elements.

pikepdf hands out numbers and objects of many kinds alike, so elements are ``Any`` here.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from muniment.errors import WriterError
from muniment.tools.pdf_marks import Run, RunKind

_HEADING = re.compile("/H([1-6])")
_PRINTED = 1 << 2  # bit 3 of an annotation's flags, 12.5.3


def mend(pdf: Pdf, pages: Sequence[Mapping[int, Run]], *, language: str) -> None:
    """Make the structure tree true, page by page, then as a whole.

    Args:
        pdf: A tagged PDF made by WeasyPrint; it is changed in place.
        pages: For each page, its runs by marked-content identifier.
        language: Language tag of the document; runs in another one get it stated.
    """
    parents = {key: value for key, value in _parent_tree(pdf) if isinstance(value, Array)}
    for page, runs in zip(pdf.pages, pages, strict=True):
        elements = parents[int(page.obj.StructParents)]
        for identifier, run in runs.items():
            if run.kind is RunKind.PAGE:
                elements[identifier] = None
                continue
            if run.kind is RunKind.NOTE_MARK:
                _wrap_reference(pdf, elements[identifier])
            if not run.spelled:
                stated = String(codecs.BOM_UTF16_BE + run.text.encode("utf-16-be"))
                _own_element(pdf, elements, identifier).ActualText = stated
            if run.language not in (None, language):
                _own_element(pdf, elements, identifier).Lang = String(str(run.language))
    _mend_tree(pdf)


def _own_element(pdf: Pdf, elements: Any, identifier: int) -> Any:  # noqa: ANN401 # see above
    """The element that has this marked content and nothing else, made where several share one."""
    element = elements[identifier]
    kids = _kids(element)
    if len(kids) == 1:
        return element
    own = _element(pdf, Name.Span, element, [identifier])
    element.K = Array([own if kid == identifier else kid for kid in kids])
    elements[identifier] = own
    return own


def _wrap_reference(pdf: Pdf, element: Any) -> None:  # noqa: ANN401 # see above
    """Put the link around a note mark into a ``Reference`` element.

    Raises:
        WriterError: The mark is in no link (``WRITE-TEXT``).
    """
    link = element
    while Name.Link != link.S:
        if Name.Document == link.S:
            raise WriterError("a note mark is no link.", code="WRITE-TEXT")
        link = link.P
    parent = link.P
    if Name.Reference == parent.S:
        return
    reference = _element(pdf, Name.Reference, parent, [link])
    parent.K = Array([reference if _same(kid, link) else kid for kid in _kids(parent)])
    link.P = reference


def _mend_tree(pdf: Pdf) -> None:
    """Complete list items, leave one link annotation for each link, and let no heading skip a level.

    A heading that stands deeper than one level below the one before it is tagged as just one level below, and the first
    as ``H1`` (ISO 14289-1, 7.4.2), since a text may begin with something else than its title.
    """
    doubled: set[tuple[int, int]] = set()
    level = 0
    open_elements = _kids(pdf.Root.StructTreeRoot)
    while open_elements:  # in reading order
        element = open_elements.pop()
        kind = str(element.S)
        if heading := _HEADING.fullmatch(kind):
            level = min(int(heading[1]), level + 1)
            element.S = Name(f"/H{level}")
        objects = [kid for kid in _kids(element) if isinstance(kid, Object)]
        if not objects:
            continue
        children = [kid for kid in objects if Name.S in kid]
        if kind != "/Link" and len(children) < len(objects):
            doubled |= _drop_links(element)
        open_elements += reversed(children)
        if kind == "/LI":
            _complete_item(pdf, element, children)
    _settle_links(pdf, doubled)


def _drop_links(element: Any) -> set[tuple[int, int]]:  # noqa: ANN401 # see above
    """Take the annotations out of an element that is no link; return which they were.

    WeasyPrint gives each element inside a link one of its own; only a ``Link`` may have one (14.8.4.4.2).
    """
    kids = _kids(element)
    annotations = [kid for kid in kids if isinstance(kid, Object) and kid.get(Name.Type) == Name.OBJR]
    if annotations:
        element.K = Array([kid for kid in kids if not any(_same(kid, other) for other in annotations)])
    return {kid.Obj.objgen for kid in annotations}


def _complete_item(pdf: Pdf, item: Any, kids: list[Any]) -> None:  # noqa: ANN401 # see above
    """Put what a list item holds beside its label into an ``LBody`` (14.8.4.3.3)."""
    if all(kid.S in (Name.Lbl, Name.LBody) for kid in kids):
        return
    body = _element(pdf, Name.LBody, item, [kid for kid in kids if Name.Lbl != kid.S])
    for kid in _kids(body):
        kid.P = body
    item.K = Array([*(kid for kid in kids if Name.Lbl == kid.S), body])


def _settle_links(pdf: Pdf, doubled: set[tuple[int, int]]) -> None:
    """Take out the doubled annotations, and let the others be printed, as PDF/A wants them."""
    keys: set[int] = set()
    for page in pdf.pages:
        annotations: list[Any] = list(page.obj.get(Name.Annots, Array()).as_list())
        keys |= {int(annotation.StructParent) for annotation in annotations if annotation.objgen in doubled}
        for annotation in annotations:
            annotation.F = _PRINTED
        if annotations:
            page.obj.Annots = Array([annotation for annotation in annotations if annotation.objgen not in doubled])
    kept = [(key, value) for key, value in _parent_tree(pdf) if key not in keys]
    pdf.Root.StructTreeRoot.ParentTree.Nums = Array([part for pair in kept for part in pair])


def _parent_tree(pdf: Pdf) -> list[tuple[int, Any]]:
    numbers: list[Any] = list(pdf.Root.StructTreeRoot.ParentTree.Nums.as_list())
    return [(int(key), value) for key, value in zip(numbers[::2], numbers[1::2], strict=True)]


def _element(pdf: Pdf, kind: Name, parent: Any, kids: list[Any]) -> Any:  # noqa: ANN401 # see above
    page = parent.get(Name.Pg)
    return pdf.make_indirect(Dictionary(Type=Name.StructElem, S=kind, P=parent, Pg=page, K=Array(kids)))


def _kids(element: Any) -> list[Any]:  # noqa: ANN401 # see above
    kids = element.get(Name.K)
    return [] if kids is None else list(kids.as_list())


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 # see above
    return isinstance(one, Object) and bool(one.objgen == other.objgen)
