"""The doctor says what is there, what is missing, and how to get it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from muniment import doctor
from muniment.doctor import REQUIREMENTS, Requirement, examine
from muniment.tools import fonts

THING = Requirement(
    name="thing", purpose="Does it", required=True, look=lambda: None, remedy=doctor.install("a-deb", "an-rpm", "a-keg")
)


def test_where_the_tests_run_everything_that_a_build_needs_is_there() -> None:
    assert [probe.name for probe in examine() if probe.required and not probe.found] == []


def test_what_is_there_is_shown_with_its_version() -> None:
    (probe,) = examine([replace(THING, look=lambda: "1.2.3")])
    assert (probe.found, probe.remedy) == ("1.2.3", "")
    assert str(probe).split() == ["found", "thing", "1.2.3"]


def test_what_is_missing_is_shown_with_how_to_get_it_on_each_system() -> None:
    (probe,) = examine([THING])
    assert probe.found is None
    assert str(probe).split() == [
        *("missing", "thing", "Does", "it."),
        *("Debian:", "apt", "install", "a-deb;", "Fedora:", "dnf", "install", "an-rpm;"),
        *("macOS:", "brew", "install", "a-keg."),
    ]


def test_what_only_the_tests_use_is_absent_and_not_missing() -> None:
    (probe,) = examine([replace(THING, required=False)])
    assert str(probe).split()[0] == "absent"


def test_a_missing_library_package_or_program_is_not_found() -> None:
    assert doctor.library("no-such-library-anywhere") is None
    assert doctor.package_version("no-such-package-anywhere") is None
    assert doctor.program("no-such-program-anywhere", "--version") is None


def test_a_program_that_fails_is_not_found() -> None:
    assert doctor.program("false") is None
    assert doctor.program("sh", "-c", "echo thing 4.5") == "thing 4.5"


def test_a_library_that_loads_tells_its_version() -> None:
    assert doctor.library("pango-1.0", version="pango_version_string") is not None
    assert doctor.library("pango-1.0") in ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0.0.dylib")


def test_missing_fonts_are_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there = fonts.missing
    monkeypatch.setattr(fonts, "missing", lambda: there((tmp_path,)))
    (row,) = (row for row in REQUIREMENTS if row.name == "fonts")
    (probe,) = examine([row])
    assert probe.found is None
    assert "fonts-noto-core" in probe.remedy


def test_a_pandoc_that_cannot_be_started_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = (row for row in REQUIREMENTS if row.name == "pandoc")
    assert examine([row])[0].found
    monkeypatch.setattr("muniment.tools.pandoc.pandoc_path", lambda: Path("/nonexistent/pandoc"))
    assert examine([row])[0].found is None


def test_every_requirement_says_what_it_is_for_and_how_to_get_it() -> None:
    assert len({row.name for row in REQUIREMENTS}) == len(REQUIREMENTS)
    for row in REQUIREMENTS:
        assert row.purpose
        assert row.remedy.endswith(".")
