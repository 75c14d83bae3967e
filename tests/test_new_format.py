"""A new output format is one new file: the one that the guide shows is taken from there and tried."""

from __future__ import annotations

import json
import re
from pathlib import Path

from make_scenarios import lay_out

TEXTS = {"ferry.txt": "The ferry\n\nThe ferry crosses the river every morning.\n\nIn winter it stays in the harbour.\n"}


def test_the_guide_s_writer_is_built_proved_recorded_and_verified_like_any_other(project: Path, tmp_path: Path) -> None:
    guide = (project / "docs" / "adding-a-format.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", guide, re.DOTALL)
    assert code
    scenario = lay_out(tmp_path / "project", project, TEXTS)
    (scenario.root / "pipeline" / "muniment" / "writers" / "plain.py").write_text(code[1], encoding="utf-8")

    scenario.built("plain")
    folder = scenario.dist / "ferry"
    assert (folder / "ferry.txt").read_text(encoding="utf-8") == TEXTS["ferry.txt"]
    assert {path.name for path in folder.iterdir()} == {
        "ferry.md",
        "ferry.source.txt",
        "ferry.txt",
        "provenance.json",
        "SHA256SUMS",
    }
    outputs = json.loads((folder / "provenance.json").read_bytes())["predicate"]["outputs"]
    (plain,) = (one for one in outputs if one["format"] == "plain")
    assert plain["fidelity"]["comparison"] == "exact"

    scenario.built()
    assert (folder / "ferry.pdf").exists()
    (folder / "ferry.txt").unlink()
    scenario.built("dist/ferry/ferry.txt")
    assert (folder / "ferry.txt").exists()
    assert "all as recorded" in scenario.built("verify").out
    assert "plain" in scenario.built("help").out
