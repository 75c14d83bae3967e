"""What the ledger holds, as frozen values, and how they look as rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muniment.store import Digests

OWN_LABELS = frozenset({"id", "source.name", "source.sha256", "sidecar.sha256"})
"""Inputs of one document only; all the others are alike in many documents and are kept once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRecord:
    """One file in ``dist/``, as it was when it was written."""

    document: str
    """The document's id."""
    name: str
    """The file's name in the document's folder."""
    format: str
    """The writer's name, or ``source``, ``provenance`` or ``checksums``."""
    media_type: str
    """IANA media type."""
    digests: Digests
    """Taken from the bytes in memory before they were written."""
    stamp: str
    """Its ``store.stamp`` just after it was written; lets an untouched file go unread."""
    inputs: Mapping[str, str]
    """Everything the bytes were made from: label to value; what ``make why`` compares."""
    fidelity: Mapping[str, object]
    """The fidelity gate's result, empty where the gate does not apply."""
    reason: str
    """Why it was last built."""
    made: str
    """When it was put into place: ISO 8601, UTC, whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRecord:
    """The digest of an input file as of a size and a stamp."""

    path: bytes
    """Path relative to the source folder, as the file system has it."""
    size: int
    """Length in bytes."""
    stamp: str
    """Its ``store.stamp`` when it was read."""
    sha256: str
    """Lower-case hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRecord:
    """One archive package, as it was when it was written."""

    document: str
    """The document's id."""
    key: str
    """Digest of everything that it was made from."""
    tag_manifest: str
    """SHA-256 of its tag manifest, lower-case hex."""
    digests: Digests
    """Fixity of its ZIP file."""
    made: str
    """When it was put into place: ISO 8601, UTC, whole seconds."""


Glimpse = tuple[int, str, str, int]
"""What tells most quickly that a file is as recorded: size, stamp, own inputs as text, number of the shared inputs."""


def own_inputs(inputs: Mapping[str, str]) -> str:
    """The inputs of one document only, as the ledger writes them."""
    return json.dumps({label: value for label, value in inputs.items() if label in OWN_LABELS})


def shared_inputs(inputs: Mapping[str, str]) -> str:
    """The inputs that many documents share, as the ledger writes them."""
    return json.dumps({label: value for label, value in inputs.items() if label not in OWN_LABELS})


def output_row(record: OutputRecord, shared: int) -> tuple[object, ...]:
    """The row of a file; ``shared`` is the number of its shared inputs."""
    digests = record.digests
    return (
        record.document,
        record.name,
        record.format,
        record.media_type,
        bytes.fromhex(digests.sha256),
        bytes.fromhex(digests.sha512),
        digests.size,
        record.stamp,
        own_inputs(record.inputs),
        shared,
        json.dumps(dict(record.fidelity)),
        record.reason,
        record.made,
    )


def output_record(row: tuple[Any, ...], shared: Mapping[str, str]) -> OutputRecord:
    """The file of a row; ``shared`` are its shared inputs."""
    document, name, format_, media_type, sha256, sha512, size, stamp, own, _, fidelity, reason, made = row
    return OutputRecord(
        document=document,
        name=name,
        format=format_,
        media_type=media_type,
        digests=Digests(sha256=sha256.hex(), sha512=sha512.hex(), size=size),
        stamp=stamp,
        inputs={**shared, **json.loads(own)},
        fidelity=json.loads(fidelity),
        reason=reason,
        made=made,
    )


def package_row(record: PackageRecord) -> tuple[object, ...]:
    """The row of a package."""
    digests = record.digests
    return (
        record.document,
        record.key,
        record.tag_manifest,
        digests.sha256,
        digests.sha512,
        digests.size,
        record.made,
    )


def package_record(row: tuple[Any, ...]) -> PackageRecord:
    """The package of a row."""
    document, key, tag_manifest, sha256, sha512, size, made = row
    digests = Digests(sha256=sha256, sha512=sha512, size=size)
    return PackageRecord(document=document, key=key, tag_manifest=tag_manifest, digests=digests, made=made)
