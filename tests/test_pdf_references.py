"""How each script looks: a line of it as a picture, compared coarsely with one that somebody has looked at.

After a wanted change: ``pytest tests/test_pdf_references.py --bless``, then look at ``tests/references/*.png``.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from html import escape
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped] # it carries no types
import pytest
from PIL import Image, ImageChops, ImageStat

from muniment.tools import fonts, pdf_structure, weasyprint

TESTS = Path(__file__).parent
REFERENCES = TESTS / "references"
LANGUAGES = {
    "Chinese, simplified": "zh-Hans",
    "Chinese, traditional": "zh-Hant",
    "Japanese": "ja",
    "Korean": "ko",
    "Persian, Arabic": "fa",
    "Serbian, Cyrillic": "sr",
}
TOLERATED = 0.12
"""Share of the ink that may be elsewhere; smoothing of edges moves some hundredths of it, another font a third."""
COARSE = 3  # pixels to a side of a square whose mean grey is compared
LINES = 14  # on one picture

STYLE = """
@page { size: 235mm 12mm; margin: 1.5mm }
html { font-size: 11pt; line-height: 1.5 }
p { margin: 0; white-space: nowrap; break-after: page }
"""


def lines_of_torture() -> dict[str, str]:
    """The line of each script, by its heading."""
    text = (TESTS / "texts" / "torture.md").read_text(encoding="utf-8").partition("## Every script\n")[2]
    return dict(re.findall(r"(?m)^### (.+)\n\n(.+)$", text))


def pictures(lines: Mapping[str, str], style: str = "") -> dict[str, Image.Image]:
    """Each line as a grey picture, by its name."""
    paragraphs = "".join(
        f'<p lang="{LANGUAGES.get(name, "en")}" dir="{direction(line)}">{escape(line)}</p>'
        for name, line in lines.items()
    )
    html = f'<!DOCTYPE html><html lang="en"><head><title>T</title></head><body>{paragraphs}</body></html>'
    rendering = weasyprint.render(html, fonts.stylesheet() + STYLE + style)
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(rendering.data)) as file:
        pdf_structure.mend(file, rendering.pages, language="en")
        file.save(output)
    document = pypdfium2.PdfDocument(output.getvalue())
    assert len(document) == len(lines), "each line has a page of its own"
    return {name: page.render(scale=1.2, grayscale=True).to_pil() for name, page in zip(lines, document, strict=True)}


def direction(line: str) -> str:
    return "rtl" if unicodedata.bidirectional(line[0]) in {"R", "AL"} else "ltr"


def difference(one: Image.Image, other: Image.Image) -> float:
    """Share of the ink of two pictures that they do not have in common: 0 for the same, 1 for nothing in common."""
    if one.size != other.size:
        return 1.0
    size = (one.width // COARSE, one.height // COARSE)
    coarse = [ImageChops.invert(picture.resize(size, Image.Resampling.BOX)) for picture in (one, other)]
    ink = sum(ImageStat.Stat(picture).sum[0] for picture in coarse)
    return ImageStat.Stat(ImageChops.difference(*coarse)).sum[0] / max(ink, 1)


def sheets() -> dict[str, list[str]]:
    """Which lines stand on which picture, from the top."""
    names = list(lines_of_torture())
    return {f"scripts-{at // LINES + 1}.png": names[at : at + LINES] for at in range(0, len(names), LINES)}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Image.Image]:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))
    return pictures(lines_of_torture())


@pytest.fixture(scope="module")
def wanted(drawn: dict[str, Image.Image], request: pytest.FixtureRequest) -> dict[str, Image.Image]:
    width, height = next(iter(drawn.values())).size
    if request.config.getoption("--bless"):
        REFERENCES.mkdir(exist_ok=True)
        for file, names in sheets().items():
            sheet = Image.new("L", (width, height * len(names)), 255)
            for row, name in enumerate(names):
                sheet.paste(drawn[name], (0, row * height))
            sheet.quantize(16).save(REFERENCES / file, optimize=True)
    found: dict[str, Image.Image] = {}
    for file, names in sheets().items():
        sheet = Image.open(REFERENCES / file).convert("L")
        for row, name in enumerate(names):
            found[name] = sheet.crop((0, row * height, width, (row + 1) * height))
    return found


@pytest.mark.parametrize("name", lines_of_torture())
def test_a_script_looks_as_somebody_has_seen_it(
    name: str, drawn: dict[str, Image.Image], wanted: dict[str, Image.Image]
) -> None:
    assert difference(drawn[name], wanted[name]) < TOLERATED


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("Burmese, Myanmar", "p { font-weight: bold } "),
        ("Arabic", 'p { font-family: "Noto Sans Arabic" }'),
        ("English, Latin", 'p { font-family: "Noto Sans" }'),
        ("Hindi, Devanagari", 'p { font-family: "Unifont" }'),
        ("Thai", "p { letter-spacing: 1pt }"),
    ],
)
def test_another_font_or_spacing_shows(name: str, style: str, wanted: dict[str, Image.Image]) -> None:
    changed = pictures({name: lines_of_torture()[name]}, style)[name]
    assert difference(changed, wanted[name]) > TOLERATED


@pytest.mark.usefixtures("drawn")
def test_another_regions_forms_show() -> None:
    text = {"Chinese, simplified": "骨直将每", "Japanese": "骨直将每"}
    one, other = pictures(text).values()
    assert difference(one, other) > TOLERATED


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in REFERENCES.iterdir()) < 400_000
