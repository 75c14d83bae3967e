"""The PDF edition as Typst lays it out: the same promises as with the other engine."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped] # it carries no types
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import factory
from muniment.errors import MissingToolError, WriterError
from muniment.model import Document
from muniment.pdf_text import comparable_words, read_units
from muniment.tools import fonts, typst, typst_tags
from muniment.tools.typst_tags import Mark
from muniment.typesetting import edition
from muniment.writers import pdf
from muniment.writers.pdf import write

UNKNOWN = "\ue000"  # for private use
KNOWN = factory.metadata(
    title="The Harbour", creators=("Ann Mariner", "Bob Sailor"), date="2016-02-15", subjects=("ships", "tides")
)


@pytest.fixture(scope="module", autouse=True)
def _pinned_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))


def made(*arguments: Any, **named: Any) -> Document:  # noqa: ANN401 # what the factory takes
    parameters = {"pdf.engine": "typst", **named.pop("parameters", {})}
    return factory.document(*arguments, **named, parameters=parameters)


def opened(document: Document) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(write(document)))


def elements(file: pikepdf.Pdf) -> Iterator[Any]:
    """Structure elements in document order."""
    stack: list[Any] = [file.Root.StructTreeRoot.K]
    while stack:
        element = stack.pop()
        if isinstance(element, pikepdf.Array):
            stack += reversed(element.as_list())
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            stack.append(element.get("/K", pikepdf.Array()))


def shown(document: Document) -> list[str]:
    """All text of each page, furniture included."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(write(document))]


def bookmarks(file: pikepdf.Pdf) -> list[tuple[str, list[str]]]:
    with file.open_outline() as outline:
        return [(item.title, [child.title for child in item.children]) for item in outline.root]


# --------------------------------------------------------------------------------------------- the setting


def test_the_engine_is_a_setting_and_the_files_metadata_name_it() -> None:
    with opened(made()) as file:
        assert str(file.docinfo["/Producer"]) == f"Typst {typst.version()}"
    with opened(factory.document()) as file:
        assert str(file.docinfo["/Producer"]).startswith("WeasyPrint ")


def test_an_engine_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(WriterError) as refusal:
        write(factory.document(parameters={"pdf.engine": "tex"}))
    assert refusal.value.code == "PDF-ENGINE"
    assert 'engine = "weasyprint" or engine = "typst"' in refusal.value.remedy


def test_the_provenance_gets_both_engines_versions_and_style_sheets() -> None:
    labels = pdf.WRITER.fingerprint()
    assert labels["typst"] == typst.version()
    assert {"weasyprint", "stylesheet", "typst style"} <= labels.keys()
    assert pdf.WRITER.settings["engine"] == "weasyprint"


# --------------------------------------------------------------------------------------------- what it says of itself


def test_metadata_language_title_and_source_are_those_of_the_other_engine() -> None:
    documents = (made(metadata=KNOWN, language="de"), factory.document(metadata=KNOWN, language="de"))
    told = []
    for document in documents:
        with opened(document) as file, file.open_metadata() as xmp:
            information = {str(key): str(value) for key, value in file.docinfo.items() if key != "/Producer"}
            described = {key: xmp[key] for key in xmp if not key.endswith("}Producer")}
            source = [str(one.AFRelationship) for one in file.Root.AF], list(file.attachments)
            profile = file.Root.OutputIntents[0].DestOutputProfile.read_bytes()[36:40]
            shows = bool(file.Root.ViewerPreferences.DisplayDocTitle), str(file.Root.Lang), file.pdf_version
            told.append((information, described, source, profile, shows))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("setting", "archival", "accessible"),
    [("PDF/A-3a, PDF/UA-1", 1, 1), ("PDF/A-3a", 1, 0), ("PDF/UA-1", 0, 1), ("none", 0, 0)],
)
def test_it_declares_what_it_is_told_to(setting: str, archival: int, accessible: int) -> None:
    with opened(made(parameters={"pdf.declare": setting})) as file:
        xmp = file.Root.Metadata.read_bytes()
    assert xmp.count(b"<pdfaid:part>") == archival
    assert xmp.count(b"<pdfuaid:part>") == accessible


def test_dates_are_the_documents_epoch() -> None:
    with opened(made(epoch=datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC))) as file:
        assert str(file.docinfo["/CreationDate"]) == "D:20010203040506+00'00"
        assert file.Root.Metadata.read_bytes().count(b"2001-02-03T04:05:06+00:00") == 3


def test_headings_are_bookmarks_without_note_marks_and_skip_no_level() -> None:
    xml = factory.NOTES.replace("<h2>Why</h2>", '<h2>Why<a href="#fn1" role="doc-noteref"><sup>1</sup></a></h2>')
    with opened(made(xml)) as file:
        assert bookmarks(file) == [("On Tides", ["Why", "About this edition"])]
    with opened(made("<h3>Before</h3><h1>Title</h1><h4>Deep</h4><h6>Down</h6><p>x</p>")) as file:
        levels = [str(element.S) for element in elements(file) if str(element.S)[1:2] == "H"]
    assert levels == ["/H1", "/H1", "/H2", "/H3", "/H2"], "the last is the colophon's"


def test_tags_tell_every_kind_of_block() -> None:
    xml = factory.NOTES.replace(
        "<p>Gravity.",
        "<blockquote><p>q</p></blockquote><table><thead><tr><th>h</th></tr></thead><tbody><tr><td>c</td></tr></tbody>"
        '</table><ul><li>x<ol start="3"><li>y</li></ol></li></ul><p><a href="https://example.org/">z <em>zz</em></a></p>'
        "<pre><code>a  b</code></pre><hr/><p><code>c</code> <strong>d</strong></p><p>Gravity.",
    )
    with opened(made(xml)) as file:
        kinds = {str(element.S) for element in elements(file)}
        links = [
            annotation.A.URI for page in file.pages for annotation in page.obj.get("/Annots", []) if "/A" in annotation
        ]
    assert kinds >= {
        *("/Document", "/Part", "/Art", "/Sect", "/H1", "/H2", "/P", "/BlockQuote", "/L", "/LI", "/Lbl", "/LBody"),
        *("/Table", "/TR", "/TH", "/TD", "/Link", "/Note", "/Em", "/Strong", "/Code"),
    }
    assert "/Quote" not in kinds, "every makeshift has got its name"
    assert [str(link) for link in links] == ["https://example.org/", "http://rightsstatements.org/vocab/CNE/1.0/"]


def test_foreign_passages_and_the_colophon_say_their_language() -> None:
    xml = '<p>Wort <span lang="zh-Hant">文字</span></p><p lang="und-Arab" dir="rtl">نص</p>'
    with opened(made(xml, language="de")) as file:
        languages = {str(element.Lang) for element in elements(file) if "/Lang" in element}
    assert {"zh-Hant", "und-Arab", "en"} <= languages


# --------------------------------------------------------------------------------------------- what is read


@pytest.mark.parametrize(
    ("xml", "direction", "units"),
    [
        (factory.PLAIN, "ltr", None),
        (factory.VERSE, "ltr", None),
        (factory.RTL, "rtl", None),
        ("<p>un<em>friend</em>ly <em>a</em> <strong>b</strong> pre- and c</p>", "ltr", ("unfriendly a b pre- and c",)),
        ("<p>one<br/>two <em>three</em><br/>four</p>", "ltr", ("one two three four",)),
        ("<pre><code>a  b\n\n\tc</code></pre>", "ltr", ("a  b     c",)),
        ("<ul><li><p>a</p><ul><li>b</li></ul></li></ul>", "ltr", ("a", "b")),
        ("<p>x\u200by 5\u2060% do\u00adnau \u200fא (ב) 1</p>", "ltr", ("x\u200by 5\u2060% donau \u200fא (ב) 1",)),
        ("<p>हर कोई पढ़ सकता है</p>", "ltr", ("हर कोई पढ़ सकता है",)),
        ("<p>👩\u200d🚀 👍🏽 🇮🇪 ☎️ q̣̇</p>", "ltr", ("👩\u200d🚀 👍🏽 🇮🇪 ☎️ q̣̇",)),
    ],
)
def test_the_text_is_read_back_in_order(xml: str, direction: str, units: tuple[str, ...] | None) -> None:
    document = made(xml, direction=direction)
    read = read_units(write(document))
    wanted = units or tuple(
        " ".join(text.split()) for text in read_units(write(factory.document(xml, direction=direction)))
    )
    assert comparable_words("\n".join(read)) == comparable_words("\n".join(wanted))
    assert len(read) == len(wanted)


def test_notes_stand_at_the_foot_of_their_page_and_are_read_after_the_text() -> None:
    again = factory.NOTES.replace("Gravity.", 'Gravity,<a href="#fn1" role="doc-noteref"><sup>1</sup></a> too.')
    document = made(again + "<p>The end.</p>")
    assert read_units(write(document)) == (
        *("On Tides", "The moon pulls. The sea follows.", "Why", "Gravity, too.", "The end."),
        *("So does the sun, but less.", "Newton, 1687."),
    )
    first = shown(document)[0]
    assert first.index("The end.") < first.index("So does the sun") < first.index("Newton")


def test_hyphens_of_layout_are_none_of_the_text_and_those_of_the_author_are() -> None:
    words = "internationalisation well-meant counter-revolutionary extraordinarily - incomprehensibilities "
    document = made(f"<p>{words * 40}</p>", colophon=())
    assert comparable_words(" ".join(read_units(write(document)))) == tuple((words * 40).split())
    with opened(document) as file:
        content = b"".join(page.obj.Contents.read_bytes() for page in file.pages)
    assert content.count(b"<FEFF00AD>") > 5, "or there would be nothing to tell apart"


@pytest.mark.parametrize(
    "sentence", ["A paragraph that is long. ", "Wort—ohne—Zwischenraum—", "字字字。", "نص طويل جدا "]
)
def test_a_block_that_goes_on_on_another_page_is_one(sentence: str) -> None:
    document = made(f"<p>{sentence * 400}</p><p>Next.</p>", colophon=())
    assert comparable_words("\n".join(read_units(write(document)))) == (*(sentence * 400).split(), "Next.")
    assert len(read_units(write(document))) == 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Cf", "Mn", "Me"]), max_size=40)
)
def test_no_text_is_ever_code(text: str) -> None:
    article = etree.Element(f"{{{factory.XHTML}}}article")
    etree.SubElement(article, f"{{{factory.XHTML}}}p").text = f"begin {text} end"
    document = made(article, colophon=(), metadata=factory.metadata(title="T"))
    read = " ".join(read_units(write(document)))
    assert comparable_words(read) == comparable_words(f"begin {text} end")


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '"); read("/etc/passwd',
        '\\"#eval("1+1")',
        "*b* _e_ `c` $x^2$ @ref <label> \\ ~ // /* */ = h - l + e / t",
        '\\u{41} #{1+1} #import "@preview/a:1.0.0"',
        "\\",
        "}) ] ) panic(1)",
    ],
)
def test_what_looks_like_code_stands_on_the_page_as_it_is(text: str) -> None:
    known = factory.metadata(title=text, creators=(text,), date="2020")
    xml = etree.Element(f"{{{factory.XHTML}}}article")
    for name in ("h1", "p", "pre"):
        etree.SubElement(xml, f"{{{factory.XHTML}}}{name}", id=text).text = text
    document = made(xml, known, colophon=())
    assert comparable_words(" ".join(read_units(write(document)))) == comparable_words(" ".join([text] * 3))
    with opened(document) as file:
        assert str(file.docinfo["/Title"]) == text


def test_code_reaches_no_files_and_no_packages() -> None:
    head = '#set document(title: "x", date: datetime(year: 2000, month: 1, day: 1))\n'
    for code in ('#read("/etc/passwd")', '#read("../fonts.conf")', '#import "@preview/cetz:0.1.0"'):
        with pytest.raises(WriterError) as refusal:
            typst.compile_pdf(head + code, moment=factory.EPOCH)
        assert refusal.value.code == "WRITE-LAYOUT"
        assert "weasyprint" in refusal.value.remedy


# --------------------------------------------------------------------------------------------- what is shown


def test_a_character_that_no_font_has_shows_as_a_sign_and_is_read_as_itself() -> None:
    document = made(f"<h1>A{UNKNOWN}</h1><p>one {UNKNOWN}two\ufffd {UNKNOWN}</p>")
    data = write(document)
    assert read_units(data) == (f"A{UNKNOWN}", f"one {UNKNOWN}two\ufffd {UNKNOWN}")
    assert pdf.unshowable(document) == (UNKNOWN,)
    with pikepdf.open(io.BytesIO(data)) as file:
        said = b"".join(font.ToUnicode.read_bytes() for font in file.pages[0].obj.Resources.Font.values())
        assert bookmarks(file)[0][0] == f"A{UNKNOWN}"
    assert b"FFFD" in said
    assert b"E000" not in said


def test_separators_of_lines_show_as_spaces_and_are_read_as_themselves() -> None:
    document = made("<p>one\u2028two\u2002three\x85four\u2029five</p>")
    assert read_units(write(document)) == ("one\u2028two\u2002three\x85four\u2029five",)
    assert pdf.unshowable(document) == ()


def test_only_pinned_fonts_are_seen(tmp_path: Path) -> None:
    assert set(typst.families()) == {family.name for family in fonts.PINNED}
    script = (
        "import pathlib; from muniment.tools import typst, fonts\n"
        f"fonts.prepare(pathlib.Path({str(tmp_path)!r}))\n"
        "print(*sorted({one.path.rpartition('/')[2] for one in typst._fonts().fonts()}))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(told.stdout.split()) == set(fonts.locate())


def test_fonts_that_were_not_set_out_are_missed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "other.conf"))
    with pytest.raises(MissingToolError) as refusal:
        fonts.folder()
    assert refusal.value.code == "TOOL-FONTS"


def test_running_heads_and_page_numbers_are_artefacts() -> None:
    known = factory.metadata(title="The Running Title")
    document = made("<h1>Words</h1><h2>A section</h2>" + "<p>word word word</p>" * 130, known)
    pages = shown(document)
    assert "The Running Title" not in pages[0]
    assert "The Running Title" in pages[1]
    assert "A section" in pages[2]
    assert "A section" not in pages[-1], "the colophon has none"
    assert "word The Running Title" not in " ".join(read_units(write(document)))
    with opened(document) as file:
        assert b"/Artifact" in file.pages[1].obj.Contents.read_bytes()


def test_a_word_that_is_wider_than_the_page_or_its_cell_is_broken() -> None:
    long = "unbroken" * 40
    cell = f"<table><tbody><tr><td>a</td><td>{long}</td></tr></tbody></table>"
    for xml in (f"<p>{long}</p>", cell, f"<p>https://example.org/{'a-path/' * 40}</p>"):
        document = made(xml, colophon=())
        page = pypdfium2.PdfDocument(write(document))[0]
        text = page.get_textpage()
        assert max(text.get_charbox(index)[2] for index in range(text.count_chars())) < page.get_width() - 80
    assert read_units(write(made(f"<p>{long}</p>", colophon=()))) == (long,)


# --------------------------------------------------------------------------------------------- the same bytes


def test_the_same_document_gives_the_same_bytes_after_others_and_in_another_process(tmp_path: Path) -> None:
    document = made(factory.NOTES)
    first = write(document)
    write(made(factory.RTL, direction="rtl"))
    assert write(document) == first
    script = (
        "import hashlib, pathlib, sys; sys.path.insert(0, sys.argv[1]); import factory\n"
        "from muniment.tools import fonts; from muniment.writers.pdf import write\n"
        "fonts.prepare(pathlib.Path(sys.argv[2]))\n"
        "sys.stdout.buffer.write(write(factory.document(factory.NOTES, parameters={'pdf.engine': 'typst'})))"
    )
    environment = {"PATH": os.environ["PATH"], "TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8"}
    told = subprocess.run(
        [sys.executable, "-c", script, str(Path(__file__).parent), str(tmp_path / "elsewhere")],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=environment,
    )
    assert told.stdout == first


def test_a_file_with_other_elements_than_were_made_is_refused() -> None:
    code, record, headings = edition.translate(made())
    data = typst.compile_pdf(code, moment=factory.EPOCH)
    for marks, words in (
        (record.marks[:-1], headings),
        ([*record.marks, Mark(kind="Span")], headings),
        (record.marks, headings[:-1]),
        (record.marks, (*headings, "more")),
    ):
        with pikepdf.open(io.BytesIO(data)) as file, pytest.raises(WriterError) as refusal:
            typst_tags.complete(file, marks, words)
        assert refusal.value.code == "WRITE-TEXT"
