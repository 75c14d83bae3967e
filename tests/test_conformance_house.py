"""The house rules: what an edition says of itself must be what the provenance says, and its words the canonical ones."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from collection import Collection, collection
from muniment.conformance.house import HouseRules
from muniment.conformance.model import Outcome, Report, Subject
from muniment.zipped import pack, unpack

ESSAY = """The harbour clock

By Ada Mariner

3 May 2011

The clock on the harbour wall has been slow since the winter, and nobody has come to mend it yet.

How it came there

The fishermen paid for it in 1911, when the old bell could no longer be heard over the new engines.
"""


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    essays = collection(tmp_path_factory.mktemp("house"), essay=ESSAY)
    assert essays.build().code == 0
    return essays


@pytest.fixture
def essays(ready: Collection, tmp_path: Path) -> Collection:
    shutil.copytree(ready.root, tmp_path / "own")
    return replace(ready, root=tmp_path / "own")


SUFFIXES = {"html": "html", "epub": "epub", "tei": "xml", "pdf": "pdf"}


def judge(essays: Collection, format_: str) -> Report:
    path = essays.dist / "essay" / f"essay.{SUFFIXES[format_]}"
    found: list[Report] = []
    with HouseRules() as rules:
        rules.validate(
            [Subject(document="essay", format=format_, path=path, sha256="")], lambda _, report: found.append(report)
        )
    return found[0]


def codes(essays: Collection, format_: str) -> set[str]:
    return {one.code for one in judge(essays, format_).findings}


def rewrite(essays: Collection, format_: str, edit: Callable[[bytes], bytes]) -> None:
    path = essays.dist / "essay" / f"essay.{SUFFIXES[format_]}"
    before = path.read_bytes()
    after = edit(before)
    assert after != before
    path.write_bytes(after)


def in_epub(name: str, edit: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def whole(data: bytes) -> bytes:
        members = unpack(data)
        members[name] = edit(members[name])
        return pack(members, when=datetime(1980, 1, 1, tzinfo=UTC), first="mimetype")

    return whole


def in_pdf(edit: Callable[[pikepdf.Pdf], None]) -> Callable[[bytes], bytes]:
    def whole(data: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as document:
            edit(document)
            document.save(out)
        return out.getvalue()

    return whole


def retitle(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        metadata["dc:title"] = "The harbour clocks"


def unlanguage(document: pikepdf.Pdf) -> None:
    del document.Root["/Lang"]


@pytest.mark.parametrize("format_", SUFFIXES)
def test_what_was_built_keeps_the_house_rules(essays: Collection, format_: str) -> None:
    report = judge(essays, format_)
    assert (report.findings, report.outcome) == ((), Outcome.PASSED)


@pytest.mark.parametrize(
    ("format_", "edit", "code"),
    [
        ("html", lambda data: data.replace(b' lang="en"', b""), "HSE-LANGUAGE"),
        ("html", lambda data: data.replace(b' lang="en"', b' lang="fr"', 1), "HSE-LANGUAGE"),
        ("html", lambda data: re.sub(rb"<title>[^<]*", b"<title>Another", data), "HSE-METADATA"),
        ("html", lambda data: data.replace(b"Ada Mariner", b"Ida Mariner", 1), "HSE-METADATA"),
        ("html", lambda data: data.replace(b"</h1>", b"</h1><h3>Deep</h3>", 1), "HSE-HEADINGS"),
        ("html", lambda data: data.replace(b"</h1>", b'</h1><img src="clock.png">', 1), "HSE-ALT"),
        ("html", lambda data: data.replace(b"fishermen", b"fishers"), "HSE-TEXT"),
        ("html", lambda _: b"\xff", "HSE-UNREADABLE"),
        ("epub", in_epub("EPUB/content.opf", lambda one: one.replace(b"2011-05-03", b"2011-05-04")), "HSE-METADATA"),
        ("epub", in_epub("EPUB/text.xhtml", lambda one: one.replace(b"fishermen", b"fishers")), "HSE-TEXT"),
        ("epub", lambda data: data[: len(data) // 2], "HSE-UNREADABLE"),
        ("tei", lambda data: data.replace(b' xml:lang="en"', b"", 1), "HSE-LANGUAGE"),
        ("tei", lambda data: data.replace(b"urn:uuid:", b"urn:oid:"), "HSE-METADATA"),
        ("tei", lambda data: data.replace(b"fishermen", b"fishers"), "HSE-TEXT"),
        ("tei", lambda data: data[:-20], "HSE-UNREADABLE"),
        ("pdf", in_pdf(retitle), "HSE-METADATA"),
        ("pdf", in_pdf(unlanguage), "HSE-LANGUAGE"),
        ("pdf", lambda data: data[:200], "HSE-UNREADABLE"),
    ],
)
def test_a_broken_rule_is_named(essays: Collection, format_: str, edit: Callable[[bytes], bytes], code: str) -> None:
    rewrite(essays, format_, edit)
    report = judge(essays, format_)
    assert report.outcome is Outcome.FAILED
    assert code in {one.code for one in report.findings}


def test_a_lost_provenance_manifest_leaves_nothing_to_judge_by(essays: Collection) -> None:
    (essays.dist / "essay/provenance.json").unlink()
    assert codes(essays, "html") == {"HSE-UNREADABLE"}
