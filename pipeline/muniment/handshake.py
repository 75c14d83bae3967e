"""Whether a machine would make the same bytes: what editions depend on, compared label by label."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import resources

from muniment.assembly import tool_versions
from muniment.errors import Finding, Place, Severity
from muniment.tools.pandoc import PandocWorker
from muniment.writers import writers

CODE = "muniment.code"
"""Label of the digest over this package's own files."""
MOST_NAMED = 5
"""More differences than this are counted instead of named."""
SHOWN = 12
"""Characters of a digest that are shown."""


def fingerprint() -> Mapping[str, str]:
    """What editions made by this process depend on, by label.

    Every label that the ledger holds, but for settings and sources, which travel with each job; and this package's own
    code.

    Raises ``MissingToolError`` where a tool or font is not installed.
    """
    with PandocWorker() as worker:
        labels = {**tool_versions(), "pandoc": worker.version(), CODE: _code()}
    for writer in writers().values():
        labels |= {f"writer.{writer.format}": writer.version, **writer.fingerprint()}
    return dict(sorted(labels.items()))


def admit(ours: Mapping[str, str], worker: str, answer: object) -> Finding | None:
    """The finding that refuses a worker, naming what differs; ``None`` where it would make the same bytes.

    ``answer`` is what ``fingerprint`` gave there, or the exception instead.
    """
    if not isinstance(answer, Mapping):
        return _refusal(worker, f"it cannot run Muniment ({answer})")
    different = [label for label in sorted({*ours, *answer}) if ours.get(label) != answer.get(label)]
    if not different:
        return None
    # where the code differs, versions of it say more
    named = [label for label in different if label != CODE] or different
    told = [f"{label} is {_short(answer.get(label))} there and {_short(ours.get(label))} here" for label in named]
    more = f"; and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    return _refusal(worker, f"it would make other bytes: {'; '.join(told[:MOST_NAMED])}{more}")


def _refusal(worker: str, why: str) -> Finding:
    return Finding(
        code="WORKER-REFUSED",
        severity=Severity.WARNING,
        place=Place(file=worker),
        message=f"This worker gets no work: {why}.",
        remedy="Set up the same release of Muniment there as here, with make setup, and start the worker again.",
    )


def _short(value: str | None) -> str:
    if value is None:
        return "missing"
    return f"{value[:SHOWN]}…" if len(value) > 2 * SHOWN else value


def _code() -> str:
    """SHA-256 over the paths and bytes of this package's files, but for what Python keeps beside them."""
    with resources.as_file(resources.files("muniment")) as package:
        found = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(package)}\n" for path in found]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
