"""What a PDF says of itself: document information, XMP metadata, and its source attached."""

from __future__ import annotations

from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf

from muniment.model import Document

_CREATOR = "Muniment"
_UNKNOWN = "und"


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
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for name, value in described.items():
            if value:
                metadata[name] = value


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
