"""The figures of past runs, a line a run: small enough to be kept in version control, and read there as a diff.

A record holds what was measured and a label that the caller gives; no time, no version and no path.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from muniment import store
from muniment.errors import Place, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One recorded run."""

    label: str
    """What was new in it, in the caller's words."""
    variant: str
    """Which form of the raw texts was read."""
    corpus: str
    """Fingerprint of texts and truths: only runs with the same one can be compared."""
    documents: int
    """How many documents were scored."""
    scores: Mapping[str, Mapping[str, float]]
    """Per cent by set and measure."""


def read_history(path: Path) -> tuple[Run, ...]:
    """The runs recorded in a file, oldest first; none where there is no file. Raises ``UsageError``."""
    try:
        return tuple(Run(**run) for run in json.loads(path.read_text(encoding="utf-8"))["runs"])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UsageError(
            f"this is no record of evaluations: {error}",
            remedy="Restore the file, or name another with --history.",
            place=Place(file=str(path)),
        ) from error


def last_run(runs: tuple[Run, ...], *, variant: str, corpus: str) -> Run | None:
    """The latest run that can be compared with one of this variant and corpus."""
    return next((run for run in reversed(runs) if (run.variant, run.corpus) == (variant, corpus)), None)


def append_run(path: Path, run: Run) -> None:
    """Add a run at the end of the file, which is replaced in one go. Raises ``UsageError`` and ``StorageError``."""
    rows = [json.dumps(asdict(one), ensure_ascii=False) for one in (*read_history(path), run)]
    text = '{"runs": [\n' + ",\n".join(rows) + "\n]}\n"
    store.put(store.stage(path.parent, f".{path.name}.new", text.encode("utf-8")), path)
