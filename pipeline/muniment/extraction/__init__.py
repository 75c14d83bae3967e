"""Metadata that stands in the text itself, each value with its line and a confidence; what is doubtful is left out.

One file holds one kind of evidence: the header of Project Gutenberg (``gutenberg_header``), labelled fields
(``labelled_fields``), bylines (``bylines``, ``bare_names``), dates of publication (``publication``), licences (``rights``) and what the
last lines say (``closing``). Only the first and last lines are read (``page``), so the cost does not grow with the
text, except for one search for a name. A wrong value in an archive is worse than none: where two lines disagree, or a
line could mean two things, there is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from muniment import values
from muniment.extraction.bare_names import find_bare_names
from muniment.extraction.bylines import find_bylines
from muniment.extraction.closing import find_closing_names
from muniment.extraction.found import LEAST_CONFIDENCE, Found, V, as_extracted, surest
from muniment.extraction.gutenberg_header import Header, find_header
from muniment.extraction.labelled_fields import (
    Fields,
    find_address,
    find_identifier,
    find_language,
    find_publisher,
    find_sender,
    find_sending_date,
    find_title,
    read_fields,
)
from muniment.extraction.page import Page, read_page
from muniment.extraction.publication import find_publication_dates
from muniment.extraction.rights import find_licences
from muniment.model import Attributed, Block, BlockKind, Metadata

__all__ = ["LEAST_CONFIDENCE", "extract"]

_OVERRIDE = "override"


def extract(text: str, blocks: Sequence[Block], *, language: str | None = None) -> Metadata:
    """What a clean text says about itself; ``blocks`` are its structure.

    ``language`` is the BCP 47 tag of the text's main language where it is known: it decides what a date in figures
    means. Total and deterministic. Every value fits the field that it is for, or is left out.
    """
    page = read_page(text, blocks)
    header = find_header(page.opening)
    known = _of_header(header) if header else _of_page(page, text, language)
    title = next((block for block in blocks if block.kind is BlockKind.TITLE), None)
    if title is not None and (known.title is None or title.decision.rule == _OVERRIDE):
        known = replace(known, title=_of_block(text, title) or known.title)
    return known


def _of_header(header: Header) -> Metadata:
    return Metadata(
        title=_checked(header.title, values.text),
        creators=_checked(header.creators, _names),
        language=_checked(header.language, values.language),
        date=_checked(header.date, values.date),
        publisher=_checked(header.publisher, values.text),
    )


def _of_page(page: Page, text: str, language: str | None) -> Metadata:
    fields = read_fields(page.head)
    bylines = tuple(find_bylines(page.head, language=language))
    bare = () if bylines else tuple(find_bare_names(page, text))
    beside = {one.last_line for one in (*bylines, *bare)}
    dates = find_publication_dates(page, language=language, beside=beside)
    return Metadata(
        title=_checked(find_title(fields), values.text),
        creators=_checked(_authors(page, text, fields, bylines, bare), _names),
        language=_checked(find_language(fields), values.language),
        date=_checked(surest((find_sending_date(fields), *dates)), values.date),
        publisher=_checked(find_publisher(fields), values.text),
        source_url=_checked(find_address(fields), values.url),
        rights=_checked(surest(find_licences(fields, (*page.head, *page.tail))), values.url),
        identifier=_checked(find_identifier(fields), values.identifier),
    )


def _authors(
    page: Page,
    text: str,
    fields: Fields,
    bylines: tuple[Found[tuple[str, ...]], ...],
    bare: tuple[Found[tuple[str, ...]], ...],
) -> Found[tuple[str, ...]] | None:
    """The names of the sender, else of the first byline and those right below it, else of the last lines or alone."""
    sender = find_sender(fields)
    if sender is not None:
        return sender
    if not bylines:
        return surest((*find_closing_names(page, text), *bare))
    first, *rest = bylines
    for one in rest:
        if one.first_line == first.last_line + 1 and first.value != one.value:
            first = replace(
                first,
                value=(*first.value, *one.value),
                last_line=one.last_line,
                confidence=min(first.confidence, one.confidence),
            )
    return surest((first,))


def _names(names: tuple[str, ...]) -> values.Complaint | None:
    return next((complaint for name in names if (complaint := values.text(name))), None)


def _checked(found: Found[V] | None, check: Callable[[V], values.Complaint | None]) -> Attributed[V] | None:
    """The value with its evidence, if it is sure enough and one that its field can hold."""
    if found is None or found.confidence < LEAST_CONFIDENCE or check(found.value) is not None:
        return None
    return as_extracted(found)


def _of_block(text: str, block: Block) -> Attributed[str] | None:
    """The words of the title block, their white space folded, as sure as the judgement that it is the title."""
    title = " ".join(" ".join(text[line.start : line.end] for line in block.lines).split())
    if not title:
        return None
    decision = block.decision
    found = Found(
        value=title, first_line=decision.first_line, last_line=decision.last_line, confidence=decision.confidence
    )
    return as_extracted(found)
