"""Folders behind URLs: a real server on this machine speaks S3, and the pipeline reads from it and publishes to it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
import tracemalloc
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec  # type: ignore[import-untyped] # it has no types
import pytest

from collection import LETTER, NOTE, Collection, Outcome
from muniment.errors import ExitCode, MissingToolError, StorageError
from muniment.remote.address import RemoteFolder, is_plain, location, rank
from muniment.remote.fetching import fetch
from muniment.remote.filesystem import PART, RemoteFile, RemoteFiles
from muniment.remote.publishing import publish
from muniment.remote.record import Record

BUCKET = "archive"
FORMATS = ("--format", "md", "--format", "tei")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that speaks S3, in a process of its own."""
    log = tmp_path_factory.mktemp("server") / "log"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with log.open("w") as stream, subprocess.Popen(command, stderr=stream) as server:
        try:
            while not (found := re.search(r"Running on (http://\S+)", log.read_text())):
                assert server.poll() is None, log.read_text()
                time.sleep(0.05)
            yield found[1]
        finally:
            server.kill()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """What stands in the server's one bucket, seen with fsspec alone."""

    system: Any
    """fsspec's file system."""

    def write(self, name: str, data: str | bytes) -> None:
        self.system.pipe_file(f"{BUCKET}/{name}", data.encode() if isinstance(data, str) else data)

    def read(self, name: str) -> bytes:
        return bytes(self.system.cat_file(f"{BUCKET}/{name}"))

    def remove(self, name: str) -> None:
        self.system.rm_file(f"{BUCKET}/{name}")

    def names(self, under: str = "") -> list[str]:
        self.system.invalidate_cache()
        found = self.system.find(f"{BUCKET}/{under}".rstrip("/"))
        return sorted(path.removeprefix(f"{BUCKET}/") for path in found)


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    reset = urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")  # noqa: S310 - the address is our server's
    urllib.request.urlopen(reset).close()  # noqa: S310 - the same
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    system = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)
    system.mkdir(BUCKET)
    return Bucket(system=system)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A collection whose sources and outputs are in the bucket."""

    root: Path
    """The local folder for everything else."""
    source: str = f"s3://{BUCKET}/source"
    """Where the texts are."""

    def run(self, *words: str) -> Outcome:
        places = (f"--source={self.source}", f"--dist=s3://{BUCKET}/dist", f"--build={self.root / 'build'}")
        # The last of an option counts: these places take those of the collection's own folders.
        return Collection(root=self.root).run(*places, *words)


@pytest.fixture
def collection(bucket: Bucket, tmp_path: Path) -> Remote:
    bucket.write("source/letter.txt", LETTER)
    bucket.write("source/deep/note.txt", NOTE)
    return Remote(root=tmp_path)


# --------------------------------------------------------------------------------------------- the pipeline


def test_a_collection_is_read_from_a_bucket_and_published_to_it(collection: Remote, bucket: Bucket) -> None:
    outcome = collection.run("build", *FORMATS)
    assert outcome.code == 0, outcome.events
    assert {"dist/letter/letter.md", "dist/letter/letter.xml", "dist/letter/provenance.json"} <= set(
        bucket.names("dist")
    )
    sums = bucket.read("dist/letter/SHA256SUMS").decode()
    for line in sums.splitlines():
        digest, name = line.split(maxsplit=1)
        assert hashlib.sha256(bucket.read(f"dist/letter/{name.lstrip('*')}")).hexdigest() == digest
    assert collection.run("verify").code == 0


def test_the_bytes_are_those_of_a_local_build(collection: Remote, bucket: Bucket, tmp_path: Path) -> None:
    local = Collection(root=tmp_path / "local")
    local.write("letter.txt", LETTER)
    local.write("deep/note.txt", NOTE)
    assert local.run("build", *FORMATS).code == 0
    collection.run("build", *FORMATS)
    for path in (path for path in local.dist.rglob("*") if path.is_file()):
        assert bucket.read(f"dist/{path.relative_to(local.dist).as_posix()}") == path.read_bytes()


def test_a_second_run_sends_nothing_and_a_change_sends_its_document_alone(collection: Remote, bucket: Bucket) -> None:
    collection.run("build", *FORMATS)
    assert collection.run("build", *FORMATS).of("published") == []
    bucket.write("source/letter.txt", LETTER + "\nOne more paragraph stands here now.\n")
    published = collection.run("build", *FORMATS).of("published")
    assert [one["sent"] for one in published] == [len(bucket.names("dist/letter"))]
    assert b"One more paragraph" in bucket.read("dist/letter/letter.md")


def test_what_is_gone_at_the_source_goes_from_the_outputs(collection: Remote, bucket: Bucket) -> None:
    collection.run("build", *FORMATS)
    bucket.remove("source/deep/note.txt")
    assert collection.run("build", *FORMATS).code == 0
    assert not [name for name in bucket.names("dist") if "note" in name]
    assert bucket.names("dist/letter")


def test_an_altered_and_a_missing_output_are_told_and_published_again(collection: Remote, bucket: Bucket) -> None:
    collection.run("build", *FORMATS)
    good = bucket.read("dist/letter/letter.md")
    bucket.write("dist/letter/letter.md", b"something else")
    bucket.remove("dist/letter/letter.xml")
    verified = collection.run("verify")
    assert (verified.code, verified.codes()) == (ExitCode.VERIFICATION, ["REM-ALTERED", "REM-MISSING"])
    again = collection.run("build", *FORMATS)
    assert (again.code, again.codes()) == (0, ["REM-ALTERED", "REM-MISSING"])
    assert bucket.read("dist/letter/letter.md") == good
    assert collection.run("verify").code == 0


def test_files_of_others_beside_ours_stay(collection: Remote, bucket: Bucket) -> None:
    bucket.write("dist/readme-of-somebody.txt", "mine")
    collection.run("build", *FORMATS)
    assert bucket.read("dist/readme-of-somebody.txt") == b"mine"


def test_on_another_machine_what_is_there_already_is_not_sent_again(
    collection: Remote, bucket: Bucket, tmp_path: Path
) -> None:
    collection.run("build", *FORMATS)
    elsewhere = Remote(root=tmp_path / "elsewhere")
    assert elsewhere.run("build", *FORMATS).of("published") == []
    assert bucket.names("dist/letter")


def test_packages_are_kept_in_a_store_in_a_bucket(collection: Remote, bucket: Bucket) -> None:
    store = f"s3://{BUCKET}/store"
    collection.run("build")
    assert collection.run("archive").code == 0
    assert collection.run("deposit", "--store", store).code == 0
    assert "store/0=ocfl_1.1" in bucket.names("store")
    assert collection.run("deposit", "--store", store).of("published") == []
    assert collection.run("audit", "--store", store).code == 0
    victim = next(name for name in bucket.names("store") if name.endswith("letter.md"))
    bucket.write(victim, b"x" * len(bucket.read(victim)))
    audited = collection.run("audit", "--store", store)
    assert audited.code == ExitCode.VERIFICATION


# --------------------------------------------------------------------------------------------- what can go wrong


def test_an_empty_or_misspelt_source_keeps_the_outputs(collection: Remote, bucket: Bucket) -> None:
    collection.run("build", *FORMATS)
    before = bucket.names("dist")
    for name in bucket.names("source"):
        bucket.remove(name)
    outcome = collection.run("build", *FORMATS)
    assert (outcome.code, outcome.codes()) == (ExitCode.USAGE, ["USAGE"])
    assert bucket.names("dist") == before


def test_a_server_that_is_not_there_is_a_clear_error(collection: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    outcome = collection.run("build", *FORMATS)
    assert (outcome.code, outcome.codes()) == (ExitCode.STORAGE, ["REM-REFUSED"])


def test_a_name_that_leads_out_of_the_folder_is_left_and_the_rest_fetched(
    collection: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = RemoteFiles(RemoteFolder(url=collection.source))
    listing = files.listing()
    strange = dict.fromkeys(("../outside.txt", "a//b.txt", "/c.txt"), listing["letter.txt"])
    monkeypatch.setattr(files, "listing", lambda: listing | strange)
    working = collection.root / "copy" / "files"
    with Record(collection.root / "record.sqlite") as record:
        findings = fetch(files, working, record, begins=lambda _: None, done=lambda: None)
    assert [finding.code for finding in findings] == ["REM-NAME"] * 3
    assert sorted(path.name for path in collection.root.rglob("*.txt")) == ["letter.txt", "note.txt"]


def test_a_store_that_gives_other_bytes_back_is_not_believed(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = tmp_path / "files"
    working.mkdir()
    (working / "a.txt").write_text("a")
    files = RemoteFiles(RemoteFolder(url=f"s3://{BUCKET}/lies"))
    monkeypatch.setattr(files, "digest", lambda _: hashlib.sha256(b"b").hexdigest())
    with Record(tmp_path / "record.sqlite") as record, pytest.raises(StorageError) as caught:
        publish(files, working, record, begins=lambda _: None, done=lambda: None)
    assert caught.value.code == "REM-DIGEST"
    assert bucket.names("lies") == ["lies/a.txt"]


def test_an_interrupted_publication_goes_on_where_it_was(bucket: Bucket, tmp_path: Path) -> None:
    working = tmp_path / "files"
    for number in range(20):
        (working / f"d{number}").mkdir(parents=True)
        (working / f"d{number}" / "a.txt").write_text(str(number))
        (working / f"d{number}" / "SHA256SUMS").write_text("sums")
    files = RemoteFiles(RemoteFolder(url=f"s3://{BUCKET}/half"))
    told: list[str] = []

    def stop() -> None:
        told.append("")
        if len(told) == 5:
            raise KeyboardInterrupt

    with Record(tmp_path / "record.sqlite") as record:
        with pytest.raises(KeyboardInterrupt):
            publish(files, working, record, begins=lambda _: None, done=stop)
        assert not [name for name in bucket.names("half") if name.endswith("SHA256SUMS")]
        totals: list[int] = []
        publish(files, working, record, begins=totals.append, done=lambda: None)
        assert totals[0] <= 40 - 5
    assert len(bucket.names("half")) == 40


def test_no_file_is_held_whole_in_memory(bucket: Bucket, tmp_path: Path) -> None:
    size = 8 * PART
    working = tmp_path / "files"
    working.mkdir()
    with (working / "large.bin").open("wb") as stream:
        for _ in range(8):
            stream.write(os.urandom(PART))
    files = RemoteFiles(RemoteFolder(url=f"s3://{BUCKET}/large"))
    tracemalloc.start()
    try:
        with Record(tmp_path / "record.sqlite") as record:
            publish(files, working, record, begins=lambda _: None, done=lambda: None)
        files.fetch("large.bin", tmp_path / "back.bin")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert bucket.names("large") == ["large/large.bin"]
    assert (tmp_path / "back.bin").read_bytes() == (working / "large.bin").read_bytes()
    assert peak < size, f"{peak} bytes for a file of {size}"


@pytest.mark.parametrize("words", [("doctor",), ("formats",)])
def test_commands_that_need_local_folders_say_so(collection: Remote, words: tuple[str, ...]) -> None:
    assert collection.run(*words).code == ExitCode.USAGE


def test_a_scheme_that_nobody_knows_is_a_usage_error(tmp_path: Path) -> None:
    outcome = Remote(root=tmp_path, source="nowhere://x").run("build")
    assert (outcome.code, outcome.codes()) == (ExitCode.USAGE, ["USAGE"])


def test_without_fsspec_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("muniment.remote.filesystem.importlib.import_module", absent)
    with pytest.raises(MissingToolError, match="installs fsspec"):
        RemoteFiles(RemoteFolder(url="s3://a/b"))


# --------------------------------------------------------------------------------------------- any place of fsspec


def test_a_file_url_is_published_by_way_of_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    working = tmp_path / "files"
    (working / "d").mkdir(parents=True)
    (working / "d" / "a.txt").write_text("a")
    files = RemoteFiles(RemoteFolder(url=f"file://{tmp_path}/there"))
    seen: list[str] = []
    system: Any = files._system  # noqa: SLF001 - to see what happens below it
    move: Callable[[str, str], None] = system.mv

    def seen_and_moved(one: str, two: str) -> None:
        seen.append(one)
        move(one, two)

    monkeypatch.setattr(system, "mv", seen_and_moved)
    with Record(tmp_path / "record.sqlite") as record:
        publish(files, working, record, begins=lambda _: None, done=lambda: None)
    assert (tmp_path / "there" / "d" / "a.txt").read_text() == "a"
    assert [Path(one).name for one in seen] == ["a.txt.muniment-part"]
    assert list(files.listing()) == ["d/a.txt"]


def test_addresses_names_and_order() -> None:
    assert location("source") == Path("source")
    assert location("s3://a/b/") == RemoteFolder(url="s3://a/b")
    assert [is_plain(name) for name in ("a/b", "../a", "a//b", "/a", "a/./b")] == [True, *[False] * 4]
    names = ["index.html", "d/SHA256SUMS", "d/d.pdf", "o/inventory.json", "o/v1/content/a", "o/inventory.json.sha512"]
    assert sorted(names, key=lambda name: (rank(name), name)) == [
        *("d/d.pdf", "o/v1/content/a", "d/SHA256SUMS", "o/inventory.json", "index.html", "o/inventory.json.sha512"),
    ]
    one = RemoteFolder(url="s3://a/b").working_copy(Path("build"))
    assert one != RemoteFolder(url="s3://c/b").working_copy(Path("build"))


def test_a_tag_that_changes_is_another_file() -> None:
    assert RemoteFile(size=1, tag="a") != RemoteFile(size=1, tag="b")
