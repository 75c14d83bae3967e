"""The feeds in a reading app's own library: Foliate's, run where it runs, in a browser's engine.

https://github.com/johnfactotum/foliate-js, ``opds.js``; ``make setup-check`` installs it.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Route

from catalogue_collection import COPIES, HOSTILE, build
from catalogue_site import PATIENCE, chromium, served
from collection import Collection
from serving_process import running

FREE = "http://opds-spec.org/acquisition/open-access"
# What the app does: a feed is fetched and parsed, its entries are shown, and links are followed from there.
READ = """
async (address) => {
  const { getFeed, isOPDSCatalog } = await import('/foliate/opds.js');
  const response = await fetch(address);
  const text = await response.text();
  let feed;
  if (response.headers.get('content-type').startsWith('application/opds+json') || address.endsWith('.json')) {
    feed = JSON.parse(text);
  } else {
    const parsed = new DOMParser().parseFromString(text, 'application/xml');
    if (parsed.querySelector('parsererror') || parsed.documentElement.localName !== 'feed') throw new Error(text);
    feed = getFeed(parsed);
  }
  const followed = (one) => ({
    ...one,
    rel: [one.rel ?? []].flat(),
    href: new URL(one.href, address).href,
    isCatalogue: isOPDSCatalog(one.type),
  });
  return {
    title: feed.metadata.title,
    links: feed.links.map(followed),
    navigation: (feed.navigation ?? []).map(followed),
    publications: (feed.publications ?? []).map((one) => ({ ...one, links: one.links.map(followed) })),
    facets: (feed.facets ?? []).map(({ metadata, links }) => ({ title: metadata.title, links: links.map(followed) })),
    groups: (feed.groups ?? []).map((one) => ({ ...one, navigation: one.navigation.map(followed) })),
  };
}
"""
# A search as the app makes it: it follows the link, fills the places of the template, and opens what comes out.
SEARCH = """
async ([address, words]) => {
  const { getSearch, getOpenSearch } = await import('/foliate/opds.js');
  const text = await (await fetch(address)).text();
  let search;
  if (address.endsWith('.json')) {
    const link = JSON.parse(text).links.find((one) => one.rel === 'search');
    if (!link.templated) throw new Error('no template');
    search = await getSearch(link);
  } else {
    const feed = new DOMParser().parseFromString(text, 'application/xml');
    const link = [...feed.querySelectorAll('feed > link')].find((one) => one.getAttribute('rel') === 'search');
    const described = await fetch(new URL(link.getAttribute('href'), address));
    if (!described.headers.get('content-type').startsWith(link.getAttribute('type'))) throw new Error('another type');
    search = getOpenSearch(new DOMParser().parseFromString(await described.text(), 'application/xml'));
  }
  const atom = 'http://www.w3.org/2005/Atom';
  const map = new Map([[null, new Map(Object.entries(words))], [atom, new Map(Object.entries(words))]]);
  return {
    title: search.metadata.title ?? null,
    params: search.params.map(({ name }) => name),
    href: new URL(search.search(map), address).href,
  };
}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return build(tmp_path_factory.mktemp("readers"))


@pytest.fixture(scope="module")
def root(library: Collection) -> Iterator[str]:
    with served(library.dist) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="module")
def browser(project: Path) -> Iterator[Browser]:
    with chromium(project) as started:
        yield started


@contextmanager
def app_at(browser: Browser, project: Path, root: str) -> Iterator[Page]:
    """A page that has the library, beside the catalogue."""
    folder = project / ".check/node/node_modules/foliate-js"
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)

    def library_of_the_app(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        route.fulfill(body=(folder / name).read_bytes(), content_type="text/javascript")

    page.route("**/foliate/*", library_of_the_app)
    page.route("**/app", lambda route: route.fulfill(body="<title>App</title>", content_type="text/html"))
    page.goto(f"{root}app")
    yield page
    page.close()


@pytest.fixture(scope="module")
def app(browser: Browser, project: Path, root: str) -> Iterator[Page]:
    with app_at(browser, project, root) as page:
        yield page


def read(app: Page, address: str) -> dict[str, Any]:
    feed: dict[str, Any] = app.evaluate(READ, address)
    return feed


def turned(app: Page, address: str) -> Iterator[dict[str, Any]]:
    """A feed and those that follow it, as somebody sees them who scrolls on."""
    while address:
        feed = read(app, address)
        yield feed
        onward = [one["href"] for one in feed["links"] if "next" in one["rel"]]
        address = onward[0] if onward else ""


def link(feed: dict[str, Any], title: str) -> str:
    """Where the entry with a title leads."""
    (found,) = (one for one in feed["navigation"] if one["title"] == title)
    assert found["isCatalogue"]
    return str(found["href"])


def files(publication: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in publication["links"] if FREE in one["rel"]]


@pytest.fixture(params=["opds.xml", "opds.json"])
def first(request: pytest.FixtureRequest, app: Page, root: str) -> dict[str, Any]:
    return read(app, f"{root}catalogue/{request.param}")


def test_the_first_feed_leads_to_what_is_new_and_to_all(first: dict[str, Any]) -> None:
    assert first["title"] == "Harbour library"
    assert [one["title"] for one in first["navigation"]] == [
        *("New and changed", "All by title", "Pages by title"),
        *("By author", "By language", "By year", "By subject"),
    ]


def test_turning_the_pages_shows_every_document_once(app: Page, first: dict[str, Any]) -> None:
    pages = list(turned(app, link(first, "All by title")))
    titles = [one["metadata"]["title"] for page in pages for one in page["publications"]]
    assert len(pages) == 5
    assert len(titles) == len(set(titles)) == COPIES + 4
    assert titles == sorted(titles, key=str.casefold)
    assert HOSTILE in titles


def test_the_list_of_pages_leads_to_each_of_them(app: Page, first: dict[str, Any]) -> None:
    contents = read(app, link(first, "Pages by title"))
    assert len(contents["navigation"]) == 5
    pages = [read(app, one["href"]) for one in contents["navigation"]]
    assert sum(len(page["publications"]) for page in pages) == COPIES + 4


@pytest.mark.parametrize(
    ("way", "value", "there"),
    [
        ("By author", "Ada Mariner", ["Of tides"]),
        ("By author", HOSTILE, [HOSTILE]),
        ("By language", "Arabic", ["كيف تُحفظ الكتب في المكتبة"]),
        ("By year", "1911", ["Of tides"]),
        ("By subject", "Harbours", ["Of tides"]),
    ],
)
def test_documents_are_found_by_what_is_known_of_them(
    app: Page, first: dict[str, Any], way: str, value: str, there: list[str]
) -> None:
    feed = read(app, link(read(app, link(first, way)), value))
    assert [one["metadata"]["title"] for one in feed["publications"]] == there
    ((_, chosen),) = (group["links"] for group in feed["facets"])
    assert (chosen["title"], "self" in chosen["rel"]) == (value, True)


def test_all_documents_can_be_narrowed_and_widened_again(app: Page, first: dict[str, Any]) -> None:
    everything = read(app, link(first, "All by title"))
    assert [one["title"] for one in everything["facets"]] == ["Author", "Language", "Year", "Subject"]
    every, *languages = everything["facets"][1]["links"]
    assert (every["title"], "self" in every["rel"]) == ("All languages", True)
    assert all(one["isCatalogue"] and "self" not in one["rel"] for one in languages)
    (chinese,) = (one for one in languages if "Chinese" in one["title"])
    assert int(chinese["properties"]["numberOfItems"]) == COPIES + 1
    pages = list(turned(app, chinese["href"]))
    assert sum(len(page["publications"]) for page in pages) == COPIES + 1
    assert {page["facets"][0]["links"][0]["href"] for page in pages} == {link(first, "All by title")}


def test_short_lists_are_shown_at_once_by_apps_that_can(app: Page, root: str) -> None:
    groups = read(app, f"{root}catalogue/opds.json")["groups"]
    assert [one["metadata"]["title"] for one in groups] == ["By author", "By language", "By year", "By subject"]
    assert read(app, groups[2]["navigation"][0]["href"])["publications"]


def test_a_document_can_be_taken_in_each_of_its_forms(app: Page, first: dict[str, Any], library: Collection) -> None:
    every = [one for page in turned(app, link(first, "All by title")) for one in page["publications"]]
    (tides,) = (one for one in every if one["metadata"]["title"] == "Of tides")
    assert [one["name"] if isinstance(one, dict) else one for one in tides["metadata"]["author"]] == ["Ada Mariner"]
    assert [one["type"] for one in files(tides)] == ["text/html", "text/markdown"]
    for one in files(tides):
        with urlopen(one["href"]) as answer:  # noqa: S310 - this machine's own server
            taken = hashlib.sha256(answer.read()).hexdigest()
        name = one["href"].rpartition("/")[2]
        assert taken == hashlib.sha256((library.dist / "tides" / name).read_bytes()).hexdigest()


def test_no_search_is_promised_that_files_cannot_answer(first: dict[str, Any]) -> None:
    assert [one for one in first["links"] if "search" in one["rel"]] == []


# --------------------------------------------------------------------------------------------- with a server


@pytest.fixture(scope="module")
def asked(library: Collection) -> Iterator[str]:
    """Where the catalogue is served so that it can be searched."""
    with running(library, "serve") as process:
        yield process.address


@pytest.fixture(scope="module")
def asking(browser: Browser, project: Path, asked: str) -> Iterator[Page]:
    with app_at(browser, project, asked) as page:
        yield page


@pytest.mark.parametrize("form", ["xml", "json"])
def test_the_app_searches_and_turns_the_pages_of_what_it_found(asking: Page, asked: str, form: str) -> None:
    for start in (f"{asked}catalogue/opds.{form}", f"{asked}catalogue/opds/titles-2.{form}"):
        search = asking.evaluate(SEARCH, [start, {"searchTerms": "tide noon", "query": "tide noon"}])
        found = read(asking, search["href"])
        assert [one["metadata"]["title"] for one in found["publications"]] == ["Of tides"]
        (tides,) = found["publications"]
        with urlopen(files(tides)[0]["href"]) as answer:  # noqa: S310 - this machine's own server
            assert b"low" in answer.read()
    many = asking.evaluate(SEARCH, [start, {"searchTerms": "clock", "query": "clock", "count": "60"}])
    pages = list(turned(asking, many["href"]))
    titles = [one["metadata"]["title"] for page in pages for one in page["publications"]]
    assert len(titles) == len(set(titles)) == COPIES
    assert len(pages) > 2


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("words", ["zebra", "…", HOSTILE, "a" * 900, "{searchTerms?}", "100 % & more"])
def test_whatever_somebody_types_the_app_gets_a_feed(asking: Page, asked: str, form: str, words: str) -> None:
    search = asking.evaluate(SEARCH, [f"{asked}catalogue/opds.{form}", {"searchTerms": words, "query": words}])
    found = read(asking, search["href"])
    assert found["title"].startswith("Harbour library: search for ")
    assert [one["metadata"]["title"] for one in found["publications"]] == ([HOSTILE] if words == HOSTILE else [])


@pytest.mark.parametrize("form", ["xml", "json"])
def test_the_app_can_ask_for_an_author_or_a_title_alone(asking: Page, asked: str, form: str) -> None:
    start = f"{asked}catalogue/opds.{form}"
    search = asking.evaluate(SEARCH, [start, {"author": "mariner"}])
    assert {"title", "author"} < set(search["params"])
    assert [one["metadata"]["title"] for one in read(asking, search["href"])["publications"]] == ["Of tides"]
    nothing = read(asking, asking.evaluate(SEARCH, [start, {"title": "mariner"}])["href"])
    assert nothing["publications"] == []


def test_another_library_reads_an_answer(asked: str) -> None:
    with urlopen(f"{asked}catalogue/opds/search.xml?query=tide") as answer:  # noqa: S310 - this machine's own server
        headers = {"content-location": answer.url, "content-type": answer.headers["content-type"]}
        found = importlib.import_module("feedparser").parse(answer.read(), response_headers=headers)
    assert not found.bozo
    assert found.feed.opensearch_totalresults == "1"
    (entry,) = found.entries
    assert (entry.title, entry.link) == ("Of tides", f"{asked}tides/index.html")


def test_a_feed_that_is_none_is_refused(app: Page, root: str, library: Collection) -> None:
    broken = library.dist / "catalogue" / "broken.xml"
    broken.write_text("<feed xmlns='http://www.w3.org/2005/Atom'><title>x</feed>")
    with pytest.raises(Exception, match="feed"):
        read(app, f"{root}catalogue/broken.xml")
    broken.unlink()
