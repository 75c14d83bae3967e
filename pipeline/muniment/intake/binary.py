"""Telling files that are not text, and saying what they look like."""

from __future__ import annotations

import re

# Beginnings that no text in any encoding considered has, each with what it stands for.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive (or a DOCX, ODT or EPUB file, which are ZIP archives)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x1f\x8b\x08", "gzip compressed data"),
    (b"BZh", "bzip2 compressed data"),
    (b"\xfd7zXZ\x00", "xz compressed data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard compressed data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office file"),
    (b"\x7fELF", "a Linux program"),
    (b"MZ", "a Windows program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a WAV, AVI or WebP file"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"wOFF", "a web font"),
    (b"wOF2", "a web font"),
    (b"\x00\x01\x00\x00", "a TrueType font"),
    (b"\x00asm", "a WebAssembly program"),
    (b"\xca\xfe\xba\xbe", "a Java class or a macOS program"),
)
_DOCUMENTS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"%PDF-\d\.\d"), "a PDF file"),
    (re.compile(rb"\{\\rtf\d"), "an RTF file"),
    (re.compile(rb"%!PS-Adobe"), "a PostScript file"),
)

_NOT_IN_TEXT = bytes({*range(0x20), 0x7F} - set(b"\t\n\x0b\x0c\r\x1a\x1b"))
"""C0 controls without white space, the end-of-file mark of DOS and the escape of ISO 2022."""
_MOST_CONTROLS = 0.1


def looks_like(data: bytes) -> str | None:
    """What kind of file bytes that are not text are, in words that follow "looks like"; ``None`` if it may be text."""
    for pattern, name in _DOCUMENTS:
        if pattern.match(data):
            return name
    controls = len(data) - len(data.translate(None, _NOT_IN_TEXT))
    has_nul = b"\x00" in data
    for signature, name in _SIGNATURES:
        # A few signatures are letters too, as in a text that begins with "MZ": those need a second sign.
        if data.startswith(signature) and (controls or not signature.isalnum()):
            return name
    if has_nul:
        return "binary data (it holds zero bytes)"
    if controls > _MOST_CONTROLS * len(data):
        return f"binary data ({controls} of its {len(data)} bytes are control characters)"
    return None


def has_signature(data: bytes) -> str | None:
    """What the first bytes say that the file is, where no text could begin so."""
    return next((name for start, name in _SIGNATURES if not start.isascii() and data.startswith(start)), None)
