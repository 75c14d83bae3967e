"""Serving while building: which changes are seen, what pages are told, and how all of it ends."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from catalogue_site import chromium
from collection import LETTER, Collection, collection
from muniment.config import Folders
from muniment.errors import ExitCode
from muniment.serving import builds, changes, watch
from muniment.store import exclusive
from serving_process import (
    PATIENCE,
    Follower,
    Process,
    is_alive,
    replace,
    run,
    running,
    tab,
    violations,
    wait_for,
    words_of,
)

OTHER = "Another letter\n\nDear reader, this letter came a week later and says no more than the first.\n"
BINARY = b"%PDF-1.7 " + bytes(range(256))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return collection(tmp_path_factory.mktemp("watch"), letter=LETTER)


@pytest.fixture(scope="module")
def server(made: Collection) -> Iterator[Process]:
    with running(made, "watch") as process:
        yield process


@pytest.fixture
def follower(server: Process) -> Iterator[Follower]:
    """Follows from a moment at which everything is built."""
    opened = Follower(server)
    opened.until(is_settled)
    yield opened
    opened.close()


def is_settled(news: Any) -> bool:  # noqa: ANN401 - JSON
    return bool(news["edition"]) and not news["building"]


def shows(server: Process, document: str, words: str) -> bool:
    """Whether a document has a page, and these words are on it."""
    answer = server.send(f"/{document}/")
    return answer.status == 200 and words in answer.body.decode()


# --------------------------------------------------------------------------------------------- changes that are seen


def test_what_changes_is_built_and_told(made: Collection, server: Process, follower: Follower) -> None:
    path, moved = made.source / "one.txt", made.source / "deep" / "er" / "moved.txt"
    moved.parent.mkdir(parents=True)
    path.write_text(OTHER)
    follower.until(lambda news: is_settled(news) and shows(server, "one", "Another letter"))
    replace(path, OTHER.replace("Another", "A replaced"))
    follower.until(lambda news: is_settled(news) and shows(server, "one", "A replaced letter"))
    path.rename(moved)
    follower.until(lambda news: is_settled(news) and shows(server, "deep-er-moved", "A replaced letter"))
    assert server.send("/one/").status == 404
    shutil.rmtree(made.source / "deep")
    follower.until(lambda news: is_settled(news) and server.send("/deep-er-moved/").status == 404)


def test_settings_are_seen_and_a_broken_one_ends_nothing(made: Collection, server: Process, follower: Follower) -> None:
    settings = made.root / "muniment.toml"
    settings.write_text('[site]\ntitle = "My letters"\n')
    follower.until(lambda news: is_settled(news) and b"My letters" in server.send("/").body)
    replace(settings, "[site\n")
    news = follower.until(lambda news: not news["building"] and news["failure"])
    assert "CFG-SYNTAX" in news["failure"]
    assert news["failure"].count("CFG-SYNTAX") == 1, "the catalogue is not tried after that"
    assert b"My letters" in server.send("/").body
    settings.unlink()
    follower.until(lambda news: is_settled(news) and not news["failure"] and b"My letters" not in server.send("/").body)


def test_a_source_that_cannot_be_built_is_told_and_the_others_go_on(
    made: Collection, server: Process, follower: Follower
) -> None:
    bad = made.write("bad.txt", BINARY)
    news = follower.until(lambda news: is_settled(news) and news["failure"])
    assert news["failure"].startswith("error SRC-BINARY: bad.txt")
    other = made.write("good.txt", OTHER)
    news = follower.until(lambda news: is_settled(news) and shows(server, "good", "Another letter"))
    assert "SRC-BINARY" in news["failure"]
    bad.unlink()
    other.unlink()
    follower.until(lambda news: is_settled(news) and not news["failure"])


def test_the_source_folder_may_go_and_come_back(tmp_path: Path) -> None:
    made = collection(tmp_path, letter=LETTER)
    with running(made, "watch") as process:
        follower = Follower(process)
        follower.until(is_settled)
        made.source.rename(tmp_path / "away")
        news = follower.until(lambda news: not news["building"] and news["failure"])
        assert str(made.source) in news["failure"]
        (tmp_path / "next").mkdir()
        (tmp_path / "next" / "other.txt").write_text(OTHER)
        (tmp_path / "next").rename(made.source)
        follower.until(lambda news: is_settled(news) and shows(process, "other", "Another letter"))
        made.write("other.txt", OTHER.replace("Another", "Yet another"))
        follower.until(lambda news: is_settled(news) and shows(process, "other", "Yet another letter"))
        follower.close()


async def told(watched: changes.Watched, *acts: tuple[Callable[[], object], Path]) -> set[Path]:
    """All that is told, while each act waits until its path is told."""
    found: set[Path] = set()
    more = asyncio.Event()

    def woken(paths: Iterable[Path]) -> None:
        found.update(paths)
        more.set()

    async def until(path: Path, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while path not in found:
                more.clear()
                await more.wait()

    following = asyncio.create_task(changes.follow(watched, woken))
    first = watched.source / "first"
    while first not in found:  # the system says nothing of when it begins to look
        first.write_text(first.name)
        with suppress(TimeoutError):
            await until(first, 0.3)
    for act, path in acts:
        await asyncio.sleep(3 * changes.SETTLED / 1000)  # what came before is told by then
        found.clear()
        act()
        await until(path, PATIENCE)
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following
    return found


def watched_in(root: Path) -> changes.Watched:
    source = root / "texts"
    return changes.Watched(source=source, config=root / "muniment.toml", outputs=(source / "dist", root / "build"))


def test_every_kind_of_change_is_seen(tmp_path: Path) -> None:
    watched = watched_in(tmp_path)
    source, settings = watched.source, watched.config
    (source / "deep").mkdir(parents=True)
    one, deep = source / "one.txt", source / "deep" / "two.txt"
    acts: list[tuple[Callable[[], object], Path]] = [
        (lambda: one.write_text("new"), one),
        (lambda: one.write_text("written again"), one),
        (lambda: replace(one, "replaced"), one),
        (lambda: one.with_suffix(".yaml").write_text("title: x"), one.with_suffix(".yaml")),
        (lambda: one.rename(deep), deep),
        (lambda: deep.rename(one), one),
        (lambda: (source / "deep").rename(source / "other"), source / "other"),
        (lambda: (source / "other" / "three.txt").write_text("in a renamed folder"), source / "other" / "three.txt"),
        (one.unlink, one),
        (lambda: settings.write_text("# new"), settings),
        (lambda: replace(settings, "# replaced"), settings),
        (settings.unlink, settings),
        (lambda: source.rename(tmp_path / "away"), source),
        (lambda: (tmp_path / "away").rename(source), source),
    ]
    asyncio.run(told(watched, *acts))


def test_what_a_build_does_not_read_wakes_nobody(tmp_path: Path) -> None:
    watched = watched_in(tmp_path)
    source = watched.source
    for folder in (source / ".git", source / "dist" / "letter", tmp_path / "build"):
        folder.mkdir(parents=True)

    def act() -> None:
        for name in (".git/index", ".letter.txt.swp", "letter.txt~", "dist/letter/letter.md", "letter.txt"):
            (source / name).write_text("words")
        (tmp_path / "build" / "ledger.sqlite").write_text("rows")
        (tmp_path / "other.toml").write_text("")

    found = asyncio.run(told(watched, (act, source / "letter.txt")))
    assert found - {source / "first"} == {source / "letter.txt"}


def test_a_system_that_tells_of_no_changes_is_an_error_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refused:
        def __init__(self, *_paths: Path, **_options: object) -> None:
            pass

        def __aiter__(self) -> Refused:
            return self

        async def __anext__(self) -> None:
            raise OSError(errno.ENOSPC, "OS file watch limit reached")

        async def aclose(self) -> None:
            pass

    monkeypatch.setattr(changes, "awatch", Refused)
    made = collection(tmp_path)
    made.dist.mkdir()
    outcome = made.run("watch", "--port=0")
    assert outcome.code == ExitCode.STORAGE
    (error,) = outcome.of("error")
    assert error["code"] == "SERVE-WATCH"
    assert "WATCHFILES_FORCE_POLLING" in str(error["remedy"])


# --------------------------------------------------------------------------------------------- builds


class Heard:
    def __init__(self) -> None:
        self.names: list[tuple[str, ...]] = []

    def ready(self, address: str) -> None:
        raise AssertionError(address)

    def changed(self, names: tuple[str, ...]) -> None:
        self.names.append(names)

    def said(self, line: str, is_error: bool) -> None:  # noqa: FBT001 - as the listener has it
        raise AssertionError((line, is_error))


class Bench:
    """A watching whose builds are played: each command takes the next of ``ends``."""

    def __init__(self, made: Collection, ends: Sequence[builds.Ended], monkeypatch: pytest.MonkeyPatch) -> None:
        folders = Folders(source=made.source, dist=made.dist, build=made.root / "build")
        self.heard = Heard()
        self.commands: list[str] = []
        self._ends = list(ends)
        request = watch.Request(folders=folders, config=made.root / "muniment.toml", port=0, options=("--jobs=1",))
        self.watching = watch._Watching(request, self.heard)  # noqa: SLF001 - the part without a server and a system
        monkeypatch.setattr(watch, "run", self._run)

    async def _run(self, words: Sequence[str], _heard: builds.Heard) -> builds.Ended:
        assert words[0] == "--jobs=1"
        self.commands.append(words[-1])
        if self.commands == ["build"]:
            self.watching._wake([Path("source/second.txt")])  # noqa: SLF001 - as above: a change during a build
        if not self._ends:
            await asyncio.sleep(60)
        return self._ends.pop(0)

    def play(self) -> list[tuple[bool, str]]:
        """What was told, in order, until the ends are used up."""
        told: list[tuple[bool, str]] = []

        async def follow() -> None:
            building = asyncio.create_task(self.watching._keep_built())  # noqa: SLF001 - as above
            stream = self.watching._board.follow()  # noqa: SLF001 - as above
            async for event in stream:
                news = json.loads(event.removeprefix("data: "))
                told.append((news["building"], news["failure"]))
                if not self._ends and news["building"]:
                    break
            building.cancel()

        asyncio.run(follow())
        return told


def ended(code: int, *complaints: str) -> builds.Ended:
    return builds.Ended(code=code, complaints=complaints)


def test_a_change_during_a_build_leads_to_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(collection(tmp_path), [ended(0), ended(0)], monkeypatch)
    bench.play()
    assert bench.commands[:3] == ["build", "site", "build"]
    assert bench.heard.names == [("second.txt",)]


@pytest.mark.parametrize("code", [ExitCode.SOURCE, ExitCode.FIDELITY])
def test_the_catalogue_is_made_of_what_could_be_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: ExitCode
) -> None:
    bench = Bench(collection(tmp_path), [ended(code, "bad.txt: no"), ended(0)], monkeypatch)
    assert (True, "bad.txt: no") in bench.play()
    assert bench.commands[:2] == ["build", "site"]


@pytest.mark.parametrize("code", [ExitCode.INTERNAL, ExitCode.CONFIGURATION, ExitCode.STORAGE, -9])
def test_where_nothing_could_be_built_no_catalogue_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    bench = Bench(collection(tmp_path), [ended(code)], monkeypatch)
    assert (True, f"muniment build ended with exit code {code}.") in bench.play()
    assert bench.commands[:2] == ["build", "build"]


def test_warnings_of_a_build_that_ended_well_are_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(collection(tmp_path), [ended(0, "a warning"), ended(0)], monkeypatch)
    assert {failure for _, failure in bench.play()} == {""}


def test_a_page_shows_the_first_of_very_many_complaints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [f"{number}.txt: no" for number in range(100)]
    bench = Bench(collection(tmp_path), [ended(ExitCode.SOURCE, *many), ended(0)], monkeypatch)
    failure = bench.play()[-1][1].splitlines()
    assert failure == [*many[:40], "60 more lines are in the terminal."]


def test_complaints_are_the_same_with_and_without_json(tmp_path: Path) -> None:
    made = collection(tmp_path, letter=LETTER)
    made.write("bad.txt", BINARY)
    made.write("lonely.yaml", "title: x\n")
    (made.source / "folder.txt").mkdir()

    def complaints(*more: str) -> builds.Ended:
        return asyncio.run(builds.run((*more, *words_of(made, "build")), lambda *_: None))

    plain, machine = complaints(), complaints("--json")
    assert sorted(plain.complaints) == sorted(machine.complaints)
    assert plain.code == machine.code == ExitCode.SOURCE
    starts = sorted(line.partition(":")[0] for line in plain.complaints)
    assert starts == ["error SRC-BINARY", "folder.txt", "lonely.yaml"]


# --------------------------------------------------------------------------------------------- what pages are


def test_files_stay_as_they_were_built_and_only_the_served_copy_is_told(tmp_path: Path) -> None:
    made = collection(tmp_path, letter=LETTER)
    with running(made, "watch") as process:
        follower = Follower(process)
        edition = follower.until(is_settled)["edition"]
        for path in ("index.html", "letter/index.html", "letter/letter.html"):
            answer = process.send(f"/{path}")
            assert f'data-edition="{edition}"'.encode() in answer.body
            assert b"EventSource" in answer.body
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert "connect-src 'self'" in answer.headers["content-security-policy"]
        for path in ("letter/letter.md", "letter/letter.epub", "catalogue/style.css"):
            assert process.send(f"/{path}").body == made.files()[path]
            assert process.send(f"/{path}").headers["etag"]
        follower.close()
    assert [path for path, data in made.files().items() if b"EventSource" in data] == []
    assert run(made, "verify").returncode == 0
    assert "0 files written" in run(made, "site").stdout


def test_before_the_first_build_there_is_a_page_that_waits_for_it(tmp_path: Path) -> None:
    made = collection(tmp_path)
    made.dist.mkdir()
    with exclusive(made.dist, wait=False, waiting=lambda: None), running(made, "watch") as process:
        answer = process.send("/")
        assert answer.status == 404
        assert b'data-edition=""' in answer.body
        follower = Follower(process)
        assert follower.until(lambda news: news["building"])["edition"] == ""
        follower.close()


# --------------------------------------------------------------------------------------------- ending


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("is_stuck", [False, True])
def test_a_signal_ends_the_server_and_the_build(tmp_path: Path, number: signal.Signals, is_stuck: bool) -> None:  # noqa: FBT001 - a parameter of the test
    made = collection(tmp_path)
    made.dist.mkdir()
    with exclusive(made.dist, wait=False, waiting=lambda: None), running(made, "watch") as process:
        follower = Follower(process)
        assert process.started.stdout
        assert process.started.stdout.readline().startswith("waiting for another build")
        (child,) = process.children()
        if is_stuck:
            os.kill(child, signal.SIGSTOP)
        code, out, err = process.ended(number)
        follower.close()
    assert (code, out, err) == (0 if number == signal.SIGINT else -number, "", "")
    wait_for(lambda: not is_alive(child))


def test_a_busy_port_is_said_before_anything_is_built(tmp_path: Path, server: Process) -> None:
    made = collection(tmp_path)
    done = run(made, "watch", f"--port={server.port}")
    assert done.returncode == ExitCode.BUSY
    assert done.stderr.startswith("error SERVE-PORT: ")
    assert not made.dist.exists()


def test_without_texts_there_is_nothing_to_watch(tmp_path: Path) -> None:
    done = run(Collection(root=tmp_path), "watch", "--port=0")
    assert done.returncode == ExitCode.USAGE
    assert "there is no such folder of raw texts" in done.stderr


# --------------------------------------------------------------------------------------------- in a real browser


@pytest.fixture(scope="module")
def browser(project: Path) -> Iterator[Browser]:
    with chromium(project) as started:
        expect.set_options(timeout=PATIENCE * 1000)
        yield started


def test_open_pages_show_what_was_changed(
    made: Collection, server: Process, follower: Follower, browser: Browser
) -> None:
    with tab(browser) as listing, tab(browser) as document, tab(browser) as edition:
        opened = {"index.html": listing, "letter/": document, "letter/letter.html": edition}
        for path, page in opened.items():
            page.goto(server.address + path)
            expect(page.locator("body")).to_contain_text("A letter")
        made.write("letter.txt", LETTER.replace("A letter", "A letter from afar"))
        for page in opened.values():
            expect(page.locator("body")).to_contain_text("A letter from afar")
    made.write("letter.txt", LETTER)
    follower.until(lambda news: is_settled(news) and not shows(server, "letter", "from afar"))


def test_an_open_page_shows_what_is_broken_until_it_is_mended(
    made: Collection, server: Process, follower: Follower, browser: Browser
) -> None:
    del follower  # everything is built
    with tab(browser) as page:
        page.goto(f"{server.address}letter/")
        bad = made.write("<img src=x onerror=alert(1)>.txt", BINARY)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("The last build failed")
        expect(alert).to_contain_text("SRC-BINARY")
        expect(alert).to_contain_text("<img src=x onerror=alert(1)>.txt")
        assert alert.locator("img").count() == 0
        page.goto(f"{server.address}index.html")
        expect(alert).to_contain_text("SRC-BINARY")
        page.get_by_role("button", name="Hide").press("Enter")
        expect(alert).to_have_count(0)
        made.write("letter.yaml", "title: Changed meanwhile\n")
        expect(page.locator("body")).to_contain_text("Changed meanwhile")
        expect(alert).to_contain_text("SRC-BINARY")
        bad.unlink()
        expect(alert).to_have_count(0)
        (made.source / "letter.yaml").unlink()
        expect(page.locator("body")).not_to_contain_text("Changed meanwhile")


def test_what_a_page_shows_of_a_failure_is_accessible(
    made: Collection, server: Process, follower: Follower, browser: Browser, project: Path
) -> None:
    axe = (project / ".check/node/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    bad = made.write("bad.txt", BINARY)
    follower.until(lambda news: is_settled(news) and news["failure"])

    def ready(page: Page) -> None:
        expect(page.get_by_role("alert")).to_contain_text("SRC-BINARY")

    assert violations(browser, f"{server.address}letter/", axe, ready) == []
    bad.unlink()
    follower.until(lambda news: is_settled(news) and not news["failure"])


def test_a_page_that_was_away_comes_back_when_it_is_there(
    made: Collection, server: Process, follower: Follower, browser: Browser
) -> None:
    del follower  # everything is built
    with tab(browser, "the server responded with a status of 404") as page:
        page.goto(f"{server.address}later/")
        expect(page.locator("h1")).to_have_text("There is nothing at this address")
        path = made.write("later.txt", OTHER)
        expect(page.locator("h1")).to_contain_text("Another letter")
        path.unlink()
        expect(page.locator("h1")).to_have_text("There is nothing at this address")


def test_search_works_in_a_watched_page(server: Process, follower: Follower, browser: Browser) -> None:
    del follower  # everything is built
    with tab(browser) as page:
        page.goto(server.address)
        page.locator("#search-q").fill("paragraphs")
        page.locator("#search-q").press("Enter")
        expect(page.locator("#found .title")).to_have_text(["A letter"])
