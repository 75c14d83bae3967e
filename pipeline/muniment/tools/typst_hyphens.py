"""Hyphens that layout made, said to be none of the text's: ISO 32000-1, 14.8.2.2.3.

Typst maps the glyph of such a hyphen to U+00AD in the font. That suffices by the standard, but not for readers that take
any hyphen at a line end for the same (PDFium does). So the text of the glyph is stated where it is drawn, as it is in the
PDF edition of the other engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pikepdf import Dictionary, Name, Page, Pdf

_BFCHAR = re.compile(rb"<([0-9a-fA-F]{4})> <00[aA][dD]>")
_STRING = rb"\((?:\\.|[^\\)])*\)"
_SHOWN = re.compile(
    rb"/(?P<font>f\d+) [\d.]+ Tf [^\n\[(]*Tm"
    rb"(?:\[(?P<array>(?:" + _STRING + rb"[-\d.]*)+)\]TJ|(?P<string>" + _STRING + rb")Tj)",
    re.DOTALL,
)
"""A font is chosen and text is shown with it, as Typst writes it."""
_END_OF_STRING = re.compile(rb"\)(?:\]TJ|Tj)")
_LONGEST_CODE = 8
"""Bytes that a code takes at most: two, each a backslash and three digits."""
_BEGIN = b"/Span<</ActualText<FEFF00AD>>>BDC("
_END = b")Tj\nEMC"
_SHORT = {0x08: b"b", 0x09: b"t", 0x0A: b"n", 0x0C: b"f", 0x0D: b"r"}


def state(pdf: Pdf) -> None:
    """State the text of each hyphen that layout made, in place; the pages look the same."""
    codes: dict[tuple[int, int], bytes | None] = {}
    for page in pdf.pages:
        of_fonts = _codes(page, codes)
        if of_fonts:
            before = page.obj.Contents.read_bytes()
            after = _with_text(before, of_fonts)
            if after != before:
                page.obj.Contents = pdf.make_stream(after)


def _codes(page: Page, known: dict[tuple[int, int], bytes | None]) -> Mapping[bytes, bytes]:
    """The code of such a hyphen for each font of a page that has one."""
    found: dict[bytes, bytes] = {}
    fonts: Any = page.obj.Resources.get(Name.Font, Dictionary())
    for name, font in fonts.items():
        if font.objgen not in known:
            match = _BFCHAR.search(font.ToUnicode.read_bytes()) if Name.ToUnicode in font else None
            known[font.objgen] = bytes.fromhex(match[1].decode()) if match else None
        code = known[font.objgen]
        if code is not None:
            found[str(name)[1:].encode()] = code
    return found


def _with_text(content: bytes, codes: Mapping[bytes, bytes]) -> bytes:
    pieces: list[bytes] = []
    done = seen = 0
    last = _ends(frozenset(codes.values()))
    for end in _END_OF_STRING.finditer(content):
        code_before = last.search(content, max(seen, end.start() - _LONGEST_CODE), end.start())
        if code_before is None:
            continue
        seen = end.end()
        start = content.rfind(b"/f", done, content.rfind(b" Tf ", done, code_before.start()))
        shown = _SHOWN.match(content, start) if start >= 0 else None
        if shown is None or shown.end() != end.end() or _is_stated(content, start):
            continue
        code = codes.get(shown["font"])
        if code is not None and (hyphen := _last(code).search(shown["array"] or shown["string"])):
            pieces += [content[done:start], _stated(shown, hyphen)]
            done = end.end()
    return b"".join([*pieces, content[done:]])


@lru_cache(maxsize=64)
def _ends(codes: frozenset[bytes]) -> re.Pattern[bytes]:
    """What the end of what a string holds looks like whose last code may be one of these."""
    return re.compile(rb"(?:" + b"|".join(sorted(map(_written, codes))) + rb")\Z", re.DOTALL)


@lru_cache(maxsize=256)
def _last(code: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(" + _written(code) + rb")\)$", re.DOTALL)


def _written(code: bytes) -> bytes:
    """The ways in which a string can have a code (7.3.4.2)."""
    return b"".join(
        rb"(?:\\%03o|\\%s|(?<!\\)%s)" % (byte, _SHORT.get(byte, re.escape(bytes([byte]))), re.escape(bytes([byte])))
        for byte in code
    )


def _stated(shown: re.Match[bytes], hyphen: re.Match[bytes]) -> bytes:
    """The same glyphs, the last of them with its text."""
    head = shown[0][: shown[0].index(b"Tm") + 2]
    before = hyphen.string[: hyphen.start()]
    rest = before.removesuffix(b"(")
    closing = b")" if rest == before else b""
    return head + (b"[" + rest + closing + b"]TJ\n" if rest else b"") + _BEGIN + hyphen[1] + _END


def _is_stated(content: bytes, start: int) -> bool:
    """Whether the text is stated already: the same glyph is a hyphen of the author's elsewhere."""
    return b"/ActualText" in content[content.rfind(b"\n", 0, start) + 1 : start]
