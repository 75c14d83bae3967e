"""A build that is cut short at any moment: the next make completes it, and what it made verifies."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from make_scenarios import Project, contents, finish, lay_out, wait_until

MOMENTS = random.Random(1918).sample(range(50, 4000), 6)  # noqa: S311 - milliseconds, not secrets
TEXTS = {
    f"leaf-{number}.txt": f"Leaf {number}\n\n" + f"This is one of the sentences of leaf {number}.\n\n" * 8
    for number in range(4)
}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Project:
    """A project that was built without a disturbance; the others are copies of its code."""
    scenario = lay_out(tmp_path_factory.mktemp("undisturbed") / "project", project, TEXTS)
    scenario.built()
    return scenario


def cut_short(scenario: Project, signal_number: signal.Signals, moment: int) -> int:
    process = scenario.start("SETUP=no", "JOBS=2")
    time.sleep(moment / 1000)
    os.killpg(process.pid, signal_number)
    return finish(process).code


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGKILL])
def test_after_an_interruption_the_next_make_completes_the_work(
    tmp_path: Path, undisturbed: Project, signal_number: signal.Signals, moment: int
) -> None:
    wanted = contents(undisturbed.dist)
    scenario = lay_out(tmp_path / "project", undisturbed.root, TEXTS)
    cut_short(scenario, signal_number, moment)
    for path in scenario.dist.glob("[!.]*/*"):
        name = str(path.relative_to(scenario.dist))
        if path.name not in ("SHA256SUMS", "provenance.json"):
            assert path.read_bytes() == wanted[name], "a file in place is whole"
    scenario.built()
    assert contents(scenario.dist) == wanted
    assert scenario.built("verify").out.startswith("all as recorded")


def test_ctrl_c_ends_everything_that_make_started(project: Path, tmp_path: Path) -> None:
    scenario = lay_out(tmp_path / "project", project, TEXTS)
    process = scenario.start("SETUP=no", "JOBS=2")
    wait_until(scenario.starts)
    time.sleep(0.8)
    os.killpg(process.pid, signal.SIGINT)
    assert finish(process).code != 0
    wait_until(lambda: not is_alive(process.pid))


def is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
