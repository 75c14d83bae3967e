"""Muniment's own figures: what a text states, which words arrive, and notes however they are divided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from muniment.assembly import Normalised, normalise
from muniment.config import Config
from muniment.evaluation.corpus import Gold, GoldBlock
from muniment.evaluation.own import OwnFigure, own_figures
from muniment.evaluation.prediction import Prediction
from muniment.evaluation.scoring import Scores
from muniment.evaluation.stated import stated
from muniment.evaluation.wording import Wording, agreement_of_notes, wording, words
from muniment.model import SourceFacts

PROSE = "The committee met in the hall of the old school, and every member of it had something to say about the harbour"


def gold(*blocks: tuple[str, str], title: str = "", authors: tuple[str, ...] = (), date: str = "") -> Gold:
    found = tuple(GoldBlock(kind=kind, text=text, level=None, optional=False) for kind, text in blocks)
    return Gold(title=title, has_levels=False, blocks=found, authors=authors, language="en", date=date)


def normalised(text: str) -> Normalised:
    source = SourceFacts(name="x.txt", size=0, sha256="0" * 64, sha512="0" * 128, media_type="text/plain")
    return normalise(
        text.encode("utf-8"), identifier="x", source=source, sidecar=None, config=Config(), file="works/x/raw.txt"
    )


# --------------------------------------------------------------------------------------------- stated

STATED = {
    "a byline": "The Old Harbour\n\nBy Anna Berg, 3 May 2011\n\nProse.",
    "capitals": "The Old Harbour\n\nANNA BERG\n\nProse.",
    "a signature": f"{PROSE}.\n\nAnna Berg",
    "a note on the author": f"{PROSE}.\n\nAnna Berg is a harbour master and lives on an island in the north.",
    "a name that a line end divides": f"{PROSE}.\n\nBy Anna\nBerg",
}


@pytest.mark.parametrize("text", STATED.values(), ids=STATED.keys())
def test_an_author_is_stated_in_a_line_with_few_other_words(text: str) -> None:
    assert "author" in stated(gold(authors=("Anna Berg",)), text)


UNSTATED = {
    "no name at all": f"{PROSE}.",
    "somebody whom a paragraph is about": f"Anna Berg met the committee. {PROSE}.",
    "the words of the name in other places": "Anna met the committee.\n\nThe hill is called Berg.",
    "a name glued to a paragraph's end": f"{PROSE}.Anna Berg",
}


@pytest.mark.parametrize("text", UNSTATED.values(), ids=UNSTATED.keys())
def test_a_name_in_prose_states_no_author(text: str) -> None:
    assert "author" not in stated(gold(authors=("Anna Berg",)), text)


def test_all_authors_must_be_stated_and_do_not_count_as_other_words() -> None:
    names = ("Anna Berg", "Thomas Hill of the Harbour Office", "Maria da Silva, PhD", "John Ford")
    assert "author" in stated(gold(authors=names), f"By {', '.join(names)}\n\n{PROSE}.")
    assert "author" not in stated(gold(authors=names), f"By {', '.join(names[1:])}\n\n{PROSE}.")


def test_a_title_may_run_over_lines_and_a_date_may_be_written_out() -> None:
    text = "Title: The Old Harbour,\n       Or How It Was Built\n\n3 May 2011\n\n" + PROSE
    assert stated(gold(title="The old harbour, or how it was built", date="2011-05-03"), text) == {
        "title",
        "date",
        "lang",
    }
    assert stated(gold(title="The new harbour", date="2011-05-04"), text) == {"lang"}


# --------------------------------------------------------------------------------------------- words

NOTED = f"The Old Harbour\n\n{PROSE}.[7]\n\nIt was _built_ by hand.\n\n{PROSE}.[8]\n\n[7] In 1901.\n\n[8] In 1902.\n"


def test_every_word_arrives_or_leaves_by_a_recorded_change() -> None:
    found = wording(gold(("paragraph", f"{PROSE}.7"), ("paragraph", "It was built by hand.")), normalised(NOTED))
    assert (found.kept, found.found) == (100.0, 100.0)
    assert found.left_out == {"note-mark": 2, "note-reference": 2}
    assert not found.lost
    assert not found.missed
    assert found.changed == {"7": 1}
    assert not found.absent


def test_true_words_that_the_text_has_less_often_are_absent() -> None:
    found = wording(gold(("paragraph", "Built by hand, by hand, by façade.")), normalised(NOTED))
    assert found.absent == {"by": 2, "hand": 1, "façade": 1}
    assert found.found == 100.0


def test_a_word_that_is_gone_without_a_record_is_lost() -> None:
    whole = normalised(NOTED)
    damaged = replace(whole, body=whole.body.replace("by hand", "by"))
    found = wording(gold(("paragraph", "by hand")), damaged)
    assert found.lost == found.missed == {"hand": 1}
    assert found.kept < 100.0
    assert found.found == 50.0


def test_one_word_of_very_many_is_not_rounded_away() -> None:
    none: dict[str, int] = {}
    found = Wording(raw=1_000_000, left_out=none, lost={"hand": 1}, true=1, absent=none, changed=none, missed=none)
    assert found.kept == 99.99


def test_words_of_a_broken_line_are_joined_by_a_recorded_change() -> None:
    lines = "It was an extra\u00ad\nordinary day and every\u00ad\nbody was there.\n"
    found = wording(gold(), normalised(f"The Old Harbour\n\n{PROSE}.\n\n{lines}"))
    assert not found.lost


def test_an_ideograph_is_a_word() -> None:
    assert words("古い港 café _x_") == ["古", "い", "港", "café", "x"]


# --------------------------------------------------------------------------------------------- notes


@pytest.mark.parametrize(
    ("true", "recognised", "figure"),
    [
        (("1. In 1901.", "2. In 1902."), ("[1] In 1901.", "[2] In 1902."), 100.0),
        (("1. In 1901. 2. In 1902.",), ("[Footnote 1: In 1901.", "[Footnote 2: In 1902."), 100.0),
        (("1. In 1901.", "2. In 1902."), ("[1] In 1901.",), 66.67),
        (("1. In 1901.",), ("[1] In 1901.", "[2] A paragraph."), 66.67),
        (("1. In 1901.",), (), 0.0),
        (("1. In 1901.",), ("[1] A paragraph.",), 0.0),
    ],
)
def test_notes_agree_however_they_are_divided(
    true: tuple[str, ...], recognised: tuple[str, ...], figure: float
) -> None:
    assert agreement_of_notes(gold(*(("footnote", text) for text in true)), recognised) == figure


def test_where_no_note_is_true_none_is_judged() -> None:
    assert agreement_of_notes(gold(("paragraph", PROSE)), ("[1] In 1901.",)) is None


# --------------------------------------------------------------------------------------------- sets


def test_the_scorers_figure_is_also_given_for_the_texts_that_state_the_value() -> None:
    def one(name: str, measures: frozenset[str]) -> Prediction:
        return Prediction(id=f"works/{name}", title="", rows=(), stated=measures)

    scores = Scores(sets={}, documents={"works/a": {"author": 0.0}, "works/b": {"author": 100.0}})
    found = own_figures([one("a", frozenset()), one("b", frozenset({"author"}))], scores)
    assert found == {"author, stated": {group: OwnFigure(value=100.0, documents=1) for group in ("works", "ALL")}}
