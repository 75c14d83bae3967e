"""The TEI header: everything known is stated with how it came to be known, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree
from lxml.etree import _Element

import factory
from muniment import __version__
from muniment.checks import tei_schema
from muniment.errors import WriterError
from muniment.model import RIGHTS_NOT_EVALUATED, Attributed, Basis, Document, Encoding, Metadata
from muniment.tei.markup import NAMESPACE
from muniment.writers.tei import WRITER
from tei_articles import EVERYTHING

TEI = {"t": NAMESPACE}

NOTHING = Metadata()


def header_of(document: Document) -> _Element:
    found = etree.fromstring(WRITER.write(document)).find("t:teiHeader", TEI)
    assert found is not None
    return found


def header(known: Metadata) -> _Element:
    return header_of(factory.document(metadata=known))


def texts(node: _Element, path: str) -> list[str]:
    return ["".join(map(str, found.itertext())) for found in node.iterfind(path, TEI)]


def one(node: _Element, path: str) -> _Element:
    (found,) = node.iterfind(path, TEI)
    return found


def test_all_that_is_known_is_stated() -> None:
    full = header(EVERYTHING)
    assert texts(full, "t:fileDesc/t:titleStmt/*") == ["Tides", "A. Mariner", "B. Gauger"]
    assert texts(full, "t:fileDesc/t:publicationStmt/t:publisher") == ["The Harbour Press"]
    assert texts(full, "t:fileDesc/t:publicationStmt/t:idno") == ["ark:/12345/x"]
    assert one(full, ".//t:licence").get("target") == "https://creativecommons.org/licenses/by/4.0/"
    assert one(full, ".//t:bibl[@type='publication']/t:date").get("when") == "1899-05"
    assert one(full, ".//t:bibl[@type='publication']/t:ptr").get("target") == "https://example.org/tides"
    assert one(full, ".//t:bibl[@type='file']/t:date").get("when") == "2026-11-03T10:00:00Z"
    assert texts(full, ".//t:note[@type='capture-method']") == ["Saved from the web page by hand"]
    assert texts(full, ".//t:keywords/t:term") == ["tides", "harbours"]
    assert texts(full, ".//t:abstract/t:p") == ["What the sea does."]
    assert one(full, ".//t:language").get("ident") == "en"


def test_nothing_is_invented_where_nothing_is_known() -> None:
    empty = header_of(factory.document("<p>a</p>", NOTHING, language="und"))
    assert texts(empty, ".//t:titleStmt/*") == ["[Untitled]"]
    assert one(empty, ".//t:titleStmt/t:title").get("type") == "supplied"
    assert texts(empty, ".//t:publisher") == [""]
    assert one(empty, ".//t:publisher").get("cert") == "unknown"
    assert one(empty, ".//t:availability").get("status") == "unknown"
    assert texts(empty, ".//t:availability/t:p") == ["No statement of rights is known."]
    assert one(empty, ".//t:language").get("ident") == "und"
    for absent in ("author", "date", "ptr", "licence", "abstract", "keywords", "notesStmt", "creation"):
        assert empty.find(f".//t:{absent}", TEI) is None, absent
    assert [bibl.get("type") for bibl in empty.iterfind(".//t:bibl", TEI)] == ["file"]


@pytest.mark.parametrize("basis", list(Basis))
def test_each_value_says_how_it_came_to_be_known(basis: Basis) -> None:
    title = Attributed(value="Tides", basis=basis, evidence="line 1", confidence=0.875)
    full = header(Metadata(title=title))
    stated = one(full, ".//t:titleStmt/t:title")
    assert stated.get("ana") == f"#muniment.{basis.value}"
    assert stated.get("cert") == "0.875"
    assert texts(full, ".//t:notesStmt/t:note[@target='#muniment.title']") == ["line 1"]


def test_a_basis_is_noted_for_every_value() -> None:
    notes = header(EVERYTHING).iterfind(".//t:notesStmt/t:note", TEI)
    assert [str(note.get("target")).removeprefix("#muniment.") for note in notes] == [
        *("title", "creators", "language", "date", "publisher", "source_url", "captured", "capture_method"),
        *("rights", "subjects", "description", "identifier"),
    ]


def test_a_statement_that_rights_were_not_evaluated_is_no_licence() -> None:
    stated = header(factory.metadata(rights=RIGHTS_NOT_EVALUATED))
    assert stated.find(".//t:licence", TEI) is None
    assert one(stated, ".//t:availability").get("status") == "unknown"
    assert one(stated, ".//t:availability//t:ref").get("target") == RIGHTS_NOT_EVALUATED


def test_another_rights_statement_is_given_by_its_uri_without_a_status() -> None:
    stated = header(factory.metadata(rights="http://rightsstatements.org/vocab/InC/1.0/"))
    assert one(stated, ".//t:availability").get("status") is None
    assert texts(stated, ".//t:availability//t:ref") == ["http://rightsstatements.org/vocab/InC/1.0/"]


@pytest.mark.parametrize(
    "text", ["1899", "1899-05", "1899-05-31", "2026-11-03T10:00:00", "2026-11-03T10:00:00.5+01:00"]
)
def test_a_date_that_w3c_knows_is_given_to_programs_too(text: str) -> None:
    assert one(header(factory.metadata(date=text)), ".//t:date").get("when") == text


@pytest.mark.parametrize("text", ["May 1899", "1899-02-30", "18990531", "0000", "2026-11-03T25:00:00Z", "1899-13"])
def test_any_other_date_is_given_as_it_is_stated(text: str) -> None:
    stated = one(header(factory.metadata(date=text)), ".//t:date")
    assert stated.get("when") is None
    assert stated.text == text


def test_the_source_is_described_by_its_bytes() -> None:
    document = factory.document(source=b"abc")
    file = one(header_of(document), ".//t:bibl[@type='file']")
    assert texts(file, "t:idno") == ["harbour.txt", document.source.sha256, document.source.sha512]
    assert one(file, ".//t:measure").get("quantity") == "3"
    assert texts(file, "t:note") == ["text/plain", "utf-8"]


def test_a_guessed_encoding_is_said_to_be_a_guess() -> None:
    guess = Encoding(name="windows-1252", basis=Basis.DERIVED, confidence=0.62, byte_order_mark=False)
    note = one(header_of(replace(factory.document(), encoding=guess)), ".//t:note[@type='character-encoding']")
    assert (note.text, note.get("ana"), note.get("cert")) == ("windows-1252", "#muniment.derived", "0.62")


def test_a_file_name_may_hold_what_xml_cannot() -> None:
    document = factory.document()
    named = replace(document, source=replace(document.source, name="a\x01\n<b>.txt"))
    assert texts(header_of(named), ".//t:idno[@type='filename']") == ["a%01\n<b>.txt"]


def test_changes_are_counted_by_rule() -> None:
    changed = replace(factory.document(), changes={"nfc": 2, "unwrap": 40})
    said = one(header_of(changed), ".//t:normalization")
    assert [num.get("value") for num in said.iterfind(".//t:num", TEI)] == ["42", "2", "40"]
    assert texts(said, ".//t:item") == ["nfc: 2", "unwrap: 40"]


def test_a_source_that_needed_no_change_says_so() -> None:
    said = header_of(replace(factory.document(), changes={}))
    assert "No change was recorded" in texts(said, ".//t:normalization")[0]


def test_the_header_says_what_was_done_to_the_text_and_what_was_not() -> None:
    declared = one(header(EVERYTHING), ".//t:editorialDecl")
    assert [etree.QName(child).localname for child in declared] == [
        *("correction", "normalization", "quotation", "hyphenation", "segmentation", "interpretation")
    ]


def test_the_header_names_the_program_and_the_schema() -> None:
    full = header(EVERYTHING)
    assert one(full, ".//t:application").get("version") == __version__
    assert tei_schema.digest() in "".join(texts(full, ".//t:projectDesc"))


def test_no_time_of_building_is_stated() -> None:
    full = header(EVERYTHING)
    assert not one(full, ".//t:change").attrib
    assert str(factory.EPOCH.date()) not in etree.tostring(full, encoding="unicode")


def test_a_generated_description_is_not_passed_on() -> None:
    generated = Attributed(value="About tides.", basis=Basis.DERIVED, evidence="a model")
    assert header(replace(EVERYTHING, description=generated)).find(".//t:abstract", TEI) is None


def test_an_empty_list_of_subjects_or_creators_is_left_out() -> None:
    bare = header(factory.metadata(title="T", subjects=(), creators=()))
    assert bare.find(".//t:keywords", TEI) is None
    assert bare.find(".//t:author", TEI) is None


def test_a_control_character_in_a_value_is_an_error_with_its_remedy() -> None:
    with pytest.raises(WriterError) as caught:
        header(factory.metadata(title="a\x08b"))
    assert caught.value.code == "TEI-CHARACTER"
    assert caught.value.remedy


def test_markup_in_a_value_stays_text() -> None:
    assert texts(header(factory.metadata(title="<b>&amp;</b>")), ".//t:titleStmt/t:title") == ["<b>&amp;</b>"]
