"""Texts to measure on, made from a seed: the same seed and size give the same text."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Iterator, Mapping

SEED = 20_261_122
VOCABULARY = (
    "the a of and to in harbour boat river council morning letter window market bread lamp road winter garden voice "
    "asked walked carried opened counted mended slowly again before under between never often grey small quiet "
    "thirty old north stone paper rope salt number keeper daughter captain baker"
)
WORDS = VOCABULARY.split()


def sentences(rng: random.Random) -> Iterator[str]:
    """Endless sentences of four to eighteen words."""
    while True:
        words = rng.choices(WORDS, k=rng.randint(4, 18))
        yield " ".join(words).capitalize() + rng.choice("...?")


def paragraph(rng: random.Random) -> str:
    """Two to six sentences in one line."""
    source = sentences(rng)
    return " ".join(next(source) for _ in range(rng.randint(2, 6)))


def _heading(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(2, 5))).title()


def _article(rng: random.Random) -> Iterator[str]:
    while True:
        yield _heading(rng) + "\n\n"
        for _ in range(rng.randint(3, 6)):
            yield paragraph(rng) + "\n\n"
        yield "".join(f"- {' '.join(rng.choices(WORDS, k=5))}\n" for _ in range(3)) + "\n"


def _book(rng: random.Random) -> Iterator[str]:
    chapter = 0
    while True:
        chapter += 1
        yield f"\n\nCHAPTER {chapter}\n\n{_heading(rng).upper()}\n\n"
        for _ in range(20):
            yield textwrap.fill(paragraph(rng), 70) + "\n\n"


def _short_lines(rng: random.Random) -> Iterator[str]:
    while True:
        yield " ".join(rng.choices(WORDS, k=rng.randint(1, 4))) + "\n"


def _one_line(rng: random.Random) -> Iterator[str]:
    for sentence in sentences(rng):
        yield sentence + " "


SHAPES: Mapping[str, Callable[[random.Random], Iterator[str]]] = {
    "article": _article,
    "book": _book,
    "short lines": _short_lines,
    "one line": _one_line,
}


def make_text(shape: str, size: int, *, seed: int = SEED) -> str:
    """Exactly ``size`` ASCII characters (and bytes) of a shape of ``SHAPES``."""
    rng = random.Random(f"{seed} {shape}")  # noqa: S311 - texts to measure on are no secret
    pieces: list[str] = []
    length = 0
    for piece in SHAPES[shape](rng):
        pieces.append(piece)
        length += len(piece)
        if length >= size:
            break
    return "".join(pieces)[:size]


HARD_SHAPES: Mapping[str, Callable[[int], str]] = {
    "one line": lambda size: "word " * (size // 5),
    "one word": lambda size: "x" * size,
    "short lines": lambda size: "ab\n" * (size // 3),
    "marks": lambda size: "*-" * (size // 2),
    "rows of marks": lambda size: "- " * 20 + "\n" * 2 + "* * *\n" * (size // 6),
    "quote marks": lambda size: "> " * (size // 2) + "x",
    "items": lambda size: "1. a\n" * (size // 5),
    "deeper items": lambda size: "".join(f"{' ' * (at % 40)}- a\n" for at in range(size // 24)),
    "headings": lambda size: "A River\n\n" * (size // 9),
    "colons": lambda size: "a:\n\n" * (size // 4),
    "speakers": lambda size: "_Ann._\n\nNo.\n\n_Bob._\n\nYes.\n\n" * (size // 28),
    "verse": lambda size: "A boat came in,\n  Another out;\n\n" * (size // 32),
    "pages": lambda size: "".join(f"and then\n\n{at}\n\nthe " for at in range(size // 20)),
    "leaders": lambda size: "a ..... 1\n" * (size // 10),
    "quoted blanks": lambda size: "> a\n>\n" * (size // 6),
    "double-spaced": lambda size: "a boat came\n\n" * (size // 13),
    "chapters": lambda size: "CHAPTER I\n\nTHE BOAT\n\n" * (size // 21),
    "stops": lambda size: ". A" * (size // 3),
    "long line above wrapped ones": lambda size: "x" * (size // 2) + "\n" + ("word " * 12 + "\n") * (size // 122),
    "addresses": lambda size: ("@" * 200 + "\n\n") * (size // 202),
    "references": lambda size: ("a, 1" * 50 + "\n\n") * (size // 202),
    "blanks": lambda size: " " * size,
}
"""Shapes that careless rules would take squared time for; each gives about so many characters."""
