"""Which executor a user asks for, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from muniment.errors import UsageError


class Kind(StrEnum):
    """Where work runs."""

    SERIAL = "serial"
    PROCESSES = "processes"
    DASK = "dask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An executor that was asked for."""

    kind: Kind
    """Where work runs."""
    address: str = ""
    """Address of a Dask scheduler, ``tcp://host:port`` or ``tls://host:port``; empty for the others."""
    share: bool = True
    """Whether machines that share the staging folder leave finished files in it; else files travel as bytes."""


SERIAL = Choice(kind=Kind.SERIAL)
PROCESSES = Choice(kind=Kind.PROCESSES)


def parse_choice(text: str) -> Choice:
    """``serial``, ``processes`` or ``dask:tcp://host:port``. Raises ``UsageError``."""
    if text in (Kind.SERIAL, Kind.PROCESSES):
        return Choice(kind=Kind(text))
    kind, _, address = text.partition(":")
    if kind == Kind.DASK and re.fullmatch(r"(tcp|tls)://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}", address):
        return Choice(kind=Kind.DASK, address=address)
    raise UsageError(
        f"{text!r} is no executor",
        remedy="Write serial, processes, or dask: and the address of a scheduler: dask:tcp://10.0.0.1:8786.",
    )
