"""The files of the output folder, as Starlette serves them, and nothing beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, MutableMapping
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Receive, Scope, Send

from muniment.catalogue.answers import is_feed, with_search
from muniment.catalogue.entries import read_predicate
from muniment.catalogue.shell import FIRST
from muniment.catalogue.sitemap import LINKSET_TYPE, LINKSETS
from muniment.config import Folders
from muniment.runner import LEDGER
from muniment.serving.media import is_active, media_type, with_charset
from muniment.serving.policy import HEAD, STRICT, framed, policy_of
from muniment.serving.search import kept

Page: TypeAlias = Callable[[bytes, int], Response]
"""Makes the answer that carries a page out of the page's bytes and the status."""

# Of RFC 9110, 14.1.2; anything else in that header is to be ignored, and so it is for other methods than GET.
_RANGES = re.compile(
    r"bytes=(?:[0-9]{1,18}-(?:[0-9]{1,18})?|-[0-9]{1,18})(?:, *(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18}))*"
)
_CHARSET = re.compile(r"[a-z0-9][a-z0-9._:+-]*", re.IGNORECASE)
_SOURCE_COPY = re.compile(r"\.source\.(?:txt|md)")
_UNAUTHORISED, _NOT_FOUND = 401, 404


class Published(StaticFiles):
    """The output folder. Only regular files that are in it for people are there for a browser.

    What begins with a dot, what a link leads to outside, the ledger and its folder are not there.
    """

    def __init__(self, folders: Folders, page: Page | None = None) -> None:
        """``page`` makes the answer for pages (HTML); where there is none, they are sent as they are."""
        super().__init__(directory=folders.dist, html=True, check_dir=False)
        self._dist = folders.dist
        self._ledgers = folders.build
        self._page = page

    async def check_config(self) -> None:
        """Accept that the output folder may not be there yet, or not any more."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The answer to a request. Raises ``HTTPException`` where there is none."""
        asked = scope["path"]
        if not _is_plain(asked):
            raise HTTPException(_NOT_FOUND)
        _without_odd_ranges(scope)
        try:
            return await super().get_response(f"{path}/{FIRST}" if asked.endswith("/") else path, scope)
        except HTTPException as error:
            if error.status_code == _UNAUTHORISED:  # Starlette's word for a folder that may not be looked into
                raise HTTPException(_NOT_FOUND) from error
            raise
        except OSError as error:  # it may not be read, or is a loop of links, or went away just now
            raise HTTPException(_NOT_FOUND) from error

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """The real path, and what is there; nothing where that is not for people."""
        found, status = super().lookup_path(path)
        return ("", None) if status is None or self._is_private(Path(found)) else (found, status)

    def _is_private(self, found: Path) -> bool:
        """Whether a real path below the output folder is not for people."""
        dist, build = self._dist.resolve(), self._ledgers.resolve()
        if any(part.startswith(".") for part in found.relative_to(dist).parts):
            return True
        if dist in build.parents:
            return build == found or build in found.parents
        return found.parent == build and found.name.startswith(LEDGER)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file's answer. What is opened here is what is sent, also where a build replaces the file meanwhile."""
        del stat_result  # of the name; what counts is the file that was opened
        path = Path(full_path).relative_to(self._dist.resolve()).as_posix()
        handle = os.open(full_path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            kind = media_type(path)
            if (self._page and kind == "text/html") or is_feed(path):
                with open(handle, "rb", closefd=False) as stream:
                    response = self._changed(path, stream.read(), scope, status_code)
            else:
                headers = {"content-type": self._content_type(path, kind), **self._about(path, kind, handle)}
                held = _Held(handle, headers=headers, status_code=status_code)
                if not self.is_not_modified(held.headers, Headers(scope=scope)):
                    return held
                response = NotModifiedResponse(held.headers)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        return response

    def _changed(self, path: str, data: bytes, scope: Scope, status_code: int) -> Response:
        """The answer with what is not sent as it is: feeds, which say here that they can be searched, and pages."""
        if not self._page or is_feed(path):
            request = Request(scope)
            return kept(request, with_search(path, data, str(request.base_url)), media_type(path))
        return self._page(data, status_code)

    def _about(self, path: str, kind: str, handle: int) -> dict[str, str]:
        """The policy of what could run script, and the way to the document's link set where it has one (RFC 9264, 6)."""
        found = {}
        if is_active(kind):
            page = os.pread(handle, HEAD, 0) if kind == "text/html" else b""
            found["content-security-policy"] = policy_of(page) if page else framed(STRICT)
        links = f"{LINKSETS}/{PurePosixPath(path).parts[0]}.json"
        if (self._dist / links).is_file():
            found["link"] = f'</{quote(links)}>; rel="linkset"; type="{LINKSET_TYPE}"'
        return found

    def _content_type(self, path: str, kind: str) -> str:
        """With the encoding: UTF-8, but for copies of sources, which are kept in their own."""
        place = PurePosixPath(path)
        if not _SOURCE_COPY.fullmatch("".join(place.suffixes[-2:])):
            return with_charset(kind)
        try:
            charset = str(read_predicate(self._dist, str(place.parent))["source"]["encoding"]["name"])
        except (OSError, ValueError, KeyError, TypeError):
            charset = ""
        return with_charset(kind, charset if _CHARSET.fullmatch(charset) else "")  # nothing rather than something wrong


class _Held(FileResponse):
    """A file that is open already: its length, its tag and its bytes are of one state whatever its name leads to now."""

    def __init__(self, handle: int, *, headers: dict[str, str], status_code: int) -> None:
        """Own the file descriptor from here on; it is closed when the answer has been given."""
        status = os.fstat(handle)
        # The time of the inode cannot be put back and, unlike that of the content, changes with every replacement.
        tag = f'"{status.st_ctime_ns:x}-{status.st_ino:x}-{status.st_size:x}"'
        super().__init__(
            f"/dev/fd/{handle}", stat_result=status, headers={"etag": tag, **headers}, status_code=status_code
        )
        self._handle = handle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            os.close(self._handle)


def _is_plain(path: str) -> bool:
    """Whether an address is written as the site writes it: no part is empty or begins with a dot."""
    *folders, name = path.removeprefix("/").split("/")
    return path.startswith("/") and all(folders) and not any(part.startswith(".") for part in (*folders, name))


def _without_odd_ranges(scope: MutableMapping[str, Any]) -> None:
    """Take away a ``Range`` that is not to be followed."""
    asked = Headers(scope=scope).get("range")
    if asked is not None and (scope["method"] != "GET" or not _RANGES.fullmatch(asked)):
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"range"]
