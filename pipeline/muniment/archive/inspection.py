"""A package held against its own records: every file against the manifests, and the records against each other.

The world is closed: a file that no manifest lists is an error. Nothing is extracted and no file is held whole in memory
but small records.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from muniment.archive import bag
from muniment.archive.contents import PREMIS_NAME
from muniment.archive.crate import NAME as CRATE_NAME
from muniment.archive.opened import UNREADABLE, Opened, opened
from muniment.archive.premis import NAMESPACE as PREMIS
from muniment.archive.readme import SIGNATURE
from muniment.conformance import record
from muniment.errors import Finding, Place, Severity
from muniment.provenance import FILE_NAME as PROVENANCE_NAME
from muniment.store import READ_SIZE

SEALS = frozenset({SIGNATURE, f"{bag.TAG_MANIFEST_NAME}.tsq", f"{bag.TAG_MANIFEST_NAME}.tsr"})
"""Files that speak of the tag manifest and so cannot be listed in it."""
LARGEST_RECORD = 64 << 20
"""Most bytes of a record that is read whole."""
_LINE = re.compile(r"([0-9a-f]{128})  ([^\r\n]+)")
_OXUM = re.compile(r"(?m)^Payload-Oxum: (\d+)\.(\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What inspecting a package found."""

    package: str
    """The package as the user named it."""
    files: int
    """Files read."""
    size: int
    """Bytes read."""
    sealed: bool
    """Whether a signature is there; whether it is good is another question."""
    findings: tuple[Finding, ...]
    """One for each disagreement; empty where all is as recorded."""


def inspect(path: Path, *, progress: Callable[[int], None] = lambda _: None) -> Inspection:
    """Read a package whole and compare; ``progress`` is told of bytes as they are read.

    Raises ``VerificationError`` where there is no package that can be read.
    """
    with opened(path) as package:
        return _Inspection(package, progress).run()


class _Inspection:
    def __init__(self, package: Opened, progress: Callable[[int], None]) -> None:
        self._package = package
        self._progress = progress
        self._found: list[Finding] = list(package.findings)
        self._sha512: dict[str, str] = {}
        self._sha256: dict[str, str] = {}

    def run(self) -> Inspection:
        for name in sorted(self._package.sizes):
            self._hash(name)
        tags = self._manifest(bag.TAG_MANIFEST_NAME)
        payload = self._manifest(bag.MANIFEST_NAME)
        self._declaration()
        self._compare({**tags, **payload})
        self._outside(tags, payload)
        self._oxum()
        self._records()
        sizes = self._package.sizes
        return Inspection(
            package=self._package.name,
            files=len(self._sha512),
            size=sum(sizes[name] for name in self._sha512),
            sealed=SIGNATURE in sizes,
            findings=tuple(self._found),
        )

    def _add(self, name: str, *, code: str, message: str, clause: str, remedy: str = "") -> None:
        self._found.append(
            Finding(
                code=code,
                severity=Severity.ERROR,
                place=Place(file=f"{self._package.name}#{name}"),
                message=message,
                remedy=remedy or "Take another copy of the package.",
                clause=clause,
            )
        )

    # ----------------------------------------------------------------------------------------- bytes

    def _hash(self, name: str) -> None:
        sha512, sha256 = hashlib.sha512(), hashlib.sha256()
        try:
            with self._package.open(name) as stream:
                while piece := stream.read(READ_SIZE):
                    sha512.update(piece)
                    sha256.update(piece)
                    self._progress(len(piece))
        except UNREADABLE as error:
            self._add(name, code="PKG-UNREADABLE", message=f"It cannot be read: {error}", clause="RFC 8493, 3")
            return
        self._sha512[name], self._sha256[name] = sha512.hexdigest(), sha256.hexdigest()

    def _text(self, name: str) -> str | None:
        """A record of the package as text; a finding where it is missing or is none."""
        if name not in self._package.sizes:
            self._add(name, code="PKG-MISSING", message="The package has no such file.", clause="RFC 8493, 2")
            return None
        try:
            return self._package.read(name, most=LARGEST_RECORD).decode("utf-8")
        except UNREADABLE as error:
            self._add(name, code="PKG-MALFORMED", message=f"It cannot be read: {error}", clause="RFC 8493, 2")
            return None

    # ----------------------------------------------------------------------------------------- BagIt

    def _manifest(self, name: str) -> dict[str, str]:
        text = self._text(name)
        if text is None:
            return {}
        lines = text.split("\n")
        matches = [_LINE.fullmatch(line) for line in lines[:-1]]
        rows = {match[2]: match[1] for match in matches if match}
        if lines[-1] or None in matches or len(rows) != len(matches) or list(rows) != sorted(rows) or not rows:
            message = "It is not a sorted list of digests and paths, each path once."
            self._add(name, code="PKG-MALFORMED", message=message, clause="RFC 8493, 2.1.3")
        return rows

    def _declaration(self) -> None:
        if (text := self._text(bag.DECLARATION_NAME)) is not None and text.encode() != bag.DECLARATION:
            message = "It does not declare BagIt 1.0 with tag files in UTF-8."
            self._add(bag.DECLARATION_NAME, code="PKG-MALFORMED", message=message, clause="RFC 8493, 2.1.1")

    def _compare(self, listed: Mapping[str, str]) -> None:
        for name, digest in sorted(listed.items()):
            if name not in self._package.sizes:
                message = "A manifest lists it, and it is not there."
                self._add(name, code="PKG-MISSING", message=message, clause="RFC 8493, 3")
            elif name in self._sha512 and self._sha512[name] != digest:
                message = "Its bytes are not those of the manifest."
                self._add(name, code="PKG-ALTERED", message=message, clause="RFC 8493, 3")

    def _outside(self, tags: Mapping[str, str], payload: Mapping[str, str]) -> None:
        """Payload that the manifest does not list, and tag files that the tag manifest does not."""
        for name in self._package.sizes:
            is_payload = name.startswith(f"{bag.PAYLOAD}/")
            if name in (payload if is_payload else tags):
                continue
            if not is_payload and (name == bag.TAG_MANIFEST_NAME or name in SEALS):
                continue
            message = "No manifest lists it: it was put there later."
            self._add(name, code="PKG-UNLISTED", message=message, clause="RFC 8493, 3")

    def _oxum(self) -> None:
        text = self._text(bag.INFO_NAME)
        if text is None:
            return
        stated = _OXUM.findall(text)
        sizes = [size for name, size in self._package.sizes.items() if name.startswith(f"{bag.PAYLOAD}/")]
        if stated != [(str(sum(sizes)), str(len(sizes)))]:
            message = f"Payload-Oxum is not {sum(sizes)}.{len(sizes)}, which the payload is."
            self._add(bag.INFO_NAME, code="PKG-SIZE", message=message, clause="RFC 8493, 2.2.2")

    # ----------------------------------------------------------------------------------------- records

    def _records(self) -> None:
        """Every digest that a record states, against the bytes: records that disagree cannot both be true."""
        for name, read in (
            (PREMIS_NAME, _premis_digests),
            (CRATE_NAME, _crate_digests),
            (PROVENANCE_NAME, _provenance_digests),
        ):
            self._record(f"{bag.PAYLOAD}/{name}", read)
        if f"{bag.PAYLOAD}/{record.FILE_NAME}" in self._package.sizes:
            self._record(f"{bag.PAYLOAD}/{record.FILE_NAME}", _conformance_digests)

    def _record(self, name: str, read: Callable[[bytes], Iterator[tuple[str, str]]]) -> None:
        text = self._text(name)
        if text is None:
            return
        try:
            stated = list(read(text.encode()))
        except (ValueError, KeyError, TypeError, AttributeError, etree.LxmlError) as error:
            message = f"It is not a record as packages hold it: {error}"
            self._add(name, code="PKG-MALFORMED", message=message, clause="docs/archiving.md")
            return
        for path, digest in stated:
            whole = f"{bag.PAYLOAD}/{path}"
            if digest not in (self._sha512.get(whole), self._sha256.get(whole)):
                message = f"It states another digest of {whole} than the file has."
                self._add(name, code="PKG-DISAGREE", message=message, clause="docs/archiving.md")


def _premis_digests(data: bytes) -> Iterator[tuple[str, str]]:
    names = {"p": PREMIS}
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iterfind("p:object", names):
        path = element.findtext("p:objectIdentifier/p:objectIdentifierValue", namespaces=names) or ""
        for digest in element.iterfind(".//p:messageDigest", names):
            yield path.removeprefix(f"{bag.PAYLOAD}/"), digest.text or ""


def _crate_digests(data: bytes) -> Iterator[tuple[str, str]]:
    for entity in json.loads(data)["@graph"]:
        if entity["@type"] == "File":
            yield entity["@id"], entity["sha256"]


def _provenance_digests(data: bytes) -> Iterator[tuple[str, str]]:
    statement = json.loads(data)
    for one in (*statement["subject"], *statement["predicate"]["outputs"]):
        for name in ("sha256", "sha512"):
            yield one["name"], one["digest"][name]


def _conformance_digests(data: bytes) -> Iterator[tuple[str, str]]:
    for edition in record.from_json(data).editions:
        yield edition.file, edition.sha256
        for one in edition.validations:
            if one.report:
                yield one.report, one.report_sha256
