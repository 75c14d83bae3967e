"""Our subset of TEI P5: it takes what we write and refuses whatever else."""

from __future__ import annotations

import pytest
from lxml import etree

import factory
from muniment.checks import tei_schema
from muniment.errors import WriterError
from muniment.writers.tei import WRITER

ARTICLE = f"""
{factory.NOTES.partition('<section role="doc-endnotes"')[0]}
<section id="more" class="level2"><h2>More</h2>
<p class="verse">a<br/>b</p>
<ul><li>c</li></ul>
<ol><li><p>d</p></li></ol>
<table><thead><tr><th>e</th></tr></thead><tbody><tr><td>f</td></tr></tbody></table>
<pre><code>g</code></pre>
<blockquote><p>h <em>i</em> <a href="https://example.org/">j</a></p></blockquote>
<hr/>
</section>
<section role="doc-endnotes"{factory.NOTES.partition('<section role="doc-endnotes"')[2]}
"""
VALID = WRITER.write(factory.document(ARTICLE))


def refusal(data: bytes) -> WriterError:
    with pytest.raises(WriterError) as caught:
        tei_schema.check(data, file="tides.xml")
    return caught.value


def test_the_file_that_the_cases_below_are_made_from_is_valid() -> None:
    tei_schema.check(VALID, file="tides.xml")


@pytest.mark.parametrize(
    ("was", "became"),
    [
        ("<p>Gravity.", "<p><p/>Gravity."),
        ("<head>More</head>", ""),
        ("<head>More</head>", "<p>x</p><head>More</head>"),
        ("<head>More</head>", "<head>More</head>words"),
        ("<head>More</head>", "<head>More</head><figure/>"),
        ("<head>More</head>", "<head>More</head><head>Again</head>"),
        ('subtype="level2"', 'subtype="level7"'),
        ('subtype="level2"', 'subtype="level2" rend="big"'),
        ('<div type="main">', '<div type="chapter">'),
        ('<div type="main">', "<div>"),
        ("<l>a</l>", "<l>a<lb/></l>"),
        ("<l>a</l>", "a"),
        ("<item>c</item>", ""),
        ("<item>c</item>", "<item>c<p>x</p></item>"),
        ("<item>c</item>", '<item n="1">c</item>'),
        ('rend="bulleted"', 'rend="plain"'),
        ('<item n="1">', '<item n="-1">'),
        ("<cell>f</cell>", ""),
        ("<cell>f</cell>", "<cell><p>f</p></cell>"),
        ("<row>", '<row role="sum">'),
        ('xml:space="preserve"', ""),
        (">g</ab>", "><hi>g</hi></ab>"),
        ('rend="italic"', 'rend="oblique"'),
        ('target="https://example.org/"', 'target="https://example.org/ x"'),
        ('<milestone unit="section" rend="break"/>', '<milestone unit="section" rend="break">x</milestone>'),
        ('<ptr type="note" n="1"', '<ptr type="note" n="0"'),
        ('place="end"', 'place="foot"'),
        ("<back>", "<back><p/>"),
        ("<body>", "<front/><body>"),
        ("</teiHeader>", "</teiHeader><facsimile/>"),
        ("<revisionDesc>", '<revisionDesc><change when="2026-01-01">x</change></revisionDesc><revisionDesc>'),
        ("<change>", '<change when="2026-01-01">'),
        ('<publisher cert="unknown"/>', ""),
        ('<publisher cert="unknown"/>', '<publisher cert="unknown">X</publisher>'),
        ('<publisher cert="unknown"/>', "<publisher>X</publisher>"),
        (' ana="#muniment.asserted">On Tides', ">On Tides"),
        (' ana="#muniment.asserted">On Tides', ' ana="#muniment.guessed">On Tides'),
        (' ana="#muniment.asserted">On Tides', ' ana="#muniment.asserted" cert="1.5">On Tides'),
        ('<idno type="SHA-256">', '<idno type="SHA-256">x'),
        ('quantity="12"', 'quantity="-12"'),
        ('<language ident="en"', '<language ident="English language"'),
        ("<editorialDecl>", "<editorialDecl><p>x</p>"),
        ('xmlns="http://www.tei-c.org/ns/1.0"', ""),
    ],
)
def test_what_we_never_write_is_refused_with_its_line(was: str, became: str) -> None:
    broken = VALID.replace(was.encode(), became.encode(), 1)
    assert broken != VALID
    error = refusal(broken)
    assert error.code == "TEI-SCHEMA"
    assert error.place is not None
    assert error.place.file == "tides.xml"
    assert error.place.line is not None
    assert error.place.line >= 2
    assert "muniment-tei.rng" in error.message
    assert error.remedy


def test_the_message_names_the_line_that_is_wrong() -> None:
    broken = VALID.replace(b"<p>Gravity.", b"<para>Gravity.").replace(
        b'"#fn2" xml:id="fnref2"/></p>', b'"#fn2" xml:id="fnref2"/></para>'
    )
    error = refusal(broken)
    line = broken[: broken.index(b"<para>")].count(b"\n") + 1
    assert error.place is not None
    assert error.place.line == line
    assert "para" in error.message


@pytest.mark.parametrize(
    ("was", "became", "said"),
    [
        ('xml:id="more"', 'xml:id="why"', "why already defined"),
        ('target="#fn1"', 'target="#fn9"', "'#fn9' points to nothing"),
        ('target="#fnref1"', 'target="#fnref9"', "'#fnref9' points to nothing"),
        ('target="#muniment.title"', 'target="#muniment.titel"', "'#muniment.titel' points to nothing"),
    ],
)
def test_names_are_unique_and_pointers_lead_somewhere(was: str, became: str, said: str) -> None:
    assert said in refusal(VALID.replace(was.encode(), became.encode(), 1)).message


def test_a_document_type_is_refused() -> None:
    assert "document type" in refusal(VALID.replace(b"<TEI ", b"<!DOCTYPE TEI><TEI ", 1)).message


def test_what_is_not_well_formed_is_refused_with_its_line() -> None:
    error = refusal(VALID.replace(b"</body>", b"</bodi>", 1))
    assert "cannot be parsed" in error.message
    assert error.place is not None
    assert error.place.line is not None


def test_the_writer_stores_nothing_that_the_subset_refuses() -> None:
    with pytest.raises(WriterError) as caught:
        WRITER.write(factory.document('<p>a</p><section class="level9"><h2>b</h2></section>'))
    assert caught.value.code == "TEI-SCHEMA"


def test_every_element_and_definition_of_the_schema_is_used() -> None:
    """What the schema defines can be reached from its start, so that it says no more than it needs to."""
    rng = {"r": "http://relaxng.org/ns/structure/1.0"}
    schema = etree.fromstring(tei_schema.schema_bytes())
    defined = {node.get("name"): node for node in schema.iterfind("r:define", rng)}
    start = schema.find("r:start", rng)
    assert start is not None
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        names = {str(node.get("name")) for node in waiting.pop().iterfind(".//r:ref", rng)} - reached
        reached |= names
        waiting += [defined[name] for name in names]
    assert reached == set(defined)
