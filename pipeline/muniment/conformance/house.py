"""Our own rules, which no validator has: what editions say must agree with the provenance, and with each other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import TracebackType
from typing import Any, Self

from muniment import __version__
from muniment.checks.comparison import compare
from muniment.checks.expected import expected_units
from muniment.conformance.embedded import Embedded, read_embedded, readable_formats
from muniment.conformance.model import Outcome, Report, Subject
from muniment.errors import Finding, MunimentError, Place, Severity
from muniment.provenance import FILE_NAME
from muniment.writers import writers

TOOL = "Muniment"
PROFILE = "House rules 1"
_REPORT = "Please report it with the source."
_REBUILD = "Run make: it builds the edition again from the source."


class HouseRules:
    """Metadata, language, headings, alternative text, and the words themselves in reading order."""

    tool = TOOL
    formats = readable_formats()
    profiles = (PROFILE,)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing was started."""

    def version(self) -> str | None:
        """The version of Muniment: the rules are part of it."""
        return __version__

    def validate(self, subjects: Sequence[Subject], report: Callable[[Subject, Report], None]) -> None:
        """Judge each subject; its Markdown and its provenance are read beside it."""
        for subject in subjects:
            report(subject, _judge(subject))


def _judge(subject: Subject) -> Report:
    try:
        findings = tuple(_findings(subject))
    except (OSError, ValueError, KeyError, MunimentError) as error:
        findings = (_finding(subject, code="HSE-UNREADABLE", message=f"It cannot be judged: {error}", remedy=_REBUILD),)
    said = [{"code": one.code, "message": one.message} for one in findings]
    return Report(
        tool=TOOL,
        version=__version__,
        profile=PROFILE,
        outcome=Outcome.FAILED if findings else Outcome.PASSED,
        findings=findings,
        raw=(json.dumps({"findings": said}, ensure_ascii=False, indent=1) + "\n").encode(),
        suffix=".json",
    )


def _findings(subject: Subject) -> Iterator[Finding]:
    data = subject.path.read_bytes()
    said = read_embedded(subject.format, data)
    predicate = json.loads((subject.path.parent / FILE_NAME).read_bytes())["predicate"]
    yield from _metadata(subject, said, predicate["metadata"])
    yield from _headings(subject, said.headings)
    for source in said.unlabelled:
        yield _finding(
            subject, code="HSE-ALT", message=f"The picture {source} has no alternative text.", remedy=_REPORT
        )
    yield from _text(subject, data)


def _metadata(subject: Subject, said: Embedded, known: Mapping[str, Any]) -> Iterator[Finding]:
    def value(name: str, unknown: str = "") -> str:
        stated = known.get(name)
        return " ".join(str(stated["value"]).split()) if stated else unknown

    creators = tuple(" ".join(str(one).split()) for one in (known.get("creators") or {"value": ()})["value"])
    expected: dict[str, object] = {
        "title": value("title", f"[{subject.document}]"),
        "creators": creators,
        "date": value("date"),
        "identifier": value("identifier"),
    }
    for name, wanted in expected.items():
        found = getattr(said, name)
        if found != wanted:
            message = f"Its {name} is {found or 'missing'!r}, and the provenance says {wanted!r}."
            yield _finding(subject, code="HSE-METADATA", message=message, remedy=_REPORT)
    language = value("language")
    if not said.language:
        yield _finding(subject, code="HSE-LANGUAGE", message="It does not say its language.", remedy=_REPORT)
    elif language and said.language.lower() != language.lower():
        message = f"Its language is {said.language}, and the provenance says {language}."
        yield _finding(subject, code="HSE-LANGUAGE", message=message, remedy=_REPORT)


def _headings(subject: Subject, levels: Sequence[int]) -> Iterator[Finding]:
    for before, level in pairwise(levels):
        if level > before + 1:
            message = f"A heading of level {level} follows one of level {before}: a level is left out."
            yield _finding(subject, code="HSE-HEADINGS", message=message, remedy=_REPORT)


def _text(subject: Subject, data: bytes) -> Iterator[Finding]:
    """The fidelity gate once more, on what is on disk now."""
    writer = writers()[subject.format]
    markdown = subject.path.with_name(f"{subject.document}.md").read_bytes().decode("utf-8")
    differences = compare(
        expected_units(markdown),
        writer.read_back(data),
        writer.comparison,
        file=f"{subject.document}/{subject.path.name}",
        words=writer.words,
    )
    for one in differences:
        yield _finding(subject, code="HSE-TEXT", message=f"{one.code}: {one.message}", remedy=_REBUILD)


def _finding(subject: Subject, *, code: str, message: str, remedy: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        place=Place(file=f"{subject.document}/{subject.path.name}"),
        message=message,
        remedy=remedy,
        tool=TOOL,
        clause="docs/conformance.md#house-rules",
    )
