"""Vocabularies written as one text: easier to read and to keep sorted than hundreds of quoted words."""

from __future__ import annotations


def words_of(listed: str) -> frozenset[str]:
    """The words of a list that white space divides."""
    return frozenset(listed.split())
