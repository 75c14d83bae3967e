"""Our page layout of an HTML file, as WeasyPrint's own command does it: ``python -m bench.layout FOLDER``.

Reads ``page.html`` and ``page.css`` and writes ``layout.pdf``, tagged and with every run of text accounted for.
"""

from __future__ import annotations

import sys
from pathlib import Path

from muniment.tools import fonts, weasyprint

TARGET = "layout.pdf"


def lay_out(folder: Path) -> None:
    """Lay out the page in a folder that has the fonts already. Raises what ``weasyprint.render`` raises."""
    fonts.prepare(folder / "fonts")
    page, style = ((folder / name).read_text(encoding="utf-8") for name in ("page.html", "page.css"))
    (folder / TARGET).write_bytes(weasyprint.render(page, style).data)


if __name__ == "__main__":
    lay_out(Path(sys.argv[1]))
