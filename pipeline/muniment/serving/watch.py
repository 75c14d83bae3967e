"""Serving while building: whatever changes in the source folder is built, and the pages that are open are told."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from socket import socket
from typing import Protocol

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from muniment.catalogue.fixity import LIST
from muniment.config import Folders
from muniment.errors import ExitCode
from muniment.serving.builds import run
from muniment.serving.changes import Watched, follow
from muniment.serving.news import Board, News
from muniment.serving.policy import with_script
from muniment.serving.server import Server, address_of, application, listen

NEWS = "/.muniment/news"
"""Where pages hear of changes: no file of the output folder is ever served under a name with a dot before it."""
MOST_LINES = 40
"""Lines of complaints that a page shows; the terminal has all."""

_GOES_ON = frozenset({ExitCode.OK, ExitCode.SOURCE, ExitCode.FIDELITY})
"""Ends of a build after which the catalogue is made all the same: the other documents were built."""


class Listener(Protocol):
    """Is told what happens; the command line shows it."""

    def ready(self, address: str) -> None:
        """The catalogue can be opened at this address."""

    def changed(self, names: tuple[str, ...]) -> None:
        """These files changed, and a build begins."""

    def said(self, line: str, is_error: bool) -> None:  # noqa: FBT001 - the signature of ``builds.Heard``
        """The build said this line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for."""

    folders: Folders
    """Where things are."""
    config: Path
    """The settings."""
    port: int
    """Where to listen; 0 takes any port that is free."""
    options: tuple[str, ...]
    """Words for ``muniment`` before its command: folders, settings, number of workers."""


def watch(request: Request, listener: Listener) -> None:
    """Build, serve, and build again after each change, until interrupted. A build that fails does not end it.

    Raises ``KeyboardInterrupt`` for Ctrl-C, after what it started has ended; ``BusyError``, ``UsageError`` and
    ``StorageError``.
    """
    with listen(request.port) as listening:
        listener.ready(address_of(listening))
        asyncio.run(_Watching(request, listener).run(listening))


class _Watching:
    def __init__(self, request: Request, listener: Listener) -> None:
        self._request = request
        self._listener = listener
        self._board = Board(News(edition=edition_of(request.folders.dist)))
        self._script = files("muniment").joinpath("assets", "serving", "reload.js").read_text(encoding="utf-8")
        self._changed = asyncio.Event()
        self._names: set[str] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self, listening: socket) -> None:
        """Do all of it until a signal comes, or one of its tasks cannot go on."""
        app = application(self._request.folders, page=self._page, routes=[Route(NEWS, self._board.stream)])
        server = Server(app, leave=self._leave)

        def end(_task: asyncio.Task[None]) -> None:
            server.should_exit = True

        self._tasks = [asyncio.create_task(part) for part in (self._follow(), self._keep_built())]
        for task in self._tasks:
            task.add_done_callback(end)
        await server.serve(sockets=[listening])
        for task in self._tasks:
            if not task.cancelled() and (error := task.exception()):
                raise error

    async def _leave(self) -> None:
        """End the streams, the watching and the build."""
        self._board.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _page(self, data: bytes, status: int) -> Response:
        """A page as it is sent: with the script, and never kept, since the file is another one without it."""
        page, policy = with_script(data, self._script, edition=self._board.news.edition, news=NEWS)
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        return HTMLResponse(page, status_code=status, headers=headers)

    # ----------------------------------------------------------------------------------------- building

    async def _follow(self) -> None:
        folders = self._request.folders
        outputs = (folders.dist, folders.build)
        await follow(Watched(source=folders.source, config=self._request.config, outputs=outputs), self._wake)

    def _wake(self, paths: Iterable[Path]) -> None:
        self._names.update(path.name for path in paths)
        self._changed.set()

    async def _keep_built(self) -> None:
        """Build now, and once more after every change, also after one that came while a build was running."""
        self._changed.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            names, self._names = tuple(sorted(self._names)), set()
            if names:
                self._listener.changed(names)
            self._board.post(replace(self._board.news, building=True))
            failure = await self._build()
            self._board.post(News(edition=edition_of(self._request.folders.dist), failure=failure))

    async def _build(self) -> str:
        """Build, and make the catalogue; gives what a page shows of what went wrong, nothing where all went well."""
        complaints: list[str] = []
        for command in ("build", "site"):
            ended = await run((*self._request.options, command), self._listener.said)
            if ended.code != ExitCode.OK:
                complaints += ended.complaints or [f"muniment {command} ended with exit code {ended.code}."]
            if ended.code not in _GOES_ON:
                break
        more = len(complaints) - MOST_LINES
        return "\n".join((*complaints[:MOST_LINES], *([f"{more} more lines are in the terminal."] if more > 0 else [])))


def edition_of(dist: Path) -> str:
    """What changes whenever a byte of the site or of a download does; empty where there is no site.

    It is the digest of the site's list of sums, as that names every file of the site, and so the sums of all downloads.
    """
    try:
        return hashlib.sha256((dist / LIST).read_bytes()).hexdigest()
    except OSError:
        return ""
