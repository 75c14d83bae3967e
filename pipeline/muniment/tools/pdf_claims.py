"""What a PDF claims to conform to: the version identification in its metadata, and the colours it is meant in.

A claim is written here and proved elsewhere: by a validator's report about the very bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib import resources

from lxml import etree
from lxml.etree import _Element
from pikepdf import Array, Dictionary, Name, Pdf

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_HEAD = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_TAIL = b'\n<?xpacket end="w"?>\n'

_ARCHIVAL = """<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
  <pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>"""

_ACCESSIBLE = """<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>"""

_SCHEMA = """<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""


class Profile(StrEnum):
    """A standard that a PDF edition can declare."""

    PDF_A_3A = "PDF/A-3a"
    """ISO 19005-3, level A: everything needed to show it is inside, and its text and structure can be read."""
    PDF_UA_1 = "PDF/UA-1"
    """ISO 14289-1: usable with assistive technology."""


NONE = "none"
"""How a setting says that nothing is declared."""

EVERYTHING = ", ".join(Profile)
"""How a setting says that every known profile is declared."""


def read_profiles(setting: str) -> tuple[Profile, ...]:
    """The profiles that a setting names, in a fixed order: names with commas between them, or ``none``.

    Raises:
        ValueError: It names something else, or one of them twice.
    """
    if setting.strip() == NONE:
        return ()
    named = [part.strip() for part in setting.split(",")]
    if len(set(named)) < len(named) or not set(named) <= set(Profile):
        raise ValueError(setting)
    return tuple(profile for profile in Profile if profile in named)


def declare(pdf: Pdf, profiles: Sequence[Profile]) -> None:
    """Write the version identification of ``profiles`` into the document's metadata stream.

    ISO 19005-3, 6.6.4; ISO 14289-1, 5. PDF/A knows the schema of PDF/UA only where the metadata describe it (ISO
    19005-3, 6.6.2.3.3). The document must have a metadata stream.
    """
    if not profiles:
        return
    stream = pdf.Root.Metadata
    packet = etree.fromstring(stream.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    described = packet if packet.tag == f"{{{_RDF}}}RDF" else packet.find(f"{{{_RDF}}}RDF")
    if described is None:
        raise ValueError("the metadata stream has no rdf:RDF")
    for part in _parts(profiles):
        described.append(part)
    stream.write(_HEAD + etree.tostring(packet, encoding="utf-8", pretty_print=True) + _TAIL)


def states_version(pdf: Pdf) -> bool:
    """Whether the metadata stream says which version of PDF the file is, and so must be looked at when it is saved.

    pikepdf would take any apart and write it again.
    """
    return b"PDFVersion" in pdf.Root.Metadata.read_bytes()


def _parts(profiles: Sequence[Profile]) -> list[_Element]:
    texts: list[str] = []
    if Profile.PDF_A_3A in profiles:
        texts.append(_ARCHIVAL)
    if Profile.PDF_UA_1 in profiles:
        texts += [_SCHEMA, _ACCESSIBLE] if Profile.PDF_A_3A in profiles else [_ACCESSIBLE]
    return [etree.fromstring(text) for text in texts]


def state_colours(pdf: Pdf) -> None:
    """Say that device colours are meant as sRGB (ISO 32000-1, 14.11.5), as PDF/A wants it (ISO 19005-3, 6.2.3)."""
    profile = pdf.make_stream(_srgb(), N=3, Alternate=Name.DeviceRGB)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier="sRGB IEC61966-2.1",
        Info="sRGB IEC61966-2.1",
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


@cache
def _srgb() -> bytes:
    """The ICC profile that WeasyPrint carries (sRGB2014, International Color Consortium)."""
    return resources.files("weasyprint").joinpath("pdf/sRGB2014.icc").read_bytes()
