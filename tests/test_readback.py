"""Reading an XHTML or HTML tree back as units of text."""

from __future__ import annotations

import pytest
from lxml import etree, html

from muniment.readback import units_of_xhtml


def units(inside: str) -> tuple[str, ...]:
    return units_of_xhtml(etree.fromstring(f'<article xmlns="http://www.w3.org/1999/xhtml">{inside}</article>'))


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<h1>One</h1><p>Two</p><hr/><p>Three</p>", ("One", "Two", "Three")),
        ("<p>a <em> b</em>\n  c\t</p>", ("a b c",)),
        ("<p>first <br/>\n  second<br/>third</p>", ("first\nsecond\nthird",)),
        ("<p>\u00a0a\u2003 \u3000b\u2028</p>", ("\u00a0a\u2003 \u3000b\u2028",)),
        ("<ul><li>one<ul><li>under</li></ul></li><li><p>two</p><p>more</p></li></ul>", ("one", "under", "two", "more")),
        ("<pre><code> a  b\n\n c\n</code></pre>", (" a  b\n\n c",)),
        ("<pre><code>x<br/>y</code></pre>", ("x\ny",)),
        ("<table><tr><th>a</th><td/><td>b</td></tr></table>", ("a", "b")),
        ("<p>sea<a role='doc-noteref'><sup>1</sup></a> air</p>", ("sea air",)),
        ("<li><p>note<a role='doc-backlink'>↩</a></p></li>", ("note",)),
        ("<p><sup>1</sup> and <a href='#x'>a link</a></p>", ("1 and a link",)),
        ("<p>a<!-- no -->b<?x no?>c</p>", ("abc",)),
        ("<p hidden=''>unseen</p><p>seen</p>", ("seen",)),
        ("<style>p {}</style><script>x</script><p>seen</p>", ("seen",)),
        ("<p> </p><p/>", ()),
        ("loose<p>text</p>around", ("loose", "text", "around")),
        ("<p>h<sub>2</sub>o</p>", ("h2o",)),
    ],
)
def test_a_unit_is_the_text_of_one_block(inside: str, expected: tuple[str, ...]) -> None:
    assert units(inside) == expected


def test_epub_note_marks_are_left_out_by_their_epub_type() -> None:
    mark = '<a xmlns:epub="http://www.idpf.org/2007/ops" epub:type="noteref">1</a>'
    assert units(f"<p>sea{mark}.</p>") == ("sea.",)


def test_html_without_a_name_space_reads_the_same() -> None:
    page = html.document_fromstring("<body><main><P>One<BR>two</P><p>three</main>")
    assert units_of_xhtml(page) == ("One\ntwo", "three")


def test_what_the_caller_calls_furniture_is_left_out_but_not_what_follows_it() -> None:
    root = etree.fromstring("<article><header>no</header>yes <p>yes</p></article>")
    assert units_of_xhtml(root, skip=lambda element: element.tag == "header") == ("yes", "yes")


def test_text_after_the_root_is_not_its_text() -> None:
    root = etree.fromstring("<body><article>in</article>out</body>")
    assert units_of_xhtml(root[0]) == ("in",)


def test_very_deep_trees_are_read() -> None:
    deep = "<div>" * 2000 + "x" + "</div>" * 2000
    assert units_of_xhtml(etree.fromstring(deep, etree.XMLParser(huge_tree=True))) == ("x",)
