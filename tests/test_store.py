"""A file in place is whole, is not touched without need, and folders are held against other builds."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from muniment import store
from muniment.errors import BusyError, StorageError
from muniment.store import STAGING, Stager, digests_of, digests_of_file, exclusive, put, remove, stage, sync_folder


def quiet() -> None:
    return None


def test_a_staged_file_moves_into_place_with_the_digest_of_its_bytes(tmp_path: Path) -> None:
    staged = stage(tmp_path / "staging", "a/b.txt", b"words")
    assert put(staged, tmp_path / "out" / "b.txt") is True
    assert (tmp_path / "out" / "b.txt").read_bytes() == b"words"
    assert staged.digests == digests_of(b"words") == digests_of_file(tmp_path / "out" / "b.txt")
    assert not staged.path.exists()


def test_unchanged_bytes_are_not_rewritten(tmp_path: Path) -> None:
    target = tmp_path / "b.txt"
    target.write_bytes(b"words")
    before = target.stat()
    assert put(stage(tmp_path / "staging", "b.txt", b"words"), target) is False
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert not (tmp_path / "staging" / "b.txt").exists()


def test_a_link_in_the_place_of_an_output_is_replaced_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"words")
    (tmp_path / "b.txt").symlink_to(precious)
    assert put(stage(tmp_path / "staging", "b.txt", b"other"), tmp_path / "b.txt") is True
    assert precious.read_bytes() == b"words"
    assert not (tmp_path / "b.txt").is_symlink()


def test_a_full_disk_is_a_storage_error_that_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match="Free some space") as caught:
        stage(tmp_path, "b.txt", b"words")
    assert caught.value.place is not None
    assert caught.value.place.file.endswith("b.txt")


def test_the_folder_is_synced_with_each_file_or_once_for_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = [stage(tmp_path / "staging", name, b"words") for name in "abc"]
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    put(staged[0], tmp_path / "out" / "a")
    assert len(synced) == 1
    put(staged[1], tmp_path / "out" / "b", sync=False)
    put(staged[2], tmp_path / "out" / "c", sync=False)
    assert len(synced) == 1
    sync_folder(tmp_path / "out")
    assert len(synced) == 2
    with pytest.raises(StorageError):
        sync_folder(tmp_path / "nowhere")


def test_a_folder_where_a_file_should_go_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(StorageError):
        put(stage(tmp_path / "staging", "b.txt", b"words"), tmp_path / "b.txt")
    with pytest.raises(StorageError):
        remove(tmp_path / "b.txt")


def test_removing_says_whether_there_was_anything(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"")
    assert remove(tmp_path / "b.txt") is True
    assert remove(tmp_path / "b.txt") is False


HOLDER = """
import sys, time
from pathlib import Path
from muniment.store import exclusive
with exclusive(Path(sys.argv[1]), wait=False, waiting=lambda: None) as staging:
    staging.mkdir()
    (staging / "half").write_text("half")
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_build_is_refused_or_told_to_wait_and_a_killed_one_leaves_nothing(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(BusyError, match="another build"), exclusive(tmp_path, wait=False, waiting=quiet):
        pass
    told: list[str] = []

    def waiting() -> None:
        told.append("waiting")
        holder.kill()

    with exclusive(tmp_path, wait=True, waiting=waiting) as staging:
        assert told == ["waiting"]
        assert not staging.exists()
    holder.communicate()
    assert list(tmp_path.iterdir()) == []


def test_the_staging_folder_goes_when_the_build_ends(tmp_path: Path) -> None:
    with exclusive(tmp_path, wait=False, waiting=quiet) as staging:
        stage(staging, "a", b"words")
        assert (tmp_path / STAGING / "a").exists()
    assert not (tmp_path / STAGING).exists()


def test_every_refusal_of_the_file_system_has_a_remedy() -> None:
    for number in (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO):
        assert store.refused(OSError(number, "No"), Path("x")).remedy


# --------------------------------------------------------------------------------------------- several at a time


def test_files_are_staged_side_by_side_each_synced_before_its_outcome_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(2, timeout=60)
    monkeypatch.setattr("os.fsync", lambda _: together.wait())
    stager = Stager()
    first, second = stager.stage(tmp_path, "a/1", b"one"), stager.stage(tmp_path, "a/2", b"two")
    assert [first.result().digests, second.result().digests] == [digests_of(b"one"), digests_of(b"two")]
    assert [first.result().path.read_bytes(), second.result().path.read_bytes()] == [b"one", b"two"]
    stager.close()


def test_what_the_disk_refuses_is_the_outcome_of_that_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def refusing(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").readlink().name == "bad":
            raise OSError(errno.EIO, "Input/output error")
        sync(handle)

    monkeypatch.setattr("os.fsync", refusing)
    stager = Stager()
    bad, good = stager.stage(tmp_path, "bad", b"words"), stager.stage(tmp_path, "good", b"words")
    with pytest.raises(StorageError, match="input/output error") as caught:
        bad.result()
    assert caught.value.place is not None
    assert caught.value.place.file == str(tmp_path / "bad")
    assert good.result().digests == digests_of(b"words")
    stager.close()


def test_when_all_is_settled_nothing_is_written_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    monkeypatch.setattr("os.fsync", lambda _: go.wait(60))
    stager = Stager()
    begun = [stager.stage(tmp_path, str(number), b"words") for number in range(9)]
    threading.Timer(0.05, go.set).start()
    stager.settle()
    assert all(one.done() for one in begun)
    stager.close()
    stager.close()
    assert stager.stage(tmp_path, "again", b"words").result().path.exists(), "other threads begin"
    stager.close()
