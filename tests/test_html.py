"""The HTML edition: one page, valid, self-contained, honest, and exactly the text it was given."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import html5lib  # type: ignore[import-untyped] # it has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from factory import NOTES, PLAIN, RTL, VERSE, article, document, metadata
from muniment.errors import WriterError
from muniment.model import ColophonEntry, Document
from muniment.readback import units_of_xhtml
from muniment.writers import Comparison
from muniment.writers.html import WRITER, fingerprint, read_back, write

RICH = (
    PLAIN
    + """\
<section id="accounts" class="level2"><h2>Accounts</h2>
<table><thead><tr><th>Year</th><th>Tons</th></tr></thead><tbody><tr><td>1847</td><td>345</td></tr></tbody></table>
<pre><code>
  if a &lt; b &amp;&amp; c:  "stay"
</code></pre>
<blockquote><p>Kept, says the clerk.</p></blockquote>
<p>A <a href="https://example.org/?a=1&amp;b=2">link</a>.</p>
</section>
"""
)
NASTY = "</script><!-- <b>\"&amp;' \u2028\u2029 \u202bشعر\u202c 😀"


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text of its ``script`` and ``style``, by the standard library."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self._inside = ""
        self.feed(data.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 # the base class names it
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in {"script", "style", "title"}:
            self.raw[self._inside] = self.raw.get(self._inside, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def meta(self, name: str) -> list[str | None]:
        return [found["content"] for found in self.all("meta") if found.get("name") == name]


def tree(data: bytes) -> etree._Element:
    """The page as a browser's algorithm sees it; any parse error is an exception."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=True, strict=True)
    root: etree._Element = parser.parse(data, transport_encoding="utf-8").getroot()
    return root


SAMPLES = (
    document(PLAIN),
    document(NOTES),
    document(VERSE),
    document(RICH),
    document(RTL, language="ar", direction="rtl"),
    document("<p>Words without a title.</p>", metadata(), language="und"),
    document(PLAIN, metadata(title=NASTY, creators=(NASTY,), publisher=NASTY, description=NASTY, rights=NASTY)),
)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_page_has_no_parse_error_and_reads_back_to_its_document(sample: Document) -> None:
    page = write(sample)
    (main,) = tree(page).iterfind(".//{*}main")
    expected = units_of_xhtml(sample.article)
    assert units_of_xhtml(main, skip=lambda element: str(element.tag).endswith("}header")) == expected
    assert read_back(page) == expected


@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_runs_and_nothing_is_loaded(sample: Document) -> None:
    page = Page(write(sample))
    assert [found.get("type") for found in page.all("script")] == ["application/ld+json"]
    assert not {"img", "iframe", "object", "embed", "base", "form", "video", "audio", "source"} & {
        name for name, _ in page.tags
    }
    assert {found["rel"] for found in page.all("link")} <= {"canonical", "schema.dcterms"}
    assert not any(key in found for _, found in page.tags for key in ("src", "srcset", "style", "background"))
    assert not any(key.startswith("on") for _, found in page.tags for key in found)
    assert not re.search(r"@import|url\(|expression|@font-face", page.raw["style"])


def test_the_policy_denies_everything_but_the_page_s_own_style_and_facts() -> None:
    page = Page(write(document()))
    (policy,) = (found["content"] for found in page.all("meta") if found.get("http-equiv") == "Content-Security-Policy")
    style, facts = (
        base64.b64encode(hashlib.sha256(page.raw[name].encode()).digest()).decode() for name in ("style", "script")
    )
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{facts}'; style-src 'sha256-{style}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_what_is_known_stands_in_the_head() -> None:
    known = metadata(
        title="On Tides",
        creators=("A. Mariner", "B. Clerk"),
        publisher="The Harbour Press",
        date="1847-03",
        source_url="https://example.org/tides?a=1&b=2",
        rights="https://creativecommons.org/licenses/by/4.0/",
        subjects=("tides", "moon"),
        description="What the moon does.",
        identifier="urn:isbn:9780000000002",
    )
    page = Page(write(document(NOTES, known)))
    assert page.raw["title"] == "On Tides"
    assert page.meta("dcterms.title") == ["On Tides"]
    assert page.meta("dcterms.creator") == ["A. Mariner", "B. Clerk"]
    assert page.meta("dcterms.issued") == ["1847-03"]
    assert page.meta("dcterms.subject") == ["tides", "moon"]
    assert page.meta("dcterms.identifier") == ["urn:isbn:9780000000002"]
    assert page.meta("description") == ["What the moon does."]
    assert {"rel": "canonical", "href": "https://example.org/tides?a=1&b=2"} in page.all("link")
    facts = json.loads(page.raw["script"])
    assert facts["@context"] == "https://schema.org"
    assert facts["name"] == "On Tides"
    assert facts["creator"] == ["A. Mariner", "B. Clerk"]
    assert facts["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert facts["isBasedOn"]["sha256"] == hashlib.sha256(b"The Harbour\n").hexdigest()


def test_what_is_unknown_is_not_mentioned() -> None:
    page = Page(write(document("<p>Only words.</p>", metadata(identifier=None), language="und")))
    assert page.raw["title"] == "[Untitled]"
    assert not [name for found in page.all("meta") if (name := found.get("name") or "").startswith("dcterms.")]
    assert not page.meta("description")
    assert set(json.loads(page.raw["script"])) == {"@context", "@type", "encodingFormat", "isBasedOn"}


def test_markup_in_metadata_is_only_characters() -> None:
    known = metadata(title=NASTY, creators=(NASTY,), subjects=(NASTY,))
    data = write(document(PLAIN, known, colophon=(ColophonEntry(term=NASTY, detail=NASTY),)))
    page = Page(data)
    assert page.raw["title"] == NASTY
    assert page.meta("dcterms.creator") == [NASTY]
    assert json.loads(page.raw["script"])["name"] == NASTY
    assert not set("<>&\u2028\u2029") & set(page.raw["script"])
    assert len(page.all("script")) == 1
    (footer,) = tree(data).iterfind(".//{*}footer")
    assert NASTY in [
        "".join(str(text) for text in found.itertext()) for found in footer.iter("{http://www.w3.org/1999/xhtml}dt")
    ]


def test_a_link_that_could_run_or_read_something_is_only_words() -> None:
    links = "".join(
        f'<a href="{href}">{href}</a> '
        for href in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "other.html", "//example.org/")
    )
    page = Page(write(document(f'<h1 id="a">T</h1><p>{links}<a href="https://example.org/a b">good</a></p>')))
    inside = [found for found in page.all("a") if found.get("class") != "skip"]
    assert [found.get("href") for found in inside[:6]] == [None] * 5 + ["https://example.org/a%20b"]


def test_contents_are_listed_from_three_headings_on() -> None:
    two = Page(write(document(PLAIN)))
    three = Page(write(document(RICH)))
    assert not two.all("nav")
    assert three.all("nav") == [{"aria-label": "Contents"}]
    ids = {found["id"] for _, found in three.tags if "id" in found}
    links = [href for found in three.all("a") if (href := found.get("href") or "").startswith("#")]
    assert links == ["#text", "#cargo", "#crew", "#accounts"]
    assert {href[1:] for href in links} <= ids


def test_the_page_s_own_ids_never_meet_the_text_s() -> None:
    page = Page(write(document('<h1 id="text">T</h1><p id="about-this-edition">x</p>')))
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    assert page.all("a")[0]["href"] == "#text-2"


def test_notes_and_their_marks_lead_to_each_other() -> None:
    page = Page(write(document(NOTES)))
    ids = {found["id"] for _, found in page.tags if "id" in found}
    assert {"#fn1", "#fn2", "#fnref1", "#fnref2"} <= {found.get("href") for found in page.all("a")}
    assert {"fn1", "fn2", "fnref1", "fnref2"} <= ids


def test_language_and_direction_are_the_document_s_and_the_furniture_is_english() -> None:
    page = Page(write(document(RTL, language="ar", direction="rtl")))
    assert page.all("html") == [{"lang": "ar", "dir": "rtl"}]
    assert page.all("article") == [{"lang": "ar", "dir": "rtl"}]
    assert page.all("footer") == [{"class": "colophon", "lang": "en", "dir": "ltr"}]


def test_each_line_of_verse_can_hang_its_turnover() -> None:
    page = write(document(VERSE)).decode()
    assert page.count('<span class="line">') == 4
    assert '<span class="line">\u2003behind the mill,<br></span>' in page


def test_the_colophon_shows_every_entry() -> None:
    rows = (ColophonEntry(term="Source", detail="a.txt"), ColophonEntry(term="Rights", detail="https://example.org/r"))
    page = write(document(colophon=rows)).decode()
    footer = page[page.index("<footer") :]
    assert "<dt>Source</dt>\n<dd><bdi>a.txt</bdi></dd>" in footer
    assert '<a href="https://example.org/r">https://example.org/r</a>' in footer


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1))
def test_any_characters_come_out_as_they_went_in(text: str) -> None:
    root = article("<h1 id='t'>T</h1><p/><pre><code/></pre>")
    root[1].text = text
    root[2][0].text = f"\n{text}\n"
    assert read_back(write(document(root))) == units_of_xhtml(root)


@pytest.mark.parametrize("damage", [("Nobody on the quay had expected her before the spring.", ""), ("three", "four")])
def test_reading_back_notices_what_was_lost_or_changed(damage: tuple[str, str]) -> None:
    sample = document(PLAIN)
    page = write(sample).decode()
    assert read_back(page.replace(*damage).encode()) != units_of_xhtml(sample.article)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"<p>no article</p>"])
def test_what_is_no_page_of_ours_is_an_error(data: bytes) -> None:
    with pytest.raises(WriterError):
        read_back(data)


def test_the_tree_is_left_as_it_was() -> None:
    sample = document(RICH)
    before = etree.tostring(sample.article)
    write(sample)
    assert etree.tostring(sample.article) == before


def test_the_writer_says_what_it_is_and_depends_on() -> None:
    assert (WRITER.format, WRITER.suffix, WRITER.media_type) == ("html", ".html", "text/html")
    assert WRITER.comparison is Comparison.EXACT
    assert set(fingerprint()) == {"html.css", "lxml", "libxml2"}
    assert re.fullmatch(r"[0-9a-f]{64}", fingerprint()["html.css"])


def test_a_heading_without_words_is_none_and_what_stands_below_it_stays() -> None:
    tree = article(
        "<h1>Tides</h1><section id='a' class='level2'><h2>Spring</h2><section id='b' class='level3'><h3></h3>"
        "<p>The moon is full.</p><section id='c' class='level4'><h4>Neap</h4><p>The moon is half.</p></section></section></section>"
    )
    page = Page(write(document(tree)))
    assert [name for name, _ in page.tags if name in ("h1", "h2", "h3", "h4")] == ["h1", "h2", "h3", "h2"], (
        "with the colophon's"
    )
    assert "b" in {found.get("id") for _, found in page.tags}
