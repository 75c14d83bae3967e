"""Why a figure is not given."""

from __future__ import annotations


class WrongResultError(Exception):
    """A contestant's result is not what was asked for, so its time means nothing."""
