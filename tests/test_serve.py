"""The catalogue over HTTP: what each file is, what may be kept, what is never given, and how the server ends."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from importlib.machinery import ModuleSpec
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect
from starlette.exceptions import HTTPException

from catalogue_site import chromium
from collection import Collection, collection
from make_scenarios import lay_out
from muniment.catalogue.answers import is_feed
from muniment.config import Folders
from muniment.errors import ExitCode
from muniment.serving.files import Published
from muniment.serving.media import media_type
from muniment.serving.policy import STRICT, extended, policy_of
from muniment.writers import writers
from serving_process import PATIENCE, Process, run, running, tab, violations

LETTER = (
    "A letter\n\nDear reader, this is a short letter that says very little.\n\nIt has two paragraphs, and no more.\n"
)
OLD = "Ein alter Brief\n\nDie Straße über die Brücke ist für Fußgänger geöffnet, schöne Grüße aus Köln.\n"
SETTINGS = '[site]\ntitle = "Letters & notes"\nbase_url = "https://archive.example/letters/"\n'
LARGE = 24_000_000
"""More bytes than the buffers between a server and a client hold."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    letters = collection(tmp_path_factory.mktemp("serve"), letter=LETTER)
    letters.write("old.txt", OLD.encode("cp1252"))
    (letters.root / "muniment.toml").write_text(SETTINGS)
    for command in ("build", "archive", "site"):
        assert letters.run(command).code == 0
    return letters


@pytest.fixture(scope="module")
def server(made: Collection) -> Iterator[Process]:
    with running(made, "serve") as process:
        yield process


@pytest.fixture
def own(made: Collection, tmp_path: Path) -> Collection:
    """A copy that a test may change."""
    shutil.copytree(made.root, tmp_path / "own", symlinks=True)
    return replace(made, root=tmp_path / "own")


def published(made: Collection) -> dict[str, bytes]:
    return {path: data for path, data in made.files().items() if not path.startswith(".")}


# --------------------------------------------------------------------------------------------- what each file is


def test_every_file_is_served_byte_for_byte_and_as_something_known(made: Collection, server: Process) -> None:
    for path, data in published(made).items():
        answer = server.send(f"/{quote(path)}")
        if not is_feed(path):  # those say when they are served that they can be searched
            assert (path, answer.body) == (path, data)
        assert (path, answer.status) == (path, 200)
        assert answer.headers["content-type"] != "application/octet-stream", path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/letter/", "text/html; charset=utf-8"),
        ("/letter/letter.html", "text/html; charset=utf-8"),
        ("/letter/letter.epub", "application/epub+zip"),
        ("/letter/letter.pdf", "application/pdf"),
        ("/letter/letter.md", "text/markdown; charset=utf-8"),
        ("/letter/letter.xml", "application/tei+xml; charset=utf-8"),
        ("/letter/letter.source.txt", "text/plain; charset=utf-8"),
        ("/old/old.source.txt", "text/plain; charset=windows-1252"),
        ("/letter/SHA256SUMS", "text/plain; charset=utf-8"),
        ("/letter/provenance.json", "application/vnd.in-toto+json"),
        ("/archive/letter.zip", "application/zip"),
        ("/catalogue/SITE-SHA256SUMS", "text/plain; charset=utf-8"),
        ("/catalogue/style.css", "text/css; charset=utf-8"),
        ("/catalogue/search.js", "text/javascript; charset=utf-8"),
        ("/catalogue/covers/letter.svg", "image/svg+xml; charset=utf-8"),
        ("/catalogue/catalogue.json", "application/json"),
        ("/catalogue/catalogue.schema.json", "application/schema+json"),
        ("/catalogue/links/letter.json", "application/linkset+json"),
        ("/catalogue/opds.json", "application/opds+json"),
        ("/catalogue/opds/new.json", "application/opds+json"),
        ("/catalogue/opds.xml", "application/atom+xml;profile=opds-catalog;kind=navigation; charset=utf-8"),
        ("/catalogue/opds/new.xml", "application/atom+xml;profile=opds-catalog;kind=acquisition; charset=utf-8"),
        ("/catalogue/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
    ],
)
def test_a_file_is_called_what_it_is(server: Process, path: str, kind: str) -> None:
    answer = server.send(path)
    assert (answer.status, answer.headers["content-type"]) == (200, kind)


def test_downloads_are_called_what_the_catalogue_calls_them(made: Collection, server: Process) -> None:
    listed = json.loads((made.dist / "catalogue/catalogue.json").read_bytes())["documents"]
    downloads = [one for document in listed for one in document["downloads"]]
    assert len(downloads) > 10
    for one in downloads:
        path = one["href"].removeprefix("https://archive.example/letters/")
        answer = server.send(f"/{path}")
        assert answer.headers["content-type"].partition("; ")[0] == one["media_type"], path
        assert len(answer.body) == one["size"]


def test_every_writer_s_product_is_called_what_the_writer_calls_it() -> None:
    for writer in writers().values():
        assert media_type(f"letter/letter{writer.suffix}") == writer.media_type


def test_what_is_not_known_is_not_guessed_at(own: Collection) -> None:
    (own.dist / "letter" / "strange.exe").write_bytes(b"<script>alert(1)</script>")
    with running(own, "serve") as process:
        answer = process.send("/letter/strange.exe")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "manifest", ["{", "{}", '{"predicate": {"source": {"encoding": {"name": "utf-8\\r\\nX-Evil: 1"}}}}']
)
def test_nothing_is_said_of_a_source_s_encoding_where_the_manifest_is_damaged(own: Collection, manifest: str) -> None:
    (own.dist / "old" / "provenance.json").write_text(manifest)
    with running(own, "serve") as process:
        assert process.send("/old/old.source.txt").headers["content-type"] == "text/plain"


# --------------------------------------------------------------------------------------------- pages


def test_a_page_comes_with_its_own_policy_and_can_be_framed_by_none(made: Collection, server: Process) -> None:
    pages = [path for path in published(made) if path.endswith(".html")]
    assert len(pages) > 4
    for path in pages:
        policy = server.send(f"/{path}").headers["content-security-policy"]
        assert policy.endswith("; frame-ancestors 'none'")
        stated = policy.removesuffix("; frame-ancestors 'none'")
        assert f'content="{stated}"'.encode() in made.files()[path], path


@pytest.mark.parametrize("path", ["/letter/letter.xml", "/catalogue/covers/letter.svg", "/sitemap.xml"])
def test_what_is_no_page_and_could_run_script_may_not(server: Process, path: str) -> None:
    assert server.send(path).headers["content-security-policy"] == f"{STRICT}; frame-ancestors 'none'"


@pytest.mark.parametrize(
    "page", [b"<html><head></head></html>", b'<meta http-equiv="Content-Security-Policy" content="x\ny">', b""]
)
def test_a_page_without_a_usable_policy_gets_the_strict_one(page: bytes) -> None:
    assert policy_of(page) == f"{STRICT}; frame-ancestors 'none'"


def test_a_document_s_files_lead_to_its_link_set(server: Process) -> None:
    link = '</catalogue/links/letter.json>; rel="linkset"; type="application/linkset+json"'
    for path in ("/letter/", "/letter/letter.pdf"):
        assert server.send(path).headers["link"] == link
    assert "link" not in server.send("/").headers
    assert server.send("/catalogue/links/letter.json").status == 200


def test_where_nothing_is_a_page_of_the_catalogue_says_so(server: Process) -> None:
    answer = server.send("/letter/away/deep/below.html")
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    text = answer.body.decode()
    assert "Letters &amp; notes</bdi>" in text
    links = [part.partition('"')[0] for part in text.split('href="')[1:]]
    inside = [link for link in links if link.startswith("/")]
    assert "/catalogue/style.css" in inside
    assert "/index.html" in inside
    assert [link for link in links if not link.startswith(("/", "#"))] == []
    assert {link: server.send(link).status for link in inside} == dict.fromkeys(inside, 200)


def test_that_there_is_no_icon_is_no_error(server: Process) -> None:
    assert server.send("/favicon.ico").status == 204


def test_a_folder_is_its_page_or_nothing(server: Process) -> None:
    moved = server.send("/letter")
    assert (moved.status, moved.headers["location"]) == (307, f"{server.address}letter/")
    assert server.send("/letter/").body == server.send("/letter/index.html").body
    for path in ("/catalogue/", "/catalogue/opds/", "/archive/", "/letter/letter.html/", "/letter//letter.html"):
        assert server.send(path).status == 404, path


# --------------------------------------------------------------------------------------------- keeping


def test_a_head_is_the_answer_without_its_body(server: Process) -> None:
    for path in ("/", "/letter/letter.pdf", "/nothing"):
        whole, head = server.send(path), server.send(path, "HEAD", range="bytes=0-3")
        assert head.body == b""
        assert head.status == whole.status
        assert head.headers["content-length"] == str(len(whole.body))
        assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}


def test_what_has_not_changed_is_not_sent_again(server: Process) -> None:
    first = server.send("/letter/letter.pdf")
    for headers in (
        {"if_none_match": first.headers["etag"]},
        {"if_none_match": f'"other", W/{first.headers["etag"]}'},
        {"if_modified_since": first.headers["last-modified"]},
    ):
        again = server.send("/letter/letter.pdf", **headers)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["cache-control"] == "no-cache"
    assert server.send("/letter/letter.pdf", if_none_match='"other"').status == 200
    assert server.send("/letter/letter.pdf", if_modified_since=formatdate(0, usegmt=True)).status == 200


def test_a_file_that_was_replaced_is_sent_though_its_size_and_time_are_the_same(own: Collection) -> None:
    path = own.dist / "letter" / "letter.md"
    data, status = path.read_bytes(), path.stat()
    with running(own, "serve") as process:
        first = process.send("/letter/letter.md")
        other = path.with_name(".new")
        other.write_bytes(data.upper())
        os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
        other.replace(path)
        again = process.send("/letter/letter.md", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (200, data.upper())


# --------------------------------------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-7", -7, None), ("bytes=5-999999999", 5, None)],
)
def test_a_part_can_be_asked_for(made: Collection, server: Process, asked: str, start: int, end: int | None) -> None:
    data = made.files()["letter/letter.pdf"]
    answer = server.send("/letter/letter.pdf", range=asked)
    first, last = range(len(data))[slice(start, end)][0], range(len(data))[slice(start, end)][-1]
    assert (answer.status, answer.body) == (206, data[start:end])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(data)}"
    assert answer.headers["accept-ranges"] == "bytes"


def test_several_parts_come_in_one_answer(made: Collection, server: Process) -> None:
    data = made.files()["letter/letter.pdf"]
    answer = server.send("/letter/letter.pdf", range="bytes=0-3, 100-109")
    kind, _, boundary = answer.headers["content-type"].partition("; boundary=")
    assert (answer.status, kind) == (206, "multipart/byteranges")
    parts = [part.partition(b"\r\n\r\n")[2] for part in answer.body.split(f"--{boundary}".encode())[1:-1]]
    assert [part.removesuffix(b"\r\n") for part in parts] == [data[:4], data[100:110]]


def test_a_part_that_is_not_there_is_refused_with_the_length(made: Collection, server: Process) -> None:
    answer = server.send("/letter/letter.pdf", range="bytes=99999999-")
    assert answer.status == 416
    assert answer.headers["content-range"] == f"bytes */{len(made.files()['letter/letter.pdf'])}"


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes=a-b", "bytes=", "bytes", "bytes=--3", "bytes=1-2;3"])
def test_a_range_that_says_nothing_is_passed_over(made: Collection, server: Process, asked: str) -> None:
    answer = server.send("/letter/letter.pdf", range=asked)
    assert (answer.status, answer.body) == (200, made.files()["letter/letter.pdf"])


def test_a_download_goes_on_only_with_the_same_file(made: Collection, server: Process) -> None:
    tag = server.send("/letter/letter.pdf").headers["etag"]
    assert server.send("/letter/letter.pdf", range="bytes=0-3", if_range=tag).status == 206
    whole = server.send("/letter/letter.pdf", range="bytes=0-3", if_range='"other"')
    assert (whole.status, whole.body) == (200, made.files()["letter/letter.pdf"])


def test_a_download_is_of_one_state_though_the_file_is_replaced_meanwhile(own: Collection) -> None:
    path = own.dist / "letter" / "large.zip"
    path.write_bytes(b"a" * LARGE)
    with running(own, "serve") as process, socket.create_connection(("127.0.0.1", process.port), timeout=60) as client:
        client.sendall(b"GET /letter/large.zip HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        got = client.recv(1000)
        other = path.with_name(".new")
        other.write_bytes(b"b" * (LARGE // 2))
        other.replace(path)
        while piece := client.recv(1 << 20):
            got += piece
        assert got.partition(b"\r\n\r\n")[2] == b"a" * LARGE
        assert process.send("/letter/large.zip").body == b"b" * (LARGE // 2)


# --------------------------------------------------------------------------------------------- what is never given


@pytest.mark.parametrize(
    "path",
    [
        "/../source/letter.txt",
        "/letter/../../source/letter.txt",
        "/%2e%2e/source/letter.txt",
        "/..%2fsource/letter.txt",
        "/letter/..%2f..%2fsource%2fletter.txt",
        "/letter/%2e%2e/index.html",
        "/./index.html",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/..%5c..%5csource/letter.txt",
        "/letter/letter.html%00.txt",
        "/%ff%fe",
        "/" + "a" * 5000,
        "/.secret",
        "/letter/.secret",
        "/.hidden/inside.txt",
        "/out/letter.txt",
        "/out.txt",
        "/to-hidden.txt",
        "/loop",
        "/nowhere",
        "/pipe",
    ],
)
def test_only_what_is_published_is_there(strange: Process, path: str) -> None:
    answer = strange.send(path)
    assert answer.status == 404
    assert b"secret words" not in answer.body


@pytest.fixture(scope="module")
def strange(made: Collection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A server of an output folder with much in it that is not for people."""
    root = tmp_path_factory.mktemp("strange")
    shutil.copytree(made.root, root, symlinks=True, dirs_exist_ok=True)
    folder = root / "dist"
    (root / "source" / "letter.txt").write_text("secret words")
    for hidden in (".secret", "letter/.secret", ".hidden/inside.txt"):
        (folder / hidden).parent.mkdir(exist_ok=True)
        (folder / hidden).write_text("secret words")
    (folder / "out").symlink_to(root / "source")
    (folder / "out.txt").symlink_to(root / "source" / "letter.txt")
    (folder / "to-hidden.txt").symlink_to(folder / ".secret")
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "nowhere").symlink_to(folder / "missing")
    (folder / "inside.md").symlink_to(folder / "letter" / "letter.md")
    os.mkfifo(folder / "pipe")
    with running(Collection(root=root), "serve") as process:
        yield process


def test_a_link_that_stays_inside_is_followed(made: Collection, strange: Process) -> None:
    assert strange.send("/inside.md").body == made.files()["letter/letter.md"]


@pytest.mark.parametrize("build", ["dist/build", "dist"])
def test_the_ledger_is_never_given_wherever_it_is(own: Collection, build: str) -> None:
    (own.root / build).mkdir(exist_ok=True)
    shutil.move(own.root / "build" / "ledger.sqlite", own.root / build / "ledger.sqlite")
    shutil.rmtree(own.root / "build")
    (own.root / "build").symlink_to(own.root / build)
    with running(own, "serve") as process:
        place = build.removeprefix("dist")
        assert process.send(f"{place}/ledger.sqlite").status == 404
        assert process.send("/letter/").status == 200


@pytest.mark.parametrize("refused", ["stat", "open"])
def test_what_the_system_does_not_let_be_read_is_not_there(
    made: Collection, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refuse(*_words: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    folders = Folders(source=made.source, dist=made.dist, build=made.root / "build")
    scope = {"type": "http", "method": "GET", "path": "/letter/letter.md", "headers": []}
    monkeypatch.setattr(f"os.{refused}", refuse)
    with pytest.raises(HTTPException) as caught:
        asyncio.run(Published(folders).get_response("letter/letter.md", scope))
    assert caught.value.status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_written(server: Process, method: str) -> None:
    answer = server.send("/letter/letter.md", method)
    assert answer.status == 405
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["archive.example", "archive.example:8000", "127.0.0.1.archive.example"])
def test_a_name_that_somebody_let_lead_here_gets_no_answer(server: Process, name: str) -> None:
    assert server.send("/letter/letter.md", host=name).status == 400
    assert server.send("/letter/letter.md", host=f"localhost:{server.port}").status == 200


def test_only_this_machine_reaches_it(server: Process) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port), timeout=10)


# --------------------------------------------------------------------------------------------- beginning and ending


def test_ctrl_c_ends_it_quietly_though_downloads_are_under_way(own: Collection) -> None:
    (own.dist / "letter" / "large.zip").write_bytes(b"a" * LARGE)
    before = own.files()
    with running(own, "serve") as process, socket.create_connection(("127.0.0.1", process.port), timeout=60) as client:
        client.sendall(b"GET /letter/large.zip HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(1000)
        assert process.ended() == (0, "", "")
    assert own.files() == before


def test_for_machines_it_tells_its_address_and_its_end(made: Collection) -> None:
    with running(made, "serve", json_lines=True) as process:
        code, out, err = process.ended()
    assert (code, json.loads(out), err) == (0, {"event": "ended"}, "")


def test_make_says_nothing_of_ctrl_c_either(project: Path, tmp_path: Path, own: Collection) -> None:
    scenario = lay_out(tmp_path / "project", project)
    shutil.copytree(own.dist, scenario.dist)
    made = scenario.start("SETUP=no", "PORT=0", "serve")
    assert made.stdout
    assert made.stdout.readline().startswith("dist is at http://127.0.0.1:")
    os.killpg(made.pid, signal.SIGINT)
    assert made.communicate(timeout=PATIENCE) == ("", "")


def test_a_termination_ends_it(made: Collection) -> None:
    with running(made, "serve") as process:
        assert process.ended(signal.SIGTERM) == (-signal.SIGTERM, "", "")


def test_a_port_that_is_taken_is_one_clear_line(made: Collection, server: Process) -> None:
    done = run(made, "serve", f"--port={server.port}")
    assert done.returncode == ExitCode.BUSY
    assert done.stdout == ""
    assert done.stderr == (
        f"error SERVE-PORT: port {server.port} of this machine is in use. End what uses it, or choose another port:"
        " make serve PORT=8001, or muniment serve --port 8001.\n"
    )


def test_without_a_catalogue_it_says_how_to_get_one(tmp_path: Path) -> None:
    done = run(collection(tmp_path), "serve", "--port=0")
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.startswith("error SERVE-EMPTY: ")
    assert "make site" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("word", ["-1", "65536", "http", "²", "1" * 5000])
def test_a_word_that_is_no_port_is_refused(made: Collection, word: str) -> None:
    done = run(made, "serve", f"--port={word}")
    assert done.returncode == ExitCode.USAGE
    assert "is not a port: 0 to 65535" in done.stderr


@pytest.mark.parametrize("command", ["serve", "watch"])
def test_a_package_that_is_missing_is_one_clear_line(
    made: Collection, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    real = importlib.util.find_spec

    def find(name: str) -> ModuleSpec | None:
        return None if name in {"uvicorn", "watchfiles"} else real(name)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    outcome = made.run(command)
    assert outcome.code == ExitCode.MISSING_TOOL
    (error,) = outcome.events
    assert error["code"] == "TOOL-SERVE"
    assert error["message"] == "there is no uvicorn, no watchfiles."
    assert "pip install uvicorn watchfiles" in str(error["remedy"])


# --------------------------------------------------------------------------------------------- in a real browser


@pytest.fixture(scope="module")
def browser(project: Path) -> Iterator[Browser]:
    with chromium(project) as started:
        expect.set_options(timeout=PATIENCE * 1000)
        yield started


@pytest.mark.parametrize("path", ["", "letter/", "letter/letter.html", "old/"])
def test_a_page_breaks_no_rule_of_its_policy(browser: Browser, server: Process, path: str) -> None:
    with tab(browser) as page:
        answer = page.goto(server.address + path)
        assert answer
        assert answer.status == 200
        assert page.evaluate("getComputedStyle(document.body).fontFamily")


def test_the_page_for_nothing_breaks_no_rule_either(browser: Browser, server: Process) -> None:
    with tab(browser, "the server responded with a status of 404") as page:
        page.goto(f"{server.address}deep/below/nothing.html")
        page.get_by_role("link", name="All documents", exact=True).click()
        expect(page).to_have_url(f"{server.address}index.html")


@pytest.fixture(scope="module")
def axe(project: Path) -> str:
    return (project / ".check/node/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def test_the_page_for_nothing_is_accessible(browser: Browser, server: Process, axe: str) -> None:
    assert violations(browser, f"{server.address}nothing", axe, lambda _: None) == []


def test_search_works(browser: Browser, server: Process) -> None:
    with tab(browser) as page:
        page.goto(server.address)
        page.locator("#search-q").fill("strasse")
        page.locator("#search-q").press("Enter")
        expect(page.locator("#found .title")).to_have_text(["Ein alter Brief"])


# --------------------------------------------------------------------------------------------- policies


@pytest.mark.parametrize(
    ("policy", "script", "connect"),
    [
        ("default-src 'none'", "'sha256-x'", "'self'"),
        ("default-src 'none'; script-src 'self' file:", "'self' file: 'sha256-x'", "'self'"),
        ("script-src 'none'; connect-src https://a.example", "'sha256-x'", "https://a.example 'self'"),
        ("default-src 'self'", "'self' 'sha256-x'", "'self' 'self'"),
    ],
)
def test_a_policy_is_opened_for_one_script_and_for_nothing_else(policy: str, script: str, connect: str) -> None:
    digest = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="  # of "abc", RFC 6234
    found = dict(part.split(" ", 1) for part in extended(policy, "abc").split("; "))
    assert found["script-src"] == script.replace("x", digest)
    assert found["connect-src"] == connect
    before = dict(part.split(" ", 1) for part in policy.split("; "))
    kept = before.keys() - {"script-src", "connect-src"}
    assert {name: found[name] for name in kept} == {name: before[name] for name in kept}
