"""What stands inside a line, as Typst code: text, emphasis, links, notes, phrases in another language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from urllib.parse import unquote

from lxml.etree import _Element

from muniment.tools.font_families import Family
from muniment.tools.typst_tags import Mark
from muniment.typesetting import faces, words
from muniment.typesetting.literals import call, sequence, string, strings
from muniment.xhtml import local_name

_COLLAPSED = re.compile(r"[ \t\n\r\f]+")
_REGION = re.compile(r"[A-Za-z]{2}")
_SCRIPT = re.compile(r"[A-Za-z]{4}")
_PRIMARY = re.compile(r"[A-Za-z]{2,3}")
_UNKNOWN = "und"
_TAB = "    "


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What holds for the text of a line."""

    language: str
    """BCP 47 tag."""
    fixed: bool = False
    """Whether it is set as code."""
    kept: bool = False
    """Whether white space is kept as it stands."""
    each_word: bool = False
    """See ``words.pieces``."""
    longest: int = words.LONG
    """See ``words.pieces``."""

    @property
    def families(self) -> tuple[Family, ...]:
        """The families that it is set in, in order."""
        return _order(self.language, self.fixed)


@cache
def _order(language: str, fixed: bool) -> tuple[Family, ...]:  # noqa: FBT001 # a key of a cache
    return faces.order(language, fixed=fixed)


def language(tag: str) -> str:
    """Arguments of Typst's ``text`` for a language; Typst knows one without a region or script for each it can name."""
    parts = tag.split("-")
    primary = parts[0].lower() if _PRIMARY.fullmatch(parts[0]) else _UNKNOWN
    region = next((part.upper() for part in parts[1:] if _REGION.fullmatch(part)), None)
    script = next((part.lower() for part in parts[1:] if _SCRIPT.fullmatch(part)), None)
    return ", ".join(
        (
            f"lang: {string(primary)}",
            f"region: {string(region) if region else 'none'}",
            f"script: {string(script) if script else 'auto'}",
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is gathered while code is made, in the order of reading."""

    marks: list[Mark] = field(default_factory=list)
    """The elements to be named, see ``tools.typst_tags``."""
    fonts: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Variables for lists of families."""
    called: set[str] = field(default_factory=set)
    """Notes that were set where they are first referred to."""
    instead: Mapping[str, str] = field(default_factory=dict)
    """Characters that are drawn as another one."""
    targets: frozenset[str] = frozenset()
    """Where a link can lead."""

    def inline(self, mark: Mark, body: Callable[[], str]) -> str:
        """An element inside a line, to be named as ``mark`` says; the body is made after the mark."""
        self.marks.append(replace(mark, inline=True))
        return f"s({body()})"

    def block(self, mark: Mark, body: Callable[[], str]) -> str:
        """An element that is a block or holds blocks."""
        self.marks.append(replace(mark, inline=False))
        return f"b({body()})"

    def font(self, families: tuple[Family, ...], first: str | None = None) -> str:
        """The variable that holds what Typst calls the families, one of them first."""
        names = faces.names(families)
        if first is not None:
            own = faces.names(tuple(family for family in families if family.name == first))
            names = (*own, *(name for name in names if name not in own))
        return self.fonts.setdefault(names, f"f{len(self.fonts)}")

    def declarations(self) -> str:
        """Code that gives the variables their values."""
        return "".join(f"#let {name} = {strings(names)}\n" for names, name in self.fonts.items())


class Line:
    """Makes the code of one block's text; white space is folded as HTML does, over the bounds of elements."""

    def __init__(self, record: Record, setting: Setting, note: Callable[[str], str] = str) -> None:
        """``note`` gives the code of the note with an identifier; where it is left out, there are no references."""
        self._note = note
        self._record = record
        self._setting = setting
        self._folded = True  # white space at the beginning of a block is none

    def text(self, text: str) -> str:
        """Code of a text alone."""
        return sequence(self._text(text, self._setting))

    def children(self, element: _Element) -> str:
        """Code of what an element holds."""
        return self.run(element.text, list(element))

    def run(self, lead: str | None, children: Sequence[_Element]) -> str:
        """Code of a text and of elements with what follows each."""
        return sequence(self._run(lead, children, self._setting))

    def _run(self, lead: str | None, children: Sequence[_Element], setting: Setting) -> list[str]:
        found = self._text(_before(lead, children[:1]), setting)
        for number, child in enumerate(children):
            found.append(self._child(child, setting))
            found += self._text(_before(child.tail, children[number + 1 : number + 2]), setting, after_element=True)
        return found

    def _child(self, element: _Element, setting: Setting) -> str:  # one answer for each kind of element
        record = self._record
        match local_name(element):
            case "br":
                self._folded = True
                return "br"
            case "em":
                return f"emph({self._inside(element, setting)})"
            case "strong":
                return f"strong({self._inside(element, setting)})"
            case "code":
                within = replace(setting, fixed=True)
                font = record.font(within.families)
                return record.inline(Mark(kind="Code"), lambda: f"cd({font}, {self._inside(element, within)})")
            case "a":
                return self._link(element, setting)
            case "span" if element.get("lang") is not None and element.get("lang") != setting.language:
                return self._foreign(element, setting)
            case _:
                return self._inside(element, setting)

    def _inside(self, element: _Element, setting: Setting) -> str:
        return sequence(self._run(element.text, list(element), setting))

    def _foreign(self, element: _Element, setting: Setting) -> str:
        tag = element.get("lang", "")
        within = replace(setting, language=tag)
        font = self._record.font(within.families)
        return self._record.inline(
            Mark(kind="Span", language=tag),
            lambda: f"text({language(tag)}, font: {font}, {self._inside(element, within)})",
        )

    def _link(self, element: _Element, setting: Setting) -> str:
        href = element.get("href", "")
        role = element.get("role")
        target = unquote(href[1:]) if href.startswith("#") else None
        if role == "doc-backlink":
            return "[]"
        if role == "doc-noteref":
            return self._reference(target or "")
        if not href or (target is not None and target not in self._record.targets):
            return self._inside(element, setting)
        where = string(href) if target is None else call("label", string(target))
        return f"link({where}, {self._inside(element, setting)})"

    def _reference(self, target: str) -> str:
        name = string(f"note:{target}")
        self._folded = False
        if target in self._record.called:
            return f"footnote(label({name}))"
        self._record.called.add(target)
        return f"note({name}, {self._note(target)})"

    def _text(self, text: str, setting: Setting, *, after_element: bool = False) -> list[str]:
        if setting.kept:
            line = text.replace("\t", _TAB)
        else:
            line = _COLLAPSED.sub(" ", text)
            line = line[1:] if self._folded and line[:1] == " " else line
            self._folded = line[-1:] == " " if line else self._folded
        families = setting.families
        found = words.pieces(
            line,
            families,
            instead=self._record.instead,
            each_word=setting.each_word,
            longest=setting.longest,
            after_element=after_element,
        )
        return [self._piece(piece, families) for piece in found]

    def _piece(self, piece: words.Piece, families: tuple[Family, ...]) -> str:
        if not piece.drawn:
            return "w"
        drawn = string(piece.drawn)
        if piece.family != families[0].name:
            drawn = f"text(font: {self._record.font(families, piece.family)}, {drawn})"
        if piece.stated is None:
            return f"u({drawn})" if piece.whole else drawn
        self._record.marks.append(Mark(kind="Span", text=piece.stated, inline=True))
        return f"k({drawn})"


def _before(text: str | None, following: Sequence[_Element]) -> str:
    """A text; where it ends a line, with a space, which tells the words on both sides of the line end apart."""
    broken = bool(following) and local_name(following[0]) == "br"
    return f"{text or ''} " if broken else text or ""
