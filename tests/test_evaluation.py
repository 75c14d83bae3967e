"""An evaluation: a small corpus through the pipeline, a scorer of its form, a table, a history and pages."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import html5lib  # type: ignore[import-untyped] # it has no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collection import Outcome
from muniment.assembly import Normalised
from muniment.cli import main
from muniment.errors import UsageError
from muniment.evaluation.comparison import Difference, Piece, Row, compare, words
from muniment.evaluation.corpus import Gold, Variant, find_samples
from muniment.evaluation.scoring import parse
from muniment.evaluation.wording import Wording, wording

KILN = (
    "The lime kilns\n\nThe kilns were lit in spring, when the roads had dried and stone could be carted.\n\n"
    "Who worked there\n\nNobody kept a list, but the register names eleven men as burners.\n"
)
KILN_BLOCKS = [
    {"type": "heading", "level": 1, "text": "The lime kilns"},
    {"type": "paragraph", "text": "The kilns were lit in spring, when the roads had dried and stone could be carted."},
    {"type": "heading", "level": 2, "text": "Who worked there"},
    {"type": "paragraph", "text": "Nobody kept a list, but the register names eleven men as burners."},
]
MILL = "The <b>mill</b> & its pond\n\nThe pond was dug by hand in a dry year.\n\nIt has never held water since.\n"
MILL_BLOCKS = [
    {"type": "heading", "level": 1, "text": "The <b>mill</b> & its pond"},
    {"type": "paragraph", "text": "The pond was dug by hand in a dry year. It has never held water since."},
    {"type": "paragraph", "text": "The end.<script>"},
]
# Counts blocks that are there word for word, and says so in the form that scorers of corpora use.
SCORER = """
import argparse, json, pathlib
options = argparse.ArgumentParser()
options.add_argument("predictions"), options.add_argument("--corpus"), options.add_argument("--split")
options.add_argument("--skip-missing", action="store_true"), options.add_argument("--json"), options.add_argument("-j")
given = options.parse_args()
corpus, docs = pathlib.Path(given.corpus), {}
for name in json.loads((corpus / "split.json").read_text())[given.split]:
    path = pathlib.Path(given.predictions, name + ".md")
    if given.skip_missing and not path.exists():
        continue
    blocks = json.loads((corpus / name / "gold.json").read_text())["blocks"]
    found = {line.lstrip("# ") for line in path.read_text().splitlines() if line}
    there = sum(block["text"] in found for block in blocks)
    docs[name] = {"words": [there, len(blocks)], "head": [1, 1, 1, 2]}
sets = {}
for name, scores in docs.items():
    for group in (name.split("/")[0], "ALL"):
        sets.setdefault(group, []).append(scores["words"][0] / scores["words"][1])
means = {name: {"words": {"value": 0, "macro": sum(found) / len(found)}, "head": {"f1": 0.5, "macro_f1": None}}
         for name, found in sets.items()}
pathlib.Path(given.json).write_text(json.dumps({"sets": means, "docs": docs}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A corpus with its scorer, and the folders of an evaluation."""

    root: Path

    @property
    def corpus(self) -> Path:
        return self.root / "corpus"

    @property
    def pages(self) -> Path:
        return self.root / "build" / "eval"

    @property
    def history(self) -> Path:
        return self.root / "history.json"

    def add(self, name: str, text: str | bytes, blocks: Sequence[object], file: str = "raw.txt") -> None:
        folder = self.corpus / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        (folder / "gold.json").write_text(json.dumps({"title": "", "has_levels": True, "blocks": blocks}))
        listed = self.corpus / "split.json"
        names = json.loads(listed.read_text())["open"] if listed.exists() else []
        listed.write_text(json.dumps({"open": [*names, name], "held-out": ["works/unseen"]}))

    def scorer(self, script: str = SCORER) -> None:
        (self.root / "eval").mkdir(exist_ok=True)
        (self.root / "eval" / "score.py").write_text(script)

    def run(self, *words: str, jobs: int = 1, as_json: bool = True) -> Outcome:
        options = [f"--build={self.root / 'build'}", f"--jobs={jobs}", *(["--json"] if as_json else [])]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*options, "eval", f"--history={self.history}", *words, "--", str(self.corpus)])
        lines = (out.getvalue() + err.getvalue()).splitlines()
        events = (
            [json.loads(line) for line in lines] if as_json else [{"event": "line", "text": line} for line in lines]
        )
        return Outcome(code=code, events=tuple(events))

    def scores(self, *words: str) -> dict[str, dict[str, float]]:
        """Values by measure and set."""
        done = self.run(*words)
        assert done.code == 0, done.events
        return {str(one["measure"]): dict(one["values"]) for one in done.of("score")}  # type: ignore[call-overload] # JSON


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(root=tmp_path)
    made.add("works/kiln", KILN, KILN_BLOCKS)
    made.add("works/mill", MILL, MILL_BLOCKS)
    made.scorer()
    return made


# --------------------------------------------------------------------------------------------- figures


def test_it_prints_the_mean_of_the_documents_of_each_set(bench: Bench) -> None:
    assert bench.scores() == {"words": {"works": 50.0, "ALL": 50.0}, "head": {"works": 50.0, "ALL": 50.0}}


def test_the_table_is_plain_for_people(bench: Bench) -> None:
    lines = [str(one["text"]) for one in bench.run(as_json=False).events]
    assert lines[1].split() == ["works", "ALL"]
    assert lines[2].split() == ["words", "50.00", "50.00"]


def test_documents_stand_worst_first(bench: Bench) -> None:
    assert [one["id"] for one in bench.run().of("document")] == ["works/mill", "works/kiln"]


def test_it_goes_through_the_pipeline_that_builds_publications(bench: Bench) -> None:
    bench.run()
    text = (bench.pages / "raw" / "works" / "kiln.md").read_text()
    assert text.startswith("---\ntitle:")
    assert "\n# The lime kilns\n" in text
    assert "\n## Who worked there\n" in text


def test_the_number_of_workers_changes_nothing(bench: Bench) -> None:
    def made(jobs: int) -> dict[str, bytes]:
        assert bench.run(jobs=jobs).code == 0
        files = (path for path in sorted(bench.pages.rglob("*")) if path.is_file())
        return {str(path.relative_to(bench.pages)): path.read_bytes() for path in files}

    assert made(1) == made(2)


def test_other_variants_are_read_where_they_are_present(bench: Bench) -> None:
    bench.add("works/kiln", KILN.replace("\n\n", "\n"), KILN_BLOCKS, "raw_tight.txt")
    bench.add("works/mill", MILL.replace("mill", "m\xfcll").encode("latin-1"), MILL_BLOCKS, "raw_bytes.txt")
    assert [one["id"] for one in bench.run("--variant=tight").of("document")] == ["works/kiln"]
    assert [one["id"] for one in bench.run("--variant=bytes").of("document")] == ["works/mill"]
    assert (bench.pages / "bytes" / "works" / "mill.md").read_text().count("m\xfcll") > 0
    assert not (bench.pages / "bytes" / "works" / "kiln.md").exists()


def test_what_an_earlier_run_left_is_not_scored(bench: Bench) -> None:
    stray = bench.pages / "raw" / "works" / "unseen.md"
    stray.parent.mkdir(parents=True)
    stray.write_text("# Stray\n")
    bench.run()
    assert not stray.exists()


def test_a_document_that_cannot_be_normalised_scores_nothing_and_is_told(bench: Bench) -> None:
    bench.add("works/lost", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, KILN_BLOCKS)
    done = bench.run()
    assert done.code == 4
    (failed,) = done.of("failed")
    assert failed["id"] == "works/lost"
    assert done.of("document")[0]["id"] == "works/lost"
    assert "could not be normalised" in (bench.pages / "raw" / "works" / "lost.html").read_text()


# --------------------------------------------------------------------------------------------- own figures


def test_own_figures_stand_below_the_scorers_with_their_number_of_documents(bench: Bench) -> None:
    done = bench.run()
    (raw,) = [one for one in done.of("own") if one["measure"] == "raw words"]
    assert raw["values"] == {"works": 100.0, "ALL": 100.0}
    assert raw["documents"] == {"works": 2, "ALL": 2}
    assert not done.of("lost")
    lines = [str(one["text"]).split() for one in bench.run(as_json=False).events]
    assert ["raw", "words", "100.00", "of", "2", "100.00", "of", "2"] in lines


def test_a_page_lists_the_true_words_that_nobody_could_find(bench: Bench) -> None:
    bench.run()
    page = (bench.pages / "raw" / "works" / "mill.html").read_text()
    assert "not, or not as often: end, script, the" in page
    assert "Beside the scorer" in (bench.pages / "raw" / "index.html").read_text()


def test_a_lost_word_is_named(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(gold: Gold, normalised: Normalised) -> Wording:
        return wording(gold, replace(normalised, body=normalised.body.replace("Nobody", "")))

    monkeypatch.setattr("muniment.evaluation.prediction.wording", damaged)
    done = bench.run()
    (lost,) = done.of("lost")
    assert (lost["id"], lost["words"]) == ("works/kiln", {"nobody": 1})


# --------------------------------------------------------------------------------------------- history


def test_a_run_is_recorded_only_when_asked_and_the_next_tells_the_change(bench: Bench) -> None:
    assert bench.run().of("compared")[0]["since"] is None
    assert not bench.history.exists()
    bench.run("--record=the first rules")
    bench.scorer(SCORER.replace("/ len(found)}", "/ len(found) + 0.1}"))
    done = bench.run()
    assert done.of("compared")[0]["since"] == "the first rules"
    assert done.of("score")[0]["changes"] == {"works": 10.0, "ALL": 10.0}
    assert done.of("score")[1]["changes"] == {"works": 0.0, "ALL": 0.0}
    text = [str(one["text"]) for one in bench.run(as_json=False).events]
    assert text[0] == "per cent, mean of the documents (change since “the first rules”)"
    assert text[2].split() == ["words", "60.00", "(+10.00)", "60.00", "(+10.00)"]


def test_a_record_is_a_line_without_time_version_or_path(bench: Bench) -> None:
    bench.run("--record")
    bench.run("--record=b")
    first, one, two, last = bench.history.read_text().splitlines()
    assert (first, last) == ('{"runs": [', "]}")
    assert json.loads(one.rstrip(",")).keys() == {"label", "variant", "corpus", "documents", "scores"}
    assert json.loads(one.rstrip(","))["label"] == "run 1"
    assert json.loads(two)["label"] == "b"
    assert str(bench.root) not in bench.history.read_text()


def test_runs_of_other_texts_or_variants_are_not_compared(bench: Bench) -> None:
    bench.add("works/kiln", KILN, KILN_BLOCKS, "raw_tight.txt")
    bench.run("--record=a")
    assert bench.run("--variant=tight").of("compared")[0]["since"] is None
    bench.add("works/kiln", KILN + "\nOne more line of it.\n", KILN_BLOCKS)
    assert bench.run().of("compared")[0]["since"] is None


def test_a_broken_history_is_told_before_anything_is_done(bench: Bench) -> None:
    bench.history.write_text("{")
    assert bench.run().code == 2
    assert not bench.pages.exists()


# --------------------------------------------------------------------------------------------- what cannot be used


def test_a_missing_corpus_is_one_clear_line(tmp_path: Path) -> None:
    done = Bench(root=tmp_path).run(as_json=False)
    assert done.code == 2
    (line,) = done.events
    assert "this is no corpus" in str(line["text"])
    assert "make eval CORPUS=<folder>" in str(line["text"])


@pytest.mark.parametrize("name", ["../kiln/x", "/etc/passwd", "kiln", "a/b/c", ".."])
def test_an_id_that_leads_out_of_the_corpus_is_refused(bench: Bench, name: str) -> None:
    (bench.corpus / "split.json").write_text(json.dumps({"open": [name]}))
    with pytest.raises(UsageError, match="no corpus"):
        find_samples(bench.corpus, Variant.RAW)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("raise SystemExit('numpy is not here')", "numpy is not here"),
        ("raise SystemExit(3)", "it said nothing"),
        ("", "its result cannot be read"),
        (SCORER.replace('"words": [there', '"words": [there, 1'), "its result cannot be read"),
        (SCORER.replace('"docs": docs', '"docs": 5'), "its result cannot be read"),
        (SCORER.replace("json.dumps(", "json.dumps({} and "), "its result cannot be read"),
    ],
)
def test_a_scorer_that_fails_is_told_with_its_last_word(bench: Bench, script: str, reason: str) -> None:
    bench.scorer(script)
    done = bench.run()
    assert done.code == 7
    assert reason in str(done.of("error")[0]["message"])
    assert "requirements/eval.lock" in str(done.of("error")[0]["remedy"])


def test_a_missing_scorer_is_told(bench: Bench) -> None:
    done = bench.run(f"--scorer={bench.root / 'none.py'}")
    assert done.code == 2
    assert "SCORER=<file>" in str(done.of("error")[0]["remedy"])


def test_measures_of_what_should_not_be_there_count_the_other_way() -> None:
    scores = parse({"sets": {}, "docs": {"a/b": {"extra": [1, 10], "words": [0, 0], "head": [0, 0, 0, 0]}}})
    assert scores.documents["a/b"] == {"extra": 10.0, "words": 100.0, "head": 100.0}
    assert scores.mean("a/b") == pytest.approx((90 + 100 + 100) / 3)


# --------------------------------------------------------------------------------------------- pages


def test_the_pages_lead_to_each_other_and_hold_nothing_but_text(bench: Bench) -> None:
    bench.run()
    index, mill = ((bench.pages / "raw" / name).read_text() for name in ("index.html", "works/mill.html"))
    assert 'href="works/mill.html"' in index
    assert 'href="../index.html"' in mill
    assert index.index("works/mill") < index.index("works/kiln")
    for page in (index, mill):
        html5lib.HTMLParser(strict=True).parse(page)
        assert "<script" not in page
        assert "<b>" not in page
        assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page
    assert "The end.&lt;script&gt;" in mill


def test_a_page_shows_differences_first_and_the_gravest_at_the_top(bench: Bench) -> None:
    bench.run()
    page = (bench.pages / "raw" / "works" / "mill.html").read_text()
    differences, whole = page.index("<h2>Differences"), page.index("<h2>The whole text")
    missing, divided = (
        page.index(f'class="differs"><p>{one.value}') for one in (Difference.MISSING, Difference.DIVIDED)
    )
    assert differences < missing < divided < whole
    kiln = (bench.pages / "raw" / "works" / "kiln.html").read_text()
    assert "None." in kiln[kiln.index("<h2>Differences") : kiln.index("<h2>The whole text")]


# --------------------------------------------------------------------------------------------- comparison


def piece(text: str, kind: str = "paragraph", level: int | None = None) -> Piece:
    return Piece(kind=kind, text=text, level=level)


TRUE = (
    piece("The kilns", "heading", 1),
    piece("They were lit in spring."),
    piece("Who worked there", "heading", 2),
    piece("Nobody kept a list."),
    piece("Eleven men, says the register."),
)


def differences(true: Sequence[Piece], recognised: Sequence[Piece]) -> list[tuple[Difference, ...]]:
    return [row.differences for row in compare(true, recognised, levels=True) if row.differences]


def test_equal_readings_do_not_differ() -> None:
    assert differences(TRUE, TRUE) == []


@pytest.mark.parametrize(
    ("recognised", "found"),
    [
        ((*TRUE[:2], piece("Who worked there"), *TRUE[3:]), [(Difference.MISSED_HEADING,)]),
        ((TRUE[0], piece(TRUE[1].text, "heading", 2), *TRUE[2:]), [(Difference.FALSE_HEADING,)]),
        ((*TRUE[:3], piece(f"{TRUE[3].text} {TRUE[4].text}")), [(Difference.JOINED,)]),
        ((TRUE[0], piece("They were"), piece("lit in spring."), *TRUE[2:]), [(Difference.DIVIDED,)]),
        (
            (*TRUE[:3], piece("Nobody kept"), piece("a list. Eleven men, says"), piece("the register.")),
            [(Difference.MIXED,)],
        ),
        ((*TRUE[:4],), [(Difference.MISSING,)]),
        ((*TRUE[:2], piece("12"), *TRUE[2:]), [(Difference.EXTRA,)]),
        ((*TRUE[:3], piece(TRUE[3].text, "list_item"), TRUE[4]), [(Difference.KIND,)]),
        ((TRUE[0], TRUE[1], piece("Who worked there", "heading", 4), *TRUE[3:]), [(Difference.LEVEL,)]),
        ((*TRUE[:4], piece("Eleven men says register.")), [(Difference.WORDS,)]),
    ],
)
def test_each_difference_has_its_name(recognised: Sequence[Piece], found: list[tuple[Difference, ...]]) -> None:
    assert differences(TRUE, recognised) == found


def test_what_neither_gains_nor_loses_is_not_judged() -> None:
    optional = Piece(kind="paragraph", text="By a burner", optional=True)
    assert differences((TRUE[0], optional, *TRUE[1:]), TRUE) == []


def test_what_stands_before_and_after_the_true_text_is_not_judged() -> None:
    assert differences(TRUE, (piece("A licence above"), *TRUE, piece("A licence below"))) == []


def test_where_levels_begin_to_count_does_not_matter() -> None:
    deeper = tuple(piece(one.text, one.kind, one.level and one.level + 1) for one in TRUE)
    assert differences(TRUE, deeper) == []


def test_verse_and_quotations_are_told_apart() -> None:
    verse = piece("so white\nso cold", "verse")
    quote = piece("we burned all night", "quote")
    seen = (piece("so white so cold", "verse"), piece("we burned all night"))
    assert differences((verse, quote), seen) == [(Difference.LINES,), (Difference.QUOTE,)]
    quoted = Piece(kind="paragraph", text=quote.text, quoted=True)
    assert differences((verse, quote), (verse, quoted)) == []


BLOCKS = st.lists(
    st.builds(
        piece,
        st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=5).map(" ".join),
        st.sampled_from(["heading", "scene_break", "paragraph"]),
    ),
    max_size=8,
)


@settings(max_examples=200)
@given(true=BLOCKS, recognised=BLOCKS)
def test_every_block_of_either_side_stands_in_one_row_in_its_order(true: list[Piece], recognised: list[Piece]) -> None:
    rows: tuple[Row, ...] = compare(true, recognised, levels=True)
    assert [one for row in rows for one in row.true] == true
    assert [one for row in rows for one in row.recognised] == recognised
    agreed = [row for row in rows if row.true and row.recognised and not row.differences]
    for row in agreed:
        assert [word for one in row.true for word in words(one)] == [
            word for one in row.recognised for word in words(one)
        ]
