"""HTTP with one browser on this machine. The standard library is enough: one reader, one document, no framework.

Who may ask: whoever knows the token in the address, over a connection to 127.0.0.1, under that name. The ``Host``
header is checked because another site could let its own name lead to 127.0.0.1 (DNS rebinding), and ``Origin``
because another page could send a form here.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import ClassVar
from urllib.parse import parse_qs, parse_qsl

from muniment import local_page
from muniment.errors import DocumentError, MunimentError, UsageError
from muniment.model import BlockKind
from muniment.review.desk import Correction, Desk, OutdatedError
from muniment.review.page import DEEPEST_LEVEL, View, anchor_of, failure_page, page_of, review_page

HOST = "127.0.0.1"
LARGEST_FORM = 1 << 16
"""Most bytes of a form that are read."""
MOST_FIELDS = 20
LONGEST_QUERY = 100
LONGEST_LINE_NUMBER = 9
SECONDS = 30
"""How long a browser may take to send its request."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every answer. ``same-origin`` keeps the token from other sites and lets forms name their origin."""

DONE: Mapping[str, str] = {
    "saved": "The correction is saved; the text was recognised again.",
    "withdrawn": "The correction is withdrawn; the rules decide again.",
}


class Server(ThreadingTCPServer):
    """A review on a free port of this machine."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, desk: Desk, *, token: str) -> None:
        """Begin to listen; raises ``OSError`` where no port can be had."""
        super().__init__((HOST, 0), partial(Handler, desk, token))

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Leave out the standard library's report of a browser that went away in the middle."""
        del request, client_address


def serve(desk: Desk, *, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``ready`` is told the address once it can be opened. Raises ``KeyboardInterrupt``."""
    token = secrets.token_urlsafe(24)
    with Server(desk, token=token) as server:
        ready(f"http://{HOST}:{server.port}/{token}/")
        server.serve_forever(poll_interval=0.2)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    timeout = SECONDS
    server_version = "muniment"
    sys_version = ""
    assets: ClassVar[Mapping[str, tuple[str, Callable[[], str]]]] = {
        "desk.css": ("text/css", local_page.style),
        "review.js": ("text/javascript", local_page.script),
    }

    def __init__(self, desk: Desk, token: str, *arguments: object) -> None:
        self._desk = desk
        self._token = token
        super().__init__(*arguments)  # type: ignore[arg-type] # request, client address and server, as the server has them

    def do_GET(self) -> None:
        """The page, or what belongs to it."""
        name = self._admitted()
        if name is None:
            return
        if name in self.assets:
            media_type, text = self.assets[name]
            self._answer(HTTPStatus.OK, text(), media_type=media_type)
        elif name:
            self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")
        else:
            query = dict(parse_qsl(self.path.partition("?")[2][:LONGEST_QUERY]))
            done = DONE.get(query.get("done", ""), "")
            self._show(HTTPStatus.OK, View(number=_number(query.get("page", "1")), done=done))

    def do_POST(self) -> None:
        """A correction, or the withdrawal of one; answered with the way to the page that shows the new state."""
        name = self._admitted()
        if name is None:
            return
        if name not in {"correct", "withdraw"}:
            self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")
            return
        try:
            fields = self._fields()
            line, version = _number(fields.get("line", "")), fields.get("version", "")
            correction = _correction(fields, line)
        except ValueError as error:
            self._refuse(HTTPStatus.BAD_REQUEST, f"This form cannot be read: {error}.")
            return
        try:
            if name == "correct":
                self._desk.correct(correction, version=version)
            else:
                self._desk.withdraw(line, version=version)
            state = self._desk.state()
        except MunimentError as error:
            outdated = isinstance(error, OutdatedError)
            status = HTTPStatus.CONFLICT if outdated else HTTPStatus.UNPROCESSABLE_ENTITY
            self._show(status, View(alert=_sentence(error)))
        else:
            done = "saved" if name == "correct" else "withdrawn"
            to = f"./?page={page_of(state, line)}&done={done}#{anchor_of(state, line)}"
            self._answer(HTTPStatus.SEE_OTHER, "", more={"Location": to})

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing: only the command line prints."""

    # ----------------------------------------------------------------------------------------- admission

    def _admitted(self) -> str | None:
        """The name after ``/<token>/``; ``None`` where the request was refused."""
        port = self.connection.getsockname()[1]
        names = {f"{HOST}:{port}", f"localhost:{port}"}
        origins = {f"http://{name}" for name in names}
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0] not in names:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "This server has another name.")
        elif not set(self.headers.get_all("Origin", [])) <= origins:
            self._refuse(HTTPStatus.FORBIDDEN, "Another page sent this.")
        else:
            empty, _, rest = self.path.partition("?")[0].partition("/")
            token, slash, name = rest.partition("/")
            if not empty and slash and secrets.compare_digest(token.encode(), self._token.encode()):
                return name
            self._refuse(HTTPStatus.FORBIDDEN, "Open the address that the terminal shows.")
        return None

    def _fields(self) -> dict[str, str]:
        """The fields of the form. Raises ``ValueError``."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_FORM:
            raise ValueError("it does not say its length, or is too long")
        if self.headers.get_content_type() != "application/x-www-form-urlencoded":
            raise ValueError("it is no form")
        body = self.rfile.read(int(length)).decode("ascii")
        fields = parse_qs(body, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        return {name: values[-1] for name, values in fields.items()}

    # ----------------------------------------------------------------------------------------- answers

    def _show(self, status: HTTPStatus, view: View) -> None:
        try:
            text = review_page(self._desk.state(), view)
        except (DocumentError, UsageError) as error:
            status, text = HTTPStatus.CONFLICT, failure_page(_sentence(error))
        self._answer(status, text)

    def _refuse(self, status: HTTPStatus, reason: str) -> None:
        self.close_connection = True
        self._answer(status, f"{reason}\n", media_type="text/plain")

    def _answer(
        self, status: HTTPStatus, text: str, *, media_type: str = "text/html", more: Mapping[str, str] | None = None
    ) -> None:
        data = text.encode("utf-8")
        self.send_response(status)
        own = {"Content-Type": f"{media_type}; charset=utf-8", "Content-Length": str(len(data))}
        for name, value in {**HEADERS, **own, **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def _correction(fields: Mapping[str, str], line: int) -> Correction:
    """What a form says. Raises ``ValueError``."""
    level = _number(fields.get("level", "0"))
    kind = BlockKind(fields.get("kind", BlockKind.PARAGRAPH.value))
    return Correction(
        line=line,
        kind=kind,
        level=min(level, DEEPEST_LEVEL) if kind in {BlockKind.HEADING, BlockKind.LIST_ITEM} else 0,
        joined="joined" in fields,
        quoted="quoted" in fields,
    )


def _number(text: str) -> int:
    """A number in decimal digits; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_LINE_NUMBER else 0


def _sentence(error: MunimentError) -> str:
    place = f"{error.place}: " if error.place else ""
    return f"{place}{error.message[:1].upper()}{error.message[1:].rstrip('.')}. {error.remedy}".rstrip()
