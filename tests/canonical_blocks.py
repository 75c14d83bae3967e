"""A strategy for clean texts with blocks, as the structure stage would give them, without running that stage."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from muniment.model import Block, BlockKind, Decision, InlineMark, MarkKind, Span

AWKWARD = [
    "*",
    "_",
    "`",
    "[",
    "]",
    "<",
    ">",
    "&amp;",
    "&",
    "\\",
    "#",
    "##",
    "-",
    "--",
    "---",
    "+",
    "=",
    "===",
    "|",
    "~~",
]
AWKWARD += [
    "~",
    "1.",
    "12)",
    "$x$",
    "[^1]",
    "[a]: b",
    "[a](javascript:x)",
    "<b>",
    "!",
    "![a](b)",
    ":",
    ":-",
    "https://a.b/",
]
AWKWARD += [
    "a",
    "word",
    "Ω",
    "字",
    "ا",
    "é",
    "\u00a0",
    "\u2003",
    "\u3000",
    "\u00ad",
    "\u200d",
    "😀",
    "a_b_c",
    "^x^",
    "@",
    ":::",
]

words = st.one_of(st.sampled_from(AWKWARD), st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1))
lines = st.lists(words, min_size=1, max_size=6).flatmap(
    lambda parts: st.sampled_from([" ", "  ", "", "\t"]).map(lambda gap: gap.join(parts).strip())
)
kinds = st.sampled_from([kind for kind in BlockKind if kind is not BlockKind.TITLE])


@st.composite
def texts_with_blocks(draw: st.DrawFn) -> tuple[str, tuple[Block, ...]]:
    text = ""
    blocks: list[Block] = []
    depth = -1
    for _ in range(draw(st.integers(min_value=0, max_value=6))):
        kind = draw(kinds)
        quoted = draw(st.booleans())
        rows = [row for row in draw(st.lists(lines, min_size=1, max_size=3)) if row]
        rows = ["* * *"] if kind is BlockKind.SCENE_BREAK else rows or ["word"]
        if kind in (BlockKind.HEADING, BlockKind.LIST_ITEM):
            rows = rows[:1]
        depth = draw(st.integers(min_value=0, max_value=depth + 1)) if kind is BlockKind.LIST_ITEM else -1
        level = depth if kind is BlockKind.LIST_ITEM else 2 if kind is BlockKind.HEADING else 0
        text += draw(st.sampled_from(["\n\n", "\n", "\n\n\n  "])) if text else ""
        start = len(text)
        spans: list[Span] = []
        for number, row in enumerate(rows):
            text += ("\n" if number else "") + draw(st.sampled_from(["", "  "])) if number else ""
            spans.append(Span(start=len(text), end=len(text) + len(row)))
            text += row
        decision = Decision(
            kind=kind,
            rule="test",
            confidence=1.0,
            evidence=(),
            span=Span(start=start, end=len(text)),
            first_line=1,
            last_line=1,
        )
        blocks.append(
            Block(
                kind=kind,
                lines=() if kind is BlockKind.SCENE_BREAK else tuple(spans),
                decision=decision,
                level=level,
                marker=draw(st.sampled_from(["-", "1.", "2.", "3.", "7)", "•"])) if kind is BlockKind.LIST_ITEM else "",
                quoted=quoted,
                starts_group=draw(st.booleans()),
                indents=tuple(2 * n for n in range(len(spans))) if kind is BlockKind.VERSE else (),
            )
        )
    return text, tuple(blocks)


@st.composite
def texts_with_notes(draw: st.DrawFn) -> tuple[str, tuple[Block, ...]]:
    """Texts in which some blocks refer to notes, which stand right below or at the end."""
    text, plain = draw(texts_with_blocks())
    out = ""
    at = 0
    blocks: list[Block] = []
    waiting = 0
    labels = 0
    for unmoved in plain:
        block = _moved(unmoved, len(out) - at)
        out += text[at : unmoved.decision.span.end]
        at = unmoved.decision.span.end
        if block.lines and block.kind is not BlockKind.PREFORMATTED and draw(st.booleans()):
            labels += 1
            waiting += 1
            mark = draw(st.sampled_from(["[1]", "*", " [A]", "¹"]))
            tail = draw(st.sampled_from(["", ".", " word", "»", "!", " *", " #", "_"]))
            start = len(out) + mark.count(" ")
            out += mark + tail
            reference = InlineMark(
                kind=MarkKind.NOTE_REFERENCE, span=Span(start=start, end=start + len(mark.strip())), label=str(labels)
            )
            last = Span(start=block.lines[-1].start, end=len(out))
            blocks.append(replace(block, lines=(*block.lines[:-1], last), marks=(reference,)))
        else:
            blocks.append(block)
        while waiting and draw(st.booleans()):
            out, notes = _note(draw, out, str(labels - waiting + 1))
            blocks += notes
            waiting -= 1
    while waiting:
        out, notes = _note(draw, out, str(labels - waiting + 1))
        blocks += notes
        waiting -= 1
    return out + text[at:], tuple(blocks)


def _moved(block: Block, by: int) -> Block:
    def moved(span: Span) -> Span:
        return Span(start=span.start + by, end=span.end + by)

    return replace(
        block,
        lines=tuple(map(moved, block.lines)),
        decision=replace(block.decision, span=moved(block.decision.span)),
    )


def _note(draw: st.DrawFn, text: str, label: str) -> tuple[str, list[Block]]:
    parts: list[Block] = []
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from([BlockKind.PARAGRAPH, BlockKind.VERSE]))
        text += "\n\n"
        start = len(text)
        text += "[1] " if number == 0 else "  "
        spans: list[Span] = []
        for row in draw(st.lists(lines.filter(bool), min_size=1, max_size=2)):
            text += "\n" if spans else ""
            spans.append(Span(start=len(text), end=len(text) + len(row)))
            text += row
        decision = Decision(
            kind=kind,
            rule="test",
            confidence=1.0,
            evidence=(),
            span=Span(start=start, end=len(text)),
            first_line=1,
            last_line=1,
        )
        parts.append(
            Block(
                kind=kind,
                lines=tuple(spans),
                decision=decision,
                marker="[1]" if number == 0 else "",
                starts_group=number == 0,
                note=label,
                indents=tuple(2 * n for n in range(len(spans))) if kind is BlockKind.VERSE else (),
            )
        )
    return text, parts
