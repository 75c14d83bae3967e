"""Writing systems: which script a letter is in, and which one a text is written in, by ISO 15924 codes."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

_SCRIPTS: Final[Mapping[str, str]] = {
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BALINESE": "Bali",
    "BENGALI": "Beng",
    "BOPOMOFO": "Bopo",
    "CANADIAN": "Cans",
    "CHEROKEE": "Cher",
    "CJK": "Hani",
    "COPTIC": "Copt",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GOTHIC": "Goth",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "HANGUL": "Hang",
    "HEBREW": "Hebr",
    "HIRAGANA": "Jpan",
    "JAVANESE": "Java",
    "KANNADA": "Knda",
    "KATAKANA": "Jpan",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "LATIN": "Latn",
    "MALAYALAM": "Mlym",
    "MONGOLIAN": "Mong",
    "MYANMAR": "Mymr",
    "NKO": "Nkoo",
    "OGHAM": "Ogam",
    "ORIYA": "Orya",
    "RUNIC": "Runr",
    "SINHALA": "Sinh",
    "SYRIAC": "Syrc",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAANA": "Thaa",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
    "TIFINAGH": "Tfng",
    "YI": "Yiii",
}
"""ISO 15924 code of a letter's script, by the first word of its Unicode name; kana stand for Japanese writing."""
_ALSO_USES: Final[Mapping[str, frozenset[str]]] = {
    "Jpan": frozenset({"Hani", "Bopo"}),
    "Hani": frozenset({"Bopo"}),
    "Hang": frozenset({"Hani"}),
}
"""Scripts whose letters belong to a writing system as well."""
_LANGUAGES: Final[Mapping[str, str]] = {
    "Arab": "ar arz azb ckb fa ks prs ps sd skr ug ur",
    "Armn": "hy",
    "Beng": "as bn",
    "Cher": "chr",
    "Cyrl": "ab ba be bg ce cv kk kv ky mk mn os ru rue sr tg tt uk",
    "Deva": "bho hi mai mr ne sa",
    "Ethi": "am ti",
    "Geor": "ka",
    "Grek": "el grc",
    "Gujr": "gu",
    "Guru": "pa",
    "Hang": "ko",
    "Hani": "lzh yue zh",
    "Hebr": "he yi",
    "Jpan": "ja",
    "Khmr": "km",
    "Knda": "kn",
    "Laoo": "lo",
    "Latn": "af br ca cs cy da de en eo es et eu fi fr ga gl hr ht hu id is it la lb lt lv ms mt nb nl nn no oc pl pt ro"
    " sk sl sq sv sw tl tr vi zu",
    "Mlym": "ml",
    "Mymr": "my",
    "Orya": "or",
    "Sinh": "si",
    "Taml": "ta",
    "Telu": "te",
    "Thaa": "dv",
    "Thai": "th",
    "Tibt": "bo dz",
}
_ONE_SCRIPT: Final[Mapping[str, str]] = {
    language: script for script, languages in _LANGUAGES.items() for language in languages.split()
}
"""The writing system of languages that are written in one, as IANA's registry has it in "Suppress-Script" or by use."""
WITHOUT_SPACES: Final = frozenset({"Hani", "Jpan", "Khmr", "Laoo", "Mymr", "Thai", "Tibt"})
"""Those that put no space between words."""
_KANA_OF_JAPANESE: Final = 0.05
"""Kana for each Han character from which a text is Japanese; far below any Japanese text."""
_LEAST_LETTERS: Final = 2


@cache
def script_of(char: str) -> str | None:
    """The script of a letter; ``None`` for what is no letter, and for letters of the rarest scripts."""
    return _SCRIPTS.get(unicodedata.name(char, "").partition(" ")[0]) if char.isalpha() else None


def scripts_of(characters: Mapping[str, int]) -> Counter[str]:
    """How many letters of each script there are, given how often each character occurs."""
    counts: Counter[str] = Counter()
    for char, times in characters.items():
        script = script_of(char)
        if script is not None:
            counts[script] += times
    return counts


def writing_of(scripts: Counter[str]) -> str | None:
    """The writing system of most letters; ``None`` where there are too few to say."""
    if not scripts:
        return None
    merged = scripts.copy()
    if scripts["Jpan"] > _KANA_OF_JAPANESE * scripts["Hani"]:
        merged["Jpan"] += merged.pop("Hani", 0)
    script, most = max(merged.items(), key=lambda item: (item[1], item[0]))
    return script if most >= _LEAST_LETTERS else None


def writing_of_language(language: str) -> str | None:
    """The writing system of a BCP 47 tag: its script subtag, or the usual one; ``None`` where none is."""
    first, *rest = language.split("-")
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)  # noqa: PLR2004 - RFC 5646, 2.2.3
    return (
        {"Hans": "Hani", "Hant": "Hani", "Kore": "Hang"}.get(script, script)
        if script
        else _ONE_SCRIPT.get(first.lower())
    )


def covers(writing: str, scripts: Iterable[str]) -> bool:
    """Whether every one of the scripts belongs to a writing system."""
    return all(script == writing or script in _ALSO_USES.get(writing, ()) for script in scripts)
