"""The project's own texts and the torture text pass every validator, in every edition."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from collection import Collection
from muniment.conformance import record
from muniment.conformance.ace import Ace
from muniment.conformance.axe import Axe
from muniment.conformance.model import Outcome

PROFILES = {
    "pdf": {"PDF/A-3a", "PDF/UA-1", "House rules 1"},
    "epub": {"EPUB 3.3", Ace.profile, "House rules 1"},
    "html": {"HTML Living Standard", Axe.profile, "House rules 1"},
    "tei": {"Muniment's subset of TEI P5", "House rules 1"},
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Collection:
    texts = Collection(root=tmp_path_factory.mktemp("sets"))
    shutil.copytree(project / "source", texts.source)
    shutil.copytree(project / "tests" / "texts", texts.source, dirs_exist_ok=True)
    assert texts.build().code == 0
    outcome = texts.run("check", "--tools", str(project / ".check"))
    assert (outcome.code, outcome.codes()) == (0, []), outcome.codes()
    return texts


def test_every_edition_conforms_to_every_profile_of_its_format(checked: Collection) -> None:
    documents = [path for path in checked.dist.iterdir() if path.is_dir()]
    assert "torture" in {path.name for path in documents}
    for folder in documents:
        for edition in record.from_json((folder / record.FILE_NAME).read_bytes()).editions:
            assert set(edition.conforms_to()) == PROFILES[edition.format], f"{folder.name}: {edition.file}"
            assert all(one.outcome is Outcome.PASSED for one in edition.validations)
            assert set(edition.declares) == ({"PDF/A-3a", "PDF/UA-1"} if edition.format == "pdf" else set())


def test_what_validation_wrote_is_verified_too(checked: Collection) -> None:
    assert checked.run("verify").code == 0


def test_a_second_check_has_nothing_to_do(checked: Collection, project: Path) -> None:
    summary = checked.run("check", "--tools", str(project / ".check")).summary
    assert (summary["checked"], summary["failed"], summary["problems"]) == (0, 0, 0)
