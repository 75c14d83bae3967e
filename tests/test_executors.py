"""Which executor is meant, how much memory processes hold, and what the command says of both."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import workers
from collection import LETTER, collection
from muniment import dispatch, errands
from muniment.carriers import Carrier, Errands
from muniment.cli import main
from muniment.config import Limits
from muniment.dispatch import ATTEMPTS, LOSSES, run_jobs
from muniment.errors import UsageError
from muniment.executors import SerialExecutor, WorkerLostError, WorkFuture, resident, uninterrupted
from muniment.executors.choice import PROCESSES, SERIAL, Choice, Kind, parse_choice
from muniment.executors.resident import GroupMemory, from_ps, members
from muniment.work import Job, Result

# --------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("serial", SERIAL),
        ("processes", PROCESSES),
        ("dask:tcp://10.0.0.1:8786", Choice(kind=Kind.DASK, address="tcp://10.0.0.1:8786")),
        ("dask:tls://head.example:80", Choice(kind=Kind.DASK, address="tls://head.example:80")),
        ("dask:tcp://[fd00::1]:8786", Choice(kind=Kind.DASK, address="tcp://[fd00::1]:8786")),
    ],
)
def test_an_executor_is_named_in_words(text: str, choice: Choice) -> None:
    assert parse_choice(text) == choice


@pytest.mark.parametrize(
    "text", ["", "Serial", "dask", "dask:", "dask:tcp://10.0.0.1", "dask:http://10.0.0.1:8786", "tcp://10.0.0.1:8786"]
)
def test_other_words_are_refused_with_what_may_be_written(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_choice(text)
    assert "dask:tcp://" in caught.value.remedy


def test_the_command_refuses_an_executor_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collection(tmp_path, letter=LETTER)
    monkeypatch.chdir(tmp_path)
    assert main(["--executor=threads", "build"]) == 2
    assert not (tmp_path / "dist").exists()


def test_the_command_builds_in_processes_where_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collection(tmp_path, letter=LETTER)
    monkeypatch.chdir(tmp_path)
    asked: list[Choice] = []

    def remembered(choice: Choice, **how: object) -> Carrier:
        del how
        asked.append(choice)
        return Carrier(SerialExecutor(workers.nothing), dispatch._work)  # noqa: SLF001 - what a build does

    monkeypatch.setattr(dispatch, "_open", remembered)
    assert main(["build", "--format=md"]) == 0
    assert asked == [PROCESSES]


# --------------------------------------------------------------------------------------------- trying again


class Losing(Carrier):
    """A carrier to a cluster that loses its workers."""

    def __init__(self, times: int, error: Exception) -> None:
        super().__init__(SerialExecutor(workers.nothing), workers.accident)
        self.left = times
        self.error = error

    def receive(self, job: Job, future: WorkFuture[Any]) -> Result:
        del future
        if self.left:
            self.left -= 1
            raise self.error
        return Result(id=job.candidate.id, made=())


def codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, losing: Losing) -> list[str]:
    monkeypatch.setattr(dispatch, "_open", lambda *_, **__: losing)
    (result,) = run_jobs([workers.job("letter", tmp_path)], jobs=1, build=tmp_path)
    return [failure.code for failure in result.failures]


@pytest.mark.parametrize(("times", "expected"), [(LOSSES - 1, []), (LOSSES, ["DOC-DIED"])])
def test_a_document_outlives_many_machines_but_not_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, expected: list[str]
) -> None:
    assert codes(tmp_path, monkeypatch, Losing(times, WorkerLostError("gone"))) == expected


@pytest.mark.parametrize(("times", "expected"), [(ATTEMPTS - 1, []), (ATTEMPTS, ["DOC-DIED"])])
def test_a_document_whose_files_arrive_altered_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, expected: list[str]
) -> None:
    assert codes(tmp_path, monkeypatch, Losing(times, errands.TransferError("altered"))) == expected


def test_a_source_that_cannot_be_sent_is_that_documents_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = workers.job("letter", tmp_path)
    job.candidate.path.unlink()
    carrier = Errands(SerialExecutor(workers.nothing), partial(workers.work, tmp_path))
    monkeypatch.setattr(dispatch, "_open", lambda *_, **__: carrier)
    results = list(run_jobs([job, workers.job("note", tmp_path)], jobs=1, build=tmp_path))
    assert {result.id: [failure.code for failure in result.failures] for result in results} == {
        "letter": ["SRC-UNREADABLE"],
        "note": [],
    }


def test_large_sources_are_not_all_under_way_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "BYTES_IN_FLIGHT", 30)
    taken: list[str] = []
    given: list[str] = []
    most = 0

    def waiting() -> Iterator[Job]:
        nonlocal most
        for number in range(20):
            taken.append(f"letter-{number}")
            most = max(most, len(taken) - len(given))
            yield workers.job(taken[-1], tmp_path)

    for result in run_jobs(waiting(), jobs=4, build=tmp_path, work=partial(workers.work, tmp_path)):
        given += [result.id]
    assert sorted(given) == sorted(taken)
    assert most <= 3


# --------------------------------------------------------------------------------------------- memory


def test_the_memory_of_a_process_is_what_it_holds() -> None:
    before = resident.resident(os.getpid())
    held = os.urandom(64 << 20)
    assert resident.resident(os.getpid()) - before > len(held) // 2


def test_a_process_that_is_gone_holds_nothing() -> None:
    assert resident.resident(1 << 30) == 0
    assert list(members(1 << 30)) == []


def test_the_memory_of_a_group_is_that_of_its_members_by_either_account() -> None:
    group = os.getpgrp()
    assert os.getpid() in members(group)
    own = resident.resident(os.getpid())
    assert GroupMemory(group).read() >= own // 2
    assert from_ps(group) >= own // 2


def test_without_a_file_system_of_processes_ps_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resident, "PROC", tmp_path)
    assert GroupMemory(os.getpgrp()).read() > 0
    assert resident.resident(os.getpid()) == 0


def test_limits_are_for_each_document() -> None:
    assert Limits(seconds=10).for_source(3 << 20).seconds == 30


def test_outside_the_main_thread_nothing_is_interrupted() -> None:
    done: list[bool] = []

    def work() -> None:
        with uninterrupted():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
