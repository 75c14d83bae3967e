"""The TEI header: what is known of a document, how it came to be known, and what was done to its text.

Nothing is invented. A value that is unknown is left out; where TEI requires an element, it stands empty with
``cert="unknown"`` (the publisher) or in square brackets (a supplied title). Each value points with ``ana`` to the way
it came to be known, in a taxonomy of three: asserted, extracted, derived. ``cert`` holds the confidence of a judgement,
and a note of type ``basis`` says where the value comes from.

The document's date is its date of publication, so it stands in ``sourceDesc`` and not in ``creation``, which is about
writing. No date stands in ``revisionDesc``: a date taken from the clock would make each build differ, and the configured
epoch is not when anything happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from lxml.etree import _Element

from muniment import __version__
from muniment.model import RIGHTS_NOT_EVALUATED, Attributed, Basis, Document
from muniment.tei.encoding import encoding_description
from muniment.tei.markup import element, pointer

_LICENCE = re.compile(r"https?://creativecommons\.org/(licenses|publicdomain)/")
_W3C_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_W3C_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_RIGHTS = "muniment.rights"

RESERVED_IDENTIFIERS = (
    "muniment.basis",
    *(f"muniment.{basis.value}" for basis in Basis),
    "muniment.source-file",
)
"""``xml:id`` values of the header besides those of metadata values; see ``reserved_identifiers``."""


def reserved_identifiers(document: Document) -> tuple[str, ...]:
    """Every ``xml:id`` that the header of ``document`` may use."""
    return (*RESERVED_IDENTIFIERS, *(f"muniment.{name}" for name, _ in _known(document)))


def header(document: Document, *, schema: tuple[str, str]) -> _Element:
    """The ``teiHeader`` of a document.

    ``schema`` is the name and the lower-case hex SHA-256 of the schema that the file is checked against. Raises
    ``WriterError`` where a value holds a character that XML cannot.
    """
    return element(
        "teiHeader",
        _file_description(document),
        encoding_description(document, schema),
        _profile_description(document),
        element("revisionDesc", element("change", _REVISION.format(version=__version__))),
        xml_lang="en",
    )


_REVISION = (
    "Made by Muniment {version} from the canonical Markdown of the document. No date is given: the same source and "
    "tools make the same file, byte for byte, whenever it is made."
)


def _known(document: Document) -> Iterator[tuple[str, Attributed[Any]]]:
    """Name and value of each metadata field that the header states, in the order of the fields."""
    for field in fields(document.metadata):
        value = getattr(document.metadata, field.name)
        generated = field.name == "description" and value is not None and value.basis is Basis.DERIVED
        if value is not None and value.value != () and not generated:
            yield field.name, value


def _basis(value: Attributed[Any]) -> dict[str, str | None]:
    """The attributes that say how a value came to be known."""
    return {"ana": f"#muniment.{value.basis.value}", "cert": _confidence(value.confidence)}


def _confidence(confidence: float | None) -> str | None:
    return None if confidence is None else f"{confidence:.4f}".rstrip("0").rstrip(".")


# --------------------------------------------------------------------------------------------- fileDesc


def _file_description(document: Document) -> _Element:
    description = element("fileDesc", _title_statement(document), _publication_statement(document))
    notes = [
        element("note", value.evidence, type="basis", target=f"#muniment.{name}", **_basis(value))
        for name, value in _known(document)
    ]
    if notes:
        description.append(element("notesStmt", *notes))
    description.append(_source_description(document))
    return description


def _title_statement(document: Document) -> _Element:
    title = document.metadata.title
    statement = element("titleStmt")
    if title is None:
        statement.append(element("title", document.display_title, type="supplied", ana="#muniment.derived"))
    else:
        language = document.language if title.basis is Basis.EXTRACTED and document.language != "und" else None
        statement.append(
            element("title", title.value, type="main", xml_id="muniment.title", xml_lang=language, **_basis(title))
        )
    creators = document.metadata.creators
    if creators is not None:
        for number, name in enumerate(creators.value):
            identifier = "muniment.creators" if number == 0 else None
            statement.append(element("author", name, xml_id=identifier, **_basis(creators)))
    return statement


def _publication_statement(document: Document) -> _Element:
    known = document.metadata
    statement = element("publicationStmt")
    if known.publisher is None:
        statement.append(element("publisher", cert="unknown"))
    else:
        basis = _basis(known.publisher)
        statement.append(element("publisher", known.publisher.value, xml_id="muniment.publisher", **basis))
    if known.identifier is not None:
        kind = "URN" if known.identifier.value.lower().startswith("urn:") else "identifier"
        basis = _basis(known.identifier)
        statement.append(element("idno", known.identifier.value, type=kind, xml_id="muniment.identifier", **basis))
    statement.append(_availability(known.rights))
    return statement


def _availability(rights: Attributed[str] | None) -> _Element:
    """Rights by URI; ``licence`` only for a licence, as a rights statement grants nothing."""
    if rights is None:
        return element("availability", element("p", "No statement of rights is known."), status="unknown")
    target = pointer(rights.value)
    if _LICENCE.match(rights.value):
        licence = element("licence", rights.value, target=target)
        return element("availability", licence, xml_id=_RIGHTS, **_basis(rights))
    not_evaluated = rights.value == RIGHTS_NOT_EVALUATED
    words = "The copyright status has not been evaluated: " if not_evaluated else "Rights statement: "
    return element(
        "availability",
        element("p", words, element("ref", rights.value, target=target), "."),
        status="unknown" if not_evaluated else None,
        xml_id=_RIGHTS,
        **_basis(rights),
    )


def _source_description(document: Document) -> _Element:
    description = element("sourceDesc")
    publication = _publication(document)
    if len(publication):
        description.append(publication)
    description.append(_source_file(document))
    return description


def _publication(document: Document) -> _Element:
    """What is known of the publication that the source was taken from; empty where nothing is."""
    known = document.metadata
    bibl = element("bibl", type="publication")
    if known.title is not None:
        bibl.append(element("title", known.title.value, **_basis(known.title)))
    if known.creators is not None:
        for name in known.creators.value:
            bibl.append(element("author", name, **_basis(known.creators)))
    if known.publisher is not None:
        bibl.append(element("publisher", known.publisher.value, **_basis(known.publisher)))
    if known.date is not None:
        bibl.append(_date(known.date, kind="publication", identifier="muniment.date"))
    if known.source_url is not None:
        target = pointer(known.source_url.value)
        bibl.append(element("ptr", target=target, xml_id="muniment.source_url", **_basis(known.source_url)))
    return bibl


def _source_file(document: Document) -> _Element:
    """The source's bytes, without interpreting them, and how they were read and captured."""
    source, encoding, known = document.source, document.encoding, document.metadata
    mark = ", with a byte order mark" if encoding.byte_order_mark else ""
    bibl = element(
        "bibl",
        element("idno", _file_name(source.name), type="filename"),
        element("idno", source.sha256, type="SHA-256"),
        element("idno", source.sha512, type="SHA-512"),
        element("extent", element("measure", f"{source.size} bytes", unit="byte", quantity=str(source.size))),
        element("note", source.media_type, type="media-type"),
        element(
            "note",
            f"{encoding.name}{mark}",
            type="character-encoding",
            ana=f"#muniment.{encoding.basis.value}",
            cert=_confidence(encoding.confidence),
        ),
        type="file",
        xml_id="muniment.source-file",
    )
    if known.captured is not None:
        bibl.append(_date(known.captured, kind="capture", identifier="muniment.captured"))
    if known.capture_method is not None:
        method = known.capture_method
        bibl.append(
            element("note", method.value, type="capture-method", xml_id="muniment.capture_method", **_basis(method))
        )
    return bibl


def _file_name(name: str) -> str:
    """A file name with the characters that XML cannot hold percent-encoded."""
    return _NOT_IN_XML.sub(lambda bad: quote(bad.group()), name)


def _date(value: Attributed[str], *, kind: str, identifier: str) -> _Element:
    when = value.value if _is_w3c_date(value.value) else None
    return element("date", value.value, type=kind, when=when, xml_id=identifier, **_basis(value))


def _is_w3c_date(text: str) -> bool:
    """Whether TEI's ``when`` can hold it (``teidata.temporal.w3c``: XML Schema dates of the years 1 to 9999)."""
    try:
        if _W3C_DATE.fullmatch(text):
            date.fromisoformat(f"{text}-01-01"[:10])
            return True
        if _W3C_DATE_TIME.fullmatch(text):
            datetime.fromisoformat(text)
            return True
    except ValueError:
        return False
    return False


# --------------------------------------------------------------------------------------------- profileDesc


def _profile_description(document: Document) -> _Element:
    known = document.metadata
    profile = element("profileDesc")
    if known.description is not None and known.description.basis is not Basis.DERIVED:
        words = element("p", known.description.value)
        profile.append(element("abstract", words, xml_id="muniment.description", **_basis(known.description)))
    profile.append(element("langUsage", _language(document)))
    if known.subjects is not None and known.subjects.value:
        keywords = element("keywords", xml_id="muniment.subjects", **_basis(known.subjects))
        for subject in known.subjects.value:
            keywords.append(element("term", subject))
        profile.append(element("textClass", keywords))
    return profile


def _language(document: Document) -> _Element:
    known = document.metadata.language
    direction = "right to left" if document.direction == "rtl" else "left to right"
    if known is None:
        return element("language", "The language of the text is not known.", ident=document.language, cert="unknown")
    words = f"The main language of the text, written from {direction}."
    return element("language", words, ident=document.language, xml_id="muniment.language", **_basis(known))
