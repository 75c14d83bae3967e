"""What holds for every writer. Page layout needs prepared fonts: test_pdf.py says the same of PDF."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from factory import NOTES, document
from muniment.writers import writers

SCRIPT = """
import hashlib, sys
from factory import NOTES, document
from muniment.writers import writers
sys.stdout.write(hashlib.sha256(writers()[sys.argv[1]].write(document(NOTES))).hexdigest())
"""


@pytest.mark.parametrize("name", [name for name in writers() if name != "pdf"])
@pytest.mark.parametrize(("zone", "seed"), [("Pacific/Kiritimati", "1"), ("America/Nome", "2")])
def test_the_same_document_gives_the_same_bytes_anywhere(name: str, zone: str, seed: str) -> None:
    expected = hashlib.sha256(writers()[name].write(document(NOTES))).hexdigest()
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
    environment["PYTHONPATH"] = str(Path(__file__).parent)
    words = [sys.executable, "-c", SCRIPT, name]
    ran = subprocess.run(words, env=environment, capture_output=True, check=True, text=True)
    assert ran.stdout == expected
