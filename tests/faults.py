"""Faults at every effect: a process that counts what it does to the disk and, at the n-th effect, dies or is refused.

Run as a program, it plays one scenario with one kind of fault at every moment, or at some that a seed chooses, and
after each fault runs the same command again, undisturbed. It prints, as JSON, how many moments there were and what was
wrong. Each run is a fork of this process, which has loaded everything already and has no threads.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import json
import os
import pickle
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from muniment import dispatch, runner
from muniment.archive import exchange
from muniment.cli import archive, build, deposit, main
from muniment.config import Limits
from muniment.executors import SerialExecutor, WorkerDiedError, WorkFuture
from muniment.ledger import Ledger
from muniment.runner import LEDGER
from muniment.store import Staged

P = ParamSpec("P")
R = TypeVar("R")

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FORMAT = "--format=md"
FOLDER = b"(an empty folder)"
UNFORESEEN = 70
"""Exit status of a run that ended with an error that nobody foresaw."""


class Fault(StrEnum):
    """What happens at the n-th effect."""

    KILL = "kill"
    """The process is killed before it; of what is to be written, the first half is."""
    FULL = "full"
    """The disk is full: from here on nothing can be written, but files can be removed and renamed."""
    READ_ONLY = "read-only"
    """The file system is read-only from here on."""
    ONCE = "once"
    """This one effect fails (EIO); everything after it succeeds."""
    WORKER = "worker"
    """The first worker of each document is killed before its n-th effect."""
    MEMORY = "memory"
    """Every worker of the first document is, as when it needs more memory than there is."""


class Effects:
    """Counts effects, and brings the fault."""

    def __init__(self, fault: Fault | None, at: int) -> None:
        self.count = 0
        self._counting = threading.Lock()
        self._fault = fault
        self._at = at

    def before(self, *, grows: bool, half: Callable[[], object] = lambda: None) -> None:
        """An effect is about to happen; ``grows`` says whether it needs space."""
        with self._counting:  # files of a document are written by several threads
            self.count += 1
            number = self.count
        if self._fault is Fault.KILL and number == self._at:
            half()
            os.kill(os.getpid(), signal.SIGKILL)
        if self._fault is Fault.ONCE and number == self._at:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if self._fault is Fault.FULL and number >= self._at and grows:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self._fault is Fault.READ_ONLY and number >= self._at:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    # ----------------------------------------------------------------------------- what is watched

    def install(self) -> None:
        """Watch this process from now on."""
        for name in ("rename", "replace", "unlink", "remove", "rmdir"):
            setattr(os, name, self._watched(getattr(os, name), grows=False))
        for name in ("mkdir", "link", "symlink", "fsync", "truncate"):
            setattr(os, name, self._watched(getattr(os, name), grows=True))
        real = io.open
        opener = self._opener(real)
        io.open = opener
        builtins.open = opener
        self._watch_handles()
        exchange._renamed_at_once = self._watched(exchange._renamed_at_once, grows=False)  # noqa: SLF001 - a system call
        effects = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:  # noqa: ANN401 - as the base class
                if sql.partition(" ")[0] in {"BEGIN", "COMMIT", "INSERT", "DELETE", "UPDATE"}:
                    try:
                        effects.before(grows=True)
                    except OSError as error:
                        raise sqlite3.OperationalError(f"database or disk is full: {error}") from error
                return super().execute(sql, *rest)

        connect = sqlite3.connect
        sqlite3.connect = lambda *words, **named: connect(*words, **named, factory=Connection)  # type: ignore[assignment] # the same

    def _watched(self, function: Callable[..., Any], *, grows: bool) -> Callable[..., Any]:
        def watched(*positional: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
            self.before(grows=grows)
            return function(*positional, **named)

        return watched

    def _watch_handles(self) -> None:
        """Files that are made and written without a stream. Others, as of pipes, are no effects."""
        begin, write, end = os.open, os.write, os.close
        made: set[int] = set()

        def opened(path: Any, flags: int, *rest: Any, **named: Any) -> int:  # noqa: ANN401 - as ``os.open``
            if not flags & os.O_CREAT:
                return begin(path, flags, *rest, **named)
            self.before(grows=True)
            handle = begin(path, flags, *rest, **named)
            made.add(handle)
            return handle

        def written(handle: int, data: Any) -> int:  # noqa: ANN401 - any bytes
            if handle in made:
                self.before(grows=True, half=lambda: write(handle, data[: len(data) // 2]))
            return write(handle, data)

        def closed(fd: int) -> None:
            made.discard(fd)
            end(fd)

        os.open, os.write, os.close = opened, written, closed

    def _opener(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opener(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - as ``open``
            if not set(mode) & set("wax+") or str(file).startswith(("/dev/", "/proc/")):
                return real(file, mode, *rest, **named)
            self.before(grows=True)
            stream = real(file, mode, *rest, **named)
            write = stream.write

            def watched(data: Any) -> Any:  # noqa: ANN401 - bytes or text
                def half() -> None:
                    write(data[: len(data) // 2])
                    stream.flush()

                self.before(grows=True, half=half)
                return write(data)

            with contextlib.suppress(AttributeError):
                stream.write = watched
            return stream

        return opener


class Forks(SerialExecutor):
    """Does each call in a fork of this process, which is killed before its n-th effect."""

    def __init__(self, fault: Fault, at: int, initialise: Callable[[], None]) -> None:
        super().__init__(initialise)
        self._fault = fault
        self._at = at
        self._tried: list[str] = []

    def submit_within(self, limits: Limits, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> WorkFuture[R]:
        """Do the call now."""
        del limits
        future: WorkFuture[R] = WorkFuture()
        future.set_running_or_notify_cancel()
        document = getattr(args[0], "candidate").id  # noqa: B009 - the one argument is a job
        is_first = document not in self._tried
        self._tried.append(document)
        fatal = is_first if self._fault is Fault.WORKER else document == self._tried[0]
        answer = Path(tempfile.mkdtemp()) / "answer"

        def work() -> int:
            if fatal:
                Effects(Fault.KILL, self._at).install()
            result = fn(*args, **kwargs)
            descriptor = os.open(answer, os.O_WRONLY | os.O_CREAT)
            os.write(descriptor, pickle.dumps(result))
            return 0

        if forked(work) == 0:
            future.set_result(pickle.loads(answer.read_bytes()))  # noqa: S301 - our own
        else:
            future.set_exception(WorkerDiedError("it was killed"))
        return future


# --------------------------------------------------------------------------------------------- scenarios


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A command that is disturbed, and the state in which it begins."""

    prepare: Callable[[Path], None]
    """Makes that state in an empty folder."""
    words: tuple[str, ...]
    """The command."""
    after: tuple[tuple[str, ...], ...]
    """Commands that must succeed when the disturbed one has been run again."""


def run(root: Path, *words: str) -> int:
    """A command on the collection in ``root``, silently."""
    folders = [f"--{name}={root / name}" for name in ("source", "dist", "build")]
    words = tuple(word.replace("ROOT", str(root)) for word in words)
    nowhere = io.StringIO()
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        return main([*folders, f"--config={root / 'muniment.toml'}", "--jobs=1", "--executor=serial", *words])


def text(name: str, words: str) -> str:
    return f"The {name}\n\nThis is what the {name} says: {words}.\n\nAnd it says no more than that.\n"


def write(root: Path, name: str, words: str) -> None:
    path = root / "source" / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(name, words), encoding="utf-8")


def changed(root: Path) -> None:
    """Three documents were built; one was edited since, one is gone, one is new."""
    for name in ("ledger", "letter", "note"):
        write(root, name, "the first words")
    assert run(root, "build", FORMAT) == 0
    write(root, "letter", "other words")
    (root / "source" / "note.txt").unlink()
    write(root, "poem", "new words")


def careless(root: Path) -> None:
    """As ``changed``; and from now on this process writes outputs where they are, instead of renaming whole files."""

    def put(staged: Staged, target: Path, **_: object) -> bool:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(staged.path.read_bytes())
        return True

    changed(root)
    runner.put = put  # type: ignore[attr-defined] # where the runner finds it


def to_pack(root: Path) -> None:
    """Three packages were made; one document was edited and built since, one is gone, one is new."""
    changed(root)
    (root / "source" / "poem.txt").unlink()
    assert run(root, "build", FORMAT) == 0
    assert run(root, "archive") == 0
    write(root, "note", "the first words")
    write(root, "letter", "still other words")
    (root / "source" / "ledger.txt").unlink()
    assert run(root, "build", FORMAT) == 0


def to_deposit(root: Path) -> None:
    """A store has one version of two documents; one has been packed anew since, one is new."""
    to_pack(root)
    assert run(root, "archive") == 0
    assert run(root, "deposit", "--store=ROOT/store") == 0
    write(root, "letter", "words for a second version")
    write(root, "poem", "new words")
    assert run(root, "build", FORMAT) == 0
    assert run(root, "archive") == 0


SCENARIOS = {
    "build": Scenario(prepare=changed, words=("build", FORMAT), after=(("verify",),)),
    "torn": Scenario(prepare=careless, words=("build", FORMAT), after=(("verify",),)),
    "archive": Scenario(prepare=to_pack, words=("archive",), after=(("verify",),)),
    "site": Scenario(prepare=to_pack, words=("site", "--title=Letters"), after=(("verify",),)),
    "deposit": Scenario(
        prepare=to_deposit,
        words=("deposit", "--store=ROOT/store"),
        after=(("verify",), ("audit", "--store=ROOT/store")),
    ),
}


# --------------------------------------------------------------------------------------------- what there is


def contents(root: Path) -> dict[str, bytes]:
    """Every file and empty folder below ``dist``, ``store`` and beside them, but for the source and ``build``."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else FOLDER
        for path in sorted(root.rglob("*"))
        if path.relative_to(root).parts[0] not in ("source", "build") and (path.is_file() or not any(path.iterdir()))
    }


def rows(root: Path) -> list[object]:
    """What the ledger says, without times, inodes and reasons."""
    with Ledger(root / "build" / LEDGER) as ledger:
        outputs = [
            replace(record, stamp="", made="", reason="")
            for document, records in sorted(ledger.outputs().items())
            for _, record in sorted(records.items())
            if document
        ]
        packages = [replace(record, made="") for _, record in sorted(ledger.packages().items())]
        return [sorted(ledger.documents().items()), outputs, packages, sorted(ledger.reports().items())]


def leftovers(root: Path) -> list[str]:
    """Files in ``build`` that a finished command does not leave."""
    usual = {LEDGER, "audit", "fonts"}
    half_made = (root / "build" / "fonts").rglob(".*")
    found = [path.name for path in (*(root / "build").iterdir(), *half_made) if path.name not in usual]
    return [name for name in found if not fnmatch(name, "catalogue-*.sqlite")]


# --------------------------------------------------------------------------------------------- forks


def forked(work: Callable[[], int]) -> int:
    """Exit status of ``work`` in a fork; that of a killed one is negative."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(work())
        except BaseException:  # noqa: BLE001 - whatever it is, the parent is told that nobody foresaw it
            os.write(2, traceback.format_exc().encode())
            os._exit(UNFORESEEN)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def count_of(scenario: Scenario, root: Path) -> int:
    """How many effects the command has when nothing disturbs it."""
    reader, writer = os.pipe()

    def work() -> int:
        effects = Effects(None, 0)
        effects.install()
        code = run(root, *scenario.words)
        os.write(writer, str(effects.count).encode())
        return code

    assert forked(work) == 0
    return int(os.read(reader, 100))


def disturbed(scenario: Scenario, root: Path, fault: Fault, at: int) -> int:
    def work() -> int:
        if fault in (Fault.WORKER, Fault.MEMORY):
            dispatch.SerialExecutor = partial(Forks, fault, at)  # type: ignore[attr-defined,assignment] # where dispatch finds it
        else:
            Effects(fault, at).install()
        return run(root, *scenario.words)

    return forked(work)


def play(scenario: Scenario, fault: Fault, *, most: int, seed: int, folder: Path) -> Mapping[str, Any]:
    """Every moment of a scenario, or ``most`` that the seed chooses."""
    begin, wanted = folder / "begin", folder / "root"
    scenario.prepare(begin)  # here and not in a fork: what this process reads once, such as fonts, no fork reads again
    shutil.copytree(begin, wanted, symlinks=True)
    before = contents(wanted)
    effects = count_of(scenario, wanted)
    after, ledger = contents(wanted), rows(wanted)
    moments: Sequence[int] = range(1, effects + 1)
    if len(moments) > most:
        moments = sorted(random.Random(seed).sample(moments, most))  # noqa: S311 - moments, not secrets
    problems: list[str] = []
    for at in moments:
        shutil.rmtree(wanted)
        shutil.copytree(begin, wanted, symlinks=True)
        found = one(scenario, wanted, fault, at, before, after, ledger)
        problems.extend(f"{fault} at {at}: {problem}" for problem in found)
    return {"effects": effects, "moments": len(moments), "problems": problems}


def one(
    scenario: Scenario,
    root: Path,
    fault: Fault,
    at: int,
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    ledger: Sequence[object],
) -> Iterator[str]:
    """What is wrong after one fault and one more run."""
    code = disturbed(scenario, root, fault, at)
    if (code == -signal.SIGKILL) != (fault is Fault.KILL) or code == UNFORESEEN or (fault is Fault.WORKER and code):
        yield f"it ended with {code}"
    for name, data in contents(root).items():
        in_place = ".staging" not in name and ".work" not in name and data != FOLDER
        if fault is Fault.ONCE and name.endswith(("/SHA256SUMS", "/provenance.json")):
            continue  # an edition is missing from them, as it is
        if in_place and data not in (before.get(name), after.get(name)):
            yield f"{name} is neither the old file nor the new one"
    if code := forked(
        lambda: next((code for words in (scenario.words, *scenario.after) if (code := run(root, *words))), 0)
    ):
        yield f"the next run, or what follows it, ended with {code}"
    found = contents(root)
    yield from (f"{name} is not there" for name in after.keys() - found.keys())
    yield from (f"{name} is too much" for name in found.keys() - after.keys())
    yield from (f"{name} differs" for name in after.keys() & found.keys() if after[name] != found[name])
    if rows(root) != ledger:
        yield "the ledger says something else"
    yield from (f"build/{name} was left behind" for name in leftovers(root))


if __name__ == "__main__":
    for module in (archive, build, deposit):
        module.clock = lambda: NOW  # type: ignore[attr-defined] # the seam of the command line
    name, fault, most, seed = sys.argv[1:]
    from muniment import verify, work  # noqa: F401 - the same
    from muniment.archive import audit, packing  # noqa: F401 - loaded once, for all forks
    from muniment.archive.deposit import library

    library()
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder  # what a killed process has there goes with it
        result = play(SCENARIOS[name], Fault(fault), most=int(most), seed=int(seed), folder=Path(folder))
    sys.stdout.write(json.dumps(result))
