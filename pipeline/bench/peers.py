"""The whole pipeline against other programs that make editions of a text, each where it is installed.

They make fewer formats, prove nothing and keep no record, so their figures flatter them. Each is started for each
text, as its command line wants it, and as many at once as the pipeline has workers. Runs as ``python -m bench.peers
FOLDER JOBS DOCUMENTS``.
"""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.contest import REPETITIONS, Field, alternate, by_xargs, count_files, ours, refuse_lost_words, write_texts
from bench.errors import WrongResultError
from bench.processes import Cost

CALIBRE = """set -e
name=$(basename "$1" .txt); to=$2/$name; mkdir -p "$to"
for suffix in epub pdf htmlz; do
	ebook-convert "$1" "$to/$name.$suffix" --title "$name" >/dev/null 2>"$to/log" || { cat "$to/log"; exit 1; }
done
rm "$to/log"
"""
EBOOKMAKER = """set -e
name=$(basename "$1" .txt); to=$2/$name; mkdir -p "$to"; cd "$to"
ebookmaker --make=epub.noimages --make=html.images --title="$name" --author=nobody --ebook=1 --output-dir="$to" "$1" \\
	2>"$to/log" || { cat "$to/log"; exit 1; }
rm "$to/log"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another program."""

    command: str
    """What it is called by."""
    script: str
    """What makes the editions of the text ``$1`` in a folder of its name below ``$2``."""
    suffixes: tuple[str, ...]
    """The formats that it makes of a text."""
    page: Callable[[Path], str]
    """The text of one edition, with its mark-up, from the document's folder."""
    environment: Mapping[str, str]
    """What it needs beside the environment of the benchmark."""


def _page_of_zip(folder: Path) -> str:
    with zipfile.ZipFile(next(folder.glob("*.htmlz"))) as archive:
        return archive.read("index.html").decode("utf-8")


def _page_of_file(folder: Path) -> str:
    return next(folder.glob("*.html")).read_text(encoding="utf-8")


PEERS: Mapping[str, Peer] = {
    "calibre": Peer(
        command="ebook-convert",
        script=CALIBRE,
        suffixes=(".epub", ".pdf", ".htmlz"),
        page=_page_of_zip,
        # Its browser refuses to start for the superuser, whom containers and build machines often have.
        environment={"QTWEBENGINE_DISABLE_SANDBOX": "1", "QT_QPA_PLATFORM": "offscreen"},
    ),
    "ebookmaker": Peer(
        command="ebookmaker", script=EBOOKMAKER, suffixes=(".epub", ".html"), page=_page_of_file, environment={}
    ),
}


def refuse_wrong_editions(dist: Path, sources: Iterable[Path], peer: Peer) -> None:
    """Raise ``WrongResultError`` unless each source has all of the peer's formats, and its words in order."""
    for source in sources:
        folder = dist / source.stem
        for suffix in peer.suffixes:
            found = list(folder.glob(f"*{suffix}"))
            if not found or not found[0].stat().st_size:
                raise WrongResultError(f"{source.name} has no {suffix}")
        refuse_lost_words(source, peer.page(folder))


def run_peer(field: Field, *, name: str, peer: Peer) -> Cost:
    """A peer on all texts, from nothing."""
    cost = by_xargs(field, script=peer.script, name=name, environment=peer.environment)
    refuse_wrong_editions(field.folder / name, (field.folder / "source").glob("*.txt"), peer)
    return cost


def measure(field: Field, documents: int, *, peers: Mapping[str, Peer] = PEERS) -> dict[str, dict[str, object]]:
    """The pipeline and every peer that is installed, in turn; the others are told to be missing."""
    write_texts(field.folder / "source", documents)
    installed = {name: peer for name, peer in peers.items() if shutil.which(peer.command)}
    contestants = {name: partial(run_peer, name=name, peer=peer) for name, peer in installed.items()}
    found = alternate({"muniment build": ours, **contestants}, field, REPETITIONS)
    for name in found:
        found[name] |= {
            "documents": documents,
            "files": count_files(field.folder / ("dist" if name not in peers else name)),
        }
    return found | {name: {"refused": "not installed"} for name in peers.keys() - installed.keys()}


if __name__ == "__main__":
    place = Field(folder=Path(sys.argv[1]), project=Path(__file__).resolve().parents[2], jobs=int(sys.argv[2]))
    sys.stdout.write(json.dumps(measure(place, int(sys.argv[3]))))
