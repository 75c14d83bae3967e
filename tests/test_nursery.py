"""Workers are copies of a process that has loaded what they need; where there can be no copies, they begin afresh."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from multiprocessing import Pipe

import pytest

import workers
from muniment.config import Limits
from muniment.executors import LimitError, ProcessExecutor, WorkerDiedError
from muniment.executors.child import UNKNOWN
from muniment.executors.nursery import Nursery
from muniment.tools import layout_engine, layout_loading
from muniment.warming import warm
from muniment.writers import writers

MINUTE = 60.0


def pool(nursery: Nursery | None = None, *, copies: bool = True, tasks: int = 250) -> ProcessExecutor:
    return ProcessExecutor(
        workers=2, initialise=workers.nothing, nursery=nursery, copies=copies, tasks_per_worker=tasks
    )


def process_of(nursery: Nursery) -> int:
    process = nursery._process  # noqa: SLF001 - nobody but a test kills it
    assert process is not None
    return process.pid


def test_what_is_loaded_once_every_worker_has() -> None:
    nursery = Nursery(warm=workers.load)
    with pool(nursery, tasks=1) as executor:
        found = {executor.submit(workers.loaded_by).result() for _ in range(4)}
        processes = {executor.submit(workers.process).result() for _ in range(4)}
        assert found == {(process_of(nursery),)}
    assert len(processes) == 4
    assert not processes & {os.getpid(), process_of(nursery)}


def test_loading_begins_before_there_is_work() -> None:
    nursery = Nursery(warm=workers.load)
    nursery.start()
    first = process_of(nursery)
    nursery.start()
    assert process_of(nursery) == first
    with pool(nursery) as executor:
        assert executor.submit(workers.loaded_by).result() == (first,)


def test_what_cannot_be_loaded_ahead_is_left_to_the_workers() -> None:
    nursery = Nursery(warm=workers.load_badly)
    with pool(nursery) as executor:
        assert executor.submit(workers.loaded_by).result() == (process_of(nursery),)


def test_a_nursery_with_threads_is_not_copied() -> None:
    with pool(Nursery(warm=workers.load_with_a_thread)) as executor:
        assert [executor.submit(workers.loaded_by).result() for _ in range(3)] == [()] * 3


def test_when_the_nursery_is_killed_its_copies_go_on_and_another_makes_the_next_ones() -> None:
    nursery = Nursery(warm=workers.load)
    with pool(nursery, tasks=3) as executor:
        executor.submit(workers.square, 1).result()
        os.kill(process_of(nursery), signal.SIGKILL)
        results = [executor.submit(workers.square, number) for number in range(20)]
        assert [one.result() for one in results] == [number**2 for number in range(20)]


def test_a_copy_that_is_killed_after_its_nursery_has_ended_all_the_same() -> None:
    nursery = Nursery()
    nursery.start()
    ours, theirs = Pipe()
    with theirs:
        copy = nursery.copy(theirs)
    assert nursery.status(copy.pid) is None
    nursery.close()
    with pytest.raises(subprocess.TimeoutExpired):
        copy.wait(0.01)
    os.kill(copy.pid, signal.SIGKILL)
    assert copy.wait(MINUTE) == UNKNOWN
    ours.close()


def test_how_a_copy_ended_is_known() -> None:
    nursery = Nursery()
    nursery.start()
    ours, theirs = Pipe()
    with theirs:
        copy = nursery.copy(theirs)
    ours.close()
    assert copy.wait(MINUTE) == 0
    assert nursery.status(copy.pid) == UNKNOWN, "it was told once"
    nursery.close()


def test_of_a_closed_nursery_there_are_no_copies() -> None:
    nursery = Nursery()
    nursery.close()
    nursery.start()
    ours, theirs = Pipe()
    with ours, theirs, pytest.raises(WorkerDiedError):
        nursery.copy(theirs)


def test_a_nursery_ends_with_its_pool() -> None:
    nursery = Nursery(warm=workers.load)
    with pool(nursery) as executor:
        executor.submit(workers.square, 2).result()
        process = process_of(nursery)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_pool_is_stopped_while_its_nursery_still_loads() -> None:
    nursery = Nursery(warm=load_for_ever)
    executor = pool(nursery)
    calls = [executor.submit(workers.square, number) for number in range(9)]
    began = time.monotonic()
    executor.stop(patience=0)
    assert not wait(calls, timeout=MINUTE).not_done
    assert time.monotonic() - began < 10


def test_starting_waits_for_nobody_who_waits_for_a_copy() -> None:
    nursery = Nursery(warm=load_for_ever)
    nursery.start()
    ours, theirs = Pipe()
    with ours, theirs, ThreadPoolExecutor(1) as thread:
        copying = thread.submit(nursery.copy, theirs)
        with pytest.raises(TimeoutError):
            copying.result(timeout=0.2)
        began = time.monotonic()
        nursery.start()
        assert not nursery.has_ended
        nursery.close()
        assert isinstance(copying.exception(), WorkerDiedError)
    assert time.monotonic() - began < 10


def load_for_ever() -> None:
    time.sleep(3600)


@pytest.mark.parametrize("call", [workers.die, workers.fail_to_begin])
def test_workers_that_begin_afresh_keep_the_same_promises(call: Callable[[], None]) -> None:
    with pool(copies=False) as executor:
        endless = executor.submit_within(Limits(seconds=1), time.sleep, 3600)
        failing = executor.submit(call)
        others = [executor.submit(workers.square, number) for number in range(10)]
        assert [one.result() for one in others] == [number**2 for number in range(10)]
        assert isinstance(failing.exception(), WorkerDiedError | ValueError)
        assert isinstance(endless.exception(), LimitError)


# --------------------------------------------------------------------------------------------- what is loaded

WARM = """\
import sys
from muniment.executors.child import is_alone
from muniment.warming import warm
assert "muniment.work" not in sys.modules, "to import it costs nothing"
warm(tuple(sys.argv[1:]))
print(is_alone(), "weasyprint" in sys.modules, "muniment.work" in sys.modules)
"""


@pytest.mark.parametrize(
    ("formats", "said"), [((), "True True True"), (("md",), "True False True"), (("pdf",), "True True True")]
)
def test_loading_leaves_no_thread_and_loads_what_the_formats_need(formats: tuple[str, ...], said: str) -> None:
    done = subprocess.run([sys.executable, "-c", WARM, *formats], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == said


def test_a_library_that_is_missing_is_left_to_the_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    assert writers()["pdf"].load == layout_loading.load
    monkeypatch.setattr(layout_engine, "engine", workers.fail_to_begin)
    with pytest.raises(ValueError, match="no worker begins"):
        layout_loading.load()
    warm(("pdf", "a-format-that-is-none"))


def test_what_was_loaded_by_a_thread_that_has_ended_is_copied() -> None:
    with pool(Nursery(warm=workers.load_in_a_thread), tasks=1) as executor:
        found = [executor.submit(workers.loaded_by).result() for _ in range(3)]
    assert len(set(found)) == 1
    assert found[0]


def test_a_language_detector_that_fails_is_left_to_the_documents(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(text: str) -> None:
        del text
        raise ImportError("no library")

    monkeypatch.setattr("muniment.intake.detect_language", broken)
    warm(("pdf",))
    assert capfd.readouterr().err == ""
