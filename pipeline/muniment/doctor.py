"""What is installed, what is missing, and how to get it: one row of a table for each thing that the work needs.

Each row is looked for in the way that the work itself would use it (a library is loaded, pandoc is started), because
a package that is listed as installed may still be unusable.
"""

from __future__ import annotations

import ctypes
import platform
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import metadata

from muniment.errors import MunimentError
from muniment.tools import fonts
from muniment.tools.pandoc import PandocWorker

SECONDS = 20
"""How long a program may take to say its version."""

PYTHON_PACKAGES = "Install the locked packages again: rm -r .venv, then make. Without make: pip install muniment."
"""What to do about a missing Python package; it is the same for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing that the work needs."""

    name: str
    """What it is called."""
    purpose: str
    """What it is for, in a few words."""
    required: bool
    """Whether a build is impossible without it; what only the tests use is not required."""
    look: Callable[[], str | None]
    """Gives what is there, a version where it can be told; ``None`` where it is missing."""
    remedy: str
    """How to get it on Debian, Fedora and macOS, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What was found when a requirement was looked for."""

    name: str
    """What it is called."""
    purpose: str
    """What it is for."""
    required: bool
    """Whether a build is impossible without it."""
    found: str | None
    """What is there, a version where it can be told; ``None`` where it is missing."""
    remedy: str
    """How to get it; empty where it is there."""

    def __str__(self) -> str:
        if self.found:
            return f"  {'found':<8} {self.name:<28} {self.found}"
        state = "missing" if self.required else "absent"
        return f"  {state:<8} {self.name:<28} {self.purpose}. {self.remedy}"


def install(debian: str, fedora: str, macos: str) -> str:
    """One line that says what to install on each system; each argument is a list of packages, blanks between."""
    return f"Debian: apt install {debian}; Fedora: dnf install {fedora}; macOS: brew install {macos}."


# --------------------------------------------------------------------------------------------- ways of looking


def package_version(name: str) -> str | None:
    """Version of an installed Python distribution, ``None`` where it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def library(stem: str, *, version: str = "") -> str | None:
    """Load the shared library ``lib<stem>``; says its version where it has a function ``version`` that gives text."""
    for name in (f"lib{stem}.so.0", f"lib{stem}.dylib", f"lib{stem}.0.dylib"):
        try:
            loaded = ctypes.CDLL(name)
        except OSError:
            continue
        if not version:
            return name
        function = getattr(loaded, version)
        function.restype = ctypes.c_char_p
        return str(function().decode("ascii"))
    return None


def program(name: str, *arguments: str) -> str | None:
    """First line that a program on the search path says when asked for its version."""
    path = shutil.which(name)
    if path is None:
        return None
    try:
        told = subprocess.run([path, *arguments], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - a name from the table below
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = (told.stdout + told.stderr).decode("utf-8", "backslashreplace").strip().splitlines()
    return lines[0] if lines and told.returncode == 0 else None


def _pandoc() -> str | None:
    try:
        with PandocWorker() as worker:
            return worker.version()
    except MunimentError:
        return None


def _fonts() -> str | None:
    absent = fonts.missing()
    return None if absent else f"{len(fonts.PINNED)} families"


# --------------------------------------------------------------------------------------------- the table

PANGO = install("libpango-1.0-0", "pango", "pango")
PANGOFT2 = install("libpangoft2-1.0-0", "pango", "pango")
HARFBUZZ_SUBSET = install("libharfbuzz-subset0", "harfbuzz", "harfbuzz")


def _python_package(name: str, purpose: str) -> Requirement:
    look = partial(package_version, name)
    return Requirement(name=name, purpose=purpose, required=True, look=look, remedy=PYTHON_PACKAGES)


def _library(stem: str, purpose: str, remedy: str, *, version: str = "") -> Requirement:
    look = partial(library, stem, version=version)
    return Requirement(name=f"lib{stem}", purpose=purpose, required=True, look=look, remedy=remedy)


REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        name="Python",
        purpose="Runs everything",
        required=True,
        look=platform.python_version,
        remedy=install("python3-venv", "python3", "python@3.13"),
    ),
    Requirement(
        name="SQLite",
        purpose="Keeps the ledger",
        required=True,
        look=lambda: sqlite3.sqlite_version,
        remedy=install("libsqlite3-0", "sqlite-libs", "sqlite"),
    ),
    Requirement(
        name="pandoc", purpose="Parses the canonical Markdown", required=True, look=_pandoc, remedy=PYTHON_PACKAGES
    ),
    _python_package("ebooklib", "Makes EPUB"),
    _python_package("lingua-language-detector", "Detects languages"),
    _python_package("lxml", "Reads and makes XML and HTML"),
    _python_package("markdown-it-py", "Reads canonical Markdown a second way"),
    _python_package("pikepdf", "Finishes PDF"),
    _python_package("pypdfium2", "Reads PDF back"),
    _python_package("ruamel.yaml", "Reads sidecars"),
    _python_package("typst", "Lays out PDF where speed is asked for"),
    _python_package("weasyprint", "Lays out PDF"),
    _library("pango-1.0", "Sets text in lines for PDF", PANGO, version="pango_version_string"),
    _library("pangoft2-1.0", "Sets text in lines for PDF", PANGOFT2),
    _library("harfbuzz-subset", "Embeds fonts in PDF", HARFBUZZ_SUBSET),
    Requirement(
        name="fonts",
        purpose="The open fonts that PDF is set in, whatever the script",
        required=True,
        look=_fonts,
        remedy=fonts.remedy({family.name: family.packages for family in fonts.PINNED}),
    ),
    Requirement(
        name="Java",
        purpose="Runs veraPDF, EPUBCheck, Nu and Jing for make check",
        required=False,
        look=partial(program, "java", "-version"),
        remedy=install("default-jre-headless", "java-latest-openjdk-headless", "openjdk"),
    ),
    Requirement(
        name="Chromium",
        purpose="Runs axe and Ace for make check",
        required=False,
        look=partial(program, "chromium", "--version"),
        remedy=install("chromium", "chromium", "chromium"),
    ),
    Requirement(
        name="ssh-keygen",
        purpose="Seals packages",
        required=False,
        look=lambda: shutil.which("ssh-keygen"),
        remedy=install("openssh-client", "openssh", "openssh"),
    ),
    Requirement(
        name="openssl",
        purpose="Asks for timestamps, and checks them",
        required=False,
        look=partial(program, "openssl", "version"),
        remedy=install("openssl", "openssl", "openssl"),
    ),
    Requirement(
        name="pdftotext",
        purpose="Reads PDF a second way in the tests",
        required=False,
        look=partial(program, "pdftotext", "-v"),
        remedy=install("poppler-utils", "poppler-utils", "poppler"),
    ),
)
"""Everything that the work needs, in the order in which it is shown."""


def examine(requirements: Iterable[Requirement] = REQUIREMENTS) -> tuple[Probe, ...]:
    """Look for each requirement, in order. Never raises for what is missing: that is the answer."""
    return tuple(_probe(requirement) for requirement in requirements)


def _probe(requirement: Requirement) -> Probe:
    found = requirement.look()
    return Probe(
        name=requirement.name,
        purpose=requirement.purpose,
        required=requirement.required,
        found=found,
        remedy="" if found else requirement.remedy,
    )
