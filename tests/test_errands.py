"""Sources and finished files travel between machines, and every change on the way is seen."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import workers
from muniment.errands import Delivery, Errand, Ferry, TransferError, deliver, land
from muniment.errors import DocumentError, StorageError
from muniment.executors.remote import discard, read_piece
from muniment.provenance import OutputFact
from muniment.store import stage
from muniment.work import Job, Made, Result

TEXTS: Mapping[str, bytes] = {"letter.md": b"# A letter\n", "letter.bin": bytes(range(256)) * 40, "letter.none": b""}


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder for temporary files, as a worker's process has one."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


def make(job: Job) -> Result:
    """Work that stages some files, and one with what it read."""
    read = job.candidate.path.read_bytes() + (job.candidate.sidecar.read_bytes() if job.candidate.sidecar else b"")
    files = {**TEXTS, "letter.read": read}
    return Result(id=job.candidate.id, made=tuple(made(job, name, data) for name, data in files.items()))


def made(job: Job, name: str, data: bytes) -> Made:
    staged = stage(job.staging, f"{job.candidate.id}/{name}", data)
    fact = OutputFact(name=name, format="md", media_type="text/plain", digests=staged.digests, inputs={}, fidelity={})
    return Made(fact=fact, staged=staged)


def letter(root: Path) -> Job:
    job = workers.job("letter", root)
    sidecar = root / "letter.yaml"
    sidecar.write_text("title: A letter\n")
    return replace(job, candidate=replace(job.candidate, sidecar=sidecar))


def packed(root: Path, *, share: bool = False, largest: int = 1 << 20) -> Errand:
    job = letter(root)
    return replace(Ferry(job.staging, share=share).pack(job), largest=largest)


def arrived(errand: Errand, delivery: Delivery) -> dict[str, bytes]:
    result = land(errand, delivery, read_piece)
    assert all(one.staged.path.is_relative_to(errand.job.staging) for one in result.made)
    assert all(one.staged.digests == one.fact.digests for one in result.made)
    return {one.fact.name: one.staged.path.read_bytes() for one in result.made}


EXPECTED = {**TEXTS, "letter.read": b"The text of letter.\ntitle: A letter\n"}


@pytest.mark.parametrize("piece", [1, 100, 4096, 1 << 22])
def test_large_files_wait_and_are_fetched_in_pieces(
    tmp_path: Path, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muniment.errands.PIECE", piece)
    errand = packed(tmp_path, largest=0)
    delivery = deliver(make, errand)
    assert (delivery.shared, delivery.files) == (False, {})
    assert arrived(errand, delivery) == EXPECTED
    assert delivery.folder is not None
    discard(delivery.folder)
    assert not delivery.folder.exists()


def test_small_files_come_with_the_answer_and_nothing_stays_behind(tmp_path: Path) -> None:
    errand = packed(tmp_path)
    delivery = deliver(make, errand)
    assert delivery.folder is None
    assert not list((tmp_path / "temporary").iterdir())
    assert arrived(errand, delivery) == EXPECTED


def test_files_stay_in_the_staging_folder_where_it_is_shared(tmp_path: Path) -> None:
    errand = packed(tmp_path, share=True)
    delivery = deliver(make, errand)
    assert (delivery.shared, delivery.files, delivery.folder) == (True, {}, None)
    assert arrived(errand, delivery) == EXPECTED


def test_a_folder_of_the_same_name_is_not_the_shared_one(tmp_path: Path) -> None:
    errand = packed(tmp_path, share=True)
    errand.meeting.write_text("another build's word")
    assert not deliver(make, errand).shared
    errand.meeting.unlink()
    assert not deliver(make, errand).shared


def test_no_two_errands_have_a_folder_in_common(tmp_path: Path) -> None:
    job = letter(tmp_path)
    ferry = Ferry(job.staging)
    assert ferry.pack(job).job.staging != ferry.pack(job).job.staging


def test_a_source_that_changed_on_the_way_is_seen(tmp_path: Path) -> None:
    errand = packed(tmp_path)
    with pytest.raises(TransferError, match=r"letter\.txt"):
        deliver(make, replace(errand, source=errand.source[:-1]))


CHANGES = {"lost": b"", "altered": b"# A lettes\n", "shorter": b"# A lette"}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_file_that_changed_on_the_way_is_seen(tmp_path: Path, change: bytes) -> None:
    errand = packed(tmp_path)
    delivery = deliver(make, errand)
    path = delivery.result.made[0].staged.path
    with pytest.raises(TransferError, match=r"letter\.md"):
        land(errand, replace(delivery, files={**delivery.files, path: change}), read_piece)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_file_that_changed_before_it_was_fetched_is_seen(tmp_path: Path, change: bytes) -> None:
    errand = packed(tmp_path, largest=0)
    delivery = deliver(make, errand)
    delivery.result.made[0].staged.path.write_bytes(change)
    with pytest.raises(TransferError, match=r"letter\.md"):
        land(errand, delivery, read_piece)


def test_a_shared_file_that_is_not_there_or_altered_is_seen(tmp_path: Path) -> None:
    errand = packed(tmp_path, share=True)
    delivery = deliver(make, errand)
    path = delivery.result.made[0].staged.path
    path.write_bytes(b"# A lettes\n")
    with pytest.raises(TransferError, match="other bytes"):
        land(errand, delivery, read_piece)
    shutil.rmtree(path.parent)
    with pytest.raises(TransferError, match="did not arrive"):
        land(errand, delivery, read_piece)


def test_a_source_or_sidecar_that_cannot_be_read_is_the_documents_error(tmp_path: Path) -> None:
    job = letter(tmp_path)
    ferry = Ferry(job.staging)
    assert job.candidate.sidecar is not None
    job.candidate.sidecar.unlink()
    with pytest.raises(DocumentError) as caught:
        ferry.pack(job)
    assert caught.value.code == "SRC-UNREADABLE"
    job.candidate.path.unlink()
    with pytest.raises(DocumentError) as caught:
        ferry.pack(job)
    assert caught.value.code == "SRC-UNREADABLE"


def test_a_full_disk_is_a_storage_error(tmp_path: Path) -> None:
    errand = packed(tmp_path)
    delivery = deliver(make, errand)
    errand.job.staging.parent.mkdir(exist_ok=True)
    errand.job.staging.write_text("a file where a folder is to be")
    with pytest.raises(StorageError):
        land(errand, delivery, read_piece)
