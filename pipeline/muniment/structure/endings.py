"""How a text ends: the mark at its end, closing quotes and brackets left aside."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class End(StrEnum):
    """How a text ends, closing quotes and brackets left aside."""

    OPEN = "no punctuation"
    STOP = "full stop"
    QUESTION = "question mark"
    EXCLAMATION = "exclamation mark"
    COLON = "colon"
    COMMA = "comma or semicolon"
    ELLIPSIS = "ellipsis"
    DASH = "dash"


CLOSERS = frozenset("\"'”’»)]}」』）】›*_♦◆■▪∎●")
"""Characters that may stand behind the mark that ends a text; magazines set a sign below the last of an article."""

_ENDS = {
    End.STOP: ".。．।۔։។॥",
    End.QUESTION: "?？؟՞",
    End.EXCLAMATION: "!！",
    End.COLON: ":：",
    End.COMMA: ",，、;；؛،",
    End.ELLIPSIS: "…",
    End.DASH: "—–-",
}
END_OF: Mapping[str, End] = MappingProxyType(
    {character: end for end, characters in _ENDS.items() for character in characters}
)
"""What a text ends with, by its last mark."""


def ending(text: str) -> End:
    """How a text ends."""
    at = len(text)
    last = text[-1:]
    if last in CLOSERS:
        while at and (text[at - 1] in CLOSERS or text[at - 1] == " "):
            at -= 1
        last = text[at - 1] if at else ""
    end = END_OF.get(last, End.OPEN)
    return End.ELLIPSIS if end is End.STOP and text.endswith("...", 0, at) else end
