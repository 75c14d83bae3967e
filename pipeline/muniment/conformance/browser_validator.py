"""What the validators in the browser have in common: questions to it, answers into reports."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from muniment.conformance.browser import REMEDY, Browser
from muniment.conformance.java_machine import DiedError, RefusedError
from muniment.conformance.model import Outcome, Report, Subject
from muniment.errors import Finding, MissingToolError, Place, Severity
from muniment.store import digests_of_file


class BrowserValidator(ABC):
    """One validator in a browser that it shares with others."""

    word: str
    """What the node program calls it."""
    package: str
    """The npm package whose version counts."""
    tool: str
    """Its name as its makers write it."""
    formats: frozenset[str]
    """Formats that it judges."""
    profile: str
    """What it validates against."""

    def __init__(self, browser: Browser) -> None:
        """``browser`` is started when the first file is validated."""
        self._browser = browser

    @property
    def profiles(self) -> tuple[str, ...]:
        """One profile."""
        return (self.profile,)

    def __enter__(self) -> Self:
        self._browser.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.__exit__(kind, error, trace)

    def version(self) -> str | None:
        """Its version; ``None`` where it, node or the browser is not installed."""
        return self._browser.package_version(self.package)

    def validate(self, subjects: Sequence[Subject], report: Callable[[Subject, Report], None]) -> None:
        """Judge each subject. Never raises for what is in a file."""
        for subject in subjects:
            report(subject, self._judge(subject))

    @abstractmethod
    def findings(self, name: str, told: dict[str, Any]) -> Iterator[Finding]:
        """What the tool told of the file called ``name``. Raises ``KeyError`` and the like where it has another form."""

    @abstractmethod
    def raw(self, name: str, told: dict[str, Any]) -> bytes:
        """The report without times and paths of this machine."""

    def _judge(self, subject: Subject) -> Report:
        name = f"{subject.document}/{subject.path.name}"
        if missing := self._browser.missing():
            return self._trouble(name, "CNF-MISSING-TOOL", f"{missing} cannot be found.", REMEDY)
        try:
            told = self._browser.ask(self.word, subject.path)
            if digests_of_file(subject.path).sha256 != subject.sha256:
                return self._trouble(name, "CNF-TOOL", "The file changed while it was validated.", "Try again.")
            findings = tuple(self.findings(name, told))
            failed = any(one.severity is Severity.ERROR for one in findings)
            return Report(
                tool=self.tool,
                version=self.version() or "",
                profile=self.profile,
                outcome=Outcome.FAILED if failed else Outcome.PASSED,
                findings=findings,
                raw=self.raw(name, told),
                suffix=".json",
            )
        except TimeoutError:
            return self._trouble(name, "CNF-TIMEOUT", f"{self.tool} was not done in time.", "Divide the document.")
        except DiedError as error:
            return self._trouble(name, "CNF-DIED", f"The browser died of this file: {error}.", "Divide the document.")
        except MissingToolError as error:
            return self._trouble(name, "CNF-MISSING-TOOL", f"{error.message}.", error.remedy)
        except (RefusedError, OSError, KeyError, TypeError, ValueError, AttributeError) as error:
            message = " ".join(f"{self.tool} failed: {error}".replace(str(subject.path.absolute()), name).split())[:500]
            return self._trouble(name, "CNF-TOOL", message, "Use the pinned version: make setup-check.")

    def _trouble(self, name: str, code: str, message: str, remedy: str) -> Report:
        finding = Finding(
            code=code, severity=Severity.ERROR, place=Place(file=name), message=message, remedy=remedy, tool=self.tool
        )
        return Report(
            tool=self.tool,
            version="",
            profile=self.profile,
            outcome=Outcome.COULD_NOT_RUN,
            findings=(finding,),
            raw=b"",
            suffix="",
        )
