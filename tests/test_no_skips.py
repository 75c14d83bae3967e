"""With CI=true a test that would be skipped fails; without it, it is skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = {
    "a skip mark": "@pytest.mark.skip(reason='x')\ndef test_it():\n    pass\n",
    "a skip in the body": "def test_it():\n    pytest.skip('x')\n",
    "an expected failure": "@pytest.mark.xfail\ndef test_it():\n    assert False\n",
    "a skipped module": "pytest.skip('x', allow_module_level=True)\n",
    "a module that is not installed": "pytest.importorskip('no_such_module_anywhere')\n",
}


def run(folder: Path, project: Path, body: str, *, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_bytes((project / "tests" / "conftest.py").read_bytes())
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_sample.py").write_text(f"import pytest\n\n\n{body}")
    environment = {**os.environ, "CI": ci, "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("body", SKIPS.values(), ids=SKIPS.keys())
def test_in_continuous_integration_a_skip_is_a_failure(tmp_path: Path, project: Path, body: str) -> None:
    done = run(tmp_path, project, body, ci="true")
    assert done.returncode in (1, 2), done.stdout
    assert "CI=true forbids that" in done.stdout


@pytest.mark.parametrize("body", SKIPS.values(), ids=SKIPS.keys())
def test_elsewhere_a_skip_is_a_skip(tmp_path: Path, project: Path, body: str) -> None:
    done = run(tmp_path, project, body, ci="")
    assert "forbids" not in done.stdout
    assert done.returncode in (0, 5), done.stdout  # 5: no test was left to run
