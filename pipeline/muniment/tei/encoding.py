"""How a TEI edition was encoded: what was and what was not done to the text, by what, and what the marks mean."""

from __future__ import annotations

from lxml.etree import _Element

from muniment import __version__
from muniment.model import Basis, Document
from muniment.tei.markup import append, element

_BASES = {
    Basis.ASSERTED: "A person stated it: in a file beside the source, in front matter or for the whole collection.",
    Basis.EXTRACTED: "It stands in the source and was taken from there.",
    Basis.DERIVED: "It was computed.",
}


def encoding_description(document: Document, schema: tuple[str, str]) -> _Element:
    """The ``encodingDesc``; ``schema`` is the name and SHA-256 of the schema that the file is checked against."""
    taxonomy = element("taxonomy", xml_id="muniment.basis")
    for basis, meaning in _BASES.items():
        described = element("catDesc", meaning)
        taxonomy.append(element("category", described, xml_id=f"muniment.{basis.value}"))
    name, digest = schema
    return element(
        "encodingDesc",
        element(
            "projectDesc",
            element(
                "p",
                "This is the archival XML edition of one document, made from its canonical Markdown. Values that are "
                "not known are left out.",
            ),
            element("p", f"The file was checked against {name} (SHA-256 {digest}), a subset of TEI P5."),
        ),
        _editorial_declaration(document),
        element("styleDefDecl", scheme="css"),
        element("classDecl", taxonomy),
        element(
            "appInfo",
            element("application", element("label", "Muniment"), ident="muniment", version=__version__),
        ),
    )


def _editorial_declaration(document: Document) -> _Element:
    return element(
        "editorialDecl",
        element("correction", element("p", "No correction was made: what look like errors stand as they are.")),
        _normalization(document),
        element(
            "quotation",
            element("p", "Quotation marks are characters of the text, as they stand; none became markup."),
            marks="all",
        ),
        element("hyphenation", element("p", "No hyphen was added or removed but by the rules listed above.")),
        element(
            "segmentation",
            element(
                "p",
                "Sections, paragraphs, lists, verse lines and other blocks are those of the canonical Markdown. Where "
                "the source was plain text they were judged by rules, or stated by a person where the rules were "
                "overruled; the provenance record of the document sums these judgements up.",
            ),
        ),
        element(
            "interpretation",
            element(
                "p",
                "No interpretation was added. Italic and bold are recorded as appearance, not as meaning.",
            ),
        ),
    )


def _normalization(document: Document) -> _Element:
    """What was done to the characters, with the number of recorded changes by rule."""
    made = element(
        "normalization",
        element(
            "p",
            "Spelling, capitals and punctuation were not normalised. The text is in Unicode normalization form C, with "
            "line feeds as line ends and without control characters other than tabs and line feeds.",
        ),
    )
    total = sum(document.changes.values())
    if not total:
        made.append(element("p", "No change was recorded between the bytes of the source and the canonical Markdown."))
        return made
    listed = element("list", rend="bulleted")
    for rule, count in document.changes.items():
        listed.append(element("item", element("term", rule), ": ", element("num", str(count), value=str(count))))
    words = (
        "Every change between the bytes of the source and the canonical Markdown, marks of structure included, is "
        "recorded in the provenance record of the document and can be taken back. Changes by rule, "
    )
    append(made, element("p", words, element("num", str(total), value=str(total)), " in all:", listed))
    return made
