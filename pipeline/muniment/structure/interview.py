"""Interviews: questions that are asked of somebody, and so are speech and not headings.

In a page of questions and answers the reader asks (*Can I bring my bicycle?*) and is told what *you* can do; in an
interview somebody is asked what *you* think, and answers *I*. So a text is an interview where most questions speak to
somebody and most answers speak of themselves. ``Q.`` with ``A.`` below it
says so by itself. That questions are long says nothing: in prose, paragraphs end with questions too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from muniment.structure.article_words import INTERVIEWS
from muniment.structure.endings import End
from muniment.structure.proposals import Outline

FEWEST = 3
"""Questions that an interview has, at least."""

_HALF = 0.5
_HEAD = 5
_LONGEST_QUESTION = 600
_BEGINNING = 160
_LETTERED = re.compile(r"([^\W\d_]{1,10})[.:] ")
_WORD = re.compile(r"[^\W\d_]+")


def _forms(words: str) -> frozenset[str]:
    return frozenset(words.split())


_YOU = _forms("""
    you your du dein deine dich dir sie ihr ihre ihnen tu toi vous votre vos usted ustedes tú tus lei voi tuo tua você
    vocês je jij jou jouw uw ditt dig вы вас вам ваш ваша ваши ты тебя
""")
_ME = _forms("""
    i my me myself ich mein meine mich mir je j mon mes moi yo mi mis io mio mia eu meu minha ik mijn mij jag mitt mina
    jeg meg я мне меня мой моя мною ja mnie mój moja
""")


def questions_asked(outline: Outline) -> frozenset[int]:
    """Indices of the candidates that are the questions of an interview; empty where the text is none.

    Time is linear in the number of candidates.
    """
    questions = outline.lines.ending_with(End.QUESTION)
    ask = [at for at, candidate in enumerate(outline.candidates) if candidate.last in questions] if questions else []
    answered = {at for at in ask if at + 1 < len(outline.candidates)}.difference(at - 1 for at in ask)
    asked = [at for at in ask if at in answered and _is_asked(outline, at)]
    lettered = _lettered(outline, asked)
    if len(asked) < FEWEST or not _speaks_to_somebody(outline, asked):
        return lettered
    return lettered.union(asked)


def questions_answered(outline: Outline) -> tuple[int, ...]:
    """Indices of the short questions below a sentence and above one, the title left out."""
    end_of = outline.lines.ending
    last = len(outline.candidates) - 1
    return tuple(
        at
        for at, seen in enumerate(outline.features)
        if seen is not None
        and seen.end is End.QUESTION
        and 0 < at < last
        and end_of(outline.candidates[at + 1].last) is End.STOP
        and end_of(outline.candidates[at - 1].last) is End.STOP
        and outline.candidates[at + 1].marker is None
    )


def _is_asked(outline: Outline, index: int) -> bool:
    """Whether a block that ends with a question can be one that somebody asks of somebody, who answers below it."""
    candidate, below = outline.candidates[index], outline.candidates[index + 1]
    return not (candidate.length > _LONGEST_QUESTION or candidate.marker or candidate.quoted or below.marker)


def _lettered(outline: Outline, asked: Sequence[int]) -> frozenset[int]:
    """Questions that all begin with the same letter or word and a stop, above answers that begin with another."""
    pairs: dict[int, tuple[str, str]] = {}
    for index in asked:
        question = _LETTERED.match(outline.candidates[index].text)
        answer = _LETTERED.match(outline.candidates[index + 1].text)
        if question and answer and question[1] != answer[1]:
            pairs[index] = question[1], answer[1]
    counts = Counter(pairs.values())
    return frozenset(index for index, pair in pairs.items() if counts[pair] > 1)


def _speaks_to_somebody(outline: Outline, asked: Sequence[int]) -> bool:
    """Whether most questions say *you* and not *I*, and most answers begin with something about *me*.

    One of the two is enough where the head of the text says that it is an interview.
    """
    to_you = sum(not _YOU.isdisjoint(_words(outline.candidates[index].text)) for index in asked)
    to_me = sum(not _ME.isdisjoint(_words(outline.candidates[index + 1].text)) for index in asked)
    half = _HALF * len(asked)
    return (to_you > half and to_me > half) or ((to_you > half or to_me > half) and _is_called_interview(outline))


def _is_called_interview(outline: Outline) -> bool:
    """Whether the title, a byline or a standfirst says so."""
    head = (candidate.text.casefold() for candidate in outline.candidates[:_HEAD])
    return any(word in text for text in head for word in INTERVIEWS)


def _words(text: str) -> list[str]:
    return _WORD.findall(text[:_BEGINNING].casefold())
