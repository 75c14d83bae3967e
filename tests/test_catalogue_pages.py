"""Every kind of page of the catalogue: accessible in light and dark, valid, within its policy, and without dead links."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

import muniment
from catalogue_collection import COPIES, HOSTILE, KINDS, build
from catalogue_site import CHROMIUM, PATIENCE, chromium, entry, served
from collection import Collection, collection
from muniment.catalogue.controls import LISTING_SCRIPTS
from muniment.catalogue.listing import listing_pages
from muniment.catalogue.model import Site
from muniment.catalogue.shell import ON_EVERY_PAGE, POLICY, Shell
from muniment.conformance.java import JavaWorker
from muniment.conformance.model import Outcome, Report, Subject
from muniment.conformance.nu import Nu
from muniment.intake.slugs import is_reserved
from muniment.serving.lost import lost_page
from muniment.store import digests_of_file

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""As in ``assets/node/validators.cjs``."""
SCHEMES = ("light", "dark")
MOST_BYTES = 100_000
"""What a page may load before anybody searches, pictures included."""
MOST_REQUESTS = 6
"""The page, its style, its scripts and one picture."""
LARGEST_SCRIPT = 20_000
LISTEN = """
window.refused = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return build(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def browser(project: Path) -> Iterator[Browser]:
    with chromium(project) as started:
        yield started


@pytest.fixture(scope="module")
def root(library: Collection) -> Iterator[str]:
    with served(library.dist) as port:
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def tab(browser: Browser, **options: Any) -> Iterator[Page]:  # noqa: ANN401 - what a browser's context takes
    context = browser.new_context(**options)
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        yield page
    finally:
        context.close()


def show(page: Page, kind: str, root: str, library: Collection) -> None:
    """Bring a page into one of its states."""
    path, bring_about = KINDS[kind]
    page.goto(root + path)
    bring_about(library.dist)(page)


# --------------------------------------------------------------------------------------------- accessible


@pytest.fixture(scope="module")
def axe(project: Path) -> str:
    """What ``make check`` asks about editions."""
    return (project / ".check/node/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def complaints(page: Page, axe: str) -> list[str]:
    """Rules that the page violates, each with its first place."""
    page.evaluate(axe)
    found = page.evaluate(
        "tags => axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })", list(TAGS)
    )
    assert len(found["passes"]) > 15
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_violates_no_rule_of_accessibility(
    browser: Browser, root: str, library: Collection, axe: str, kind: str, scheme: Literal["light", "dark"]
) -> None:
    with tab(browser, color_scheme=scheme, bypass_csp=True) as page:
        show(page, kind, root, library)
        assert complaints(page, axe) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_page_of_the_server_for_what_is_not_there_violates_none_either(
    browser: Browser, root: str, library: Collection, axe: str, scheme: Literal["light", "dark"]
) -> None:
    with tab(browser, color_scheme=scheme, bypass_csp=True) as page:
        page.route("**/nowhere", lambda route: route.fulfill(body=lost_page(library.dist), content_type="text/html"))
        page.goto(f"{root}nowhere")
        expect(page.get_by_role("heading")).to_have_text("There is nothing at this address")
        assert complaints(page, axe) == []


def test_a_page_that_violates_one_is_seen(browser: Browser, root: str, library: Collection, axe: str) -> None:
    with tab(browser, color_scheme="dark", bypass_csp=True) as page:
        show(page, "a document", root, library)
        page.evaluate(
            """() => {
                document.querySelector('h1').style.color = '#333';
                document.querySelector('img').removeAttribute('alt');
            }"""
        )
        assert [one.partition(":")[0] for one in complaints(page, axe)] == ["color-contrast", "image-alt"]


@pytest.mark.parametrize(
    "kind",
    [
        "first page of the listing",
        "changes and doubts",
        "from right to left",
        "a hostile title",
        "found",
        "an altered file",
    ],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_window(
    browser: Browser, root: str, library: Collection, kind: str, width: int
) -> None:
    """WCAG 2.2, 1.4.10: at 320 pixels nothing has to be read by scrolling sideways; a table scrolls in itself."""
    with tab(browser, viewport={"width": width, "height": 800}) as page:
        show(page, kind, root, library)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_document_page_is_used_by_keyboard_alone(browser: Browser, root: str, library: Collection) -> None:
    with tab(browser) as page:
        show(page, "a document", root, library)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Read online")).to_be_focused()
        summary = page.locator("summary").first
        for _ in range(60):
            page.keyboard.press("Tab")
            if summary.evaluate("one => one === document.activeElement"):
                break
        page.keyboard.press("Enter")
        expect(page.locator("details").first).to_have_attribute("open", "")
        page.keyboard.press("Tab")
        expect(page.get_by_role("region", name="Changed lines")).to_be_focused()


# --------------------------------------------------------------------------------------------- its policy


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_on_a_page_is_refused_by_its_policy(
    browser: Browser, root: str, library: Collection, kind: str, scheme: str
) -> None:
    with tab(browser) as page:
        page.add_init_script(LISTEN)
        show(page, kind, root if scheme == "http" else f"{library.dist.as_uri()}/", library)
        assert page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") == POLICY
        assert page.evaluate("window.refused") == []


@pytest.mark.parametrize(
    ("injected", "refused"),
    [
        ("<script>window.ran = true</script>", "script-src-elem inline"),
        ("<img src='https://example.org/x.png' alt=''>", "img-src https://example.org/x.png"),
        ("<p style='color: red'>x</p>", "style-src-attr inline"),
        ("<img src=x onerror='window.ran = true' alt=''>", "script-src-attr inline"),
    ],
)
def test_what_somebody_put_into_a_page_is_refused_and_seen(
    browser: Browser, library: Collection, tmp_path: Path, injected: str, refused: str
) -> None:
    shutil.copytree(library.dist / "catalogue", tmp_path / "catalogue")
    page_file = (library.dist / "index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(page_file.replace("</main>", f"{injected}</main>"), encoding="utf-8")
    with served(tmp_path) as port, tab(browser) as page:
        page.add_init_script(LISTEN)
        page.goto(f"http://127.0.0.1:{port}/index.html")
        assert [one.strip().startswith(refused) for one in page.evaluate("window.refused")] == [True]
        assert page.evaluate("window.ran") is None


def test_a_hostile_title_is_shown_as_it_is_and_runs_nothing(browser: Browser, root: str, library: Collection) -> None:
    with tab(browser) as page:
        asked: list[str] = []

        def refuse(dialog: Dialog) -> None:
            asked.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", refuse)
        show(page, "a hostile title", root, library)
        expect(page.locator("h1")).to_have_text(HOSTILE)
        assert page.title().startswith(HOSTILE)
        page.goto(f"{root}catalogue/page-3.html")
        link = page.locator("#documents a[href='../hostile/index.html']")
        if not link.count():
            page.goto(f"{root}index.html")
            link = page.locator("#documents a[href='hostile/index.html']")
        expect(link).to_have_text(HOSTILE)
        assert page.locator("main img").count() == 0
        assert asked == []


# --------------------------------------------------------------------------------------------- without scripts


@contextmanager
def tab_without_scripts(browser: Browser, profile: Path) -> Iterator[Page]:
    """A page in a browser whose user has switched scripts off, so that style sheets are told so too."""
    (profile / "Default").mkdir(parents=True)
    settings = {"profile": {"default_content_setting_values": {"javascript": 2}}}
    (profile / "Default" / "Preferences").write_text(json.dumps(settings))
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, java_script_enabled=False, timeout=PATIENCE
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def test_without_scripts_everything_is_read_downloaded_and_checked(
    browser: Browser, root: str, library: Collection, tmp_path: Path
) -> None:
    with tab_without_scripts(browser, tmp_path / "profile") as page:
        page.goto(f"{root}index.html")
        expect(page.locator("#search")).to_be_hidden()
        expect(page.locator("#documents li p:first-child")).to_have_count(100)
        page.get_by_role("link", name="3", exact=True).click()
        expect(page).to_have_url(f"{root}catalogue/page-3.html")
        page.get_by_role("link", name="Of tides", exact=True).click()
        expect(page.locator("#verify")).to_contain_text("sha256sum")
        digest = hashlib.sha256((library.dist / "tides/tides.html").read_bytes()).hexdigest()
        expect(page.locator("#downloads")).to_contain_text(digest)
        with page.expect_download() as taken:
            page.get_by_role("link", name="Download the HTML page").click()
        assert taken.value.suggested_filename == "Of tides - Ada Mariner.html"
        page.get_by_text("See the changed lines").click()
        expect(page.locator("table.changed tbody tr").first).to_be_visible()


# --------------------------------------------------------------------------------------------- found


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("المكتبة", "كيف تُحفظ الكتب في المكتبة"),
        ("الرطوبة تفسد", "كيف تُحفظ الكتب في المكتبة"),
        ("守钟人 -copy", "港口的时钟"),
        ("keeper dusk", "Of tides"),
        ("onerror=alert", HOSTILE),
    ],
)
def test_words_in_any_script_lead_to_the_document(browser: Browser, root: str, question: str, title: str) -> None:
    with tab(browser) as page:
        page.goto(f"{root}catalogue/page-2.html")
        page.locator("#search-q").fill(question)
        page.locator("#search-q").press("Enter")
        found = page.get_by_role("link", name=title, exact=True)
        expect(page.locator("#found .title")).to_have_count(1)
        found.click()
        expect(page.locator("h1")).to_have_text(title)


# --------------------------------------------------------------------------------------------- light


@pytest.mark.parametrize("kind", ["first page of the listing", "another page of the listing", "changes and doubts"])
def test_a_page_is_light_before_anybody_searches(browser: Browser, root: str, library: Collection, kind: str) -> None:
    with tab(browser) as page:
        loaded: list[int] = []
        page.on("response", lambda response: loaded.append(len(response.body())))
        show(page, kind, root, library)
        page.wait_for_load_state("networkidle")
        assert sum(loaded) < MOST_BYTES
        assert len(loaded) <= MOST_REQUESTS


def test_no_page_of_ten_thousand_documents_is_heavy_nor_any_script() -> None:
    entries = [
        entry(
            f"doc-{at:05}", f"Report {at} of the harbour board on its piers and boats", creators=["A. Clerk", "B. Ek"]
        )
        for at in range(10_000)
    ]
    shell = Shell(site=Site(), files=ON_EVERY_PAGE)
    pages = {path: len(data) for path, data in listing_pages(entries, shell)}
    assets = Path(muniment.__file__).parent / "assets" / "catalogue"
    shared = [(assets / name).stat().st_size for name in (*LISTING_SCRIPTS, "style.css")]
    assert len(pages) == 100
    assert max(pages.values()) + sum(shared) < MOST_BYTES
    assert max(shared) < LARGEST_SCRIPT
    assert 1 + len(shared) <= MOST_REQUESTS


@pytest.mark.parametrize("sign", ["鐘", "<", "&", "ع"])
def test_no_document_makes_its_page_heavy(tmp_path: Path, sign: str) -> None:
    line = f"{sign * 300} *{sign * 20}* {sign * 300}"
    made = collection(tmp_path, heavy="A list of many\n\n" + "\n\n".join([line] * 60))
    assert made.build("--format", "md").code == 0
    assert made.run("site").code == 0
    assert (made.dist / "heavy" / "index.html").stat().st_size < MOST_BYTES * 0.8
    assert b"the first " in (made.dist / "heavy" / "index.html").read_bytes()


# --------------------------------------------------------------------------------------------- valid


@pytest.fixture(scope="module")
def nu(project: Path) -> Iterator[Nu]:
    with JavaWorker(project / ".check") as worker, Nu(worker) as checker:
        yield checker


def reports(nu: Nu, *paths: Path) -> list[Report]:
    subjects = [Subject(document="x", format="html", path=one, sha256=digests_of_file(one).sha256) for one in paths]
    found: list[Report] = []
    nu.validate(subjects, lambda _, report: found.append(report))
    assert len(found) == len(paths)
    return found


def test_every_page_is_valid_html_without_a_warning(nu: Nu, library: Collection, tmp_path: Path) -> None:
    empty = collection(tmp_path / "empty")
    assert empty.run("site").code == 0
    kinds = {library.dist / path for path, _ in KINDS.values()}
    pages = [*kinds, library.dist / "catalogue/page-3.html", empty.dist / "index.html"]
    assert [message for report in reports(nu, *pages) for message in said(report)] == []


def said(report: Report) -> list[str]:
    """What the checker says, but not of loads: it is given no address of the page, so that it calls each refused."""
    messages = [finding.message for finding in report.findings]
    return [one for one in messages if not one.startswith("Resource violates Content Security Policy (meta tag)")]


def test_the_checker_calls_a_load_refused_whatever_the_policy_is(nu: Nu, tmp_path: Path) -> None:
    head = '<meta http-equiv="Content-Security-Policy" content="default-src *"><link rel="stylesheet" href="a.css">'
    body = "<h1>Of tides</h1><p>The tide of the day was low at noon and high at dusk.</p>"
    page = f'<!DOCTYPE html><html lang="en"><head><title>Of tides</title>{head}</head><body>{body}</body></html>'
    (tmp_path / "page.html").write_text(page)
    (report,) = reports(nu, tmp_path / "page.html")
    assert len(report.findings) == 1
    assert said(report) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_scripts_make_of_a_page_is_valid_html_too(
    browser: Browser, root: str, library: Collection, nu: Nu, tmp_path: Path, kind: str
) -> None:
    with tab(browser) as page:
        show(page, kind, root, library)
        made = page.content()
    (tmp_path / "page.html").write_text(made, encoding="utf-8")
    (report,) = reports(nu, tmp_path / "page.html")
    assert said(report) == []


def test_a_page_that_is_not_valid_is_seen(nu: Nu, library: Collection, tmp_path: Path) -> None:
    page = (library.dist / "index.html").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(page.replace('id="documents"', 'id="main"'), encoding="utf-8")
    (report,) = reports(nu, tmp_path / "page.html")
    assert report.outcome is Outcome.FAILED


# --------------------------------------------------------------------------------------------- its links


def dead_links(dist: Path) -> tuple[list[str], int]:
    """Links and loads of all pages that lead to no file or to no place in it, and how many were followed."""
    pages = [dist / "index.html", *dist.glob("*/index.html"), *dist.glob("catalogue/*.html")]
    texts = {page.as_uri(): page.read_text(encoding="utf-8") for page in pages}
    dead, followed = [], 0
    for address, text in texts.items():
        for written in re.findall(r'\s(?:href|src)="([^"]*)"', text):
            target = urlsplit(urljoin(address, unescape(written)))
            if target.scheme != "file":
                continue
            followed += 1
            there = Path(unquote(target.path))
            onto = texts.get(there.as_uri(), "")
            if not there.is_file() or (target.fragment and f'id="{target.fragment}"' not in onto):
                dead.append(f"{address}: {written}")
    return dead, followed


def test_every_link_leads_to_something(library: Collection) -> None:
    dead, followed = dead_links(library.dist)
    assert dead == []
    assert followed > 20 * COPIES


@pytest.mark.parametrize("gone", ["tides/tides.html", "catalogue/style.css", "catalogue/everything.zip"])
def test_a_link_to_nothing_is_seen(library: Collection, tmp_path: Path, gone: str) -> None:
    shutil.copytree(library.dist, tmp_path / "dist")
    (tmp_path / "dist" / gone).unlink()
    assert dead_links(tmp_path / "dist")[0]


def test_a_published_site_has_what_it_names_and_nothing_that_a_document_could_be_called(
    library: Collection, tmp_path: Path
) -> None:
    """Where the site's address is known, links in its head are absolute: they lead to its own files."""
    shutil.copytree(library.root, tmp_path / "published")
    made = Collection(root=tmp_path / "published")
    assert made.run("site", "--base-url", "https://example.org/shelf/").code == 0
    documents = {path.parent.name for path in made.dist.glob("*/provenance.json")}
    beside = {path.name for path in made.dist.iterdir()} - documents
    assert {"index.html", "sitemap.xml", "catalogue"} <= beside
    assert [name for name in beside if not is_reserved(name)] == [], "a document could have such an id"
    page = (made.dist / "tides/index.html").read_text(encoding="utf-8")
    own = re.findall(r'href="https://example\.org/shelf/([^"]*)"', page)
    assert len(own) > 3
    assert [one for one in own if not (made.dist / unquote(one)).is_file()] == []
