"""The catalogue over HTTP, for people on this machine alone: ``muniment serve`` and ``muniment watch``.

Connections, byte ranges and signals are the business of uvicorn and Starlette, and news of files that of watchfiles.
They are an optional part of the installation: ask ``require`` before anything else of this package is imported.
"""

from __future__ import annotations

import importlib.util

from muniment.errors import MissingToolError

PACKAGES = ("starlette", "uvicorn", "watchfiles")
"""What has to be installed beside Muniment."""


def require() -> None:
    """Raise ``MissingToolError`` where one of the packages is not installed."""
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingToolError(
            f"there is no {', no '.join(missing)}.",
            remedy=f"Run make serve or make watch, which installs what is missing, or pip install {' '.join(missing)}.",
            code="TOOL-SERVE",
        )
