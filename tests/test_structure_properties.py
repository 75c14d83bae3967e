"""Whatever the text, its structure covers it, in order, and is the same every time."""

from __future__ import annotations

import unicodedata

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from muniment.errors import Severity
from muniment.model import Block, BlockKind, Override
from muniment.structure import recognise

SAMPLE = (
    "the Harbour council met again on Monday. Why? RIVER 1. 2) - • *** > --- === Chapter IV 水は流れる العربية naïve — # a, "
    "said: 12 § ⁂ \t \u2003"
)
WORDS = st.sampled_from(SAMPLE.split(" "))
CLEAN = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n")
ANY_TEXT = st.text(CLEAN, max_size=200).map(lambda text: unicodedata.normalize("NFC", text))
LINE = st.builds(lambda indent, words: " " * indent + " ".join(words), st.integers(0, 9), st.lists(WORDS, max_size=14))
LAID_OUT = st.lists(LINE, max_size=25).map("\n".join)
TEXT = st.one_of(ANY_TEXT, LAID_OUT)
OVERRIDES = st.lists(
    st.builds(
        lambda text, kind, level, occurrence, joined, quoted: Override(
            text=text, kind=kind, level=level, occurrence=occurrence, joined=joined, quoted=quoted
        ),
        text=st.sampled_from(["the", "Harbour", "1.", "-", "Chapter IV", "> the", "RIVER RIVER", "---", ""]),
        kind=st.sampled_from(BlockKind),
        level=st.integers(0, 3),
        occurrence=st.integers(1, 3),
        joined=st.booleans(),
        quoted=st.booleans(),
    ),
    max_size=4,
).map(tuple)


def marks_of(text: str, block: Block) -> str:
    """The characters of a block that are neither words of it nor white space."""
    pieces = []
    at = block.decision.span.start
    for span in block.lines:
        pieces.append(text[at : span.start])
        at = span.end
    pieces.append(text[at : block.decision.span.end])
    return "".join("".join(pieces).split())


# The first of these tests pays for the tables of characters, which on a busy machine looks like slow strategies.
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT, OVERRIDES)
@example("Title\n=====\n\n> quoted\n> > twice\n\n1. a\n2. b\n   c\n\n***\n", ())
@example("\u2028\u2029a\u00a0\n\u3000b", ())
@example("above\n\n    deep\nflat", (Override(text="deep", kind=BlockKind.PREFORMATTED),))
def test_blocks_cover_the_text_in_order(text: str, overrides: tuple[Override, ...]) -> None:
    structure = recognise(text, overrides=overrides)

    at = 0
    for block in structure.blocks:
        decision = block.decision
        assert not text[at : decision.span.start].strip()
        assert decision.span.start < decision.span.end
        inside = decision.span.start
        for span in block.lines:
            assert inside <= span.start < span.end <= decision.span.end
            assert "\n" not in text[span.start : span.end]
            assert text[span.start : span.end].strip()
            inside = span.end
        assert (block.lines == ()) is (block.kind is BlockKind.SCENE_BREAK)
        assert decision.first_line == text.count("\n", 0, decision.span.start) + 1
        assert decision.last_line == text.count("\n", 0, decision.span.end) + 1
        at = decision.span.end
    assert not text[at:].strip()


@settings(max_examples=150, deadline=None)
@given(TEXT)
@example("1. the\n> \t the")
@example("the\n> ---")
@example("> the\n>\n> > \n>the\n\n>")
def test_only_marks_are_left_out_of_a_blocks_words(text: str) -> None:
    for block in recognise(text).blocks:
        marks = marks_of(text, block)
        if block.kind is BlockKind.LIST_ITEM:
            assert marks.lstrip(">").startswith(block.marker)
            marks = marks.lstrip(">").removeprefix(block.marker)
        if block.kind is BlockKind.SCENE_BREAK:
            assert not any(character.isalnum() for character in marks)
            continue
        if block.kind in {BlockKind.HEADING, BlockKind.TITLE}:
            marks = marks.translate(dict.fromkeys(map(ord, "=-~^")))
        assert set(marks) <= {">"}
        assert not marks or block.quoted


@settings(max_examples=100, deadline=None)
@given(TEXT, OVERRIDES)
def test_judgements_are_bounded_and_repeatable(text: str, overrides: tuple[Override, ...]) -> None:
    structure = recognise(text, overrides=overrides)

    assert structure == recognise(text, overrides=overrides)
    for block in structure.blocks:
        assert block.kind is block.decision.kind
        assert 0 <= block.decision.confidence <= 1
        other = block.decision.runner_up
        assert other is None or 0 <= other.confidence <= 1
        assert (block.kind is BlockKind.VERSE) is bool(block.indents)
        assert len(block.indents) in {0, len(block.lines)}


@settings(max_examples=150, deadline=None)
@given(TEXT, OVERRIDES)
def test_lists_and_levels_are_ones_that_markdown_can_say(text: str, overrides: tuple[Override, ...]) -> None:
    blocks = recognise(text, overrides=overrides).blocks

    assert sum(block.kind is BlockKind.TITLE for block in blocks) <= 1
    counting: dict[int, str] = {}
    above: Block | None = None
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            assert 2 <= block.level <= 6
        if block.kind is not BlockKind.LIST_ITEM:
            counting.clear()
            above = None
            continue
        assert block.level <= (above.level + 1 if above else 0)
        if block.level not in counting or not above:
            assert block.starts_group
        if block.marker[:1].isdigit():
            number = int(block.marker[:-1])
            assert number <= 999_999_999
            if not block.starts_group:
                assert number == int(counting[block.level][:-1]) + 1
        counting = {level: marker for level, marker in counting.items() if level < block.level}
        counting[block.level] = block.marker
        above = block


@settings(max_examples=100, deadline=None)
@given(LAID_OUT)
def test_blank_lines_at_the_ends_change_nothing(text: str) -> None:
    plain = [block.kind for block in recognise(text).blocks]

    assert [block.kind for block in recognise(f"\n \n{text}\n\t\n").blocks] == plain


@given(st.text(max_size=100))
@settings(max_examples=100, deadline=None)
def test_every_finding_is_no_more_than_a_warning(text: str) -> None:
    override = Override(text="no line begins with these words", kind=BlockKind.HEADING)

    findings = recognise(text, overrides=(override,), file="a.txt").findings

    assert [finding.code for finding in findings if finding.severity is Severity.WARNING] == ["STR-OVERRIDE-UNMATCHED"]
    assert not any(finding.severity is Severity.ERROR for finding in findings)
