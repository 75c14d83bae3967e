"""Names that are safe everywhere: document ids from paths, and file names that can be shown and published."""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST_ID = 100
_RESERVED = re.compile(r"archive|catalogue|index\.html|sitemap(?:-[0-9]+)?\.xml")
"""Names in the output folder that are not documents: packages, and what there is about all of them."""

# Letters that Unicode does not decompose but that have a customary ASCII spelling.
_SPELLED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "ng"}
)
_UNSAFE = re.compile(r"[^a-z0-9._-]+")
_DASHES = re.compile(r"-{2,}")
_LETTER = re.compile(r"[a-z0-9]")
_UNSHOWABLE = re.compile(
    r"%(?=[0-9A-Fa-f]{2})|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ud800-\udfff\ufffe\uffff"
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "]"
)


def slug(relative: str) -> str:
    """The id for a path: lower-case ASCII from ``[a-z0-9._-]``, 1 to 100 characters, not starting with ``-`` or ``.``.

    ``relative`` is the path below the source folder without its suffix, with ``/`` between folders and undecodable
    bytes as lone surrogates. Accents are dropped and folders are joined by ``-``. A path whose letters or figures
    cannot all be written in ASCII ends in a short digest of it, so that different names keep different ids; so does
    one that would get a reserved name.
    """
    spelled = relative.lower()
    lost = False
    if not spelled.isascii():
        spelled = unicodedata.normalize("NFKD", spelled.translate(_SPELLED)).lower()
        lost = any(char >= "\x80" and (char.isalnum() or "\ud800" <= char <= "\udfff") for char in spelled)
        spelled = "".join(char for char in spelled if char < "\x80" or not unicodedata.combining(char))
    text = _DASHES.sub("-", _UNSAFE.sub("-", spelled)).lstrip("-.").rstrip("-.")
    if not _LETTER.search(text):
        return f"u-{_digest(relative)[:12]}"
    if not lost and len(text) <= LONGEST_ID and not is_reserved(text):
        return text
    ending = f"-{_digest(relative)[:8]}"
    return text[: LONGEST_ID - len(ending)].rstrip("-.") + ending


def _digest(relative: str) -> str:
    return hashlib.sha256(relative.encode("utf-8", "surrogateescape")).hexdigest()


def is_reserved(name: str) -> bool:
    """Whether a name in the output folder stands for something else than a document, in capitals too.

    Some file systems do not tell capitals from small letters.
    """
    return bool(_RESERVED.fullmatch(name.lower()))


def shown(name: str) -> str:
    """A file name or path as valid text on one line.

    Bytes that are not UTF-8 (lone surrogates) and control characters are percent-encoded as their UTF-8 bytes; so is
    a ``%`` that two hexadecimal digits follow, so that no two names look alike.
    """
    return _UNSHOWABLE.sub(_percent, name)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogateescape"))
