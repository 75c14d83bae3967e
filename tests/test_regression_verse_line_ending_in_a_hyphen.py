"""A verse whose line ends in a hyphen was refused in PDF, as if the next line's first word had been changed."""

from __future__ import annotations

from pathlib import Path

from collection import collection
from muniment.errors import ExitCode

VERSE = """\
# The wash

The water by the quay is bottle-\\
Green, and the boats are brown.\\
The oldest, which we called the throttle,\\
Has long since settled down.
"""


def test_a_verse_line_may_end_in_a_hyphen(tmp_path: Path) -> None:
    letters = collection(tmp_path)
    letters.write("wash.md", VERSE)
    assert letters.build("--document=wash").code == ExitCode.OK
