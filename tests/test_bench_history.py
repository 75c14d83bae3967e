"""The benchmark's history keeps figures with their machine, and says what became worse since the last like run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from bench.history import WORSE, Run, append_run, changes, comparison, flatten, last_like, more_is_better, read_history

MACHINE = {
    "system": "Linux",
    "processor": "A",
    "cores": "4",
    "memory": "8 GiB",
    "Python": "3.11.7",
    "load before": "0.1",
}
ROW = {"seconds": 2.0, "least": 2.0, "most": 2.0, "cpu": 1.0, "peak": 1_000_000}


def run(label: str = "first", figures: Mapping[str, float] = MappingProxyType({})) -> Run:
    return Run(label=label, date="2026-11-22", machine=MACHINE, size={"jobs": 2, "documents": 9}, figures=dict(figures))


def test_runs_come_back_in_the_order_in_which_they_were_recorded(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    assert read_history(path) == ()
    for label in ("first", "“second”"):
        append_run(path, run(label, {"speed": 1.5}))
    assert read_history(path) == (run("first", {"speed": 1.5}), run("“second”", {"speed": 1.5}))
    assert len(path.read_text().splitlines()) == 4, "a line a run, to be read as a diff"


@pytest.mark.parametrize("damage", ["{}", "[1]", "no JSON", '{"runs": [{"label": "a"}]}'])
def test_a_file_that_is_no_history_is_not_overwritten(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "history.json"
    path.write_text(damage)
    with pytest.raises(ValueError, match=r"."):
        append_run(path, run())
    assert path.read_text() == damage


def other_machine(**differing: str) -> Run:
    return replace(run("other"), machine={**MACHINE, **differing})


@pytest.mark.parametrize(
    "unlike",
    [
        other_machine(cores="8"),
        other_machine(processor="B"),
        other_machine(Python="3.12.0"),
        replace(run("other"), size={"jobs": 2, "documents": 10}),
    ],
)
def test_only_runs_of_the_same_size_on_a_like_machine_are_compared(unlike: Run) -> None:
    assert last_like((unlike,), run()) is None
    busy = other_machine(**{"load before": "9.0"})
    assert last_like((run(), busy, unlike), run("now")) is busy


def test_a_change_is_worse_when_time_grows_or_speed_falls() -> None:
    before = run(figures={"a, s": 1.0, "b, MB/s": 10.0, "c, s": 1.0, "d, s": 1.0, "gone, s": 1.0})
    now = run(figures={"a, s": 2.0, "b, MB/s": 8.0, "c, s": 0.5, "d, s": 1.0 + WORSE / 2, "new, s": 1.0})
    assert [(one.name, one.is_worse) for one in changes(before, now)] == [
        ("a, s", True),
        ("b, MB/s", True),
        ("c, s", False),
    ]


def test_what_became_worse_is_said_with_both_figures() -> None:
    told = "\n".join(comparison(run("quiet", {"a, s": 1.0}), run("now", {"a, s": 2.0})))
    assert "“quiet” of 2026-11-22" in told
    assert "worse  a, s" in told
    assert "1 → 2" in told
    assert list(comparison(run(), run()))[-1] == "nothing"
    assert "nothing to compare with" in "".join(comparison(None, run()))


FIGURES: Mapping[str, object] = {
    "structure": {"article": [{"size": 1_000_000, "seconds": 0.5, "peak": 1}, {"size": 9, "refused": "too long"}]},
    "stages": {"tree": {"5000": 0.007}},
    "contest": {"muniment build": ROW, "shell loop": {**ROW, "seconds": 8.0}, "other": {"refused": "lost a word"}},
    "peers": {"refused": "it could not begin"},
    "idle": {"make, nothing to do": ROW},
    "workers": {
        "scaling": {"1 worker": ROW},
        "memory": [{"documents": 100, "jobs": 2, "worker": 5e6, "coordinator": 1}],
    },
    "book": {"pages": 4, "bytes": 9, "rows": {"plain WeasyPrint": ROW}},
    "ledger": [
        {"entries": 8, "look up": 0.001, "record": 0.002, "survey": 1.0, "memory": 3e6, "bytes": 4e6},
        {"refused": "it gave back something else"},
    ],
    "units": {"documents": 3, "dist bytes": 90_000},
}


def test_the_figures_kept_are_those_that_were_measured() -> None:
    found = flatten(FIGURES)
    assert found["structure: article of 1,000,000 bytes, MB/s"] == 2.0
    assert found["stage: tree of 5,000 bytes, ms"] == 7.0
    assert found["contest: shell loop beside muniment build, times as long"] == 4.0
    assert found["idle: make, nothing to do, CPU s"] == 1.0
    assert found["workers: largest of 100 documents, MB"] == 5.0
    assert found["book: plain WeasyPrint, s"] == 2.0
    assert found["ledger of 8 entries: look up, ms"] == 1.0
    assert found["one document: dist bytes"] == 90_000
    assert not [name for name in found if "other" in name or name.startswith("peers")]
    assert {name for name in found if more_is_better(name)} == {
        "structure: article of 1,000,000 bytes, MB/s",
        "contest: shell loop beside muniment build, times as long",
    }
