"""Page layout by WeasyPrint: HTML and a style sheet in, an unfinished PDF and what was laid out where.

WeasyPrint may reach neither files nor the network here, sees only the pinned fonts (``tools.fonts``), and whatever it
complains about is an error. Import of WeasyPrint costs half a second, so it happens on first use.

The *runs* tell which text each marked-content sequence of the PDF stands for (ISO 32000-1, 14.6 and 14.7.4). They
come from aligning the boxes of the finished layout with the text of the HTML, in order; so layout that lost, added or
moved a character is found here, and a white space swallowed at a line end is known from a word broken there.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from importlib import import_module, metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any

from muniment.errors import MissingToolError, WriterError
from muniment.tools import fonts
from muniment.tools.alignment import align

_REMEDY = (
    "Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; Fedora: dnf install pango harfbuzz; "
    "macOS: brew install pango harfbuzz."
)

_PYTHON_PARTS = ("weasyprint", "pydyf", "pyphen", "fonttools", "tinyhtml5", "tinycss2", "cssselect2")

_NO_GLYPH = ".notdef glyph rendered"
_NO_ROOM = "Too many glyphs missing"  # comes after the former; what the glyphs cannot say is stated as text


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What layout made of a document."""

    data: bytes
    """A tagged PDF without metadata of its own."""
    pages: tuple[Mapping[int, Run], ...]
    """For each page, its runs by marked-content identifier."""
    unsupported: tuple[str, ...]
    """Other characters that were laid out without a glyph, in order of appearance; PDF/A and PDF/UA forbid that."""


def version() -> str:
    """Version of WeasyPrint."""
    return metadata.version("weasyprint")


def versions() -> Mapping[str, str]:
    """Versions of everything that layout and drawing depend on, fonts apart; WeasyPrint itself is not loaded.

    Raises:
        MissingToolError: Pango or HarfBuzz is not installed (``TOOL-PANGO``, ``TOOL-HARFBUZZ``).
    """
    return {
        **{name: metadata.version(name) for name in _PYTHON_PARTS},
        "pango": _native("pango-1.0", 0, "pango_version_string", code="TOOL-PANGO"),
        "harfbuzz": _native("harfbuzz", 0, "hb_version_string", code="TOOL-HARFBUZZ"),
        "harfbuzz-subset": _native("harfbuzz-subset", 0, "hb_version_string", code="TOOL-HARFBUZZ"),
    }


def _native(library: str, major: int, function: str, *, code: str) -> str:
    for name in (f"lib{library}.so.{major}", f"lib{library}.{major}.dylib", f"lib{library}.dylib"):
        with contextlib.suppress(OSError):
            call = getattr(ctypes.CDLL(name), function)
            call.restype = ctypes.c_char_p
            return str(call().decode("ascii"))
    raise MissingToolError(f"the library {library} is not installed.", remedy=_REMEDY, code=code)


def render(html: str, stylesheet: str, *, instead: Mapping[str, str] = MappingProxyType({})) -> Rendering:
    """Lay out an HTML document and draw it as a tagged PDF.

    Args:
        html: A whole HTML document, whose body's text is what is to be read.
        stylesheet: CSS without imports and without ``url()``.
        instead: Characters that are drawn as another character and still read as themselves. They are replaced in text
            and in the attribute that running heads are made of, ``data-head``.

    Raises:
        MissingToolError: A library is missing (``TOOL-PANGO``, ``TOOL-HARFBUZZ``) or ``fonts.prepare`` was not run
            in this process (``TOOL-FONTS``).
        WriterError: The HTML asks for a file or an address (``WRITE-DENIED``), layout complained (``WRITE-LAYOUT``)
            or its text is not the text of the HTML (``WRITE-TEXT``).
    """
    engine = _engine()
    with _complaints() as unsupported:
        instead = {character: stand_in for character, stand_in in instead.items() if character in html}
        source = engine.HTML(string=html, url_fetcher=_fetcher(), base_url=None)
        replaced = _replace(source.etree_element, instead)
        configuration, sheet = _styles(stylesheet)
        document = source.render(font_config=configuration, stylesheets=[sheet])
        marks: list[dict[Any, int]] = []
        for page in document.pages:
            page.paint = partial(_paint, page.paint, marks)
        data: bytes = document.write_pdf(pdf_tags=True, pdf_version="1.7")
    pages = _runs(source.etree_element, document.pages, marks, replaced, instead)
    return Rendering(data=data, pages=pages, unsupported=tuple(unsupported))


# --------------------------------------------------------------------------------------------- the engine


@cache
def _engine() -> Any:  # noqa: ANN401 # WeasyPrint has no types
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints advice where a library is missing
            libraries = import_module("weasyprint.text.ffi")
            engine = import_module("weasyprint")
    except OSError as error:
        raise MissingToolError(f"Pango cannot be loaded: {error}.", remedy=_REMEDY, code="TOOL-PANGO") from error
    if libraries.harfbuzz_subset is None:
        raise MissingToolError(
            "HarfBuzz's subsetting library is missing, and PDF files would differ without it.",
            remedy="Debian: apt install libharfbuzz-subset0; Fedora: dnf install harfbuzz; "
            "macOS: brew install harfbuzz pango.",
            code="TOOL-HARFBUZZ",
        )
    return engine


@cache
def _fetcher() -> Any:  # noqa: ANN401 # a class of WeasyPrint's, made when it is there
    urls = import_module("weasyprint.urls")

    class Denied(urls.FatalURLFetchingError):  # type: ignore[misc, name-defined] # WeasyPrint has no types
        """Raised through WeasyPrint, which catches every other exception of a fetcher."""

    class Fetcher(urls.URLFetcher):  # type: ignore[misc, name-defined] # WeasyPrint has no types
        denial = Denied

        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002 # the interface's own name
            raise Denied(url)

    return Fetcher()


@cache
def _styles(stylesheet: str) -> tuple[Any, Any]:
    """One font map and one parsed sheet a process: making them costs more than a page does."""
    configuration = import_module("weasyprint.text.fonts").FontConfiguration()
    _check_fonts(configuration)
    sheet = _engine().CSS(string=stylesheet, font_config=configuration, url_fetcher=_fetcher())
    return configuration, sheet


def _check_fonts(configuration: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
    """Fontconfig must have read our file and no other."""
    libraries = import_module("weasyprint.text.ffi")
    listing = libraries.fontconfig.FcConfigGetConfigFiles(configuration._config)  # noqa: SLF001 # no public way
    files = []
    while (name := libraries.fontconfig.FcStrListNext(listing)) != libraries.ffi.NULL:
        files.append(Path(libraries.ffi.string(name).decode()))
    if len(files) == 1 and files[0].read_text(encoding="utf-8") == fonts.configuration(files[0].parent):
        return
    raise MissingToolError(
        "the layout engine sees other fonts than the pinned ones.",
        remedy="Call muniment.tools.fonts.prepare(folder) before the first page is laid out in a process.",
        code="TOOL-FONTS",
    )


# --------------------------------------------------------------------------------------------- complaints


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextlib.contextmanager
def _complaints() -> Iterator[list[str]]:
    """Turn what WeasyPrint logs, and a denied load, into errors; yields the list of characters without a glyph."""
    unsupported: list[str] = []
    logger = logging.getLogger("weasyprint")
    collector = _Collector()
    level, propagate = logger.level, logger.propagate
    logger.addHandler(collector)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    denial = _fetcher().denial
    try:
        yield unsupported
    except denial as error:
        raise WriterError(
            f"the document asks to load {str(error)!r} while it is laid out.",
            remedy="Nothing may be loaded: take the image, import or url() out of what is laid out.",
            code="WRITE-DENIED",
        ) from error
    finally:
        logger.removeHandler(collector)
        logger.setLevel(level)
        logger.propagate = propagate
    for record in collector.records:
        if str(record.msg).startswith(_NO_ROOM):
            continue
        if not str(record.msg).startswith(_NO_GLYPH):
            raise WriterError(f"page layout complains: {record.getMessage()}", code="WRITE-LAYOUT")
        character = str(record.args[0]) if isinstance(record.args, tuple) and record.args else ""
        if character not in unsupported:
            unsupported.append(character)


# --------------------------------------------------------------------------------------------- characters without a glyph


def _replace(root: Any, instead: Mapping[str, str]) -> Sequence[str]:  # noqa: ANN401 # WeasyPrint has no types
    """Put the stand-ins; return, in reading order, what each of them in the body now stands for (often for itself)."""
    if not instead:
        return ()
    table = {ord(character): stand_in for character, stand_in in instead.items()}
    wanted = {*instead, *instead.values()}
    replaced = [character for text in root.find("body").itertext() for character in text if character in wanted]
    for element in root.iter():
        element.text = element.text and element.text.translate(table)
        element.tail = element.tail and element.tail.translate(table)
        if "data-head" in element.attrib:
            element.set("data-head", element.get("data-head").translate(table))
    return replaced


# --------------------------------------------------------------------------------------------- runs


def _paint(paint: Any, marks: list[dict[Any, int]], stream: Any, scale: float) -> None:  # noqa: ANN401 # no types
    """Draw one page, then keep which box got which marked-content identifier before WeasyPrint uses them up."""
    paint(stream, scale)
    tags = stream._tags  # noqa: SLF001 # the only record of it
    marks.append({box: kid["mcid"] for box, kid in tags.items()})


def _runs(
    root: Any,  # noqa: ANN401 # no types
    pages: Any,  # noqa: ANN401 # no types
    marks: list[dict[Any, int]],
    replaced: Sequence[str],
    instead: Mapping[str, str],
) -> tuple[Mapping[int, Run], ...]:
    originals = iter(replaced)
    stand_ins = frozenset(instead.values())
    drawn = [list(_text_boxes(page._page_box)) for page in pages]  # noqa: SLF001 # the layout's own tree
    texts = [[box for box, kind in boxes if kind is RunKind.TEXT] for boxes in drawn]
    aligned = align(root.find("body"), [[box.text for box in boxes] for boxes in texts])
    result: list[Mapping[int, Run]] = []
    for boxes, pieces, identifiers in zip(drawn, aligned, marks, strict=True):
        found: dict[int, Run] = {}
        matched = iter(pieces)
        for box, kind in boxes:
            run = Run(kind=kind, text=box.text, language=None)
            if kind is RunKind.TEXT:
                piece = next(matched)
                of_note = RunKind.NOTE_MARK if piece.note_mark else kind
                text = "".join(next(originals) if one in stand_ins else one for one in piece.text)
                run = Run(kind=of_note, text=text, language=piece.language)
            found[identifiers[box]] = run
        if found.keys() != set(identifiers.values()):
            raise WriterError("page layout drew something that is no text.", code="WRITE-TEXT")
        result.append(found)
    return tuple(result)


def _text_boxes(page_box: Any) -> Iterator[tuple[Any, RunKind]]:  # noqa: ANN401 # WeasyPrint has no types
    """Boxes of text in reading order: in a margin, made by the style sheet (``li::marker``), or of the document."""
    boxes = import_module("weasyprint.formatting_structure.boxes")
    stack = [(page_box, False)]
    while stack:
        box, in_margin = stack.pop()
        if not isinstance(box, boxes.TextBox):
            in_margin = in_margin or isinstance(box, boxes.MarginBox)
            stack += [(child, in_margin) for child in reversed(getattr(box, "children", ()))]
        elif in_margin:
            yield box, RunKind.PAGE
        else:
            yield box, RunKind.MARKER if "::" in box.element_tag else RunKind.TEXT
