"""A document's files are attempted each for itself, and nothing of it is still being written when its result is known."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from collection import LETTER, collection
from muniment import work
from muniment.config import Config
from muniment.errors import FidelityError, StorageError
from muniment.intake import find_sources
from muniment.store import digests_of_file
from muniment.tools.pandoc import PandocWorker
from muniment.work import Job, Workshop


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    made = Workshop()
    yield made
    made.close()


def job(root: Path, *formats: str) -> Job:
    letters = collection(root, letter=LETTER)
    ((candidate,), _) = find_sources(letters.source)
    return Job(
        candidate=candidate,
        config=Config(),
        formats={name: {"input": "1"} for name in ("source", "md", *formats)},
        kept=(),
        staging=root / "staging",
    )


def test_every_file_is_there_with_its_digest_when_the_result_is_known(workshop: Workshop, tmp_path: Path) -> None:
    result = workshop.run(job(tmp_path, "html", "tei"))
    assert not result.failures
    assert [one.fact.format for one in result.made] == ["source", "md", "html", "tei", "provenance", "checksums"]
    for one in result.made:
        assert digests_of_file(one.staged.path) == one.fact.digests
    sums = (tmp_path / "staging" / "letter" / "SHA256SUMS").read_text()
    assert all(one.fact.digests.sha256 in sums for one in result.made[:-1])


def test_an_edition_that_the_disk_refuses_costs_only_itself(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def refusing(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").readlink().suffix == ".html":
            raise OSError(errno.EIO, "Input/output error")
        sync(handle)

    monkeypatch.setattr("os.fsync", refusing)
    result = workshop.run(job(tmp_path, "html", "tei"))
    assert [one.fact.format for one in result.made] == ["source", "md", "tei", "provenance", "checksums"]
    (failure,) = result.failures
    assert isinstance(failure, StorageError)
    assert failure.place is not None
    assert failure.place.file.endswith("letter.html")
    assert "letter.html" not in (tmp_path / "staging" / "letter" / "SHA256SUMS").read_text()


def test_a_manifest_that_the_disk_refuses_ends_the_work_and_nothing_goes_on(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way: list[int] = []
    opened, sync = os.open, os.fsync

    def opening(path: Path, *rest: int, **named: int) -> int:
        if str(path).endswith("provenance.json"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(path, *rest, **named)

    def syncing(handle: int) -> None:
        under_way.append(handle)
        sync(handle)
        under_way.remove(handle)

    monkeypatch.setattr("os.open", opening)
    monkeypatch.setattr("os.fsync", syncing)
    with pytest.raises(StorageError, match="no space"):
        workshop.run(job(tmp_path, "html"))
    assert under_way == []


def test_pandoc_reads_while_the_changes_are_proved_reversible(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    begin, prove = PandocWorker.begin, work._prove_reversible  # noqa: SLF001 - the order of two steps

    def beginning(worker: PandocWorker, markdown: str) -> None:
        done.append("asked")
        begin(worker, markdown)

    def proving(*positional: object, **named: object) -> None:
        done.append("proved")
        prove(*positional, **named)  # type: ignore[arg-type] # whatever it takes

    monkeypatch.setattr(PandocWorker, "begin", beginning)
    monkeypatch.setattr(work, "_prove_reversible", proving)
    assert not workshop.run(job(tmp_path, "html")).failures
    assert done == ["asked", "proved"]


def test_a_text_that_is_not_reversible_leaves_no_answer_for_the_next(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise FidelityError("the recorded changes do not lead back to the source", code="FID-REVERSE")

    with monkeypatch.context() as patched:
        patched.setattr(work, "_prove_reversible", refuse)
        (failure,) = workshop.run(job(tmp_path / "one", "html")).failures
        assert failure.code == "FID-REVERSE"
    other = job(tmp_path / "two", "html")
    other.candidate.path.write_text(LETTER.replace("short", "long"), encoding="utf-8")
    result = workshop.run(other)
    assert not result.failures
    assert "long letter" in next(one for one in result.made if one.fact.format == "html").staged.path.read_text()
