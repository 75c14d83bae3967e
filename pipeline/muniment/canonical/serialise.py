"""Blocks of clean text to canonical Markdown, every difference recorded.

The serialiser walks the clean text once, from left to right. Words are copied; all else (white space, markers, the
backslashes that keep literal text literal) is a ``Change`` of stage ``canonical``, so the clean text can be
regenerated from the Markdown and the changes alone.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from muniment.canonical.escape import fence_for
from muniment.canonical.hyphens import Join, hyphen_joins
from muniment.canonical.recording import TextRecorder
from muniment.canonical.shown import fold, joined_with
from muniment.canonical.tables import write_table
from muniment.changes import Recorder
from muniment.model import Block, BlockKind, Change, Furniture, Span, Stage

BULLETS = "-+"
DELIMITERS = ".)"
SCENE_BREAK = "* * *"
TITLE_LEVEL = 1
FIRST_HEADING_LEVEL = 2
DEEPEST_HEADING_LEVEL = 6
EM_SPACE = "&emsp;"
COLUMNS_PER_EM = 2

NOTE_INDENT = "    "
Joins = Mapping[int, Join]
BLOCK_RULES = {
    BlockKind.TITLE: "title-mark",
    BlockKind.HEADING: "heading-mark",
    BlockKind.PARAGRAPH: "paragraph-break",
    BlockKind.LIST_ITEM: "list-mark",
    BlockKind.VERSE: "stanza-break",
    BlockKind.SCENE_BREAK: "scene-break",
    BlockKind.PREFORMATTED: "code-fence",
    BlockKind.TABLE: "table-mark",
}


def serialise(
    text: str,
    blocks: Sequence[Block],
    *,
    front_matter: str,
    furniture: Sequence[Furniture] = (),
    language: str | None = None,
) -> tuple[str, tuple[Change, ...]]:
    """Canonical Markdown of ``text``, and the changes that lead to it.

    ``blocks`` and ``furniture`` are in source order with disjoint lines, as ``structure.recognise`` gives them;
    ``front_matter`` ends with a line feed or is empty; ``language``, a BCP 47 tag, says how words are broken at line
    ends. Raises ``ValueError`` where blocks overlap.
    """
    recorder = TextRecorder(text=text, furniture=furniture)
    joins = hyphen_joins(text, blocks, language=language)
    if front_matter:
        recorder.insert(front_matter + "\n" if blocks else front_matter, "front-matter")
    frames = _frames(blocks)
    loose = _loose_items(blocks, frames)
    for position, (block, frame) in enumerate(zip(blocks, frames, strict=True)):
        tight = frame.follows_item and not frame.begins_list and position not in loose
        separator = "" if position == 0 else "\n" if tight else _blank_line(blocks[position - 1], block)
        _write(recorder, text, block, joins, frame=frame, separator=separator)
    recorder.replace(len(text), "\n" if blocks else "", "final-newline")
    return recorder.finish()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """The lists that are open at a block."""

    markers: tuple[str, ...] = ()
    """The Markdown marker at each list depth, with its trailing space; empty outside lists."""
    quoted: bool = False
    """Whether the block stands in a quote."""
    follows_item: bool = False
    """Whether the block is a list item right after a list item, in the same quote or outside any."""
    begins_list: bool = False
    """Whether the block begins a list of its own at the outermost depth although it follows an item."""
    needs_blank: bool = False
    """Whether a list inside a list begins here in a way that only a blank line lets it begin (section 5.2)."""

    def next(self, block: Block) -> _Frame:
        """The frame of ``block``, which follows the block that this frame belongs to."""
        if block.kind is not BlockKind.LIST_ITEM:
            return _Frame(quoted=block.quoted)
        enclosing = self.markers if self.quoted == block.quoted else ()
        depth = min(block.level, len(enclosing))
        deeper = depth == len(enclosing)
        previous = "" if deeper else enclosing[depth]
        number = _number(block.marker)
        continues = bool(previous) and number == _following(previous) and not (block.starts_group and depth == 0)
        return _Frame(
            markers=(*enclosing[:depth], _marker(number, previous, continues=continues)),
            quoted=block.quoted,
            follows_item=bool(enclosing),
            begins_list=bool(enclosing) and depth == 0 and not continues,
            needs_blank=bool(enclosing) and depth > 0 and not continues and (not deeper or number not in (None, 1)),
        )


def _frames(blocks: Sequence[Block]) -> tuple[_Frame, ...]:
    return tuple(itertools.accumulate(blocks, _Frame.next, initial=_Frame()))[1:]


def _number(marker: str) -> int | None:
    """The number of an ordered list's marker, ``None`` for a bullet."""
    digits = re.match(r"[0-9]+", marker)
    return int(digits.group()) if digits else None


def _following(marker: str) -> int | None:
    """The number that continues the list of ``marker``; readers count for themselves and would change any other."""
    number = _number(marker)
    return None if number is None else number + 1


def _marker(number: int | None, previous: str, *, continues: bool) -> str:
    """The Markdown marker for an item; another bullet or delimiter than ``previous`` where a new list begins."""
    choices = BULLETS if number is None else DELIMITERS
    used = previous.strip()[-1:]
    changed = used == choices[0] and not continues
    sign = used if continues else choices[1] if changed else choices[0]
    return f"{sign} " if number is None else f"{number}{sign} "


def _loose_items(blocks: Sequence[Block], frames: Sequence[_Frame]) -> frozenset[int]:
    """Positions of the items of lists that need blank lines: one makes the whole list loose (section 5.3)."""
    loose: set[int] = set()
    run: list[int] = []
    for position, (block, frame) in enumerate(zip(blocks, frames, strict=True)):
        if not frame.follows_item or frame.begins_list:
            loose.update(run if any(frames[item].needs_blank for item in run) else ())
            run = []
        if block.kind is BlockKind.LIST_ITEM:
            run.append(position)
    loose.update(run if any(frames[item].needs_blank for item in run) else ())
    return frozenset(loose)


def _blank_line(before: Block, block: Block) -> str:
    """What parts two blocks: a blank line, inside the quote where both stand in the same one."""
    same_quote = before.quoted and block.quoted and not (block.starts_group and block.kind is not BlockKind.LIST_ITEM)
    return "\n>\n" if same_quote else "\n\n"


def _write(recorder: TextRecorder, text: str, block: Block, joins: Joins, *, frame: _Frame, separator: str) -> None:
    prefix = "> " if block.quoted else NOTE_INDENT if block.note else ""
    begins_note = bool(block.note) and block.starts_group
    head = separator + (f"[^{block.note}]: " if begins_note else prefix)
    rule = "note-mark" if begins_note else BLOCK_RULES[block.kind]
    if begins_note and block.lines[0].start < recorder.at:
        recorder.insert(head + _words_apart(text, block, joins), "note-moved")
        return
    match block.kind:
        case BlockKind.SCENE_BREAK:
            recorder.replace(max(recorder.at, block.decision.span.end), head + SCENE_BREAK, rule)
        case BlockKind.PREFORMATTED:
            _write_code(recorder, text, block, head=separator, prefix=prefix)
        case BlockKind.TABLE:
            write_table(recorder, text, block, head=head, rule=rule, prefix=prefix)
        case BlockKind.VERSE:
            _write_verse(recorder, text, block, head=head, rule=rule, prefix=prefix)
        case BlockKind.TITLE | BlockKind.HEADING:
            level = TITLE_LEVEL if block.kind is BlockKind.TITLE else _heading_level(block.level)
            _write_words(recorder, text, block, joins, head=f"{head}{'#' * level} ", rule=rule)
        case BlockKind.LIST_ITEM:
            indent = "".join(" " * len(marker) for marker in frame.markers[:-1])
            rule = "quote-mark" if block.quoted else rule
            _write_words(recorder, text, block, joins, head=head + indent + frame.markers[-1], rule=rule)
        case _:
            rule = "quote-mark" if block.quoted else rule
            _write_words(recorder, text, block, joins, head=head, rule=rule)


def _heading_level(level: int) -> int:
    return max(FIRST_HEADING_LEVEL, min(level, DEEPEST_HEADING_LEVEL))


def _write_words(recorder: Recorder, text: str, block: Block, joins: Joins, *, head: str, rule: str) -> None:
    """A block whose source lines become one Markdown line."""
    heading = block.kind in (BlockKind.TITLE, BlockKind.HEADING)
    glues = ["", *(_glue(text, before, span, joins) for before, span in itertools.pairwise(block.lines))]
    dropped = [joins.get(line.end) is Join.DROPPED for line in block.lines] if joins else ()
    if any(dropped):
        whole = zip(block.lines, dropped, strict=True)
        block = replace(block, lines=tuple(Span(start=line.start, end=line.end - drop) for line, drop in whole))
    lines = fold(text, block)
    # Escaping looks at the joined line: what only counts at a line's start counts once here.
    positions = iter(joined_with(glues, lines).escapes(heading=heading))
    recorder.replace(block.lines[0].start, head, rule)
    base = 0
    pending = next(positions, None)
    for number, (line, glue) in enumerate(zip(lines, glues, strict=True)):
        if number:
            recorder.replace(line.span.start, glue, "hyphen" if dropped and dropped[number - 1] else "unwrap")
            base += len(glue)
        here: list[int] = []
        while pending is not None and pending < base + len(line.text):
            here.append(pending - base)
            pending = next(positions, None)
        line.copy(recorder, text, here)
        base += len(line.text)
    while pending is not None:  # a mark after the last character, as in the number of an ordered list
        recorder.insert("\\", "escape")
        pending = next(positions, None)


def _words_apart(text: str, block: Block, joins: Joins) -> str:
    """The Markdown of a note whose words stand inside the block above, where a reference took their place."""
    start, end = block.lines[0].start, block.lines[-1].end
    apart = replace(
        block,
        lines=tuple(_moved(line, -start) for line in block.lines),
        marks=tuple(replace(mark, span=_moved(mark.span, -start)) for mark in block.marks),
    )
    recorder = Recorder(text=text[start:end], stage=Stage.CANONICAL)
    within = {line.end - start: joins[line.end] for line in block.lines if line.end in joins}
    _write_words(recorder, text[start:end], apart, within, head="", rule="note-moved")
    return recorder.finish()[0]


def _moved(span: Span, by: int) -> Span:
    return Span(start=span.start + by, end=span.end + by)


def _glue(text: str, before: Span, after: Span, joins: Joins) -> str:
    """What joins two wrapped lines: nothing after a hyphen or dash or between ideographs, else a space."""
    if before.end in joins:
        return " " if joins[before.end] is Join.SPACED else ""
    last, first = text[before.end - 1], text[after.start]
    if last in "-\u2010\u2014\u2013\u2e3a" and before.end - before.start > 1 and not text[before.end - 2].isspace():
        return ""
    if _is_unspaced(last) and _is_unspaced(first):
        return ""
    return " "


def _is_unspaced(character: str) -> bool:
    """Whether words of this character's script are written without spaces (Chinese, Japanese, Thai, Lao, Khmer …)."""
    if unicodedata.east_asian_width(character) in "WF":
        return not "\uac00" <= character <= "\ud7a3"  # Korean is spaced
    return "\u0e00" <= character <= "\u0eff" or "\u1000" <= character <= "\u109f" or "\u1780" <= character <= "\u17ff"


def _write_verse(recorder: Recorder, text: str, block: Block, *, head: str, rule: str, prefix: str) -> None:
    for number, line in enumerate(fold(text, block)):
        if number == 0:
            recorder.replace(line.span.start, head, rule)
        else:
            recorder.replace(line.span.start, "\\\n" + prefix, "verse-line")
        columns = block.indents[number] if number < len(block.indents) else 0
        if columns:
            recorder.insert(EM_SPACE * -(-columns // COLUMNS_PER_EM), "verse-indent")
        positions = line.escapes(indented=bool(columns))
        line.copy(recorder, text, [position for position in positions if position < len(line.text)])
        if len(line.text) in positions:
            recorder.insert("\\", "escape")


def _write_code(recorder: TextRecorder, text: str, block: Block, *, head: str, prefix: str) -> None:
    """A fenced code block: lines as they stand, the common indentation taken away."""
    first = text.rfind("\n", 0, block.lines[0].start) + 1
    last = text.find("\n", block.lines[-1].end)
    rows = text[first : last if last >= 0 else len(text)].split("\n")
    margin = min((len(row) - len(row.lstrip(" ")) for row in rows if row.strip()), default=0)
    fence = fence_for("\n".join(rows))
    at = first
    for number, row in enumerate(rows):
        if recorder.takes_out(at, at + len(row)):
            at += len(row) + 1
            continue
        start = at + min(margin, len(row))
        if number == 0:
            recorder.replace(max(recorder.at, start), f"{head}{prefix}{fence}\n{prefix}", BLOCK_RULES[block.kind])
        else:
            recorder.replace(start, "\n" + (prefix if row.strip() else prefix.rstrip()), "code-indent")
        stripped = len(row.rstrip())
        recorder.keep(max(start, at + stripped))
        recorder.replace(at + len(row), "", "trailing-space")
        at += len(row) + 1
    recorder.insert(f"\n{prefix}{fence}", "code-fence")
