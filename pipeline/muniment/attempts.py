"""Each file of a document is attempted for itself: what goes wrong costs that file, and is told with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from muniment.errors import DocumentError, MunimentError, Place, WriterError

T = TypeVar("T")


class Attempts:
    """Gathers the failures of a document's files, so that each costs only itself. ``source`` names it in messages."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.failures: list[MunimentError] = []

    def get(self, make: Callable[[], T], *, what: str) -> T | None:
        """What ``make`` gives, or ``None`` where it failed; ``what`` names the edition, or is empty."""
        try:
            return make()
        except MunimentError as error:
            self.failures.append(_placed(error, self._source, what))
        except Exception as error:  # noqa: BLE001 - one document's accident must not end the others
            self.failures.append(accident(error, self._source, what))
        return None


def accident(error: Exception, source: str, what: str = "") -> MunimentError:
    """The error that says that something happened which no rule foresaw."""
    return WriterError(
        f"unexpected {type(error).__name__}: {error}",
        remedy="This is a defect of Muniment: please report it with the source. The other documents are built.",
        place=Place(file=_named(source, what)),
        code="WRITE-ACCIDENT",
    )


def unreadable(error: OSError, source: str) -> DocumentError:
    """The error that says that a source cannot be read."""
    return DocumentError(
        f"cannot be read: {(error.strerror or str(error)).lower()}",
        remedy="Check its permissions.",
        place=Place(file=source),
        code="SRC-UNREADABLE",
    )


def _placed(error: MunimentError, source: str, what: str) -> MunimentError:
    """The error with its place, where it has none."""
    if error.place is not None:
        return error
    place = Place(file=_named(source, what))
    return type(error)(error.message, remedy=error.remedy, place=place, code=error.code)


def _named(source: str, what: str) -> str:
    return f"{source} ({what})" if what else source
