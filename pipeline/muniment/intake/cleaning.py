"""Raw text to clean text: one kind of newline, Unicode normal form C, no control characters; each edit recorded.

The clean text is valid in XML 1.0 and in NFC as a whole (Unicode Standard Annex 15). Soft hyphens, joiners and
direction marks are the author's and stay. Removing a control character can bring a letter and its mark together, so
both are settled in the same step; a second run therefore changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from muniment.changes import Recorder
from muniment.model import Change, Stage

# C0 but for tab and LF, DEL, C1, the byte order mark inside a text, and the noncharacters; without the newlines below.
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff" + "".join(
    chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF)
)
_NEWLINES = "\r\x0b\x0c\x85\u2028\u2029"
_RULES = {
    "\r\n": "newline-crlf",
    "\r": "newline-cr",
    "\x0b": "newline-vt",
    "\x0c": "form-feed",
    "\x85": "newline-nel",
    "\u2028": "newline-ls",
    "\u2029": "newline-ps",
}

_CONTROL = re.compile(f"[{_CONTROLS}]")
_CONTROL_RUN = re.compile(f"[{_CONTROLS}]+")
_NEWLINE = re.compile(f"\r\n|[{_NEWLINES}]")

# The same characters as UTF-8 bytes: a search for bytes is many times faster than one for sets of characters.
_ASCII_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\r\x0b\x0c"))
_ASCII_NEWLINES = b"\r\x0b\x0c"
_WIDE_CONTROL = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]|\xef(?:\xbb\xbf|\xb7[\x90-\xaf])|\xbf[\xbe\xbf]")
_WIDE_NEWLINE = re.compile(rb"\xc2\x85|\xe2\x80[\xa8\xa9]")

_LONG_RUN = 64
"""Code points from which a run of marks is sorted here; see ``_compose``."""


def clean(raw: str) -> tuple[str, tuple[Change, ...]]:
    """Return clean text and its changes (stage ``intake``, positions in code points of ``raw``).

    Rules: ``newline-crlf``, ``newline-cr``, ``newline-nel``, ``newline-vt``, ``newline-ls``, ``newline-ps`` and
    ``form-feed`` (each to LF), ``control`` (removed), ``nfc`` (a letter with its marks, composed or put in order) and
    ``control-nfc`` (the same, with control characters that stood between them removed). ``raw`` holds no surrogates.
    """
    recorder = Recorder(text=raw, stage=Stage.INTAKE)
    controls, newlines = _present(raw)
    if controls or not unicodedata.is_normalized("NFC", raw):
        _everything(recorder, raw)
    elif newlines:
        _newlines(recorder, raw)
    recorder.keep(len(raw))
    return recorder.finish()


def _present(raw: str) -> tuple[bool, bool]:
    """Whether control characters, and whether newlines other than LF, may be present; never a false "no"."""
    data = raw.encode()
    controls = len(data.translate(None, _ASCII_CONTROLS)) < len(data)
    newlines = len(data.translate(None, _ASCII_NEWLINES)) < len(data)
    if not raw.isascii():
        controls = controls or _WIDE_CONTROL.search(data) is not None
        newlines = newlines or _WIDE_NEWLINE.search(data) is not None
    return controls, newlines


def _newlines(recorder: Recorder, raw: str) -> None:
    """Settle a text in which nothing but newlines can need a change."""
    for found in _NEWLINE.finditer(raw):
        recorder.keep(found.start())
        recorder.replace(found.end(), "\n", _RULES[found[0]])


def _everything(recorder: Recorder, raw: str) -> None:
    """Settle any text, run by run of characters that may change or change others."""
    for run in _active_run().finditer(raw):
        at = run.start()
        has_base = at > recorder.at and raw[at - 1] != "\n"
        for newline in _NEWLINE.finditer(raw, at, run.end()):
            _marks(recorder, raw, at - has_base, newline.start())
            recorder.keep(newline.start())
            recorder.replace(newline.end(), "\n", _RULES[newline[0]])
            at, has_base = newline.end(), False
        _marks(recorder, raw, at - has_base, run.end())


def _marks(recorder: Recorder, raw: str, start: int, end: int) -> None:
    """Settle one letter with the marks and controls that follow it; the letter may be missing."""
    before = raw[start:end]
    without = _CONTROL.sub("", before)
    after = _compose(without)
    if after != without:
        recorder.keep(start)
        recorder.replace(end, after, "nfc" if without == before else "control-nfc")
    elif without != before:
        for control in _CONTROL_RUN.finditer(raw, start, end):
            recorder.keep(control.start())
            recorder.replace(control.end(), "", "control")


def _compose(text: str) -> str:
    """NFC in linear time.

    ``unicodedata`` sorts marks by insertion before CPython gh-149079 was mended, which takes minutes on a long run in
    the wrong order. Such a run is sorted here first, as the Canonical Ordering Algorithm says (Unicode, D109).
    """
    if len(text) > _LONG_RUN and not unicodedata.is_normalized("NFC", text):
        ordered: list[str] = []
        marks: list[str] = []
        for char in (part for whole in text for part in unicodedata.normalize("NFD", whole)):
            if unicodedata.combining(char):
                marks.append(char)
            else:
                ordered += (*sorted(marks, key=unicodedata.combining), char)
                marks = []
        text = "".join((*ordered, *sorted(marks, key=unicodedata.combining)))
    return unicodedata.normalize("NFC", text)


@cache
def _active_run() -> re.Pattern[str]:
    """Matches runs of controls, newlines, and characters that may compose or reorder with what stands before.

    Everything else is a starter that NFC leaves alone and that never joins a character before it, so a text may be
    normalised in pieces cut in front of such characters (Unicode Standard Annex 15, section 9).
    """
    active = {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)}  # Hangul vowels and finals
    for code in (*range(0x300, 0xAC00), *range(0xE000, 0x30000), *range(0xE0000, 0xE1000)):  # all that is assigned
        char = chr(code)
        parts = unicodedata.decomposition(char)
        if unicodedata.combining(char) or not unicodedata.is_normalized("NFC", char):
            active.add(code)
        if parts and not parts.startswith("<"):
            active.update(int(part, 16) for part in parts.split()[1:])
    return re.compile(f"(?:\r\n|[{_CONTROLS}{_NEWLINES}{_ranges(active)}])+")


def _ranges(codes: set[int]) -> str:
    """The code points as the inside of a character class."""
    pieces: list[str] = []
    first = previous = -1
    for code in sorted(codes):
        if code != previous + 1:
            pieces.append(f"{chr(first)}-{chr(previous)}" if first >= 0 else "")
            first = code
        previous = code
    return "".join(pieces) + (f"{chr(first)}-{chr(previous)}" if first >= 0 else "")
