"""The layout engine is shut in: no files, no network, no other fonts, and no complaint goes unheard."""

from __future__ import annotations

import ctypes
import io
import subprocess
import sys
from collections.abc import Sequence

import pikepdf
import pytest

from muniment.errors import MissingToolError, WriterError
from muniment.tools import fonts, weasyprint
from muniment.tools.weasyprint import Rendering, RunKind, render

STYLE = fonts.stylesheet() + "@page { size: A6; @bottom-center { content: counter(page) } }"


@pytest.fixture(scope="module", autouse=True)
def _pinned_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))


def page(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="en"><head><title>T</title>{head}</head><body>{body}</body></html>'


def code_of(html: str, style: str = STYLE) -> str:
    with pytest.raises(WriterError) as refusal:
        render(html, style)
    return refusal.value.code


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<p><img alt="x" src="file:///etc/passwd"/></p>', ""),
        ('<p><img alt="x" src="http://127.0.0.1:9/x.png"/></p>', ""),
        ('<p><img alt="x" src="data:image/png;base64,AAAA"/></p>', ""),
        ('<p style="background: url(file:///etc/passwd)">x</p>', ""),
        ('<p><object data="file:///etc/passwd"></object></p>', ""),
        ("<p>x</p>", '<link rel="stylesheet" href="file:///etc/passwd"/>'),
        ("<p>x</p>", '<style>@import "http://127.0.0.1:9/x.css";</style>'),
        ("<p>x</p>", '<link rel="attachment" href="file:///etc/passwd"/>'),
    ],
    ids=["file", "network", "data", "style", "object", "sheet", "import", "attachment"],
)
def test_asking_to_load_anything_is_an_error(body: str, head: str) -> None:
    assert code_of(page(body, head)) == "WRITE-DENIED"


def test_a_denial_names_what_was_asked_for() -> None:
    with pytest.raises(WriterError, match="file:///etc/hostname"):
        render(page('<p><img alt="" src="file:///etc/hostname"/></p>'), STYLE)


def test_a_link_is_not_loaded() -> None:
    assert render(page('<p><a href="file:///etc/passwd">x</a></p>'), STYLE).data.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("html", "style"),
    [
        (page("<p>x</p>"), "p { colour: red }"),
        (page('<p><a href="#nowhere">x</a></p>'), ""),
        (page('<p id="a">x</p><p id="a">y</p>'), ""),
        (page('<p><img alt="x" src="relative.png"/></p>'), ""),
    ],
    ids=["property", "dead link", "doubled id", "relative address"],
)
def test_what_the_engine_complains_of_is_an_error(html: str, style: str) -> None:
    assert code_of(html, STYLE + style) == "WRITE-LAYOUT"


def test_text_that_is_not_laid_out_is_an_error() -> None:
    assert code_of(page('<p>one</p><p style="display: none">two</p>')) == "WRITE-TEXT"


def test_a_picture_that_is_no_text_is_an_error() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><title>x</title></svg>'
    assert code_of(page(f"<p>one {svg}</p>")) == "WRITE-TEXT"


def test_characters_without_a_glyph_are_reported_once_and_still_read() -> None:
    rendering = render(page("<p>a \ue000 b \ue000 c \ue001</p>"), STYLE)
    assert rendering.unsupported == ("\ue000", "\ue001")
    assert text_of(rendering).count("\ue000") == 2


def test_characters_known_to_be_missing_are_replaced_and_still_read() -> None:
    html = page('<h1 data-head="\ue000">\ue000</h1><p>a \ue000\ufffd b\ue001</p>')
    head = "h1 { string-set: head attr(data-head) } @page { @top-left { content: string(head) } }"
    rendering = render(html, STYLE + head, instead={"\ue000": "\ufffd", "\ue001": "\ufffd"})
    assert rendering.unsupported == ()
    assert text_of(rendering) == "\ue000a \ue000\ufffd b\ue001"


def text_of(rendering: Rendering) -> str:
    return "".join(run.text for run in rendering.pages[0].values() if run.kind is RunKind.TEXT)


def test_runs_tell_text_from_markers_notes_and_page_furniture() -> None:
    html = page('<ul><li>a<a href="#n" role="doc-noteref"><sup>1</sup></a></li></ul><p id="n" lang="fr">b</p>')
    runs = render(html, STYLE).pages[0].values()
    assert {(run.kind, run.text.strip(), run.language) for run in runs} == {
        (RunKind.MARKER, "•", None),
        (RunKind.TEXT, "a", None),
        (RunKind.NOTE_MARK, "1", None),
        (RunKind.TEXT, "b", "fr"),
        (RunKind.PAGE, "1", None),
    }


def test_a_font_that_is_installed_but_not_pinned_is_not_used() -> None:
    rendering = render(page("<p>Hamburg</p>"), 'html { font-family: "DejaVu Sans", "Liberation Serif", serif }')
    with pikepdf.open(io.BytesIO(rendering.data)) as pdf:
        names = [str(font.BaseFont) for font in pdf.pages[0].obj.Resources.Font.values()]
    assert names
    assert all("+Noto" in name for name in names)


def test_other_fonts_than_the_pinned_ones_are_refused() -> None:
    program = (
        "from muniment.tools.weasyprint import render\n"
        "from muniment.errors import MissingToolError\n"
        "try:\n    render('<p>x</p>', '')\n"
        "except MissingToolError as error:\n    raise SystemExit(error.code)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env={})
    assert done.stderr.strip() == "TOOL-FONTS"


def test_a_missing_subsetting_library_is_named_for_each_system(monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint.text.ffi  # type: ignore[import-untyped] # noqa: PLC0415 # only now: fonts come first

    monkeypatch.setattr(weasyprint.text.ffi, "harfbuzz_subset", None)
    remake = vars(sys.modules["muniment.tools.layout_engine"])["engine"].__wrapped__
    with pytest.raises(MissingToolError) as refusal:
        remake()
    assert refusal.value.code == "TOOL-HARFBUZZ"
    for name in ("libharfbuzz-subset0", "dnf install harfbuzz", "brew install harfbuzz pango"):
        assert name in refusal.value.remedy


def test_versions_name_every_part_and_a_missing_library_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = weasyprint.versions()
    assert {"weasyprint", "pango", "harfbuzz", "harfbuzz-subset", "pyphen"} <= versions.keys()
    assert all(version[0].isdigit() for version in versions.values())

    def refuse(name: str) -> Sequence[object]:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    with pytest.raises(MissingToolError, match=r"pango-1\.0"):
        weasyprint.versions()
