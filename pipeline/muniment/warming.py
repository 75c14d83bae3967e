"""Loading what documents will need, before there is one."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

SAMPLE = "The harbour lies still, and the boats that left it before the morning are not seen any more from the shore."
"""Any prose: the language detector loads all that it has for the first that it is shown."""


def warm(formats: tuple[str, ...]) -> None:
    """Load modules, libraries and the language detector, but begin no thread, start no process and lay nothing out.

    ``formats`` are those that will be made; none means all. What cannot be loaded is left to the document that needs it, which can say so.
    """
    import_module("muniment.dispatch")
    from muniment.intake import detect_language  # noqa: PLC0415 - to import this module must cost nothing
    from muniment.writers import writers  # noqa: PLC0415 - the same

    known = writers()
    detect_language(SAMPLE)
    for name in formats or known:
        if name in known:
            with suppress(Exception):
                known[name].load()
