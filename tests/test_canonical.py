"""Canonical Markdown: literal text stays literal, every difference is recorded, and normalising again changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canonical_blocks import lines, texts_with_blocks, texts_with_notes
from muniment.canonical import escape, normalise, serialise
from muniment.canonical.normalise import reader
from muniment.changes import apply, revert
from muniment.errors import SourceError
from muniment.model import Block


def words_read_from(markdown: str) -> str:
    return "".join(
        child.content
        for token in reader().parse(markdown)
        for child in token.children or ()
        if child.type in ("text", "code_inline")
    )


@given(lines.filter(bool))
def test_any_line_reads_back_as_the_same_characters(line: str) -> None:
    line = " ".join(line.split(" ")).strip()
    if line and line == line.strip() and "\t" not in line and "  " not in line:
        assert words_read_from(escape(line)) == line


@settings(max_examples=300)
@given(st.one_of(texts_with_blocks(), texts_with_notes()))
def test_the_clean_text_can_be_regenerated_from_the_markdown_and_the_changes(
    case: tuple[str, tuple[Block, ...]],
) -> None:
    text, blocks = case
    markdown, changes = serialise(text, blocks, front_matter="")
    assert revert(markdown, changes) == text
    assert apply(text, changes) == markdown


@settings(max_examples=300)
@given(st.one_of(texts_with_blocks(), texts_with_notes()))
def test_normalising_canonical_markdown_changes_no_byte(case: tuple[str, tuple[Block, ...]]) -> None:
    text, blocks = case
    markdown, _ = serialise(text, blocks, front_matter="")
    assert normalise(markdown, file="x.md") == markdown


@pytest.mark.parametrize("line", ["-|", ":|", "--|--", "|-|", "-:|", "- |", "1.|", "=|"])
def test_a_row_that_looks_like_part_of_a_table_is_escaped_once_and_for_all(line: str) -> None:
    assert normalise(f"{escape(line)}\n", file="x.md") == f"{escape(line)}\n"
    assert words_read_from(escape(line)) == line


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                "*",
                "_",
                "**",
                "a",
                " ",
                "\n",
                "\n\n",
                "- ",
                "> ",
                "1. ",
                "`",
                "[^1]",
                "[^1]: n",
                "# ",
                "|",
                "\\",
                "<b>",
                "![a](b)",
                "[a](b)",
                "    ",
                "---",
                "&amp;",
                "```\n",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_normalising_is_idempotent_for_any_markdown(source: str) -> None:
    try:
        once = normalise(source, file="x.md")
    except SourceError as error:
        assert error.remedy  # noqa: PT017 - an error is a legal outcome here; that it says what to do is what counts
        return
    assert normalise(once, file="x.md") == once


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Title\n=====\n\ntext *a* __b__", "# Title\n\ntext *a* **b**\n"),
        ("* one\n* two\n", "- one\n- two\n"),
        ("wrapped\nlines", "wrapped lines\n"),
        ("hard  \nbreak", "hard\\\nbreak\n"),
        ("<b>bold</b> &copy; ![x](y)", "\\<b>bold\\</b> © !\\[x\\](y)\n"),
        ("[x](javascript:alert)", "\\[x\\](javascript:alert)\n"),
        ("a | b\n--- | ---\n1 | 2\n", "| a | b |\n| --- | --- |\n| 1 | 2 |\n"),
        ("text[^n]\n\n[^n]: a note\n", "text[^n]\n\n[^n]: a note\n"),
        ("[^n]: never referred to\n", "\\[^n\\]: never referred to\n"),
        ("***\n", "* * *\n"),
        ("    code\n", "```\ncode\n```\n"),
        ("", ""),
    ],
)
def test_markdown_that_a_person_wrote_becomes_canonical(source: str, expected: str) -> None:
    assert normalise(source, file="x.md") == expected


@pytest.mark.parametrize("source", ["- " * 120 + "deep\n", "a[^1]\n\n[^1]: b[^2]\n\n[^2]: c\n"])
def test_markdown_that_readers_would_lose_words_of_is_refused(source: str) -> None:
    with pytest.raises(SourceError, match="lose words"):
        normalise(source, file="x.md")


def test_lists_nested_deeper_than_readers_go_by_default_keep_their_words() -> None:
    source = "".join(f"{'  ' * depth}- item {depth}\n" for depth in range(20))
    assert "item 19" in normalise(source, file="x.md")
