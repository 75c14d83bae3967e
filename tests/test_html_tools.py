"""What the page-like editions share: safe links, trees built by hand, headings, and HTML5 written to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory import NOTES, article, metadata
from muniment.html5 import serialise
from muniment.xhtml import build, edition_article, label, outline, safe_href, unused_id


@pytest.mark.parametrize(
    "href",
    [
        *("http://example.org", "https://example.org/a/b?c=d&e=f#g", "HTTP://EXAMPLE.ORG/", "http://[::1]:8080/"),
        *("http://127.0.0.1/", "https://example.org./", "http://مثال.إختبار/صفحة", "https://example.org/%C3%A9"),
        *("mailto:clerk@example.org", "#fn1"),
    ],
)
def test_a_good_link_stays(href: str) -> None:
    assert (safe_href(href) or "").lower() == href.lower()


@pytest.mark.parametrize(
    "href",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)"),
        *("\x01javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x", "ftp://x.org/"),
        *("//example.org/", "/absolute", "relative.html", "../up", "", "#", "mailto:nobody", "mailto://a@b"),
        *("http://", "http:///x", "http:x.org", "https:\\\\x.org", "http://user:secret@example.org/", "http://a b/"),
        *("http://example.org:99999/", "http://[::1", "http://a..b/", "http://256.1.1.1/", "http://0x7f.1/"),
        *("http://exa%41mple.org/", "http://" + "a" * 64 + ".org/", "http://xn--/", "http://a!b.org/"),
    ],
)
def test_a_link_that_leads_nowhere_good_goes(href: str) -> None:
    assert safe_href(href) is None


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/?a[]=1|2", "https://example.org/?a%5B%5D=1%7C2"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/#a#b", "https://example.org/#a%23b"),
        ("https://example.org:/", "https://example.org/"),
    ],
)
def test_what_a_url_may_not_hold_is_encoded(href: str, expected: str) -> None:
    assert safe_href(href) == expected


@given(st.one_of(st.text(), st.text().map("https://example.org/".__add__), st.text().map("http://".__add__)))
def test_a_safe_link_is_stable_and_of_a_known_kind(href: str) -> None:
    safe = safe_href(href)
    if safe is not None:
        assert safe_href(safe) == safe
        assert safe.startswith(("http://", "https://", "mailto:", "#"))


def test_a_heading_s_label_is_one_line_without_note_marks() -> None:
    heading = article('<h1>One<br/>two <em>three</em><a href="#fn1" role="doc-noteref"><sup>1</sup></a> four</h1>')[0]
    assert label(heading) == "One two three four"


def test_the_outline_nests_as_the_sections_do() -> None:
    sections = (
        '<section id="a"><h2>A</h2><section id="b"><h3>B</h3></section></section>'
        "<section><h2>No id</h2></section><section id='c'><h2 dir='rtl'>C</h2></section>"
    )
    first, second = outline(article(sections))
    assert (first.label, first.target, [child.label for child in first.children]) == ("A", "a", ["B"])
    assert (second.label, second.direction, second.size) == ("C", "rtl", 1)
    assert first.size == 2


def test_an_id_is_numbered_until_it_is_free() -> None:
    assert unused_id(article('<p id="x"/><p id="x-2"/>'), "x") == "x-3"
    assert unused_id(article("<p/>"), "x") == "x"


def test_a_copy_for_an_edition_leaves_its_original_alone() -> None:
    original = article('<p class="verse">one<br/>two <em>three</em> four</p>')
    copy = edition_article(original)
    assert [line.get("class") for line in copy[0]] == ["line", "line"]
    assert [child.tag.rpartition("}")[2] for child in original[0]] == ["br", "em"]


def test_emphasis_over_a_line_of_verse_is_split_with_it() -> None:
    verse = edition_article(article('<p class="verse">a <em id="e">b <strong>c<br/>d</strong> e</em> f<br/>g</p>'))[0]
    assert serialise(build("html", *list(verse))).split("\n")[2].split("<span") == [
        "",
        ' class="line">a <em id="e">b <strong>c<br></strong></em></span>',
        ' class="line"><em><strong>d</strong> e</em> f<br></span>',
        ' class="line">g</span></html>',
    ]


def test_no_heading_of_an_edition_skips_a_level() -> None:
    deep = "<section><h4>A</h4><section><h6>B</h6></section></section><section><h2>C</h2></section>"
    headings = [section[0] for section in edition_article(article(deep)).iter("{*}section")]
    assert [str(heading.tag).rpartition("}")[2] for heading in headings] == ["h2", "h3", "h2"]


def test_html5_is_written_to_the_letter() -> None:
    page = build("html", build("body", build("p", "a < b & c\u00a0> d", build("br"), title='"&')))
    assert serialise(page) == (
        "<!DOCTYPE html>\n<html>\n<body>\n"
        '<p title="&quot;&amp;">a &lt; b &amp; c&nbsp;&gt; d<br></p>\n'
        "</body>\n</html>\n"
    )


def test_the_first_line_end_of_preformatted_text_survives_the_parser_that_drops_one() -> None:
    assert "<pre>\n\nfirst</pre>" in serialise(build("html", build("pre", "\nfirst")))


@pytest.mark.parametrize("text", ["</script>", "</SCRIPT >", "<!--"])
def test_raw_text_that_would_end_its_element_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="script"):
        serialise(build("html", build("script", text)))


def test_the_factory_refuses_metadata_that_does_not_exist() -> None:
    with pytest.raises(TypeError, match="titel"):
        metadata(titel="x")


def test_the_factory_leaves_no_space_between_blocks() -> None:
    assert all(not (element.tail or "").isspace() for element in article(NOTES))
