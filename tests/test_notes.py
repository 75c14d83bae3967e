"""Notes of plain text become notes; what is less than sure stays as it stands; no word is lost either way."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from canonical_blocks import texts_with_notes
from muniment.canonical import normalise, serialise
from muniment.changes import apply, revert
from muniment.checks.expected import expected_units
from muniment.checks.source import check_source
from muniment.errors import FidelityError
from muniment.model import Block, BlockKind, InlineMark, MarkKind, Override, Span
from muniment.readback import units_of_xhtml
from muniment.structure import recognise
from test_fidelity_readers import article, outline, read

TITLE = "The Old Harbour"
HEAD = f"{TITLE}\n\n"
PROSE = "The committee met in the hall of the old school, and every member of it had something to say about the harbour"


def markdown_of(text: str, *, overrides: tuple[Override, ...] = ()) -> str:
    """Canonical Markdown of a text below a title, after every property that must hold has been seen to hold."""
    text = HEAD + text
    blocks = recognise(text, overrides=overrides).blocks
    markdown, changes = serialise(text, blocks, front_matter="")
    assert revert(markdown, changes) == text
    assert apply(text, changes) == markdown
    assert normalise(markdown, file="x.md") == markdown
    check_source(text, blocks, markdown)
    return markdown.partition("\n\n")[2]


RECOGNISED = {
    "figures in brackets under the paragraph": (
        f"{PROSE}.[1]\n\n[1] It was built in 1901.\n\n{PROSE},[2] too.\n\n[2] And rebuilt later.\n",
        f"{PROSE}.[^1]\n\n[^1]: It was built in 1901.\n\n{PROSE},[^2] too.\n\n[^2]: And rebuilt later.\n",
    ),
    "letters at the end of the chapter": (
        f"{PROSE}.[A]\n\n{PROSE}[B] indeed.\n\nFOOTNOTES:\n\n[A] First of all.\n\n[B] Second of all.\n",
        f"{PROSE}.[^1]\n\n{PROSE}[^2] indeed.\n\nFOOTNOTES:\n\n[^1]: First of all.\n\n[^2]: Second of all.\n",
    ),
    "the form of Project Gutenberg": (
        f"{PROSE}.[1]\n\n[Footnote 1: It was built in 1901 (see [there]).]\n\n{PROSE}.\n",
        f"{PROSE}.[^1]\n\n[^1]: It was built in 1901 (see \\[there\\]).\n\n{PROSE}.\n",
    ),
    "a bracketed note of several paragraphs": (
        f"{PROSE}.[1]\n\n[Footnote 1: {PROSE}.\n\n{PROSE} again.]\n\n{PROSE}.\n",
        f"{PROSE}.[^1]\n\n[^1]: {PROSE}.\n\n    {PROSE} again.\n\n{PROSE}.\n",
    ),
    "an asterisk": (
        f"{PROSE}.*\n\n* It was built in 1901.\n\n{PROSE}.\n",
        f"{PROSE}.[^1]\n\n[^1]: It was built in 1901.\n\n{PROSE}.\n",
    ),
    "daggers": (
        f"{PROSE}† and so on.\n\n† It was built in 1901.\n\n{PROSE}.\n",
        f"{PROSE}[^1] and so on.\n\n[^1]: It was built in 1901.\n\n{PROSE}.\n",
    ),
    "raised figures": (
        f"{PROSE}.¹\n\n{PROSE}.²\n\n¹ It was built in 1901.\n\n² And rebuilt later.\n",
        f"{PROSE}.[^1]\n\n{PROSE}.[^2]\n\n[^1]: It was built in 1901.\n\n[^2]: And rebuilt later.\n",
    ),
    "figures in parentheses": (
        f"{PROSE}.(1)\n\n(1) It was built in 1901.\n\n{PROSE}.\n",
        f"{PROSE}.[^1]\n\n[^1]: It was built in 1901.\n\n{PROSE}.\n",
    ),
    "notes one a line": (
        f"{PROSE}[1] and {PROSE}[2].\n\n{PROSE}.\n\n[1] It was built in 1901.\n[2] And rebuilt later.\n",
        f"{PROSE}[^1] and {PROSE}[^2].\n\n{PROSE}.\n\n[^1]: It was built in 1901.\n\n[^2]: And rebuilt later.\n",
    ),
    "figures that begin again with each chapter": (
        f"CHAPTER I\n\n{PROSE}.[1]\n\n[1] One note.\n\nCHAPTER II\n\n{PROSE}.[1]\n\n[1] Another note.\n",
        f"## CHAPTER I\n\n{PROSE}.[^1]\n\n[^1]: One note.\n\n## CHAPTER II\n\n{PROSE}.[^2]\n\n[^2]: Another note.\n",
    ),
    "a reference after an exclamation mark, which would begin an image": (
        f"{PROSE}![1]\n\n[1] It was built in 1901.\n\n{PROSE}.\n",
        f"{PROSE}\\![^1]\n\n[^1]: It was built in 1901.\n\n{PROSE}.\n",
    ),
}


@pytest.mark.parametrize(("text", "expected"), RECOGNISED.values(), ids=RECOGNISED.keys())
def test_a_mark_and_the_block_that_begins_with_it_become_a_note(text: str, expected: str) -> None:
    assert markdown_of(text) == expected


LITERAL = {
    "a note that nothing refers to": f"{PROSE}.\n\n[1] It was built in 1901.\n\n{PROSE}.\n",
    "a reference without a note": f"{PROSE}.[1]\n\n{PROSE}.\n",
    "a note before its reference": f"[1] It was built in 1901.\n\n{PROSE}.[1]\n\n{PROSE}.\n",
    "a list of sources that are cited again and again": (
        f"{PROSE} [1] and [2].\n\n{PROSE} [1].\n\n[1] It was built in 1901.\n\n[2] And rebuilt later.\n"
    ),
    "a figure alone that is not the first": f"{PROSE}.[7]\n\n[7] It was built in 1901.\n\n{PROSE}.\n",
    "paragraphs of a law": f"{PROSE} under section 5(1).\n\n(1) It was built in 1901.\n\n{PROSE}.\n",
    "a bracket that closes too early": f"{PROSE}.[1]\n\n[Footnote 1: Built] in 1901.\n\n{PROSE}.\n",
    "a bracket that never closes": f"{PROSE}.[1]\n\n[Footnote 1: Built in 1901.\n\n{PROSE}.\n",
    "a reference that would become a link": f"{PROSE}[1](see there).\n\n[1] It was built in 1901.\n\n{PROSE}.\n",
    "emphasis with asterisks": f"{PROSE} *most* of all.\n\n* It was built in 1901.\n\n{PROSE}.\n",
    "a list": f"{PROSE}.*\n\n* It was built in 1901.\n* And rebuilt later.\n\n{PROSE}.\n",
    "a power": f"{PROSE} of 10².\n\n² It was built in 1901.\n\n{PROSE}.\n",
    "an index in a formula": f"{PROSE} a[1]x.\n\n[1] It was built in 1901.\n\n{PROSE}.\n",
    "a note in the text itself": f"{PROSE}[Footnote 1: built in 1901] and so on.\n\n{PROSE}.\n",
}


@pytest.mark.parametrize("text", LITERAL.values(), ids=LITERAL.keys())
def test_what_is_less_than_sure_stays_as_it_stands(text: str) -> None:
    assert "[^" not in markdown_of(text)


def test_a_reference_inside_a_note_stays_literal() -> None:
    text = f"{PROSE}.[1]\n\n[1] It was built in 1901.[2]\n\n[2] Or in 1902.\n\n{PROSE}.\n"
    assert (
        markdown_of(text) == f"{PROSE}.[^1]\n\n[^1]: It was built in 1901.\\[2\\]\n\n\\[2\\] Or in 1902.\n\n{PROSE}.\n"
    )


def test_a_list_of_notes_under_a_head_keeps_each_notes_further_paragraphs() -> None:
    text = f"{PROSE}.[1]\n\n{PROSE}.[2]\n\nNOTES\n\n[1] {PROSE}.\n\n{PROSE} again.\n\n[2] And rebuilt later.\n"
    assert f"[^1]: {PROSE}.\n\n    {PROSE} again.\n\n[^2]: And rebuilt later.\n" in markdown_of(text)


def test_a_correction_of_the_reader_wins() -> None:
    text = f"{PROSE}.[1]\n\n[1] It was built in 1901.\n\n{PROSE}.\n"
    correction = Override(text="[1] It was built", kind=BlockKind.PARAGRAPH)
    assert "[^" not in markdown_of(text, overrides=(correction,))


def test_each_mark_that_is_replaced_is_recorded() -> None:
    text = f"{HEAD}{PROSE}.[1]\n\n[Footnote 1: Built in 1901.]\n"
    _, changes = serialise(text, recognise(text).blocks, front_matter="")
    recorded = [(change.rule, change.before, change.after) for change in changes]
    assert ("note-reference", "[1]", "[^1]") in recorded
    assert ("note-mark", "\n\n[Footnote 1: ", "\n\n[^1]: ") in recorded
    assert ("note-mark", "]", "") in recorded


def test_a_note_says_where_it_is_referred_to() -> None:
    text = f"{HEAD}{PROSE}.[1]\n\n[1] Built in 1901.\n"
    note = recognise(text).blocks[-1]
    assert (note.decision.rule, note.decision.evidence[0].value) == ("note.brackets", "[1] in line 3")


def test_a_mark_that_holds_words_is_refused() -> None:
    text = f"{HEAD}{PROSE}.[1]\n\n[1] Built in 1901.\n"
    title, first, *rest = recognise(text).blocks
    hiding = InlineMark(kind=MarkKind.NOTE_REFERENCE, span=Span(start=len(HEAD) + 4, end=len(HEAD) + 13), label="1")
    blocks = (title, replace(first, marks=(hiding,)), *rest)
    markdown, _ = serialise(text, blocks, front_matter="")
    with pytest.raises(FidelityError) as refused:
        check_source(text, blocks, markdown)
    assert refused.value.code == "FID-OUTSIDE"


def test_a_note_whose_reference_is_gone_is_refused() -> None:
    text = f"{HEAD}{PROSE}.[1]\n\n[1] Built in 1901.\n"
    title, first, *rest = recognise(text).blocks
    blocks = (title, replace(first, marks=()), *rest)
    markdown, _ = serialise(text, blocks, front_matter="")
    with pytest.raises(FidelityError):
        check_source(text, blocks, markdown)


@settings(max_examples=200, deadline=None)
@given(texts_with_notes())
def test_both_readers_see_the_same_notes_in_whatever_the_serialiser_writes(case: tuple[str, tuple[Block, ...]]) -> None:
    text, blocks = case
    markdown, _ = serialise(text, blocks, front_matter="")
    root = article(markdown)
    assert outline(root) == read(unicodedata.normalize("NFC", markdown))
    assert units_of_xhtml(root) == tuple(unicodedata.normalize("NFC", unit) for unit in expected_units(markdown))


PIECES = [
    "[1]",
    "[2]",
    "[A]",
    "*",
    "†",
    "¹",
    "(1)",
    "[Footnote 1: ",
    "]",
    "[",
    "word",
    " ",
    "\n",
    "\n\n",
    "!",
    "Chapter I",
]
PIECES += ["* ", "> ", "- ", "    ", f"{PROSE}.", "NOTES", "[^1]", "_", "."]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("word[1]\n\n[Footnote 1:\nword]\n\n[1] word")
@example("word[1]\n\n[Footnote 1: word\n]")
def test_whatever_the_marks_no_word_is_lost(text: str) -> None:
    markdown_of(text)


def test_time_is_linear_in_the_number_of_marks() -> None:
    many = 3000
    text = "".join(f"word[{number % 900 + 1}] and\n\n[Footnote {number % 900 + 1}: open\n\n" for number in range(many))
    assert recognise(text).blocks
