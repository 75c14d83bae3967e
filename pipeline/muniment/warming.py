"""Loading what documents will need, before there is one."""

from __future__ import annotations

import threading
from contextlib import suppress
from importlib import import_module

SAMPLE = "The harbour lies still, and the boats that left it before the morning are not seen any more from the shore."
"""Any prose: the language detector loads all that it has for the first that it is shown."""


def warm(formats: tuple[str, ...]) -> None:
    """Load modules, libraries and the language detector, but leave no thread, start no process and lay nothing out.

    ``formats`` are those that will be made; none means all. What cannot be loaded is left to the document that needs it, which can say so.
    """
    from muniment.intake import detect_language  # noqa: PLC0415 - to import this module must cost nothing

    def detect() -> None:
        with suppress(Exception):
            detect_language(SAMPLE)

    beside = threading.Thread(target=detect)  # hardly any of it is Python, so that the rest goes on meanwhile
    beside.start()
    try:
        import_module("muniment.dispatch")
        _load(formats)
    finally:
        beside.join()


def _load(formats: tuple[str, ...]) -> None:
    from muniment.writers import writers  # noqa: PLC0415 - to import this module must cost nothing

    known = writers()
    for name in formats or known:
        if name in known:
            with suppress(Exception):
                known[name].load()
