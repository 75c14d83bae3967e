"""What every executor promises: on this machine, in its processes, and in a cluster of worker processes.

The serial executor runs in the process that asks. It makes the promises that do not need another process; that its
limits are those of that process is part of the contract too.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, as_completed, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

import workers
from muniment import dispatch
from muniment.config import Limits
from muniment.dispatch import WINDOW, run_jobs
from muniment.errors import Finding, MissingToolError
from muniment.executors import (
    LimitError,
    ProcessExecutor,
    SerialExecutor,
    WorkerDiedError,
    WorkExecutor,
    WorkFuture,
    connection,
    make_executor,
    stop,
)
from muniment.executors.choice import PROCESSES, SERIAL, Choice, Kind
from muniment.executors.cluster import DaskExecutor
from muniment.executors.processes import TASKS_PER_WORKER
from muniment.handshake import admit
from muniment.work import Job, Result

WORKERS = 2
MINUTE = 60.0


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A scheduler and two worker processes with one thread each."""
    with local_cluster(WORKERS) as made:
        yield made


def local_cluster(workers: int) -> LocalCluster:
    """A scheduler in this process, and worker processes with one thread each."""
    cluster = partial(LocalCluster, host="127.0.0.1", dashboard_address="127.0.0.1:0")  # distributed states no types
    return cluster(n_workers=workers, threads_per_worker=1, processes=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One kind of executor, ready to be made."""

    choice: Choice
    """How a user names it."""

    def executor(self, initialise: Callable[[], None] = workers.nothing) -> WorkExecutor:
        if self.choice.kind is Kind.SERIAL:
            return SerialExecutor(initialise)
        if self.choice.kind is Kind.PROCESSES:
            return ProcessExecutor(workers=WORKERS, initialise=initialise)
        return DaskExecutor(
            self.choice.address, initialise=initialise, greeting=workers.nothing, judge=lambda _, __: None
        )

    def jobs(self, waiting: Iterator[Job], folder: Path, work: Callable[[Job], Result]) -> Iterator[Result]:
        return run_jobs(waiting, jobs=WORKERS, build=folder / "build", work=work, choice=self.choice)

    def outcomes(self, folder: Path, *jobs: Job) -> dict[str, list[str]]:
        """The codes of the failures of each document."""
        results = list(self.jobs(iter(jobs), folder, partial(workers.work, folder)))
        names = sorted(job.candidate.id for job in jobs)
        assert sorted(result.id for result in results) == names, "each document has exactly one result"
        return {result.id: [failure.code for failure in result.failures] for result in results}


@pytest.fixture(autouse=True)
def same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process says that it is like every other: who is refused is another suite's subject."""
    monkeypatch.setattr(dispatch, "fingerprint", workers.same_everywhere)


@pytest.fixture(params=list(Kind), ids=str)
def ground(request: pytest.FixtureRequest) -> Ground:
    """Each executor."""
    return made(request)


@pytest.fixture(params=[Kind.PROCESSES, Kind.DASK], ids=str)
def separate(request: pytest.FixtureRequest) -> Ground:
    """Each executor whose work runs in processes of its own."""
    return made(request)


def made(request: pytest.FixtureRequest) -> Ground:
    if request.param is Kind.DASK:
        cluster: LocalCluster = request.getfixturevalue("cluster")
        return Ground(choice=Choice(kind=Kind.DASK, address=cluster.scheduler_address))
    return Ground(choice={Kind.SERIAL: SERIAL, Kind.PROCESSES: PROCESSES}[request.param])


# --------------------------------------------------------------------------------------------- single calls


def test_results_are_those_of_the_calls_in_any_order(ground: Ground) -> None:
    with ground.executor() as executor:
        futures = {executor.submit(workers.square, number): number for number in range(50)}
        done = [future for future in as_completed(futures) if isinstance(future, WorkFuture)]
        assert {futures[future]: future.result() for future in done} == {number: number**2 for number in range(50)}
        assert all(future.worker for future in done)


def test_an_exception_is_the_calls_own_and_the_next_call_is_well(ground: Ground) -> None:
    with ground.executor() as executor:
        assert isinstance(executor.submit(workers.refuse, 3).exception(), ValueError)
        with pytest.raises(ValueError, match="4 is refused"):
            executor.submit(workers.refuse, 4).result()
        assert executor.submit(workers.square, 4).result() == 16


def test_an_error_that_cannot_travel_is_told_in_words(separate: Ground) -> None:
    with separate.executor() as executor, pytest.raises(RuntimeError, match="UnreadableError: 1"):
        executor.submit(workers.unreadable).result()


def test_every_worker_calls_the_initialiser_once_and_before_its_first_work(ground: Ground, tmp_path: Path) -> None:
    with ground.executor(workers.signing(tmp_path)) as executor:
        seen = {executor.submit(workers.process).result() for _ in range(20)}
        signed = [int(line) for line in (tmp_path / "signed").read_text().split()]
    assert len(signed) == len(set(signed))
    assert seen <= set(signed)
    assert (seen == {os.getpid()}) == (ground.choice == SERIAL)


def test_an_initialiser_that_fails_is_the_calls_exception(separate: Ground) -> None:
    with separate.executor(workers.fail_to_begin) as executor, pytest.raises(ValueError, match="no worker begins"):
        executor.submit(workers.square, 2).result()


def test_the_serial_executor_fails_at_once_where_its_initialiser_does() -> None:
    with pytest.raises(ValueError, match="no worker begins"):
        SerialExecutor(workers.fail_to_begin)


def test_a_call_whose_process_dies_says_so_and_touches_no_other(separate: Ground) -> None:
    with separate.executor() as executor:
        dying = executor.submit(workers.die)
        others = [executor.submit(workers.square, number) for number in range(20)]
        with pytest.raises(WorkerDiedError, match="SIGKILL"):
            dying.result()
        assert [one.result() for one in others] == [number**2 for number in range(20)]


def test_a_process_is_replaced_after_so_many_calls(separate: Ground) -> None:
    with separate.executor() as executor:
        futures = [executor.submit(workers.process) for _ in range(WORKERS * TASKS_PER_WORKER + 1)]
        assert len({future.result() for future in futures}) > WORKERS


def test_a_call_over_its_time_is_ended_and_touches_no_other(separate: Ground) -> None:
    with separate.executor() as executor:
        endless = executor.submit_within(Limits(seconds=1), time.sleep, 3600)
        others = [executor.submit_within(Limits(seconds=600), workers.square, number) for number in range(20)]
        assert [one.result() for one in others] == [number**2 for number in range(20)]
        with pytest.raises(LimitError) as caught:
            endless.result()
        assert (caught.value.limit, caught.value.value) == ("seconds", 1)


def test_what_a_call_has_started_ends_with_it(separate: Ground, tmp_path: Path) -> None:
    executor = separate.executor()
    executor.submit(workers.start_and_never_end, tmp_path)
    await_file(tmp_path / "tool.begun")
    tool = int((tmp_path / "tool").read_text())
    assert is_alive(tool)
    executor.stop(patience=0)
    await_end(tool)


def test_stopping_cancels_what_has_not_begun_and_ends_what_has(separate: Ground, tmp_path: Path) -> None:
    executor = separate.executor()
    running = executor.submit(workers.start_and_never_end, tmp_path)
    waiting = [executor.submit(time.sleep, 3600) for _ in range(50)]
    await_file(tmp_path / "tool.begun")
    executor.stop(patience=0)
    assert not wait([running, *waiting], timeout=MINUTE).not_done
    assert isinstance(running.exception(), WorkerDiedError)
    assert sum(future.cancelled() for future in waiting) >= len(waiting) - 2 * WORKERS
    with pytest.raises(RuntimeError, match="after the end"):
        executor.submit(workers.square, 2)


# --------------------------------------------------------------------------------------------- documents


def test_no_more_documents_are_under_way_than_the_workers_need(ground: Ground, tmp_path: Path) -> None:
    taken: list[str] = []
    given: list[str] = []
    most = 0

    def waiting() -> Iterator[Job]:
        nonlocal most
        for number in range(100):
            taken.append(f"letter-{number}")
            most = max(most, len(taken) - len(given))
            yield workers.job(taken[-1], tmp_path)

    for result in ground.jobs(waiting(), tmp_path, partial(workers.work, tmp_path)):
        given += [result.id]
    assert sorted(given) == sorted(taken)
    assert most <= (1 if ground.choice == SERIAL else WINDOW * WORKERS + 1)


def test_an_accident_that_no_rule_foresaw_is_not_swallowed(ground: Ground, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unforeseen in letter"):
        list(ground.jobs(iter([workers.job("letter", tmp_path)]), tmp_path, workers.accident))


def test_a_worker_killed_at_its_work_loses_nothing(separate: Ground, tmp_path: Path) -> None:
    names = ["letter", workers.FATAL_ONCE, "note", f"{workers.FATAL_ONCE}-2"]
    jobs = [workers.job(name, tmp_path) for name in names]
    assert separate.outcomes(tmp_path, *jobs) == {name: [] for name in names}


def test_a_document_that_kills_its_worker_each_time_costs_only_itself(separate: Ground, tmp_path: Path) -> None:
    names = [f"letter-{number}" for number in range(12)]
    jobs = [workers.job(name, tmp_path) for name in [*names[:6], workers.FATAL, *names[6:]]]
    assert separate.outcomes(tmp_path, *jobs) == {**{name: [] for name in names}, workers.FATAL: ["DOC-DIED"]}


def test_a_document_that_never_ends_costs_only_itself(separate: Ground, tmp_path: Path) -> None:
    names = [f"letter-{number}" for number in range(12)]
    jobs = [workers.job(name, tmp_path) for name in names]
    endless = workers.job(workers.ENDLESS, tmp_path, Limits(seconds=1))
    assert separate.outcomes(tmp_path, endless, *jobs) == {
        **{name: [] for name in names},
        workers.ENDLESS: ["DOC-SLOW"],
    }


def test_a_document_that_takes_all_memory_costs_only_itself(separate: Ground, tmp_path: Path) -> None:
    names = [f"letter-{number}" for number in range(12)]
    jobs = [workers.job(name, tmp_path) for name in names]
    greedy = workers.job(workers.GREEDY, tmp_path, Limits(seconds=None, memory=512 << 20))
    outcomes = separate.outcomes(tmp_path, *jobs[:6], greedy, *jobs[6:])
    assert outcomes == {**{name: [] for name in names}, workers.GREEDY: ["DOC-MEMORY"]}


def test_ctrl_c_ends_soon_though_the_work_never_would(ground: Ground, tmp_path: Path) -> None:
    jobs = [workers.job(f"{workers.ENDLESS}-{number}", tmp_path) for number in range(20)]
    interrupting = threading.Thread(target=interrupt_after, args=(tmp_path, "*.seen"))
    interrupting.start()
    with pytest.raises(KeyboardInterrupt):
        list(ground.jobs(iter(jobs), tmp_path, partial(workers.work, tmp_path)))
    interrupting.join()
    ended = time.monotonic()
    assert ended - float((tmp_path / "interrupted").read_text()) < 10  # two seconds, on a machine that is not busy
    assert len(list(tmp_path.glob("*.seen"))) <= WORKERS


def test_what_is_finished_in_the_moment_after_ctrl_c_is_not_lost(
    separate: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait_and_say_so(futures: Iterable[Future[Any]], timeout: float | None, return_when: str) -> object:
        (tmp_path / "waiting").touch()
        return wait(futures, timeout, return_when)

    monkeypatch.setattr(dispatch, "PATIENCE", MINUTE)
    monkeypatch.setattr(dispatch, "wait", wait_and_say_so)
    jobs = [workers.job(f"letter-{number}", tmp_path) for number in range(20)]
    interrupting = threading.Thread(target=interrupt_after, args=(tmp_path, "*.begun", "waiting"))
    interrupting.start()
    finished: list[Result] = []
    with pytest.raises(KeyboardInterrupt):
        finished.extend(separate.jobs(iter(jobs), tmp_path, partial(workers.when_told, tmp_path)))
    interrupting.join()
    assert {result.id for result in finished} == {path.stem for path in tmp_path.glob("*.begun")}


def interrupt_after(folder: Path, *patterns: str) -> None:
    """Press Ctrl-C when there is a file of each kind, and then let the work go on."""
    deadline = time.monotonic() + MINUTE
    while not all(list(folder.glob(pattern)) for pattern in patterns) and time.monotonic() < deadline:
        time.sleep(0.01)
    (folder / "interrupted").write_text(str(time.monotonic()))
    os.kill(os.getpid(), signal.SIGINT)
    (folder / "go").touch()


# --------------------------------------------------------------------------------------------- processes alone


def test_time_is_what_the_clock_says_and_not_what_the_machine_takes(tmp_path: Path) -> None:
    now = [0.0]
    with ProcessExecutor(workers=2, initialise=workers.nothing, clock=lambda: now[0]) as executor:
        endless = executor.submit_within(Limits(seconds=600), workers.start_and_never_end, tmp_path)
        assert executor.submit_within(Limits(seconds=600), workers.square, 3).result() == 9
        await_file(tmp_path / "tool.begun")
        now[0] = 599.0
        assert executor.submit_within(Limits(seconds=600), workers.square, 4).result() == 16
        assert not endless.done()
        now[0] = 601.0
        with pytest.raises(LimitError):
            endless.result()


def test_a_process_that_keeps_much_memory_is_replaced_and_one_that_does_not_is_kept() -> None:
    with ProcessExecutor(workers=1, initialise=workers.nothing, growth=64 << 20) as executor:
        first = executor.submit(workers.process).result()
        assert executor.submit(workers.keep, 1 << 20).result() == first
        assert executor.submit(workers.keep, 128 << 20).result() == first
        assert executor.submit(workers.process).result() != first


def test_a_process_without_work_is_ended_and_another_started_when_there_is_some() -> None:
    with ProcessExecutor(workers=1, initialise=workers.nothing, idle_seconds=0.01) as executor:
        first = executor.submit(workers.process).result()
        await_end(first)
        assert executor.submit(workers.process).result() != first


def test_a_machine_on_which_no_worker_can_begin_is_named() -> None:
    with ProcessExecutor(workers=1, initialise=workers.die) as executor:
        errors = [executor.submit(workers.square, 2).exception() for _ in range(5)]
    assert [type(error) for error in errors] == [WorkerDiedError] * 4 + [MissingToolError]


def test_one_job_runs_in_this_process_and_more_in_others() -> None:
    for jobs in (1, 2):
        executor = make_executor(jobs=jobs, initialise=workers.nothing)
        assert (executor.submit(workers.process).result() == os.getpid()) == (jobs == 1)
        stop(executor, patience=0)


# --------------------------------------------------------------------------------------------- clusters alone


def test_a_machine_that_leaves_the_cluster_loses_nothing(cluster: LocalCluster, tmp_path: Path) -> None:
    ground = Ground(choice=Choice(kind=Kind.DASK, address=cluster.scheduler_address))
    jobs = [workers.job(f"letter-{number}", tmp_path) for number in range(20)]
    killing = threading.Thread(target=kill_worker_after, args=(cluster, tmp_path))
    killing.start()
    results = list(ground.jobs(iter(jobs), tmp_path, partial(workers.when_told, tmp_path)))
    killing.join()
    assert {result.id: result.failures for result in results} == {job.candidate.id: () for job in jobs}
    assert len(results) == len(jobs)


def kill_worker_after(cluster: LocalCluster, folder: Path) -> None:
    """Kill a worker of the cluster itself when each works on a document; then let the work go on."""
    while len(list(folder.glob("*.begun"))) < WORKERS:
        time.sleep(0.01)
    nanny = next(iter(cluster.workers.values()))
    os.kill(nanny.pid, signal.SIGKILL)
    (folder / "go").touch()


def test_workers_that_were_refused_get_no_work_and_are_named(cluster: LocalCluster) -> None:
    executor = DaskExecutor(
        cluster.scheduler_address, initialise=workers.nothing, greeting=workers.process, judge=first_only()
    )
    futures = [executor.submit(workers.process) for _ in range(20)]
    wait(futures)
    told: list[Finding] = []
    deadline = time.monotonic() + MINUTE
    while not told and time.monotonic() < deadline:
        told += executor.notices()
    executor.stop(patience=0)
    assert len({future.worker for future in futures}) == 1
    assert [finding.code for finding in told] == ["WORKER-REFUSED"]
    assert told[0].place.file not in {future.worker for future in futures}


def first_only() -> Callable[[str, object], Finding | None]:
    """A judge that accepts the first worker that it sees."""
    seen: list[str] = []

    def judge(worker: str, answer: object) -> Finding | None:
        assert isinstance(answer, int)
        seen.append(worker)
        return None if worker == seen[0] else admit({}, worker, {"pandoc": "0"})

    return judge


def test_a_cluster_of_refused_workers_is_an_error_that_names_them(cluster: LocalCluster) -> None:
    def judge(worker: str, answer: object) -> Finding | None:
        del answer
        return admit({}, worker, {"pandoc": "0"})

    executor = DaskExecutor(
        cluster.scheduler_address, initialise=workers.nothing, greeting=workers.process, judge=judge, grace=0.2
    )
    error = executor.submit(workers.square, 2).exception()
    told = list(executor.notices())
    executor.stop(patience=0)
    assert isinstance(error, MissingToolError)
    assert error.code == "WORKER-NONE"
    assert any(finding.place.file in error.message for finding in told)


def test_a_defect_in_the_thread_of_the_cluster_ends_the_calls(cluster: LocalCluster) -> None:
    def judge(worker: str, answer: object) -> Finding | None:
        raise ValueError(f"{worker} {answer} is more than this can judge")

    executor = DaskExecutor(
        cluster.scheduler_address, initialise=workers.nothing, greeting=workers.nothing, judge=judge
    )
    errors = [executor.submit(workers.square, number).exception() for number in range(3)]
    executor.stop(patience=0)
    assert [type(error) for error in errors] == [MissingToolError] * 3
    assert "None is more than this can judge" in str(errors[0])


def test_a_cluster_without_workers_is_an_error_when_none_comes() -> None:
    with local_cluster(0) as empty:
        executor = DaskExecutor(
            empty.scheduler_address,
            initialise=workers.nothing,
            greeting=workers.nothing,
            judge=lambda _, __: None,
            grace=0.2,
        )
        error = executor.submit(workers.square, 2).exception()
        executor.stop(patience=0)
    assert isinstance(error, MissingToolError)
    assert "no workers" in error.message


def test_a_worker_that_comes_late_gets_work() -> None:
    with local_cluster(0) as growing:
        executor = DaskExecutor(
            growing.scheduler_address, initialise=workers.nothing, greeting=workers.nothing, judge=lambda _, __: None
        )
        future = executor.submit(workers.square, 7)
        growing.scale(1)
        assert future.result() == 49
        executor.stop(patience=0)


def test_no_scheduler_is_an_error_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT", 0.5)
    with pytest.raises(MissingToolError, match=r"tcp://127\.0\.0\.1:9"):
        DaskExecutor(
            "tcp://127.0.0.1:9", initialise=workers.nothing, greeting=workers.nothing, judge=lambda _, __: None
        )


# --------------------------------------------------------------------------------------------- looking at processes


def await_file(path: Path) -> None:
    deadline = time.monotonic() + MINUTE
    while not path.exists():
        assert time.monotonic() < deadline, path
        time.sleep(0.01)


def is_alive(process: int) -> bool:
    """Whether a process is there and not only waits to be taken notice of (proc(5): the third field of ``stat``)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def await_end(process: int) -> None:
    deadline = time.monotonic() + MINUTE
    while is_alive(process):
        assert time.monotonic() < deadline, process
        time.sleep(0.01)
