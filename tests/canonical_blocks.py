"""A strategy for clean texts with blocks, as the structure stage would give them, without running that stage."""

from __future__ import annotations

from hypothesis import strategies as st

from muniment.model import Block, BlockKind, Decision, Span

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
