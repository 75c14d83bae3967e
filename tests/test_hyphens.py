"""Hyphens at line ends: dropped where the text or its language says so, kept where it does not, and always recorded."""

from __future__ import annotations

import pytest

from muniment.canonical import serialise
from muniment.changes import apply, revert
from muniment.checks.fidelity import check_source
from muniment.errors import FidelityError
from muniment.structure import recognise

FILLER = (
    "The council met in the hall of the old school, and every\nmember of it had something to say about the ferry.\n\n"
)


def joined(text: str, language: str | None = "en") -> str:
    """The words of the last paragraph of ``text``, hard-wrapped, as canonical Markdown has them."""
    whole = FILLER * 2 + text + "\n"
    blocks = recognise(whole).blocks
    markdown, changes = serialise(whole, blocks, front_matter="", language=language)
    assert revert(markdown, changes) == whole
    assert apply(whole, changes) == markdown
    check_source(whole, blocks, markdown)
    return markdown.rstrip("\n").rpartition("\n")[2]


KNOWN = (
    "They came into the harbour in the morning, and the har-\nbour was full of boats that nobody had expected so soon."
)


def test_a_word_that_the_text_writes_as_one_elsewhere_loses_the_hyphen() -> None:
    assert "and the harbour was full" in joined(KNOWN)


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru", "pt-BR", None])
def test_whatever_the_language_where_words_are_hyphenated_at_all(language: str | None) -> None:
    assert "and the harbour was full" in joined(KNOWN, language)


@pytest.mark.parametrize("language", ["vi", "fa", "hi"])
def test_languages_without_hyphenation_keep_it(language: str) -> None:
    assert "and the har-bour was full" in joined(KNOWN, language)


def test_a_word_that_the_text_writes_with_the_hyphen_elsewhere_keeps_it() -> None:
    text = "The well-known captain came back, and he was as well-\nknown as the wellknown mate, whom nobody here had forgotten."

    assert "he was as well-known as" in joined(text)


def test_in_doubt_it_stays_without_a_space() -> None:
    text = "The captain came back in the morning, and he was a well-\nread man whom nobody on the whole of the coast had forgotten."

    assert "a well-read man" in joined(text)


def test_german_breaks_words_and_writes_compounds_as_one() -> None:
    text = "Die Fähre soll im Frühjahr wieder fahren, sagte der Hafen-\nmeister am Montag, und zwar drei Mal am Tag, wenn es geht."

    assert "der Hafenmeister am" in joined(text, "de")


def test_a_hyphen_that_stands_for_the_rest_of_a_word_keeps_it_and_a_space() -> None:
    german = (
        "Die Fähre soll im Frühjahr wieder fahren, auf der Hin-\nund Rückfahrt, und zwar drei Mal am Tag, wenn es geht."
    )
    english = "The ferry will go again in the spring, with two-\nand three-hour crossings, if the weather and the crew let it do so."

    assert "der Hin- und Rückfahrt" in joined(german, "de")
    assert "with two- and three-hour" in joined(english, "en")


def test_a_second_part_with_a_capital_keeps_it() -> None:
    text = "The AngloSaxon boats came, said the man with the Anglo-\nSaxon name, who had been on the quay since before the dawn."

    assert "the Anglo-Saxon name" in joined(text)


def test_words_in_capitals_are_words() -> None:
    text = "They came to the harbour, and there was a sign: TO THE HAR-\nBOUR ONLY, it said, and nobody had ever seen it there before."

    assert "TO THE HARBOUR ONLY" in joined(text)


@pytest.mark.parametrize("mark", ["\u00ad", "\u00ac"], ids=["soft hyphen", "not sign"])
def test_a_soft_hyphen_at_a_line_end_always_goes(mark: str) -> None:
    text = f"The captain came back in the morning, and he was a cel{mark}\nebrated man whom nobody on the coast had ever forgotten."

    assert "a celebrated man" in joined(text)


def test_a_soft_hyphen_inside_a_line_is_the_authors() -> None:
    text = "The captain came back in the morning, a cel\u00adebrated man\nwhom nobody on the whole of the coast had ever forgotten."

    assert "a cel\u00adebrated man" in joined(text)


def test_a_long_text_that_breaks_words_throughout_says_that_fragments_are_broken_words() -> None:
    known = "".join(
        f"They spoke of the {word} for hours, and of the {word[:4]}-\n{word[4:]} again, until the light went out for good.\n\n"
        for word in ("harbour", "captain", "weather", "council")
    )
    text = (
        FILLER * 500
        + known
        + "The boat was looked at by an archae-\nologist who came from the mainland for the ship-\ncouncil of the island.\n"
    )
    blocks = recognise(text).blocks
    markdown, _ = serialise(text, blocks, front_matter="", language="en")

    assert "an archaeologist who" in markdown
    assert "ship" not in FILLER


def test_verse_keeps_its_line_ends() -> None:
    text = (
        "The harbour lay in light,\nAnd all the har-\nbour sang,\nAnd then the night\nCame down, and no bell rang.\n\n"
        * 4
    )
    blocks = recognise(text).blocks

    markdown, _ = serialise(text, blocks, front_matter="", language="en")

    assert "har-\\\nbour" in markdown


def test_each_dropped_hyphen_is_a_change_with_its_rule() -> None:
    text = FILLER * 2 + KNOWN + "\n"

    _, changes = serialise(text, recognise(text).blocks, front_matter="", language="en")

    assert [(change.before, change.after) for change in changes if change.rule == "hyphen"] == [("-\n", "")]


@pytest.mark.parametrize(
    ("found", "wrong"),
    [("well-known", "wellknown man"), ("the harbour was", "the harour was"), ("hall of", "hallof")],
)
def test_only_a_hyphen_at_a_line_end_may_be_missing(found: str, wrong: str) -> None:
    text = FILLER * 2 + KNOWN + " A\nwell-known man was there.\n"
    blocks = recognise(text).blocks
    markdown, _ = serialise(text, blocks, front_matter="", language="en")

    assert found in markdown
    with pytest.raises(FidelityError):
        check_source(text, blocks, markdown.replace(found, wrong.removesuffix(" man"), 1))
