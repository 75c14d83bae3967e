"""Timestamps: a request made offline, an answer that is taken in only where it is of this very package."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from collection import LETTER, NOTE, Collection, collection
from muniment.archive.exchange import exchange
from muniment.errors import ExitCode

MANIFEST = "tagmanifest-sha512.txt"
AUTHORITY = """\
[tsa]
default_tsa = one
[one]
serial = serial
default_policy = 1.3.6.1.4.1.99999.1
digests = sha512
signer_digest = sha256
[extensions]
extendedKeyUsage = critical, timeStamping
"""


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def authority(folder: Path) -> Path:
    """A timestamp authority of our own: its key, its certificate and its settings in a folder."""
    folder.mkdir()
    (folder / "tsa.cnf").write_text(AUTHORITY)
    (folder / "serial").write_text("01\n")
    words = ("-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "ca.pem", "-days", "9", "-subj", "/CN=Time")
    openssl(folder, "req", "-x509", *words, "-addext", "extendedKeyUsage=critical,timeStamping")
    return folder


def answer(folder: Path, request: Path) -> Path:
    words = ("-queryfile", str(request), "-signer", "ca.pem", "-inkey", "key.pem", "-out", "answer.tsr")
    openssl(folder, "ts", "-reply", "-config", "tsa.cnf", *words)
    return folder / "answer.tsr"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    letters = collection(tmp_path_factory.mktemp("timestamps"), letter=LETTER, note=NOTE)
    assert letters.build().code == 0
    assert letters.run("archive").code == 0
    authority(letters.root / "tsa")
    authority(letters.root / "stranger")
    for name in ("letter", "note"):
        assert letters.run("timestamp", name).code == 0
    return letters


@pytest.fixture
def letters(ready: Collection, tmp_path: Path) -> Collection:
    shutil.copytree(ready.root, tmp_path / "own")
    return replace(ready, root=tmp_path / "own")


@pytest.fixture
def stamped(letters: Collection) -> Collection:
    token = answer(letters.root / "tsa", package(letters) / f"{MANIFEST}.tsq")
    assert letters.run("timestamp", "letter", str(token)).code == 0
    return letters


def package(letters: Collection, name: str = "letter") -> Path:
    return letters.dist / "archive" / name


def judged(letters: Collection, name: str = "letter", by: str = "tsa") -> list[str]:
    ca = letters.root / by / "ca.pem"
    outcome = letters.run("verify", str(package(letters, name)), "--timestamp-ca", str(ca))
    assert outcome.code == (ExitCode.VERIFICATION if outcome.codes() else ExitCode.OK)
    return outcome.codes()


def test_an_answer_is_taken_into_folder_and_zip_and_verifies(stamped: Collection) -> None:
    assert judged(stamped) == []
    assert judged(stamped, "letter.zip") == []
    with zipfile.ZipFile(package(stamped, "letter.zip")) as archive:
        token = archive.read(f"letter/{MANIFEST}.tsr")
    assert token == (package(stamped) / f"{MANIFEST}.tsr").read_bytes()
    assert stamped.run("verify").code == 0


def test_a_timestamp_is_kept_while_the_contents_stay_the_same(stamped: Collection) -> None:
    assert stamped.run("archive").summary["current"] == 2
    package(stamped, "letter.zip").unlink()
    assert stamped.run("archive").summary["packed"] == 1
    assert judged(stamped, "letter.zip") == []


def test_the_answer_for_another_package_is_refused(letters: Collection) -> None:
    token = answer(letters.root / "tsa", package(letters, "note") / f"{MANIFEST}.tsq")
    before = {path: path.read_bytes() for path in package(letters).rglob("*") if path.is_file()}
    outcome = letters.run("timestamp", "letter", str(token))
    assert (outcome.code, outcome.codes()) == (ExitCode.VERIFICATION, ["PKG-TIMESTAMP"])
    assert before == {path: path.read_bytes() for path in package(letters).rglob("*") if path.is_file()}


def test_an_answer_put_in_by_hand_for_another_package_is_named(stamped: Collection) -> None:
    shutil.copy(package(stamped) / f"{MANIFEST}.tsr", package(stamped, "note"))
    assert judged(stamped, "note") == ["PKG-TIMESTAMP"]


def test_a_package_that_was_altered_is_not_blessed_by_a_timestamp(letters: Collection) -> None:
    (package(letters) / "data/letter.md").write_text("Another text.")
    assert letters.run("timestamp", "letter").codes() == ["VER-ALTERED"]


def test_what_is_no_answer_is_refused(letters: Collection) -> None:
    request = package(letters) / f"{MANIFEST}.tsq"
    assert letters.run("timestamp", "letter", str(request)).code == ExitCode.VERIFICATION


def test_the_answer_of_another_authority_is_named(stamped: Collection) -> None:
    assert judged(stamped, by="stranger") == ["PKG-TIMESTAMP"]


def test_a_missing_timestamp_is_said(letters: Collection) -> None:
    assert judged(letters) == ["PKG-UNSTAMPED"]


def test_a_package_that_is_not_there_cannot_be_stamped(letters: Collection) -> None:
    assert letters.run("timestamp", "poem").code == ExitCode.USAGE


def test_without_openssl_the_timestamp_says_what_to_install(
    letters: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    outcome = letters.run("timestamp", "letter")
    assert outcome.codes() == ["TOOL-OPENSSL"]


def test_a_crash_between_folder_and_zip_is_named_and_mended(
    stamped: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is exchanged, and the power fails before the ZIP file follows."""
    stamped.write("letter.txt", LETTER.replace("short", "brief"))
    assert stamped.build().code == 0

    def crashing(new: Path, place: Path) -> None:
        exchange(new, place)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("muniment.archive.packing.exchange", crashing)
        assert stamped.run("archive").code == ExitCode.INTERRUPTED
    assert "VER-ALTERED" in stamped.run("verify").codes()
    assert stamped.run("archive").code == 0
    assert stamped.run("verify").code == 0


# --------------------------------------------------------------------------------------------- what a timestamp survives


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def alter(folder: Path) -> None:
    (folder / "data/letter.md").write_text("Another text.")


def strip_stamp(folder: Path) -> None:
    (folder / f"{MANIFEST}.tsr").unlink()


@pytest.mark.parametrize("harm", [shutil.rmtree, alter, strip_stamp])
def test_a_folder_that_is_lost_or_altered_comes_back_from_its_zip_with_its_timestamp(
    stamped: Collection, harm: Callable[[Path], None]
) -> None:
    before = files_of(stamped.dist / "archive")
    harm(package(stamped))
    assert stamped.run("verify").code == ExitCode.VERIFICATION
    outcome = stamped.run("archive")
    assert (outcome.code, outcome.codes(), outcome.summary["packed"]) == (ExitCode.OK, [], 1)
    assert files_of(stamped.dist / "archive") == before
    assert judged(stamped) == []


def test_where_neither_form_is_whole_the_loss_of_the_timestamp_is_said(stamped: Collection) -> None:
    alter(package(stamped))
    with package(stamped, "letter.zip").open("ab") as stream:
        stream.write(b"more")
    assert stamped.run("archive").codes() == ["PKG-RESTAMP"]
    assert stamped.run("verify").code == 0
    assert judged(stamped) == ["PKG-UNSTAMPED"]
    assert stamped.run("archive").codes() == [], "said once"


def test_new_contents_need_a_new_timestamp_and_that_is_said(stamped: Collection) -> None:
    stamped.write("letter.txt", LETTER.replace("short", "brief"))
    assert stamped.build().code == 0
    assert stamped.run("archive").codes() == ["PKG-RESTAMP"]


def test_a_package_without_a_timestamp_is_made_anew_without_a_word(letters: Collection) -> None:
    letters.write("letter.txt", LETTER.replace("short", "brief"))
    assert letters.build().code == 0
    assert letters.run("archive").codes() == []


def test_a_newer_muniment_keeps_a_stamped_package_and_makes_the_others_again(
    stamped: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(package(stamped))
    monkeypatch.setattr("muniment.archive.packing.FORM", "another")
    outcome = stamped.run("archive")
    assert outcome.codes() == ["PKG-KEPT"]
    assert (outcome.summary["packed"], outcome.summary["current"]) == (1, 1)
    assert files_of(package(stamped)) == before
    assert judged(stamped) == []


def test_a_seal_that_is_added_later_leaves_the_timestamp_good(stamped: Collection, tmp_path: Path) -> None:
    key = tmp_path / "ada"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", key], check=True)
    (tmp_path / "allowed").write_text(f"ada {key.with_suffix('.pub').read_text()}")
    outcome = stamped.run("archive", "--seal", str(key))
    assert (outcome.codes(), outcome.summary["packed"]) == ([], 2)
    trust = ("--allowed-signers", str(tmp_path / "allowed"), "--signer", "ada")
    ca = ("--timestamp-ca", str(stamped.root / "tsa" / "ca.pem"))
    for form in ("letter", "letter.zip"):
        assert stamped.run("verify", str(package(stamped, form)), *trust, *ca).codes() == []
    assert stamped.run("archive", "--seal", str(key)).summary["current"] == 2
    assert stamped.run("archive").summary["current"] == 2, "a seal is not taken away because nobody named a key"
    assert stamped.run("verify").code == 0
