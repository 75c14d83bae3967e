"""How the pipeline grows with its workers and over many documents: ``python -m bench.workers FOLDER DOCUMENTS MOST``.

Prints the seconds with 1 worker, 2 and so on to 4, and the highest resident size of a worker and of the coordinator
after few and, where ``MOST`` is not 0, after so many documents.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.contest import (
    CONTEST_LIMIT,
    Field,
    alternate,
    count_files,
    ours,
    refuse_wrong_files,
    write_texts,
)
from bench.errors import WrongResultError
from bench.processes import Cost, run

FEW = 100
WORKERS = (1, 2, 4)
PAUSE = 0.1
"""Seconds between two looks at the processes; the kernel keeps each one's peak meanwhile."""


def scaling(folder: Path, documents: int, *, project: Path, repetitions: int) -> dict[str, dict[str, object]]:
    """The same documents with 1, 2 and 4 workers, as far as there are processors, in turn.

    Beside them, so many builds of one worker that have nothing to do with each other, each of its share of the documents:
    what this machine gives to programs that share nothing, and so no worker can better by much.
    """
    write_texts(folder / "source", documents)
    counts = [count for count in WORKERS if count <= (os.cpu_count() or 1)]
    contestants: dict[str, Callable[[Field], Cost]] = {
        f"{jobs} worker{'s' if jobs > 1 else ''}": partial(_with, ours, jobs) for jobs in counts
    }
    if counts[-1] > 1:
        contestants[f"{counts[-1]} builds apart"] = partial(_with, builds_apart, counts[-1])
    field = Field(folder=folder, project=project, jobs=1)
    found = alternate(contestants, field, repetitions)
    return {name: {**row, "documents": documents} for name, row in found.items()}


def _with(contestant: Callable[[Field], Cost], jobs: int, field: Field) -> Cost:
    return contestant(replace(field, jobs=jobs))


def builds_apart(field: Field) -> Cost:
    """So many builds at once as there are jobs, each with one worker and its own folders, of an equal share of the texts."""
    parts = field.folder / "apart"
    shutil.rmtree(parts, ignore_errors=True)
    texts = sorted((field.folder / "source").glob("*.txt"))
    for number in range(field.jobs):
        share = parts / str(number) / "source"
        share.mkdir(parents=True)
        for text in texts[number :: field.jobs]:
            shutil.copy(text, share)
    options = [f"--{name}={parts}/{{}}/{name}" for name in ("source", "dist", "build")]
    each = shlex.join([sys.executable, "-m", "muniment", *options, "--jobs=1", "build"])
    numbers = " ".join(map(str, range(field.jobs)))
    command = ["sh", "-c", f"printf '%s\\n' {numbers} | xargs -P {field.jobs} -I {{}} {each}"]
    cost = run(command, folder=field.project, environment=os.environ, limit=CONTEST_LIMIT)
    for number in range(field.jobs):
        refuse_wrong_files(parts / str(number) / "dist", (parts / str(number) / "source").glob("*.txt"))
    return cost


def memory(folder: Path, documents: int, *, project: Path, jobs: int) -> dict[str, float]:
    """Highest resident sizes in bytes of the largest worker and of the coordinator, for a build of so many documents.

    Raises ``WrongResultError`` where the build fails.
    """
    write_texts(folder / "source", documents)
    options = [f"--{name}={folder / name}" for name in ("source", "dist", "build")]
    process = subprocess.Popen(  # noqa: S603 - the command is put together here, from no input
        [sys.executable, "-m", "muniment", *options, f"--jobs={jobs}", "build"],
        cwd=project,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    largest = {"worker": 0, "coordinator": 0}
    while process.poll() is None:
        for pid in workers_of(process.pid):
            largest["worker"] = max(largest["worker"], peak(pid))
        largest["coordinator"] = max(largest["coordinator"], peak(process.pid))
        time.sleep(PAUSE)
    if process.returncode or count_files(folder / "dist") < documents:
        raise WrongResultError(f"a build of {documents} documents ended with {process.returncode}")
    shutil.rmtree(folder)
    return {"documents": documents, "jobs": jobs, **largest}


def workers_of(pid: int) -> list[int]:
    """The Python processes that a process started to work for it, and their copies; none where the system does not tell."""
    found = []
    for child in [other for one in children(pid) for other in (one, *children(one))]:
        try:
            program = os.readlink(f"/proc/{child}/exe")  # noqa: PTH115 - what it says may end in "(deleted)"
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue  # it has ended
        if program == os.path.realpath(sys.executable) and b"resource_tracker" not in command:
            found.append(child)
    return found


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, path.read_text().split())
        except OSError:
            continue  # that thread has ended
    return found


def peak(pid: int) -> int:
    """Highest resident size of a process so far, in bytes; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def measure(folder: Path, documents: int, most: int, *, project: Path, repetitions: int = 2) -> dict[str, object]:
    """Seconds by workers, and memory by documents."""
    jobs = min(WORKERS[-1], os.cpu_count() or 1)
    sizes = [FEW, *([most] if most else [])]
    return {
        "scaling": scaling(folder / "scaling", documents, project=project, repetitions=repetitions),
        "memory": [memory(folder / f"of-{count}", count, project=project, jobs=jobs) for count in sizes],
    }


if __name__ == "__main__":
    checkout = Path(__file__).resolve().parents[2]
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), project=checkout)))
