"""A long book against plain WeasyPrint on the same HTML: ``python -m bench.book FOLDER``.

The HTML is the one that the PDF edition lays out, with the same style sheet and fonts. ``muniment layout alone`` is our own page
layout of that very HTML, tagged; ``muniment build`` makes every format of the raw text with its checks, and the same is
done with each engine that the PDF edition offers.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pikepdf

from bench.contest import REPETITIONS, Field, alternate
from bench.errors import WrongResultError
from bench.layout import TARGET
from bench.processes import Cost, run
from bench.texts import make_text
from muniment import html5
from muniment.assembly import make_document, normalise
from muniment.config import parse_config
from muniment.model import SourceFacts
from muniment.tools import fonts
from muniment.tools.pandoc import PandocWorker
from muniment.writers import pdf, writers

SIZE = 1_190_000
"""Bytes of the book: about 450 pages."""
LIMIT = 1800.0
ENGINES = ("typst",)
"""Engines of the PDF edition beside the one that is used unless another is asked for."""


def lay_out(folder: Path, size: int) -> None:
    """Write the book, the HTML and the style sheet of its PDF edition, and a settings file for each engine."""
    source = folder / "source" / "book.txt"
    source.parent.mkdir(parents=True)
    data = make_text("book", size).encode()
    source.write_bytes(data)
    fonts.prepare(folder / "fonts")
    config = parse_config(b"", file="muniment.toml")
    facts = SourceFacts(
        name=source.name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        sha512=hashlib.sha512(data).hexdigest(),
        media_type="text/plain",
    )
    made = normalise(data, identifier="book", source=facts, sidecar=None, config=config, file=source.name)
    with PandocWorker() as worker:
        document = make_document(made, config=config, worker=worker)
    page = html5.serialise(pdf._page(document))  # noqa: SLF001 - what is laid out, which only the writer needs otherwise
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "page.css").write_text(pdf._stylesheet(), encoding="utf-8")  # noqa: SLF001 - the same
    for engine in ENGINES:
        (folder / f"{engine}.toml").write_text(f'[writers.pdf]\nengine = "{engine}"\n', encoding="utf-8")


def pages(path: Path) -> int:
    """How many pages a PDF has. Raises ``WrongResultError`` where it is none."""
    try:
        with pikepdf.Pdf.open(path) as found:
            return len(found.pages)
    except (pikepdf.PdfError, OSError) as error:
        raise WrongResultError(f"{path.name} is no PDF: {error}") from error


def ours(field: Field, *, engine: str = "", formats: tuple[str, ...] = ()) -> Cost:
    """`muniment build` from nothing, in all formats or in some."""
    for name in ("dist", "build"):
        shutil.rmtree(field.folder / name, ignore_errors=True)
    options = [f"--{name}={field.folder / name}" for name in ("source", "dist", "build")]
    config = [f"--config={field.folder / engine}.toml"] if engine else []
    asked = [f"--format={name}" for name in formats]
    command = [sys.executable, "-m", "muniment", *options, *config, f"--jobs={field.jobs}", "build", *asked]
    cost = run(command, folder=field.project, environment=os.environ, limit=LIMIT)
    pages(field.folder / "dist" / "book" / "book.pdf")
    return cost


def plain(field: Field, *, words: tuple[str, ...] = ()) -> Cost:
    """WeasyPrint's own command on the HTML of the PDF edition."""
    target = field.folder / "plain.pdf"
    target.unlink(missing_ok=True)
    weasyprint = str(Path(sys.executable).parent / "weasyprint")
    style = f"--stylesheet={field.folder / 'page.css'}"
    cost = run(
        [weasyprint, "-q", *words, style, str(field.folder / "page.html"), str(target)],
        folder=field.folder,
        environment=os.environ,  # in which fonts.prepare has named the fonts
        limit=LIMIT,
    )
    pages(target)
    return cost


def layout(field: Field) -> Cost:
    """Our page layout of the HTML of the PDF edition, in a process of its own."""
    target = field.folder / TARGET
    target.unlink(missing_ok=True)
    cost = run(
        [sys.executable, "-m", "bench.layout", str(field.folder)],
        folder=field.project / "pipeline",
        environment=os.environ,
        limit=LIMIT,
    )
    pages(target)
    return cost


def measure(field: Field, *, size: int = SIZE, repetitions: int = REPETITIONS) -> Mapping[str, object]:
    """The book in every way, with the number of its pages."""
    lay_out(field.folder, size)
    contestants: dict[str, Callable[[Field], Cost]] = {
        "muniment build": ours,
        "muniment build, PDF alone": partial(ours, formats=("pdf",)),
        "muniment layout alone": layout,
        "plain WeasyPrint": plain,
        "plain WeasyPrint, tagged": partial(plain, words=("--pdf-tags",)),
    }
    if "engine" in writers()["pdf"].settings:
        contestants |= {f"muniment build, {engine}": partial(ours, engine=engine) for engine in ENGINES}
    found = alternate(contestants, field, repetitions)
    plain_pages = pages(field.folder / "plain.pdf") if "refused" not in found["plain WeasyPrint"] else 0
    return {"bytes": size, "pages": plain_pages, "rows": found}


if __name__ == "__main__":
    place = Field(folder=Path(sys.argv[1]), project=Path(__file__).resolve().parents[2], jobs=1)
    sys.stdout.write(json.dumps(measure(place)))
