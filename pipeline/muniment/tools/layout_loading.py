"""Loading page layout before there is a page: modules and libraries, but no font and no thread."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from muniment import tools
from muniment.tools import layout_engine


def load() -> None:
    """Load WeasyPrint and what changes it. Raises ``MissingToolError``."""
    layout_engine.engine()
    for module in iter_modules(tools.__path__, f"{tools.__name__}."):
        if module.name.startswith(f"{tools.__name__}.layout_"):
            import_module(module.name)
