"""What others say of a package: roc-validator of its crate, the PREMIS schema of its record; and what a rebuild changes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from collection import LETTER, Collection, collection
from muniment.archive import packing

SHARED = Path(__file__).resolve().parents[2] / "shared" / "schemas"
PUBLISHED = {
    "https://w3id.org/ro/crate/1.1/context": SHARED / "ro-crate-1.1-context.jsonld",
    "https://w3id.org/ro/terms/workflow-run/context": SHARED / "workflow-run-context.jsonld",
}
"""The published contexts, where this machine has them: they are not ours to ship."""
CONTEXTS = [
    [],
    *([[f"{name}={file}" for name, file in PUBLISHED.items()]] * all(map(Path.is_file, PUBLISHED.values()))),
]
PREMIS_SCHEMAS = [path for path in (SHARED / "premis-v3-0.xsd",) if path.is_file()]
PREMIS = {"p": "http://www.loc.gov/premis/v3"}


def packed(folder: Path) -> Collection:
    letters = collection(folder, letter=LETTER)
    letters.write("letter.yaml", "creators: [Ada Example]\ndate: 2011-05-03\n")
    assert letters.build().code == 0
    letters.run("check", "--tools", str(folder / "none"))
    assert letters.run("archive").code == 0
    return letters


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return packed(tmp_path_factory.mktemp("judges"))


def payload(letters: Collection) -> Path:
    return letters.dist / "archive/letter/data"


def judged(crate: Path, contexts: list[str]) -> tuple[bool, list[str]]:
    judge = Path(__file__).with_name("crate_judge.py")
    done = subprocess.run(
        [sys.executable, judge, crate, *contexts], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout[done.stdout.rindex('{"passed"') :])
    return told["passed"], [issue["message"] for issue in told["issues"]]


@pytest.mark.parametrize("contexts", CONTEXTS, ids=["own contexts", "published contexts"][: len(CONTEXTS)])
def test_the_crate_is_a_process_run_crate_to_a_judge_that_is_not_us(letters: Collection, contexts: list[str]) -> None:
    assert judged(payload(letters), contexts) == (True, [])


def test_the_judge_of_crates_finds_a_broken_one(letters: Collection, tmp_path: Path) -> None:
    shutil.copytree(payload(letters), tmp_path / "crate")
    path = tmp_path / "crate/ro-crate-metadata.json"
    crate = json.loads(path.read_bytes())
    crate["@graph"] = [entity for entity in crate["@graph"] if entity["@type"] != "SoftwareApplication"]
    path.write_text(json.dumps(crate))
    passed, issues = judged(tmp_path / "crate", [])
    assert not passed
    assert issues


@pytest.mark.parametrize(
    "schema", [None, *PREMIS_SCHEMAS], ids=["structure", "official schema"][: 1 + len(PREMIS_SCHEMAS)]
)
def test_premis_is_what_its_dictionary_asks_for(letters: Collection, schema: Path | None) -> None:
    root = etree.parse(payload(letters) / "metadata/premis.xml").getroot()
    if schema is not None:
        judge = etree.XMLSchema(etree.parse(schema))
        assert judge.validate(root), judge.error_log
    objects = {
        element.findtext(".//p:objectIdentifierValue", namespaces=PREMIS)
        for element in root.iterfind("p:object", PREMIS)
    }
    agents = {
        element.findtext(".//p:agentIdentifierValue", namespaces=PREMIS) for element in root.iterfind("p:agent", PREMIS)
    }
    files = {
        f"data/{path.relative_to(payload(letters)).as_posix()}"
        for path in payload(letters).rglob("*")
        if path.is_file()
    }
    made_last = {"data/README.txt", "data/metadata/premis.xml", "data/ro-crate-metadata.json"}
    assert objects == files - made_last
    for event in root.iterfind("p:event", PREMIS):
        linked = {one.text for one in event.iterfind(".//p:linkingObjectIdentifierValue", PREMIS)}
        assert linked <= objects
        assert event.findtext(".//p:linkingAgentIdentifierValue", namespaces=PREMIS) in agents
    identifiers = [
        element.findtext(".//p:eventIdentifierValue", namespaces=PREMIS) for element in root.iterfind("p:event", PREMIS)
    ]
    assert len(identifiers) == len(set(identifiers))


HOLD_TIMES = {
    "bag-info.txt",
    "manifest-sha512.txt",
    "tagmanifest-sha512.txt",
    "data/README.txt",
    "data/metadata/premis.xml",
    "data/ro-crate-metadata.json",
}
"""What docs/archiving.md says may differ between two packages of the same source."""


def test_two_packages_of_one_source_differ_only_where_times_stand(
    letters: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = "2031-05-03T09:00:00Z"
    monkeypatch.setattr(packing, "moment", lambda _: later)
    other = packed(tmp_path / "another folder")
    one, two = letters.dist / "archive/letter", other.dist / "archive/letter"
    names = {path.relative_to(one).as_posix() for path in one.rglob("*") if path.is_file()}
    assert names == {path.relative_to(two).as_posix() for path in two.rglob("*") if path.is_file()}
    assert {name for name in names if (one / name).read_bytes() != (two / name).read_bytes()} == HOLD_TIMES
    text = (Path(__file__).parent.parent / "docs/archiving.md").read_text(encoding="utf-8")
    section = text[text.index("## What is reproducible") :]
    assert all(
        name.removeprefix("data/") in section for name in HOLD_TIMES - {"manifest-sha512.txt", "tagmanifest-sha512.txt"}
    )
    assert later in (two / "data/README.txt").read_text()


LIMITED = """
import resource, sys
from pathlib import Path
from muniment.archive.inspection import inspect
inspect(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_DATA, (400 << 20, 400 << 20))
print(sorted({finding.code for finding in inspect(Path(sys.argv[2])).findings}))
"""


def test_a_file_larger_than_the_memory_is_read_in_pieces(letters: Collection, tmp_path: Path) -> None:
    shutil.copytree(letters.dist / "archive/letter", tmp_path / "letter")
    with (tmp_path / "letter/data/huge.bin").open("wb") as stream:
        stream.truncate(600 << 20)
    words = [sys.executable, "-c", LIMITED, str(letters.dist / "archive/letter"), str(tmp_path / "letter")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout.strip() == "['PKG-SIZE', 'PKG-UNLISTED']", done.stderr[-2000:]
