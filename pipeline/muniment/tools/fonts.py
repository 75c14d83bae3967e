"""The fonts that page layout may use: a closed list of open fonts, seen through a fontconfig file of our own.

Layout depends on every font that the layout engine can find, so none may leak in from the machine. ``prepare`` links
the pinned files into one folder, writes a fontconfig file that knows only this folder, and names it in
``FONTCONFIG_FILE``. This is the one place that sets environment variables, because fontconfig and Pango have no other
seam (https://www.freedesktop.org/software/fontconfig/fontconfig-user.html). It must run before the first layout of a
process; ``tools.weasyprint`` refuses to work with any other configuration.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from muniment.errors import MissingToolError

FOLDERS = (
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/google-noto"),
    Path("/usr/share/fonts/google-noto-serif-cjk-fonts"),
    Path("/usr/share/fonts/google-noto-cjk"),
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
    _serif("Myanmar", "my"),
    _serif("Tibetan", "bo", "dz"),
    _core("Noto Sans Mongolian", "NotoSansMongolian-Regular.ttf"),
    _core("Noto Sans Cherokee", "NotoSansCherokee-Regular.ttf", "NotoSansCherokee-Bold.ttf"),
    _core(
        "Noto Sans Canadian Aboriginal",
        "NotoSansCanadianAboriginal-Regular.ttf",
        "NotoSansCanadianAboriginal-Bold.ttf",
    ),
    _core("Noto Sans Tifinagh", "NotoSansTifinagh-Regular.ttf"),
    _cjk("SC", "zh"),
    _cjk("TC", "zh-TW", "zh-HK", "zh-MO", "zh-Hant"),
    _cjk("JP", "ja"),
    _cjk("KR", "ko"),
)
"""One family a script. The order decides only where two have the same character."""

SYMBOLS = (
    _core("Noto Sans Math", "NotoSansMath-Regular.ttf"),
    _core("Noto Sans Symbols", "NotoSansSymbols-Regular.ttf", "NotoSansSymbols-Bold.ttf"),
    _core("Noto Sans Symbols2", "NotoSansSymbols2-Regular.ttf"),
    _core("Noto Sans", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
)
"""The last resort for signs that no text face has."""

PINNED = (TEXT, CODE, *SCRIPTS, *SYMBOLS)
"""Every family that layout may use."""


def locate(folders: Sequence[Path] = FOLDERS) -> Mapping[str, Path]:
    """Each pinned file that is installed, by its name, sorted."""
    names = sorted({file for family in PINNED for file in family.files})
    found = {name: next((folder / name for folder in folders if (folder / name).is_file()), None) for name in names}
    return {name: path for name, path in found.items() if path is not None}


def missing(folders: Sequence[Path] = FOLDERS) -> Mapping[str, Packages]:
    """Families with a file that is not installed, and what to install for them; empty where all is well."""
    there = locate(folders)
    return {family.name: family.packages for family in PINNED if not there.keys() >= set(family.files)}


def digests(folders: Sequence[Path] = FOLDERS) -> Mapping[str, str]:
    """SHA-256 in lower-case hex of each pinned file that is installed, by file name, sorted.

    A file is read again only when its size or modification time has changed since this process last read it.
    """
    result: dict[str, str] = {}
    for name, path in locate(folders).items():
        status = path.stat()
        result[name] = _sha256(path, status.st_size, status.st_mtime_ns)
    return result


@lru_cache(maxsize=512)
def _sha256(path: Path, _size: int, _mtime_ns: int) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def configuration(folder: Path) -> str:
    """The fontconfig file for ``folder``: the fonts in ``folder/fonts``, a cache of its own, and nothing else.

    Hinting is off: it would fit advance widths to pixels that paper does not have.
    """
    root = escape(str(folder))
    return (
        '<?xml version="1.0"?>\n'
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        "<fontconfig>\n"
        f"  <dir>{root}/fonts</dir>\n"
        f"  <cachedir>{root}/cache</cachedir>\n"
        '  <match target="font">\n'
        '    <edit name="antialias" mode="assign"><bool>true</bool></edit>\n'
        '    <edit name="hinting" mode="assign"><bool>false</bool></edit>\n'
        '    <edit name="embeddedbitmap" mode="assign"><bool>false</bool></edit>\n'
        "  </match>\n"
        "</fontconfig>\n"
    )


def prepare(folder: Path, folders: Sequence[Path] = FOLDERS) -> Path:
    """Make the pinned fonts, and only them, visible to layout in this process and those it starts.

    Writes ``fonts.conf``, ``fonts/`` (links) and ``cache/`` below ``folder``, sets ``FONTCONFIG_FILE`` and
    ``PANGO_LANGUAGE``; safe to call again, and from several processes at once. Returns the fontconfig file's path.

    Raises:
        MissingToolError: A pinned font is not installed (code ``TOOL-FONTS``); the remedy names the packages.
    """
    absent = missing(folders)
    if absent:
        raise MissingToolError(f"fonts are missing: {', '.join(absent)}.", remedy=remedy(absent), code="TOOL-FONTS")
    root = folder.resolve()
    links = root / "fonts"
    (root / "cache").mkdir(parents=True, exist_ok=True)
    links.mkdir(exist_ok=True)
    wanted = locate(folders)
    for name, path in wanted.items():
        _link(links / name, path)
    for stray in sorted(links.iterdir()):
        if stray.name not in wanted and not stray.name.startswith("."):
            stray.unlink(missing_ok=True)
    file = root / "fonts.conf"
    _replace(file, configuration(root))
    for name in ("FONTCONFIG_PATH", "FONTCONFIG_SYSROOT", "FC_LANG"):
        os.environ.pop(name, None)
    os.environ["FONTCONFIG_FILE"] = str(file)
    # Else Pango takes the reader's own languages (LANGUAGE) to choose between Chinese, Japanese and Korean forms.
    os.environ["PANGO_LANGUAGE"] = "en"
    return file


def remedy(absent: Mapping[str, Packages]) -> str:
    """What to install for missing families, in one line."""
    debian = " ".join(sorted({packages.debian for packages in absent.values()}))
    fedora = " ".join(sorted({packages.fedora for packages in absent.values()}))
    macos = " and ".join(sorted({packages.macos for packages in absent.values()}))
    return f"Debian: apt install {debian}; Fedora: dnf install {fedora}; macOS: put {macos}."


def _link(link: Path, target: Path) -> None:
    with suppress(OSError):
        if link.readlink() == target:
            return
    temporary = link.with_name(f".{link.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)


def _replace(file: Path, text: str) -> None:
    with suppress(OSError):
        if file.read_text(encoding="utf-8") == text:
            return
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(file)


def stylesheet() -> str:
    """CSS that puts the pinned families in order: the text face first, for each language its own script first."""
    everything = [family.name for family in (TEXT, *SCRIPTS, *SYMBOLS)]
    code = [CODE.name, *everything]
    rules = [f"html {{ font-family: {_names(everything)} }}", f"code, .code {{ font-family: {_names(code)} }}"]
    for family in SCRIPTS:
        for language in family.languages:
            own_first = [family.name, *(name for name in everything if name != family.name)]
            rules.append(f":lang({language}) {{ font-family: {_names(own_first)} }}")
    return "\n".join(rules) + "\n"


def _names(families: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in families)
