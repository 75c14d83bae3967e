"""The catalogue in a real browser: finding, filtering, ordering, checking downloads, and titles that mean harm."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Response, expect

from catalogue_site import PATIENCE, Document, chromium, contents, entry, served, write_site

BUDGET = 100_000
"""Bytes that a page may load before anybody searches."""

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script> & \"quotes\" 'too'"
HOSTILE = {
    "markup": MARKUP,
    "closing": "</li></ol></script><!-- \u2028 ]]> {{7*7}} ${alert(3)} javascript:alert(4)",
    "rtl": "مرحبا بالعالم: تاريخ الميناء (1887)",
    "override": "left\u202eright",
    "emoji": "👩‍👩‍👧 Family 🏳️‍🌈 Zażółć",
    "proto": "__proto__ constructor toString",
}
WORDS = {
    "accents": ("Ångström’s Straße in Łódź", ("angstrom", "ÅNGSTRÖM", "strasse", "lodz")),
    "greek": ("Ὁδὸς ΟΔΟΣ", ("οδος", "οδοσ")),
    "turkish": ("İstanbul ışık", ("istanbul", "ISIK")),
    "arabic": ("مُحَمَّد والـــبحر", ("محمد", "والبحر")),
    "hebrew": ("שָׁלוֹם", ("שלום",)),
    "chinese": ("港口的时钟停了", ("港口", "时钟", "停了", "钟", "了", "港口的时钟")),
    "japanese": ("図書館でがくせいが読む", ("図書館", "がくせい", "館")),
    "thai": ("ท่าเรือและนาฬิกา", ("นาฬิกา", "ท่าเรือ")),
    "korean": ("항구의 시계는 멈췄다", ("항구", "시계는", "시")),
    "hindi": ("बंदरगाह की घड़ी", ("बंदरगाह", "घड़ी")),
    "wide": ("ＡＢＣ ﬁnance ②", ("abc", "finance", "2")),
    "russian": ("Ёлка стоит", ("елка", "ёлка")),
    "astral": ("𝐁𝐨𝐥𝐝 𠮷野家", ("bold", "𠮷野", "𠮷")),
    "long": ("x" * 60 + " end", ("x" * 60, "x" * 50)),
    "joined": ("snake_case don’t it's", ("snake", "don't", "don’t")),
}

LIBRARY = (
    Document(
        entry=entry(
            "clock", "The harbour clock", creators=["Ada Mariner"], date="1887-03-01", subjects=["Harbours", "Time"]
        ),
        text="# The harbour clock\n\nIt stopped at noon, and the ferry waited.\n",
    ),
    Document(
        entry=entry(
            "ferry", "A ferry in winter", creators=["Bo Ek"], date="1901", formats=("html", "pdf"), subjects=["Boats"]
        ),
        text="The ferryman looked at the clock. " * 3 + "Ice, harbouring nothing.\n",
    ),
    Document(
        entry=entry(
            "phare",
            "Le phare",
            creators=["Chloé Été"],
            language="fr",
            date="1955-01-01",
            updated="2026-05-05T00:00:00Z",
        ),
        text="Le phare s’éteint à midi.\n",
    ),
    Document(entry=entry("nodate", "Undated leaf", language="und"), text="A leaf about ferries; nothing more.\n"),
    *(Document(entry=entry(f"h-{key}", title), text="hostile words") for key, title in HOSTILE.items()),
    *(Document(entry=entry(f"w-{key}", f"Words {key}"), text=text) for key, (text, _) in WORDS.items()),
    *(Document(entry=entry(f"many-{at:02}", f"Of many, number {at:02}"), text="plentiful") for at in range(45)),
)


@pytest.fixture(scope="module")
def browser(project: Path) -> Iterator[Browser]:
    with chromium(project) as started:
        yield started


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dist = tmp_path_factory.mktemp("library")
    write_site(dist, sorted(LIBRARY, key=lambda document: document.entry.id))
    return dist


@pytest.fixture(scope="module")
def port(library: Path) -> Iterator[int]:
    with served(library) as number:
        yield number


@pytest.fixture(params=["file", "http"])
def root(request: pytest.FixtureRequest, library: Path, port: int) -> str:
    """Address of the catalogue: opened from a folder, and from a server."""
    return library.as_uri() + "/" if request.param == "file" else f"http://127.0.0.1:{port}/"


@contextmanager
def tab(browser: Browser, *, scripting: bool = True) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen: no error, no dialogue, nothing that its policy refuses."""
    context = browser.new_context(java_script_enabled=scripting)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    troubles: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            troubles.append(message.text)

    def asked(dialog: Dialog) -> None:
        troubles.append(f"dialogue: {dialog.message}")
        dialog.dismiss()

    page.on("console", heard)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", asked)
    yield page
    context.close()
    assert troubles == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with tab(browser) as opened:
        yield opened


def search(page: Page, question: str, **choices: str) -> None:
    for name, value in choices.items():
        control = page.locator(f"#search-{name.rstrip('_')}")
        if control.evaluate("control => control.localName") == "select":
            control.select_option(value)
        else:
            control.fill(value)
    page.locator("#search-q").fill(question)
    page.locator("#search-q").press("Enter")


def titles(*expected: str) -> Sequence[str | re.Pattern[str]]:
    return list(expected)


FOUND = "#found .title"


# ---------------------------------------------------------------------------------------------- search


def test_a_word_finds_the_documents_that_have_it_best_first_and_says_how_many(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "clock")
    expect(page.locator(FOUND)).to_have_text(titles("The harbour clock", "A ferry in winter"))
    expect(page.locator("#results")).to_have_text("2 documents.")
    expect(page.locator("#documents")).to_be_hidden()
    expect(page.locator("[data-listing]")).to_be_hidden()


def test_all_words_must_be_there_and_none_with_a_minus(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "ferry clock")
    expect(page.locator(FOUND)).to_have_text(titles("The harbour clock", "A ferry in winter"))
    search(page, "clock -noon")
    expect(page.locator(FOUND)).to_have_text(titles("A ferry in winter"))
    search(page, "clock zebra")
    expect(page.locator("#results")).to_have_text("No document matches.")
    expect(page.locator(FOUND)).to_have_count(0)


def test_the_beginning_of_a_word_finds_longer_ones_and_the_whole_word_comes_first(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "harbour")
    expect(page.locator(FOUND)).to_have_text(titles("The harbour clock", "A ferry in winter"))


def test_authors_and_subjects_are_searched(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "mariner time")
    expect(page.locator(FOUND)).to_have_text(titles("The harbour clock"))


def test_signs_that_are_in_no_word_find_nothing(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "!?")
    expect(page.locator("#results")).to_have_text("No document matches.")


@pytest.mark.parametrize("key", WORDS)
def test_a_word_is_found_however_it_is_typed(page: Page, library: Path, key: str) -> None:
    page.goto(f"{library.as_uri()}/index.html")
    for question in WORDS[key][1]:
        search(page, question, format="html")
        expect(page.locator(FOUND)).to_contain_text([f"Words {key}"])


def test_results_lead_to_the_document_and_its_downloads(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "noon ferry")
    link = page.locator("#found .files a", has_text="EPUB")
    expect(link).to_have_attribute("download", "clock for people.epub")
    assert link.evaluate("link => link.href") == f"{root}clock/clock.epub"
    page.get_by_role("link", name="The harbour clock", exact=True).click()
    expect(page).to_have_url(f"{root}clock/index.html")


def test_a_download_arrives_under_its_name_for_people(page: Page, library: Path, port: int) -> None:
    page.goto(f"http://127.0.0.1:{port}/index.html")
    search(page, "noon ferry")
    with page.expect_download() as taken:
        page.locator("#found .files a", has_text="PDF").click()
    assert taken.value.suggested_filename == "clock for people.pdf"
    assert Path(taken.value.path()).read_bytes() == (library / "clock/clock.pdf").read_bytes()


def test_many_results_are_shown_a_part_at_a_time(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "plentiful")
    expect(page.locator(FOUND)).to_have_count(20)
    expect(page.locator("#results")).to_have_text("45 documents, the first 20 shown.")
    page.locator("#more").press("Enter")
    expect(page.locator(FOUND)).to_have_count(40)
    expect(page.locator("#found > li:nth-child(21) .title a")).to_be_focused()
    page.locator("#more").press("Enter")
    expect(page.locator("#results")).to_have_text("45 documents.")
    expect(page.locator("#more")).to_be_hidden()


def test_emptying_the_form_brings_the_list_back(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "clock")
    expect(page.locator("#documents")).to_be_hidden()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#documents")).to_be_visible()
    expect(page.locator("[data-listing]")).to_be_visible()
    expect(page.locator("#found")).to_be_hidden()
    expect(page.locator("#results")).to_have_text("")


def test_a_search_has_an_address_of_its_own(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "clock", sort="oldest", to="1900")
    expect(page).to_have_url(re.compile(r"#q=clock&to=1900&sort=oldest$"))
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(FOUND)).to_have_text(titles("The harbour clock"))
    expect(page.locator("#search-sort")).to_have_value("oldest")


def test_an_index_that_is_missing_is_said_and_the_list_stays(browser: Browser, tmp_path: Path) -> None:
    write_site(tmp_path, LIBRARY[:2])
    (tmp_path / "catalogue/search/index.js").unlink()
    page = browser.new_page()
    page.goto(f"{tmp_path.as_uri()}/index.html")
    search(page, "clock")
    expect(page.locator("#results")).to_contain_text("could not be read")
    expect(page.locator("#documents")).to_be_visible()
    page.close()


# ---------------------------------------------------------------------------------------------- filters and order


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"language": "fr"}, ("Le phare",)),
        ({"language": "und"}, ("Undated leaf",)),
        ({"from": "1900", "to": "1960"}, ("A ferry in winter", "Le phare")),
        ({"to": "1900"}, ("The harbour clock",)),
        ({"subject": "boat"}, ("A ferry in winter",)),
        ({"subject": "HARBOURS", "format": "epub"}, ("The harbour clock",)),
        ({"subject": "boats", "format": "epub"}, ()),
        ({"language": "fr", "from": "1960"}, ()),
    ],
)
def test_filters_narrow_what_is_shown(
    page: Page, root: str, choices: dict[str, str], expected: tuple[str, ...]
) -> None:
    page.goto(root + "index.html")
    search(page, "", **choices)
    expect(page.locator("#results")).to_have_text(re.compile(r"^(No document|\d+ documents?)"))
    expect(page.locator(FOUND)).to_have_text(titles(*expected))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("title", ("A ferry in winter", "The harbour clock", "Undated leaf")),
        ("creator", ("The harbour clock", "A ferry in winter", "Undated leaf")),
        ("oldest", ("The harbour clock", "A ferry in winter", "Undated leaf")),
        ("newest", ("A ferry in winter", "The harbour clock", "Undated leaf")),
    ],
)
def test_results_come_in_the_order_asked_for_and_what_has_no_date_last(
    page: Page, root: str, order: str, expected: tuple[str, ...]
) -> None:
    page.goto(root + "index.html")
    search(page, "ferr", sort=order)
    expect(page.locator(FOUND)).to_have_text(titles(*expected))


def test_the_last_changed_comes_first_without_any_word(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "", sort="updated")
    expect(page.locator(FOUND).first).to_have_text("Le phare")


def test_languages_are_called_by_their_names_and_subjects_offered(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    expect(page.locator("#search-language option")).to_have_text(
        titles("Any language", "English", "French", "Not known")
    )
    page.locator("#search-subject").focus()
    expect(page.locator("#search-subjects option")).to_have_count(3)


# ---------------------------------------------------------------------------------------------- titles that mean harm


@pytest.mark.parametrize("key", HOSTILE)
def test_a_title_is_text_wherever_it_is_shown(page: Page, root: str, key: str) -> None:
    page.goto(root + "index.html")
    search(page, f"h {key} hostile")
    title = page.locator(f'{FOUND} a[href$="/h-{key}/index.html"] bdi')
    expect(title).to_have_count(1)
    assert title.text_content() == HOSTILE[key]
    assert page.locator("#found img, #found script").count() == 0
    page.goto(f"{root}h-{key}/index.html")
    drop(page, "x", contents("h-markup", "pdf"))
    verdict = page.locator("#verify-result p")
    expect(verdict).to_have_attribute("data-outcome", "edition" if key == "markup" else "other")
    assert page.locator("#verify-result img, #verify-result script").count() == 0


def test_a_file_name_is_text_too(page: Page, root: str) -> None:
    page.goto(f"{root}clock/index.html")
    drop(page, MARKUP, b"altered")
    expect(page.locator("#verify-result bdi")).to_have_text(MARKUP)


def test_a_question_with_markup_finds_what_it_says_and_runs_nothing(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    search(page, "<img src=x onerror=alert(1)>")
    expect(page.locator("#results")).to_have_text("1 document.")
    search(page, "__proto__ constructor")
    expect(page.locator(FOUND)).to_have_text(titles(HOSTILE["proto"]))


def test_the_policy_would_stop_markup_that_came_through(browser: Browser, port: int) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{port}/index.html")
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<b>x</b>'")
    page.close()


# ---------------------------------------------------------------------------------------------- checking downloads


def drop(page: Page, name: str, data: bytes) -> None:
    """Drop a file somewhere on the page."""
    carried = page.evaluate_handle(
        """([name, bytes]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([Uint8Array.from(bytes)], name));
            return carried;
        }""",
        [name, list(data)],
    )
    page.dispatch_event("main", "dragover", {"dataTransfer": carried})
    page.dispatch_event("main", "drop", {"dataTransfer": carried})


def choose(page: Page, name: str, data: bytes) -> None:
    """Choose a file with the button."""
    page.locator("#verify-file").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": data})


@pytest.mark.parametrize("give", [drop, choose])
def test_an_unaltered_file_is_told_by_its_bytes_whatever_its_name(
    page: Page, root: str, give: Callable[[Page, str, bytes], None]
) -> None:
    page.goto(f"{root}clock/index.html")
    give(page, "renamed.bin", contents("clock", "pdf"))
    verdict = page.locator("#verify-result p")
    expect(verdict).to_have_attribute("data-outcome", "edition")
    expect(verdict).to_contain_text("is the PDF of this document, unchanged")
    expect(page.locator("#verify")).not_to_have_attribute("data-over", "")


@pytest.mark.parametrize("give", [drop, choose])
def test_an_altered_file_is_none_even_under_the_right_name(
    page: Page, root: str, give: Callable[[Page, str, bytes], None]
) -> None:
    page.goto(f"{root}clock/index.html")
    give(page, "clock for people.pdf", contents("clock", "pdf") + b" ")
    verdict = page.locator("#verify-result p")
    expect(verdict).to_have_attribute("data-outcome", "none")
    expect(verdict).to_contain_text("It has the name of one, but not its contents.")


def test_a_file_of_another_document_is_told_apart(page: Page, root: str) -> None:
    page.goto(f"{root}clock/index.html")
    drop(page, "ferry.html", contents("ferry", "html"))
    verdict = page.locator("#verify-result p")
    expect(verdict).to_have_attribute("data-outcome", "other")
    expect(verdict.get_by_role("link", name="A ferry in winter")).to_be_visible()


def test_the_listing_knows_the_files_of_all_documents(page: Page, root: str) -> None:
    page.goto(f"{root}index.html")
    drop(page, "some.pdf", contents("phare", "pdf"))
    verdict = page.locator("#verify-result p")
    expect(verdict).to_have_attribute("data-outcome", "edition")
    expect(verdict).to_contain_text("is, unchanged, the PDF of Le phare.")
    drop(page, "some.pdf", b"")
    expect(verdict).to_have_attribute("data-outcome", "none")


def test_where_the_browser_gives_no_hashing_the_page_says_so(page: Page, port: int) -> None:
    page.goto(f"http://archive.example:{port}/clock/index.html")
    assert page.evaluate("isSecureContext") is False
    choose(page, "clock.pdf", contents("clock", "pdf"))
    expect(page.locator("#verify-result p")).to_have_attribute("data-outcome", "unable")
    expect(page.locator("#verify-result p")).to_contain_text("connection that is not secure")
    expect(page.locator("#verify")).to_contain_text("sha256sum")


@pytest.mark.parametrize("host", ["127.0.0.1", "archive.example"])
def test_a_digest_is_copied_by_its_button(page: Page, port: int, host: str) -> None:
    page.goto(f"http://{host}:{port}/clock/index.html")
    digest = page.locator("[data-sha256]").first.get_attribute("data-sha256")
    button = page.get_by_role("button", name="Copy the SHA-256 of clock for people.html")
    button.press("Enter")
    expect(page.locator("[data-sha256] ~ [role=status]").first).to_have_text(" Copied")
    expect(button).to_be_focused()
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    page.locator("textarea").press("Control+V")
    expect(page.locator("textarea")).to_have_value(digest or "none")


# ---------------------------------------------------------------------------------------------- for everybody


def test_the_keyboard_alone_searches_filters_and_opens(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    page.keyboard.press("Tab")
    expect(page.locator("#search-q")).to_be_focused()
    page.keyboard.type("ferry")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#search-language")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#search-language")).to_have_value("en")
    expect(page.locator(FOUND).first).to_have_text("A ferry in winter")
    link = page.locator(f"{FOUND} a").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{root}ferry/index.html")


def test_a_screen_reader_is_told_names_and_news(page: Page, root: str) -> None:
    page.goto(root + "index.html")
    for name in ("Search titles, authors and full text", "From year", "To year"):
        expect(page.get_by_label(name)).to_have_count(1)
    expect(page.locator("#results[aria-live=polite]")).to_have_count(1)
    expect(page.locator("#results ol")).to_have_count(0)  # a list in a live region would be read out whole
    expect(page.get_by_role("search")).to_have_count(1)
    expect(page.locator("#verify-result[role=status]")).to_have_count(1)
    search(page, "clock")
    expect(page.locator("#found a[aria-label='PDF, 13 bytes: The harbour clock']")).to_have_count(1)


def test_without_scripts_everything_is_there_to_read_and_download(browser: Browser, root: str) -> None:
    with tab(browser, scripting=False) as page:
        page.goto(root + "index.html")
        expect(page.locator("#documents > li")).to_have_count(len(LIBRARY))
        page.get_by_role("link", name="The harbour clock", exact=True).click()
        expect(page.locator("a[download]")).to_have_count(3)
        expect(page.locator("#verify")).to_contain_text("sha256sum")


# ---------------------------------------------------------------------------------------------- ten thousand documents


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dist = tmp_path_factory.mktemp("large")
    languages = ("en", "fr", "de", "zh-Hans")
    documents = [
        Document(
            entry=entry(
                f"doc-{at:05}",
                f"Report number {at} of the harbour board",
                creators=[f"Clerk {at % 211}"],
                language=languages[at % 4],
                date=str(1900 + at % 120),
                subjects=[f"Pier {at % 97}"],
            ),
            text=f"The board met. Item w{at} and item v{at % 1000} were read. 港口{at % 7}号",
        )
        for at in range(10_000)
    ]
    write_site(dist, documents)
    return dist


def test_ten_thousand_documents_are_searched_with_little_loaded(page: Page, large: Path) -> None:
    with served(large) as port:
        loaded: dict[str, int] = {}

        def arrived(response: Response) -> None:
            loaded[response.url] = len((large / response.url.split("/", 3)[3].partition("#")[0]).read_bytes())

        page.on("response", arrived)
        page.goto(f"http://127.0.0.1:{port}/index.html", wait_until="load")
        assert sum(loaded.values()) < BUDGET, loaded
        assert not any("/search/" in address for address in loaded)

        search(page, "w7654")
        expect(page.locator(FOUND)).to_have_text(titles("Report number 7654 of the harbour board"))
        assert sum(loaded.values()) < 3 * BUDGET, loaded
        search(page, "report harbour", sort="newest", language="zh-Hans")
        expect(page.locator("#results")).to_have_text("2,500 documents, the first 20 shown.")
        search(page, "v323 board")
        expect(page.locator("#results")).to_have_text("10 documents.")
