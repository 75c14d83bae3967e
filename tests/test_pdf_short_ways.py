"""Where layout and drawing take a short way, they come to what WeasyPrint, pydyf and pikepdf come to by their own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pydyf  # type: ignore[import-untyped] # it carries no types
import pytest

from muniment.tools import fonts, layout_engine, pdf_claims
from muniment.tools.pdf_description import new_packet
from muniment.tools.weasyprint import render

STYLE = (
    "@page { size: 90mm 120mm; margin: 12mm 8mm; @top-left { content: string(head) } @bottom-center { content: counter(page) } }"
    " @page :first { @top-left { content: none } } @page last { margin: 20mm }"
    " html { font-size: 10pt; text-align: justify; hyphens: auto; hyphenate-character: '-';"
    " hyphenate-limit-chars: 6 3 3; hyphenate-limit-zone: 6%; overflow-wrap: anywhere }"
    " body { string-set: head attr(data-head) } h1, h2 { bookmark-label: attr(data-label); hyphens: none; text-align: start }"
    " p { margin: 0 } p + p { text-indent: 1.5em } .middle { text-align: center } .end { text-align: right }"
    " .verse { padding-left: 2em; text-indent: -2em } a { color: #123a63; text-decoration: none }"
    " ul { list-style-type: '–\\2002' } table { border-collapse: collapse } td, th { border-top: 0.3pt solid #bbb; padding: 0.3em }"
    " [dir=rtl] p + p { text-indent: 0 } .last { page: last; break-before: page } .struck { text-decoration: line-through }"
    " tr { break-inside: avoid } .framed { border: 1pt solid; background: #eee }"
)

PROSE = (
    "The keeper of the lighthouse, an uncommunicative man of seventy-three, had counted the ships – all of them – since "
    "the extraordinarily long winter of 1897/98; “nobody”, he said, “remembers the half-forgotten ones, e.g. the "
    "‘Nightingale’ (lost off the northern headland…).” His well-thumbed notebooks told otherwise.\u00a0No. "
)

EVERYTHING = f"""<html lang="en"><head><meta charset="utf-8"><title>All &amp; sundry</title></head><body data-head="All">
<h1 id="one" data-label="One">Of many things, a heading that takes more than one line of the page</h1>
<p>{PROSE * 3}</p><p>{PROSE} </p><p class="middle">{PROSE}</p><p class="end">{PROSE}</p><p>x</p><div>A <span style="display: table-cell">cell</span> of no table</div>
<p>Words with <em>others {PROSE}</em> in <a href="#one">them</a>, <a href="https://example.org/">far</a>, <code>1 + 1</code>.</p>
<p class="verse">{PROSE}</p><p class="struck">{PROSE}</p><p class="framed">{PROSE}</p>
<h2 id="two" data-label="Two">Lists</h2>
<ul>{"".join(f"<li>Item {number} {PROSE[: 40 * number]}<ul><li>Within</li></ul></li>" for number in range(6))}</ul>
<ol style="counter-reset: list-item 6" lang="de"><li><p>Donaudampfschifffahrtsgesellschaft und anderes</p></li></ol>
<ol style="counter-reset: list-item 3" lang="de"><li><p>Donaudampfschifffahrtsgesellschaft und anderes</p></li></ol>
<table><tbody>{"".join(f"<tr><th scope=row>Row {n}</th><td>{PROSE[: 60 * n + 5]}</td><td><code>{n}{n}</code></td></tr>" for n in range(5))}
</tbody></table><p lang="ru">Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему.</p>
<section dir="rtl"><p>وصلت السفينة عند الرابعة مع المد.</p><p>وكان على متنها ٩ رجال وصبي.</p></section>
<p>ﬁ ﬂ e\u0301 soft\u00adhyphen 日本語の文章 and plain words again</p><p>One<br>two<br> three {"longword" * 30}</p>
<hr><section class="last" id="three"><h2 data-label="Three">Last</h2><p>{PROSE * 2}</p></section></body></html>"""

STATED = EVERYTHING.replace(
    "<title>",
    '<style>p { letter-spacing: 0.1pt } p::first-line { color: #300 }</style><meta name="author" content="A"><title>',
)
"""The same with a style sheet and metadata of its own."""


@pytest.fixture(scope="module", autouse=True)
def _pinned_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return {html: render(html, stylesheet()).data for html in (EVERYTHING, STATED)}


def stylesheet() -> str:
    return fonts.stylesheet({"en", "de", "ru"}) + STYLE


SHORT_WAYS = (
    *("iter_line_boxes", "split_first_line", "get_html_metadata", "find_stylesheets", "find_style_attributes"),
    *("__init__", "set_page_type_computed_styles", "resolve_percentages", "set_computed_styles"),
    *(
        "draw_inline_level",
        "gather_anchors",
        "table_boxes_children",
        "_dispatch_children",
        "write",
        "layout_box_backgrounds",
        "page_references",
        "page_values",
    ),
)


@pytest.mark.parametrize("html", [EVERYTHING, STATED], ids=["everything", "stated"])
@pytest.mark.parametrize("name", SHORT_WAYS)
def test_each_short_way_makes_the_bytes_that_the_long_one_makes(
    name: str, html: str, drawn: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    layout_engine.engine()
    from muniment.tools import layout_patches  # noqa: PLC0415 # it loads WeasyPrint

    replaced = vars(layout_patches)["_REPLACED"]
    others = tuple(entry for entry in replaced if entry[1] != name)
    assert len(others) < len(replaced)
    monkeypatch.setattr(layout_patches, "_REPLACED", others)
    assert render(html, stylesheet()).data == drawn[html]


def test_all_that_is_replaced_is_compared_or_known_to_differ() -> None:
    layout_engine.engine()
    from muniment.tools import layout_patches  # noqa: PLC0415 # it loads WeasyPrint

    names = {name for _, name, _ in vars(layout_patches)["_REPLACED"]}
    words = {"get_next_linebox", "split_text_box", "add_word_spacing", "strut", "is_in_normal_flow", "draw_first_line"}
    assert names == {*SHORT_WAYS, *words, "Stream"}, "words are compared by their look: test_pdf_quick_layout.py"


# --------------------------------------------------------------------------------------------- lines

WIDTHS = [17.5, 60, 61.25, 99.999, 140, 140.0009765625, 188.7, 250, 333.3, 1000, 100_000]


def lines(text: str, room: float) -> Iterator[tuple[str, str]]:
    """Each line as it is found by adding up words, and as it is found in a paragraph that was measured."""
    from muniment.tools.layout_breaks import first_line, paragraph  # noqa: PLC0415 # it loads WeasyPrint
    from muniment.tools.layout_measures import measures  # noqa: PLC0415 # it loads WeasyPrint
    from muniment.tools.layout_words import line_style  # noqa: PLC0415 # it loads WeasyPrint

    style = style_of_a_paragraph()
    known = line_style(style)
    broken = paragraph(text, "en")
    assert known is not None
    assert broken is not None
    measured = measures(text, "en", known.words)
    assert measured is not None
    skip: int | None = 0
    while skip is not None:
        added = first_line(text, skip, room, style)
        found = measured.first_line(broken.character(skip), room, known)
        if added is None or not added.text or found is None:
            assert found is None
            assert added is None or not added.text
            return
        yield added.text, found.text
        words = known.words.line(added.text)
        assert words is not None
        assert list(found.words) == words
        assert found.width == sum(word.width for word in words)
        assert (None if found.resume is None else broken.offset(found.resume)) == added.resume
        skip = added.resume


def style_of_a_paragraph() -> Any:  # noqa: ANN401 # WeasyPrint has no types
    from muniment.tools import layout_patches  # noqa: PLC0415 # it loads WeasyPrint

    configuration, sheet = layout_engine.styles(stylesheet())
    html = layout_engine.read('<html lang="en"><title>T</title><p>x</p></html>')
    with layout_patches.replaced():
        document = html.render(font_config=configuration, stylesheets=[sheet])
    return next(
        box.style
        for box in document.pages[0]._page_box.descendants()  # noqa: SLF001 # the layout's own tree
        if getattr(box, "text", "") == "x"
    )


@pytest.mark.parametrize("room", WIDTHS)
@pytest.mark.parametrize(
    "text", [PROSE * 2, f"  {PROSE}", "Ὁ βίος βραχύς, ἡ δὲ τέχνη μακρή — " * 6, "one-two/three " * 9]
)
def test_a_measured_paragraph_ends_its_lines_where_words_added_up_end_them(text: str, room: float) -> None:
    layout_engine.engine()
    for added, found in lines(text, room):
        assert added == found


def test_widths_are_whole_units_of_pangos_so_that_sums_of_them_are_exact() -> None:
    layout_engine.engine()
    from muniment.tools.layout_words import line_style  # noqa: PLC0415 # it loads WeasyPrint

    known = line_style(style_of_a_paragraph())
    assert known is not None
    words = known.words.line(PROSE)
    assert words
    assert all((word.width * 1024).is_integer() for word in words)


# --------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize(
    "value",
    [
        *(
            0,
            -7,
            3.0,
            0.125,
            1e-9,
            True,
            b"/Name",
            "text",
            pydyf.String("(a) \\ é"),
            pydyf.Array([1, [2], b"3 0 R", 1.5]),
        ),
        pydyf.Dictionary(
            {"Type": "/P", "K": pydyf.Array([1, 2]), "A": pydyf.Dictionary({"O": 0.5}), "E": pydyf.String("x")}
        ),
        pydyf.Stream([b"BT", "ET", pydyf.Dictionary({"MCID": 1}), 2], extra={"N": 3}),
        pydyf.Stream([b"BT"], compress=True),
    ],
)
def test_a_value_is_written_as_pydyf_writes_it(value: Any) -> None:  # noqa: ANN401 # pydyf has no types
    from muniment.tools.layout_files import serialised  # noqa: PLC0415 # as the others

    assert serialised(value) == pydyf._to_bytes(value)  # noqa: SLF001 # its own way


@pytest.mark.parametrize("options", [{}, {"compress": True}, {"identifier": b"x"}])
def test_a_file_is_written_as_pydyf_writes_it(options: dict[str, Any]) -> None:
    from muniment.tools.layout_files import write  # noqa: PLC0415 # as the others

    def file() -> Any:  # noqa: ANN401 # pydyf has no types
        made = pydyf.PDF()
        made.info["Title"] = pydyf.String("T")
        made.add_page(pydyf.Dictionary({"Type": "/Page", "Parent": made.pages.reference}))
        gone = pydyf.Dictionary({"S": "/Span"})
        made.add_object(gone)
        gone.free = "f"
        return made

    ours, theirs = io.BytesIO(), io.BytesIO()
    write(file(), ours, **options)
    file().write(theirs, **options)
    assert ours.getvalue() == theirs.getvalue()


# --------------------------------------------------------------------------------------------- metadata

PROPERTIES: dict[str, str | list[str]] = {
    "dc:title": "A <b> & “c” 'x' \"y\" 日本",
    "dc:creator": ["A & B", "Zoë"],
    "dc:description": "long > text",
    "dc:subject": ["x", "y"],
    "pdf:Keywords": "x; y",
    "dc:language": ["en"],
    "dc:date": ["1900"],
    "dc:publisher": ["P"],
    "dc:identifier": "urn:x",
    "dc:source": "http://a?b&c",
    "xmpRights:WebStatement": "http://r",
    "xmp:CreatorTool": "M",
    "pdf:Producer": "W",
    "xmp:CreateDate": "1980-01-01T00:00:00+00:00",
}


@pytest.mark.parametrize("profiles", [(), tuple(pdf_claims.Profile), (pdf_claims.Profile.PDF_UA_1,)])
def test_metadata_are_written_as_pikepdf_writes_them(profiles: tuple[pdf_claims.Profile, ...]) -> None:
    packet = new_packet(PROPERTIES)
    assert packet is not None
    found = []
    for ours in (True, False):
        with pikepdf.new() as file:
            if ours:
                file.Root.Metadata = file.make_stream(packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
            else:
                with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
                    for name, value in PROPERTIES.items():
                        metadata[name] = value
            pdf_claims.declare(file, profiles)
            assert not pdf_claims.states_version(file)
            saved = io.BytesIO()
            file.save(saved, fix_metadata_version=not ours, deterministic_id=True)
            found.append(saved.getvalue())
    assert found[0] == found[1]


@pytest.mark.parametrize("value", ["two\nlines", "a\u0000", ["x", ""], "\ud800"])
def test_metadata_that_need_thought_are_left_to_pikepdf(value: str | list[str]) -> None:
    assert new_packet({"dc:title": value}) is None


def test_metadata_that_state_the_version_of_pdf_are_known() -> None:
    with pikepdf.new() as file:
        with file.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["pdf:PDFVersion"] = "1.7"
        assert pdf_claims.states_version(file)
