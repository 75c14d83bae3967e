"""Values as Typst writes them in code. No text of a document gets into code in any other way.

https://typst.app/docs/reference/foundations/str/ has the escapes of strings; there is no other sign that ends one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_PLAIN = frozenset(map(chr, range(0x20, 0x7F))) - {'"', "\\"}
_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"})


def string(text: str) -> str:
    r"""A string literal that means ``text``, code point for code point; control and format characters as ``\u{…}``.

    A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD.
    """
    if _PLAIN.issuperset(text):
        return f'"{text}"'
    return f'"{"".join(map(_character, text))}"'


def _character(character: str) -> str:
    if character in _PLAIN:
        return character
    if character in '"\\':
        return "\\" + character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    return f"\\u{{{ord(character):x}}}" if category in _ESCAPED else character


def strings(texts: Iterable[str]) -> str:
    """An array of strings."""
    return f"({''.join(f'{string(text)}, ' for text in texts)})"


def call(name: str, *arguments: str) -> str:
    """A call of a function with arguments that are code already."""
    return f"{name}({', '.join(arguments)})"


def sequence(pieces: Iterable[str]) -> str:
    """One content of several: a code block, whose values are joined."""
    return "{" + "\n".join(pieces) + "}"
