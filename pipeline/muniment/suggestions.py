"""Help for somebody who misspelt a name: the nearest known one, or all of them."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping

LONGEST_SHOWN = 60
LEAST_LIKENESS = 0.55


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, letter case and ``-`` for ``_`` aside; ``None`` where none is like it."""
    folded = {_fold(one): one for one in sorted(known)}
    found = difflib.get_close_matches(_fold(name[:LONGEST_SHOWN]), folded, n=1, cutoff=LEAST_LIKENESS)
    return folded[found[0]] if found else None


def advice(name: str, known: Iterable[str], *, hints: Mapping[str, str] | None = None) -> str:
    """A sentence that helps: the name in ``hints`` or the nearest known one, else the list of known names."""
    names = tuple(known)
    meant = (hints or {}).get(_fold(name)) or nearest(name, names)
    if meant is not None:
        return f"Did you mean {shown(meant)}?"
    return f"Known here: {', '.join(names)}." if names else "Nothing is known here: take it out."


def shown(text: str) -> str:
    """``text`` in double quotes for a message: one line, shortened, with what cannot be printed escaped."""
    short = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    visible = "".join(one if one.isprintable() or one == " " else ascii(one)[1:-1] for one in short)
    return json.dumps(visible, ensure_ascii=False).replace("\\\\", "\\")


def _fold(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")
