"""The rule families, one file each. A new family is a new file here that defines ``RECOGNISER``; nothing else changes."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from muniment.structure.proposals import Recogniser


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """Every rule family of this package, sorted by name; found by looking, not listed by hand."""
    found: list[Recogniser] = []
    for module in pkgutil.iter_modules(__path__):
        recogniser = getattr(importlib.import_module(f"{__name__}.{module.name}"), "RECOGNISER", None)
        if isinstance(recogniser, Recogniser):
            found.append(recogniser)
    return tuple(sorted(found, key=lambda recogniser: recogniser.name))
