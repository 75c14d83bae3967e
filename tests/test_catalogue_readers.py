"""The feeds in a reading app's own library: Foliate's, run where it runs, in a browser's engine.

https://github.com/johnfactotum/foliate-js, ``opds.js``; ``make setup-check`` installs it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Route

from catalogue_collection import COPIES, HOSTILE, build
from catalogue_site import PATIENCE, chromium, served
from collection import Collection

FREE = "http://opds-spec.org/acquisition/open-access"
# What the app does: a feed is fetched and parsed, its entries are shown, and links are followed from there.
READ = """
async (address) => {
  const { getFeed, isOPDSCatalog } = await import('/foliate/opds.js');
  const response = await fetch(address);
  const text = await response.text();
  let feed;
  if (address.endsWith('.json')) feed = JSON.parse(text);
  else {
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


@pytest.fixture(scope="module")
def app(browser: Browser, project: Path, root: str) -> Iterator[Page]:
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
    assert [one["title"] for one in first["navigation"]] == ["New and changed", "All by title", "Pages by title"]


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


def test_a_feed_that_is_none_is_refused(app: Page, root: str, library: Collection) -> None:
    broken = library.dist / "catalogue" / "broken.xml"
    broken.write_text("<feed xmlns='http://www.w3.org/2005/Atom'><title>x</feed>")
    with pytest.raises(Exception, match="feed"):
        read(app, f"{root}catalogue/broken.xml")
    broken.unlink()
