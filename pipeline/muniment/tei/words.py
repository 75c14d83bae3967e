"""The words of a TEI document: emphasis, links, breaks, note references, and the lines of verse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml.etree import _Element

from muniment.errors import WriterError
from muniment.tei.markup import append, element, identifiers, local_name, pointer

ASCII_SPACE = " \t\n\r\f"
"""The white space that XHTML folds; every other space is text."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
NOTE_REFERENCE = "doc-noteref"
BACKLINK = "doc-backlink"
ENDNOTES = "doc-endnotes"

_RENDERINGS = {"em": "italic", "strong": "bold"}

Node = _Element | str
"""An element (without what follows it) or text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The ``xml:id`` values of a document's body."""

    elements: Mapping[_Element, str]
    """``xml:id`` of each XHTML element that has an ``id``."""
    targets: Mapping[str, str]
    """``xml:id`` that a link to an XHTML ``id`` leads to."""
    notes: Mapping[str, str]
    """``xml:id`` of the note that a note reference's ``href`` names, without its ``#``."""
    references: Mapping[_Element, tuple[str, ...]]
    """``xml:id`` of each place that refers to a note, in text order."""


def names_of(article: _Element, reserved: Iterable[str]) -> Names:
    """The ``xml:id`` values of an article's headings, sections, notes and note references, none of them ``reserved``.

    Where an ``id`` stands twice, links lead to the first, and note references to the note.
    """
    labelled = [(node, str(node.get("id"))) for node in article.iter() if node.get("id") and _is_kept(node)]
    pairs = list(identifiers((wanted for _, wanted in labelled), reserved=reserved))
    elements = {node: given for (node, _), (_, given) in zip(labelled, pairs, strict=True)}
    targets: dict[str, str] = {}
    for wanted, given in pairs:
        targets.setdefault(wanted, given)
    notes = {
        wanted: node
        for node, wanted in labelled
        if local_name(node) == "li" and any(is_endnotes(parent) for parent in node.iterancestors())
    }
    references: dict[_Element, tuple[str, ...]] = {}
    for node, _ in labelled:
        note = notes.get(_fragment(node)) if node.get("role") == NOTE_REFERENCE else None
        if note is not None:
            references[note] = (*references.get(note, ()), elements[node])
    return Names(
        elements=elements,
        targets=targets,
        notes={wanted: elements[node] for wanted, node in notes.items()},
        references=references,
    )


def _fragment(link: _Element) -> str:
    return (link.get("href") or "").removeprefix("#")


def _is_kept(node: _Element) -> bool:
    """Whether the element's ``id`` has a place in TEI."""
    return local_name(node) in HEADINGS | {"section", "li"} or node.get("role") == NOTE_REFERENCE


def is_endnotes(node: Node) -> bool:
    """Whether this is the section that holds the notes."""
    return not isinstance(node, str) and node.get("role") == ENDNOTES


def fill(nodes: Sequence[Node], made: _Element, names: Names) -> _Element:
    """Add words to ``made``; white space at either end of them is layout of the XHTML and left out."""
    last = len(nodes) - 1
    for position, node in enumerate(nodes):
        if isinstance(node, str):
            text = node.lstrip(ASCII_SPACE) if position == 0 else node
            append(made, text.rstrip(ASCII_SPACE) if position == last else text)
        else:
            _word(node, made, names)
    return made


def inline(source: _Element, made: _Element, names: Names) -> _Element:
    """Add what stands in ``source`` to ``made``, code point for code point."""
    append(made, source.text or "")
    for child in source:
        _word(child, made, names)
        append(made, child.tail or "")
    return made


def _word(node: _Element, made: _Element, names: Names) -> None:
    name = local_name(node)
    if name in _RENDERINGS:
        made.append(inline(node, element("hi", rend=_RENDERINGS[name]), names))
    elif name == "code":
        made.append(inline(node, element("code"), names))
    elif name == "br":
        made.append(element("lb"))
    elif name == "span":
        made.append(inline(node, element("foreign", xml_lang=node.get("lang")), names))
    elif name == "a" and node.get("role") == NOTE_REFERENCE:
        made.append(_note_reference(node, names))
    elif name == "a" and node.get("role") == BACKLINK:
        return
    elif name == "a":
        made.append(inline(node, element("ref", target=_target(node.get("href"), names)), names))
    else:
        raise unexpected(f"<{name}> among words", "".join(map(str, node.itertext())))


def _note_reference(node: _Element, names: Names) -> _Element:
    note = names.notes.get(_fragment(node))
    mark = "".join(map(str, node.itertext()))
    if note is None:
        raise unexpected("a reference to no note", mark)
    return element("ptr", type="note", n=mark, target=f"#{note}", xml_id=names.elements.get(node))


def _target(href: str | None, names: Names) -> str | None:
    if href is None:
        return None
    inside = names.targets.get(href[1:]) if href.startswith("#") else None
    return f"#{inside}" if inside else pointer(href)


def verse(node: _Element, names: Names) -> _Element:
    """A stanza: the paragraph's words divided at its breaks, emphasis across a break divided with them."""
    lines = [element("l")]
    _divide(inline(node, element("l"), names), [lines[0]], lines)
    return element("lg", *lines, **passage(node))


def _divide(source: _Element, open_: list[_Element], lines: list[_Element]) -> None:
    """Copy the words in ``source`` into the innermost open element, beginning a new line at each ``lb``."""
    append(open_[-1], source.text or "")
    for child in source:
        tail = child.tail or ""
        if local_name(child) == "lb":
            lines.append(_reopen(open_))
            tail = tail.removeprefix("\n")
        else:
            copy = _empty_copy(child)
            open_[-1].append(copy)
            open_.append(copy)
            _divide(child, open_, lines)
            open_.pop()
        append(open_[-1], tail)


def _reopen(open_: list[_Element]) -> _Element:
    copies = [_empty_copy(node) for node in open_]
    for outer, inner in pairwise(copies):
        outer.append(inner)
    open_[:] = copies
    return copies[0]


def _empty_copy(node: _Element) -> _Element:
    copy = element(local_name(node))
    for key, value in node.attrib.items():
        copy.set(key, value)
    return copy


def passage(node: _Element) -> dict[str, str | None]:
    """The attributes of a block in another language or direction than the text around it: ``xml:lang``, ``style``."""
    direction = node.get("dir")
    return {"xml_lang": node.get("lang"), "style": f"direction: {direction}" if direction else None}


def unexpected(what: str, words: str) -> WriterError:
    """The error for a tree that has no place in TEI; ``words`` lead the reader to the place."""
    return WriterError(
        f"The document's tree holds {what}, which the TEI edition cannot hold: {words[:60]!r}.",
        remedy="Please report this with the source: the tree or the TEI writer needs to learn it.",
        code="TEI-TREE",
    )
