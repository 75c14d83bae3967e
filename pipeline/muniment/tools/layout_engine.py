"""WeasyPrint itself: found, shut in, and listened to.

It may reach neither files nor the network here, sees only the pinned fonts (``tools.fonts``), and whatever it complains
about is an error. Import of WeasyPrint costs half a second, so it happens on first use.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import logging
from collections.abc import Iterator, Mapping
from copy import copy
from functools import cache, lru_cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from muniment.errors import MissingToolError, WriterError
from muniment.tools import fonts, libraries

VERSION = "70.0"
"""The version of WeasyPrint that is used: some of its functions are replaced (``tools.layout_lines``)."""

_REMEDY = (
    "Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; Fedora: dnf install pango harfbuzz; "
    "macOS: brew install pango harfbuzz."
)

_PYTHON_PARTS = ("weasyprint", "pydyf", "pyphen", "fonttools", "tinyhtml5", "tinycss2", "cssselect2")

_MOST_SHEETS = 16  # one for each set of languages that documents use
_UNUSED = frozenset({"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"})
_NO_GLYPH = ".notdef glyph rendered"
_NO_ROOM = "Too many glyphs missing"  # comes after the former; what the glyphs cannot say is stated as text


@cache
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


# --------------------------------------------------------------------------------------------- the engine


@cache
def engine() -> Any:  # noqa: ANN401 # WeasyPrint has no types
    """WeasyPrint, loaded.

    Raises:
        MissingToolError: It is another version than ``VERSION`` (``TOOL-WEASYPRINT``), or one of its libraries is
            missing (``TOOL-PANGO``, ``TOOL-HARFBUZZ``).
    """
    if metadata.version("weasyprint") != VERSION:
        raise MissingToolError(
            f"WeasyPrint is {metadata.version('weasyprint')}, and page layout here needs {VERSION}: it replaces parts of it.",
            remedy=f"Install it: pip install weasyprint=={VERSION}; `make setup` does.",
            code="TOOL-WEASYPRINT",
        )
    try:
        with libraries.by_name(), contextlib.redirect_stdout(io.StringIO()):  # it prints advice where one is missing
            native = import_module("weasyprint.text.ffi")
            engine = import_module("weasyprint")
    except OSError as error:
        raise MissingToolError(f"Pango cannot be loaded: {error}.", remedy=_REMEDY, code="TOOL-PANGO") from error
    if native.harfbuzz_subset is None:
        raise MissingToolError(
            "HarfBuzz's subsetting library is missing, and PDF files would differ without it.",
            remedy="Debian: apt install libharfbuzz-subset0; Fedora: dnf install harfbuzz; "
            "macOS: brew install harfbuzz pango.",
            code="TOOL-HARFBUZZ",
        )
    return engine


@cache
def fetcher() -> Any:  # noqa: ANN401 # a class of WeasyPrint's, made when it is there
    """What WeasyPrint loads files and addresses with: it refuses each."""
    urls = import_module("weasyprint.urls")

    class Denied(urls.FatalURLFetchingError):  # type: ignore[misc, name-defined] # WeasyPrint has no types
        """Raised through WeasyPrint, which catches every other exception of a fetcher."""

    class Fetcher(urls.URLFetcher):  # type: ignore[misc, name-defined] # WeasyPrint has no types
        denial = Denied

        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002 # the interface's own name
            raise Denied(url)

    return Fetcher()


def read(html: str | Element) -> Any:  # noqa: ANN401 # an object of WeasyPrint's
    """HTML for layout: from text, or from a tree of elements without namespaces, which is kept and may be changed."""
    return _source()(string=html) if isinstance(html, str) else _source()(tree=html)


@cache
def _source() -> Any:  # noqa: ANN401 # a class of WeasyPrint's, made when it is there
    sheet = _lean(import_module("weasyprint").UA_STYLESHEET)
    wrapper = import_module("cssselect2").ElementWrapper

    class Source(engine().HTML):  # type: ignore[misc] # WeasyPrint has no types
        own_sheet = sheet

        def __init__(self, *, string: str | None = None, tree: Element | None = None) -> None:
            if tree is None:
                super().__init__(string=string, url_fetcher=fetcher(), base_url=None)
                return
            self.base_url = None
            self.url_fetcher = fetcher()
            self.media_type = "print"
            self.wrapper_element = wrapper.from_html_root(tree, content_language=None)
            self.etree_element = tree

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002, FBT001, FBT002 # WeasyPrint's own
            return [sheet]

    return Source


def _lean(sheet: Any) -> Any:  # noqa: ANN401 # WeasyPrint has no types
    """WeasyPrint's own style sheet without footnotes and margin notes, which cost each element five styles."""
    lean = copy(sheet)
    lean.matcher = copy(sheet.matcher)
    lean.matcher.other_selectors = [entry for entry in sheet.matcher.other_selectors if entry[3] not in _UNUSED]
    return lean


@lru_cache(maxsize=_MOST_SHEETS)
def styles(stylesheet: str) -> tuple[Any, Any]:
    """One font map and one parsed sheet a process: making them costs more than a page does."""
    configuration = _configuration()
    sheet = engine().CSS(string=stylesheet, font_config=configuration, url_fetcher=fetcher())
    return configuration, sheet


@cache
def _configuration() -> Any:  # noqa: ANN401 # WeasyPrint has no types
    configuration = import_module("weasyprint.text.fonts").FontConfiguration()
    _check_fonts(configuration)
    return configuration


def _check_fonts(configuration: Any) -> None:  # noqa: ANN401 # WeasyPrint has no types
    """Fontconfig must have read our file and no other."""
    native = import_module("weasyprint.text.ffi")
    listing = native.fontconfig.FcConfigGetConfigFiles(configuration._config)  # noqa: SLF001 # no public way
    files = []
    while (name := native.fontconfig.FcStrListNext(listing)) != native.ffi.NULL:
        files.append(Path(native.ffi.string(name).decode()))
    if len(files) == 1 and files[0].read_text(encoding="utf-8") == fonts.configuration(files[0].parent):
        return
    raise MissingToolError(
        "the layout engine sees other fonts than the pinned ones.",
        remedy="Call muniment.tools.fonts.prepare(folder) before the first page is laid out in a process.",
        code="TOOL-FONTS",
    )


@contextlib.contextmanager
def without_collection() -> Iterator[None]:
    """Work during which the search for unreachable cycles rests: it would walk through all boxes again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --------------------------------------------------------------------------------------------- complaints


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextlib.contextmanager
def complaints() -> Iterator[list[str]]:
    """Turn what WeasyPrint logs, and a denied load, into errors; yields the list of characters without a glyph."""
    unsupported: list[str] = []
    logger = logging.getLogger("weasyprint")
    collector = _Collector()
    level, propagate = logger.level, logger.propagate
    logger.addHandler(collector)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    denial = fetcher().denial
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
