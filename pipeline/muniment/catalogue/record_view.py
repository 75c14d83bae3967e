"""The recorded changes and the doubtful judgements of a document, as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from muniment.catalogue import wording
from muniment.catalogue.differences import Comparison, Piece, Row
from muniment.catalogue.markup import Markup, joined, tag
from muniment.catalogue.model import Entry
from muniment.provenance import FILE_NAME

MOST_DOUBTS = 40
"""Doubtful judgements that are shown; ``provenance.json`` has them all."""
_LONGEST = 160


def record_section(entry: Entry, comparison: Comparison | None) -> Markup:
    """The section about what was changed and what was guessed."""
    return tag(
        "section",
        tag("h2", "What was changed"),
        tag("p", *_introduction(entry)),
        _rules(entry),
        _comparison(comparison, entry) if comparison else Markup(),
        _doubts(entry, comparison),
        id="changes",
    )


def _introduction(entry: Entry) -> Sequence[str]:
    total = sum(entry.changes.values())
    record = tag("a", FILE_NAME, href=FILE_NAME)
    if not total:
        return ("Nothing: the text stands as it was received. The record is ", record, ".")
    count = wording.counted(total, "change was", "changes were")
    return (
        f"{count} made between the source and the Markdown that every edition comes from. Each is recorded in ",
        record,
        " and can be undone: taking them back gives the source, byte for byte.",
    )


def _rules(entry: Entry) -> Markup:
    if not entry.changes:
        return Markup()
    head = tag("tr", tag("th", "Rule", scope="col"), tag("th", "Changes", scope="col", class_="number"))
    ordered = sorted(entry.changes.items(), key=lambda one: (-one[1], one[0]))
    rows = [
        tag("tr", tag("th", tag("code", rule), scope="row"), tag("td", f"{count:,}", class_="number"))
        for rule, count in ordered
    ]
    return tag("table", tag("caption", "Changes by rule"), tag("thead", head), tag("tbody", *rows), class_="rules")


# --------------------------------------------------------------------------------------------- side by side


def _comparison(comparison: Comparison, entry: Entry) -> Markup:
    if not comparison.rows:
        return Markup()
    shown = len(comparison.rows)
    places = wording.counted(comparison.total, "place", "places")
    title = f"See the changed lines ({places})"
    if shown < comparison.total:
        title = f"See the changed lines (the first {shown} of {places})"
    head = tag(
        "tr",
        tag("th", "Lines", scope="col"),
        tag("th", "Source", scope="col"),
        tag("th", "Markdown", scope="col"),
    )
    rows = [_row(row, entry) for row in comparison.rows]
    rest = joined(("The rest is in ", tag("a", FILE_NAME, href=FILE_NAME), "."))
    return tag(
        "details",
        tag("summary", title),
        tag(
            "div",
            tag("table", tag("thead", head), tag("tbody", *rows), class_="changed"),
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label="Changed lines",
        ),
        tag("p", rest) if shown < comparison.total else Markup(),
    )


def _row(row: Row, entry: Entry) -> Markup:
    lines = f"{row.first_line}" if row.first_line == row.last_line else f"{row.first_line}–{row.last_line}"
    language = entry.language if entry.language != "und" else None
    return tag(
        "tr",
        tag("th", lines, tag("small", ", ".join(row.rules)), scope="row"),
        tag("td", *_pieces(row.before, "del"), dir="auto", lang=language),
        tag("td", *_pieces(row.after, "ins"), dir="auto", lang=language),
    )


def _pieces(pieces: Sequence[Piece], name: str) -> list[str]:
    return [tag(name, _seen(one.text)) if one.changed else one.text for one in pieces]


def _seen(text: str) -> str:
    """Changed characters so that line ends can be seen."""
    return text.replace("\n", "↵\n")


# --------------------------------------------------------------------------------------------- doubts


def _doubts(entry: Entry, comparison: Comparison | None) -> Markup:
    doubts = entry.doubtful
    if not doubts:
        return tag("p", "No judgement of structure was doubtful.")
    shown = doubts[:MOST_DOUBTS]
    count = wording.counted(len(doubts), "doubtful judgement", "doubtful judgements")
    title = f"See {count}" if len(shown) == len(doubts) else f"See the first {len(shown)} of {count}"
    source = comparison.source if comparison else ()
    items = []
    for first, last, kind, confidence in shown:
        lines = f"Line {first}" if first == last else f"Lines {first} to {last}"
        text = " ".join(source[first - 1 : last])
        short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        judged = f": taken for a {kind.replace('_', ' ')}, with confidence {confidence:.2f}"
        quoted = tag("q", short, dir="auto", lang=entry.language if entry.language != "und" else None)
        items.append(tag("li", lines, judged, *((". ", quoted) if short else ())))
    return tag(
        "details",
        tag("summary", title),
        tag("p", "Where the layout of the source allows more than one reading, the likeliest was taken."),
        tag("ul", *items),
    )
