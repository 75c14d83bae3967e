"""The review page over HTTP: what it shows, what it writes, and whom it refuses."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import html5lib  # type: ignore[import-untyped] # it has no types
import pytest

from collection import Collection, collection
from muniment.config import Config, Folders
from muniment.errors import UsageError
from muniment.html5 import serialise
from muniment.local_page import element, printable
from muniment.review.desk import Desk
from muniment.review.page import BLOCKS_A_PAGE
from muniment.review.server import Server
from muniment.sidecar import parse_sidecar

TEXT = """\
The lime kilns of the lower valley

The kilns were lit in spring, when the roads had dried and the carts could bring stone down from the quarry again.

Who worked there?

Nobody kept a list, but the parish register names eleven men as burners between the two floods, and two of them twice.

The fire was never let out before the first frost, because a cold kiln cracks when it is heated again in a hurry.
"""
TOKEN = "a-token-for-these-tests"  # noqa: S105 - it opens nothing but what these tests open


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """What somebody can send to a review."""

    port: int

    def send(self, method: str, path: str, body: str | None = None, **headers: str | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_host=True)
        sent = {"Host": f"127.0.0.1:{self.port}", "Content-Type": "application/x-www-form-urlencoded"} | headers
        if body is not None:
            sent.setdefault("Content-Length", str(len(body)))
        for name, value in sent.items():
            if value is not None:
                connection.putheader(name.replace("_", "-"), value)
        connection.endheaders((body or "").encode())
        with connection.getresponse() as response:
            answer = Answer(status=response.status, headers=dict(response.headers), text=response.read().decode())
        connection.close()
        return answer

    def page(self, query: str = "") -> str:
        answer = self.send("GET", f"/{TOKEN}/{query}")
        assert answer.status == 200, answer.text
        return answer.text

    def post(self, name: str, **fields: str) -> Answer:
        if "version" not in fields:
            fields["version"] = version(self.page())
        return self.send("POST", f"/{TOKEN}/{name}", urlencode(fields))

    def correct(self, **fields: str) -> str:
        """Save a correction and follow the way to the page that shows it."""
        answer = self.post("correct", **fields)
        assert answer.status == 303, answer.text
        return self.page(answer.headers["Location"].removeprefix("./").partition("#")[0])


def version(page: str) -> str:
    (found,) = set(re.findall(r'name="version" value="([0-9a-f]+)"', page))
    return str(found)


@contextmanager
def review(made: Collection, identifier: str = "kilns") -> Iterator[Browser]:
    folders = Folders(source=made.source, dist=made.dist, build=made.root / "build")
    with Server(Desk(folders, Config(), identifier), token=TOKEN) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Browser(port=server.port)
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def kilns(tmp_path: Path) -> Collection:
    return collection(tmp_path, kilns=TEXT)


@pytest.fixture
def browser(kilns: Collection) -> Iterator[Browser]:
    with review(kilns) as opened:
        yield opened


def sidecar(made: Collection) -> bytes:
    return (made.source / "kilns.yaml").read_bytes()


def rules(made: Collection) -> list[tuple[object, object]]:
    """Kind and rule of each block as ``muniment explain`` tells them."""
    (told,) = made.run("explain", "kilns").of("explanation")
    decisions = told["decisions"]
    assert isinstance(decisions, list)
    return [(one["kind"], one["rule"]) for one in decisions]


# --------------------------------------------------------------------------------------------- what is shown


def test_it_shows_each_block_beside_its_source_with_the_reasons(browser: Browser) -> None:
    page = browser.page()
    for line in (1, 3, 5, 7, 9):
        assert f'id="line-{line}"' in page
    assert "The kilns were lit in spring" in page
    assert "Line 1: title" in page
    assert "Rule: " in page
    assert '<th scope="col">weight</th>' in page


def test_it_is_valid_html_that_needs_no_script(browser: Browser) -> None:
    html5lib.HTMLParser(strict=True).parse(browser.page())
    forms = re.findall(r"<form .*?</form>", browser.page(), re.DOTALL)
    assert len(forms) == 5
    assert all('method="post"' in form and 'type="submit"' in form for form in forms)


def test_each_field_has_a_label(browser: Browser) -> None:
    page = browser.page()
    fields = re.findall(r'<(?:select|input type="checkbox")[^>]* id="([^"]+)"', page)
    assert fields
    assert set(fields) == set(re.findall(r'<label for="([^"]+)"', page))


def test_doubtful_decisions_stand_first_and_the_least_certain_at_the_top(tmp_path: Path) -> None:
    short = "\n\n".join(f"Some words of the {word} day" for word in ("first", "second", "third")) + "\n"
    made = collection(tmp_path, kilns=TEXT + "\n" + short)
    desk = Desk(Folders(source=made.source, dist=made.dist, build=made.root / "b"), Config(), "kilns")
    doubtful = [block.decision.confidence for block in desk.state().doubtful()]
    with review(made) as browser:
        page = browser.page()
    assert f"Doubtful decisions ({len(doubtful)})" in page
    listed = re.findall(r'<li><a href="./\?page=1#line-\d+">[^<]*</a> (\d\.\d\d)', page)
    assert [float(one) for one in listed] == [round(one, 2) for one in sorted(doubtful)]
    assert page.index("Doubtful decisions") < page.index("Source and structure")


def test_markup_in_the_text_stays_text(tmp_path: Path) -> None:
    title = 'Kilns </title><script>alert("1")</script> & <b>lime</b>'
    with review(collection(tmp_path, kilns=f"{title}\n\n{TEXT}")) as browser:
        page = browser.page()
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "Kilns &lt;/title&gt;&lt;script&gt;alert" in page
    html5lib.HTMLParser(strict=True).parse(page)


def test_characters_that_markup_cannot_hold_are_shown_by_a_sign() -> None:
    assert printable("a\x00b\x1bc\ud800d\uffffe\tf\ng") == "a\u2400b\u241bc\ufffdd\ufffde\tf\ng"
    page = serialise(element("p", "\x0c<&\ufffe", title='\x00"'))
    assert page.endswith('<p title="\u2400&quot;">\u240c&lt;&amp;\ufffd</p>\n')


def test_a_long_text_is_divided_into_pages(tmp_path: Path) -> None:
    sentence = "On this day the kiln was filled with stone and wood and lit before the evening came over the valley."
    made = collection(tmp_path, kilns=f"Diary\n\n{(sentence + chr(10) * 2) * BLOCKS_A_PAGE}")
    with review(made) as browser:
        assert browser.page().count("<section") == BLOCKS_A_PAGE
        assert browser.page("?page=2").count("<section") == 1
        assert browser.page("?page=99") == browser.page("?page=2")
        assert 'aria-label="Pages"' in browser.page()
        answer = browser.post("correct", line=str(2 * BLOCKS_A_PAGE + 1), kind="heading")
    assert answer.headers["Location"].startswith("./?page=2&")


def test_a_markdown_source_has_nothing_to_review(tmp_path: Path) -> None:
    made = collection(tmp_path)
    made.write("kilns.md", "# Kilns\n\nLime.\n")
    with pytest.raises(UsageError, match="stated, not judged"):
        Desk(Folders(source=made.source, dist=made.dist, build=made.root / "b"), Config(), "kilns")


# --------------------------------------------------------------------------------------------- what is written


def test_a_correction_goes_into_the_sidecar_and_changes_what_explain_says(kilns: Collection, browser: Browser) -> None:
    assert rules(kilns)[2][1] != "override"
    page = browser.correct(line="5", kind="paragraph")
    assert "The correction is saved" in page
    assert "Line 5: paragraph" in page
    assert sidecar(kilns) == b'structure:\n  - text: "Who worked there?"\n    kind: paragraph\n'
    assert rules(kilns)[2] == ("paragraph", "override")


def test_the_rest_of_the_sidecar_stays_byte_for_byte(kilns: Collection, browser: Browser) -> None:
    before = "# from the donor\ntitle:  'The kilns'  # as given\nrights: null\n"
    kilns.write("kilns.yaml", before)
    (kilns.source / "kilns.yaml").chmod(0o640)
    browser.correct(line="5", kind="heading", level="3")
    assert sidecar(kilns).decode().startswith(before + "structure:\n")
    assert (kilns.source / "kilns.yaml").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in sorted(kilns.source.iterdir())] == ["kilns.txt", "kilns.yaml"]


def test_a_sidecar_made_while_the_page_is_open_is_found(kilns: Collection, browser: Browser) -> None:
    seen = version(browser.page())
    kilns.write("kilns.yaml", "title: Kilns\n")
    assert version(browser.page()) != seen


def test_a_second_correction_of_a_line_replaces_the_first(kilns: Collection, browser: Browser) -> None:
    browser.correct(line="5", kind="paragraph")
    browser.correct(line="5", kind="heading", level="2")
    (override,) = parse_sidecar(sidecar(kilns), file="kilns.yaml").overrides
    assert (override.kind.value, override.level) == ("heading", 2)


def test_a_line_can_be_joined_and_taken_apart_again(kilns: Collection, browser: Browser) -> None:
    page = browser.correct(line="9", joined="yes", kind="verse", level="3")
    assert len(rules(kilns)) == 4
    assert "Lines 7–9: paragraph" in page
    assert b"kind" not in sidecar(kilns)
    assert browser.post("withdraw", line="9").status == 303
    assert len(rules(kilns)) == 5
    assert sidecar(kilns) == b""


def test_a_line_within_a_block_divides_it(tmp_path: Path) -> None:
    wrapped = "The kilns were lit in spring, when the roads had\ndried and the carts could bring stone down from\nthe quarry again, as the register says of them.\n"
    made = collection(tmp_path, kilns=f"Kilns\n\n{wrapped}")
    with review(made) as browser:
        browser.correct(line="4", kind="paragraph")
    (told,) = made.run("explain", "kilns").of("explanation")
    decisions = told["decisions"]
    assert isinstance(decisions, list)
    assert [one["lines"] for one in decisions] == [[1, 1], [3, 3], [4, 5]]


def test_lines_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    made = collection(
        tmp_path, kilns=TEXT + "\nWho worked there?\n\nNobody knows more of it than this, or would say.\n"
    )
    with review(made) as browser:
        browser.correct(line="11", kind="paragraph")
    (override,) = parse_sidecar(sidecar(made), file="kilns.yaml").overrides
    assert override.occurrence == 2
    assert [rule == "override" for _, rule in rules(made)].index(True) == 5


def test_nothing_is_saved_if_the_sidecar_changed_meanwhile(kilns: Collection, browser: Browser) -> None:
    seen = version(browser.page())
    kilns.write("kilns.yaml", "title: Somebody else was here\n")
    answer = browser.post("correct", version=seen, line="5", kind="paragraph")
    assert answer.status == 409
    assert "changed on disk" in answer.text
    assert 'role="alert"' in answer.text
    assert sidecar(kilns) == b"title: Somebody else was here\n"


def test_nothing_is_saved_if_the_source_changed_meanwhile(kilns: Collection, browser: Browser) -> None:
    seen = version(browser.page())
    kilns.write("kilns.txt", "Another title\n\n" + TEXT)
    assert browser.post("correct", version=seen, line="5", kind="paragraph").status == 409
    assert not (kilns.source / "kilns.yaml").exists()


def test_a_sidecar_that_breaks_meanwhile_is_told(kilns: Collection, browser: Browser) -> None:
    seen = version(browser.page())
    kilns.write("kilns.yaml", "structur: []\n")
    answer = browser.send("GET", f"/{TOKEN}/")
    assert answer.status == 409
    assert "kilns.yaml:1:1: " in answer.text
    assert "Did you mean" in answer.text
    assert browser.post("correct", version=seen, line="5", kind="paragraph").status == 409
    assert sidecar(kilns) == b"structur: []\n"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"line": "5", "kind": "poem"}, 400),
        ({"line": "4", "kind": "heading"}, 422),
        ({"line": "99999", "kind": "heading"}, 422),
        ({"line": "five", "kind": "heading"}, 422),
        ({"kind": "heading"}, 422),
        ({f"field-{number}": "x" for number in range(30)}, 400),
    ],
)
def test_a_form_that_makes_no_sense_is_refused(
    kilns: Collection, browser: Browser, fields: dict[str, str], status: int
) -> None:
    assert browser.post("correct", **fields).status == status
    assert not (kilns.source / "kilns.yaml").exists()


def test_a_withdrawal_of_nothing_is_refused(browser: Browser) -> None:
    assert browser.post("withdraw", line="5").status == 422


# --------------------------------------------------------------------------------------------- whom it refuses


@pytest.mark.parametrize("path", ["/", "/wrong/", f"/{TOKEN}", f"/{TOKEN}x/", "/favicon.ico", "/%C3%A9/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_the_token_nothing_is_told(browser: Browser, method: str, path: str) -> None:
    answer = browser.send(method, path, "")
    assert answer.status == 403
    assert "kiln" not in answer.text


@pytest.mark.parametrize(
    "host", [None, "", "evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:{port}"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_under_another_name_nothing_is_told(browser: Browser, method: str, host: str | None) -> None:
    named = host and host.format(port=browser.port)
    answer = browser.send(method, f"/{TOKEN}/", "", Host=named)
    assert answer.status == 421
    assert "kiln" not in answer.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_a_form_on_another_page_is_refused(kilns: Collection, browser: Browser, origin: str) -> None:
    body = urlencode({"version": version(browser.page()), "line": "5", "kind": "paragraph"})
    assert browser.send("POST", f"/{TOKEN}/correct", body, Origin=origin).status == 403
    assert not (kilns.source / "kilns.yaml").exists()
    assert browser.send("POST", f"/{TOKEN}/correct", body, Origin=f"http://127.0.0.1:{browser.port}").status == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Length": None, "Content-Length": None},
        {"Content-Length": "-1"},
        {"Content-Length": "99999999"},
        {"Content-Type": "text/plain"},
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused(browser: Browser, headers: dict[str, str | None]) -> None:
    assert browser.send("POST", f"/{TOKEN}/correct", "line=5", **headers).status == 400


def test_every_answer_forbids_all_that_the_page_does_not_bring(browser: Browser) -> None:
    for path in ("", "desk.css", "review.js", "nothing"):
        headers = browser.send("GET", f"/{TOKEN}/{path}").headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; script-src 'self'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
    page = browser.page()
    assert re.findall(r'(?:src|href)="(?!#|\./)([^"]*)"', page) == ["desk.css", "review.js"]
    assert "://" not in page
    assert " style=" not in page
    assert " on" not in " ".join(re.findall(r"<[a-z]+ ([^>]*)>", page)).replace(" one", "")


@pytest.mark.parametrize("name", ["nothing", "../kilns.txt", "correct"])
def test_there_is_nothing_else_to_get(browser: Browser, name: str) -> None:
    assert browser.send("GET", f"/{TOKEN}/{name}").status == 404


def test_the_server_listens_on_this_machine_only(kilns: Collection) -> None:
    folders = Folders(source=kilns.source, dist=kilns.dist, build=kilns.root / "b")
    with Server(Desk(folders, Config(), "kilns"), token=TOKEN) as server:
        assert server.server_address[0] == "127.0.0.1"


# --------------------------------------------------------------------------------------------- the command


def test_the_command_tells_its_address_and_ctrl_c_ends_it(kilns: Collection) -> None:
    command = [sys.executable, "-m", "muniment", f"--source={kilns.source}", f"--config={kilns.root / 'none.toml'}"]
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    with subprocess.Popen(
        [*command, "review", "kilns"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        found = re.fullmatch(r"review kilns at http://127\.0\.0\.1:(\d+)/([\w-]{32})/\n", first)
        assert found, first + process.stderr.read()
        answer = Browser(port=int(found[1])).send("GET", f"/{found[2]}/")
        assert (answer.status, "lime kilns" in answer.text) == (200, True)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert process.stdout.read().splitlines()[-1] == "review ended"
        assert process.stderr.read() == ""
