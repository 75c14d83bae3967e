"""The whole pipeline against what a user with pandoc, weasyprint and xargs would write.

Runs in a small process of its own (``python -m bench.contest FOLDER JOBS DOCUMENTS``): the peak that the system tells
of a child is never less than what its parent held when it started it.
"""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import shutil
import statistics
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bench.errors import WrongResultError
from bench.processes import Cost, run
from bench.texts import make_text
from muniment.tools.pandoc import pandoc_path

SIZE = 5_000
REPETITIONS = 3
WARM_UP = 8
"""Documents that every contestant makes once before it is measured."""
CONTEST_LIMIT = 3600.0
"""Seconds after which a contestant is ended and refused."""
SUFFIXES = (".html", ".epub", ".pdf", ".xml")
LOOP = """set -e
name=$(basename "$1" .txt); to=$2/$name; mkdir -p "$to"
"$PANDOC" -f markdown -s --metadata "title=$name" "$1" -o "$to/$name.html"
"$PANDOC" -f markdown --metadata "title=$name" "$1" -o "$to/$name.epub"
"$PANDOC" -f markdown -s -t tei --metadata "title=$name" "$1" -o "$to/$name.xml"
"$WEASYPRINT" -q "$to/$name.html" "$to/$name.pdf"
cd "$to" && sha256sum -- * >SHA256SUMS
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where a contest takes place."""

    folder: Path
    """A folder of its own, with the texts in ``source``."""
    project: Path
    """The checkout."""
    jobs: int
    """Documents made at once, the same for both."""


def write_texts(folder: Path, count: int) -> None:
    """So many different short articles as ``article-000.txt`` and so on."""
    folder.mkdir(parents=True)
    for number in range(count):
        text = make_text("article", SIZE, seed=number)
        (folder / f"article-{number:03}.txt").write_text(text, encoding="utf-8")


def words(text: str) -> list[str]:
    """The words of a text, without punctuation."""
    return re.findall(r"\w+", text)


def refuse_wrong_files(dist: Path, sources: Iterable[Path]) -> None:
    """Raise ``WrongResultError`` unless each source has all formats and sums, and its words in order in the page."""
    for source in sources:
        folder = dist / source.stem
        for suffix in SUFFIXES:
            found = list(folder.glob(f"*{suffix}"))
            if not found or not found[0].stat().st_size:
                raise WrongResultError(f"{source.name} has no {suffix}")
        if not list(folder.glob("*SUMS*")) and not list(folder.glob("*sha256*")):
            raise WrongResultError(f"{source.name} has no checksums")
        if not next(folder.glob("*.pdf")).read_bytes().startswith(b"%PDF-"):
            raise WrongResultError(f"the PDF of {source.name} is none")
        if not zipfile.is_zipfile(next(folder.glob("*.epub"))):
            raise WrongResultError(f"the EPUB of {source.name} is none")
        refuse_lost_words(source, next(folder.glob("*.html")).read_text(encoding="utf-8"))


def refuse_lost_words(source: Path, page: str) -> None:
    """Raise ``WrongResultError`` unless the page has the source's words in their order."""
    shown = iter(words(html.unescape(re.sub(r"(?s)<style.*?</style>|<[^>]*>", " ", page))))
    for word in words(source.read_text(encoding="utf-8")):
        if word not in shown:  # an iterator: what was passed over is gone, so order counts
            raise WrongResultError(f"the page of {source.name} lacks the word {word!r} where it should be")


def count_files(folder: Path) -> int:
    """How many files are below a folder."""
    return sum(1 for path in folder.rglob("*") if path.is_file())


def ours(field: Field) -> Cost:
    """`muniment build` from nothing, everything included."""
    for name in ("dist", "build"):
        shutil.rmtree(field.folder / name, ignore_errors=True)
    options = [f"--{name}={field.folder / name}" for name in ("source", "dist", "build")]
    command = [sys.executable, "-m", "muniment", *options, f"--jobs={field.jobs}"]
    cost = run([*command, "build"], folder=field.project, environment=os.environ, limit=CONTEST_LIMIT)
    refuse_wrong_files(field.folder / "dist", (field.folder / "source").glob("*.txt"))
    run([*command, "verify"], folder=field.project, environment=os.environ)
    return cost


def by_xargs(field: Field, *, script: str, name: str, environment: Mapping[str, str]) -> Cost:
    """A shell script for each text, so many at once, from nothing; its outputs are in a folder of this name."""
    shutil.rmtree(field.folder / name, ignore_errors=True)
    each = f"sh -c {shlex.quote(script)} {shlex.quote(name)} {{}} {shlex.quote(str(field.folder / name))}"
    listed = f"find {shlex.quote(str(field.folder / 'source'))} -name '*.txt' -print0"
    command = ["sh", "-c", f"{listed} | xargs -0 -P {field.jobs} -I {{}} {each}"]
    return run(command, folder=field.folder, environment={**os.environ, **environment}, limit=CONTEST_LIMIT)


def loop(field: Field) -> Cost:
    """The shell loop, from nothing."""
    weasyprint = Path(sys.executable).parent / "weasyprint"
    environment = {"PANDOC": str(pandoc_path()), "WEASYPRINT": str(weasyprint)}
    cost = by_xargs(field, script=LOOP, name="loop", environment=environment)
    refuse_wrong_files(field.folder / "loop", (field.folder / "source").glob("*.txt"))
    return cost


Contestants = Mapping[str, Callable[[Field], Cost]]


def alternate(contestants: Contestants, field: Field, repetitions: int) -> dict[str, dict[str, object]]:
    """Run the contestants in turn; a wrong result ends a contestant's part with its reason."""
    costs: dict[str, list[Cost]] = {name: [] for name in contestants}
    refused: dict[str, str] = {}
    for _ in range(repetitions):
        for name, contestant in contestants.items():
            if name in refused:
                continue
            try:
                costs[name].append(contestant(field))
            except WrongResultError as error:
                refused[name] = str(error)
    return {name: {"refused": refused[name]} if name in refused else summary(costs[name]) for name in contestants}


def summary(costs: list[Cost]) -> dict[str, object]:
    """Median and range of the elapsed seconds, median processor seconds, and the highest peak."""
    seconds = [cost.seconds for cost in costs]
    return {
        "seconds": statistics.median(seconds),
        "least": min(seconds),
        "most": max(seconds),
        "cpu": statistics.median(cost.cpu for cost in costs),
        "peak": max(cost.peak for cost in costs),
    }


def measure(field: Field, documents: int, *, repetitions: int = REPETITIONS) -> dict[str, dict[str, object]]:
    """The contest on so many documents, after a warm-up on a few."""
    small = replace(field, folder=field.folder / "warm-up")
    write_texts(small.folder / "source", WARM_UP)
    write_texts(field.folder / "source", documents)
    contestants = {"muniment build": ours, "shell loop": loop}
    warm = alternate(contestants, small, repetitions=1)
    able = {name: contestant for name, contestant in contestants.items() if "refused" not in warm[name]}
    found = {**warm, **alternate(able, field, repetitions=repetitions)}
    for name, folder in (("muniment build", "dist"), ("shell loop", "loop")):
        found[name] |= {"documents": documents, "files": count_files(field.folder / folder)}
    return found


if __name__ == "__main__":
    place = Field(folder=Path(sys.argv[1]), project=Path(__file__).resolve().parents[2], jobs=int(sys.argv[2]))
    sys.stdout.write(json.dumps(measure(place, int(sys.argv[3]))))
