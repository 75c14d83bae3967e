"""How things are said: plain lines or JSON lines, and a progress bar where a person watches."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TextIO

from muniment.errors import Finding, MunimentError, Severity


class Reporter:
    """Shows what happens: plain lines, or JSON lines; a progress bar where a person watches."""

    def __init__(self, *, out: TextIO, err: TextIO, as_json: bool) -> None:
        self._out = out
        self._err = err
        self._json = as_json

    def say(self, text: str, *, event: str, **facts: object) -> None:
        """One line of plain text, or one JSON event."""
        line = json.dumps({"event": event, **facts}, ensure_ascii=False) if self._json else text
        if line:
            write_line(line, self._out)

    def error(self, error: MunimentError) -> None:
        """One error, on standard error."""
        facts = {
            "code": error.code,
            "message": error.message,
            "remedy": error.remedy,
            "place": asdict(error.place) if error.place else None,
            "exitCode": int(error.exit_code),
        }
        text = f"error {error.code}: {error}"
        write_line(json.dumps({"event": "error", **facts}, ensure_ascii=False) if self._json else text, self._err)

    def finding(self, finding: Finding) -> None:
        """One finding; errors and warnings on standard error, notes only for machines."""
        if self._json:
            facts = asdict(finding) | {"severity": finding.severity.value}
            write_line(json.dumps({"event": "finding", **facts}, ensure_ascii=False), self._out)
        elif finding.severity is not Severity.NOTE:
            write_line(str(finding), self._err)

    def bar(self, total: int, unit: str) -> Bar:
        """A progress bar, shown only on a terminal."""
        return Bar(self._err, total=total, unit=unit, shown=self._err.isatty() and not self._json)


def write_line(text: str, stream: TextIO) -> None:
    """Write one line without tearing a progress bar; what the stream cannot encode is escaped."""
    from tqdm import tqdm  # noqa: PLC0415 - only where something is said: a line must not tear a progress bar

    encoding = stream.encoding or "utf-8"
    tqdm.write(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)
    stream.flush()


class Bar:
    """A progress bar."""

    def __init__(self, stream: TextIO, *, total: int, unit: str, shown: bool) -> None:
        from tqdm import tqdm  # noqa: PLC0415 - as above

        self._bar = tqdm(total=total, unit=unit, file=stream, disable=not shown, leave=False, dynamic_ncols=True)

    def advance(self, count: int = 1) -> None:
        """So many more are done."""
        self._bar.update(count)

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()
