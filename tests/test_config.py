"""``muniment.toml`` holds a collection's settings; a slip in it stops the build with its place and its remedy."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.config import (
    BUILD_KEYS,
    COLLECTION_KEYS,
    LARGEST,
    LIMITS_KEYS,
    SITE_KEYS,
    TABLES,
    Config,
    Limits,
    check_writers,
    load_config,
    parse_config,
)
from muniment.errors import ConfigurationError, ExitCode
from muniment.model import Attributed, Basis, Metadata

FULL = """\
[collection]
creators = ["A. Mariner", "B. Pilot"]
language = "en"
publisher = "The Harbour Press"
captured = "2026-03-01"
capture_method = "scanned"
rights = "https://creativecommons.org/publicdomain/zero/1.0/"
subjects = "tides"

[build]
epoch = 2001-02-03T04:05:06Z

[limits]
seconds = 30
memory = 4096

[site]
title = "The harbour library"
base_url = "https://library.example/"

[writers.pdf]
paper = "A5"
columns = 2
tagged = true
"""


def parse(text: str) -> Config:
    return parse_config(text.encode(), file="muniment.toml")


def refusal(text: str) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        parse(text)
    assert caught.value.remedy
    assert caught.value.exit_code is ExitCode.CONFIGURATION
    return caught.value


def test_every_key_is_read() -> None:
    config = parse(FULL)
    assert config.collection.publisher == Attributed(
        value="The Harbour Press", basis=Basis.ASSERTED, evidence="muniment.toml"
    )
    assert config.collection.creators is not None
    assert config.collection.creators.value == ("A. Mariner", "B. Pilot")
    assert config.epoch == datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert config.limits == Limits(seconds=30, memory=4096 << 20)
    assert (config.site_title, config.site_base_url) == ("The harbour library", "https://library.example/")
    assert config.parameters == {"pdf.columns": "2", "pdf.paper": "A5", "pdf.tagged": "true"}
    assert all(name in FULL for name in (*TABLES, *COLLECTION_KEYS, *BUILD_KEYS, *LIMITS_KEYS, *SITE_KEYS))


def test_a_missing_or_empty_file_means_the_defaults(tmp_path: Path) -> None:
    defaults = load_config(tmp_path / "muniment.toml")
    assert defaults == parse("") == Config()
    assert defaults.epoch == datetime(1980, 1, 1, tzinfo=UTC)
    assert defaults.collection == Metadata()


def test_the_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "muniment.toml"
    path.write_text(FULL, encoding="utf-8")
    assert load_config(path) == parse(FULL)


def test_a_path_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"muniment\.toml cannot be read: Is a directory"):
        load_config(_folder(tmp_path / "muniment.toml"))


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("text", "place", "right"),
    [
        ("[collektion]\n", "1:2", "collection"),
        ('# head\n[collection]\npublischer = "x"\n', "3:1", "publisher"),
        ('[collection]\nlicense = "x"\n', "2:1", "rights"),
        ("[build]\nepcoh = 1980-01-01T00:00:00Z\n", "2:1", "epoch"),
        ("limits.secnds = 3\n", "1:1", "seconds"),
    ],
)
def test_a_misspelt_key_is_named_with_its_place_and_the_nearest_one(text: str, place: str, right: str) -> None:
    error = refusal(text)
    assert str(error.place) == f"muniment.toml:{place}"
    assert error.code == "CFG-KEY"
    assert error.remedy == f'Did you mean "{right}"?'


def test_what_can_hold_of_one_document_only_is_no_key_of_the_collection() -> None:
    assert '"title" is not a key of [collection]' in refusal('[collection]\ntitle = "x"\n').message


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[collection]\nlanguage = "english_UK"\n', 2, "language tag"),
        ('[collection]\nrights = "CC0"\n', 2, "web address"),
        ("[collection]\npublisher = 3\n", 2, "a number, not text"),
        ("[collection]\ncaptured = 2026-03-01\n", 2, "a date or time, not text"),
        ('[collection]\ncreators = ["a", 2.5]\n', 2, "creators[2]"),
        ("collection = 3\n", 1, "not keys with values"),
        ('[build]\nepoch = "1980-01-01T00:00:00Z"\n', 2, "moment in UTC"),
        ("[build]\nepoch = 1979-12-31T23:59:59Z\n", 2, "from 1980"),
        ("[build]\nepoch = 2108-01-01T00:00:00Z\n", 2, "to 2107"),
        ("[build]\nepoch = 1980-01-01T00:00:00\n", 2, "in UTC"),
        ("[build]\nepoch = 1980-01-01T00:00:00+01:00\n", 2, "in UTC"),
        ("[build]\nepoch = 1980-01-01T00:00:00.5Z\n", 2, "whole seconds"),
        ("[limits]\nseconds = 0\n", 2, "from 1 to 86400"),
        ("[limits]\nseconds = true\n", 2, "whole number"),
        ("[limits]\nseconds = 99999999999999999999\n", 2, "whole number"),
        (f"[limits]\nseconds = 0x{'f' * 5000}\n", 2, "whole number"),
        ("[limits]\nmemory = 255\n", 2, "from 256 to 1048576"),
        ("[limits]\nmemory = 1048577\n", 2, "from 256 to 1048576"),
        ('[limits]\nmemory = "4 GiB"\n', 2, "whole number"),
        ("[writers]\npdf = 3\n", 2, "not keys with values"),
        ("[writers.pdf]\nmargin = 1.5\n", 2, "fraction"),
        ("[writers.PDF]\nmargin = 1\n", 1, "cannot name a setting"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(text: str, line: int, says: str) -> None:
    error = refusal(text)
    assert says in error.message
    assert error.place is not None
    assert error.place.line == line


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"[build\n", "1:7: This is not TOML"),
        (b"a = 1\na = 2\n", "not TOML"),
        (b"# \xff\n", "Byte 3 of the file is not UTF-8"),
        (b"#" * (LARGEST + 1), "at most"),
        (b"a = " + b"9" * 5000, "number that cannot be read"),
        (b"a = " + b"[" * 5000, "nested too deeply"),
    ],
    ids=["broken", "twice", "latin", "huge", "number", "deep"],
)
def test_a_file_that_is_not_toml_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_config(data, file="muniment.toml")
    assert says in str(caught.value)
    assert caught.value.code == "CFG-SYNTAX"


def test_settings_of_a_writer_that_does_not_exist_are_refused() -> None:
    config = parse(FULL)
    check_writers(config, ["epub", "pdf"])
    with pytest.raises(ConfigurationError, match=r"\[writers\.pdf\].*no such writer\. Did you mean .pdfa.\?"):
        check_writers(config, ["epub", "pdfa"])


def test_the_fingerprint_tells_every_setting_that_outputs_depend_on() -> None:
    assert Config().fingerprint() == {"build.epoch": "1980-01-01T00:00:00Z"}
    assert parse(FULL).fingerprint() == {
        "build.epoch": "2001-02-03T04:05:06Z",
        "collection.capture_method": '"scanned"',
        "collection.captured": '"2026-03-01"',
        "collection.creators": '["A. Mariner", "B. Pilot"]',
        "collection.language": '"en"',
        "collection.publisher": '"The Harbour Press"',
        "collection.rights": '"https://creativecommons.org/publicdomain/zero/1.0/"',
        "collection.subjects": '["tides"]',
        "writers.pdf.columns": "2",
        "writers.pdf.paper": "A5",
        "writers.pdf.tagged": "true",
    }
    assert list(parse(FULL).fingerprint()) == sorted(parse(FULL).fingerprint())


def test_what_work_may_take_is_not_in_the_fingerprint() -> None:
    assert parse("[limits]\nseconds = 1\nmemory = 300\n").fingerprint() == Config().fingerprint()


def test_time_is_allowed_for_each_mebibyte_that_a_source_begins() -> None:
    limits = Limits(seconds=30, memory=1)
    times = {0: 30, 1: 30, 1 << 20: 30, (1 << 20) + 1: 60, 50 << 20: 1500}
    assert {size: limits.for_source(size).seconds for size in times} == times
    assert limits.for_source(50 << 20).memory == 1
    assert Limits(seconds=None).for_source(50 << 20).seconds is None


def test_the_settings_cross_process_boundaries() -> None:
    assert pickle.loads(pickle.dumps(parse(FULL))) == parse(FULL)  # noqa: S301 # our own bytes


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_either_read_or_refused(data: bytes) -> None:
    try:
        outcome: Config | ConfigurationError = parse_config(data, file="muniment.toml")
    except ConfigurationError as error:
        outcome = error
    assert isinstance(outcome, Config) or outcome.remedy


def test_the_settings_of_this_collection_state_nothing_beyond_the_defaults() -> None:
    assert load_config(Path(__file__).parent.parent / "muniment.toml") == Config()
