"""Archive packages: what is in them, that they prove themselves with stock tools, and that they lead back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import bagit  # type: ignore[import-untyped] # it has no types
import pytest
from lxml import etree

from collection import LETTER, NOTE, Collection, collection
from muniment.errors import ExitCode

SIDECAR = "creators: [Ada Example]\ndate: 2011-05-03\nrights: https://creativecommons.org/licenses/by/4.0/\n"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    letters = collection(tmp_path_factory.mktemp("archive"), letter=LETTER, note=NOTE)
    letters.write("letter.yaml", SIDECAR)
    (letters.root / "muniment.toml").write_text('[collection]\npublisher = "The “Harbour” Press"\n', encoding="utf-8")
    assert letters.build().code == 0
    assert letters.run("archive").code == 0
    return letters


@pytest.fixture
def letters(ready: Collection, tmp_path: Path) -> Collection:
    shutil.copytree(ready.root, tmp_path / "own")
    return replace(ready, root=tmp_path / "own")


def package(letters: Collection, name: str = "letter") -> Path:
    return letters.dist / "archive" / name


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)


def commands_of_the_guide(folder: Path) -> list[str]:
    guide = (folder / "data/README.txt").read_text(encoding="utf-8")
    lines = guide.replace("\\\n    ", "").splitlines()
    return [line.strip() for line in lines if line.startswith("  ") and "manifest-sha512.txt" in line]


# --------------------------------------------------------------------------------------------- what is in it


def test_a_package_holds_the_original_the_text_the_editions_and_the_records(letters: Collection) -> None:
    names = {path.relative_to(package(letters)).as_posix() for path in package(letters).rglob("*") if path.is_file()}
    assert names == {
        *("bagit.txt", "bag-info.txt", "bagit-profile.json", "manifest-sha512.txt", "tagmanifest-sha512.txt"),
        *(f"data/letter.{suffix}" for suffix in ("source.txt", "source.yaml", "md", "html", "epub", "pdf", "xml")),
        *("data/README.txt", "data/provenance.json", "data/ro-crate-metadata.json"),
        *("data/metadata/premis.xml", "data/metadata/dublin-core.xml"),
        *("data/schemas/provenance.schema.json", "data/schemas/muniment-tei.rng"),
    }
    assert (package(letters) / "data/letter.source.txt").read_bytes() == LETTER.encode()
    assert (package(letters) / "data/letter.source.yaml").read_text() == SIDECAR


def test_each_content_stands_once(letters: Collection) -> None:
    digests = [line[:128] for line in (package(letters) / "manifest-sha512.txt").read_text().splitlines()]
    assert len(digests) == len(set(digests))


def test_the_one_file_is_the_folder(letters: Collection) -> None:
    with zipfile.ZipFile(package(letters, "letter.zip")) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        inside = {name: archive.read(name) for name in archive.namelist()}
    folder = package(letters)
    assert inside == {
        f"letter/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_is_known_is_in_every_record_and_what_is_unknown_in_none(letters: Collection) -> None:
    dublin_core = (package(letters) / "data/metadata/dublin-core.xml").read_text(encoding="utf-8")
    crate = json.loads((package(letters) / "data/ro-crate-metadata.json").read_bytes())
    guide = (package(letters) / "data/README.txt").read_text(encoding="utf-8")
    for known in ("Ada Example", "2011-05-03", "creativecommons.org/licenses/by/4.0", "The “Harbour” Press"):
        assert known in dublin_core
        assert known in guide
    assert "Ada Example" in {entity.get("name") for entity in crate["@graph"]}
    assert "<dc:date>" not in (package(letters, "note") / "data/metadata/dublin-core.xml").read_text()
    assert "Date:         not known" in (package(letters, "note") / "data/README.txt").read_text()


def test_premis_tells_the_life_of_the_text_at_its_real_times(letters: Collection) -> None:
    root = etree.parse(package(letters) / "data/metadata/premis.xml").getroot()
    names = {"p": "http://www.loc.gov/premis/v3"}
    kinds = [element.text for element in root.iterfind("p:event/p:eventType", names)]
    assert kinds == [
        *("message digest calculation", "normalization"),
        *["creation"] * 4,
        "information package creation",
    ]
    times = [element.text or "" for element in root.iterfind("p:event/p:eventDateTime", names)]
    assert all(time >= "2024" and time.endswith("Z") for time in times), "no agreed epoch is passed off as a time"
    assert len(root.findall("p:object", names)) == len(list((package(letters) / "data").rglob("*.*"))) - 3


def test_nothing_is_claimed_that_no_validator_passed(letters: Collection) -> None:
    guide = (package(letters) / "data/README.txt").read_text(encoding="utf-8")
    assert guide.count("not validated. Nothing is claimed.") == 4
    assert letters.run("check", "--tools", str(letters.root / "none")).code in (ExitCode.OK, ExitCode.MISSING_TOOL)
    assert letters.run("archive").code == 0
    checked = (package(letters) / "data/README.txt").read_text(encoding="utf-8")
    assert "data/letter.html: passed House rules 1" in checked
    letters.write("letter.txt", LETTER.replace("short", "brief"))
    assert letters.build().code == 0
    assert letters.run("archive").code == 0
    rebuilt = (package(letters) / "data/README.txt").read_text(encoding="utf-8")
    assert rebuilt.count("not validated. Nothing is claimed.") == 4, "what was said of earlier bytes is not taken along"
    assert letters.run("verify").code == 0


# --------------------------------------------------------------------------------------------- when it is made


def test_a_package_is_made_again_only_when_its_contents_change(letters: Collection) -> None:
    before = letters.files()
    assert letters.run("archive").summary["current"] == 2
    assert letters.files() == before
    letters.write("note.txt", NOTE.replace("Monday", "Sunday"))
    assert letters.build().code == 0
    assert letters.run("archive").summary == {"event": "summary", "packed": 1, "current": 1, "failed": 0}


def test_a_lost_or_altered_package_is_made_again(letters: Collection) -> None:
    shutil.rmtree(package(letters))
    package(letters, "note.zip").write_bytes(b"")
    assert letters.run("archive").summary["packed"] == 2
    assert letters.run("verify").code == 0


def test_a_folder_that_is_no_package_is_one_finding(letters: Collection) -> None:
    foreign = letters.dist / "archive" / "holiday"
    (foreign / "pictures").mkdir(parents=True)
    (foreign / "pictures" / "beach.jpg").write_bytes(b"no picture")
    outcome = letters.run("verify")
    assert outcome.codes() == ["VER-UNLISTED"]
    assert "Move it out" in str(outcome.of("finding")[0]["remedy"])
    shutil.rmtree(letters.root / "build")
    assert letters.run("verify").codes() == ["VER-UNLISTED"], "without a ledger likewise"


def test_a_package_goes_with_its_document(letters: Collection) -> None:
    (letters.source / "note.txt").unlink()
    assert letters.build().code == 0
    assert letters.run("archive").code == 0
    assert sorted(path.name for path in (letters.dist / "archive").iterdir()) == ["letter", "letter.zip"]


def test_damage_is_not_blessed(letters: Collection) -> None:
    letters.write("note.txt", NOTE.replace("Monday", "Sunday"))
    assert letters.build().code == 0
    path = letters.dist / "note/note.pdf"
    path.write_bytes(path.read_bytes() + b" ")
    outcome = letters.run("archive")
    assert outcome.code == ExitCode.VERIFICATION
    assert "note.pdf" in str(outcome.of("error")[0]["place"])
    assert outcome.summary["current"] == 1, "the other package is there"


def test_a_sidecar_that_changed_since_the_build_is_refused(letters: Collection) -> None:
    letters.write("letter.yaml", SIDECAR.replace("Ada", "Ida"))
    shutil.rmtree(package(letters))
    package(letters, "letter.zip").unlink()
    outcome = letters.run("archive")
    assert outcome.code == ExitCode.VERIFICATION
    assert "letter.yaml" in str(outcome.of("error")[0]["place"])


# --------------------------------------------------------------------------------------------- judges that are not us


def test_coreutils_verify_a_package_with_the_commands_of_its_own_guide(letters: Collection) -> None:
    folder = package(letters)
    commands = commands_of_the_guide(folder)
    assert len(commands) == 4, "the fourth is for seals"
    for command in commands[:3]:
        done = shell(command, folder)
        assert (done.returncode, "FAILED" in done.stdout) == (0, False), done.stderr
    assert shell(commands[2], folder).stdout == ""
    (folder / "data/stray.txt").write_text("Nobody knows me.")
    assert shell(commands[2], folder).stdout == "data/stray.txt\n"
    (folder / "data/letter.md").write_text("Another text.")
    assert shell(commands[0], folder).returncode == 1


def test_the_library_of_congress_s_tool_finds_the_bag_valid(letters: Collection) -> None:
    bag = bagit.Bag(str(package(letters)))
    bag.validate()
    assert bag.info["Payload-Oxum"]
    (package(letters) / "data/letter.md").write_text("Another text.")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(package(letters))).validate()


# --------------------------------------------------------------------------------------------- the seal


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "ada"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", path], check=True)
    (path.parent / "allowed").write_text(f"ada {path.with_suffix('.pub').read_text()}")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "eve", "-f", path.parent / "eve"], check=True)
    return path


def trust(key: Path, signer: str = "ada") -> tuple[str, ...]:
    return ("--allowed-signers", str(key.parent / "allowed"), "--signer", signer)


def test_a_sealed_package_names_its_signer_and_holds_no_key(letters: Collection, key: Path) -> None:
    assert letters.run("archive", "--seal", str(key)).code == 0
    archive = package(letters, "letter.zip")
    assert letters.run("verify", str(archive), *trust(key)).code == 0
    assert letters.run("verify", str(archive), *trust(key, "eve")).codes() == ["PKG-SEAL"]
    private, public = key.read_bytes(), key.with_suffix(".pub").read_bytes().split()[1]
    for data in letters.files().values():
        assert private not in data
        assert public not in data
    commands = (
        "ssh-keygen -Y verify -n muniment-package -f {} -I ada -s tagmanifest-sha512.txt.sig < tagmanifest-sha512.txt"
    )
    assert shell(commands.format(key.parent / "allowed"), package(letters)).returncode == 0
    assert letters.run("verify").code == 0


def test_only_the_seal_catches_somebody_who_rewrites_everything_consistently(letters: Collection, key: Path) -> None:
    assert letters.run("archive", "--seal", str(key)).code == 0
    signature = (package(letters) / "tagmanifest-sha512.txt.sig").read_bytes()
    letters.write("letter.txt", LETTER.replace("short", "forged"))
    assert letters.build().code == 0
    assert letters.run("archive").code == 0
    forged = package(letters)
    (forged / "tagmanifest-sha512.txt.sig").write_bytes(signature)
    assert letters.run("verify", str(forged)).code == 0, "every checksum agrees"
    assert letters.run("verify", str(forged), *trust(key)).codes() == ["PKG-SEAL"]
    assert letters.run("archive", "--seal", str(key.parent / "eve")).code == 0
    assert letters.run("verify", str(forged), *trust(key)).codes() == ["PKG-SEAL"], "eve is nobody that we trust"


def test_a_seal_of_the_folder_that_is_not_the_one_of_the_file_is_named(letters: Collection, key: Path) -> None:
    assert letters.run("archive", "--seal", str(key)).code == 0
    signature = package(letters) / "tagmanifest-sha512.txt.sig"
    whole = signature.read_bytes()
    signature.write_bytes(whole.replace(b"BEGIN", b"BEGUN"))
    assert letters.run("verify").codes() == ["VER-ALTERED"]
    signature.unlink()
    assert letters.run("verify").codes() == ["VER-ALTERED"]
    signature.write_bytes(whole)
    assert letters.run("verify").code == 0


def test_a_missing_seal_is_said(letters: Collection, key: Path) -> None:
    outcome = letters.run("verify", str(package(letters)))
    assert outcome.of("inspected")[0]["sealed"] is False
    assert letters.run("verify", str(package(letters)), *trust(key)).codes() == ["PKG-UNSEALED"]
    assert letters.run("verify", str(package(letters)), "--signer", "ada").code == ExitCode.USAGE


def test_a_key_that_cannot_sign_stops_the_packing_before_it_begins(letters: Collection, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("This is no key.")
    (tmp_path / "key").chmod(0o600)
    outcome = letters.run("archive", "--seal", str(tmp_path / "key"))
    assert outcome.code == ExitCode.USAGE


def test_without_ssh_keygen_the_seal_says_what_to_install(
    letters: Collection, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    outcome = letters.run("archive", "--seal", str(key))
    assert (outcome.code, outcome.codes()) == (ExitCode.MISSING_TOOL, ["TOOL-SSH"])


# --------------------------------------------------------------------------------------------- and back


def test_the_original_follows_from_the_canonical_text_and_the_changes_alone(
    letters: Collection, tmp_path: Path
) -> None:
    target = tmp_path / "letter.txt"
    assert letters.run("restore", str(package(letters, "letter.zip")), "--output", str(target)).code == 0
    assert target.read_bytes() == LETTER.encode()
    assert letters.run("restore", str(package(letters)), "--output", str(target)).code == ExitCode.USAGE


def test_a_kept_original_that_is_another_is_named(letters: Collection) -> None:
    (package(letters) / "data/letter.source.txt").write_text("Another text.")
    outcome = letters.run("restore", str(package(letters)))
    assert outcome.code == ExitCode.VERIFICATION
    assert outcome.of("restored")[0]["isOriginal"] is False


def test_a_package_is_rebuilt_from_itself_alone_to_the_same_bytes(letters: Collection) -> None:
    shutil.rmtree(letters.source)
    outcome = letters.run("rebuild", str(package(letters, "letter.zip")))
    assert {str(row["file"]): row["isSame"] for row in outcome.of("rebuilt")} == {
        f"letter.{suffix}": True for suffix in ("epub", "html", "md", "pdf", "source.txt", "xml")
    }
    assert outcome.code == 0


def test_a_rebuild_that_differs_names_the_tool_that_differs(letters: Collection) -> None:
    path = package(letters) / "data/provenance.json"
    manifest = json.loads(path.read_bytes())
    for one in manifest["predicate"]["outputs"]:
        if one["format"] == "pdf":
            one["madeWith"]["weasyprint"] = "1.0"
            one["digest"]["sha512"] = "0" * 128
    path.write_text(json.dumps(manifest))
    outcome = letters.run("rebuild", str(package(letters)))
    assert outcome.code == ExitCode.VERIFICATION
    differing = {str(row["file"]): str(row["differing"]) for row in outcome.of("rebuilt") if not row["isSame"]}
    assert list(differing) == ["letter.pdf"]
    assert "weasyprint: 1.0 → " in differing["letter.pdf"]


@pytest.mark.parametrize("command", ["restore", "rebuild", "verify"])
def test_what_is_no_package_is_refused(letters: Collection, tmp_path: Path, command: str) -> None:
    (tmp_path / "not.zip").write_bytes(b"This is no archive.")
    for path in (tmp_path / "not.zip", tmp_path / "nowhere"):
        outcome = letters.run(command, str(path))
        assert (outcome.code, outcome.codes()) == (ExitCode.VERIFICATION, ["PKG-UNREADABLE"])
