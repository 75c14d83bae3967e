"""Names of encodings, and taking decoded text back to its bytes."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from functools import cache

from muniment.model import Change, Encoding, Stage

# Python's canonical name to the one that is published, where they differ by more than a hyphen. All of them, and
# every other published name, are names that Python knows.
_PUBLISHED = {
    "ascii": "us-ascii",
    "mac-roman": "macintosh",
    "shift_jis": "shift_jis",
    **{f"cp{page}": f"windows-{page}" for page in range(1250, 1259)},
    **{f"iso8859-{part}": f"iso-8859-{part}" for part in range(1, 17)},
}
# Names that people write and Python does not know.
_ALIASES = {"windows-874": "cp874", "windows-31j": "cp932", "x-sjis": "cp932", "windows-949": "cp949"}
# Codecs that are no character encodings of files, or that depend on the machine.
_NOT_ENCODINGS = frozenset(
    {
        "charmap",
        "idna",
        "mbcs",
        "oem",
        "punycode",
        "raw-unicode-escape",
        "raw_unicode_escape",
        "undefined",
        "unicode-escape",
    }
    | {"unicode_escape", "palmos"}
)


@cache
def published_name(name: str) -> str | None:
    """The published name of an encoding that somebody named; ``None`` where there is no such encoding."""
    try:
        codec = codecs.lookup(_ALIASES.get(name.strip().lower(), name.strip()))
    except (LookupError, ValueError):
        return None
    if not codec._is_text_encoding or codec.name in _NOT_ENCODINGS:  # noqa: SLF001 - the only way to tell rot13 from text
        return None
    return _PUBLISHED.get(codec.name, codec.name.replace("_", "-"))


def encode_back(raw_text: str, encoding: Encoding, changes: Sequence[Change]) -> bytes:
    """Restore the source's bytes from the raw text; the exact inverse of ``decoding.decode``.

    ``changes`` may hold other stages as well; only stage ``decode`` is used. Raises ``ValueError`` where the three do
    not belong together.
    """
    pieces: list[bytes] = []
    at_byte = at_text = 0
    for change in changes:
        if change.stage is not Stage.DECODE:
            continue
        end = _text_end(raw_text, at_text, change.position - at_byte, encoding.name)
        if not raw_text.startswith(change.after, end):
            raise ValueError(f"change {change.rule!r} at byte {change.position} does not fit this text")
        before = bytes.fromhex(change.before)
        pieces += (raw_text[at_text:end].encode(encoding.name), before)
        at_byte = change.position + len(before)
        at_text = end + len(change.after)
    pieces.append(raw_text[at_text:].encode(encoding.name))
    return b"".join(pieces)


def _text_end(text: str, start: int, size: int, codec: str) -> int:
    """Where the code points from ``start`` on that make up ``size`` bytes end."""
    end = start
    while size > 0 and end < len(text):
        step = max(1, size // 4)  # a code point takes at most four bytes, so this never goes too far
        piece = text[end : end + step]
        end += len(piece)
        size -= len(piece.encode(codec))
    if size:
        raise ValueError(f"no {codec} text of this length begins at code point {start}")
    return end


def differences(data: bytes, text: str, encoding: Encoding) -> tuple[Change, ...]:
    """Changes of stage ``decode`` for bytes that encoding ``text`` again would not give back.

    ``text`` is all of ``data`` decoded, or all but its byte order mark, which then becomes the first change.
    """
    mark = byte_order_mark(data, encoding.name) if encoding.byte_order_mark else b""
    first = (_change(0, mark, "", "byte-order-mark"),) if mark else ()
    if encoding.name.startswith("utf-") and encoding.name != "utf-7":  # strict decoding is injective
        return first
    body = data[len(mark) :]
    if _encodes_to(text, encoding.name, body):
        return first
    for parts in (_by_character, _by_line):
        try:
            changes = parts(data, encoding.name)
            if encode_back(text, encoding, changes) == data:
                return changes
        except ValueError:  # a codec with shift states, whose lines do not stand alone
            continue
    return (_change(0, data, text),)


def byte_order_mark(data: bytes, name: str) -> bytes:
    """The byte order mark of encoding ``name`` if ``data`` begins with it, else nothing."""
    return next((mark for mark, marked in BYTE_ORDER_MARKS if marked == name and data.startswith(mark)), b"")


BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _change(position: int, before: bytes, after: str, rule: str = "unusual-bytes") -> Change:
    return Change(stage=Stage.DECODE, rule=rule, position=position, before=before.hex(), after=after)


def _encodes_to(text: str, codec: str, data: bytes) -> bool:
    try:
        return text.encode(codec) == data
    except UnicodeEncodeError:
        return False


def _by_character(data: bytes, codec: str) -> tuple[Change, ...]:
    """One change for each character whose bytes are not those that the codec would write."""
    changes: list[Change] = []
    position = 0
    for line in data.splitlines(keepends=True):
        if not _is_usual(line, codec):
            decoder = codecs.getincrementaldecoder(codec)()
            begin = 0
            for end in range(1, len(line) + 1):
                after = decoder.decode(line[end - 1 : end], final=end == len(line))
                if after or end == len(line):
                    if not _encodes_to(after, codec, line[begin:end]):
                        changes.append(_change(position + begin, line[begin:end], after))
                    begin = end
        position += len(line)
    return tuple(changes)


def _by_line(data: bytes, codec: str) -> tuple[Change, ...]:
    """One change for each line whose bytes are not those that the codec would write; for codecs with shift states."""
    changes: list[Change] = []
    position = 0
    for line in data.splitlines(keepends=True):
        if not _is_usual(line, codec):
            changes.append(_change(position, line, line.decode(codec)))
        position += len(line)
    return tuple(changes)


def _is_usual(line: bytes, codec: str) -> bool:
    """Whether a line decodes by itself to a text that encodes to the line again."""
    try:
        return line.decode(codec).encode(codec) == line
    except UnicodeError:
        return False
