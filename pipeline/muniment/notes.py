"""Notes in the XHTML tree: their ids, and one note for each label however often it is referred to.

pandoc has no notion of a note referred to twice: it copies the note. It also loses a note that stands in a note, and
never ends where a note refers to itself, so such Markdown is refused before pandoc sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from muniment.canonical.normalise import reader
from muniment.errors import WriterError
from muniment.xhtml import build, tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARK: Final = re.compile(r"(?<!\\)\[\^")


def referred_labels(markdown_body: str) -> tuple[str, ...]:
    """The label of each reference to a note, in text order.

    Raises ``WriterError`` (WRITE-NOTE) where a note refers to a note.
    """
    return tuple(_labels(markdown_body)) if _MARK.search(markdown_body) else ()


def _labels(markdown_body: str) -> Iterator[str]:
    depth = 0
    for token in reader().parse(markdown_body):
        if token.type in ("footnote_reference_open", "footnote_reference_close"):
            depth += token.nesting
        for child in token.children or ():
            if child.type != "footnote_ref":
                continue
            label = str(child.meta["label"])
            if depth:
                raise WriterError(
                    f"a note refers to the note {label!r}, and editions have no notes on notes.",
                    remedy="Put the words of the one into the other.",
                    code="WRITE-NOTE",
                )
            yield label


def settle(root: _Element, labels: Sequence[str]) -> None:
    """Give the notes of a tree, and the references to them, their ids and only the parts that they need.

    ``labels`` are those of the references. Raises ``WriterError`` (WRITE-NOTE) where the tree has not as many.
    """
    references = root.findall(f".//{tag('a')}[@role='doc-noteref']")
    notes = root.findall(f"{tag('section')}[@role='doc-endnotes']/{tag('ol')}/{tag('li')}")
    if not len(references) == len(notes) == len(labels):
        raise WriterError(
            f"of {len(labels)} references to notes {len(references)} were read, with {len(notes)} notes.",
            remedy="Give each note one definition, and a label of letters and digits.",
            code="WRITE-NOTE",
        )
    numbers: dict[str, int] = {}
    uses: dict[str, int] = {}
    for label, reference, note in zip(labels, references, notes, strict=True):
        uses[label] = uses.get(label, 0) + 1
        if uses[label] == 1:
            numbers[label] = len(numbers) + 1
            _settle_note(note, numbers[label])
        else:
            _remove(note)
        _settle_reference(reference, numbers[label], use=uses[label])
    for section in root.iterchildren(tag("section")):
        section.set("class", "footnotes")
        for rule in section.findall(tag("hr")):
            section.remove(rule)


def _settle_reference(reference: _Element, number: int, *, use: int) -> None:
    reference.set("id", f"fnref{number}" if use == 1 else f"fnref{number}-{use}")
    reference.set("href", f"#fn{number}")
    for mark in reference.iterchildren(tag("sup")):
        mark.text = str(number)


def _settle_note(note: _Element, number: int) -> None:
    note.set("id", f"fn{number}")
    for backlink in note.findall(f".//{tag('a')}[@role='doc-backlink']"):
        backlink.set("href", f"#fnref{number}")
        if backlink.getparent() is note:
            backlink.tail = None
            note.replace(backlink, paragraph := build("p"))
            paragraph.append(backlink)


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
