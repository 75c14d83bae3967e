"""What an evaluation found, as pages that need no script: an index, and recognised beside true blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from lxml.etree import _Element

from muniment.evaluation.comparison import Difference, Piece, Row
from muniment.evaluation.own import OwnFigure
from muniment.evaluation.prediction import Prediction
from muniment.evaluation.scoring import Scores
from muniment.evaluation.wording import Wording
from muniment.local_page import element, own_style, page

SHORT = 160
"""Code points of a text that both sides agree on which are shown."""
MOST_WORDS = 60
"""So many different words of a list are shown."""

Own = Mapping[str, Mapping[str, OwnFigure]]
"""Own figures by measure and set."""

Change = Callable[[str, str], float | None]
"""Points gained or lost by a set in a measure since the last recorded run."""


def index_page(documents: Sequence[Prediction], scores: Scores, own: Own, *, variant: str, change: Change) -> str:
    """The page with all figures; ``documents`` are listed in the order given, the worst first."""
    title = f"Evaluation: {variant}"
    return page(
        title,
        own_style(),
        element(
            "main",
            element("h1", title),
            element("h2", "Scores by set"),
            element("p", "Per cent, mean of the documents; in brackets the change since the last recorded run."),
            _scroll(_score_table(scores, change), "Scores by set"),
            element("h2", "Beside the scorer"),
            element("p", _ABOUT_OWN),
            _scroll(_own_table(own, tuple(scores.sets)), "Beside the scorer"),
            element("h2", "Documents, worst first"),
            _scroll(_document_table(documents, scores), "Documents"),
        ),
    )


_ABOUT_OWN = (
    "Per cent, mean of the documents, and their number. “Stated”: only texts in which the true value stands in a line "
    "with few other words. “Raw words”: words of the raw text that are in the Markdown or left it by a recorded change. "
    "“True words”: the same of those true words that the raw text has. “Notes”: true and recognised notes, however either side divides them."
)


_ABOUT_ORDER = (
    "The scorer aligns words in their order, so its figure also lacks words that stand elsewhere in the text."
)


def document_page(prediction: Prediction, scores: Scores) -> str:
    """The page of one document: what differs, the gravest first, and then all of it."""
    rows = tuple(enumerate(prediction.rows, start=1))
    wrong = sorted((item for item in rows if item[1].differences), key=lambda item: (_gravity(item[1]), item[0]))
    return page(
        prediction.id,
        own_style(),
        element(
            "main",
            element("p", element("a", "All documents", href="../index.html")),
            element("h1", prediction.id),
            element("p", prediction.title, dir="auto"),
            element("p", _figures(prediction.id, scores)),
            *_failure(prediction),
            *_words_of(prediction),
            element("h2", "Differences"),
            element("p", _summary(row for _, row in wrong)),
            _scroll(_row_table(wrong, whole=True), "Differences"),
            element("h2", "The whole text"),
            _scroll(_row_table(rows, whole=False), "The whole text"),
        ),
    )


# --------------------------------------------------------------------------------------------- figures


def _score_table(scores: Scores, change: Change) -> _Element:
    names = tuple(scores.sets)
    head = element("tr", _head("measure"), *(_head(name) for name in names))
    body = [
        element("tr", _head(measure, scope="row"), *(_figure(scores, name, measure, change) for name in names))
        for measure in scores.measures()
    ]
    return element("table", element("thead", head), element("tbody", *body))


def _figure(scores: Scores, name: str, measure: str, change: Change) -> _Element:
    value = scores.sets[name].get(measure)
    if value is None:
        return element("td", "–", class_="figure")
    moved = change(name, measure)
    return element("td", f"{value:.2f}" + ("" if moved is None else f" ({moved:+.2f})"), class_="figure")


def _own_table(own: Own, names: Sequence[str]) -> _Element:
    head = element("tr", _head("measure"), *(_head(name) for name in names))
    body = [
        element(
            "tr",
            _head(measure, scope="row"),
            *(element("td", own_figure(found.get(name)), class_="figure") for name in names),
        )
        for measure, found in own.items()
    ]
    return element("table", element("thead", head), element("tbody", *body))


def own_figure(found: OwnFigure | None) -> str:
    """One of Muniment's own figures as tables show it: ``98.50 of 12``."""
    return "–" if found is None else f"{found.value:.2f} of {found.documents}"


def _words_of(prediction: Prediction) -> Iterator[_Element]:
    """What became of a document's words, and which true words are not in its Markdown, with the reason."""
    found = prediction.wording
    if found is None:
        return
    yield element("h2", "Words")
    rules = ", ".join(f"{count} by {rule}" for rule, count in found.left_out.items())
    yield element("p", f"{found.raw} words of the raw text, {found.kept:.2f} % kept. Taken out as marks: {rules or 0}.")
    yield element("p", f"{found.true} true words; {found.found:.2f} % of those that the raw text has. " + _ABOUT_ORDER)
    yield element("ul", *(element("li", f"{name}: {_listed(counts)}") for name, counts in _reasons(found)))


def _reasons(found: Wording) -> Iterator[tuple[str, Mapping[str, int]]]:
    yield "lost from the raw text", found.lost
    yield "true words that the Markdown lost", found.missed
    yield "true words that a recorded change took out as marks", found.changed
    yield "true words that the raw text has not, or not as often", found.absent


def _listed(counts: Mapping[str, int]) -> str:
    """Words with how often, the commonest first, cut off where they are many."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{word} × {count}" if count > 1 else word for word, count in ranked[:MOST_WORDS])
    return (listed or "none") + (f" and {len(ranked) - MOST_WORDS} others" if len(ranked) > MOST_WORDS else "")


def _document_table(documents: Sequence[Prediction], scores: Scores) -> _Element:
    measures = scores.measures()
    head = element("tr", _head("document"), _head("mean"), *(_head(name) for name in measures), _head("differences"))
    return element(
        "table", element("thead", head), element("tbody", *(_document_row(one, scores, measures) for one in documents))
    )


def _document_row(document: Prediction, scores: Scores, measures: Iterable[str]) -> _Element:
    link = element("a", document.id, href=quote(f"{document.id}.html"))
    found = scores.documents.get(document.id, {})
    figures = (f"{found[name]:.1f}" if name in found else "–" for name in measures)
    counted = document.failure or str(sum(bool(row.differences) for row in document.rows))
    return element(
        "tr",
        element("th", link, scope="row"),
        element("td", f"{scores.mean(document.id):.2f}", class_="figure"),
        *(element("td", figure, class_="figure") for figure in figures),
        element("td", counted, class_="figure"),
    )


def _figures(identifier: str, scores: Scores) -> str:
    found = scores.documents.get(identifier, {})
    return ", ".join(f"{name} {value:.2f}" for name, value in found.items()) or "Not scored."


# --------------------------------------------------------------------------------------------- rows


def _gravity(row: Row) -> int:
    return tuple(Difference).index(row.differences[0])


def _summary(rows: Iterable[Row]) -> str:
    counts = Counter(difference for row in rows for difference in row.differences)
    return ", ".join(f"{counts[one]} × {one.value}" for one in Difference if counts[one]) or "None."


def _failure(prediction: Prediction) -> Iterator[_Element]:
    if prediction.failure:
        yield element("p", f"This document could not be normalised: {prediction.failure}", class_="alert")


def _row_table(rows: Iterable[tuple[int, Row]], *, whole: bool) -> _Element:
    head = element("tr", _head("row"), _head("difference"), _head("true"), _head("recognised"))
    body = (_row(number, row, whole=whole) for number, row in rows)
    return element("table", element("thead", head), element("tbody", *body), class_="beside")


def _row(number: int, row: Row, *, whole: bool) -> _Element:
    """A row of the table; where ``whole`` is false it is the one that links lead to, and is short if all agrees."""
    place = element("a", str(number), href=f"#row-{number}") if whole else str(number)
    limit = None if whole or row.differences else SHORT
    return element(
        "tr",
        element("th", place, scope="row"),
        element("td", *_said(row), class_="differs" if row.differences else None),
        element("td", *(_piece(piece, limit) for piece in row.true)),
        element("td", *(_piece(piece, limit) for piece in row.recognised)),
        id=None if whole else f"row-{number}",
    )


def _said(row: Row) -> Iterator[_Element]:
    if row.true and all(piece.optional for piece in row.true):
        yield element("p", "not judged")
    yield from (element("p", one.value) for one in row.differences)


def _piece(piece: Piece, limit: int | None) -> _Element:
    kind = piece.kind.replace("_", " ") + (f" {piece.level}" if piece.level else "")
    facts = [
        kind,
        *(["quoted"] if piece.quoted and piece.kind != "quote" else ()),
        *([piece.note] if piece.note else ()),
    ]
    text = piece.text if limit is None or len(piece.text) <= limit else piece.text[: limit - 1] + "…"
    return element(
        "div",
        element("p", ", ".join(facts), class_="facts"),
        element("p", text, dir="auto", class_="words"),
        class_="piece",
    )


def _head(text: str, scope: str = "col") -> _Element:
    return element("th", text, scope=scope)


def _scroll(table: _Element, label: str) -> _Element:
    """A box in which a wide table scrolls by itself, by keyboard too."""
    return element("div", table, class_="scroll", tabindex="0", role="region", aria_label=label)
