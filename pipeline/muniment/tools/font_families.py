"""Which open fonts the PDF edition is set in: families, their files, and where to get them.

All are outline fonts in one colour, as PDF/A wants them, and free to use, change and pass on: Noto under the SIL Open
Font License, Symbola free for any use, Unifont under the GNU General Public License with the exception for documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDERS = (
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/truetype/ancient-scripts"),
    Path("/usr/share/fonts/opentype/unifont"),
    Path("/usr/share/fonts/google-noto"),
    Path("/usr/share/fonts/google-noto-serif-cjk-fonts"),
    Path("/usr/share/fonts/google-noto-cjk"),
    Path("/usr/share/fonts/gdouros-symbola"),
    Path("/usr/share/fonts/unifont"),
    Path("/usr/share/fonts/noto"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/Library/Fonts"),
)
"""Where packages put the files: Debian, Fedora, Arch, macOS. The first folder that has a file wins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    """What to install for a family, by system."""

    debian: str
    """Debian and Ubuntu package."""
    fedora: str
    """Fedora package."""
    macos: str
    """Homebrew has variable fonts only, under other file names; this says which files to put where."""


CORE = Packages(
    debian="fonts-noto-core",
    fedora="google-noto-fonts-all-static",
    macos="the static Noto files from https://notofonts.github.io in /Library/Fonts",
)
MONO = Packages(debian="fonts-noto-mono", fedora=CORE.fedora, macos=CORE.macos)
CJK = Packages(
    debian="fonts-noto-cjk",
    fedora="google-noto-serif-cjk-fonts",
    macos="the Noto Serif CJK collections from https://github.com/notofonts/noto-cjk in /Library/Fonts",
)
SYMBOLA = Packages(
    debian="fonts-symbola",
    fedora="gdouros-symbola-fonts",
    macos="Symbola_hint.ttf of Debian's package fonts-symbola in /Library/Fonts",
)
UNIFONT = Packages(
    debian="fonts-unifont",
    fedora="unifont-fonts",
    macos="the OpenType files of Unifont from https://unifoundry.com/unifont in /Library/Fonts",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One font family, its files, and the languages that it comes first for."""

    name: str
    """Family name as style sheets know it."""
    files: tuple[str, ...]
    """File names, without folders."""
    packages: Packages
    """Where to get it."""
    languages: tuple[str, ...] = ()
    """Primary language subtags, or whole tags, that are set in this family first."""


def _serif(script: str, *languages: str) -> Family:
    stem = f"NotoSerif{script}"
    return Family(
        name=f"Noto Serif {script}",
        files=(f"{stem}-Regular.ttf", f"{stem}-Bold.ttf"),
        packages=CORE,
        languages=languages,
    )


def _core(name: str, *files: str, languages: tuple[str, ...] = ()) -> Family:
    return Family(name=name, files=files, packages=CORE, languages=languages)


def _cjk(region: str, *languages: str) -> Family:
    files = ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc")
    return Family(name=f"Noto Serif CJK {region}", files=files, packages=CJK, languages=languages)


TEXT = Family(
    name="Noto Serif",
    files=("NotoSerif-Regular.ttf", "NotoSerif-Italic.ttf", "NotoSerif-Bold.ttf", "NotoSerif-BoldItalic.ttf"),
    packages=CORE,
)
"""The text face: Latin, Greek, Cyrillic."""

CODE = Family(name="Noto Sans Mono", files=("NotoSansMono-Regular.ttf", "NotoSansMono-Bold.ttf"), packages=MONO)
"""The face of preformatted text."""

SCRIPTS = (
    _core(
        "Noto Naskh Arabic",
        "NotoNaskhArabic-Regular.ttf",
        "NotoNaskhArabic-Bold.ttf",
        languages=("ar", "fa", "ur", "ps", "ug", "sd", "ckb", "prs"),
    ),
    _serif("Hebrew", "he", "yi"),
    _core("Noto Sans Syriac", "NotoSansSyriac-Regular.ttf", languages=("syr",)),
    _core("Noto Sans Thaana", "NotoSansThaana-Regular.ttf", "NotoSansThaana-Bold.ttf", languages=("dv",)),
    _core("Noto Sans NKo", "NotoSansNKo-Regular.ttf", languages=("nqo",)),
    _serif("Armenian", "hy"),
    _serif("Georgian", "ka"),
    _serif("Ethiopic", "am", "ti"),
    _serif("Devanagari", "hi", "mr", "ne", "sa"),
    _serif("Bengali", "bn", "as"),
    _serif("Gurmukhi", "pa"),
    _serif("Gujarati", "gu"),
    _core("Noto Sans Oriya", "NotoSansOriya-Regular.ttf", "NotoSansOriya-Bold.ttf", languages=("or",)),
    _serif("Tamil", "ta"),
    _serif("Telugu", "te"),
    _serif("Kannada", "kn"),
    _serif("Malayalam", "ml"),
    _serif("Sinhala", "si"),
    _serif("Thai", "th"),
    _serif("Lao", "lo"),
    _serif("Khmer", "km"),
    _core("Noto Serif Myanmar", "NotoSerifMyanmar-Regular.ttf", languages=("my",)),  # its bold says that it is not
    _serif("Tibetan", "bo", "dz"),
    _core("Noto Sans Cherokee", "NotoSansCherokee-Regular.ttf", "NotoSansCherokee-Bold.ttf"),
    _core(
        "Noto Sans Canadian Aboriginal",
        "NotoSansCanadianAboriginal-Regular.ttf",
        "NotoSansCanadianAboriginal-Bold.ttf",
    ),
    _core("Noto Sans Tifinagh", "NotoSansTifinagh-Regular.ttf"),
    _cjk("SC", "zh"),
    _cjk("TC", "zh-TW", "zh-Hant"),
    _cjk("HK", "zh-HK", "zh-MO", "zh-Hant-HK", "zh-Hant-MO", "yue"),
    _cjk("JP", "ja"),
    _cjk("KR", "ko"),
    _core("Noto Sans Mongolian", "NotoSansMongolian-Regular.ttf"),  # it has CJK punctuation too, turned for columns
)
"""One family a script. The order decides only where two have the same character."""

SYMBOLS = (
    _core("Noto Sans Math", "NotoSansMath-Regular.ttf"),
    _core("Noto Sans Symbols", "NotoSansSymbols-Regular.ttf", "NotoSansSymbols-Bold.ttf"),
    _core("Noto Sans Symbols2", "NotoSansSymbols2-Regular.ttf"),
    _core("Noto Sans", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
)
"""For signs that no text face has."""

_OTHERS = (
    "Adlam, Anatolian Hieroglyphs, Arabic, Avestan, Bamum, Bassa Vah, Batak, Bhaiksuki, Brahmi, Buginese, Buhid, Carian, "
    "Caucasian Albanian, Chakma, Cham, Coptic, Cuneiform, Cypriot, Deseret, Duployan, Egyptian Hieroglyphs, Elbasan, "
    "Elymaic, Glagolitic, Gothic, Gunjala Gondi, Hanifi Rohingya, Hanunoo, Hatran, Imperial Aramaic, "
    "Indic Siyaq Numbers, Inscriptional Pahlavi, Inscriptional Parthian, Javanese, Kaithi, Kayah Li, Kharoshthi, "
    "Khudawadi, Lepcha, Limbu, Linear A, Linear B, Lisu, Lycian, Lydian, Mahajani, Mandaic, Manichaean, Marchen, "
    "Masaram Gondi, Medefaidrin, Meetei Mayek, Mende Kikakui, Meroitic, Miao, Modi, Mro, Multani, Nabataean, "
    "New Tai Lue, Newa, Ogham, Ol Chiki, Old Hungarian, Old Italic, Old North Arabian, Old Permic, Old Persian, "
    "Old Sogdian, Old South Arabian, Old Turkic, Osage, Osmanya, Pahawh Hmong, Palmyrene, Pau Cin Hau, PhagsPa, "
    "Phoenician, Psalter Pahlavi, Rejang, Runic, Samaritan, Saurashtra, Sharada, Shavian, Siddham, SignWriting, "
    "Sogdian, Sora Sompeng, Soyombo, Sundanese, Syloti Nagri, Tagalog, Tagbanwa, Tai Le, Tai Tham, Tai Viet, Takri, "
    "Tamil Supplement, Tirhuta, Ugaritic, Vai, Wancho, Warang Citi, Yi, Zanabazar Square"
)


def _regular(name: str) -> Family:
    return _core(name, f"{name.replace(' ', '')}-Regular.ttf")


OTHERS = (
    *(_regular(f"Noto Sans {script}") for script in _OTHERS.split(", ")),
    *(
        _regular(f"Noto Serif {script}")
        for script in ("Ahom", "Balinese", "Dogra", "Grantha", "Khojki", "Tangut", "Yezidi")
    ),
    _core("Noto Serif Hmong Nyiakeng", "NotoSerifNyiakengPuachueHmong-Regular.ttf"),
    _regular("Noto Traditional Nushu"),
    _regular("Noto Music"),
)
"""Scripts that few texts of today are written in, in one weight."""

LAST = (
    Family(name="Symbola", files=("Symbola_hint.ttf",), packages=SYMBOLA),
    Family(name="Unifont Upper", files=("unifont_upper.otf",), packages=UNIFONT),
    Family(name="Unifont", files=("unifont.otf",), packages=UNIFONT),
)
"""The last resort: emoji drawn in one colour, then any character that Unicode had in 2022, legible if not handsome."""

PINNED = (TEXT, CODE, *SCRIPTS, *SYMBOLS, *OTHERS, *LAST)
"""Every family that layout may use."""
