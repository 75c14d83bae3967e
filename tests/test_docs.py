"""Nothing that a user can type or meet is left undocumented, and nothing is documented that is not there."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import muniment
from muniment.cli import make_parser
from muniment.errors import ExitCode
from muniment.writers import writers

PACKAGE = Path(muniment.__file__).parent
PROJECT = Path(__file__).resolve().parent.parent
CODE = re.compile(r"(?<![\w-])[A-Z]{2,}(?:-[A-Z]+)+(?![\w-])")


def pages() -> dict[str, str]:
    """README and every page of docs, by path."""
    found = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
    return {str(path.relative_to(PROJECT)): path.read_text(encoding="utf-8") for path in found}


def prose() -> str:
    return "\n".join(pages().values())


# --------------------------------------------------------------------------------------------- what there is


def described(makefile: str, pattern: str) -> list[str]:
    """Names of the targets or variables that stand under a comment with two hash signs."""
    return re.findall(rf"(?m)^## .*\n({pattern})", makefile)


def make_targets() -> list[str]:
    return described((PROJECT / "Makefile").read_text(), r"[a-z][a-z-]*(?=:)")


def make_variables() -> list[str]:
    return described((PROJECT / "Makefile").read_text(), r"[A-Z]+(?= :=)")


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Each command of the command line with its own parser."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:  # noqa: SLF001 - argparse has no public list of what was added
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            found.update(action.choices)
    return found


def options() -> Iterator[str]:
    """Every long option, of the command and of its words."""
    parser = make_parser()
    for one in (parser, *commands(parser).values()):
        for action in one._actions:  # noqa: SLF001 - as above
            yield from (option for option in action.option_strings if option.startswith("--"))


def codes() -> set[str]:
    """Every code that an error or a finding can carry, read from the source.

    A code is what is given as ``code=``, a stem (the ``code`` of an ``Origin``) with one of the endings given as
    ``suffix=``, and every other text of that form, also in documentation, whose area is that of a code.
    """
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    stems = {text for call in calls if ast.unparse(call.func) == "Origin" for text in given(call, "code")}
    refusals = [call for call in calls if ast.unparse(call.func).endswith("refuse")]
    endings = {text for call in refusals for text in given(call, "suffix")} | set(defaults(nodes, "refuse", "suffix"))
    stated = {text for call in calls for text in given(call, "code")} - stems | set(of_classes(nodes))
    areas = {code.partition("-")[0] for code in stated}
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    mentioned = {code for text in texts for code in CODE.findall(text) if code.partition("-")[0] in areas}
    return stated | (mentioned - stems) | {f"{stem}-{ending}" for stem in stems for ending in endings}


def given(call: ast.Call, name: str) -> Iterator[str]:
    """The text given to a call as the keyword argument ``name``."""
    for keyword in call.keywords:
        if keyword.arg == name and isinstance(keyword.value, ast.Constant) and keyword.value.value:
            yield str(keyword.value.value)


def defaults(nodes: list[ast.AST], function: str, name: str) -> Iterator[str]:
    """The text that the keyword-only parameter ``name`` of a function has where none is given."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            for parameter, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
                if parameter.arg == name and isinstance(value, ast.Constant):
                    yield str(value.value)


def of_classes(nodes: list[ast.AST]) -> Iterator[str]:
    """The codes that classes of errors have by themselves: ``code = "BUSY"``."""
    for node in nodes:
        for statement in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, ast.Constant):
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                if [ast.unparse(target) for target in targets] == ["code"]:
                    yield str(statement.value.value)


# --------------------------------------------------------------------------------------------- what is told


@pytest.mark.parametrize("target", make_targets())
def test_every_make_target_is_documented(target: str) -> None:
    assert f"make {target}" in prose()


@pytest.mark.parametrize("variable", make_variables())
def test_every_make_variable_is_documented(variable: str) -> None:
    assert re.search(rf"`(?:make [^`]*)?{variable}\b[^`]*`", prose())


@pytest.mark.parametrize("command", commands(make_parser()))
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"(?m)^\| `{command}\b", pages()["docs/cli.md"])


@pytest.mark.parametrize("option", sorted(set(options())))
def test_every_option_is_documented(option: str) -> None:
    assert re.search(rf"`{option}\b", pages()["docs/cli.md"])


@pytest.mark.parametrize("code", list(ExitCode), ids=lambda code: code.name)
def test_every_exit_code_is_documented(code: ExitCode) -> None:
    assert re.search(rf"(?m)^\| {code.value} \| `{code.name}` \| \S", pages()["docs/cli.md"])


def test_every_finding_code_is_documented() -> None:
    told = set(re.findall(r"`([A-Z]+(?:-[A-Z]+)*)`", pages().get("docs/findings.md", "")))
    assert codes() - told == set()


def test_no_finding_code_is_documented_that_is_not_there() -> None:
    rows = re.findall(r"(?m)^\| (`[^|]*) \|", pages().get("docs/findings.md", ""))
    told = {code for row in rows for code in re.findall(r"`([A-Z]+(?:-[A-Z]+)*)`", row)}
    assert told - codes() == set()


@pytest.mark.parametrize("format_", ["md", *writers()])
def test_every_format_is_documented(format_: str) -> None:
    assert f"`{format_}`" in prose()


def test_every_link_between_the_pages_leads_somewhere() -> None:
    links = [(name, to) for name, text in pages().items() for to in re.findall(r"\]\(([^)#\s]+)", text)]
    inside = [(name, to) for name, to in links if "://" not in to]
    assert [f"{name}: {to}" for name, to in inside if not ((PROJECT / name).parent / to).exists()] == []


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    text = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text
    assert re.search(r"(?m)^### (Added|Changed|Deprecated|Removed|Fixed|Security)$", text)


# --------------------------------------------------------------------------------------------- the reading itself


def test_the_lists_are_read_from_what_is_there() -> None:
    assert {"all", "verify", "distclean", "xml"} <= set(make_targets())
    assert {"SOURCE", "V"} <= set(make_variables())
    assert {"build", "explain"} <= commands(make_parser()).keys()
    assert {"--json", "--no-wait"} <= set(options())
    assert {"OUT-DAMAGED", "SRC-COLLISION", "VER-ALTERED", "SIDECAR-KEY", "FID-LOST", "BUSY"} <= codes()
