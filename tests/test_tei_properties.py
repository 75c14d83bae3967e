"""Any article that the tree can be becomes a valid TEI file that holds its text, code point for code point."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from lxml.etree import _Element

import factory
from muniment.checks import tei_schema
from muniment.model import RIGHTS_NOT_EVALUATED, Attributed, Basis, Document, Metadata
from muniment.readback import units_of_xhtml
from muniment.tei.markup import pointer
from muniment.writers.tei import WRITER
from tei_articles import EVERYTHING, addresses, articles

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
BESIDE_THE_PROJECT = Path(__file__).resolve().parents[2] / "shared" / "schemas" / "tei_all.rng"
TEI_ALL = Path(os.environ.get("TEI_ALL_RNG", BESIDE_THE_PROJECT))
"""The full schema of TEI P5, where this machine has it: it is not ours to ship."""
JING = shutil.which("jing")


def refused_by_our_subset(files: list[Path]) -> str:
    schema = etree.RelaxNG(etree.fromstring(tei_schema.schema_bytes()))
    return "".join(str(schema.error_log) for file in files if not schema.validate(etree.parse(file)))


def refused_by_tei_all(files: list[Path]) -> str:
    done = subprocess.run([str(JING), str(TEI_ALL), *files], capture_output=True, text=True, check=False)
    return done.stdout + (f"jing ended with {done.returncode}" if done.returncode else "")


SCHEMAS = {"our-subset": refused_by_our_subset} | (
    {"tei-all": refused_by_tei_all} if JING and TEI_ALL.is_file() else {}
)
each_schema = pytest.mark.parametrize("refused", SCHEMAS.values(), ids=SCHEMAS.keys())


def tides(article: _Element) -> Document:
    return factory.document(article, factory.metadata(title="Tides"))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(articles())
def test_every_article_is_written_and_reads_back_as_the_same_text(article: _Element) -> None:
    before = etree.tostring(article)
    data = WRITER.write(tides(article))
    assert WRITER.read_back(data) == units_of_xhtml(article)
    assert etree.tostring(article) == before


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(articles())
def test_every_file_is_a_fixed_point_of_parsing_and_writing_xml(article: _Element) -> None:
    data = WRITER.write(tides(article))
    assert data == DECLARATION + etree.tostring(etree.fromstring(data), encoding="UTF-8") + b"\n"


@each_schema
def test_what_is_written_is_valid(refused: Callable[[list[Path]], str], tmp_path: Path) -> None:
    files: list[Path] = []

    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles())
    def write(article: _Element) -> None:
        file = tmp_path / f"{len(files)}.xml"
        file.write_bytes(WRITER.write(tides(article)))
        files.append(file)

    write()
    assert len(files) >= 60
    assert refused(files) == ""


def guessed(value: str) -> Attributed[str]:
    return Attributed(value=value, basis=Basis.DERIVED, evidence="detector", confidence=0.93)


DOCUMENTS = {
    "prose": factory.document(),
    "notes": factory.document(factory.NOTES),
    "verse": factory.document(factory.VERSE),
    "right to left": factory.document(factory.RTL, language="ar", direction="rtl"),
    "nothing known": factory.document("<p>a</p>", Metadata(), language="und"),
    "all known": factory.document(metadata=EVERYTHING),
    "rights not evaluated": factory.document(metadata=factory.metadata(rights=RIGHTS_NOT_EVALUATED)),
    "rights statement": factory.document(
        metadata=factory.metadata(rights="http://rightsstatements.org/vocab/InC/1.0/")
    ),
    "language guessed": factory.document(metadata=replace(EVERYTHING, language=guessed("en"))),
    "date in words": factory.document(metadata=factory.metadata(date="May 1899")),
    "no changes": replace(factory.document(), changes={}),
    "title after text": factory.document("<p>a</p><h1>T</h1><p>b</p>"),
    "title alone": factory.document("<h1>T</h1>"),
    "levels skipped": factory.document("<h1>T</h1><section class='level4'><h4>a</h4><hr/></section>"),
    "text before the first heading": factory.document("<p>a</p><section class='level2'><h2>b</h2></section>"),
    "scene break alone": factory.document("<hr/>"),
    "nothing at all": factory.document("", Metadata()),
}


@each_schema
def test_every_kind_of_document_is_valid(refused: Callable[[list[Path]], str], tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.xml" for name in DOCUMENTS]
    for file, document in zip(files, DOCUMENTS.values(), strict=True):
        file.write_bytes(WRITER.write(document))
    assert refused(files) == ""


@each_schema
def test_a_schema_refuses_what_is_not_tei(refused: Callable[[list[Path]], str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_bytes(WRITER.write(factory.document()).replace(b"<p>", b"<para>").replace(b"</p>", b"</para>"))
    assert refused([broken]) != ""


@settings(max_examples=500)
@given(addresses)
def test_any_address_becomes_a_pointer_that_the_schema_takes_and_that_stays_the_same(address: str) -> None:
    written = pointer(address)
    assert (written is None) == (address == "")
    if written is not None:
        assert ANY_URI.validate(_holding(written))
        assert pointer(written) == written


ANY_URI = etree.RelaxNG(
    etree.fromstring(
        '<element name="x" xmlns="http://relaxng.org/ns/structure/1.0" '
        'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">'
        '<attribute name="y"><data type="anyURI"><param name="pattern">\\S+</param></data></attribute></element>'
    )
)


def _holding(value: str) -> _Element:
    made = etree.Element("x")
    made.set("y", value)
    return made
