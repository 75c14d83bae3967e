"""Short lines that belong to the text above them: who signed a letter, who said a quotation, one of several fields.

Such lines look like headings, and a heading often stands right below them. What they belong to shows in their
neighbours: a signature stands below prose and above another short line, a speaker below a quotation, a field beside
another field. In texts that are not wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.structure.endings import CLOSERS, End
from muniment.structure.likeness import is_name
from muniment.structure.opening import LONG_TEXT, Weights
from muniment.structure.proposals import Outline
from muniment.structure.vocabulary import NAME_PARTICLES

_WIDEST = 60
_MOST_WORDS = 7
_LONGEST_QUOTATION = 450
_SENTENCES = frozenset({End.STOP, End.QUESTION, End.EXCLAMATION})
_QUOTES = frozenset("\"“„”«»‘'「『")
_FIELD = re.compile(r"[^\W\d_][^:：]{0,24}[:：] ?\S")
_TITLES = re.compile(r"^(?:(?:Dr|Mr|Mrs|Ms|Prof|Rev|Sir|Dame|Major|Capt|Col|Cllr|Dipl|Ing|Mme|M|Sr|Sra)\.? )+|\([^()]{1,20}\) ?")
_CLOSINGS = tuple(
    "yours faithfully|yours sincerely|yours truly|yours etc|sincerely|kind regards|best regards|regards|respectfully|"
    "mit freundlichen grüßen|mit besten grüßen|hochachtungsvoll|herzliche grüße|cordialement|bien à vous|"
    "veuillez agréer|atentamente|un saludo|saludos|cordialmente|atenciosamente|cordiali saluti|distinti saluti|"
    "hoogachtend|met vriendelijke groet|с уважением|z poważaniem|med vänlig hälsning|saygılarımla".split("|")
)


def aside_weights(outline: Outline) -> Weights:
    """What it says against headings that they seem to belong to what stands above or beside them."""
    weights: Weights = {}
    signed: list[int] = []
    runs = tuple(_short_runs(outline))
    for first, end in runs:
        below = _signature(outline, first, end)
        signed += [first] if below else []
        weights |= below | _fields(outline, first, end)
        if first and _is_quotation(outline, first - 1) and _is_speaker(outline.candidates[first].text):
            weights[first] = "below a quotation", "as a speaker's name is", -2.0
    weights |= _signed_alone(outline, runs)
    for first, end in runs if len(signed) > 1 else ():
        if first and end - first > 1 and first not in weights and outline.candidates[first - 1].width > _WIDEST:
            weights[first] = "below a letter", f"where {len(signed)} others are signed", -1.5
    return weights


def _short_runs(outline: Outline) -> Iterator[tuple[int, int]]:
    """Bounds of the runs of short lines that end with no full stop."""
    first = None
    for at in range(outline.own.first, outline.own.end + 1):
        if at < outline.own.end and _is_short(outline, at):
            first = at if first is None else first
        elif first is not None:
            yield first, at
            first = None


def _is_short(outline: Outline, at: int) -> bool:
    seen = outline.features[at]
    if seen is None or seen.width > _WIDEST or outline.candidates[at].marker is not None:
        return False
    return bool(seen.letters) and seen.end not in _SENTENCES


def _signature(outline: Outline, first: int, end: int) -> Weights:
    """The lines below a letter: a closing formula or a name, and a place, up to the last that may head the next."""
    if not first or end - first < 2 or outline.candidates[first - 1].width <= _WIDEST:  # noqa: PLR2004 - the name and what it stands above
        return {}
    text, last = outline.candidates[first].text, outline.features[end - 1]
    below = outline.candidate(end)
    is_closed = text.casefold().startswith(_CLOSINGS)
    # In a text whose headings have capitals throughout, a name could be a heading too.
    heads = below is not None and last is not None and (last.words == 1 or not last.title_case)
    is_signed = _could_be_person(text) and not _could_be_person(outline.candidates[first + 1].text)
    if not is_closed and not (heads and is_signed):
        return {}
    to = end - 1 if below is not None and below.width > LONG_TEXT // 2 else end
    return {at: ("below a letter", "as signatures and places are", -2.5) for at in range(first, to)}


def _signed_alone(outline: Outline, runs: Sequence[tuple[int, int]]) -> Weights:
    """Names with a place that stand between texts, two or more: each signs what stands above it."""
    alone = [
        first
        for first, end in runs
        if first and end - first == 1 and "," in (text := outline.candidates[first].text) and _could_be_person(text)
    ]
    return {at: ("below a letter", f"one of {len(alone)} names with a place", -4.0) for at in alone if len(alone) > 1}


def _fields(outline: Outline, first: int, end: int) -> Weights:
    """Lines beside each other that are a word, a colon and a value each."""
    fields = [at for at in range(first, end) if _FIELD.match(outline.candidates[at].text)]
    return {
        at: ("one of several fields", "beside another with a colon", -2.0)
        for at in fields
        if at - 1 in fields or at + 1 in fields
    }


def _is_quotation(outline: Outline, at: int) -> bool:
    """Whether a block stands in quotation marks as a whole."""
    candidate = outline.candidates[at]
    text = candidate.text
    is_whole = candidate.length <= _LONGEST_QUOTATION and text[:1] in _QUOTES and text[-1:] in CLOSERS
    return is_whole and not text[-1].isalnum()


def _is_speaker(text: str) -> bool:
    """Whether a line is a name with whatever comes after a comma."""
    return _could_be_person(text.partition(",")[0])


def _could_be_person(text: str) -> bool:
    """Whether a line is a name, alone or with a place or a calling after a comma."""
    plain = _TITLES.sub("", text)
    name, comma, rest = plain.partition(",")
    words = name.replace(".", ". ").split()
    is_place = not any(word[0].islower() and word not in NAME_PARTICLES for word in rest.split())
    return len(text.split()) <= _MOST_WORDS and is_name(words) and is_place
