"""A text that says the same words once on one line and once as verse was refused, as if a line had been lost."""

from __future__ import annotations

from pathlib import Path

from collection import collection
from muniment.errors import ExitCode

TEXT = """\
The ferry

It was sung on the ferry every evening, and this is how the whole of it went, so far as anybody can remember it.

Come over, come over, the river is wide

    Come over,
        come over,
    the river is wide

And that was all there was of it, for the ferry is quick and the song had to end when the boat came in.
"""


def test_the_same_words_may_stand_in_two_shapes(tmp_path: Path) -> None:
    assert collection(tmp_path, ferry=TEXT).build("--format=html").code == ExitCode.OK
