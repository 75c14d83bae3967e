"""The TEI edition against our own subset of TEI P5, ``assets/tei/muniment-tei.rng``."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import cast

from lxml import etree
from lxml.etree import _Element

from muniment.errors import Place, WriterError

SCHEMA_NAME = "muniment-tei.rng"
"""File name of the RELAX NG schema that ships with the package."""

_NAMES = etree.XPath("//@xml:id", smart_strings=False)
_POINTERS = etree.XPath("//*[@ana or local-name() = 'ptr' or local-name() = 'note']")
"""What may point somewhere on our behalf, in document order."""
_REMEDY = "Please report this with the source: the TEI writer made a file that its schema does not allow."


def schema_bytes() -> bytes:
    """The schema as it ships: RELAX NG in XML syntax."""
    return files("muniment").joinpath("assets", "tei", SCHEMA_NAME).read_bytes()


@cache
def digest() -> str:
    """SHA-256 of the schema, lower-case hex."""
    return hashlib.sha256(schema_bytes()).hexdigest()


@cache
def _schema() -> etree.RelaxNG:
    """The compiled schema, once a process."""
    return etree.RelaxNG(etree.fromstring(schema_bytes(), _parser()))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def check(data: bytes, *, file: str) -> None:
    """Raise ``WriterError`` with line and message unless ``data`` is a file that our subset of TEI P5 allows.

    Beyond the schema, every ``xml:id`` is unique (the parser sees to it), every note, note reference and statement of
    basis points to one, and there is no document type. ``file`` names the file in messages. The line given is the
    furthest that libxml2 reached; what it says of the way there follows, as no one of its messages is always the one.
    """
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        raise _error(f"it cannot be parsed: {error.msg}", file, error.lineno) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _error("it declares a document type", file, 1)
    schema = _schema()
    if not schema.validate(root):
        said = [(entry.line, entry.message) for entry in schema.error_log]
        reasons = "; ".join(f"line {line}: {message}" for line, message in said if line)
        raise _error(f"it is not valid against {SCHEMA_NAME}: {reasons}", file, max(line for line, _ in said))
    _check_pointers(root, file)


def _check_pointers(root: _Element, file: str) -> None:
    """Links in the text are the author's and not looked at; all other pointers are ours."""
    names = set(cast("list[str]", _NAMES(root)))
    for node in cast("list[_Element]", _POINTERS(root)):
        ours = ("ana", "target") if etree.QName(node).localname in {"ptr", "note"} else ("ana",)
        for target in " ".join(str(node.get(attribute, "")) for attribute in ours).split():
            if target.startswith("#") and target[1:] not in names:
                raise _error(f"{target!r} points to nothing", file, node.sourceline)


def _error(message: str, file: str, line: object) -> WriterError:
    """``line`` is what lxml says of the place: a number, or nothing."""
    return WriterError(
        f"The TEI edition was refused: {message}.",
        remedy=_REMEDY,
        place=Place(file=file, line=line if isinstance(line, int) else None),
        code="TEI-SCHEMA",
    )
