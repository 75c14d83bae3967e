"""How the catalogue looks: a listing and a document at three widths, light and dark, beside what somebody has seen.

After a wanted change: ``pytest tests/test_catalogue_references.py --bless``, then look at
``tests/references/catalogue/*.png``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, Page

from catalogue_site import PATIENCE, chromium, contents, entry
from muniment.catalogue.covers import cover, cover_path
from muniment.catalogue.differences import Comparison, Piece, Row
from muniment.catalogue.listing import listing_pages
from muniment.catalogue.model import Entry, Site, Step, Verdict
from muniment.catalogue.pages import document_page, page_path
from muniment.catalogue.search import search_files
from muniment.catalogue.shell import ON_EVERY_PAGE, STYLE, Shell
from muniment.catalogue.wording import FORMATS
from muniment.tools import fonts

REFERENCES = Path(__file__).parent / "references" / "catalogue"
WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
PAGES = {"listing": "index.html", "document": "clock/index.html"}
NAMES = [f"{page}-{width}-{scheme}" for page in PAGES for width in WIDTHS for scheme in SCHEMES]
TOLERATED = 0.1
"""Share of what differs from the paper that may be elsewhere; another release of the browser moves some hundredths."""
SHRUNK = 3  # pixels to a side of a square that one pixel of a reference stands for
COARSE = 2  # pixels of a reference to a side of a square whose mean colour is compared

SHELL = Shell(site=Site(title="The harbour library"), files=ON_EVERY_PAGE)
COMPARISON = Comparison(
    rows=(
        Row(
            first_line=3,
            last_line=4,
            before=(Piece(text="It stopped at", changed=False), Piece(text="\n", changed=True)),
            after=(Piece(text="It stopped at", changed=False), Piece(text=" ", changed=True)),
            rules=("unwrap",),
        ),
    ),
    total=1,
    source=("The harbour clock", "", "It stopped at", "noon."),
)


def documents() -> list[Entry]:
    """Few documents of several kinds, of which nothing depends on a clock or on what makes editions."""
    clock = entry(
        "clock",
        "The harbour clock, and what became of it after the great storm",
        creators=["Ada Mariner", "Bo Ek"],
        date="1887-03-01",
        subjects=["Clocks", "Harbours"],
        formats=tuple(FORMATS),
    )
    passed = Verdict(tool="EPUBCheck", version="5.3.0", profile="EPUB 3.3", passed=True, report="reports/epub.json")
    failed = replace(passed, tool="Ace", version="1.4.6", profile="EPUB Accessibility", passed=False)
    days = ("received", "normalised", "built", "checked", "packaged")
    return [
        replace(
            clock,
            description="How a clock that was always late came to be loved by a whole town.",
            publisher="The Harbour Press",
            source_url="https://example.org/clock",
            basis=dict.fromkeys(("title", "creators", "date", "language", "rights", "identifier"), "asserted"),
            words=2_345,
            changes={"unwrap": 30, "title-mark": 1},
            doubtful=((3, 4, "verse", 0.4),),
            downloads=tuple(
                replace(one, verdicts=(passed, failed) if one.format == "epub" else (), size=1_234 * at + 800)
                for at, one in enumerate(clock.downloads)
            ),
            steps=tuple(
                Step(name=name, when=f"2026-03-{at:02}T09:30:00Z", detail="One of its steps")
                for at, name in enumerate(days, 1)
            ),
        ),
        entry("ferry", "A ferry in winter", creators=["Bo Ek"], date="1901"),
        entry("leaf", "[leaf]", language="und"),
        entry("phare", "Le phare s’éteint", creators=["Chloé Été"], language="fr", date="1955-01-01"),
        entry("kitab", "كيف تُحفظ الكتب في المكتبة", creators=["ليلى"], language="ar", direction="rtl", date="1978"),
        entry("clock-zh", "港口的时钟", language="zh-Hans", date="2004"),
        *(entry(f"report-{at}", f"Report {at} of the harbour board", date=f"{1900 + at}") for at in range(4)),
    ]


def style() -> str:
    return (Path(__file__).parents[1] / "pipeline/muniment/assets" / STYLE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("look")
    entries = documents()
    files = dict(search_files(entries, lambda _: ""))
    files |= dict(listing_pages(entries, SHELL))
    files |= {cover_path(one.id): cover(one) for one in entries}
    files |= {page_path(one.id): document_page(one, COMPARISON, SHELL) for one in entries}
    files |= {one.path: contents("clock", one.format) for one in entries[0].downloads}
    files[STYLE] = style().encode()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def browser(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """With the fonts that are pinned for PDF editions: those of a machine are its own."""
    with chromium(project, fonts=fonts.prepare(tmp_path_factory.mktemp("fonts"))) as started:
        yield started


def picture(browser: Browser, dist: Path, name: str) -> Image.Image:
    """The whole page as a reference holds it: smaller, and in few colours."""
    kind, width, scheme = name.split("-")
    options: dict[str, Any] = {"viewport": {"width": int(width), "height": 900}, "color_scheme": scheme}
    context = browser.new_context(reduced_motion="reduce", **options)
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto((dist / PAGES[kind]).as_uri())
        return shrunk(Image.open(io.BytesIO(page.screenshot(full_page=True))))
    finally:
        context.close()


def shrunk(image: Image.Image) -> Image.Image:
    size = (image.width // SHRUNK, image.height // SHRUNK)
    return image.convert("RGB").resize(size, Image.Resampling.BOX).quantize(12)


def wanted(name: str) -> Image.Image:
    return Image.open(io.BytesIO((REFERENCES / f"{name}.png").read_bytes()))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Share of what differs from the paper that two pictures do not have in common: 0 for the same, 1 for nothing."""
    if one.width != other.width or abs(one.height - other.height) > 0.02 * other.height:
        return 1.0
    size = (one.width // COARSE, min(one.height, other.height) // COARSE)
    box = (0, 0, one.width, size[1] * COARSE)
    coarse = [each.convert("RGB").crop(box).resize(size, Image.Resampling.BOX) for each in (one, other)]
    papers = [Image.new("RGB", size, each.getpixel((2, 2))) for each in coarse]
    if sum(ImageStat.Stat(ImageChops.difference(*papers)).mean) > 30:
        return 1.0  # a night on the other's paper
    ink = sum(
        sum(ImageStat.Stat(ImageChops.difference(each, paper)).sum) for each, paper in zip(coarse, papers, strict=True)
    )
    return sum(ImageStat.Stat(ImageChops.difference(*coarse)).sum) / max(ink, 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_looks_as_somebody_has_seen_it(
    name: str, browser: Browser, dist: Path, request: pytest.FixtureRequest
) -> None:
    drawn = picture(browser, dist, name)
    if request.config.getoption("--bless"):
        REFERENCES.mkdir(parents=True, exist_ok=True)
        drawn.save(REFERENCES / f"{name}.png", optimize=True)
    assert difference(drawn, wanted(name)) < TOLERATED


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("listing-360-light", "minmax(0, 1fr)", "minmax(12rem, 1fr)"),
        ("listing-1280-light", "max-inline-size: 46rem", "max-inline-size: 70rem"),
        ("listing-768-dark", "--paper: #191816", "--paper: #6a6a6a"),
        ("document-768-light", "--serif: ", '--serif: "Noto Sans Mono", '),
        ("document-360-dark", "prefers-color-scheme: dark", "prefers-color-scheme: light"),
        ("document-1280-dark", ".downloads > li { padding-block: 0.9rem", ".downloads > li { padding-block: 2rem"),
    ],
)
def test_another_look_shows(name: str, before: str, after: str, browser: Browser, dist: Path) -> None:
    changed = style().replace(before, after)
    assert changed != style()
    (dist / STYLE).write_text(changed, encoding="utf-8")
    try:
        drawn = picture(browser, dist, name)
    finally:
        (dist / STYLE).write_text(style(), encoding="utf-8")
    assert difference(drawn, wanted(name)) > TOLERATED


def test_paper_shows_what_can_be_read_and_no_control(browser: Browser, dist: Path) -> None:
    page: Page = browser.new_page()
    page.emulate_media(media="print", color_scheme="dark")
    page.goto((dist / "clock/index.html").as_uri())
    for hidden in ("button", "input", ".skip", "footer ul"):
        assert page.locator(hidden).evaluate_all("all => all.every(one => !one.checkVisibility())"), hidden
    assert page.locator(hidden).count()
    assert page.locator("main").evaluate("main => getComputedStyle(main).color") == "rgb(0, 0, 0)"
    assert page.locator(".digest code").first.is_visible()
    page.close()


def test_the_pictures_are_small_and_there_is_one_for_each_page() -> None:
    files = sorted(REFERENCES.iterdir())
    assert [path.stem for path in files] == sorted(NAMES)
    assert sum(path.stat().st_size for path in files) < 200_000
