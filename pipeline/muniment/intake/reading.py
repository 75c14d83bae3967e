"""Reading one source: its bytes, and what is known of them before anything looks inside."""

from __future__ import annotations

import hashlib
import os
import stat

from muniment.errors import Place, SourceError
from muniment.intake.sources import Candidate
from muniment.model import SourceFacts

LARGEST_SOURCE = 512 * 1024 * 1024
"""Default limit on one source, in bytes."""


def read_source(candidate: Candidate, *, limit: int = LARGEST_SOURCE) -> tuple[bytes, SourceFacts]:
    """Read a source's bytes and hash them before anything looks inside.

    Raises ``SourceError`` with code ``SRC-UNREADABLE``, ``SRC-EMPTY`` or ``SRC-TOO-LARGE`` (more than ``limit``
    bytes).
    """
    place = Place(file=candidate.relative)
    try:
        # Without O_NONBLOCK, a pipe that took the file's place since it was found would hold the build for ever.
        with open(os.open(candidate.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:  # noqa: PTH123 - a descriptor
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise SourceError(
                    "This is no longer a regular file.",
                    remedy="Put the text itself here.",
                    place=place,
                    code="SRC-UNREADABLE",
                )
            data = stream.read(limit + 1)
    except OSError as error:
        raise SourceError(
            f"The file cannot be read: {error.strerror}.",
            remedy="Check that it still exists and that you may read it (chmod u+r).",
            place=place,
            code="SRC-UNREADABLE",
        ) from error
    if len(data) > limit:
        raise SourceError(
            f"The file is larger than {limit} bytes.",
            remedy="Split it into several sources.",
            place=place,
            code="SRC-TOO-LARGE",
        )
    if not data:
        raise SourceError("The file is empty.", remedy="Put text into it, or remove it.", place=place, code="SRC-EMPTY")
    return data, SourceFacts(
        name=candidate.name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        sha512=hashlib.sha512(data).hexdigest(),
        media_type="text/markdown" if candidate.name.lower().endswith((".md", ".markdown")) else "text/plain",
    )
