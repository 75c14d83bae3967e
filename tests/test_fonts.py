"""Only pinned fonts may be laid out with, and what is missing is named with its package."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from muniment.errors import ExitCode, MissingToolError
from muniment.tools import fonts


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT", "FC_LANG", "PANGO_LANGUAGE"):
        monkeypatch.setenv(name, "/nowhere")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with a file of every pinned name."""
    folder = tmp_path / "installed"
    folder.mkdir()
    for family in fonts.PINNED:
        for name in family.files:
            (folder / name).write_bytes(name.encode())
    return folder


def test_every_pinned_font_is_installed_where_the_tests_run() -> None:
    assert fonts.missing() == {}


def test_a_missing_file_is_reported_by_its_family_and_packages(installed: Path) -> None:
    (installed / "NotoSerifHebrew-Bold.ttf").unlink()
    absent = fonts.missing([installed])
    assert list(absent) == ["Noto Serif Hebrew"]
    assert absent["Noto Serif Hebrew"].debian == "fonts-noto-core"


def test_a_collection_that_is_missing_is_missing_for_every_family_in_it(installed: Path) -> None:
    (installed / "NotoSerifCJK-Regular.ttc").unlink()
    absent = fonts.missing([installed])
    assert sorted(absent) == [f"Noto Serif CJK {region}" for region in ("HK", "JP", "KR", "SC", "TC")]
    assert {packages.debian for packages in absent.values()} == {"fonts-noto-cjk"}


def test_nothing_is_prepared_where_a_font_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError) as refusal:
        fonts.prepare(tmp_path / "build", [tmp_path])
    assert refusal.value.code == "TOOL-FONTS"
    assert refusal.value.exit_code is ExitCode.MISSING_TOOL
    for package in ("fonts-noto-core", "fonts-noto-cjk", "fonts-noto-mono", "google-noto", "macOS"):
        assert package in refusal.value.remedy
    assert not (tmp_path / "build").exists()


def test_preparing_names_our_own_configuration_and_clears_what_could_leak_in(tmp_path: Path, installed: Path) -> None:
    file = fonts.prepare(tmp_path / "build", [installed])
    assert os.environ["FONTCONFIG_FILE"] == str(file)
    assert os.environ["PANGO_LANGUAGE"] == "en"
    assert not {"FONTCONFIG_PATH", "FONTCONFIG_SYSROOT", "FC_LANG"} & os.environ.keys()
    text = file.read_text(encoding="utf-8")
    assert text.count("<dir>") == 1
    assert f"<dir>{file.parent}/fonts</dir>" in text
    assert "<include" not in text


def test_the_configured_folder_holds_the_pinned_fonts_and_nothing_else(tmp_path: Path, installed: Path) -> None:
    (installed / "Stranger.ttf").write_bytes(b"not ours")
    folder = tmp_path / "build"
    fonts.prepare(folder, [installed])
    (folder / "fonts" / "Stray.ttf").write_bytes(b"left by somebody")
    (folder / "fonts" / "NotoSerif-Bold.ttf").unlink()
    (folder / "fonts" / "NotoSerif-Bold.ttf").symlink_to("/nowhere")
    fonts.prepare(folder, [installed])
    assert {path.name for path in (folder / "fonts").iterdir()} == set(fonts.locate([installed]))
    assert (folder / "fonts" / "NotoSerif-Bold.ttf").read_bytes() == b"NotoSerif-Bold.ttf"


def test_preparing_again_writes_nothing(tmp_path: Path, installed: Path) -> None:
    folder = tmp_path / "build"
    file = fonts.prepare(folder, [installed])
    before = {path: path.lstat().st_ctime_ns for path in (file, *(folder / "fonts").iterdir())}
    fonts.prepare(folder, [installed])
    assert {path: path.lstat().st_ctime_ns for path in before} == before


def test_a_folder_with_signs_that_xml_knows_is_written_so_that_it_reads_back(tmp_path: Path, installed: Path) -> None:
    file = fonts.prepare(tmp_path / "a & <b>", [installed])
    assert "a &amp; &lt;b&gt;/fonts" in file.read_text(encoding="utf-8")


def test_digests_are_those_of_the_files_and_follow_a_change(installed: Path) -> None:
    digests = fonts.digests([installed])
    assert digests["NotoSerif-Regular.ttf"] == hashlib.sha256(b"NotoSerif-Regular.ttf").hexdigest()
    assert list(digests) == sorted({name for family in fonts.PINNED for name in family.files})
    (installed / "NotoSerif-Regular.ttf").write_bytes(b"another version of it")
    changed = fonts.digests([installed])
    assert {name for name in digests if digests[name] != changed[name]} == {"NotoSerif-Regular.ttf"}


def test_an_unchanged_file_is_not_read_twice(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fonts.digests([installed])

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a font was read again")

    monkeypatch.setattr(Path, "open", refuse)
    assert fonts.digests([installed]) == first


def test_the_first_folder_that_has_a_file_wins(tmp_path: Path, installed: Path) -> None:
    (tmp_path / "NotoSerif-Bold.ttf").write_bytes(b"nearer")
    assert fonts.locate([tmp_path, installed])["NotoSerif-Bold.ttf"] == tmp_path / "NotoSerif-Bold.ttf"


def test_each_language_is_set_in_its_own_script_first_and_in_pinned_families_only() -> None:
    rules = dict(line.removesuffix(" }").split(" { font-family: ") for line in fonts.stylesheet().splitlines())
    pinned = {family.name for family in fonts.PINNED}
    assert all({name.strip('"') for name in stack.split(", ")} <= pinned for stack in rules.values())
    firsts = {selector: stack.split(", ")[0] for selector, stack in rules.items()}
    assert firsts["html"] == '"Noto Serif"'
    assert firsts[":lang(fa)"] == '"Noto Naskh Arabic"'
    assert firsts[":lang(ja)"] == '"Noto Serif CJK JP"'
    assert firsts[":lang(zh-TW)"] == '"Noto Serif CJK TC"'
    assert list(rules).index(":lang(zh)") < list(rules).index(":lang(zh-TW)"), "the narrower rule must come later"


def test_what_is_not_to_be_seen_needs_no_glyph() -> None:
    assert fonts.without_glyph("a\u00ad\u200b\u200d\u2060\ufe0f\u202e \n\U000e0067") == ()


def test_characters_of_every_script_have_a_glyph_and_those_for_private_use_have_none() -> None:
    assert fonts.without_glyph("aяשعกሀ字\U0001f600\U0001fae0\U00012000 \ue000x\U0010fffd\ue000") == (
        "\ue000",
        "\U0010fffd",
    )


def test_each_bold_face_is_bolder_than_the_plain_one() -> None:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # noqa: PLC0415 # it has no types; slow to import

    for name, path in fonts.locate().items():
        if "Bold" in name:
            with TTFont(path, fontNumber=0, lazy=True) as font:
                assert font["OS/2"].usWeightClass > 400, name
