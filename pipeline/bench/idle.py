"""What make costs when there is little to do in a large collection: ``python -m bench.idle FOLDER JOBS DOCUMENTS``.

Beside it stand a find that looks at the same files as closely, one that only lists them, and make on a collection that
consists of nothing but the one document that was changed.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from bench.contest import REPETITIONS, Field, alternate
from bench.errors import WrongResultError
from bench.processes import Cost, run

MAKE_WORDS = ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "GNUMAKEFLAGS")
"""What a make tells the programs that it starts; the make that is measured must not hear it."""
ALONE = "alone"
"""The collection of one document, below the folder of the large one."""


def make(field: Field) -> Cost:
    """`make` in the field's collection."""
    environment = {name: value for name, value in os.environ.items() if name not in MAKE_WORDS}
    folders = [f"{name.upper()}={field.folder / name}" for name in ("source", "dist", "build")]
    venv = Path(sys.executable).parent.parent
    return run(
        ["make", "SETUP=no", f"VENV={venv}", f"JOBS={field.jobs}", *folders],
        folder=field.project,
        environment=environment,
    )


def nothing_to_do(field: Field) -> Cost:
    """`make` where everything is up to date. Raises ``WrongResultError`` where it found work."""
    cost = make(field)
    if "Nothing to do" not in cost.out:
        raise WrongResultError(f"make found work: {cost.out[-200:]}")
    return cost


def one_changed(field: Field) -> Cost:
    """`make` after a word was added to one source. Raises ``WrongResultError`` unless it makes that document only."""
    source = max((field.folder / "source").rglob("*.txt"))
    with source.open("a", encoding="utf-8") as stream:
        stream.write("More words.\n")
    cost = make(field)
    if "1 built" not in cost.out:
        raise WrongResultError(f"make did not build one document: {cost.out[-200:]}")
    return cost


def only_one(field: Field) -> Cost:
    """The same in the collection of one document."""
    return one_changed(replace(field, folder=field.folder / ALONE))


def find(field: Field, *words: str) -> Cost:
    """A find over the same two trees, its output to nowhere."""
    roots = [str(field.folder / name) for name in ("source", "dist")]
    return run(
        ["sh", "-c", 'find "$@" >/dev/null', "find", *roots, *words], folder=field.folder, environment=os.environ
    )


def looking_find(field: Field) -> Cost:
    """One that tells size and time of every file, as make must know them."""
    return find(field, "-printf", r"%p %s %T@\n")


def measure(field: Field, documents: int, *, repetitions: int = REPETITIONS) -> dict[str, dict[str, object]]:
    """Nothing to do and one document changed, in a collection of so many documents."""
    for folder, count in ((field.folder, documents), (field.folder / ALONE, 1)):
        # Apart, because the peak that the system tells of a program is never less than what its starter held.
        settings = str(field.project / "muniment.toml")
        command = [sys.executable, "-m", "bench.collection", str(folder), str(count), settings]
        run(command, folder=field.project, environment=os.environ)
        make(replace(field, folder=folder))  # takes its listing, which it does once after a build that it did not start
    contestants = {
        "make, nothing to do": nothing_to_do,
        "find with size and time": looking_find,
        "bare find": find,
        "make, one changed": one_changed,
        "make, only that one": only_one,
    }
    alternate(contestants, field, repetitions=1)
    return alternate(contestants, field, repetitions=repetitions)


if __name__ == "__main__":
    place = Field(folder=Path(sys.argv[1]), project=Path(__file__).resolve().parents[2], jobs=int(sys.argv[2]))
    sys.stdout.write(json.dumps(measure(place, int(sys.argv[3]))))
