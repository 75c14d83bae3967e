"""The repository itself: the user's text untouched, dependencies pinned, nothing of anybody's machine in it."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
SEED = "000_8fd222300cf64b86.txt"
SEED_SHA256 = "ca01c53e49fe42f997b99abcc4bb63b531ade18144a4419577e3bc2e00b06e0a"
MADE = {".check", ".git", ".venv", "build", "dist", "node_modules"}
CACHES = {"__pycache__", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".epub", ".pdf", ".ttf", ".otf", ".woff2", ".gz", ".zip"}

MACHINE_PATHS = re.compile(r"(?<![\w./-])/(?:home|root|Users|work)(?:/|\b(?=[\s'\"`:]))")
REGISTRIES = re.compile(r"(?:extra-)?index-url|find-links|://[^\s\"']+/simple\b")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def repository() -> Iterator[Path]:
    """Every file that belongs to the repository; what is made from it is left out."""
    for folder, folders, names in os.walk(PROJECT):
        at_top = Path(folder) == PROJECT
        folders[:] = sorted(name for name in folders if name not in CACHES and not (at_top and name in MADE))
        yield from (Path(folder) / name for name in sorted(names) if not name.endswith(".pyc"))


def texts() -> dict[str, str]:
    """Every text file of the repository but the sources, which may say what they like, and this one."""
    return {
        str(path.relative_to(PROJECT)): path.read_text(encoding="utf-8", errors="surrogateescape")
        for path in repository()
        if path.suffix not in BINARY and PROJECT / "source" not in path.parents and path != Path(__file__).resolve()
    }


def places(pattern: re.Pattern[str], found: dict[str, str]) -> list[str]:
    """Where a pattern occurs, one line each."""
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in found.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_the_text_that_the_user_gave_is_there_byte_for_byte() -> None:
    assert hashlib.sha256((PROJECT / "source" / SEED).read_bytes()).hexdigest() == SEED_SHA256


def test_sources_and_golden_files_are_kept_from_line_end_conversion() -> None:
    attributes = (PROJECT / ".gitattributes").read_text()
    assert "source/** -text" in attributes


def test_no_path_of_a_machine_is_in_the_repository() -> None:
    assert places(MACHINE_PATHS, texts()) == []


def test_no_package_registry_is_written_down() -> None:
    assert places(REGISTRIES, texts()) == []


def test_nothing_is_left_unfinished() -> None:
    assert places(UNFINISHED, texts()) == []


def test_the_searches_see_what_they_look_for() -> None:
    lines = ("see /home/me/x", "https://example.org/simple", "# TODO: later", "https://example.org/home/me", "workings")
    sample = {"a.md": "\n".join(lines)}
    for number, pattern in enumerate((MACHINE_PATHS, REGISTRIES, UNFINISHED), start=1):
        assert [place.partition(": ")[0] for place in places(pattern, sample)] == [f"a.md:{number}"]


@pytest.mark.parametrize("name", ["runtime.lock", "test.lock", "eval.lock", "serve.lock", "dask.lock", "remote.lock"])
def test_every_dependency_is_pinned_to_a_version_and_to_hashes(name: str) -> None:
    assert unlocked((PROJECT / "requirements" / name).read_text()) == []


def unlocked(lock: str) -> list[str]:
    """Entries of a lock file that are not pinned, or that name a place to fetch from."""
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", lock).strip())
    entry = re.compile(r"[a-z0-9][a-z0-9._-]*==[^\s;]+( ; [^\\\n]+)?( \\\n +--hash=sha256:[0-9a-f]{64})+")
    return [text.splitlines()[0] for text in entries if not entry.fullmatch(text.strip())]


def test_an_entry_that_is_not_locked_is_seen() -> None:
    locked = f"six==1.17.0 \\\n    --hash=sha256:{'0' * 64}"
    assert unlocked(locked) == []
    for loose in ("six>=1", "six==1.17.0", "--index-url https://example.org", "six @ https://example.org/six.whl"):
        assert unlocked(f"{locked}\n{loose}") == [loose]


def test_every_direct_dependency_is_locked() -> None:
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    wanted = {
        "runtime.lock": declared["project"]["dependencies"] + declared["dependency-groups"]["build"],
        "test.lock": declared["dependency-groups"]["test"],
        "eval.lock": declared["dependency-groups"]["eval"],
        "serve.lock": declared["dependency-groups"]["serve"],
        "dask.lock": declared["dependency-groups"]["dask"],
        "remote.lock": declared["dependency-groups"]["remote"],
    }
    for lock, requirements in wanted.items():
        locked = set(re.findall(r"(?m)^([a-z0-9._-]+)==", (PROJECT / "requirements" / lock).read_text()))
        names = {re.sub(r"[._]", "-", re.split(r"[<>=~!; \[]", text)[0]).lower() for text in requirements}
        assert names - locked == set()


def test_the_tests_run_with_the_versions_that_users_get() -> None:
    pins = [
        dict(re.findall(r"(?m)^([a-z0-9._-]+)==([^\s;]+)", (PROJECT / "requirements" / name).read_text()))
        for name in ("runtime.lock", "test.lock")
    ]
    assert pins[0].items() <= pins[1].items()


def test_every_lint_rule_that_is_off_says_why() -> None:
    settings = (PROJECT / "pyproject.toml").read_text()
    assert unexplained(settings) == []
    assert unexplained('ignore = [\n  "E501", # long\n  "D100",\n]\n') == ['"D100",']


def unexplained(settings: str) -> list[str]:
    """Lines that put a lint rule off without a reason."""
    rule = re.compile(r'^\s*"[A-Z]+[0-9]*",?(?P<reason>\s*#\s*\S.*)?$')
    matches = [(line.strip(), rule.match(line)) for line in settings.splitlines()]
    return [line for line, match in matches if match and not match["reason"]]


def test_every_exception_from_a_rule_in_the_code_says_why() -> None:
    bare = re.compile(r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[a-z-, ]+\])?|pragma: no cover)\s*$")
    code = {name: text for name, text in texts().items() if name.endswith(".py")}
    assert places(bare, code) == []
    assert places(bare, {"a.py": "x = 1  # noqa: E501\ny = 2  # noqa: E501 - a long table\n"}) == [
        "a.py:1: x = 1  # noqa: E501"
    ]


def test_the_licence_is_the_whole_agpl() -> None:
    text = (PROJECT / "LICENSE").read_text()
    assert text.lstrip().startswith(
        "GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3, 19 November 2007"
    )
    assert "13. Remote Network Interaction" in text
    assert "END OF TERMS AND CONDITIONS" in text
