"""Markdown that a person wrote, to canonical Markdown.

The reader is markdown-it-py (CommonMark, pipe tables, footnotes, no raw HTML). What it takes for text is written as
literal text, so raw HTML, images and script links come out as the characters that they are. Applied to canonical
Markdown it changes no byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from muniment.canonical.escape import (
    closing_positions,
    escape_inside,
    fence_for,
    start_positions,
    with_backslashes,
)
from muniment.canonical.serialise import BULLETS, DELIMITERS, EM_SPACE, SCENE_BREAK
from muniment.errors import Place, SourceError

ENCODED_SPACES = {"\u2003": EM_SPACE, "\u00a0": "&nbsp;"}
DEEPEST = 100
"""Levels of nesting that are read; at markdown-it's own default, words nested deeper would vanish without a word."""
PARENTHESES_OR_BLANKS = re.compile(r"[\s()<>]")


@cache
def reader() -> MarkdownIt:
    """The Markdown reader; note definitions keep their place in the token stream."""
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable("table").use(footnote_plugin)
    markdown.disable(["footnote_tail", "footnote_inline", "html_inline", "html_block"])
    return markdown


def normalise(body: str, *, file: str) -> str:
    """Canonical form of a Markdown body (without front matter), ending in one line feed unless empty.

    Raises ``SourceError`` where the canonical form would not read as the same structure, naming the file.
    """
    tokens = reader().parse(_without_lost_notes(body))
    if _too_deep(tokens) or _has_notes_on_notes(tokens):
        raise SourceError(
            "this Markdown is nested too deeply, or has a note that refers to a note: readers would lose words",
            remedy="Flatten the lists and quotes, and move the inner note's words into the outer note.",
            place=Place(file=file),
            code="SRC-MARKDOWN",
        )
    lines = _Serialiser().blocks(SyntaxTreeNode(tokens).children)
    result = "\n".join(lines) + "\n" if lines else ""
    if _outline(reader().parse(result)) != _outline(tokens):
        raise SourceError(
            "this Markdown has no canonical form that reads the same",
            remedy="Simplify nested emphasis and lists, or keep the text as a .txt source.",
            place=Place(file=file),
            code="SRC-MARKDOWN",
        )
    return result


def _too_deep(tokens: Sequence[Token]) -> bool:
    return max((token.level for token in tokens), default=0) >= DEEPEST - 2


def _has_notes_on_notes(tokens: Sequence[Token]) -> bool:
    inside = 0
    for token in tokens:
        inside += {"footnote_reference_open": 1, "footnote_reference_close": -1}.get(token.type, 0)
        if inside and any(child.type == "footnote_ref" for child in token.children or ()):
            return True
    return False


def _without_lost_notes(body: str) -> str:
    """``body`` with the definition of each note that nothing refers to made literal: readers would drop its words."""
    tokens = reader().parse(body)
    children = (child for token in tokens for child in token.children or ())
    used = {child.meta["label"] for child in children if child.type == "footnote_ref"}
    lines = body.split("\n")
    for token in tokens:
        if token.type == "footnote_reference_open" and token.map and token.meta["label"] not in used:
            lines[token.map[0]] = lines[token.map[0]].replace("[^", "\\[^", 1)
    return "\n".join(lines)


def _image_source(token: Token | SyntaxTreeNode) -> str:
    """An image as the characters that call for it: an edition is self-contained and has no pictures."""
    return f"![{token.content}]({token.attrs.get('src', '')})"


def _outline(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """The structure and the words that two readings are compared by; adjacent text runs count as one."""
    outline: list[tuple[str, str]] = []
    for token in tokens:
        if token.type == "inline":
            outline += _inline_outline(token.children or ())
        elif token.type in ("fence", "code_block"):
            outline.append(("code", token.content.rstrip("\n")))
        else:
            outline.append((token.type, token.tag))
    return outline


def _inline_outline(children: Iterable[Token]) -> list[tuple[str, str]]:
    outline: list[tuple[str, str]] = []
    for child in children:
        kind = "text" if child.type in ("text", "softbreak", "image") else child.type
        words = " " if child.type == "softbreak" else child.content
        words = _image_source(child) if child.type == "image" else words
        words = str(child.attrs.get("href", words)) if kind == "link_open" else words
        if kind == "text" and outline and outline[-1][0] == "text":
            outline[-1] = ("text", outline[-1][1] + words)
        elif kind != "text" or words:
            outline.append((kind, words))
    return [(kind, re.sub(r"[ \t]+", " ", words)) for kind, words in outline]


class _Serialiser:
    """Writes a syntax tree as lines of canonical Markdown."""

    def blocks(self, nodes: Sequence[SyntaxTreeNode], *, tight: bool = False) -> list[str]:
        """Lines of sibling blocks, a blank line between them unless the list around them is tight."""
        lines: list[str] = []
        previous: SyntaxTreeNode | None = None
        alternate = False
        for node in nodes:
            adjacent = previous is not None and previous.type == node.type and node.type.endswith("_list")
            alternate = adjacent and not alternate
            if previous is not None and not tight:
                lines.append("")
            lines += self._block(node, alternate=alternate)
            previous = node
        return lines

    def _block(self, node: SyntaxTreeNode, *, alternate: bool) -> list[str]:
        match node.type:
            case "heading":
                words = " ".join(self._inline(node.children[0], heading=True))
                return [f"{'#' * int(node.tag[1])} {words}".rstrip()]
            case "paragraph":
                return self._inline(node.children[0])
            case "bullet_list" | "ordered_list":
                return self._list(node, alternate=alternate)
            case "blockquote":
                return _prefixed(self.blocks(node.children), first="> ", rest="> ")
            case "fence" | "code_block":
                return _code(node)
            case "hr":
                return [SCENE_BREAK]
            case "table":
                return self._table(node)
            case "footnote_reference":
                return self._note(node)
            case other:  # every block rule that is on has its case above
                raise AssertionError(f"unexpected Markdown block {other}")

    def _list(self, node: SyntaxTreeNode, *, alternate: bool) -> list[str]:
        ordered = node.type == "ordered_list"
        sign = (DELIMITERS if ordered else BULLETS)[int(alternate)]
        number = int(node.attrs.get("start", 1))
        tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
        lines: list[str] = []
        for position, item in enumerate(node.children):
            marker = f"{number + position}{sign} " if ordered else f"{sign} "
            if position and not tight:
                lines.append("")
            content = self.blocks(item.children, tight=tight)
            lines += _prefixed(content, first=marker, rest=" " * len(marker)) or [marker.rstrip()]
        return lines

    def _note(self, node: SyntaxTreeNode) -> list[str]:
        mark = f"[^{node.meta['label']}]:"
        return _prefixed(self.blocks(node.children), first=f"{mark} ", rest="    ") or [mark]

    def _table(self, node: SyntaxTreeNode) -> list[str]:
        rows = [row for part in node.children for row in part.children]
        lines = [self._row(row) for row in rows]
        columns = len(rows[0].children)
        return [lines[0], "|" + " --- |" * columns, *lines[1:]]

    def _row(self, row: SyntaxTreeNode) -> str:
        cells = (" ".join(self._inline(cell.children[0])) if cell.children else "" for cell in row.children)
        return "| " + " | ".join(cells) + " |"

    def _inline(self, node: SyntaxTreeNode, *, heading: bool = False) -> list[str]:
        """Lines of an inline container: one, or several separated by hard breaks."""
        rows: list[list[SyntaxTreeNode]] = [[]]
        for child in node.children:
            if child.type == "hardbreak":
                rows.append([])
            else:
                rows[-1].append(child)
        joiner = " " if heading else "\\"
        lines = [self._line(row, heading=heading) for row in rows]
        return [line + joiner if number < len(lines) - 1 else line for number, line in enumerate(lines)]

    def _line(self, nodes: Sequence[SyntaxTreeNode], *, heading: bool) -> str:
        return _protect_ends(_escape_ends(self._spans(nodes), nodes, heading=heading))

    def _spans(self, nodes: Sequence[SyntaxTreeNode]) -> str:
        written = ""
        for number, node in enumerate(nodes):
            written += self._span(node, after=written)
            if node.type == "text" and written.endswith("!") and nodes[number + 1 : number + 2]:
                follower = nodes[number + 1].type
                written = written[:-1] + "\\!" if follower in ("link", "footnote_ref") else written
        return written

    def _span(self, node: SyntaxTreeNode, *, after: str) -> str:
        match node.type:
            case "text":
                return escape_inside(re.sub(r"[ \t]+", " ", node.content))
            case "image":
                return escape_inside(_image_source(node))
            case "softbreak":
                return " "
            case "hardbreak":
                return "\\\n"
            case "code_inline":
                return _code_span(node.content)
            case "em":
                mark = "_" if after.endswith("*") else "*"
                return f"{mark}{self._spans(node.children)}{mark}"
            case "strong":
                mark = "__" if after.endswith("*") else "**"
                return f"{mark}{self._spans(node.children)}{mark}"
            case "link":
                return self._link(node)
            case "footnote_ref":
                return f"[^{node.meta['label']}]"
            case other:  # every inline rule that is on has its case above
                raise AssertionError(f"unexpected Markdown span {other}")

    def _link(self, node: SyntaxTreeNode) -> str:
        target = str(node.attrs.get("href", ""))
        target = f"<{target}>" if not target or PARENTHESES_OR_BLANKS.search(target) else target
        title = str(node.attrs.get("title", "")).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
        title = f' "{title}"' if title else ""
        return f"[{self._spans(node.children)}]({target}{title})"


def _prefixed(lines: Sequence[str], *, first: str, rest: str) -> list[str]:
    return [
        ((first if number == 0 else rest) + line).rstrip(" ") if not line else (first if number == 0 else rest) + line
        for number, line in enumerate(lines)
    ]


def _code(node: SyntaxTreeNode) -> list[str]:
    content = node.content.removesuffix("\n")
    fence = fence_for(content)
    language = (node.info or "").strip().split(" ")[0] if node.type == "fence" else ""
    language = language if re.fullmatch(r"[0-9A-Za-z+#._-]*", language) else ""
    return [fence + language, *(content.split("\n") if content else []), fence]


def _code_span(content: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if content.startswith(("`", " ")) or content.endswith(("`", " ")) else ""
    pad = "" if not content.strip(" ") else pad
    return f"{ticks}{pad}{content}{pad}{ticks}"


def _escape_ends(written: str, nodes: Sequence[SyntaxTreeNode], *, heading: bool) -> str:
    """Escape what would be markup at the start of a line, and a heading's closing hashes at its end."""
    line = written.strip(" ")
    if nodes and nodes[0].type == "text":
        line = with_backslashes(line, start_positions(line))
    if heading and nodes and nodes[-1].type == "text":
        line = with_backslashes(line, closing_positions(line))
    return line


def _protect_ends(line: str) -> str:
    """Write white space other than blanks at a line's ends as character references: readers would strip it."""
    stripped = line.strip(" \t")
    core = stripped.strip()
    if core == stripped:
        return stripped
    start = stripped.index(core) if core else len(stripped)
    lead, trail = stripped[:start], stripped[start + len(core) :]
    return _encoded(lead) + core + _encoded(trail)


def _encoded(spaces: str) -> str:
    return "".join(ENCODED_SPACES.get(space, f"&#x{ord(space):X};") if space != " " else space for space in spaces)
