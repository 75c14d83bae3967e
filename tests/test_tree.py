"""The one XHTML tree: its shape, its names, its directions, and what it refuses."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from lxml import etree

from markdown_fixtures import BLOCKS
from muniment.anchors import slug
from muniment.errors import WriterError
from muniment.tools.pandoc import PandocWorker
from muniment.tree import make_article, read_article

NAMESPACE = ' xmlns="http://www.w3.org/1999/xhtml"'
NC_NAME = re.compile(r"[a-z][a-z0-9-]*")


@pytest.fixture(scope="module")
def worker() -> Iterator[PandocWorker]:
    with PandocWorker() as worker:
        yield worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """A reader that gives the same HTML for everything."""

    answer: str
    """The HTML."""

    def html(self, markdown: str) -> str:  # noqa: ARG002 # the protocol's
        return self.answer


def tree(markdown: str, worker: PandocWorker, *, direction: str = "ltr") -> str:
    root = make_article(markdown, language="en", direction=direction, worker=worker)
    text = etree.tostring(root, encoding="unicode").replace(NAMESPACE, "")
    return text.removeprefix(f'<article lang="en" dir="{direction}">').removesuffix("</article>")


@pytest.mark.parametrize(
    ("markdown", "xhtml"),
    [
        ("# A *b*\n\nText.\n", '<h1 id="a-b">A <em>b</em></h1><p>Text.</p>'),
        ("a\\\n&emsp;b\n", '<p class="verse">a<br/>\u2003b</p>'),
        ("3. a\n4. b\n", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- a\n  - b\n\n+ c\n", "<ul><li>a<ul><li>b</li></ul></li></ul><ul><li>c</li></ul>"),
        ("- a\n\n- b\n", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("> a\n>\n> b\n", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("* * *\n", "<hr/>"),
        ("```python\na  b\n\n```\n", "<pre><code>a  b\n</code></pre>"),
        ("[*a*](https://b.c/ 'd')\n", '<p><a href="https://b.c/"><em>a</em></a></p>'),
        ("**a** `b  c`\n", "<p><strong>a</strong> <code>b  c</code></p>"),
        (
            "| a | b |\n| :-: | --: |\n| c |  |\n",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td/></tr></tbody></table>",
        ),
    ],
)
def test_each_block_has_its_plain_form(markdown: str, xhtml: str, worker: PandocWorker) -> None:
    assert tree(markdown, worker).replace("<td></td>", "<td/>") == xhtml


def test_an_empty_text_is_an_empty_article(worker: PandocWorker) -> None:
    assert len(make_article("", language="und", direction="ltr", worker=worker)) == 0


def test_sections_nest_by_level_and_levels_may_skip(worker: PandocWorker) -> None:
    assert tree("Before.\n\n# T\n\n## A\n\n#### A1\n\nx\n\n### A2\n\n## B\n", worker) == (
        '<p>Before.</p><h1 id="t">T</h1>'
        '<section class="level2" id="a"><h2>A</h2>'
        '<section class="level4" id="a1"><h4>A1</h4><p>x</p></section>'
        '<section class="level3" id="a2"><h3>A2</h3></section></section>'
        '<section class="level2" id="b"><h2>B</h2></section>'
    )


def test_a_second_first_level_heading_begins_a_section_of_its_own(worker: PandocWorker) -> None:
    assert tree("# One\n\n## A\n\n# Two\n\nx\n", worker) == (
        '<h1 id="one">One</h1><section class="level2" id="a"><h2>A</h2></section>'
        '<section class="level1" id="two"><h1>Two</h1><p>x</p></section>'
    )


def test_a_heading_in_a_quote_makes_no_section(worker: PandocWorker) -> None:
    assert tree("> ## A\n>\n> b\n", worker) == "<blockquote><h2>A</h2><p>b</p></blockquote>"


def test_notes_stand_last_with_marks_that_lead_there_and_back(worker: PandocWorker) -> None:
    assert tree("## A[^x]\n\nb\n\n[^x]: one\n\n    two\n", worker) == (
        '<section class="level2" id="a"><h2>A<a href="#fn1" role="doc-noteref" id="fnref1"><sup>1</sup></a></h2>'
        "<p>b</p></section>"
        '<section role="doc-endnotes" class="footnotes"><ol><li id="fn1"><p>one</p>'
        '<p>two<a href="#fnref1" role="doc-backlink">↩︎</a></p></li></ol></section>'
    )


def test_a_note_referred_to_twice_stands_once(worker: PandocWorker) -> None:
    assert tree("a[^x] b[^y] c[^x]\n\n[^x]: one\n\n[^y]: two\n", worker) == (
        '<p>a<a href="#fn1" role="doc-noteref" id="fnref1"><sup>1</sup></a>'
        ' b<a href="#fn2" role="doc-noteref" id="fnref2"><sup>2</sup></a>'
        ' c<a href="#fn1" role="doc-noteref" id="fnref1-2"><sup>1</sup></a></p>'
        '<section role="doc-endnotes" class="footnotes"><ol>'
        '<li id="fn1"><p>one<a href="#fnref1" role="doc-backlink">↩︎</a></p></li>'
        '<li id="fn2"><p>two<a href="#fnref2" role="doc-backlink">↩︎</a></p></li></ol></section>'
    )


def test_a_note_that_ends_in_a_list_has_its_way_back_in_a_paragraph(worker: PandocWorker) -> None:
    assert '</ul><p><a href="#fnref1" role="doc-backlink">' in tree(BLOCKS["note of other blocks"], worker)


@pytest.mark.parametrize("markdown", ["a[^1]\n\n[^1]: b[^1]\n", "a[^1]\n\n[^1]: b[^2]\n\n[^2]: c\n"])
def test_notes_on_notes_are_refused_because_pandoc_loses_them_or_never_ends(
    markdown: str, worker: PandocWorker
) -> None:
    with pytest.raises(WriterError) as refusal:
        tree(markdown, worker)
    assert refusal.value.code == "WRITE-NOTE"


def test_an_escaped_note_mark_is_text(worker: PandocWorker) -> None:
    assert tree("a\\[^1\\]\n\n\\[^1\\]: b\n", worker) == "<p>a[^1]</p><p>[^1]: b</p>"


# ----------------------------------------------------------------------------------------------- names


def test_headings_with_the_same_words_get_different_ids(worker: PandocWorker) -> None:
    found = re.findall(r'id="([^"]*)"', tree("## A\n\n## A\n\n## A-2\n\n## a!\n\n## 海\n\n## Section 5\n", worker))
    assert found == ["a", "a-2", "a-2-2", "a-3", "section-5", "section-5-2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Harbour’s Edge—Straße", "the-harbours-edge-strasse"),
        ("Café Ⅻ ﬁn", "cafe-xii-fin"),
        ("1945", "section-1945"),
        ("fn1", "section-fn1"),
        ("fnref12", "section-fnref12"),
        ("المرفأ", ""),
        ("!?", ""),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_slug_is_plain_ascii_and_can_name_an_element_anywhere(text: str, expected: str) -> None:
    assert slug(text) == expected
    assert not expected or NC_NAME.fullmatch(expected)


# ----------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize(
    "target", ["javascript:x", "JaVaScRiPt:x", "data:text/html,x", "file:///etc/passwd", "x.md", ""]
)
def test_links_that_could_run_or_read_something_keep_only_their_words(target: str) -> None:
    canned = Canned(answer=f'<p>a <a href="{target}">b <em>c</em></a> d</p>')
    article = read_article("", language="en", direction="ltr", worker=canned)
    assert etree.tostring(article.root[0], encoding="unicode") == f"<p{NAMESPACE}>a b <em>c</em> d</p>"
    assert [finding.code for finding in article.findings] == ["TREE-LINK"]


def test_links_inside_the_document_stay_where_they_lead_somewhere(worker: PandocWorker) -> None:
    article = read_article("## Sea\n\n[a](#sea) [b](#land)\n", language="en", direction="ltr", worker=worker)
    assert [link.get("href") for link in article.root.iter("{*}a")] == ["#sea"]
    assert "#land" in article.findings[0].message


# ----------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "html",
    [
        "<p><img src='x'/></p>",
        "<script>x</script>",
        "<style>p{}</style>",
        "<p><span>x</span></p>",
        "<div>x</div>",
        "<p>x<sup>2</sup></p>",
        "<p>x<!-- y --></p>",
        "<p>x<?y z?></p>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<p>&nbsp;</p>",
        "<p>open",
        "</article><article>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><p>&b;</p>",
    ],
)
def test_anything_outside_the_vocabulary_is_refused(html: str) -> None:
    with pytest.raises(WriterError) as refusal:
        make_article("", language="en", direction="ltr", worker=Canned(answer=html))
    assert refusal.value.code == "WRITE-TREE"


def test_attributes_outside_the_vocabulary_are_dropped() -> None:
    canned = Canned(answer='<p id="a" class="b" style="c" onclick="d" data-e="f" dir="rtl">x</p>')
    root = make_article("", language="en", direction="ltr", worker=canned)
    assert etree.tostring(root[0], encoding="unicode") == f"<p{NAMESPACE}>x</p>"


# ----------------------------------------------------------------------------------------------- direction


def test_a_block_of_the_other_direction_says_so(worker: PandocWorker) -> None:
    assert tree("Sea.\n\nبحر\n\n- بحر\n- ماء\n\n> بحر\n>\n> sea\n>\n> بحر\n", worker) == (
        '<p>Sea.</p><p dir="rtl" lang="und-Arab">بحر</p>'
        '<ul dir="rtl" lang="und-Arab"><li>بحر</li><li>ماء</li></ul>'
        '<blockquote dir="rtl"><p lang="und-Arab">بحر</p><p dir="ltr">sea</p><p lang="und-Arab">بحر</p></blockquote>'
    )


def test_most_letters_decide_not_the_first(worker: PandocWorker) -> None:
    assert tree("HMS وصلت السفينة عند الرابعة\n\nShe was called مريم.\n\n1945\n", worker, direction="rtl") == (
        '<p lang="und-Arab">HMS وصلت السفينة عند الرابعة</p><p dir="ltr">She was called مريم.</p><p>1945</p>'
    )


# ----------------------------------------------------------------------------------------------- cost


def test_the_same_markdown_gives_the_same_bytes(worker: PandocWorker) -> None:
    text = "\n".join(f"{block}" for name, block in BLOCKS.items() if "note" not in name)
    assert tree(text, worker) == tree(text, worker)


def test_the_time_grows_with_the_length_and_not_with_its_square() -> None:
    page = "<h2>Same words</h2><p>A <em>few</em> words.<br/>More.</p><ul><li>x<ul><li>y</li></ul></li></ul>"

    def seconds(pages: int) -> float:
        start = time.process_time()
        make_article("", language="en", direction="rtl", worker=Canned(answer=page * pages))
        return time.process_time() - start

    seconds(100)
    assert seconds(8000) < 40 * max(seconds(800), 0.001)
