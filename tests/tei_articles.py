"""Made-up articles in the vocabulary of ``tree.py``, for property tests of what reads them."""

from __future__ import annotations

from hypothesis import strategies as st
from lxml.etree import _Element

import factory
from muniment.xhtml import build

EVERYTHING = factory.metadata(
    title="Tides",
    creators=("A. Mariner", "B. Gauger"),
    language="en",
    date="1899-05",
    publisher="The Harbour Press",
    source_url="https://example.org/tides",
    captured="2026-11-03T10:00:00Z",
    capture_method="Saved from the web page by hand",
    rights="https://creativecommons.org/licenses/by/4.0/",
    subjects=("tides", "harbours"),
    description="What the sea does.",
    identifier="ark:/12345/x",
)
"""Metadata with a value for each field."""

characters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
texts = st.text(characters | st.sampled_from(" \u2003\u00a0&<>\"'"), min_size=1, max_size=12)
addresses = st.text(characters | st.sampled_from("#%[]:/?@ "), max_size=20) | st.sampled_from(
    [
        "https://example.org/a?b=c#d",
        "https://[2001:db8::1]:8080/x",
        "http://user:word@host:99/é",
        "//[x/y",
        "1:2",
        "#one",
        "#",
        "",
        "mailto:a@example.org",
        "a%zz#b#c",
        "http://x:port/",
    ]
)
directions = st.sampled_from([None, None, "ltr", "rtl"])

NOTE = "note"
"""Stands for a note reference until the article is complete and the notes are numbered."""


def _words(children: st.SearchStrategy[list[_Element | str]]) -> st.SearchStrategy[_Element | str]:
    return (
        texts
        | st.builds(lambda inside: build("em", *inside), children)
        | st.builds(lambda inside: build("strong", *inside), children)
        | st.builds(lambda text: build("code", text), texts)
        | st.builds(lambda inside, address: build("a", *inside, href=address), children, addresses)
        | st.builds(lambda: build("br"))
        | st.builds(lambda: build("a", build("sup"), role=NOTE))
    )


words = st.recursive(
    st.lists(texts, max_size=2),
    lambda children: st.lists(_words(children), max_size=3),
    max_leaves=6,
)


@st.composite
def paragraphs(draw: st.DrawFn) -> _Element:
    made = build("p", *draw(words), dir=draw(directions))
    if any(True for _ in made.iter("{*}br")):
        made.set("class", "verse")
    return made


@st.composite
def tables(draw: st.DrawFn) -> _Element:
    columns = draw(st.integers(1, 3))
    row = st.lists(words, min_size=columns, max_size=columns)
    head = build("thead", build("tr", *(build("th", *cell) for cell in draw(row))))
    rows = [build("tr", *(build("td", *cell, dir=draw(directions)) for cell in draw(row))) for _ in range(2)]
    return build("table", head, build("tbody", *rows))


def _blocks(inside: st.SearchStrategy[list[_Element]]) -> st.SearchStrategy[_Element]:
    items = st.lists(
        inside.map(lambda blocks: build("li", *blocks))
        | words.map(lambda nodes: build("li", *nodes))
        | st.builds(lambda text, blocks: build("li", text, *blocks), texts, inside),
        min_size=1,
        max_size=3,
    )
    return (
        paragraphs()
        | items.map(lambda made: build("ul", *made))
        | st.builds(lambda made, start: build("ol", *made, start=str(start)), items, st.integers(0, 12))
        | inside.map(lambda blocks: build("blockquote", *blocks))
        | texts.map(lambda text: build("pre", build("code", f"  {text}\n\n\t{text}\n")))
        | tables()
        | st.builds(lambda: build("hr"))
    )


blocks = st.recursive(
    st.lists(paragraphs(), max_size=2), lambda inside: st.lists(_blocks(inside), max_size=3), max_leaves=5
)


@st.composite
def sections(draw: st.DrawFn, *, depth: int = 1) -> _Element:
    level = draw(st.integers(depth + 1, min(depth + 3, 6)))
    heading = build(f"h{level}", *draw(words), dir=draw(directions))
    made = build("section", heading, *draw(blocks), class_=f"level{level}")
    if level < 6:
        made.extend(draw(st.lists(sections(depth=level), max_size=1)))
    return made


@st.composite
def articles(draw: st.DrawFn) -> _Element:
    """An article with or without a title, which may follow other blocks, with notes where it refers to any."""
    article = build("article", lang="en", dir=draw(st.sampled_from(["ltr", "rtl"])))
    if draw(st.booleans()):
        article.extend(draw(blocks))
        article.append(build("h1", *draw(words)))
    article.extend(draw(blocks))
    article.extend(draw(st.lists(sections(), max_size=2)))
    names = draw(st.lists(st.sampled_from(["one", "1", "a b", "fn1", "muniment.title", "é", "-"]), min_size=9))
    for node, name in zip(article.iter("{*}h1", "{*}section"), names, strict=False):
        node.set("id", name)
    _add_notes(article, draw(st.lists(blocks, min_size=3, max_size=3)))
    return article


def _add_notes(article: _Element, contents: list[list[_Element]]) -> None:
    """Number the note references, and give as many of them as there are contents a note; the others go."""
    references = [node for node in article.iter("{*}a") if node.get("role") == NOTE]
    items = []
    for number, (reference, content) in enumerate(zip(references, contents, strict=False), start=1):
        reference.set("role", "doc-noteref")
        reference.set("id", f"fnref{number}")
        reference.set("href", f"#fn{number}")
        reference[0].text = str(number)
        way_back = build("a", "↩︎", role="doc-backlink", href=f"#fnref{number}")
        items.append(build("li", *content, build("p", way_back), id=f"fn{number}"))
    if items:
        article.append(build("section", build("ol", *items), role="doc-endnotes", class_="footnotes"))
    for node in list(article.iter("{*}a")):
        if node.get("role") == NOTE:
            del node.attrib["role"]
            node.remove(node[0])
