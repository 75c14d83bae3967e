"""Marks of emphasis that pair off become emphasis; what is less than sure stays as it stands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from muniment.canonical import normalise, serialise
from muniment.changes import apply, revert
from muniment.checks.source import check_source
from muniment.model import Block
from muniment.structure import recognise
from test_fidelity_readers import article, outline, read

HEAD = "The Old Harbour\n\n"
PROSE = "The committee met in the hall of the old school, and every member of it had something to say about the harbour"


def seen(text: str) -> tuple[str, tuple[Block, ...]]:
    """Canonical Markdown and blocks of a text, after every property that must hold has been seen to hold."""
    blocks = recognise(text).blocks
    markdown, changes = serialise(text, blocks, front_matter="")
    assert revert(markdown, changes) == text
    assert apply(text, changes) == markdown
    assert normalise(markdown, file="x.md") == markdown
    check_source(text, blocks, markdown)
    return markdown, blocks


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("and _this_ too", "and *this* too"),
        ("and _these few words_, too", "and *these few words*, too"),
        ("and *this* too", "and **this** too"),
        ("“_Well!_” he said", "“*Well!*” he said"),
        ("on the _Merrimac_'s deck", "on the *Merrimac*'s deck"),
        ("in (_op. cit._) again", "in (*op. cit.*) again"),
        ("first _one_ and then _the other_", "first *one* and then *the other*"),
        ("the snake_case of it", "the snake\\_case of it"),
        ("an _open mark", "an \\_open mark"),
        ("a stray mark_ here", "a stray mark\\_ here"),
        ("two * three * four", "two \\* three \\* four"),
        ("the __init__ of it", "the \\_\\_init\\_\\_ of it"),
        ("a blank ____ to fill", "a blank \\_\\_\\_\\_ to fill"),
        ("_both_ and *both*", "\\_both\\_ and \\*both\\*"),
        ("one _good_ and one_bad", "one \\_good\\_ and one\\_bad"),
    ],
)
def test_marks_become_emphasis_only_where_all_of_a_block_pair_off(words: str, expected: str) -> None:
    markdown, _ = seen(f"{HEAD}{PROSE}, {words}.\n\n{PROSE}.\n")
    assert markdown == f"# The Old Harbour\n\n{PROSE}, {expected}.\n\n{PROSE}.\n"


def test_emphasis_and_a_note_may_stand_side_by_side() -> None:
    markdown, _ = seen(f"{HEAD}{PROSE}, _here_[1] too.\n\n[1] Or _there_.\n")
    assert markdown.endswith(f"{PROSE}, *here*[^1] too.\n\n[^1]: Or *there*.\n")


def test_each_mark_is_recorded() -> None:
    text = f"{HEAD}{PROSE}, _here_ too.\n"
    _, changes = serialise(text, recognise(text).blocks, front_matter="")
    assert [(one.before, one.after) for one in changes if one.rule == "emphasis-mark"] == [("_", "*"), ("_", "*")]


PIECES = [
    "_",
    "*",
    "word",
    "é",
    "字",
    "\u0301",
    " ",
    ".",
    "!",
    "'",
    '"',
    "”",
    "(",
    ")",
    "-",
    "—",
    "[1]",
    "\n",
    "\n\n",
    "\\",
]
PIECES += [f"{PROSE}, ", "    ", "- ", "> ", "1. ", "#", "&", "`", "$", "\u00a0", "_a_", "*b*", "&amp;", "~", "|", "😀"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("_a\nb_")
@example("word _a_ _b_ *c*")
def test_both_readers_see_the_same_emphasis_and_no_word_is_lost(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    markdown, _ = seen(text)
    assert outline(article(markdown)) == read(markdown)
