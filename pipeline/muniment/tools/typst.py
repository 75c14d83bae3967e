"""Page layout by Typst: code in, a tagged PDF out.

Typst may reach neither files nor packages nor the network here, and sees only the pinned fonts (``tools.fonts``), those
in its own wheel not either. Import and the reading of the fonts cost a tenth of a second, so they happen on first use,
once a process. See https://typst.app/docs/reference/pdf/.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any

from muniment.errors import WriterError
from muniment.tools import fonts

_STANDARDS = ["a-3a", "ua-1"]
_NOWHERE = Path(os.devnull) / "nothing"
"""A folder that cannot be: below a file. Code that asks for a file or a package finds none."""
_REMEDY = (
    'Set engine = "weasyprint" in [writers.pdf], or writers: {pdf: {engine: weasyprint}} in the document\'s sidecar.'
)


def version() -> str:
    """Version of Typst's Python package, which carries the compiler."""
    return metadata.version("typst")


def compile_pdf(code: str, *, moment: datetime) -> bytes:
    """Lay out a Typst document and draw it as a tagged PDF 1.7 that keeps to PDF/A-3a and PDF/UA-1 as Typst knows them.

    Args:
        code: The source of a whole document, which sets its title and date.
        moment: What ``datetime.today`` and the file's dates say.

    Raises:
        MissingToolError: ``fonts.prepare`` was not run in this process (``TOOL-FONTS``).
        WriterError: Typst refuses the code, asks for a file, or complains (``WRITE-LAYOUT``).
    """
    engine = import_module("typst")
    try:
        data, complaints = _compiler().compile_with_warnings(
            code.encode(), format="pdf", pdf_standards=_STANDARDS, timestamp=int(moment.timestamp())
        )
    except engine.TypstError as error:
        raise WriterError(
            f"Typst cannot lay out the document: {error.message}", remedy=_REMEDY, code="WRITE-LAYOUT"
        ) from error
    if complaints:
        said = "; ".join(dict.fromkeys(str(one.message) for one in complaints))
        raise WriterError(f"page layout by Typst complains: {said}", remedy=_REMEDY, code="WRITE-LAYOUT")
    return bytes(data)


@cache
def _compiler() -> Any:  # noqa: ANN401 # typst's own types are looser than what it takes
    """One compiler a process: it keeps the fonts, and what it has laid out of documents before."""
    return import_module("typst").Compiler(
        root=fonts.folder(), font_paths=_fonts(), package_path=_NOWHERE, package_cache_path=_NOWHERE
    )


@cache
def _fonts() -> Any:  # noqa: ANN401 # see above
    return import_module("typst").Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.folder())]
    )


@cache
def families() -> Mapping[str, str]:
    """What Typst calls each pinned family: it cuts from a name what it takes for a style."""
    by_file: dict[str, set[str]] = {}
    for one in _fonts().fonts():
        by_file.setdefault(Path(one.path).name, set()).add(one.family)
    found: dict[str, str] = {}
    for family in fonts.PINNED:
        names = by_file[family.files[0]]
        found[family.name] = family.name if family.name in names else min(names)
    return MappingProxyType(found)
