"""How things are said: plain lines or JSON lines, and a progress bar where a person watches."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TextIO

from muniment.errors import Finding, MunimentError, Severity

BAR = "{n_fmt}/{total_fmt}{postfix}, {remaining} left, {rate_noinv_fmt} {bar}"
"""How far, how long still, how fast: in a narrow terminal the bar is cut first, and then from the right."""
SMOOTHING = 0.1
"""How much the last documents count in the rate: those of a collection differ much in length."""


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

    def note(self, text: str) -> None:
        """A line for people alone: machines were told what it says by events."""
        if not self._json:
            write_line(text, self._out)

    def error(self, error: MunimentError, *, document: str = "") -> None:
        """One error, on standard error; as an event it is among the others. ``document`` is the one that failed."""
        facts = {
            **({"id": document} if document else {}),
            "code": error.code,
            "message": error.message,
            "remedy": error.remedy,
            "place": asdict(error.place) if error.place else None,
            "exitCode": int(error.exit_code),
        }
        text = f"error {error.code}: {error}"
        if self._json:
            write_line(json.dumps({"event": "error", **facts}, ensure_ascii=False), self._out)
        else:
            write_line(text, self._err)

    def finding(self, finding: Finding) -> None:
        """One finding; errors and warnings on standard error, notes only for machines."""
        if self._json:
            facts = asdict(finding) | {"severity": finding.severity.value}
            write_line(json.dumps({"event": "finding", **facts}, ensure_ascii=False), self._out)
        elif finding.severity is not Severity.NOTE:
            write_line(str(finding), self._err)

    def pass_on(self, line: str, *, is_error: bool) -> None:
        """A line that another ``muniment`` has said, as it is: it was asked to speak as this one does."""
        write_line(line, self._err if is_error else self._out)

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

        self._failed = 0
        self._bar = tqdm(
            total=total,
            unit=f" {unit}s" if len(unit) > 1 else unit,
            unit_scale=len(unit) == 1,
            file=stream,
            disable=not shown,
            leave=False,
            dynamic_ncols=True,
            smoothing=SMOOTHING,
            bar_format=BAR,
        )

    def advance(self, count: int = 1) -> None:
        """So many more are done."""
        self._bar.update(count)

    def failed(self) -> None:
        """One more went wrong."""
        self._failed += 1
        self._bar.set_postfix_str(f"{self._failed} failed", refresh=False)

    def show(self) -> None:
        """Draw it now; it draws itself from time to time else."""
        self._bar.refresh()

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()
