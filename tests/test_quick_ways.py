"""Where there is a quick way to an answer, it is the answer that the plain way gives."""

from __future__ import annotations

import ctypes
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import ebooklib.epub as ebooklib  # type: ignore[import-untyped] # it has no types
import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped] # it carries no types
import pypdfium2.raw as c  # type: ignore[import-untyped] # it carries no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import factory
from muniment import zipped
from muniment.chapters import cut
from muniment.checks.expected import expected_units
from muniment.checks.fidelity import check_source, compare, gate
from muniment.intake import votes
from muniment.model import Block, BlockKind, Decision, Document, Span
from muniment.pdf_content import marked_content
from muniment.readback import collapse
from muniment.tools import fonts, typst_hyphens
from muniment.tools.pandoc import PandocWorker
from muniment.typesetting import words
from muniment.writers import Comparison, epub, pdf, writers

# --------------------------------------------------------------------------------------------- words

SPACES = st.text(" \t\n\r\fa\u00a0\u2003\x0b", max_size=20)


@given(SPACES)
def test_white_space_folds_as_one_expression_has_it(text: str) -> None:
    assert collapse(text) == re.sub(r"[ \t\n\r\f]+", " ", text).strip(" \t\n\r\f")


UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"


def parted(text: str) -> list[str]:
    return [part for word in text.split() for part in re.findall(f"[{UNSPACED}]|[^{UNSPACED}]+", word)]


MIXED = st.text("ab .é字น\u3000", max_size=12)


@given(MIXED, MIXED)
def test_texts_are_the_same_where_their_words_and_unspaced_characters_are(one: str, other: str) -> None:
    same = not compare([one], [other], Comparison.WORDS, words=lambda text: tuple(text.split()))
    assert same == (parted(one) == parted(other))


@given(st.lists(st.sampled_from(["word", "* * *", "# head", "- item", "`code`", "> quote", "", "\u00a0x"]), max_size=6))
def test_the_units_of_a_body_are_those_of_the_whole_file(lines: list[str]) -> None:
    body = "\n".join(lines)
    assert expected_units(f"---\ntitle: x\n---\n\n{body}") == expected_units(body) == expected_units(f"\n\n{body}")


def test_a_document_is_parsed_once_for_its_source_and_all_its_editions(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "So it was parsed but once."
    seen: list[str] = []
    plain = MarkdownIt.parse

    def parse(self: MarkdownIt, body: str) -> list[Token]:
        seen.append(body)
        return plain(self, body)

    monkeypatch.setattr(MarkdownIt, "parse", parse)
    block = Block(
        kind=BlockKind.PARAGRAPH,
        lines=(Span(start=0, end=len(text)),),
        decision=Decision(
            kind=BlockKind.PARAGRAPH,
            span=Span(start=0, end=len(text)),
            first_line=1,
            last_line=1,
            rule="test",
            confidence=1.0,
            evidence=(),
        ),
    )
    check_source(text, [block], f"{text}\n")
    document = factory.document(f"<p>{text}</p>", markdown=f"---\ntitle: x\n---\n\n{text}\n")
    for format_ in ("html", "epub", "tei"):
        gate(document, writers()[format_], writers()[format_].write(document))
    assert seen == [f"{text}\n"]


# --------------------------------------------------------------------------------------------- pages

SCRIPTS = (
    "<h1>Reading — a test of “signs”</h1><p>Plain words with a well-known hyphen-minus, and <em>stress</em> (twice).</p>"
    '<p dir="rtl">وصلت السفينة عند الرابعة مع المد (واحد)، وكان على متنها ٩ رجال. The Margaret هي سفينة.</p>'
    '<p dir="rtl">הספינה הגיעה בארבע, ועל סיפונה תשעה. שָׁלוֹם עֲלֵיכֶם.</p><p>जहाज़ चार बजे आया। कि क की क्षत्रिय</p>'
    "<p>船在四点钟随潮水而来。</p><p>เรือมาถึงตอนสี่โมง น้ำขึ้น</p><p>😀 🇫🇮 x² ﬁne e\u0301</p>"
    "<pre><code>a  b\n\tc -\n</code></pre><ul><li>one<ul><li>two</li></ul></li></ul>"
    "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>—</td></tr></tbody></table>"
    f"<p>{'Uncharacteristic misunderstandings between well-known representatives. ' * 60}</p>"
)


@pytest.fixture(scope="module", autouse=True)
def _pinned_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.prepare(tmp_path_factory.mktemp("fonts"))


def drawn_by(page: Any) -> dict[int, str]:  # noqa: ANN401 # pypdfium2 has no types
    """What each text object draws, asked for character by character in PDFium's own types."""
    codes: defaultdict[int, list[int]] = defaultdict(list)
    text = c.FPDFText_LoadPage(page)
    for index in range(c.FPDFText_CountChars(text)):
        item = c.FPDFText_GetTextObject(text, index)
        if item and not c.FPDFText_IsGenerated(text, index):
            codes[ctypes.addressof(item.contents)].append(c.FPDFText_GetUnicode(text, index))
    c.FPDFText_ClosePage(text)
    joined = {item: "".join(map(chr, found)).encode("utf-16", "surrogatepass") for item, found in codes.items()}
    return {item: found.decode("utf-16").translate({2: "-", 0xFFFE: "-"}) for item, found in joined.items()}


def drawn_in(page: Any) -> dict[int, str]:  # noqa: ANN401 # pypdfium2 has no types
    """The drawn text of each marked-content sequence that states none."""
    drawn = drawn_by(page)
    found: defaultdict[int, str] = defaultdict(str)
    stating: set[int] = set()
    number, size = ctypes.c_int(), ctypes.c_ulong()
    for index in range(c.FPDFPage_CountObjects(page)):
        item = c.FPDFPage_GetObject(page, index)
        marks = [c.FPDFPageObj_GetMark(item, at) for at in range(c.FPDFPageObj_CountMarks(item))]
        numbers = [number.value for mark in marks if c.FPDFPageObjMark_GetParamIntValue(mark, b"MCID", number)]
        if not numbers or c.FPDFPageObj_GetType(item) != c.FPDF_PAGEOBJ_TEXT:
            continue
        found[numbers[-1]] += drawn.get(ctypes.addressof(item.contents), "")
        if any(c.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", None, 0, size) for mark in marks):
            stating.add(numbers[-1])
    return {identifier: text for identifier, text in found.items() if identifier not in stating}


@pytest.mark.parametrize("engine", ["weasyprint", "typst"])
def test_the_text_of_a_page_is_what_pdfium_says_character_by_character(engine: str) -> None:
    document = factory.document(SCRIPTS, parameters={"pdf.engine": engine})
    file = pdfium.PdfDocument(pdf.write(document))
    compared = 0
    for page in file:
        content = marked_content(page)
        plain = drawn_in(page)
        compared += sum(map(len, plain.values()))
        assert {identifier: content[identifier] for identifier in plain} == plain
    file.close()
    assert compared > len("Uncharacteristic misunderstandings between well-known representatives. ") * 50


# --------------------------------------------------------------------------------------------- typesetting


@given(st.text("ab \n\t:/@w.字\u00a0é-", max_size=90), st.sampled_from([4, words.LONG]))
def test_a_text_is_taken_for_one_without_long_words_only_where_it_has_none(text: str, longest: int) -> None:
    address, long = re.compile(r"://|@|\bwww\."), re.compile(rf"[!-~\u00a1-\u024f\u0370-\u052f]{{{longest},}}")
    parts = [word for word in re.split(r"(\s+)", text) if address.search(word) or long.fullmatch(word)]
    found = list(words._hinted(text, longest))  # noqa: SLF001 # whether a part is long is not told by what is public
    assert "".join(part for part, _ in found) == text
    assert "".join(part for part, whole in found if whole) == "".join(parts)


GLYPHS = [rb"\000\003", rb"\000A", b"\x00\x41", rb"\)", rb"\(", b"AB", rb"\\", b"x\x0a", rb"x\n", rb"\170\012", b"]TJ"]
SHOWN = st.lists(st.lists(st.sampled_from(GLYPHS), min_size=1, max_size=3).map(b"".join), min_size=1, max_size=3)
CONTENT = st.lists(st.tuples(SHOWN, st.booleans(), st.sampled_from([b"f0", b"f1"]), st.booleans()), max_size=5)


def content_of(lines: list[tuple[list[bytes], bool, bytes, bool]]) -> bytes:
    pieces = []
    for shown, several, font, stated in lines:
        text = b"[" + b"-20".join(b"(%b)" % one for one in shown) + b"]TJ" if several else b"(%b)Tj" % shown[0]
        start = b"/Span<</ActualText<FEFF002D>>>BDC BT 0 Tr" if stated else b"BT 0 Tr"
        pieces.append(start + b"/" + font + b" 10.5 Tf 1 0 0 -1 0 0 Tm" + text + b"\nET\n")
    return b"".join(pieces)


def page_with(content: bytes, code: bytes) -> pikepdf.Pdf:
    file = pikepdf.new()
    page = file.add_blank_page()
    mapped = file.make_stream(b"1 beginbfchar\n<" + code.hex().encode() + b"> <00AD>\nendbfchar")
    font = file.make_indirect(pikepdf.Dictionary(ToUnicode=mapped))
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(f0=font))
    page.obj.Contents = file.make_stream(content)
    return file


def stated_plainly(content: bytes, code: bytes) -> list[bytes]:
    """The ends of strings with the code last, found by one expression over the whole."""
    forms = {0x0A: b"n"}
    written = b"".join(
        rb"(?:\\%03o|\\%b|(?<!\\)%b)" % (one, forms.get(one, re.escape(bytes([one]))), re.escape(bytes([one])))
        for one in code
    )
    return re.findall(rb"(" + written + rb"\)(?:\]TJ|Tj))", content, re.DOTALL)


@settings(deadline=None)
@given(CONTENT, st.sampled_from([b"\x00\x03", b"\x00A", b"x\x0a", b"AB"]))
def test_hyphens_of_layout_are_stated_wherever_a_string_ends_with_one(
    lines: list[tuple[list[bytes], bool, bytes, bool]], code: bytes
) -> None:
    with page_with(content_of(lines), code) as file:
        typst_hyphens.state(file)
        after = file.pages[0].obj.Contents.read_bytes()
    wanted = sum(
        font == b"f0" and not stated and bool(stated_plainly(content_of([(shown, several, font, stated)]), code))
        for shown, several, font, stated in lines
    )
    assert after.count(b"<FEFF00AD>") == wanted


# --------------------------------------------------------------------------------------------- books


def test_a_book_has_the_members_that_ebooklib_would_put_into_its_archive() -> None:
    document = factory.document(factory.NOTES)
    book = cut(document.article, title=document.display_title)
    pages = {"titlepage.xhtml": b"<html/>", "nav.xhtml": b"<html/>", **{part.name: b"<html/>" for part in book.parts}}
    options = {"epub2_guide": False, "epub3_landmark": False, "epub3_pages": False, "mtime": document.epoch}
    archive = io.BytesIO()
    ebooklib.EpubWriter(archive, package_of(document, pages), options).write()
    writer = ebooklib.EpubWriter("", package_of(document, pages), options)
    assert dict(epub._Members.of(writer)) == zipped.unpack(archive.getvalue())  # noqa: SLF001 # the bytes hide them


def package_of(document: Document, pages: dict[str, bytes]) -> Any:  # noqa: ANN401 # ebooklib has no types
    book = cut(document.article, title=document.display_title)
    return epub._package(document, book, pages)  # noqa: SLF001 # what the writer gives to ebooklib


def test_a_member_that_comes_twice_is_refused() -> None:
    members = epub._Members(one=b"1")  # noqa: SLF001 # ebooklib must be made to do it otherwise
    with pytest.raises(ValueError, match="twice"):
        members.writestr("one", "2")


# --------------------------------------------------------------------------------------------- tools


@pytest.fixture(scope="module")
def worker() -> Iterator[PandocWorker]:
    with PandocWorker() as worker:
        yield worker


PIECES = st.sampled_from(
    [
        "a",
        "!",
        "[",
        "]",
        "(x)",
        "\\",
        "&lt;b>",
        "&lt;",
        ">",
        "*",
        "`",
        "\n\n",
        "\n",
        "    ",
        "[^1]",
        "{=html}",
        "b>",
        "/>",
        "!\\[",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join).filter(lambda text: "![" not in text))
def test_what_has_neither_a_less_than_sign_nor_an_image_mark_has_no_raw_html_and_no_image(
    worker: PandocWorker, text: str
) -> None:
    native = worker.to("native", f"{text}\n\n[^1]: note\n")
    assert not re.search(r"\b(?:RawInline|RawBlock|Image)\b", native)


@pytest.mark.parametrize(
    "text", ["The boat came in with the tide, and nobody was there to see it.", "Il était une fois un roi et sa fille."]
)
def test_the_likeliest_language_is_the_first_of_all(text: str) -> None:
    first = votes.confidences(text)[0]
    assert votes.votes_of([text], frozenset())[0] == {first[0]: round(sum(map(str.isalpha, text)) * first[1])}
