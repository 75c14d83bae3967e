"""The TEI edition: which element each structure becomes, and what the text is when it is read back."""

from __future__ import annotations

import pytest
from lxml import etree
from lxml.etree import _Element

import factory
from muniment.errors import WriterError
from muniment.readback import units_of_xhtml
from muniment.tei.markup import NAMESPACE, pointer
from muniment.writers import writers
from muniment.writers.tei import WRITER

TEI = {"t": NAMESPACE}


def tei(xhtml: str, *, direction: str = "ltr") -> _Element:
    return etree.fromstring(WRITER.write(factory.document(xhtml, direction=direction)))


def shape(node: _Element) -> str:
    """An element's content as compact XML, without name space and indentation."""
    data = etree.tostring(node, encoding="unicode", with_tail=False).replace(f' xmlns="{NAMESPACE}"', "")
    return "".join(line.strip() for line in data.splitlines())


def text_of(xhtml: str, *, direction: str = "ltr") -> str:
    found = tei(xhtml, direction=direction).find("t:text", TEI)
    assert found is not None
    return shape(found)


def main_of(xhtml: str) -> str:
    whole = text_of(xhtml)
    start = '<text xml:lang="en"><body><div type="main">'
    assert whole.startswith(start)
    return whole.removeprefix(start).removesuffix("</div></body></text>")


def test_the_writer_is_found_among_the_writers() -> None:
    assert writers()["tei"] is WRITER


# ------------------------------------------------------------------------------------------- divisions


def test_the_title_heads_the_main_division_and_sections_nest_in_it() -> None:
    assert main_of("<h1 id='t'>T</h1><p>a</p><section id='s' class='level2'><h2>S</h2><p>b</p></section>") == (
        '<head type="main" xml:id="t">T</head><p>a</p>'
        '<div type="section" subtype="level2" xml:id="s"><head>S</head><p>b</p></div>'
    )


def test_what_stands_before_the_title_stays_before_it() -> None:
    assert text_of("<p>12 May</p><h1 id='t'>T</h1><p>a</p>") == (
        '<text xml:lang="en"><body><div type="preamble"><p>12 May</p></div>'
        '<div type="main"><head type="main" xml:id="t">T</head><p>a</p></div></body></text>'
    )


def test_a_document_without_a_title_has_a_main_division_without_a_head() -> None:
    assert main_of("<p>a</p><section class='level2'><h2>S</h2></section>") == (
        '<p>a</p><div type="section" subtype="level2"><head>S</head></div>'
    )


def test_a_section_keeps_the_level_of_its_heading_where_levels_are_skipped() -> None:
    assert 'subtype="level4"' in main_of("<h1>T</h1><section class='level4'><h4>S</h4><p>b</p></section>")


def test_a_second_heading_of_the_first_level_begins_a_section() -> None:
    assert main_of("<h1>T</h1><section class='level1'><h1>U</h1></section>") == (
        '<head type="main">T</head><div type="section" subtype="level1"><head>U</head></div>'
    )


def test_a_heading_in_a_quotation_heads_no_division() -> None:
    assert main_of("<blockquote><h2>S</h2><p>a</p></blockquote>") == (
        '<quote><ab type="heading" subtype="level2">S</ab><p>a</p></quote>'
    )


# ------------------------------------------------------------------------------------------- blocks


def test_each_line_of_verse_is_a_line_and_keeps_its_indentation() -> None:
    assert main_of('<p class="verse">down<br/>\u2003behind<br/>still</p>') == (
        "<lg><l>down</l><l>\u2003behind</l><l>still</l></lg>"
    )


def test_emphasis_across_lines_of_verse_is_divided_with_them() -> None:
    assert main_of('<p class="verse">a <em>b<br/><strong>c<br/>d</strong> e</em> f</p>') == (
        '<lg><l>a <hi rend="italic">b</hi></l>'
        '<l><hi rend="italic"><hi rend="bold">c</hi></hi></l>'
        '<l><hi rend="italic"><hi rend="bold">d</hi> e</hi> f</l></lg>'
    )


def test_items_hold_either_words_or_blocks() -> None:
    assert main_of("<ul><li>a</li><li>b<ul><li><p>c</p></li></ul></li></ul>") == (
        '<list rend="bulleted"><item>a</item>'
        '<item><p>b</p><list rend="bulleted"><item><p>c</p></item></list></item></list>'
    )


def test_items_of_a_numbered_list_carry_their_numbers() -> None:
    assert main_of("<ol start='4'><li>a</li><li>b</li></ol>") == (
        '<list rend="numbered"><item n="4">a</item><item n="5">b</item></list>'
    )


def test_a_quotation_holds_blocks_and_a_scene_break_has_no_words() -> None:
    assert main_of("<blockquote><p>a</p><ul><li>b</li></ul></blockquote><hr/><p>c</p>") == (
        '<quote><p>a</p><list rend="bulleted"><item>b</item></list></quote>'
        '<milestone unit="section" rend="break"/><p>c</p>'
    )


def test_preformatted_text_keeps_every_space() -> None:
    written = WRITER.write(factory.document("<pre><code>  a\n\n\tb  \n</code></pre>"))
    assert b'<ab type="preformatted" xml:space="preserve">  a\n\n\tb  </ab>' in written
    assert WRITER.read_back(written) == ("  a\n\n\tb  ",)


def test_a_table_tells_its_labels_from_its_data() -> None:
    assert main_of("<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>") == (
        '<table><row role="label"><cell role="label">a</cell></row><row><cell>1</cell></row></table>'
    )


# ------------------------------------------------------------------------------------------- words


def test_emphasis_is_recorded_as_appearance() -> None:
    assert main_of("<p>a <em>b <strong>c</strong></em><code>d</code></p>") == (
        '<p>a <hi rend="italic">b <hi rend="bold">c</hi></hi><code>d</code></p>'
    )


def test_links_are_references_and_follow_what_they_lead_to() -> None:
    assert main_of("<p><a href='https://example.org/é'>a</a><a href='#1st'>b</a></p><h2 id='1st'>c</h2>") == (
        '<p><ref target="https://example.org/é">a</ref><ref target="#_1st">b</ref></p>'
        '<ab type="heading" subtype="level2" xml:id="_1st">c</ab>'
    )


def test_a_note_stands_in_the_back_and_its_place_holds_no_number_as_text() -> None:
    written = text_of(factory.NOTES)
    assert 'The moon pulls.<ptr type="note" n="1" target="#fn1" xml:id="fnref1"/> The sea follows.' in written
    assert written.endswith(
        '<back><div type="notes">'
        '<note n="1" place="end" xml:id="fn1" target="#fnref1"><p>So does the sun, but less.</p></note>'
        '<note n="2" place="end" xml:id="fn2" target="#fnref2"><p>Newton, 1687.</p></note>'
        "</div></back></text>"
    )


def test_a_note_that_is_referred_to_twice_points_to_both_places() -> None:
    again = '<a href="#fn1" id="fnref1-2" role="doc-noteref"><sup>1</sup></a>'
    written = text_of(factory.NOTES.replace("Gravity.", f"Gravity.{again}"))
    assert '<ptr type="note" n="1" target="#fn1" xml:id="fnref1-2"/>' in written
    assert '<note n="1" place="end" xml:id="fn1" target="#fnref1 #fnref1-2">' in written


def test_a_note_that_ends_in_a_list_has_no_paragraph_for_the_way_back() -> None:
    written = text_of(
        '<p>a<a href="#fn1" id="fnref1" role="doc-noteref"><sup>1</sup></a></p>'
        '<section role="doc-endnotes" class="footnotes"><ol><li id="fn1"><ul><li>b</li></ul>'
        '<p><a href="#fnref1" role="doc-backlink">↩︎</a></p></li></ol></section>'
    )
    assert '<list rend="bulleted"><item>b</item></list></note>' in written


def test_a_section_named_like_a_note_does_not_take_the_note_s_name() -> None:
    written = text_of(factory.NOTES.replace('id="why"', 'id="fn1"'))
    assert 'subtype="level2" xml:id="fn1"' in written
    assert '<ptr type="note" n="1" target="#fn1-2"' in written
    assert '<note n="1" place="end" xml:id="fn1-2"' in written


def test_a_section_named_like_a_part_of_the_header_gets_another_name() -> None:
    assert 'xml:id="muniment.basis-2"' in text_of("<section id='muniment.basis' class='level2'><h2>a</h2></section>")


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://[2001:db8::1]:80/[x]", "https://[2001:db8::1]:80/%5Bx%5D"),
        ("https://example.org/%e9%", "https://example.org/%e9%25"),
        ("http://host:port/", "http://host%3Aport/"),
        ("a#b#c", "a#b%23c"),
        ("1:2", "./1:2"),
        ("", None),
    ],
)
def test_an_address_is_mended_only_where_it_is_no_uri_reference(address: str, written: str | None) -> None:
    assert pointer(address) == written


# ------------------------------------------------------------------------------------------- direction


def test_a_text_from_right_to_left_says_so_and_so_does_a_block_against_it() -> None:
    written = text_of(factory.RTL, direction="rtl")
    assert written.startswith('<text xml:lang="en" style="direction: rtl">')
    assert '<p style="direction: ltr">She was called the Margaret.</p>' in written


# ------------------------------------------------------------------------------------------- the file


def test_the_file_is_utf_8_with_a_declaration_and_one_final_line_feed() -> None:
    written = WRITER.write(factory.document(factory.RTL))
    assert written.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<TEI ')
    assert written.endswith(b"</TEI>\n")
    assert "المرفأ".encode() in written


def test_the_same_document_gives_the_same_bytes() -> None:
    assert WRITER.write(factory.document(factory.NOTES)) == WRITER.write(factory.document(factory.NOTES))


def test_no_white_space_is_added_inside_a_paragraph() -> None:
    written = WRITER.write(
        factory.document("<p><em>a</em><strong>b</strong></p><ul><li><em>a</em><em>b</em></li></ul>")
    )
    assert b'<p><hi rend="italic">a</hi><hi rend="bold">b</hi></p>' in written
    assert b'<item><hi rend="italic">a</hi><hi rend="italic">b</hi></item>' in written


def test_the_fingerprint_names_what_the_bytes_depend_on() -> None:
    assert set(WRITER.fingerprint()) == {"libxml2", "lxml", "muniment", "muniment-tei.rng"}


@pytest.mark.parametrize(
    "xhtml",
    [
        "<figure>a</figure>",
        "<p>a <u>b</u></p>",
        "words outside any block",
        "<section class='level2'><h2>a</h2></section><p>b</p>",
        "<ul><p>a</p></ul>",
        '<p>a<a href="#fn9" id="fnref1" role="doc-noteref"><sup>1</sup></a></p>',
    ],
)
def test_a_tree_that_tei_cannot_hold_is_an_error_and_not_a_loss(xhtml: str) -> None:
    with pytest.raises(WriterError) as caught:
        WRITER.write(factory.document(xhtml))
    assert caught.value.code == "TEI-TREE"
    assert caught.value.remedy


def test_lists_nested_as_deep_as_no_text_is_are_written_and_deeper_ones_are_an_error() -> None:
    def nested(depth: int) -> str:
        return "<ul><li>" * depth + "a" + "</li></ul>" * depth

    assert WRITER.read_back(WRITER.write(factory.document(nested(60)))) == ("a",)
    deep = factory.article("<p>a</p>")
    inner = deep
    for _ in range(2000):
        inner = etree.SubElement(inner, f"{{{factory.XHTML}}}blockquote")
    with pytest.raises(WriterError) as caught:
        WRITER.write(factory.document(deep))
    assert caught.value.code == "TEI-DEPTH"


# ------------------------------------------------------------------------------------------- reading back


@pytest.mark.parametrize("xhtml", [factory.PLAIN, factory.NOTES, factory.VERSE, factory.RTL])
def test_the_text_read_back_is_the_text_of_the_tree(xhtml: str) -> None:
    document = factory.document(xhtml)
    assert WRITER.read_back(WRITER.write(document)) == units_of_xhtml(document.article)


def test_units_come_in_reading_order_with_the_notes_last() -> None:
    assert WRITER.read_back(WRITER.write(factory.document(factory.NOTES))) == (
        "On Tides",
        "The moon pulls. The sea follows.",
        "Why",
        "Gravity.",
        "So does the sun, but less.",
        "Newton, 1687.",
    )


@pytest.mark.parametrize(
    ("was", "became"),
    [
        ("Nine men and a boy.", "Nine men."),
        ("Nine men and a boy.", "Ten men and a boy."),
        ("<p>Nine", "stray<p>Nine"),
        ("<item>salt</item>", "<item>salt</item>stray"),
        ("<p>She", "<lb/>stray<p>She"),
        ("Nobody on", "Nobody<lb/>on"),
    ],
)
def test_a_changed_word_shows_wherever_it_stands(was: str, became: str) -> None:
    written = WRITER.write(factory.document())
    changed = written.replace(was.encode(), became.encode())
    assert changed != written
    assert WRITER.read_back(changed) != WRITER.read_back(written)


def test_two_paragraphs_that_changed_places_show() -> None:
    written = WRITER.write(factory.document("<p>a</p><p>b</p>"))
    swapped = (
        written.replace(b"<p>a</p>", b"<p>c</p>").replace(b"<p>b</p>", b"<p>a</p>").replace(b"<p>c</p>", b"<p>b</p>")
    )
    assert WRITER.read_back(swapped) == ("b", "a")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<TEI", "TEI-XML"),
        (b"\xff\xfe\x00", "TEI-XML"),
        (b"", "TEI-XML"),
        (b"<html/>", "TEI-XML"),
        (b'<TEI xmlns="http://www.tei-c.org/ns/1.0"/>', "TEI-XML"),
        (b'<!DOCTYPE TEI [<!ENTITY a "b">]><TEI>&a;</TEI>', "TEI-DOCTYPE"),
        (b'<!DOCTYPE TEI SYSTEM "file:///etc/hostname"><TEI/>', "TEI-DOCTYPE"),
    ],
)
def test_what_is_no_tei_file_of_ours_is_refused_when_read_back(data: bytes, code: str) -> None:
    with pytest.raises(WriterError) as caught:
        WRITER.read_back(data)
    assert caught.value.code == code
