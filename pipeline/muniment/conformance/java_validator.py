"""What the validators written in Java have in common: questions to the worker, answers into reports."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Self

from muniment.conformance.java import JavaWorker
from muniment.conformance.java_machine import Answer, Question
from muniment.conformance.java_parts import Part
from muniment.conformance.model import Outcome, Report, Subject
from muniment.errors import Finding, Place, Severity


class JavaValidator(ABC):
    """One validator on a worker that it shares with others."""

    def __init__(self, java: JavaWorker) -> None:
        """``java`` is started when the first file is validated and ends when its last validator is left."""
        self._java = java
        self._held = False

    @property
    @abstractmethod
    def part(self) -> Part:
        """Its jars and its program."""

    @property
    @abstractmethod
    def formats(self) -> frozenset[str]:
        """Formats of editions that it judges."""

    @property
    @abstractmethod
    def profiles(self) -> tuple[str, ...]:
        """What it validates against; one report each for every subject."""

    @property
    def tool(self) -> str:
        """Its name as its makers write it."""
        return self.part.tool

    def __enter__(self) -> Self:
        if not self._held:
            self._java.__enter__()
            self._held = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._held:
            self._held = False
            self._java.__exit__(kind, error, trace)

    def version(self) -> str | None:
        """Its version, read from its jar; ``None`` where it or Java is not installed."""
        return self._java.version(self.part)

    def options(self) -> tuple[str, ...]:
        """What its program is told with every file."""
        return ()

    def validate(self, subjects: Sequence[Subject], report: Callable[[Subject, Report], None]) -> None:
        """Judge each subject under every profile. Never raises for what is in a file."""
        options = self.options()
        questions = [Question(part=self.part, subject=subject, options=options) for subject in subjects]

        def take(question: Question, answer: Answer) -> None:
            for one in self._reports(question, answer):
                report(question.subject, one)

        self._java.ask(questions, take)

    @abstractmethod
    def read(self, name: str, texts: Sequence[str]) -> Iterable[Report]:
        """The tool's answer about the file called ``name`` as reports.

        Raises ``ValueError``, ``LookupError``, ``TypeError``, ``AttributeError`` or ``SyntaxError`` where it is not in
        the tool's form.
        """

    def _reports(self, question: Question, answer: Answer) -> list[Report]:
        if answer.trouble:
            return [self._could_not_run(question.name, profile, answer) for profile in self.profiles]
        try:
            return list(self.read(question.name, answer.reports))
        except (ValueError, LookupError, TypeError, AttributeError, SyntaxError) as error:
            message = f"What {self.tool} said is not in its form: {error}."
            unread = Answer(trouble="CNF-TOOL", message=message, remedy="Use the pinned version: make setup-check.")
            return [self._could_not_run(question.name, profile, unread) for profile in self.profiles]

    def _could_not_run(self, name: str, profile: str, answer: Answer) -> Report:
        finding = Finding(
            code=answer.trouble,
            severity=Severity.ERROR,
            place=Place(file=name),
            message=answer.message,
            remedy=answer.remedy,
            tool=self.tool,
        )
        return Report(
            tool=self.tool,
            version="",
            profile=profile,
            outcome=Outcome.COULD_NOT_RUN,
            findings=(finding,),
            raw=b"",
            suffix="",
        )


def positive(number: object) -> int | None:
    """A line or a column, where a tool knows it; ``None`` for 0, -1 and anything that is no number."""
    return number if isinstance(number, int) and number > 0 else None
