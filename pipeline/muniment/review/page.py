"""The review page: source and structure side by side, doubtful decisions first. Plain forms; a script only helps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from muniment.errors import Severity
from muniment.local_page import element, page
from muniment.model import Block, BlockKind, Override
from muniment.review.desk import State
from muniment.structure import DOUBT
from muniment.structure.explanation import summary

BLOCKS_A_PAGE = 200
"""So many blocks stand on one page: a book has thousands."""
MOST_DOUBTS = 200
"""So many doubtful decisions are listed; the ones after them are more certain."""
MOST_LINES = 100
"""So many lines of a block can be chosen in its form, and are shown of a longer one."""
DEEPEST_LEVEL = 6
SHORT = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What of a document is shown, and what is said about the last thing that was done."""

    number: int = 1
    """Which page of blocks, counted from 1; one that is not there becomes the nearest."""
    done: str = ""
    """What was done, in a sentence."""
    alert: str = ""
    """What went wrong, in a sentence."""


def review_page(state: State, view: View) -> str:
    """The page. Its addresses are relative to ``/<token>/``."""
    pages = max(1, -(-len(state.structure.blocks) // BLOCKS_A_PAGE))
    number = min(max(1, view.number), pages)
    first = (number - 1) * BLOCKS_A_PAGE
    shown = state.structure.blocks[first : first + BLOCKS_A_PAGE]
    ends = state.text.split("\n")
    return page(
        f"Review: {state.title}",
        _head(script=True),
        element("a", "Skip to the blocks", class_="skip", href="#blocks"),
        element("header", *_header(state, view)),
        element("main", *_doubts(state), *_findings(state), *_blocks(state, shown, ends, number, pages), id="main"),
    )


def failure_page(message: str) -> str:
    """The page where the document cannot be shown."""
    return page(
        "Review",
        _head(script=False),
        element(
            "main",
            element("h1", "The document cannot be shown"),
            element("p", message, class_="alert", role="alert"),
            element("p", element("a", "Load it again", href="./")),
        ),
    )


def page_of(state: State, line: int) -> int:
    """The page that shows the block with a line of the text, counted from 1."""
    blocks = state.structure.blocks
    index = next((at for at, block in enumerate(blocks) if block.decision.last_line >= line), len(blocks) - 1)
    return max(0, index) // BLOCKS_A_PAGE + 1


def anchor_of(state: State, line: int) -> str:
    """The fragment that leads to the block with a line of the text."""
    found = (block.decision.first_line for block in state.structure.blocks if block.decision.last_line >= line)
    return f"line-{next(found, line)}"


def _head(*, script: bool) -> tuple[_Element, ...]:
    style = element("link", rel="stylesheet", href="desk.css")
    return (style, element("script", src="review.js", defer="")) if script else (style,)


# --------------------------------------------------------------------------------------------- above the blocks


def _header(state: State, view: View) -> Iterator[_Element]:
    yield element("h1", element("bdi", state.title))
    yield element("p", summary(state.structure), class_="quiet")
    yield element(
        "p",
        "Source: ",
        element("bdi", state.source),
        ". Corrections go into ",
        element("bdi", state.sidecar),
        ".",
        class_="quiet",
    )
    if view.done:
        yield element("p", view.done, class_="done", role="status")
    if view.alert:
        yield element("p", view.alert, class_="alert", role="alert")


def _doubts(state: State) -> Iterator[_Element]:
    doubtful = state.doubtful()
    yield element("h2", f"Doubtful decisions ({len(doubtful)})", id="doubts")
    if not doubtful:
        yield element("p", f"None: every judgement has a confidence of {DOUBT:.2f} or more.")
        return
    entries = (
        element(
            "li",
            element("a", _label(block), href=_address(state, block)),
            f" {block.decision.confidence:.2f}{_otherwise(block)}: ",
            element("bdi", _words(state, block)),
        )
        for block in doubtful[:MOST_DOUBTS]
    )
    yield element("ol", *entries, class_="doubts", tabindex="0", aria_labelledby="doubts")
    if len(doubtful) > MOST_DOUBTS:
        yield element("p", f"and {len(doubtful) - MOST_DOUBTS} more, less doubtful.", class_="quiet")


def _findings(state: State) -> Iterator[_Element]:
    """Corrections that no line answers to, and others that could not be followed."""
    told = [finding for finding in state.structure.findings if finding.severity is not Severity.NOTE]
    if told:
        yield element("h2", "Corrections that need a look")
        yield element("ul", *(element("li", f"{finding.message} {finding.remedy}") for finding in told))


# --------------------------------------------------------------------------------------------- blocks


def _blocks(state: State, blocks: tuple[Block, ...], ends: list[str], number: int, pages: int) -> Iterator[_Element]:
    yield element("h2", "Source and structure", id="blocks", tabindex="-1")
    yield from _turning(number, pages)
    order = {id(block): at for at, block in enumerate(state.doubtful())}
    doubtful = state.doubtful()
    for block in blocks:
        at = order.get(id(block))
        following = doubtful[at + 1] if at is not None and at + 1 < len(doubtful) else None
        yield _block(state, block, ends, doubted=at is not None, following=following)
    yield from _turning(number, pages)


def _turning(number: int, pages: int) -> Iterator[_Element]:
    if pages > 1:
        links = (
            element("a", str(one), href=f"./?page={one}", aria_current="page" if one == number else None)
            for one in range(1, pages + 1)
        )
        yield element("nav", element("ul", *(element("li", link) for link in links)), aria_label="Pages")


def _block(state: State, block: Block, ends: list[str], *, doubted: bool, following: Block | None) -> _Element:
    line = block.decision.first_line
    jump = [element("a", "Next doubtful", href=_address(state, following))] if following else []
    return element(
        "section",
        element("div", *_source(block, ends), class_="source", dir="auto"),
        element(
            "div",
            element("h3", _label(block), id=f"label-{line}"),
            element("p", _verdict(block, doubted=doubted), *jump, class_="facts"),
            _rendered(state, block),
            element("div", _why(block), _form(state, block, ends), class_="more"),
            *_withdrawals(state, block),
            class_="judged",
        ),
        id=f"line-{line}",
        class_="block doubtful" if doubted else "block",
        aria_labelledby=f"label-{line}",
        tabindex="-1",
    )


def _source(block: Block, ends: list[str]) -> Iterator[_Element]:
    first, last = block.decision.first_line, block.decision.last_line
    for number in range(first, min(last, first + MOST_LINES - 1) + 1):
        mark = element("span", str(number), class_="number")
        yield element("span", mark, element("bdi", ends[number - 1]), class_="line")
    if last - first >= MOST_LINES:
        yield element("span", f"… to line {last}", class_="line")


def _rendered(state: State, block: Block) -> _Element:
    """The block's words as they were taken: lines kept apart only where they will be."""
    lines = [state.text[span.start : span.end] for span in block.lines[:MOST_LINES]]
    kept = block.kind in {BlockKind.VERSE, BlockKind.PREFORMATTED, BlockKind.TABLE}
    words = ("\n" if kept else " ").join(lines) + (" …" if len(block.lines) > MOST_LINES else "")
    classes = f"{block.kind.value} quoted" if block.quoted else block.kind.value
    return element("div", words or block.marker or "* * *", class_=classes, dir="auto")


def _why(block: Block) -> _Element:
    decision = block.decision
    rows = [
        element("tr", element("td", one.feature), element("td", one.value), element("td", f"{one.weight:+.1f}"))
        for one in decision.evidence
    ]
    head = element("tr", *(element("th", name, scope="col") for name in ("observed", "value", "weight")))
    other = decision.runner_up
    beside = (
        f"Otherwise: {_name(other.kind)}, {other.confidence:.2f} ({other.rule})." if other else "Nothing else fits."
    )
    return element(
        "details",
        element("summary", "Why"),
        element("p", f"Rule: {decision.rule}. {beside}"),
        element("table", element("thead", head), element("tbody", *rows)),
    )


def _verdict(block: Block, *, doubted: bool) -> str:
    if block.decision.rule == "override":
        return "Corrected by a reader. "
    return f"{'Doubtful: confidence' if doubted else 'Confidence'} {block.decision.confidence:.2f}. "


# --------------------------------------------------------------------------------------------- forms


def _form(state: State, block: Block, ends: list[str]) -> _Element:
    line = block.decision.first_line
    correction = state.corrections.get(line)
    level = correction.level if correction else 0
    numbers = [*range(line, min(block.decision.last_line, line + MOST_LINES - 1) + 1)]
    options = {str(number): f"{number}: {_short(ends[number - 1])}" for number in numbers if ends[number - 1].strip()}
    levels = {"0": "as the rules decide", **{str(one): str(one) for one in range(1, DEEPEST_LEVEL + 1)}}
    return element(
        "details",
        element("summary", "Correct"),
        element(
            "form",
            element("input", type="hidden", name="version", value=state.version),
            element(
                "div",
                _select("line", "Line that the block begins with", line, options, str(line)),
                _select("kind", "Kind", line, {kind.value: _name(kind) for kind in BlockKind}, block.kind.value),
                _select("level", "Level", line, levels, str(level)),
                _tick("joined", "Joined to the block above", line, on=False),
                _tick("quoted", "Inside a block quote", line, on=block.quoted),
                element("button", "Save", type="submit"),
                class_="fields",
            ),
            method="post",
            action="correct",
            aria_label=f"Correct line {line}",
        ),
    )


def _withdrawals(state: State, block: Block) -> Iterator[_Element]:
    """A button for each correction that is about one of the block's lines."""
    for number in range(block.decision.first_line, block.decision.last_line + 1):
        correction = state.corrections.get(number)
        if correction is not None:
            yield element(
                "form",
                element("input", type="hidden", name="version", value=state.version),
                element("input", type="hidden", name="line", value=str(number)),
                element("button", f"Withdraw the correction of line {number} ({_said(correction)})", type="submit"),
                method="post",
                action="withdraw",
            )


def _said(correction: Override) -> str:
    if correction.joined:
        return "joined to the block above"
    level = f" {correction.level}" if correction.level else ""
    return f"{_name(correction.kind)}{level}{', quoted' if correction.quoted else ''}"


def _select(name: str, label: str, line: int, options: dict[str, str], chosen: str) -> _Element:
    identifier = f"{name}-{line}-field"
    listed = (
        element("option", text, value=value, selected="" if value == chosen else None)
        for value, text in options.items()
    )
    return element(
        "div",
        element("label", label, for_=identifier),
        element("select", *listed, name=name, id=identifier, dir="auto"),
        class_="field",
        data_field=name,
    )


def _tick(name: str, label: str, line: int, *, on: bool) -> _Element:
    identifier = f"{name}-{line}-field"
    return element(
        "div",
        element("input", type="checkbox", name=name, value="yes", id=identifier, checked="" if on else None),
        element("label", label, for_=identifier),
        class_="tick",
        data_field=name,
    )


# --------------------------------------------------------------------------------------------- words


def _address(state: State, block: Block) -> str:
    line = block.decision.first_line
    return f"./?page={page_of(state, line)}#line-{line}"


def _label(block: Block) -> str:
    decision = block.decision
    many = decision.last_line != decision.first_line
    place = f"Lines {decision.first_line}–{decision.last_line}" if many else f"Line {decision.first_line}"
    level = (
        f" {block.level}"
        if block.kind is BlockKind.HEADING or (block.kind is BlockKind.LIST_ITEM and block.level)
        else ""
    )
    return f"{place}: {_name(block.kind)}{level}{', quoted' if block.quoted else ''}"


def _otherwise(block: Block) -> str:
    other = block.decision.runner_up
    return f", else {_name(other.kind)} {other.confidence:.2f}" if other else ""


def _words(state: State, block: Block) -> str:
    return _short(state.text[block.decision.span.start : block.decision.span.end][: 2 * SHORT])


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= SHORT else f"{folded[: SHORT - 1]}…"


def _name(kind: BlockKind) -> str:
    return kind.value.replace("_", " ")
