"""The head of a letter: the place and the date above the salutation are neither a title nor headings.

A title may stand above a letter too (*A letter to the editor*), so only what looks like an address or a date is taken
for the letter's own head: a date, or a few words with a house number or a year at the end.
"""

from __future__ import annotations

from muniment.structure.candidates import Candidate
from muniment.structure.features import observe
from muniment.structure.proposals import Outline

_ABOVE = 6
_MOST_WORDS = 8
_LONGEST = 90
_FEW = 5
_ENDS = (",", ":", "!", "，", "：")


def _forms(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SALUTATIONS = _forms("""
    dear dearest liebe lieber liebes liebste liebster verehrte verehrter geehrte geehrter cher chère chers querido
    querida queridos estimado estimada estimados caro cara cari carissimo carissima gentile gentili egregio beste
    geachte lieve waarde дорогой дорогая дорогие уважаемый уважаемая уважаемые милостивый kära käre kjære kære hyvä
    rakas drogi droga drodzy szanowny szanowna szanowni vážený vážená drahý drahá αγαπητέ αγαπητή φίλτατε
""")
_BEFORE = _forms("my mein meine sehr mon ma mi mio mia mijn мой моя min")


def head_of_letter(outline: Outline) -> tuple[int, ...]:
    """Indices of the address and date above a salutation near the beginning; empty where there is none."""
    first = outline.candidates[: _ABOVE + 1]
    at = next((index for index, candidate in enumerate(first) if index and is_salutation(candidate.text)), 0)
    return tuple(index for index in range(at) if _is_address_or_date(first[index]))


def is_salutation(text: str) -> bool:
    """Whether a short line addresses somebody: ``Dear Madam,``."""
    words = text.casefold().split() if len(text) <= _LONGEST else []
    if not 1 < len(words) <= _MOST_WORDS or not text.endswith(_ENDS):
        return False
    second = words[1] if words[0] in _BEFORE else words[0]
    return second in _SALUTATIONS


def _is_address_or_date(candidate: Candidate) -> bool:
    text = candidate.text
    if len(text) > _LONGEST or candidate.marker is not None:
        return False
    if observe(text).resembles == "date":
        return True
    words = text.rstrip(".,").split()
    return 1 < len(words) <= _FEW and words[-1].isdecimal()
