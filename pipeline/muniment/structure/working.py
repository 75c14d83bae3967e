"""Values that live while one text is judged."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def working(cls: type[T]) -> type[T]:
    """A slotted dataclass that the type checker holds to be frozen, compared by identity.

    For what is made once or more for each block of a text and never leaves this room: a dataclass that is frozen at
    run time, or is made with keywords, takes about three times as long to make, and there are millions of them in a
    long text.
    """
    return dataclass(slots=True, eq=False)(cls)


_MANY = 100_000
"""Objects for which it is worth asking whether any are set aside: all that are will be counted, one by one."""


@contextmanager
def without_collection() -> Iterator[None]:
    """Work during which the search for unreachable cycles rests.

    Judging a text makes no cycles, but objects by the million, which that search would walk through again and again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if gc.get_count()[0] > _MANY and not gc.get_freeze_count():
                # All that was made moves among the old objects at once. Else the search would begin with a walk through
                # it, which takes a twentieth of the time that judging took.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
