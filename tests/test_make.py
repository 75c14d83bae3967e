"""What `make` builds, and what it leaves alone: scenarios with the real make in a small project of its own."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from make_scenarios import Project, contents, duplicate, finish, identities, lay_out, rewritten

MANIFESTS = {"SHA256SUMS", "provenance.json"}
SUFFIXES = (".md", ".html", ".epub", ".pdf", ".xml")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Project:
    """A project in which everything is built. Never changed: tests take a copy."""
    scenario = lay_out(tmp_path_factory.mktemp("built") / "project", project)
    scenario.built()
    return scenario


@pytest.fixture
def scenario(built: Project, tmp_path: Path) -> Project:
    """A copy of the built project, at rest."""
    copy = duplicate(built, tmp_path / "project")
    copy.built()  # the copy's times of status change are new, which wakes the pipeline once
    return copy


def of(identifier: str, *suffixes: str) -> set[str]:
    return {f"{identifier}/{identifier}{suffix}" for suffix in suffixes}


def manifests(identifier: str) -> set[str]:
    return {f"{identifier}/{name}" for name in MANIFESTS}


def test_make_builds_every_document_in_every_format(built: Project) -> None:
    names = contents(built.dist).keys()
    for identifier in ("ferry", "letters-first", "letters-second"):
        assert {*of(identifier, *SUFFIXES, ".source.txt"), *manifests(identifier)} <= names
    assert built.built("verify").text.startswith("all as recorded")


def test_make_again_says_that_there_is_nothing_to_do_and_starts_no_python(scenario: Project) -> None:
    starts = scenario.starts()
    for _ in range(2):
        done = scenario.built("PYTHON=/nonexistent/python")
        assert done.out == "Nothing to do: everything is up to date in dist.\n"
    assert scenario.starts() == starts


def test_an_edited_source_rebuilds_only_its_own_files(scenario: Project) -> None:
    before = identities(scenario.dist)
    scenario.write("ferry.txt", "The ferry\n\nThe ferry no longer crosses the river.\n")
    done = scenario.built()
    assert "1 built" in done.out
    assert rewritten(before, scenario.dist) == {*of("ferry", *SUFFIXES, ".source.txt"), *manifests("ferry")}


def test_an_edit_that_keeps_the_length_is_seen(scenario: Project) -> None:
    text = (scenario.source / "ferry.txt").read_text()
    scenario.write("ferry.txt", text.replace("winter", "summer"))
    scenario.built()
    assert b"summer" in (scenario.dist / "ferry" / "ferry.md").read_bytes()


def test_touching_everything_rebuilds_nothing(scenario: Project) -> None:
    for path in sorted(scenario.root.rglob("*")):
        if path.is_file() and "build" not in path.relative_to(scenario.root).parts:
            path.touch()
    before, starts = identities(scenario.dist), len(scenario.starts())
    done = scenario.built()
    assert "3 up to date" in done.out
    assert rewritten(before, scenario.dist) == set()
    assert len(scenario.starts()) == starts + 1
    assert "Nothing to do" in scenario.built().out


@pytest.mark.parametrize("name", ["ferry.pdf", "ferry.md", "ferry.source.txt", "SHA256SUMS", "provenance.json"])
def test_a_deleted_output_is_built_again_and_nothing_else(scenario: Project, name: str) -> None:
    before, bytes_before = identities(scenario.dist), contents(scenario.dist)
    (scenario.dist / "ferry" / name).unlink()
    scenario.built()
    assert rewritten(before, scenario.dist) == {f"ferry/{name}"}
    assert contents(scenario.dist) == bytes_before


@pytest.mark.parametrize("name", ["ferry.html", "ferry.md", "provenance.json"])
def test_a_damaged_output_is_reported_and_built_again_and_nothing_else(scenario: Project, name: str) -> None:
    before, bytes_before = identities(scenario.dist), contents(scenario.dist)
    path = scenario.dist / "ferry" / name
    path.write_bytes(path.read_bytes().replace(b"e", b"a", 1))
    done = scenario.built()
    assert "OUT-DAMAGED" in done.text
    assert name in done.text
    assert rewritten(before, scenario.dist) == {f"ferry/{name}"}
    assert contents(scenario.dist) == bytes_before


def test_a_new_source_with_an_old_time_is_built(scenario: Project) -> None:
    before = identities(scenario.dist)
    path = scenario.write("old.txt", "An old text\n\nIt has been lying in a drawer for years.\n")
    os.utime(path, (315532800, 315532800))
    scenario.built()
    assert {name.partition("/")[0] for name in rewritten(before, scenario.dist)} == {"old"}


def test_a_removed_source_takes_its_outputs_with_it_and_says_so(scenario: Project) -> None:
    before = identities(scenario.dist)
    (scenario.source / "ferry.txt").unlink()
    done = scenario.built()
    assert "removed ferry" in done.out
    assert not (scenario.dist / "ferry").exists()
    assert rewritten(before, scenario.dist) == set()
    assert "Nothing to do" in scenario.built().out


def test_a_new_version_of_a_writer_rebuilds_only_its_format(scenario: Project) -> None:
    before = identities(scenario.dist)
    code = scenario.root / "pipeline" / "muniment" / "writers" / "html.py"
    text, count = re.subn(r'(version=|VERSION\S* = |VERSION = )"', r'\1"next-', code.read_text(), count=1)
    assert count == 1
    code.write_text(text)
    scenario.built()
    documents = ("ferry", "letters-first", "letters-second")
    remade = {name for name in rewritten(before, scenario.dist) if name.rpartition("/")[2] not in MANIFESTS}
    # The bytes are the same, so nothing is written again; the ledger says what was made.
    assert remade <= {name for identifier in documents for name in of(identifier, ".html")}
    why = scenario.built("why", "DOC=ferry").out
    assert re.search(r"ferry\.html: up to date; last built because: .*writer\.html", why)
    assert not re.search(r"ferry\.(md|epub|pdf|xml): .*writer\.html", why)


def test_a_new_format_is_one_new_file(scenario: Project) -> None:
    (scenario.root / "pipeline" / "muniment" / "writers" / "shout.py").write_text(
        "from muniment.writers import Comparison, Writer\n\n"
        "WRITER = Writer(format='shout', suffix='.shout', media_type='text/plain', version='1', summary='Capitals.',\n"
        "    comparison=Comparison.EXACT, write=lambda document: document.display_title.upper().encode(),\n"
        "    read_back=lambda data: (), fingerprint=dict)\n"
    )
    assert "shout" in scenario.built("help").out
    done = scenario.make("shout")
    assert done.code != 0  # its text is not the document's, and the gate sees that
    assert "ferry" in done.text


def test_a_format_can_be_built_alone(project: Path, tmp_path: Path) -> None:
    scenario = lay_out(tmp_path / "project", project)
    scenario.built("xml")
    suffixes = {path.suffix for path in scenario.dist.rglob("ferry.*")}
    assert suffixes == {".md", ".txt", ".xml"}
    assert "Nothing to do: tei is up to date" in scenario.built("xml").out
    scenario.built("normalise", "html")
    assert {path.suffix for path in scenario.dist.rglob("ferry.*")} == {".md", ".txt", ".xml", ".html"}
    assert scenario.built("verify").code == 0


@pytest.mark.parametrize("prefix", ["dist", "./dist", "{root}/dist"])
def test_a_single_file_can_be_built(project: Path, tmp_path: Path, prefix: str) -> None:
    scenario = lay_out(tmp_path / "project", project)
    scenario.built(f"{prefix.format(root=scenario.root)}/ferry/ferry.html")
    assert {path.name for path in scenario.dist.iterdir() if path.is_dir() and path.name[0] != "."} == {"ferry"}
    assert {path.suffix for path in scenario.dist.rglob("ferry.*")} == {".md", ".txt", ".html"}


def test_a_single_file_that_is_damaged_is_built_again(scenario: Project) -> None:
    path = scenario.dist / "ferry" / "ferry.html"
    good = path.read_bytes()
    path.write_bytes(b"damaged")
    scenario.built("dist/ferry/ferry.html")
    assert path.read_bytes() == good


def test_a_single_file_of_no_document_is_an_error_that_names_it(scenario: Project) -> None:
    done = scenario.make("dist/fery/fery.html")
    assert done.code != 0 or "Nothing to do" in done.out
    scenario.write("ferry.txt", "Other words\n\nQuite other words.\n")
    done = scenario.make("dist/fery/fery.html")
    assert done.code != 0
    assert "fery" in done.err


def test_folders_and_jobs_can_be_chosen(scenario: Project) -> None:
    shutil.move(scenario.source, scenario.root / "a")
    done = scenario.built("SOURCE=a", "DIST=b", "BUILD=c", "JOBS=2")
    assert contents(scenario.root / "b") == contents(scenario.dist)
    assert (scenario.root / "c").is_dir()
    assert "--jobs=2" in scenario.starts()[-1]
    assert "in b" in scenario.built("SOURCE=a", "DIST=b", "BUILD=c").out
    assert "3 built" in done.out


def test_folders_with_blanks_and_quotes_in_their_names_work(scenario: Project) -> None:
    shutil.move(scenario.source, scenario.root / "raw 'texts'")
    words = ("SOURCE=raw 'texts'", 'DIST=my "dist"', "BUILD=-b c")
    scenario.built(*words)
    assert contents(scenario.root / 'my "dist"') == contents(scenario.dist)
    assert "Nothing to do" in scenario.built(*words).out
    scenario.built("verify", *words)


def test_any_file_name_is_harmless(scenario: Project) -> None:
    names = (
        "$(shell touch pwned).txt",
        "`touch pwned`.txt",
        "-rf.txt",
        "new\nline.txt",
        'it\'s "so" %.txt',
        "a#b:c.txt",
    )
    for number, name in enumerate(names):
        scenario.write(name, f"A strange name\n\nThis is text number {number} of them.\n")
    scenario.write(b"caf\xe9.txt", "A strange name\n\nThis is the one that is not UTF-8.\n")
    done = scenario.built()
    assert "7 built" in done.out
    assert "Nothing to do" in scenario.built().out
    assert not list(scenario.root.rglob("pwned*"))


def test_eight_jobs_of_make_do_the_work_once(project: Path, tmp_path: Path) -> None:
    scenario = lay_out(tmp_path / "project", project)
    scenario.built("-j8", "all", "html", "verify")
    assert [line.rpartition(" ")[2] for line in scenario.starts()] == ["build", "verify"]


def test_two_makes_at_once_both_succeed(project: Path, tmp_path: Path) -> None:
    scenario = lay_out(tmp_path / "project", project)
    both = [scenario.start("SETUP=no", "JOBS=1") for _ in range(2)]
    ended = [finish(process) for process in both]
    assert [done.code for done in ended] == [0, 0], ended
    assert sum("3 built" in done.out for done in ended) == 1
    assert scenario.built("verify").code == 0


def test_a_document_that_fails_does_not_keep_the_others_from_being_built(scenario: Project) -> None:
    scenario.write("empty.txt", "")
    scenario.write("fresh.txt", "A fresh text\n\nIt came with the empty one.\n")
    done = scenario.make()
    assert done.code != 0
    assert "empty.txt" in done.err
    assert (scenario.dist / "fresh" / "fresh.pdf").exists()
    again = scenario.make()
    assert again.code != 0, "a failure stays a failure until it is mended"
    assert "empty.txt" in again.err
    scenario.write("empty.txt", "No longer empty\n\nSomebody has filled it.\n")
    scenario.built()
    assert "Nothing to do" in scenario.built().out


def test_a_source_that_changes_during_the_build_is_not_missed(scenario: Project) -> None:
    scenario.write("ferry.txt", "The ferry\n\nA first state of the text.\n")
    scenario.after_each_run(
        "printf 'The ferry\\n\\nA second state of the text.\\n' >source/ferry.txt; rm afterwards.sh"
    )
    scenario.built()
    assert b"first state" in (scenario.dist / "ferry" / "ferry.md").read_bytes()
    scenario.built()
    assert b"second state" in (scenario.dist / "ferry" / "ferry.md").read_bytes()


def test_changed_settings_wake_the_pipeline(scenario: Project) -> None:
    starts = len(scenario.starts())
    (scenario.root / "muniment.toml").write_text('[collection]\npublisher = "The Ferry Company"\n')
    scenario.built()
    assert len(scenario.starts()) == starts + 1
    assert b"The Ferry Company" in (scenario.dist / "ferry" / "ferry.md").read_bytes()


def test_without_any_source_folder_it_says_what_to_do(scenario: Project) -> None:
    shutil.rmtree(scenario.source)
    done = scenario.make()
    assert done.code != 0
    assert "no such folder" in done.err
    assert (scenario.dist / "ferry" / "ferry.md").exists(), "a missing folder is no order to remove everything"
