"""The benchmark of the catalogue measures what it says. No test here looks at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.errors import WrongResultError
from bench.site import lines, refuse_wrong_pages, texts, weight

FOUND = {
    "documents": 10_000,
    "times": {"all": {"seconds": 20.04, "cpu": 30.0, "peak": 80_000_000}},
    "written for one": 9,
    "pages": {"listing": {"bytes": 68_000, "largest script": 14_000, "requests": 5}},
    "index": 1,
}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """Two documents with a page each, and the listing of them."""
    for name in ("text-000000", "text-000001"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text("<p>")
    (tmp_path / "a.js").write_bytes(b"x" * 100)
    (tmp_path / "b &.js").write_bytes(b"x" * 200)
    (tmp_path / "c.css").write_bytes(b"x" * 50)
    page = (
        '<link rel="stylesheet" href="c.css"><link rel="alternate" href="feed.xml"><script src="a.js" defer=""></script>'
        '<script src="b%20&amp;.js"></script><a href="text-000000/index.html">A</a>'
    )
    (tmp_path / "index.html").write_text(page)
    return tmp_path


def test_the_weight_of_a_page_is_that_of_all_it_loads(dist: Path) -> None:
    own = (dist / "index.html").stat().st_size
    assert weight(dist, "index.html") == {"bytes": own + 350, "largest script": 200, "requests": 4}
    assert weight(dist, "text-000000/index.html") == {"bytes": 3, "largest script": 0, "requests": 1}


def test_a_catalogue_that_lacks_a_page_or_writes_too_many_is_refused(dist: Path) -> None:
    refuse_wrong_pages(dist, 2, {"text-000001/index.html", "index.html"})
    with pytest.raises(WrongResultError, match="2 of 3"):
        refuse_wrong_pages(dist, 3, {"text-000001/index.html"})
    with pytest.raises(WrongResultError, match="text-000000"):
        refuse_wrong_pages(dist, 2, {"text-000000/index.html", "text-000001/index.html"})


def test_texts_follow_from_their_seed_and_have_many_words() -> None:
    first = list(texts(3))
    assert first == list(texts(3))
    assert len({word for text in first for word in text.lower().split()}) > 500


def test_the_figures_are_told_beside_their_aims() -> None:
    told = "\n".join(lines(FOUND))
    assert "all" in told
    assert "20.0" in told
    assert "68,000" in told
    assert "refused: no pages" in "\n".join(lines({"refused": "no pages"}))
