"""The PDF edition: what it shows, what it says of itself, and that it is the same whoever makes it."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped] # it carries no types
import pytest
from lxml import etree
from PIL import ImageChops, ImageStat

import factory
from muniment import html5
from muniment.checks.glyphs import missing_glyphs
from muniment.errors import WriterError
from muniment.model import Document
from muniment.pdf_text import comparable_words, read_units
from muniment.tools import fonts, layout_engine
from muniment.writers import pdf
from muniment.writers.pdf import WRITER, write

KNOWN = factory.metadata(
    title="The Harbour",
    creators=("Ann Mariner", "Bob Sailor"),
    date="2016-02-15",
    publisher="Quay Press",
    source_url="https://example.org/harbour",
    rights="http://rightsstatements.org/vocab/CNE/1.0/",
    subjects=("ships", "tides"),
    description="A ship comes in.",
)


@pytest.fixture(scope="module", autouse=True)
def _pinned_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))


def opened(document: Document) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(write(document)))


def xmp_of(document: Document) -> str:
    with opened(document) as file:
        return file.Root.Metadata.read_bytes().decode()


def elements(file: pikepdf.Pdf) -> Iterator[Any]:
    """Structure elements in document order."""
    stack: list[Any] = [file.Root.StructTreeRoot.K[0]]
    while stack:
        element = stack.pop()
        yield element
        kids = element.get("/K", pikepdf.Array()).as_list()
        stack += [kid for kid in reversed(kids) if isinstance(kid, pikepdf.Object) and "/S" in kid]


def shown(document: Document) -> list[str]:
    """All text of each page, furniture included, as a viewer's search finds it."""
    file = pypdfium2.PdfDocument(write(document))
    return [page.get_textpage().get_text_range() for page in file]


# --------------------------------------------------------------------------------------------- what it says of itself


def test_it_is_a_tagged_pdf_in_the_documents_language_that_shows_its_title() -> None:
    with opened(factory.document(language="de")) as file:
        assert file.pdf_version == "1.7"
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "de"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert [float(side) for side in file.pages[0].obj.MediaBox.as_list()] == pytest.approx(
            [0, 0, 595.3, 841.9], abs=0.1
        )


def test_metadata_stand_in_both_places_and_agree() -> None:
    with opened(factory.document(metadata=KNOWN)) as file:
        information = {str(key): str(value) for key, value in file.docinfo.items()}
        with file.open_metadata() as xmp:
            described = {key: xmp[key] for key in xmp}
    assert information["/Title"] == "The Harbour"
    assert information["/Author"] == "Ann Mariner; Bob Sailor"
    assert information["/Subject"] == "A ship comes in."
    assert information["/Keywords"] == "ships; tides"
    names = {key.rpartition("}")[2]: value for key, value in described.items()}
    assert names["title"] == "The Harbour"
    assert names["creator"] == ["Ann Mariner", "Bob Sailor"]
    assert names["language"] == {"en"}
    assert names["date"] == ["2016-02-15"]
    assert names["source"] == "https://example.org/harbour"
    assert names["WebStatement"] == "http://rightsstatements.org/vocab/CNE/1.0/"
    assert names["identifier"] == factory.IDENTIFIER


def test_what_is_unknown_is_left_out() -> None:
    document = factory.document("<p>Text.</p>", factory.metadata(identifier=None), language="und")
    with opened(document) as file:
        assert set(file.docinfo.keys()) == {"/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
    xmp = xmp_of(document)
    xmp = re.sub("(?s)<pdfaExtension:schemas.*?</pdfaExtension:schemas>", "", xmp)  # it describes a schema of its own
    for name in (
        "creator",
        "date",
        "publisher",
        "source",
        "identifier",
        "subject",
        "description",
        "language",
        "WebStatement",
    ):
        assert f":{name}>" not in xmp


def test_dates_are_the_documents_epoch() -> None:
    document = factory.document(epoch=datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC))
    with opened(document) as file:
        assert str(file.docinfo["/CreationDate"]) == str(file.docinfo["/ModDate"]) == "D:20010203040506+00'00"
        attached = file.attachments["harbour.md"].get_file()
        assert attached.creation_date == attached.mod_date == document.epoch
    assert xmp_of(document).count("2001-02-03T04:05:06+00:00") == 3


@pytest.mark.parametrize(
    ("setting", "archival", "accessible"),
    [
        (None, True, True),
        ("PDF/A-3a, PDF/UA-1", True, True),
        ("PDF/UA-1,PDF/A-3a", True, True),
        ("PDF/A-3a", True, False),
        ("PDF/UA-1", False, True),
        ("none", False, False),
    ],
)
def test_it_declares_what_it_is_told_to_and_both_standards_where_nothing_is_said(
    setting: str | None,
    archival: bool,  # noqa: FBT001 # pytest gives it by name
    accessible: bool,  # noqa: FBT001 # pytest gives it by name
) -> None:
    xmp = xmp_of(factory.document(metadata=KNOWN, parameters={"pdf.declare": setting} if setting else {}))
    assert ("<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xmp) is archival
    assert ("<pdfuaid:part>1</pdfuaid:part>" in xmp) is accessible
    assert ("pdfaSchema:namespaceURI" in xmp) is (archival and accessible), "PDF/A wants foreign schemas described"
    assert xmp.count("<?xpacket") == 2


@pytest.mark.parametrize("setting", ["", "PDF/A-3b", "PDF/A-3a, PDF/A-3a", "none, PDF/UA-1", "pdf/ua-1"])
def test_a_standard_that_it_cannot_declare_is_refused(setting: str) -> None:
    with pytest.raises(WriterError) as refusal:
        write(factory.document(parameters={"pdf.declare": setting}))
    assert refusal.value.code == "PDF-DECLARE"
    assert "PDF/A-3a, PDF/UA-1" in refusal.value.remedy


def test_device_colours_are_meant_as_srgb() -> None:
    with opened(factory.document()) as file:
        intents = list(file.Root.OutputIntents)
        assert [str(intent.S) for intent in intents] == ["/GTS_PDFA1"]
        assert intents[0].DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_no_heading_is_tagged_more_than_one_level_below_the_one_before_it() -> None:
    xml = "<h3>Before</h3><h1>Title</h1><h4>Deep</h4><h5>Deeper</h5><h2>Up</h2><h6>Down</h6><p>x</p>"
    with opened(factory.document(xml)) as file:
        levels = [str(element.S) for element in elements(file) if str(element.S)[1:2] == "H"]
    assert levels == ["/H1", "/H1", "/H2", "/H3", "/H2", "/H3", "/H2"], "the last is the colophon's"


# --------------------------------------------------------------------------------------------- what no font has

UNKNOWN = "\ue000"  # for private use: no open font has it


def test_a_character_that_no_font_has_shows_as_a_sign_and_is_read_as_itself() -> None:
    document = factory.document(f"<h1>A{UNKNOWN}</h1><h2>B{UNKNOWN}</h2><p>one {UNKNOWN}two\ufffd {UNKNOWN}</p>")
    data = write(document)
    assert read_units(data) == (f"A{UNKNOWN}", f"B{UNKNOWN}", f"one {UNKNOWN}two\ufffd {UNKNOWN}")
    assert pdf.unshowable(document) == (UNKNOWN,)
    with pikepdf.open(io.BytesIO(data)) as file:
        said = b"".join(font.ToUnicode.read_bytes() for font in file.pages[0].obj.Resources.Font.values())
        with file.open_outline() as outline:
            assert outline.root[0].title == f"A{UNKNOWN}"
    assert b"fffd" in said.lower()
    assert b"e000" not in said.lower()


def test_a_title_that_no_font_can_show_runs_over_the_pages_as_a_sign() -> None:
    known = factory.metadata(title=f"A {UNKNOWN} title")
    document = factory.document("<h1>Words</h1>" + "<p>word</p>" * 120, known)
    assert "A \ufffd title" in shown(document)[1]


def test_separators_of_lines_show_as_spaces_and_are_read_as_themselves() -> None:
    document = factory.document("<p>one\u2028two\u2002three\x85four\u2029five</p>")
    assert read_units(write(document)) == ("one\u2028two\u2002three\x85four\u2029five",)
    assert pdf.unshowable(document) == ()


def test_a_character_is_missing_where_the_fonts_that_have_it_are(monkeypatch: pytest.MonkeyPatch) -> None:
    document = factory.document("<p>a \U0001f600 ไทย</p>")
    assert pdf.unshowable(document) == ()
    there = fonts.locate()
    few = {name: path for name, path in there.items() if "Thai" not in name and "nifont" not in name}
    monkeypatch.setattr(fonts, "find", lambda name, _folders: few.get(name))
    assert pdf.unshowable(document) == ("ไ", "ท", "ย")


def test_a_missing_character_is_a_finding_with_its_name_and_place() -> None:
    [finding] = missing_glyphs("one\ntwo \ue000 \ue000\n", [UNKNOWN], format_="pdf", file="a.txt")
    assert (finding.code, str(finding.severity), str(finding.place)) == ("PDF-NO-GLYPH", "warning", "a.txt:2:5")
    assert "U+E000 without a name in Unicode (2 in the text)" in finding.message
    assert fonts.named("\U0001f600") == "U+1F600 GRINNING FACE"


def test_the_canonical_markdown_is_attached_once_as_the_source() -> None:
    document = factory.document(markdown="---\ntitle: T\n---\n\n# Tïtle\n")
    with opened(document) as file:
        assert list(file.attachments) == ["harbour.md"]
        attached = file.attachments["harbour.md"]
        assert attached.get_file().read_bytes() == document.markdown.encode()
        assert attached.get_file().mime_type == "text/markdown"
        assert attached.get_file().md5 == hashlib.md5(document.markdown.encode(), usedforsecurity=False).digest()
        assert [str(spec.AFRelationship) for spec in file.Root.AF.as_list()] == ["/Source"]
        assert file.Root.AF[0].objgen == attached.obj.objgen


def test_headings_are_bookmarks_without_note_marks() -> None:
    xml = factory.NOTES.replace("<h2>Why</h2>", '<h2>Why<a href="#fn1" role="doc-noteref"><sup>1</sup></a></h2>')
    with opened(factory.document(xml)) as file, file.open_outline() as outline:
        assert [(item.title, [child.title for child in item.children]) for item in outline.root] == [
            ("On Tides", ["Why", "About this edition"])
        ]


# --------------------------------------------------------------------------------------------- tags


def test_tags_tell_headings_paragraphs_lists_tables_quotes_notes_and_links() -> None:
    xml = factory.NOTES.replace(
        "<p>Gravity.",
        "<blockquote><p>q</p></blockquote><table><thead><tr><th>h</th></tr></thead><tbody><tr><td>c</td></tr></tbody>"
        '</table><ul><li>x<ul><li>y</li></ul></li></ul><p><a href="https://example.org/">z <em>zz</em></a></p><p>Gravity.',
    )
    with opened(factory.document(xml)) as file:
        kinds = {str(element.S) for element in elements(file)}
    assert kinds >= {
        *("/Document", "/Part", "/Art", "/Sect", "/H1", "/H2", "/P", "/BlockQuote", "/L", "/LI", "/Lbl", "/LBody"),
        *("/Table", "/TR", "/TH", "/TD", "/Link", "/Reference"),
    }


def test_list_items_hold_a_label_and_a_body_and_nothing_else() -> None:
    with opened(factory.document(factory.NOTES + "<ul><li><p>a</p><p>b</p></li><li>c</li></ul>")) as file:
        items = [element for element in elements(file) if element.S == "/LI"]
        assert [[str(kid.S) for kid in item.K.as_list()] for item in items] == [["/Lbl", "/LBody"]] * 4


def test_each_link_is_annotated_once_inside_a_link_element() -> None:
    xml = '<p><a href="https://example.org/">one <em>two</em> <strong>three</strong></a> four</p>'
    with opened(factory.document(xml, colophon=())) as file:
        annotations = [annotation for page in file.pages for annotation in page.obj.get("/Annots", [])]
        assert [str(annotation.A.URI) for annotation in annotations] == ["https://example.org/"]
        numbers: list[Any] = list(file.Root.StructTreeRoot.ParentTree.Nums.as_list())
        owner = numbers[numbers.index(int(annotations[0].StructParent)) + 1]
        assert str(owner.S) == "/Link"
        assert int(annotations[0].F) == 4, "an annotation that is not printed is no PDF/A"


def test_page_furniture_is_an_artefact_and_no_element() -> None:
    with opened(factory.document("<h1>T</h1>" + "<p>word word word</p>" * 200)) as file:
        content = [page.obj.Contents.read_bytes() for page in file.pages]
        tree = file.Root.StructTreeRoot.ParentTree.Nums.as_list()
        free = [sum(one is None for one in array.as_list()) for array in tree[1::2] if isinstance(array, pikepdf.Array)]
    assert [page.count(b"/Pagination") for page in content] == free
    assert free[1] == 2, "a running head and a page number"


def test_the_colophon_says_that_it_is_english_in_a_document_that_is_not() -> None:
    with opened(factory.document("<p>Wort.</p>", language="de")) as file:
        languages = {str(element.Lang) for element in elements(file) if "/Lang" in element}
    assert languages == {"en"}
    with opened(factory.document("<p>Word.</p>", language="en")) as file:
        assert not any("/Lang" in element for element in elements(file))


@pytest.mark.parametrize(("xml", "way"), [(factory.NOTES, "ltr"), (factory.RTL, "rtl"), ("<p>कि क की का</p>", "ltr")])
def test_what_the_tags_say_changes_nothing_that_is_seen(xml: str, way: str) -> None:
    document = factory.document(xml, direction=way)
    before, after = (pypdfium2.PdfDocument(data) for data in (as_weasyprint_draws(document), write(document)))
    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        pictures = [ImageChops.invert(each.render(scale=1, grayscale=True).to_pil()) for each in (one, other)]
        assert sum(ImageStat.Stat(ImageChops.difference(*pictures)).sum) < 0.1 * sum(ImageStat.Stat(pictures[0]).sum)


def as_weasyprint_draws(document: Document) -> bytes:
    """The pages as WeasyPrint makes them of itself: nothing replaced, nothing tagged."""
    page = html5.serialise(pdf._page(document))  # noqa: SLF001 # what is laid out
    configuration, sheet = layout_engine.styles(pdf._stylesheet())  # noqa: SLF001 # what it is laid out with
    laid_out = layout_engine.read(page).render(font_config=configuration, stylesheets=[sheet])
    data: bytes = laid_out.write_pdf(uncompressed_pdf=True)
    return data


def test_what_follows_a_mark_that_hangs_over_stands_where_layout_put_it() -> None:
    document = factory.document("<p>படிக்கலாம். a</p>")
    before, after = (_gaps(data) for data in (as_weasyprint_draws(document), write(document)))
    assert before[0] == pytest.approx(after[0], abs=0.01)
    assert min(abs(gap) for gap in before) > 1, "or there would be nothing to lose"


def _gaps(data: bytes) -> list[float]:
    """The distance that each operator of the first page goes back or forward besides its glyphs, where it does."""
    with pikepdf.open(io.BytesIO(data)) as file:
        shows = [
            [float(part) for part in instruction.operands[0].as_list() if not isinstance(part, pikepdf.Object)]
            for instruction in pikepdf.parse_content_stream(file.pages[0])
            if str(instruction.operator) == "TJ"
        ]
    return [sum(gaps) for gaps in shows if sum(gaps)]


def test_a_space_swallowed_at_a_line_end_after_such_a_mark_is_still_read() -> None:
    words = "உங்களுக்கு ஒழுங்குபடுத்துவதில் விருப்பமுண்டா விஷயங்களை ஒழுங்காக வைக்க முன்பும் பின்பும் திரைக்காட்சிகளையும் சேர்க்கவும் "
    lines = tuple(f"{'அ ' * shift}{words * 3}".strip() for shift in range(14))
    items = "".join(f"<li>{line}</li>" for line in lines)
    assert read_units(write(factory.document(f"<ul>{items}</ul>", language="ta"))) == lines


# --------------------------------------------------------------------------------------------- what it shows


def test_the_title_block_names_who_and_when_and_supplies_a_title_only_where_there_is_none() -> None:
    first = shown(factory.document(metadata=KNOWN))[0]
    assert first.startswith("Ann Mariner, Bob Sailor\r\n2016-02-15\r\nThe Harbour\r\n")
    assert first.count("The Harbour") == 1
    assert shown(factory.document("<p>Text.</p>", factory.metadata()))[0].startswith("[Untitled]\r\nText.")


def test_heads_run_over_all_pages_but_the_first_and_the_colophon() -> None:
    sections = "".join(f'<section id="s{n}"><h2>Part {n}</h2>{"<p>word word</p>" * 60}</section>' for n in range(1, 4))
    pages = shown(factory.document(f"<h1>A Title</h1>{sections}"))
    assert len(pages) >= 5
    assert pages[0].startswith("A Title")
    assert pages[1].count("A Title") == 1, "the title on a left-hand page"
    assert "Part 2" in pages[2], "the section on a right-hand page"
    assert "A Title" not in pages[2]
    assert pages[-1].startswith("About this edition")
    assert "A Title" not in pages[-1]
    assert all(str(number) in page.rpartition("\n")[2] for number, page in enumerate(pages, start=1))


def test_a_right_to_left_book_has_its_heads_the_other_way_round() -> None:
    sections = "".join(f'<section id="s{n}"><h2>Part {n}</h2>{"<p>word word</p>" * 60}</section>' for n in range(1, 4))
    document = factory.document(f"<h1>A Title</h1>{sections}", direction="rtl")
    pages = shown(document)
    assert pages[0].startswith("A Title")
    assert pages[1].count("A Title") == 1
    assert "Part 2" in pages[2]
    assert "A Title" not in pages[2]
    with opened(document) as file:
        second, third = (page.obj.Contents.read_bytes().rpartition(b"/Pagination")[0] for page in file.pages[1:3])
    assert _left_edge(second) > 300 > _left_edge(third), "each head stands at the outer edge"


def _left_edge(content: bytes) -> float:
    """Where the first thing in the page's margins is drawn, in points from the left."""
    matrix = content.partition(b"/Pagination")[2].partition(b" Tm")[0].rsplit(None, 2)
    return float(matrix[1]) * 0.75


def test_a_very_long_title_is_shortened_in_the_running_head_only() -> None:
    title = "A title of very many words " * 6
    pages = shown(factory.document(f"<h1>{title.strip()}</h1>" + "<p>word</p>" * 120, factory.metadata(title=title)))
    assert " ".join(pages[0].split()).startswith(title.strip())
    assert "…" in pages[1]


def test_the_colophon_stands_on_a_page_of_its_own_at_the_end() -> None:
    document = factory.document("<p>Text.</p>")
    pages = shown(document)
    assert len(pages) == 2
    for row in document.colophon:
        assert row.term in pages[1]
        assert row.detail in pages[1]


def test_lists_go_on_counting_where_the_author_began() -> None:
    assert "7. seven" in shown(factory.document('<ol start="7"><li>seven</li></ol>'))[0]


def test_a_link_to_nowhere_and_an_unsafe_link_keep_their_words() -> None:
    document = factory.document(
        '<p><a href="#gone">one</a> <a href="javascript:x()">two</a> <a href="a.txt">three</a></p>'
    )
    data = write(document)
    assert read_units(data) == ("one two three",)
    with pikepdf.open(io.BytesIO(data)) as file:
        assert "/Annots" not in file.pages[0].obj


def test_notes_link_there_and_back() -> None:
    with opened(factory.document(factory.NOTES)) as file:
        targets = [str(annotation.Dest) for annotation in file.pages[0].obj.Annots.as_list()]
    assert sorted(targets) == ["fn1", "fn2", "fnref1", "fnref2"]


def test_words_are_hyphenated_in_the_documents_language_and_not_where_it_is_unknown() -> None:
    text = "Donaudampfschifffahrtsgesellschaft Rechtsschutzversicherungsgesellschaften Unabhängigkeitserklärungen. " * 9

    def hyphens(language: str) -> int:
        with opened(factory.document(f"<p>{text}</p>", language=language)) as file:
            return int(file.pages[0].obj.Contents.read_bytes().count(b"feff00ad"))

    assert hyphens("de") > 0
    assert hyphens("und") == 0


# --------------------------------------------------------------------------------------------- fidelity and safety

STORY = (
    "<h1>Tides</h1><p>The tide came in at four. Nobody had expected it. Nine men and 36 clocks waited.</p>"
    "<p>Then it went out again.</p>"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Nobody had expected it. ", ""),
        ("The tide came in at four. Nobody had expected it.", "Nobody had expected it. The tide came in at four."),
        ("36", "35"),
        ("Nine men", "Nine old men"),
        ("<p>Then it went out again.</p>", ""),
        ("Tides", "Tide"),
    ],
    ids=["dropped sentence", "swapped sentences", "digit", "added word", "dropped paragraph", "title"],
)
def test_a_difference_between_text_and_edition_shows(before: str, after: str) -> None:
    assert STORY.count(before) == 1
    wanted = comparable_words(" ".join(read_units(write(factory.document(STORY)))))
    found = comparable_words(" ".join(read_units(write(factory.document(STORY.replace(before, after))))))
    assert found != wanted


@pytest.mark.parametrize(
    "xml",
    ['<p><img alt="x" src="file:///etc/passwd"/></p>', '<p style="background: url(http://127.0.0.1:9/)">x</p>'],
)
def test_a_tree_that_asks_to_load_something_is_refused(xml: str) -> None:
    with pytest.raises(WriterError) as refusal:
        write(factory.document(xml))
    assert refusal.value.code == "WRITE-DENIED"


def test_the_tree_that_all_writers_share_is_left_as_it_was() -> None:
    document = factory.document(factory.NOTES + factory.VERSE.partition("</h1>")[2])
    before = etree.tostring(deepcopy(document.article))
    write(document)
    assert etree.tostring(document.article) == before


# --------------------------------------------------------------------------------------------- the same bytes

PROGRAM = """
import hashlib, sys
from pathlib import Path
import factory
from muniment.tools import fonts
from muniment.writers.pdf import write
fonts.prepare(Path(sys.argv[1]))
for xml, way in ((factory.NOTES, "ltr"), (factory.RTL, "rtl"), (factory.VERSE, "ltr"), ("<p>船が<em>来</em>た。</p>", "ltr")):
    print(hashlib.sha256(write(factory.document(xml, direction=way))).hexdigest())
"""


def digests_in_a_process_of_its_own(folder: Path, **environment: str) -> list[str]:
    folder.mkdir()
    paths = {"PYTHONPATH": str(Path(__file__).parent), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", PROGRAM, str(folder / "fonts")]
    done = subprocess.run(command, cwd=folder, env={**paths, **environment}, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_bytes_do_not_depend_on_place_time_zone_locale_or_hash_seed(tmp_path: Path) -> None:
    one = digests_in_a_process_of_its_own(tmp_path / "one", TZ="UTC", LANG="C", PYTHONHASHSEED="1")
    other = digests_in_a_process_of_its_own(
        tmp_path / "an other & longer folder",
        TZ="Asia/Kathmandu",
        LANG="ja_JP.UTF-8",
        LC_ALL="C.UTF-8",
        FC_LANG="zh-cn",
        LANGUAGE="ja:ar",
        PYTHONHASHSEED="4711",
        HOME=str(tmp_path),
    )
    assert one == other
    assert len(set(one)) == 4


def test_bytes_do_not_depend_on_what_was_written_before_in_the_same_process() -> None:
    document = factory.document(factory.NOTES)
    first = write(document)
    write(factory.document(factory.RTL, direction="rtl", language="ar"))
    write(factory.document("<p>船が来た。𝒳 \U0001f600</p>", language="ja"))
    assert write(document) == first


# --------------------------------------------------------------------------------------------- the fingerprint


def test_the_fingerprint_names_tools_style_sheet_and_fonts_without_loading_the_engine() -> None:
    program = "import sys; from muniment.writers.pdf import WRITER; print(*WRITER.fingerprint()); assert 'weasyprint' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"weasyprint", "pango", "harfbuzz", "qpdf", "stylesheet"} <= set(done.stdout.split())
    assert WRITER.fingerprint()["font NotoSerif-Regular.ttf"] == fonts.digests()["NotoSerif-Regular.ttf"]


def test_the_fingerprint_follows_a_changed_font(monkeypatch: pytest.MonkeyPatch) -> None:
    before = WRITER.fingerprint()
    changed: Callable[[], dict[str, str]] = lambda: {"NotoSerif-Regular.ttf": "0" * 64}  # noqa: E731 # a stand-in
    monkeypatch.setattr(fonts, "digests", changed)
    assert WRITER.fingerprint() != before


def test_the_fingerprint_has_one_digest_for_all_fonts_of_rare_scripts_and_it_follows_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = WRITER.fingerprint()
    assert "font NotoSansRunic-Regular.ttf" not in before
    changed = {**fonts.digests(), "NotoSansRunic-Regular.ttf": "0" * 64}
    monkeypatch.setattr(fonts, "digests", lambda: changed)
    assert {label for label, value in WRITER.fingerprint().items() if before[label] != value} == {
        "fonts of other scripts"
    }
