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
    "a note in the text itself, which is its own reference": (
        f"{PROSE}[Footnote 1: built in 1901] and so on.\n\n{PROSE}.\n",
        f"{PROSE}[^1] and so on.\n\n[^1]: built in 1901\n\n{PROSE}.\n",
    ),
    "two notes in the text, one without a number": (
        f"{PROSE} [Footnote: built _in_ 1901 [or 1902]], and so on[Footnote *: 1. Later].\n\n{PROSE}.\n",
        f"{PROSE}[^1], and so on[^2].\n\n[^1]: built *in* 1901 \\[or 1902\\]\n\n[^2]: 1\\. Later\n\n{PROSE}.\n",
    ),
    "notes in the text and below it": (
        f"{PROSE}[1] and[Footnote A: built in 1901].\n\n[1] And rebuilt.\n\n{PROSE}.\n",
        f"{PROSE}[^1] and[^2].\n\n[^2]: built in 1901\n\n[^1]: And rebuilt.\n\n{PROSE}.\n",
    ),
    "an asterisk and a bracket, as German books have them": (
        f"{PROSE}*) {PROSE}.\n\n*) It was built in 1901.\n\n{PROSE}.\n",
        f"{PROSE}[^1] {PROSE}.\n\n[^1]: It was built in 1901.\n\n{PROSE}.\n",
    ),
    "an asterisk in brackets": (
        f"{PROSE}(*) {PROSE}.\n\n(*) It was built in 1901.\n\n{PROSE}.\n",
        f"{PROSE}[^1] {PROSE}.\n\n[^1]: It was built in 1901.\n\n{PROSE}.\n",
    ),
    "a numbered list under a head of notes": (
        f"{PROSE}.[1]\n\n{PROSE}[2] too.\n\nNotes\n\n1. It was built in 1901.\n2. And rebuilt later.\n",
        f"{PROSE}.[^1]\n\n{PROSE}[^2] too.\n\n## Notes\n\n[^1]: It was built in 1901.\n\n[^2]: And rebuilt later.\n",
    ),
    "section signs": (
        f"{PROSE}§ and so on.\n\n§ It was built in 1901.\n\n{PROSE}.\n",
        f"{PROSE}[^1] and so on.\n\n[^1]: It was built in 1901.\n\n{PROSE}.\n",
    ),
    "two asterisks": (
        f"{PROSE}.** {PROSE}.\n\n** It was built in 1901.\n\n{PROSE}.\n",
        f"{PROSE}.[^1] {PROSE}.\n\n[^1]: It was built in 1901.\n\n{PROSE}.\n",
    ),
    "small letters": (
        f"{PROSE}.[a]\n\n{PROSE}[b] too.\n\n[a] One note.\n\n[b] Another note.\n",
        f"{PROSE}.[^1]\n\n{PROSE}[^2] too.\n\n[^1]: One note.\n\n[^2]: Another note.\n",
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
    "a note in the text with a letter right behind it": f"{PROSE}[Footnote 1: built in 1901]s.\n\n{PROSE}.\n",
    "a note in the text that never closes": f"{PROSE}[Footnote 1: built in 1901 and so on.\n\n{PROSE}.\n",
    "a note in the text without words": f"{PROSE}[Footnote 1: ] and so on.\n\n{PROSE}.\n",
    "a note in the text whose mark is there before": f"{PROSE}[1] again[Footnote 1: built in 1901] so.\n\n{PROSE}.\n",
    "a list under a head of notes that is not all referred to": (
        f"{PROSE}.[1]\n\n{PROSE} too.\n\nNotes\n\n1. It was built in 1901.\n2. And rebuilt later.\n"
    ),
    "a numbered list under another head": (
        f"{PROSE}.[1]\n\n{PROSE}[2] too.\n\nWhat to bring\n\n1. It was built in 1901.\n2. And rebuilt later.\n"
    ),
    "emphasis before a bracket": f"{PROSE} (said *he*) {PROSE}.\n\n*) It was built in 1901.\n\n{PROSE}.\n",
    "a remark in brackets": f"{PROSE} [a footnote: built in 1901] and so on.\n\n{PROSE}.\n",
    "a note in a list": f"- {PROSE}[Footnote 1: built in 1901] and so on.\n- {PROSE}.\n",
    "a paragraph of a law": f"{PROSE} under this law.\n\n§ 5 It was built in 1901.\n\n{PROSE} and its §.\n",
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


WRAPPED_PROSE = """\
The committee met in the hall of the old school, and every member of
it had something to say about the harbour,[1] about the pier, and about
those who had promised to pay for either of them and had not come.
"""
WRAPPED = """\
The committee met in the hall of the old school, and every member of
it had something to say about the harbour,[Footnote 3: The harbour
was built in 1901, and re-
built later.] about the pier, and about those who had promised to pay
for either of them and who had not come.

They voted at nine, when the lamps had been lit, and at ten they went
home by the same road that they had come.
"""


def test_a_note_in_the_text_may_run_over_several_lines() -> None:
    written = markdown_of(WRAPPED)
    assert "about the harbour,[^1] about the pier, and" in written
    assert "either of them and who had not come.\n\n[^1]: The harbour was built in 1901, and re-built later." in written


def test_what_a_note_in_the_text_moves_is_recorded() -> None:
    text = f"{HEAD}{PROSE} [Footnote 1: built in 1901].\n"
    _, changes = serialise(text, recognise(text).blocks, front_matter="")
    recorded = [(change.rule, change.before, change.after) for change in changes]
    assert ("note-reference", " [Footnote 1: built in 1901]", "[^1]") in recorded
    assert ("note-moved", "", "\n\n[^1]: built in 1901") in recorded


def test_a_reference_that_holds_words_of_no_note_is_refused() -> None:
    text = f"{HEAD}{PROSE}[Footnote 1: built in 1901] and so on.\n"
    title, first, note = recognise(text).blocks
    shorter = replace(note, lines=(Span(start=note.lines[0].start, end=note.lines[0].end - 8),))
    markdown, _ = serialise(text, (title, first, shorter), front_matter="")
    with pytest.raises(FidelityError) as refused:
        check_source(text, (title, first, shorter), markdown)
    assert refused.value.code == "FID-OUTSIDE"


STANZA = "    The boat went out in the morning,\n    The boat came in at noon.\n"


@pytest.mark.parametrize(("ending", "announced"), [(":", True), (".", False)])
def test_a_note_that_ends_with_a_colon_goes_on_with_the_verse_below_it(ending: str, announced: bool) -> None:  # noqa: FBT001 - a parameter of the case
    text = f"{WRAPPED_PROSE}\n[1] As the song has it{ending}\n\n{STANZA}\nThen they went home.\n"
    stanza = "The boat went out in the morning,\\\n{0}The boat came in at noon.\n"
    indented = "    " + stanza.format("    ")
    assert (f"[^1]: As the song has it{ending}\n\n{indented}" in markdown_of(text)) is announced
    assert (f"\n\n{stanza.format('')}" in markdown_of(text)) is not announced


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
    "[Footnote: ",
    "*)",
    "§",
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


def test_many_notes_in_one_paragraph_take_their_time_each() -> None:
    text = HEAD + "".join(f"word[Footnote {number % 900 + 1}: note {number}] and " for number in range(2000)) + "end.\n"
    blocks = recognise(text).blocks
    markdown, _ = serialise(text, blocks, front_matter="")
    assert sum(bool(block.note) for block in blocks) == 2000
    check_source(text, blocks, markdown)
