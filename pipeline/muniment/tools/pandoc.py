"""pandoc as one long-lived process that answers conversions over its standard streams.

Starting pandoc costs 20 to 110 ms, a conversion of a page 2 ms; so one process serves a whole run. It is started
with no environment, no data folder of the user's, and a reader that is shown no file and no network.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pypandoc  # type: ignore[import-untyped] # it carries no types

from muniment.errors import MissingToolError, WriterError
from muniment.tools.pandoc_process import REMEDY, DiedError, Process

READER: Final = "commonmark+footnotes+pipe_tables"
"""How pandoc reads the body of canonical Markdown. Every other extension is off in ``commonmark`` but ``raw_html``,
which cannot be put off: the worker refuses what it finds."""

TIME_LIMIT: Final = 120.0
"""Seconds that one conversion may take; 5 MB of prose take about four."""

_LF: Final = "\n"
_LARGE: Final = 1_000_000  # bytes


def pandoc_path() -> Path:
    """The pandoc that came with the Python dependencies, else one found by pypandoc.

    The bundled one goes first so that what is installed elsewhere on the machine cannot change the bytes of an
    edition. Raises ``MissingToolError`` where there is none.
    """
    bundled = Path(pypandoc.__file__).parent / "files" / "pandoc"
    if bundled.is_file():
        return bundled
    try:
        return Path(pypandoc.get_pandoc_path())
    except OSError as error:
        raise MissingToolError("pandoc is not installed.", remedy=REMEDY, code="TOOL-PANDOC") from error


class PandocWorker:
    """One pandoc process, started when it is first needed; a context manager that ends it.

    Not for use by two threads at once, and not to be carried over a fork.
    """

    def __init__(self, *, program: Path | None = None, time_limit: float = TIME_LIMIT) -> None:
        """Prepare; ``program`` is the pandoc to run (the bundled one), ``time_limit`` is seconds a conversion."""
        self._program = program
        self._time_limit = time_limit
        self._process: Process | None = None
        self._begun: bytes | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next conversion starts another."""
        self._begun = None
        if self._process is not None:
            self._process.close()
            self._process = None

    def version(self) -> str:
        """Pandoc's version: ``3.9``. Raises ``MissingToolError`` where pandoc cannot be started."""
        if self._begun is not None:
            self.close()
        return self._started().version

    def begin(self, markdown: str) -> None:
        """Have the next call's answer prepared while other things are done, where that is ``html`` of the same text.

        What goes wrong is raised by that call.
        """
        if self._begun is not None:
            self.close()  # nobody came for that answer
        request = _request(READER, "html5", markdown)
        try:
            self._started().send(request)
        except BaseException as error:
            self.close()
            if not isinstance(error, DiedError | MissingToolError):
                raise
        else:
            self._begun = request

    def html(self, markdown: str) -> str:
        """HTML5 in XML syntax of a canonical Markdown body (no front matter), without a page around it."""
        return self.to("html5", markdown)

    def to(self, writer: str, markdown: str, *, reader: str = READER) -> str:
        """A Markdown body in one of pandoc's text formats (``html5``, ``tei``, ``jats``, ``json`` …).

        Raises ``WriterError`` (WRITE-PANDOC) where pandoc refuses the text, exceeds the time limit, or dies of it
        twice; ``MissingToolError`` where pandoc cannot be started.
        """
        request = _request(reader, writer, markdown)
        if self._begun is not None and self._begun != request:
            self.close()
        for _ in range(2):
            try:
                return self._asked(request)
            except DiedError as death:
                reason = str(death)
        raise WriterError(
            f"pandoc died twice of this document: {reason}",
            remedy="Take out what is unusual in the text (very deep nesting, very long lines) and report it.",
            code="WRITE-PANDOC",
        )

    def _started(self) -> Process:
        if self._process is None:
            self._process = Process(self._program or pandoc_path())
        return self._process

    def _asked(self, request: bytes) -> str:
        process = self._started()
        try:
            if self._begun is None:
                process.send(request)
            word, answer = process.answer(time_limit=self._time_limit)
        except BaseException:
            # Also after Ctrl-C: an answer still on its way must never be taken for that of the next document.
            self.close()
            raise
        self._begun = None
        if word != "ok":
            raise WriterError(f"pandoc refused this document: {answer}", code="WRITE-PANDOC")
        if len(request) > _LARGE:
            self.close()  # the Haskell heap never shrinks: begin the next document with a small one
        return answer


def _request(reader: str, writer: str, markdown: str) -> bytes:
    # Without a line before the text pandoc drops U+FEFF there, without a final LF it loses a table's last row.
    data = f"\n{markdown.removesuffix(_LF)}\n".encode()
    return f"{reader} {writer} {len(data)}\n".encode() + data
