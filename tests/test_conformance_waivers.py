"""Waivers: each has its reason, and a file that cannot be used is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from muniment.conformance.waivers import Waiver, load_waivers
from muniment.errors import ConfigurationError, Finding, Place, Severity

FINDING = Finding(
    code="ACC-009",
    severity=Severity.WARNING,
    place=Place(file="letter/letter.epub#EPUB/text.xhtml", line=4),
    message="MathML should have an alternative.",
    tool="EPUBCheck",
)


def waivers_in(tmp_path: Path, text: str) -> tuple[Waiver, ...]:
    path = tmp_path / "waivers.toml"
    path.write_text(text)
    return load_waivers(path)


def test_no_file_is_no_waiver(tmp_path: Path) -> None:
    assert load_waivers(tmp_path / "waivers.toml") == ()


def test_a_waiver_is_read_whole(tmp_path: Path) -> None:
    text = '[[waiver]]\ntool = "EPUBCheck"\ncode = "ACC-009"\nreason = "No formulas."\nfile = "letter/*"\n'
    assert waivers_in(tmp_path, text) == (
        Waiver(tool="EPUBCheck", code="ACC-009", reason="No formulas.", file="letter/*"),
    )


@pytest.mark.parametrize(
    ("waiver", "covered"),
    [
        (Waiver(tool="EPUBCheck", code="ACC-009", reason="-"), True),
        (Waiver(tool="EPUBCheck", code="ACC-008", reason="-"), False),
        (Waiver(tool="Ace", code="ACC-009", reason="-"), False),
        (Waiver(tool="EPUBCheck", code="ACC-009", reason="-", file="note/*"), False),
        (Waiver(tool="EPUBCheck", code="ACC-009", reason="-", contains="MathML"), True),
        (Waiver(tool="EPUBCheck", code="ACC-009", reason="-", contains="pictures"), False),
    ],
)
def test_a_waiver_covers_what_it_names_and_nothing_else(waiver: Waiver, *, covered: bool) -> None:
    assert waiver.covers(FINDING) is covered


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[waiver]", "CFG-SYNTAX"),
        ("waiver = 3", "CFG-KEY"),
        ("[other]", "CFG-KEY"),
        ("waiver = [3]", "CFG-VALUE"),
        ('[[waiver]]\ntool = "EPUBCheck"\ncode = "ACC-009"\n', "CFG-VALUE"),
        ('[[waiver]]\ntool = "EPUBCheck"\ncode = "ACC-009"\nreason = " "\n', "CFG-VALUE"),
        ('[[waiver]]\ntool = "EPUBCheck"\ncode = "ACC-009"\nreason = "-"\nfiles = "x"\n', "CFG-KEY"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        waivers_in(tmp_path, text)
    assert refused.value.code == code
    assert "waivers.toml" in str(refused.value)
