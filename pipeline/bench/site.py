"""The catalogue of a large collection: ``python -m bench.site FOLDER DOCUMENTS``, on two cores, for which the aim is stated.

Some documents are really built, in HTML, from texts with as many different words as a language has; the others are
copies of their folders under other ids and titles. Figures of time are those of whole commands, writing to the disk
included. Budgets are what a browser loads of a page before anybody searches.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bench.errors import WrongResultError
from bench.processes import Cost, run

CORES = 2
REAL = 200
"""Documents that are really built."""
WORDS = 60_000
SYLLABLES = [start + end for start in ("b", "d", "gr", "m", "pl", "s", "tr", "w") for end in ("a", "e", "ion", "o")]
LENGTH = 800
"""Words of a text, about."""
SEED = 20_261_122
AIM = 60.0
"""Seconds that the catalogue of ten thousand documents may take."""
MOST_BYTES = 100_000
"""Bytes that a page may load before anybody searches."""
KINDS = {"listing": "index.html", "later listing": "catalogue/page-*.html", "document": "text-*/index.html"}
"""Where the pages of each kind are."""

_LOADS = re.compile(r'<(?:script|img)[^>]* src="([^"]+)"|<link rel="stylesheet" href="([^"]+)"')


def texts(count: int) -> Iterator[str]:
    """So many articles; a word is the rarer, the later it stands in the vocabulary (Zipf's law)."""
    rng = random.Random(SEED)  # noqa: S311 - texts to measure on are no secret
    vocabulary = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(WORDS)]
    weights = list(accumulate(1 / (rank + 8) for rank in range(WORDS)))

    def sentence(least: int, most: int) -> str:
        return " ".join(rng.choices(vocabulary, cum_weights=weights, k=rng.randint(least, most))).capitalize()

    for _ in range(count):
        paragraphs = [". ".join(sentence(8, 24) for _ in range(5)) + "." for _ in range(LENGTH // 80)]
        head = (
            f"{sentence(4, 9)}\n\nBy {sentence(2, 2).title()}\n\n{rng.randint(1, 28)} March {rng.randint(1900, 2026)}"
        )
        yield "\n\n".join([head, *paragraphs]) + "\n"


def command(folder: Path, *words: str) -> Cost:
    """Muniment on the collection in a folder. Raises ``WrongResultError`` where it fails."""
    options = [f"--{name}={folder / name}" for name in ("source", "dist", "build")]
    config = f"--config={folder / 'muniment.toml'}"
    return run(
        [sys.executable, "-m", "muniment", *options, config, f"--jobs={CORES}", *words],
        folder=folder,
        environment=os.environ,
    )


def make_library(folder: Path, count: int) -> None:
    """A collection of so many documents, without its catalogue."""
    (folder / "source").mkdir(parents=True)
    (folder / "muniment.toml").touch()
    for number, text in enumerate(texts(min(REAL, count))):
        (folder / "source" / f"text-{number:06}.txt").write_text(text, encoding="utf-8")
    command(folder, "build", "--format", "html")
    built = sorted(path.parent for path in (folder / "dist").glob("*/provenance.json"))
    for number in range(len(built), count):
        original = built[number % len(built)]
        copy = shutil.copytree(original, folder / "dist" / f"text-{number:06}", copy_function=os.link)
        _retitle(copy, f"{number}")


def _retitle(folder: Path, more: str) -> None:
    """Put something after the title in a document's manifest, in a new file as a build would."""
    path = folder / "provenance.json"
    manifest = json.loads(path.read_bytes())
    manifest["predicate"]["metadata"]["title"]["value"] += f" {more}"
    path.with_suffix(".new").write_text(json.dumps(manifest), encoding="utf-8")
    path.with_suffix(".new").replace(path)


def weight(dist: Path, page: str) -> dict[str, int]:
    """What a browser loads of a page: bytes of all, bytes of the largest script, and number of requests."""
    text = (dist / page).read_text(encoding="utf-8")
    loads = {unescape(one or other) for one, other in _LOADS.findall(text)}
    sizes = {one: ((dist / page).parent / unquote(one)).stat().st_size for one in loads}
    return {
        "bytes": (dist / page).stat().st_size + sum(sizes.values()),
        "largest script": max((size for one, size in sizes.items() if one.endswith(".js")), default=0),
        "requests": 1 + len(sizes),
    }


def heaviest(dist: Path, kind: str) -> dict[str, int]:
    """The weight of the heaviest page of a kind, of the first thousand."""
    pages = sorted(str(path.relative_to(dist)) for path in dist.glob(kind))[:1000]
    return max((weight(dist, page) for page in pages), key=lambda one: one["bytes"])


def measure(folder: Path, documents: int) -> dict[str, Any]:
    """Seconds and budgets. Raises ``WrongResultError`` where the catalogue is not what it should be."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    make_library(folder, documents)
    dist = folder / "dist"
    costs = {"all": command(folder, "site"), "nothing changed": command(folder, "site")}
    _retitle(dist / f"text-{documents // 2:06}", "zeppelin")
    before = _stamps(dist)
    costs["one changed"] = command(folder, "site")
    written = {path for path, stamp in _stamps(dist).items() if stamp != before.get(path)}
    refuse_wrong_pages(dist, documents, written)
    return {
        "documents": documents,
        "times": {name: {"seconds": one.seconds, "cpu": one.cpu, "peak": one.peak} for name, one in costs.items()},
        "written for one": len(written),
        "pages": {name: heaviest(dist, kind) for name, kind in KINDS.items() if any(dist.glob(kind))},
        "index": sum(path.stat().st_size for path in dist.glob("catalogue/search/*.js")),
    }


def _stamps(dist: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(dist)): (path.stat().st_ino, path.stat().st_mtime_ns)
        for pattern in ("*.html", "*/*", "catalogue/*/*")
        for path in dist.glob(pattern)
        if path.is_file()
    }


def _listed(dist: Path) -> set[str]:
    text = (dist / "index.html").read_text(encoding="utf-8")
    return set(re.findall(r'href="([^"/]+)/index\.html"', text))


def refuse_wrong_pages(dist: Path, documents: int, written: set[str]) -> None:
    """Raise ``WrongResultError`` unless every document has a page, and a changed one wrote its own and no other's."""
    pages = {path.parent.name for path in dist.glob("text-*/index.html")}
    if len(pages) != documents or not _listed(dist) <= pages:
        raise WrongResultError(f"{len(pages)} of {documents} documents have a page")
    own = {path for path in written if path.startswith("text-")}
    if own != {f"text-{documents // 2:06}/index.html"}:
        raise WrongResultError(f"one changed document wrote the pages {sorted(own)[:5]}")


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"\nCatalogue of {found.get('documents', 0):,} documents, on {CORES} cores (aim: {AIM:g} s for 10,000)\n"
    if "refused" in found:
        yield f"refused: {found['refused']}"
        return
    yield f"{'':<18}{'seconds':>9}{'CPU s':>9}{'peak MB':>9}"
    for name, cost in found["times"].items():
        yield f"{name:<18}{cost['seconds']:>9.1f}{cost['cpu']:>9.1f}{cost['peak'] / 1e6:>9.0f}"
    yield f"files written for the one that changed: {found['written for one']}"
    yield f"{'before searching':<18}{'bytes':>9}{'script':>9}{'requests':>9}   (aim: {MOST_BYTES:,} bytes)"
    for name, page in found["pages"].items():
        yield f"{name:<18}{page['bytes']:>9,}{page['largest script']:>9,}{page['requests']:>9}"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
