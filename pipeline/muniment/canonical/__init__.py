"""Canonical Markdown: the one truth that every edition is made from."""

from muniment.canonical.escape import escape
from muniment.canonical.normalise import normalise, reader
from muniment.canonical.serialise import serialise

__all__ = ["escape", "normalise", "reader", "serialise"]
