"""The manifest says what each file was made from, in the published form, and nothing of where or when."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from collection import LETTER, Collection, collection

Json = Any
SCHEMA = json.loads(resources.files("muniment").joinpath("assets/schemas/provenance.schema.json").read_text())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    letters = collection(tmp_path_factory.mktemp("provenance"), letter=LETTER + "\n* * *\n\nA ½-inch gap*.\n")
    letters.write("letter.yaml", "creators: Ada Example\ndate: 2011-05-03\ncapture_method: typed from a printed page\n")
    letters.build()
    return letters


@pytest.fixture
def statement(built: Collection) -> Json:
    return json.loads((built.dist / "letter" / "provenance.json").read_bytes())


def test_it_has_the_published_form(statement: Json) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(statement, SCHEMA)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("predicateType",), "something else"),
        (("predicate", "source", "size"), -1),
        (("predicate", "metadata", "title", "basis"), "guessed"),
        (("predicate", "host"), "localhost"),
    ],
)
def test_another_form_is_refused(statement: Json, path: tuple[str, ...], value: object) -> None:
    at = statement
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(statement, SCHEMA)


def test_every_file_but_the_manifest_itself_and_the_checksums_is_a_subject(built: Collection, statement: Json) -> None:
    folder = built.dist / "letter"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    files.pop("SHA256SUMS")
    files.pop("provenance.json")
    subjects = {one["name"]: one["digest"] for one in statement["subject"]}
    assert subjects == {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "sha512": hashlib.sha512(data).hexdigest()}
        for name, data in files.items()
    }
    sizes = {one["name"]: one["size"] for one in statement["predicate"]["outputs"]}
    assert sizes == {name: len(data) for name, data in files.items()}


def test_known_values_say_how_they_are_known_and_unknown_ones_are_null(statement: Json) -> None:
    known = statement["predicate"]["metadata"]
    assert (known["title"]["value"], known["title"]["basis"]) == ("A letter", "extracted")
    assert (known["date"]["value"], known["date"]["basis"]) == ("2011-05-03", "asserted")
    assert known["identifier"]["basis"] == "derived"
    assert known["publisher"] is None
    assert statement["predicate"]["rights"]["value"] == "http://rightsstatements.org/vocab/CNE/1.0/"


def test_changes_are_listed_with_rule_position_before_and_after(statement: Json) -> None:
    groups = statement["predicate"]["changes"]["groups"]
    escapes = [one for one in groups if one["rule"] == "escape"]
    assert [(one["before"], one["after"]) for one in escapes] == [("", "\\")]
    assert "title-mark" in statement["predicate"]["changes"]["byRule"]


def test_each_edition_names_its_tools_and_its_fidelity(statement: Json) -> None:
    outputs = {one["format"]: one for one in statement["predicate"]["outputs"]}
    assert outputs["source"]["fidelity"] is None
    for name in ("html", "epub", "tei", "pdf"):
        assert f"writer.{name}" in outputs[name]["madeWith"]
        assert outputs[name]["fidelity"]["words"] > 0
    assert any("font" in label.lower() for label in outputs["pdf"]["madeWith"])


def test_what_all_editions_share_is_said_once(statement: Json) -> None:
    shared = statement["predicate"]["parameters"]
    assert {"muniment", "build.epoch", "source.sha256"} <= shared.keys()
    assert not any(shared.keys() & one["madeWith"].keys() for one in statement["predicate"]["outputs"])


def test_the_folder_and_the_build_leave_no_trace(built: Collection) -> None:
    assert str(Path(built.root).name) not in (built.dist / "letter" / "provenance.json").read_text()
