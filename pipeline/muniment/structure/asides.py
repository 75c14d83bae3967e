"""Short lines that belong to the text above them: who signed a letter, who said a quotation, one of several fields.

Such lines look like headings, and a heading often stands right below them. What they belong to shows in their
neighbours: a signature stands below prose and above another short line, a speaker below a quotation, a field beside
another field. In texts that are not wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.structure.candidates import Candidate
from muniment.structure.endings import End
from muniment.structure.likeness import is_name
from muniment.structure.opening import LONG_TEXT, Weights
from muniment.structure.proposals import Outline
from muniment.structure.vocabulary import NAME_PARTICLES

_WIDEST = 60
_MASTHEAD = 6
_MOST_WORDS = 7
_MOST_WORDS_OF_FIELD = 2
_LONGEST_QUOTATION = 450
_QUOTES = frozenset("\"“„”«»‘'「『")
_CLOSING_QUOTES = frozenset("\"”“«»’'」』")
_FIELD = re.compile(
    r"(?:[^\W\d_][^:：]{0,24}|\d{1,2}(?:st|nd|rd|th|er|e|[º°ª.])?)[:：] ?[^\s\d]|[^\W\d_][^:：]{0,24}: \d|\d{1,2}[:.]\d\d (?:\S+ )+\S{3}"
)
_SHORTEST_CAPTION = 30
_SENTENCE_AND_CREDIT = re.compile(r"(?: \S+){4}[.!] [A-ZÀ-Þ][\w’'-]*(?:[ /][A-ZÀ-Þ][\w’'-]*){0,3}$")
_IN_PRINT = re.compile(r"\([^()]*[^\W\d_], (?:1[5-9]|20)\d\d\)$")
_TITLES = re.compile(
    r"^(?:(?:Dr|Mr|Mrs|Ms|Prof|Rev|Sir|Dame|Major|Capt|Col|Cllr|Dipl|Ing|Mme|M|Sr|Sra)\.? )+|\([^()]{1,20}\) ?"
)
_CLOSINGS = tuple(
    "yours faithfully|yours sincerely|yours truly|yours etc|sincerely|kind regards|best regards|regards|respectfully|"
    "mit freundlichen grüßen|mit besten grüßen|hochachtungsvoll|herzliche grüße|cordialement|bien à vous|"
    "veuillez agréer|atentamente|un saludo|saludos|cordialmente|atenciosamente|cordiali saluti|distinti saluti|"
    "hoogachtend|met vriendelijke groet|с уважением|z poważaniem|med vänlig hälsning|saygılarımla".casefold().split("|")
)


def aside_weights(outline: Outline) -> Weights:
    """What it says against headings that they seem to belong to what stands above or beside them."""
    weights: Weights = {}
    runs = _short_runs(outline)
    signed = 0
    for first, end in runs:
        if end - first > 1:
            if below := _signature(outline, first, end):
                signed += 1
                weights |= below
            weights |= _fields(outline, first, end)
        if first and _is_quotation(outline.candidates[first - 1]) and _is_speaker(outline.candidates[first].text):
            weights[first] = "below a quotation", "as a speaker's name is", -2.0
    weights |= _signed_alone(outline, runs) | _credited(outline) | _captions(outline)
    for first, end in runs if signed > 1 else ():
        if first and end - first > 1 and first not in weights and outline.candidates[first - 1].width > _WIDEST:
            weights[first] = "below a letter", f"where {signed} others are signed", -1.5
    return weights


def _short_runs(outline: Outline) -> list[tuple[int, int]]:
    """Bounds of the runs of short lines that end with no full stop."""
    short = [
        at
        for at, seen in enumerate(outline.features)
        if seen is not None and seen.width <= _WIDEST and seen.letters and seen.end is not End.STOP
    ]
    runs: list[tuple[int, int]] = []
    for at in short:
        if outline.candidates[at].marker is None and outline.own.first <= at < outline.own.end:
            if runs and runs[-1][1] == at:
                runs[-1] = runs[-1][0], at + 1
            else:
                runs.append((at, at + 1))
    return runs


def _signature(outline: Outline, first: int, end: int) -> Weights:
    """The lines below a letter: a closing formula or a name, and a place, up to the last that may head the next."""
    if not first or outline.candidates[first - 1].width <= _WIDEST:
        return {}
    text, last = outline.candidates[first].text, outline.features[end - 1]
    below = outline.candidate(end)
    is_closed = text.casefold().startswith(_CLOSINGS)
    # In a text whose headings have capitals throughout, a name could be a heading too.
    heads = below is not None and last is not None and (last.words == 1 or not last.title_case)
    is_alone = "," not in text
    is_signed = _could_be_person(text) and not (is_alone and _could_be_person(outline.candidates[first + 1].text))
    if not is_closed and not (is_signed and (heads or not is_alone)):
        return {}
    to = end - 1 if below is not None and below.width > LONG_TEXT // 2 else end
    return dict.fromkeys(range(first, to), ("below a letter", "as signatures and places are", -2.5))


def _signed_alone(outline: Outline, runs: Sequence[tuple[int, int]]) -> Weights:
    """Names with a place that stand between texts, two or more: each signs what stands above it."""
    alone = [
        first
        for first, end in runs
        if first and end - first == 1 and "," in (text := outline.candidates[first].text) and _could_be_person(text)
    ]
    return {at: ("below a letter", f"one of {len(alone)} names with a place", -4.0) for at in alone if len(alone) > 1}


def _credited(outline: Outline) -> Weights:
    """Short lines that end with the name below the title: what a picture shows, and who took it."""
    names: dict[str, int] = {}
    for at in range(1, min(_MASTHEAD, len(outline.candidates))):
        words = outline.candidates[at].text.split() if outline.features[at] is not None else []
        if 1 < len(words) <= _MOST_WORDS and words[-1][0].isupper() and is_name(words[-2:]):
            names.setdefault(" ".join(words[-2:]), at)
    if not names:
        return {}
    ends, first = tuple(names), min(names.values())
    return {
        at: ("ends with a name", "that stands below the title, as a credit does", -2.5)
        for at, seen in enumerate(outline.features)
        if seen is not None
        and at > first
        and (text := outline.candidates[at].text).endswith(ends)
        and text not in names
    }


def _captions(outline: Outline) -> Weights:
    """A sentence with who took the picture behind it, and a book with its publisher and year."""
    weights: Weights = {}
    for at, seen in enumerate(outline.features):
        if seen is None or seen.end is not End.OPEN or seen.width <= _SHORTEST_CAPTION:
            continue
        text = outline.candidates[at].text
        if seen.sentences and _SENTENCE_AND_CREDIT.search(text):
            weights[at] = "ends with a credit", "after a sentence", -2.0
        elif text[-1] == ")" and _IN_PRINT.search(text):
            weights[at] = "a book", "with its publisher and year", -3.0
    return weights


def _fields(outline: Outline, first: int, end: int) -> Weights:
    """Lines beside each other that are a word, a colon and a value each."""
    fields = [at for at in range(first, end) if _FIELD.match(outline.candidates[at].text)]
    below = outline.candidate(end)
    if fields and fields[-1] == end - 1 and below is not None and below.width > LONG_TEXT // 2:
        label = re.split("[:：]", outline.candidates[end - 1].text)[0]
        if len(label.split()) > _MOST_WORDS_OF_FIELD:
            fields.pop()  # what may head the text below
    return {
        at: ("one of several fields", "beside another with a colon", -2.0)
        for at in fields
        if at - 1 in fields or at + 1 in fields
    }


def _is_quotation(candidate: Candidate) -> bool:
    """Whether a block stands in quotation marks as a whole."""
    text = candidate.text
    return text[0] in _QUOTES and text[-1] in _CLOSING_QUOTES and 1 < candidate.length <= _LONGEST_QUOTATION


def _is_speaker(text: str) -> bool:
    """Whether a line is a name with whatever comes after a comma."""
    return _could_be_person(text.partition(",")[0])


def _could_be_person(text: str) -> bool:
    """Whether a line is a name, alone or with a place or a calling after a comma."""
    plain = _TITLES.sub("", text)
    name, _, rest = plain.partition(",")
    words = name.replace(".", ". ").split()
    is_place = not any(word[0].islower() and word not in NAME_PARTICLES for word in rest.split())
    return len(text.split()) <= _MOST_WORDS and is_name(words) and is_place
