"""What the pages of a PDF say of their own text, settled while they are drawn: ISO 32000-1, 14.6 to 14.9.

Fonts map glyphs to characters one by one, which cannot tell a reordered vowel sign, a hyphen made by layout or white
space swallowed at a line end. So, for each run of text whose glyphs do not spell it:

- a swallowed space is drawn after the last glyph, where nobody sees it (14.8.2.5);
- a hyphen made by layout is marked as U+00AD (14.8.2.2.3);
- any other difference is stated as ``ActualText`` (14.9.4), around the glyphs. On a page with right-to-left characters
  the text of each run is stated on its structure element instead (``tools.pdf_structure``): PDFium and Poppler reorder
  what they find among the glyphs there, stated text included, to undo the order of drawing.

Running heads and page numbers become artefacts (14.8.2.2).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from muniment.tools.alignment import HYPHEN, INSERTED

UNREADABLE = "\x00"
"""Stands in no text, so that what is drawn is never taken for what is meant."""

END = b"EMC"
"""The operator that ends a marked-content sequence."""

_CODE = 4  # hexadecimal digits: every font that WeasyPrint embeds as outlines has two-byte codes
_PART = re.compile(r"<([0-9a-f]*)>|([^<>\[\]\s]+)")
_HYPHENS = ("-", "\N{HYPHEN}", HYPHEN)
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})


class RunKind(StrEnum):
    """What a run of text is to a reader."""

    TEXT = "text"
    """Text of the HTML's body."""
    NOTE_MARK = "note-mark"
    """A reference to a note, or the way back from it."""
    MARKER = "marker"
    """A list marker, made by the style sheet."""
    PAGE = "page"
    """Running head or page number, in a page margin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One marked-content sequence: a stretch of text on one line, in one style."""

    kind: RunKind
    """What it is."""
    text: str
    """The text that it stands for, in logical order. It ends with a space where white space was swallowed at the line
    end, and with U+00AD where the word goes on in the next line (or page) and layout broke it."""
    language: str | None
    """Language tag of the nearest ancestor that states one."""
    spelled: bool = True
    """Whether the page says ``text``; otherwise its structure element has to."""


@dataclass(slots=True, kw_only=True)
class Show:
    """One operator that shows text, before it is written."""

    codes: str
    """What it shows: hexadecimal codes in angle brackets, and between them distances to go back, in thousandths of the
    font's size."""
    drawn: str
    """The characters that the codes stand for, in the order drawn."""
    space: str
    """The code of a space in its font; empty where it is not known."""
    hyphen: str = ""
    """Code of a hyphen made by layout, drawn after everything else."""

    @property
    def text(self) -> str:
        """The characters as PDFium gets them: it passes over an operator that shows nothing but spaces."""
        return self.drawn if self.drawn.strip(" ") else UNREADABLE

    def data(self) -> bytes:
        """The operators of the page's content that show it."""
        shown = f"[{self.codes}] TJ".encode("ascii")
        if not self.hyphen:
            return shown
        said = _text_string(HYPHEN)
        return b"%b\n/Span <</ActualText %b>> BDC\n[<%b>] TJ\nEMC" % (shown, said, self.hyphen.encode("ascii"))


def read_show(operand: str, characters: Mapping[int, str]) -> Show:
    """The operand of a ``TJ`` that WeasyPrint wrote, with the same look: every gap after a space, never before.

    Layout puts half of what it stretches a space by before it, where PDFium takes it for a space of its own.

    Args:
        operand: The array without its brackets: hexadecimal strings and numbers.
        characters: What the codes of the font in force stand for.
    """
    pieces: list[str] = []
    drawn: list[str] = []
    gap = 0.0
    codes = ""
    for string, number in _PART.findall(operand):
        if number:
            gap += float(number)
            continue
        for at in range(0, len(string), _CODE):
            code = string[at : at + _CODE]
            character = characters.get(int(code, 16)) or UNREADABLE
            if gap and character != " ":
                pieces += [f"<{codes}>", _number(gap)] if codes else [_number(gap)]
                codes, gap = "", 0.0
            codes += code
            drawn.append(character)
    if codes:
        pieces.append(f"<{codes}>")
    if gap:
        pieces.append(_number(gap))  # what comes next begins where the gap ends
    space = next((f"{code:04x}" for code, character in characters.items() if character == " "), "")
    return Show(codes="".join(pieces), drawn="".join(drawn), space=space)


def begin(identifier: int, run: Run, shows: Sequence[Show], *, mirrored: bool) -> tuple[bytes, bool]:
    """The operator that begins a run's sequence, and whether the page says the run's text.

    ``shows`` are changed where that lets them say it. ``mirrored`` says that the page has right-to-left characters.
    """
    plain = b"/Span <</MCID %d>> BDC" % identifier
    if run.kind is RunKind.PAGE:
        return b"/Artifact <</Type /Pagination>> BDC", True
    drawn = "".join(show.text for show in shows)
    if mirrored or not drawn:
        return plain, drawn == run.text == ""
    if drawn == run.text or _spell(shows[-1], drawn, run.text):
        return plain, True
    return b"/Span <</ActualText %b /MCID %d>> BDC" % (_text_string(run.text), identifier), True


def _spell(last: Show, drawn: str, text: str) -> bool:
    # After a hyphen at a line end PDFium passes over a drawn space, as if a word were broken there.
    if text == f"{drawn} " and not drawn.endswith(_HYPHENS):
        return _draw_space(last)
    return text.endswith(HYPHEN) and drawn == text.removesuffix(HYPHEN) + INSERTED and _set_hyphen(last)


def _draw_space(show: Show) -> bool:
    if not show.space:
        return False
    end = show.codes.rindex(">")  # before a gap: PDFium takes no space from behind one
    show.codes = show.codes[:end] + show.space + show.codes[end:]
    return True


def _set_hyphen(show: Show) -> bool:
    if not show.codes.endswith(">") or not show.drawn.endswith(INSERTED):
        return False
    show.hyphen = show.codes[-_CODE - 1 : -1]
    show.codes = f"{show.codes[: -_CODE - 1]}>".removesuffix("<>")
    return True


def is_right_to_left(text: str) -> bool:
    """Whether a text has characters that are read from right to left (UAX #9), Arabic digits included."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)


def _number(value: float) -> str:
    return f"{value:f}".rstrip("0").rstrip(".")


def _text_string(text: str) -> bytes:
    """A text string in UTF-16, whatever it says (7.9.2.2): PDFDocEncoding has no soft hyphen."""
    return b"<%b>" % (codecs.BOM_UTF16_BE + text.encode("utf-16-be")).hex().encode("ascii")
