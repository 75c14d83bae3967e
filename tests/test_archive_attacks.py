"""Attacks on a package, each named, each caught; nothing is ever extracted."""

from __future__ import annotations

import os
import random
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from collection import LETTER, collection
from muniment.archive.inspection import inspect
from muniment.errors import VerificationError


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    letters = collection(tmp_path_factory.mktemp("attacks"), letter=LETTER)
    assert letters.build().code == 0
    assert letters.run("archive").code == 0
    return letters.dist / "archive"


@pytest.fixture
def folder(packed: Path, tmp_path: Path) -> Path:
    shutil.copytree(packed / "letter", tmp_path / "letter")
    return tmp_path / "letter"


@pytest.fixture
def archive(packed: Path, tmp_path: Path) -> Path:
    shutil.copy(packed / "letter.zip", tmp_path / "letter.zip")
    return tmp_path / "letter.zip"


def found(package: Path) -> set[str]:
    return {finding.code for finding in inspect(package).findings}


def test_an_untouched_package_has_no_finding(folder: Path, archive: Path) -> None:
    assert (found(folder), found(archive)) == (set(), set())


def test_a_flipped_bit_in_any_file_is_found(folder: Path) -> None:
    chance = random.Random(11)  # noqa: S311 - which bytes are tried must be the same on every run
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        for at in {0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(2))}:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            assert found(folder), f"byte {at} of {path.name}"
        path.write_bytes(whole)


def test_flipped_bytes_of_the_one_file_are_found(archive: Path) -> None:
    chance = random.Random(13)  # noqa: S311 - which bytes are tried must be the same on every run
    whole = archive.read_bytes()
    entries = zipfile.ZipFile(archive).infolist()
    for entry in entries:  # a byte of each file's own data: what lies between them is only the container's
        at = entry.header_offset + 30 + len(entry.filename) + chance.randrange(entry.file_size)
        archive.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert found(archive), entry.filename


def drop(folder: Path) -> None:
    (folder / "data/letter.pdf").unlink()


def add(folder: Path) -> None:
    (folder / "data/letter.docx").write_text("I was put here later.")


def add_tag(folder: Path) -> None:
    (folder / "notes.txt").write_text("I was put here later.")


def swap(folder: Path) -> None:
    one, other = folder / "data/letter.html", folder / "data/letter.xml"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def rename(folder: Path) -> None:
    (folder / "data/letter.html").rename(folder / "data/index.html")


def cut(folder: Path) -> None:
    path = folder / "data/letter.epub"
    path.write_bytes(path.read_bytes()[:-1])


def unlist(folder: Path) -> None:
    path = folder / "manifest-sha512.txt"
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if "letter.pdf" not in line))


def repeat(folder: Path) -> None:
    path = folder / "manifest-sha512.txt"
    path.write_text(path.read_text() + path.read_text().splitlines(keepends=True)[0])


def lower_oxum(folder: Path) -> None:
    path = folder / "bag-info.txt"
    path.write_text(path.read_text().replace("Payload-Oxum: ", "Payload-Oxum: 1"))


def undeclare(folder: Path) -> None:
    (folder / "bagit.txt").write_text("BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n")


def unmanifest(folder: Path) -> None:
    (folder / "tagmanifest-sha512.txt").unlink()


def link_out(folder: Path) -> None:
    path = folder / "data/letter.html"
    path.unlink()
    path.symlink_to("/etc/hostname")


def link_folder(folder: Path) -> None:
    (folder / "data/more").symlink_to(folder / "data/metadata")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "data/pipe")


def collide_in_case(folder: Path) -> None:
    (folder / "data/LETTER.MD").write_text("Two names, one file.")


def collide_in_unicode(folder: Path) -> None:
    (folder / "data/caf\u00e9.txt").write_text("Two names, one file.")
    (folder / "data/cafe\u0301.txt").write_text("Two names, one file.")


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        (drop, "PKG-MISSING"),
        (add, "PKG-UNLISTED"),
        (add_tag, "PKG-UNLISTED"),
        (swap, "PKG-ALTERED"),
        (rename, "PKG-UNLISTED"),
        (cut, "PKG-SIZE"),
        (unlist, "PKG-UNLISTED"),
        (repeat, "PKG-MALFORMED"),
        (lower_oxum, "PKG-SIZE"),
        (undeclare, "PKG-MALFORMED"),
        (unmanifest, "PKG-MISSING"),
        (link_out, "PKG-LINK"),
        (link_folder, "PKG-LINK"),
        (pipe, "PKG-LINK"),
        (collide_in_case, "PKG-COLLISION"),
        (collide_in_unicode, "PKG-COLLISION"),
    ],
    ids=lambda value: value.__name__ if callable(value) else value,
)
def test_an_attack_on_a_folder_is_named(folder: Path, attack: Callable[[Path], None], code: str) -> None:
    attack(folder)
    assert code in found(folder)


def remade(folder: Path) -> None:
    """Make the manifests fit the files again, as somebody would who wants to hide what was done."""
    import hashlib  # noqa: PLC0415 - only here

    def lines(paths: list[Path]) -> str:
        rows = {path.relative_to(folder).as_posix(): hashlib.sha512(path.read_bytes()).hexdigest() for path in paths}
        return "".join(f"{digest}  {name}\n" for name, digest in sorted(rows.items()))

    payload = [path for path in (folder / "data").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in payload)
    info = folder / "bag-info.txt"
    rows = [row for row in info.read_text().splitlines() if not row.startswith("Payload-Oxum")]
    info.write_text("\n".join([*rows, f"Payload-Oxum: {size}.{len(payload)}"]) + "\n")
    (folder / "manifest-sha512.txt").write_text(lines(payload))
    tags = [path for path in folder.iterdir() if path.is_file() and path.name != "tagmanifest-sha512.txt"]
    (folder / "tagmanifest-sha512.txt").write_text(lines(tags))


@pytest.mark.parametrize("name", ["letter.pdf", "letter.source.txt", "provenance.json", "metadata/premis.xml"])
def test_manifests_made_to_fit_an_altered_file_leave_the_other_records_to_disagree(folder: Path, name: str) -> None:
    path = folder / "data" / name
    path.write_bytes(path.read_bytes() + b"\n")
    remade(folder)
    assert found(folder) == {"PKG-DISAGREE"}


def test_a_premis_record_that_states_another_digest_is_named(folder: Path) -> None:
    path = folder / "data/metadata/premis.xml"
    text = path.read_text()
    at = text.index("<messageDigest>") + len("<messageDigest>")
    path.write_text(text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])
    remade(folder)
    places = {str(one.place).rpartition("#")[2] for one in inspect(folder).findings}
    assert "data/metadata/premis.xml" in places


# --------------------------------------------------------------------------------------------- ZIP files of strangers


def entry(name: str, *, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.create_system = 3
    made.external_attr = mode << 16
    return made


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("letter/../../outside.txt", "PKG-PATH"),
        ("letter//etc/passwd", "PKG-PATH"),
        ("letter/data/..\\..\\outside.txt", "PKG-PATH"),
        ("letter/C:outside.txt", "PKG-PATH"),
        ("letter/data/bell\x07.txt", "PKG-PATH"),
        ("/etc/passwd", "PKG-PATH"),
        ("letter/data/Letter.MD", "PKG-COLLISION"),
    ],
)
def test_a_name_that_means_harm_is_named_and_nothing_is_written(archive: Path, name: str, code: str) -> None:
    before = sorted(archive.parent.rglob("*"))
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(entry(name), "I want out.")
    assert code in found(archive)
    assert sorted(archive.parent.rglob("*")) == before


def test_an_entry_that_is_a_link_is_named(archive: Path) -> None:
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(entry("letter/data/link", mode=stat.S_IFLNK | 0o777), "/etc/passwd")
    assert "PKG-LINK" in found(archive)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_there_twice_is_named(archive: Path) -> None:
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(entry("letter/data/letter.md"), "Another text under the same name.")
    assert "PKG-COLLISION" in found(archive)


def test_a_bomb_is_named_and_not_unpacked(archive: Path) -> None:
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("letter/data/zeros.txt", bytes(16 << 20))
    assert "PKG-BOMB" in found(archive)


def test_an_encrypted_entry_is_named(archive: Path) -> None:
    whole = bytearray(archive.read_bytes())
    at = whole.rindex(b"PK\x01\x02")
    whole[at + 8] |= 1
    archive.write_bytes(whole)
    assert "PKG-ENCRYPTED" in found(archive)


def test_an_archive_that_is_cut_off_is_refused(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(VerificationError):
        inspect(archive)


def test_fifty_thousand_files_are_read_in_their_turn(folder: Path) -> None:
    extra = folder / "data/extra"
    extra.mkdir()
    for number in range(50_000):
        (extra / str(number)).touch()
    inspection = inspect(folder)
    assert inspection.files > 50_000
    assert {finding.code for finding in inspection.findings} == {"PKG-UNLISTED", "PKG-SIZE"}
