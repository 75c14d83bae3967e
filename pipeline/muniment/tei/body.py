"""The TEI ``body`` and ``back`` of a document, from its XHTML tree.

Each choice below follows what the TEI Guidelines say an element *is*, so that the file claims no more than is known:

- ``body`` holds one ``div type="main"`` whose ``head type="main"`` is the title. What stands before the title stands
  in a ``div type="preamble"`` of its own, because a ``head`` can only begin a division (section 4.1.1) and moving the
  title would change the text. ``front`` would claim title-page matter, which nobody judged it to be. A document
  without a title has a main division without a ``head``.
- Sections are nested ``div type="section"``; ``subtype`` is the level of the heading, which nesting does not tell where
  levels are skipped. A second heading of the first level begins a section like the others.
- Verse is ``lg``/``l``. Its indentation stays what it is in the text: EM SPACE characters.
- A scene break is ``milestone unit="section" rend="break"``: an empty element, as the break has no words.
- Preformatted text is ``ab type="preformatted" xml:space="preserve"``. ``eg`` and ``code`` would call it an example
  or a program, which a stretch of plain text need not be.
- Emphasis is ``hi``, which states how words look; ``emph`` would state what is meant.
- A note stands in ``back`` in the order of its references; its place in the text is an empty ``ptr``, so that the
  characters of the file are the characters of the text, without generated numbers.
- What was put around a text by those who passed it on is ``p rend="boilerplate"``: set apart, in its place.
- A heading that heads no division (in a quotation, in a list) is ``ab type="heading"``.
- A block written in the other direction says so in CSS in ``style``, as section 5.6 (Writing Modes) recommends, and one
  in another language in ``xml:lang``; a phrase in another one is ``foreign`` (section 3.3.2.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from lxml.etree import _Element

from muniment.tei.markup import element, local_name
from muniment.tei.words import (
    ASCII_SPACE,
    BACKLINK,
    HEADINGS,
    Names,
    Node,
    fill,
    inline,
    is_endnotes,
    names_of,
    passage,
    unexpected,
    verse,
)

_INLINE = frozenset({"em", "strong", "code", "a", "br", "span"})


def body_and_back(article: _Element, *, reserved: Iterable[str] = ()) -> tuple[_Element, ...]:
    """The ``body`` of a document, then its ``back`` where it has notes.

    ``article`` is the XHTML tree (``tree.py``), which is not changed; ``reserved`` are ``xml:id`` values used
    elsewhere in the file. Raises ``WriterError`` for a tree that TEI cannot hold without moving text.
    """
    names = names_of(article, reserved)
    children = list(_content(article))
    endnotes = [child for child in children if is_endnotes(child)]
    blocks = [child for child in children if not is_endnotes(child)]
    preamble = list(takewhile(lambda child: isinstance(child, str) or local_name(child) != "h1", blocks))
    body = element("body")
    if preamble and len(preamble) < len(blocks):
        body.append(_division(preamble, names, type="preamble"))
        blocks = blocks[len(preamble) :]
    body.append(_division(blocks, names, type="main"))
    return (body, _notes(endnotes, names)) if endnotes else (body,)


# --------------------------------------------------------------------------------------------- divisions and blocks


def _division(nodes: Sequence[Node], names: Names, **attributes: str | None) -> _Element:
    """A ``div`` with its ``head`` where the first node is a heading, then blocks, then the sections under it."""
    division = element("div", **attributes)
    sections = False
    for position, node in enumerate(nodes):
        if isinstance(node, str):
            raise unexpected("text outside any block", node)
        name = local_name(node)
        if name == "section":
            sections = True
            division.append(_section(node, names))
        elif sections:
            raise unexpected(f"<{name}> after a section that should hold it", "".join(map(str, node.itertext())))
        elif position == 0 and name in HEADINGS:
            kind = "main" if name == "h1" and attributes["type"] == "main" else None
            head = element("head", type=kind, xml_id=names.elements.get(node), **passage(node))
            division.append(inline(node, head, names))
        else:
            division.append(_block(node, names))
    return division


def _section(section: _Element, names: Names) -> _Element:
    return _division(
        list(_content(section)),
        names,
        type="section",
        subtype=section.get("class"),
        xml_id=names.elements.get(section),
        **passage(section),
    )


def _block(node: _Element, names: Names) -> _Element:
    name = local_name(node)
    own = passage(node)
    if name == "p":
        classes = (node.get("class") or "").split()
        if "verse" in classes:
            return verse(node, names)
        return inline(node, element("p", rend=" ".join(classes) or None, **own), names)
    if name in {"ul", "ol"}:
        return _list(node, names)
    if name == "blockquote":
        return _flow(node, element("quote", **own), names)
    if name == "pre":
        text = "".join(map(str, node.itertext())).removesuffix("\n")
        return element("ab", text, type="preformatted", xml_space="preserve", **own)
    if name == "table":
        return _table(node, names)
    if name == "hr":
        return element("milestone", unit="section", rend="break")
    if name in HEADINGS:
        made = element("ab", type="heading", subtype=f"level{name[1]}", xml_id=names.elements.get(node), **own)
        return inline(node, made, names)
    raise unexpected(f"<{name}>", "".join(map(str, node.itertext())))


def _list(node: _Element, names: Names) -> _Element:
    """A ``list``; the items of a numbered one carry their numbers in ``n``, as a list has no first number in TEI."""
    ordered = local_name(node) == "ol"
    made = element("list", rend="numbered" if ordered else "bulleted", **passage(node))
    for number, item in enumerate(_elements(node, "li"), start=int(node.get("start") or 1)):
        label = str(number) if ordered else None
        made.append(_flow(item, element("item", n=label, xml_id=names.elements.get(item), **passage(item)), names))
    return made


def _table(node: _Element, names: Names) -> _Element:
    table = element("table", **passage(node))
    for row in node.iter("{*}tr"):
        cells = list(_elements(row, "th", "td"))
        label = "label" if all(local_name(cell) == "th" for cell in cells) else None
        made = element("row", role=label, **passage(row))
        for cell in cells:
            role = "label" if local_name(cell) == "th" else None
            made.append(inline(cell, element("cell", role=role, **passage(cell)), names))
        table.append(made)
    return table


def _notes(endnotes: Sequence[_Element | str], names: Names) -> _Element:
    division = element("div", type="notes")
    items = [item for part in endnotes if not isinstance(part, str) for item in part.iterfind("{*}ol/{*}li")]
    for number, item in enumerate(items, start=1):
        places = " ".join(f"#{name}" for name in names.references.get(item, ()))
        note = element(
            "note",
            n=str(number),
            place="end",
            xml_id=names.elements.get(item),
            target=places or None,
            **passage(item),
        )
        division.append(_flow(item, note, names))
    return element("back", division)


def _flow(source: _Element, made: _Element, names: Names) -> _Element:
    """Fill an element that holds either words or blocks; words beside blocks become a paragraph."""
    nodes = list(_content(source))
    if not any(_is_block(node) for node in nodes):
        return fill(nodes, made, names)
    run: list[Node] = []
    for node in [*nodes, None]:
        if node is not None and not _is_block(node):
            run.append(node)
            continue
        if _has_words(run):
            made.append(fill(run, element("p"), names))
        run = []
        if node is not None and not isinstance(node, str) and not _is_way_back(node):
            made.append(_block(node, names))
    return made


def _is_way_back(node: _Element) -> bool:
    """Whether it is a paragraph made for a backlink alone, after a note that ends in a list or in preformatted text."""
    roles = {child.get("role") for child in node}
    words = (node.text or "") + "".join(child.tail or "" for child in node)
    return local_name(node) == "p" and roles == {BACKLINK} and not words.strip(ASCII_SPACE)


def _is_block(node: Node) -> bool:
    return not isinstance(node, str) and local_name(node) not in _INLINE


def _has_words(run: Sequence[Node]) -> bool:
    return any(not isinstance(node, str) or node.strip(ASCII_SPACE) for node in run)


# --------------------------------------------------------------------------------------------- the XHTML tree


def _content(source: _Element) -> Iterable[Node]:
    """What stands in ``source`` in order; layout white space between blocks left out."""
    nodes: list[Node] = [source.text or ""]
    for child in source:
        nodes += (child, child.tail or "")
    words = any(not isinstance(node, str) and local_name(node) in _INLINE for node in nodes) or any(
        isinstance(node, str) and node.strip(ASCII_SPACE) for node in nodes
    )
    return [node for node in nodes if not isinstance(node, str) or (node if words else "")]


def _elements(source: _Element, *expected: str) -> Iterable[_Element]:
    """The children of ``source``, which are all of the expected kinds and have nothing between them."""
    for node in _content(source):
        if isinstance(node, str) or local_name(node) not in expected:
            what = "text" if isinstance(node, str) else f"<{local_name(node)}>"
            raise unexpected(f"{what} where only <{'> or <'.join(expected)}> can stand", str(node))
        yield node
