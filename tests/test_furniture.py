"""Page numbers and running heads of scanned books are taken out where they are certain, and nothing is lost by it."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import factory
from muniment.assembly import normalise
from muniment.canonical import serialise
from muniment.changes import apply, output_positions, revert
from muniment.checks.fidelity import check_source
from muniment.config import Config
from muniment.errors import FidelityError, Severity
from muniment.intake import take_in
from muniment.model import BlockKind, Change, Furniture, FurnitureKind, Override, Span, Stage
from muniment.structure import Structure, explain, recognise

SENTENCE = (
    "The council of the island met in the hall of the old school, and every member of it had something to say about "
    "the harbour, the ferry and the light at its entrance, which had been dark since the storm of that year. "
)
LINES = textwrap.wrap(SENTENCE * 12, 60)
PAGE = 5


def scanned(*, top: str = "", foot: str = "", spaced: bool = True, first: int = 7) -> str:
    """A text broken into pages; ``{}`` stands for the page's number, and a form feed for the end of the page above."""
    gap = "\n\n" if spaced else "\n"
    pages = [LINES[at : at + PAGE] for at in range(0, len(LINES), PAGE)]
    pieces = [
        (top.format(number) + gap if top else "") + "\n".join(page) + (gap + foot.format(number) if foot else "")
        for number, page in enumerate(pages, start=first)
    ]
    return "A Title of the Book\n\n" + gap.join(pieces) + "\n"


def recognised(text: str, *overrides: Override) -> tuple[str, Structure]:
    """The clean text and its structure, form feeds taken for what they are."""
    clean = text.replace("\f", "\n")
    feeds = [at for at, character in enumerate(text) if character == "\f"]
    return clean, recognise(clean, overrides=overrides, form_feeds=feeds)


def taken_out(text: str, structure: Structure) -> list[tuple[str, str]]:
    return [(one.kind.value, text[one.span.start : one.span.end]) for one in structure.furniture]


def paragraphs(structure: Structure) -> int:
    return sum(block.kind is BlockKind.PARAGRAPH for block in structure.blocks)


@pytest.mark.parametrize("foot", ["{}", "- {} -", "[{}]", "Page {}", "[Pg {}]", "Seite {}", "{}/99", "        {}"])
@pytest.mark.parametrize("spaced", [True, False], ids=["apart", "tight"])
def test_page_numbers_that_count_through_sentences_are_taken_out(foot: str, *, spaced: bool) -> None:
    text, structure = recognised(scanned(foot=foot, spaced=spaced))

    wanted = [("page-number", foot.strip().format(number)) for number in range(7, 7 + len(LINES) // PAGE + 1)]
    assert taken_out(text, structure) == wanted[: len(structure.furniture)]
    assert len(structure.furniture) >= len(LINES) // PAGE
    assert paragraphs(structure) <= 2


def test_a_paragraph_is_one_again_word_for_word() -> None:
    text, structure = recognised(scanned(foot="{}"))

    markdown, _ = serialise(text, structure.blocks, front_matter="", furniture=structure.furniture)

    assert markdown == f"# A Title of the Book\n\n{' '.join(LINES)}\n"


def test_running_heads_are_taken_out_and_the_heading_that_they_repeat_stays() -> None:
    text, structure = recognised(scanned(top="THE DARK LIGHT\n\n{}"))

    heads = [words for kind, words in taken_out(text, structure) if kind == "running-head"]
    assert set(heads) == {"THE DARK LIGHT"}
    assert text.count("THE DARK LIGHT") == len(heads) + 1
    kept = [text[block.decision.span.start : block.decision.span.end] for block in structure.blocks]
    assert kept[1].startswith("THE DARK LIGHT")


def test_heads_and_feet_beside_form_feeds_are_taken_out() -> None:
    text, structure = recognised(
        scanned(
            top="\fMemo 12         The Lights of a Harbour        May 1981", foot="Doe                      [Page {}]"
        )
    )

    found = taken_out(text, structure)
    assert {kind for kind, _ in found} == {"running-head"}
    assert len(found) == text.count("Memo 12") + text.count("[Page")
    assert paragraphs(structure) == 1


def test_a_word_broken_at_the_end_of_a_page_goes_on() -> None:
    broken = scanned(foot="{}").replace("of the\n\n8\n\n", "of the har-\n\n8\n\nbour ").replace("the\n\n8", "har-\n\n8")
    text, structure = recognised(broken)

    assert structure.furniture
    assert paragraphs(structure) == 1
    markdown, changes = serialise(text, structure.blocks, front_matter="", furniture=structure.furniture)
    assert revert(markdown, changes) == text


CHAPTERS = "\n\n".join(f"{number}\n\n{SENTENCE * 2}" for number in range(1, 9))
TABLE = "\n".join(f"{number}\nthe boat of the harbour\nand of the crew" for number in range(1, 30))
YEARS = "\n\n".join(f"{SENTENCE}In the year {1900 + 3 * number}" for number in range(9))
LIST = "\n".join(
    f"{number}. the boat that the council of the island bought, and\n   that sank" for number in range(1, 20)
)
SLIDES = "\n\n".join(f"{number}/12\n\n{SENTENCE}" for number in range(1, 13))
VERSE = "\n\n".join(
    "The boat went out,\nThe moon came in,\nAnd all was well\nUntil the spring\n" + str(5 * n) for n in range(1, 9)
)


@pytest.mark.parametrize(
    "text",
    [
        CHAPTERS,
        TABLE,
        YEARS,
        LIST,
        SLIDES,
        VERSE,
        scanned(foot="Yes."),
        scanned(foot="12"),
        f"\f{CHAPTERS}".replace("\n\n3", "\f3"),
    ],
    ids=[
        "chapters",
        "cells",
        "years",
        "items",
        "slides",
        "numbered verse",
        "talk",
        "one number",
        "chapters on new pages",
    ],
)
def test_numbers_that_are_words_of_the_text_stay(text: str) -> None:
    assert recognised(text)[1].furniture == ()


def test_a_line_that_the_reader_named_stays() -> None:
    kept = Override(text="9", kind=BlockKind.PARAGRAPH)
    text, structure = recognised(scanned(foot="{}"), kept)

    assert ("page-number", "9") not in taken_out(text, structure)
    assert ("page-number", "10") in taken_out(text, structure)
    block = next(block for block in structure.blocks if block.decision.rule == "override")
    assert text[block.decision.span.start : block.decision.span.end] == "9"


def test_each_is_a_change_of_its_own_that_can_be_undone() -> None:
    text, structure = recognised(scanned(top="{}      THE DARK LIGHT", foot=""))

    markdown, changes = serialise(text, structure.blocks, front_matter="---\n---\n", furniture=structure.furniture)

    assert revert(markdown, changes) == text
    assert apply(text, changes) == markdown
    removed = [(change.rule, change.before) for change in changes if change.rule == "running-head"]
    assert removed == taken_out(text, structure)
    assert all(change.after == "" for change in changes if change.rule == "running-head")
    check_source(text, structure.blocks, markdown, furniture=structure.furniture)


def test_a_note_says_how_many_and_where() -> None:
    _, structure = recognised(scanned(foot="{}"))

    finding = next(finding for finding in structure.findings if finding.code == "STR-PAGES")
    assert finding.severity is Severity.NOTE
    assert f"{len(structure.furniture)} page numbers (lines {structure.furniture[0].line}, " in finding.message
    assert finding.place.line == structure.furniture[0].line


def test_they_are_explained_where_they_stood() -> None:
    text, structure = recognised(scanned(foot="{}"))

    rows = list(explain(structure, text))

    first = structure.furniture[0]
    row = next(row for row in rows if "taken out" in row)
    assert row.split() == [str(first.line), "taken", "out", f"{first.confidence:.2f}", "page-number", "7"]
    assert any("counts on: 7 to" in row for row in rows)
    assert rows[-1].endswith(f"{len(structure.furniture)} page numbers taken out")


def test_the_words_of_a_page_are_missed_where_nothing_says_that_they_were_taken_out() -> None:
    text, structure = recognised(scanned(foot="{}"))
    markdown, _ = serialise(text, structure.blocks, front_matter="", furniture=structure.furniture)

    with pytest.raises(FidelityError, match="“9”"):
        check_source(text, structure.blocks, markdown, furniture=structure.furniture[:2] + structure.furniture[3:])


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("A Title of the Book", FurnitureKind.RUNNING_HEAD),
        ("A Title of the Book", FurnitureKind.PAGE_NUMBER),
        ("12 boats and some more words of a line that", FurnitureKind.PAGE_NUMBER),
    ],
)
def test_words_of_the_text_cannot_pass_for_a_line_of_a_page(words: str, kind: FurnitureKind) -> None:
    text = f"{words}\n\nThe council met.\n"
    blocks = recognise("\n" * (len(words) + 2) + "The council met.\n").blocks
    line = Furniture(kind=kind, span=Span(start=0, end=len(words)), line=1, confidence=1.0, evidence=())

    with pytest.raises(FidelityError, match="does not look like one"):
        check_source(text, blocks, "The council met.\n", furniture=(line,))


def test_a_form_feed_is_found_again_after_cleaning() -> None:
    clean = take_in(b"one\r\n\ftwo\x01\fthree", asserted_encoding=None, file="x.txt")
    intake = [change for change in clean.changes if change.stage is Stage.INTAKE]

    feeds = output_positions(intake, "form-feed")

    assert [clean.text[at + 1 :].split("\n")[0] for at in feeds] == ["two", "three"]


def test_a_form_feeds_place_counts_what_changed_before_it() -> None:
    changes = [
        Change(stage=Stage.INTAKE, rule="newline-crlf", position=3, before="\r\n", after="\n"),
        Change(stage=Stage.INTAKE, rule="form-feed", position=9, before="\f", after="\n"),
    ]

    assert output_positions(changes, "form-feed") == (8,)


def test_a_source_with_form_feeds_goes_all_the_way_to_markdown() -> None:
    raw = scanned(top="\fTHE DARK LIGHT", foot="{}")
    normalised = normalise(
        raw.encode(), identifier="x", source=factory.document().source, sidecar=None, config=Config(), file="x.txt"
    )

    assert "DARK" not in normalised.body.partition("\n\n")[2].partition("\n\n")[2]
    rules = {change.rule for change in normalised.changes}
    assert {"form-feed", "page-number", "running-head"} <= rules


@pytest.mark.parametrize("text", ["", "\f\f\f", "\f\n1\f\n2\f\n3", "1\n2\n3", "\f1\f2\f3\f4"])
def test_pages_without_words_are_no_accident(text: str) -> None:
    clean, structure = recognised(text)

    assert structure.furniture == ()
    markdown, changes = serialise(clean, structure.blocks, front_matter="", furniture=structure.furniture)
    assert revert(markdown, changes) == clean


WORDS = st.sampled_from(
    ["the boat", "of the har-", "bour and", "It sank.", "Why?", "- a", "> said", "  roses", "12", "a  b\tc"]
)
FEET = st.sampled_from(["{}", "- {} -", "Page {}", "THE BOAT   {}", "{} THE BOAT", "THE BOAT\n\n{}", "\fTHE BOAT\n{}"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=12), min_size=4, max_size=7), FEET, st.booleans())
def test_whatever_is_taken_out_nothing_is_lost(pages: list[list[str]], foot: str, spaced: bool) -> None:  # noqa: FBT001 - drawn
    gap = "\n\n" if spaced else "\n"
    filled = ("\n".join([*LINES[:3], *page, "and every member of the council that"]) for page in pages)
    raw = gap.join(page + gap + foot.format(number) for number, page in enumerate(filled, start=3))
    text, structure = recognised(raw)

    markdown, changes = serialise(text, structure.blocks, front_matter="", furniture=structure.furniture)

    assert revert(markdown, changes) == text
    assert apply(text, changes) == markdown
    check_source(text, structure.blocks, markdown, furniture=structure.furniture)
