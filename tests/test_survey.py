"""A survey finds every document that needs something, and takes no close look at those that need nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bench.collection import folders_in, make_collection
from muniment import survey
from muniment.config import Config, Folders, parse_config
from muniment.intake import Candidate, find_sources
from muniment.ledger import Ledger
from muniment.plan import all_formats
from muniment.runner import LEDGER
from muniment.store import digests_of
from muniment.survey import Survey

COUNT = 5
THIRD = "part-000-article-000002"
PLAIN = parse_config(b"", file="muniment.toml")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection in which everything is built. Never changed: tests take a copy."""
    folder = tmp_path_factory.mktemp("surveyed")
    make_collection(folder, COUNT)
    return folder


@pytest.fixture
def folders(built: Path, tmp_path: Path) -> Folders:
    """A copy of it that has been looked at once, because a copy has new times of status change."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    copy = folders_in(tmp_path)
    assert needing(copy) == {}
    return copy


def needing(folders: Folders, config: Config = PLAIN, formats: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """What each document needs: the names of stale files."""
    candidates, _ = find_sources(folders.source)
    with Ledger(folders.build / LEDGER) as ledger:
        found = Survey(folders=folders, config=config, ledger=ledger, formats=formats or all_formats())
        plans = list(found.plans(candidates, refuse=unexpected))
    return {plan.candidate.id: tuple(one.name for one in plan.stale) for plan in plans}


def unexpected(candidate: Candidate, error: OSError) -> None:
    raise AssertionError(f"{candidate.id} cannot be read: {error}")


def third_source(folders: Folders) -> Path:
    return folders.source / "part-000" / "article-000002.txt"


def test_documents_that_are_as_recorded_are_not_planned_one_by_one(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "plan_document", lambda *_, **__: pytest.fail("it looked closely"))
    assert needing(folders) == {}


def edit_source(folders: Folders) -> None:
    path = third_source(folders)
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.write_text(path.read_text()[::-1])
    os.utime(path, ns=times)


def add_sidecar(folders: Folders) -> None:
    third_source(folders).with_suffix(".yaml").write_text("title: Another title\n")


def delete_page(folders: Folders) -> None:
    (folders.dist / THIRD / f"{THIRD}.html").unlink()


def edit_page(folders: Folders) -> None:
    path = folders.dist / THIRD / f"{THIRD}.html"
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=times)


def replace_page_by_link(folders: Folders) -> None:
    path = folders.dist / THIRD / f"{THIRD}.html"
    shutil.move(path, folders.build / "page")
    path.symlink_to(folders.build / "page")


def delete_sums(folders: Folders) -> None:
    (folders.dist / THIRD / "SHA256SUMS").unlink()


def edit_manifest(folders: Folders) -> None:
    (folders.dist / THIRD / "provenance.json").write_text("{}")


def forget_page(folders: Folders) -> None:
    with Ledger(folders.build / LEDGER) as ledger:
        ledger.forget_output(THIRD, f"{THIRD}.html")


def forget_document(folders: Folders) -> None:
    with Ledger(folders.build / LEDGER) as ledger:
        ledger.forget_document(THIRD)


def change_a_tool(folders: Folders) -> None:
    with Ledger(folders.build / LEDGER) as ledger:
        page = ledger.outputs(THIRD)[THIRD][f"{THIRD}.html"]
        ledger.record_output(replace(page, inputs={**page.inputs, "pandoc": "2.0"}))


def leave_a_file_of_a_former_name(folders: Folders) -> None:
    with Ledger(folders.build / LEDGER) as ledger:
        page = ledger.outputs(THIRD)[THIRD][f"{THIRD}.html"]
        ledger.record_output(replace(page, name="former.html"))


CHANGES = (
    *(edit_source, add_sidecar, delete_page, edit_page, replace_page_by_link, delete_sums, edit_manifest),
    *(forget_page, forget_document, change_a_tool, leave_a_file_of_a_former_name),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_one_document_that_changed_is_found(folders: Folders, change: Callable[[Folders], None]) -> None:
    change(folders)
    assert list(needing(folders)) == [THIRD]


def test_changed_settings_and_formats_not_yet_built_concern_all_documents(folders: Folders) -> None:
    changed = parse_config(b'[collection]\npublisher = "The Ferry Company"\n', file="muniment.toml")
    assert len(needing(folders, config=changed)) == COUNT
    with Ledger(folders.build / LEDGER) as ledger:
        for candidate in find_sources(folders.source)[0]:
            ledger.forget_output(candidate.id, f"{candidate.id}.html")
    assert len(needing(folders)) == COUNT
    assert needing(folders, formats=("epub",)) == {}, "the page is not asked for, so its absence is no matter"


def test_what_was_only_touched_is_read_once_and_not_again(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (third_source(folders), *(folders.dist / THIRD).iterdir()):
        path.touch()
    assert needing(folders) == {}
    monkeypatch.setattr(survey, "plan_document", lambda *_, **__: pytest.fail("it looked closely again"))
    assert needing(folders) == {}


def test_all_batches_are_gone_through_in_the_order_of_ids(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "BATCH", 2)
    assert needing(folders) == {}
    shutil.rmtree(folders.dist)
    assert list(needing(folders)) == sorted(one.id for one in find_sources(folders.source)[0])


def test_a_source_that_cannot_be_read_is_refused_and_the_others_go_on(folders: Folders) -> None:
    candidates, _ = find_sources(folders.source)
    edit_source(folders)
    third_source(folders).with_name("article-000001.txt").unlink()
    refused: list[str] = []
    with Ledger(folders.build / LEDGER) as ledger:
        found = Survey(folders=folders, config=PLAIN, ledger=ledger, formats=all_formats())
        plans = list(found.plans(candidates, refuse=lambda candidate, _: refused.append(candidate.id)))
    assert refused == ["part-000-article-000001"]
    assert [plan.candidate.id for plan in plans] == [THIRD]


def test_the_caller_may_record_what_it_made_before_it_asks_for_the_next_plan(folders: Folders) -> None:
    shutil.rmtree(folders.dist)
    candidates, _ = find_sources(folders.source)
    with Ledger(folders.build / LEDGER) as ledger:
        found = Survey(folders=folders, config=PLAIN, ledger=ledger, formats=all_formats())
        for plan in found.plans(candidates, refuse=unexpected):
            with ledger.transaction():
                ledger.forget_document(plan.candidate.id)
        assert list(ledger.built()) == []


def test_the_bench_collection_is_what_a_build_would_leave(built: Path) -> None:
    folders = folders_in(built)
    with Ledger(folders.build / LEDGER) as ledger:
        for document in ledger.built():
            for name, record in ledger.outputs(document)[document].items():
                assert digests_of((folders.dist / document / name).read_bytes()) == record.digests
        assert len(tuple(ledger.identifiers())) == COUNT
