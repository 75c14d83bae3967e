"""Rhyme, as far as spelling shows it: the last letters of the last words of lines that stand near each other."""

from __future__ import annotations

from collections.abc import Sequence

_LETTERS = 3
_REACH = 4
_GLANCE = 24


def share_of_rhymes(contents: Sequence[str]) -> float:
    """Share of lines whose last word ends with the same letters as that of another line near by.

    Three letters, or two where one of the words is short.
    """
    words = [_last_word(content) for content in contents]
    ends = [word[1 - _LETTERS :] for word in words]
    if len(set(ends)) == len(ends):
        return 0.0
    rhyming: set[int] = set()
    for at, word in enumerate(words):
        for other in range(at + 1, min(at + 1 + _REACH, len(words))):
            if ends[at] != ends[other]:
                continue
            # The same word again is a refrain, unless it is one of the small words that end lines by chance.
            by_chance = word == words[other] and len(word) <= _LETTERS
            letters = _LETTERS - (min(len(word), len(words[other])) <= _LETTERS)
            if word and word[-letters:] == words[other][-letters:] and not by_chance:
                rhyming |= {at, other}
    return len(rhyming) / len(contents)


def _last_word(content: str) -> str:
    # Nearly always the last word stands between a blank and at most one mark.
    last = content[-_GLANCE:].rpartition(" ")
    if last[1]:
        word = last[2] if last[2].isalpha() else last[2][:-1]
        if word.isalpha() and (last[2] is word or not last[2][-1].isalpha()):
            return word.casefold()
    end = len(content)
    while end and not content[end - 1].isalpha():
        end -= 1
    start = end
    while start and content[start - 1].isalpha():
        start -= 1
    return content[start:end].casefold()
