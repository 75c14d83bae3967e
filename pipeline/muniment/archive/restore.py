"""Going back: the original's bytes from the canonical text and the recorded changes alone, and every edition anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.archive.bag import PAYLOAD
from muniment.archive.contents import SIDECAR_SUFFIX
from muniment.archive.inspection import LARGEST_RECORD
from muniment.archive.opened import UNREADABLE, Opened
from muniment.changes import revert
from muniment.config import Config, Folders, parse_config
from muniment.errors import Place, VerificationError
from muniment.intake import Candidate, restore
from muniment.model import CleanText, Stage
from muniment.plan import Inputs
from muniment.provenance import FILE_NAME as PROVENANCE_NAME
from muniment.provenance import read_changes
from muniment.store import digests_of
from muniment.work import Job, Result

LARGEST_TEXT = 1 << 30
"""Most bytes of a text that is read whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """The original as it follows from the canonical text."""

    name: str
    """The source's file name."""
    data: bytes
    """Its bytes, regenerated."""
    is_original: bool
    """Whether they are the bytes of the original that the package keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """One file of a package beside the same file built now."""

    name: str
    """Its name."""
    is_same: bool
    """Whether the bytes are the same."""
    differing: tuple[str, ...]
    """Tools, fonts and parameters that are others now than then: ``weasyprint: 70.0 → 71.0``."""


def restore_source(package: Opened) -> Restored:
    """Regenerate the original. Raises ``VerificationError`` where the records do not lead there."""
    statement = _statement(package)
    predicate = statement["predicate"]
    try:
        markdown = _payload(package, f"{predicate['document']}.md").decode("utf-8")
        encoding, changes = read_changes(statement)
        text = revert(markdown, [change for change in changes if change.stage is Stage.CANONICAL])
        others = tuple(change for change in changes if change.stage is not Stage.CANONICAL)
        data = restore(CleanText(text=text, encoding=encoding, changes=others))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise _refused(package, f"the original does not follow from the canonical text: {error}") from error
    kept = digests_of(_payload(package, predicate["source"]["copy"]))
    return Restored(name=str(predicate["source"]["name"]), data=data, is_original=digests_of(data) == kept)


def rebuild(package: Opened, folder: Path, work: Callable[[Job], Result]) -> tuple[Rebuilt, ...]:
    """Build every edition again in the empty ``folder`` from the package's own source and parameters, and compare.

    ``work`` does one document's job. Raises ``VerificationError`` where the package cannot be built from.
    """
    predicate = _statement(package)["predicate"]
    config = _config(package, predicate)
    candidate = _candidate(package, predicate, folder)
    folders = Folders(source=folder / "source", dist=folder / "dist", build=folder / "build")
    inputs = Inputs(folders=folders, config=config, known=lambda _: None).of(candidate)
    recorded = {one["name"]: one for one in predicate["outputs"]}
    formats = {one["format"]: inputs[one["format"]] for one in recorded.values() if one["format"] in inputs}
    result = work(Job(candidate=candidate, config=config, formats=formats, kept=(), staging=folder / "staging"))
    if result.failures:
        raise result.failures[0]
    made = {one.fact.name: one.fact for one in result.made}
    return tuple(
        Rebuilt(
            name=name,
            is_same=name in made and made[name].digests.sha512 == one["digest"]["sha512"],
            differing=tuple(_differences(predicate["parameters"] | one["madeWith"], formats.get(one["format"], {}))),
        )
        for name, one in sorted(recorded.items())
    )


def _differences(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for label in sorted({*then, *now}):
        if then.get(label) != now.get(label):
            yield f"{label}: {then.get(label, 'nothing')} → {now.get(label, 'nothing')}"


# --------------------------------------------------------------------------------------------- reading


def _payload(package: Opened, name: str) -> bytes:
    try:
        return package.read(f"{PAYLOAD}/{name}", most=LARGEST_TEXT)
    except (*UNREADABLE, KeyError) as error:
        raise _refused(package, f"{name} cannot be read: {error}") from error


def _statement(package: Opened) -> dict[str, Any]:
    try:
        statement: dict[str, Any] = json.loads(
            package.read(f"{PAYLOAD}/{PROVENANCE_NAME}", most=LARGEST_RECORD).decode("utf-8")
        )
        statement["predicate"]["source"]["copy"]
    except (*UNREADABLE, KeyError, TypeError) as error:
        raise _refused(package, f"it has no provenance manifest that can be read: {error}") from error
    return statement


def _config(package: Opened, predicate: Mapping[str, Any]) -> Config:
    """The collection's settings of then, from the labels that the manifest kept of them."""
    labels: dict[str, str] = dict(predicate["parameters"])
    for one in predicate["outputs"]:
        labels |= one["madeWith"]
    lines = ["[build]", f"epoch = {labels.get('build.epoch', '1980-01-01T00:00:00Z')}", "[collection]"]
    lines += [
        f"{label.removeprefix('collection.')} = {value}"
        for label, value in sorted(labels.items())
        if label.startswith("collection.")
    ]
    for label, value in sorted(labels.items()):
        if label.startswith("writers."):
            _, writer, name = label.split(".", 2)
            lines += [f"[writers.{writer}]"] * (f"[writers.{writer}]" not in lines)
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    return parse_config("\n".join(lines).encode(), file=f"{package.name}#{PAYLOAD}/{PROVENANCE_NAME}")


def _candidate(package: Opened, predicate: Mapping[str, Any], folder: Path) -> Candidate:
    """The package's source and sidecar as files of ``folder``, under names of ours: those inside are strangers'."""
    source = folder / "source"
    source.mkdir(parents=True)
    path = source / ("original.md" if predicate["source"]["mediaType"] == "text/markdown" else "original.txt")
    path.write_bytes(_payload(package, predicate["source"]["copy"]))
    sidecar = None
    name = f"{predicate['document']}{SIDECAR_SUFFIX}"
    if f"{PAYLOAD}/{name}" in package.sizes:
        sidecar = source / "original.yaml"
        sidecar.write_bytes(_payload(package, name))
    status = path.stat()
    return Candidate(
        id=predicate["document"],
        name=predicate["source"]["name"],
        path=path,
        relative=path.name,
        sidecar=sidecar,
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
    )


def _refused(package: Opened, message: str) -> VerificationError:
    return VerificationError(
        message,
        remedy="Verify the package, and take another copy.",
        place=Place(file=package.name),
        code="PKG-MALFORMED",
    )
