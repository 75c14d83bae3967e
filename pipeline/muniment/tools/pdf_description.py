"""What a PDF says of itself: document information, XMP metadata, and its source attached."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf

from muniment.model import Document

_CREATOR = "Muniment"
_UNKNOWN = "und"

_HEAD = (
    '<?xpacket begin="\N{BYTE ORDER MARK}" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="pikepdf">\n'
    ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n <rdf:Description rdf:about="">'
)
_TAIL = '</rdf:Description></rdf:RDF>\n</x:xmpmeta>\n\n<?xpacket end="w"?>\n'
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}
_CONTAINERS = {
    "dc:title": "Alt",
    "dc:description": "Alt",
    "dc:creator": "Seq",
    "dc:date": "Seq",
    "dc:subject": "Bag",
    "dc:language": "Bag",
    "dc:publisher": "Bag",
}
"""How many values a property has, and in which order (ISO 16684-1, 8.3); all others have one."""


def describe(pdf: Pdf, document: Document, *, producer: str) -> None:
    """Document information and XMP metadata, the same in both (ISO 32000-1, 14.3); unknown is left out."""
    known = document.metadata
    created = document.epoch.strftime("D:%Y%m%d%H%M%S+00'00")
    creators = list(known.creators.value) if known.creators else []
    subjects = list(known.subjects.value) if known.subjects else []
    description = known.description.value if known.description else ""
    information = {
        "/Title": document.display_title,
        "/Author": "; ".join(creators),
        "/Subject": description,
        "/Keywords": "; ".join(subjects),
        "/Creator": _CREATOR,
        "/Producer": producer,
        "/CreationDate": created,
        "/ModDate": created,
    }
    pdf.trailer.Info = pdf.make_indirect(Dictionary({key: value for key, value in information.items() if value}))
    moment = document.epoch.isoformat(timespec="seconds")
    described: dict[str, str | list[str]] = {
        "dc:title": document.display_title,
        "dc:creator": creators,
        "dc:description": description,
        "dc:subject": subjects,
        "pdf:Keywords": "; ".join(subjects),
        "dc:language": [document.language] if document.language != _UNKNOWN else [],
        "dc:date": [known.date.value] if known.date else [],
        "dc:publisher": [known.publisher.value] if known.publisher else [],
        "dc:identifier": known.identifier.value if known.identifier else "",
        "dc:source": known.source_url.value if known.source_url else "",
        "xmpRights:WebStatement": known.rights.value if known.rights else "",
        "xmp:CreatorTool": _CREATOR,
        "pdf:Producer": producer,
        "xmp:CreateDate": moment,
        "xmp:ModifyDate": moment,
        "xmp:MetadataDate": moment,
    }
    stated = {name: value for name, value in described.items() if value}
    packet = None if Name.Metadata in pdf.Root else new_packet(stated)
    if packet is not None:
        pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for name, value in stated.items():
            metadata[name] = value


def new_packet(stated: Mapping[str, str | list[str]]) -> bytes | None:
    """An XMP packet (ISO 16684-1) with these properties, as pikepdf writes it; ``None`` where it must be asked.

    It looks through all properties for each one that is added, which costs more than the rest of a short document's
    metadata.
    """
    properties: list[str] = []
    for name, value in stated.items():
        values = [value] if isinstance(value, str) else value
        if not all(values) or not all(map(str.isprintable, values)):
            return None
        texts = [escape(text) for text in values]
        container = _CONTAINERS.get(name)
        prefix = name.partition(":")[0]
        if container is None:
            inside = "; ".join(texts)
        else:
            language = ' xml:lang="x-default"' if container == "Alt" else ""
            items = "".join(f"<rdf:li{language}>{text}</rdf:li>" for text in texts)
            inside = f"<rdf:{container}>{items}</rdf:{container}>"
        properties.append(f'<{name} xmlns:{prefix}="{_NAMESPACES[prefix]}">{inside}</{name}>')
    return f"{_HEAD}{''.join(properties)}{_TAIL}".encode()


def attach_source(pdf: Pdf, document: Document) -> None:
    """Attach the canonical Markdown as the file's source: an associated file of the whole (ISO 32000-2, 14.13)."""
    name = f"{document.id}.md"
    moment = document.epoch.strftime("D:%Y%m%d%H%M%S+00'00")
    source = AttachedFileSpec(
        pdf,
        document.markdown.encode(),
        description="Canonical Markdown, from which this edition was made",
        filename=name,
        mime_type="text/markdown",
        creation_date=moment,
        mod_date=moment,
    )
    source.relationship = Name.Source
    pdf.attachments[name] = source
    pdf.Root.AF = Array([pdf.attachments[name].obj])
