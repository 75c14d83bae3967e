"""Search over full text and metadata that needs no server: an index of scripts, and the form that asks it.

What a page loads before anybody searches is its scripts and no part of the index. Terms are those of ``terms.py``; the index is laid out
by ``shards.py``; ``assets/catalogue/search.js`` reads it.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from muniment.catalogue.controls import LISTING_SCRIPTS
from muniment.catalogue.model import Entry
from muniment.catalogue.shards import DIGITS, FOLDER, HIGHEST, Postings, Shards, script
from muniment.catalogue.terms import fold, terms_of
from muniment.catalogue.wording import FORMATS

RECORDS = 25
"""Documents whose titles and downloads are in one shard."""

_TYPICAL = 1000  # words; a constant, because an average would change every weight with every document
_SCALE = 12
_TITLE, _NAME, _ABOUT = 40, 24, 12
_FEW_DIGESTS, _MANY_DIGESTS = 500, 8_000


def search_files(entries: Sequence[Entry], texts: Callable[[str], str]) -> Mapping[str, bytes]:
    """``index_files`` for entries whose texts are at hand: ``texts`` gives the canonical text for an id."""
    return index_files(entries, (words_of(entry, texts(entry.id)) for entry in entries))


def index_files(entries: Sequence[Entry], words: Iterable[str]) -> Mapping[str, bytes]:
    """The scripts of the pages and the index, by path below the output folder.

    ``entries`` in the order that numbers them (by id: then a changed document renumbers no other), and the
    ``words_of`` each. Same entries and words, same bytes. ``index.js`` comes last: written in this order, nothing ever
    names a shard that is not there yet.
    """
    shards = Shards()
    index = {
        "documents": len(entries),
        "block": RECORDS,
        "formats": {name: short for name, (_, short, _) in FORMATS.items()},
        "words": _words(shards, words),
        "records": [
            shards.add([_record(entry) for entry in entries[at : at + RECORDS]])
            for at in range(0, len(entries), RECORDS)
        ],
        "columns": {name: shards.add(column) for name, column in _columns(entries).items()},
        "digests": _digests(shards, entries),
    }
    scripts = {f"catalogue/{name}": _asset(name) for name in LISTING_SCRIPTS}
    return {**scripts, **shards.files, f"{FOLDER}/index.js": script(index)}


def words_of(entry: Entry, text: str) -> str:
    """A document's terms with a space between, a line end, and for each the sign of its weight.

    ``text`` is the canonical text, with or without front matter.
    """
    found = weights(entry, text)
    return f"{' '.join(found)}\n{''.join([DIGITS[weight] for weight in found.values()])}"


def weights(entry: Entry, text: str) -> Mapping[str, int]:
    """How much each term says about a document, from 0 to ``HIGHEST``.

    The text weighs as in BM25 (Robertson and Zaragoza 2009, 3.1) with k1 = 1.2, b = 0.75 and a typical length in place
    of an average; a term in the title, a name, or a subject weighs more on top of that. How rare a term is, the browser
    reckons from the index.
    """
    counts = Counter(terms_of(body(text)))
    length = 1.2 * (0.25 + 0.75 * counts.total() / _TYPICAL)
    by_count = {count: round(_SCALE * 2.2 * count / (count + length)) for count in set(counts.values())}
    found = {term: by_count[count] for term, count in counts.items()}
    fields = (
        (_TITLE, (entry.title,)),
        (_NAME, (*entry.creators, entry.publisher)),
        (_ABOUT, (*entry.subjects, entry.description, entry.id)),
    )
    for extra, values in fields:
        for term in sorted({term for value in values for term in terms_of(value)}):
            found[term] = min(HIGHEST, found.get(term, 0) + extra)
    return found


def body(text: str) -> str:
    """A canonical text without its front matter, with character references resolved."""
    if text.startswith("---\n"):
        _, end, after = text.partition("\n---\n")
        text = after if end else text
    return html.unescape(text) if "&" in text else text


def _words(shards: Shards, words: Iterable[str]) -> list[list[str]]:
    postings = Postings()
    for number, written in enumerate(words):
        terms, _, signs = written.partition("\n")
        postings.add_written(number, terms.split(), signs)
    return [[first, shards.add(shard)] for first, shard in postings.shards()]


def _record(entry: Entry) -> list[object]:
    """What a result shows. Addresses are percent-encoded, so that none can be anything but a path below the root."""
    downloads = [[one.format, quote(one.path), one.size, one.file_name, one.sha256] for one in entry.downloads]
    return [entry.id, entry.title, list(entry.creators), entry.language, entry.direction, entry.date, downloads]


def _columns(entries: Sequence[Entry]) -> Mapping[str, object]:
    """What filters and orders need of every document, one value for each, a shard for each question."""
    languages = sorted({entry.language for entry in entries})
    subjects = sorted({subject for entry in entries for subject in entry.subjects})
    number = {subject: at for at, subject in enumerate(subjects)}
    formats = list(FORMATS)
    return {
        "language": {"values": languages, "of": [languages.index(entry.language) for entry in entries]},
        "year": [int(entry.year) if entry.year.isdecimal() else 0 for entry in entries],
        "subject": {"values": subjects, "of": [[number[one] for one in entry.subjects] for entry in entries]},
        "format": {
            "values": formats,
            "of": [
                sum(1 << formats.index(one) for one in {each.format for each in entry.downloads} & FORMATS.keys())
                for entry in entries
            ],
        },
        "title": _ranks([_sorted_as(entry.title) for entry in entries]),
        "creator": _ranks([_sorted_as(entry.creators[0]) if entry.creators else None for entry in entries]),
        "date": _ranks([entry.date or None for entry in entries]),
        "updated": _ranks([entry.updated or None for entry in entries]),
    }


def _sorted_as(text: str) -> str:
    """A heading as it is put in order: folded, without the quotation mark or bracket that it begins with."""
    folded = fold(text)
    return next((folded[at:] for at, character in enumerate(folded) if character.isalnum()), folded)


def _ranks(keys: Sequence[str | None]) -> list[int]:
    """The place of each key among all; -1 where there is none."""
    places = {key: place for place, key in enumerate(sorted({key for key in keys if key is not None}))}
    return [-1 if key is None else places[key] for key in keys]


def _digests(shards: Shards, entries: Sequence[Entry]) -> Mapping[str, object]:
    """Every download by its SHA-256: number of the document and of the download, for each that has these bytes."""
    known: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        for place, download in enumerate(entry.downloads):
            known.setdefault(download.sha256, []).extend((number, place))
    digits = (len(known) > _FEW_DIGESTS) + (len(known) > _MANY_DIGESTS)
    parts: dict[str, dict[str, list[int]]] = {}
    for digest in sorted(known):
        parts.setdefault(digest[:digits], {})[digest] = known[digest]
    return {"digits": digits, "parts": {start: shards.add(part) for start, part in parts.items()}}


@cache
def _asset(name: str) -> bytes:
    return files("muniment").joinpath("assets", "catalogue", name).read_bytes()
