"""A fault at any effect, a death, a full disk: the next run completes, and nothing is lost, doubled or left behind.

A process counts its effects (each write, rename, removal, sync and ledger statement) and kills itself, or is refused,
at the n-th: every moment that matters is tried, none by chance. Where that takes long, a seed chooses the moments.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ALL = 1_000
SEED = 1918


def played(scenario: str, fault: str, most: int) -> dict[str, Any]:
    """How many effects there were, at how many of them the fault came, and what was wrong afterwards."""
    here = Path(__file__).parent
    words = [sys.executable, str(here / "faults.py"), scenario, fault, str(most), str(SEED)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    if result["problems"]:
        result["problems"].append(done.stderr[-4000:])
    return result


def test_a_build_that_is_killed_at_any_effect_is_completed_by_the_next() -> None:
    result = played("build", "kill", ALL)
    assert result["problems"] == []
    assert result["moments"] == result["effects"] >= 80


@pytest.mark.parametrize("fault", ["full", "read-only", "once"])
def test_a_build_that_may_not_write_any_more_says_so_and_the_next_completes_it(fault: str) -> None:
    result = played("build", fault, 30)
    assert result["problems"] == []
    assert result["moments"] == 30


def test_a_worker_that_is_killed_at_any_effect_costs_nothing() -> None:
    result = played("build", "worker", 25)
    assert result["problems"] == []


def test_a_document_that_no_worker_survives_is_built_when_there_is_room_for_it() -> None:
    result = played("build", "memory", 8)
    assert result["problems"] == []


@pytest.mark.parametrize(("fault", "most"), [("kill", 30), ("full", 20), ("read-only", 10), ("once", 15)])
def test_packing_that_is_cut_short_anywhere_is_completed_by_the_next(fault: str, most: int) -> None:
    result = played("archive", fault, most)
    assert result["problems"] == []
    assert result["moments"] == most


@pytest.mark.parametrize(("fault", "most"), [("kill", 25), ("full", 15), ("read-only", 8), ("once", 10)])
def test_a_deposit_that_is_cut_short_anywhere_is_completed_by_the_next(fault: str, most: int) -> None:
    result = played("deposit", fault, most)
    assert result["problems"] == []
    assert result["moments"] == most


@pytest.mark.parametrize("fault", ["kill", "full", "once"])
def test_a_catalogue_that_is_cut_short_anywhere_is_completed_by_the_next(fault: str) -> None:
    result = played("site", fault, 15)
    assert result["problems"] == []
    assert result["moments"] == 15


def test_these_tests_see_a_file_that_is_written_in_place() -> None:
    result = played("torn", "kill", 60)
    assert any("neither the old file nor the new one" in problem for problem in result["problems"])
