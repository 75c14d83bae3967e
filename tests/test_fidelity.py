"""The fidelity gate: every difference is found, named and shown; equal texts pass."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import factory
from muniment.checks.differences import differences
from muniment.checks.fidelity import FidelityResult, check_source, compare, expected_units, gate
from muniment.errors import ExitCode, FidelityError
from muniment.model import Block, BlockKind, Decision, Document, Span
from muniment.readback import collapse
from muniment.writers import Comparison, Writer
from patience import patience

TEXT = ("The cat sat on the mat. It was 1945 and the rain fell hard.", "A second paragraph.", "The end.")

units = st.lists(st.text(alphabet="abc ", min_size=1).map(collapse).filter(bool), max_size=8).map(tuple)


def codes(expected: tuple[str, ...], actual: tuple[str, ...], comparison: Comparison) -> list[str]:
    return [finding.code for finding in compare(expected, actual, comparison)]


@pytest.mark.parametrize("comparison", Comparison)
@pytest.mark.parametrize(
    ("actual", "code", "shown"),
    [
        ((TEXT[0], TEXT[2]), "FID-LOST", "A second paragraph."),
        ((*TEXT, "Unasked."), "FID-ADDED", "Unasked."),
        ((TEXT[0], TEXT[2], TEXT[1]), "FID-MOVED", "The end."),
        ((TEXT[0].replace("1945", "1946"), *TEXT[1:]), "FID-CHANGED", "“1945” became “1946”"),
        ((TEXT[0].replace(" on the mat", ""), *TEXT[1:]), "FID-", "on the"),
        ((TEXT[0].replace("rain", "cold rain"), *TEXT[1:]), "FID-ADDED", "cold"),
        (("It was 1945 and the rain fell hard. The cat sat on the mat.", *TEXT[1:]), "FID-MOVED", "The cat sat on"),
        ((TEXT[0].replace("cat", "Cat"), *TEXT[1:]), "FID-CHANGED", "[cat] sat on the mat."),
        ((TEXT[0].replace("hard.", "hard"), *TEXT[1:]), "FID-CHANGED", "the rain fell [hard.]"),
        ((), "FID-LOST", "The cat sat"),
    ],
)
def test_a_difference_is_named_and_shown(
    actual: tuple[str, ...], code: str, shown: str, comparison: Comparison
) -> None:
    first = compare(TEXT, actual, comparison)[0]
    assert first.code.startswith(code)
    assert shown in first.message


@pytest.mark.parametrize(
    "actual",
    [
        (TEXT[0], f"{TEXT[1]} {TEXT[2]}"),
        (TEXT[0].replace("cat sat", "cat\nsat"), *TEXT[1:]),
        (TEXT[0].replace("cat sat", "cat\u00a0sat"), *TEXT[1:]),
        (TEXT[0].replace("cat sat", "cat  sat"), *TEXT[1:]),
        (TEXT[0].replace("cat", "c\u00adat"), *TEXT[1:]),
        (TEXT[0].replace("fell", "\ufb02ell"), *TEXT[1:]),
    ],
)
def test_exact_means_every_code_point_and_every_division(actual: tuple[str, ...]) -> None:
    assert codes(TEXT, actual, Comparison.EXACT) == ["FID-CHANGED"]


def test_words_are_compared_whatever_the_division_and_the_white_space() -> None:
    assert not compare(TEXT, (f"{TEXT[0]}\n {TEXT[1]}", "The", "end."), Comparison.WORDS)


def test_words_are_what_the_writer_says_they_are() -> None:
    def without_hyphens(text: str) -> tuple[str, ...]:
        return tuple(text.replace("-\n", "").split())

    assert not compare(("harbour",), ("har-", "bour"), Comparison.WORDS, words=without_hyphens)
    assert codes(("harbour",), ("har-", "bour"), Comparison.WORDS) == ["FID-CHANGED"]


def test_scripts_without_spaces_are_compared_character_by_character() -> None:
    assert not compare(("吾輩は猫である。",), ("吾輩は", "猫である。"), Comparison.WORDS)
    assert codes(("吾輩は猫である。",), ("吾輩は", "犬である。"), Comparison.WORDS) == ["FID-CHANGED"]


def test_many_differences_are_cut_off_and_that_is_said() -> None:
    findings = compare(tuple(f"a{n}" for n in range(100)), tuple(f"a{n}" for n in range(0, 200, 2)), Comparison.EXACT)
    assert len(findings) == 21
    assert findings[-1].code == "FID-MORE"


@given(units, units)
def test_no_finding_means_the_same_text_and_the_same_text_means_no_finding(
    left: tuple[str, ...], right: tuple[str, ...]
) -> None:
    assert (not compare(left, right, Comparison.EXACT)) == (left == right)
    same_words = " ".join(left).split() == " ".join(right).split()
    assert (not compare(left, right, Comparison.WORDS)) == same_words


@given(units, units)
def test_every_item_that_stands_on_one_side_only_is_in_a_difference(
    left: tuple[str, ...], right: tuple[str, ...]
) -> None:
    kept_left, kept_right = list(left), list(right)
    found = differences(left, right)
    for one in sorted(found, key=lambda difference: difference.expected, reverse=True):
        del kept_left[slice(*one.expected)]
    for one in sorted(found, key=lambda difference: difference.actual, reverse=True):
        del kept_right[slice(*one.actual)]
    assert kept_left == kept_right


@pytest.mark.parametrize("vocabulary", [1, 3, 100, 50_000])
def test_long_texts_that_differ_throughout_are_compared_in_good_time(vocabulary: int) -> None:
    left = tuple(f"w{n * 7919 % vocabulary}" for n in range(50_000))
    right = tuple(f"w{n * 7907 % vocabulary}" for n in range(50_001))
    with patience():
        assert compare(left, right, Comparison.WORDS)


def test_a_long_text_with_two_distant_differences_shows_just_these() -> None:
    left = [f"w{n % 700}" for n in range(60_000)]
    right = list(left)
    right[100] = "x"
    del right[59_000]
    assert len(compare(tuple(left), tuple(right), Comparison.WORDS)) <= 3


# ----------------------------------------------------------------------------------------------- the gate


def plain_writer(comparison: Comparison = Comparison.EXACT) -> Writer:
    return Writer(
        format="plain",
        suffix=".plain",
        media_type="text/plain",
        version="1",
        summary="Units, one a line.",
        comparison=comparison,
        write=lambda document: "\n".join(expected_units(document.markdown)).encode(),
        read_back=lambda data: tuple(data.decode().split("\n")),
        fingerprint=dict,
    )


def sample() -> Document:
    return replace(factory.document(), markdown="---\ntitle: x\n---\n\n# Naïve\n\nTwo words.\n")


def test_an_edition_that_says_the_same_passes_and_is_measured() -> None:
    writer = plain_writer()
    result = gate(sample(), writer, writer.write(sample()))
    assert result == FidelityResult(
        format="plain",
        comparison=Comparison.EXACT,
        units=2,
        words=3,
        code_points=15,
        text_sha256="d7579d04196e3d835df78fe00c7d6f083f21c7008f08d002aac1a655cf774398",
    )
    assert result.as_mapping()["outcome"] == "passed"


@pytest.mark.parametrize("comparison", Comparison)
def test_an_edition_that_does_not_is_an_error_that_names_the_file_and_the_words(comparison: Comparison) -> None:
    with pytest.raises(FidelityError) as refusal:
        gate(sample(), plain_writer(comparison), "Naïve\nTwo more words.".encode())
    assert refusal.value.exit_code is ExitCode.FIDELITY
    assert refusal.value.code == "FID-ADDED"
    assert str(refusal.value).startswith("harbour.plain: ")
    assert "“more” was added: … " in str(refusal.value)
    assert refusal.value.remedy


# ----------------------------------------------------------------------------------------------- from the source

SOURCE = "TITLE\n=====\n\n> 3. One wrapped\n> line, well-\n> known.\n\n***\n\n  roses\n    violets\n"


def block(kind: BlockKind, text: str, *lines: str, marker: str = "", **more: object) -> Block:
    spans = tuple(Span(start=text.index(line), end=text.index(line) + len(line)) for line in lines)
    whole = Span(start=spans[0].start, end=spans[-1].end) if spans else Span(start=0, end=0)
    decision = Decision(kind=kind, rule="test", evidence=(), confidence=1.0, span=whole, first_line=1, last_line=1)
    return Block(kind=kind, lines=spans, decision=decision, marker=marker, **more)  # type: ignore[arg-type] # a test's shorthand


def blocks(text: str = SOURCE) -> tuple[Block, ...]:
    return (
        block(BlockKind.TITLE, text, "TITLE", level=1),
        block(BlockKind.LIST_ITEM, text, "One wrapped", "line, well-", "known.", marker="3.", quoted=True),
        block(BlockKind.SCENE_BREAK, text, marker="***"),
        block(BlockKind.VERSE, text, "roses", "violets", indents=(0, 2)),
    )


GOOD = "# TITLE\n\n> 3. One wrapped line, well-known.\n\n* * *\n\nroses\\\n&emsp;violets\n"


def test_markdown_with_the_words_of_its_source_passes() -> None:
    check_source(SOURCE, blocks(), GOOD, file="a.txt")


@pytest.mark.parametrize(
    ("markdown", "code"),
    [
        (GOOD.replace("wrapped ", ""), "FID-LOST"),
        (GOOD.replace("wrapped", "wrapped long"), "FID-ADDED"),
        (GOOD.replace("well-known", "well- known"), None),
        (GOOD.replace("wrapped line", "wrappedline"), "FID-CHANGED"),
        (GOOD.replace("roses", "rosés"), "FID-CHANGED"),
        (GOOD.replace("violets", "*violets*"), None),
        (GOOD.replace("# TITLE\n\n", "") + "\n# TITLE\n", "FID-MOVED"),
        (GOOD + "\nmore\n", "FID-ADDED"),
        (GOOD.replace("roses\\\n&emsp;violets\n", ""), "FID-LOST"),
        (GOOD.replace("TITLE", "TITLE[^1]") + "\n[^1]: extra\n", "FID-ADDED"),
    ],
)
def test_markdown_with_other_words_than_its_source_is_refused(markdown: str, code: str | None) -> None:
    if code is None:  # how lines join and what is emphasised is no matter of words
        check_source(SOURCE, blocks(), markdown)
        return
    with pytest.raises(FidelityError) as refusal:
        check_source(SOURCE, blocks(), markdown, file="a.txt")
    assert refusal.value.code == code


def test_words_that_stand_in_no_block_are_found_with_their_line() -> None:
    text = SOURCE.replace("=====", "===== 1st")
    with pytest.raises(FidelityError, match=r"“1st” \(line 2\)") as refusal:
        check_source(text, blocks(text), GOOD, file="a.txt")
    assert refusal.value.code == "FID-OUTSIDE"


def test_a_marker_accounts_for_itself_once_and_not_for_another() -> None:
    text = SOURCE.replace("> 3. One", "> 3. 3. One")
    with pytest.raises(FidelityError, match=r"“3\.”"):
        check_source(text, blocks(text), GOOD)
