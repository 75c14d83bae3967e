"""What a watched page is told: which edition of the site is there, and what is broken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

PULSE = 10.0
"""Seconds of silence after which a connection is given a sign, so that one that is gone is noticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """The state of the site."""

    edition: str
    """Changes whenever a published byte does; empty where there is no site yet."""
    building: bool = False
    """Whether another edition is being made."""
    failure: str = ""
    """What the last build complained of, in lines; empty where it ended well."""


class Board:
    """Where the newest state hangs, for everybody who looks at a page."""

    def __init__(self, news: News) -> None:
        self.news = news
        self._turned = asyncio.Event()
        self._closed = False

    def post(self, news: News) -> None:
        """Show another state."""
        self.news = news
        self._turn()

    def close(self) -> None:
        """End everybody's stream."""
        self._closed = True
        self._turn()

    def _turn(self) -> None:
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()

    async def follow(self) -> AsyncIterator[str]:
        """The state now and after each change, as server-sent events (https://html.spec.whatwg.org/#server-sent-events)."""
        while not self._closed:
            turned = self._turned
            yield f"data: {json.dumps(asdict(self.news))}\n\n"
            while not turned.is_set():
                try:
                    await asyncio.wait_for(turned.wait(), PULSE)
                except TimeoutError:
                    yield ":\n\n"

    async def stream(self, request: Request) -> Response:
        """The answer that brings the events."""
        headers = {"Cache-Control": "no-store"}
        if request.method == "HEAD":
            return Response(media_type="text/event-stream", headers=headers)
        return StreamingResponse(self.follow(), media_type="text/event-stream", headers=headers)
