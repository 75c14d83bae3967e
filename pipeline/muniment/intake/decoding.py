"""Bytes to raw text: which encoding, how it is known, and what it would take to get the bytes back.

The order is: what a person asserted; a byte order mark; strict UTF-8; UTF-16 or UTF-32 told by its zero bytes; ISO
2022 told by its escapes; a guess among code pages. Nothing is ever replaced or skipped: what cannot be decoded is an
error that names the byte.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from muniment.errors import Place, SourceError
from muniment.intake import binary, legacy
from muniment.intake.codepages import BYTE_ORDER_MARKS, byte_order_mark, differences, published_name
from muniment.model import Basis, Change, Encoding

_STATE_IT = "If it is text, state its encoding in the sidecar (encoding: windows-1252, for instance)."
_CONVERT = "Export it as plain text first; " + _STATE_IT[0].lower() + _STATE_IT[1:]
_ISO_2022 = re.compile(rb"\x1b\$(?:[@AB]|\([CDO]|\)[AC])")
_C1 = re.compile(rb"[\x80-\x84\x86-\x9f]")
_MULTIBYTE_UTF_8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
)
_ASCII = bytes(range(0x80))
_HAN, _HANGUL = -1, -2
_SHARED_BLOCKS = (0x00, 0x01, 0x20, 0x30, 0xFF)
"""Blocks of 256 code points that texts in any script draw on: Latin, punctuation, Chinese punctuation and widths."""
_MOSTLY = 0.8
"""Share of the bytes outside ASCII in whole UTF-8 characters from which a text counts as damaged UTF-8."""
_ALL_BUT_A_FEW = 0.9
"""Share of usual characters from which bytes with zeros among them count as UTF-16 or UTF-32."""
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A whole source, decoded."""

    text: str
    """The raw text, without byte order mark."""
    encoding: Encoding
    """How it was read."""


def decode(data: bytes, *, asserted: str | None, file: str) -> tuple[str, Encoding, tuple[Change, ...]]:
    """Decode a source; returns the raw text, its encoding, and the changes (stage ``decode``) that restore the bytes.

    ``asserted`` is the encoding that the sidecar states, ``file`` names the source in messages. Raises
    ``SourceError``: ``SRC-UNDECODABLE`` for bytes that the encoding does not have or an encoding that does not exist,
    ``SRC-BINARY`` for what is no text.
    """
    if (kind := binary.has_signature(data)) is not None:
        raise _binary(kind, file)
    reading = _read_asserted(data, asserted, file) if asserted is not None else _read(data, file)
    return reading.text, reading.encoding, differences(data, reading.text, reading.encoding)


def _read(data: bytes, file: str) -> _Reading:
    """Find the encoding where nobody stated one."""
    marked = [name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)]
    if marked:
        return _read_marked(data, marked, file)
    if b"\x00" in data and (unmarked := _unmarked_utf(data)) is not None:
        return unmarked
    if (kind := binary.looks_like(data)) is not None:
        raise _binary(kind, file)
    if _ISO_2022.search(data) and data.isascii():
        for codec in ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_kr"):
            if (text := _try(data, codec)) is not None:
                return _reading(text, codec, Basis.EXTRACTED, 1.0)
    try:
        return _reading(data.decode("utf-8"), "utf-8", Basis.EXTRACTED, 1.0)
    except UnicodeDecodeError as error:
        if _is_mostly_utf_8(data):
            raise _undecodable(data, "utf-8", error, file) from error
    return _guessed(data, file)


def _read_marked(data: bytes, names: list[str], file: str) -> _Reading:
    """Decode what begins with a byte order mark; ``names`` are the encodings whose mark it may be."""
    for name in names:
        text = _try(data[len(byte_order_mark(data, name)) :], name)
        if text is not None:
            return _reading(text, name, Basis.EXTRACTED, 1.0, marked=True)
    return _read_strictly(data, names[-1], Basis.EXTRACTED, file)


def _read_asserted(data: bytes, asserted: str, file: str) -> _Reading:
    """Decode as the sidecar says, and not otherwise."""
    name = published_name(asserted)
    if name is None:
        raise SourceError(
            f"The sidecar states the encoding {asserted!r}, which does not exist.",
            remedy="Use a name such as utf-8, windows-1252 or iso-8859-2.",
            place=Place(file=file),
            code="SRC-UNDECODABLE",
        )
    if name in {"utf-16", "utf-32"}:
        orders = (f"{name}-le", f"{name}-be")
        marked = next((order for order in orders if byte_order_mark(data, order)), None)
        unmarked = _unmarked_utf(data) if b"\x00" in data else None
        # Without any sign, little-endian, as the Encoding Standard of the WHATWG has it.
        name = marked or (unmarked.encoding.name if unmarked and unmarked.encoding.name in orders else orders[0])
    reading = _read_strictly(data, name.removesuffix("-sig"), Basis.ASSERTED, file)
    stray = _C1.search(data) if name.startswith("iso-8859-") else None
    if stray is not None:
        # Taken literally these are control characters, which no text holds; they would be lost without a word.
        raise SourceError(
            f"Byte 0x{data[stray.start()]:02X} at offset {stray.start()} is a control character in {name}.",
            remedy="Most likely the encoding is windows-1252 or another of its family: state that one.",
            place=Place(file=file, line=data.count(b"\n", 0, stray.start()) + 1),
            code="SRC-UNDECODABLE",
        )
    return reading


def _read_strictly(data: bytes, name: str, basis: Basis, file: str) -> _Reading:
    mark = byte_order_mark(data, name)
    try:
        text = data[len(mark) :].decode(name)
        text.encode("utf-8")  # a few codecs let through lone surrogates, which are no characters
    except UnicodeError as error:
        raise _undecodable(data, name, error, file) from error
    return _reading(text, name, basis, 1.0, marked=bool(mark))


def _unmarked_utf(data: bytes) -> _Reading | None:
    """UTF-32 or UTF-16 without a byte order mark, where the bytes decode to what looks like text."""
    found: list[tuple[int, float, str, str]] = []
    for name in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        text = _try(data, name)
        if text is not None and (share := _share_of_text(text)) > _ALL_BUT_A_FEW:
            # In the wrong byte order blanks, newlines and figures become rare letters, so ASCII decides.
            found.append((sum(map(str.isascii, text[:_SAMPLE])), share, name, text))
    if not found:
        return None
    _, share, name, text = max(found, key=lambda item: item[:2])
    return _reading(text, name, Basis.DERIVED, round(min(0.99, share), 2))


def _share_of_text(text: str) -> float:
    """Share of a text that could be prose in one script: its letters, Latin ones, figures, blanks and punctuation."""
    sample = text[:_SAMPLE]
    if not sample or "\x00" in sample:
        return 0.0
    blocks: Counter[int] = Counter()
    for char in sample:
        if char in "\t\n\r" or unicodedata.category(char)[0] in "LNPZMS":
            blocks[_HAN if "㐀" <= char <= "鿿" else _HANGUL if "가" <= char <= "힣" else ord(char) >> 8] += 1
    everywhere = sum(blocks.pop(block, 0) for block in _SHARED_BLOCKS)
    return (everywhere + max(blocks.values(), default=0)) / len(sample)


def _is_mostly_utf_8(data: bytes) -> bool:
    """Whether nearly all bytes outside ASCII stand in whole UTF-8 characters, as in a text with a few damaged bytes."""
    wide = len(data.translate(None, _ASCII))
    return len(_MULTIBYTE_UTF_8.sub(b"", data).translate(None, _ASCII)) < (1 - _MOSTLY) * wide


def _guessed(data: bytes, file: str) -> _Reading:
    guess = legacy.guess(data)
    if guess is None:
        raise SourceError(
            "No known encoding fits these bytes.", remedy=_STATE_IT, place=Place(file=file), code="SRC-UNDECODABLE"
        )
    return _reading(guess.text, guess.codec, Basis.DERIVED, guess.confidence)


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _reading(text: str, codec: str, basis: Basis, confidence: float, *, marked: bool = False) -> _Reading:
    name = published_name(codec) or codec
    return _Reading(text=text, encoding=Encoding(name=name, basis=basis, confidence=confidence, byte_order_mark=marked))


def _binary(kind: str, file: str) -> SourceError:
    return SourceError(f"This looks like {kind}, not text.", remedy=_CONVERT, place=Place(file=file), code="SRC-BINARY")


def _undecodable(data: bytes, name: str, error: UnicodeError, file: str) -> SourceError:
    place, where = Place(file=file), ""
    if isinstance(error, UnicodeDecodeError):
        start = error.start + len(byte_order_mark(data, name))
        line = data[:start].decode(name, "ignore").count("\n") + 1
        place = Place(file=file, line=line)
        where = f": byte 0x{data[start]:02X} at offset {start} does not fit" if start < len(data) else ""
    return SourceError(
        f"The bytes are not {name}{where}.",
        remedy="Mend these bytes, or state the true encoding in the sidecar (encoding: windows-1252, for instance).",
        place=place,
        code="SRC-UNDECODABLE",
    )
