"""Changing one correction in a sidecar, and nothing else in it.

A correction is added, taken away or changed in its own lines of the section ``structure:``, comments staying where they
are. Where the section is written in another form (a flow list, JSON), a parser that keeps comments rewrites the
section, and nothing outside it. Whatever was done, the result is read again, and refused unless it says exactly what it should.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from muniment.errors import SidecarError
from muniment.model import Override
from muniment.nodes import Kind, Node, Origin
from muniment.sidecar import Sidecar, parse_sidecar
from muniment.yaml import decode, read

SECTION = "structure"

_MARK = "\ufeff"
_FILLER = re.compile(r"\s*(#.*)?|\.\.\.\s*")
_DASH = re.compile(r"([ \t]*)-([ \t]+)")
_BARE = re.compile(rf"{SECTION}\s*:\s*(#.*)?")
_NOT_RAW = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_SCALAR = re.compile(r"""\"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'](?:[^\s]|[ \t]+(?=[^\s#]))*""")
_WIDTH = 1 << 20


def edited(data: bytes, *, before: Override | None, after: Override | None, file: str) -> bytes:
    """A sidecar's bytes with the correction ``before`` replaced by ``after``; ``None`` stands for no correction.

    Raises ``SidecarError`` where the sidecar cannot be used, where ``before`` is not in it, or where it is written in
    a way that cannot be changed safely.
    """
    old = parse_sidecar(data, file=file)
    wanted = _wanted(old, before, after)
    text = decode(data, origin=_origin(file))
    newline = "\r\n" if "\r\n" in text else "\n"
    try:
        changed = _changed(text.replace("\r\n", "\n"), old, before, after, file)
        found = ((_MARK if data.startswith(_MARK.encode()) else "") + changed.replace("\n", newline)).encode()
        if parse_sidecar(found, file=file) == wanted:
            return found
    except (SidecarError, YAMLError, LookupError, TypeError) as error:
        raise _refused(after, file) from error
    raise _refused(after, file)


def _wanted(old: Sidecar, before: Override | None, after: Override | None) -> Sidecar:
    """What the sidecar is to say afterwards."""
    overrides = list(old.overrides)
    if before is None:
        overrides += [after] if after else []
    elif before in overrides:
        at = overrides.index(before)
        overrides[at : at + 1] = [after] if after else []
    else:
        raise SidecarError("the sidecar does not hold this correction any more", remedy="Load the page again.")
    return replace(old, overrides=tuple(overrides))


def _changed(text: str, old: Sidecar, before: Override | None, after: Override | None, file: str) -> str:
    section = _find(text, file)
    if before is None:
        if after is None:
            return text
        if section is None or section.can_grow:
            return _added(text, section, after)
        return section.spliced(_through_yaml(section, len(old.overrides), after))
    if section is None:
        raise LookupError(SECTION)
    at = old.overrides.index(before)
    if section.items:
        return _without(section, at) if after is None else _rewritten(section, section.items[at], after)
    return section.spliced(_through_yaml(section, at, after))


# --------------------------------------------------------------------------------------------- the section's place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One correction written in block style."""

    first: int
    """Index of its line with the dash."""
    indent: str
    """What stands before the dash."""
    gap: str
    """What stands between the dash and the first key."""
    node: Node
    """What is written there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """The lines that hold ``structure:``, or the whole file where it has no lines of its own."""

    lines: tuple[str, ...]
    """Every line of the file, with its end."""
    first: int
    """Index of the section's first line."""
    end: int
    """Index just past its last line that is neither blank nor a comment."""
    items: tuple[_Item, ...]
    """Its corrections, where all are written in block style; else empty."""
    can_grow: bool
    """Whether a correction can be added below its last line."""

    def spliced(self, text: str) -> str:
        """The file with other text in the section's place."""
        return "".join((*self.lines[: self.first], text, *self.lines[self.end :]))


def _find(text: str, file: str) -> _Section | None:
    """The section; ``None`` where there is none and lines can be added at the end."""
    root = read(text, origin=_origin(file))
    if root is None:
        return None
    lines = tuple(text.splitlines(keepends=True))
    starts = [key.line or 1 for key, _ in root.entries]
    if len(set(starts)) < len(starts) or any(key.column != 1 for key, _ in root.entries):
        return _Section(lines=lines, first=0, end=len(lines), items=(), can_grow=False)
    for at, (key, value) in enumerate(root.entries):
        if key.text == SECTION:
            end = starts[at + 1] - 1 if at + 1 < len(starts) else len(lines)
            return _section(lines, starts[at] - 1, _trimmed(lines, end), value)
    return None


def _section(lines: tuple[str, ...], first: int, end: int, value: Node) -> _Section:
    items = tuple(item for node in value.items if (item := _item(lines, node)) is not None)
    if len(items) < len(value.items):
        items = ()
    bare = value.kind is Kind.NULL and _BARE.fullmatch(lines[first].rstrip()) is not None
    return _Section(lines=lines, first=first, end=end, items=items, can_grow=bool(items) or bare)


def _item(lines: Sequence[str], node: Node) -> _Item | None:
    if node.line is None or node.column is None or node.kind is not Kind.MAPPING:
        return None
    dash = _DASH.fullmatch(lines[node.line - 1][: node.column - 1])
    return _Item(first=node.line - 1, indent=dash[1], gap=dash[2], node=node) if dash else None


def _trimmed(lines: Sequence[str], end: int) -> int:
    """``end`` moved up over blank lines, comments and the mark of the document's end."""
    while end and _FILLER.fullmatch(lines[end - 1].rstrip("\n")):
        end -= 1
    return end


# --------------------------------------------------------------------------------------------- the three changes


def _added(text: str, section: _Section | None, after: Override) -> str:
    lines = list(section.lines if section else text.splitlines(keepends=True))
    if section is None:
        at = len(lines)
        while at and re.fullmatch(r"\.\.\.\s*", lines[at - 1]):
            at -= 1
        new = [f"{SECTION}:\n", *written(after)]
    else:
        at = section.end
        indent, gap = (section.items[-1].indent, section.items[-1].gap) if section.items else ("  ", " ")
        new = written(after, indent=indent, gap=gap)
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    return "".join((*lines[:at], *new, *lines[at:]))


def _without(section: _Section, at: int) -> str:
    """The file without one correction; without the section's key too where it was the only one."""
    lines = section.lines
    first = section.items[at].first
    last = section.items[at + 1].first if at + 1 < len(section.items) else section.end
    kept = (*lines[:first], *lines[_trimmed(lines, last) :])
    if len(section.items) > 1:
        return "".join(kept)
    return "".join((*kept[: section.first], *kept[section.first + 1 :]))


def _rewritten(section: _Section, item: _Item, after: Override) -> str:
    """The file with the values of one correction changed where they stand; comments beside them stay."""
    new = keys(after)
    lines = list(section.lines)
    last = item.first
    for key, value in item.node.entries:
        at, column = (key.line or 1) - 1, (value.column or 1) - 1
        last = max(last, at)
        if key.text == "kind":
            new.setdefault("kind", after.kind.value)
        if key.text not in new and at > item.first:
            lines[at] = ""
            continue
        scalar = _SCALAR.match(lines[at], column)
        if value.line != key.line or scalar is None:
            raise LookupError(key.text)
        wanted = new.pop(key.text, False)
        if value.text not in {wanted, _scalar(wanted)}:
            lines[at] = lines[at][:column] + _scalar(wanted) + lines[at][scalar.end() :]
    margin = f"{item.indent} {' ' * len(item.gap)}"
    if new and lines[last] and not lines[last].endswith("\n"):
        lines[last] += "\n"
    lines[last] += "".join(f"{margin}{name}: {_scalar(value)}\n" for name, value in new.items())
    return "".join(lines)


def _through_yaml(section: _Section, at: int, after: Override | None) -> str:
    """The text of a section in another form with one correction changed, added or taken away."""
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    root = yaml.load("".join(section.lines[section.first : section.end]))
    corrections = root.get(SECTION)
    if after is None:
        del corrections[at]
    elif not corrections:
        root[SECTION] = [keys(after)]
    elif at == len(corrections):
        corrections.append(keys(after))
    else:
        _put(corrections[at], after)
    out = io.StringIO()
    yaml.dump(root, out)
    return out.getvalue()


def _put(correction: dict[str, object], after: Override) -> None:
    new = keys(after)
    for name in [name for name in correction if name not in new]:
        del correction[name]
    for name, value in new.items():
        if name not in correction or correction[name] != value:
            correction[name] = value


# --------------------------------------------------------------------------------------------- writing


def keys(override: Override) -> dict[str, object]:
    """A correction's keys in the order that they are written in; what goes without saying is left out."""
    found: dict[str, object] = {"text": override.text}
    if override.joined:
        found["joined"] = True
    else:
        found["kind"] = override.kind.value
    if override.level and not override.joined:
        found["level"] = override.level
    if override.quoted:
        found["quoted"] = True
    if override.occurrence > 1:
        found["occurrence"] = override.occurrence
    return found


def written(override: Override, *, indent: str = "  ", gap: str = " ") -> list[str]:
    """A correction as lines of YAML; text is in double quotes, as in JSON."""
    rows = [f"{name}: {_scalar(value)}\n" for name, value in keys(override).items()]
    return [f"{indent}-{gap}{rows[0]}", *(f"{indent} {' ' * len(gap)}{row}" for row in rows[1:])]


def _scalar(value: object) -> str:
    if isinstance(value, str) and re.fullmatch("[a-z_]+", value):
        return value
    return json.dumps(value, ensure_ascii=isinstance(value, str) and bool(_NOT_RAW.search(value)))


def _origin(file: str) -> Origin:
    return Origin(file=file, noun="a sidecar", error=SidecarError, code="SIDECAR")


def _refused(after: Override | None, file: str) -> SidecarError:
    todo = f"Write into it by hand: {SECTION}: [{json.dumps(keys(after), ensure_ascii=False)}]" if after else ""
    return SidecarError(
        f"{file} is written in a way that cannot be changed safely, so nothing was changed.",
        remedy=todo or "Take the correction out of it by hand.",
        code="SIDECAR-SYNTAX",
    )
