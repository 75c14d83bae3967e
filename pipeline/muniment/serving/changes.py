"""Learning that somebody changed a text, a sidecar or the settings. What is stale, the build finds out by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from watchfiles import Change, awatch

from muniment.errors import Place, StorageError

SETTLED = 100
"""Milliseconds without a change after which a series of them is over: an editor writes in several steps."""
LONGEST = 2000
"""Milliseconds after which a series of changes is told although it goes on."""

Woken: TypeAlias = Callable[[Iterable[Path]], None]
"""Is told which paths changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is looked at."""

    source: Path
    """The folder of texts and sidecars, with all that is in it."""
    config: Path
    """The settings, a file that may not be there."""
    outputs: tuple[Path, ...]
    """Folders that builds write to: what changes there wakes nobody, also where they are inside ``source``."""


class _Moves:
    """Tells that the source folder itself was made, taken away or replaced."""

    def __init__(self) -> None:
        self.next = asyncio.Event()

    def announce(self) -> None:
        last, self.next = self.next, asyncio.Event()
        last.set()


async def follow(watched: Watched, woken: Woken) -> None:
    """Tell of every change, for ever. Raises ``StorageError`` where the operating system does not tell of any.

    Folders are watched, not files: an editor that writes a new file and gives it the old one's name is seen too. The
    source folder may be taken away, come back, and be replaced by another.
    """
    moves = _Moves()
    tasks = [asyncio.create_task(part(watched, woken, moves)) for part in (_beside, _inside)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _beside(watched: Watched, woken: Woken, moves: _Moves) -> None:
    """Watch for the settings and for the source folder as a whole, from the folders that they are in."""
    source, config = watched.source.absolute(), watched.config.absolute()
    names = {source, config, config.resolve()}
    async with aclosing(_changes({name.parent for name in names}, names.__contains__, recursive=False)) as series:
        async for paths in series:
            if source in paths:
                moves.announce()
            woken(paths)


async def _inside(watched: Watched, woken: Woken, moves: _Moves) -> None:
    """Watch all that is in the source folder, and begin again when it is another folder."""
    while True:
        moved = moves.next
        source = watched.source.resolve()
        inside = [folder.resolve() for folder in watched.outputs if source in folder.resolve().parents]

        def matters(path: Path, source: Path = source, inside: Iterable[Path] = tuple(inside)) -> bool:
            hidden = any(part.startswith(".") for part in path.relative_to(source).parts)
            return not hidden and not path.name.endswith("~") and not any(path.is_relative_to(one) for one in inside)

        try:
            async with aclosing(_changes({source}, matters, recursive=True, stop=moved)) as series:
                async for paths in series:
                    woken(paths)
        except FileNotFoundError:
            await moved.wait()


async def _changes(
    folders: set[Path], matters: Callable[[Path], bool], *, recursive: bool, stop: asyncio.Event | None = None
) -> AsyncGenerator[frozenset[Path], None]:
    """Series of changed paths that matter, until ``stop``. Raises ``FileNotFoundError`` and ``StorageError``."""

    def admitted(_change: Change, path: str) -> bool:
        return matters(Path(path))

    series = awatch(
        *sorted(folders),
        watch_filter=admitted,
        step=SETTLED,
        debounce=LONGEST,
        stop_event=stop,
        recursive=recursive,
        ignore_permission_denied=True,
    )
    try:
        async with aclosing(series):
            async for changes in series:
                yield frozenset(Path(path) for _, path in changes)
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError) as error:  # what the binding raises has no class of its own in its interface
        raise StorageError(
            f"changes here cannot be watched: {error}.",
            remedy="Raise the system's limit (Linux: sysctl fs.inotify.max_user_watches=1000000), or set"
            " WATCHFILES_FORCE_POLLING=1 to have the folder read again and again.",
            place=Place(file=str(min(folders))),
            code="SERVE-WATCH",
        ) from error
