"""Feeds by author, language, year and subject: each value holds its documents, and little changes when little does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from muniment.catalogue.browse import FEW, MOST, Ways, ways
from muniment.catalogue.feeds import feed_files
from muniment.catalogue.model import Entry
from muniment.catalogue.shelves import PAGE
from test_catalogue_feeds import (
    ACQUISITION,
    ATOM,
    HOSTILE,
    NAVIGATION,
    OPDS2,
    PUBLISHED,
    RELATIVE,
    atom_complaints,
    document,
    links,
    opds_complaints,
    opds_paths,
    target,
    walk,
    xml,
)

OPDS = "{http://opds-spec.org/2010/catalog}"
COUNT = "{http://purl.org/syndication/thread/1.0}count"
FACET = "http://opds-spec.org/facet"
LANGUAGES = ("en", "fr", "ar", "und")
TITLES = "catalogue/opds/titles-1"


def varied(number: int, authors: int = 3) -> list[Entry]:
    """Documents that differ in all by which they can be told apart; some of it is not known of some."""
    return [
        document(
            f"d{at:05}",
            title=f"Title {at * 7919 % number:05}",
            creators=() if at % 11 == 10 else (f"{chr(65 + at % authors % 26)}. Author {at % authors:05}",),
            language=LANGUAGES[at % len(LANGUAGES)],
            date="" if at % 13 == 12 else f"{1900 + at % 40}-05-01",
            subjects=("Tides", "Clocks")[: at % 3],
        )
        for at in range(number)
    ]


def by_value(found: Ways, name: str) -> dict[str, list[str]]:
    """Ids of the documents of each value, page after page."""
    (guide,) = (one for one in found.guides if one.kind.name == name)
    return {
        value.title: [entry.id for shelf in value.shelves for entry in shelf.entries] for value in guide.every_value()
    }


def lead(produced: dict[str, bytes], path: str, title: str) -> str:
    """Where the entry with a title leads."""
    (found,) = (one for one in xml(produced[path]).iterfind(f"{ATOM}entry") if one.findtext(f"{ATOM}title") == title)
    return target(path, found.find(f"{ATOM}link").get("href"))


def all_in(element: Any) -> list[Any]:  # noqa: ANN401 # elements
    return [(one.get(f"{OPDS}facetGroup"), one.get("title"), one.get(f"{OPDS}activeFacet")) for one in element]


# --------------------------------------------------------------------------------------------- what is where


def test_each_value_has_the_documents_that_have_it_and_no_other() -> None:
    entries = varied(200)
    found = ways(entries)
    assert [guide.kind.name for guide in found.guides] == ["author", "language", "year", "subject"]
    names = {"en": "English", "fr": "French", "ar": "Arabic"}
    for name, values in (
        ("author", lambda one: one.creators),
        ("language", lambda one: [names[one.language]] if one.language != "und" else []),
        ("year", lambda one: [one.year] if one.year else []),
        ("subject", lambda one: one.subjects),
    ):
        wanted: dict[str, set[str]] = {}
        for one in entries:
            for value in values(one):
                wanted.setdefault(value, set()).add(one.id)
        given = by_value(found, name)
        assert {value: set(ids) for value, ids in given.items()} == wanted
        assert all(len(ids) == len(set(ids)) for ids in given.values())
        assert list(given) == sorted(given)


def test_a_value_s_documents_are_by_title_on_pages_as_all_others() -> None:
    produced = dict(feed_files(varied(8 * PAGE), RELATIVE))
    first = lead(produced, lead(produced, "catalogue/opds.xml", "By language"), "French")
    pages = list(walk(produced, first))
    titles = [one.findtext(f"{ATOM}title") for _, feed in pages for one in feed.iterfind(f"{ATOM}entry")]
    assert len(pages) == 2
    assert titles == sorted(titles)
    assert len(titles) == 2 * PAGE


def test_what_is_the_same_for_all_is_no_way_to_browse() -> None:
    alike = [document(f"d{at}") for at in range(3)]
    assert ways(alike).guides == ()
    assert ways([]).guides == ()
    known, unknown = document("a"), document("b", creators=(), language="und", date="", subjects=())
    assert [one.kind.name for one in ways([known, unknown]).guides] == ["author", "language", "year", "subject"]


def test_a_document_without_a_file_is_on_no_shelf() -> None:
    entries = [*varied(4), document("none", creators=("Nobody",), downloads=())]
    assert "Nobody" not in by_value(ways(entries), "author")


def test_many_values_are_divided_by_their_beginning_and_rare_ones_share_a_shelf() -> None:
    entries = varied(2000, authors=700)
    entries += [document(f"often-{at}", creators=("Ada Often",)) for at in range(FEW)]
    (authors,) = (one for one in ways(entries).guides if one.kind.name == "author")
    assert authors.count > MOST
    assert not authors.values
    assert [one.title for one in authors.sections] == [chr(65 + at) for at in range(26)]
    assert sum(one.count for one in authors.sections) == authors.count
    assert [one.title for one in authors.sections[0].values] == ["Ada Often", "A: other authors"]
    assert [one.title for one in authors.sections[1].values] == ["B: all authors"]
    others = [entry for shelf in authors.sections[0].values[1].shelves for entry in shelf.entries]
    assert {one.id for one in others} == {one.id for one in entries if one.creators[:1] and one.creators[0][:2] == "A."}
    assert [one.creators for one in others] == sorted(one.creators for one in others)


def test_years_are_divided_into_decades() -> None:
    entries = [document(f"d{at}", date=f"{1850 + at}-01-01") for at in range(MOST + 1)]
    (years,) = (one for one in ways(entries).guides if one.kind.name == "year")
    assert [one.title for one in years.sections][:2] == ["1850s", "1860s"]


def test_somebody_with_two_rare_names_who_begin_alike_is_on_their_shelf_once() -> None:
    entries = [document(f"d{at}", creators=(f"A{at}", f"A{at}b")) for at in range(MOST)]
    (ids,) = by_value(ways(entries), "author").values()
    assert sorted(ids) == sorted(one.id for one in entries)


def test_as_many_authors_as_documents_do_not_make_as_many_files() -> None:
    produced = feed_files(varied(4_000, authors=4_000), RELATIVE)
    assert len([path for path in produced if path.startswith("catalogue/opds")]) < 1_200
    lists = [path for path in opds_paths(produced) if "/by-" in path]
    assert max(len(produced[path]) for path in lists) < 100_000


# --------------------------------------------------------------------------------------------- by the standards


@pytest.mark.parametrize("site", [RELATIVE, PUBLISHED])
@pytest.mark.parametrize("authors", [3, MOST + 1])
def test_every_feed_is_what_atom_and_opds_ask_for(authors: int, site: Any) -> None:  # noqa: ANN401 # a site
    produced = feed_files(varied(3 * PAGE, authors), site)
    assert len(opds_paths(produced)) > 40
    for path in opds_paths(produced):
        assert atom_complaints(xml(produced[path])) == []
        assert opds_complaints(xml(produced[path])) == []
        feed = json.loads(produced[path.removesuffix("xml") + "json"])
        assert list(OPDS2.iter_errors(feed)) == []


@pytest.mark.parametrize("authors", [3, MOST + 1])
def test_every_feed_can_be_reached_from_the_root_in_either_form(authors: int) -> None:
    produced = feed_files(varied(3 * PAGE, authors), RELATIVE)
    seen, waiting = set(), ["catalogue/opds.xml"]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            found = xml(produced[path]).iter(f"{ATOM}link")
            waiting += [target(path, one.get("href")) for one in found if "opds-catalog" in one.get("type")]
    assert seen == set(opds_paths(produced))
    reached, left = set(), ["catalogue/opds.json"]
    while left:
        path = left.pop()
        if path not in reached:
            reached.add(path)
            feed = json.loads(produced[path])
            onward = [
                *feed["links"],
                *feed.get("navigation", []),
                *(one for g in feed.get("facets", []) for one in g["links"]),
            ]
            left += [target(path, one["href"]) for one in onward if one["type"] == "application/opds+json"]
    assert {path.removesuffix("json") + "xml" for path in reached} == seen


@pytest.mark.parametrize("authors", [3, MOST + 1])
def test_a_feed_leads_up_to_the_list_that_leads_to_it(authors: int) -> None:
    produced = feed_files(varied(60, authors), RELATIVE)
    lists = [path for path in opds_paths(produced) if "/by-" in path]
    for path in lists:
        for entry in xml(produced[path]).iterfind(f"{ATOM}entry"):
            below = target(path, entry.find(f"{ATOM}link").get("href"))
            (up,) = links(xml(produced[below]), "up")
            assert (target(below, up.get("href")), up.get("type")) == (path, NAVIGATION)


def test_the_first_page_of_all_offers_what_it_can_be_narrowed_to() -> None:
    entries = varied(3 * PAGE)
    produced = feed_files(entries, RELATIVE)
    facets = links(xml(produced[f"{TITLES}.xml"]), FACET)
    groups = list(dict.fromkeys(one.get(f"{OPDS}facetGroup") for one in facets))
    assert groups == ["Author", "Language", "Year", "Subject"]
    assert all_in(facets)[4:8] == [
        ("Language", "All languages", "true"),
        ("Language", "Arabic", None),
        ("Language", "English", None),
        ("Language", "French", None),
    ]
    for one in facets:
        assert one.get("type") == ACQUISITION
        if one.get(COUNT):
            first = target(f"{TITLES}.xml", one.get("href"))
            there = sum(len(feed.findall(f"{ATOM}entry")) for _, feed in walk(produced, first))
            assert there == int(one.get(COUNT))
    assert links(xml(produced["catalogue/opds/titles-2.xml"]), FACET) == []


def test_a_narrowed_feed_says_which_facet_it_is_and_leads_back_to_all() -> None:
    produced = dict(feed_files(varied(3 * PAGE), RELATIVE))
    path = lead(produced, lead(produced, "catalogue/opds.xml", "By language"), "French")
    facets = links(xml(produced[path]), FACET)
    assert all_in(facets) == [("Language", "All languages", None), ("Language", "French", "true")]
    assert [target(path, one.get("href")) for one in facets] == [f"{TITLES}.xml", path]
    feed = json.loads(produced[path.removesuffix("xml") + "json"])
    ((title, first, second),) = ((one["metadata"]["title"], *one["links"]) for one in feed["facets"])
    assert (title, first["title"], second["title"]) == ("Language", "All languages", "French")
    assert ("rel" in first, second["rel"]) == (False, "self")


def test_short_lists_are_shown_with_the_first_feed_where_the_form_can() -> None:
    groups = json.loads(feed_files(varied(60), RELATIVE)["catalogue/opds.json"])["groups"]
    assert [one["metadata"]["title"] for one in groups] == ["By author", "By language", "By subject"]  # 40 years
    assert [(one["title"], one["properties"]["numberOfItems"]) for one in groups[1]["navigation"]] == [
        ("Arabic", 15),
        ("English", 15),
        ("French", 15),
    ]


@pytest.mark.parametrize("name", [*HOSTILE, "../../../etc/passwd", "con", "A\u0301", "a" * 5000])
def test_a_hostile_value_is_only_a_value_and_never_a_path(name: str) -> None:
    entries = [document("a", creators=(name,), subjects=(name,)), document("b", creators=("Ada",), subjects=())]
    produced = feed_files(entries, RELATIVE)
    assert all(
        path.removeprefix("catalogue/opds/").replace(".", "-").replace("-", "").isalnum()
        for path in opds_paths(produced)
        if path != "catalogue/opds.xml"
    )
    for path in opds_paths(produced):
        assert atom_complaints(xml(produced[path])) == []
        json.loads(produced[path.removesuffix("xml") + "json"])
    titles = [
        one.findtext(f"{ATOM}title") for one in xml(produced["catalogue/opds/by-author.xml"]).iterfind(f"{ATOM}entry")
    ]
    assert "Ada" in titles
    assert len(titles) == 2


def test_names_that_differ_in_case_alone_are_two_files_on_every_disk() -> None:
    entries = [document("a", creators=("ada",)), document("b", creators=("Ada",))]
    paths = [path.casefold() for path in feed_files(entries, RELATIVE)]
    assert len(paths) == len(set(paths))


# --------------------------------------------------------------------------------------------- what changes


def changed(before: list[Entry], after: list[Entry]) -> set[str]:
    """OPDS feeds in Atom that are others, without the lists that tell of all and the first page of all."""
    old, new = feed_files(before, RELATIVE), feed_files(after, RELATIVE)
    assert feed_files(after[::-1], RELATIVE) == new
    every = old.keys() | new.keys()
    known = {"catalogue/opds.xml", f"{TITLES}.xml", "catalogue/opds/new.xml", "catalogue/opds/contents.xml"}
    return {
        one
        for one in every
        if old.get(one) != new.get(one) and one.startswith("catalogue/opds") and one.endswith(".xml")
    } - known


@pytest.mark.parametrize("authors", [3, MOST + 1])
def test_one_changed_document_rewrites_only_the_feeds_that_it_is_on(authors: int) -> None:
    before = varied(6 * PAGE, authors)
    after = list(before)
    after[8] = replace(before[8], description="Another.")
    held = feed_files(after, RELATIVE)
    for path in changed(before, after):
        assert b">Another.<" in held[path], path


@pytest.mark.parametrize("authors", [3, MOST + 1])
def test_another_value_changes_the_feeds_of_the_old_and_the_new_one_and_their_lists(authors: int) -> None:
    before = varied(6 * PAGE, authors)
    after = list(before)
    after[8] = replace(before[8], language="fr")  # it was English
    produced = dict(feed_files(after, RELATIVE))
    languages = lead(produced, "catalogue/opds.xml", "By language")
    stems = {lead(produced, languages, name).rpartition("-")[0] for name in ("English", "French")}
    found = changed(before, after)
    assert languages in found
    assert {one.rpartition("-")[0] for one in found - {languages} if "/language-" in one} == stems
    assert all(
        "d00008/index.html" in held or "/language-" in path
        for path, held in ((one, produced[one].decode()) for one in found - {languages})
    )


def test_each_document_is_written_the_same_in_every_feed() -> None:
    produced = feed_files(varied(30), RELATIVE)
    held: dict[str, set[bytes]] = {}
    for path in opds_paths(produced):
        if "/by-" not in path and path != "catalogue/opds.xml":
            for entry in xml(produced[path]).iterfind(f"{ATOM}entry"):
                held.setdefault(entry.findtext(f"{ATOM}id"), set()).add(
                    etree.tostring(entry, method="c14n", exclusive=True)
                )
    assert len(held) == 30
    assert all(len(forms) == 1 for forms in held.values())
