"""Questions of reading apps to a served catalogue: how they learn to ask, what they are told, and what cannot be done."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from lxml import etree
from playwright.sync_api import Browser, expect

from catalogue_collection import COPIES, HOSTILE, build
from catalogue_site import chromium
from collection import Collection
from muniment.catalogue.answers import is_feed, with_search
from muniment.catalogue.index import Index, Question
from muniment.serving.search import LONGEST, MOST
from serving_process import Answer, Process, running, tab
from test_catalogue_feeds import ACQUISITION, ATOM, OPDS2, atom_complaints, links, opds_complaints

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
DESCRIPTION = "catalogue/opds/search-description.xml"
ADDRESS = "https://archive.example/clocks/"
EVERY = COPIES + 4


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return build(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="module")
def server(library: Collection) -> Iterator[Process]:
    with running(library, "serve") as process:
        yield process


@pytest.fixture
def own(library: Collection, tmp_path: Path) -> Collection:
    """A copy that a test may change."""
    shutil.copytree(library.root, tmp_path / "own", symlinks=True)
    return replace(library, root=tmp_path / "own")


@pytest.fixture(scope="module")
def browser(project: Path) -> Iterator[Browser]:
    with chromium(project) as started:
        yield started


def ask(server: Process, form: str = "xml", **question: str | int) -> Answer:
    return server.send(f"/catalogue/opds/search.{form}?{urlencode(question)}")


def titles(answer: Answer) -> list[str]:
    """What was found, of either form."""
    assert answer.status == 200, answer.body
    if answer.headers["content-type"] == "application/opds+json":
        return [one["metadata"]["title"] for one in json.loads(answer.body)["publications"]]
    return [one.findtext(f"{ATOM}title") for one in xml(answer).iterfind(f"{ATOM}entry")]


def xml(answer: Answer) -> Any:  # noqa: ANN401 # an element
    return etree.fromstring(answer.body)


def number(feed: Any, name: str) -> int:  # noqa: ANN401 # an element
    return int(feed.findtext(OPENSEARCH + name))


# --------------------------------------------------------------------------------------------- how to ask


def test_every_served_feed_says_how_to_ask_and_no_file_does(library: Collection, server: Process) -> None:
    feeds = {path: data for path, data in library.files().items() if is_feed(path)}
    assert len(feeds) > 20
    for path, data in feeds.items():
        sent = server.send(f"/{path}").body
        if path.endswith(".xml"):
            (link,) = links(etree.fromstring(sent), "search")
            assert link.attrib == {
                "rel": "search",
                "href": f"{server.address}{DESCRIPTION}",
                "type": "application/opensearchdescription+xml",
            }
            added = etree.tostring(link).replace(b' xmlns="http://www.w3.org/2005/Atom"', b"")
            assert not links(etree.fromstring(data), "search")
            assert len(sent) - len(data) < len(added) + 100
        else:
            feed = json.loads(sent)
            assert feed["links"].pop() == {
                "rel": "search",
                "href": f"{server.address}catalogue/opds/search.json{{?query,title,author}}",
                "type": "application/opds+json",
                "templated": True,
            }
            assert feed == json.loads(data)
            assert b'"search"' not in data


def test_a_feed_that_was_not_made_here_is_sent_as_it_is() -> None:
    for path, data in (("a.xml", b"<feed/>"), ("a.json", b"{"), ("a.json", b"[]"), ("a.json", b'{"links": 1}')):
        assert with_search(f"catalogue/opds/{path}", data, "http://127.0.0.1/") == data


def test_the_description_is_what_opensearch_asks_for(server: Process) -> None:
    answer = server.send(f"/{DESCRIPTION}")
    assert answer.headers["content-type"] == "application/opensearchdescription+xml; charset=utf-8"
    root = xml(answer)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName")) <= 16
    assert 0 < len(root.findtext(f"{OPENSEARCH}LongName")) <= 48
    assert 0 < len(root.findtext(f"{OPENSEARCH}Description")) <= 1024
    urls = root.findall(f"{OPENSEARCH}Url")
    assert [one.get("type") for one in urls][:2] == [ACQUISITION, "application/opds+json"]
    assert all(one.get("template").startswith(server.address) for one in urls)
    assert root.nsmap["atom"] == "http://www.w3.org/2005/Atom"
    for one in urls[:2]:
        question = one.get("template").replace("{searchTerms}", "tide")
        path = question.removeprefix(server.address)
        for left in (path, quote(path, safe="/?=&"), path.partition("&")[0]):  # an app may leave places as they are
            assert titles(server.send(f"/{left.replace(' ', '%20')}")) == ["Of tides"]


def test_an_address_of_the_published_site_is_none_of_this_server(own: Collection) -> None:
    (own.root / "muniment.toml").write_text(f'[site]\nbase_url = "{ADDRESS}"\n')
    assert own.run("site").code == 0
    with running(own, "serve") as process:
        for form in ("xml", "json"):
            answer = ask(process, form, query="tide")
            assert titles(answer) == ["Of tides"]
            assert ADDRESS not in answer.body.decode()
        (link,) = links(etree.fromstring(process.send("/catalogue/opds.xml").body), "search")
        assert link.get("href") == f"{process.address}{DESCRIPTION}"


# --------------------------------------------------------------------------------------------- answers


@pytest.mark.parametrize("question", ["", "clock", "tide", "zebra", HOSTILE])
@pytest.mark.parametrize("page", [1, 2])
def test_an_answer_is_a_feed_by_the_standards(server: Process, question: str, page: int) -> None:
    answer = ask(server, query=question, page=page)
    assert answer.headers["content-type"] == f"{ACQUISITION}; charset=utf-8"
    assert atom_complaints(xml(answer)) == []
    assert opds_complaints(xml(answer)) == []
    other = ask(server, "json", query=question, page=page)
    assert other.headers["content-type"] == "application/opds+json"
    assert list(OPDS2.iter_errors(json.loads(other.body))) == []
    assert titles(other) == titles(answer)
    assert json.loads(other.body)["metadata"]["numberOfItems"] == number(xml(answer), "totalResults")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"query": "noon"}, ["Of tides"]),  # of its text
        ({"query": "MARINER"}, ["Of tides"]),
        ({"query": "harb"}, ["Of tides"]),  # its subject begins so
        ({"query": "tide zebra"}, []),
        ({"query": "tide -keeper"}, []),
        ({"query": "المكتبة"}, ["كيف تُحفظ الكتب في المكتبة"]),
        ({"query": "zebra"}, []),
        ({"query": "***"}, []),
        ({"query": "copy 117"}, ["Copy 117 of the clock"]),
        ({"title": "tides"}, ["Of tides"]),
        ({"title": "noon"}, []),
        ({"author": "ada mariner"}, ["Of tides"]),
        ({"author": "keeper"}, []),
        ({"query": "keeper", "author": "mariner", "title": "of"}, ["Of tides"]),
        ({"query": "keeper", "author": "nobody"}, []),
        ({"query": "tide", "title": "{atom:title?}", "author": "{atom:author}", "page": "{startPage?}"}, ["Of tides"]),
    ],
)
def test_a_question_finds_what_has_all_that_it_asks_for(
    server: Process, question: dict[str, str], found: list[str]
) -> None:
    assert titles(ask(server, **question)) == found
    assert titles(ask(server, "json", **question)) == found


@pytest.mark.parametrize("form", ["xml", "json"])
def test_turning_the_pages_shows_everything_once(server: Process, form: str) -> None:
    address, seen, pages = f"{server.address}catalogue/opds/search.{form}?query=clock&count=40", [], 0
    while address:
        parts = urlsplit(address)
        answer = server.send(f"{parts.path}?{parts.query}")
        seen += titles(answer)
        pages += 1
        if form == "xml":
            onward = [one.get("href") for one in links(xml(answer), "next")]
            assert number(xml(answer), "startIndex") == (pages - 1) * 40 + 1
        else:
            onward = [one["href"] for one in json.loads(answer.body)["links"] if one["rel"] == "next"]
            assert json.loads(answer.body)["metadata"]["currentPage"] == pages
        address = urljoin(address, onward[0]) if onward else ""
    assert pages == 6
    assert len(seen) == len(set(seen)) == COPIES


def test_links_of_an_answer_lead_to_files_of_this_server(server: Process) -> None:
    answer = ask(server, query="tide")
    for link in xml(answer).iter(f"{ATOM}link"):
        path = urljoin("/catalogue/opds/search.xml", link.get("href"))
        assert server.send(path).status == 200, path
    for one in json.loads(ask(server, "json", query="tide").body)["publications"][0]["links"]:
        assert server.send(urljoin("/catalogue/opds/search.json", one["href"])).status == 200


@pytest.mark.parametrize(
    ("page", "count", "shown"),
    [
        ("1", "10", 10),
        ("0", "10", 10),
        ("-3", "0", 1),
        ("x", "ten", 50),
        ("9" * 400, "10", 0),
        ("1", "9" * 400, MOST),
        ("²", "٣", 50),
        ("999", "10", 0),
    ],
)
def test_an_odd_page_or_size_does_no_harm(server: Process, page: str, count: str, shown: int) -> None:
    answer = ask(server, page=page, count=count)
    assert len(titles(answer)) == shown
    assert number(xml(answer), "totalResults") == EVERY
    for relation in ("first", "last"):
        (link,) = links(xml(answer), relation)
        assert titles(server.send(urljoin("/catalogue/opds/search.xml", link.get("href"))))


def test_a_question_that_is_too_long_is_refused_and_the_longest_is_answered(server: Process) -> None:
    for form in ("xml", "json"):
        refused = ask(server, form, query="a" * (LONGEST + 1))
        assert (refused.status, refused.headers["content-type"]) == (414, "text/plain; charset=utf-8")
        assert ask(server, form, query=("it -no " * LONGEST)[:LONGEST]).status == 200
    assert ask(server, query="a" * 40_000).status == 414
    assert titles(ask(server, query="tide")) == ["Of tides"]


@pytest.mark.parametrize(
    "question",
    [HOSTILE, '"/><script>alert(1)</script>', "]]>&lt;", "\x00\x1b\ufffe", "\r\nX-Evil: 1", '"}],"x":[{"', "%s{0}${x}"],
)
def test_what_is_asked_is_only_text_in_the_answer(server: Process, question: str) -> None:
    answer = ask(server, query=question)
    feed = xml(answer)
    seen = "".join("\ufffd" if one in "\x00\x1b\ufffe" else one for one in question)
    (asked,) = feed.iterfind(f"{OPENSEARCH}Query")
    assert " ".join(asked.get("searchTerms").split()) == " ".join(seen.split())
    assert feed.findtext(f"{ATOM}title").startswith("Harbour library: search for ")
    assert "x-evil" not in answer.headers
    assert b"<script" not in answer.body
    (own,) = links(feed, "self")
    assert titles(server.send(urljoin("/catalogue/opds/search.xml", own.get("href")))) == titles(answer)
    assert json.loads(ask(server, "json", query=question).body).keys() == {"metadata", "links", "publications"}


@pytest.mark.parametrize(
    "query", ["query=%ff%fe", "query=%zz", "query", "=", "&&&", "query=a&query=b", "query=%ed%a0%80"]
)
def test_an_odd_address_is_answered(server: Process, query: str) -> None:
    for form in ("xml", "json"):
        assert server.send(f"/catalogue/opds/search.{form}?{query}").status == 200


def test_other_methods_are_refused(server: Process) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert server.send("/catalogue/opds/search.xml?query=a", method).status == 405


# --------------------------------------------------------------------------------------------- keeping


@pytest.mark.parametrize(
    "path", ["catalogue/opds/search.xml?query=clock", "catalogue/opds/search.json", DESCRIPTION, "catalogue/opds.xml"]
)
def test_what_has_not_changed_is_not_sent_again(server: Process, path: str) -> None:
    first = server.send(f"/{path}")
    assert first.headers["cache-control"] == "no-cache"
    assert server.send(f"/{path}").headers["etag"] == first.headers["etag"]
    for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
        again = server.send(f"/{path}", if_none_match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert server.send(f"/{path}", if_none_match='"other"').status == 200
    head = server.send(f"/{path}", "HEAD")
    assert (head.body, head.headers["content-length"]) == (b"", str(len(first.body)))


def test_another_catalogue_is_seen_at_once(own: Collection) -> None:
    with running(own, "serve") as process:
        assert titles(ask(process, query="zeppelin")) == []
        first = ask(process, query="clock")
        manifest = own.dist / "copy-007" / "provenance.json"
        other = json.loads(manifest.read_bytes())
        other["predicate"]["metadata"]["title"]["value"] = "A zeppelin"
        manifest.with_name("new").write_text(json.dumps(other))
        manifest.with_name("new").replace(manifest)
        assert own.run("site", "--title", "Harbour library").code == 0
        assert titles(ask(process, query="zeppelin")) == ["A zeppelin"]
        again = process.send("/catalogue/opds/search.xml?query=clock", if_none_match=first.headers["etag"])
        assert len(titles(again)) == 50


def test_where_there_is_no_catalogue_there_is_no_answer_and_where_it_is_damaged_that_is_said(own: Collection) -> None:
    index = own.dist / "catalogue/search/index.js"
    with running(own, "serve") as process:
        assert titles(ask(process, query="tide")) == ["Of tides"]
        for data in (b"", b"muniment({});\n", b'muniment({"documents": 3, "words": []});\n'):
            index.write_bytes(data)
            for form in ("xml", "json"):
                answer = ask(process, form, query="tide")
                assert (answer.status, answer.headers["retry-after"]) == (503, "2")
        index.unlink()
        assert ask(process, query="tide").status == 404


def test_no_part_of_the_index_is_looked_for_elsewhere(own: Collection) -> None:
    (own.dist / "evil.js").write_text('muniment({"terms": "tide", "postings": ["!!"]});\n')
    index = own.dist / "catalogue/search/index.js"
    value = json.loads(index.read_text().removeprefix("muniment(").removesuffix(");\n"))
    value["words"] = [["a", "../../evil"]]
    index.write_text(f"muniment({json.dumps(value)});\n")
    with pytest.raises(ValueError, match="no part of the index"):
        Index(own.dist).find(Question(words="tide"))


# --------------------------------------------------------------------------------------------- the page's search


QUESTIONS = ("clock", "copy 1", "the -copy", "tide noon", "港口", "钟", "كتب", "mariner", "img alert", "***", "no")


def test_apps_are_told_what_the_page_shows(browser: Browser, server: Process) -> None:
    with tab(browser) as page:
        for question in QUESTIONS:
            page.goto(f"{server.address}index.html")
            page.goto(f"{server.address}index.html#q={quote(question)}")
            expect(page.locator("#results")).to_contain_text("document", ignore_case=True)
            shown = page.locator("#found > li > p.title").all_text_contents()
            assert shown == titles(ask(server, query=question))[: len(shown)], question
            assert len(shown) == min(20, number(xml(ask(server, query=question)), "totalResults"))
