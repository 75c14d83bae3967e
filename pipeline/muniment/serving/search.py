"""Questions of reading apps, answered from the index and the lists that the catalogue publishes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.staticfiles import NotModifiedResponse

from muniment.catalogue.answers import ANSWERS, DESCRIPTION, DESCRIPTION_TYPE, atom_answer, description, json_answer
from muniment.catalogue.index import Question
from muniment.catalogue.opds import ACQUISITION
from muniment.catalogue.opds2 import MEDIA_TYPE
from muniment.catalogue.published import Catalogue, Found, stamps
from muniment.catalogue.shelves import PAGE
from muniment.serving.media import with_charset

LONGEST = 1000
"""Characters that a question may have; nobody types more, and each word costs a look into the index."""
MOST = 100
"""Documents that a page of an answer may have."""
LAST = 1_000_000
"""The highest page that can be asked for; far beyond it are none either."""

_DIGITS = len(str(LAST))


class Search:
    """Answers from the catalogue that is in the output folder now; one that was replaced is read anew."""

    def __init__(self, dist: Path) -> None:
        self._dist = dist
        self._lock = Lock()
        self._held: tuple[tuple[str, ...], Catalogue] | None = None

    def routes(self) -> list[Route]:
        """Where questions are taken."""
        return [
            Route(f"/{ANSWERS}.xml", self._atom),
            Route(f"/{ANSWERS}.json", self._json),
            Route(f"/{DESCRIPTION}", self._description),
        ]

    async def _atom(self, request: Request) -> Response:
        return await self._said(request, ACQUISITION, lambda held: atom_answer(_answer(held, request), held.site))

    async def _json(self, request: Request) -> Response:
        address = str(request.base_url)
        return await self._said(
            request, MEDIA_TYPE, lambda held: json_answer(_answer(held, request), held.site, address)
        )

    async def _description(self, request: Request) -> Response:
        address = str(request.base_url)
        return await self._said(request, DESCRIPTION_TYPE, lambda held: description(held.site, address))

    async def _said(self, request: Request, kind: str, make: Callable[[Catalogue], bytes]) -> Response:
        if sum(map(len, _words(request).values())) > LONGEST:
            said = f"A question may have {LONGEST:,} characters.\n"
            return PlainTextResponse(said, status_code=HTTPStatus.REQUEST_URI_TOO_LONG)
        try:
            data = await run_in_threadpool(lambda: make(self._catalogue()))
        except FileNotFoundError as error:
            raise HTTPException(HTTPStatus.NOT_FOUND) from error  # there is no catalogue, or none yet
        except (OSError, ValueError, KeyError, TypeError, LookupError):
            said = "The catalogue is being made, or is damaged.\n"
            return PlainTextResponse(said, status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "2"})
        return kept(request, data, kind)

    def _catalogue(self) -> Catalogue:
        now = stamps(self._dist)
        with self._lock:
            if self._held is None or self._held[0] != now:
                self._held = (now, Catalogue(self._dist))
            return self._held[1]


def kept(request: Request, data: bytes, kind: str) -> Response:
    """An answer that a client keeps, and asks each time whether it changed."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"content-type": with_charset(kind), "etag": tag}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return NotModifiedResponse(Response(headers=headers).headers)
    return Response(data, headers=headers)


def _words(request: Request) -> Mapping[str, str]:
    """The parts of the question. An app that leaves an optional place of the template as it is asks nothing there."""
    parts = {name: request.query_params.get(name, "").strip() for name in ("query", "title", "author")}
    return {name: "" if text.startswith("{atom:") else text for name, text in parts.items()}


def _answer(held: Catalogue, request: Request) -> Found:
    words = _words(request)
    question = Question(words=words["query"], title=words["title"], author=words["author"])
    return held.answer(question, page=_number(request, "page", 1, LAST), size=_number(request, "count", PAGE, MOST))


def _number(request: Request, name: str, usual: int, most: int) -> int:
    """A number of the question, from 1 to ``most``; the usual one where it is none."""
    text = request.query_params.get(name, "")
    return min(max(1, int(text[:_DIGITS])), most) if text.isascii() and text.isdecimal() else usual
