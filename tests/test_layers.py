"""Imports go downward only, writers know nothing of each other, and only the command line prints or exits."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import muniment

PACKAGE = Path(muniment.__file__).parent

# From the bottom up. A room may import what is below it, and its neighbours in the same layer as long as no circle
# arises. A name stands for the module or for the folder with everything in it.
LAYERS = (
    ("__init__", "errors", "model"),
    (
        *("anchors", "changes", "suggestions", "values", "nodes", "yaml", "html5", "xhtml", "scripts", "zipped"),
        *("chapters", "assets"),
    ),
    (
        *("statements", "parameters", "config", "metadata", "sidecar", "front_matter"),
        *("intake", "structure", "extraction", "canonical", "tools"),
    ),
    (
        *("notes", "passages", "tree", "readback", "pdf_calls", "pdf_content", "pdf_text"),
        *("colophon", "tei", "typesetting", "local_page"),
    ),
    ("writers", "checks"),
    ("assembly", "store", "executors", "provenance"),
    ("remote", "records", "ledger", "work", "attempts", "plan", "survey", "errands", "handshake"),
    (
        "carriers",
        "dispatch",
        "removal",
        "warming",
        "runner",
        "conformance",
        "verify",
        "inspection",
        "archive",
        "catalogue",
        "doctor",
    ),
    ("evaluation", "review", "watching", "serving"),
    ("cli", "__main__"),
)
LAYER_OF = {room: number for number, rooms in enumerate(LAYERS) for room in rooms}
PRINTING_ROOMS = {"cli", "__main__"}
FORBIDDEN_CALLS = {"print", "exit", "quit", "input", "breakpoint"}
FORBIDDEN_ATTRIBUTES = {("sys", "exit"), ("os", "_exit"), ("sys", "stdout"), ("sys", "stderr")}

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """Dotted name below the package: ``tools.pandoc``; a folder's ``__init__`` is the folder."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def room_of(module: str) -> str:
    return module.partition(".")[0]


def imports(tree: ast.AST) -> Iterator[str]:
    """What a module imports from the package, wherever the import stands, dotted and below the package."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute here"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.partition(".")[0] == "muniment":
                yield module_named(name.removeprefix("muniment").removeprefix("."))


def without_type_imports(tree: ast.Module) -> ast.Module:
    """The module without what only a type checker reads: it may name the module that imports it."""
    body = [node for node in tree.body if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")]
    return ast.Module(body=body, type_ignores=[])


def module_named(dotted: str) -> str:
    """The module that a dotted name is, or is in: ``errors.Finding`` is in ``errors``."""
    parts = dotted.split(".")
    while parts:
        path = PACKAGE.joinpath(*parts)
        if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file():
            return ".".join(parts)
        parts.pop()
    return "__init__"


def upward(module: str, tree: ast.AST) -> list[str]:
    """Imports that go up."""
    layer = LAYER_OF[room_of(module)]
    return [f"{module} imports {name}" for name in imports(tree) if LAYER_OF[room_of(name)] > layer]


def sideways(module: str, tree: ast.AST) -> list[str]:
    """Imports of one writer by another."""
    if not module.startswith("writers."):
        return []
    return [f"{module} imports {name}" for name in imports(tree) if name.startswith("writers.")]


def spoken(module: str, tree: ast.AST) -> list[str]:
    """Places where a module prints, exits, or takes hold of the standard streams."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            found.append(f"{module}:{node.lineno}: {node.func.id}")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in FORBIDDEN_ATTRIBUTES:
                found.append(f"{module}:{node.lineno}: {node.value.id}.{node.attr}")
        elif isinstance(node, ast.Name) and node.id == "SystemExit":
            found.append(f"{module}:{node.lineno}: SystemExit")
    return found


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_has_a_layer_and_imports_only_downward(path: Path) -> None:
    module = name_of(path)
    assert room_of(module) in LAYER_OF, f"{module} has no layer: put it into LAYERS and into docs/architecture.md"
    assert upward(module, parse(path)) == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "writers").glob("*.py")), ids=name_of)
def test_writers_do_not_import_each_other(path: Path) -> None:
    assert sideways(name_of(path), parse(path)) == []


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path) not in PRINTING_ROOMS], ids=name_of)
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    assert spoken(name_of(path), parse(path)) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        name_of(path): set(imports(without_type_imports(parse(path)))) - {name_of(path), "__init__"} for path in MODULES
    }
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_the_checks_see_what_they_look_for() -> None:
    climbing = ast.parse("def f():\n    from muniment.writers.html import WRITER\n    import muniment.cli\n")
    assert upward("errors", climbing) == ["errors imports writers.html", "errors imports cli"]
    assert sideways("writers.pdf", climbing) == ["writers.pdf imports writers.html"]
    noisy = ast.parse("import sys\nprint(1)\nsys.exit(2)\nraise SystemExit\n")
    assert len(spoken("model", noisy)) == 3
