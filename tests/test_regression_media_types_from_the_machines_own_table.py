"""The media types of reports in packages came from the machine's table, so that packages differed between machines."""

from __future__ import annotations

import ast
from pathlib import Path

import muniment


def test_no_module_asks_the_machine_for_a_media_type() -> None:
    for path in Path(muniment.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
                assert "mimetypes" not in names, path
