"""What a coordinator knows of a Dask cluster: the connection, its workers, and the calls that are with them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from muniment.config import Limits
from muniment.errors import MissingToolError
from muniment.executors import remote
from muniment.executors.contract import WorkFuture

if TYPE_CHECKING:
    from distributed import Client

CONNECT = 10.0
"""Seconds that a scheduler gets to answer."""
DEPTH = 2
"""Calls given to a worker for each of its threads: one runs, one is there when it ends."""


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """One call, and where it is."""

    request: bytes
    """The pickled call."""
    limits: Limits
    """What it may take."""
    future: WorkFuture[Any]
    """Its outcome."""
    inner: Future[bytes] | None = None
    """The cluster's own future, while it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A call on its way: to unpickle it is to have it answered."""

    session: remote.Session
    """For whom."""
    call: Call
    """What is asked."""

    def __reduce__(self) -> tuple[Callable[..., bytes], tuple[remote.Session, bytes, Limits]]:
        return remote.answer, (self.session, self.call.request, self.call.limits)


@dataclass(slots=True, kw_only=True, eq=False)
class ClusterWorker:
    """One worker of the cluster."""

    address: str
    """Names it: ``tcp://host:port``."""
    threads: int
    """How many calls it runs at the same time."""
    accepted: bool | None = None
    """Whether it gets work; ``None`` until it has answered the greeting."""
    greeting: Call | None = None
    """The first call that it was given."""
    calls: set[Call] = field(default_factory=set)
    """What it was given and has not answered."""

    @property
    def room(self) -> float:
        """How much more it can be given, for each of its threads."""
        return DEPTH - len(self.calls) / self.threads if self.accepted else 0.0


def connected(address: str) -> Client:
    """A client of the scheduler at ``address``.

    Raises ``MissingToolError`` where Dask is not installed (code ``TOOL-DASK``) or nobody answers (``WORKER-NONE``).
    """
    try:
        import dask  # noqa: PLC0415 - an optional part
        from distributed import Client  # noqa: PLC0415 - the same
    except ModuleNotFoundError as error:
        raise MissingToolError(
            f"Dask is not installed: {error.name} is missing.",
            remedy="Run make with EXECUTOR=dask:… once. Without make: pip install distributed.",
            code="TOOL-DASK",
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said by this module
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "4 GiB"})  # a source may be large
    try:
        return Client(address, timeout=CONNECT, set_as_default=False, name="muniment")  # type: ignore[no-untyped-call] # distributed states no types
    except (OSError, TimeoutError) as error:
        raise MissingToolError(
            f"No scheduler answers at {address}.",
            remedy="Start it with dask scheduler, or look at the address and the firewall.",
            code="WORKER-NONE",
        ) from error
