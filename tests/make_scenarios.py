"""A small project of its own for every scenario: this checkout's Makefile and pipeline, its own texts, real make."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PARTS = ("Makefile", "pipeline", "requirements", "pyproject.toml", "muniment.toml", "README.md", "LICENSE")
TEXTS = {
    "ferry.txt": "The ferry\n\nThe ferry crosses the river every morning.\n\nIn winter it stays in the harbour.\n",
    "letters/first.txt": "A first letter\n\nDear reader, this is a short letter.\n\nIt has two paragraphs.\n",
    "letters/second.txt": "A second letter\n\nThis one came a week later, and it is short too.\n",
}
SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a make ended."""

    code: int
    """Its exit status."""
    out: str
    """What it said on standard output."""
    err: str
    """What it said on standard error."""

    @property
    def text(self) -> str:
        """All that it said."""
        return self.out + self.err


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A copy of the project in a folder of its own."""

    root: Path
    """Its folder."""

    @property
    def dist(self) -> Path:
        return self.root / "dist"

    @property
    def source(self) -> Path:
        return self.root / "source"

    def environment(self, **more: str) -> dict[str, str]:
        """Only what a program needs to run: nothing of the make that runs these tests."""
        kept = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "JAVA_HOME")
        return {name: os.environ[name] for name in kept if name in os.environ} | more

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start make as the leader of a process group of its own."""
        return subprocess.Popen(
            ["make", *words],
            cwd=self.root,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    def run(self, *words: str, **environment: str) -> Done:
        """Run make to its end."""
        return finish(self.start(*words, **environment))

    def make(self, *words: str) -> Done:
        """Run make with the environment that runs these tests, installing nothing."""
        return self.run("SETUP=no", "JOBS=1", *words)

    def built(self, *words: str) -> Done:
        """The same, where make must succeed."""
        done = self.make(*words)
        assert done.code == 0, done.text
        return done

    def write(self, name: str | bytes, text: str) -> Path:
        """Write a source."""
        path = self.source / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def starts(self) -> list[str]:
        """The command lines of every start of the pipeline so far."""
        log = self.root / "starts.log"
        return log.read_text().splitlines() if log.exists() else []

    def after_each_run(self, script: str) -> None:
        """Have a shell script run each time the pipeline has ended."""
        (self.root / "afterwards.sh").write_text(script)


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for something that another process does; too long is a failure."""
    deadline = time.monotonic() + SECONDS / 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def finish(process: subprocess.Popen[str]) -> Done:
    """Wait for a make; one that hangs is killed with all that it started."""
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        raise AssertionError(f"make hung: {out}{err}") from None
    return Done(code=process.returncode, out=out, err=err)


def lay_out(root: Path, checkout: Path, texts: Mapping[str, str] = TEXTS) -> Project:
    """Make a project in ``root`` with the code of ``checkout`` and these texts.

    Its ``.venv`` holds only a ``muniment`` command that notes its start and hands over to the Python of these tests.
    """
    for part in PARTS:
        original = checkout / part
        if original.is_dir():
            shutil.copytree(original, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif original.exists():
            root.mkdir(parents=True, exist_ok=True)
            shutil.copy2(original, root / part)
    project = Project(root=root)
    project.source.mkdir()
    for name, text in texts.items():
        project.write(name, text)
    put_command(root)
    return project


def put_command(root: Path) -> None:
    command = root / ".venv" / "bin" / "muniment"
    command.parent.mkdir(parents=True, exist_ok=True)
    python = shlex.quote(sys.executable)
    command.write_text(
        "#!/bin/sh\n"
        'echo "$*" >>starts.log\n'
        f'if ! [ -e afterwards.sh ]; then exec {python} -m muniment "$@"; fi\n'
        f'{python} -m muniment "$@" || exit\n'
        "sh ./afterwards.sh\n"
    )
    command.chmod(0o755)


def duplicate(project: Project, root: Path) -> Project:
    """A copy of a project with everything that it has built, times included."""
    shutil.copytree(project.root, root, symlinks=True)
    return Project(root=root)


def files(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in a fixed order."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def identities(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and modification time of every file: the same means that it was not written."""
    return {str(path.relative_to(folder)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files(folder)}


def rewritten(before: Mapping[str, tuple[int, int]], folder: Path) -> set[str]:
    """Names of the files that are new or were written since."""
    return {name for name, identity in identities(folder).items() if before.get(name) != identity}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file's bytes by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in files(folder)}
