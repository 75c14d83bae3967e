"""Whatever happens to a file of ``dist/``, verifying names it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from collection import LETTER, Collection, collection
from muniment.errors import ExitCode


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    letters = collection(tmp_path_factory.mktemp("verify"), letter=LETTER)
    assert letters.build().code == ExitCode.OK
    return letters


def named_in(finding: Mapping[str, object]) -> str:
    place = finding["place"]
    assert isinstance(place, dict)
    return Path(str(place["file"])).name


def found(letters: Collection) -> list[tuple[str, str]]:
    outcome = letters.run("verify")
    findings = [(str(one["code"]), named_in(one)) for one in outcome.of("finding")]
    assert outcome.code == (ExitCode.VERIFICATION if findings else ExitCode.OK)
    return sorted(findings)


def test_what_was_built_is_as_recorded(built: Collection) -> None:
    assert found(built) == []


@pytest.mark.parametrize("ledger", [True, False])
def test_a_flipped_bit_anywhere_in_any_file_is_found(built: Collection, *, ledger: bool) -> None:
    chance = random.Random(7)  # noqa: S311 - which bytes are tried must be the same on every run
    hidden = built.root / "hidden"
    if not ledger:
        (built.root / "build").rename(hidden)
    try:
        for path in sorted((built.dist / "letter").iterdir()):
            whole = path.read_bytes()
            for at in {0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(6))}:
                path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
                assert found(built), f"byte {at} of {path.name}"
            path.write_bytes(whole)
    finally:
        if not ledger:
            hidden.rename(built.root / "build")
    assert found(built) == []


def test_a_missing_file_is_named(built: Collection) -> None:
    path = built.dist / "letter" / "letter.html"
    whole = path.read_bytes()
    path.unlink()
    assert found(built) == [("VER-MISSING", "letter.html")]
    path.write_bytes(whole)


@pytest.mark.parametrize("place", ["letter/extra.txt", "extra.txt", "letter/.hidden"])
def test_an_unlisted_file_is_named(built: Collection, place: str) -> None:
    path = built.dist / place
    path.write_text("x")
    assert found(built) == [("VER-UNLISTED", path.name)]
    path.unlink()


def test_a_folder_and_a_link_are_not_files(built: Collection) -> None:
    (built.dist / "letter" / "folder").mkdir()
    (built.dist / "letter" / "link").symlink_to("letter.html")
    assert found(built) == [("VER-UNLISTED", "folder"), ("VER-UNLISTED", "link")]
    (built.dist / "letter" / "folder").rmdir()
    (built.dist / "letter" / "link").unlink()


def test_a_change_with_matching_checksums_is_still_found(built: Collection) -> None:
    folder = built.dist / "letter"
    page, sums = (folder / "letter.html").read_bytes(), (folder / "SHA256SUMS").read_text()
    from hashlib import sha256  # noqa: PLC0415 - only this forger needs it

    forged = page.replace(b"little", b"Little")
    (folder / "letter.html").write_bytes(forged)
    (folder / "SHA256SUMS").write_text(sums.replace(sha256(page).hexdigest(), sha256(forged).hexdigest()))
    assert found(built) == [("VER-ALTERED", "SHA256SUMS"), ("VER-ALTERED", "letter.html")]
    (folder / "letter.html").write_bytes(page)
    (folder / "SHA256SUMS").write_text(sums)


def test_a_folder_that_nobody_made_is_named_file_by_file(built: Collection) -> None:
    (built.dist / "stranger").mkdir()
    (built.dist / "stranger" / "a.txt").write_text("x")
    assert found(built) == [("VER-UNLISTED", "a.txt")]
    (built.dist / "stranger" / "a.txt").unlink()
    (built.dist / "stranger").rmdir()


def test_a_list_of_checksums_in_another_order_is_not_the_one_that_was_written(built: Collection) -> None:
    path = built.dist / "letter" / "SHA256SUMS"
    whole = path.read_text()
    path.write_text("".join(sorted(whole.splitlines(keepends=True))))
    assert ("VER-MALFORMED", "SHA256SUMS") in found(built)
    path.write_text(whole)
