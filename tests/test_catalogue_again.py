"""The catalogue made again: what is looked at, what is touched, and that neither memory nor processes change a byte."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from collection import LETTER, Collection, collection
from muniment.catalogue import build, one_document
from muniment.catalogue.build import Request, Summary, build_site, form_of
from muniment.catalogue.entry_json import read, written
from muniment.catalogue.fixity import LIST, is_site_file, site_findings
from muniment.catalogue.memory import FILE_NAME, Memory
from muniment.catalogue.model import Site
from muniment.catalogue.placing import Placing
from muniment.config import Folders
from muniment.errors import MunimentError, StorageError

COUNT = 7


class Heard:
    """Hears what happens."""

    def __init__(self) -> None:
        self.total = 0
        self.finishes: list[str] = []
        self.failures: list[str] = []

    def waiting(self, folder: Path) -> None:
        raise AssertionError(folder)

    def begins(self, total: int) -> None:
        self.total = total

    def failed(self, document: str, error: MunimentError) -> None:
        self.failures.append(f"{document} {error.code}")

    def finished(self, document: str) -> None:
        self.finishes.append(document)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    texts = {f"letter-{at}": LETTER.replace("A letter", f"Letter {at}") for at in range(COUNT)}
    made = collection(tmp_path_factory.mktemp("again"), **texts)
    assert made.build("--format", "html").code == 0
    run(made)
    return made


@pytest.fixture
def again(built: Collection, tmp_path: Path) -> Collection:
    """The same in another folder, settled there: it has its own stamps."""
    shutil.copytree(built.root, tmp_path / "again")
    made = Collection(root=tmp_path / "again")
    run(made)
    return made


def run(made: Collection, *, heard: Heard | None = None, jobs: int = 1, site: Site | None = None) -> Summary:
    folders = Folders(source=made.source, dist=made.dist, build=made.root / "build")
    return build_site(Request(folders=folders, jobs=jobs, site=site or Site()), heard or Heard())


def site_of(made: Collection) -> dict[str, bytes]:
    return {path: data for path, data in made.files().items() if is_site_file(path)}


def retitled(made: Collection, document: str, title: str) -> None:
    """Another title in a document's manifest, as a build would write it: a new file in place of the old."""
    path = made.dist / document / "provenance.json"
    manifest = json.loads(path.read_bytes())
    manifest["predicate"]["metadata"]["title"]["value"] = title
    path.with_suffix(".new").write_text(json.dumps(manifest), encoding="utf-8")
    path.with_suffix(".new").replace(path)


# --------------------------------------------------------------------------------------------- what is looked at


def test_where_nothing_changed_nothing_is_looked_at_or_touched(again: Collection) -> None:
    before, heard = again.stamps(), Heard()
    summary = run(again, heard=heard)
    assert (summary.looked_at, summary.documents, summary.written, heard.total) == (0, COUNT, (), 0)
    assert again.stamps() == before


def test_one_changed_document_is_looked_at_and_its_page_and_the_lists_it_is_on_are_written(again: Collection) -> None:
    before, heard = again.stamps(), Heard()
    retitled(again, "letter-3", "Zeppelins over the harbour")
    summary = run(again, heard=heard)
    assert heard.finishes == ["letter-3"]
    after = again.stamps()
    touched = {path for path in after if after[path] != before.get(path)} - {"letter-3/provenance.json"}
    assert touched == {*summary.written, LIST}
    assert {path for path in touched if path.startswith("letter-")} == {"letter-3/index.html"}
    assert {"index.html", "catalogue/covers/letter-3.svg", "catalogue/atom.xml"} <= touched
    assert not touched & {"catalogue/everything.zip", "catalogue/style.css", "catalogue/SHA256SUMS"}
    assert b"Zeppelins" in (again.dist / "index.html").read_bytes()


def touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (touch, "letter-2/provenance.json"),
        (touch, "letter-2/letter-2.md"),
        (touch, "letter-2/index.html"),
        (longer, "letter-2/index.html"),
        (Path.unlink, "letter-2/index.html"),
        (Path.unlink, "catalogue/covers/letter-2.svg"),
    ],
)
def test_whatever_changes_of_a_document_it_is_looked_at_and_the_site_is_as_it_was(
    again: Collection, change: Callable[[Path], None], name: str
) -> None:
    before, heard = site_of(again), Heard()
    change(again.dist / name)
    run(again, heard=heard)
    assert heard.finishes == ["letter-2"]
    assert site_of(again) == before


@pytest.mark.parametrize("name", ["index.html", "catalogue/opds.xml", "catalogue/search/index.js", LIST])
@pytest.mark.parametrize("change", [longer, Path.unlink])
def test_a_page_about_all_documents_is_mended_and_no_document_is_looked_at(
    again: Collection, change: Callable[[Path], None], name: str
) -> None:
    before = site_of(again)
    change(again.dist / name)
    assert run(again).looked_at == 0
    assert site_of(again) == before
    assert site_findings(again.dist) == ()


def test_validators_words_are_seen_when_they_come(again: Collection) -> None:
    (again.dist / "letter-1" / "reports").mkdir()
    heard = Heard()
    run(again, heard=heard)
    assert heard.finishes == ["letter-1"]


def test_another_address_or_another_code_makes_everything_anew(
    again: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(again, site=Site(base_url="https://example.org/")).looked_at == COUNT
    assert (again.dist / "sitemap.xml").exists()
    assert run(again).looked_at == COUNT
    assert not (again.dist / "sitemap.xml").exists()
    monkeypatch.setattr(build, "form_of", lambda *_: "other code")
    assert run(again).looked_at == COUNT


def test_the_code_is_part_of_what_a_page_is_made_from(tmp_path: Path) -> None:
    package = tmp_path / "muniment"
    shutil.copytree(Path(build.__file__).parent.parent, package, ignore=shutil.ignore_patterns("*.pyc"))
    before = form_of(Site(), package)
    assert form_of(Site(), package) == before != form_of(Site(title="Another"), package)
    (package / "catalogue" / "wording.py").write_text("# another")
    assert form_of(Site(), package) != before


def test_a_document_that_is_wrong_is_said_in_every_run(again: Collection) -> None:
    text = again.dist / "letter-4" / "letter-4.md"
    text.write_bytes(text.read_bytes().replace(b"# Letter", b"##Letter"))
    (again.dist / "letter-5" / "letter-5.html").unlink()
    for _ in range(2):
        heard = Heard()
        assert run(again, heard=heard).documents == COUNT - 1
        assert heard.failures == ["letter-4 VER-ALTERED", "letter-5 VER-MISSING", " VERIFY"]
        assert heard.finishes == ["letter-4", "letter-5"]
    assert not (again.dist / "letter-5" / "index.html").exists()


# --------------------------------------------------------------------------------------------- memory


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"no database" * 1000)])
def test_without_memory_the_site_is_the_same_and_untouched(again: Collection, damage: Callable[[Path], None]) -> None:
    before = again.stamps()
    damage(again.root / "build" / FILE_NAME)
    summary = run(again)
    assert (summary.looked_at, summary.written) == (COUNT, ())
    assert again.stamps() == before


def test_a_memory_that_cannot_be_had_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="the next run makes it anew"), Memory(tmp_path / "file" / "x.sqlite"):
        pass


def test_a_run_that_was_cut_short_is_made_good(again: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    retitled(again, "letter-3", "Zeppelins over the harbour")
    with monkeypatch.context() as broken:
        broken.setattr(Placing, "finish", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(again)
    run(again)
    assert b"Zeppelins" in (again.dist / "index.html").read_bytes()
    assert b"Zeppelins" in (again.dist / "letter-3" / "index.html").read_bytes()
    assert site_findings(again.dist) == ()


def test_an_entry_is_read_back_as_it_was_written(again: Collection) -> None:
    with Memory(again.root / "build" / FILE_NAME) as memory:
        entries = memory.entries()
    assert [one.id for one in entries] == [f"letter-{at}" for at in range(COUNT)]
    assert [read(written(one)) for one in entries] == entries


def test_the_memory_holds_no_more_than_what_is_offered(again: Collection) -> None:
    shutil.rmtree(again.dist / "letter-6")
    run(again)
    with sqlite3.connect(again.root / "build" / FILE_NAME) as database:
        for table in ("document", "content"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (COUNT - 1,)  # noqa: S608 - a constant
        assert not database.execute("SELECT * FROM place WHERE path LIKE '%letter-6%'").fetchall()
    database.close()


# --------------------------------------------------------------------------------------------- processes


def test_processes_make_the_same_bytes(built: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MANY", 1)
    monkeypatch.setattr(build, "AT_A_TIME", 2)
    shutil.copytree(built.root, tmp_path / "other")
    other = Collection(root=tmp_path / "other")
    for path in site_of(other):
        (other.dist / path).unlink()
    (other.root / "build" / FILE_NAME).unlink()
    heard = Heard()
    assert len(run(other, heard=heard, jobs=2).written) > COUNT
    assert heard.finishes == [f"letter-{at}" for at in range(COUNT)]
    assert site_of(other) == site_of(built)


def test_what_a_worker_had_in_hand_when_it_was_killed_is_made_here(
    again: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = site_of(again)
    (again.root / "build" / FILE_NAME).unlink()
    monkeypatch.setattr(build, "MANY", 1)
    monkeypatch.setattr(build, "look", die_unless_in(os.getpid()))
    assert run(again, jobs=2).looked_at == COUNT
    assert site_of(again) == before


class die_unless_in:  # noqa: N801 - it is called like a function
    """Kills every process but one that looks at documents."""

    def __init__(self, process: int) -> None:
        self.process = process

    def __call__(self, work: one_document.Work, tasks: list[one_document.Task]) -> list[one_document.Looked]:
        if os.getpid() != self.process:
            os.kill(os.getpid(), signal.SIGKILL)
        return one_document.look(work, tasks)
