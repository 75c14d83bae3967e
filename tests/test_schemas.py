"""The published JSON Schemas say what the readers accept: no more, and no less but for what a schema cannot say."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from muniment import values
from muniment.config import BUILD_KEYS, COLLECTION_KEYS, LIMITS_KEYS, TABLES, Config, parse_config
from muniment.errors import ConfigurationError, SidecarError
from muniment.model import BlockKind
from muniment.sidecar import KEYS, MOST_OCCURRENCES, OVERRIDE_KEYS, Sidecar, parse_sidecar
from muniment.statements import FIELDS
from statement_values import DATE, IDENTIFIER, LANGUAGE, MOMENT, TEXT, URL, of

GUIDE = (Path(__file__).parent.parent / "docs" / "metadata.md").read_text(encoding="utf-8")


def load(name: str) -> Any:  # noqa: ANN401 # a schema is JSON
    return json.loads((files("muniment") / "assets" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


SIDECAR, SETTINGS = load("sidecar"), load("muniment")
SIDECAR_VALIDATOR, SETTINGS_VALIDATOR = Draft202012Validator(SIDECAR), Draft202012Validator(SETTINGS)


def plain(instance: dict[str, Any]) -> Any:  # noqa: ANN401 # JSON
    """The instance as JSON has it: lists for tuples."""
    return json.loads(json.dumps(instance))


def reads_sidecar(instance: object) -> bool:
    try:
        return isinstance(parse_sidecar(json.dumps(instance).encode(), file="x.yaml"), Sidecar)
    except SidecarError:
        return False


def reads_settings(instance: dict[str, Any]) -> bool:
    try:
        return isinstance(parse_config(toml(instance).encode(), file="muniment.toml"), Config)
    except ConfigurationError:
        return False


def toml(instance: dict[str, Any]) -> str:
    """The instance as TOML; an epoch that is a date and time stands there without quotes."""
    return "".join(f"{key} = {_toml(value, key)}\n" for key, value in instance.items())


def _toml(value: object, key: str = "") -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {_toml(inner, name)}" for name, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if key == "epoch" and isinstance(value, str) and _is_moment(value):
        return value
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_moment(text: str) -> bool:
    try:
        return "T" in text and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


@pytest.mark.parametrize("schema", [SIDECAR, SETTINGS], ids=["sidecar", "muniment"])
def test_a_schema_is_valid_and_so_is_each_of_its_examples(schema: Any) -> None:  # noqa: ANN401 # a schema is JSON
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for example in schema["examples"]:
        validator.validate(example)
    groups = [schema["properties"], *(one.get("properties", {}) for one in schema["properties"].values())]
    for properties in groups:
        for one in properties.values():
            assert one["description"]
            for example in one.get("examples", ()):
                Draft202012Validator({"$defs": schema["$defs"], **one}).validate(example)


def test_the_sidecar_schema_has_the_keys_of_the_reader() -> None:
    correction = SIDECAR["$defs"]["correction"]["properties"]
    assert tuple(SIDECAR["properties"]) == KEYS
    assert tuple(correction) == OVERRIDE_KEYS
    assert correction["kind"]["enum"] == [kind.value for kind in BlockKind]
    assert correction["occurrence"]["maximum"] == MOST_OCCURRENCES


def test_the_settings_schema_has_the_keys_and_defaults_of_the_reader() -> None:
    tables = ("collection", "build", "limits")
    collection, build, limits = (SETTINGS["properties"][table]["properties"] for table in tables)
    assert tuple(SETTINGS["properties"]) == TABLES
    assert tuple(collection) == COLLECTION_KEYS
    assert tuple(build) == BUILD_KEYS
    assert tuple(limits) == LIMITS_KEYS
    assert limits["seconds"]["default"] == Config().limits.seconds
    assert ("default" in limits["memory"]) == (Config().limits.memory is not None)
    assert datetime.fromisoformat(build["epoch"]["default"]) == Config().epoch


def test_the_patterns_of_the_schemas_are_those_of_the_readers() -> None:
    shared = {
        "language": values.LANGUAGE,
        "url": values.URL,
        "identifier": values.IDENTIFIER,
        "date": values.DATE,
        "moment": values.MOMENT,
        "text": values.NOT_TEXT,
    }
    for schema in (SIDECAR, SETTINGS):
        for name, pattern in shared.items():
            if name in schema["$defs"]:
                assert json.dumps(pattern) in json.dumps(schema["$defs"][name])
    assert json.dumps(values.ENCODING) in json.dumps(SIDECAR["properties"]["encoding"])


WRONG = st.sampled_from(
    [
        "",
        " a",
        "a ",
        "a\nb",
        "en\n",
        "en_GB",
        "2016-2-1",
        "2016-02-15T10:00:00",
        "https://a b",
        "https://",
        "x y",
        "a\x7f",
        "a\ud800",
        "http://u:p@example.org/",
        "urn:",
        "0000",
        "[a]",
        "windows 1252",
        0,
        3,
        12345,
        True,
        1.5,
        [],
        ["a", ""],
        {},
        [{}],
        [["a"]],
    ]
)
ANY = WRONG | st.none() | TEXT | LANGUAGE | DATE | MOMENT | URL | IDENTIFIER | st.integers(990, 10010)
CORRECTION = st.fixed_dictionaries(
    {},
    optional={
        "text": TEXT | WRONG,
        "kind": st.sampled_from(BlockKind) | WRONG,
        "level": st.integers(0, 7) | WRONG,
        "occurrence": st.integers(0, 3) | st.sampled_from([MOST_OCCURRENCES, MOST_OCCURRENCES + 1]),
        "joined": st.booleans() | WRONG,
        "quoted": st.booleans() | WRONG,
        "kid": ANY,
    },
)
SIDECARS = st.fixed_dictionaries(
    {},
    optional={
        **{field.name: of(field) | st.none() | ANY for field in FIELDS},
        "encoding": st.sampled_from(["utf-8", "windows-1252", "koi8-r", "Latin-1", None, "latin 1", 1252, "-"]),
        "structure": st.none() | st.lists(CORRECTION, max_size=1) | WRONG,
        "titel": TEXT,
    },
)
NAMES = st.sampled_from(["pdf", "html", "PDF", "2up", "page_size", "", "a-b"])
SETTING_VALUES = st.sampled_from(["A4", "", "é", 3, -1, True, 1.5, [], {}])
COLLECTION = {field.name: of(field) | ANY.filter(lambda one: one is not None) for field in FIELDS}
EPOCHS = ["1980-01-01T00:00:00Z", "2107-12-31T23:59:59+00:00", "1979-12-31T23:59:59Z", "2108-01-01T00:00:00Z"]
SETTINGS_FILES = st.fixed_dictionaries(
    {},
    optional={
        "collection": st.fixed_dictionaries(
            {}, optional={**{name: COLLECTION[name] for name in COLLECTION_KEYS}, "title": TEXT}
        )
        | WRONG,
        "build": st.fixed_dictionaries(
            {},
            optional={
                "epoch": st.sampled_from(
                    [*EPOCHS, "2000-01-01T00:00:00.5Z", "2000-01-01T00:00:00+01:00", "1980", 1980]
                ),
                "epoc": TEXT,
            },
        ),
        "limits": st.fixed_dictionaries(
            {},
            optional={
                "seconds": st.sampled_from([1, 86_400, 0, 86_401, "60", 1.5, True]),
                "memory": st.sampled_from([256, 1 << 20, 255, (1 << 20) + 1, 0, "4 GiB", 300.5, False]),
                "second": TEXT,
            },
        ),
        "writers": st.dictionaries(
            NAMES, st.dictionaries(NAMES, SETTING_VALUES, max_size=2) | SETTING_VALUES, max_size=2
        ),
        "colection": TEXT,
    },
)


@given(SIDECARS)
def test_schema_and_reader_agree_on_sidecars(instance: dict[str, Any]) -> None:
    assert SIDECAR_VALIDATOR.is_valid(plain(instance)) == reads_sidecar(instance)


@pytest.mark.parametrize("key", KEYS)
@given(data=st.data())
def test_schema_and_reader_agree_on_each_key_of_a_sidecar(key: str, data: st.DataObject) -> None:
    instance = {key: data.draw(ANY | st.lists(CORRECTION, max_size=1) if key == "structure" else ANY)}
    if key == "encoding" and isinstance(instance[key], str):
        instance[key] = f"{instance[key]} "  # any name of the right shape passes the schema, only known ones the reader
    assert SIDECAR_VALIDATOR.is_valid(plain(instance)) == reads_sidecar(instance)


@given(SETTINGS_FILES)
def test_schema_and_reader_agree_on_settings(instance: dict[str, Any]) -> None:
    text = json.dumps(instance, ensure_ascii=False)
    if not any(0xD800 <= ord(one) <= 0xDFFF for one in text):  # TOML cannot hold half a surrogate pair
        assert SETTINGS_VALIDATOR.is_valid(plain(instance)) == reads_settings(instance)


@given(st.fixed_dictionaries({}, optional={field.name: of(field) | st.none() for field in FIELDS}))
def test_every_valid_sidecar_is_accepted_by_both(instance: dict[str, Any]) -> None:
    instance = plain(instance)
    SIDECAR_VALIDATOR.validate(instance)
    assert reads_sidecar(instance)


@pytest.mark.parametrize(
    "instance",
    [
        {"title": "Cafe\u0301"},
        {"date": "2015-02-29"},
        {"encoding": "windows-1525"},
        {"structure": [{"text": "a", "kind": "verse"}, {"text": "a", "kind": "heading"}]},
    ],
    ids=["not NFC", "no such day", "no such encoding", "two about one line"],
)
def test_what_a_schema_cannot_say_is_left_to_the_reader(instance: dict[str, Any]) -> None:
    assert SIDECAR_VALIDATOR.is_valid(instance)
    assert not reads_sidecar(instance)


@pytest.mark.parametrize("name", [*KEYS, *OVERRIDE_KEYS, *TABLES, *COLLECTION_KEYS, *BUILD_KEYS, *LIMITS_KEYS])
def test_the_guide_explains_every_key(name: str) -> None:
    assert f"`{name}`" in GUIDE or f"`[{name}]`" in GUIDE or f"`[{name}." in GUIDE


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_guide_gives_the_front_matter_name_of_every_field(field: Any) -> None:  # noqa: ANN401 # a Field, typed by name
    rows = [line for line in GUIDE.splitlines() if line.startswith(f"| `{field.name}` ")]
    assert any(f"| `{field.key}` |" in row for row in rows)


@pytest.mark.parametrize("kind", BlockKind)
def test_the_guide_names_every_kind_of_block(kind: BlockKind) -> None:
    assert f"`{kind}`" in GUIDE
