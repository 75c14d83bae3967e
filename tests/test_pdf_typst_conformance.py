"""What Typst lays out passes veraPDF in both profiles, as what the other engine lays out does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pikepdf
import pytest

from collection import Collection
from muniment.conformance import record
from muniment.conformance.model import Outcome


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Collection:
    texts = Collection(root=tmp_path_factory.mktemp("typst"))
    shutil.copytree(project / "source", texts.source)
    shutil.copytree(project / "tests" / "texts", texts.source, dirs_exist_ok=True)
    (texts.root / "muniment.toml").write_text('[writers.pdf]\nengine = "typst"\n', encoding="utf-8")
    built = texts.build("--format", "pdf")
    assert (built.code, built.codes()) == (0, []), built.codes()
    outcome = texts.run("check", "--tools", str(project / ".check"))
    assert (outcome.code, outcome.codes()) == (0, []), outcome.codes()
    return texts


def test_every_edition_conforms_to_both_standards_and_is_typsts(checked: Collection) -> None:
    folders = [path for path in checked.dist.iterdir() if path.is_dir()]
    assert "torture" in {path.name for path in folders}
    for folder in folders:
        [edition] = [
            one for one in record.from_json((folder / record.FILE_NAME).read_bytes()).editions if one.format == "pdf"
        ]
        assert {"PDF/A-3a", "PDF/UA-1"} <= set(edition.conforms_to()), folder.name
        assert set(edition.declares) == {"PDF/A-3a", "PDF/UA-1"}
        assert all(one.outcome is Outcome.PASSED for one in edition.validations)
        assert '"writers.pdf.engine": "typst"' in (folder / "provenance.json").read_text(encoding="utf-8")


def test_the_sidecar_of_one_document_chooses_for_it_alone(tmp_path: Path) -> None:
    texts = Collection(root=tmp_path)
    texts.write("one.txt", "One\n\nA text that is laid out by the quick engine, for it says so itself.\n")
    texts.write("one.yaml", "writers: {pdf: {engine: typst}}\n")
    texts.write("two.txt", "Two\n\nA text that is laid out by the engine of the collection, as it says nothing.\n")
    assert texts.build("--format", "pdf").code == 0
    producers = {path.stem: _producer(path) for path in texts.dist.rglob("*.pdf")}
    assert producers["one"].startswith("Typst ")
    assert producers["two"].startswith("WeasyPrint ")


def _producer(path: Path) -> str:
    with pikepdf.open(path) as file:
        return str(file.docinfo["/Producer"])
