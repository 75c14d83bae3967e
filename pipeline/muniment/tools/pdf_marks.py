"""What a PDF says of its own text, mended with pikepdf after layout: ISO 32000-1, 14.6 to 14.9.

Fonts map glyphs to characters one by one, which cannot tell a reordered vowel sign, a hyphen made by layout or white
space swallowed at a line end. So, for each run of text whose glyphs do not spell it:

- a swallowed space is drawn after the last glyph, where nobody sees it (14.8.2.5);
- a hyphen made by layout is marked as U+00AD (14.8.2.2.3);
- any other difference is stated as ``ActualText`` (14.9.4), around the glyphs. On a page with right-to-left characters
  the text of each run is stated on its structure element instead: PDFium and Poppler reorder what they find among the
  glyphs there, stated text included, to undo the order of drawing.

Running heads and page numbers become artefacts (14.8.2.2) and note marks ``Reference`` elements (14.8.4.4).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Object, Operator, Page, Pdf, String

from muniment.errors import WriterError
from muniment.tools import pdf_structure
from muniment.tools.alignment import HYPHEN, INSERTED
from muniment.tools.weasyprint import Run, RunKind

_BFCHAR = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>")
_CODE_BYTES = 2  # every font that WeasyPrint embeds as outlines has two-byte codes
_UNREADABLE = "\x00"  # stands in no text, so that what is drawn is never taken for what is meant
_HYPHENS = ("-", "\N{HYPHEN}", HYPHEN)
_SHOW = frozenset({"Tj", "TJ"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})

_Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage


def mend(pdf: Pdf, pages: tuple[Mapping[int, Run], ...], *, language: str) -> None:
    """Make what the file says of its text true, page by page.

    Args:
        pdf: A tagged PDF made by WeasyPrint; it is changed in place.
        pages: For each page, its runs by marked-content identifier.
        language: Language tag of the document; runs in another one get it stated.
    """
    parents = pdf_structure.elements_by_page(pdf)
    fonts = _Fonts()
    for page, runs in zip(pdf.pages, pages, strict=True):
        elements = parents[int(page.obj.StructParents)]
        stream = _Stream(page, fonts)
        mirrored = any(is_right_to_left(run.text) for run in runs.values())
        for identifier, run in runs.items():
            if run.kind is RunKind.PAGE:
                stream.make_artefact(identifier)
                elements[identifier] = None
                continue
            if run.kind is RunKind.NOTE_MARK:
                pdf_structure.wrap_reference(pdf, elements[identifier])
            if not stream.spell(identifier, run.text, mirrored=mirrored):
                pdf_structure.own_element(pdf, elements, identifier).ActualText = _text_string(run.text)
            if run.language not in (None, language):
                pdf_structure.own_element(pdf, elements, identifier).Lang = String(str(run.language))
        page.obj.Contents = pdf.make_stream(stream.data())
    pdf_structure.mend(pdf)


def is_right_to_left(text: str) -> bool:
    """Whether a text has characters that are read from right to left (UAX #9), Arabic digits included."""
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)


# --------------------------------------------------------------------------------------------- page content


def _decoded(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


class _Fonts:
    """Which characters the codes of the embedded fonts stand for, read once for each font (9.10.3)."""

    def __init__(self) -> None:
        self._maps: dict[tuple[int, int], Mapping[bytes, str]] = {}

    def characters(self, font: Object) -> Mapping[bytes, str]:
        known = self._maps.get(font.objgen)
        if known is None:
            pairs = _BFCHAR.findall(font.ToUnicode.read_bytes())
            known = {bytes.fromhex(code.decode()): _decoded(text) or _UNREADABLE for code, text in pairs}
            self._maps[font.objgen] = known
        return known


@dataclass(slots=True, kw_only=True)
class _Show:
    """One operator that shows text, while its page is being mended."""

    index: int
    """Where it stands among the page's instructions."""
    parts: list[bytes | Decimal]
    """What it shows: codes, and between them distances to go back, in thousandths of the font's size."""
    characters: Mapping[bytes, str]
    """What the codes of the font in force stand for."""
    hyphen: bytes = b""
    """Code of a hyphen made by layout, drawn after everything else."""

    @property
    def text(self) -> str:
        """The characters in the order drawn; PDFium passes over an operator that shows nothing but spaces."""
        codes = [code for part in self.parts if isinstance(part, bytes) for code in _codes(part)]
        text = "".join(self.characters.get(code, _UNREADABLE) for code in codes)
        return text if text.strip(" ") else _UNREADABLE


@dataclass(slots=True, kw_only=True)
class _Mark:
    """One marked-content sequence while its page is being mended."""

    begin: int
    """Index of its ``BDC``."""
    shows: list[_Show] = field(default_factory=list)
    """The operators that show text in it, in order."""


class _Stream:
    """The instructions of one page, and what stands in their place."""

    def __init__(self, page: Page, fonts: _Fonts) -> None:
        self._instructions = list(pikepdf.parse_content_stream(page))
        self._instead: dict[int, _Instruction] = {}
        self._marks: dict[int, _Mark] = {}
        resources = page.obj.Resources.get(Name.Font, Dictionary())
        open_marks: list[_Mark | None] = []
        font: Mapping[bytes, str] = {}
        for index, instruction in enumerate(self._instructions):
            name = str(instruction.operator)
            operands: Any = instruction.operands
            if name == "BDC":
                mark = _Mark(begin=index)
                self._marks[int(operands[1].MCID)] = mark
                open_marks.append(mark)
            elif name == "BMC":
                open_marks.append(None)
            elif name == "EMC":
                open_marks.pop()
            elif name == "Tf":
                font = fonts.characters(resources[str(operands[0])])
            elif name in _SHOW:
                inside = open_marks[-1] if open_marks else None
                if inside is None:
                    raise WriterError("page layout drew text without a tag.", code="WRITE-TEXT")
                inside.shows.append(_Show(index=index, parts=_tidied(operands[0], font), characters=font))

    def data(self) -> bytes:
        """The page's content with the changes made."""
        shown: dict[int, list[_Instruction]] = {
            show.index: _instructions(show) for mark in self._marks.values() for show in mark.shows
        }
        instructions: list[_Instruction] = []
        for index, instruction in enumerate(self._instructions):
            instructions += shown.get(index) or [self._instead.get(index, instruction)]
        return pikepdf.unparse_content_stream(instructions)

    def make_artefact(self, identifier: int) -> None:
        """Make the sequence page furniture instead of content."""
        furniture = Dictionary(Type=Name.Pagination)
        self._instead[self._marks[identifier].begin] = _begin(Name.Artifact, furniture)

    def spell(self, identifier: int, text: str, *, mirrored: bool) -> bool:
        """Make the sequence say ``text``; ``False`` where its structure element must say it."""
        mark = self._marks[identifier]
        drawn = "".join(show.text for show in mark.shows)
        if mirrored or not drawn:
            return drawn == text == ""
        if drawn == text:
            return True
        # After a hyphen at a line end PDFium passes over a drawn space, as if a word were broken there.
        if text == f"{drawn} " and not drawn.endswith(_HYPHENS) and _draw_space(mark.shows[-1]):
            return True
        if text.endswith(HYPHEN) and drawn == text.removesuffix(HYPHEN) + INSERTED and _set_hyphen(mark.shows[-1]):
            return True
        stated = Dictionary(MCID=identifier, ActualText=_text_string(text))
        self._instead[mark.begin] = _begin(Name.Span, stated)
        return True


def _tidied(operand: Any, characters: Mapping[bytes, str]) -> list[bytes | Decimal]:  # noqa: ANN401 # string or array
    """What a ``TJ`` or ``Tj`` shows, with the same look: no empty parts, and every gap after a space, never before.

    Layout puts half of what it stretches a space by before it, where PDFium takes it for a space of its own.
    """
    parts: list[bytes | Decimal] = []
    gap = Decimal()
    codes = b""
    for part in operand.as_list() if isinstance(operand, Array) else [operand]:
        if not isinstance(part, Object):
            gap += Decimal(str(part))
            continue
        for code in _codes(bytes(part)):
            if gap and characters.get(code) != " ":
                parts += [codes, gap] if codes else [gap]
                codes, gap = b"", Decimal()
            codes += code
    if codes:
        parts.append(codes)
    return [*parts, gap] if gap else parts  # what comes next begins where the gap ends


def _instructions(show: _Show) -> list[_Instruction]:
    if not show.hyphen:
        return [_show(show.parts)]
    said = Dictionary(ActualText=_text_string(HYPHEN))
    end = ContentStreamInstruction([], Operator("EMC"))
    return [_show(show.parts), _begin(Name.Span, said), _show([show.hyphen]), end]


def _show(parts: list[bytes | Decimal]) -> ContentStreamInstruction:
    operand = Array([String(part) if isinstance(part, bytes) else part for part in parts])
    return ContentStreamInstruction([operand], Operator("TJ"))


def _begin(tag: Name, properties: Dictionary) -> ContentStreamInstruction:
    return ContentStreamInstruction([tag, properties], Operator("BDC"))


def _draw_space(show: _Show) -> bool:
    code = next((code for code, character in show.characters.items() if character == " "), None)
    if code is None:
        return False
    at_gap = bool(show.parts) and not isinstance(show.parts[-1], bytes)  # PDFium takes no space from behind a gap
    show.parts.insert(len(show.parts) - at_gap, code)
    return True


def _set_hyphen(show: _Show) -> bool:
    last = show.parts[-1]
    if not isinstance(last, bytes) or show.characters[last[-_CODE_BYTES:]] != INSERTED:
        return False
    show.hyphen = last[-_CODE_BYTES:]
    show.parts[-1] = last[:-_CODE_BYTES]
    return True


def _codes(string: bytes) -> Iterator[bytes]:
    for start in range(0, len(string), _CODE_BYTES):
        yield string[start : start + _CODE_BYTES]


def _text_string(text: str) -> String:
    """A text string in UTF-16, whatever it says (7.9.2.2): PDFDocEncoding has no soft hyphen."""
    return String(codecs.BOM_UTF16_BE + text.encode("utf-16-be"))
