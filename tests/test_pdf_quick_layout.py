"""Page layout is quick because much is worked out once, and nobody sees it: the same lines, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped] # it carries no types
import pytest
from PIL import ImageChops, ImageStat

from muniment.errors import MissingToolError, WriterError
from muniment.tools import fonts, layout_engine, pdf_marks
from muniment.tools.pdf_marks import Run, RunKind, Show, begin, read_show
from muniment.tools.weasyprint import render

STYLE = (
    "@page { size: 90mm 120mm; margin: 8mm } html { font-size: 10pt; text-align: justify; hyphens: auto;"
    " hyphenate-character: '-'; hyphenate-limit-chars: 6 3 3; hyphenate-limit-zone: 6%; overflow-wrap: anywhere }"
    " p { margin: 0 } p + p { text-indent: 1.5em }"
)

ENGLISH = (
    "The keeper of the lighthouse, an uncommunicative man of seventy-three, had counted the ships – all of them – since "
    "the extraordinarily long winter of 1897/98; “nobody”, he said, “remembers the half-forgotten ones, e.g. the "
    "‘Nightingale’ (lost off the northern headland…).” His well-thumbed notebooks told otherwise. "
)
GERMAN = (
    "Die Straßenbahnhaltestelle am Überseemuseum wurde nach jahrzehntelangen Auseinandersetzungen zwischen Bürgern und "
    "Stadtverwaltung verlegt – „endlich“, fanden die Anwohnerinnen und Anwohner der Donaudampfschifffahrtsgesellschaft. "
)
GREEK = "Ὁ βίος βραχύς, ἡ δὲ τέχνη μακρή, ὁ δὲ καιρὸς ὀξύς, ἡ δὲ πεῖρα σφαλερή, ἡ δὲ κρίσις χαλεπή. "
RUSSIAN = "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. "
MIXED = "Plain words, then a soft\u00adhyphen, no\u00a0break and e\u0301 again, and plain words to end the line. "


@pytest.fixture(scope="module", autouse=True)
def _pinned_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))


def page(text: str, language: str = "en") -> str:
    body = "".join(f"<p>{text * count}</p>" for count in (3, 1, 4))
    return f'<html lang="{language}"><head><title>T</title></head><body>{body}</body></html>'


def stylesheet() -> str:
    return fonts.stylesheet() + STYLE


def untouched(html: str) -> Any:  # noqa: ANN401 # WeasyPrint has no types
    """The document as WeasyPrint lays it out of itself."""
    configuration, sheet = layout_engine.styles(stylesheet())
    return layout_engine.read(html).render(font_config=configuration, stylesheets=[sheet])


def lines_of(document: Any) -> Iterator[str]:  # noqa: ANN401 # WeasyPrint has no types
    for laid_out in document.pages:
        for box in laid_out._page_box.descendants():  # noqa: SLF001 # the layout's own tree
            if getattr(box, "text", None):
                yield box.text.strip()


def drawn_lines(html: str) -> list[str]:
    """The lines of our pages as they are to be read, a hyphen made by layout as it is seen."""
    runs = [run for on_page in render(html, stylesheet()).pages for run in on_page.values()]
    return [run.text.replace("\u00ad", "-").strip() for run in runs]


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (GERMAN, "de"), (GREEK, "grc"), (RUSSIAN, "ru")],
    ids=["English", "German", "Greek", "Russian"],
)
def test_lines_end_where_weasyprint_ends_them(text: str, language: str) -> None:
    html = page(text, language)
    expected = [line for line in lines_of(untouched(html)) if line]
    found = drawn_lines(html)
    assert len(found) == len(expected) > 10
    broken_elsewhere = sum(one != other for one, other in zip(found, expected, strict=True))
    assert broken_elsewhere <= len(expected) // 20, "where kerning with a space decides, a line may differ"


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, MIXED], ids=["English", "German", "mixed"])
def test_pages_look_as_weasyprint_draws_them(text: str) -> None:
    html = page(text)
    ours = pypdfium2.PdfDocument(render(html, stylesheet()).data)
    theirs = pypdfium2.PdfDocument(untouched(html).write_pdf())
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        pictures = [each.render(scale=2, grayscale=True).to_pil() for each in (one, other)]
        coarse = [ImageChops.invert(each.resize((each.width // 8, each.height // 8))) for each in pictures]
        ink = sum(ImageStat.Stat(each).sum[0] for each in coarse)
        assert ImageStat.Stat(ImageChops.difference(*coarse)).sum[0] < 0.05 * ink


def test_what_a_process_has_laid_out_before_changes_no_byte() -> None:
    first = render(page(ENGLISH), stylesheet()).data
    for text, language in ((MIXED, "en"), (GERMAN, "de"), (RUSSIAN, "ru"), ("fi ffi - ‐ " + ENGLISH[::-1], "en")):
        render(page(text, language), stylesheet())
    assert render(page(ENGLISH), stylesheet()).data == first


def test_weasyprint_is_itself_again_afterwards_even_after_a_failure() -> None:
    import weasyprint.layout.inline  # type: ignore[import-untyped] # noqa: PLC0415 # only now: fonts come first
    import weasyprint.pdf  # type: ignore[import-untyped] # noqa: PLC0415 # only now: fonts come first

    before = weasyprint.layout.inline.split_text_box, weasyprint.pdf.Stream
    assert all(each.__module__.startswith("weasyprint.") for each in before)
    render(page("x"), stylesheet())
    with pytest.raises(WriterError):
        render(page('<span style="display: none">x</span>'), stylesheet())
    assert (weasyprint.layout.inline.split_text_box, weasyprint.pdf.Stream) == before


def test_another_version_of_weasyprint_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _name: "99.1")
    with pytest.raises(MissingToolError, match=r"99\.1") as refusal:
        vars(layout_engine)["engine"].__wrapped__()
    assert refusal.value.code == "TOOL-WEASYPRINT"
    assert layout_engine.VERSION in refusal.value.remedy


def test_lines_are_content_of_their_paragraph_without_an_element_of_their_own() -> None:
    with pikepdf.open(io.BytesIO(render(page(ENGLISH), stylesheet()).data)) as file:
        elements: list[Any] = [each for each in file.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]
        paragraphs = [each for each in elements if each.S == pikepdf.Name.P]
        assert max(len(each.K) for each in paragraphs) > 5
        assert all(isinstance(kid, int) for each in paragraphs for kid in each.K.as_list())
        assert not any(pikepdf.Name.Span == each.S for each in elements)


def test_rules_for_languages_that_a_document_does_not_state_are_left_out() -> None:
    few = fonts.stylesheet({"en", "zh-Hant-TW", ""})
    assert ":lang(zh-Hant)" in few
    assert ":lang(hi)" not in few
    assert ":lang(hi)" in fonts.stylesheet()
    assert len(few) < len(fonts.stylesheet()) / 4


# --------------------------------------------------------------------------------------------- what a page says of its text

CHARACTERS = {1: "a", 2: " ", 3: "b", 4: "-"}


def run(text: str, kind: RunKind = RunKind.TEXT) -> Run:
    return Run(kind=kind, text=text, language=None)


def test_a_gap_stands_after_its_space_and_gaps_are_added_up() -> None:
    show = read_show("<0001>-5<0002>-5.5<>-1<0003>2", CHARACTERS)
    assert (show.codes, show.drawn) == ("<00010002>-11.5<0003>2", "a b")


def test_what_is_spelled_needs_nothing_and_furniture_is_an_artefact() -> None:
    show = Show(codes="<00010003>", drawn="ab", space="0002")
    assert begin(7, run("ab"), [show], mirrored=False) == (b"/Span <</MCID 7>> BDC", True)
    assert begin(7, run("ab", RunKind.PAGE), [show], mirrored=False) == (b"/Artifact <</Type /Pagination>> BDC", True)
    assert begin(7, run("ab"), [show], mirrored=True) == (b"/Span <</MCID 7>> BDC", False)


def test_a_swallowed_space_is_drawn_and_a_hyphen_of_layouts_is_marked() -> None:
    spaced = Show(codes="<0001>-3", drawn="a", space="0002")
    assert begin(0, run("a "), [spaced], mirrored=False) == (b"/Span <</MCID 0>> BDC", True)
    assert spaced.data() == b"[<00010002>-3] TJ"
    broken = Show(codes="<00010004>", drawn="a-", space="")
    assert begin(0, run("a\u00ad"), [broken], mirrored=False)[1]
    assert broken.data() == b"[<0001>] TJ\n/Span <</ActualText <feff00ad>>> BDC\n[<0004>] TJ\nEMC"


def test_anything_else_is_stated() -> None:
    show = Show(codes="<0001>", drawn="a", space="")
    operator, spelled = begin(3, run("c"), [show], mirrored=False)
    assert (operator, spelled) == (b"/Span <</ActualText <feff0063> /MCID 3>> BDC", True)
    assert begin(3, run("a "), [show], mirrored=False)[0].startswith(b"/Span <</ActualText"), "no space in the font"
    assert read_show("<0009>", CHARACTERS).text == pdf_marks.UNREADABLE
