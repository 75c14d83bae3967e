"""What runs in a fresh process of its own: ``python -m bench.probe FILE`` measures ``recognise`` on one text.

It prints one JSON object: ``seconds`` of processor time (the least of several runs of a short text), ``peak``, the
bytes by which the text and its structure raised the process's highest resident size, and ``size`` in bytes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.errors import WrongResultError
from muniment.model import Block
from muniment.structure import recognise

ENOUGH = 0.2
"""Seconds after which a text is not measured once more."""
MOST = 20
"""Runs of a text that takes next to nothing."""


def high_water() -> int:
    """Highest resident size of this process so far, in bytes.

    From ``/proc``, since the figure that ``getrusage`` gives includes the parent's at the time of the fork.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise WrongResultError("this system does not tell a process's highest resident size")


def refuse_wrong_blocks(text: str, blocks: Sequence[Block]) -> None:
    """Raise ``WrongResultError`` unless the blocks cover all of the text that is not white space."""
    at = 0
    for block in blocks:
        span = block.decision.span
        if text[at : span.start].strip():
            raise WrongResultError(f"characters {at} to {span.start} are in no block")
        at = span.end
    if text[at:].strip():
        raise WrongResultError(f"characters from {at} on are in no block")


def measure(path: Path) -> dict[str, float]:
    """Processor seconds, peak and size for the text in a file."""
    recognise("A Title\n\nSome words that pay for the tables.\n")
    before = high_water()
    text = path.read_bytes().decode("utf-8", errors="replace")
    size = path.stat().st_size
    tries: list[float] = []
    peak = 0
    while not tries or (sum(tries) < ENOUGH and len(tries) < MOST):
        start = time.process_time()
        structure = recognise(text)
        tries.append(time.process_time() - start)
        peak = peak or high_water() - before
        refuse_wrong_blocks(text, structure.blocks)
    return {"seconds": min(tries), "peak": peak, "size": size}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))))
