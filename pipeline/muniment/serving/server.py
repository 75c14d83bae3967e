"""The web server: uvicorn, with Starlette's handling of files, at an address that only this machine can reach."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muniment.catalogue.shell import FIRST
from muniment.config import Folders
from muniment.errors import BusyError, Place, UsageError
from muniment.serving.files import Page, Published
from muniment.serving.lost import lost_page
from muniment.serving.policy import policy_of
from muniment.serving.search import Search

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
"""Under other names there is no answer: another site could let its own name lead here (DNS rebinding)."""
PATIENCE = 1
"""Seconds that answers under way may still take when the server is asked to end."""

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every answer that does not say otherwise. A browser keeps files, and asks each time whether they changed."""

ICON = "/favicon.ico"
"""What browsers ask every site for, unbidden: that there is none is no error."""

_NO_CONTENT, _NOT_FOUND = 204, 404


def listen(port: int) -> socket.socket:
    """A socket that listens at ``port`` of this machine alone; 0 takes any that is free.

    Raises ``BusyError`` where the port is taken, ``UsageError`` where it may not be had.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        choose = "choose another port: make serve PORT=8001, or muniment serve --port 8001."
        if error.errno == errno.EADDRINUSE:
            raise BusyError(
                f"port {port} of this machine is in use.", remedy=f"End what uses it, or {choose}", code="SERVE-PORT"
            ) from error
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"port {port} cannot be had: {reason}.", remedy=f"{choose[0].upper()}{choose[1:]}", code="SERVE-PORT"
        ) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Where a browser finds it."""
    return f"http://{HOST}:{listener.getsockname()[1]}/"


def application(folders: Folders, *, page: Page | None = None, routes: Sequence[BaseRoute] = ()) -> ASGIApp:
    """What answers: the output folder, after ``routes``; ``page`` makes the answers for pages."""

    def lost(request: Request, _error: Exception) -> Response:
        if request.url.path == ICON:
            return Response(status_code=_NO_CONTENT)
        data = lost_page(folders.dist)
        if page:
            return page(data, _NOT_FOUND)
        return HTMLResponse(data, status_code=_NOT_FOUND, headers={"Content-Security-Policy": policy_of(data)})

    return _Headed(
        Starlette(
            routes=[*routes, *Search(folders.dist).routes(), Mount("/", Published(folders, page))],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=NAMES, www_redirect=False)],
            exception_handlers={_NOT_FOUND: lost},
        )
    )


class _Headed:
    """Adds ``HEADERS`` to every answer, also to refusals."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sent)


class Server(uvicorn.Server):
    """Uvicorn, quiet; ``leave`` is awaited when it is asked to end, beside the end of its connections."""

    def __init__(self, app: ASGIApp, leave: Callable[[], Awaitable[None]] | None = None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="error",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=PATIENCE,
            )
        )
        self._leave = leave

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; a download that takes longer than ``PATIENCE`` is cut off, which is nothing to report."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        leaving = [self._leave()] if self._leave else []
        await asyncio.gather(super().shutdown(sockets=sockets), *leaving)


def check_catalogue(folders: Folders) -> None:
    """Raise ``UsageError`` where there is no catalogue to serve."""
    if not (folders.dist / FIRST).is_file():
        raise UsageError(
            "there is no catalogue here.",
            remedy="Write it with make site, or name another folder with --dist (make DIST=…).",
            place=Place(file=str(folders.dist)),
            code="SERVE-EMPTY",
        )


def serve(folders: Folders, *, port: int, ready: Callable[[str], None]) -> None:
    """Serve the output folder until interrupted; ``ready`` is told the address once it can be opened.

    Raises ``KeyboardInterrupt`` for Ctrl-C, ``BusyError`` and ``UsageError``.
    """
    check_catalogue(folders)
    with listen(port) as listener:
        ready(address_of(listener))
        asyncio.run(Server(application(folders)).serve(sockets=[listener]))
