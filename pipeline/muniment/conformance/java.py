"""One warm Java machine for all validators written in Java, asked over its standard streams.

Starting Java and EPUBCheck costs four seconds, checking a short book in a machine that is warm 50 ms: so one machine
serves a whole run and checks several files at once. It has no environment and no network, ends when this process
does, and is replaced when a file kills it; such a file is tried once more in a machine of its own, so that it costs
only itself.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from muniment.conformance.java_machine import Answer, DiedError, Machine, Question, RefusedError
from muniment.conformance.java_parts import REMEDY, Part, class_paths, find_java
from muniment.errors import MissingToolError

TIME_LIMIT: Final = 300.0
"""Seconds that one file may take; the PDF of a thousand pages takes about ten."""


class JavaWorker:
    """The machine, started when it is first asked; shared by validators and threads.

    A context manager that may be entered several times: it ends when it is left for the last time.
    """

    def __init__(
        self,
        tools: Path,
        *,
        jobs: int = 2,
        java: str = "java",
        time_limit: float = TIME_LIMIT,
        memory: str = "",
    ) -> None:
        """Prepare; nothing is started or looked for yet.

        ``tools`` is the folder that ``make setup-check`` fills, ``jobs`` how many files are checked at once,
        ``memory`` the most that the machine may take (``2g``; a quarter of what there is where empty).
        """
        self.tools = tools
        self._java = java
        self._time_limit = time_limit
        self._jobs = jobs
        self._memory = memory
        self._threads = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="java")
        self._lock = threading.Lock()
        self._machine: Machine | None = None
        self._missing = ""
        self._holders = 0
        self._closed = False

    def __enter__(self) -> Self:
        with self._lock:
            self._holders += 1
            if self._closed:
                self._closed = False
                self._threads = ThreadPoolExecutor(max_workers=self._jobs, thread_name_prefix="java")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._holders = max(0, self._holders - 1)
            if self._holders:
                return
            self._closed = True
            machine, self._machine = self._machine, None
        if machine:
            machine.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def version(self, part: Part) -> str | None:
        """Version of a validator; ``None`` where it or Java is not installed."""
        return part.version(self.tools) if find_java(self._java) else None

    def ask(self, questions: Sequence[Question], answer: Callable[[Question, Answer], None]) -> None:
        """Answer each question, in any order, in the calling thread. Never raises for what is in a file."""
        waiting = {self._threads.submit(self._answer, question): question for question in questions}
        for done in as_completed(waiting):
            answer(waiting[done], done.result())

    def _answer(self, question: Question) -> Answer:
        if self.version(question.part) is None:
            what = question.part.tool if find_java(self._java) else "Java"
            return Answer(trouble="CNF-MISSING-TOOL", message=f"{what} is not installed.", remedy=REMEDY)
        try:
            return self._asked(question)
        except MissingToolError as error:
            return Answer(trouble="CNF-MISSING-TOOL", message=self._clean(error.message), remedy=error.remedy or REMEDY)
        except RefusedError as error:
            return Answer(trouble="CNF-TOOL", message=f"{question.part.tool} failed: {self._clean(str(error))}.")
        except DiedError as error:
            message = (
                f"{question.part.tool} died of this file, also when it was tried alone: {self._clean(str(error))}."
            )
            return Answer(trouble="CNF-DIED", message=message, remedy="Give it more memory, or divide the document.")
        except TimeoutError:
            message = f"{question.part.tool} was not done within {self._time_limit:g} s."
            return Answer(trouble="CNF-TIMEOUT", message=message, remedy="Divide the document.")

    def _asked(self, question: Question) -> Answer:
        machine = self._started()
        try:
            return machine.ask(question, self._time_limit)
        except DiedError:
            self._forget(machine)
            if self._closed:
                raise
        except TimeoutError:
            self._forget(machine)
            raise
        # Another file may have killed it: this one gets a machine that it shares with nobody.
        with contextlib.closing(self._new_machine(1)) as alone:
            return alone.ask(question, self._time_limit)

    def _started(self) -> Machine:
        with self._lock:
            if self._closed:
                raise DiedError("the check was ended")
            if self._machine is None:
                if self._missing:
                    raise MissingToolError(self._missing)
                try:
                    self._machine = self._new_machine(self._jobs)
                except MissingToolError as error:
                    self._missing = error.message  # no use in trying again for each file
                    raise
            return self._machine

    def _new_machine(self, jobs: int) -> Machine:
        try:
            paths = class_paths(self.tools, find_java(self._java) or self._java)
            memory = [f"-Xmx{self._memory}"] if self._memory else []
            return Machine(self._java, memory, paths, jobs)
        except OSError as error:
            raise MissingToolError(f"The Java validators cannot be used: {error.strerror}.", remedy=REMEDY) from error

    def _forget(self, machine: Machine) -> None:
        """End a machine that is not to be used again, unless another thread has done so."""
        with self._lock:
            if self._machine is machine:
                self._machine = None
        machine.close()

    def _clean(self, message: str) -> str:
        """Without paths of this machine, on one line."""
        return " ".join(message.replace(str(self.tools.absolute()), ".check").split()).rstrip(".")[:500]
