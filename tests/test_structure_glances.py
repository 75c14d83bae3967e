"""What recognition passes over at a glance, or makes in a quicker way, is no different for that."""

from __future__ import annotations

import math
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from muniment.model import Block, BlockKind, Decision, Evidence, RunnerUp, Span
from muniment.structure import recognise
from muniment.structure.article_words import FURNITURE, FURNITURE_ALONE
from muniment.structure.candidates import folded
from muniment.structure.endings import End, ending
from muniment.structure.entries import Beginnings, Entry, could_name, keys_of_entry, keys_of_heading, words_of
from muniment.structure.features import observe
from muniment.structure.likeness import resemblance
from muniment.structure.lines import Lines, measure
from muniment.structure.making import make_block, make_decision, make_span
from muniment.structure.numbering import number_of
from muniment.structure.vocabulary import BYLINES, CONTRIBUTIONS, ORDINALS, PART_RANKS, STANDING_HEADINGS

VOCABULARY = (
    "the harbour River CHAPTER IV 12 by Anna Berg Photo: Contents page No. 3 May 2011 www.a.b >> Rovers 2-2 [so] "
    "(Reuters) Act one Notes end. why? — “Yes” Ürün ǰ straße ... seq. copyright"
)
WORDS = VOCABULARY.split(" ")
KNOWN = sorted(
    {
        one
        for words in (BYLINES, CONTRIBUTIONS, FURNITURE, FURNITURE_ALONE, ORDINALS, PART_RANKS, STANDING_HEADINGS)
        for known in words
        for one in (known, known.capitalize(), f"{known}s")
        if one.isascii() and one.replace(" ", "").isalpha()
    }
    | {"river", "Anna", "Berg"}
)
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
TEXTS = st.lists(TEXT, min_size=1, max_size=14)
POEM = "The boat came in at break of day,\nThe baker counted bread,\nThe lamp was lit, the road was grey,\nThe council slept instead.\n"
ARTICLE = f"A Title for the Day\n\n{'Some words that stand here for a while. ' * 9}\n\nTHE HARBOUR\n\n{POEM}\n- one\n- two\n\n"


def confidence_of(evidence: tuple[Evidence, ...]) -> float:
    return round(1 / (1 + math.exp(-sum(one.weight for one in evidence))), 3)


@pytest.mark.parametrize("kind", [BlockKind.HEADING, BlockKind.VERSE, BlockKind.LIST_ITEM, BlockKind.TITLE])
def test_what_was_chosen_is_told_with_the_weights_that_it_was_chosen_by(kind: BlockKind) -> None:
    found = [block.decision for block in recognise(ARTICLE * 3).blocks if block.kind is kind]
    assert found
    assert [one.confidence for one in found] == [confidence_of(one.evidence) for one in found]


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_evidence_of_any_heading_adds_up_to_its_confidence(texts: list[str]) -> None:
    decisions = [block.decision for block in recognise("\n\n".join(texts)).blocks]
    for one in decisions:
        if one.rule.startswith("heading.") and all(said.feature != "title below" for said in one.evidence):
            assert one.confidence == confidence_of(one.evidence)


@given(st.text(string.ascii_letters + " " + ".?:,@>[]-|1290", max_size=60))
@example("Words by Anna Berg")
@example("A photograph: Photo: Anna")
def test_a_text_of_letters_alone_resembles_nothing_that_needs_marks_or_figures(text: str) -> None:
    words = text.split()
    has_figures = any(map(str.isdigit, text))
    has_marks = not all(one.isalpha() or one == " " for one in text)
    text = " ".join(words)
    assert resemblance(text, words, marked=has_marks, figured=has_figures) == resemblance(text, words)


@given(st.lists(st.sampled_from(KNOWN), max_size=4).map(" ".join))
def test_known_words_are_seen_in_a_text_of_letters_alone(text: str) -> None:
    words = text.split()
    assert resemblance(text, words, marked=False, figured=False) == resemblance(text, words)


@given(st.text(string.ascii_letters + " ", min_size=1, max_size=60).map(folded).filter(bool))
@example("FIRST ACT")
@example("Contents")
@example("XIV")
@example("a")
def test_letters_alone_are_observed_like_any_text(text: str) -> None:
    seen, words = observe(text), text.split()
    letters = sum(map(str.isalpha, text))
    assert (seen.width, seen.words, seen.letters, seen.sentences) == (len(text), len(words), letters, 0)
    assert (seen.begins_small, seen.cased) == (text[0].islower(), True)
    assert seen.capitals is (letters > 1 and text.isupper())
    assert (seen.end, seen.number) == (ending(text), number_of(text, words))
    assert seen.resembles == resemblance(text, words)
    assert seen.standing is (text.casefold() in STANDING_HEADINGS)
    assert not any((seen.spoken, seen.pictograph, seen.enclosed, seen.page))


def test_texts_of_which_the_same_can_be_said_share_what_was_observed() -> None:
    one, other = observe("the harbour grey"), observe("the council grey")
    assert one is other
    assert observe("the harbour grew").end is End.OPEN
    assert observe("the harbour grey.") is not one


@given(st.lists(TEXT, min_size=1, max_size=6), TEXT)
@example(["River"], "River 12")
@example(["CHAPTER IV The River"], "The River page 3")
@example(["River harbour"], "River — harbour")
@example(["\u01f0"], "\u01f0")  # its folded form is two characters
def test_a_glance_at_an_entrys_first_words_passes_over_none_that_names_a_heading(
    headings: list[str], text: str
) -> None:
    keys = {key for heading in headings for key in keys_of_heading(words_of(heading))}
    span = Span(start=0, end=len(text))
    entry = Entry(block=0, below=0, lines=(span,), span=span)
    names = any(key in keys for key in keys_of_entry(text, entry))
    assert could_name(text, entry, Beginnings.of(keys)) or not names


def test_a_glance_passes_over_an_entry_that_begins_like_a_heading_and_goes_on_like_none() -> None:
    beginnings = Beginnings.of([("the", "river"), ("harbour",)])
    span = Span(start=0, end=11)
    for text, could in (
        ("The harbour", False),
        ("The river 9", True),
        ("Harbour 123", True),
        ("Harbour now", False),
        ("The river a", False),
    ):
        assert could_name(text, Entry(block=0, below=0, lines=(span,), span=span), beginnings) is could


@given(st.text("ab.?… \"'>*\t\n-", max_size=80))
@example("a..\n...\n..")
def test_how_a_line_ends_is_seen_without_its_words(text: str) -> None:
    lines = measure(text)
    assert [lines.ending(line) for line in range(len(lines))] == [ending(one) for one in contents(lines)]
    assert lines.firsts == "".join(one[0] for one in contents(lines))
    assert lines.lasts == "".join(one[-1] for one in contents(lines))


@given(st.text("a.:?？ \"'>*\n-", max_size=80))
@pytest.mark.parametrize("end", [End.COLON, End.QUESTION])
def test_lines_of_one_ending_are_found_at_once(end: End, text: str) -> None:
    lines = measure(text)
    assert lines.ending_with(end) == {line for line, one in enumerate(contents(lines)) if ending(one) is end}


def contents(lines: Lines) -> list[str]:
    return [lines.content(line) for line in range(len(lines))]


@given(st.lists(st.sampled_from(["", "  ", "word", " two words", "\tx", "> said", ">", "> >", "a > b", "  > deep"])))
def test_quote_marks_elsewhere_change_nothing_about_a_line(rows: list[str]) -> None:
    """Lines are measured all at once, and only those with quote marks again."""
    plain = [row for row in rows if not row.strip().startswith(">")]
    alone = measure("\n".join(plain))
    among = measure("\n".join([*plain, "", "> said"]))
    count = len(alone)
    assert len(among) == count + 1
    for name in ("numbers", "starts", "ends", "indents", "first_words", "gaps"):
        assert getattr(among, name)[:count] == getattr(alone, name)[:count]
    assert list(among.quotes) == [0] * count + [1]


def test_values_made_by_their_slots_are_those_that_the_constructor_makes() -> None:
    evidence = (Evidence(feature="long text", value="300 characters", weight=4.0),)
    other = RunnerUp(kind=BlockKind.HEADING, rule="heading.short-line", confidence=0.2)
    span = make_span(3, 9)
    decision = make_decision(BlockKind.HEADING, "heading.part", 0.9, evidence, span, 2, 3, other)
    assert span == Span(start=3, end=9)
    assert decision == Decision(
        kind=BlockKind.HEADING,
        rule="heading.part",
        confidence=0.9,
        evidence=evidence,
        span=span,
        first_line=2,
        last_line=3,
        runner_up=other,
    )
    block = make_block(BlockKind.HEADING, (span,), decision, 2)
    assert block == Block(kind=BlockKind.HEADING, lines=(span,), decision=decision, level=2)
    assert repr(block) == repr(Block(kind=BlockKind.HEADING, lines=(span,), decision=decision, level=2))
    item = make_block(BlockKind.LIST_ITEM, (span,), decision, 1, "-", True)  # noqa: FBT003 - keywords take longer
    assert item == Block(
        kind=BlockKind.LIST_ITEM, lines=(span,), decision=decision, level=1, marker="-", starts_group=True
    )
    with pytest.raises(AttributeError):
        item.level = 2  # type: ignore[misc] # the model's values are frozen
