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
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from muniment.errors import MissingToolError
from muniment.tools.font_families import CODE, FOLDERS, LAST, OTHERS, PINNED, SCRIPTS, SYMBOLS, TEXT, Packages

__all__ = (
    "FOLDERS",
    "OTHERS",
    "PINNED",
    "configuration",
    "coverage",
    "digests",
    "find",
    "folder",
    "locate",
    "missing",
    "named",
    "prepare",
    "remedy",
    "stylesheet",
    "without_glyph",
)

_SEARCHED = (TEXT, *SYMBOLS, *(family for family in SCRIPTS if "CJK" in family.name), *SCRIPTS, *OTHERS, *LAST)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

_UNDRAWN = re.compile(
    "[\u0890\u0891\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3]"
)  # signs that control others: Pango shows them in no font, whichever have them


def locate(folders: Sequence[Path] = FOLDERS) -> Mapping[str, Path]:
    """Each pinned file that is installed, by its name, sorted."""
    names = sorted({file for family in PINNED for file in family.files})
    return {name: path for name in names if (path := find(name, folders)) is not None}


def find(name: str, folders: Sequence[Path] = FOLDERS) -> Path | None:
    """Where a font's file is installed; ``None`` where it is not."""
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


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


def without_glyph(text: str, folders: Sequence[Path] = FOLDERS) -> tuple[str, ...]:
    """The characters of a text that no pinned font can show, each once, in order of appearance.

    White space and what is not to be seen (Unicode's Default_Ignorable_Code_Point) need no glyph. Fonts are read one
    after the other until all is found, and each only once in a process.
    """
    wanted = {character for character in set(text) if not character.isspace() and not _INVISIBLE.fullmatch(character)}
    for family in _SEARCHED:
        if not wanted:
            return ()
        path = find(family.files[0], folders)
        if path is not None:
            shown = coverage(path)
            wanted = {one for one in wanted if ord(one) not in shown or _UNDRAWN.fullmatch(one)}
    return tuple(dict.fromkeys(character for character in text if character in wanted))


def coverage(path: Path) -> frozenset[int]:
    """The code points that a font file has a glyph for; read once in a process as long as the file stays as it is."""
    status = path.stat()
    return _characters(path, status.st_size, status.st_mtime_ns)


def named(character: str) -> str:
    """A character as messages name it: ``U+1F600 GRINNING FACE``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name in Unicode')}"


@lru_cache(maxsize=512)
def _characters(path: Path, _size: int, _mtime_ns: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # noqa: PLC0415 # it has no types; slow to import

    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap())


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
    for place in (root, links):
        _sweep(place)
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


def folder() -> Path:
    """The folder of links to the pinned fonts, and nothing else, that ``prepare`` made for this process.

    Raises:
        MissingToolError: ``prepare`` was not run in this process (``TOOL-FONTS``).
    """
    file = Path(os.environ.get("FONTCONFIG_FILE", os.devnull))
    with suppress(OSError):
        if file.read_text(encoding="utf-8") == configuration(file.parent):
            return file.parent / "fonts"
    raise MissingToolError(
        "the pinned fonts are not set out for layout.",
        remedy="Call muniment.tools.fonts.prepare(folder) before the first page is laid out in a process.",
        code="TOOL-FONTS",
    )


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


def _sweep(folder: Path) -> None:
    """Remove what processes of this machine that were killed have left half made."""
    for path in folder.glob(".*.*"):
        number = path.suffix.removeprefix(".")
        if number.isdecimal() and not _is_alive(int(number)):
            path.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return True


def _replace(file: Path, text: str) -> None:
    with suppress(OSError):
        if file.read_text(encoding="utf-8") == text:
            return
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(file)


def stylesheet(stated: Collection[str] | None = None) -> str:
    """CSS that puts the pinned families in order: the text face first, for each language its own script first.

    Where it is known which language tags a document states, rules for other languages are left out: each costs time for
    each element.
    """
    tags = None if stated is None else {f"{tag.lower()}-" for tag in stated}
    everything = [family.name for family in (TEXT, *SCRIPTS, *SYMBOLS, *OTHERS, *LAST)]
    code = [CODE.name, *everything]
    rules = [f"html {{ font-family: {_names(everything)} }}", f"code, .code {{ font-family: {_names(code)} }}"]
    for family in SCRIPTS:
        for language in family.languages:
            if tags is not None and not any(tag.startswith(f"{language.lower()}-") for tag in tags):
                continue
            own_first = [family.name, *(name for name in everything if name != family.name)]
            rules.append(f":lang({language}) {{ font-family: {_names(own_first)} }}")
    return "\n".join(rules) + "\n"


def _names(families: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in families)
