"""The catalogue: what its pages say, what they never do, and what a second run touches."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from collection import LETTER, Collection, collection
from muniment.catalogue.covers import cover
from muniment.catalogue.differences import MOST_ROWS, compare
from muniment.catalogue.entries import Known, read_entry, read_predicate, read_text
from muniment.catalogue.file_names import LONGEST, file_name
from muniment.catalogue.fixity import LIST, is_site_file, site_findings
from muniment.catalogue.listing import listing_pages
from muniment.catalogue.markup import document, escaped, tag
from muniment.catalogue.model import Entry, Site, Verdict
from muniment.catalogue.pages import document_page
from muniment.catalogue.shell import POLICY, Shell
from muniment.catalogue.wording import rights, size
from muniment.errors import ExitCode

SHELL = Shell(site=Site(title="Harbour"), files=frozenset())
NASTY = "<script>alert(\"1\")</script> & 'quoted' \u202eمرحبا\u202c 🏝"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = collection(tmp_path_factory.mktemp("site"))
    assert made.build("--format", "html").code == ExitCode.OK
    assert made.run("site").code == ExitCode.OK
    return made


@pytest.fixture(scope="module")
def entry(built: Collection) -> Entry:
    return read_entry(built.dist, "letter", Known())


def copied(built: Collection, to: Path) -> Collection:
    """The built collection again, to be changed."""
    import shutil  # noqa: PLC0415 - only here

    shutil.copytree(built.root, to / "copy")
    return Collection(root=to / "copy")


# --------------------------------------------------------------------------------------------- what there is


def test_the_listing_names_every_document_and_leads_to_its_page(built: Collection) -> None:
    page = (built.dist / "index.html").read_text(encoding="utf-8")
    assert 'href="letter/index.html"' in page
    assert ">A letter</bdi>" in page
    assert 'href="note/note.html"' in page


def test_every_link_of_every_page_resolves(built: Collection) -> None:
    pages = [built.dist / "index.html", *built.dist.glob("*/index.html")]
    links = [(page, to) for page in pages for to in re.findall(r'(?:href|src)="([^"#:]+)"', page.read_text())]
    assert [to for page, to in links if not (page.parent / unquote(to)).is_file()] == []
    assert len(links) > 20


def test_a_page_gives_size_digest_and_a_name_for_people(built: Collection, entry: Entry) -> None:
    page = (built.dist / "letter" / "index.html").read_text(encoding="utf-8")
    html = next(one for one in entry.downloads if one.format == "html")
    assert html.sha256 in page
    assert 'download="A letter.html"' in page
    assert size(html.size) in page
    assert "Not validated." in page


def test_times_come_from_the_ledger_and_without_it_none_is_invented(built: Collection, tmp_path: Path) -> None:
    assert '<time datetime="20' in (built.dist / "letter" / "index.html").read_text()
    other = copied(built, tmp_path)
    (other.root / "build" / "ledger.sqlite").unlink()
    assert other.run("site").code == ExitCode.OK
    page = (other.dist / "letter" / "index.html").read_text()
    assert "at an unknown time" in page
    assert "<time datetime" not in page


def test_verdicts_are_said_in_words_with_a_link_to_the_report(entry: Entry) -> None:
    passed = Verdict(tool="Nu", version="26", profile="HTML", passed=True, report="reports/html.nu.json")
    failed = replace(passed, tool="House", passed=False, report="")
    html, *others = entry.downloads
    shown = replace(entry, downloads=(replace(html, verdicts=(passed, failed)), *others))
    page = document_page(shown, None, SHELL).decode()
    assert "Passed HTML, says Nu 26" in page
    assert 'href="reports/html.nu.json"' in page
    assert "Did not pass HTML, says House 26" in page


# --------------------------------------------------------------------------------------------- strangers' words


def test_a_title_is_never_markup(entry: Entry) -> None:
    nasty = replace(entry, title=NASTY, creators=(NASTY,), description=NASTY, subjects=(NASTY,), publisher=NASTY)
    pages = [document_page(nasty, None, SHELL), *(data for _, data in listing_pages([nasty], SHELL)), cover(nasty)]
    for page in pages:
        assert b"<script>alert" not in page
        assert "🏝" in page.decode() or b"<svg" in page


def test_characters_that_html_forbids_are_shown_by_signs() -> None:
    assert escaped("a\x00b<\x1b>\ud800") == "a␀b&lt;␛&gt;\N{REPLACEMENT CHARACTER}"
    assert tag("p", 'x"<', title='"&') == '<p title="&quot;&amp;">x&quot;&lt;</p>\n'
    assert document(tag("body")).startswith(b"<!DOCTYPE html>\n<html>")


def test_every_page_has_the_policy_and_nothing_that_it_forbids(built: Collection) -> None:
    for path in built.dist.rglob("index.html"):
        page = path.read_text(encoding="utf-8")
        assert escaped(POLICY) in page
        assert not re.search(r"<style|<script(?![^>]* src=)| style=| on[a-z]+=|javascript:", page)
    assert "unsafe" not in POLICY


# --------------------------------------------------------------------------------------------- changes


def test_changed_lines_stand_side_by_side(built: Collection) -> None:
    text = read_text(built.dist, read_entry(built.dist, "letter", Known()))
    comparison = compare(text, read_predicate(built.dist, "letter"))
    row = comparison.rows[0]
    assert "".join(piece.text for piece in row.before) == "A letter"
    assert "".join(piece.text for piece in row.after) == "# A letter"
    assert comparison.source == tuple(LETTER.split("\n"))


def test_many_changed_lines_are_cut_short(tmp_path: Path) -> None:
    made = collection(tmp_path, long="A list\n\n" + "".join(f"Take *{n}* of these_{n}_now.\n\n" for n in range(90)))
    made.build("--format", "md")
    text = read_text(made.dist, read_entry(made.dist, "long", Known()))
    comparison = compare(text, read_predicate(made.dist, "long"))
    assert len(comparison.rows) == MOST_ROWS < comparison.total


def test_an_altered_text_is_reported_and_not_compared(built: Collection, tmp_path: Path) -> None:
    other = copied(built, tmp_path)
    path = other.dist / "letter" / "letter.md"
    path.write_bytes(path.read_bytes().replace(b"# A letter", b"##A letter"))
    outcome = other.run("site")
    assert (outcome.code, set(outcome.codes())) == (ExitCode.VERIFICATION, {"VER-ALTERED"})


# --------------------------------------------------------------------------------------------- again


def test_a_second_run_touches_nothing(built: Collection) -> None:
    before = built.stamps()
    outcome = built.run("site")
    assert outcome.summary["written"] == outcome.summary["removed"] == 0
    assert {path: one for path, one in built.stamps().items() if is_site_file(path)} == {
        path: one for path, one in before.items() if is_site_file(path)
    }


def test_a_changed_document_leaves_the_pages_of_others_alone(built: Collection, tmp_path: Path) -> None:
    other = copied(built, tmp_path)
    before = other.stamps()
    other.write("letter.txt", LETTER + "\nA third one now.\n")
    other.build("--format", "html")
    other.run("site")
    after = other.stamps()
    assert after["letter/index.html"] != before["letter/index.html"]
    kept = ("note/index.html", "catalogue/covers/note.svg", "catalogue/style.css")
    assert [path for path in kept if after[path] != before[path]] == []


def test_a_document_that_is_gone_leaves_nothing_and_strangers_files_stay(built: Collection, tmp_path: Path) -> None:
    other = copied(built, tmp_path)
    (other.source / "note.txt").unlink()
    foreign = other.dist / "catalogue" / "mine.txt"
    foreign.write_text("mine")
    other.build("--format", "html")
    assert other.run("site").code == ExitCode.OK
    assert not (other.dist / "note").exists()
    assert not (other.dist / "catalogue" / "covers" / "note.svg").exists()
    assert foreign.read_text() == "mine"


def test_a_document_without_its_files_is_not_offered(built: Collection, tmp_path: Path) -> None:
    other = copied(built, tmp_path)
    (other.dist / "letter" / "letter.html").unlink()
    (other.dist / "note" / "provenance.json").write_text(json.dumps({"predicate": 1}))
    outcome = other.run("site")
    assert (outcome.code, outcome.codes()) == (ExitCode.VERIFICATION, ["VER-MALFORMED", "VER-MISSING"])
    assert "There is nothing here yet." in (other.dist / "index.html").read_text()


# --------------------------------------------------------------------------------------------- fixity


def test_a_site_as_it_was_written_has_no_findings(built: Collection, tmp_path: Path) -> None:
    assert site_findings(built.dist) == ()
    assert site_findings(tmp_path / "nowhere") == ()


@pytest.mark.parametrize("path", ["index.html", "letter/index.html", "catalogue/style.css", LIST])
def test_any_altered_file_is_found(built: Collection, tmp_path: Path, path: str) -> None:
    other = copied(built, tmp_path)
    (other.dist / path).write_bytes(b"x" + (other.dist / path).read_bytes()[1:])
    expected = "VER-MALFORMED" if path == LIST else "VER-ALTERED"
    assert [(one.code, one.place.file) for one in site_findings(other.dist)] == [(expected, str(other.dist / path))]


def test_missing_and_unlisted_files_are_found(built: Collection, tmp_path: Path) -> None:
    other = copied(built, tmp_path)
    (other.dist / "index.html").unlink()
    (other.dist / "catalogue" / "new.html").write_text("new")
    assert sorted(one.code for one in site_findings(other.dist)) == ["VER-MISSING", "VER-UNLISTED"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("index.html", True),
        ("sitemap.xml", True),
        ("letter/index.html", True),
        ("catalogue/covers/letter.svg", True),
        ("letter/letter.html", False),
        ("letter/reports/index.html", False),
        ("archive/index.html", False),
        ("notes.txt", False),
    ],
)
def test_what_belongs_to_the_site(path: str, *, expected: bool) -> None:
    assert is_site_file(path) is expected


# --------------------------------------------------------------------------------------------- names and words


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The clock", "The clock - Ada.pdf"),
        ('A/B: "C"?', "A B C - Ada.pdf"),
        ("..", "document - Ada.pdf"),
        ("NUL", "_NUL - Ada.pdf"),
        ("\u202eكتاب", "كتاب - Ada.pdf"),
    ],
)
def test_downloads_have_names_that_every_file_system_takes(title: str, expected: str) -> None:
    assert file_name(title, ("Ada", "Bea"), "", ".pdf") == expected


def test_a_long_name_is_cut_between_characters() -> None:
    name = file_name("é" * 300, ("Ada",), " (source)", ".txt")
    assert name.endswith("… - Ada (source).txt")
    assert LONGEST - 2 <= len(name.encode()) <= LONGEST


def test_sizes_and_rights_in_words() -> None:
    assert [size(one) for one in (0, 999, 1_000, 9_960, 999_600, 1_300_000)] == [
        *("0 bytes", "999 bytes", "1.0 kB", "10 kB", "1.0 MB", "1.3 MB")
    ]
    assert rights("http://rightsstatements.org/vocab/CNE/1.0/") == "Copyright not evaluated"
    assert rights("https://creativecommons.org/licenses/by-sa/4.0/") == "CC BY-SA 4.0"
    assert rights("https://elsewhere.example/") == "https://elsewhere.example/"
