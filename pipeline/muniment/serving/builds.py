"""Running a build in a process of its own, so that it can be ended at any moment and cannot take the server along."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from muniment.errors import Severity

PATIENCE = 1.0
"""Seconds that a build may take to end tidily. Killed after that, it leaves every file whole, old or new."""
LONGEST_LINE = 1 << 24
"""Most bytes of a line that is passed on."""

_COMPLAINING = ('{"event": "finding"', '{"event": "error"')
"""How complaints begin where ``--json`` was asked for, on whichever stream they stand."""

Heard: TypeAlias = Callable[[str, bool], None]
"""Is told each line that the build says, and whether it stood on standard error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended."""

    code: int
    """Its exit code; the negative number of the signal that ended it."""
    complaints: tuple[str, ...]
    """Errors and warnings that it told of, line by line, as people read them."""


async def run(words: Sequence[str], heard: Heard) -> Ended:
    """Run ``muniment`` with these words to its end. Cancelled, it ends the process with all that it has started."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-X", "utf8", "-m", "muniment", *words),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        limit=LONGEST_LINE,
        process_group=0,  # Ctrl-C reaches the watcher alone, which passes it on
    )
    complaints: list[str] = []

    def said(line: str, is_error: bool) -> None:  # noqa: FBT001 - the signature of ``Heard``
        if complaint := _complaint(line) if is_error or line.startswith(_COMPLAINING) else "":
            complaints.append(complaint)
        heard(line, is_error)

    try:
        await asyncio.gather(_read(process.stdout, said, is_error=False), _read(process.stderr, said, is_error=True))
        return Ended(code=await process.wait(), complaints=tuple(complaints))
    finally:
        if process.returncode is None:
            await _end(process)


async def _read(stream: asyncio.StreamReader | None, heard: Heard, *, is_error: bool) -> None:
    while stream and (line := await stream.readline()):
        heard(line.decode("utf-8", "backslashreplace").rstrip("\n"), is_error)


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _complaint(line: str) -> str:
    """A line as people read it: a JSON event as it would stand there without ``--json``; nothing of a mere note."""
    try:
        event = json.loads(line)
        what = f"{event.get('severity', Severity.ERROR)} {event['code']}:"
        where = ":".join(str(part) for part in (event["place"] or {}).values() if part is not None)
        said = (event["message"], event["remedy"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return line
    if event.get("severity") == Severity.NOTE:
        return ""
    place = f"{where}:" if where else ""
    head = (place, what) if event.get("event") == "finding" else (what, place)
    return " ".join(word for word in (*head, *said) if word)
