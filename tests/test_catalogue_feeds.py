"""The catalogue's feeds and lists: readers that are not ours find every document once, whatever its title holds."""

from __future__ import annotations

import hashlib
import importlib
import json
import random
import re
import subprocess
import tracemalloc
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from PIL import Image

from muniment.catalogue import stored_zip
from muniment.catalogue.addresses import EARLIEST, moment_of
from muniment.catalogue.everything import write_everything
from muniment.catalogue.feeds import feed_files, linkset_path, typed_links
from muniment.catalogue.model import Download, Entry, Site, Step, Verdict
from muniment.catalogue.shelves import PAGE
from muniment.catalogue.sitemap import sitemap_files
from muniment.errors import StorageError, VerificationError

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/terms/}"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
FREE = "http://opds-spec.org/acquisition/open-access"
RELATIVE, PUBLISHED = Site(title="The shelf"), Site(title="The shelf", base_url="https://example.org/shelf/")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TYPES = {
    "epub": "application/epub+zip",
    "html": "text/html",
    "md": "text/markdown",
    "package": "application/zip",
    "pdf": "application/pdf",
    "source": "text/plain",
}
HOSTILE = (
    "<script>alert(\"1\")</script> & 'quotes' ]]> <![CDATA[x",
    "كتاب الساعة في الميناء",
    "nul \x00, bell \x07, escape \x1b, delete \x7f, non-character \ufffe, half a pair \ud83d",
    "\u202etxet desrever\u202c \U0001f570\ufe0f \U0001f469\u200d\U0001f467",
    '\\u0022}],"publications":[',
    "{searchTerms} %2F..%2f ?#&amp;&#x3c;",
)


def download(path: str, format_: str, data: bytes = b"") -> Download:
    return Download(
        path=path,
        format=format_,
        media_type=TYPES[format_],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        file_name=path.rpartition("/")[2],
        verdicts=(Verdict(tool="A tool", version="1.2", profile="EPUB 3.3", passed=True, report="reports/a.json"),),
    )


def document(name: str = "letter", **changes: Any) -> Entry:  # noqa: ANN401 # whichever field a test is about
    known = Entry(
        id=name,
        title="The harbour clock",
        creators=("Ada Mariner", "Ben Pilot"),
        language="en",
        direction="ltr",
        date="1969-07-20",
        publisher="The Harbour Press",
        source_url="https://example.org/clock?a=1&b=2",
        rights="https://creativecommons.org/licenses/by/4.0/",
        subjects=("clocks", "harbours"),
        description="Of a clock that was always late.",
        identifier="https://doi.org/10.1000/182",
        basis={"title": "asserted", "creators": "extracted"},
        words=1200,
        changes={"newline": 3},
        doubtful=((4, 9, "verse", 0.4),),
        downloads=tuple(
            download(f"{name}/{name}.{suffix}", format_)
            for suffix, format_ in (("html", "html"), ("epub", "epub"), ("pdf", "pdf"), ("source.txt", "source"))
        ),
        steps=(Step(name="received", when="", detail="One file."),),
        updated="2026-03-01T09:30:00Z",
    )
    return replace(known, **changes)


def many(number: int) -> list[Entry]:
    """Documents whose titles and times are in no order."""
    chance = random.Random(number)  # noqa: S311 # a shuffle, no secret
    return [
        document(
            f"d{i:05}",
            title=f"Title {chance.randrange(10 * number)}",
            updated=f"20{chance.randrange(10, 27)}-01-{chance.randrange(1, 29):02}T00:00:00Z",
        )
        for i in range(number)
    ]


@pytest.fixture(scope="module")
def feedparser() -> Any:  # noqa: ANN401 # it has no types
    return importlib.import_module("feedparser")


def xml(data: bytes) -> Any:  # noqa: ANN401 # an element
    return etree.fromstring(data)


def links(element: Any, relation: str) -> list[Any]:  # noqa: ANN401 # elements
    return [link for link in element.iterchildren(f"{ATOM}link") if link.get("rel") == relation]


def target(base: str, href: str) -> str:
    """Path below the output folder that a link in the file ``base`` leads to."""
    return unquote(urlsplit(urljoin(f"file:///dist/{base}", href)).path).removeprefix("/dist/")


def walk(produced: Mapping[str, bytes], first: str) -> Iterator[tuple[str, Any]]:
    """A paged feed as a reader turns it over, by ``next`` alone."""
    path = first
    while path:
        feed = xml(produced[path])
        yield path, feed
        onward = links(feed, "next")
        path = target(path, onward[0].get("href")) if onward else ""


# --------------------------------------------------------------------------------------------- Atom and OPDS 1.2


def atom_complaints(feed: Any) -> list[str]:  # noqa: ANN401 # an element
    """What RFC 4287, 4.1, says against a feed."""
    found = []
    for element in (feed, *feed.iterchildren(f"{ATOM}entry")):
        name = etree.QName(element).localname
        found += [
            f"{name}: {len(element.findall(ATOM + one))} {one}"
            for one in ("id", "title", "updated")
            if len(element.findall(ATOM + one)) != 1
        ]
        found += [
            f"{name}: not a moment" for one in element.iterfind(f"{ATOM}updated") if not MOMENT.fullmatch(one.text)
        ]
        found += [f"{name}: not an address" for one in element.iterfind(f"{ATOM}id") if not urlsplit(one.text).scheme]
        found += [f"{name}: an author without name" for one in element.iterfind(f"{ATOM}author") if not one[0].text]
        alternates = [(one.get("type"), one.get("hreflang")) for one in links(element, "alternate")]
        if len(set(alternates)) != len(alternates):
            found.append(f"{name}: alternates of the same type")
        found += [f"{name}: a link without href" for one in element.iterfind(f"{ATOM}link") if not one.get("href")]
        if element is not feed and element.find(f"{ATOM}content") is None and not alternates:
            found.append("entry: neither content nor alternate")
    if feed.find(f"{ATOM}author") is None:
        found.append("feed: no author")
    ids = [one.findtext(f"{ATOM}id") for one in feed.iterchildren(f"{ATOM}entry")]
    return found + ["entries share an id"] * (len(set(ids)) != len(ids))


def opds_complaints(feed: Any) -> list[str]:  # noqa: ANN401 # an element
    """What OPDS 1.2 says against a feed, beyond RFC 4287."""
    found = []
    own, start = links(feed, "self"), links(feed, "start")
    if [one.get("type") for one in start] != [NAVIGATION]:
        found.append("2.2: the link to the root, a feed that leads to feeds, has another type")
    kinds = set()
    for entry in feed.iterchildren(f"{ATOM}entry"):
        acquisitions = [
            one
            for one in entry.iterfind(f"{ATOM}link")
            if one.get("rel").startswith("http://opds-spec.org/acquisition")
        ]
        kinds.add(ACQUISITION if acquisitions else NAVIGATION)
        found += ["5.3: no type" for one in acquisitions if not one.get("type")]
        found += [f"5.1.1: dc:{name}" for name in ("title", "creator") if entry.find(DC + name) is not None]
        if (entry.findtext(f"{DC}identifier") or "-") == entry.findtext(f"{ATOM}id"):
            found.append("5.1.1: dc:identifier identifies the entry")
        found += ["5.1.3: summary" for one in entry.iterfind(f"{ATOM}summary") if one.get("type") != "text" or len(one)]
    if len(own) != 1 or kinds - {one.get("type") for one in own}:
        found.append("2: neither wholly of publications nor wholly of feeds, or its own link says otherwise")
    return found


def opds_paths(produced: Mapping[str, bytes]) -> list[str]:
    return [path for path in produced if path.startswith("catalogue/opds") and path.endswith(".xml")]


@pytest.mark.parametrize("site", [RELATIVE, PUBLISHED])
@pytest.mark.parametrize("number", [0, 1, PAGE, PAGE + 1, 3 * PAGE])
def test_every_feed_is_what_atom_and_opds_ask_for(number: int, site: Site) -> None:
    produced = feed_files(many(number), site)
    for path in ("catalogue/atom.xml", *opds_paths(produced)):
        assert atom_complaints(xml(produced[path])) == []
    for path in opds_paths(produced):
        assert opds_complaints(xml(produced[path])) == []


def test_the_checks_of_feeds_see_what_they_look_for() -> None:
    produced = feed_files([document()], RELATIVE)
    feed = xml(produced["catalogue/opds/titles-1.xml"])
    entry = feed.find(f"{ATOM}entry")
    entry.find(f"{ATOM}updated").text = "yesterday"
    entry.find(f"{ATOM}id").text = entry.find(f"{DC}identifier").text = "letter"
    entry.remove(entry.find(f"{ATOM}title"))
    feed.remove(feed.find(f"{ATOM}author"))
    assert atom_complaints(feed) == [
        "entry: 0 title",
        "entry: not a moment",
        "entry: not an address",
        "feed: no author",
    ]
    for link in links(entry, FREE)[1:]:
        entry.remove(link)
    del links(entry, FREE)[0].attrib["type"]
    links(feed, "self")[0].set("type", NAVIGATION)
    assert [line[:5] for line in opds_complaints(feed)] == ["5.3: ", "5.1.1", "2: ne"]


@pytest.mark.parametrize("number", [0, 1, PAGE - 1, PAGE, PAGE + 1, 4 * PAGE + 7])
def test_turning_the_pages_shows_every_document_once_and_in_order(number: int) -> None:
    entries = many(number)
    produced = feed_files(entries, RELATIVE)
    pages = list(walk(produced, "catalogue/opds/titles-1.xml"))
    shown = [
        target(path, links(one, "alternate")[0].get("href"))
        for path, feed in pages
        for one in feed.iterchildren(f"{ATOM}entry")
    ]
    by_title = sorted(entries, key=lambda one: (one.title.casefold(), one.id))
    assert shown == [f"{one.id}/index.html" for one in by_title]
    assert len(pages) == max(1, -(-number // PAGE))
    for (before, _), (path, feed) in pairwise(pages):
        assert [target(path, one.get("href")) for one in links(feed, "previous")] == [before]
    assert not links(pages[0][1], "previous")
    for path, feed in pages:
        assert {target(path, one.get("href")) for one in links(feed, "last")} <= {pages[-1][0]}
        assert feed.findtext("{http://a9.com/-/spec/opensearch/1.1/}totalResults") == str(number)


def test_every_page_can_be_reached_from_the_root() -> None:
    produced = feed_files(many(3 * PAGE), RELATIVE)
    seen, waiting = set(), ["catalogue/opds.xml"]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            found = xml(produced[path]).iter(f"{ATOM}link")
            waiting += [target(path, one.get("href")) for one in found if "opds-catalog" in one.get("type")]
    assert seen == set(opds_paths(produced))


@pytest.mark.parametrize("site", [RELATIVE, PUBLISHED])
def test_every_link_leads_to_a_file_of_the_site(site: Site) -> None:
    entries = many(PAGE + 1)
    produced = feed_files(entries, site)
    there = {"index.html", *produced, *(f"{one.id}/index.html" for one in entries)}
    there |= {file.path for one in entries for file in one.downloads}
    for path in opds_paths(produced):
        for link in xml(produced[path]).iter(f"{ATOM}link"):
            href = link.get("href")
            assert href.startswith(site.base_url)
            assert target(path, href.removeprefix(site.base_url) if site.base_url else href) in there or site.base_url
            if site.base_url:
                assert unquote(href.removeprefix(site.base_url)) in there


def test_another_library_reads_the_feeds(feedparser: Any) -> None:  # noqa: ANN401 # it has no types
    produced = feed_files([document()], PUBLISHED)
    read = feedparser.parse(produced["catalogue/opds/titles-1.xml"])
    assert not read.bozo
    assert read.version == "atom10"
    (entry,) = read.entries
    assert entry.title == "The harbour clock"
    assert [one.name for one in entry.authors] == ["Ada Mariner", "Ben Pilot"]
    assert [one.term for one in entry.tags] == ["clocks", "harbours"]
    assert entry.summary == "Of a clock that was always late."
    assert (entry.published, entry.dcterms_language, entry.dcterms_publisher) == (
        "1969-07-20",
        "en",
        "The Harbour Press",
    )
    assert [(one.type, one.href) for one in entry.links if one.rel == FREE] == [
        ("application/epub+zip", "https://example.org/shelf/letter/letter.epub"),
        ("application/pdf", "https://example.org/shelf/letter/letter.pdf"),
        ("text/html", "https://example.org/shelf/letter/letter.html"),
    ]


def test_another_library_resolves_relative_links_from_where_the_feed_was(feedparser: Any) -> None:  # noqa: ANN401 # it has no types
    produced = feed_files([document()], RELATIVE)
    place = {"content-location": "http://127.0.0.1:8000/any/where/catalogue/atom.xml"}
    (entry,) = feedparser.parse(produced["catalogue/atom.xml"], response_headers=place).entries
    assert entry.link == "http://127.0.0.1:8000/any/where/letter/index.html"
    assert entry.enclosures[1].href == "http://127.0.0.1:8000/any/where/letter/letter.epub"


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_only_a_title(title: str, feedparser: Any) -> None:  # noqa: ANN401 # it has no types
    entry = document(title=title, creators=(title,), subjects=(title,), description=title, publisher=title)
    produced = feed_files([replace(entry, downloads=(replace(entry.downloads[1], file_name=title),))], PUBLISHED)
    seen = re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe]", "\ufffd", title)
    for path in ("catalogue/atom.xml", "catalogue/opds/new.xml", "catalogue/opds/titles-1.xml"):
        (found,) = xml(produced[path]).iterfind(f"{ATOM}entry")
        assert found.findtext(f"{ATOM}title") == seen
        assert not len(found.find(f"{ATOM}title"))
        read = feedparser.parse(produced[path])
        assert not read.bozo
        assert read.entries[0].title_detail.type == "text/plain"
        assert read.entries[0].title == seen.strip()
    assert json.loads(produced["catalogue/opds/titles-1.json"])["publications"][0]["metadata"]["title"] == seen
    assert json.loads(produced["catalogue/catalogue.json"])["documents"][0]["title"] == seen


def test_right_to_left_is_said_where_a_format_can_say_it() -> None:
    produced = feed_files([document(title=HOSTILE[1], language="ar", direction="rtl")], RELATIVE)
    (found,) = xml(produced["catalogue/opds/titles-1.xml"]).iterfind(f"{ATOM}entry")
    assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    (publication,) = json.loads(produced["catalogue/opds/titles-1.json"])["publications"]
    assert publication["metadata"]["readingProgression"] == "rtl"
    assert publication["metadata"]["language"] == "ar"


def test_a_page_is_called_by_its_first_and_last_title_each_in_its_own_direction() -> None:
    assert (
        xml(feed_files(many(PAGE), RELATIVE)["catalogue/opds/titles-1.xml"]).findtext(f"{ATOM}title")
        == "The shelf: All by title"
    )
    entries = [document(f"a{number}", title="A" * 50) for number in range(PAGE - 1)]
    entries += [document("b", title=HOSTILE[1], language="ar", direction="rtl"), document("c", title="ی")]
    leads = xml(feed_files(entries, RELATIVE)["catalogue/opds/contents.xml"]).iterfind(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in leads] == [
        f"{'A' * 40}… – \u2068{HOSTILE[1]}\u2069",
        "\u2068ی\u2069",
    ]


def test_nothing_unknown_is_stated() -> None:
    bare = document(
        creators=(), language="und", date="", publisher="", source_url="", rights="", subjects=(), description=""
    )
    produced = feed_files([replace(bare, identifier="", updated="")], RELATIVE)
    (found,) = xml(produced["catalogue/opds/titles-1.xml"]).iterfind(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}name") for one in found.iterfind(f"{ATOM}author")] == ["Not stated"]
    assert {etree.QName(one).localname for one in found} == {"id", "title", "updated", "author", "link"}
    (publication,) = json.loads(produced["catalogue/opds/titles-1.json"])["publications"]
    assert publication["metadata"].keys() == {"@type", "title", "readingProgression", "modified"}
    (listed,) = json.loads(produced["catalogue/catalogue.json"])["documents"]
    assert {name for name, value in listed.items() if value is None} == {
        *("identifier", "language", "date", "publisher", "source_url", "rights", "description", "cover")
    }


def test_a_year_is_not_made_into_a_day() -> None:
    produced = feed_files([document(date="1917")], RELATIVE)
    assert xml(produced["catalogue/opds/titles-1.xml"]).findtext(f".//{DC}issued") == "1917"
    assert "published" not in json.loads(produced["catalogue/opds/titles-1.json"])["publications"][0]["metadata"]


def test_source_and_package_are_offered_to_readers_only_where_there_is_nothing_else() -> None:
    raw = document("raw", downloads=(download("raw/raw.source.txt", "source"), download("archive/raw.zip", "package")))
    produced = feed_files([raw, document("none", downloads=())], RELATIVE)
    (found,) = xml(produced["catalogue/opds/titles-1.xml"]).iterfind(f"{ATOM}entry")
    assert [one.get("type") for one in links(found, FREE)] == ["text/plain", "application/zip"]


def test_a_moment_is_the_documents_own_and_never_that_of_the_build() -> None:
    moments = {"2026-03-01T09:30:00Z": None, "2026-03-01": "2026-03-01T00:00:00Z", "": EARLIEST, "soon": EARLIEST}
    for stated, meant in moments.items():
        assert moment_of(document(updated=stated)) == (meant or stated)


def test_what_is_new_comes_first_and_the_feed_is_as_new_as_that() -> None:
    entries = many(3 * PAGE)
    feed = xml(feed_files(entries, RELATIVE)["catalogue/atom.xml"])
    moments = [one.findtext(f"{ATOM}updated") for one in feed.iterfind(f"{ATOM}entry")]
    assert moments == sorted((one.updated for one in entries), reverse=True)[:50]
    assert feed.findtext(f"{ATOM}updated") == moments[0]


# --------------------------------------------------------------------------------------------- OPDS 2.0

LINK = {"type": "object", "required": ["href"], "properties": {"href": {"type": "string"}, "type": {"type": "string"}}}
TYPED = {**LINK, "required": ["href", "type"]}


def having(relations: list[str]) -> dict[str, Any]:
    return {"contains": {"required": ["rel"], "properties": {"rel": {"enum": relations}}}}


OPDS2 = Draft202012Validator(
    {
        "type": "object",
        "required": ["metadata", "links"],
        "anyOf": [{"required": ["publications"]}, {"required": ["navigation"]}],
        "properties": {
            "metadata": {
                "required": ["title"],
                "properties": {
                    "title": {"type": "string"},
                    "modified": {"type": "string", "pattern": MOMENT.pattern},
                    "numberOfItems": {"type": "integer", "minimum": 0},
                    "itemsPerPage": {"type": "integer", "exclusiveMinimum": 0},
                    "currentPage": {"type": "integer", "exclusiveMinimum": 0},
                },
            },
            "links": {"type": "array", "uniqueItems": True, "items": TYPED, **having(["self"])},
            "navigation": {"type": "array", "items": {**TYPED, "required": ["href", "type", "title", "rel"]}},
            "publications": {
                "type": "array",
                "uniqueItems": True,
                "items": {
                    "type": "object",
                    "required": ["metadata", "links", "images"],
                    "properties": {
                        "metadata": {
                            "required": ["title"],
                            "properties": {
                                "title": {"type": "string"},
                                "@type": {"type": "string", "pattern": "^http"},
                                "published": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
                                "modified": {"type": "string", "pattern": MOMENT.pattern},
                                "readingProgression": {"enum": ["ltr", "rtl"]},
                                "subject": {"type": "array", "items": {"type": "string"}},
                            },
                        },
                        "links": {"type": "array", "items": TYPED, **having([FREE])},
                        "images": {
                            "type": "array",
                            "minItems": 1,
                            "contains": {"properties": {"type": {"enum": ["image/jpeg", "image/png", "image/gif"]}}},
                        },
                    },
                },
            },
        },
    }
)


@pytest.mark.parametrize("number", [0, 1, 2 * PAGE + 1])
def test_opds_2_has_the_same_pages_by_its_own_rules(number: int) -> None:
    produced = feed_files(many(number), RELATIVE)
    paths = [path for path in produced if path.startswith("catalogue/opds") and path.endswith(".json")]
    assert [path.removesuffix("json") + "xml" for path in sorted(paths)] == sorted(opds_paths(produced))
    for path in paths:
        feed = json.loads(produced[path])
        assert list(OPDS2.iter_errors(feed)) == []
        own = [target(path, one["href"]) for one in feed["links"] if one["rel"] == "self"]
        assert own == [path]
        other = xml(produced[path.removesuffix("json") + "xml"])
        for relation in ("first", "previous", "next", "last"):
            assert [one["href"].removesuffix("json") for one in feed["links"] if one["rel"] == relation] == [
                one.get("href").removesuffix("xml") for one in links(other, relation)
            ]
        assert [one["metadata"]["title"] for one in feed.get("publications", [])] == [
            one.findtext(f"{ATOM}title") for one in other.iterfind(f"{ATOM}entry") if "publications" in feed
        ]


def test_the_rules_of_opds_2_see_what_they_look_for() -> None:
    feed = json.loads(feed_files([document()], RELATIVE)["catalogue/opds/new.json"])
    del feed["publications"][0]["images"], feed["publications"][0]["links"][:3], feed["links"][0]
    assert sorted(str(one.validator) for one in OPDS2.iter_errors(feed)) == ["contains", "contains", "required"]


def test_a_document_without_picture_gets_a_blank_page_in_opds_2_and_none_in_opds_1() -> None:
    pictured = document("a", cover="catalogue/covers/a.png")
    drawn, plain = document("b", cover="catalogue/covers/b.svg"), document("c")
    produced = feed_files([pictured, drawn, plain], RELATIVE)
    feed = xml(produced["catalogue/opds/titles-1.xml"])
    assert [(one.get("href"), one.get("type")) for one in feed.iter(f"{ATOM}link") if "image" in one.get("rel")] == [
        ("../covers/a.png", "image/png"),
        ("../covers/a.png", "image/png"),
    ]
    images = [one["images"] for one in json.loads(produced["catalogue/opds/titles-1.json"])["publications"]]
    assert [[(one["href"], one["type"]) for one in each] for each in images] == [
        [("../covers/a.png", "image/png")],
        [("../covers/b.svg", "image/svg+xml"), ("no-cover.png", "image/png")],
        [("no-cover.png", "image/png")],
    ]
    with Image.open(BytesIO(produced["catalogue/opds/no-cover.png"])) as page:
        assert (page.format, page.size) == ("PNG", (200, 300))
        assert page.convert("L").getextrema() == (255, 255)
    assert "catalogue/opds/no-cover.png" not in feed_files([pictured], RELATIVE)


# --------------------------------------------------------------------------------------------- programs and crawlers


def catalogue_validator(produced: Mapping[str, bytes]) -> Draft202012Validator:
    schema = json.loads(produced["catalogue/catalogue.schema.json"])
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("site", [RELATIVE, PUBLISHED])
@pytest.mark.parametrize("entries", [[], [document()], [document(), document("b", date="", language="und")]])
def test_the_catalogue_for_programs_keeps_to_its_schema(entries: list[Entry], site: Site) -> None:
    produced = feed_files(entries, site)
    catalogue = json.loads(produced["catalogue/catalogue.json"])
    assert list(catalogue_validator(produced).iter_errors(catalogue)) == []
    assert catalogue["count"] == len(catalogue["documents"]) == len(entries)


def test_the_schema_refuses_what_the_catalogue_never_says() -> None:
    produced = feed_files([document()], RELATIVE)
    validator = catalogue_validator(produced)

    def refused(change: Any) -> bool:  # noqa: ANN401 # a function that spoils a catalogue
        catalogue = json.loads(produced["catalogue/catalogue.json"])
        change(catalogue["documents"][0])
        return not validator.is_valid(catalogue)

    assert refused(lambda one: one.update(extra=1))
    assert refused(lambda one: one.pop("rights"))
    assert refused(lambda one: one.update(date="yesterday"))
    assert refused(lambda one: one["downloads"][0].update(sha256="ABC"))
    assert refused(lambda one: one["basis"].update(title="guessed"))
    assert refused(lambda one: one["steps"][0].update(name="invented"))
    assert not refused(lambda one: one.update(date="1969"))


def test_the_published_schema_is_the_one_in_the_package() -> None:
    own = files("muniment").joinpath("assets", "catalogue", "catalogue.schema.json").read_bytes()
    assert feed_files([], RELATIVE)["catalogue/catalogue.schema.json"] == own


def test_links_in_the_catalogue_lead_to_files_from_where_it_lies() -> None:
    (one,) = json.loads(feed_files([document()], RELATIVE)["catalogue/catalogue.json"])["documents"]
    assert target("catalogue/catalogue.json", one["page"]) == "letter/index.html"
    first = one["downloads"][0]
    assert target("catalogue/catalogue.json", first["href"]) == first["path"] == "letter/letter.html"
    assert target("catalogue/catalogue.json", first["verdicts"][0]["report"]) == "letter/reports/a.json"


def test_a_site_map_and_link_sets_are_only_where_the_address_is_known() -> None:
    produced = feed_files([document()], RELATIVE)
    assert not [path for path in produced if "sitemap" in path or "links" in path]


def test_the_site_map_lists_the_listing_and_every_page() -> None:
    feed = xml(feed_files(many(3), PUBLISHED)["sitemap.xml"])
    assert [one.text for one in feed.iter("{*}loc")] == [
        "https://example.org/shelf/index.html",
        *(f"https://example.org/shelf/d0000{number}/index.html" for number in range(3)),
    ]
    assert all(MOMENT.fullmatch(one.text) for one in feed.iter("{*}lastmod"))


def test_a_site_map_of_more_pages_than_one_may_hold_has_parts() -> None:
    one = document(downloads=())
    produced = sitemap_files([replace(one, id=f"d{number}") for number in range(50_000)], PUBLISHED)
    parts = [target_.text.removeprefix(PUBLISHED.base_url) for target_ in xml(produced["sitemap.xml"]).iter("{*}loc")]
    assert parts == ["sitemap-1.xml", "sitemap-2.xml"]
    assert [len(xml(produced[part])) for part in parts] == [50_000, 1]


def test_signposts_lead_from_the_page_to_the_files_and_back() -> None:
    entry = document()
    (page, *items) = json.loads(feed_files([entry], PUBLISHED)[linkset_path(entry)])["linkset"]
    assert page.keys() == {"anchor", "type", "cite-as", "license", "item", "collection"}
    assert page["anchor"] == "https://example.org/shelf/letter/index.html"
    assert page["cite-as"] == [{"href": "https://doi.org/10.1000/182"}]
    assert page["license"] == [{"href": "https://creativecommons.org/licenses/by/4.0/"}]
    assert [one["href"] for one in page["item"]] == [one["anchor"] for one in items]
    assert {one["collection"][0]["href"] for one in items} == {page["anchor"]}
    assert {one["type"] for one in page["item"]} == {one.media_type for one in entry.downloads}


def test_what_is_no_licence_and_no_address_is_not_called_so() -> None:
    rights = "http://rightsstatements.org/vocab/CNE/1.0/"
    found = typed_links(document(rights=rights, identifier="urn:isbn:9783161484100"), PUBLISHED)
    assert {one.rel for one in found} == {"type", "item", "collection", "linkset"}
    assert "linkset" not in {one.rel for one in typed_links(document(), RELATIVE)}


# --------------------------------------------------------------------------------------------- sums and everything


def stored(dist: Path) -> list[Entry]:
    """Two documents with their files, one of them with awkward names."""
    names = {"a": ("a.pdf", "a.source.txt"), "b": ("b with \\ and é.pdf", "b.source.txt")}
    entries = []
    for name, (edition, source) in names.items():
        (dist / name).mkdir(parents=True)
        (dist / name / edition).write_bytes(name.encode() * 3_000_000)
        (dist / name / source).write_bytes(b"")
        made = [(f"{name}/{edition}", "pdf"), (f"{name}/{source}", "source")]
        held = tuple(download(path, format_, (dist / path).read_bytes()) for path, format_ in made)
        entries.append(document(name, downloads=held))
    return entries


def test_stock_tools_check_the_sums(tmp_path: Path) -> None:
    entries = stored(tmp_path)
    (tmp_path / "sums").write_bytes(feed_files(entries, RELATIVE)["catalogue/SHA256SUMS"])
    command = ["sha256sum", "--check", "--strict", "--quiet", "sums"]
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0
    (tmp_path / "a/a.source.txt").write_bytes(b"altered")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_everything_is_in_one_file_that_proves_itself(tmp_path: Path) -> None:
    entries = stored(tmp_path / "dist")
    sha256 = write_everything(entries, tmp_path / "dist", tmp_path / "everything.zip")
    assert sha256 == hashlib.sha256((tmp_path / "everything.zip").read_bytes()).hexdigest()
    with zipfile.ZipFile(tmp_path / "everything.zip") as archive:
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path / "out")
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=tmp_path / "out/collection", check=False).returncode == 0
    assert len(list((tmp_path / "out").rglob("*.*"))) == 4


@pytest.mark.parametrize(("wide", "short"), [(1_000, 0xFFFF), (0xFFFFFFFF, 3)])
def test_everything_may_be_longer_than_the_first_form_of_zip_could_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wide: int, short: int
) -> None:
    monkeypatch.setattr(stored_zip, "_WIDE", wide)
    monkeypatch.setattr(stored_zip, "_SHORT", short)
    entries = stored(tmp_path / "dist")
    write_everything(entries, tmp_path / "dist", tmp_path / "everything.zip")
    with zipfile.ZipFile(tmp_path / "everything.zip") as archive:
        assert archive.testzip() is None
        assert len(archive.infolist()) == 5


def test_everything_has_the_same_bytes_whenever_and_wherever_it_is_made(tmp_path: Path) -> None:
    first, second = (stored(tmp_path / name) for name in ("one", "two"))
    (tmp_path / "two/a/a.pdf").chmod(0o600)
    one = write_everything(first, tmp_path / "one", tmp_path / "one.zip")
    assert one == write_everything(second[::-1], tmp_path / "two", tmp_path / "two.zip")


@pytest.mark.parametrize("data", [b"altered", b"a" * 3_000_001, None])
def test_a_damaged_file_is_not_spread(tmp_path: Path, data: bytes | None) -> None:
    entries = stored(tmp_path / "dist")
    damaged = tmp_path / "dist/a/a.pdf"
    damaged.unlink()
    if data is not None:
        damaged.write_bytes(data)
    with pytest.raises(VerificationError, match=r"a\.pdf.*make verify"):
        write_everything(entries, tmp_path / "dist", tmp_path / "everything.zip")
    assert not (tmp_path / "everything.zip").exists()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        write_everything([], tmp_path, tmp_path / "no/such/folder.zip")


def test_a_large_file_is_never_held_in_memory(tmp_path: Path) -> None:
    size, digest, zeros = 1 << 26, hashlib.sha256(), bytes(1 << 20)
    with (tmp_path / "large.pdf").open("wb") as stream:
        stream.truncate(size)
    for _ in range(size >> 20):
        digest.update(zeros)
    large = replace(download("large.pdf", "pdf"), size=size, sha256=digest.hexdigest())
    tracemalloc.start()
    try:
        write_everything([document(downloads=(large,))], tmp_path, tmp_path / "everything.zip")
        assert tracemalloc.get_traced_memory()[1] < size // 8
    finally:
        tracemalloc.stop()


# --------------------------------------------------------------------------------------------- the whole


def test_the_bytes_depend_on_the_entries_alone() -> None:
    entries = many(2 * PAGE + 1)
    assert feed_files(entries, PUBLISHED) == feed_files(entries[::-1], PUBLISHED)


def test_one_changed_document_rewrites_its_page_and_the_lists_it_is_on() -> None:
    entries = many(4 * PAGE)
    before = feed_files(entries, PUBLISHED)
    entries[7] = replace(entries[7], description="Another.", updated="2027-01-01T00:00:00Z")
    after = feed_files(entries, PUBLISHED)
    assert before.keys() == after.keys()
    changed = {path for path in after if after[path] != before[path]}
    (page,) = (path for path in changed if "titles-" in path and path.endswith(".xml"))
    assert changed == {
        *(page, page.replace(".xml", ".json"), "catalogue/opds/new.xml", "catalogue/opds/new.json"),
        *("catalogue/opds.xml", "catalogue/opds/contents.xml", "catalogue/atom.xml"),
        *("catalogue/catalogue.json", "sitemap.xml"),
    }


def test_ten_thousand_documents_are_all_there_on_pages_of_a_size_for_readers() -> None:
    entries = many(10_000)
    produced = feed_files(entries, RELATIVE)
    ids = [
        one.findtext(f"{ATOM}id")
        for _, feed in walk(produced, "catalogue/opds/titles-1.xml")
        for one in feed.iterchildren(f"{ATOM}entry")
    ]
    assert len(ids) == len(set(ids)) == 10_000
    assert max(len(produced[path]) for path in opds_paths(produced)) < 150_000
    assert len(json.loads(produced["catalogue/catalogue.json"])["documents"]) == 10_000
    assert produced["catalogue/SHA256SUMS"].count(b"\n") == 40_000
